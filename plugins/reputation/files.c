/* SPDX-License-Identifier: Apache-2.0 */
/* Which files a path leads to: of a folder all that may be feeds, in one order for ever. */
#include "reputation/import.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>

enum {
	PATH_LIMIT = 4096,
	DEPTH_LIMIT = 16, /* folders in each other */
};

static schain_status list_file(schain__import_files *list, const char *path, schain_error *error)
{
	schain__import_name *file;

	if (schain__rep_grow(list->memory, (void **)&list->files, &list->capacity, list->count + 1, sizeof *file))
		return schain__rep_no_memory(error);
	file = &list->files[list->count];
	file->size = strlen(path) + 1;
	file->name = schain__rep_alloc(list->memory, file->size);
	if (!file->name)
		return schain__rep_no_memory(error);
	memcpy(file->name, path, file->size);
	list->count++;
	return SCHAIN_OK;
}

static schain_status list_path(schain__import_files *list, const char *path, int depth, schain_error *error);

/* Not files of a feed, though they lie beside it. */
static int is_left_out(const char *name, int has_manifest)
{
	size_t length = strlen(name);

	if (name[0] == '.')
		return 1;
	return has_manifest && (!strcmp(name, "manifest.json") || !strcmp(name, "hashes.csv") ||
	                        length < 5 || strcmp(name + length - 5, ".json"));
}

static int compare_entries(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static schain_status list_folder(schain__import_files *list, const char *path, int depth, schain_error *error)
{
	char below[PATH_LIMIT];
	struct dirent **entries = NULL;
	struct stat status;
	schain_status result = SCHAIN_OK;
	int count, has_manifest;

	if (depth == DEPTH_LIMIT)
		return schain__rep_error(error, SCHAIN_E_LIMIT, path, 0, "folders lie too deep in each other");
	snprintf(below, sizeof below, "%s/manifest.json", path);
	has_manifest = !stat(below, &status);
	count = scandir(path, &entries, NULL, compare_entries);
	if (count < 0)
		return schain__rep_io_error(error, path, "cannot read the folder");
	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;

		if (result == SCHAIN_OK && !is_left_out(name, has_manifest)) {
			if (snprintf(below, sizeof below, "%s/%s", path, name) >= (int)sizeof below)
				result = schain__rep_error(error, SCHAIN_E_LIMIT, path, 0, "a path is too long");
			else
				result = list_path(list, below, depth + 1, error);
		}
		free(entries[i]);
	}
	free(entries);
	return result;
}

static schain_status list_path(schain__import_files *list, const char *path, int depth, schain_error *error)
{
	struct stat status;

	if (stat(path, &status))
		return schain__rep_io_error(error, path, "cannot open");
	if (S_ISDIR(status.st_mode))
		return list_folder(list, path, depth, error);
	if (!S_ISREG(status.st_mode))
		return schain__rep_error(error, SCHAIN_E_IO, path, 0, "neither a file nor a folder");
	return list_file(list, path, error);
}

schain_status schain__files_list(schain__import_files *list, const char *path, schain_error *error)
{
	return list_path(list, path, 0, error);
}

void schain__files_dispose(schain__import_files *list)
{
	for (size_t i = 0; i < list->count; i++)
		schain__rep_release(list->memory, list->files[i].name, list->files[i].size);
	schain__rep_release(list->memory, list->files, list->capacity * sizeof *list->files);
}

const char *schain__files_folder(const char *path, char to[SCHAIN__FEED_TITLE])
{
	size_t end = strlen(path), from;

	while (end && path[end - 1] == '/')
		end--;
	for (from = end; from && path[from - 1] != '/'; from--)
		;
	schain__feed_set(to, SCHAIN__FEED_TITLE, schain__rep_string(path + from, end - from));
	return *to && strcmp(to, ".") && strcmp(to, "..") ? to : NULL;
}
