/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_BASE_MAP_H
#define SCHAIN_BASE_MAP_H
/*
 * 64-bit keyed hash -> 32-bit value, open addressing. Keys are hashes already
 * (base/hash.h), unpredictable from outside, so they are used as they are.
 */
#include "base/memory.h"

typedef struct schain__map {
	schain__memory *memory;
	struct schain__map_slot *slots;
	size_t capacity; /* a power of two, or 0 */
	size_t count;
} schain__map;

#define SCHAIN__MAP_NONE UINT32_MAX

void schain__map_init(schain__map *map, schain__memory *memory);
void schain__map_dispose(schain__map *map);
/* SCHAIN__MAP_NONE if absent. */
uint32_t schain__map_get(const schain__map *map, uint64_t key);
/* Sets or replaces; returns 0, or -1 when memory is out (nothing changed then). */
int schain__map_set(schain__map *map, uint64_t key, uint32_t value);
void schain__map_remove(schain__map *map, uint64_t key);
uint64_t schain__map_bytes(const schain__map *map);
/* Bytes that it will ask for before it has a sixteenth more room taken; 0: none. */
uint64_t schain__map_growth(const schain__map *map);
#endif
