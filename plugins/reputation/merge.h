/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_REPUTATION_MERGE_H
#define SCHAIN_REPUTATION_MERGE_H
/* Several stores into one: sorted inputs, read once, front to back. */
#include "reputation/batch.h"

typedef struct schain__rep_input {
	const schain_reputation *store;
	uint8_t *is_dropped;  /* by source; NULL: none is */
	/* Of merge.c. */
	uint32_t *sources;    /* by source: its number in the new store */
	uint32_t *notes;      /* by note: 1 + its number in the new store, or a mark */
	uint64_t at;
} schain__rep_input;

typedef struct schain__rep_merge {
	schain__rep_build *build;
	schain__rep_input *inputs;
	size_t count;
	uint16_t today;   /* claims that are over by then are left out; 0: none */
	uint64_t expired; /* subjects left out for that */
	/* Told of subjects done and in all; not 0 ends it. NULL: nobody wants to know. */
	int (*progress)(void *context, uint64_t done, uint64_t total);
	void *context;
} schain__rep_merge;

/* Puts everything into the build, which has begun; ending it is the caller's. */
schain_status schain__rep_merge_run(schain__rep_merge *merge, schain_error *error);
#endif
