/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_REPUTATION_BATCH_H
#define SCHAIN_REPUTATION_BATCH_H
/* Entries of one source in memory, until they are sorted into a small store of their own. */
#include "reputation/build.h"

typedef struct schain__rep_record {
	unsigned char key[SCHAIN__REP_KEY];
	uint32_t kind;
	uint32_t note;
	uint32_t text;
	uint32_t reserved;
} schain__rep_record;

typedef struct schain__rep_span {
	schain__rep_range range;
	uint32_t note;
} schain__rep_span;

typedef struct schain__rep_batch {
	schain__rep_memory *memory;
	schain__rep_pool pool;
	schain__rep_record *records;
	size_t count;
	size_t capacity;
	schain__rep_span *spans;
	size_t span_count;
	size_t span_capacity;
} schain__rep_batch;

int schain__rep_batch_init(schain__rep_batch *batch, schain__rep_memory *memory);
void schain__rep_batch_dispose(schain__rep_batch *batch);
size_t schain__rep_batch_used(const schain__rep_batch *batch);
/* Returns 0, or -1 when memory is out. */
int schain__rep_batch_add(schain__rep_batch *batch, const schain__rep_subject *subject,
                          const schain__rep_claim *claim);
/* Writes a store of what is there, with that one source and its Bloom file if any, and forgets it. */
schain_status schain__rep_batch_write(schain__rep_batch *batch, const char *path,
                                      const schain__rep_source *source, const void *bloom,
                                      uint64_t bloom_size, schain_error *error);
/*
 * Ranges that may lie in each other, as ranges that do not: each with what
 * is said of all that it lies in. Sorts `spans`.
 */
schain_status schain__rep_spans_put(schain__rep_build *build, schain__rep_span *spans, size_t count,
                                    schain_error *error);
#endif
