/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_ENGINE_ENGINE_H
#define SCHAIN_ENGINE_ENGINE_H
/*
 * What an engine is made of. engine.c makes and frees it, feed.c is the way in,
 * turn.c gives events their turn, outbox.c hands verdicts out.
 */
#include <supplychain/engine.h>
#include <supplychain/store.h>

#include "analytic/analytic.h"
#include "base/error.h"
#include "store/part.h"

/* What a store no longer needs: a delivery, or with serial 0 all of a host. */
typedef struct schain__gone {
	schain__interned *host; /* NULL: the nameless one */
	uint64_t serial;
} schain__gone;

typedef struct schain__keeper {
	const schain_store *store; /* NULL: none */
	schain_store_options options;
	schain__interned *identity;
	schain__place now;    /* of the engine */
	schain__place kept;   /* of the store */
	schain__place begun;  /* of the checkpoint in progress */
	schain__interned *note;       /* in the store */
	schain__interned *note_begun; /* of the checkpoint in progress */
	uint64_t acknowledged; /* number of the latest verdict received */
	uint64_t bytes;        /* of events since the last checkpoint began */
	uint64_t tried;        /* sequence at which it began */
	uint64_t tried_memory; /* bytes in use by then */
	schain_time tried_time;
	uint64_t made, failed;
	schain_error error; /* of the last attempt */
	schain__form form;
	schain__ref *hosts; /* of the checkpoint in progress, to be written */
	size_t host_next, host_count, host_capacity;
	schain__ref *deliveries;
	size_t delivery_next, delivery_count, delivery_capacity;
	schain__gone *gone;
	size_t gone_count, gone_capacity;
	size_t gone_begun; /* that many of them are in the checkpoint in progress */
	schain_time first;        /* event time of what was fed first */
	schain_time unkept_since; /* event time, 0: nothing is in memory only that should not be */
	uint32_t is_running;
	uint32_t is_lacking; /* there should be a store, and none could be had */
} schain__keeper;

struct schain_engine {
	uint32_t magic;
	uint32_t is_busy; /* inside a callback */
	schain__memory memory;
	schain_engine_options options;
	schain_policy *policy;
	schain__model model;
	schain__ref *queue; /* chains with a verdict to hand out, a ring-less queue */
	size_t queue_first, queue_count, queue_capacity;
	schain__arena arena; /* of the verdict handed out last */
	schain_verdict verdict;
	schain_engine_statistics statistics;
	schain_status callback_status;
	int64_t lateness;
	uint64_t reorder_limit;
	uint64_t look_at; /* bytes in use at which freeing some is tried again */
	schain__host *last_host;
	schain__keeper keeper;
};
/* Is it an engine, and is it not inside a callback? */
schain_status schain__engine_check(schain_engine *engine, schain_error *error);

/* Calls back with a message for people. */
void schain__engine_log(schain_engine *engine, uint32_t level, const char *message);

/* What a callback made of the call in progress. */
schain_status schain__engine_callback_result(schain_engine *engine, schain_error *error);

/* The host of that name with its buffer and clock; NULL when memory is out. */
schain__host *schain__turn_host(schain_engine *engine, schain_string name);
/* Keeps an event until its turn, and judges those whose turn it is. Returns 0, -1 when memory is out. */
int schain__turn_take(schain_engine *engine, schain__host *host, const schain_event *event);
/* Judges what is held back up to that time. */
void schain__turn_release(schain_engine *engine, schain__host *host, schain_time until);

/* Told of chains that changed, or go; `context` is the engine. */
void schain__outbox_change(void *context, schain__chain *chain);
void schain__outbox_close(void *context, schain__chain *chain);
/* A chain whose verdict is to be handed out. */
void schain__outbox_enqueue(schain_engine *engine, schain__chain *chain);
/* Calls back with what changed. */
void schain__outbox_hand_out(schain_engine *engine);
#endif
