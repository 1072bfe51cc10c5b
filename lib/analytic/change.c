/* SPDX-License-Identifier: Apache-2.0 */
/* A product of few destinations goes elsewhere since this update. */
#include "analytic/analytic.h"

/* From this many new places on it is no longer a single odd one. */
enum { SEVERAL = 3 };
/* Within this time they are one act; over weeks a product may find them one by one. */
#define TOGETHER (24 * 3600 * SCHAIN_SECOND)

/* Sensors fill a name field with the address when they have no name. No top-level domain ends in a digit. */
int schain__is_address(schain_string text)
{
	char last = text.length ? text.data[text.length - 1] : 0;

	return (last >= '0' && last <= '9') || schain__find(text, ':', 0) != SIZE_MAX;
}

/* When the first place was reached that the product did not know; INT64_MAX: never. */
static schain_time first_change(const schain__chain *chain, size_t *ret_count)
{
	schain_time first = INT64_MAX;

	*ret_count = 0;
	for (size_t i = 0; i < chain->signal_count; i++) {
		const schain__signal *signal = &chain->signals[i];

		if (signal->id != SCHAIN__SIGNAL_EGRESS_CHANGED)
			continue;
		++*ret_count;
		if (signal->time < first)
			first = signal->time;
	}
	return first;
}

/* It lay still after the update, went where it always went, and then to several new places. */
static int has_awoken(const schain__scene *scene, const schain__chain *chain, schain_time first)
{
	return schain__elapsed(chain->first_run, first) >
	               schain__policy_value(scene->model->policy, SCHAIN__KEY_FIRST_RUN_TO_EGRESS) &&
	       schain__elapsed(first, scene->event->time) <= TOGETHER;
}

/* Did the product, before this delivery, ever go to an address without a name? */
static int knows_addresses(const schain__scene *scene, const schain__chain *chain)
{
	const schain__profile *profile = schain__profile_of(scene->model, scene->host,
	                                                    chain->product_key, 0);
	const schain__delivery *delivery = schain__slab_get(&scene->model->deliveries, chain->delivery);
	uint64_t serial = delivery ? delivery->serial : 0;

	for (const schain__trait *trait = profile ? profile->traits : NULL; trait; trait = trait->next)
		if (trait->kind == SCHAIN_TRAIT_DOMAIN && (!serial || trait->teacher != serial) &&
		    schain__is_address(schain__interned_string(trait->value)))
			return 1;
	return 0;
}

static void add(schain__scene *scene, schain__chain *chain, enum schain__signal_id id,
                schain_string subject, schain_string detail)
{
	schain__signal_add(scene, chain, id, schain__weight(scene, id), subject, detail, scene->process);
}

void schain__change_judge(schain__scene *scene, schain__chain *chain, schain_string place,
                          schain_string bare)
{
	schain_string image = schain__interned_string(scene->process->image);
	schain_string product = schain__interned_string(chain->product);
	schain_time first;
	size_t changed;

	add(scene, chain, SCHAIN__SIGNAL_EGRESS_CHANGED, place, image);
	if (bare.length && !knows_addresses(scene, chain))
		add(scene, chain, SCHAIN__SIGNAL_EGRESS_FIRST_ADDRESS, bare, image);
	first = first_change(chain, &changed);
	if (changed < SEVERAL)
		return;
	add(scene, chain, SCHAIN__SIGNAL_EGRESS_SEVERAL, product, place);
	if (has_awoken(scene, chain, first))
		add(scene, chain, SCHAIN__SIGNAL_EGRESS_AWOKE, product, place);
}
