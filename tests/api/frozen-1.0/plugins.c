/* SPDX-License-Identifier: Apache-2.0 */
#include <supplychain/plugins.h>

#include "frozen.h"

struct frozen_1_0_plugins_options {
	uint32_t struct_size;
	uint32_t flags;
	int64_t deadline;
	uint32_t question_limit;
	uint32_t claim_limit;
	const schain_allocator *allocator;
	void (*log)(void *context, uint32_t level, const char *message);
	int64_t (*clock)(void *context);
	void *context;
};

SIZE(plugins_options, 56, 40);
FIELD(plugins_options, struct_size);
FIELD(plugins_options, flags);
FIELD(plugins_options, deadline);
FIELD(plugins_options, question_limit);
FIELD(plugins_options, claim_limit);
FIELD(plugins_options, allocator);
FIELD(plugins_options, log);
FIELD(plugins_options, clock);
FIELD(plugins_options, context);

struct frozen_1_0_plugin_value {
	schain_string key;
	schain_string value;
};

SIZE(plugin_value, 32, 16);
FIELD(plugin_value, key);
FIELD(plugin_value, value);

struct frozen_1_0_plugin_statistics {
	uint32_t struct_size;
	uint32_t is_open;
	const char *name;
	const char *plugin;
	uint64_t asked;
	uint64_t answered;
	uint64_t failed;
	uint64_t waiting;
	uint64_t forgotten;
	uint64_t overdue;
	uint64_t claims;
	uint64_t claims_flooded;
	uint64_t claims_unasked;
	uint64_t claims_repeated;
	uint64_t claims_refused;
	int64_t slowest;
	uint32_t is_isolated;
	uint32_t isolation;
	uint32_t is_running;
	uint32_t reserved;
	uint64_t starts;
	uint64_t crashes;
	uint64_t kills;
	uint64_t missed;
	uint64_t inputs;
	uint64_t records;
	uint64_t events;
	uint64_t problems;
	uint64_t verdicts;
	uint64_t verdicts_failed;
};

SIZE(plugin_statistics, 216, 208);
FIELD(plugin_statistics, struct_size);
FIELD(plugin_statistics, is_open);
FIELD(plugin_statistics, name);
FIELD(plugin_statistics, plugin);
FIELD(plugin_statistics, asked);
FIELD(plugin_statistics, answered);
FIELD(plugin_statistics, failed);
FIELD(plugin_statistics, waiting);
FIELD(plugin_statistics, forgotten);
FIELD(plugin_statistics, overdue);
FIELD(plugin_statistics, claims);
FIELD(plugin_statistics, claims_flooded);
FIELD(plugin_statistics, claims_unasked);
FIELD(plugin_statistics, claims_repeated);
FIELD(plugin_statistics, claims_refused);
FIELD(plugin_statistics, slowest);
FIELD(plugin_statistics, is_isolated);
FIELD(plugin_statistics, isolation);
FIELD(plugin_statistics, is_running);
FIELD(plugin_statistics, reserved);
FIELD(plugin_statistics, starts);
FIELD(plugin_statistics, crashes);
FIELD(plugin_statistics, kills);
FIELD(plugin_statistics, missed);
FIELD(plugin_statistics, inputs);
FIELD(plugin_statistics, records);
FIELD(plugin_statistics, events);
FIELD(plugin_statistics, problems);
FIELD(plugin_statistics, verdicts);
FIELD(plugin_statistics, verdicts_failed);

VALUE(SCHAIN_PLUGINS_LOAD_FILES, 1u);
VALUE(SCHAIN_PLUGINS_PATIENT, 2u);
