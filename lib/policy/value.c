/* SPDX-License-Identifier: Apache-2.0 */
/* Values as text: durations, sizes and whole numbers. */
#include "policy/object.h"

#include <stdio.h>

typedef struct unit {
	const char *name;
	int64_t scale;
} unit;

/* Greatest first, for writing; a week is written in days, as operators say it. */
static const unit durations[] = {
	{ "d", 86400 * SCHAIN_SECOND }, { "h", 3600 * SCHAIN_SECOND }, { "m", 60 * SCHAIN_SECOND },
	{ "s", SCHAIN_SECOND },         { "ms", 1000000 },             { "us", 1000 },
	{ "ns", 1 },                    { "w", 7 * 86400 * SCHAIN_SECOND },
};
#define DURATIONS_WRITTEN 7

/* IEC 80000-13 for powers of 1024, SI for powers of 1000. */
static const unit sizes[] = {
	{ "TiB", INT64_C(1) << 40 }, { "GiB", 1 << 30 },       { "MiB", 1 << 20 },
	{ "KiB", 1 << 10 },          { "B", 1 },               { "kB", 1000 },
	{ "KB", 1000 },              { "MB", 1000000 },        { "GB", 1000000000 },
	{ "TB", INT64_C(1000000000000) },
};
#define SIZES_WRITTEN 5

#define COUNT(array) (sizeof(array) / sizeof *(array))

static schain_status fail_value(const schain_policy_key *key, schain_string text, const char *why,
                                schain_error *error)
{
	int length = (int)(text.length < 60 ? text.length : 60);

	return schain__fail(error, SCHAIN_E_VALUE, "%s: \"%.*s\" %s", key->name, length,
	                    text.data ? text.data : "", why);
}

static int is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Digits at the start as a number; how many, or 0 if there are none or too many. */
static size_t take_digits(schain_string text, int64_t *ret_number)
{
	int64_t number = 0;
	size_t i = 0;

	for (; i < text.length && is_digit(text.data[i]); i++) {
		int digit = text.data[i] - '0';

		if (number > (INT64_MAX - digit) / 10)
			return 0;
		number = number * 10 + digit;
	}
	*ret_number = number;
	return i;
}

static const unit *find_unit(const unit *units, size_t count, schain_string name)
{
	for (size_t i = 0; i < count; i++)
		if (schain__equal(name, schain_string_of(units[i].name)))
			return &units[i];
	return NULL;
}

/* Numbers with units, added up: "1h30m". 0 if it is not that or too great. */
static int parse_units(schain_string text, const unit *units, size_t count, int64_t *ret_value)
{
	int64_t value = 0, number;

	if (!text.length)
		return 0;
	while (text.length) {
		size_t digits = take_digits(text, &number);
		size_t end = digits;
		const unit *found;

		while (end < text.length && !is_digit(text.data[end]))
			end++;
		found = find_unit(units, count, schain__trim(schain__cut(text, digits, end)));
		if (!digits || !found || number > (INT64_MAX - value) / found->scale)
			return 0;
		value += number * found->scale;
		text = schain__cut(text, end, text.length);
	}
	*ret_value = value;
	return 1;
}

static int parse_whole(schain_string text, int64_t *ret_value)
{
	int negative = text.length && text.data[0] == '-';
	schain_string digits = schain__cut(text, negative || schain__starts(text, SCHAIN_STRING("+")),
	                                   text.length);
	int64_t number;

	if (!digits.length || take_digits(digits, &number) != digits.length)
		return 0;
	*ret_value = negative ? -number : number;
	return 1;
}

static int parse_kind(uint32_t kind, schain_string text, int64_t *ret_value, const char **ret_why)
{
	switch (kind) {
	case SCHAIN_POLICY_DURATION:
		*ret_why = "is not a duration such as 90m, 30d or 1h30m (units d h m s ms us ns)";
		return parse_units(text, durations, COUNT(durations), ret_value) ||
		       (schain__equal(text, SCHAIN_STRING("0")) && parse_whole(text, ret_value));
	case SCHAIN_POLICY_SIZE:
		*ret_why = "is not a size such as 16KiB or 2MB (units B KiB MiB GiB TiB kB MB GB TB)";
		return parse_units(text, sizes, COUNT(sizes), ret_value) ||
		       (schain__equal(text, SCHAIN_STRING("0")) && parse_whole(text, ret_value));
	default:
		*ret_why = "is not a whole number";
		return parse_whole(text, ret_value);
	}
}

schain_status schain__value_parse(const schain_policy_key *key, schain_string text,
                                  int64_t *ret_value, schain_error *error)
{
	char low[SCHAIN__VALUE_SIZE], high[SCHAIN__VALUE_SIZE];
	const char *why;
	char range[128];
	int64_t value;

	text = schain__trim(text);
	if (!parse_kind(key->kind, text, &value, &why))
		return fail_value(key, text, why, error);
	if (value >= key->minimum && value <= key->maximum) {
		*ret_value = value;
		return SCHAIN_OK;
	}
	schain__value_format(key->kind, key->minimum, low);
	schain__value_format(key->kind, key->maximum, high);
	if (key->maximum == INT64_MAX)
		snprintf(range, sizeof range, "is out of range: at least %s", low);
	else
		snprintf(range, sizeof range, "is out of range: %s to %s", low, high);
	return fail_value(key, text, range, error);
}

/* In as few units as give it exactly, greatest first. */
static void format_units(const unit *units, size_t count, int64_t value, char *buffer)
{
	for (size_t i = 0; i < count; i++) {
		if (value % units[i].scale || !value)
			continue;
		snprintf(buffer, SCHAIN__VALUE_SIZE, "%lld%s", (long long)(value / units[i].scale),
		         units[i].name);
		return;
	}
	snprintf(buffer, SCHAIN__VALUE_SIZE, "0");
}

void schain__value_format(uint32_t kind, int64_t value, char buffer[SCHAIN__VALUE_SIZE])
{
	if (kind == SCHAIN_POLICY_DURATION)
		format_units(durations, DURATIONS_WRITTEN, value, buffer);
	else if (kind == SCHAIN_POLICY_SIZE)
		format_units(sizes, SIZES_WRITTEN, value, buffer);
	else
		snprintf(buffer, SCHAIN__VALUE_SIZE, "%lld", (long long)value);
}
