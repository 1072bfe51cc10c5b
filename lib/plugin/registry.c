/* SPDX-License-Identifier: Apache-2.0 */
/* The set of plugins, and what a descriptor has to be like to get into it. */
#include "plugin/plugin.h"

#include <supplychain/version.h>

enum { PLUGINS_MAGIC = 0x73637031 }; /* "scp1" */
enum { TEXT_LIMIT = 1024 };          /* of each text of a descriptor */

#define DEFAULT_DEADLINE (2 * SCHAIN_SECOND)
enum { DEFAULT_QUESTIONS = 1024, DEFAULT_CLAIMS = 128, LIMIT_LIMIT = 65536 };

void schain_plugins_options_init(schain_plugins_options *options, size_t size)
{
	if (!options || size < sizeof(uint32_t))
		return;
	memset(options, 0, size);
	options->struct_size = (uint32_t)size;
}

schain_status schain__plugins_check(const schain_plugins *plugins, schain_error *error)
{
	return plugins && plugins->magic == PLUGINS_MAGIC
	           ? SCHAIN_OK
	           : schain__fail(error, SCHAIN_E_ARGUMENT, "not a set of plugins");
}

static schain_status read_options(const schain_plugins_options *given, schain_plugins_options *known,
                                  schain_error *error)
{
	if (given) {
		schain_status status = schain__import(known, sizeof *known, sizeof *known, given,
		                                      "schain_plugins_options", error);

		if (status != SCHAIN_OK)
			return status;
	}
	if (known->flags & ~(SCHAIN_PLUGINS_LOAD_FILES | SCHAIN_PLUGINS_PATIENT))
		return schain__fail(error, SCHAIN_E_ARGUMENT, "schain_plugins_options: unknown flags %#x",
		                    (unsigned)known->flags);
	if (known->deadline < 0 || known->question_limit > LIMIT_LIMIT ||
	    known->claim_limit > LIMIT_LIMIT)
		return schain__fail(error, SCHAIN_E_ARGUMENT,
		                    "schain_plugins_options: a deadline below 0 or a limit above %d",
		                    LIMIT_LIMIT);
	if (!known->deadline)
		known->deadline = DEFAULT_DEADLINE;
	if (!known->question_limit)
		known->question_limit = DEFAULT_QUESTIONS;
	if (!known->claim_limit)
		known->claim_limit = DEFAULT_CLAIMS;
	return SCHAIN_OK;
}

schain_status schain_plugins_new(const schain_plugins_options *options, schain_plugins **ret_plugins,
                                 schain_error *error)
{
	schain_plugins_options known = SCHAIN_PLUGINS_OPTIONS_INIT;
	schain__memory memory;
	schain_plugins *plugins;
	schain_status status;

	if (!ret_plugins)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "no place for the set of plugins");
	status = read_options(options, &known, error);
	if (status != SCHAIN_OK)
		return status;
	schain__memory_init(&memory, known.allocator);
	plugins = schain__alloc_zero(&memory, 1, sizeof *plugins);
	if (!plugins)
		return schain__fail_memory(error);
	plugins->memory = memory;
	plugins->options = known;
	if (schain__random(&plugins->key, sizeof plugins->key)) {
		schain__free(&memory, plugins, sizeof *plugins);
		return schain__fail(error, SCHAIN_E_IO, "the system gives no random numbers");
	}
	plugins->magic = PLUGINS_MAGIC;
	*ret_plugins = plugins;
	return SCHAIN_OK;
}

int schain__plugin_is_name(const char *name)
{
	size_t length = 0;

	for (; length < SCHAIN__PLUGIN_NAME && name[length]; length++) {
		char c = name[length];

		if (!(c >= 'a' && c <= 'z') && !(length && ((c >= '0' && c <= '9') || c == '-')))
			return 0;
	}
	return length && length < SCHAIN__PLUGIN_NAME;
}

static int is_option_name(const char *name)
{
	size_t length = 0;

	for (; length < SCHAIN__PLUGIN_NAME && name[length]; length++) {
		char c = name[length];

		if (!(c >= 'a' && c <= 'z') && !(length && ((c >= '0' && c <= '9') || c == '_')))
			return 0;
	}
	return length && length < SCHAIN__PLUGIN_NAME;
}

int schain__plugin_is_text(const char *text)
{
	size_t length = 0;

	if (!text)
		return 0;
	while (length < TEXT_LIMIT && text[length])
		length++;
	for (size_t i = 0; i < length;) {
		size_t step = schain__utf8_sequence(text + i, length - i);

		if (!step || (unsigned char)text[i] < ' ' || text[i] == 0x7f)
			return 0;
		i += step;
	}
	return length && length < TEXT_LIMIT;
}

static schain_status check_versions(const schain_plugin *plugin, schain_error *error)
{
	if (plugin->abi_major != SCHAIN_PLUGIN_ABI_MAJOR)
		return schain__fail(
			error, plugin->abi_major > SCHAIN_PLUGIN_ABI_MAJOR ? SCHAIN_E_TOO_NEW : SCHAIN_E_FORMAT,
			"is made for plugin ABI %u.%u, this library has %u.%u; build it with this "
			"library's headers",
			(unsigned)plugin->abi_major, (unsigned)plugin->abi_minor, SCHAIN_PLUGIN_ABI_MAJOR,
			SCHAIN_PLUGIN_ABI_MINOR);
	if (plugin->abi_minor > SCHAIN_PLUGIN_ABI_MINOR)
		return schain__fail(error, SCHAIN_E_TOO_NEW,
		                    "needs plugin ABI %u.%u, this library has %u.%u; use a newer library",
		                    (unsigned)plugin->abi_major, (unsigned)plugin->abi_minor,
		                    SCHAIN_PLUGIN_ABI_MAJOR, SCHAIN_PLUGIN_ABI_MINOR);
	if (!plugin->event_schema || plugin->event_schema > SCHAIN_EVENT_SCHEMA)
		return schain__fail(error, plugin->event_schema ? SCHAIN_E_TOO_NEW : SCHAIN_E_FORMAT,
		                    "reads events of schema %u, this library's have %u",
		                    (unsigned)plugin->event_schema, SCHAIN_EVENT_SCHEMA);
	return SCHAIN_OK;
}

static schain_status check_identity(const schain_plugin *plugin, schain_error *error)
{
	const struct {
		const char *what;
		const char *text;
	} texts[] = {
		{ "version", plugin->version },
		{ "author", plugin->author },
		{ "licence", plugin->licence },
		{ "summary", plugin->summary },
	};

	if (!plugin->name || !schain__plugin_is_name(plugin->name))
		return schain__fail(error, SCHAIN_E_FORMAT,
		                    "its name is not one of lower-case letters, digits and '-', %d at most",
		                    SCHAIN__PLUGIN_NAME - 1);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (!schain__plugin_is_text(texts[i].text))
			return schain__fail(error, SCHAIN_E_FORMAT,
			                    "its %s is absent, longer than %d bytes or not printable UTF-8",
			                    texts[i].what, TEXT_LIMIT - 1);
	return SCHAIN_OK;
}

static schain_status check_option(const schain_plugin *plugin, size_t index, schain_error *error)
{
	const schain_plugin_option *option = schain__plugin_option_at(plugin, index);

	if (!option->name || !is_option_name(option->name))
		return schain__fail(error, SCHAIN_E_FORMAT, "the name of its option number %zu is not one",
		                    index);
	if (option->type < SCHAIN_OPTION_TEXT || option->type > SCHAIN_OPTION_PATH)
		return schain__fail(error, SCHAIN_E_FORMAT, "option %s: type %u is unknown", option->name,
		                    (unsigned)option->type);
	if (option->flags & ~SCHAIN_OPTION_REQUIRED || option->minimum > option->maximum)
		return schain__fail(error, SCHAIN_E_FORMAT,
		                    "option %s: unknown flags, or no value fits its bounds", option->name);
	if (!schain__plugin_is_text(option->summary) ||
	    (option->fallback && *option->fallback && !schain__plugin_is_text(option->fallback)))
		return schain__fail(
			error, SCHAIN_E_FORMAT,
			"option %s: its summary or default is absent, too long or not printable UTF-8",
			option->name);
	if (option->fallback && option->flags & SCHAIN_OPTION_REQUIRED)
		return schain__fail(error, SCHAIN_E_FORMAT, "option %s: required, and has a default",
		                    option->name);
	for (size_t i = 0; i < index; i++)
		if (!strcmp(schain__plugin_option_at(plugin, i)->name, option->name))
			return schain__fail(error, SCHAIN_E_FORMAT, "option %s: there are two", option->name);
	return SCHAIN_OK;
}

static schain_status check_options(const schain_plugin *plugin, schain_error *error)
{
	schain_status status = SCHAIN_OK;

	if (!plugin->option_count)
		return SCHAIN_OK;
	if (!plugin->options || plugin->option_count > SCHAIN__PLUGIN_OPTIONS)
		return schain__fail(error, SCHAIN_E_FORMAT, "has %zu options, %d at most",
		                    plugin->option_count, SCHAIN__PLUGIN_OPTIONS);
	if (plugin->option_size < sizeof(schain_plugin_option) || plugin->option_size > 4096 ||
	    plugin->option_size % sizeof(void *))
		return schain__fail(error, SCHAIN_E_TOO_SMALL,
		                    "its options are of %zu bytes each, expected %zu", plugin->option_size,
		                    sizeof(schain_plugin_option));
	for (size_t i = 0; status == SCHAIN_OK && i < plugin->option_count; i++)
		status = check_option(plugin, i, error);
	return status;
}

schain_status schain__plugin_check(const schain_plugin *plugin, schain_error *error)
{
	schain_plugin known;
	schain_status status;

	if (!plugin)
		return schain__fail(error, SCHAIN_E_FORMAT, "has no descriptor for plugin ABI %u.%u",
		                    SCHAIN_PLUGIN_ABI_MAJOR, SCHAIN_PLUGIN_ABI_MINOR);
	status = plugin->struct_size < offsetof(schain_plugin, name)
	             ? schain__fail(error, SCHAIN_E_TOO_SMALL, "schain_plugin: struct_size is %u",
	                            (unsigned)plugin->struct_size)
	             : check_versions(plugin, error);
	if (status == SCHAIN_OK)
		status = schain__import(&known, sizeof known, sizeof known, plugin, "schain_plugin", error);
	if (status == SCHAIN_OK)
		status = check_identity(plugin, error);
	if (status != SCHAIN_OK)
		return status;
	if (!plugin->open || !plugin->close || !plugin->get_interface)
		return schain__fail(error, SCHAIN_E_FORMAT, "lacks open, close or get_interface");
	status = check_options(plugin, error);
	return status == SCHAIN_OK ? schain__plugin_check_interfaces(plugin, error) : status;
}

const schain_plugin *schain__plugin_of(const schain_plugins *plugins, schain_string name)
{
	for (size_t i = 0; i < plugins->plugin_count; i++)
		if (schain__equal(schain_string_of(plugins->plugins[i]->name), name))
			return plugins->plugins[i];
	return NULL;
}

schain_status schain_plugins_add(schain_plugins *plugins, const schain_plugin *plugin,
                                 schain_error *error)
{
	schain_status status = schain__plugins_check(plugins, error);

	if (status == SCHAIN_OK)
		status = schain__plugin_check(plugin, error);
	if (status != SCHAIN_OK)
		return status;
	if (schain__plugin_of(plugins, schain_string_of(plugin->name)))
		return schain__fail(error, SCHAIN_E_STATE, "there is a plugin \"%s\" already", plugin->name);
	if (schain__grow(&plugins->memory, (void **)&plugins->plugins, &plugins->plugin_capacity,
	                 plugins->plugin_count, sizeof *plugins->plugins))
		return schain__fail_memory(error);
	plugins->plugins[plugins->plugin_count++] = plugin;
	return SCHAIN_OK;
}

const schain_plugin *schain_plugins_at(const schain_plugins *plugins, size_t index)
{
	if (schain__plugins_check(plugins, NULL) != SCHAIN_OK || index >= plugins->plugin_count)
		return NULL;
	return plugins->plugins[index];
}

schain_status schain__plugins_attach(schain_plugins *plugins, schain_error *error)
{
	schain_status status = schain__plugins_check(plugins, error);

	if (status != SCHAIN_OK)
		return status;
	if (plugins->is_attached)
		return schain__fail(error, SCHAIN_E_STATE, "the set of plugins serves another engine");
	plugins->is_attached = 1;
	return SCHAIN_OK;
}

void schain__plugins_detach(schain_plugins *plugins)
{
	for (size_t i = 0; i < plugins->instance_count; i++)
		if (plugins->instances[i]->is_open)
			schain__questions_cancel(plugins->instances[i]);
	schain__replies_drop(plugins);
	plugins->is_attached = 0;
}
