/* SPDX-License-Identifier: Apache-2.0 */
/* Very many hosts in one engine: what is over on each, and more of them than memory has room for. */
#include "endpoint.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char path[] = "bench-crowd.sqlite";

enum { DAYS = 20, DORMANCY_DAYS = 30 };

#define DAY (86400 * SCHAIN_SECOND)

static const char *at_host(endpoint *it, uint64_t number)
{
	static char name[64];

	snprintf(name, sizeof name, "host-%" PRIu64 ".example", number);
	it->host = name;
	return name;
}

/* A delivery a day on each host, all in the store only when the engine starts anew. */
static void deliver(uint64_t hosts, uint64_t memory)
{
	schain_error error = SCHAIN_ERROR_INIT;
	schain_store *store = endpoint_store(path, 1);
	endpoint it = { endpoint_engine(memory, NULL, NULL), NULL, ENDPOINT_EPOCH, SCHAIN_SECOND, 0 };

	endpoint_check(schain_engine_attach_store(it.engine, store, NULL, &error), &error);
	for (unsigned day = 0; day < DAYS; day++)
		for (uint64_t i = 0; i < hosts; i++) {
			at_host(&it, i);
			it.now = ENDPOINT_EPOCH + day * DAY;
			endpoint_rest(&it, 0);
			endpoint_install(&it, day, 2);
			endpoint_rest(&it, 7200 * SCHAIN_SECOND);
		}
	endpoint_check(schain_engine_flush(it.engine, &error), &error);
	endpoint_check(schain_engine_checkpoint(it.engine, schain_string_of(NULL), &error), &error);
	schain_engine_free(it.engine);
	schain_store_free(store);
}

/* Seconds of CPU for each event of so many days from `first` on. */
static double pass(endpoint *it, uint64_t hosts, unsigned first, unsigned days)
{
	uint64_t events = it->events;
	double began = endpoint_cpu();

	for (unsigned day = first; day < first + days; day++)
		for (uint64_t i = 0; i < hosts; i++) {
			at_host(it, i);
			it->now = ENDPOINT_EPOCH + day * DAY + DAY / 2;
			endpoint_rest(it, 0);
		}
	return (endpoint_cpu() - began) / (double)(it->events - events);
}

/* Of so many hosts: an event while nothing is over, and while a delivery is over on each host each day. */
static double age(uint64_t hosts, uint64_t memory)
{
	schain_error error = SCHAIN_ERROR_INIT;
	schain_store *store;
	endpoint it = { NULL, NULL, 0, SCHAIN_SECOND, 0 };
	schain_engine_statistics before, after;
	double quiet, over;

	deliver(hosts, memory);
	store = endpoint_store(path, 0);
	it.engine = endpoint_engine(memory, NULL, NULL);
	endpoint_check(schain_engine_attach_store(it.engine, store, NULL, &error), &error);
	quiet = pass(&it, hosts, DAYS, 2);
	before = endpoint_statistics(it.engine);
	over = pass(&it, hosts, DORMANCY_DAYS, DAYS);
	after = endpoint_statistics(it.engine);
	printf("age          %9" PRIu64 " hosts: %" PRIu64 " cold deliveries, then %" PRIu64 "; an event takes %.2f us, "
	       "%.2f us while they end (%.1f times)\n",
	       hosts, before.cold_deliveries, after.cold_deliveries, quiet * 1e6, over * 1e6, over / quiet);
	schain_engine_free(it.engine);
	schain_store_free(store);
	schain_store_free(endpoint_store(path, 1));
	remove(path);
	return over;
}

/* Ten times as many hosts take ten times as long, and no more: half as much again for caches. */
int state_age(uint64_t hosts, uint64_t memory)
{
	double few = age(hosts / 10, memory), many = age(hosts, memory);

	printf("age          an event while deliveries end, with ten times the hosts: %.2f times\n", many / few);
	return many / few > 3;
}

/* A little of each kind that is remembered. */
static void visit(endpoint *it, uint64_t number)
{
	char name[64];

	at_host(it, number);
	snprintf(name, sizeof name, "n%" PRIu64 ".example.org", number % 5000);
	endpoint_start(it, 1, 100, "/usr/sbin/worker");
	endpoint_answer(it, 100, name, "198.51.100.7");
	endpoint_connect(it, 100, name, "198.51.100.7", 443);
	if (number % 10 == 0) {
		endpoint_install(it, number, 3);
		endpoint_use(it, number, 1);
	}
}

/* More hosts than there is room for, one after another: memory, and what an event takes at the end. */
int state_crowd(uint64_t hosts, uint64_t memory)
{
	endpoint it = { endpoint_engine(memory, NULL, NULL), NULL, ENDPOINT_EPOCH, SCHAIN_SECOND / 100, 0 };
	double seconds[10], began;
	schain_engine_statistics statistics;

	for (unsigned part = 0; part < 10; part++) {
		uint64_t events = it.events;

		began = endpoint_cpu();
		for (uint64_t i = hosts * part / 10; i < hosts * (part + 1) / 10; i++)
			visit(&it, i);
		seconds[part] = (endpoint_cpu() - began) / (double)(it.events - events);
	}
	statistics = endpoint_statistics(it.engine);
	printf("crowd        %9" PRIu64 " hosts, %u of them known at the end; memory %.1f MiB, at most %.1f; an event "
	       "takes %.2f us at first, %.2f us in the end\n",
	       hosts, (unsigned)statistics.hosts, (double)statistics.memory / 1048576, (double)statistics.memory_peak / 1048576,
	       seconds[0] * 1e6, seconds[9] * 1e6);
	schain_engine_free(it.engine);
	return statistics.memory_peak > memory;
}
