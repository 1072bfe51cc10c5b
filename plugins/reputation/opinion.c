/* SPDX-License-Identifier: Apache-2.0 */
#include "reputation/opinion.h"

#include <stdio.h>
#include <string.h>

/* Files that share one of these can be made on purpose; where one came from is a remark that anyone can put on it. */
static int is_forgeable(uint32_t kind)
{
	return kind == SCHAIN_REPUTATION_MD5 || kind == SCHAIN_REPUTATION_IMPHASH || kind == SCHAIN_REPUTATION_URL;
}

static int is_place(uint32_t kind)
{
	return kind == SCHAIN_REPUTATION_DOMAIN || kind == SCHAIN_REPUTATION_ADDRESS;
}

/* Enough to stand alone? */
static int counts(const schain_reputation_entry *entry, uint32_t least)
{
	return entry->confidence >= least &&
	       !(entry->flags & (SCHAIN_REPUTATION_PARTIAL | SCHAIN_REPUTATION_PROBABLE));
}

static size_t append(char *to, size_t length, schain_string text)
{
	size_t room = SCHAIN__OPINION_REASON - 1 - length;
	size_t part = text.length < room ? text.length : room;

	memcpy(to + length, text.data ? text.data : "", part);
	/* Not in the middle of a character. */
	while (part && part < text.length && ((unsigned char)text.data[part] & 0xc0) == 0x80)
		part--;
	to[length + part] = 0;
	return length + part;
}

static size_t append_word(char *to, size_t length, const char *text)
{
	return append(to, length, schain_string_of(text));
}

/* "NAME (75 %): remark" */
static size_t name_source(char *to, size_t length, const schain_reputation_entry *entry)
{
	char text[32];

	length = append(to, length, entry->source->name);
	snprintf(text, sizeof text, " (%u %%)", (unsigned)entry->confidence);
	length = append_word(to, length, text);
	if (entry->remark.length) {
		length = append_word(to, length, ": ");
		length = append(to, length, entry->remark);
	}
	return length;
}

/* The surest source first, then who agrees and who does not. */
static void tell(char *to, const schain_reputation_entry *entries, size_t count,
                 const schain_reputation_entry *first)
{
	static const char *const words[] = { "", "; also bad by ", "; suspicious by ", "; good by ",
		                                 "; common by " };
	size_t length = name_source(to, 0, first);

	for (uint32_t standing = SCHAIN_REPUTATION_BAD; standing <= SCHAIN_REPUTATION_COMMON; standing++)
		for (size_t i = 0; i < count; i++) {
			if (&entries[i] == first || entries[i].standing != standing ||
			    entries[i].source == first->source)
				continue;
			length = append_word(to, length, standing == first->standing ? "; also by " : words[standing]);
			length = append(to, length, entries[i].source->name);
		}
}

static void limit_time(schain__opinion *opinion, const schain_reputation_entry *entry)
{
	if (entry->until && (!opinion->until || entry->until < opinion->until))
		opinion->until = entry->until;
}

void schain__opinion_form(schain__opinion *opinion, const schain_reputation_entry *entries,
                          size_t count, const schain__opinion_limits *limits)
{
	const schain_reputation_entry *bad = NULL, *good = NULL;

	memset(opinion, 0, sizeof *opinion);
	for (size_t i = 0; i < count; i++)
		opinion->is_common |= entries[i].standing == SCHAIN_REPUTATION_COMMON;
	for (size_t i = 0; i < count; i++) {
		const schain_reputation_entry *entry = &entries[i];
		uint32_t least = limits->least;

		/* Feeds name places that everybody uses: 635 of the 100,000 most popular names in one. */
		if (opinion->is_common && is_place(entry->kind) && limits->common > least)
			least = limits->common;
		if (entry->standing == SCHAIN_REPUTATION_BAD && counts(entry, least) &&
		    (!bad || entry->confidence > bad->confidence))
			bad = entry;
		if (entry->standing == SCHAIN_REPUTATION_GOOD && counts(entry, limits->least) &&
		    !is_forgeable(entry->kind) && (!good || entry->confidence > good->confidence))
			good = entry;
	}
	if (bad) {
		opinion->is_bad = 1;
		tell(opinion->bad, entries, count, bad);
		limit_time(opinion, bad);
	}
	if (good) {
		opinion->is_good = 1;
		tell(opinion->good, entries, count, good);
		limit_time(opinion, good);
	}
}
