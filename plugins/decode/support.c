/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory, errors and the identity hash: plugins see only the installed
 * headers, so these few do not come from the core.
 */
#include "decode/frame.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

schain_status schain__decode_fail(schain_error *error, schain_status code, const char *format, ...)
{
	va_list arguments;

	if (!error || error->struct_size < sizeof *error)
		return code;
	error->code = code;
	error->line = error->column = error->offset = 0;
	error->where[0] = 0;
	va_start(arguments, format);
	vsnprintf(error->message, sizeof error->message, format, arguments);
	va_end(arguments);
	return code;
}

schain_status schain__decode_fail_memory(schain__decode *decode)
{
	return schain__decode_fail(decode->error, SCHAIN_E_MEMORY, "out of memory");
}

static void *malloc_allocate(void *context, size_t size)
{
	(void)context;
	return malloc(size);
}

static void *malloc_reallocate(void *context, void *memory, size_t old_size, size_t size)
{
	(void)context;
	(void)old_size;
	return realloc(memory, size);
}

static void malloc_release(void *context, void *memory, size_t size)
{
	(void)context;
	(void)size;
	free(memory);
}

void schain__decode_default_allocator(schain_allocator *allocator)
{
	memset(allocator, 0, sizeof *allocator);
	allocator->struct_size = sizeof *allocator;
	allocator->allocate = malloc_allocate;
	allocator->reallocate = malloc_reallocate;
	allocator->release = malloc_release;
}

void *schain__decode_reserve(schain__decode *decode, size_t size)
{
	return decode->allocator.allocate(decode->allocator.context, size ? size : 1);
}

void *schain__decode_resize(schain__decode *decode, void *block, size_t old_size, size_t size)
{
	if (!block)
		return schain__decode_reserve(decode, size);
	return decode->allocator.reallocate(decode->allocator.context, block, old_size,
	                                    size ? size : 1);
}

void schain__decode_release(schain__decode *decode, void *block, size_t size)
{
	if (block)
		decode->allocator.release(decode->allocator.context, block, size);
}

char *schain__decode_duplicate(schain__decode *decode, const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = schain__decode_reserve(decode, size);

	return copy ? memcpy(copy, text, size) : NULL;
}

void schain__decode_release_text(schain__decode *decode, char *text)
{
	if (text)
		schain__decode_release(decode, text, strlen(text) + 1);
}

/* XXH64 with seed 0, by its specification (xxHash, doc/xxhash_spec.md, XXH64 algorithm). */
#define PRIME1 UINT64_C(0x9E3779B185EBCA87)
#define PRIME2 UINT64_C(0xC2B2AE3D27D4EB4F)
#define PRIME3 UINT64_C(0x165667B19E3779F9)
#define PRIME4 UINT64_C(0x85EBCA77C2B2AE63)
#define PRIME5 UINT64_C(0x27D4EB2F165667C5)

static uint64_t rotate(uint64_t x, int bits)
{
	return x << bits | x >> (64 - bits);
}

static uint64_t load64(const unsigned char *p)
{
	return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 |
	       (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 |
	       (uint64_t)p[7] << 56;
}

static uint64_t load32(const unsigned char *p)
{
	return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24;
}

static uint64_t hash_round(uint64_t lane, uint64_t input)
{
	return rotate(lane + input * PRIME2, 31) * PRIME1;
}

static uint64_t hash_stripes(const unsigned char **data, const unsigned char *end)
{
	uint64_t lane[4] = { PRIME1 + PRIME2, PRIME2, 0, 0 - PRIME1 };
	uint64_t hash;

	for (; end - *data >= 32; *data += 32)
		for (int i = 0; i < 4; i++)
			lane[i] = hash_round(lane[i], load64(*data + 8 * i));
	hash = rotate(lane[0], 1) + rotate(lane[1], 7) + rotate(lane[2], 12) + rotate(lane[3], 18);
	for (int i = 0; i < 4; i++)
		hash = (hash ^ hash_round(0, lane[i])) * PRIME1 + PRIME4;
	return hash;
}

uint64_t schain__decode_hash(const void *bytes, size_t size)
{
	const unsigned char *data = bytes, *end = data + size;
	uint64_t hash = size < 32 ? PRIME5 : hash_stripes(&data, end);

	hash += size;
	for (; end - data >= 8; data += 8)
		hash = rotate(hash ^ hash_round(0, load64(data)), 27) * PRIME1 + PRIME4;
	if (end - data >= 4) {
		hash = rotate(hash ^ load32(data) * PRIME1, 23) * PRIME2 + PRIME3;
		data += 4;
	}
	for (; data < end; data++)
		hash = rotate(hash ^ *data * PRIME5, 11) * PRIME1;
	hash = (hash ^ hash >> 33) * PRIME2;
	hash = (hash ^ hash >> 29) * PRIME3;
	return hash ^ hash >> 32;
}
