/* SPDX-License-Identifier: Apache-2.0 */
/* The keys there are. */
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

/* No key is as long; longer names have no nearest one. */
#define NAME_LIMIT 80

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

/* Damerau-Levenshtein distance, optimal string alignment. */
static size_t distance(schain_string a, schain_string b)
{
	size_t rows[3][NAME_LIMIT + 1];
	size_t *before = rows[0], *last = rows[1], *now = rows[2], *swap;

	for (size_t j = 0; j <= b.length; j++)
		last[j] = before[j] = j;
	for (size_t i = 1; i <= a.length; i++) {
		now[0] = i;
		for (size_t j = 1; j <= b.length; j++) {
			size_t cost = a.data[i - 1] != b.data[j - 1];

			now[j] = least(least(last[j], now[j - 1]) + 1, last[j - 1] + cost);
			if (i > 1 && j > 1 && a.data[i - 1] == b.data[j - 2] &&
			    a.data[i - 2] == b.data[j - 1])
				now[j] = least(now[j], before[j - 2] + 1);
		}
		swap = before;
		before = last;
		last = now;
		now = swap;
	}
	return last[b.length];
}

const char *schain__key_nearest(schain_string name)
{
	size_t best = SIZE_MAX;
	const char *nearest = NULL;

	if (!name.length || name.length > NAME_LIMIT)
		return NULL;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		schain_string known = schain_string_of(keys[i].name);
		schain_string tail = schain__cut(known, schain__find_last(known, '.') + 1, known.length);
		size_t apart = least(distance(name, known), distance(name, tail) + 1);

		if (apart < best) {
			best = apart;
			nearest = keys[i].name;
		}
	}
	/* A third of the name wrong is another word, not a slip. */
	return best <= name.length / 3 + 1 ? nearest : NULL;
}

schain_status schain__key_fail(schain_string name, schain_error *error)
{
	const char *nearest = schain__key_nearest(name);
	int length = (int)least(name.length, NAME_LIMIT);

	if (nearest)
		return schain__fail(error, SCHAIN_E_KEY,
		                    "unknown policy key \"%.*s\"; did you mean \"%s\"?", length,
		                    name.data ? name.data : "", nearest);
	return schain__fail(error, SCHAIN_E_KEY, "unknown policy key \"%.*s\"", length,
	                    name.data ? name.data : "");
}
