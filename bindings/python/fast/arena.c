/* SPDX-License-Identifier: Apache-2.0 */
#include "module.h"

#include <stdlib.h>

#define BLOCK 65536u

void *arena_take_more(struct arena *arena, size_t size)
{
	struct arena_block *block;
	size_t room = size > BLOCK ? (size + 15) & ~(size_t)15 : BLOCK;

	if (size > SIZE_MAX / 2 || !(block = malloc(sizeof *block + room)))
		return NULL;
	block->next = arena->blocks;
	block->size = room;
	block->used = 0;
	arena->blocks = block;
	return arena_take(arena, size);
}

void arena_reset(struct arena *arena)
{
	struct arena_block *block = arena->blocks;

	if (!block)
		return;
	while (block->next) {
		struct arena_block *next = block->next;

		block->next = next->next;
		free(next);
	}
	block->used = 0;
}

void arena_free(struct arena *arena)
{
	while (arena->blocks) {
		struct arena_block *block = arena->blocks;

		arena->blocks = block->next;
		free(block);
	}
}
