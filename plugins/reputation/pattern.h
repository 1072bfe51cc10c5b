/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_REPUTATION_PATTERN_H
#define SCHAIN_REPUTATION_PATTERN_H
/* Patterns of STIX 2.1 (part 9), read for the values that they ask for. */
#include "reputation/memory.h"

enum { SCHAIN__PATTERN_TERMS = 1024, SCHAIN__PATTERN_DEPTH = 32 };

enum schain__pattern_operator {
	SCHAIN__PATTERN_EQUAL, /* also each value of an IN */
	SCHAIN__PATTERN_LIKE,
	SCHAIN__PATTERN_SUBSET,
	SCHAIN__PATTERN_OTHER, /* asks for more or less than a value */
};

/* A comparison with one value. */
typedef struct schain__pattern_term {
	schain_string path;  /* such as file:hashes.'SHA-256' */
	schain_string value; /* between its quotes, escapes as they are */
	uint32_t operation;
	uint32_t is_negated;
	uint32_t is_partial; /* something else is asked for beside it */
	uint32_t reserved;
} schain__pattern_term;

/*
 * Reads a pattern. Returns NULL with the terms, or what is wrong; *ret_at is
 * where.
 */
const char *schain__pattern_read(schain_string pattern, schain__pattern_term *terms,
                                 size_t *ret_count, size_t *ret_at);
/* A value without its escapes; its length in `to`, 0 if it does not fit. */
size_t schain__pattern_unescape(schain_string value, char *to, size_t size);
#endif
