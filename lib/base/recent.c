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

static schain__recent_header *element_at(const schain__recent *recent, uint32_t link)
{
	return link ? schain__slab_at(&recent->pool, link - 1) : NULL;
}

static uint32_t link_of(const schain__recent_header *element)
{
	return element ? element->pool.index + 1 : 0;
}

static void unlink_element(schain__recent *recent, schain__recent_header *element)
{
	schain__recent_owner *owner = &recent->owners[element->owner];

	if (element->older)
		element->older->newer = element->newer;
	else
		owner->oldest = link_of(element->newer);
	if (element->newer)
		element->newer->older = element->older;
	else
		owner->newest = link_of(element->older);
}

static void link_newest(schain__recent *recent, schain__recent_header *element)
{
	schain__recent_owner *owner = &recent->owners[element->owner];
	schain__recent_header *newest = element_at(recent, owner->newest);

	element->newer = NULL;
	element->older = newest;
	if (newest)
		newest->newer = element;
	else
		owner->oldest = link_of(element);
	owner->newest = link_of(element);
}

static unsigned rank_of(uint32_t count)
{
	unsigned rank = 0;

	while (count >>= 1)
		rank++;
	return rank;
}

static void leave_rank(schain__recent *recent, uint32_t number)
{
	const schain__recent_owner *owner = &recent->owners[number];

	if (owner->previous)
		recent->owners[owner->previous - 1].next = owner->next;
	else
		recent->ranks[rank_of(owner->count)] = owner->next;
	if (owner->next)
		recent->owners[owner->next - 1].previous = owner->previous;
}

static void join_rank(schain__recent *recent, uint32_t number)
{
	schain__recent_owner *owner = &recent->owners[number];
	uint32_t *first = &recent->ranks[rank_of(owner->count)];

	owner->previous = 0;
	owner->next = *first;
	if (*first)
		recent->owners[*first - 1].previous = number + 1;
	*first = number + 1;
}

static void set_count(schain__recent *recent, uint32_t number, uint32_t count)
{
	uint32_t before = recent->owners[number].count;
	int moves = !before || !count || rank_of(before) != rank_of(count);

	if (before && moves)
		leave_rank(recent, number);
	recent->owners[number].count = count;
	if (count && moves)
		join_rank(recent, number);
	recent->active += (count != 0) - (before != 0);
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
	return owner < recent->owner_capacity ? element_at(recent, recent->owners[owner].oldest) : NULL;
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

static int has_fair_share(const schain__recent *recent, uint32_t owner)
{
	return (uint64_t)recent->owners[owner].count * recent->active >= recent->limit;
}

/* Most of about as many that are looked at for one with a fair share. */
enum { LOOKED_AT = 16 };

/* Who has to give: the one who asks, unless it has less than a fair share; then one that has about the most. */
static uint32_t giver(const schain__recent *recent, uint32_t owner)
{
	unsigned rank = SCHAIN__RECENT_RANKS - 1;
	uint32_t first, at;

	if (has_fair_share(recent, owner))
		return owner;
	while (!recent->ranks[rank])
		rank--;
	first = at = recent->ranks[rank];
	for (int i = 0; i < LOOKED_AT && at; i++, at = recent->owners[at - 1].next)
		if (has_fair_share(recent, at - 1))
			return at - 1;
	return first - 1;
}

void *schain__recent_put(schain__recent *recent, uint32_t owner, uint64_t key)
{
	schain__recent_header *element = schain__recent_get(recent, key);

	if (element)
		return element;
	if (add_owner(recent, owner))
		return NULL;
	if (recent->pool.count >= recent->limit)
		schain__recent_remove(recent, schain__recent_oldest(recent, giver(recent, owner)));
	element = schain__slab_take(&recent->pool);
	if (!element)
		return NULL;
	element->key = key;
	element->owner = owner;
	if (schain__map_set(&recent->map, key, element->pool.index)) {
		schain__slab_give(&recent->pool, element);
		return NULL;
	}
	set_count(recent, owner, recent->owners[owner].count + 1);
	link_newest(recent, element);
	return element;
}

void schain__recent_remove(schain__recent *recent, void *element)
{
	schain__recent_header *header = element;

	if (recent->drop)
		recent->drop(recent->context, element);
	unlink_element(recent, header);
	set_count(recent, header->owner, recent->owners[header->owner].count - 1);
	schain__map_remove(&recent->map, header->key);
	schain__slab_give(&recent->pool, element);
}
