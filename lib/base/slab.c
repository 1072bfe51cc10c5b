/* SPDX-License-Identifier: Apache-2.0 */
#include "base/slab.h"

#include <string.h>

void schain__slab_init(schain__slab *pool, schain__memory *memory, size_t element_size)
{
	memset(pool, 0, sizeof *pool);
	pool->memory = memory;
	pool->element_size = element_size;
}

void schain__slab_dispose(schain__slab *pool)
{
	for (size_t i = 0; i < pool->chunk_count; i++)
		schain__free(pool->memory, pool->chunks[i], SCHAIN__SLAB_CHUNK * pool->element_size);
	schain__free(pool->memory, pool->chunks, pool->chunk_capacity * sizeof *pool->chunks);
	schain__free(pool->memory, pool->free_indexes,
	             pool->free_capacity * sizeof *pool->free_indexes);
	schain__slab_init(pool, pool->memory, pool->element_size);
}

/* Room in the list of free indexes for every element of a new chunk, so that giving back never fails. */
static int add_chunk(schain__slab *pool)
{
	size_t needed = (pool->chunk_count + 1) * SCHAIN__SLAB_CHUNK;
	unsigned char *chunk;

	while (pool->free_capacity < needed)
		if (schain__grow(pool->memory, (void **)&pool->free_indexes, &pool->free_capacity,
		                 pool->free_capacity, sizeof *pool->free_indexes))
			return -1;
	if (schain__grow(pool->memory, (void **)&pool->chunks, &pool->chunk_capacity,
	                 pool->chunk_count, sizeof *pool->chunks))
		return -1;
	chunk = schain__alloc_zero(pool->memory, SCHAIN__SLAB_CHUNK, pool->element_size);
	if (!chunk)
		return -1;
	pool->chunks[pool->chunk_count++] = chunk;
	return 0;
}

void *schain__slab_take(schain__slab *pool)
{
	schain__slab_header *header;
	uint32_t index, generation;

	if (pool->free_count) {
		index = pool->free_indexes[--pool->free_count];
	} else {
		if (pool->next == pool->chunk_count * SCHAIN__SLAB_CHUNK && add_chunk(pool))
			return NULL;
		index = pool->next++;
	}
	header = schain__slab_at(pool, index);
	generation = header->generation + 1;
	memset(header, 0, pool->element_size);
	header->generation = generation;
	header->index = index;
	pool->count++;
	return header;
}

void schain__slab_give(schain__slab *pool, void *element)
{
	schain__slab_header *header = element;

	header->generation++;
	pool->free_indexes[pool->free_count++] = header->index;
	pool->count--;
}

void *schain__slab_next(const schain__slab *pool, uint32_t *index)
{
	while (*index < pool->next) {
		void *element = schain__slab_at(pool, (*index)++);

		if (schain__slab_is_used(element))
			return element;
	}
	return NULL;
}
