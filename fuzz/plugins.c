/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Plugin configurations, over a plugin that is part of the product: what is
 * taken can be taken again and changes nothing then; what is refused says why.
 */
#include <string.h>
#include <supplychain/plugins.h>
#include <supplychain/version.h>

#include "fuzz.h"

static size_t instances;

static schain_status ask(void *instance, const schain_question *question)
{
	(void)instance;
	(void)question;
	return SCHAIN_OK;
}

static schain_status open_one(const schain_plugin_host *host, const schain_plugin_setting *settings,
                              size_t setting_count, void **ret_instance, schain_error *error)
{
	(void)host;
	(void)settings;
	(void)error;
	(void)ret_instance;
	MUST(setting_count == 2);
	instances++;
	return SCHAIN_OK;
}

static void close_one(void *instance)
{
	(void)instance;
	MUST(instances);
	instances--;
}

static const void *get_interface(const char *name)
{
	static const schain_enricher enricher = {
		.struct_size = sizeof enricher,
		.subjects = SCHAIN_SUBJECT_BIT(SCHAIN_SUBJECT_FILE),
		.ask = ask,
	};

	return strcmp(name, SCHAIN_INTERFACE_ENRICHER) ? NULL : &enricher;
}

static const schain_plugin_option options[] = {
	{ .type = SCHAIN_OPTION_TEXT, .name = "word", .summary = "A word." },
	{ .type = SCHAIN_OPTION_INTEGER, .name = "count", .maximum = 9, .summary = "A number." },
};

static const schain_plugin plugin = {
	.struct_size = sizeof plugin,
	.abi_major = SCHAIN_PLUGIN_ABI_MAJOR,
	.event_schema = SCHAIN_EVENT_SCHEMA,
	.name = "own",
	.version = "1",
	.author = "Someone",
	.licence = "CC0-1.0",
	.summary = "Opens and closes.",
	.options = options,
	.option_size = sizeof *options,
	.option_count = 2,
	.open = open_one,
	.close = close_one,
	.get_interface = get_interface,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	schain_string document = { (const char *)data, size };
	schain_error error = SCHAIN_ERROR_INIT;
	schain_plugins *plugins;
	schain_status status;
	size_t before;

	MUST(schain_plugins_new(NULL, &plugins, NULL) == SCHAIN_OK);
	MUST(schain_plugins_add(plugins, &plugin, NULL) == SCHAIN_OK);
	status = schain_plugins_configure(plugins, document, "input", &error);
	before = instances;
	if (status == SCHAIN_OK) {
		MUST(schain_plugins_configure(plugins, document, "input", &error) == SCHAIN_OK);
		MUST(instances == before);
	} else {
		MUST(status == error.code && error.message[0] && !before);
	}
	schain_plugins_free(plugins);
	MUST(!instances);
	return 0;
}
