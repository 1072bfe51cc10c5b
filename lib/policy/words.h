/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_POLICY_WORDS_H
#define SCHAIN_POLICY_WORDS_H
/* Lists of whole words with or without wildcards: signers, Team IDs, taps. Case never matters. */
#include "policy/table.h"

typedef struct schain__word_glob {
	schain_string text;
	uint32_t list;
} schain__word_glob;

typedef struct schain__words {
	schain__memory *memory;
	schain__table table;
	schain__word_glob *globs;
	size_t glob_count;
	size_t glob_capacity;
} schain__words;

/* Longer words match only as their first bytes would, which is never an exact one. */
#define SCHAIN__WORD_LIMIT 1025

void schain__words_init(schain__words *words, schain__memory *memory);
void schain__words_dispose(schain__words *words);
/* `pattern` is in lower case and borrowed. Returns 0, or -1 when memory is out. */
int schain__words_add(schain__words *words, uint32_t list, schain_string pattern);
int schain__words_match(const schain__words *words, uint32_t list, schain_string word);
#endif
