/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_POLICY_PATTERN_H
#define SCHAIN_POLICY_PATTERN_H
/* Kinds of patterns, checking them, and the one wildcard matcher. */
#include "base/error.h"

/* Longest pattern: a Windows path of 260 units in UTF-8, and some more. */
#define SCHAIN__PATTERN_LIMIT 1024

enum schain__pattern_kind {
	SCHAIN__PATTERN_NONE,
	SCHAIN__PATTERN_IMAGE,
	SCHAIN__PATTERN_NAME,
	SCHAIN__PATTERN_PATH,
	SCHAIN__PATTERN_HOST,
	SCHAIN__PATTERN_URL,
	SCHAIN__PATTERN_SIGNER,
	SCHAIN__PATTERN_WORD
};

/* What is true of every pattern: not empty, not too long, UTF-8 without control characters. */
schain_status schain__pattern_check(schain_string pattern, schain_error *error);

int schain__has_wildcard(schain_string text);

/*
 * `*` any bytes, `?` one byte, the rest itself. Time grows with the product of
 * the lengths at worst, never faster: only the last star is tried again.
 */
int schain__glob(schain_string pattern, schain_string text);

/* Lower case of ASCII into `to`, which holds text.length bytes. */
void schain__lower_copy(char *to, schain_string text);
#endif
