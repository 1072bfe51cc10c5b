/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_EGRESS_ZONES_H
#define SCHAIN_EGRESS_ZONES_H
#include "egress/table.h"

enum { SCHAIN__EG_ZONE_LABELS = 64 };

typedef struct schain__eg_zone {
	schain__eg_header header;
	uint64_t names;
	uint64_t labels; /* distinct */
	uint64_t bytes;
	int64_t sum; /* of the labels' scores */
	uint32_t longest;
	uint32_t unused;
	uint32_t label[SCHAIN__EG_ZONE_LABELS]; /* hashes of the latest */
	char name[SCHAIN__EG_NAME];
} schain__eg_zone;

struct schain_zones {
	schain_allocator allocator;
	schain__eg_table table;
	const struct schain__eg_suffixes *suffixes; /* borrowed */
	struct schain__eg_suffixes *own_suffixes;
	uint64_t seed[2];
};

/* Returns 0, or -1 when memory is out. */
int schain__eg_zones_init(schain_zones *zones, const schain_allocator *allocator, uint32_t limit,
                          const struct schain__eg_suffixes *suffixes, const uint64_t seed[2]);
void schain__eg_zones_dispose(schain_zones *zones);
/* A name as schain__eg_name() leaves it, whose registrable domain begins at `domain`, above 0. */
schain_status schain__eg_zones_count(schain_zones *zones, const char *name, size_t domain,
                                     size_t length, schain_zone *ret_zone);
#endif
