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

/* Files that are to be read, in order. */
typedef struct schain__import_files {
	schain__rep_memory *memory;
	schain__import_name *files;
	size_t count;
	size_t capacity;
} schain__import_files;

enum {
	SCHAIN__IMPORT_ID = 17,    /* characters of what names a file in the spool, and NUL */
	SCHAIN__IMPORT_GROUP = 256, /* most files of a group */
};

/* Files read one after the other that are taken over together; large ones are alone. */
typedef struct schain__import_group {
	char ids[SCHAIN__IMPORT_GROUP][SCHAIN__IMPORT_ID];
	size_t count;
	size_t first_run;
	uint64_t size; /* of its files, in octets */
	schain_reputation_import_statistics before;
} schain__import_group;

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
	const char *folder; /* name of the folder that is read, or NULL */
	/* Of the file being read. */
	char id[SCHAIN__IMPORT_ID];
	uint32_t part;
	size_t first_run;
	schain__import_group group;
};

/* files.c: what there is to read. */
schain_status schain__files_list(schain__import_files *list, const char *path, schain_error *error);
void schain__files_dispose(schain__import_files *list);
/* The last name of a folder's path, in `to`; NULL where it has none, such as of "..". */
const char *schain__files_folder(const char *path, char to[SCHAIN__FEED_TITLE]);

/* spool.c: what an interrupted import leaves and a later one takes over. */
schain_status schain__spool_open(schain_reputation_import *import, schain_error *error);
/* Name in the spool of a file as the options have it read; -1 if it is not there. */
int schain__spool_identify(const schain_reputation_import *import, const char *path,
                           char id[SCHAIN__IMPORT_ID]);
/* A path below the spool, to be released with *ret_size. NULL: out of memory. */
char *schain__spool_path(schain_reputation_import *import, const char *name, size_t *ret_size);
/* One more run of that name. */
int schain__spool_add_run(schain_reputation_import *import, const char *name);
/* A file begins. */
int schain__spool_begin(schain_reputation_import *import, const char *path);
/* Writes what the batch holds as a run. */
schain_status schain__spool_write(schain_reputation_import *import, schain__feed *feed, int is_last,
                                  schain_error *error);
/* Drops the runs from `first` on. */
void schain__spool_undo(schain_reputation_import *import, size_t first);
/* Removes everything, or closes only. */
void schain__spool_close(schain_reputation_import *import, int is_removed);

/* group.c: which files an interrupted import has read whole. */
/* How many of the next files an earlier import has read; their runs are taken. */
schain_status schain__group_resume(schain_reputation_import *import, const schain__import_name *files,
                                   size_t count, size_t *ret_count, schain_error *error);
/* Before a file of so many octets is read, and when it is. */
schain_status schain__group_begin(schain_reputation_import *import, uint64_t size, schain_error *error);
schain_status schain__group_add(schain_reputation_import *import, schain_error *error);
/* What was read will be taken over by a later import. */
schain_status schain__group_end(schain_reputation_import *import, schain_error *error);

/* commit.c: the new store. */
schain_status schain__import_commit(schain_reputation_import *import, schain_error *error);
/* The runs from `first` on as one at `path`. */
schain_status schain__import_unite(schain_reputation_import *import, size_t first, const char *path,
                                   schain_error *error);
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
