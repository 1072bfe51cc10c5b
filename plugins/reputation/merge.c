/* SPDX-License-Identifier: Apache-2.0 */
#include "reputation/merge.h"

enum {
	GONE = -2,     /* as uint32_t: nothing of it is kept, its sources are dropped */
	OVER = -3,     /* or what it says is over */
	REPORT = 65536 /* subjects between two reports of progress */
};

/* A merge of one kind: inputs in a heap by their next key. */
typedef struct state {
	schain__rep_merge *merge;
	uint32_t kind;
	uint32_t *heap;
	size_t heap_count;
	schain__rep_claim *claims;
	size_t claim_count;
	size_t claim_capacity;
	schain__rep_span *spans;
	size_t span_count;
	size_t span_capacity;
	uint64_t done;
	uint64_t total;
} state;

static uint64_t note_count(const schain_reputation *store)
{
	return store->kinds[0].parts[SCHAIN__REP_NOTE_TABLE].size / sizeof(schain__rep_note);
}

static uint32_t copy_text(schain__rep_build *build, schain_string text)
{
	return schain__rep_pool_text(&build->pool, text);
}

/* The source in the new store; one of that name may be there from another input. */
static uint32_t take_source(schain__rep_build *build, const schain_reputation_source *from)
{
	schain__rep_source source = { 0 };

	source.name = copy_text(build, from->name);
	source.title = copy_text(build, from->title);
	source.author = copy_text(build, from->author);
	source.licence = copy_text(build, from->licence);
	source.format = copy_text(build, from->format);
	source.date = from->date;
	source.imported = from->imported;
	source.entries = from->entries;
	source.ignored = from->ignored;
	source.malformed = from->malformed;
	if (source.name == UINT32_MAX || source.title == UINT32_MAX || source.author == UINT32_MAX ||
	    source.licence == UINT32_MAX || source.format == UINT32_MAX)
		return UINT32_MAX;
	for (size_t i = 0; i < build->pool.source_count; i++) {
		schain__rep_source *known = &build->pool.sources[i];

		if (known->name != source.name)
			continue;
		known->entries += source.entries;
		known->ignored += source.ignored;
		known->malformed += source.malformed;
		if (source.date > known->date)
			known->date = source.date;
		return (uint32_t)i;
	}
	return schain__rep_pool_source(&build->pool, &source);
}

static schain_status prepare(schain__rep_merge *merge, schain__rep_input *input, schain_error *error)
{
	const schain_reputation *store = input->store;
	size_t notes = (size_t)note_count(store) * sizeof *input->notes;

	input->sources = schain__rep_alloc(merge->build->memory, store->source_count * sizeof *input->sources);
	input->notes = schain__rep_alloc(merge->build->memory, notes);
	if (!input->sources || !input->notes)
		return schain__rep_no_memory(error);
	memset(input->notes, 0, notes);
	for (uint32_t i = 0; i < store->source_count; i++) {
		input->sources[i] = UINT32_MAX;
		if (input->is_dropped && input->is_dropped[i])
			continue;
		input->sources[i] = take_source(merge->build, &store->sources[i]);
		if (input->sources[i] == UINT32_MAX)
			return merge->build->pool.source_count < SCHAIN__REP_SOURCES
			               ? schain__rep_no_memory(error)
			               : schain__rep_error(error, SCHAIN_E_LIMIT, NULL, 0, "more than %d sources",
			                                   SCHAIN__REP_SOURCES);
	}
	return SCHAIN_OK;
}

/* Appends what an input says at its place. Returns 0, or -1 when memory is out. */
static int take_claims(state *self, const schain__rep_input *input, int *ret_over)
{
	schain__rep_build *build = self->merge->build;
	uint32_t count;
	const schain__rep_claim *claims = schain__rep_claims_of(input->store, self->kind, input->at, &count);

	for (uint32_t i = 0; i < count; i++) {
		schain__rep_claim claim = claims[i];
		uint16_t today = self->merge->today;

		if (claim.source >= input->store->source_count || input->sources[claim.source] == UINT32_MAX)
			continue;
		if (today && claim.until && claim.until <= today) {
			*ret_over = 1;
			continue;
		}
		claim.source = input->sources[claim.source];
		claim.remark = copy_text(build, schain__rep_text_at(input->store, claim.remark));
		claim.scope = copy_text(build, schain__rep_text_at(input->store, claim.scope));
		if (claim.remark == UINT32_MAX || claim.scope == UINT32_MAX ||
		    schain__rep_grow(build->memory, (void **)&self->claims, &self->claim_capacity,
		                     self->claim_count + 1, sizeof claim))
			return -1;
		self->claims[self->claim_count++] = claim;
	}
	return 0;
}

/* Note of the claims collected; GONE or OVER where there are none. UINT32_MAX: no memory. */
static uint32_t make_note(state *self, int is_over)
{
	schain__rep_pool *pool = &self->merge->build->pool;
	uint32_t count = schain__rep_claims_unite(pool, self->claims, (uint32_t)self->claim_count);

	if (!count)
		return (uint32_t)(is_over ? OVER : GONE);
	return schain__rep_pool_note(pool, self->claims, count);
}

/* The number of the entry's note in its input, as a place in `notes`. */
static uint32_t *place_of_note(const state *self, const schain__rep_input *input)
{
	const schain__rep_index *index = &input->store->kinds[self->kind];
	const schain__rep_part *palette = &index->parts[SCHAIN__REP_PALETTE_TABLE];
	uint16_t local;
	uint32_t global;

	memcpy(&local, index->parts[SCHAIN__REP_NOTES].data + input->at * sizeof local, sizeof local);
	if (local == SCHAIN__REP_EXTRA || local >= palette->size / sizeof global)
		return NULL;
	memcpy(&global, palette->data + local * sizeof global, sizeof global);
	return global < note_count(input->store) ? &input->notes[global] : NULL;
}

/* What one input alone says, remembered by its note. */
static schain_status note_of_one(state *self, const schain__rep_input *input, uint32_t *ret_note,
                                 schain_error *error)
{
	uint32_t *place = place_of_note(self, input);
	int is_over = 0;

	if (place && *place) {
		*ret_note = *place - 1;
		return SCHAIN_OK;
	}
	self->claim_count = 0;
	if (take_claims(self, input, &is_over))
		return schain__rep_no_memory(error);
	*ret_note = make_note(self, is_over);
	if (*ret_note == UINT32_MAX)
		return schain__rep_no_memory(error);
	if (place)
		*place = *ret_note + 1;
	return SCHAIN_OK;
}

static const unsigned char *key_of(const state *self, uint32_t input)
{
	const schain__rep_input *from = &self->merge->inputs[input];

	return from->store->kinds[self->kind].parts[SCHAIN__REP_KEYS].data + from->at * SCHAIN__REP_KEY;
}

/* By key, then by input: what an earlier input says comes first. */
static int is_before(const state *self, uint32_t a, uint32_t b)
{
	int order = memcmp(key_of(self, a), key_of(self, b), SCHAIN__REP_KEY);

	return order ? order < 0 : a < b;
}

static void sink(state *self, size_t at)
{
	for (;;) {
		size_t least = at, child = 2 * at + 1;
		uint32_t swap;

		for (size_t i = child; i < self->heap_count && i < child + 2; i++)
			if (is_before(self, self->heap[i], self->heap[least]))
				least = i;
		if (least == at)
			return;
		swap = self->heap[at];
		self->heap[at] = self->heap[least];
		self->heap[least] = swap;
		at = least;
	}
}

/* The input at the top of the heap goes on to its next key. */
static void advance(state *self)
{
	schain__rep_input *input = &self->merge->inputs[self->heap[0]];

	self->done++;
	if (++input->at == input->store->kinds[self->kind].count)
		self->heap[0] = self->heap[--self->heap_count];
	sink(self, 0);
}

static schain_status report(state *self, schain_error *error)
{
	schain__rep_merge *merge = self->merge;

	if (merge->progress && self->done % REPORT == 0 &&
	    merge->progress(merge->context, self->done, self->total))
		return schain__rep_error(error, SCHAIN_E_CANCELLED, NULL, 0, "the caller stopped it");
	return SCHAIN_OK;
}

/* All inputs that have this key. */
static schain_status merge_key(state *self, schain_error *error)
{
	unsigned char key[SCHAIN__REP_KEY];
	const schain__rep_input *first = &self->merge->inputs[self->heap[0]];
	schain_string text = schain__rep_text_of(first->store, self->kind, first->at);
	schain_status status = SCHAIN_OK;
	uint32_t note;
	int is_over = 0;

	memcpy(key, key_of(self, self->heap[0]), sizeof key);
	if ((self->heap_count < 2 || memcmp(key_of(self, self->heap[1]), key, sizeof key)) &&
	    (self->heap_count < 3 || memcmp(key_of(self, self->heap[2]), key, sizeof key))) {
		status = note_of_one(self, first, &note, error);
		advance(self);
	} else {
		self->claim_count = 0;
		while (self->heap_count && !memcmp(key_of(self, self->heap[0]), key, sizeof key)) {
			if (take_claims(self, &self->merge->inputs[self->heap[0]], &is_over))
				return schain__rep_no_memory(error);
			advance(self);
		}
		note = make_note(self, is_over);
		if (note == UINT32_MAX)
			return schain__rep_no_memory(error);
	}
	self->merge->expired += note == (uint32_t)OVER;
	if (status == SCHAIN_OK && note != (uint32_t)GONE && note != (uint32_t)OVER)
		status = schain__rep_build_put(self->merge->build, key, note, text, error);
	return status == SCHAIN_OK ? report(self, error) : status;
}

static schain_status merge_keys(state *self, schain_error *error)
{
	schain_status status = SCHAIN_OK;

	self->heap_count = 0;
	for (size_t i = 0; i < self->merge->count; i++) {
		self->merge->inputs[i].at = 0;
		if (self->merge->inputs[i].store->kinds[self->kind].count)
			self->heap[self->heap_count++] = (uint32_t)i;
	}
	for (size_t i = self->heap_count; i-- > 0;)
		sink(self, i);
	schain__rep_build_kind(self->merge->build, self->kind);
	while (status == SCHAIN_OK && self->heap_count)
		status = merge_key(self, error);
	return status == SCHAIN_OK ? schain__rep_build_kind_end(self->merge->build, error) : status;
}

static schain_status merge_ranges(state *self, schain_error *error)
{
	schain__rep_build *build = self->merge->build;

	for (size_t i = 0; i < self->merge->count; i++) {
		schain__rep_input *input = &self->merge->inputs[i];
		const schain__rep_index *index = &input->store->kinds[SCHAIN_REPUTATION_ADDRESS];
		const schain__rep_range *ranges = (const void *)index->parts[SCHAIN__REP_KEYS].data;

		for (input->at = 0; input->at < index->count; input->at++) {
			uint32_t note;
			schain_status status = note_of_one(self, input, &note, error);

			if (status != SCHAIN_OK)
				return status;
			self->done++;
			self->merge->expired += note == (uint32_t)OVER;
			if (note == (uint32_t)GONE || note == (uint32_t)OVER ||
			    memcmp(ranges[input->at].first, ranges[input->at].last, SCHAIN__REP_KEY) > 0)
				continue;
			if (schain__rep_grow(build->memory, (void **)&self->spans, &self->span_capacity,
			                     self->span_count + 1, sizeof *self->spans))
				return schain__rep_no_memory(error);
			self->spans[self->span_count].range = ranges[input->at];
			self->spans[self->span_count++].note = note;
		}
	}
	return schain__rep_spans_put(build, self->spans, self->span_count, error);
}

static schain_status copy_blooms(schain__rep_merge *merge, schain_error *error)
{
	schain_status status = SCHAIN_OK;

	for (size_t i = 0; i < merge->count; i++) {
		const schain__rep_input *input = &merge->inputs[i];

		for (uint32_t j = 0; status == SCHAIN_OK && j < input->store->bloom_count; j++) {
			const schain__rep_bloom *bloom = &input->store->blooms[j];

			if (bloom->source < input->store->source_count && input->sources[bloom->source] != UINT32_MAX)
				status = schain__rep_build_bloom(merge->build, input->sources[bloom->source],
				                                 bloom->data, bloom->size, error);
		}
	}
	return status;
}

static schain_status run(state *self, schain_error *error)
{
	schain__rep_merge *merge = self->merge;
	schain_status status = SCHAIN_OK;

	for (size_t i = 0; status == SCHAIN_OK && i < merge->count; i++) {
		status = prepare(merge, &merge->inputs[i], error);
		for (uint32_t kind = 1; kind < SCHAIN__REP_KINDS; kind++)
			self->total += merge->inputs[i].store->kinds[kind].count;
	}
	for (self->kind = 1; status == SCHAIN_OK && self->kind < SCHAIN__REP_KINDS; self->kind++)
		status = self->kind == SCHAIN_REPUTATION_ADDRESS ? merge_ranges(self, error)
		                                                 : merge_keys(self, error);
	return status == SCHAIN_OK ? copy_blooms(merge, error) : status;
}

schain_status schain__rep_merge_run(schain__rep_merge *merge, schain_error *error)
{
	schain__rep_memory *memory = merge->build->memory;
	state self = { 0 };
	schain_status status;

	self.merge = merge;
	self.heap = schain__rep_alloc(memory, merge->count * sizeof *self.heap);
	status = self.heap ? run(&self, error) : schain__rep_no_memory(error);
	for (size_t i = 0; i < merge->count; i++) {
		schain__rep_input *input = &merge->inputs[i];

		schain__rep_release(memory, input->sources, input->store->source_count * sizeof *input->sources);
		schain__rep_release(memory, input->notes, (size_t)note_count(input->store) * sizeof *input->notes);
		input->sources = NULL;
		input->notes = NULL;
	}
	schain__rep_release(memory, self.heap, merge->count * sizeof *self.heap);
	schain__rep_release(memory, self.claims, self.claim_capacity * sizeof *self.claims);
	schain__rep_release(memory, self.spans, self.span_capacity * sizeof *self.spans);
	return status;
}
