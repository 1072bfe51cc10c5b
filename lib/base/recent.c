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
	while (recent->oldest)
		schain__recent_remove(recent, recent->oldest);
	schain__slab_dispose(&recent->pool);
	schain__map_dispose(&recent->map);
}

static void unlink_element(schain__recent *recent, schain__recent_header *element)
{
	if (element->older)
		element->older->newer = element->newer;
	else
		recent->oldest = element->newer;
	if (element->newer)
		element->newer->older = element->older;
	else
		recent->newest = element->older;
}

static void link_newest(schain__recent *recent, schain__recent_header *element)
{
	element->newer = NULL;
	element->older = recent->newest;
	if (recent->newest)
		recent->newest->newer = element;
	else
		recent->oldest = element;
	recent->newest = element;
}

void *schain__recent_peek(const schain__recent *recent, uint64_t key)
{
	uint32_t index = schain__map_get(&recent->map, key);

	return index == SCHAIN__MAP_NONE ? NULL : schain__slab_at(&recent->pool, index);
}

void *schain__recent_get(schain__recent *recent, uint64_t key)
{
	schain__recent_header *element = schain__recent_peek(recent, key);

	if (element && element != recent->newest) {
		unlink_element(recent, element);
		link_newest(recent, element);
	}
	return element;
}

void *schain__recent_put(schain__recent *recent, uint64_t key)
{
	schain__recent_header *element = schain__recent_get(recent, key);

	if (element)
		return element;
	if (recent->pool.count >= recent->limit)
		schain__recent_remove(recent, recent->oldest);
	element = schain__slab_take(&recent->pool);
	if (!element)
		return NULL;
	element->key = key;
	if (schain__map_set(&recent->map, key, element->pool.index)) {
		schain__slab_give(&recent->pool, element);
		return NULL;
	}
	link_newest(recent, element);
	return element;
}

void schain__recent_remove(schain__recent *recent, void *element)
{
	schain__recent_header *header = element;

	if (recent->drop)
		recent->drop(recent->context, element);
	unlink_element(recent, header);
	schain__map_remove(&recent->map, header->key);
	schain__slab_give(&recent->pool, element);
}
