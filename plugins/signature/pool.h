/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_POOL_H
#define SCHAIN_SIGNATURE_POOL_H
/*
 * Memory of the caller's allocator. A pool gives pieces that live until all of
 * it is cleared; it remembers that one could not be had, so that builders can
 * go on and ask once at the end.
 */
#include <supplychain/base.h>

typedef struct schain__sig_pool_block schain__sig_pool_block;

typedef struct schain__sig_pool {
	schain_allocator allocator;
	schain__sig_pool_block *blocks;
	size_t size; /* bytes of the blocks */
	int has_failed;
} schain__sig_pool;

/* The caller's allocator, or malloc for NULL. */
schain_allocator schain__sig_allocator(const schain_allocator *allocator);
void *schain__sig_alloc(const schain_allocator *allocator, size_t size); /* zeroed */
void schain__sig_release(const schain_allocator *allocator, void *memory, size_t size);
/* Room for one more in an array that doubles; 0, or -1 when memory is out. */
int schain__sig_grow(const schain_allocator *allocator, void **array, size_t *capacity,
                     size_t count, size_t element_size);

void schain__sig_pool_init(schain__sig_pool *pool, const schain_allocator *allocator);
void schain__sig_pool_clear(schain__sig_pool *pool);
/* Zeroed; NULL when memory is out. */
void *schain__sig_pool_alloc(schain__sig_pool *pool, size_t size);
/* Copies, each with a NUL behind it; the absent string when memory is out. */
schain_string schain__sig_pool_copy(schain__sig_pool *pool, const void *data, size_t size);
schain_string schain__sig_pool_text(schain__sig_pool *pool, const char *text);
schain_string schain__sig_pool_hex(schain__sig_pool *pool, const void *data, size_t size);
schain_string schain__sig_pool_format(schain__sig_pool *pool, const char *format, ...)
        __attribute__((format(printf, 2, 3)));
#endif
