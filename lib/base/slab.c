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
		if (pool->chunks[i])
			schain__free(pool->memory, pool->chunks[i], SCHAIN__SLAB_CHUNK * pool->element_size);
	schain__free(pool->memory, pool->floors, pool->floor_capacity * sizeof *pool->floors);
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
	                 pool->chunk_count, sizeof *pool->chunks) ||
	    schain__grow(pool->memory, (void **)&pool->floors, &pool->floor_capacity,
	                 pool->chunk_count, sizeof *pool->floors))
		return -1;
	chunk = schain__alloc_zero(pool->memory, SCHAIN__SLAB_CHUNK, pool->element_size);
	if (!chunk)
		return -1;
	pool->floors[pool->chunk_count] = 0;
	pool->chunks[pool->chunk_count++] = chunk;
	pool->live_chunks++;
	return 0;
}

static schain__slab_header *element_of(const schain__slab *pool, size_t chunk, size_t at)
{
	return (schain__slab_header *)(void *)(pool->chunks[chunk] + at * pool->element_size);
}

/* A chunk that was given back, as it was but for what its elements had in them. */
static int restore(schain__slab *pool, size_t chunk)
{
	pool->chunks[chunk] = schain__alloc_zero(pool->memory, SCHAIN__SLAB_CHUNK, pool->element_size);
	if (!pool->chunks[chunk])
		return -1;
	for (size_t i = 0; i < SCHAIN__SLAB_CHUNK; i++)
		element_of(pool, chunk, i)->generation = pool->floors[chunk];
	pool->live_chunks++;
	return 0;
}

void *schain__slab_take(schain__slab *pool)
{
	schain__slab_header *header;
	uint32_t index, generation;

	if (!pool->free_count && pool->next == pool->chunk_count * SCHAIN__SLAB_CHUNK && add_chunk(pool))
		return NULL;
	index = pool->free_count ? pool->free_indexes[pool->free_count - 1] : pool->next;
	if (!pool->chunks[index / SCHAIN__SLAB_CHUNK] && restore(pool, index / SCHAIN__SLAB_CHUNK))
		return NULL;
	if (pool->free_count)
		pool->free_count--;
	else
		pool->next++;
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

/* Gives back a chunk unless something in it is in use. */
static void trim_chunk(schain__slab *pool, size_t chunk)
{
	uint32_t floor = 0;

	for (size_t i = 0; i < SCHAIN__SLAB_CHUNK; i++) {
		const schain__slab_header *header = element_of(pool, chunk, i);

		if (schain__slab_is_used(header))
			return;
		if (header->generation > floor)
			floor = header->generation;
	}
	pool->floors[chunk] = floor;
	schain__free(pool->memory, pool->chunks[chunk], SCHAIN__SLAB_CHUNK * pool->element_size);
	pool->chunks[chunk] = NULL;
	pool->live_chunks--;
}

void schain__slab_trim(schain__slab *pool)
{
	size_t kept = 0;

	if (pool->live_chunks * SCHAIN__SLAB_CHUNK - pool->count < SCHAIN__SLAB_CHUNK)
		return;
	for (size_t i = 0; i < pool->chunk_count; i++)
		if (pool->chunks[i])
			trim_chunk(pool, i);
	/* What is taken next comes from chunks that are there: their indexes last. */
	for (size_t i = 0; i < pool->free_count; i++) {
		uint32_t index = pool->free_indexes[i];

		if (pool->chunks[index / SCHAIN__SLAB_CHUNK])
			continue;
		pool->free_indexes[i] = pool->free_indexes[kept];
		pool->free_indexes[kept++] = index;
	}
}

uint64_t schain__slab_bytes(const schain__slab *pool)
{
	return (uint64_t)pool->live_chunks * SCHAIN__SLAB_CHUNK * pool->element_size +
	       pool->chunk_capacity * sizeof *pool->chunks + pool->floor_capacity * sizeof *pool->floors +
	       pool->free_capacity * sizeof *pool->free_indexes;
}

uint64_t schain__slab_idle(const schain__slab *pool)
{
	uint64_t room = (uint64_t)pool->live_chunks * SCHAIN__SLAB_CHUNK;

	return (room - pool->count) * pool->element_size;
}

uint64_t schain__slab_growth(const schain__slab *pool)
{
	size_t room = pool->chunk_count * SCHAIN__SLAB_CHUNK;

	/* It grows when all of it is in use, and its lists when they have no room for what it has then. */
	if (pool->count + pool->count / 16 < room || room + SCHAIN__SLAB_CHUNK <= pool->free_capacity)
		return 0;
	return pool->free_capacity * sizeof *pool->free_indexes +
	       pool->chunk_capacity * (sizeof *pool->chunks + sizeof *pool->floors);
}

void *schain__slab_next(const schain__slab *pool, uint32_t *index)
{
	while (*index < pool->next) {
		void *element;

		if (!pool->chunks[*index / SCHAIN__SLAB_CHUNK]) {
			*index = (*index / SCHAIN__SLAB_CHUNK + 1) * SCHAIN__SLAB_CHUNK;
			continue;
		}
		element = schain__slab_at(pool, (*index)++);

		if (schain__slab_is_used(element))
			return element;
	}
	return NULL;
}
