/* SPDX-License-Identifier: Apache-2.0 */
/* Constants have names, names give constants back, and unknown ones are safe. */
#include <supplychain/supplychain.h>

#include <string.h>

#include "expect.h"

static void event_types(void)
{
	for (uint32_t type = SCHAIN_EVENT_PROCESS_FORK; type <= SCHAIN_EVENT_FLUSH; type++) {
		const char *name = schain_event_type_get_name(type);

		EXPECT(strcmp(name, "unknown"));
		EXPECT(schain_event_type_of(schain_string_of(name)) == type);
	}
	EXPECT(!strcmp(schain_event_type_get_name(SCHAIN_EVENT_FILE_WRITE), "file_write"));
	EXPECT(!strcmp(schain_event_type_get_name(SCHAIN_EVENT_LOSS), "loss"));
	EXPECT(!strcmp(schain_event_type_get_name(UINT32_MAX), "unknown"));
	EXPECT(schain_event_type_of(schain_string_of("File_Write")) == SCHAIN_EVENT_NONE);
	EXPECT(schain_event_type_of(schain_string_of(NULL)) == SCHAIN_EVENT_NONE);
}

static void sources(void)
{
	for (uint32_t kind = SCHAIN_SOURCE_HOST_PRODUCT; kind <= SCHAIN_SOURCE_PLUGIN; kind++)
		EXPECT(schain_source_of(schain_string_of(schain_source_get_name(kind))) == kind);
	EXPECT(!strcmp(schain_source_get_name(SCHAIN_SOURCE_AUDITD), "auditd"));
	EXPECT(!strcmp(schain_source_get_name(UINT32_MAX), "unknown"));
	EXPECT(schain_source_of(schain_string_of("")) == SCHAIN_SOURCE_UNKNOWN);
}

static void verdict_names(void)
{
	for (uint32_t level = SCHAIN_LEVEL_INFO; level <= SCHAIN_LEVEL_CRITICAL; level++)
		EXPECT(schain_level_of(schain_string_of(schain_level_get_name(level))) == level);
	EXPECT(!strcmp(schain_level_get_name(SCHAIN_LEVEL_HIGH), "high"));
	EXPECT(schain_level_of(schain_string_of("grave")) == UINT32_MAX);
	EXPECT(!strcmp(schain_stage_get_name(SCHAIN_STAGE_FIRST_RUN), "first_run"));
	EXPECT(!strcmp(schain_stage_get_name(SCHAIN_STAGE_CREDENTIAL), "credential"));
	EXPECT(!strcmp(schain_stage_get_name(SCHAIN_STAGE_COUNT), "unknown"));
	EXPECT(!strcmp(schain_role_get_name(SCHAIN_ROLE_LOADER), "loader"));
	EXPECT(!strcmp(schain_role_get_name(4), "unknown"));
}

static void version(void)
{
	EXPECT(!strcmp(schain_version(), SCHAIN_VERSION));
	EXPECT(schain_version_number() ==
	       (SCHAIN_VERSION_MAJOR << 16 | SCHAIN_VERSION_MINOR << 8 | SCHAIN_VERSION_MICRO));
	EXPECT(schain_event_schema() == SCHAIN_EVENT_SCHEMA);
	EXPECT(schain_supports("telepathy") == 0);
	EXPECT(schain_supports(NULL) == 0);
}

int main(void)
{
	event_types();
	sources();
	verdict_names();
	version();
	return expect_failures != 0;
}
