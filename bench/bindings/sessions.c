/* SPDX-License-Identifier: Apache-2.0 */
#include "sessions.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define EPOCH (INT64_C(1767225600) * SCHAIN_SECOND) /* 2026-01-01T00:00:00Z */
#define STEP (SCHAIN_SECOND / 20)

#ifdef __GNUC__
__attribute__((format(printf, 3, 4)))
#endif
static const char *put(session *it, unsigned slot, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(it->texts[slot], sizeof it->texts[slot], format, arguments);
	va_end(arguments);
	return it->texts[slot];
}

/* Done by that process, whose image has that path. */
static fact *act(session *it, unsigned at, uint32_t type, uint64_t pid, const char *image)
{
	it->facts[at].type = type;
	it->facts[at].pid = pid;
	it->facts[at].image = image;
	return &it->facts[at];
}

static void start(session *it, unsigned at, uint64_t pid, uint64_t parent, const char *image, const char *command,
                  const char *user, const char *sha256)
{
	fact *made = act(it, at, SCHAIN_EVENT_PROCESS_START, pid, image);

	made->parent_pid = parent;
	made->command_line = command;
	made->user = user;
	made->image_sha256 = sha256;
}

static fact *touch(session *it, unsigned at, uint32_t type, uint64_t pid, const char *image, const char *path)
{
	fact *made = act(it, at, type, pid, image);

	made->path = path;
	return made;
}

static void reach(session *it, unsigned at, uint64_t pid, const char *image, const char *name, const char *address)
{
	fact *made = act(it, at, SCHAIN_EVENT_CONNECTION, pid, image);

	made->port = 443;
	made->name = name;
	made->address = address;
}

static void clear(session *it, uint64_t number)
{
	const char *host = put(it, 0, "host-%02u.example", (unsigned)(number % 16));

	memset(it->facts, 0, sizeof it->facts);
	for (unsigned i = 0; i < SESSION_EVENTS; i++) {
		it->facts[i].record = number * SESSION_EVENTS + i + 1;
		it->facts[i].time = EPOCH + (int64_t)(it->facts[i].record - 1) * STEP;
		it->facts[i].host = host;
	}
}

void session_make(session *it, uint64_t number)
{
	uint64_t product = number / 1024 % 2000, writer = 10 + number % 100000 * 10, tool = writer + 1, shell = writer + 2;
	int is_odd = number % 1024 == 0;
	const char *image = is_odd ? "/usr/bin/dpkg" : "/usr/bin/sort", *program, *state, *name, *address;
	const char *directory = is_odd ? "/opt/p" : "/srv/p", *part = is_odd ? "bin/tool" : "doc/page";

	clear(it, number);
	start(it, 0, writer, 1, image, put(it, 1, "%s p%" PRIu64 ".deb", is_odd ? "dpkg -i" : "sort", product), "root",
	      put(it, 2, "%064x", 1u));
	for (unsigned i = 0; i < 4; i++) {
		fact *made = touch(it, 1 + i, SCHAIN_EVENT_FILE_WRITE, writer, image,
		                   put(it, 3 + i, "%s%" PRIu64 "/%s%u", directory, product, part, i));

		made->size = 1000 + number;
		made->mode = is_odd ? 0100755 : 0100644;
		made->content = is_odd ? SCHAIN_CONTENT_ELF : SCHAIN_CONTENT_DATA;
		made->sha256 = put(it, 7 + i, "%064" PRIx64, number * 4 + i + 2);
	}
	act(it, 5, SCHAIN_EVENT_PROCESS_EXIT, writer, image);
	program = put(it, 17, "/opt/p%" PRIu64 "/bin/tool0", product);
	start(it, 6, tool, 1, program, put(it, 11, "tool0 --update %" PRIu64, number), "svc", it->facts[1].sha256);
	start(it, 7, shell, tool, "/bin/sh", "sh -c 'tool0 --check'", "svc", put(it, 12, "%064x", 2u));
	state = put(it, 13, "/var/lib/p%" PRIu64 "/state.db", product);
	touch(it, 8, SCHAIN_EVENT_FILE_WRITE, tool, program, state)->content = SCHAIN_CONTENT_DATA;
	name = put(it, 14, "u%u.vendor.example", (unsigned)(number % 50));
	address = put(it, 15, "203.0.113.%u", (unsigned)(number % 50));
	act(it, 9, SCHAIN_EVENT_DNS, tool, program)->query_type = 1;
	it->facts[9].name = name;
	it->facts[9].address = address;
	reach(it, 10, tool, program, name, address);
	touch(it, 11, SCHAIN_EVENT_FILE_RENAME, tool, program, put(it, 16, "/var/lib/p%" PRIu64 "/state.db.1", product))
		->old_path = state;
	touch(it, 12, SCHAIN_EVENT_MODULE_LOAD, tool, program, "/usr/lib/libc.so.6");
	act(it, 13, SCHAIN_EVENT_PROCESS_EXIT, shell, "/bin/sh");
	reach(it, 14, tool, program, is_odd ? "cdn.statmetric.example" : name, is_odd ? "203.0.113.70" : address);
	act(it, 15, SCHAIN_EVENT_PROCESS_EXIT, tool, program);
}

static void fill_process(const fact *it, filled *parts)
{
	schain_process_init(&parts->process, sizeof parts->process);
	schain_file_init(&parts->image, sizeof parts->image);
	parts->process.pid = it->pid;
	parts->process.parent_pid = it->parent_pid;
	parts->process.command_line = schain_string_of(it->command_line);
	parts->process.user = schain_string_of(it->user);
	parts->process.image = &parts->image;
	parts->image.path = schain_string_of(it->image);
	parts->image.sha256 = schain_string_of(it->image_sha256);
}

static void fill_file(const fact *it, schain_event *event, filled *parts)
{
	schain_file_init(&parts->file, sizeof parts->file);
	parts->file.path = schain_string_of(it->path);
	parts->file.old_path = schain_string_of(it->old_path);
	parts->file.sha256 = schain_string_of(it->sha256);
	parts->file.size = it->size;
	parts->file.mode = it->mode;
	parts->file.content = it->content;
	event->file = &parts->file;
}

static void fill_network(const fact *it, schain_event *event, filled *parts)
{
	if (it->type == SCHAIN_EVENT_DNS) {
		schain_dns_init(&parts->dns, sizeof parts->dns);
		parts->answer = schain_string_of(it->address);
		parts->dns.query = schain_string_of(it->name);
		parts->dns.query_type = it->query_type;
		parts->dns.answers = &parts->answer;
		parts->dns.answer_count = 1;
		event->dns = &parts->dns;
		return;
	}
	schain_connection_init(&parts->connection, sizeof parts->connection);
	parts->connection.protocol = 6;
	parts->connection.port = it->port;
	parts->connection.host_name = schain_string_of(it->name);
	parts->connection.address = schain_string_of(it->address);
	event->connection = &parts->connection;
}

void fact_fill(const fact *it, schain_event *event, filled *parts)
{
	schain_event_init(event, sizeof *event);
	event->type = it->type;
	event->time = it->time;
	event->record = it->record;
	event->host = schain_string_of(it->host);
	event->os = SCHAIN_OS_LINUX;
	event->source_kind = SCHAIN_SOURCE_EBPF;
	event->process = &parts->process;
	fill_process(it, parts);
	if (it->path)
		fill_file(it, event, parts);
	if (it->name)
		fill_network(it, event, parts);
}
