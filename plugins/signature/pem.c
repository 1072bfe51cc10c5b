/* SPDX-License-Identifier: Apache-2.0 */
/* Files of certificates and lists: all of one, and its PEM blocks one after the other. */
#include "signature/error.h"
#include "signature/trust.h"

#include <errno.h>
#include <openssl/bio.h>
#include <stdio.h>
#include <string.h>

#define FILE_LIMIT ((size_t)64 << 20)

static schain_status read_stream(const schain_allocator *allocator, FILE *stream,
                                 unsigned char **ret_data, size_t *ret_size, schain_error *error)
{
	size_t capacity = 65536, size = 0, got;
	unsigned char *data = schain__sig_alloc(allocator, capacity), *larger;

	while (data && (got = fread(data + size, 1, capacity - size, stream))) {
		size += got;
		if (size < capacity)
			continue;
		if (capacity >= FILE_LIMIT) {
			schain__sig_release(allocator, data, capacity);
			return schain__sig_fail(error, SCHAIN_E_LIMIT, "larger than %zu bytes", FILE_LIMIT);
		}
		larger = allocator->reallocate(allocator->context, data, capacity, capacity * 2);
		if (!larger) {
			schain__sig_release(allocator, data, capacity);
			return schain__sig_fail_memory(error);
		}
		data = larger;
		capacity *= 2;
	}
	if (!data)
		return schain__sig_fail_memory(error);
	if (ferror(stream)) {
		schain__sig_release(allocator, data, capacity);
		return schain__sig_fail(error, SCHAIN_E_IO, "%s", strerror(errno));
	}
	/* So that its size is what it is released with; never smaller than a byte. */
	larger = allocator->reallocate(allocator->context, data, capacity, size + 1);
	if (!larger) {
		schain__sig_release(allocator, data, capacity);
		return schain__sig_fail_memory(error);
	}
	larger[size] = 0;
	*ret_data = larger;
	*ret_size = size;
	return SCHAIN_OK;
}

schain_status schain__sig_read_file(const schain_allocator *allocator, const char *path,
                                    unsigned char **ret_data, size_t *ret_size, schain_error *error)
{
	FILE *stream = fopen(path, "rbe");
	schain_status status;

	if (!stream)
		return schain__sig_fail_at(error, path, 0,
		                           schain__sig_fail(error, SCHAIN_E_IO, "%s", strerror(errno)));
	status = read_stream(allocator, stream, ret_data, ret_size, error);
	fclose(stream);
	return status == SCHAIN_OK ? status : schain__sig_fail_at(error, path, 0, status);
}

int schain__sig_is_pem(const unsigned char *data, size_t size)
{
	return memmem(data, size, "-----BEGIN ", 11) != NULL;
}

schain_string schain__sig_pem_line(schain__sig_pem *pem)
{
	schain_string line = { NULL, 0 };
	const char *end;

	if (pem->at >= pem->end)
		return line;
	end = memchr(pem->at, '\n', (size_t)(pem->end - pem->at));
	line.data = pem->at;
	line.length = (size_t)((end ? end : pem->end) - pem->at);
	pem->at += line.length + (end != NULL);
	while (line.length && (line.data[line.length - 1] == '\r' || line.data[line.length - 1] == ' '))
		line.length--;
	return line;
}

BIO *schain__sig_pem_block(schain__sig_pem *pem, schain_string line)
{
	schain_string next;

	do
		next = schain__sig_pem_line(pem);
	while (next.data && !(next.length > 9 && !strncmp(next.data, "-----END ", 9)));
	return BIO_new_mem_buf(line.data, (int)(pem->at - line.data));
}

int schain__sig_no_password(char *buffer, int size, int writing, void *context)
{
	(void)buffer;
	(void)size;
	(void)writing;
	(void)context;
	return 0;
}
