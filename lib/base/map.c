/* SPDX-License-Identifier: Apache-2.0 */
#include "base/map.h"

struct schain__map_slot {
	uint64_t key; /* 0: free */
	uint32_t value;
	uint32_t unused;
};

enum { FIRST_CAPACITY = 16 };

/* Key 0 marks a free slot; a hash that is 0 shares the slot of 1. */
static uint64_t usable(uint64_t key)
{
	return key ? key : 1;
}

void schain__map_init(schain__map *map, schain__memory *memory)
{
	map->memory = memory;
	map->slots = NULL;
	map->capacity = 0;
	map->count = 0;
}

void schain__map_dispose(schain__map *map)
{
	schain__free(map->memory, map->slots, map->capacity * sizeof *map->slots);
	schain__map_init(map, map->memory);
}

static size_t find(const schain__map *map, uint64_t key)
{
	size_t mask = map->capacity - 1;
	size_t at = (size_t)key & mask;

	while (map->slots[at].key && map->slots[at].key != key)
		at = (at + 1) & mask;
	return at;
}

uint32_t schain__map_get(const schain__map *map, uint64_t key)
{
	size_t at;

	if (!map->count)
		return SCHAIN__MAP_NONE;
	at = find(map, usable(key));
	return map->slots[at].key ? map->slots[at].value : SCHAIN__MAP_NONE;
}

static int resize(schain__map *map, size_t capacity)
{
	schain__map fresh = *map;

	fresh.capacity = capacity;
	fresh.slots = schain__alloc_zero(map->memory, capacity, sizeof *fresh.slots);
	if (!fresh.slots)
		return -1;
	for (size_t i = 0; i < map->capacity; i++)
		if (map->slots[i].key)
			fresh.slots[find(&fresh, map->slots[i].key)] = map->slots[i];
	schain__free(map->memory, map->slots, map->capacity * sizeof *map->slots);
	*map = fresh;
	return 0;
}

int schain__map_set(schain__map *map, uint64_t key, uint32_t value)
{
	size_t at;

	/* At most three quarters full. */
	if ((map->count + 1) * 4 > map->capacity * 3 &&
	    resize(map, map->capacity ? map->capacity * 2 : FIRST_CAPACITY))
		return -1;
	at = find(map, usable(key));
	if (!map->slots[at].key) {
		map->slots[at].key = usable(key);
		map->count++;
	}
	map->slots[at].value = value;
	return 0;
}

uint64_t schain__map_bytes(const schain__map *map)
{
	return (uint64_t)map->capacity * sizeof *map->slots;
}

uint64_t schain__map_growth(const schain__map *map)
{
	if ((map->count + map->capacity / 16) * 4 <= map->capacity * 3)
		return 0;
	return (uint64_t)map->capacity * 2 * sizeof *map->slots;
}

/* Closes the gap so that no tombstones are needed (Knuth, TAOCP 3, 6.4, algorithm R). */
void schain__map_remove(schain__map *map, uint64_t key)
{
	size_t mask = map->capacity - 1;
	size_t gap, at;

	if (!map->count)
		return;
	gap = find(map, usable(key));
	if (!map->slots[gap].key)
		return;
	for (at = (gap + 1) & mask; map->slots[at].key; at = (at + 1) & mask) {
		size_t home = (size_t)map->slots[at].key & mask;

		if (((at - home) & mask) >= ((at - gap) & mask)) {
			map->slots[gap] = map->slots[at];
			gap = at;
		}
	}
	map->slots[gap].key = 0;
	map->count--;
	if (map->capacity > 64 && map->count * 8 < map->capacity)
		resize(map, map->capacity / 4);
}
