/* SPDX-License-Identifier: Apache-2.0 */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif
#include <supplychain/version.h>

#include <string.h>

const char *schain_version(void)
{
	return SCHAIN_VERSION;
}

uint32_t schain_version_number(void)
{
	return (uint32_t)SCHAIN_VERSION_MAJOR << 16 | (uint32_t)SCHAIN_VERSION_MINOR << 8 |
	       (uint32_t)SCHAIN_VERSION_MICRO;
}

uint32_t schain_event_schema(void)
{
	return SCHAIN_EVENT_SCHEMA;
}

/* 1 if config.h defines the macro as 1, 0 if it does not define it: only 1 makes the name of a
   macro that puts another argument before these two. */
#define BEFORE_1 0,
#define SECOND(first, second, ...) second
#define IS_ONE(before) SECOND(before 1, 0, 0)
#define IS_SET_(value) IS_ONE(BEFORE_##value)
#define IS_SET(macro) IS_SET_(macro)

int schain_supports(const char *feature)
{
	static const struct {
		const char *name;
		int is_here;
	} features[] = {
#define FEATURE(name, macro) { name, IS_SET(macro) },
#include "features.def"
#undef FEATURE
	};

	for (size_t i = 0; feature && i < sizeof features / sizeof *features; i++) {
		if (!strcmp(features[i].name, feature))
			return features[i].is_here;
	}
	return 0;
}
