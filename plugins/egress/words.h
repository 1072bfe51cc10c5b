/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_EGRESS_WORDS_H
#define SCHAIN_EGRESS_WORDS_H
/* Words that make a name sound like a service of someone's. */
#include <stddef.h>

enum { SCHAIN__EG_WORD = 14 }; /* letters of the longest */

int schain__eg_is_word(const char *text, size_t length);
#endif
