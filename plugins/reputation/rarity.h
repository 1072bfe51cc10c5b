/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_REPUTATION_RARITY_H
#define SCHAIN_REPUTATION_RARITY_H
/* Is hardly anyone here known to have what a question is about? */
#include "reputation/census.h"
#include "reputation/opinion.h"

enum { SCHAIN__RARITY_REASON = 128 };

typedef struct schain__rarity {
	schain__census *census; /* NULL: nothing is counted, and nothing uncommon */
	int64_t learning;       /* how long has to be counted before */
	uint32_t most;          /* hosts that may have seen it */
} schain__rarity;

/* Counts it, whatever comes of it. Returns 1 with the reason if it is uncommon. */
int schain__rarity_judge(const schain__rarity *rarity, const schain_question *question,
                         const schain__opinion *opinion, char ret_reason[SCHAIN__RARITY_REASON]);
#endif
