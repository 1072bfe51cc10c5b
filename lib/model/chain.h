/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_MODEL_CHAIN_H
#define SCHAIN_MODEL_CHAIN_H
/*
 * A delivery's item with the processes that carry it and the signals found on
 * them. What a verdict is made of.
 */
#include <supplychain/verdict.h>

#include "model/record.h"

struct schain__model;
struct schain__host;
struct schain__delivery;
struct schain__process;

typedef struct schain__signal {
	uint32_t id; /* enum schain__signal_id */
	int32_t weight; /* after good news of the same matter */
	int32_t share; /* what it adds to the score beside its stage's other signals */
	uint32_t occurrences;
	schain_time time;
	schain__interned *subject; /* what it is about */
	schain__interned *detail;  /* and more of it */
	uint64_t process_key;      /* serial of the process that did it */
	schain__record record;
} schain__signal;

typedef struct schain__chain_process {
	uint64_t pid;
	schain_time time;
	uint64_t key; /* serials */
	uint64_t parent_key;
	schain__interned *guid;
	schain__interned *image;
	schain__interned *command;
	schain__interned *user;
	uint32_t role;
	uint32_t distance;
} schain__chain_process;

typedef struct schain__chain_file {
	schain_time time;
	uint64_t key; /* of the path, as schain__file_key() */
	schain__interned *path;
	schain__interned *sha256;
	schain__interned *sha1;
	schain__interned *md5;
	schain__interned *signer;
	uint32_t content;
	uint32_t signature; /* SCHAIN_SIGNATURE_... */
} schain__chain_file;

enum schain__judgement {
	SCHAIN__APPROVED,
	SCHAIN__INTERNAL,
	SCHAIN__CUSTOMARY,
	SCHAIN__VENDOR,
	SCHAIN__COMMON,
	SCHAIN__UNAPPROVED,
};

typedef struct schain__chain_destination {
	schain_time time;
	schain__interned *name;
	schain__interned *address;
	uint32_t port;
	uint32_t protocol;
	uint32_t connections;
	uint32_t judgement;
	uint64_t process_key;
} schain__chain_destination;

/* Most of each kind a chain keeps; what is more is counted. */
enum {
	SCHAIN__CHAIN_SIGNALS = 48,
	SCHAIN__CHAIN_PROCESSES = 48,
	SCHAIN__CHAIN_FILES = 32,
	SCHAIN__CHAIN_DESTINATIONS = 32,
};

typedef struct schain__chain {
	schain__slab_header header;
	schain__ref delivery;
	schain__ref host;
	uint64_t key; /* in the index */
	uint64_t id;  /* of the verdict: a hash of content */
	uint32_t item;
	uint32_t os;
	uint32_t revision; /* of the last verdict; 0: none yet */
	int32_t score;
	uint32_t level;
	uint32_t stages;
	uint32_t is_dirty; /* changed since the last verdict */
	uint32_t is_queued;
	uint32_t is_bad;   /* was judged medium or worse: teaches nothing */
	uint32_t behaviour; /* classes of children, for the profile */
	uint32_t omitted;
	uint32_t unused;
	schain_time first_run;
	schain_time last_time;
	uint64_t product_key;
	schain__interned *subject; /* path that ran or was loaded first */
	schain__interned *product;
	schain__interned *title;   /* the product's name by its own version resource */
	schain__interned *vendor;  /* company, signer or publisher */
	schain__interned *version;
	uint64_t serial; /* on its host, never used again */
	struct schain__chain *older; /* of its host */
	struct schain__chain *newer;
	schain__signal *signals;
	schain__chain_process *processes;
	schain__chain_file *files;
	schain__chain_destination *destinations;
	size_t signal_count, signal_capacity;
	size_t process_count, process_capacity;
	size_t file_count, file_capacity;
	size_t destination_count, destination_capacity;
} schain__chain;

/* The chain of an item, made if there is none; NULL when memory is out. */
schain__chain *schain__chain_of(struct schain__model *model, struct schain__delivery *delivery,
                                size_t item);
/* The same without making one. */
schain__chain *schain__chain_find(struct schain__model *model,
                                  const struct schain__delivery *delivery, size_t item);
/* Call before anything of it changes. */
void schain__chain_touch(struct schain__model *model, schain__chain *chain);
/* Puts one whose serial was read where it belongs among its host's. */
void schain__chain_place(struct schain__model *model, schain__chain *chain);
/* Only what a person should see makes a verdict; one that was given is kept up to date. */
int schain__chain_is_worth_telling(const struct schain__model *model, const schain__chain *chain);
void schain__chain_drop(struct schain__model *model, schain__chain *chain);
/*
 * The signal of that number about that subject, added if new (then
 * *ret_is_new); NULL if the chain is full or memory is out.
 */
schain__signal *schain__chain_signal(struct schain__model *model, schain__chain *chain, uint32_t id,
                                     schain_string subject, schain_string detail,
                                     const schain__record *record, schain_time time,
                                     int *ret_is_new);
void schain__chain_signal_remove(struct schain__model *model, schain__chain *chain,
                                 schain__signal *signal);
/* Each of these finds or adds; NULL if full or out of memory. */
schain__chain_process *schain__chain_process_add(struct schain__model *model, schain__chain *chain,
                                                 const struct schain__process *process,
                                                 uint32_t role, uint32_t distance);
schain__chain_file *schain__chain_file_add(struct schain__model *model, schain__chain *chain,
                                           schain_string path, schain_time written);
schain__chain_destination *schain__chain_destination_add(struct schain__model *model,
                                                         schain__chain *chain, schain_string name,
                                                         schain_string address, uint32_t port,
                                                         uint32_t protocol, schain_time time);
#endif
