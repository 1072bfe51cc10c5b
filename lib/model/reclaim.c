/* SPDX-License-Identifier: Apache-2.0 */
/* What goes when memory is short: to the store what can come back, else away. */
#include "model/model.h"

#include <stdlib.h>

/* One after another: the pools of what is remembered, but for those of its tables; NULL behind the last. */
static schain__slab *pool_at(schain__model *model, size_t number)
{
	schain__slab *const pools[] = { &model->intern.pool, &model->hosts,  &model->processes, &model->deliveries,
		                        &model->files,       &model->chains, &model->cold };

	return number < sizeof pools / sizeof *pools ? pools[number] : NULL;
}

static schain__map *map_at(schain__model *model, size_t number)
{
	schain__map *const maps[] = { &model->intern.map, &model->host_index,   &model->process_index,
		                      &model->file_index, &model->coarse_index, &model->delivery_index,
		                      &model->chain_index };

	return number < sizeof maps / sizeof *maps ? maps[number] : NULL;
}

uint64_t schain__model_used(schain__model *model)
{
	uint64_t idle = 0;
	const schain__recent *table;
	const schain__slab *pool;

	for (size_t i = 0; (pool = pool_at(model, i)); i++)
		idle += schain__slab_idle(pool);
	for (size_t i = 0; (table = schain__model_table(model, i)); i++)
		idle += schain__slab_idle(&table->pool);
	return model->memory->used - idle;
}

uint64_t schain__model_tables(schain__model *model)
{
	const schain__recent *table;
	uint64_t bytes = 0;

	for (size_t i = 0; (table = schain__model_table(model, i)); i++)
		bytes += schain__recent_bytes(table);
	return bytes;
}

uint64_t schain__model_growth(schain__model *model)
{
	const schain__recent *table;
	const schain__slab *pool;
	const schain__map *map;
	uint64_t bytes = 0;

	for (size_t i = 0; (pool = pool_at(model, i)); i++)
		bytes += schain__slab_growth(pool);
	for (size_t i = 0; (map = map_at(model, i)); i++)
		bytes += schain__map_growth(map);
	for (size_t i = 0; (table = schain__model_table(model, i)); i++)
		bytes += schain__map_growth(&table->map) + schain__slab_growth(&table->pool);
	return bytes;
}

void schain__model_trim(schain__model *model)
{
	schain__recent *table;
	schain__slab *pool;

	for (size_t i = 0; (pool = pool_at(model, i)); i++)
		schain__slab_trim(pool);
	for (size_t i = 0; (table = schain__model_table(model, i)); i++)
		schain__slab_trim(&table->pool);
}

static uint64_t text_bytes(const schain__interned *text)
{
	return text ? text->length / text->users : 0;
}

/* Two keys in an index that is half full. */
enum { INDEXED = 64 };

/* Of halving the range that a level is in: to a thousandth and less. */
enum { LEVEL_STEPS = 12 };

static uint64_t process_bytes(const schain__process *process)
{
	return sizeof *process + INDEXED + text_bytes(process->image) + text_bytes(process->script) +
	       text_bytes(process->command) + text_bytes(process->directory) + text_bytes(process->user) +
	       text_bytes(process->guid);
}

static uint64_t delivery_bytes(const schain__delivery *delivery)
{
	return sizeof *delivery + delivery->file_count * (sizeof(schain__file) + INDEXED) +
	       delivery->item_capacity * sizeof *delivery->items;
}

/* Its texts are mostly those of processes and files, or about as long as the rest. */
static uint64_t chain_bytes(const schain__chain *chain)
{
	return sizeof *chain + INDEXED + 2 * (chain->signal_capacity * sizeof *chain->signals +
	                                      chain->process_capacity * sizeof *chain->processes +
	                                      chain->file_capacity * sizeof *chain->files +
	                                      chain->destination_capacity * sizeof *chain->destinations);
}

static uint64_t cold_bytes(const schain__cold *cold)
{
	return sizeof *cold + cold->key_count * sizeof(schain__multimap_slot);
}

static void lighten(schain__host *host, uint64_t bytes)
{
	host->weight -= bytes < host->weight ? bytes : host->weight;
}

/* Returns the bytes of all processes. */
static uint64_t weigh(schain__model *model)
{
	const schain__delivery *delivery;
	const schain__process *process;
	const schain__chain *chain;
	const schain__cold *cold;
	schain__host *host;
	uint64_t processes = 0;
	uint32_t index = 0;

	for (host = model->first_host; host; host = host->next)
		host->weight = 0;
	while ((process = schain__slab_next(&model->processes, &index))) {
		uint64_t bytes = process_bytes(process);

		host = schain__slab_get(&model->hosts, process->host);
		host->weight += bytes;
		processes += bytes;
	}
	for (index = 0; (delivery = schain__slab_next(&model->deliveries, &index));) {
		host = schain__slab_get(&model->hosts, delivery->host);
		host->weight += delivery_bytes(delivery);
	}
	for (index = 0; (chain = schain__slab_next(&model->chains, &index));) {
		host = schain__slab_get(&model->hosts, chain->host);
		host->weight += chain_bytes(chain);
	}
	for (index = 0; (cold = schain__slab_next(&model->cold, &index));) {
		host = schain__slab_get(&model->hosts, cold->host);
		if (!cold->is_gone)
			host->weight += cold_bytes(cold);
	}
	return processes;
}

/*
 * The weight that no host may be above, so that with what goes a `part`th of it all
 * becomes free: who takes most gives most, and one that floods gives all of it.
 */
static uint64_t level_of(const schain__model *model, uint64_t part)
{
	const schain__host *host;
	uint64_t low = 0, high = 0, bytes = 0;

	for (host = model->first_host; host; host = host->next) {
		bytes += host->weight;
		if (host->weight > high)
			high = host->weight;
	}
	bytes /= part;
	for (int i = 0; i < LEVEL_STEPS && high - low > 1; i++) {
		uint64_t middle = low + (high - low) / 2, freed = 0;

		for (host = model->first_host; host && freed < bytes; host = host->next)
			if (host->weight > middle)
				freed += host->weight - middle;
		if (freed >= bytes)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static void forget_process(schain__model *model, schain__process *process)
{
	const schain__forgotten what = { .processes = 1 };
	schain__host *host = schain__slab_get(&model->hosts, process->host);

	lighten(host, process_bytes(process));
	schain__host_forget(model, host, &what);
	schain__process_drop(model, process);
}

/* Of hosts above that weight, as all that follow. */
static void forget_exited(schain__model *model, uint64_t target, uint64_t least)
{
	for (schain__host *host = model->first_host; host; host = host->next)
		while (host->exited.first && host->weight > least) {
			if (schain__model_used(model) <= target)
				return;
			forget_process(model, host->exited.first);
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

/* Bytes that may be added while room is made. */
enum { GROWTH = 65536 };

void schain__model_put_away(schain__model *model, uint64_t target)
{
	uint64_t most = model->memory->used + GROWTH;
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
			/* The index has grown, while what it leads to has left gaps only. */
			if (model->memory->used > most) {
				schain__model_trim(model);
				most = model->memory->used + GROWTH;
			}
		}
	for (size_t i = 0; i < listed; i++)
		if (list[i])
			list[i]->is_used = 0;
	schain__free(model->memory, list, listed * sizeof *list);
}

static uint64_t chains_bytes(schain__model *model, const schain__delivery *delivery)
{
	uint32_t left = delivery->chain_count;
	uint64_t bytes = 0;

	for (size_t i = 0; i < delivery->item_count && left; i++) {
		const schain__chain *chain = schain__chain_find(model, delivery, i);

		if (!chain)
			continue;
		bytes += chain_bytes(chain);
		left--;
	}
	return bytes;
}

static void forget_delivery(schain__model *model, schain__delivery *delivery)
{
	const schain__forgotten what = { .files = delivery->file_count, .deliveries = 1,
		                         .chains = delivery->chain_count };
	schain__host *host = schain__slab_get(&model->hosts, delivery->host);

	lighten(host, delivery_bytes(delivery) + chains_bytes(model, delivery));
	schain__host_forget(model, host, &what);
	schain__delivery_drop(model, delivery);
}

static void forget_deliveries(schain__model *model, uint64_t target, uint64_t least)
{
	schain__delivery **list;
	size_t listed;

	if (schain__model_used(model) <= target)
		return;
	list = list_deliveries(model, &listed);
	if (!list)
		return;
	for (size_t i = 0; i < listed && schain__model_used(model) > target; i++) {
		const schain__host *host = schain__slab_get(&model->hosts, list[i]->host);

		if (host->weight > least)
			forget_delivery(model, list[i]);
	}
	schain__free(model->memory, list, listed * sizeof *list);
}

/* Without any mark, and longest in the table first. */
static void forget_processes(schain__model *model, uint64_t target, uint64_t least)
{
	schain__process *process;
	uint32_t index = 0;

	while (schain__model_used(model) > target && (process = schain__slab_next(&model->processes, &index))) {
		const schain__host *host = schain__slab_get(&model->hosts, process->host);

		schain__process_shed(model, process);
		if (process->carry_count || schain__slab_get(&model->deliveries, process->delivery) ||
		    host->weight <= least)
			continue;
		forget_process(model, process);
	}
}

/*
 * Processes may take half of what is remembered; starting very many must not
 * push out what was delivered.
 */
static void forget_surplus_processes(schain__model *model, uint64_t target, uint64_t processes,
                                     uint64_t least)
{
	uint64_t used = schain__model_used(model), fair;

	if (used <= target || used < model->base + model->held)
		return;
	fair = (used - model->base - model->held) / 2;
	if (processes <= fair)
		return;
	used -= processes - fair;
	forget_processes(model, used > target ? used : target, least);
}

static int cold_by_suspicion(const void *a, const void *b)
{
	const schain__cold *left = *(schain__cold *const *)a, *right = *(schain__cold *const *)b;

	if (left->best_score != right->best_score)
		return left->best_score < right->best_score ? -1 : 1;
	if (left->first_write != right->first_write)
		return left->first_write < right->first_write ? -1 : 1;
	return left->serial < right->serial ? -1 : left->serial > right->serial;
}

static void forget_one_cold(schain__model *model, schain__cold *cold)
{
	const schain__forgotten what = { .files = cold->file_count, .deliveries = 1,
		                         .chains = cold->chain_count };
	/* Whoever was told of a verdict is told of its end. */
	schain__delivery *delivery = cold->is_told ? schain__cold_wake_one(model, cold) : NULL;

	if (delivery) {
		forget_delivery(model, delivery);
		return;
	}
	schain__host_forget(model, schain__slab_get(&model->hosts, cold->host), &what);
	schain__cold_drop(model, cold);
}

/* A quarter of it, when even knowing where things are in the store takes too much. */
static void forget_cold(schain__model *model)
{
	size_t count = model->cold.count, listed = 0;
	schain__cold **list = count ? schain__alloc(model->memory, count * sizeof *list) : NULL, *cold;
	schain__host *host;
	uint32_t index = 0;
	uint64_t least;

	if (!list)
		return;
	for (host = model->first_host; host; host = host->next)
		host->weight = 0;
	while ((cold = schain__slab_next(&model->cold, &index))) {
		if (cold->is_gone)
			continue;
		list[listed++] = cold;
		host = schain__slab_get(&model->hosts, cold->host);
		host->weight += cold_bytes(cold);
	}
	least = level_of(model, 4);
	qsort(list, listed, sizeof *list, cold_by_suspicion);
	for (size_t i = 0; i < listed; i++) {
		host = schain__slab_get(&model->hosts, list[i]->host);
		if (host->weight <= least)
			continue;
		lighten(host, cold_bytes(list[i]));
		forget_one_cold(model, list[i]);
	}
	schain__free(model->memory, list, count * sizeof *list);
	schain__cold_sweep(model);
}

static int is_cold_surplus(const schain__model *model, uint64_t remembered)
{
	return model->cold.count * sizeof(schain__cold) +
	               model->cold_index.count * sizeof(schain__multimap_slot) >
	       remembered / 2;
}

static void forget(schain__model *model, uint64_t target, uint64_t processes, uint64_t least)
{
	forget_exited(model, target, least);
	forget_surplus_processes(model, target, processes, least);
	forget_deliveries(model, target, least);
	forget_processes(model, target, least);
}

int schain__model_reclaim(schain__model *model, uint64_t bytes)
{
	uint64_t before = schain__model_used(model), fixed = model->base + model->held;
	uint64_t remembered = before > fixed ? before - fixed : 0, target, processes;

	/* Where little is remembered, freeing much would go beyond what processes have too much of. */
	if (bytes > remembered / 4)
		bytes = remembered / 4;
	target = before - bytes;
	/* It may be half. */
	if (is_cold_surplus(model, remembered))
		forget_cold(model);
	processes = weigh(model);
	/* Weights are about right; half of it all is twice what is asked for. */
	forget(model, target, processes, level_of(model, 4));
	if (schain__model_used(model) > target) {
		forget_cold(model);
		processes = weigh(model);
		forget(model, target, processes, level_of(model, 2));
	}
	return schain__model_used(model) < before;
}
