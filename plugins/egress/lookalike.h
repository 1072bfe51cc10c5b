/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_EGRESS_LOOKALIKE_H
#define SCHAIN_EGRESS_LOOKALIKE_H
#include "egress/support.h"

struct brand {
	char *text; /* a domain, or a word without a dot; NUL-terminated */
	size_t length;
};

struct slot {
	uint64_t key; /* of a form of the brand's label; 0: free */
	int32_t brand;
	uint32_t unused;
};

struct schain_lookalikes {
	schain_allocator allocator;
	const struct schain__eg_suffixes *suffixes; /* borrowed */
	struct schain__eg_suffixes *own_suffixes;
	struct brand *brands;
	struct slot *slots;
	unsigned char *filter; /* a bit for each slot's key, eight bits a slot: most look-ups end there */
	size_t capacity; /* a power of two, or 0 */
	size_t count;
	uint64_t sizes; /* a bit for each length that a brand's label has */
	int32_t brand_count, brand_capacity;
};

/* All but the object itself. */
void schain__eg_lookalikes_dispose(schain_lookalikes *lookalikes);
/* Of a name as schain__eg_name() leaves it, whose registrable domain begins at `domain`. */
void schain__eg_lookalike(const schain_lookalikes *lookalikes, const char *name, size_t domain,
                          size_t length, schain_lookalike *ret_found);
/*
 * How a label imitates a word of four characters or more that is in no index:
 * SCHAIN_LOOKALIKE_EDIT and the like, 0 if it does not or is the word.
 */
uint32_t schain__eg_imitates(const char *label, size_t length, const char *word, size_t size);
/* Letters and digits of a text in lower case; 63 at most. */
size_t schain__eg_squeeze(schain_string text, char word[64]);
#endif
