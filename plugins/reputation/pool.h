/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_REPUTATION_POOL_H
#define SCHAIN_REPUTATION_POOL_H
/*
 * What is the same for many subjects and held once while a store is made:
 * strings, sources, and notes, which are what all sources say of a subject.
 */
#include "reputation/store.h"

typedef struct schain__rep_table {
	uint32_t *slots; /* number + 1, 0 empty */
	size_t capacity; /* a power of two, or 0 */
	size_t count;
} schain__rep_table;

typedef struct schain__rep_pool {
	schain__rep_memory *memory;
	char *strings;
	size_t strings_size;
	size_t strings_capacity;
	schain__rep_claim *claims;
	size_t claim_count;
	size_t claim_capacity;
	schain__rep_note *notes;
	size_t note_count;
	size_t note_capacity;
	schain__rep_source *sources;
	size_t source_count;
	size_t source_capacity;
	schain__rep_table by_text;
	schain__rep_table by_note;
} schain__rep_pool;

int schain__rep_pool_init(schain__rep_pool *pool, schain__rep_memory *memory);
void schain__rep_pool_dispose(schain__rep_pool *pool);
/* Each returns the offset or number, or UINT32_MAX when memory is out or it would not fit. */
uint32_t schain__rep_pool_text(schain__rep_pool *pool, schain_string text);
uint32_t schain__rep_pool_note(schain__rep_pool *pool, const schain__rep_claim *claims, uint32_t count);
uint32_t schain__rep_pool_source(schain__rep_pool *pool, const schain__rep_source *source);
schain_string schain__rep_pool_text_at(const schain__rep_pool *pool, uint32_t offset);
/*
 * What sources say of one subject, several times over perhaps: one claim for
 * each source, standing and set of versions, in order. Returns how many are left.
 */
uint32_t schain__rep_claims_unite(schain__rep_pool *pool, schain__rep_claim *claims, uint32_t count);
size_t schain__rep_pool_used(const schain__rep_pool *pool);
#endif
