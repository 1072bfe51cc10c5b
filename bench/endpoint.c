/* SPDX-License-Identifier: Apache-2.0 */
#include "endpoint.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char *const endings[] = { "", "-wal", "-shm" };

void endpoint_check(schain_status status, const schain_error *error)
{
	if (status >= 0)
		return;
	fprintf(stderr, "state: %s: %s\n", schain_status_get_name(status), error->message);
	exit(1);
}

static double seconds(clockid_t clock)
{
	struct timespec now;

	if (clock_gettime(clock, &now)) {
		perror("clock_gettime");
		exit(1);
	}
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

double endpoint_cpu(void)
{
	return seconds(CLOCK_PROCESS_CPUTIME_ID);
}

double endpoint_wall(void)
{
	return seconds(CLOCK_MONOTONIC);
}

schain_engine *endpoint_engine(uint64_t memory_limit,
                               int (*verdict)(void *context, const schain_verdict *verdict), void *context)
{
	schain_engine_options options = SCHAIN_ENGINE_OPTIONS_INIT;
	schain_error error = SCHAIN_ERROR_INIT;
	schain_engine *engine;

	options.memory_limit = memory_limit;
	options.verdict = verdict;
	options.context = context;
	endpoint_check(schain_engine_new(&options, &engine, &error), &error);
	return engine;
}

schain_engine_statistics endpoint_statistics(const schain_engine *engine)
{
	schain_error error = SCHAIN_ERROR_INIT;
	schain_engine_statistics statistics;

	memset(&statistics, 0, sizeof statistics);
	statistics.struct_size = sizeof statistics;
	endpoint_check(schain_engine_get_statistics(engine, &statistics, &error), &error);
	return statistics;
}

schain_store *endpoint_store(const char *path, int is_new)
{
	schain_error error = SCHAIN_ERROR_INIT;
	schain_store *store;
	char file[4096];

	for (size_t i = 0; is_new && i < sizeof endings / sizeof *endings; i++) {
		snprintf(file, sizeof file, "%s%s", path, endings[i]);
		unlink(file);
	}
	endpoint_check(schain_store_open(path, 0, NULL, &store, &error), &error);
	return store;
}

uint64_t endpoint_disk(const char *path)
{
	uint64_t bytes = 0;
	struct stat status;
	char file[4096];

	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		snprintf(file, sizeof file, "%s%s", path, endings[i]);
		if (!stat(file, &status))
			bytes += (uint64_t)status.st_size;
	}
	return bytes;
}

typedef struct act {
	schain_event event;
	schain_process process, parent;
	schain_file image, file;
	schain_connection connection;
	schain_dns dns;
	schain_string answer;
} act;

static act begin(uint32_t type, uint64_t pid)
{
	act it;

	schain_event_init(&it.event, sizeof it.event);
	schain_process_init(&it.process, sizeof it.process);
	schain_process_init(&it.parent, sizeof it.parent);
	schain_file_init(&it.image, sizeof it.image);
	schain_file_init(&it.file, sizeof it.file);
	schain_connection_init(&it.connection, sizeof it.connection);
	schain_dns_init(&it.dns, sizeof it.dns);
	it.answer = (schain_string){ NULL, 0 };
	it.event.type = type;
	it.event.os = SCHAIN_OS_LINUX;
	it.process.pid = pid;
	return it;
}

static void feed(endpoint *it, act *what)
{
	schain_error error = SCHAIN_ERROR_INIT;

	what->event.time = it->now;
	what->event.record = ++it->events;
	what->event.host = schain_string_of(it->host);
	what->event.process = &what->process;
	it->now += it->step;
	endpoint_check(schain_engine_feed(it->engine, &what->event, sizeof what->event, 1, NULL, &error),
	               &error);
}

void endpoint_start(endpoint *it, uint64_t parent, uint64_t pid, const char *image)
{
	act what = begin(SCHAIN_EVENT_PROCESS_START, pid);

	what.image.path = schain_string_of(image);
	what.process.image = &what.image;
	what.process.command_line = what.image.path;
	what.parent.pid = parent;
	what.event.parent = &what.parent;
	feed(it, &what);
}

void endpoint_exit(endpoint *it, uint64_t pid)
{
	act what = begin(SCHAIN_EVENT_PROCESS_EXIT, pid);

	feed(it, &what);
}

void endpoint_write(endpoint *it, uint64_t pid, const char *path)
{
	act what = begin(SCHAIN_EVENT_FILE_WRITE, pid);

	what.file.path = schain_string_of(path);
	what.file.mode = 0100755;
	what.event.file = &what.file;
	feed(it, &what);
}

void endpoint_connect(endpoint *it, uint64_t pid, const char *name, const char *address, uint32_t port)
{
	act what = begin(SCHAIN_EVENT_CONNECTION, pid);

	what.connection.host_name = schain_string_of(name);
	what.connection.address = schain_string_of(address);
	what.connection.port = port;
	what.event.connection = &what.connection;
	feed(it, &what);
}

void endpoint_answer(endpoint *it, uint64_t pid, const char *name, const char *address)
{
	act what = begin(SCHAIN_EVENT_DNS, pid);

	what.answer = schain_string_of(address);
	what.dns.query = schain_string_of(name);
	what.dns.answers = &what.answer;
	what.dns.answer_count = 1;
	what.event.dns = &what.dns;
	feed(it, &what);
}

void endpoint_install(endpoint *it, uint64_t number, unsigned files)
{
	uint64_t pid = 2 + number % 4000000;
	char path[128];

	endpoint_start(it, 1, pid, "/usr/bin/dpkg");
	for (unsigned i = 0; i < files; i++) {
		snprintf(path, sizeof path, "/opt/p%" PRIu64 "/bin/tool%u", number, i);
		endpoint_write(it, pid, path);
	}
	endpoint_exit(it, pid);
}

void endpoint_use(endpoint *it, uint64_t number, unsigned file)
{
	uint64_t pid = 4000002 + (number * 7 + file) % 4000000;
	char path[128];

	snprintf(path, sizeof path, "/opt/p%" PRIu64 "/bin/tool%u", number, file);
	endpoint_start(it, 1, pid, path);
	endpoint_connect(it, pid, "updates.vendor.example", "203.0.113.77", 443);
	endpoint_exit(it, pid);
}

void endpoint_rest(endpoint *it, int64_t nanoseconds)
{
	it->now += nanoseconds;
	for (uint64_t i = 0; i < 5; i++) {
		endpoint_start(it, 1, 9000000 + i, "/usr/bin/true");
		endpoint_exit(it, 9000000 + i);
	}
}

static int add_text(void *context, const char *data, size_t size)
{
	endpoint_told *told = context;

	/* FNV-1a; the verdicts are compared, not kept. */
	for (size_t i = 0; i < size; i++)
		told->digest = (told->digest ^ (unsigned char)data[i]) * UINT64_C(1099511628211);
	return 0;
}

int endpoint_tell(void *context, const schain_verdict *verdict)
{
	endpoint_told *told = context;
	size_t length = strlen(told->product);

	if (verdict->product.length < length || memcmp(verdict->product.data, told->product, length))
		return 0;
	told->verdicts++;
	if (verdict->level > told->worst)
		told->worst = verdict->level;
	return schain_report_write_json(verdict, 0, add_text, told, NULL) != SCHAIN_OK;
}
