/* SPDX-License-Identifier: Apache-2.0 */
#include "record.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysmacros.h>

enum {
	TICK = 10000000, /* nanoseconds of /proc's unit of a process's start */
	RECORD_TYPES = WIRE_DNS + 1,
};

/* What an event points to. */
struct parts {
	schain_event event;
	schain_process process, parent;
	schain_file image, file;
	schain_connection connection;
	schain_dns dns;
};

/* A walked path: names from the end to the root. Returns its length. */
static size_t join(const char *names, size_t size, char *path)
{
	size_t length = 0, end = size;

	while (end) {
		size_t start = end - 1;

		while (start && names[start - 1])
			start--;
		path[length++] = '/';
		memcpy(path + length, names + start, end - 1 - start);
		length += end - 1 - start;
		end = start;
	}
	if (!length)
		path[length++] = '/';
	return length;
}

/* Takes ".", ".." and doubled slashes out of an absolute path. */
static size_t clean(char *path, size_t length)
{
	size_t to = 0, at = 0;

	while (at < length) {
		size_t end = at + 1;

		while (end < length && path[end] != '/')
			end++;
		if (end - at == 3 && path[at + 1] == '.' && path[at + 2] == '.') {
			while (to && path[--to] != '/')
				;
		} else if (end - at > 1 && !(end - at == 2 && path[at + 1] == '.')) {
			memmove(path + to, path + at, end - at);
			to += end - at;
		}
		at = end;
	}
	return to;
}

static const char *text_of(const struct wire_record *record, int slot)
{
	const char *text = record->text;

	for (int i = 0; i < slot; i++)
		text += record->length[i];
	return text;
}

static schain_string walked(struct record_reader *reader, const struct wire_record *record, int slot, int to)
{
	schain_string none = { NULL, 0 };

	if (!record->length[slot])
		return none;
	return (schain_string){ reader->paths[to],
		                    join(text_of(record, slot), record->length[slot], reader->paths[to]) };
}

/* A name that a program gave; `slot + 1` is what a relative one starts at. */
static schain_string named(struct record_reader *reader, const struct wire_record *record, int slot,
                           int directory, int to)
{
	const char *name = text_of(record, slot);
	size_t size = record->length[slot] ? record->length[slot] - 1 : 0, length = 0;
	char *path = reader->paths[to];

	if (!size)
		return (schain_string){ NULL, 0 };
	if (name[0] != '/') {
		length = join(text_of(record, directory), record->length[directory], path);
		path[length++] = '/';
	}
	if (length + size > RECORD_PATH_SIZE)
		return (schain_string){ NULL, 0 };
	memcpy(path + length, name, size);
	return (schain_string){ path, clean(path, length + size) };
}

static uint64_t device_of(unsigned int device)
{
	return makedev(device >> 20, device & 0xfffff);
}

static void put_file(const struct wire_record *record, schain_file *file)
{
	file->inode = record->inode;
	file->device = record->device ? device_of(record->device) : 0;
	file->mode = record->mode;
	file->size = record->file_size;
}

static void put_program(struct record_reader *reader, const struct wire_record *record, struct parts *parts)
{
	size_t size = record->length[3] < WIRE_ARGUMENTS_SIZE ? record->length[3] : WIRE_ARGUMENTS_SIZE;

	parts->process.image = &parts->image;
	parts->image.path = walked(reader, record, 0, 0);
	put_file(record, &parts->image);
	parts->process.working_directory = walked(reader, record, 1, 1);
	if (record->flags & WIRE_SCRIPT)
		parts->process.script = named(reader, record, 2, 1, 2);
	memcpy(reader->arguments, text_of(record, 3), size);
	while (size && !reader->arguments[size - 1])
		size--;
	for (size_t i = 0; i < size; i++)
		if (!reader->arguments[i])
			reader->arguments[i] = ' ';
	if (size)
		parts->process.command_line = (schain_string){ reader->arguments, size };
}

static void put_connection(struct record_reader *reader, const struct wire_record *record, struct parts *parts)
{
	schain_connection *connection = &parts->connection;
	schain_string address;

	if (!inet_ntop((int)record->family, record->address, reader->address, sizeof reader->address))
		return;
	address = schain_string_of(reader->address);
	connection->protocol = record->protocol;
	connection->port = record->port;
	if (record->type == WIRE_LISTEN) {
		connection->flags = SCHAIN_CONNECTION_LISTEN;
		connection->local_port = record->port;
		connection->local_address = address;
	} else {
		connection->address = address;
		if (record->result && record->result != -EINPROGRESS)
			connection->flags = SCHAIN_CONNECTION_FAILED;
	}
	parts->event.connection = connection;
}

static int put_dns(struct record_reader *reader, const struct wire_record *record, struct parts *parts)
{
	struct dns_message *message = &reader->message;

	if (dns_read((const unsigned char *)record->text, record->length[0], message) || !message->query[0])
		return -1;
	for (size_t i = 0; i < message->answer_count; i++)
		reader->answers[i] = schain_string_of(message->answers[i]);
	parts->dns.query = schain_string_of(message->query);
	parts->dns.query_type = message->type;
	parts->dns.result = message->result;
	parts->dns.ttl = message->ttl;
	parts->dns.answers = reader->answers;
	parts->dns.answer_count = message->answer_count;
	parts->event.dns = &parts->dns;
	return 0;
}

static void put_process(struct record_reader *reader, const struct wire_record *record, schain_process *process)
{
	process->pid = record->pid;
	process->parent_pid = record->parent_pid;
	process->start_time = identity_start(reader->names, record->start / TICK);
	process->user = identity_user(reader->user, record->uid, record->login_uid);
}

static int fill(struct record_reader *reader, const struct wire_record *record, struct parts *parts)
{
	static const uint32_t types[] = { 0, SCHAIN_EVENT_PROCESS_FORK, SCHAIN_EVENT_PROCESS_START,
		                              SCHAIN_EVENT_PROCESS_EXIT, SCHAIN_EVENT_FILE_WRITE,
		                              SCHAIN_EVENT_FILE_RENAME, SCHAIN_EVENT_FILE_RENAME,
		                              SCHAIN_EVENT_FILE_DELETE, SCHAIN_EVENT_FILE_ATTRIBUTE,
		                              SCHAIN_EVENT_FILE_READ, SCHAIN_EVENT_MODULE_LOAD,
		                              SCHAIN_EVENT_CONNECTION, SCHAIN_EVENT_CONNECTION,
		                              SCHAIN_EVENT_DNS };

	_Static_assert(sizeof types / sizeof *types == RECORD_TYPES, "a type of event for each of record");
	parts->event.type = types[record->type];
	put_process(reader, record, &parts->process);
	switch (record->type) {
	case WIRE_FORK:
		parts->parent = parts->process;
		parts->event.parent = &parts->parent;
		parts->process.pid = record->other_pid;
		parts->process.start_time = identity_start(reader->names, record->other_start / TICK);
		parts->process.parent_pid = record->pid;
		return 0;
	case WIRE_EXEC:
		put_program(reader, record, parts);
		return 0;
	case WIRE_EXIT:
		return 0;
	case WIRE_CONNECT:
	case WIRE_LISTEN:
		put_connection(reader, record, parts);
		return 0;
	case WIRE_DNS:
		return put_dns(reader, record, parts);
	case WIRE_RENAME:
	case WIRE_LINK:
		parts->file.old_path = named(reader, record, 0, 1, 0);
		parts->file.path = named(reader, record, 2, 3, 1);
		parts->file.flags = record->type == WIRE_LINK ? SCHAIN_FILE_LINKED : 0;
		break;
	case WIRE_UNLINK:
		parts->file.path = named(reader, record, 0, 1, 0);
		break;
	case WIRE_MODE:
		parts->file.path = record->flags & WIRE_BY_FILE ? walked(reader, record, 0, 0)
		                                                : named(reader, record, 0, 1, 0);
		put_file(record, &parts->file);
		break;
	default:
		parts->file.path = walked(reader, record, 0, 0);
		put_file(record, &parts->file);
		break;
	}
	parts->event.file = &parts->file;
	return parts->file.path.data ? 0 : -1;
}

/* Texts are within the record, names among them ended. */
static int is_whole(const struct wire_record *record, size_t size)
{
	size_t left = size;

	if (size < offsetof(struct wire_record, text) || !record->type || record->type >= RECORD_TYPES)
		return 0;
	left -= offsetof(struct wire_record, text);
	for (int i = 0; i < WIRE_TEXTS; i++) {
		if (record->length[i] > left || record->length[i] > WIRE_TEXT_SIZE)
			return 0;
		left -= record->length[i];
	}
	return 1;
}

int record_read(struct record_reader *reader, const struct wire_record *record, size_t size,
                source_take take, void *context)
{
	struct parts parts = { SCHAIN_EVENT_INIT, SCHAIN_PROCESS_INIT, SCHAIN_PROCESS_INIT,
		                   SCHAIN_FILE_INIT,  SCHAIN_FILE_INIT,    SCHAIN_CONNECTION_INIT,
		                   SCHAIN_DNS_INIT };
	struct identity_root root;

	if (!is_whole(record, size) || fill(reader, record, &parts))
		return 0;
	root = (struct identity_root){ record->mount_namespace, record->root_device, record->root_inode };
	parts.event.process = &parts.process;
	parts.event.time = (int64_t)(record->time + (uint64_t)reader->offset);
	parts.event.record = ++reader->sequence;
	snprintf(reader->identity, sizeof reader->identity, "%" PRIu64, reader->sequence);
	parts.event.record_id = schain_string_of(reader->identity);
	parts.event.origin = SCHAIN_STRING("supplychain-sensor");
	parts.event.source_kind = SCHAIN_SOURCE_EBPF;
	parts.event.os = SCHAIN_OS_LINUX;
	parts.event.host = identity_host(reader->names, &root, record->pid);
	return take(context, &parts.event);
}
