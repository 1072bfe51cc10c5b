/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_ENGINE_ENGINE_H
#define SCHAIN_ENGINE_ENGINE_H
/*
 * What an engine is made of. engine.c makes and frees it, feed.c is the way in,
 * turn.c gives events their turn, outbox.c hands verdicts out.
 */
#include <supplychain/engine.h>

#include "analytic/analytic.h"
#include "base/error.h"

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
	uint64_t looked_at; /* memory in use at the last look at the limit */
	schain__host *last_host;
};
/* Is it an engine, and is it not inside a callback? */
schain_status schain__engine_check(schain_engine *engine, schain_error *error);

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
