/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

/* How often, in event time, a host's ageing is looked at. */
#define AGEING_INTERVAL (30 * SCHAIN_SECOND)

/* Shares of the memory limit; an entry with its index takes about 128 bytes. */
static uint32_t entries(uint64_t limit, uint64_t share, uint32_t least, uint32_t most)
{
	uint64_t count = limit / share / 128;

	return count < least ? least : count > most ? most : (uint32_t)count;
}

static void drop_candidate(void *context, void *element)
{
	schain__model *model = context;
	schain__candidate *candidate = element;

	schain__record_give(&model->intern, &candidate->record);
}

static void drop_name(void *context, void *element)
{
	schain__model *model = context;
	schain__name *name = element;

	schain__intern_give(&model->intern, name->name);
}

static void drop_claim(void *context, void *element)
{
	schain__model *model = context;
	schain__held_claim *claim = element;

	schain__intern_give(&model->intern, claim->subject);
	schain__claim_give(&model->intern, claim);
}

void schain__model_init(schain__model *model, schain__memory *memory, const schain_policy *policy,
                        const schain__hash_key *key, uint64_t limit)
{
	memset(model, 0, sizeof *model);
	model->memory = memory;
	model->policy = policy;
	model->key = *key;
	schain__intern_init(&model->intern, memory, &model->key);
	schain__slab_init(&model->hosts, memory, sizeof(schain__host));
	schain__map_init(&model->host_index, memory);
	schain__slab_init(&model->processes, memory, sizeof(schain__process));
	schain__map_init(&model->process_index, memory);
	schain__slab_init(&model->deliveries, memory, sizeof(schain__delivery));
	schain__map_init(&model->delivery_index, memory);
	schain__slab_init(&model->files, memory, sizeof(schain__file));
	schain__map_init(&model->file_index, memory);
	schain__map_init(&model->coarse_index, memory);
	schain__slab_init(&model->chains, memory, sizeof(schain__chain));
	schain__map_init(&model->chain_index, memory);
	schain__slab_init(&model->cold, memory, sizeof(schain__cold));
	schain__multimap_init(&model->cold_index, memory);
	schain__recent_init(&model->candidates, memory, sizeof(schain__candidate),
	                    entries(limit, 64, 256, 8192));
	/* These two take twice of it, with the texts that they have. */
	schain__recent_init(&model->products, memory, sizeof(schain__profile),
	                    entries(limit, 32, 256, 32768));
	schain__recent_init(&model->traits, memory, sizeof(schain__trait),
	                    entries(limit, 32, 256, 32768));
	schain__recent_init(&model->names, memory, sizeof(schain__name), entries(limit, 32, 256, 32768));
	schain__recent_init(&model->contacts, memory, sizeof(schain__contact),
	                    entries(limit, 16, 256, 65536));
	schain__recent_init(&model->claims, memory, sizeof(schain__held_claim),
	                    entries(limit, 32, 256, 32768));
	schain__recent_init(&model->askers, memory, sizeof(schain__asker), entries(limit, 64, 256, 8192));
	schain__recent_init(&model->flows, memory, sizeof(schain__flow), entries(limit, 64, 256, 8192));
	model->products.drop = schain__profile_dropped;
	model->traits.drop = schain__trait_dropped;
	model->products.context = model->traits.context = model;
	model->candidates.drop = drop_candidate;
	model->names.drop = drop_name;
	model->claims.drop = drop_claim;
	model->candidates.context = model->names.context = model->claims.context = model;
}

schain__recent *schain__model_table(schain__model *model, size_t number)
{
	/* Products come before the traits, which go with them. */
	schain__recent *const tables[] = { &model->candidates, &model->products, &model->traits, &model->names,
		                           &model->contacts,   &model->claims,   &model->askers, &model->flows };

	return number < sizeof tables / sizeof *tables ? tables[number] : NULL;
}

void schain__model_dispose(schain__model *model)
{
	schain__delivery *delivery;
	schain__process *process;
	schain__recent *table;
	schain__host *host;
	uint32_t index = 0;

	model->closing = NULL;
	while ((delivery = schain__slab_next(&model->deliveries, &index)))
		schain__delivery_drop(model, delivery);
	for (index = 0; (process = schain__slab_next(&model->processes, &index));)
		schain__process_drop(model, process);
	schain__slab_dispose(&model->cold);
	schain__multimap_dispose(&model->cold_index);
	for (size_t i = 0; (table = schain__model_table(model, i)); i++)
		schain__recent_dispose(table);
	for (index = 0; (host = schain__slab_next(&model->hosts, &index));)
		schain__intern_give(&model->intern, host->name);
	schain__slab_dispose(&model->hosts);
	schain__map_dispose(&model->host_index);
	schain__slab_dispose(&model->processes);
	schain__map_dispose(&model->process_index);
	schain__slab_dispose(&model->deliveries);
	schain__map_dispose(&model->delivery_index);
	schain__slab_dispose(&model->files);
	schain__map_dispose(&model->file_index);
	schain__map_dispose(&model->coarse_index);
	schain__slab_dispose(&model->chains);
	schain__map_dispose(&model->chain_index);
	schain__intern_dispose(&model->intern);
}

uint64_t schain__model_key(const schain__model *model, char tag, uint64_t scope, schain_string text)
{
	schain__hash_key key = model->key;

	key.part[0] ^= (scope + 1) * 0x9e3779b97f4a7c15u; /* 2^64 / golden ratio spreads small numbers */
	key.part[0] += (unsigned char)tag;
	return schain__hash(&key, text.data, text.length);
}

static schain__answer *slot_of(schain__answer *answers, uint64_t question)
{
	return &answers[(question >> 32) % SCHAIN__ANSWERS];
}

uint32_t schain__model_address_bits(schain__model *model, schain_string address)
{
	uint64_t question = schain__hash(&model->key, address.data, address.length) | 1;
	schain__answer *slot = slot_of(model->addresses, question);

	if (slot->question != question) {
		slot->answer = schain__policy_classify_address(model->policy, address);
		slot->question = question;
	}
	return (uint32_t)slot->answer;
}

uint32_t schain__model_host_bits(schain__model *model, schain_string name)
{
	uint64_t question = schain__hash(&model->key, name.data, name.length) | 1;
	schain__answer *slot = slot_of(model->names_known, question);

	if (slot->question != question) {
		slot->answer = schain__policy_classify_host(model->policy, name);
		slot->question = question;
	}
	return (uint32_t)slot->answer;
}

void schain__model_set_policy(schain__model *model, const schain_policy *policy)
{
	schain__interned *interned;
	uint32_t index = 0;

	model->policy = policy;
	memset(model->addresses, 0, sizeof model->addresses);
	memset(model->names_known, 0, sizeof model->names_known);
	while ((interned = schain__slab_next(&model->intern.pool, &index)))
		interned->is_classified = 0;
}

uint64_t schain__model_classes(schain__model *model, schain__interned *interned)
{
	if (!interned)
		return 0;
	if (!interned->is_classified) {
		interned->classes = schain__policy_classify(model->policy, schain__interned_string(interned));
		interned->is_classified = 1;
	}
	return interned->classes;
}

void schain__model_age(schain__model *model, schain__host *host, schain_time now)
{
	int64_t dormancy = schain__policy_value(model->policy, SCHAIN__KEY_DORMANCY);
	schain__delivery *delivery, *newer;

	if (schain__elapsed(host->aged, now) < AGEING_INTERVAL)
		return;
	host->aged = now;
	/* By now it would be too old to matter. */
	if (host->forgotten.since && schain__elapsed(host->forgotten.last, now) > dormancy)
		memset(&host->forgotten, 0, sizeof host->forgotten);
	if (host->unread.since && schain__elapsed(host->unread.last, now) > dormancy)
		memset(&host->unread, 0, sizeof host->unread);
	schain__cold_age(model, host, now);
	schain__delivery_close(model, host, now);
	schain__trait_age(model, host, now);
	for (delivery = host->oldest_delivery; delivery; delivery = newer) {
		newer = delivery->newer;
		/* In order of birth: behind one young enough, none is older. */
		if (schain__elapsed(delivery->first_write, now) <= dormancy)
			break;
		if (schain__elapsed(delivery->last_write, now) > dormancy)
			schain__delivery_drop(model, delivery);
	}
}
