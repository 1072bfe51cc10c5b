/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"


static uint64_t index_key(const schain__model *model, const schain__delivery *delivery, size_t item)
{
	struct {
		uint64_t delivery, item;
	} key = { schain__slab_ref(delivery), item };

	return schain__hash(&model->key, &key, sizeof key);
}

/* Of what a stranger could see again: host, installer, first write, item. */
static uint64_t stable_id(schain__model *model, const schain__delivery *delivery, size_t item)
{
	const schain__item *part = &delivery->items[item];
	schain__host *host = schain__slab_get(&model->hosts, delivery->host);
	schain_string texts[3];
	uint64_t id = schain__hash_stable_number((uint64_t)delivery->first_write, part->first_path);

	texts[0] = host ? schain__interned_string(host->name) : schain__string(NULL, 0);
	texts[1] = schain__interned_string(delivery->installer);
	texts[2] = schain__interned_string(part->name);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		id = schain__hash_stable(texts[i].data, texts[i].length, id);
	return id;
}

schain__chain *schain__chain_find(schain__model *model, const schain__delivery *delivery, size_t item)
{
	uint32_t index = schain__map_get(&model->chain_index, index_key(model, delivery, item));

	return index == SCHAIN__MAP_NONE ? NULL : schain__slab_at(&model->chains, index);
}

/* Behind the newest whose serial is less. */
static void link_chain(schain__host *host, schain__chain *chain)
{
	schain__chain *older = host->last_chain;

	while (older && older->serial > chain->serial)
		older = older->older;
	chain->older = older;
	chain->newer = older ? older->newer : host->first_chain;
	if (chain->newer)
		chain->newer->older = chain;
	else
		host->last_chain = chain;
	if (older)
		older->newer = chain;
	else
		host->first_chain = chain;
}

static void unlink_chain(schain__host *host, schain__chain *chain)
{
	if (chain->older)
		chain->older->newer = chain->newer;
	else
		host->first_chain = chain->newer;
	if (chain->newer)
		chain->newer->older = chain->older;
	else
		host->last_chain = chain->older;
}

static void append(schain__model *model, schain__chain *chain)
{
	schain__host *host = schain__slab_get(&model->hosts, chain->host);

	chain->serial = ++host->chains_made;
	link_chain(host, chain);
}

void schain__chain_place(schain__model *model, schain__chain *chain)
{
	schain__host *host = schain__slab_get(&model->hosts, chain->host);

	unlink_chain(host, chain);
	link_chain(host, chain);
}

int schain__chain_is_worth_telling(const schain__model *model, const schain__chain *chain)
{
	return chain->revision ||
	       chain->score >= schain__policy_value(model->policy, SCHAIN__KEY_RISK_SCORE_THRESHOLD);
}

void schain__chain_touch(schain__model *model, schain__chain *chain)
{
	schain__delivery *delivery = schain__slab_get(&model->deliveries, chain->delivery);

	if (delivery)
		schain__delivery_touch(model, delivery);
}

schain__chain *schain__chain_of(schain__model *model, schain__delivery *delivery, size_t item)
{
	uint64_t key = index_key(model, delivery, item);
	schain__chain *chain = schain__chain_find(model, delivery, item);

	if (chain)
		return chain;
	if (item >= delivery->item_count)
		return NULL;
	chain = schain__slab_take(&model->chains);
	if (!chain)
		return NULL;
	if (schain__map_set(&model->chain_index, key, chain->header.index)) {
		schain__slab_give(&model->chains, chain);
		return NULL;
	}
	schain__delivery_touch(model, delivery);
	chain->key = key;
	chain->delivery = schain__slab_ref(delivery);
	chain->host = delivery->host;
	chain->item = (uint32_t)item;
	chain->score = INT32_MIN;
	chain->id = stable_id(model, delivery, item);
	append(model, chain);
	delivery->chain_count++;
	return chain;
}

static void dispose_signal(schain__model *model, schain__signal *signal)
{
	schain__intern_give(&model->intern, signal->subject);
	schain__intern_give(&model->intern, signal->detail);
	schain__record_give(&model->intern, &signal->record);
}

static void dispose_evidence(schain__model *model, schain__chain *chain)
{
	schain__intern *intern = &model->intern;

	for (size_t i = 0; i < chain->signal_count; i++)
		dispose_signal(model, &chain->signals[i]);
	for (size_t i = 0; i < chain->process_count; i++) {
		schain__intern_give(intern, chain->processes[i].guid);
		schain__intern_give(intern, chain->processes[i].image);
		schain__intern_give(intern, chain->processes[i].command);
		schain__intern_give(intern, chain->processes[i].user);
	}
	for (size_t i = 0; i < chain->file_count; i++) {
		schain__intern_give(intern, chain->files[i].path);
		schain__intern_give(intern, chain->files[i].sha256);
		schain__intern_give(intern, chain->files[i].sha1);
		schain__intern_give(intern, chain->files[i].md5);
		schain__intern_give(intern, chain->files[i].signer);
	}
	for (size_t i = 0; i < chain->destination_count; i++) {
		schain__intern_give(intern, chain->destinations[i].name);
		schain__intern_give(intern, chain->destinations[i].address);
	}
	schain__free(model->memory, chain->signals, chain->signal_capacity * sizeof *chain->signals);
	schain__free(model->memory, chain->processes, chain->process_capacity * sizeof *chain->processes);
	schain__free(model->memory, chain->files, chain->file_capacity * sizeof *chain->files);
	schain__free(model->memory, chain->destinations,
	             chain->destination_capacity * sizeof *chain->destinations);
}

void schain__chain_drop(schain__model *model, schain__chain *chain)
{
	schain__delivery *delivery = schain__slab_get(&model->deliveries, chain->delivery);

	schain__chain_touch(model, chain);
	if (model->closing)
		model->closing(model->context, chain);
	unlink_chain(schain__slab_get(&model->hosts, chain->host), chain);
	dispose_evidence(model, chain);
	schain__intern_give(&model->intern, chain->subject);
	schain__intern_give(&model->intern, chain->product);
	schain__intern_give(&model->intern, chain->title);
	schain__intern_give(&model->intern, chain->vendor);
	schain__intern_give(&model->intern, chain->version);
	schain__map_remove(&model->chain_index, chain->key);
	if (delivery)
		delivery->chain_count--;
	schain__slab_give(&model->chains, chain);
}

/* Room for one more, or NULL. Counts what is left out. */
static void *room(schain__model *model, schain__chain *chain, void **array, size_t *count,
                  size_t *capacity, size_t limit, size_t element_size)
{
	void *element;

	schain__chain_touch(model, chain);
	if (*count >= limit || schain__grow(model->memory, array, capacity, *count, element_size)) {
		chain->omitted++;
		return NULL;
	}
	element = (char *)*array + *count * element_size;
	memset(element, 0, element_size);
	(*count)++;
	return element;
}

void schain__chain_signal_remove(schain__model *model, schain__chain *chain, schain__signal *signal)
{
	size_t at = (size_t)(signal - chain->signals);

	schain__chain_touch(model, chain);
	dispose_signal(model, signal);
	chain->signal_count--;
	memmove(signal, signal + 1, (chain->signal_count - at) * sizeof *signal);
}

/*
 * Room for a signal of a kind the chain has none of, where many of another kind
 * fill it: a package of fifty programs must not hide where one of them
 * connects. The latest of the least weight goes; its kind stays represented.
 */
static void make_room(schain__model *model, schain__chain *chain, uint32_t id)
{
	schain__signal *victim = NULL;

	for (size_t i = 0; i < chain->signal_count; i++) {
		schain__signal *signal = &chain->signals[i];
		size_t alike = 0;

		if (signal->id == id)
			return;
		for (size_t j = 0; j < i; j++)
			alike += chain->signals[j].id == signal->id;
		if (alike && (!victim || signal->weight <= victim->weight))
			victim = signal;
	}
	if (!victim)
		return;
	schain__chain_signal_remove(model, chain, victim);
	chain->omitted++;
}

schain__signal *schain__chain_signal(schain__model *model, schain__chain *chain, uint32_t id,
                                     schain_string subject, schain_string detail,
                                     const schain__record *record, schain_time time, int *ret_is_new)
{
	schain__signal *signal;

	schain__chain_touch(model, chain);
	*ret_is_new = 0;
	for (size_t i = 0; i < chain->signal_count; i++) {
		signal = &chain->signals[i];
		if (signal->id == id && schain__equal(schain__interned_string(signal->subject), subject)) {
			signal->occurrences++;
			return signal;
		}
	}
	if (chain->signal_count == SCHAIN__CHAIN_SIGNALS)
		make_room(model, chain, id);
	signal = room(model, chain, (void **)&chain->signals, &chain->signal_count,
	              &chain->signal_capacity, SCHAIN__CHAIN_SIGNALS, sizeof *signal);
	if (!signal)
		return NULL;
	signal->id = id;
	signal->occurrences = 1;
	signal->time = time;
	signal->subject = schain__intern_take(&model->intern, subject);
	signal->detail = schain__intern_take(&model->intern, detail);
	signal->record = schain__record_share(record);
	*ret_is_new = 1;
	return signal;
}

schain__chain_process *schain__chain_process_add(schain__model *model, schain__chain *chain,
                                                 const schain__process *process, uint32_t role,
                                                 uint32_t distance)
{
	uint64_t key = process->serial;
	schain__chain_process *entry;

	for (size_t i = 0; i < chain->process_count; i++) {
		entry = &chain->processes[i];
		/* One that replaced its image is another step of the story. */
		if (entry->key != key || entry->image != process->image ||
		    (entry->command && entry->command != process->command))
			continue;
		/* A second sensor may know more of it. */
		if (!entry->command)
			entry->command = schain__intern_share(process->command);
		if (!entry->guid)
			entry->guid = schain__intern_share(process->guid);
		return entry;
	}
	entry = room(model, chain, (void **)&chain->processes, &chain->process_count,
	             &chain->process_capacity, SCHAIN__CHAIN_PROCESSES, sizeof *entry);
	if (!entry)
		return NULL;
	entry->key = key;
	entry->parent_key = process->parent_serial;
	entry->pid = process->pid;
	entry->time = process->started;
	entry->role = role;
	entry->distance = distance;
	entry->guid = schain__intern_share(process->guid);
	entry->image = schain__intern_share(process->image);
	entry->command = schain__intern_share(process->command);
	entry->user = schain__intern_share(process->user);
	return entry;
}

schain__chain_file *schain__chain_file_add(schain__model *model, schain__chain *chain,
                                           schain_string path, schain_time written)
{
	schain__host *host = schain__slab_get(&model->hosts, chain->host);
	schain__chain_file *entry;

	for (size_t i = 0; i < chain->file_count; i++)
		if (schain__equal(schain__interned_string(chain->files[i].path), path))
			return &chain->files[i];
	entry = room(model, chain, (void **)&chain->files, &chain->file_count, &chain->file_capacity,
	             SCHAIN__CHAIN_FILES, sizeof *entry);
	if (!entry)
		return NULL;
	entry->time = written;
	entry->key = host ? schain__file_key(model, host, path) : 0;
	entry->path = schain__intern_take(&model->intern, path);
	return entry;
}

/* Where software may go makes room: a list full of it must not hide where it should not. */
static void forget_expected(schain__model *model, schain__chain *chain)
{
	for (size_t i = chain->destination_count; i-- > 0;) {
		schain__chain_destination *entry = &chain->destinations[i];

		if (entry->judgement != SCHAIN__APPROVED && entry->judgement != SCHAIN__INTERNAL)
			continue;
		schain__intern_give(&model->intern, entry->name);
		schain__intern_give(&model->intern, entry->address);
		chain->destination_count--;
		memmove(entry, entry + 1, (chain->destination_count - i) * sizeof *entry);
		chain->omitted++;
		return;
	}
}

schain__chain_destination *schain__chain_destination_add(schain__model *model, schain__chain *chain,
                                                         schain_string name, schain_string address,
                                                         uint32_t port, uint32_t protocol,
                                                         schain_time time)
{
	schain__chain_destination *entry;

	for (size_t i = 0; i < chain->destination_count; i++) {
		entry = &chain->destinations[i];
		if (entry->port == port && schain__equal(schain__interned_string(entry->name), name) &&
		    (name.length || schain__equal(schain__interned_string(entry->address), address)))
			return entry;
	}
	if (chain->destination_count == SCHAIN__CHAIN_DESTINATIONS)
		forget_expected(model, chain);
	entry = room(model, chain, (void **)&chain->destinations, &chain->destination_count,
	             &chain->destination_capacity, SCHAIN__CHAIN_DESTINATIONS, sizeof *entry);
	if (!entry)
		return NULL;
	entry->time = time;
	entry->port = port;
	entry->protocol = protocol;
	entry->name = schain__intern_take(&model->intern, name);
	entry->address = schain__intern_take(&model->intern, address);
	return entry;
}
