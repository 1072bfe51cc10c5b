/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Engines share nothing: two threads, each with an engine of its own, judge the
 * same events at the same time and come to the same verdicts, whatever the key
 * of their tables. Under ThreadSanitizer this shows that there is no race,
 * under valgrind that nothing is lost.
 */
#include <supplychain/supplychain.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "expect.h"

enum { PACKAGES = 40 };

typedef struct judge {
	uint64_t seed;
	char *report;
	size_t size;
	uint32_t verdicts;
} judge;

static int append(void *context, const char *data, size_t size)
{
	judge *self = context;
	char *larger = realloc(self->report, self->size + size);

	if (!larger)
		return 1;
	memcpy(larger + self->size, data, size);
	self->report = larger;
	self->size += size;
	return 0;
}

static int write_verdict(void *context, const schain_verdict *verdict)
{
	judge *self = context;

	self->verdicts++;
	return schain_report_write_json(verdict, 0, append, self, NULL) != SCHAIN_OK;
}

static void feed(schain_engine *engine, uint32_t type, int64_t second, const schain_process *process,
                 const schain_file *file, const schain_connection *connection)
{
	schain_event event = SCHAIN_EVENT_INIT;

	event.type = type;
	event.time = (1767225600 + second) * SCHAIN_SECOND;
	event.os = SCHAIN_OS_LINUX;
	event.host = schain_string_of("laptop.example");
	event.process = process;
	event.file = file;
	event.connection = connection;
	EXPECT(schain_engine_feed(engine, &event, sizeof event, 1, NULL, NULL) == SCHAIN_OK);
}

/* dpkg brings a program, which starts a shell and connects. */
static void feed_package(schain_engine *engine, uint32_t number)
{
	schain_file dpkg_file = SCHAIN_FILE_INIT, program_file = SCHAIN_FILE_INIT,
		    shell_file = SCHAIN_FILE_INIT;
	schain_process dpkg = SCHAIN_PROCESS_INIT, program = SCHAIN_PROCESS_INIT,
		       shell = SCHAIN_PROCESS_INIT;
	schain_connection connection = SCHAIN_CONNECTION_INIT;
	char path[64], host[64];
	int64_t start = 100 * (int64_t)number;

	snprintf(path, sizeof path, "/usr/bin/tool%u", (unsigned)number);
	snprintf(host, sizeof host, "c%u.attacker.example", (unsigned)number);
	dpkg_file.path = schain_string_of("/usr/bin/dpkg");
	program_file.path = schain_string_of(path);
	shell_file.path = schain_string_of("/bin/sh");
	dpkg.pid = 1000 + 10 * number;
	dpkg.image = &dpkg_file;
	program.pid = dpkg.pid + 1;
	program.image = &program_file;
	shell.pid = dpkg.pid + 2;
	shell.parent_pid = program.pid;
	shell.image = &shell_file;
	connection.address = schain_string_of("203.0.113.9");
	connection.host_name = schain_string_of(host);
	connection.port = 443;
	feed(engine, SCHAIN_EVENT_PROCESS_START, start, &dpkg, NULL, NULL);
	feed(engine, SCHAIN_EVENT_FILE_WRITE, start + 1, &dpkg, &program_file, NULL);
	feed(engine, SCHAIN_EVENT_PROCESS_EXIT, start + 2, &dpkg, NULL, NULL);
	feed(engine, SCHAIN_EVENT_PROCESS_START, start + 20, &program, NULL, NULL);
	feed(engine, SCHAIN_EVENT_PROCESS_START, start + 21, &shell, NULL, NULL);
	feed(engine, SCHAIN_EVENT_CONNECTION, start + 22, &program, NULL, &connection);
	feed(engine, SCHAIN_EVENT_PROCESS_EXIT, start + 23, &program, NULL, NULL);
}

static void *run(void *argument)
{
	judge *self = argument;
	schain_engine_options options = SCHAIN_ENGINE_OPTIONS_INIT;
	schain_engine *engine = NULL;

	options.seed[0] = options.seed[1] = self->seed;
	if (schain_engine_new(&options, &engine, NULL) != SCHAIN_OK)
		return NULL;
	for (uint32_t number = 0; number < PACKAGES; number++)
		feed_package(engine, number);
	if (schain_engine_flush(engine, NULL) == SCHAIN_OK)
		(void)schain_engine_each_verdict(engine, write_verdict, self, NULL);
	schain_engine_free(engine);
	return NULL;
}

int main(void)
{
	judge judges[2] = { { 1, NULL, 0, 0 }, { 0x9e3779b97f4a7c15, NULL, 0, 0 } };
	pthread_t threads[2];

	for (int i = 0; i < 2; i++)
		EXPECT(!pthread_create(&threads[i], NULL, run, &judges[i]));
	for (int i = 0; i < 2; i++)
		EXPECT(!pthread_join(threads[i], NULL));
	EXPECT(judges[0].verdicts == PACKAGES);
	EXPECT(judges[0].size == judges[1].size);
	EXPECT(judges[0].size && judges[0].size == judges[1].size &&
	       !memcmp(judges[0].report, judges[1].report, judges[0].size));
	for (int i = 0; i < 2; i++)
		free(judges[i].report);
	return expect_failures != 0;
}
