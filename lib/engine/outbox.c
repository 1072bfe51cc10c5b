/* SPDX-License-Identifier: Apache-2.0 */
/* Verdicts on their way out: queued, or by callback. */
#include "engine/engine.h"

#include "engine/cold.h"
#include "engine/keep.h"

#include "plugin/plugin.h"

#include <stdlib.h>

/* Fills engine->verdict. Returns 0, -1 when memory is out. */
static int make_verdict(schain_engine *engine, schain__chain *chain)
{
	schain__arena_reset(&engine->arena);
	if (schain__verdict_fill(&engine->model, chain, &engine->arena, &engine->verdict))
		return -1;
	engine->verdict.unkept_since = engine->keeper.unkept_since;
	return 0;
}

/* To the sinks, what the product has got. */
static void deliver(schain_engine *engine)
{
	if (!engine->options.plugins)
		return;
	engine->is_busy = 1;
	schain__plugins_deliver(engine->options.plugins, &engine->verdict);
	engine->is_busy = 0;
}

/* Before its verdict is taken. */
static void touch(schain_engine *engine, schain__chain *chain)
{
	schain__keep_touch(engine, schain__slab_get(&engine->model.hosts, chain->host));
	schain__chain_touch(&engine->model, chain);
}

/* Counts the verdict that was made of it. Returns 0 for one that was received before. */
static int take(schain_engine *engine, schain__chain *chain)
{
	chain->revision++;
	chain->is_dirty = 0;
	engine->verdict.number = schain__keep_number(engine);
	if (engine->verdict.number)
		engine->statistics.verdicts++;
	return engine->verdict.number != 0;
}

static void call_back(schain_engine *engine, schain__chain *chain, uint32_t is_final)
{
	touch(engine, chain);
	chain->is_dirty = 1;
	if (make_verdict(engine, chain))
		return;
	engine->verdict.is_final = is_final;
	if (!take(engine, chain))
		return;
	engine->is_busy = 1;
	if (engine->options.verdict && engine->options.verdict(engine->options.context, &engine->verdict))
		engine->callback_status = SCHAIN_E_CANCELLED;
	engine->is_busy = 0;
	deliver(engine);
}

/* Takes out what was handed out, and chains that are gone. */
static void compact_queue(schain_engine *engine)
{
	size_t kept = 0;

	for (size_t i = engine->queue_first; i < engine->queue_count; i++)
		if (schain__slab_get(&engine->model.chains, engine->queue[i]))
			engine->queue[kept++] = engine->queue[i];
	engine->queue_first = 0;
	engine->queue_count = kept;
}

void schain__outbox_enqueue(schain_engine *engine, schain__chain *chain)
{
	if (engine->queue_count == engine->queue_capacity) {
		compact_queue(engine);
		/* Unless half of it is free now, compacting would soon be due again. */
		if (engine->queue_count >= engine->queue_capacity / 2 &&
		    schain__grow(&engine->memory, (void **)&engine->queue, &engine->queue_capacity,
		                 engine->queue_capacity, sizeof *engine->queue))
			return; /* the next change tries again */
	}
	engine->queue[engine->queue_count++] = schain__slab_ref(chain);
	chain->is_queued = 1;
}

/* Chains an event changed are told of once, when it is judged. */
void schain__outbox_change(void *context, schain__chain *chain)
{
	schain_engine *engine = context;

	chain->is_dirty = 1;
	if (!chain->is_queued && schain__chain_is_worth_telling(&engine->model, chain))
		schain__outbox_enqueue(engine, chain);
}

void schain__outbox_close(void *context, schain__chain *chain)
{
	schain_engine *engine = context;

	if (!chain->revision || engine->is_busy)
		return;
	if (engine->options.verdict ||
	    (engine->options.plugins && schain__plugins_have_sink(engine->options.plugins)))
		call_back(engine, chain, 1);
}

void schain__outbox_hand_out(schain_engine *engine)
{
	while (engine->callback_status == SCHAIN_OK && engine->queue_first < engine->queue_count) {
		schain__chain *chain = schain__slab_get(&engine->model.chains,
		                                        engine->queue[engine->queue_first++]);

		if (!chain)
			continue;
		chain->is_queued = 0;
		if (chain->is_dirty && schain__chain_is_worth_telling(&engine->model, chain))
			call_back(engine, chain, 0);
	}
}

schain_status schain_engine_next_verdict(schain_engine *engine, const schain_verdict **ret_verdict,
                                         schain_error *error)
{
	schain_status status = schain__engine_check(engine, error);

	if (status != SCHAIN_OK)
		return status;
	if (!ret_verdict)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "no place for the verdict");
	while (engine->queue_first < engine->queue_count) {
		schain__chain *chain = schain__slab_get(&engine->model.chains,
		                                        engine->queue[engine->queue_first]);
		int is_told = chain && chain->is_dirty && schain__chain_is_worth_telling(&engine->model, chain);

		if (chain)
			touch(engine, chain);
		if (is_told) {
			if (make_verdict(engine, chain))
				return schain__fail_memory(error);
			is_told = take(engine, chain);
		}
		if (is_told)
			deliver(engine);
		engine->queue_first++;
		if (!chain)
			continue;
		chain->is_queued = 0;
		if (!is_told)
			continue;
		*ret_verdict = &engine->verdict;
		return SCHAIN_OK;
	}
	return SCHAIN_END;
}

struct listed {
	schain_time first; /* evidence */
	uint64_t id;
	schain__ref host;
	uint64_t delivery; /* serial: it may be in the store only */
	size_t item;
};

struct listing {
	struct listed *list;
	size_t count, room;
};

static int by_time(const void *a, const void *b)
{
	const struct listed *left = a, *right = b;

	if (left->first != right->first)
		return left->first < right->first ? -1 : 1;
	return left->id < right->id ? -1 : left->id > right->id;
}

static schain_time first_evidence(const schain__chain *chain)
{
	schain_time first = INT64_MAX;

	for (size_t i = 0; i < chain->signal_count; i++)
		if (chain->signals[i].time < first)
			first = chain->signals[i].time;
	return first;
}

static void list_chain(schain_engine *engine, struct listing *listing, const schain__chain *chain)
{
	const schain__delivery *delivery = schain__slab_get(&engine->model.deliveries, chain->delivery);

	if (delivery && schain__chain_is_worth_telling(&engine->model, chain) && chain->signal_count &&
	    listing->count < listing->room)
		listing->list[listing->count++] = (struct listed){ first_evidence(chain), chain->id, chain->host,
			                                           delivery->serial, chain->item };
}

static void list_delivery(schain_engine *engine, struct listing *listing,
                          const schain__delivery *delivery)
{
	for (size_t i = 0; i < delivery->item_count; i++) {
		const schain__chain *chain = schain__chain_find(&engine->model, delivery, i);

		if (chain)
			list_chain(engine, listing, chain);
	}
}

static void list_all(schain_engine *engine, struct listing *listing)
{
	const schain__chain *chain;
	schain__cold *cold;
	uint32_t index = 0;

	while ((chain = schain__slab_next(&engine->model.chains, &index)))
		list_chain(engine, listing, chain);
	/* What is put back takes the place that it had. */
	for (index = 0; (cold = schain__slab_next(&engine->model.cold, &index));) {
		schain__delivery *delivery = cold->is_told ? schain__cold_wake_one(&engine->model, cold) : NULL;

		if (!delivery)
			continue;
		list_delivery(engine, listing, delivery);
		schain__cold_put_back(engine, delivery);
	}
	qsort(listing->list, listing->count, sizeof *listing->list, by_time);
}

static schain_status show(schain_engine *engine, const struct listed *listed,
                          int (*visit)(void *context, const schain_verdict *verdict), void *context,
                          schain_error *error)
{
	schain__host *host = schain__slab_get(&engine->model.hosts, listed->host);
	int is_cold = host && !schain__delivery_find(&engine->model, host, listed->delivery);
	schain__delivery *delivery = host ? schain__delivery_at(&engine->model, host, listed->delivery) : NULL;
	schain__chain *chain = delivery ? schain__chain_find(&engine->model, delivery, listed->item) : NULL;
	schain_status status = SCHAIN_OK;

	if (!chain)
		return SCHAIN_OK;
	if (make_verdict(engine, chain))
		status = schain__fail_memory(error);
	else if (visit(context, &engine->verdict))
		status = schain__fail(error, SCHAIN_E_CANCELLED, "the visit asked to stop");
	if (is_cold)
		schain__cold_put_back(engine, delivery);
	return status;
}

schain_status schain_engine_each_verdict(schain_engine *engine,
                                         int (*visit)(void *context, const schain_verdict *verdict),
                                         void *context, schain_error *error)
{
	schain_status status = schain__engine_check(engine, error);
	struct listing listing = { NULL, 0, 0 };

	if (status == SCHAIN_OK && !visit)
		status = schain__fail(error, SCHAIN_E_ARGUMENT, "no function to call");
	if (status != SCHAIN_OK)
		return status;
	listing.room = (size_t)(engine->model.chains.count + engine->model.cold_chains) + 1;
	listing.list = schain__alloc(&engine->memory, listing.room * sizeof *listing.list);
	if (!listing.list)
		return schain__fail_memory(error);
	list_all(engine, &listing);
	engine->is_busy = 1;
	for (size_t i = 0; i < listing.count && status == SCHAIN_OK; i++)
		status = show(engine, &listing.list[i], visit, context, error);
	engine->is_busy = 0;
	schain__free(&engine->memory, listing.list, listing.room * sizeof *listing.list);
	return status;
}
