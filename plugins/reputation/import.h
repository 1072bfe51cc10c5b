/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_REPUTATION_IMPORT_H
#define SCHAIN_REPUTATION_IMPORT_H
/* An import: its options, its lock, and the small stores that wait to become one. */
#include "reputation/feed.h"
#include "reputation/merge.h"

/* A small store of entries of one file, below STORE.import/. */
typedef struct schain__import_run {
	char *path;
	size_t path_size;
} schain__import_run;

typedef struct schain__import_name {
	char *name;
	size_t size;
} schain__import_name;

struct schain_reputation_import {
	schain__rep_memory memory;
	schain_reputation_import_options options;
	char *texts; /* of the options */
	size_t texts_size;
	char *spool;
	size_t spool_size;
	int lock;
	int is_finished;
	schain__import_run *runs;
	size_t run_count;
	size_t run_capacity;
	schain__import_name *forgotten;
	size_t forgotten_count;
	size_t forgotten_capacity;
	int64_t expire_now;
	int64_t expire_before;
	void *suffixes; /* psl_ctx_t, or NULL */
	schain_reputation_import_statistics statistics;
	/* Of the file being read. */
	char id[17];
	uint32_t part;
	size_t first_run;
};

/* spool.c: what an interrupted import leaves and a later one takes over. */
schain_status schain__spool_open(schain_reputation_import *import, schain_error *error);
/* Is the file there already, read with the same options? Then its runs are taken. */
int schain__spool_resume(schain_reputation_import *import, const char *path);
/* Writes what the batch holds as a run. */
schain_status schain__spool_write(schain_reputation_import *import, schain__feed *feed, int is_last,
                                  schain_error *error);
/* The file is read: its runs will be taken over by a later import. */
schain_status schain__spool_done(schain_reputation_import *import, const schain__feed *feed,
                                 schain_error *error);
/* Drops the runs of a file that failed. */
void schain__spool_undo(schain_reputation_import *import);
/* Removes everything, or closes only. */
void schain__spool_close(schain_reputation_import *import, int is_removed);

/* commit.c: the new store. */
schain_status schain__import_commit(schain_reputation_import *import, schain_error *error);
/* A name of the store's with something behind it; to be released with *ret_size. */
char *schain__import_beside(schain_reputation_import *import, const char *behind, size_t *ret_size);
int schain__sync_folder(const char *path);

/* suffix.c: domains that many share. */
schain_status schain__suffix_load(schain_reputation_import *import, schain_error *error);
void schain__suffix_free(schain_reputation_import *import);
/* May an entry of that standing speak for the names below the domain? */
int schain__suffix_allows(const schain_reputation_import *import, schain_string domain,
                          uint32_t standing);
#endif
