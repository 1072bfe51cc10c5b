/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_MODEL_DELIVERY_H
#define SCHAIN_MODEL_DELIVERY_H
/*
 * Deliveries, what they consist of, and the marks of the files they wrote.
 */
#include "model/record.h"

struct schain__model;
struct schain__host;
struct schain__process;

/* One package of a delivery, or all of it where packages are not known. */
typedef struct schain__item {
	schain__interned *name;
	struct schain__package *package; /* what its manager told; NULL: nothing */
	uint64_t first_path;             /* stable hash of where its first executable content went */
	uint32_t flags; /* SCHAIN__ITEM_... */
	uint32_t executables;
} schain__item;

/* What a package manager told of an item. */
typedef struct schain__package {
	schain__interned *version;
	schain__interned *old_version;
	schain__interned *repository;
	schain__interned *key;
	schain__interned *publisher;
	schain__interned *subject; /* as enrichers are asked about it */
	schain__record record;
	schain_time time;
} schain__package;

#define SCHAIN__ITEM_UNSIGNED 2u
#define SCHAIN__ITEM_PROGRAM_PATH 4u /* wrote into a program path */
#define SCHAIN__ITEM_REPLACED 8u     /* replaced a file of another product */
#define SCHAIN__ITEM_DEVELOPER 16u   /* a package of a developer tool */
#define SCHAIN__ITEM_CLOSED 32u      /* no more files belong to it */

/*
 * Most files that one marks: it is read and written whole. What its installer
 * writes then is another delivery of the same.
 */
enum { SCHAIN__DELIVERY_FILES = 16384 };

typedef struct schain__delivery {
	schain__slab_header header;
	struct schain__delivery *older;
	struct schain__delivery *newer;
	struct schain__file *files;
	schain__ref host;
	uint64_t parent;  /* serial of the delivery that brought its installer; 0: none known */
	schain__interned *installer; /* image of the process at its root */
	schain__interned *script;    /* script of it */
	schain__interned *command;
	schain__interned *user;
	schain__interned *guid;
	uint64_t pid;
	uint64_t classes; /* of the installer */
	schain_time installer_started;
	schain_time first_write;
	schain_time last_write;
	schain_time emptied; /* when the last of its files went; 0: it has some, or never had any */
	schain__record start; /* the installer's start, or the first write */
	schain__item *items;
	size_t item_count;
	size_t item_capacity;
	size_t current; /* item that files written now belong to */
	uint64_t serial; /* on its host, never used again */
	int32_t best_score; /* of its chains */
	uint32_t is_remote;
	uint32_t file_count;
	uint32_t chain_count;
	uint8_t is_touched; /* not in the store as it is now */
	uint8_t is_pending; /* the checkpoint in progress has it as it is now, and did not write it yet */
	uint8_t is_stored;  /* the store has it, maybe as it was */
	uint8_t is_used;    /* since memory was short last */
	uint8_t is_needed;  /* now, by what is in memory: schain__model_reclaim() */
	uint8_t unused[3];
} schain__delivery;

/* The mark of a delivered file, or of a package folder. */
typedef struct schain__file {
	schain__slab_header header;
	uint64_t key;
	uint64_t coarse_key; /* 0: none */
	struct schain__file *previous; /* of its delivery */
	struct schain__file *next;
	schain__ref delivery;
	schain_time written;
	schain__record record;
	uint32_t item;
	uint16_t content;
	uint8_t has_run;
	uint8_t integrity; /* a code-integrity report came before its first run */
	uint32_t is_dropped; /* by software of this delivery, outside its own folder */
	uint32_t unused;
} schain__file;

/* A write that is no delivery yet: nothing says that the file is executable. */
typedef struct schain__candidate {
	schain__recent_header header;
	schain__ref delivery; /* of the writer's installer, if it has one open */
	schain__ref writer;
	schain__record record;
	schain_time written;
} schain__candidate;

/*
 * The process that a write is to be accounted to: the topmost installer among
 * the writer and its ancestors, else who started the copying tool, else the
 * writer.
 */
struct schain__process *schain__delivery_root(struct schain__model *model,
                                              struct schain__process *writer);
/* The open delivery of that root, made if there is none; NULL when memory is out. */
schain__delivery *schain__delivery_open(struct schain__model *model, struct schain__process *root,
                                        const schain_event *event);
/* Call before anything of it changes: what it consists of, its files, its chains. */
void schain__delivery_touch(struct schain__model *model, schain__delivery *delivery);
/* A new one of that serial, with nothing in it yet; NULL when memory is out. */
schain__delivery *schain__delivery_add(struct schain__model *model, struct schain__host *host,
                                       uint64_t serial);
/* The open delivery of that root, or NULL. */
schain__delivery *schain__delivery_current(struct schain__model *model,
                                           const struct schain__process *root, schain_time now);
/* The delivery of that serial, taken back from the store if it is cold; NULL if it is gone. */
schain__delivery *schain__delivery_at(struct schain__model *model, struct schain__host *host,
                                      uint64_t serial);
/* The same of what is in memory. */
schain__delivery *schain__delivery_find(struct schain__model *model, const struct schain__host *host,
                                        uint64_t serial);
/* The item of that name, made if new; files written now belong to it. NULL when memory is out. */
schain__item *schain__delivery_item(struct schain__model *model, schain__delivery *delivery,
                                    schain_string name);
/* One more item, nameless and at hand; NULL when memory is out. */
schain__item *schain__delivery_add_item(struct schain__model *model, schain__delivery *delivery);
/* Names the nameless item at hand, or starts one of that name, then closes it. */
schain__item *schain__delivery_name_item(struct schain__model *model, schain__delivery *delivery,
                                         schain_string name);
/* Is it a program that brings software, by its catalogues? */
int schain__is_installing(uint64_t classes);
void schain__delivery_drop(struct schain__model *model, schain__delivery *delivery);
/* Takes it out of memory and nobody is told: it is in the store as it is, or never was whole. */
void schain__delivery_unload(struct schain__model *model, schain__delivery *delivery);

/* Was all that it brought overwritten or removed before any of it ran? */
int schain__delivery_is_empty(const schain__delivery *delivery);
/* Of one that is empty: was it left alone for long enough, since its last file went or was written? */
int schain__closing_is_due(const struct schain__model *model, schain_time last, schain_time now);
/* The last of its files is gone. */
void schain__delivery_emptied(struct schain__host *host, schain__delivery *delivery, schain_time time);
/* Lets those go, among those in memory, that are empty and that nothing leads to. */
void schain__delivery_close(struct schain__model *model, struct schain__host *host, schain_time now);

/* Marks a file (a package folder where it lies in one). NULL when memory is out. */
schain__file *schain__file_mark(struct schain__model *model, struct schain__host *host,
                                schain__delivery *delivery, size_t item, schain_string path,
                                const schain_event *event);
/* The mark under that key; NULL if none. */
schain__file *schain__file_at(const struct schain__model *model, uint64_t key);
/* Are there any marks? */
int schain__file_any(const struct schain__model *model);
/* The mark of a path, or of the package folder it lies in, only to look at; NULL if none. */
schain__file *schain__file_seen(struct schain__model *model, struct schain__host *host,
                                schain_string path);
/* The same, to work with. */
schain__file *schain__file_of(struct schain__model *model, struct schain__host *host,
                              schain_string path);
void schain__file_move(struct schain__model *model, struct schain__host *host, schain__file *file,
                       schain_string path);
/*
 * A mark that a saved state holds, under its keys. NULL when memory is out, or
 * that key has a mark.
 */
schain__file *schain__file_restore(struct schain__model *model, schain__delivery *delivery,
                                   uint64_t key, uint64_t coarse_key, int has_coarse);
/* Does the index lead to it by its coarse path? */
int schain__file_has_coarse(const struct schain__model *model, const schain__file *file);
void schain__file_drop(struct schain__model *model, schain__file *file);
uint64_t schain__file_key(struct schain__model *model, struct schain__host *host,
                          schain_string path);
/* Marks of the delivery's item at that index; NULL if the reference is stale. */
schain__item *schain__file_item(struct schain__model *model, const schain__file *file);
#endif
