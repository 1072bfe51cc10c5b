/* SPDX-License-Identifier: Apache-2.0 */
/* The ring buffer's records as events of the library. */
#include "source.h"

#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include "dns.h"
#include <sensor_bpf.skel.h>
#include "wire.h"

enum {
	RING_BYTES = 4 << 20,
	PATH_SIZE = WIRE_TEXT_SIZE + WIRE_BEYOND + 2,
	TICK = 10000000, /* nanoseconds of /proc's unit of a process's start */
};

struct source {
	struct sensor_bpf *program;
	struct ring_buffer *ring;
	source_take take;
	void *context;
	const char *host;
	struct identity *names;
	char paths[3][PATH_SIZE];
	char arguments[WIRE_ARGUMENTS_SIZE];
	char user[IDENTITY_USER_SIZE], address[INET6_ADDRSTRLEN], identity[24];
	struct dns_message message;
	schain_string answers[DNS_ANSWERS];
	uint64_t sequence, lost;
	int64_t offset; /* of the real-time clock to the time since boot */
};

/* What an event points to. */
struct parts {
	schain_event event;
	schain_process process, parent;
	schain_file image, file;
	schain_connection connection;
	schain_dns dns;
};

static int64_t nanoseconds(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * SCHAIN_SECOND + now.tv_nsec;
}

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

static schain_string walked(struct source *source, const struct wire_record *record, int slot, int to)
{
	schain_string none = { NULL, 0 };

	if (!record->length[slot])
		return none;
	return (schain_string){ source->paths[to],
		                    join(text_of(record, slot), record->length[slot], source->paths[to]) };
}

/* A name that a program gave; `slot + 1` is what a relative one starts at. */
static schain_string named(struct source *source, const struct wire_record *record, int slot,
                           int directory, int to)
{
	const char *name = text_of(record, slot);
	size_t size = record->length[slot] ? record->length[slot] - 1 : 0, length = 0;
	char *path = source->paths[to];

	if (!size)
		return (schain_string){ NULL, 0 };
	if (name[0] != '/') {
		length = join(text_of(record, directory), record->length[directory], path);
		path[length++] = '/';
	}
	if (length + size > PATH_SIZE)
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

static void put_program(struct source *source, const struct wire_record *record, struct parts *parts)
{
	size_t size = record->length[3];

	parts->process.image = &parts->image;
	parts->image.path = walked(source, record, 0, 0);
	put_file(record, &parts->image);
	parts->process.working_directory = walked(source, record, 1, 1);
	if (record->flags & WIRE_SCRIPT)
		parts->process.script = named(source, record, 2, 1, 2);
	memcpy(source->arguments, text_of(record, 3), size);
	while (size && !source->arguments[size - 1])
		size--;
	for (size_t i = 0; i < size; i++)
		if (!source->arguments[i])
			source->arguments[i] = ' ';
	if (size)
		parts->process.command_line = (schain_string){ source->arguments, size };
}

static void put_connection(struct source *source, const struct wire_record *record, struct parts *parts)
{
	schain_connection *connection = &parts->connection;
	schain_string address;

	if (!inet_ntop((int)record->family, record->address, source->address, sizeof source->address))
		return;
	address = schain_string_of(source->address);
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

static int put_dns(struct source *source, const struct wire_record *record, struct parts *parts)
{
	struct dns_message *message = &source->message;

	if (dns_read((const unsigned char *)record->text, record->length[0], message) || !message->query[0])
		return -1;
	for (size_t i = 0; i < message->answer_count; i++)
		source->answers[i] = schain_string_of(message->answers[i]);
	parts->dns.query = schain_string_of(message->query);
	parts->dns.query_type = message->type;
	parts->dns.result = message->result;
	parts->dns.ttl = message->ttl;
	parts->dns.answers = source->answers;
	parts->dns.answer_count = message->answer_count;
	parts->event.dns = &parts->dns;
	return 0;
}

static void put_process(struct source *source, const struct wire_record *record, schain_process *process)
{
	process->pid = record->pid;
	process->parent_pid = record->parent_pid;
	process->start_time = identity_start(source->names, record->start / TICK);
	process->user = identity_user(source->user, record->uid, record->login_uid);
}

static int fill(struct source *source, const struct wire_record *record, struct parts *parts)
{
	static const uint32_t types[] = { 0, SCHAIN_EVENT_PROCESS_FORK, SCHAIN_EVENT_PROCESS_START,
		                              SCHAIN_EVENT_PROCESS_EXIT, SCHAIN_EVENT_FILE_WRITE,
		                              SCHAIN_EVENT_FILE_RENAME, SCHAIN_EVENT_FILE_RENAME,
		                              SCHAIN_EVENT_FILE_DELETE, SCHAIN_EVENT_FILE_ATTRIBUTE,
		                              SCHAIN_EVENT_FILE_READ, SCHAIN_EVENT_MODULE_LOAD,
		                              SCHAIN_EVENT_CONNECTION, SCHAIN_EVENT_CONNECTION,
		                              SCHAIN_EVENT_DNS };

	if (record->type >= sizeof types / sizeof *types)
		return -1;
	parts->event.type = types[record->type];
	put_process(source, record, &parts->process);
	switch (record->type) {
	case WIRE_FORK:
		parts->parent = parts->process;
		parts->event.parent = &parts->parent;
		parts->process.pid = record->other_pid;
		parts->process.start_time = identity_start(source->names, record->other_start / TICK);
		parts->process.parent_pid = record->pid;
		return 0;
	case WIRE_EXEC:
		put_program(source, record, parts);
		return 0;
	case WIRE_EXIT:
		return 0;
	case WIRE_CONNECT:
	case WIRE_LISTEN:
		put_connection(source, record, parts);
		return 0;
	case WIRE_DNS:
		return put_dns(source, record, parts);
	case WIRE_RENAME:
	case WIRE_LINK:
		parts->file.old_path = named(source, record, 0, 1, 0);
		parts->file.path = named(source, record, 2, 3, 1);
		parts->file.flags = record->type == WIRE_LINK ? SCHAIN_FILE_LINKED : 0;
		break;
	case WIRE_UNLINK:
		parts->file.path = named(source, record, 0, 1, 0);
		break;
	case WIRE_MODE:
		parts->file.path = record->flags & WIRE_BY_FILE ? walked(source, record, 0, 0)
		                                                : named(source, record, 0, 1, 0);
		put_file(record, &parts->file);
		break;
	default:
		parts->file.path = walked(source, record, 0, 0);
		put_file(record, &parts->file);
		break;
	}
	parts->event.file = &parts->file;
	return parts->file.path.data ? 0 : -1;
}

static int take_record(void *context, void *data, size_t size)
{
	struct source *source = context;
	const struct wire_record *record = data;
	const struct identity_root root = { record->mount_namespace, record->root_device, record->root_inode };
	struct parts parts = { SCHAIN_EVENT_INIT, SCHAIN_PROCESS_INIT, SCHAIN_PROCESS_INIT,
		                   SCHAIN_FILE_INIT,  SCHAIN_FILE_INIT,    SCHAIN_CONNECTION_INIT,
		                   SCHAIN_DNS_INIT };

	if (size < offsetof(struct wire_record, text) || fill(source, record, &parts))
		return 0;
	parts.event.process = &parts.process;
	parts.event.time = (int64_t)record->time + source->offset;
	parts.event.record = ++source->sequence;
	snprintf(source->identity, sizeof source->identity, "%" PRIu64, source->sequence);
	parts.event.record_id = schain_string_of(source->identity);
	parts.event.origin = SCHAIN_STRING("supplychain-sensor");
	parts.event.source_kind = SCHAIN_SOURCE_EBPF;
	parts.event.os = SCHAIN_OS_LINUX;
	parts.event.host = identity_host(source->names, &root, record->pid);
	return source->take(source->context, &parts.event);
}

int source_read(struct source *source)
{
	schain_event event = SCHAIN_EVENT_INIT;
	uint64_t lost;
	int status;

	source->offset = nanoseconds(CLOCK_REALTIME) - nanoseconds(CLOCK_BOOTTIME);
	status = ring_buffer__consume(source->ring);
	lost = source->program->bss->lost;
	if (status < 0 || lost == source->lost)
		return status < 0 ? status : 0;
	event.type = SCHAIN_EVENT_LOSS;
	event.time = nanoseconds(CLOCK_REALTIME);
	event.host = schain_string_of(source->host);
	event.os = SCHAIN_OS_LINUX;
	event.source_kind = SCHAIN_SOURCE_EBPF;
	event.count = lost - source->lost;
	source->lost = lost;
	return source->take(source->context, &event);
}

int source_descriptor(const struct source *source)
{
	return ring_buffer__epoll_fd(source->ring);
}

static int load(struct source *source)
{
	LIBBPF_OPTS(bpf_test_run_opts, once);
	struct identity_root home = { 0 };

	source->program = sensor_bpf__open();
	if (!source->program)
		return -1;
	source->program->rodata->own_pid = (unsigned int)getpid();
	if (bpf_map__set_max_entries(source->program->maps.records, RING_BYTES) ||
	    sensor_bpf__load(source->program) ||
	    bpf_prog_test_run_opts(bpf_program__fd(source->program->progs.home), &once) ||
	    sensor_bpf__attach(source->program))
		return -1;
	home.device = source->program->bss->home_device;
	home.inode = source->program->bss->home_inode;
	identity_add_home(source->names, &home);
	source->ring = ring_buffer__new(bpf_map__fd(source->program->maps.records), take_record, source, NULL);
	return source->ring ? 0 : -1;
}

struct source *source_open(const char *host, struct identity *names, source_take take, void *context)
{
	struct source *source = calloc(1, sizeof *source);

	if (!source)
		return NULL;
	source->host = host;
	source->names = names;
	source->take = take;
	source->context = context;
	if (!load(source))
		return source;
	fprintf(stderr, "supplychain-sensor: the eBPF programs cannot be loaded: %s\n", strerror(errno));
	source_close(source);
	return NULL;
}

void source_close(struct source *source)
{
	if (!source)
		return;
	ring_buffer__free(source->ring);
	sensor_bpf__destroy(source->program);
	free(source);
}
