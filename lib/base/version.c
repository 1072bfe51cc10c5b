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

int schain_supports(const char *feature)
{
	if (!feature)
		return 0;
#ifdef HAVE_YAML
	if (!strcmp(feature, "yaml"))
		return 1;
#endif
#ifdef HAVE_XXHASH
	if (!strcmp(feature, "xxhash"))
		return 1;
#endif
#ifdef HAVE_PLUGIN_FILES
	if (!strcmp(feature, "load-plugins"))
		return 1;
#endif
#ifdef HAVE_ISOLATION
	if (!strcmp(feature, "isolate-plugins"))
		return 1;
#endif
	return 0;
}
