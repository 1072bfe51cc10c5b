/* SPDX-License-Identifier: Apache-2.0 */
/* Initialisers and names of the plain structs in event.h, claim.h and verdict.h. */
#include <supplychain/supplychain.h>

#include "base/text.h"

#define INITIALISER(noun) \
	void schain_##noun##_init(schain_##noun *noun, size_t size) \
	{ \
		if (!noun || size < sizeof(uint32_t)) \
			return; \
		memset(noun, 0, size); \
		noun->struct_size = (uint32_t)size; \
	}

INITIALISER(event)
INITIALISER(process)
INITIALISER(file)
INITIALISER(signature)
INITIALISER(connection)
INITIALISER(dns)
INITIALISER(registry)
INITIALISER(package)
INITIALISER(integrity)
INITIALISER(claim)
INITIALISER(engine_options)

static const char *const event_types[] = {
	"none", "process_fork", "process_start", "process_exit", "file_write", "file_rename",
	"file_delete", "file_attribute", "file_read", "module_load", "driver_load", "registry",
	"persistence", "connection", "dns", "package", "integrity", "claim", "injection", "loss",
	"advance", "flush",
};
static const char *const sources[] = {
	"unknown", "host_product", "sysmon", "sysmon_linux", "code_integrity", "windows_security",
	"auditd", "ebpf", "package_log", "endpoint_security", "unified_log", "network", "plugin",
};
static const char *const levels[] = { "info", "low", "medium", "high", "critical" };
static const char *const stages[] = { "delivery", "write", "first_run", "child", "trust", "egress",
	                              "persistence", "credential" };
static const char *const reasons[] = {
	"approved", "vendor", "cdn", "cloud", "private", "loopback", "link_local", "metadata", "direct",
	"new_to_product", "new_to_host", "new_to_fleet", "new_domain", "look_alike", "generated",
	"dns_tunnel", "code_host", "paste", "chat", "webhook", "file_sharing", "dynamic_dns", "doh",
	"tor", "relay", "unusual_port", "unusual_protocol", "rare_network", "beacon", "odd_use",
};
static const char *const roles[] = { "installer", "subject", "child", "loader" };

#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof *(array)))

static const char *name_of(const char *const *names, uint32_t count, uint32_t value)
{
	return value < count ? names[value] : "unknown";
}

static uint32_t value_of(const char *const *names, uint32_t count, schain_string name, uint32_t none)
{
	for (uint32_t i = 0; i < count; i++)
		if (schain__equal(name, schain_string_of(names[i])))
			return i;
	return none;
}

const char *schain_event_type_get_name(uint32_t type)
{
	return name_of(event_types, COUNT(event_types), type);
}

uint32_t schain_event_type_of(schain_string name)
{
	return value_of(event_types, COUNT(event_types), name, SCHAIN_EVENT_NONE);
}

const char *schain_source_get_name(uint32_t source_kind)
{
	return name_of(sources, COUNT(sources), source_kind);
}

uint32_t schain_source_of(schain_string name)
{
	return value_of(sources, COUNT(sources), name, SCHAIN_SOURCE_UNKNOWN);
}

const char *schain_level_get_name(uint32_t level)
{
	return name_of(levels, COUNT(levels), level);
}

uint32_t schain_level_of(schain_string name)
{
	return value_of(levels, COUNT(levels), name, UINT32_MAX);
}

const char *schain_stage_get_name(uint32_t stage)
{
	return name_of(stages, COUNT(stages), stage);
}

const char *schain_role_get_name(uint32_t role)
{
	return name_of(roles, COUNT(roles), role);
}

const char *schain_reason_get_name(uint32_t reason)
{
	for (uint32_t i = 0; i < COUNT(reasons); i++)
		if (reason == 1u << i)
			return reasons[i];
	return NULL;
}

uint32_t schain_reason_of(schain_string name)
{
	uint32_t bit = value_of(reasons, COUNT(reasons), name, 32);

	return bit < 32 ? 1u << bit : 0;
}
