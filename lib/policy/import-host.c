/* SPDX-License-Identifier: Apache-2.0 */
/* Finding the configuration files of a host. */
#include "base/file.h"
#include "policy/import.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/*
 * Where the programs' manuals say they look. A `*` stands for any part of one
 * component; directories are read in the order of their names.
 */
static const struct {
	uint32_t format;
	const char *path;
} files[] = {
	{ SCHAIN_IMPORT_APT_SOURCES, "etc/apt/sources.list" },
	{ SCHAIN_IMPORT_APT_SOURCES, "etc/apt/sources.list.d/*.list" },
	{ SCHAIN_IMPORT_APT_SOURCES, "etc/apt/sources.list.d/*.sources" },
	{ SCHAIN_IMPORT_YUM_REPO, "etc/yum.repos.d/*.repo" },
	{ SCHAIN_IMPORT_YUM_REPO, "etc/zypp/repos.d/*.repo" },
	{ SCHAIN_IMPORT_NPMRC, "etc/npmrc" },
	{ SCHAIN_IMPORT_NPMRC, "usr/etc/npmrc" },
	{ SCHAIN_IMPORT_NPMRC, "usr/local/etc/npmrc" },
	{ SCHAIN_IMPORT_NPMRC, "opt/homebrew/etc/npmrc" },
	{ SCHAIN_IMPORT_NPMRC, "root/.npmrc" },
	{ SCHAIN_IMPORT_NPMRC, "home/*/.npmrc" },
	{ SCHAIN_IMPORT_NPMRC, "Users/*/.npmrc" },
	{ SCHAIN_IMPORT_PIP_CONF, "etc/pip.conf" },
	{ SCHAIN_IMPORT_PIP_CONF, "etc/xdg/pip/pip.conf" },
	{ SCHAIN_IMPORT_PIP_CONF, "Library/Application Support/pip/pip.conf" },
	{ SCHAIN_IMPORT_PIP_CONF, "ProgramData/pip/pip.ini" },
	{ SCHAIN_IMPORT_PIP_CONF, "root/.config/pip/pip.conf" },
	{ SCHAIN_IMPORT_PIP_CONF, "root/.pip/pip.conf" },
	{ SCHAIN_IMPORT_PIP_CONF, "home/*/.config/pip/pip.conf" },
	{ SCHAIN_IMPORT_PIP_CONF, "home/*/.pip/pip.conf" },
	{ SCHAIN_IMPORT_PIP_CONF, "Users/*/.config/pip/pip.conf" },
	{ SCHAIN_IMPORT_PIP_CONF, "Users/*/.pip/pip.conf" },
	{ SCHAIN_IMPORT_PIP_CONF, "Users/*/Library/Application Support/pip/pip.conf" },
	{ SCHAIN_IMPORT_PIP_CONF, "Users/*/AppData/Roaming/pip/pip.ini" },
	{ SCHAIN_IMPORT_BREW_TAPS, "opt/homebrew/Library/Taps/*/*/.git/config" },
	{ SCHAIN_IMPORT_BREW_TAPS, "usr/local/Homebrew/Library/Taps/*/*/.git/config" },
	{ SCHAIN_IMPORT_BREW_TAPS, "home/linuxbrew/.linuxbrew/Homebrew/Library/Taps/*/*/.git/config" },
};

typedef struct search {
	schain_policy *policy;
	uint32_t format;
	size_t added;
	schain_error *error;
} search;

typedef struct names {
	schain_string *items;
	size_t count;
	size_t capacity;
	schain__arena pool;
} names;

static schain_status import_file(search *found, const char *path)
{
	schain__buffer text;
	schain_status status;
	size_t added = 0;

	schain__buffer_init(&text, found->policy->memory);
	status = schain__file_read(path, &text, found->error);
	if (!status)
		status = schain_policy_import(found->policy, found->format,
		                              schain__buffer_string(&text), path, &added,
		                              found->error);
	schain__buffer_dispose(&text);
	found->added += added;
	return status;
}

static int compare_names(const void *a, const void *b)
{
	return schain__compare(*(const schain_string *)a, *(const schain_string *)b);
}

static schain_status add_name(schain__memory *memory, names *all, const char *name,
                              schain_error *error)
{
	void *items = all->items;
	schain_string copy = schain__arena_copy(&all->pool, schain_string_of(name));

	if (!copy.data || schain__grow(memory, &items, &all->capacity, all->count,
	                               sizeof *all->items))
		return schain__fail_memory(error);
	all->items = items;
	all->items[all->count++] = copy;
	return SCHAIN_OK;
}

/* Names in a directory that fit, sorted; none if it is not there or not to be read. */
static schain_status list_directory(search *found, const char *path, schain_string glob,
                                    names *all)
{
	DIR *directory = opendir(path[0] ? path : ".");
	schain_status status = SCHAIN_OK;
	struct dirent *entry;

	if (!directory)
		return SCHAIN_OK;
	while (!status && (entry = readdir(directory))) {
		if (entry->d_name[0] != '.' && schain__glob(glob, schain_string_of(entry->d_name)))
			status = add_name(found->policy->memory, all, entry->d_name, found->error);
	}
	closedir(directory);
	if (all->count)
		qsort(all->items, all->count, sizeof *all->items, compare_names);
	return status;
}

static int is_absent(const char *path)
{
	FILE *file = fopen(path, "rb");

	if (file) {
		fclose(file);
		return 0;
	}
	return errno == ENOENT || errno == ENOTDIR || errno == EACCES;
}

static schain_status walk(search *found, schain__buffer *path, schain_string rest);

static schain_status walk_into(search *found, schain__buffer *path, schain_string name,
                               schain_string rest)
{
	size_t length = path->length;
	schain_status status;

	if (length && path->data[length - 1] != '/')
		schain__buffer_text(path, "/");
	schain__buffer_add(path, name);
	if (path->failed)
		return schain__fail_memory(found->error);
	if (rest.length)
		status = walk(found, path, rest);
	else
		status = is_absent(path->data) ? SCHAIN_OK : import_file(found, path->data);
	path->length = length;
	path->data[length] = 0;
	return status;
}

/* Follows the components of a pattern from a directory on. */
static schain_status walk(search *found, schain__buffer *path, schain_string rest)
{
	size_t slash = schain__find(rest, '/', 0);
	schain_string part = schain__cut(rest, 0, slash);
	schain_status status;
	names all;

	rest = slash == SIZE_MAX ? schain__string(NULL, 0) : schain__cut(rest, slash + 1, rest.length);
	if (!schain__has_wildcard(part))
		return walk_into(found, path, part, rest);
	memset(&all, 0, sizeof all);
	schain__arena_init(&all.pool, found->policy->memory);
	status = list_directory(found, schain__buffer_string(path).data, part, &all);
	for (size_t i = 0; i < all.count && !status; i++)
		status = walk_into(found, path, all.items[i], rest);
	schain__free(found->policy->memory, all.items, all.capacity * sizeof *all.items);
	schain__arena_dispose(&all.pool);
	return status;
}

schain_status schain_policy_import_host(schain_policy *policy, const char *root, size_t *ret_added,
                                        schain_error *error)
{
	schain_status status;
	schain__buffer path;
	search found;

	if (!policy || !root)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "policy or root is NULL");
	memset(&found, 0, sizeof found);
	found.error = error;
	status = schain__policy_copy(policy, policy->memory, &found.policy, error);
	if (status)
		return status;
	schain__buffer_init(&path, policy->memory);
	for (size_t i = 0; i < sizeof files / sizeof *files && !status; i++) {
		schain__buffer_clear(&path);
		schain__buffer_text(&path, root);
		found.format = files[i].format;
		status = path.failed ? schain__fail_memory(error)
		                     : walk(&found, &path, schain_string_of(files[i].path));
	}
	schain__buffer_dispose(&path);
	if (status) {
		schain_policy_free(found.policy);
		return status;
	}
	schain__policy_take(policy, found.policy);
	if (ret_added)
		*ret_added = found.added;
	return SCHAIN_OK;
}
