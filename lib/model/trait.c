/* SPDX-License-Identifier: Apache-2.0 */
#include "model/trait.h"

#include "model/model.h"

static uint64_t trait_key(const schain__host *host, uint64_t product_key, uint32_t kind,
                          schain_string value)
{
	schain__hash_key key = host->key;

	key.part[0] += 't' + ((uint64_t)kind << 8);
	key.part[1] ^= product_key;
	return schain__hash_lasting(&key, value.data, value.length);
}

static int is_over(const schain__model *model, const schain__trait *trait, schain_time now)
{
	return schain__elapsed(trait->last, now) >
	       schain__policy_value(model->policy, SCHAIN__KEY_PROFILE_LIFETIME);
}

schain__trait *schain__trait_find(const schain__model *model, const schain__host *host,
                                  uint64_t product_key, uint32_t kind, schain_string value,
                                  schain_time now)
{
	schain__trait *trait;

	value = schain__cut(value, 0, SCHAIN__TRAIT_SIZE);
	trait = schain__recent_peek(&model->traits, trait_key(host, product_key, kind, value));
	return trait && !is_over(model, trait, now) ? trait : NULL;
}

schain__trait *schain__trait_add(schain__model *model, schain__host *host, uint64_t key,
                                 schain__profile *profile, uint32_t kind)
{
	schain__trait *trait = schain__recent_put(&model->traits, host->header.index, key);

	if (!trait)
		return NULL;
	trait->profile = profile;
	trait->kind = kind;
	trait->next = profile->traits;
	if (trait->next)
		trait->next->previous = trait;
	profile->traits = trait;
	profile->trait_counts[kind]++;
	return trait;
}

void schain__trait_learn(schain__model *model, schain__host *host, uint64_t product_key, uint32_t kind,
                         schain_string value, uint64_t teacher, schain_time time)
{
	schain__profile *profile;
	schain__trait *trait;
	uint64_t key;

	value = schain__cut(value, 0, SCHAIN__TRAIT_SIZE);
	if (!value.length)
		return;
	key = trait_key(host, product_key, kind, value);
	trait = schain__recent_get(&model->traits, key);
	if (!trait) {
		profile = schain__profile_of(model, host, product_key, 0);
		if (!profile || profile->trait_counts[kind] >= SCHAIN__TRAITS_OF_A_KIND)
			return;
		trait = schain__trait_add(model, host, key, profile, kind);
		if (!trait)
			return;
		trait->value = schain__intern_take(&model->intern, value);
		trait->teacher = teacher;
		trait->first = trait->last = time;
	} else if (is_over(model, trait, time)) {
		trait->teacher = teacher;
		trait->first = time;
	}
	if (time > trait->last)
		trait->last = time;
}

void schain__trait_unlearn(schain__model *model, schain__profile *profile, uint64_t teacher)
{
	schain__trait *next;

	for (schain__trait *trait = profile->traits; trait; trait = next) {
		next = trait->next;
		if (trait->teacher == teacher)
			schain__recent_remove(&model->traits, trait);
	}
}

void schain__trait_age(schain__model *model, schain__host *host, schain_time now)
{
	schain__trait *trait;

	/* In order of use, which is that of `last` but for what came late. */
	while ((trait = schain__recent_oldest(&model->traits, host->header.index)) &&
	       is_over(model, trait, now))
		schain__recent_remove(&model->traits, trait);
}

void schain__trait_dropped(void *context, void *element)
{
	schain__model *model = context;
	schain__trait *trait = element;

	trait->profile->trait_counts[trait->kind]--;
	if (trait->previous)
		trait->previous->next = trait->next;
	else
		trait->profile->traits = trait->next;
	if (trait->next)
		trait->next->previous = trait->previous;
	schain__intern_give(&model->intern, trait->value);
}
