/* SPDX-License-Identifier: Apache-2.0 */
/* The policy object: making, changing and asking it. */
#include "policy/object.h"

static const char *const default_values[SCHAIN__KEY_COUNT] = {
#define VALUE(id, name, kind, minimum, maximum, value, source, summary) [SCHAIN__KEY_##id] = value,
#define LIST(id, ...)
#include "policy/keys.def"
#undef VALUE
#undef LIST
};

static const int64_t default_weights[SCHAIN__KEY_COUNT] = {
#define WEIGHT(id, name, stage, value, summary) [SCHAIN__KEY_WEIGHT_##id] = value,
#include "policy/weights.def"
#undef WEIGHT
};

schain_status schain__policy_bare(schain__memory *memory, const schain_allocator *allocator,
                                  schain_policy **ret_policy, schain_error *error)
{
	schain__memory own;
	schain_policy *policy;

	schain__memory_init(&own, allocator);
	policy = schain__alloc_zero(memory ? memory : &own, 1, sizeof *policy);
	if (!policy)
		return schain__fail_memory(error);
	policy->own = own;
	policy->memory = memory ? memory : &policy->own;
	schain__lists_init(&policy->lists, policy->memory);
	*ret_policy = policy;
	return SCHAIN_OK;
}

static schain_status set_default_values(schain_policy *policy, schain_error *error)
{
	for (size_t i = 0; i < SCHAIN__KEY_COUNT; i++) {
		const char *text = default_values[i];
		schain_status status = SCHAIN_OK;

		policy->values[i] = default_weights[i];
		if (text)
			status = schain__value_parse(schain_policy_key_at(i), schain_string_of(text),
			                             &policy->values[i], error);
		if (status)
			return status;
	}
	return SCHAIN_OK;
}

schain_status schain__policy_add_defaults(schain_policy *policy, schain_error *error)
{
	for (const schain__default *entry = schain__defaults; entry->key; entry++) {
		enum schain__key key = schain__key_find(schain_string_of(entry->key));

		if (key == SCHAIN__KEY_COUNT)
			return schain__key_fail(schain_string_of(entry->key), error);
		for (const char *const *pattern = entry->patterns; *pattern; pattern++) {
			schain_status status = schain__lists_add(&policy->lists, key,
			                                         schain_string_of(*pattern), error);

			if (status < 0)
				return status;
		}
	}
	return SCHAIN_OK;
}

static schain_status check_allocator(const schain_allocator *given, schain_allocator *known,
                                     schain_error *error)
{
	schain_status status = schain__import(known, sizeof *known, sizeof *known, given,
	                                      "schain_allocator", error);

	if (status)
		return status;
	if (!known->allocate || !known->reallocate || !known->release)
		return schain__fail(error, SCHAIN_E_ARGUMENT,
		                    "schain_allocator: allocate, reallocate and release are needed");
	return SCHAIN_OK;
}

schain_status schain_policy_new(const schain_allocator *allocator, schain_policy **ret_policy,
                                schain_error *error)
{
	schain_policy *policy = NULL;
	schain_allocator known;
	schain_status status = SCHAIN_OK;

	if (!ret_policy)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "ret_policy is NULL");
	if (allocator)
		status = check_allocator(allocator, &known, error);
	if (!status)
		status = schain__policy_bare(NULL, allocator ? &known : NULL, &policy, error);
	if (!status)
		status = set_default_values(policy, error);
	if (!status)
		status = schain__policy_add_defaults(policy, error);
	if (status) {
		schain_policy_free(policy);
		return status;
	}
	*ret_policy = policy;
	return SCHAIN_OK;
}

void schain_policy_free(schain_policy *policy)
{
	schain__memory memory;

	if (!policy)
		return;
	schain__lists_dispose(&policy->lists);
	if (policy->memory != &policy->own) {
		schain__free(policy->memory, policy, sizeof *policy);
		return;
	}
	memory = policy->own; /* it lies in what is freed */
	schain__free(&memory, policy, sizeof *policy);
}


static schain_status duplicate(const schain_policy *policy, schain__memory *memory,
                               schain_policy **ret_policy, schain_error *error)
{
	schain_policy *copy;
	schain_status status;

	if (!policy || !ret_policy)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "policy or ret_policy is NULL");
	status = schain__policy_bare(memory, &policy->memory->allocator, &copy, error);
	if (status)
		return status;
	memcpy(copy->values, policy->values, sizeof copy->values);
	status = schain__lists_copy(&policy->lists, &copy->lists, SCHAIN__KEY_COUNT, error);
	if (status) {
		schain_policy_free(copy);
		return status;
	}
	*ret_policy = copy;
	return SCHAIN_OK;
}

schain_status schain_policy_dup(const schain_policy *policy, schain_policy **ret_policy,
                                schain_error *error)
{
	return duplicate(policy, NULL, ret_policy, error);
}

schain_status schain__policy_copy(const schain_policy *policy, schain__memory *memory,
                                  schain_policy **ret_policy, schain_error *error)
{
	return duplicate(policy, memory, ret_policy, error);
}

/* The key of a call, of the wanted sort. */
static schain_status find_key(const schain_policy *policy, const char *name, int list,
                              enum schain__key *ret_key, schain_error *error)
{
	schain_string text = schain_string_of(name);
	enum schain__key key;

	if (!policy || !name)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "policy or key is NULL");
	key = schain__key_find(text);
	if (key == SCHAIN__KEY_COUNT)
		return schain__key_fail(text, error);
	if ((schain_policy_key_at(key)->kind == SCHAIN_POLICY_LIST) != list)
		return schain__fail(error, SCHAIN_E_VALUE,
		                    list ? "%s holds one value, not a list"
		                         : "%s is a list of patterns, not one value",
		                    name);
	*ret_key = key;
	return SCHAIN_OK;
}

schain_status schain_policy_set(schain_policy *policy, const char *key, schain_string value,
                                schain_error *error)
{
	enum schain__key number;
	schain_status status = find_key(policy, key, 0, &number, error);

	return status ? status : schain__value_parse(schain_policy_key_at(number), value,
	                                             &policy->values[number], error);
}

schain_status schain_policy_add(schain_policy *policy, const char *key, schain_string pattern,
                                schain_error *error)
{
	enum schain__key number;
	schain_status status = find_key(policy, key, 1, &number, error);

	if (!status)
		status = schain__lists_add(&policy->lists, number, pattern, error);
	return status < 0 ? status : SCHAIN_OK;
}

/* Lists are indexed for looking up only, so indexes that lose a pattern are made anew. */
schain_status schain__policy_reindex(schain_policy *policy, enum schain__key without,
                                     schain_error *error)
{
	schain__lists fresh;
	schain_status status;

	schain__lists_init(&fresh, policy->memory);
	status = schain__lists_copy(&policy->lists, &fresh, without, error);
	if (status) {
		schain__lists_dispose(&fresh);
		return status;
	}
	schain__lists_replace(&policy->lists, &fresh);
	return SCHAIN_OK;
}

schain_status schain_policy_clear(schain_policy *policy, const char *key, schain_error *error)
{
	enum schain__key number;
	schain_status status = find_key(policy, key, 1, &number, error);

	return status ? status : schain__policy_reindex(policy, number, error);
}

void schain__policy_take(schain_policy *policy, schain_policy *changed)
{
	memcpy(policy->values, changed->values, sizeof policy->values);
	schain__lists_replace(&policy->lists, &changed->lists);
	schain__lists_init(&changed->lists, changed->memory);
	schain_policy_free(changed);
}

schain_status schain_policy_get(const schain_policy *policy, const char *key, int64_t *ret_value,
                                schain_error *error)
{
	enum schain__key number;
	schain_status status = find_key(policy, key, 0, &number, error);

	if (!status && !ret_value)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "ret_value is NULL");
	if (!status)
		*ret_value = policy->values[number];
	return status;
}

size_t schain_policy_get_count(const schain_policy *policy, const char *key)
{
	enum schain__key number;

	if (find_key(policy, key, 1, &number, NULL))
		return 0;
	return policy->lists.list[number].count;
}

schain_string schain_policy_get_item(const schain_policy *policy, const char *key, size_t index)
{
	enum schain__key number;

	if (find_key(policy, key, 1, &number, NULL) || index >= policy->lists.list[number].count)
		return schain__string(NULL, 0);
	return policy->lists.list[number].items[index];
}

int64_t schain__policy_value(const schain_policy *policy, enum schain__key key)
{
	return policy->values[key];
}
