/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a configuration file whole. */
#include "base/file.h"

#include <errno.h>
#include <stdio.h>

#define PIECE 16384

static schain_status fail_file(const char *path, const char *what, schain_error *error)
{
	int code = errno;
	schain_status status = schain__fail(error, SCHAIN_E_IO, "%s: %s", what, strerror(code));

	schain__fail_at(error, path, 0, 0, 0);
	return status;
}

static schain_status read_all(FILE *file, const char *path, schain__buffer *buffer,
                              schain_error *error)
{
	char piece[PIECE];
	schain_status status;
	size_t size;

	while ((size = fread(piece, 1, sizeof piece, file)) > 0) {
		schain__buffer_append(buffer, piece, size);
		if (buffer->failed)
			return schain__fail_memory(error);
		if (buffer->length > SCHAIN__FILE_LIMIT) {
			status = schain__fail(error, SCHAIN_E_LIMIT, "larger than %zu MiB",
			                      SCHAIN__FILE_LIMIT >> 20);
			schain__fail_at(error, path, 0, 0, 0);
			return status;
		}
	}
	return ferror(file) ? fail_file(path, "cannot be read", error) : SCHAIN_OK;
}

schain_status schain__file_read(const char *path, schain__buffer *buffer, schain_error *error)
{
	FILE *file = fopen(path, "rb");
	schain_status status;

	if (!file)
		return fail_file(path, "cannot be opened", error);
	status = read_all(file, path, buffer, error);
	fclose(file);
	return status;
}
