/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_BASE_INTERN_H
#define SCHAIN_BASE_INTERN_H
/*
 * Strings kept once, counted, each with the bits of its classification.
 */
#include "base/hash.h"
#include "base/map.h"
#include "base/slab.h"

typedef struct schain__interned {
	schain__slab_header header;
	uint64_t hash;
	uint64_t classes; /* what the owner of the table makes of it; 0 when new */
	uint64_t key;     /* and another such number */
	char *text;
	uint32_t length;
	uint32_t users;
	uint32_t is_classified;
	uint32_t unused;
} schain__interned;

typedef struct schain__intern {
	schain__memory *memory;
	const schain__hash_key *key;
	schain__slab pool;
	schain__map map;
} schain__intern;

void schain__intern_init(schain__intern *intern, schain__memory *memory,
                         const schain__hash_key *key);
void schain__intern_dispose(schain__intern *intern);
/* One more user of a string; NULL for the empty string and when memory is out. */
schain__interned *schain__intern_take(schain__intern *intern, schain_string string);
/* One more user of what is there already; NULL is allowed. */
schain__interned *schain__intern_share(schain__interned *interned);
/* One user less; NULL is allowed. */
void schain__intern_give(schain__intern *intern, schain__interned *interned);

static inline schain_string schain__interned_string(const schain__interned *interned)
{
	return interned ? schain__string(interned->text, interned->length) : schain__string(NULL, 0);
}
#endif
