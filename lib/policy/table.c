/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/table.h"

void schain__table_init(schain__table *table, schain__memory *memory)
{
	memset(table, 0, sizeof *table);
	table->memory = memory;
}

void schain__table_dispose(schain__table *table)
{
	schain__free(table->memory, table->entries, table->capacity * sizeof *table->entries);
	schain__table_init(table, table->memory);
}

static size_t slot_of(const schain__table *table, uint64_t hash, uint32_t tag)
{
	return (size_t)(schain__mix(hash, tag) >> 20) & (table->capacity - 1);
}

static schain__entry *seek(const schain__table *table, uint64_t hash, uint32_t tag,
                           const char *data, size_t length)
{
	size_t mask = table->capacity - 1;

	for (size_t slot = slot_of(table, hash, tag);; slot = (slot + 1) & mask) {
		schain__entry *entry = &table->entries[slot];

		if (!entry->text)
			return entry;
		if (entry->hash == hash && entry->tag == tag && entry->length == length &&
		    !memcmp(entry->text, data, length))
			return entry;
	}
}

schain__entry *schain__table_find(const schain__table *table, uint64_t hash, uint32_t tag,
                                  const char *data, size_t length)
{
	schain__entry *entry;

	if (!table->capacity)
		return NULL;
	entry = seek(table, hash, tag, data, length);
	return entry->text ? entry : NULL;
}

/* At most half full, so that a miss ends soon. */
static int make_room(schain__table *table)
{
	schain__table fresh = *table;

	if (table->count < table->capacity / 2)
		return 0;
	fresh.capacity = table->capacity ? table->capacity * 2 : 64;
	fresh.entries = schain__alloc_zero(table->memory, fresh.capacity, sizeof *fresh.entries);
	if (!fresh.entries)
		return -1;
	for (size_t i = 0; i < table->capacity; i++) {
		const schain__entry *old = &table->entries[i];

		if (old->text)
			*seek(&fresh, old->hash, old->tag, old->text, old->length) = *old;
	}
	schain__free(table->memory, table->entries, table->capacity * sizeof *table->entries);
	*table = fresh;
	return 0;
}

schain__entry *schain__table_put(schain__table *table, uint32_t tag, schain_string text)
{
	uint64_t hash = schain__text_hash(text.data, text.length);
	schain__entry *entry;

	if (text.length > UINT32_MAX || make_room(table))
		return NULL;
	entry = seek(table, hash, tag, text.data, text.length);
	if (entry->text)
		return entry;
	entry->hash = hash;
	entry->text = text.data;
	entry->length = (uint32_t)text.length;
	entry->tag = tag;
	entry->value = 0;
	table->count++;
	return entry;
}

uint64_t schain__table_get(const schain__table *table, uint32_t tag, schain_string text)
{
	const schain__entry *entry = schain__table_find(
		table, schain__text_hash(text.data, text.length), tag, text.data, text.length);

	return entry ? entry->value : 0;
}
