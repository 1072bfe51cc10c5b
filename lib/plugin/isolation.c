/* SPDX-License-Identifier: Apache-2.0 */
/* What a host product may ask of isolation, held against what there is. */
#include "plugin/remote.h"

#include <supplychain/version.h>

enum { DEFAULT_FILES = 64, FILES_LIMIT = 4096, NOBODY = 65534, PATH_LIMIT = 4096 };

#if defined(SCHAIN__PLUGIN_HOST) /* where the build installs it */
#define INSTALLED_HELPER SCHAIN__PLUGIN_HOST
#else
#define INSTALLED_HELPER NULL
#endif

#define DEFAULT_MEMORY (UINT64_C(512) << 20)
#define LEAST_MEMORY (UINT64_C(16) << 20) /* what a C library and a stack take */
#define DEFAULT_WRITE (UINT64_C(16) << 20)
#define DEFAULT_CPU (600 * SCHAIN_SECOND)
#define DEFAULT_START (10 * SCHAIN_SECOND)
#define DEFAULT_BACKOFF SCHAIN_SECOND

void schain_plugin_isolation_init(schain_plugin_isolation *isolation, size_t size)
{
	if (!isolation || size < sizeof(uint32_t))
		return;
	memset(isolation, 0, size);
	isolation->struct_size = (uint32_t)size;
}

const schain_plugin_grant *schain__grant_at(const schain_plugin_isolation *isolation, size_t index)
{
	return (const void *)((const char *)isolation->grants + index * isolation->grant_size);
}

static int is_path(const char *path)
{
	return path && path[0] == '/' && memchr(path, 0, PATH_LIMIT);
}

static schain_status check_grants(const schain_plugin_isolation *known, schain_error *error)
{
	if (!known->grant_count)
		return SCHAIN_OK;
	if (!known->grants || known->grant_size < sizeof(schain_plugin_grant) ||
	    known->grant_count > SCHAIN__GRANTS)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "%zu grants of %zu bytes each, %d at most",
		                    known->grant_count, known->grant_size, SCHAIN__GRANTS);
	for (size_t i = 0; i < known->grant_count; i++) {
		const schain_plugin_grant *grant = schain__grant_at(known, i);

		if (!is_path(grant->path))
			return schain__fail(error, SCHAIN_E_VALUE, "grant %zu: not an absolute path, or too long",
			                    i);
		if (!grant->access || grant->access & ~(SCHAIN_GRANT_READ | SCHAIN_GRANT_WRITE))
			return schain__fail(error, SCHAIN_E_VALUE, "%.200s: access %#x is neither read nor write",
			                    grant->path, (unsigned)grant->access);
	}
	return SCHAIN_OK;
}

static schain_status check_numbers(const schain_plugin_isolation *known, schain_error *error)
{
	if (known->flags & ~SCHAIN_ISOLATION_NETWORK || known->required & ~SCHAIN_ISOLATION_ALL)
		return schain__fail(error, SCHAIN_E_ARGUMENT,
		                    "schain_plugin_isolation: unknown flags %#x or steps %#x",
		                    (unsigned)known->flags, (unsigned)known->required);
	if (known->cpu_limit < 0 || known->start_limit < 0 || known->backoff < 0 || known->patience < 0)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "schain_plugin_isolation: a time below 0");
	if (known->file_limit > FILES_LIMIT)
		return schain__fail(error, SCHAIN_E_VALUE, "open files: %u, %d at most",
		                    (unsigned)known->file_limit, FILES_LIMIT);
	if (known->memory_limit && known->memory_limit < LEAST_MEMORY)
		return schain__fail(error, SCHAIN_E_VALUE, "memory: %llu bytes, %llu at least",
		                    (unsigned long long)known->memory_limit,
		                    (unsigned long long)LEAST_MEMORY);
	return SCHAIN_OK;
}

static void fill_in(schain_plugin_isolation *known)
{
	known->file_limit = known->file_limit ? known->file_limit : DEFAULT_FILES;
	known->memory_limit = known->memory_limit ? known->memory_limit : DEFAULT_MEMORY;
	known->write_limit = known->write_limit ? known->write_limit : DEFAULT_WRITE;
	known->cpu_limit = known->cpu_limit ? known->cpu_limit : DEFAULT_CPU;
	known->start_limit = known->start_limit ? known->start_limit : DEFAULT_START;
	known->backoff = known->backoff ? known->backoff : DEFAULT_BACKOFF;
	known->uid = known->uid ? known->uid : NOBODY;
	known->gid = known->gid ? known->gid : NOBODY;
}

schain_status schain__isolation_read(const schain_plugin_isolation *given,
                                     schain_plugin_isolation *ret_known, schain_error *error)
{
	schain_plugin_isolation known = SCHAIN_PLUGIN_ISOLATION_INIT;
	schain_status status;

	if (!given)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "no schain_plugin_isolation");
	status = schain__import(&known, sizeof known, sizeof known, given, "schain_plugin_isolation",
	                        error);
	if (status == SCHAIN_OK && !known.helper)
		known.helper = INSTALLED_HELPER;
	if (status == SCHAIN_OK && !is_path(known.helper))
		status = schain__fail(error, SCHAIN_E_ARGUMENT,
		                      "schain_plugin_isolation: no absolute path of the helper program");
	if (status == SCHAIN_OK)
		status = check_numbers(&known, error);
	if (status == SCHAIN_OK)
		status = check_grants(&known, error);
	if (status != SCHAIN_OK)
		return status;
	fill_in(&known);
	*ret_known = known;
	return SCHAIN_OK;
}

schain_status schain__plugins_open_isolated(schain_plugins *plugins, const char *path,
                                            const schain__object_terms *terms, const char *name,
                                            const schain_plugin_value *values, size_t value_size,
                                            size_t count, const schain_plugin_isolation *isolation,
                                            schain_error *error)
{
	schain_plugin_isolation known;
	schain__remote *remote = NULL;
	schain_status status;

	if (!path)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "no path");
	if (!(plugins->options.flags & SCHAIN_PLUGINS_LOAD_FILES))
		return schain__fail(error, SCHAIN_E_STATE,
		                    "this set does not load files (SCHAIN_PLUGINS_LOAD_FILES)");
	if (!schain_supports("isolate-plugins"))
		return schain__fail(error, SCHAIN_E_UNSUPPORTED, "this build isolates no plugins");
	status = schain__isolation_read(isolation, &known, error);
	if (plugins->options.flags & SCHAIN_PLUGINS_PATIENT && status == SCHAIN_OK && !known.patience)
		known.patience = plugins->options.deadline;
	if (status == SCHAIN_OK)
		status = schain__remote_new(plugins, path, &known, &remote, error);
	if (status != SCHAIN_OK)
		return status;
	status = schain__remote_start(remote, terms, error);
	if (status == SCHAIN_OK)
		return schain__instance_open(plugins, &remote->plugin, remote, name, values, value_size,
		                             count, error);
	schain__remote_free(remote);
	return status;
}

schain_status schain_plugins_open_isolated(schain_plugins *plugins, const char *path,
                                           const char *name, const schain_plugin_value *values,
                                           size_t value_size, size_t count,
                                           const schain_plugin_isolation *isolation,
                                           schain_error *error)
{
	schain_status status = schain__plugins_check(plugins, error);
	schain__object_terms terms = { 0 };

	if (status != SCHAIN_OK)
		return status;
	terms.allowed[0].digests = (const void *)plugins->allowed;
	terms.allowed[0].count = plugins->allowed_count;
	return schain__plugins_open_isolated(plugins, path, &terms, name, values, value_size, count,
	                                     isolation, error);
}
