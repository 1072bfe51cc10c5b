/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_BASE_RECENT_H
#define SCHAIN_BASE_RECENT_H
/*
 * A bounded table that forgets what was not used for longest, of the owner who
 * has more than a fair share: a flood from one takes nothing from the others.
 * The order of forgetting depends on the order of use alone, never on the hash
 * key, so that verdicts do not either.
 */
#include "base/map.h"
#include "base/slab.h"

/* First member of every element. */
typedef struct schain__recent_header {
	schain__slab_header pool;
	uint64_t key;
	struct schain__recent_header *older; /* of the same owner */
	struct schain__recent_header *newer;
	uint32_t owner;
	uint32_t unused;
} schain__recent_header;

/* Links lead to elements and owners by their number plus 1; 0 leads nowhere. */
typedef struct schain__recent_owner {
	uint32_t oldest;
	uint32_t newest;
	uint32_t count;
	uint32_t previous; /* of the owners that have about as many */
	uint32_t next;
} schain__recent_owner;

/* Owners that have 1, 2 to 3, 4 to 7 elements and so on. */
enum { SCHAIN__RECENT_RANKS = 32 };

typedef struct schain__recent {
	schain__slab pool;
	schain__map map;
	schain__recent_owner *owners; /* by number */
	size_t owner_capacity;
	uint32_t limit;
	uint32_t active;  /* owners that have elements */
	uint32_t ranks[SCHAIN__RECENT_RANKS]; /* first owner of each */
	void (*drop)(void *context, void *element); /* before an element goes; may be NULL */
	void *context;
} schain__recent;

void schain__recent_init(schain__recent *recent, schain__memory *memory, size_t element_size,
                         uint32_t limit);
void schain__recent_dispose(schain__recent *recent);
/* The element of a key, now the newest; NULL if absent. */
void *schain__recent_get(schain__recent *recent, uint64_t key);
/* The same, without making it the newest. */
void *schain__recent_peek(const schain__recent *recent, uint64_t key);
/* The element of a key, made (zeroed) for that owner if absent; NULL when memory is out. */
void *schain__recent_put(schain__recent *recent, uint32_t owner, uint64_t key);
void schain__recent_remove(schain__recent *recent, void *element);
/* Bytes that it takes in all. */
uint64_t schain__recent_bytes(const schain__recent *recent);
/* The element of an owner that was not used for longest; NULL: it has none. */
void *schain__recent_oldest(const schain__recent *recent, uint32_t owner);
#endif
