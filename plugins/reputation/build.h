/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_REPUTATION_BUILD_H
#define SCHAIN_REPUTATION_BUILD_H
/*
 * Writes a store front to back: keys in order, a kind after the other. Memory
 * does not grow with the number of subjects.
 */
#include <stdio.h>

#include "reputation/pool.h"

/* A part on its way to disk. */
typedef struct schain__rep_stream {
	int file; /* of a side: -1 until it outgrows its buffer */
	const char *path; /* of a side: the store's */
	char *name; /* of a side: room for the path and eight characters */
	size_t used;
	uint64_t written;
	unsigned char *buffer;
} schain__rep_stream;

enum { SCHAIN__REP_SIDES = 4 }; /* columns that grow beside the keys */

typedef struct schain__rep_build {
	schain__rep_memory *memory;
	schain__rep_pool pool;
	schain__rep_stream out;
	schain__rep_stream sides[SCHAIN__REP_SIDES]; /* files without a name */
	schain__rep_section *sections;
	size_t section_count;
	size_t section_capacity;
	char *path;
	size_t path_size;
	int64_t created;
	int is_passing; /* may be lost with the machine's power: whoever opens it verifies it */
	/* Of the kind in progress. */
	uint32_t kind;
	uint64_t count;
	uint64_t keys_at;
	uint32_t *palette;
	size_t palette_capacity;
	size_t palette_count;
	uint32_t *local; /* by note: its place in the palette + 1 */
	size_t local_capacity;
} schain__rep_build;

schain_status schain__rep_build_begin(schain__rep_build *build, schain__rep_memory *memory,
                                      const char *path, int64_t created, schain_error *error);
/* The keys of a kind follow. */
void schain__rep_build_kind(schain__rep_build *build, uint32_t kind);
/* The next key, greater than the one before; of addresses first and last. `text` where the kind keeps one. */
schain_status schain__rep_build_put(schain__rep_build *build, const unsigned char *key, uint32_t note,
                                    schain_string text, schain_error *error);
schain_status schain__rep_build_kind_end(schain__rep_build *build, schain_error *error);
schain_status schain__rep_build_bloom(schain__rep_build *build, uint32_t source, const void *data,
                                      uint64_t size, schain_error *error);
/* Tables, header, and all of it on disk, unless it is a passing one. */
schain_status schain__rep_build_end(schain__rep_build *build, schain_error *error);
/* Frees, whatever state it is in. */
void schain__rep_build_dispose(schain__rep_build *build);
#endif
