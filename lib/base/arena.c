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

void *schain__arena_take(schain__arena *arena, size_t count, size_t size)
{
	struct schain__arena_chunk *chunk = arena->chunk;
	size_t needed;
	void *block;

	if (size && count > (SIZE_MAX - CHUNK_SIZE - ALIGNMENT) / size)
		return NULL;
	needed = (count * size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	if (!chunk || chunk->size - chunk->used < needed) {
		size_t room = needed > CHUNK_SIZE ? needed : CHUNK_SIZE;

		chunk = schain__alloc(arena->memory, sizeof *chunk + room);
		if (!chunk)
			return NULL;
		chunk->older = arena->chunk;
		chunk->size = room;
		chunk->used = 0;
		arena->chunk = chunk;
	}
	block = chunk->data + chunk->used;
	chunk->used += needed;
	memset(block, 0, needed);
	return block;
}

schain_string schain__arena_copy(schain__arena *arena, schain_string string)
{
	char *data = schain__arena_take(arena, string.length + 1, 1);

	if (!data)
		return schain__string(NULL, 0);
	if (string.length)
		memcpy(data, string.data, string.length);
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
	data = length < 0 ? NULL : schain__arena_take(arena, (size_t)length + 1, 1);
	if (!data)
		return schain__string(NULL, 0);
	va_start(arguments, format);
	vsnprintf(data, (size_t)length + 1, format, arguments);
	va_end(arguments);
	return schain__string(data, (size_t)length);
}
