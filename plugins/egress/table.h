/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_EGRESS_TABLE_H
#define SCHAIN_EGRESS_TABLE_H
/*
 * A bounded table of elements by 64-bit hash. Places come in sets of eight; in
 * a full set the element that was not used for longest goes. Sets get their
 * memory when they are first used.
 */
#include "egress/support.h"

enum { SCHAIN__EG_SET = 8 };

/* First member of every element. */
typedef struct schain__eg_header {
	uint64_t key;
	uint64_t used; /* when, by the table's count; 0: free */
} schain__eg_header;

typedef struct schain__eg_table {
	const schain_allocator *allocator;
	void **sets;
	size_t element_size;
	uint64_t clock;
	uint32_t set_count; /* a power of two */
	uint32_t count;     /* of elements */
} schain__eg_table;

/* Room for at least `limit` elements. Returns 0, or -1 when memory is out. */
int schain__eg_table_init(schain__eg_table *table, const schain_allocator *allocator,
                          size_t element_size, uint32_t limit);
void schain__eg_table_dispose(schain__eg_table *table);
/* Makes it the newest; NULL if absent. */
void *schain__eg_table_find(schain__eg_table *table, uint64_t key);
/* Made, zeroed, if absent; NULL when memory is out. */
void *schain__eg_table_put(schain__eg_table *table, uint64_t key);
/* Element of place number `index`, NULL if it is free; `*ret_end` 1 past the last place. */
void *schain__eg_table_at(const schain__eg_table *table, uint32_t index, int *ret_end);
#endif
