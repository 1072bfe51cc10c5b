/* SPDX-License-Identifier: Apache-2.0 */
/* Address ranges cut where one begins or ends, so that an address lies in one piece at most. */
#include "reputation/batch.h"

#include <stdlib.h>

/* Ranges over one address; a feed that nests them deeper is out of its mind. */
enum { OPEN_LIMIT = 1024 };

typedef struct sweep {
	schain__rep_build *build;
	const schain__rep_span *open[OPEN_LIMIT];
	size_t open_count;
	schain__rep_span pending; /* the piece before, which may go on */
	int has_pending;
	schain__rep_claim claims[OPEN_LIMIT * 4];
} sweep;

static int compare_spans(const void *left, const void *right)
{
	const schain__rep_span *a = left, *b = right;
	int order = memcmp(a->range.first, b->range.first, SCHAIN__REP_KEY);

	if (!order)
		order = memcmp(a->range.last, b->range.last, SCHAIN__REP_KEY);
	return order ? order : a->note < b->note ? -1 : a->note > b->note;
}

/* The next address, or the one before. Returns 0 past the end. */
static int step(unsigned char *address, int by)
{
	unsigned char over = by > 0 ? 0x00 : 0xff;

	for (int i = SCHAIN__REP_KEY - 1; i >= 0; i--) {
		address[i] = (unsigned char)(address[i] + by);
		if (address[i] != over)
			return 1;
	}
	return 0;
}

static uint32_t note_of_open(sweep *self)
{
	const schain__rep_pool *pool = &self->build->pool;
	uint32_t count = 0;

	if (self->open_count == 1)
		return self->open[0]->note;
	for (size_t i = 0; i < self->open_count; i++) {
		const schain__rep_note *note = &pool->notes[self->open[i]->note];

		for (uint32_t j = 0; j < note->count && count < sizeof self->claims / sizeof *self->claims; j++)
			self->claims[count++] = pool->claims[note->first + j];
	}
	count = schain__rep_claims_unite(&self->build->pool, self->claims, count);
	return schain__rep_pool_note(&self->build->pool, self->claims, count);
}

static schain_status put_pending(sweep *self, schain_error *error)
{
	unsigned char key[sizeof(schain__rep_range)];

	if (!self->has_pending)
		return SCHAIN_OK;
	self->has_pending = 0;
	memcpy(key, self->pending.range.first, SCHAIN__REP_KEY);
	memcpy(key + SCHAIN__REP_KEY, self->pending.range.last, SCHAIN__REP_KEY);
	return schain__rep_build_put(self->build, key, self->pending.note, schain__rep_string(NULL, 0), error);
}

static schain_status put_piece(sweep *self, const unsigned char *first, const unsigned char *last,
                               schain_error *error)
{
	uint32_t note = note_of_open(self);
	unsigned char next[SCHAIN__REP_KEY];
	schain_status status;

	if (note == UINT32_MAX)
		return schain__rep_no_memory(error);
	if (self->has_pending && self->pending.note == note) {
		memcpy(next, self->pending.range.last, sizeof next);
		if (step(next, 1) && !memcmp(next, first, sizeof next)) {
			memcpy(self->pending.range.last, last, SCHAIN__REP_KEY);
			return SCHAIN_OK;
		}
	}
	status = put_pending(self, error);
	memcpy(self->pending.range.first, first, SCHAIN__REP_KEY);
	memcpy(self->pending.range.last, last, SCHAIN__REP_KEY);
	self->pending.note = note;
	self->has_pending = 1;
	return status;
}

/* Where the piece from `at` on ends: the first end of what is open, or before the next begins. */
static void find_end(const sweep *self, const schain__rep_span *next, unsigned char *end)
{
	memcpy(end, self->open[0]->range.last, SCHAIN__REP_KEY);
	for (size_t i = 1; i < self->open_count; i++)
		if (memcmp(self->open[i]->range.last, end, SCHAIN__REP_KEY) < 0)
			memcpy(end, self->open[i]->range.last, SCHAIN__REP_KEY);
	if (next && memcmp(next->range.first, end, SCHAIN__REP_KEY) <= 0) {
		memcpy(end, next->range.first, SCHAIN__REP_KEY);
		step(end, -1);
	}
}

static void close_until(sweep *self, const unsigned char *end)
{
	size_t kept = 0;

	for (size_t i = 0; i < self->open_count; i++)
		if (memcmp(self->open[i]->range.last, end, SCHAIN__REP_KEY) > 0)
			self->open[kept++] = self->open[i];
	self->open_count = kept;
}

static schain_status run(sweep *self, const schain__rep_span *spans, size_t count, schain_error *error)
{
	unsigned char at[SCHAIN__REP_KEY] = { 0 }, end[SCHAIN__REP_KEY];
	schain_status status = SCHAIN_OK;
	size_t next = 0;

	while (status == SCHAIN_OK && (self->open_count || next < count)) {
		if (!self->open_count)
			memcpy(at, spans[next].range.first, sizeof at);
		for (; next < count && !memcmp(spans[next].range.first, at, sizeof at); next++) {
			if (self->open_count == OPEN_LIMIT)
				return schain__rep_error(error, SCHAIN_E_LIMIT, NULL, 0,
				                         "more than %d ranges over one address", OPEN_LIMIT);
			self->open[self->open_count++] = &spans[next];
		}
		find_end(self, next < count ? &spans[next] : NULL, end);
		status = put_piece(self, at, end, error);
		close_until(self, end);
		memcpy(at, end, sizeof at);
		if (!step(at, 1))
			break;
	}
	return status == SCHAIN_OK ? put_pending(self, error) : status;
}

schain_status schain__rep_spans_put(schain__rep_build *build, schain__rep_span *spans, size_t count,
                                    schain_error *error)
{
	sweep *self;
	schain_status status;

	if (!count)
		return SCHAIN_OK;
	self = schain__rep_alloc(build->memory, sizeof *self);
	if (!self)
		return schain__rep_no_memory(error);
	memset(self, 0, sizeof *self);
	self->build = build;
	qsort(spans, count, sizeof *spans, compare_spans);
	schain__rep_build_kind(build, SCHAIN_REPUTATION_ADDRESS);
	status = run(self, spans, count, error);
	schain__rep_release(build->memory, self, sizeof *self);
	return status == SCHAIN_OK ? schain__rep_build_kind_end(build, error) : status;
}
