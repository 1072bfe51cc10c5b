/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_POLICY_PATHS_H
#define SCHAIN_POLICY_PATHS_H
/*
 * Sets of path patterns: which lists, as bits, have a pattern that covers a
 * path. All patterns are merged into one tree of components, and a path is
 * walked through it once.
 */
#include "base/error.h"
#include "policy/table.h"

/* Folders that lie in several places, such as the home of any user. */
enum {
	SCHAIN__FOLDER_HOME,
	SCHAIN__FOLDER_PROGRAMS,
	SCHAIN__FOLDER_PROGRAMS_X86,
	SCHAIN__FOLDER_COMMON,
	SCHAIN__FOLDER_DATA,
	SCHAIN__FOLDER_LOCAL,
	SCHAIN__FOLDER_ROAMING,
	SCHAIN__FOLDER_TEMP,
	SCHAIN__FOLDER_COUNT
};

typedef struct schain__path_state {
	uint64_t bits;     /* lists a path is on once it gets here */
	uint64_t firsts;   /* Bloom filter of the first bytes of those with wildcards */
	uint32_t wild;     /* first component with wildcards that leads on; 0: none */
	uint32_t children; /* number of literal components that lead on */
	uint32_t any;      /* the state that stays for any number of components; 0: none */
	uint32_t folder;   /* the state of the folder this is a place of; 0: none */
	uint64_t filter[4]; /* Bloom filter of the literal components */
} schain__path_state;

typedef struct schain__path_wild {
	schain_string glob;
	uint32_t state;
	uint32_t next;    /* 0: none */
	char first, last; /* bytes a component must begin and end with; 0: any */
} schain__path_wild;

typedef struct schain__paths {
	schain__memory *memory;
	schain__arena *pool;
	schain__table edges; /* tag: the state left, value: the state reached */
	schain__path_state *states;
	size_t state_count;
	size_t state_capacity;
	schain__path_wild *wilds;
	size_t wild_count;
	size_t wild_capacity;
	uint32_t folders[SCHAIN__FOLDER_COUNT]; /* their states; 0: not needed yet */
	uint32_t *scratch; /* for a walk: three arrays of state_capacity */
} schain__paths;

void schain__paths_init(schain__paths *paths, schain__memory *memory, schain__arena *pool);
void schain__paths_dispose(schain__paths *paths);
/* On failure the set matches as before. */
schain_status schain__paths_add(schain__paths *paths, schain_string pattern, uint64_t bits,
                                schain_error *error);
/* `path` is canonical, see pathname.h. */
uint64_t schain__paths_match(const schain__paths *paths, schain_string path, int windows);
#endif
