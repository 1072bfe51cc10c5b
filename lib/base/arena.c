/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include <stdio.h>

enum { CHUNK_SIZE = 8192, ALIGNMENT = 16 };

struct schain__arena_chunk {
	struct schain__arena_chunk *older;
	size_t size; /* of `data` */
	size_t used;
	size_t unused;
	unsigned char data[];
};

void schain__arena_init(schain__arena *arena, schain__memory *memory)
{
	arena->memory = memory;
	arena->chunk = NULL;
}

static void drop(schain__arena *arena, struct schain__arena_chunk *chunk)
{
	schain__free(arena->memory, chunk, sizeof *chunk + chunk->size);
}

void schain__arena_reset(schain__arena *arena)
{
	struct schain__arena_chunk *chunk;

	while (arena->chunk && arena->chunk->older) {
		chunk = arena->chunk;
		arena->chunk = chunk->older;
		drop(arena, chunk);
	}
	if (arena->chunk)
		arena->chunk->used = 0;
}

void schain__arena_dispose(schain__arena *arena)
{
	schain__arena_reset(arena);
	if (arena->chunk)
		drop(arena, arena->chunk);
	arena->chunk = NULL;
}

/* The next `size` bytes at a multiple of `alignment`. */
static unsigned char *reserve(schain__arena *arena, size_t size, size_t alignment)
{
	struct schain__arena_chunk *chunk = arena->chunk;
	size_t from = chunk ? (chunk->used + alignment - 1) / alignment * alignment : 0;

	if (!chunk || from > chunk->size || chunk->size - from < size) {
		size_t room = size > CHUNK_SIZE ? size : CHUNK_SIZE;

		if (room > SIZE_MAX - sizeof *chunk)
			return NULL;
		chunk = schain__alloc(arena->memory, sizeof *chunk + room);
		if (!chunk)
			return NULL;
		chunk->older = arena->chunk;
		chunk->size = room;
		arena->chunk = chunk;
		from = 0;
	}
	chunk->used = from + size;
	return chunk->data + from;
}

void *schain__arena_take(schain__arena *arena, size_t count, size_t size)
{
	void *block;

	if (size && count > SIZE_MAX / size)
		return NULL;
	block = reserve(arena, count * size, ALIGNMENT);
	if (block)
		memset(block, 0, count * size);
	return block;
}

char *schain__arena_bytes(schain__arena *arena, size_t size)
{
	return (char *)reserve(arena, size, 1);
}

schain_string schain__arena_copy(schain__arena *arena, schain_string string)
{
	char *data = string.length < SIZE_MAX ? schain__arena_bytes(arena, string.length + 1) : NULL;

	if (!data)
		return schain__string(NULL, 0);
	if (string.length)
		memcpy(data, string.data, string.length);
	data[string.length] = 0;
	return schain__string(data, string.length);
}

schain_string schain__arena_printf(schain__arena *arena, const char *format, ...)
{
	va_list arguments;
	int length;
	char *data;

	va_start(arguments, format);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	data = length < 0 ? NULL : schain__arena_bytes(arena, (size_t)length + 1);
	if (!data)
		return schain__string(NULL, 0);
	va_start(arguments, format);
	vsnprintf(data, (size_t)length + 1, format, arguments);
	va_end(arguments);
	return schain__string(data, (size_t)length);
}
