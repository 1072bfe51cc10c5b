/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin from a shared object that nobody else can have put there. */
#include "plugin/plugin.h"

schain_status schain_plugins_allow(schain_plugins *plugins, schain_string sha256,
                                   schain_error *error)
{
	uint8_t digest[SCHAIN__SHA256_SIZE];
	schain_status status = schain__plugins_check(plugins, error);

	if (status != SCHAIN_OK)
		return status;
	if (schain__sha256_parse(sha256, digest))
		return schain__fail(error, SCHAIN_E_ARGUMENT, "not the 64 digits of a SHA-256");
	if (schain__grow(&plugins->memory, (void **)&plugins->allowed, &plugins->allowed_capacity,
	                 plugins->allowed_count, sizeof *plugins->allowed))
		return schain__fail_memory(error);
	memcpy(plugins->allowed[plugins->allowed_count++], digest, sizeof digest);
	return SCHAIN_OK;
}

static schain_status check_load(const schain_plugins *plugins, const char *path, schain_error *error)
{
	schain_status status = schain__plugins_check(plugins, error);

	if (status != SCHAIN_OK)
		return status;
	if (!path)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "no path");
	if (!(plugins->options.flags & SCHAIN_PLUGINS_LOAD_FILES))
		return schain__fail(error, SCHAIN_E_STATE,
		                    "this set does not load files (SCHAIN_PLUGINS_LOAD_FILES)");
	return SCHAIN_OK;
}

/* Room for one more, with its path, so that nothing can fail once it is added. */
static schain__loaded *reserve(schain_plugins *plugins, const char *path)
{
	size_t size = strlen(path) + 1;
	schain__loaded *loaded;

	if (schain__grow(&plugins->memory, (void **)&plugins->loaded, &plugins->loaded_capacity,
	                 plugins->loaded_count, sizeof *plugins->loaded))
		return NULL;
	loaded = &plugins->loaded[plugins->loaded_count];
	memset(loaded, 0, sizeof *loaded);
	loaded->path = schain__alloc(&plugins->memory, size);
	if (!loaded->path)
		return NULL;
	memcpy(loaded->path, path, size);
	loaded->path_size = size;
	return loaded;
}

static schain_status add(schain_plugins *plugins, schain_object *object,
                         const schain_plugin **ret_plugin, schain_error *error)
{
	schain_function function;
	schain_status status =
		schain_object_get_function(object, "schain_plugin_query", &function, error);

	if (status != SCHAIN_OK)
		return status;
	*ret_plugin = ((schain_plugin_query_function)function)(SCHAIN_PLUGIN_ABI_MAJOR,
	                                                       SCHAIN_PLUGIN_ABI_MINOR);
	return schain_plugins_add(plugins, *ret_plugin, error);
}

schain_status schain__plugins_load(schain_plugins *plugins, const char *path,
                                   const schain__object_terms *terms, schain_error *error)
{
	schain_object *object = NULL;
	schain__loaded *loaded = reserve(plugins, path);
	schain_status status;

	if (!loaded)
		return schain__fail_memory(error);
	status = schain__object_load(path, terms, loaded->digest, &object, error);
	if (status == SCHAIN_OK)
		status = add(plugins, object, &loaded->plugin, error);
	if (status == SCHAIN_OK) {
		plugins->loaded_count++;
		return SCHAIN_OK;
	}
	schain__free(&plugins->memory, loaded->path, loaded->path_size);
	schain__fail_at(error, path, 0, 0, 0);
	return status;
}

schain_status schain_plugins_load(schain_plugins *plugins, const char *path, schain_error *error)
{
	schain_status status = check_load(plugins, path, error);
	schain__object_terms terms = { 0 };

	if (status == SCHAIN_OK) {
		terms.allowed[0].digests = (const void *)plugins->allowed;
		terms.allowed[0].count = plugins->allowed_count;
		status = schain__plugins_load(plugins, path, &terms, error);
	}
	if (status != SCHAIN_OK && path)
		schain__fail_at(error, path, 0, 0, 0);
	return status;
}

void schain__plugins_forget_loaded(schain_plugins *plugins)
{
	schain__memory *memory = &plugins->memory;

	for (size_t i = 0; i < plugins->loaded_count; i++)
		schain__free(memory, plugins->loaded[i].path, plugins->loaded[i].path_size);
	schain__free(memory, plugins->loaded, plugins->loaded_capacity * sizeof *plugins->loaded);
	schain__free(memory, plugins->allowed, plugins->allowed_capacity * sizeof *plugins->allowed);
}
