/* SPDX-License-Identifier: Apache-2.0 */
/* dpkg's database from its directory. */
#include "signature/dpkg.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>

#include "signature/error.h"
#include "signature/trust.h"

#define PATH_LIMIT 4096

/* A file below the directory; SCHAIN_OK and no bytes where it does not exist. */
static schain_status read_part(const schain_allocator *allocator, const char *directory,
                               const char *name, schain__bytes *ret_bytes, schain_error *error)
{
	char path[PATH_LIMIT];
	unsigned char *data = NULL;
	size_t size = 0;
	schain_status status;
	FILE *stream;

	ret_bytes->data = NULL;
	ret_bytes->size = 0;
	if (snprintf(path, sizeof path, "%s/%s", directory, name) >= (int)sizeof path)
		return schain__sig_fail(error, SCHAIN_E_LIMIT, "%s: the path is too long", directory);
	stream = fopen(path, "rbe");
	if (!stream && errno == ENOENT)
		return SCHAIN_OK;
	if (stream)
		fclose(stream);
	status = schain__sig_read_file(allocator, path, &data, &size, error);
	ret_bytes->data = data;
	ret_bytes->size = size;
	return status;
}

static void release(const schain_allocator *allocator, schain__bytes bytes)
{
	schain__sig_release(allocator, (void *)(uintptr_t)bytes.data, bytes.size + 1);
}

static schain_status load_package(schain__dpkg *dpkg, const schain_allocator *allocator,
                                  const char *directory, const char *list_name, size_t stem,
                                  schain_error *error)
{
	schain_string name = { list_name, stem };
	schain__bytes list, md5sums = { NULL, 0 };
	char part[PATH_LIMIT];
	schain_status status;

	snprintf(part, sizeof part, "info/%s", list_name);
	status = read_part(allocator, directory, part, &list, error);
	if (!status) {
		snprintf(part, sizeof part, "info/%.*s.md5sums", (int)stem, list_name);
		status = read_part(allocator, directory, part, &md5sums, error);
	}
	if (!status) {
		status = schain__dpkg_take_package(dpkg, name, list, md5sums);
		if (status)
			status = schain__sig_fail(error, status, "%s: too many files, or no memory", directory);
	}
	release(allocator, list);
	release(allocator, md5sums);
	return status;
}

static schain_status load_packages(schain__dpkg *dpkg, const schain_allocator *allocator,
                                   const char *directory, schain_error *error)
{
	static const char suffix[] = ".list";
	schain_status status = SCHAIN_OK;
	char path[PATH_LIMIT];
	struct dirent *entry;
	DIR *info;

	snprintf(path, sizeof path, "%s/info", directory);
	info = opendir(path);
	if (!info)
		return schain__sig_fail(error, SCHAIN_E_IO, "%s: %s", path, strerror(errno));
	while (!status && (entry = readdir(info))) {
		size_t size = strlen(entry->d_name);

		if (size > sizeof suffix - 1 && !strcmp(entry->d_name + size - (sizeof suffix - 1), suffix))
			status = load_package(dpkg, allocator, directory, entry->d_name,
			                      size - (sizeof suffix - 1), error);
	}
	closedir(info);
	return status;
}

schain_status schain__dpkg_load(schain__installed *installed, const schain_allocator *allocator,
                                const char *directory, schain_error *error)
{
	schain__dpkg *dpkg = schain__dpkg_new(installed, allocator);
	schain__bytes bytes;
	schain_status status;

	if (!dpkg)
		return schain__sig_fail_memory(error);
	status = read_part(allocator, directory, "diversions", &bytes, error);
	if (!status)
		status = schain__dpkg_take_diversions(dpkg, bytes);
	release(allocator, bytes);
	if (!status)
		status = load_packages(dpkg, allocator, directory, error);
	if (!status)
		status = read_part(allocator, directory, "status", &bytes, error);
	if (!status) {
		status = schain__dpkg_take_status(dpkg, bytes);
		release(allocator, bytes);
	}
	schain__dpkg_free(dpkg);
	return status;
}
