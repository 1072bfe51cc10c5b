/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_MODEL_COLD_H
#define SCHAIN_MODEL_COLD_H
/*
 * Deliveries that are in the store only. In memory there are an entry for each,
 * and an index of hashes of all that brings one back: the paths of its files,
 * what claims may be on, its serial. A hash of something else brings back one
 * that is not meant, which costs a read and nothing else: what came back is
 * looked at as ever.
 */
#include <supplychain/event.h>

#include "base/slab.h"

struct schain__model;
struct schain__host;
struct schain__delivery;

/* Most that one event brings back by what it says: a claim may be on very many. */
enum { SCHAIN__COLD_WOKEN = 256 };

typedef struct schain__cold {
	schain__slab_header header;
	schain__ref host;
	uint64_t serial; /* of the delivery */
	schain_time first_write;
	schain_time last_write; /* the latest of all times that its end depends on */
	int32_t best_score;
	uint32_t file_count;
	uint32_t chain_count;
	uint32_t key_count; /* in the index */
	uint32_t child;     /* in the order of its host by age: order.c */
	uint32_t sibling;
	uint32_t previous;
	uint8_t is_told;    /* a verdict was given on one of its chains, or is due */
	uint8_t is_gone;    /* forgotten, with keys in the index yet, and in no order */
	uint8_t is_closing; /* empty: close.c */
	uint8_t unused;
} schain__cold;

/* Beside the kinds of subjects of claims: the name of an item. */
enum { SCHAIN__COLD_ITEM = 32 };

/* Goes over what brings a delivery back. */
typedef struct schain__cold_keys {
	void (*take)(void *context, uint64_t key);
	void *context;
} schain__cold_keys;

/* The hashes: of a path that is not marked any more, of what a claim is on, of a serial. */
uint64_t schain__cold_path_key(const struct schain__host *host, uint64_t file_key);
uint64_t schain__cold_subject_key(const struct schain__host *host, uint32_t subject_kind,
                                  schain_string subject);
uint64_t schain__cold_serial_key(const struct schain__host *host, uint64_t serial);
/* Calls with each hash of a delivery; the hashes of its files and of their coarse paths are as they are. */
void schain__cold_each_key(struct schain__model *model, const struct schain__delivery *delivery,
                           const schain__cold_keys *keys);
uint32_t schain__cold_count_keys(struct schain__model *model, const struct schain__delivery *delivery);
/* What is known of a delivery when it is cold. */
schain__cold schain__cold_of(struct schain__model *model, const struct schain__delivery *delivery);

/* The orders of a host's by age: of those that are closing, and of the others. */
void schain__cold_order_add(struct schain__model *model, struct schain__host *host, schain__cold *cold);
void schain__cold_order_remove(struct schain__model *model, struct schain__host *host, schain__cold *cold);
schain__cold *schain__cold_oldest(const struct schain__model *model, const struct schain__host *host);
schain__cold *schain__cold_oldest_closing(const struct schain__model *model,
                                          const struct schain__host *host);
/* All of a host's, one after another; NULL behind the last. */
schain__cold *schain__cold_first(const struct schain__model *model, const struct schain__host *host);
schain__cold *schain__cold_next(const struct schain__model *model, const schain__cold *cold);

/* A new entry like that one, without keys; NULL when memory is out. */
schain__cold *schain__cold_add(struct schain__model *model, const schain__cold *like);
/* One more hash. Returns 0, -1 when memory is out. */
int schain__cold_add_key(struct schain__model *model, schain__cold *cold, uint64_t key);
/* Takes a delivery out of memory that is in the store as it is. Returns 0, -1 when memory is out. */
int schain__cold_put(struct schain__model *model, struct schain__delivery *delivery);
/*
 * Brings back the host's deliveries that a hash leads to. Returns how many came;
 * one that could not be read stays where it is, and is counted.
 */
uint32_t schain__cold_wake(struct schain__model *model, struct schain__host *host, uint64_t key);
/* Brings back that one; NULL if it cannot be read. */
struct schain__delivery *schain__cold_wake_one(struct schain__model *model, schain__cold *cold);
/* Forgets one, here and in the store. */
void schain__cold_drop(struct schain__model *model, schain__cold *cold);
/* Forgets the host's, here. */
void schain__cold_drop_host(struct schain__model *model, const struct schain__host *host);
/*
 * Lets time pass: of those whose time is over some are forgotten, and those with
 * verdicts brought back, to be forgotten with what is in memory.
 */
void schain__cold_age(struct schain__model *model, struct schain__host *host, schain_time now);
/* Frees the room of those that were forgotten. */
void schain__cold_sweep(struct schain__model *model);
#endif
