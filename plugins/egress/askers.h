/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_EGRESS_ASKERS_H
#define SCHAIN_EGRESS_ASKERS_H
#include "egress/table.h"

/* A program's latest domains, each counted once while it is remembered. */
enum { SCHAIN__EG_ASKED = 20 };

typedef struct schain__eg_asker {
	schain__eg_header header;
	uint64_t domains; /* ever counted */
	uint32_t domain[SCHAIN__EG_ASKED]; /* hashes */
	int32_t score[SCHAIN__EG_ASKED];   /* of their labels */
} schain__eg_asker;

/* Counts a domain of a program's. 1: an algorithm seems to make those it asks for. */
int schain__eg_asker_count(schain__eg_table *askers, uint64_t who, uint32_t domain, int32_t score);
#endif
