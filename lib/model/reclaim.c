/* SPDX-License-Identifier: Apache-2.0 */
/* What goes when memory is short: to the store what can come back, else away. */
#include "model/model.h"

#include <stdlib.h>

static uint64_t idle(const schain__slab *pool)
{
	uint64_t room = (uint64_t)pool->chunk_count * SCHAIN__SLAB_CHUNK;

	return (room - pool->count) * pool->element_size;
}

uint64_t schain__model_used(const schain__model *model)
{
	return model->memory->used - idle(&model->intern.pool) - idle(&model->processes) -
	       idle(&model->deliveries) - idle(&model->files) - idle(&model->chains) -
	       idle(&model->cold) - idle(&model->candidates.pool) - idle(&model->products.pool) -
	       idle(&model->traits.pool) -
	       idle(&model->names.pool) - idle(&model->contacts.pool) - idle(&model->claims.pool) -
	       idle(&model->askers.pool) - idle(&model->flows.pool);
}

static void forget_exited(schain__model *model, uint64_t target)
{
	for (schain__host *host = model->first_host; host; host = host->next)
		while (host->first_exited) {
			if (schain__model_used(model) <= target)
				return;
			schain__process_drop(model, host->first_exited);
			model->forgotten_processes++;
		}
}

static int by_suspicion(const void *a, const void *b)
{
	const schain__delivery *left = *(schain__delivery *const *)a;
	const schain__delivery *right = *(schain__delivery *const *)b;

	if (left->best_score != right->best_score)
		return left->best_score < right->best_score ? -1 : 1;
	if (left->first_write != right->first_write)
		return left->first_write < right->first_write ? -1 : 1;
	return left->serial < right->serial ? -1 : left->serial > right->serial;
}

/* All deliveries in memory, by rising suspicion; NULL when memory is out. Owned: `*ret_count` of them. */
static schain__delivery **list_deliveries(schain__model *model, size_t *ret_count)
{
	size_t count = model->deliveries.count, listed = 0;
	schain__delivery **list, *delivery;
	uint32_t index = 0;

	list = count ? schain__alloc(model->memory, count * sizeof *list) : NULL;
	if (!list)
		return NULL;
	while ((delivery = schain__slab_next(&model->deliveries, &index)))
		list[listed++] = delivery;
	qsort(list, listed, sizeof *list, by_suspicion);
	*ret_count = listed;
	return list;
}

static void need(schain__model *model, schain__ref reference)
{
	schain__delivery *delivery = schain__slab_get(&model->deliveries, reference);

	if (delivery)
		delivery->is_needed = 1;
}

static void need_chain(schain__model *model, schain__ref reference)
{
	const schain__chain *chain = schain__slab_get(&model->chains, reference);

	if (chain)
		need(model, chain->delivery);
}

/* What processes, recent writes and verdicts on their way lead to. */
static void find_needed(schain__model *model)
{
	const schain__candidate *candidate;
	const schain__process *process;
	const schain__chain *chain;
	schain__delivery *delivery;
	uint32_t index = 0;

	while ((delivery = schain__slab_next(&model->deliveries, &index)))
		delivery->is_needed = 0;
	for (index = 0; (process = schain__slab_next(&model->processes, &index));) {
		need(model, process->delivery);
		for (uint32_t i = 0; i < process->carry_count; i++)
			need_chain(model, process->carries[i].chain);
	}
	for (index = 0; (candidate = schain__slab_next(&model->candidates.pool, &index));)
		need(model, candidate->delivery);
	for (index = 0; (chain = schain__slab_next(&model->chains, &index));)
		if (chain->is_queued)
			need(model, chain->delivery);
}

void schain__model_put_away(schain__model *model, uint64_t target)
{
	schain__delivery **list;
	size_t listed;

	if (!model->waking || schain__model_used(model) <= target)
		return;
	list = list_deliveries(model, &listed);
	if (!list)
		return;
	find_needed(model);
	/* In the second round what was used since the last time, too. */
	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < listed && schain__model_used(model) > target; i++) {
			schain__delivery *delivery = list[i];

			if (!delivery || delivery->is_needed || !delivery->is_stored || delivery->is_touched ||
			    delivery->is_pending || (!round && delivery->is_used))
				continue;
			if (schain__cold_put(model, delivery))
				break;
			list[i] = NULL;
			model->put_away++;
		}
	for (size_t i = 0; i < listed; i++)
		if (list[i])
			list[i]->is_used = 0;
	schain__free(model->memory, list, listed * sizeof *list);
}

static int forget_deliveries(schain__model *model, uint64_t target)
{
	size_t listed, gone = 0;
	schain__delivery **list = list_deliveries(model, &listed);

	if (!list)
		return 0;
	for (; gone < listed && schain__model_used(model) > target; gone++) {
		model->forgotten_files += list[gone]->file_count;
		model->forgotten_chains += list[gone]->chain_count;
		model->forgotten_deliveries++;
		schain__delivery_drop(model, list[gone]);
	}
	schain__free(model->memory, list, listed * sizeof *list);
	return gone > 0;
}

/* Without any mark, and longest in the table first. */
static void forget_processes(schain__model *model, uint64_t target)
{
	schain__process *process;
	uint32_t index = 0;

	while (schain__model_used(model) > target && (process = schain__slab_next(&model->processes, &index))) {
		schain__process_shed(model, process);
		if (process->carry_count || schain__slab_get(&model->deliveries, process->delivery))
			continue;
		schain__process_drop(model, process);
		model->forgotten_processes++;
	}
}

static uint64_t text_bytes(const schain__interned *text)
{
	return text ? text->length / text->users : 0;
}

/* Two keys in an index that is half full. */
enum { INDEXED = 64 };

static uint64_t process_bytes(const schain__model *model)
{
	uint64_t bytes = 0;
	const schain__process *process;
	uint32_t index = 0;

	while ((process = schain__slab_next(&model->processes, &index)))
		bytes += sizeof *process + INDEXED + text_bytes(process->image) + text_bytes(process->script) +
		         text_bytes(process->command) + text_bytes(process->directory) +
		         text_bytes(process->user) + text_bytes(process->guid);
	return bytes;
}

/*
 * Processes may take half of what is remembered; starting very many must not
 * push out what was delivered.
 */
static void forget_surplus_processes(schain__model *model, uint64_t target)
{
	uint64_t used = schain__model_used(model), fair, processes;

	if (used <= target || used < model->base + model->held)
		return;
	fair = (used - model->base - model->held) / 2;
	processes = process_bytes(model);
	if (processes <= fair)
		return;
	used -= processes - fair;
	forget_processes(model, used > target ? used : target);
}

int schain__model_reclaim(schain__model *model, uint64_t bytes)
{
	uint64_t before = schain__model_used(model), fixed = model->base + model->held;
	uint64_t remembered = before > fixed ? before - fixed : 0, target;

	/* Where little is remembered, freeing much would go beyond what processes have too much of. */
	if (bytes > remembered / 4)
		bytes = remembered / 4;
	target = before - bytes;
	forget_exited(model, target);
	forget_surplus_processes(model, target);
	if (schain__model_used(model) > target)
		forget_deliveries(model, target);
	if (schain__model_used(model) > target)
		forget_processes(model, target);
	return schain__model_used(model) < before;
}
