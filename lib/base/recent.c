/* SPDX-License-Identifier: Apache-2.0 */
#include "base/recent.h"

#include <string.h>

void schain__recent_init(schain__recent *recent, schain__memory *memory, size_t element_size,
                         uint32_t limit)
{
	memset(recent, 0, sizeof *recent);
	schain__slab_init(&recent->pool, memory, element_size);
	schain__map_init(&recent->map, memory);
	recent->limit = limit;
}

void schain__recent_dispose(schain__recent *recent)
{
	void *element;
	uint32_t index = 0;

	while (recent->drop && (element = schain__slab_next(&recent->pool, &index)))
		recent->drop(recent->context, element);
	schain__free(recent->pool.memory, recent->owners,
	             recent->owner_capacity * sizeof *recent->owners);
	recent->owners = NULL;
	recent->owner_capacity = 0;
	schain__slab_dispose(&recent->pool);
	schain__map_dispose(&recent->map);
}

static void unlink_element(schain__recent *recent, schain__recent_header *element)
{
	schain__recent_owner *owner = &recent->owners[element->owner];

	if (element->older)
		element->older->newer = element->newer;
	else
		owner->oldest = element->newer;
	if (element->newer)
		element->newer->older = element->older;
	else
		owner->newest = element->older;
}

static void link_newest(schain__recent *recent, schain__recent_header *element)
{
	schain__recent_owner *owner = &recent->owners[element->owner];

	element->newer = NULL;
	element->older = owner->newest;
	if (owner->newest)
		owner->newest->newer = element;
	else
		owner->oldest = element;
	owner->newest = element;
}

void *schain__recent_peek(const schain__recent *recent, uint64_t key)
{
	uint32_t index = schain__map_get(&recent->map, key);

	return index == SCHAIN__MAP_NONE ? NULL : schain__slab_at(&recent->pool, index);
}

void *schain__recent_get(schain__recent *recent, uint64_t key)
{
	schain__recent_header *element = schain__recent_peek(recent, key);

	if (element && element->newer) {
		unlink_element(recent, element);
		link_newest(recent, element);
	}
	return element;
}

void *schain__recent_oldest(const schain__recent *recent, uint32_t owner)
{
	return owner < recent->owner_capacity ? recent->owners[owner].oldest : NULL;
}

uint64_t schain__recent_bytes(const schain__recent *recent)
{
	return schain__slab_bytes(&recent->pool) + schain__map_bytes(&recent->map) +
	       recent->owner_capacity * sizeof *recent->owners;
}

static int add_owner(schain__recent *recent, uint32_t owner)
{
	while (owner >= recent->owner_capacity) {
		size_t before = recent->owner_capacity;

		if (schain__grow(recent->pool.memory, (void **)&recent->owners, &recent->owner_capacity,
		                 before, sizeof *recent->owners))
			return -1;
		memset(recent->owners + before, 0, (recent->owner_capacity - before) * sizeof *recent->owners);
	}
	return 0;
}

static int has_more_than_fair(const schain__recent *recent, uint32_t owner)
{
	return owner < recent->owner_capacity &&
	       (uint64_t)recent->owners[owner].count * recent->active > recent->limit;
}

/* Who has to give: the one who asks, unless it has less than a fair share. */
static uint32_t giver(schain__recent *recent, uint32_t owner)
{
	if ((uint64_t)recent->owners[owner].count * recent->active >= recent->limit)
		return owner;
	if (has_more_than_fair(recent, recent->largest))
		return recent->largest;
	for (uint32_t i = 0; i < recent->owner_capacity; i++)
		if (recent->owners[i].count > recent->owners[recent->largest].count)
			recent->largest = i;
	return recent->largest;
}

void *schain__recent_put(schain__recent *recent, uint32_t owner, uint64_t key)
{
	schain__recent_header *element = schain__recent_get(recent, key);

	if (element)
		return element;
	if (add_owner(recent, owner))
		return NULL;
	if (recent->pool.count >= recent->limit)
		schain__recent_remove(recent, recent->owners[giver(recent, owner)].oldest);
	element = schain__slab_take(&recent->pool);
	if (!element)
		return NULL;
	element->key = key;
	element->owner = owner;
	if (schain__map_set(&recent->map, key, element->pool.index)) {
		schain__slab_give(&recent->pool, element);
		return NULL;
	}
	recent->active += !recent->owners[owner].count++;
	link_newest(recent, element);
	return element;
}

void schain__recent_remove(schain__recent *recent, void *element)
{
	schain__recent_header *header = element;

	if (recent->drop)
		recent->drop(recent->context, element);
	unlink_element(recent, header);
	recent->active -= !--recent->owners[header->owner].count;
	schain__map_remove(&recent->map, header->key);
	schain__slab_give(&recent->pool, element);
}
