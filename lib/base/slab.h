/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_BASE_SLAB_H
#define SCHAIN_BASE_SLAB_H
/*
 * Elements of one size that stay where they are, known by references that
 * notice when their element is gone.
 */
#include "base/memory.h"

/* First member of every element. */
typedef struct schain__slab_header {
	uint32_t generation; /* odd while in use */
	uint32_t index;
} schain__slab_header;

/* Generation and index of an element; 0 refers to nothing. */
typedef uint64_t schain__ref;

typedef struct schain__slab {
	schain__memory *memory;
	size_t element_size;
	unsigned char **chunks; /* NULL: given back, since nothing in it was in use */
	uint32_t *floors;       /* of those: the generations that its elements had reached, even */
	size_t chunk_count;
	size_t live_chunks;
	size_t chunk_capacity;
	size_t floor_capacity;
	uint32_t *free_indexes;
	size_t free_count;
	size_t free_capacity;
	uint32_t next; /* first index never used */
	uint32_t count;
} schain__slab;

enum { SCHAIN__SLAB_CHUNK = 128 };

void schain__slab_init(schain__slab *pool, schain__memory *memory, size_t element_size);
void schain__slab_dispose(schain__slab *pool);
/* A zeroed element, or NULL when memory is out. */
void *schain__slab_take(schain__slab *pool);
void schain__slab_give(schain__slab *pool, void *element);
/* Gives back the memory of chunks in which nothing is in use. */
void schain__slab_trim(schain__slab *pool);
/* The element at an index below `next`, in use or not; not of a chunk that was given back. */
static inline void *schain__slab_at(const schain__slab *pool, uint32_t index)
{
	return pool->chunks[index / SCHAIN__SLAB_CHUNK] +
	       (size_t)(index % SCHAIN__SLAB_CHUNK) * pool->element_size;
}

static inline int schain__slab_is_used(const void *element)
{
	return ((const schain__slab_header *)element)->generation & 1;
}

static inline schain__ref schain__slab_ref(const void *element)
{
	const schain__slab_header *header = element;

	return element ? (schain__ref)header->generation << 32 | header->index : 0;
}

/* NULL if it is gone. */
static inline void *schain__slab_get(const schain__slab *pool, schain__ref reference)
{
	uint32_t index = (uint32_t)reference;
	void *element;

	if (!reference || index >= pool->next || !pool->chunks[index / SCHAIN__SLAB_CHUNK])
		return NULL;
	element = schain__slab_at(pool, index);
	return ((schain__slab_header *)element)->generation == (uint32_t)(reference >> 32) ? element
	                                                                                  : NULL;
}

/* The element at an index if it is there and in use, else NULL. */
static inline void *schain__slab_find(const schain__slab *pool, uint32_t index)
{
	void *element;

	if (index >= pool->next || !pool->chunks[index / SCHAIN__SLAB_CHUNK])
		return NULL;
	element = schain__slab_at(pool, index);
	return schain__slab_is_used(element) ? element : NULL;
}

/* Bytes that it takes in all, and of these what no element uses. */
uint64_t schain__slab_bytes(const schain__slab *pool);
uint64_t schain__slab_idle(const schain__slab *pool);
/* Bytes that its lists will ask for at once before it has a sixteenth more elements; 0: none. */
uint64_t schain__slab_growth(const schain__slab *pool);
/* Next element in use at or after `*index`, which moves behind it; NULL at the end. */
void *schain__slab_next(const schain__slab *pool, uint32_t *index);
#endif
