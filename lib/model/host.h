/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_MODEL_HOST_H
#define SCHAIN_MODEL_HOST_H
/* One endpoint: its clock, its sensors. */
#include <supplychain/event.h>

#include "base/hash.h"
#include "base/intern.h"

struct schain__model;
struct schain__reorder;

/* What sensors of a host have shown, bits of schain__host::seen. */
#define SCHAIN__SEEN_EVENT(type) ((uint64_t)1 << (type))
#define SCHAIN__SEEN_NAMES ((uint64_t)1 << 40)      /* host names of connections */
#define SCHAIN__SEEN_SIGNATURES ((uint64_t)1 << 41) /* of images or modules */
#define SCHAIN__SEEN_HASHES ((uint64_t)1 << 42)

typedef struct schain__clock {
	schain_time latest;  /* newest time believed */
	schain_time judged;  /* of the last event judged in order */
	schain_time leap;    /* least time of those ahead that are not believed yet */
	uint32_t witnesses;
	uint32_t unused;
} schain__clock;

/* What a host did and memory had no room for. */
typedef struct schain__forgotten {
	schain_time since; /* 0: nothing */
	schain_time last;
	uint64_t processes;
	uint64_t files;
	uint64_t deliveries;
	uint64_t chains;
} schain__forgotten;

/* What led to something in the store that could not be read. */
typedef struct schain__unread {
	schain_time since; /* 0: nothing */
	schain_time last;
	uint64_t deliveries;
} schain__unread;

typedef struct schain__process_list {
	struct schain__process *first;
	struct schain__process *last;
} schain__process_list;

typedef struct schain__host {
	schain__slab_header header;
	schain__interned *name; /* NULL: the host without a name */
	/*
	 * Of all keys in tables that its state holds: secret, for the host alone, and
	 * part of its state, so that these mean the same in another engine.
	 */
	schain__hash_key key;
	struct schain__reorder *reorder;
	schain__clock clock;
	schain_time now;       /* latest event judged */
	schain_time aged;      /* when schain__model_age() last worked */
	uint64_t seen;
	/*
	 * By host, so that what one host remembers never depends on how far another
	 * has come.
	 */
	schain__process_list living;
	schain__process_list exited; /* in order of exit */
	struct schain__delivery *oldest_delivery; /* in order of birth */
	struct schain__delivery *newest_delivery;
	uint64_t lost;         /* events sensors reported lost */
	uint64_t last_delivery; /* serial; of a package manager: package events without a process belong to it */
	uint64_t processes_made;
	uint64_t deliveries_made;
	uint64_t chains_made;
	schain_time emptied;   /* of its deliveries in memory that are empty, none is so since before; 0: none is */
	schain_time heard;     /* latest time believed when it was last heard of */
	uint64_t number; /* rises with each host made; hosts are gone through in this order */
	schain__forgotten forgotten;
	schain__unread unread;
	struct schain__chain *first_chain; /* in order of serial */
	struct schain__chain *last_chain;
	struct schain__host *previous; /* in order of number */
	struct schain__host *next;
	uint64_t weight; /* bytes that are remembered of it, about: schain__model_reclaim() */
	uint32_t os;
	uint32_t cold_count; /* deliveries that are in the store only */
	uint32_t oldest_cold; /* of these, without those that are closing: order.c */
	uint32_t oldest_closing;
	uint32_t unused;
	uint8_t is_touched; /* not in the store as it is now */
	uint8_t is_pending; /* the checkpoint in progress has it as it is now, and did not write it yet */
	uint8_t is_whole;   /* all of it has to be written anew */
	uint8_t is_stored;  /* the store has it, maybe as it was */
} schain__host;

/* The host of that name; NULL if unknown. */
schain__host *schain__host_find(struct schain__model *model, schain_string name);
/* Puts one whose number was read where it belongs among the others. */
void schain__host_place(struct schain__model *model, schain__host *host);
/* The host of that name, made if unknown; NULL when memory is out. */
schain__host *schain__host_of(struct schain__model *model, schain_string name);
/* Takes it out, with all that is remembered of it but what waits to be judged. */
void schain__host_drop(struct schain__model *model, schain__host *host);
/* Counts what is forgotten for want of memory, here and in the model. */
void schain__host_forget(struct schain__model *model, schain__host *host,
                         const schain__forgotten *what);
/* Counts a delivery that should have come from the store and did not, here and in the model. */
void schain__host_miss(struct schain__model *model, schain__host *host);
/* A key in the tables of what a host's state holds: a tag keeps the kinds apart. */
uint64_t schain__host_hash(const schain__host *host, char tag, const void *data, size_t size);
#endif
