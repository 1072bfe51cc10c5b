/* SPDX-License-Identifier: Apache-2.0 */
#include "egress/table.h"

#include <string.h>

int schain__eg_table_init(schain__eg_table *table, const schain_allocator *allocator,
                          size_t element_size, uint32_t limit)
{
	memset(table, 0, sizeof *table);
	table->allocator = allocator;
	table->element_size = element_size;
	for (table->set_count = 1; table->set_count < UINT32_MAX / 16 &&
	                           table->set_count * SCHAIN__EG_SET < limit;)
		table->set_count *= 2;
	table->sets = schain__eg_take(allocator, table->set_count, sizeof *table->sets);
	return table->sets ? 0 : -1;
}

void schain__eg_table_dispose(schain__eg_table *table)
{
	for (uint32_t i = 0; table->sets && i < table->set_count; i++)
		schain__eg_give(table->allocator, table->sets[i], SCHAIN__EG_SET, table->element_size);
	schain__eg_give(table->allocator, table->sets, table->set_count, sizeof *table->sets);
	table->sets = NULL;
}

static schain__eg_header *element_of(const schain__eg_table *table, void *set, uint32_t way)
{
	return (void *)((char *)set + way * table->element_size);
}

void *schain__eg_table_find(schain__eg_table *table, uint64_t key)
{
	void *set = table->sets[key & (table->set_count - 1)];

	for (uint32_t i = 0; set && i < SCHAIN__EG_SET; i++) {
		schain__eg_header *element = element_of(table, set, i);

		if (element->used && element->key == key) {
			element->used = ++table->clock;
			return element;
		}
	}
	return NULL;
}

void *schain__eg_table_put(schain__eg_table *table, uint64_t key)
{
	void **set = &table->sets[key & (table->set_count - 1)];
	schain__eg_header *element = schain__eg_table_find(table, key);

	if (element)
		return element;
	if (!*set)
		*set = schain__eg_take(table->allocator, SCHAIN__EG_SET, table->element_size);
	if (!*set)
		return NULL;
	element = element_of(table, *set, 0);
	for (uint32_t i = 1; i < SCHAIN__EG_SET; i++)
		if (element_of(table, *set, i)->used < element->used)
			element = element_of(table, *set, i);
	table->count += !element->used;
	memset(element, 0, table->element_size);
	element->key = key;
	element->used = ++table->clock;
	return element;
}

void *schain__eg_table_at(const schain__eg_table *table, uint32_t index, int *ret_end)
{
	void *set;
	schain__eg_header *element;

	*ret_end = index / SCHAIN__EG_SET >= table->set_count;
	set = *ret_end ? NULL : table->sets[index / SCHAIN__EG_SET];
	if (!set)
		return NULL;
	element = element_of(table, set, index % SCHAIN__EG_SET);
	return element->used ? element : NULL;
}
