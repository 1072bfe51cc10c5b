/* SPDX-License-Identifier: Apache-2.0 */
#include <supplychain/isolation.h>

#include "frozen.h"

struct frozen_1_0_plugin_grant {
	const char *path;
	uint32_t access;
	uint32_t reserved;
};

SIZE(plugin_grant, 16, 12);
FIELD(plugin_grant, path);
FIELD(plugin_grant, access);
FIELD(plugin_grant, reserved);

struct frozen_1_0_plugin_isolation {
	uint32_t struct_size;
	uint32_t flags;
	uint32_t required;
	uint32_t file_limit;
	uint64_t memory_limit;
	uint64_t write_limit;
	int64_t cpu_limit;
	int64_t start_limit;
	int64_t backoff;
	int64_t patience;
	uint32_t uid;
	uint32_t gid;
	const char *helper;
	const schain_plugin_grant *grants;
	size_t grant_size;
	size_t grant_count;
};

SIZE(plugin_isolation, 104, 88);
FIELD(plugin_isolation, struct_size);
FIELD(plugin_isolation, flags);
FIELD(plugin_isolation, required);
FIELD(plugin_isolation, file_limit);
FIELD(plugin_isolation, memory_limit);
FIELD(plugin_isolation, write_limit);
FIELD(plugin_isolation, cpu_limit);
FIELD(plugin_isolation, start_limit);
FIELD(plugin_isolation, backoff);
FIELD(plugin_isolation, patience);
FIELD(plugin_isolation, uid);
FIELD(plugin_isolation, gid);
FIELD(plugin_isolation, helper);
FIELD(plugin_isolation, grants);
FIELD(plugin_isolation, grant_size);
FIELD(plugin_isolation, grant_count);

VALUE(SCHAIN_ISOLATION_PRIVILEGES, 1u);
VALUE(SCHAIN_ISOLATION_LIMITS, 2u);
VALUE(SCHAIN_ISOLATION_FILES, 4u);
VALUE(SCHAIN_ISOLATION_CALLS, 8u);
VALUE(SCHAIN_ISOLATION_ALL, 15u);
VALUE(SCHAIN_ISOLATION_NETWORK, 1u);
VALUE(SCHAIN_GRANT_READ, 1u);
VALUE(SCHAIN_GRANT_WRITE, 2u);
