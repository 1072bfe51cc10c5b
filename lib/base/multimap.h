/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_BASE_MULTIMAP_H
#define SCHAIN_BASE_MULTIMAP_H
/*
 * From hashes to numbers, any number of them for each hash: 16 bytes an entry,
 * in many small tables, so that growing never takes much at once. Keys come from
 * keyed hashes.
 */
#include "base/memory.h"

typedef struct schain__multimap_slot {
	uint64_t key;   /* 0: free */
	uint32_t value;
	uint32_t more;  /* of the caller's */
} schain__multimap_slot;

typedef struct schain__multimap_table {
	schain__multimap_slot *slots;
	uint32_t capacity;
	uint32_t count;
} schain__multimap_table;

enum { SCHAIN__MULTIMAP_TABLES = 256 };

typedef struct schain__multimap {
	schain__memory *memory;
	uint64_t count;
	schain__multimap_table tables[SCHAIN__MULTIMAP_TABLES];
} schain__multimap;

void schain__multimap_init(schain__multimap *map, schain__memory *memory);
void schain__multimap_dispose(schain__multimap *map);
/* Room for that many entries in all, spread as hashes are. Returns 0, -1 when memory is out. */
int schain__multimap_reserve(schain__multimap *map, uint64_t count);
/* Says that a key is to be added or looked for soon: its place is far from the last one's. */
void schain__multimap_expect(const schain__multimap *map, uint64_t key);
/* Returns 0, -1 when memory is out. */
int schain__multimap_add(schain__multimap *map, uint64_t key, uint32_t value, uint32_t more);
/*
 * The entries of a key one after another: `*cursor` begins at 0. NULL at the
 * end. Borrowed until the map changes.
 */
const schain__multimap_slot *schain__multimap_next(const schain__multimap *map, uint64_t key,
                                                   uint32_t *cursor);
/* Takes out one entry of that key and value, if there is one. */
void schain__multimap_remove(schain__multimap *map, uint64_t key, uint32_t value);
/* Takes out every entry whose value is gone, and gives back the room. */
void schain__multimap_sweep(schain__multimap *map, int (*is_gone)(const void *context, uint32_t value),
                            const void *context);
#endif
