/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Domains that one program asks for, judged together: software that makes names
 * tries many of them, and the evidence of ten, each too weak alone, is enough.
 * By the labels without their suffixes: those of one suffix would all be guilty
 * where it is a cheap one.
 */
#include "egress/askers.h"

enum {
	FEW = 10,            /* domains from which the mean counts, */
	MEAN_OF_FEW = 750,   /* millibans, */
	MEAN_OF_ALL = 500,   /* and with SCHAIN__EG_ASKED of them; see "make bench-names" */
};

static int64_t mean_of(const schain__eg_asker *asker, uint64_t count)
{
	int64_t sum = 0;

	for (uint64_t i = 1; i <= count; i++)
		sum += asker->score[(asker->domains - i) % SCHAIN__EG_ASKED];
	return sum / (int64_t)count;
}

int schain__eg_asker_count(schain__eg_table *askers, uint64_t who, uint32_t domain, int32_t score)
{
	schain__eg_asker *asker = schain__eg_table_put(askers, who);
	int is_new = 1;

	if (!asker)
		return 0;
	for (uint32_t i = 0; i < SCHAIN__EG_ASKED && i < asker->domains; i++)
		is_new &= asker->domain[i] != domain;
	if (is_new) {
		asker->domain[asker->domains % SCHAIN__EG_ASKED] = domain;
		asker->score[asker->domains++ % SCHAIN__EG_ASKED] = score;
	}
	if (asker->domains >= SCHAIN__EG_ASKED && mean_of(asker, SCHAIN__EG_ASKED) >= MEAN_OF_ALL)
		return 1;
	return asker->domains >= FEW && mean_of(asker, FEW) >= MEAN_OF_FEW;
}
