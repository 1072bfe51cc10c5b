/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_BASE_NEAREST_H
#define SCHAIN_BASE_NEAREST_H
/* Which known word a misspelt one may stand for. */
#include "base/text.h"

/* No known word is as long; longer ones have no nearest. */
#define SCHAIN__WORD_LENGTH 80

/* Edits that lead from one to the other, of at most SCHAIN__WORD_LENGTH bytes each. */
size_t schain__distance(schain_string a, schain_string b);
/* Is a word so many edits away another word, and not a slip? */
int schain__is_other_word(schain_string word, size_t distance);
#endif
