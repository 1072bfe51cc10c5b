/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an event costs while many chains wait for their next stage. Each chain
 * is an updater that wrote an unsigned program, which ran and has not connected
 * anywhere yet; then the same stretch of everyday work is timed.
 */
#include "bench.h"

#include <stdio.h>
#include <string.h>

#define START INT64_C(1767225600000000000) /* 2026-01-01T00:00:00Z */
#define STEP INT64_C(1000000)              /* between events, nanoseconds */
#define TAIL_ROUNDS 20000
#define ROUND_EVENTS 6
#define REPEATS 3

struct feeder {
	schain_engine *engine;
	schain_time time;
	uint64_t number; /* of the last event */
};

/* One process at work, with the structs an event about it needs. */
struct actor {
	schain_process process, parent;
	schain_file image, file;
	schain_signature image_signature, file_signature;
	schain_connection connection;
	char guid[32], path[96];
};

static void init_actor(struct actor *actor, uint64_t pid, const char *image)
{
	memset(actor, 0, sizeof *actor);
	schain_process_init(&actor->process, sizeof actor->process);
	schain_process_init(&actor->parent, sizeof actor->parent);
	schain_file_init(&actor->image, sizeof actor->image);
	schain_file_init(&actor->file, sizeof actor->file);
	schain_signature_init(&actor->image_signature, sizeof actor->image_signature);
	schain_signature_init(&actor->file_signature, sizeof actor->file_signature);
	schain_connection_init(&actor->connection, sizeof actor->connection);
	snprintf(actor->guid, sizeof actor->guid, "g-%llu", (unsigned long long)pid);
	actor->process.pid = pid;
	actor->process.guid = schain_string_of(actor->guid);
	actor->process.image = &actor->image;
	actor->parent.pid = 1;
	actor->parent.guid = SCHAIN_STRING("g-1");
	actor->process.parent_pid = 1;
	actor->process.parent_guid = actor->parent.guid;
	actor->image.path = schain_string_of(image);
	actor->image.signature = &actor->image_signature;
	actor->image_signature.state = SCHAIN_SIGNATURE_VALID;
}

static void feed(struct feeder *feeder, uint32_t type, struct actor *actor)
{
	schain_event event = SCHAIN_EVENT_INIT;
	schain_error error = SCHAIN_ERROR_INIT;
	const schain_verdict *verdict;

	event.type = type;
	event.time = feeder->time += STEP;
	event.record = ++feeder->number;
	event.os = SCHAIN_OS_LINUX;
	event.source_kind = SCHAIN_SOURCE_HOST_PRODUCT;
	event.host = SCHAIN_STRING("bench");
	event.process = &actor->process;
	if (type == SCHAIN_EVENT_PROCESS_START)
		event.parent = &actor->parent;
	if (type == SCHAIN_EVENT_FILE_WRITE || type == SCHAIN_EVENT_MODULE_LOAD)
		event.file = &actor->file;
	if (type == SCHAIN_EVENT_CONNECTION)
		event.connection = &actor->connection;
	bench_check(schain_engine_feed(feeder->engine, &event, sizeof event, 1, NULL, &error), &error);
	while (schain_engine_next_verdict(feeder->engine, &verdict, NULL) == SCHAIN_OK)
		;
}

static void make_chain(struct feeder *feeder, uint64_t number)
{
	struct actor actor;

	init_actor(&actor, 100000 + 2 * number, "/opt/vendor/updater");
	snprintf(actor.path, sizeof actor.path, "/opt/tool%llu/bin/agent", (unsigned long long)number);
	actor.file.path = schain_string_of(actor.path);
	actor.file.content = SCHAIN_CONTENT_ELF;
	actor.file.size = 500000;
	feed(feeder, SCHAIN_EVENT_PROCESS_START, &actor);
	feed(feeder, SCHAIN_EVENT_FILE_WRITE, &actor);
	feed(feeder, SCHAIN_EVENT_PROCESS_EXIT, &actor);
	init_actor(&actor, 100001 + 2 * number, "");
	snprintf(actor.path, sizeof actor.path, "/opt/tool%llu/bin/agent", (unsigned long long)number);
	actor.image.path = schain_string_of(actor.path);
	actor.image_signature.state = SCHAIN_SIGNATURE_UNSIGNED;
	feed(feeder, SCHAIN_EVENT_PROCESS_START, &actor);
}

static void work(struct feeder *feeder, uint64_t number)
{
	struct actor actor;

	init_actor(&actor, 2000 + number % 20000, "/usr/bin/sort");
	snprintf(actor.guid, sizeof actor.guid, "w-%llu", (unsigned long long)number);
	actor.process.guid = schain_string_of(actor.guid);
	actor.file.path = SCHAIN_STRING("/usr/lib/x86_64-linux-gnu/libc.so.6");
	actor.file.signature = &actor.file_signature;
	actor.file_signature.state = SCHAIN_SIGNATURE_VALID;
	feed(feeder, SCHAIN_EVENT_PROCESS_START, &actor);
	feed(feeder, SCHAIN_EVENT_MODULE_LOAD, &actor);
	snprintf(actor.path, sizeof actor.path, "/var/log/app/%02x.log", (unsigned)(number & 0xff));
	actor.file.path = schain_string_of(actor.path);
	actor.file.content = SCHAIN_CONTENT_DATA;
	actor.file.signature = NULL;
	feed(feeder, SCHAIN_EVENT_FILE_WRITE, &actor);
	actor.connection.address = SCHAIN_STRING("10.0.1.9");
	actor.connection.host_name = actor.connection.address;
	actor.connection.port = 5432;
	actor.connection.protocol = 6;
	feed(feeder, SCHAIN_EVENT_CONNECTION, &actor);
	actor.connection.address = SCHAIN_STRING("192.0.2.7");
	actor.connection.host_name = SCHAIN_STRING("site.example");
	actor.connection.port = 443;
	feed(feeder, SCHAIN_EVENT_CONNECTION, &actor);
	feed(feeder, SCHAIN_EVENT_PROCESS_EXIT, &actor);
}

double bench_pending(const schain_policy *policy, size_t chains, uint64_t *ret_chains)
{
	schain_engine_options options = SCHAIN_ENGINE_OPTIONS_INIT;
	schain_engine_statistics statistics;
	schain_error error = SCHAIN_ERROR_INIT;
	struct feeder feeder = { NULL, START, 0 };
	double best = 0, begin, spent;

	options.policy = policy;
	options.memory_limit = UINT64_C(1) << 30;
	options.seed[0] = 1;
	bench_check(schain_engine_new(&options, &feeder.engine, &error), &error);
	for (size_t i = 0; i < chains; i++)
		make_chain(&feeder, i);
	/* The best of some runs: other work on the machine only ever adds. */
	for (int repeat = 0; repeat < REPEATS; repeat++) {
		begin = bench_cpu();
		for (uint64_t i = 0; i < TAIL_ROUNDS; i++)
			work(&feeder, (uint64_t)repeat * TAIL_ROUNDS + i);
		spent = (bench_cpu() - begin) * 1e9 / (TAIL_ROUNDS * ROUND_EVENTS);
		best = !repeat || spent < best ? spent : best;
	}
	memset(&statistics, 0, sizeof statistics);
	statistics.struct_size = sizeof statistics;
	bench_check(schain_engine_get_statistics(feeder.engine, &statistics, &error), &error);
	*ret_chains = statistics.chains;
	schain_engine_free(feeder.engine);
	return best;
}
