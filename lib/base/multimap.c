/* SPDX-License-Identifier: Apache-2.0 */
#include "base/multimap.h"

#include <string.h>

enum { FIRST_CAPACITY = 8 };

/* Key 0 marks a free slot; a hash that is 0 shares the slots of 1. */
static uint64_t usable(uint64_t key)
{
	return key ? key : 1;
}

/* Capacities are any number: the upper half of the key says how far into the table. */
static uint32_t home_of(const schain__multimap_table *table, uint64_t key)
{
	return (uint32_t)((key >> 32) * table->capacity >> 32);
}

static uint32_t after(const schain__multimap_table *table, uint32_t at)
{
	return at + 1 == table->capacity ? 0 : at + 1;
}

void schain__multimap_init(schain__multimap *map, schain__memory *memory)
{
	memset(map, 0, sizeof *map);
	map->memory = memory;
}

void schain__multimap_dispose(schain__multimap *map)
{
	for (size_t i = 0; i < SCHAIN__MULTIMAP_TABLES; i++)
		schain__free(map->memory, map->tables[i].slots,
		             map->tables[i].capacity * sizeof *map->tables[i].slots);
	schain__multimap_init(map, map->memory);
}

static void place(schain__multimap_table *table, schain__multimap_slot slot)
{
	uint32_t at = home_of(table, slot.key);

	while (table->slots[at].key)
		at = after(table, at);
	table->slots[at] = slot;
	table->count++;
}

static int resize(schain__multimap *map, schain__multimap_table *table, uint32_t capacity)
{
	schain__multimap_table fresh = { NULL, capacity, 0 };

	fresh.slots = schain__alloc_zero(map->memory, capacity, sizeof *fresh.slots);
	if (!fresh.slots)
		return -1;
	for (uint32_t i = 0; i < table->capacity; i++)
		if (table->slots[i].key)
			place(&fresh, table->slots[i]);
	schain__free(map->memory, table->slots, table->capacity * sizeof *table->slots);
	*table = fresh;
	return 0;
}

/* At most five sixths full: 19 bytes an entry at best, 24 on average. */
static int is_full(const schain__multimap_table *table)
{
	return ((uint64_t)table->count + 1) * 6 > (uint64_t)table->capacity * 5;
}

int schain__multimap_reserve(schain__multimap *map, uint64_t count)
{
	/* Hashes spread evenly enough for a sixteenth above the average to hold nearly all. */
	uint64_t capacity = (count + count / 16) / SCHAIN__MULTIMAP_TABLES * 6 / 5 + FIRST_CAPACITY;

	if (capacity > UINT32_MAX / 2)
		return -1;
	for (size_t i = 0; i < SCHAIN__MULTIMAP_TABLES; i++)
		if (map->tables[i].capacity < capacity &&
		    resize(map, &map->tables[i], (uint32_t)capacity))
			return -1;
	return 0;
}

void schain__multimap_expect(const schain__multimap *map, uint64_t key)
{
#ifdef __GNUC__
	const schain__multimap_table *table = &map->tables[usable(key) % SCHAIN__MULTIMAP_TABLES];

	if (table->capacity)
		__builtin_prefetch(&table->slots[home_of(table, usable(key))], 1);
#else
	(void)map;
	(void)key;
#endif
}

int schain__multimap_add(schain__multimap *map, uint64_t key, uint32_t value, uint32_t more)
{
	schain__multimap_slot slot = { usable(key), value, more };
	schain__multimap_table *table = &map->tables[slot.key % SCHAIN__MULTIMAP_TABLES];

	if (is_full(table) &&
	    (table->capacity > UINT32_MAX / 2 ||
	     resize(map, table,
	            table->capacity ? table->capacity + table->capacity / 4 + 1 : FIRST_CAPACITY)))
		return -1;
	place(table, slot);
	map->count++;
	return 0;
}

const schain__multimap_slot *schain__multimap_next(const schain__multimap *map, uint64_t key,
                                                   uint32_t *cursor)
{
	const schain__multimap_table *table = &map->tables[usable(key) % SCHAIN__MULTIMAP_TABLES];
	uint32_t at;

	if (!table->count || *cursor >= table->capacity)
		return NULL;
	at = home_of(table, usable(key)) + *cursor;
	if (at >= table->capacity)
		at -= table->capacity;
	for (; table->slots[at].key; at = after(table, at)) {
		++*cursor;
		if (table->slots[at].key == usable(key))
			return &table->slots[at];
	}
	return NULL;
}

/* Closes the gap so that no tombstones are needed (Knuth, TAOCP 3, 6.4, algorithm R). */
static void take_out(schain__multimap_table *table, uint32_t gap)
{
	uint32_t capacity = table->capacity;

	for (uint32_t at = after(table, gap); table->slots[at].key; at = after(table, at)) {
		uint32_t home = home_of(table, table->slots[at].key);

		if ((at + capacity - home) % capacity >= (at + capacity - gap) % capacity) {
			table->slots[gap] = table->slots[at];
			gap = at;
		}
	}
	memset(&table->slots[gap], 0, sizeof table->slots[gap]);
	table->count--;
}

void schain__multimap_remove(schain__multimap *map, uint64_t key, uint32_t value)
{
	schain__multimap_table *table = &map->tables[usable(key) % SCHAIN__MULTIMAP_TABLES];
	uint32_t at;

	if (!table->count)
		return;
	for (at = home_of(table, usable(key)); table->slots[at].key; at = after(table, at)) {
		if (table->slots[at].key != usable(key) || table->slots[at].value != value)
			continue;
		take_out(table, at);
		map->count--;
		return;
	}
}

void schain__multimap_sweep(schain__multimap *map, int (*is_gone)(const void *context, uint32_t value),
                            const void *context)
{
	for (size_t i = 0; i < SCHAIN__MULTIMAP_TABLES; i++) {
		schain__multimap_table *table = &map->tables[i];

		/* What moves over the table's end into a gap there was looked at already. */
		for (uint32_t at = 0; at < table->capacity; at++)
			while (table->slots[at].key && is_gone(context, table->slots[at].value)) {
				take_out(table, at);
				map->count--;
			}
		/* Where memory is out for the smaller one, the larger does as well. */
		if (table->capacity > 64 && table->count < table->capacity / 2)
			resize(map, table, table->count * 6 / 5 + FIRST_CAPACITY);
	}
}
