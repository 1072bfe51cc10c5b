/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a product never did before this update. Every product starts somewhere:
 * a change means something only where two deliveries came before, over some
 * time, and where the product does few things of that kind.
 */
#include "analytic/analytic.h"

static int is_narrow(const schain__model *model, const schain__profile *profile, uint32_t kind)
{
	return profile->trait_counts[kind] <=
	       (uint64_t)schain__policy_value(model->policy, SCHAIN__KEY_PROFILE_DESTINATIONS);
}

static int is_of_earlier(const schain__trait *trait, const schain__delivery *delivery)
{
	return trait && trait->teacher != delivery->serial;
}

int schain__habit_is_earlier(const schain__scene *scene, const schain__chain *chain, uint32_t kind,
                             schain_string value)
{
	const schain__delivery *delivery = schain__slab_get(&scene->model->deliveries, chain->delivery);

	return delivery && is_of_earlier(schain__trait_find(scene->model, scene->host, chain->product_key,
	                                                    kind, value, scene->event->time),
	                                 delivery);
}

int schain__habit_is_new(schain__scene *scene, schain__chain *chain, uint32_t kind,
                         schain_string value)
{
	const schain__delivery *delivery = schain__slab_get(&scene->model->deliveries, chain->delivery);
	schain_time now = scene->event->time;
	const schain__profile *profile;
	const schain__trait *trait;
	int is_new;

	if (!delivery || !value.length)
		return 0;
	trait = schain__trait_find(scene->model, scene->host, chain->product_key, kind, value, now);
	profile = schain__profile_of(scene->model, scene->host, chain->product_key, 0);
	is_new = profile && !is_of_earlier(trait, delivery) &&
	         schain__profile_is_mature(scene->model, profile, delivery->first_write) &&
	         is_narrow(scene->model, profile, kind);
	if (!chain->is_bad)
		schain__trait_learn(scene->model, scene->host, chain->product_key, kind, value,
		                    delivery->serial, now);
	return is_new;
}

schain_string schain__lowered(schain_string text, char buffer[SCHAIN__TRAIT_SIZE])
{
	text = schain__cut(text, 0, SCHAIN__TRAIT_SIZE);
	for (size_t i = 0; i < text.length; i++)
		buffer[i] = schain__lower(text.data[i]);
	return schain__string(buffer, text.length);
}
