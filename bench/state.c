/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Measures what is remembered: on disk, in memory, over restarts and floods.
 *
 *   state PART [COUNT [BYTES [EVENTS]]]
 *
 * under a memory limit of BYTES, 64 MiB if not said. PART and COUNT:
 *
 *   attach FILES    a restart with so many tracked files
 *   hosts HOSTS     the states of so many hosts, exported and imported
 *   flood EVENTS    one host floods the engine, others go on
 *   age HOSTS       on each of so many hosts what was delivered is over
 *   crowd HOSTS     so many hosts, one after another
 *   dormant EVENTS  a chain that sleeps for two weeks among so many events
 *   soak HOURS      so many hours, EVENTS of the last argument in each
 *
 * Stores are made in the current directory and removed.
 */
#include "endpoint.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILES_A_DELIVERY = 100, REPEATS = 3 };

static const char store_path[] = "bench-state.sqlite";

static void fill(uint64_t files, uint64_t memory)
{
	schain_error error = SCHAIN_ERROR_INIT;
	schain_store *store = endpoint_store(store_path, 1);
	endpoint it = { endpoint_engine(memory, NULL, NULL), "desk.example", ENDPOINT_EPOCH, SCHAIN_SECOND / 100, 0 };
	double began = endpoint_cpu();
	schain_engine_statistics statistics;

	endpoint_check(schain_engine_attach_store(it.engine, store, NULL, &error), &error);
	for (uint64_t i = 0; i * FILES_A_DELIVERY < files; i++)
		endpoint_install(&it, i, FILES_A_DELIVERY);
	endpoint_check(schain_engine_flush(it.engine, &error), &error);
	endpoint_check(schain_engine_checkpoint(it.engine, schain_string_of(NULL), &error), &error);
	statistics = endpoint_statistics(it.engine);
	printf("deliver      %9" PRIu64 " files known, %" PRIu64 " forgotten, %6.2f M events/s, memory %.1f MiB at most\n",
	       statistics.files, statistics.forgotten_files,
	       (double)it.events / 1e6 / (endpoint_cpu() - began), (double)statistics.memory_peak / 1048576);
	schain_engine_free(it.engine);
	schain_store_free(store);
	printf("disk         %9.1f bytes a tracked file\n",
	       (double)endpoint_disk(store_path) / (double)statistics.files);
}

int state_attach(uint64_t files, uint64_t memory)
{
	schain_error error = SCHAIN_ERROR_INIT;
	double best_attach = 1e9, best_event = 1e9, best_cpu = 1e9;
	schain_engine_statistics statistics;

	fill(files, memory);
	for (int i = 0; i < REPEATS; i++) {
		double began = endpoint_wall(), cpu = endpoint_cpu(), attached, judged;
		schain_store *store = endpoint_store(store_path, 0);
		endpoint it = { endpoint_engine(memory, NULL, NULL), "desk.example",
			        ENDPOINT_EPOCH + 86400 * SCHAIN_SECOND, SCHAIN_SECOND, 0 };

		endpoint_check(schain_engine_attach_store(it.engine, store, NULL, &error), &error);
		attached = endpoint_wall();
		endpoint_use(&it, files / FILES_A_DELIVERY / 2, 7);
		endpoint_check(schain_engine_flush(it.engine, &error), &error);
		judged = endpoint_wall();
		cpu = endpoint_cpu() - cpu;
		if (cpu < best_cpu)
			best_cpu = cpu;
		if (attached - began < best_attach)
			best_attach = attached - began;
		if (judged - began < best_event)
			best_event = judged - began;
		statistics = endpoint_statistics(it.engine);
		if (!statistics.chains) {
			fputs("state: a delivered program was not recognised\n", stderr);
			exit(1);
		}
		schain_engine_free(it.engine);
		schain_store_free(store);
	}
	printf("attach       %9.1f ms, to the first verdict on a tracked file %.1f ms (%.1f ms of CPU); memory %.1f MiB, at most %.1f\n",
	       best_attach * 1e3, best_event * 1e3, best_cpu * 1e3, (double)statistics.memory / 1048576,
	       (double)statistics.memory_peak / 1048576);
	schain_store_free(endpoint_store(store_path, 1));
	remove(store_path);
	return 0;
}

static uint64_t number(int argc, char **argv, int at, uint64_t otherwise)
{
	return argc > at ? strtoull(argv[at], NULL, 10) : otherwise;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(uint64_t count, uint64_t memory);
		uint64_t count;
	} parts[] = {
		{ "attach", state_attach, 1000000 },
		{ "hosts", state_hosts, 1000000 },
		{ "flood", state_flood, 1000000 },
		{ "age", state_age, 2000 },
		{ "crowd", state_crowd, 1000000 },
		{ "dormant", state_dormant, 50000000 },
	};
	uint64_t memory = number(argc, argv, 3, UINT64_C(64) << 20);

	for (size_t i = 0; argc > 1 && i < sizeof parts / sizeof *parts; i++)
		if (!strcmp(argv[1], parts[i].name))
			return parts[i].run(number(argc, argv, 2, parts[i].count), memory);
	if (argc > 1 && !strcmp(argv[1], "soak"))
		return state_soak(number(argc, argv, 2, 10), memory, number(argc, argv, 4, 1000000));
	fputs("usage: state attach|hosts|flood|age|crowd|dormant|soak [COUNT [BYTES [EVENTS]]]\n", stderr);
	return 2;
}
