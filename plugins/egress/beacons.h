/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_EGRESS_BEACONS_H
#define SCHAIN_EGRESS_BEACONS_H
#include "egress/table.h"

enum { SCHAIN__EG_INTERVALS = 64 };

typedef struct schain__eg_pair {
	schain__eg_header header;
	uint64_t connections;
	schain_time first, last;
	uint32_t intervals; /* ever seen */
	uint32_t port;
	uint32_t interval[SCHAIN__EG_INTERVALS]; /* milliseconds; the latest */
	uint32_t score, jitter; /* when they were last worked out, */
	uint64_t period;        /* milliseconds, too */
	char from[80], to[112];
} schain__eg_pair;

struct schain_beacons {
	schain_allocator allocator;
	schain__eg_table table;
	uint64_t seed[2];
};

/* Returns 0, or -1 when memory is out. */
int schain__eg_beacons_init(schain_beacons *beacons, const schain_allocator *allocator,
                            uint32_t limit, const uint64_t seed[2]);
void schain__eg_beacons_dispose(schain_beacons *beacons);
/* The pair of a flow; NULL when memory is out. */
schain__eg_pair *schain__eg_beacons_count(schain_beacons *beacons, const schain_flow *flow);
void schain__eg_beacon_of(const schain__eg_pair *pair, schain_beacon *ret_beacon);
/* Works the score out where another interval can change it much. 1: it is regular. */
int schain__eg_pair_is_regular(schain__eg_pair *pair);
#endif
