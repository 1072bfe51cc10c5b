/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_REPUTATION_OPINION_H
#define SCHAIN_REPUTATION_OPINION_H
/* What all sources together say of a subject, as a claim or none. */
#include <supplychain/reputation.h>

enum {
	SCHAIN__OPINION_ENTRIES = 64,
	SCHAIN__OPINION_REASON = 256, /* of which the engine keeps 255 bytes */
};

/* How sure a source has to be. */
typedef struct schain__opinion_limits {
	uint32_t least;  /* for a claim */
	uint32_t common; /* for one against a name or address that another source calls common */
} schain__opinion_limits;

typedef struct schain__opinion {
	int is_bad;
	int is_good;
	int is_common;
	schain_time until; /* when the first entry that counts is over; 0: never */
	char bad[SCHAIN__OPINION_REASON];
	char good[SCHAIN__OPINION_REASON];
} schain__opinion;

/* `entries` as schain_reputation_find() gave them, of one or several spellings of a subject. */
void schain__opinion_form(schain__opinion *opinion, const schain_reputation_entry *entries,
                          size_t count, const schain__opinion_limits *limits);
#endif
