/* SPDX-License-Identifier: Apache-2.0 */
#include "indicators.h"

#include "text.h"

const char *indicator_name(enum indicator_kind kind)
{
	static const char *const names[] = { "SHA-256", "SHA-1", "MD5", "Host name", "Address", "Path" };

	return names[kind];
}

static int is_expected(const schain_verdict_destination *destination)
{
	static const char *const expected[] = { "approved", "customary", "internal" };

	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
		if (is_same_text(destination->judgement, schain_string_of(expected[i])))
			return 1;
	return 0;
}

static size_t count_of(const schain_verdict *verdict, enum indicator_kind kind)
{
	return kind == INDICATOR_HOST || kind == INDICATOR_ADDRESS ? verdict->destination_count
	                                                           : verdict->file_count;
}

static schain_string value_at(const schain_verdict *verdict, enum indicator_kind kind, size_t index)
{
	schain_string none = { NULL, 0 };

	if (kind == INDICATOR_HOST || kind == INDICATOR_ADDRESS) {
		const schain_verdict_destination *destination = &verdict->destinations[index];

		if (is_expected(destination))
			return none;
		return kind == INDICATOR_HOST ? destination->host_name : destination->address;
	}
	switch (kind) {
	case INDICATOR_SHA256:
		return verdict->files[index].sha256;
	case INDICATOR_SHA1:
		return verdict->files[index].sha1;
	case INDICATOR_MD5:
		return verdict->files[index].md5;
	default:
		return verdict->files[index].path;
	}
}

/* Beyond these, repetitions are let through rather than looked for. */
enum { LOOK_BACK = 512 };

static int was_before(const schain_verdict *verdict, enum indicator_kind kind, size_t index,
                      schain_string value)
{
	for (size_t i = index > LOOK_BACK ? index - LOOK_BACK : 0; i < index; i++)
		if (is_same_text(value_at(verdict, kind, i), value))
			return 1;
	return 0;
}

schain_string indicator_next(const schain_verdict *verdict, enum indicator_kind kind, size_t *at)
{
	schain_string none = { NULL, 0 };

	while (*at < count_of(verdict, kind)) {
		size_t index = (*at)++;
		schain_string value = value_at(verdict, kind, index);

		if (value.length && !was_before(verdict, kind, index, value))
			return value;
	}
	return none;
}
