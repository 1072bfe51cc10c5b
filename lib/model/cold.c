/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

uint64_t schain__cold_path_key(const schain__host *host, uint64_t file_key)
{
	return schain__hash_lasting_number(&host->key, file_key);
}

uint64_t schain__cold_serial_key(const schain__host *host, uint64_t serial)
{
	return schain__hash_lasting_number(&host->key, ~serial);
}

uint64_t schain__cold_subject_key(const schain__host *host, uint32_t subject_kind, schain_string subject)
{
	char spelled[256];
	size_t length = subject.length < sizeof spelled ? subject.length : sizeof spelled;

	for (size_t i = 0; i < length; i++)
		spelled[i] = schain__lower(subject.data[i]);
	return schain__host_hash(host, (char)('0' + subject_kind), spelled, length);
}

static void each_subject(const schain__host *host, const schain__chain *chain,
                         const schain__package *package, const schain__cold_keys *keys)
{
	for (size_t i = 0; i < chain->file_count; i++) {
		const schain__chain_file *file = &chain->files[i];

		keys->take(keys->context, schain__cold_path_key(host, file->key));
		if (file->sha256)
			keys->take(keys->context, schain__cold_subject_key(host, SCHAIN_SUBJECT_HASH,
			                                                   schain__interned_string(file->sha256)));
		if (file->signer)
			keys->take(keys->context, schain__cold_subject_key(host, SCHAIN_SUBJECT_SIGNER,
			                                                   schain__interned_string(file->signer)));
	}
	for (size_t i = 0; i < chain->destination_count; i++) {
		const schain__chain_destination *to = &chain->destinations[i];

		if (to->name)
			keys->take(keys->context, schain__cold_subject_key(host, SCHAIN_SUBJECT_DOMAIN,
			                                                   schain__interned_string(to->name)));
		if (to->address)
			keys->take(keys->context, schain__cold_subject_key(host, SCHAIN_SUBJECT_ADDRESS,
			                                                   schain__interned_string(to->address)));
	}
	if (package && package->subject)
		keys->take(keys->context, schain__cold_subject_key(host, SCHAIN_SUBJECT_PACKAGE,
		                                                   schain__interned_string(package->subject)));
}

void schain__cold_each_key(schain__model *model, const schain__delivery *delivery,
                           const schain__cold_keys *keys)
{
	const schain__host *host = schain__slab_get(&model->hosts, delivery->host);
	uint32_t left = delivery->chain_count;

	keys->take(keys->context, schain__cold_serial_key(host, delivery->serial));
	for (const schain__file *file = delivery->files; file; file = file->next) {
		keys->take(keys->context, file->key);
		if (file->coarse_key)
			keys->take(keys->context, file->coarse_key);
	}
	for (size_t i = 0; i < delivery->item_count; i++) {
		const schain__item *item = &delivery->items[i];
		const schain__chain *chain = left ? schain__chain_find(model, delivery, i) : NULL;

		if (item->name)
			keys->take(keys->context, schain__cold_subject_key(host, SCHAIN__COLD_ITEM,
			                                                   schain__interned_string(item->name)));
		if (!chain)
			continue;
		each_subject(host, chain, item->package, keys);
		left--;
	}
}

static void count_key(void *context, uint64_t key)
{
	(void)key;
	++*(uint32_t *)context;
}

uint32_t schain__cold_count_keys(schain__model *model, const schain__delivery *delivery)
{
	uint32_t count = 0;
	const schain__cold_keys keys = { count_key, &count };

	schain__cold_each_key(model, delivery, &keys);
	return count;
}

static int is_told(schain__model *model, const schain__delivery *delivery)
{
	uint32_t left = delivery->chain_count;

	for (size_t i = 0; i < delivery->item_count && left; i++) {
		const schain__chain *chain = schain__chain_find(model, delivery, i);

		if (!chain)
			continue;
		if (schain__chain_is_worth_telling(model, chain))
			return 1;
		left--;
	}
	return 0;
}

schain__cold schain__cold_of(schain__model *model, const schain__delivery *delivery)
{
	schain__cold cold;

	memset(&cold, 0, sizeof cold);
	cold.host = delivery->host;
	cold.serial = delivery->serial;
	cold.first_write = delivery->first_write;
	cold.last_write = delivery->last_write;
	cold.best_score = delivery->best_score;
	cold.file_count = delivery->file_count;
	cold.chain_count = delivery->chain_count;
	cold.is_told = (uint8_t)is_told(model, delivery);
	cold.is_closing = (uint8_t)schain__delivery_is_empty(delivery);
	if (cold.is_closing && cold.last_write < delivery->emptied)
		cold.last_write = delivery->emptied;
	return cold;
}

schain__cold *schain__cold_add(schain__model *model, const schain__cold *like)
{
	schain__host *host = schain__slab_get(&model->hosts, like->host);
	schain__cold *cold = schain__slab_take(&model->cold);
	schain__slab_header header;

	if (!cold)
		return NULL;
	header = cold->header;
	*cold = *like;
	cold->header = header;
	cold->key_count = 0;
	if (cold->last_write < cold->first_write)
		cold->last_write = cold->first_write;
	schain__cold_order_add(model, host, cold);
	host->cold_count++;
	model->cold_deliveries++;
	model->cold_files += cold->file_count;
	model->cold_chains += cold->chain_count;
	return cold;
}

int schain__cold_add_key(schain__model *model, schain__cold *cold, uint64_t key)
{
	if (schain__multimap_add(&model->cold_index, key, cold->header.index, 0))
		return -1;
	cold->key_count++;
	return 0;
}

/* No more among what is remembered. */
static void uncount(schain__model *model, schain__cold *cold)
{
	schain__host *host = schain__slab_get(&model->hosts, cold->host);

	schain__cold_order_remove(model, host, cold);
	host->cold_count--;
	model->cold_deliveries--;
	model->cold_files -= cold->file_count;
	model->cold_chains -= cold->chain_count;
}

struct adding {
	schain__model *model;
	schain__cold *cold;
	int failed;
};

static void add_key(void *context, uint64_t key)
{
	struct adding *adding = context;

	if (!adding->failed)
		adding->failed = schain__cold_add_key(adding->model, adding->cold, key);
}

static void remove_key(void *context, uint64_t key)
{
	const struct adding *adding = context;

	schain__multimap_remove(&adding->model->cold_index, key, adding->cold->header.index);
}

/* What a delivery in memory has is not in the index of what is not. */
static void take_out(schain__model *model, schain__cold *cold, const schain__delivery *delivery)
{
	struct adding adding = { model, cold, 0 };
	const schain__cold_keys keys = { remove_key, &adding };

	schain__cold_each_key(model, delivery, &keys);
	uncount(model, cold);
	schain__slab_give(&model->cold, cold);
}

int schain__cold_put(schain__model *model, schain__delivery *delivery)
{
	schain__cold like = schain__cold_of(model, delivery);
	struct adding adding = { model, schain__cold_add(model, &like), 0 };
	const schain__cold_keys keys = { add_key, &adding };

	if (!adding.cold)
		return -1;
	schain__cold_each_key(model, delivery, &keys);
	if (adding.failed) {
		take_out(model, adding.cold, delivery);
		return -1;
	}
	schain__delivery_unload(model, delivery);
	return 0;
}

schain__delivery *schain__cold_wake_one(schain__model *model, schain__cold *cold)
{
	schain__delivery *delivery;

	if (cold->is_gone)
		return NULL;
	delivery = model->waking ? model->waking(model->context, cold) : NULL;
	if (!delivery) {
		schain__host_miss(model, schain__slab_get(&model->hosts, cold->host));
		return NULL;
	}
	take_out(model, cold, delivery);
	model->woken++;
	return delivery;
}

uint32_t schain__cold_wake(schain__model *model, schain__host *host, uint64_t key)
{
	const schain__multimap_slot *slot;
	schain__ref reference = schain__slab_ref(host);
	uint32_t cursor = 0, woken = 0, left = host->cold_count;

	while (left && (slot = schain__multimap_next(&model->cold_index, key, &cursor))) {
		schain__cold *cold = schain__slab_find(&model->cold, slot->value);

		if (!cold || cold->is_gone || cold->host != reference)
			continue;
		if (woken == SCHAIN__COLD_WOKEN) { /* of the rest it is said that they were not looked at */
			schain__host_miss(model, host);
			continue;
		}
		woken += schain__cold_wake_one(model, cold) != NULL;
		/* The index has changed: again from its start, which no longer leads to that one. */
		if (left != host->cold_count)
			cursor = 0;
		left = host->cold_count;
	}
	return woken;
}

static void forget(schain__model *model, schain__cold *cold)
{
	uncount(model, cold);
	cold->is_gone = 1;
	model->cold_gone += cold->key_count;
}

/* Going over the index pays where much of it leads nowhere. */
static void sweep_if_due(schain__model *model)
{
	if (model->cold_gone > model->cold_index.count / 4)
		schain__cold_sweep(model);
}

void schain__cold_drop(schain__model *model, schain__cold *cold)
{
	if (cold->is_gone)
		return;
	if (model->dropping)
		model->dropping(model->context, schain__slab_get(&model->hosts, cold->host), cold->serial);
	forget(model, cold);
	sweep_if_due(model);
}

void schain__cold_drop_host(schain__model *model, const schain__host *host)
{
	schain__cold *cold;

	while ((cold = schain__cold_first(model, host)))
		forget(model, cold);
	sweep_if_due(model);
}

void schain__cold_age(schain__model *model, schain__host *host, schain_time now)
{
	int64_t dormancy = schain__policy_value(model->policy, SCHAIN__KEY_DORMANCY);
	schain__cold *cold;
	uint32_t unread = 0; /* links, as in order.c */

	while ((cold = schain__cold_oldest_closing(model, host)) &&
	       schain__closing_is_due(model, cold->last_write, now))
		schain__cold_drop(model, cold);
	while ((cold = schain__cold_oldest(model, host)) && schain__elapsed(cold->last_write, now) > dormancy) {
		if (!cold->is_told) {
			schain__cold_drop(model, cold);
		} else if (!schain__cold_wake_one(model, cold)) {
			/* The next time again; those behind it do not wait for that. */
			schain__cold_order_remove(model, host, cold);
			cold->sibling = unread;
			unread = cold->header.index + 1;
		}
	}
	while (unread) {
		cold = schain__slab_at(&model->cold, unread - 1);
		unread = cold->sibling;
		schain__cold_order_add(model, host, cold);
	}
}

static int is_gone(const void *context, uint32_t value)
{
	const schain__model *model = context;
	const schain__cold *cold = schain__slab_find(&model->cold, value);

	return !cold || cold->is_gone;
}

void schain__cold_sweep(schain__model *model)
{
	schain__cold *cold;
	uint32_t index = 0;

	if (!model->cold_gone)
		return;
	schain__multimap_sweep(&model->cold_index, is_gone, model);
	while ((cold = schain__slab_next(&model->cold, &index)))
		if (cold->is_gone)
			schain__slab_give(&model->cold, cold);
	model->cold_gone = 0;
}
