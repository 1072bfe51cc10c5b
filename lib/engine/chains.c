/* SPDX-License-Identifier: Apache-2.0 */
/* The open chains that look worst, for people. */
#include <supplychain/known.h>

#include "engine/engine.h"

#include <inttypes.h>
#include <stdio.h>

/* Does it go before? */
static int is_worse(const schain__chain *left, const schain__chain *right)
{
	if (left->score != right->score)
		return left->score > right->score;
	if (left->last_time != right->last_time)
		return left->last_time > right->last_time;
	return left->id < right->id;
}

/* Keeps the list in order, and no longer than `most`. Returns how many it has. */
static size_t insert(const schain__chain **list, size_t count, size_t most, const schain__chain *chain)
{
	size_t at = count;

	if (count == most && !is_worse(chain, list[count - 1]))
		return count;
	if (count == most)
		at = --count;
	for (; at && is_worse(chain, list[at - 1]); at--)
		list[at] = list[at - 1];
	list[at] = chain;
	return count + 1;
}

static int tell(schain_engine *engine, const schain__chain *chain,
                int (*visit)(void *context, const schain_known_chain *chain), void *context)
{
	const schain__delivery *delivery = schain__slab_get(&engine->model.deliveries, chain->delivery);
	const schain__host *host = schain__slab_get(&engine->model.hosts, chain->host);
	schain_known_chain known = { sizeof known, chain->level, chain->score, chain->stages,
		                     { NULL, 0 },  { NULL, 0 },  { NULL, 0 }, { NULL, 0 },
		                     chain->first_run, chain->last_time, chain->signal_count };
	const schain__item *item = &delivery->items[chain->item];
	char id[20]; /* sc-, 16 digits, its end */

	known.id = (schain_string){ id, (size_t)snprintf(id, sizeof id, "sc-%016" PRIx64, chain->id) };
	known.host = schain__interned_string(host->name);
	known.product = schain__interned_string(item->name     ? item->name
	                                        : chain->title ? chain->title
	                                                       : chain->product);
	known.version = schain__interned_string(item->package && item->package->version
	                                                ? item->package->version
	                                                : chain->version);
	return visit(context, &known);
}

schain_status schain_engine_each_chain(schain_engine *engine, size_t most,
                                       int (*visit)(void *context, const schain_known_chain *chain),
                                       void *context, schain_error *error)
{
	schain_status status = schain__engine_check(engine, error);
	const schain__chain **list, *chain;
	uint32_t index = 0;
	size_t count = 0;

	if (status == SCHAIN_OK && !visit)
		status = schain__fail(error, SCHAIN_E_ARGUMENT, "no function to call");
	if (status != SCHAIN_OK)
		return status;
	if (most > engine->model.chains.count)
		most = (size_t)engine->model.chains.count;
	if (!most)
		return SCHAIN_OK;
	list = schain__alloc(&engine->memory, most * sizeof *list);
	if (!list)
		return schain__fail_memory(error);
	while ((chain = schain__slab_next(&engine->model.chains, &index)))
		if (schain__slab_get(&engine->model.deliveries, chain->delivery))
			count = insert(list, count, most, chain);
	engine->is_busy = 1;
	for (size_t i = 0; i < count && status == SCHAIN_OK; i++)
		if (tell(engine, list[i], visit, context))
			status = schain__fail(error, SCHAIN_E_CANCELLED, "the visit asked to stop");
	engine->is_busy = 0;
	schain__free(&engine->memory, list, most * sizeof *list);
	return status;
}
