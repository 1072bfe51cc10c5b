/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_BASE_ARENA_H
#define SCHAIN_BASE_ARENA_H
/* Memory that is given back all at once. */
#include "base/text.h"

typedef struct schain__arena {
	schain__memory *memory;
	struct schain__arena_chunk *chunk;
} schain__arena;

void schain__arena_init(schain__arena *arena, schain__memory *memory);
/* Gives back everything but one chunk for the next use. */
void schain__arena_reset(schain__arena *arena);
void schain__arena_dispose(schain__arena *arena);
/* Zeroed and aligned for any type; NULL when memory is out. */
void *schain__arena_take(schain__arena *arena, size_t count, size_t size);
/* Bytes, not zeroed, for text; NULL when memory is out. */
char *schain__arena_bytes(schain__arena *arena, size_t size);
/* A copy of a string, NUL-terminated; absent if memory is out. */
schain_string schain__arena_copy(schain__arena *arena, schain_string string);
schain_string schain__arena_printf(schain__arena *arena, const char *format, ...)
	SCHAIN__PRINTF(2, 3);
#endif
