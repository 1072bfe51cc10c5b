/* SPDX-License-Identifier: Apache-2.0 */
/* The keys there are. */
#include "base/nearest.h"
#include "policy/object.h"

static const schain_policy_key keys[] = {
#define VALUE(id, name, kind, minimum, maximum, value, source, summary)                           \
	{ sizeof(schain_policy_key), SCHAIN_POLICY_##kind, minimum, maximum, name, summary, source, \
	  "" },
#define LIST(id, name, pattern, source, summary)                                                   \
	{ sizeof(schain_policy_key), SCHAIN_POLICY_LIST, 0, 0, name, summary, source, pattern },
#include "policy/keys.def"
#undef VALUE
#undef LIST
#define WEIGHT(id, name, stage, value, summary)                                                    \
	{ sizeof(schain_policy_key), SCHAIN_POLICY_WEIGHT, -100, 100, "weight." name, summary,      \
	  "library", "" },
#include "policy/weights.def"
#undef WEIGHT
};

const schain_policy_key *schain_policy_key_at(size_t index)
{
	return index < sizeof keys / sizeof *keys ? &keys[index] : NULL;
}

enum schain__key schain__key_find(schain_string name)
{
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (schain__equal(name, schain_string_of(keys[i].name)))
			return (enum schain__key)i;
	return SCHAIN__KEY_COUNT;
}

const schain_policy_key *schain_policy_key_of(const char *name)
{
	return name ? schain_policy_key_at(schain__key_find(schain_string_of(name))) : NULL;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

const char *schain__key_nearest(schain_string name)
{
	size_t best = SIZE_MAX;
	const char *nearest = NULL;

	if (!name.length || name.length > SCHAIN__WORD_LENGTH)
		return NULL;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		schain_string known = schain_string_of(keys[i].name);
		schain_string tail = schain__cut(known, schain__find_last(known, '.') + 1, known.length);
		size_t apart = least(schain__distance(name, known), schain__distance(name, tail) + 1);

		if (apart < best) {
			best = apart;
			nearest = keys[i].name;
		}
	}
	return schain__is_other_word(name, best) ? NULL : nearest;
}

schain_status schain__key_fail(schain_string name, schain_error *error)
{
	const char *nearest = schain__key_nearest(name);
	int length = (int)least(name.length, SCHAIN__WORD_LENGTH);

	if (nearest)
		return schain__fail(error, SCHAIN_E_KEY,
		                    "unknown policy key \"%.*s\"; did you mean \"%s\"?", length,
		                    name.data ? name.data : "", nearest);
	return schain__fail(error, SCHAIN_E_KEY, "unknown policy key \"%.*s\"", length,
	                    name.data ? name.data : "");
}
