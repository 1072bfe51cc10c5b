/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TOOLS_GLOSSARY_H
#define SCHAIN_TOOLS_GLOSSARY_H
/* The words that reports use, in plain language. */
#include <stddef.h>

enum word_kind {
	WORD_CONCEPT,
	WORD_LEVEL,
	WORD_STAGE,
	WORD_ROLE,
	WORD_EVENT,
	WORD_SOURCE,
	WORD_ATTACK, /* an id of MITRE ATT&CK */
};

struct word {
	enum word_kind kind;
	const char *name;
	const char *text;
};

/* Word number `index`; NULL past the last. */
const struct word *word_at(size_t index);
/* The word of that name, whatever its case; NULL if there is none. */
const struct word *word_of(const char *name);
/* "stage", "level"... */
const char *word_kind_name(enum word_kind kind);
#endif
