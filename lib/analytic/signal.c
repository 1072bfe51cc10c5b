/* SPDX-License-Identifier: Apache-2.0 */
#include "analytic/analytic.h"

const schain__signal_kind schain__signal_kinds[SCHAIN__SIGNAL_COUNT] = {
#define WEIGHT(id, name, stage, default_weight, summary) \
	{ name, summary, SCHAIN_STAGE_##stage, SCHAIN__KEY_WEIGHT_##id },
#include "policy/weights.def"
#undef WEIGHT
};

int32_t schain__weight(const schain__scene *scene, enum schain__signal_id id)
{
	return (int32_t)schain__policy_value(scene->model->policy, schain__signal_kinds[id].key);
}

schain__chain *schain__carried(const schain__scene *scene, const schain__carry *carry)
{
	schain__chain *chain = schain__slab_get(&scene->model->chains, carry->chain);

	if (chain)
		schain__chain_touch(scene->model, chain);
	return chain;
}

/* Whether it went there or asked for it: what this delivery taught of a place is forgotten. */
static void forget_place(schain__scene *scene, const schain__chain *chain, uint64_t serial,
                         schain_string place)
{
	char buffer[SCHAIN__ASKED_SIZE];
	schain_string asked = schain__asked_place(place, buffer);
	schain__contact *contact = schain__contact_find(scene->model, scene->host, chain->product_key,
	                                                place);

	if (contact && contact->teacher == serial)
		schain__product_contact_forget(scene->model, scene->host, chain->product_key, place);
	contact = schain__contact_find(scene->model, scene->host, chain->product_key, asked);
	if (contact && contact->teacher == serial)
		schain__contact_forget(scene->model, scene->host, chain->product_key, asked);
}

/* The product's past must not vouch for what a compromised update did. */
static void unlearn(schain__scene *scene, schain__chain *chain)
{
	schain__delivery *delivery = schain__slab_get(&scene->model->deliveries, chain->delivery);
	schain__profile *profile;

	if (!delivery)
		return;
	for (size_t i = 0; i < chain->destination_count; i++) {
		schain_string name = schain__interned_string(chain->destinations[i].name);
		schain_string place = name.length
		                              ? schain__registrable_domain(name)
		                              : schain__interned_string(chain->destinations[i].address);

		forget_place(scene, chain, delivery->serial, place);
	}
	for (size_t i = 0; i < chain->signal_count; i++)
		if (chain->signals[i].id == SCHAIN__SIGNAL_EGRESS_ASKED)
			forget_place(scene, chain, delivery->serial,
			             schain__registrable_domain(schain__interned_string(chain->signals[i].subject)));
	profile = schain__profile_of(scene->model, scene->host, chain->product_key, 0);
	if (profile)
		schain__trait_unlearn(scene->model, profile, delivery->serial);
	if (profile && profile->last_delivery == delivery->serial) {
		profile->behaviour_now = profile->standing_now = 0;
		schain__profile_forget_signer(profile);
	}
}

static void rescore(schain__scene *scene, schain__chain *chain)
{
	schain__delivery *delivery = schain__slab_get(&scene->model->deliveries, chain->delivery);

	schain__chain_touch(scene->model, chain);
	schain__score(scene->model, chain);
	if (delivery && chain->score > delivery->best_score)
		delivery->best_score = chain->score;
	if (chain->level >= SCHAIN_LEVEL_MEDIUM && !chain->is_bad) {
		chain->is_bad = 1;
		unlearn(scene, chain);
	}
	if (scene->event->time > chain->last_time)
		chain->last_time = scene->event->time;
	scene->changed(scene->context, chain);
}

void schain__signal_add_by(schain__scene *scene, schain__chain *chain, enum schain__signal_id id,
                           int32_t weight, schain_string subject, schain_string detail,
                           uint64_t process_key)
{
	schain__record record = schain__record_of(&scene->model->intern, scene->event);
	int is_new;
	schain__signal *signal = schain__chain_signal(scene->model, chain, id, subject, detail, &record,
	                                              scene->event->time, &is_new);

	schain__record_give(&scene->model->intern, &record);
	if (!signal)
		return;
	if (!is_new && weight <= signal->weight)
		return;
	signal->weight = weight;
	signal->process_key = process_key;
	rescore(scene, chain);
}

void schain__signal_add(schain__scene *scene, schain__chain *chain, enum schain__signal_id id,
                        int32_t weight, schain_string subject, schain_string detail,
                        const schain__process *process)
{
	schain__signal_add_by(scene, chain, id, weight, subject, detail, process ? process->serial : 0);
}

void schain__signal_add_past(schain__scene *scene, schain__chain *chain, enum schain__signal_id id,
                             schain_string subject, schain_string detail,
                             const schain__record *record, schain_time time)
{
	int is_new;
	schain__signal *signal = schain__chain_signal(scene->model, chain, id, subject, detail, record,
	                                              time, &is_new);

	if (!signal || !is_new)
		return;
	signal->weight = schain__weight(scene, id);
	rescore(scene, chain);
}

void schain__signal_withdraw_kind(schain__scene *scene, schain__chain *chain,
                                  enum schain__signal_id id)
{
	size_t before = chain->signal_count;

	for (size_t i = chain->signal_count; i-- > 0;)
		if (chain->signals[i].id == id)
			schain__chain_signal_remove(scene->model, chain, &chain->signals[i]);
	if (chain->signal_count != before)
		rescore(scene, chain);
}

void schain__signal_withdraw(schain__scene *scene, schain__chain *chain, uint32_t stage,
                             schain_string subject)
{
	size_t before = chain->signal_count;

	for (size_t i = chain->signal_count; i-- > 0;) {
		schain__signal *signal = &chain->signals[i];

		if (schain__signal_kinds[signal->id].stage == stage &&
		    schain__equal(schain__interned_string(signal->subject), subject))
			schain__chain_signal_remove(scene->model, chain, signal);
	}
	if (chain->signal_count != before)
		rescore(scene, chain);
}
