/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_BASE_MEMORY_H
#define SCHAIN_BASE_MEMORY_H
/*
 * The caller's allocator with a count of what is in use. Every allocation of
 * the library goes through here, so that limits hold and each one can be made
 * to fail in a test.
 */
#include <supplychain/base.h>

typedef struct schain__memory {
	schain_allocator allocator;
	uint64_t used;
	uint64_t peak;
} schain__memory;

/* NULL takes malloc. */
void schain__memory_init(schain__memory *memory, const schain_allocator *allocator);

/* All return NULL when memory is out or the size overflows. */
void *schain__alloc(schain__memory *memory, size_t size);
void *schain__alloc_zero(schain__memory *memory, size_t count, size_t size);
void *schain__realloc(schain__memory *memory, void *block, size_t old_size, size_t size);
void schain__free(schain__memory *memory, void *block, size_t size);

/*
 * Makes room for one more element in an array that doubles.
 * Returns 0, or -1 when memory is out (nothing changed then).
 */
int schain__grow(schain__memory *memory, void **array, size_t *capacity, size_t count,
                 size_t element_size);
#endif
