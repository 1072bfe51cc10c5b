/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A configuration applied to a set: what it names and runs already goes on, the
 * rest is opened beside it, and only once all of that is open is closed what it
 * no longer names.
 */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif
#include "plugin/config.h"

#include "base/file.h"

#ifdef HAVE_YAML
#include "base/nearest.h"

enum { LOG_WARNING = 1 }; /* SCHAIN_LOG_WARNING of engine.h, which this layer does not know */

typedef struct application {
	schain_plugins *plugins;
	schain__config *config;
	schain__yaml *yaml;
	size_t first_new; /* instances of the set from here on are this configuration's */
} application;

/* What a call said of one thing, at the place where the document names that thing. */
static schain_status fail_about(application *apply, schain_status status, const char *about,
                                const schain_error *said, size_t at)
{
	schain__fail(apply->yaml->error, status, "%.200s%s%.300s", about, *about ? ": " : "",
	             said->message);
	return schain__yaml_fail_at(apply->yaml, status, at);
}

static void add_string(schain__sha256 *hash, schain_string text)
{
	uint64_t length = text.data ? text.length : UINT64_MAX;

	schain__sha256_add(hash, &length, sizeof length);
	schain__sha256_add(hash, text.data, text.length);
}

static void add_isolation(schain__sha256 *hash, const schain_plugin_isolation *isolation)
{
	schain_plugin_isolation numbers = *isolation;

	numbers.helper = NULL;
	numbers.grants = NULL;
	schain__sha256_add(hash, &numbers, sizeof numbers);
	add_string(hash, schain_string_of(isolation->helper));
	for (size_t i = 0; i < isolation->grant_count; i++) {
		add_string(hash, schain_string_of(isolation->grants[i].path));
		schain__sha256_add(hash, &isolation->grants[i].access, sizeof isolation->grants[i].access);
	}
}

/* Equal for what need not be opened again. `content` is the file's, where that may change. */
static void take_fingerprint(schain__config_instance *wanted, const uint8_t *content)
{
	schain__sha256 hash;

	schain__sha256_init(&hash);
	add_string(&hash, wanted->file);
	add_string(&hash, wanted->plugin);
	add_string(&hash, wanted->name);
	for (size_t i = 0; i < wanted->value_count; i++) {
		add_string(&hash, wanted->values[i].key);
		add_string(&hash, wanted->values[i].value);
	}
	schain__sha256_add(&hash, &wanted->is_isolated, sizeof wanted->is_isolated);
	if (wanted->is_isolated) {
		schain__sha256_add(&hash, content, SCHAIN__SHA256_SIZE);
		add_isolation(&hash, &wanted->isolation);
	}
	schain__sha256_finish(&hash, wanted->fingerprint);
}

/* The file's content has to be its own SHA-256 and in both lists, the product's and this one's. */
static void set_terms(const application *apply, const schain__config_instance *wanted,
                      schain__object_terms *terms)
{
	memset(terms, 0, sizeof *terms);
	terms->wanted = wanted->has_sha256 ? wanted->sha256 : NULL;
	terms->allowed[0].digests = (const void *)apply->plugins->allowed;
	terms->allowed[0].count = apply->plugins->allowed_count;
	terms->allowed[1].digests = (const void *)apply->config->allowed;
	terms->allowed[1].count = apply->config->allowed_count;
}

static const schain__loaded *loaded_from(const schain_plugins *plugins, schain_string path)
{
	for (size_t i = 0; i < plugins->loaded_count; i++)
		if (schain__equal(schain_string_of(plugins->loaded[i].path), path))
			return &plugins->loaded[i];
	return NULL;
}

/* Loaded code stays: it is held against the terms, and the file against it. */
static schain_status check_loaded(application *apply, const schain__loaded *loaded,
                                  const schain__object_terms *terms, schain_error *error)
{
	const schain_plugins_options *options = &apply->plugins->options;
	schain__object_terms any = { 0 };
	uint8_t digest[SCHAIN__SHA256_SIZE];
	schain_status status = schain__object_check_digest(terms, loaded->digest, error);
	schain__buffer line;

	if (status != SCHAIN_OK || !options->log)
		return status;
	if (!schain__object_digest(loaded->path, &any, digest, NULL) &&
	    !memcmp(digest, loaded->digest, sizeof digest))
		return SCHAIN_OK;
	schain__buffer_init(&line, &apply->plugins->memory);
	schain__buffer_printf(&line, "%s: the file has changed; what was loaded before stays in use",
	                      loaded->path);
	if (!line.failed)
		options->log(options->context, LOG_WARNING, line.data);
	schain__buffer_dispose(&line);
	return SCHAIN_OK;
}

/* Makes sure that the plugin of an instance is there, and knows its name afterwards. */
static schain_status find_plugin(application *apply, schain__config_instance *wanted)
{
	schain_plugins *plugins = apply->plugins;
	uint8_t content[SCHAIN__SHA256_SIZE] = { 0 };
	schain_error said = SCHAIN_ERROR_INIT;
	const schain__loaded *loaded;
	schain__object_terms terms;
	schain_status status;

	set_terms(apply, wanted, &terms);
	loaded = wanted->file.data ? loaded_from(plugins, wanted->file) : NULL;
	if (!wanted->file.data)
		status = schain__plugin_of(plugins, wanted->plugin)
		             ? SCHAIN_OK
		             : schain__fail(&said, SCHAIN_E_VALUE, "the product brings no such plugin");
	else if (!(plugins->options.flags & SCHAIN_PLUGINS_LOAD_FILES))
		status = schain__fail(&said, SCHAIN_E_STATE,
		                      "this set does not load files (SCHAIN_PLUGINS_LOAD_FILES)");
	else if (wanted->is_isolated)
		status = schain__object_digest(wanted->file.data, &terms, content, &said);
	else if (loaded)
		status = check_loaded(apply, loaded, &terms, &said);
	else
		status = schain__plugins_load(plugins, wanted->file.data, &terms, &said);
	if (status != SCHAIN_OK)
		return fail_about(apply, status,
		                  wanted->file.data ? wanted->file.data : wanted->plugin.data, &said,
		                  wanted->file_at);
	take_fingerprint(wanted, content);
	return SCHAIN_OK;
}

static const schain_plugin *plugin_of(const application *apply,
                                      const schain__config_instance *wanted)
{
	return wanted->file.data ? loaded_from(apply->plugins, wanted->file)->plugin
	                         : schain__plugin_of(apply->plugins, wanted->plugin);
}

static schain_status fail_option(application *apply, const schain_plugin *plugin,
                                 schain_string key, size_t at)
{
	const char *nearest = NULL;
	size_t best = SIZE_MAX;
	schain_error said = SCHAIN_ERROR_INIT;

	for (size_t i = 0; key.length <= SCHAIN__WORD_LENGTH && i < plugin->option_count; i++) {
		const char *name = schain__plugin_option_at(plugin, i)->name;
		size_t apart = schain__distance(key, schain_string_of(name));

		if (apart < best) {
			best = apart;
			nearest = name;
		}
	}
	if (nearest && !schain__is_other_word(key, best))
		schain__fail(&said, SCHAIN_E_KEY, "has no option \"%.80s\"; did you mean \"%s\"?", key.data,
		             nearest);
	else
		schain__fail(&said, SCHAIN_E_KEY, "has no option \"%.80s\"", key.data);
	return fail_about(apply, SCHAIN_E_KEY, plugin->name, &said, at);
}

/* Each option by itself, so that what is wrong has its own line. */
static schain_status check_options(application *apply, const schain__config_instance *wanted)
{
	const schain_plugin *plugin = plugin_of(apply, wanted);
	schain_error said = SCHAIN_ERROR_INIT;
	schain_plugin_setting setting;
	schain_status status;

	for (size_t i = 0; i < wanted->value_count; i++) {
		size_t option = schain__plugin_option_of(plugin, wanted->values[i].key);

		if (option == SIZE_MAX)
			return fail_option(apply, plugin, wanted->values[i].key, wanted->places[i].key);
		status = schain__plugin_value_check(schain__plugin_option_at(plugin, option),
		                                    wanted->values[i].value, &setting, &said);
		if (status != SCHAIN_OK)
			return fail_about(apply, status, "", &said, wanted->places[i].value);
	}
	return SCHAIN_OK;
}

static schain_status open_wanted(application *apply, schain__config_instance *wanted)
{
	schain_error said = SCHAIN_ERROR_INIT;
	schain_plugins *plugins = apply->plugins;
	schain__object_terms terms;
	schain__instance *opened;
	schain_status status;

	set_terms(apply, wanted, &terms);
	if (wanted->is_isolated)
		status = schain__plugins_open_isolated(plugins, wanted->file.data, &terms, wanted->name.data,
		                                       wanted->values, sizeof *wanted->values,
		                                       wanted->value_count, &wanted->isolation, &said);
	else
		status = schain_plugins_open(plugins, plugin_of(apply, wanted)->name, wanted->name.data,
		                             wanted->values, sizeof *wanted->values, wanted->value_count,
		                             &said);
	if (status != SCHAIN_OK)
		return fail_about(apply, status, "", &said, wanted->name.data ? wanted->name_at : wanted->at);
	opened = plugins->instances[plugins->instance_count - 1];
	opened->is_configured = 1;
	memcpy(opened->fingerprint, wanted->fingerprint, sizeof opened->fingerprint);
	return SCHAIN_OK;
}

static schain__config_instance *wanted_as(const schain__config *config,
                                          const schain__instance *running)
{
	for (size_t i = 0; running->is_open && i < config->instance_count; i++)
		if (!config->instances[i].is_kept &&
		    !memcmp(config->instances[i].fingerprint, running->fingerprint,
		            sizeof running->fingerprint))
			return &config->instances[i];
	return NULL;
}

/* Pairs what is wanted with what runs; what runs and is not wanted gives its name free. */
static schain_status keep_running(application *apply)
{
	for (size_t i = 0; i < apply->first_new; i++) {
		schain__instance *running = apply->plugins->instances[i];
		schain__config_instance *wanted;

		if (!running->is_configured || running->is_replaced)
			continue;
		wanted = wanted_as(apply->config, running);
		if (wanted)
			wanted->is_kept = 1;
		else if (atomic_load(&running->open_inputs))
			return schain__fail(apply->yaml->error, SCHAIN_E_STATE,
			                    "instance \"%s\" reads an input and is to be closed", running->name);
		else
			running->is_replaced = 1;
	}
	return SCHAIN_OK;
}

/* Some were closed by hand before. */
static void close_replaced(application *apply)
{
	for (size_t i = 0; i < apply->first_new; i++) {
		schain__instance *running = apply->plugins->instances[i];

		if (running->is_replaced && running->is_open)
			schain__instance_close(running);
	}
}

/* Everything as before: what was opened goes, what was to go keeps its name. */
static void take_back(application *apply)
{
	schain_plugins *plugins = apply->plugins;

	while (plugins->instance_count > apply->first_new)
		schain__instance_discard(plugins->instances[--plugins->instance_count]);
	for (size_t i = 0; i < apply->first_new; i++)
		if (plugins->instances[i]->is_open)
			plugins->instances[i]->is_replaced = 0;
}

static schain_status check_idle(application *apply)
{
	for (size_t i = 0; i < apply->plugins->instance_count; i++)
		if (apply->plugins->instances[i]->is_inside)
			return schain__fail(apply->yaml->error, SCHAIN_E_STATE, "instance \"%s\" is inside a call",
			                    apply->plugins->instances[i]->name);
	return SCHAIN_OK;
}

static void complete(const application *apply, schain__config_instance *wanted)
{
	schain_plugin_isolation *isolation = &wanted->isolation;

	if (!wanted->is_isolated)
		return;
	if (!isolation->struct_size)
		schain_plugin_isolation_init(isolation, sizeof *isolation);
	if (!isolation->helper)
		isolation->helper = apply->config->helper.data;
}

static schain_status apply_config(application *apply)
{
	schain__config *config = apply->config;
	schain_status status = check_idle(apply);

	apply->first_new = apply->plugins->instance_count;
	for (size_t i = 0; status == SCHAIN_OK && i < config->instance_count; i++) {
		complete(apply, &config->instances[i]);
		status = find_plugin(apply, &config->instances[i]);
		if (status == SCHAIN_OK && !config->instances[i].is_isolated)
			status = check_options(apply, &config->instances[i]);
	}
	if (status != SCHAIN_OK)
		return status;
	status = keep_running(apply);
	for (size_t i = 0; status == SCHAIN_OK && i < config->instance_count; i++)
		if (!config->instances[i].is_kept)
			status = open_wanted(apply, &config->instances[i]);
	if (status == SCHAIN_OK)
		close_replaced(apply);
	else
		take_back(apply);
	return status;
}

static schain_status configure(schain_plugins *plugins, schain_string yaml, const char *name,
                               schain_error *error)
{
	schain__memory *memory = &plugins->memory;
	schain__config config;
	schain__yaml reader;
	application apply = { plugins, &config, &reader, 0 };
	schain_status status;

	memset(&config, 0, sizeof config);
	schain__arena_init(&config.pool, memory);
	status = schain__yaml_open(&reader, memory, yaml, name, "plugin configuration", error);
	if (status == SCHAIN_OK)
		status = schain__config_read(&config, &reader);
	if (status == SCHAIN_OK)
		status = apply_config(&apply);
	schain__yaml_close(&reader);
	schain__free(memory, config.instances, config.instance_capacity * sizeof *config.instances);
	schain__free(memory, config.allowed, config.allowed_capacity * sizeof *config.allowed);
	schain__arena_dispose(&config.pool);
	return status;
}
#else
static schain_status configure(schain_plugins *plugins, schain_string yaml, const char *name,
                               schain_error *error)
{
	(void)plugins;
	(void)yaml;
	(void)name;
	return schain__fail(error, SCHAIN_E_UNSUPPORTED, "this build reads no plugin configurations");
}
#endif

schain_status schain_plugins_configure(schain_plugins *plugins, schain_string yaml,
                                       const char *name, schain_error *error)
{
	schain_status status = schain__plugins_check(plugins, error);

	if (status != SCHAIN_OK)
		return status;
	if (yaml.length && !yaml.data)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "the document is NULL");
	return configure(plugins, yaml, name ? name : "", error);
}

schain_status schain_plugins_configure_file(schain_plugins *plugins, const char *path,
                                            schain_error *error)
{
	schain_status status = schain__plugins_check(plugins, error);
	schain__buffer text;

	if (status == SCHAIN_OK)
		status = schain_path_check(path, error);
	if (status != SCHAIN_OK)
		return status;
	schain__buffer_init(&text, &plugins->memory);
	status = schain__file_read(path, &text, error);
	if (status == SCHAIN_OK)
		status = configure(plugins, schain__buffer_string(&text), path, error);
	schain__buffer_dispose(&text);
	return status;
}
