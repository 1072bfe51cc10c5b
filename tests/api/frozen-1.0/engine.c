/* SPDX-License-Identifier: Apache-2.0 */
#include <supplychain/engine.h>

#include "frozen.h"

struct frozen_1_0_engine_options {
	uint32_t struct_size;
	uint32_t flags;
	uint64_t memory_limit;
	uint64_t seed[2];
	const schain_allocator *allocator;
	const schain_policy *policy;
	int (*verdict)(void *context, const schain_verdict *verdict);
	void (*log)(void *context, uint32_t level, const char *message);
	void *context;
	const void *reserved;
	schain_plugins *plugins;
	int (*taken)(void *context, const schain_event *event);
};

SIZE(engine_options, 96, 64);
FIELD(engine_options, struct_size);
FIELD(engine_options, flags);
FIELD(engine_options, memory_limit);
FIELD(engine_options, seed);
FIELD(engine_options, allocator);
FIELD(engine_options, policy);
FIELD(engine_options, verdict);
FIELD(engine_options, log);
FIELD(engine_options, context);
FIELD(engine_options, reserved);
FIELD(engine_options, plugins);
FIELD(engine_options, taken);

struct frozen_1_0_engine_statistics {
	uint32_t struct_size;
	uint32_t hosts;
	uint64_t events;
	uint64_t events_judged;
	uint64_t events_late;
	uint64_t events_unknown;
	uint64_t events_lost;
	uint64_t reorder_overflow;
	uint64_t processes;
	uint64_t files;
	uint64_t deliveries;
	uint64_t chains;
	uint64_t products;
	uint64_t verdicts;
	uint64_t forgotten_processes;
	uint64_t forgotten_files;
	uint64_t forgotten_deliveries;
	uint64_t forgotten_chains;
	uint64_t memory;
	uint64_t memory_peak;
	uint64_t forgotten_hosts;
	uint64_t cold_deliveries;
	uint64_t cold_files;
	uint64_t put_away;
	uint64_t woken;
	uint64_t unread;
};

SIZE(engine_statistics, 200, 200);
FIELD(engine_statistics, struct_size);
FIELD(engine_statistics, hosts);
FIELD(engine_statistics, events);
FIELD(engine_statistics, events_judged);
FIELD(engine_statistics, events_late);
FIELD(engine_statistics, events_unknown);
FIELD(engine_statistics, events_lost);
FIELD(engine_statistics, reorder_overflow);
FIELD(engine_statistics, processes);
FIELD(engine_statistics, files);
FIELD(engine_statistics, deliveries);
FIELD(engine_statistics, chains);
FIELD(engine_statistics, products);
FIELD(engine_statistics, verdicts);
FIELD(engine_statistics, forgotten_processes);
FIELD(engine_statistics, forgotten_files);
FIELD(engine_statistics, forgotten_deliveries);
FIELD(engine_statistics, forgotten_chains);
FIELD(engine_statistics, memory);
FIELD(engine_statistics, memory_peak);
FIELD(engine_statistics, forgotten_hosts);
FIELD(engine_statistics, cold_deliveries);
FIELD(engine_statistics, cold_files);
FIELD(engine_statistics, put_away);
FIELD(engine_statistics, woken);
FIELD(engine_statistics, unread);

VALUE(SCHAIN_LOG_ERROR, 0u);
VALUE(SCHAIN_LOG_WARNING, 1u);
VALUE(SCHAIN_LOG_INFO, 2u);
VALUE(SCHAIN_LOG_DEBUG, 3u);
