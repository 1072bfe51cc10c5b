/* SPDX-License-Identifier: Apache-2.0 */
/* A name beside those of the product that connects, its vendor and its signer. */
#include "egress/classify.h"

#include "egress/words.h"

#include <string.h>

enum { LEAST = 4 }; /* letters of a word that means somebody */

struct search {
	const char *label;
	size_t length;
	int is_vendor;
	uint32_t imitates;
	char *word; /* the one imitated */
};

static void compare(struct search *search, const char *word, size_t size)
{
	uint32_t kind;

	if (size < LEAST)
		return;
	if (size == search->length && !memcmp(word, search->label, size)) {
		search->is_vendor |= !schain__eg_is_word(word, size);
		return;
	}
	kind = schain__eg_imitates(search->label, search->length, word, size);
	if (kind && !search->imitates && !schain__eg_is_word(word, size)) {
		search->imitates = kind;
		memcpy(search->word, word, size + 1);
	}
}

static int is_separator(char c)
{
	return c == ' ' || c == '/' || c == '\\' || c == ',' || c == '.' || c == '_' || c == '(' ||
	       c == ')' || c == '=';
}

/* The text without its blanks, and each of its words: "Example Software", "example". */
static void compare_text(struct search *search, schain_string text)
{
	char word[64];
	size_t from = 0;
	schain_string piece;

	if (!text.length || text.length > 255)
		return;
	compare(search, word, schain__eg_squeeze(text, word));
	for (size_t i = 0; i <= text.length; i++) {
		if (i < text.length && !is_separator(text.data[i]))
			continue;
		piece.data = text.data + from;
		piece.length = i - from;
		if (piece.length && piece.length < text.length)
			compare(search, word, schain__eg_squeeze(piece, word));
		from = i + 1;
	}
}

static void compare_all(struct search *search, const schain_destination *given)
{
	compare_text(search, given->product);
	compare_text(search, given->vendor);
	compare_text(search, given->signer);
}

uint32_t schain__eg_by_product(schain_egress *egress, const struct place *place,
                               schain_destination_kind *kind)
{
	struct search search = { 0 };
	char joined[64]; /* "acme-tools" is "Acme Tools" */
	schain_string label;

	if (place->domain == SIZE_MAX)
		return 0;
	label.data = place->name + place->domain;
	label.length = strcspn(label.data, ".");
	search.label = label.data;
	search.length = label.length;
	search.word = egress->word;
	compare_all(&search, place->given);
	if (!search.is_vendor && memchr(label.data, '-', label.length)) {
		search.label = joined;
		search.length = schain__eg_squeeze(label, joined);
		compare_all(&search, place->given);
	}
	if (search.is_vendor) {
		/* The same word under another suffix than the one that is known to be the owner's, */
		if (kind->lookalike == SCHAIN_LOOKALIKE_SUFFIX)
			return SCHAIN_REASON_LOOK_ALIKE;
		/* or than the one that the product is used to. */
		if (schain__eg_is_other_domain(egress, place, search.label, search.length)) {
			kind->lookalike = SCHAIN_LOOKALIKE_SUFFIX;
			kind->imitated.length = search.length < sizeof egress->word ? search.length : 0;
			memcpy(egress->word, search.label, kind->imitated.length);
			kind->imitated.data = egress->word;
			return SCHAIN_REASON_LOOK_ALIKE;
		}
		kind->lookalike = 0;
		return SCHAIN_REASON_VENDOR;
	}
	if (!search.imitates)
		return 0;
	kind->lookalike = search.imitates;
	kind->imitated.data = egress->word;
	kind->imitated.length = strlen(egress->word);
	return SCHAIN_REASON_LOOK_ALIKE;
}
