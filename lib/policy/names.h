/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_POLICY_NAMES_H
#define SCHAIN_POLICY_NAMES_H
/*
 * Sets of file names: which lists, as bits, have a pattern for the last
 * component of a path. Case never matters here.
 */
#include "policy/table.h"

typedef struct schain__name_glob {
	uint64_t bits;
	schain_string text;
	uint32_t fixed; /* bytes that are no wildcards */
	int whole;      /* against the name with its ".exe" */
} schain__name_glob;

/* What is looked at of every glob of a chain, apart from the rest for the sake of the cache. */
typedef struct schain__name_link {
	uint64_t need; /* characters a name must have, as schain__names folds them */
	size_t next;   /* in its chain, plus 1 */
} schain__name_link;

typedef struct schain__names {
	schain__memory *memory;
	schain__table table; /* whole names, and ".ext" of patterns such as "*.ext" */
	schain__name_glob *globs;
	size_t glob_count;
	size_t glob_capacity;
	schain__name_link *links; /* one for each glob */
	size_t link_capacity;
	/* Chains of globs by a byte that a name must begin or end with, or neither; plus 1. */
	size_t by_first[256];
	size_t by_last[256];
	size_t floating;
} schain__names;

/* Longer names exist on no system (255 UTF-16 units are at most 765 bytes); the end is judged. */
#define SCHAIN__NAME_LIMIT 1024

void schain__names_init(schain__names *names, schain__memory *memory);
void schain__names_dispose(schain__names *names);
/*
 * Adds a pattern without separators, in lower case, borrowed. `keep_exe`: it is
 * compared to the name with its ".exe" even if it has none itself.
 * Returns 0, or -1 when memory is out (nothing is changed then).
 */
int schain__names_add(schain__names *names, schain_string pattern, uint64_t bits, int keep_exe);
/*
 * Bits of a lower-case name. Of the bits in `kinds` those of the most exact
 * pattern win: the whole name, then the most fixed bytes, then the extension.
 * "notes.so.txt" is text, "x.ko.xz" a kernel module, "ld.so.conf" text. Bits outside
 * `strippable` are not given for the name without ".exe".
 */
uint64_t schain__names_match(const schain__names *names, schain_string name, uint64_t kinds,
                             uint64_t strippable);
#endif
