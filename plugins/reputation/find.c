/* SPDX-License-Identifier: Apache-2.0 */
/* Looking up: filter, directory, keys, claims. Every number read from the file is checked. */
#include "reputation/store.h"
#include "reputation/version.h"

#include <stdio.h>

#define DAY (86400 * SCHAIN_SECOND)

static uint32_t read32(const unsigned char *data, uint64_t index)
{
	uint32_t value;

	memcpy(&value, data + index * sizeof value, sizeof value);
	return value;
}

schain_string schain__rep_text_at(const schain_reputation *store, uint32_t offset)
{
	const schain__rep_part *part = &store->kinds[0].parts[SCHAIN__REP_STRINGS];
	uint32_t length;

	if (!offset || part->size < sizeof length || offset > part->size - sizeof length)
		return schain__rep_string(NULL, 0);
	memcpy(&length, part->data + offset, sizeof length);
	if (length > part->size - offset - sizeof length)
		return schain__rep_string(NULL, 0);
	return schain__rep_string((const char *)part->data + offset + sizeof length, length);
}

/* The note of an entry that is in the extra list; UINT32_MAX if it is not. */
static uint32_t extra_note(const schain__rep_index *index, uint64_t entry)
{
	const schain__rep_part *part = &index->parts[SCHAIN__REP_EXTRA_TABLE];
	uint64_t low = 0, high = part->size / sizeof(schain__rep_extra);

	while (low < high) {
		uint64_t middle = low + (high - low) / 2;
		schain__rep_extra extra;

		memcpy(&extra, part->data + middle * sizeof extra, sizeof extra);
		if (extra.entry == entry)
			return extra.note;
		if (extra.entry < entry)
			low = middle + 1;
		else
			high = middle;
	}
	return UINT32_MAX;
}

const schain__rep_claim *schain__rep_claims_of(const schain_reputation *store, uint32_t kind,
                                               uint64_t entry, uint32_t *ret_count)
{
	const schain__rep_index *index = &store->kinds[kind];
	const schain__rep_part *palette = &index->parts[SCHAIN__REP_PALETTE_TABLE];
	const schain__rep_part *notes = &store->kinds[0].parts[SCHAIN__REP_NOTE_TABLE];
	const schain__rep_part *claims = &store->kinds[0].parts[SCHAIN__REP_CLAIM_TABLE];
	uint64_t claim_count = claims->size / sizeof(schain__rep_claim);
	schain__rep_note note;
	uint16_t local;
	uint32_t global;

	*ret_count = 0;
	memcpy(&local, index->parts[SCHAIN__REP_NOTES].data + entry * sizeof local, sizeof local);
	if (local == SCHAIN__REP_EXTRA)
		global = extra_note(index, entry);
	else if (local < palette->size / sizeof global)
		global = read32(palette->data, local);
	else
		return NULL;
	if (global >= notes->size / sizeof note)
		return NULL;
	memcpy(&note, notes->data + (uint64_t)global * sizeof note, sizeof note);
	if (!note.count || note.count > SCHAIN__REP_CLAIMS || note.first > claim_count ||
	    note.count > claim_count - note.first)
		return NULL;
	*ret_count = note.count;
	return (const schain__rep_claim *)(const void *)claims->data + note.first;
}

schain_string schain__rep_text_of(const schain_reputation *store, uint32_t kind, uint64_t entry)
{
	const schain__rep_part *parts = store->kinds[kind].parts;
	uint32_t first, end;

	if (!schain__rep_keeps_text(kind))
		return schain__rep_string(NULL, 0);
	first = read32(parts[SCHAIN__REP_TEXTS].data, entry);
	end = read32(parts[SCHAIN__REP_TEXTS].data, entry + 1);
	if (first > end || end > parts[SCHAIN__REP_TEXT_BYTES].size || !parts[SCHAIN__REP_TEXT_BYTES].data)
		return schain__rep_string(NULL, 0);
	return schain__rep_string((const char *)parts[SCHAIN__REP_TEXT_BYTES].data + first, end - first);
}

/* Without a branch: of a word more than a third of the bits are set, which no processor foresees. */
static int may_hold(const schain__rep_index *index, const unsigned char *key)
{
	const unsigned char *block = index->parts[SCHAIN__REP_FILTER].data +
	                             (uint64_t)schain__rep_block(key, index->blocks) *
	                                     SCHAIN__REP_FILTER_BLOCK;
	uint64_t bits = schain__rep_bits(key);
	uint32_t all = 1;

	for (int i = 0; i < 8; i++)
		all &= read32(block, (uint64_t)i) >> (bits >> 8 * i & 31);
	return (int)(all & 1);
}

int64_t schain__rep_lookup(const schain_reputation *store, uint32_t kind, const unsigned char *key)
{
	const schain__rep_index *index = &store->kinds[kind];
	const unsigned char *keys = index->parts[SCHAIN__REP_KEYS].data;
	uint64_t lead = schain__rep_lead(key), bucket = lead >> index->shift, low, high;

	if (!index->count || !may_hold(index, key))
		return -1;
	low = read32(index->parts[SCHAIN__REP_DIRECTORY].data, bucket);
	high = read32(index->parts[SCHAIN__REP_DIRECTORY].data, bucket + 1);
	if (high > index->count)
		return -1;
	while (low < high) {
		uint64_t middle = low + (high - low) / 2;
		int order = memcmp(keys + middle * SCHAIN__REP_KEY, key, SCHAIN__REP_KEY);

		if (!order)
			return (int64_t)middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return -1;
}

/* The range that an address lies in, or -1. */
static int64_t find_range(const schain_reputation *store, const unsigned char *address)
{
	const schain__rep_index *index = &store->kinds[SCHAIN_REPUTATION_ADDRESS];
	const schain__rep_range *ranges = (const void *)index->parts[SCHAIN__REP_KEYS].data;
	uint64_t low = 0, high = index->count;

	while (low < high) {
		uint64_t middle = low + (high - low) / 2;

		if (memcmp(ranges[middle].first, address, SCHAIN__REP_KEY) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low && memcmp(address, ranges[low - 1].last, SCHAIN__REP_KEY) <= 0 ? (int64_t)low - 1 : -1;
}

/* Where answers go. */
struct answer {
	const schain_reputation *store;
	schain_time now;
	schain_string version; /* absent: of every version */
	unsigned char *entries;
	size_t size;
	size_t capacity;
	size_t count;
};

static void fill(const schain_reputation *store, const schain__rep_claim *claim, uint32_t kind,
                 schain_string subject, schain_reputation_entry *entry)
{
	memset(entry, 0, sizeof *entry);
	entry->struct_size = sizeof *entry;
	entry->kind = kind;
	entry->standing = claim->standing;
	entry->flags = claim->flags;
	entry->confidence = claim->confidence;
	entry->seen = claim->seen * DAY;
	entry->until = claim->until * DAY;
	entry->subject = subject;
	entry->scope = schain__rep_text_at(store, claim->scope);
	entry->remark = schain__rep_text_at(store, claim->remark);
	entry->source = claim->source < store->source_count ? &store->sources[claim->source] : NULL;
}

static void give(struct answer *answer, const schain_reputation_entry *entry)
{
	if (answer->count < answer->capacity)
		memcpy(answer->entries + answer->count * answer->size, entry, sizeof *entry);
	answer->count++;
}

static void take_entry(struct answer *answer, uint32_t kind, uint64_t at, int is_above)
{
	uint32_t count;
	const schain__rep_claim *claims = schain__rep_claims_of(answer->store, kind, at, &count);
	schain_string subject = schain__rep_text_of(answer->store, kind, at);

	for (uint32_t i = 0; i < count; i++) {
		schain_reputation_entry entry;

		if (is_above && !(claims[i].flags & SCHAIN_REPUTATION_BELOW))
			continue;
		fill(answer->store, &claims[i], kind, subject, &entry);
		if (!entry.source || (entry.until && answer->now && answer->now >= entry.until))
			continue;
		if (kind == SCHAIN_REPUTATION_PACKAGE && entry.scope.length &&
		    !schain__rep_version_is_in(answer->version, entry.scope))
			continue;
		give(answer, &entry);
	}
}

static void find_text(struct answer *answer, uint32_t kind, schain_string text,
                      const unsigned char *key, int is_above)
{
	int64_t at = schain__rep_lookup(answer->store, kind, key);

	/* A key is a hash that is easy to meet on purpose; the text is not. */
	if (at >= 0 && schain__rep_equal(schain__rep_text_of(answer->store, kind, (uint64_t)at), text))
		take_entry(answer, kind, (uint64_t)at, is_above);
}

static void find_above(struct answer *answer, schain_string name)
{
	const char *dot;

	while ((dot = memchr(name.data, '.', name.length))) {
		unsigned char key[SCHAIN__REP_KEY];

		name = schain__rep_string(dot + 1, name.length - (size_t)(dot + 1 - name.data));
		schain__rep_key_of_text(name, key);
		find_text(answer, SCHAIN_REPUTATION_DOMAIN, name, key, 1);
	}
}

/* Bloom filters of hash lists hold them as upper-case hex. */
static void find_in_blooms(struct answer *answer, uint32_t kind, schain_string text)
{
	char upper[64];

	text = schain__rep_trim(text);
	if (!answer->store->bloom_count || text.length > sizeof upper)
		return;
	for (size_t i = 0; i < text.length; i++) {
		char c = text.data[i];

		upper[i] = c >= 'a' && c <= 'f' ? (char)(c - 'a' + 'A') : c;
	}
	for (uint32_t i = 0; i < answer->store->bloom_count; i++) {
		const schain__rep_bloom *bloom = &answer->store->blooms[i];
		schain__rep_claim claim = { 0 };
		schain_reputation_entry entry;

		if (bloom->source >= answer->store->source_count ||
		    !schain__rep_bloom_holds(bloom->data, bloom->size, upper, text.length))
			continue;
		claim.source = bloom->source;
		claim.standing = SCHAIN_REPUTATION_GOOD;
		claim.flags = SCHAIN_REPUTATION_PROBABLE;
		fill(answer->store, &claim, kind, schain__rep_string(NULL, 0), &entry);
		give(answer, &entry);
	}
}

/* A miss of a digest is decided on its first half alone; the rest is looked at on a hit. */
static schain_status find_digest(struct answer *answer, uint32_t kind, schain_string text)
{
	static const size_t lengths[] = { 0, 32, 40, 64, 32 };
	unsigned char key[SCHAIN__REP_KEY];
	int64_t at;

	text = schain__rep_trim(text);
	if (text.length != lengths[kind] || schain__rep_key_of_hex(text.data, key))
		return SCHAIN_E_VALUE;
	at = schain__rep_lookup(answer->store, kind, key);
	if (at >= 0) {
		if (!schain__rep_digest_size(text))
			return SCHAIN_E_VALUE;
		take_entry(answer, kind, (uint64_t)at, 0);
	}
	if (kind != SCHAIN_REPUTATION_IMPHASH)
		find_in_blooms(answer, kind, text);
	return SCHAIN_OK;
}

static schain_status find(struct answer *answer, uint32_t kind, schain_string text)
{
	schain__rep_subject subject;
	int64_t at;

	if (kind <= SCHAIN_REPUTATION_IMPHASH)
		return find_digest(answer, kind, text);
	if (schain__rep_subject_read(&subject, kind, text))
		return SCHAIN_E_VALUE;
	answer->version = subject.version;
	if (kind == SCHAIN_REPUTATION_ADDRESS)
		at = find_range(answer->store, subject.key);
	else if (schain__rep_keeps_text(kind))
		at = -1;
	else
		at = schain__rep_lookup(answer->store, kind, subject.key);
	if (at >= 0)
		take_entry(answer, kind, (uint64_t)at, 0);
	if (!schain__rep_keeps_text(kind))
		return SCHAIN_OK;
	find_text(answer, kind, subject.text, subject.key, 0);
	if (kind == SCHAIN_REPUTATION_DOMAIN)
		find_above(answer, subject.text);
	return SCHAIN_OK;
}

schain_status schain_reputation_find(const schain_reputation *store, uint32_t kind,
                                     schain_string subject, schain_time now,
                                     schain_reputation_entry *entries, size_t entry_size,
                                     size_t capacity, size_t *ret_count)
{
	struct answer answer = { store, now, { NULL, 0 }, (unsigned char *)entries, entry_size, capacity, 0 };
	schain_status status;

	if (!store || !subject.data || !ret_count || (capacity && !entries) || !kind ||
	    kind >= SCHAIN__REP_KINDS)
		return SCHAIN_E_ARGUMENT;
	if (entry_size < sizeof(schain_reputation_entry))
		return SCHAIN_E_TOO_SMALL;
	status = find(&answer, kind, subject);
	if (status == SCHAIN_OK)
		*ret_count = answer.count;
	return status;
}

static schain_string spell(const schain_reputation *store, uint32_t kind, uint64_t at, char *buffer)
{
	const unsigned char *key = store->kinds[kind].parts[SCHAIN__REP_KEYS].data +
	                           at * schain__rep_key_size(kind);

	if (schain__rep_keeps_text(kind))
		return schain__rep_text_of(store, kind, at);
	if (kind == SCHAIN_REPUTATION_ADDRESS)
		return schain__rep_string(NULL, 0);
	for (size_t i = 0; i < SCHAIN__REP_KEY; i++)
		snprintf(buffer + 2 * i, 3, "%02x", key[i]);
	return schain__rep_string(buffer, 2 * (size_t)SCHAIN__REP_KEY);
}

schain_status schain_reputation_list(const schain_reputation *store, uint32_t kind,
                                     int (*call)(void *context, const schain_reputation_entry *entry),
                                     void *context, schain_error *error)
{
	char buffer[2 * SCHAIN__REP_KEY + 1];

	if (!store || !call || !kind || kind >= SCHAIN__REP_KINDS)
		return schain__rep_error(error, SCHAIN_E_ARGUMENT, NULL, 0, "a store, a kind and a function are needed");
	for (uint64_t at = 0; at < store->kinds[kind].count; at++) {
		uint32_t count;
		const schain__rep_claim *claims = schain__rep_claims_of(store, kind, at, &count);
		schain_string subject = spell(store, kind, at, buffer);

		for (uint32_t i = 0; i < count; i++) {
			schain_reputation_entry entry;

			fill(store, &claims[i], kind, subject, &entry);
			if (kind == SCHAIN_REPUTATION_ADDRESS)
				entry.subject = entry.scope;
			if (entry.source && call(context, &entry))
				return schain__rep_error(error, SCHAIN_E_CANCELLED, NULL, 0, "the caller stopped it");
		}
	}
	return SCHAIN_OK;
}
