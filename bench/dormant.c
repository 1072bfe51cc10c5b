/* SPDX-License-Identifier: Apache-2.0 */
/* What sleeps for weeks, and what runs for hours: the engine with a store, through restarts. */
#include "endpoint.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char path[] = "bench-dormant.sqlite";

enum { DAYS = 14, RESTARTS = 3, PACKAGES = 1000, LEAST_INSTALLS = 40, EVENTS_AN_INSTALL = 8000, SETTLED = 2 };

/* An engine on its store, with the endpoint that is fed. */
typedef struct life {
	schain_store *store;
	endpoint it;
	endpoint_told told;
	uint64_t memory;      /* limit */
	const char *dormancy; /* NULL: the built-in one */
	uint64_t peak, forgotten, woken, put_away;
} life;

static schain_engine *engine_of(life *one)
{
	schain_engine_options options = SCHAIN_ENGINE_OPTIONS_INIT;
	schain_error error = SCHAIN_ERROR_INIT;
	schain_engine *engine;
	schain_policy *policy;

	endpoint_check(schain_policy_new(NULL, &policy, &error), &error);
	if (one->dormancy)
		endpoint_check(schain_policy_set(policy, "dormancy", schain_string_of(one->dormancy), &error),
		               &error);
	options.memory_limit = one->memory;
	options.policy = policy;
	options.verdict = endpoint_tell;
	options.context = &one->told;
	endpoint_check(schain_engine_new(&options, &engine, &error), &error);
	schain_policy_free(policy);
	return engine;
}

static void begin(life *one, int is_new)
{
	schain_store_options options = SCHAIN_STORE_OPTIONS_INIT;
	schain_error error = SCHAIN_ERROR_INIT;

	/* Two weeks pass in a minute: one checkpoint a minute of theirs would measure the disk. */
	options.every_time = 3600 * SCHAIN_SECOND;
	one->store = endpoint_store(path, is_new);
	one->it.engine = engine_of(one);
	endpoint_check(schain_engine_attach_store(one->it.engine, one->store, &options, &error), &error);
}

static void end(life *one)
{
	schain_error error = SCHAIN_ERROR_INIT;
	schain_engine_statistics statistics;

	endpoint_check(schain_engine_checkpoint(one->it.engine, schain_string_of(NULL), &error), &error);
	statistics = endpoint_statistics(one->it.engine);
	if (statistics.memory_peak > one->peak)
		one->peak = statistics.memory_peak;
	one->forgotten += statistics.forgotten_deliveries;
	one->woken += statistics.woken;
	one->put_away += statistics.put_away;
	schain_engine_free(one->it.engine);
	schain_store_free(one->store);
}

/* A stretch of an endpoint's life: something installed, what was installed before used, and much else. */
static void live(life *one, uint64_t number, uint64_t events, int64_t span)
{
	endpoint *it = &one->it;
	uint64_t last = it->events + events, round = 0, installed = number * PACKAGES;
	uint64_t installs = events / EVENTS_AN_INSTALL > LEAST_INSTALLS ? events / EVENTS_AN_INSTALL
	                                                                 : LEAST_INSTALLS;
	uint64_t every = events / installs / 4 + 1;
	char name[64], image[64];

	it->step = span / (int64_t)events;
	while (it->events < last) {
		if (round % every == 0 && installed < (number + 1) * PACKAGES)
			endpoint_install(it, installed++, 20);
		if (round % (every / 4 + 1) == 0)
			endpoint_use(it, (number ? number - 1 : 0) * PACKAGES + round / (every / 4 + 1) % installs, 3);
		snprintf(image, sizeof image, "/usr/bin/tool%u", (unsigned)(round % 400));
		snprintf(name, sizeof name, "s%u.example.org", (unsigned)(round % 3000));
		endpoint_start(it, 1, 10000 + round % 20000, image);
		endpoint_answer(it, 10000 + round % 20000, name, "198.51.100.7");
		endpoint_connect(it, 10000 + round % 20000, name, "198.51.100.7", 443);
		endpoint_exit(it, 10000 + round % 20000);
		round++;
	}
}

static void deliver(endpoint *it)
{
	endpoint_start(it, 1, 50, "/usr/bin/dpkg");
	endpoint_write(it, 50, "/opt/sleeper/agent");
	endpoint_exit(it, 50);
	endpoint_start(it, 1, 51, "/opt/sleeper/agent");
	endpoint_exit(it, 51);
	endpoint_rest(it, 600 * SCHAIN_SECOND);
}

static void awake(endpoint *it)
{
	endpoint_start(it, 1, 60, "/opt/sleeper/agent");
	endpoint_start(it, 60, 61, "/bin/sh");
	endpoint_start(it, 61, 62, "/usr/bin/curl");
	endpoint_connect(it, 62, "c2.attacker.example", "203.0.113.9", 443);
	endpoint_exit(it, 62);
	endpoint_exit(it, 61);
	endpoint_exit(it, 60);
}

int state_dormant(uint64_t events, uint64_t memory)
{
	schain_error error = SCHAIN_ERROR_INIT;
	life one;
	double began = endpoint_cpu();
	uint64_t before, files;

	memset(&one, 0, sizeof one);
	one.it.host = "desk.example";
	one.it.now = ENDPOINT_EPOCH;
	one.memory = memory;
	one.told.product = "/opt/sleeper";
	begin(&one, 1);
	deliver(&one.it);
	for (uint64_t i = 0; i < DAYS; i++) {
		live(&one, i, events / DAYS, 86400 * SCHAIN_SECOND);
		if ((i + 1) % (DAYS / (RESTARTS + 1) + 1) == 0 && one.it.events) {
			end(&one);
			begin(&one, 0);
		}
	}
	before = one.told.verdicts;
	awake(&one.it);
	endpoint_check(schain_engine_flush(one.it.engine, &error), &error);
	files = endpoint_statistics(one.it.engine).files;
	end(&one);
	printf("dormant      %9" PRIu64 " events, %d days, %d restarts: %s, worst level %s\n", one.it.events, DAYS,
	       RESTARTS, one.told.verdicts > before ? "found" : "NOT FOUND", schain_level_get_name(one.told.worst));
	printf("             memory %.1f MiB at most, %" PRIu64 " deliveries put away, %" PRIu64 " came back, %" PRIu64
	       " forgotten\n",
	       (double)one.peak / 1048576, one.put_away, one.woken, one.forgotten);
	printf("             %" PRIu64 " tracked files, %.1f bytes each on disk; %.2f M events/s\n", files,
	       (double)endpoint_disk(path) / (double)files, (double)one.it.events / 1e6 / (endpoint_cpu() - began));
	schain_store_free(endpoint_store(path, 1));
	remove(path);
	return one.told.worst < SCHAIN_LEVEL_MEDIUM || one.told.verdicts == before || one.peak > memory;
}

/* An hour in which the same happens as in each, updates too: what is told of it is the same, but for its times. */
static uint32_t hour(life *one, uint64_t events)
{
	one->told.worst = 0;
	deliver(&one->it);
	live(one, 0, events, 3600 * SCHAIN_SECOND);
	awake(&one->it);
	endpoint_rest(&one->it, 60 * SCHAIN_SECOND);
	return one->told.worst;
}

int state_soak(uint64_t hours, uint64_t memory, uint64_t events)
{
	life one;
	uint64_t first_memory = 0, verdicts = 0;
	uint32_t first_level = 0;
	int failed = 0;

	memset(&one, 0, sizeof one);
	one.it.host = "desk.example";
	one.it.now = ENDPOINT_EPOCH;
	one.memory = memory;
	/* What is delivered is to be forgotten, too, while the soak lasts. */
	one.dormancy = "2h";
	one.told.product = "/opt/sleeper";
	begin(&one, 1);
	for (uint64_t i = 0; i < hours; i++) {
		uint64_t told = one.told.verdicts;
		double began = endpoint_cpu();
		uint32_t level = hour(&one, events);
		schain_engine_statistics statistics = endpoint_statistics(one.it.engine);

		told = one.told.verdicts - told;
		printf("soak         hour %2" PRIu64 ": memory %5.1f MiB, at most %5.1f; %" PRIu64 " verdicts, worst level %s; "
		       "%.2f M events/s\n",
		       i + 1, (double)statistics.memory / 1048576, (double)statistics.memory_peak / 1048576, told,
		       schain_level_get_name(level), (double)events / 1e6 / (endpoint_cpu() - began));
		fflush(stdout);
		failed |= statistics.memory_peak > memory;
		/* From then on as much is forgotten as is delivered, and all tables are as full as they get. */
		if (i == SETTLED)
			first_memory = statistics.memory_peak, verdicts = told, first_level = level;
		if (i > SETTLED)
			failed |= statistics.memory_peak > first_memory + first_memory / 8 || level != first_level ||
			          told != verdicts;
	}
	end(&one);
	puts(failed ? "soak         memory or verdicts DRIFTED" : "soak         memory flat, verdicts alike");
	schain_store_free(endpoint_store(path, 1));
	remove(path);
	return failed;
}
