/* SPDX-License-Identifier: Apache-2.0 */
#include "base/intern.h"

void schain__intern_init(schain__intern *intern, schain__memory *memory,
                         const schain__hash_key *key)
{
	intern->memory = memory;
	intern->key = key;
	schain__slab_init(&intern->pool, memory, sizeof(schain__interned));
	schain__map_init(&intern->map, memory);
}

void schain__intern_dispose(schain__intern *intern)
{
	schain__interned *interned;
	uint32_t index = 0;

	while ((interned = schain__slab_next(&intern->pool, &index)))
		schain__free(intern->memory, interned->text, (size_t)interned->length + 1);
	schain__slab_dispose(&intern->pool);
	schain__map_dispose(&intern->map);
}

static schain__interned *add(schain__intern *intern, schain_string string, uint64_t hash)
{
	schain__interned *interned = schain__slab_take(&intern->pool);

	if (!interned)
		return NULL;
	interned->text = schain__alloc(intern->memory, string.length + 1);
	if (!interned->text) {
		schain__slab_give(&intern->pool, interned);
		return NULL;
	}
	memcpy(interned->text, string.data, string.length);
	interned->text[string.length] = 0;
	interned->length = (uint32_t)string.length;
	interned->hash = hash;
	interned->users = 1;
	if (schain__map_set(&intern->map, hash, interned->header.index)) {
		schain__free(intern->memory, interned->text, string.length + 1);
		schain__slab_give(&intern->pool, interned);
		return NULL;
	}
	return interned;
}

schain__interned *schain__intern_take(schain__intern *intern, schain_string string)
{
	uint64_t hash;

	if (!string.length || string.length >= UINT32_MAX)
		return NULL;
	hash = schain__hash(intern->key, string.data, string.length);
	/* Two strings with one hash get neighbouring keys. */
	for (;; hash++) {
		uint32_t index = schain__map_get(&intern->map, hash);
		schain__interned *interned;

		if (index == SCHAIN__MAP_NONE)
			return add(intern, string, hash);
		interned = schain__slab_at(&intern->pool, index);
		if (schain__equal(schain__interned_string(interned), string)) {
			interned->users++;
			return interned;
		}
	}
}

schain__interned *schain__intern_share(schain__interned *interned)
{
	if (interned)
		interned->users++;
	return interned;
}

void schain__intern_give(schain__intern *intern, schain__interned *interned)
{
	if (!interned || --interned->users)
		return;
	schain__map_remove(&intern->map, interned->hash);
	schain__free(intern->memory, interned->text, (size_t)interned->length + 1);
	schain__slab_give(&intern->pool, interned);
}
