/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

static uint64_t index_key(const schain__model *model, schain_string name)
{
	return schain__model_key(model, 'h', 0, name);
}

schain__host *schain__host_find(schain__model *model, schain_string name)
{
	uint32_t index = schain__map_get(&model->host_index, index_key(model, name));

	return index == SCHAIN__MAP_NONE ? NULL : schain__slab_at(&model->hosts, index);
}

/* Behind the last whose number is less. */
static void link_host(schain__model *model, schain__host *host)
{
	schain__host *previous = model->last_host;

	while (previous && previous->number > host->number)
		previous = previous->previous;
	host->previous = previous;
	host->next = previous ? previous->next : model->first_host;
	if (host->next)
		host->next->previous = host;
	else
		model->last_host = host;
	if (previous)
		previous->next = host;
	else
		model->first_host = host;
}

static void unlink_host(schain__model *model, schain__host *host)
{
	if (host->previous)
		host->previous->next = host->next;
	else
		model->first_host = host->next;
	if (host->next)
		host->next->previous = host->previous;
	else
		model->last_host = host->previous;
}

void schain__host_place(schain__model *model, schain__host *host)
{
	unlink_host(model, host);
	link_host(model, host);
	if (host->number > model->hosts_made)
		model->hosts_made = host->number;
}

schain__host *schain__host_of(schain__model *model, schain_string name)
{
	schain__host *host = schain__host_find(model, name);

	if (host)
		return host;
	host = schain__slab_take(&model->hosts);
	if (!host)
		return NULL;
	host->key.part[0] = schain__model_key(model, 'K', 0, name);
	host->key.part[1] = schain__model_key(model, 'L', 0, name);
	host->name = schain__intern_take(&model->intern, name);
	if ((name.length && !host->name) ||
	    schain__map_set(&model->host_index, index_key(model, name), host->header.index)) {
		schain__intern_give(&model->intern, host->name);
		schain__slab_give(&model->hosts, host);
		return NULL;
	}
	host->number = ++model->hosts_made;
	link_host(model, host);
	return host;
}

void schain__host_forget(schain__model *model, schain__host *host, const schain__forgotten *what)
{
	schain__forgotten *known = &host->forgotten;

	if (!known->since)
		known->since = host->now ? host->now : 1;
	known->last = host->now;
	known->processes += what->processes;
	known->files += what->files;
	known->deliveries += what->deliveries;
	known->chains += what->chains;
	model->forgotten_processes += what->processes;
	model->forgotten_files += what->files;
	model->forgotten_deliveries += what->deliveries;
	model->forgotten_chains += what->chains;
	host->is_touched = 1;
}

void schain__host_miss(schain__model *model, schain__host *host)
{
	schain__unread *unread = &host->unread;

	if (!unread->since)
		unread->since = host->now ? host->now : 1;
	unread->last = host->now;
	unread->deliveries++;
	model->unread++;
	host->is_touched = 1;
}

uint64_t schain__host_hash(const schain__host *host, char tag, const void *data, size_t size)
{
	schain__hash_key key = host->key;

	key.part[0] += (unsigned char)tag;
	return schain__hash_lasting(&key, data, size);
}

static void drop_processes(schain__model *model, schain__host *host)
{
	while (host->living.first)
		schain__process_drop(model, host->living.first);
	while (host->exited.first)
		schain__process_drop(model, host->exited.first);
}

void schain__host_drop(schain__model *model, schain__host *host)
{
	schain__recent *table;

	while (host->oldest_delivery)
		schain__delivery_drop(model, host->oldest_delivery);
	schain__cold_drop_host(model, host);
	drop_processes(model, host);
	for (size_t i = 0; (table = schain__model_table(model, i)); i++) {
		void *element;

		while ((element = schain__recent_oldest(table, host->header.index)))
			schain__recent_remove(table, element);
	}
	unlink_host(model, host);
	schain__map_remove(&model->host_index, index_key(model, schain__interned_string(host->name)));
	schain__intern_give(&model->intern, host->name);
	schain__slab_give(&model->hosts, host);
}
