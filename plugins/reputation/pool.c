/* SPDX-License-Identifier: Apache-2.0 */
#include "reputation/pool.h"

#include <stdlib.h>

/* A longer set of versions stays in several claims. */
enum { SCOPE_LIMIT = 32768 };

int schain__rep_pool_init(schain__rep_pool *pool, schain__rep_memory *memory)
{
	memset(pool, 0, sizeof *pool);
	pool->memory = memory;
	if (schain__rep_grow(memory, (void **)&pool->strings, &pool->strings_capacity, 4096, 1))
		return -1;
	/* An empty string at offset 0, which means absent. */
	pool->strings_size = 8;
	memset(pool->strings, 0, pool->strings_size);
	return 0;
}

static void dispose_table(schain__rep_pool *pool, schain__rep_table *table)
{
	schain__rep_release(pool->memory, table->slots, table->capacity * sizeof *table->slots);
}

void schain__rep_pool_dispose(schain__rep_pool *pool)
{
	if (!pool->memory)
		return;
	schain__rep_release(pool->memory, pool->strings, pool->strings_capacity);
	schain__rep_release(pool->memory, pool->claims, pool->claim_capacity * sizeof *pool->claims);
	schain__rep_release(pool->memory, pool->notes, pool->note_capacity * sizeof *pool->notes);
	schain__rep_release(pool->memory, pool->sources, pool->source_capacity * sizeof *pool->sources);
	dispose_table(pool, &pool->by_text);
	dispose_table(pool, &pool->by_note);
	memset(pool, 0, sizeof *pool);
}

size_t schain__rep_pool_used(const schain__rep_pool *pool)
{
	return pool->strings_size + pool->claim_count * sizeof *pool->claims +
	       pool->note_count * sizeof *pool->notes +
	       (pool->by_text.capacity + pool->by_note.capacity) * sizeof(uint32_t);
}

schain_string schain__rep_pool_text_at(const schain__rep_pool *pool, uint32_t offset)
{
	uint32_t length;

	memcpy(&length, pool->strings + offset, sizeof length);
	return schain__rep_string(offset ? pool->strings + offset + sizeof length : NULL, length);
}

static uint64_t hash_text(const schain__rep_pool *pool, uint32_t value)
{
	schain_string text = schain__rep_pool_text_at(pool, value);

	return schain__rep_checksum(text.data, text.length);
}

static uint64_t hash_note(const schain__rep_pool *pool, uint32_t value)
{
	const schain__rep_note *note = &pool->notes[value];

	return schain__rep_checksum(pool->claims + note->first, note->count * sizeof *pool->claims);
}

static int make_room(schain__rep_pool *pool, schain__rep_table *table,
                     uint64_t (*hash)(const schain__rep_pool *pool, uint32_t value))
{
	size_t capacity = table->capacity ? table->capacity * 2 : 64;
	uint32_t *slots;

	if ((table->count + 1) * 4 <= table->capacity * 3)
		return 0;
	slots = schain__rep_alloc(pool->memory, capacity * sizeof *slots);
	if (!slots)
		return -1;
	memset(slots, 0, capacity * sizeof *slots);
	for (size_t i = 0; i < table->capacity; i++) {
		size_t at;

		if (!table->slots[i])
			continue;
		at = hash(pool, table->slots[i] - 1) & (capacity - 1);
		while (slots[at])
			at = (at + 1) & (capacity - 1);
		slots[at] = table->slots[i];
	}
	dispose_table(pool, table);
	table->slots = slots;
	table->capacity = capacity;
	return 0;
}

uint32_t schain__rep_pool_text(schain__rep_pool *pool, schain_string text)
{
	uint32_t length = (uint32_t)text.length, offset = (uint32_t)pool->strings_size;
	size_t need = (sizeof length + text.length + 1 + 3) & ~(size_t)3, at;

	if (!text.length)
		return 0;
	if (text.length > UINT32_MAX / 2 || pool->strings_size > UINT32_MAX - 1 - need ||
	    make_room(pool, &pool->by_text, hash_text))
		return UINT32_MAX;
	at = schain__rep_checksum(text.data, text.length) & (pool->by_text.capacity - 1);
	for (; pool->by_text.slots[at]; at = (at + 1) & (pool->by_text.capacity - 1))
		if (schain__rep_equal(schain__rep_pool_text_at(pool, pool->by_text.slots[at] - 1), text))
			return pool->by_text.slots[at] - 1;
	if (schain__rep_grow(pool->memory, (void **)&pool->strings, &pool->strings_capacity,
	                     pool->strings_size + need, 1))
		return UINT32_MAX;
	memset(pool->strings + offset, 0, need);
	memcpy(pool->strings + offset, &length, sizeof length);
	memcpy(pool->strings + offset + sizeof length, text.data, text.length);
	pool->strings_size += need;
	pool->by_text.slots[at] = offset + 1;
	pool->by_text.count++;
	return offset;
}

uint32_t schain__rep_pool_note(schain__rep_pool *pool, const schain__rep_claim *claims, uint32_t count)
{
	size_t size = count * sizeof *claims, at;
	schain__rep_note *note;

	if (make_room(pool, &pool->by_note, hash_note))
		return UINT32_MAX;
	at = schain__rep_checksum(claims, size) & (pool->by_note.capacity - 1);
	for (; pool->by_note.slots[at]; at = (at + 1) & (pool->by_note.capacity - 1)) {
		const schain__rep_note *known = &pool->notes[pool->by_note.slots[at] - 1];

		if (known->count == count && !memcmp(pool->claims + known->first, claims, size))
			return pool->by_note.slots[at] - 1;
	}
	if (pool->claim_count + count > UINT32_MAX - 1 ||
	    schain__rep_grow(pool->memory, (void **)&pool->claims, &pool->claim_capacity,
	                     pool->claim_count + count, sizeof *claims) ||
	    schain__rep_grow(pool->memory, (void **)&pool->notes, &pool->note_capacity,
	                     pool->note_count + 1, sizeof *note))
		return UINT32_MAX;
	note = &pool->notes[pool->note_count];
	note->first = (uint32_t)pool->claim_count;
	note->count = count;
	memcpy(pool->claims + pool->claim_count, claims, size);
	pool->claim_count += count;
	pool->by_note.slots[at] = (uint32_t)pool->note_count + 1;
	pool->by_note.count++;
	return (uint32_t)pool->note_count++;
}

uint32_t schain__rep_pool_source(schain__rep_pool *pool, const schain__rep_source *source)
{
	if (pool->source_count == SCHAIN__REP_SOURCES ||
	    schain__rep_grow(pool->memory, (void **)&pool->sources, &pool->source_capacity,
	                     pool->source_count + 1, sizeof *source))
		return UINT32_MAX;
	pool->sources[pool->source_count] = *source;
	return (uint32_t)pool->source_count++;
}

static int has_alternative(schain_string set, schain_string one)
{
	size_t from = 0;

	for (size_t i = 0; i <= set.length; i++) {
		if (i < set.length && set.data[i] != '|')
			continue;
		if (i - from == one.length && !memcmp(set.data + from, one.data, one.length))
			return 1;
		from = i + 1;
	}
	return 0;
}

/* Both sets of versions as one; UINT32_MAX where they stay apart. An absent one is all. */
static uint32_t unite_scopes(schain__rep_pool *pool, uint32_t a, uint32_t b)
{
	schain_string first = schain__rep_pool_text_at(pool, a), second = schain__rep_pool_text_at(pool, b);
	char *both;
	size_t size = first.length + second.length + 1;
	uint32_t united;

	if (a == b)
		return a;
	if (!a || !b || size > SCOPE_LIMIT)
		return UINT32_MAX;
	if (has_alternative(first, second))
		return a;
	both = schain__rep_alloc(pool->memory, size);
	if (!both)
		return UINT32_MAX;
	memcpy(both, first.data, first.length);
	both[first.length] = '|';
	memcpy(both + first.length + 1, second.data, second.length);
	united = schain__rep_pool_text(pool, schain__rep_string(both, size));
	schain__rep_release(pool->memory, both, size);
	return united;
}

static int compare_claims(const void *left, const void *right)
{
	const schain__rep_claim *a = left, *b = right;

	if (a->source != b->source)
		return a->source < b->source ? -1 : 1;
	if (a->standing != b->standing)
		return a->standing < b->standing ? -1 : 1;
	if (a->scope != b->scope)
		return a->scope < b->scope ? -1 : 1;
	return a->remark < b->remark ? -1 : a->remark > b->remark;
}

/* `with` goes into `claim`, if both are of one source and standing. */
static int unite(schain__rep_pool *pool, schain__rep_claim *claim, const schain__rep_claim *with)
{
	uint32_t scope;

	if (claim->source != with->source || claim->standing != with->standing)
		return 0;
	scope = unite_scopes(pool, claim->scope, with->scope);
	if (scope == UINT32_MAX)
		return 0;
	claim->scope = scope;
	claim->remark = claim->remark ? claim->remark : with->remark;
	if (!claim->seen || (with->seen && with->seen < claim->seen))
		claim->seen = with->seen;
	claim->until = claim->until && with->until
	                       ? (with->until > claim->until ? with->until : claim->until)
	                       : 0;
	if (with->confidence > claim->confidence)
		claim->confidence = with->confidence;
	/* Named once on its own is enough. */
	claim->flags = (uint8_t)(((claim->flags | with->flags) & ~SCHAIN_REPUTATION_PARTIAL) |
	                         (claim->flags & with->flags));
	return 1;
}

uint32_t schain__rep_claims_unite(schain__rep_pool *pool, schain__rep_claim *claims, uint32_t count)
{
	uint32_t kept = 0;

	if (count < 2)
		return count;
	qsort(claims, count, sizeof *claims, compare_claims);
	for (uint32_t i = 0; i < count; i++)
		if (!kept || !unite(pool, &claims[kept - 1], &claims[i]))
			claims[kept++] = claims[i];
	return kept < SCHAIN__REP_CLAIMS ? kept : SCHAIN__REP_CLAIMS;
}
