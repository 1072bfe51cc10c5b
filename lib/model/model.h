/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_MODEL_MODEL_H
#define SCHAIN_MODEL_MODEL_H
/*
 * Everything the engine remembers, and how it ages. No judgement here.
 */
#include "base/clock.h"
#include "base/multimap.h"
#include "base/recent.h"
#include "model/chain.h"
#include "model/cold.h"
#include "model/delivery.h"
#include "model/destination.h"
#include "model/host.h"
#include "model/path.h"
#include "model/process.h"
#include "model/product.h"
#include "policy/policy.h"

/*
 * Answers given before, so that what repeats (libraries, addresses, hosts) is
 * not worked out again. A slot is just overwritten: forgetting costs time, never
 * another answer.
 */
typedef struct schain__answer {
	uint64_t question; /* hash of it; 0: none */
	uint64_t answer;
} schain__answer;

enum { SCHAIN__ANSWERS = 1024 };

typedef struct schain__model {
	schain__memory *memory;
	const schain_policy *policy;
	schain__hash_key key;
	schain__intern intern;
	schain__slab hosts;
	schain__host *first_host; /* in order of number */
	schain__host *last_host;
	uint64_t hosts_made;
	schain__map host_index;
	schain__slab processes;
	schain__map process_index; /* by guid, by (pid, start) and by pid */
	schain__slab deliveries;
	schain__map delivery_index; /* by host and serial */
	schain__slab files;
	schain__map file_index;  /* by host and canonical path */
	schain__map coarse_index; /* Windows: by host and coarse path */
	schain__recent candidates; /* recent writes that may turn out executable */
	schain__slab chains;
	schain__map chain_index; /* by delivery and item */
	schain__slab cold; /* deliveries that are in the store only */
	schain__multimap cold_index;
	uint64_t cold_deliveries, cold_files, cold_chains;
	uint64_t cold_gone;   /* keys of what was forgotten */
	uint64_t woken;       /* brought back from the store */
	uint64_t put_away;    /* to the store */
	uint64_t unread;      /* could not be brought back, or would have been too many */
	schain__recent products;
	schain__recent traits;   /* of products */
	schain__recent names;    /* address -> name, by DNS */
	schain__recent contacts; /* who connected where */
	schain__recent claims;   /* by subject */
	schain__recent askers;   /* name -> marked process, by DNS */
	schain__recent flows;    /* addresses and ports -> marked process */
	schain__answer file_keys[SCHAIN__ANSWERS];
	schain__answer addresses[SCHAIN__ANSWERS];
	schain__answer names_known[SCHAIN__ANSWERS]; /* host names, by the policy */
	uint64_t base; /* bytes in use before anything was remembered: the policy, most of all */
	uint64_t held; /* bytes of events that wait to be judged */
	uint64_t forgotten_processes;
	uint64_t forgotten_files;
	uint64_t forgotten_deliveries;
	uint64_t forgotten_chains;
	/* Called before a chain goes, so that its verdict can be closed. */
	void (*closing)(void *context, schain__chain *chain);
	/* Called before one changes that a checkpoint in progress has to write yet. */
	void (*touching)(void *context, schain__delivery *delivery);
	/* Called before a delivery goes that is in the store. */
	void (*dropping)(void *context, schain__host *host, uint64_t serial);
	/* Reads a delivery from the store, as it is there; NULL where that fails. */
	schain__delivery *(*waking)(void *context, const schain__cold *cold);
	void *context;
} schain__model;

/* `limit` in bytes sets the size of the bounded tables. */
void schain__model_init(schain__model *model, schain__memory *memory, const schain_policy *policy,
                        const schain__hash_key *key, uint64_t limit);
void schain__model_dispose(schain__model *model);

/* Lets time pass on a host: exited processes, quiet deliveries and old marks go. */
void schain__model_age(schain__model *model, schain__host *host, schain_time now);
/*
 * Takes out of memory what is in the store as it is, the least suspicious first
 * and what was used of late last, until no more than `target` bytes are in use.
 * Nothing that something else in memory leads to.
 */
void schain__model_put_away(schain__model *model, uint64_t target);
/*
 * Frees `bytes`, a quarter of what is remembered at most, the least suspicious
 * first: exited processes, then deliveries by rising score, then processes
 * without marks; these earlier where they take more than half. Of the hosts that
 * take most, so that none floods the others. Returns 0 when nothing could go.
 */
int schain__model_reclaim(schain__model *model, uint64_t bytes);

/* Tables that hold a fixed number of entries, one after another; NULL behind the last. */
schain__recent *schain__model_table(schain__model *model, size_t number);
/* Bytes of these: nothing of them is freed. */
uint64_t schain__model_tables(schain__model *model);
/* Bytes that its tables may ask for at once before long. */
uint64_t schain__model_growth(schain__model *model);
/* Gives back room that nothing uses. */
void schain__model_trim(schain__model *model);
/* Bytes in use by what is remembered, without the room kept for more. */
uint64_t schain__model_used(schain__model *model);

/* A key in the model's tables: a tag keeps the kinds apart. */
uint64_t schain__model_key(const schain__model *model, char tag, uint64_t scope,
                           schain_string text);
/* The policy's opinion of an address and of a host name. */
uint32_t schain__model_address_bits(schain__model *model, schain_string address);
uint32_t schain__model_host_bits(schain__model *model, schain_string name);
/* Another policy: what was asked of the old one is asked again. */
void schain__model_set_policy(schain__model *model, const schain_policy *policy);
/* Classification of a string by the policy, remembered with it. */
uint64_t schain__model_classes(schain__model *model, schain__interned *interned);
#endif
