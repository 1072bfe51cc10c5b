/* SPDX-License-Identifier: Apache-2.0 */
#include "reputation/batch.h"

#include <stdlib.h>

int schain__rep_batch_init(schain__rep_batch *batch, schain__rep_memory *memory)
{
	memset(batch, 0, sizeof *batch);
	batch->memory = memory;
	return schain__rep_pool_init(&batch->pool, memory);
}

void schain__rep_batch_dispose(schain__rep_batch *batch)
{
	if (!batch->memory)
		return;
	schain__rep_pool_dispose(&batch->pool);
	schain__rep_release(batch->memory, batch->records, batch->capacity * sizeof *batch->records);
	schain__rep_release(batch->memory, batch->spans, batch->span_capacity * sizeof *batch->spans);
	memset(batch, 0, sizeof *batch);
}

size_t schain__rep_batch_used(const schain__rep_batch *batch)
{
	return schain__rep_pool_used(&batch->pool) + batch->count * sizeof *batch->records +
	       batch->span_count * sizeof *batch->spans;
}

int schain__rep_batch_add(schain__rep_batch *batch, const schain__rep_subject *subject,
                          const schain__rep_claim *claim)
{
	uint32_t note = schain__rep_pool_note(&batch->pool, claim, 1);
	uint32_t text = schain__rep_pool_text(&batch->pool, subject->text);
	schain__rep_record *record;
	schain__rep_span *span;

	if (note == UINT32_MAX || text == UINT32_MAX)
		return -1;
	if (subject->kind == SCHAIN_REPUTATION_ADDRESS) {
		if (schain__rep_grow(batch->memory, (void **)&batch->spans, &batch->span_capacity,
		                     batch->span_count + 1, sizeof *span))
			return -1;
		span = &batch->spans[batch->span_count++];
		memcpy(span->range.first, subject->key, SCHAIN__REP_KEY);
		memcpy(span->range.last, subject->last, SCHAIN__REP_KEY);
		span->note = note;
		return 0;
	}
	if (schain__rep_grow(batch->memory, (void **)&batch->records, &batch->capacity, batch->count + 1,
	                     sizeof *record))
		return -1;
	record = &batch->records[batch->count++];
	memcpy(record->key, subject->key, SCHAIN__REP_KEY);
	record->kind = subject->kind;
	record->note = note;
	record->text = text;
	record->reserved = 0;
	return 0;
}

/* The order of what was read is the last to decide, so that a sort gives one result. */
static int compare_records(const void *left, const void *right)
{
	const schain__rep_record *a = left, *b = right;
	int order;

	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	order = memcmp(a->key, b->key, SCHAIN__REP_KEY);
	return order ? order : a->note < b->note ? -1 : a->note > b->note;
}

/* What is said of one subject by the records from `at` on. Returns how many records, 0 on failure. */
static size_t put_group(schain__rep_build *build, const schain__rep_record *records, size_t at,
                        size_t count, schain_status *ret_status, schain_error *error)
{
	schain__rep_claim few[SCHAIN__REP_CLAIMS], *claims = few;
	size_t end = at + 1, size, kept = 0;
	uint32_t note = records[at].note, united;

	while (end < count && records[end].kind == records[at].kind &&
	       !memcmp(records[end].key, records[at].key, SCHAIN__REP_KEY))
		end++;
	size = (end - at) * sizeof *claims;
	if (end - at > SCHAIN__REP_CLAIMS)
		claims = schain__rep_alloc(build->memory, size);
	if (!claims) {
		*ret_status = schain__rep_no_memory(error);
		return 0;
	}
	for (size_t i = at; i < end; i++)
		if (i == at || records[i].note != records[i - 1].note)
			claims[kept++] = build->pool.claims[build->pool.notes[records[i].note].first];
	if (kept > 1) {
		united = schain__rep_claims_unite(&build->pool, claims, (uint32_t)kept);
		note = schain__rep_pool_note(&build->pool, claims, united);
	}
	if (claims != few)
		schain__rep_release(build->memory, claims, size);
	*ret_status = note == UINT32_MAX
	                      ? schain__rep_no_memory(error)
	                      : schain__rep_build_put(build, records[at].key, note,
	                                              schain__rep_pool_text_at(&build->pool, records[at].text),
	                                              error);
	return *ret_status == SCHAIN_OK ? end - at : 0;
}

static schain_status put_records(schain__rep_build *build, const schain__rep_record *records,
                                 size_t count, schain_error *error)
{
	schain_status status = SCHAIN_OK;
	size_t used;

	for (size_t i = 0; status == SCHAIN_OK && i < count; i += used) {
		if (!i || records[i].kind != records[i - 1].kind) {
			status = i ? schain__rep_build_kind_end(build, error) : SCHAIN_OK;
			schain__rep_build_kind(build, records[i].kind);
		}
		used = status == SCHAIN_OK ? put_group(build, records, i, count, &status, error) : 1;
	}
	return status == SCHAIN_OK && count ? schain__rep_build_kind_end(build, error) : status;
}

schain_status schain__rep_batch_write(schain__rep_batch *batch, const char *path,
                                      const schain__rep_source *source, const void *bloom,
                                      uint64_t bloom_size, schain_error *error)
{
	schain__rep_build build;
	schain_status status = schain__rep_build_begin(&build, batch->memory, path, source->imported, error);

	build.is_passing = 1;
	if (status == SCHAIN_OK) {
		/* The batch's own strings and claims are the store's. */
		schain__rep_pool_dispose(&build.pool);
		build.pool = batch->pool;
		memset(&batch->pool, 0, sizeof batch->pool);
		if (schain__rep_pool_source(&build.pool, source) == UINT32_MAX)
			status = schain__rep_no_memory(error);
	}
	if (status == SCHAIN_OK && batch->count) {
		qsort(batch->records, batch->count, sizeof *batch->records, compare_records);
		status = put_records(&build, batch->records, batch->count, error);
	}
	if (status == SCHAIN_OK)
		status = schain__rep_spans_put(&build, batch->spans, batch->span_count, error);
	if (status == SCHAIN_OK && bloom)
		status = schain__rep_build_bloom(&build, 0, bloom, bloom_size, error);
	if (status == SCHAIN_OK)
		status = schain__rep_build_end(&build, error);
	schain__rep_build_dispose(&build);
	batch->count = 0;
	batch->span_count = 0;
	if (status == SCHAIN_OK && schain__rep_pool_init(&batch->pool, batch->memory))
		status = schain__rep_no_memory(error);
	return status;
}
