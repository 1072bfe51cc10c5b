/* SPDX-License-Identifier: Apache-2.0 */
/* Shared objects for tests/plugin/load, each wrong in the way that MODULE_ says. */
#include <supplychain/plugin.h>
#include <supplychain/version.h>

#include <string.h>

#ifndef MODULE_SIZE
#define MODULE_SIZE sizeof(schain_plugin)
#endif
#ifndef MODULE_MAJOR
#define MODULE_MAJOR SCHAIN_PLUGIN_ABI_MAJOR
#endif
#ifndef MODULE_MINOR
#define MODULE_MINOR SCHAIN_PLUGIN_ABI_MINOR
#endif

#ifdef MODULE_OLDER
#ifdef SCHAIN_INTERFACE_DECODER
#error not the older headers
#endif
#define MODULE_NAME "older"
#else
#define MODULE_NAME "module"
#endif

static schain_status ask(void *instance, const schain_question *question)
{
	(void)instance;
	(void)question;
	return SCHAIN_OK;
}

static schain_status open_module(const schain_plugin_host *host, const schain_plugin_setting *settings,
                                 size_t setting_count, void **ret_instance, schain_error *error)
{
	(void)host;
	(void)settings;
	(void)setting_count;
	(void)ret_instance;
	(void)error;
	return SCHAIN_OK;
}

static void close_module(void *instance)
{
	(void)instance;
}

static const schain_enricher enricher = {
	.struct_size = sizeof enricher,
	.subjects = SCHAIN_SUBJECT_BIT(SCHAIN_SUBJECT_FILE),
	.ask = ask,
};

static const void *get_interface(const char *name)
{
	return strcmp(name, SCHAIN_INTERFACE_ENRICHER) ? NULL : &enricher;
}

static const schain_plugin plugin = {
	.struct_size = MODULE_SIZE,
	.abi_major = MODULE_MAJOR,
	.abi_minor = MODULE_MINOR,
	.event_schema = SCHAIN_EVENT_SCHEMA,
	.name = MODULE_NAME,
	.version = "1",
	.author = "Someone",
	.licence = "CC0-1.0",
	.summary = "Has nothing to say.",
	.open = open_module,
	.close = close_module,
	.get_interface = get_interface,
};

#ifdef MODULE_OTHER_SYMBOL
SCHAIN_PLUGIN_EXPORT const schain_plugin *schain_plugin_ask(void);

const schain_plugin *schain_plugin_ask(void)
{
	return &plugin;
}
#else
const schain_plugin *schain_plugin_query(uint32_t abi_major, uint32_t abi_minor)
{
	(void)abi_minor;
#ifdef MODULE_NULL
	return abi_major == 99 ? &plugin : NULL;
#else
	return abi_major ? &plugin : NULL;
#endif
}
#endif
