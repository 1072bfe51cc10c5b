/* SPDX-License-Identifier: Apache-2.0 */
#include "clock_shift.h"

#include <supplychain/event.h>

#include <string.h>

/* More is not a wrong clock: a hundred years. */
#define MOST_SECONDS INT64_C(3155760000)

/* Takes digits off the front. Returns their number, at most `most`, or -1 without any. */
static int64_t take_number(const char **text, int64_t most)
{
	int64_t value = 0;

	if (**text < '0' || **text > '9')
		return -1;
	for (; **text >= '0' && **text <= '9'; ++*text) {
		value = value * 10 + (**text - '0');
		if (value > most)
			return -1;
	}
	return value;
}

static int take_sign(const char **text)
{
	int sign = **text == '-' ? -1 : 1;

	if (**text == '-' || **text == '+')
		++*text;
	return sign;
}

/* Behind the last '=': file names may hold one as well. */
static const char *value_of(const char *text)
{
	const char *equals = strrchr(text, '=');

	return equals && equals > text ? equals + 1 : NULL;
}

static int add(struct clock_shifts *shifts, const char *text, const char *value, int64_t shift)
{
	if (shifts->count == CLOCK_SHIFTS_MAX)
		return -1;
	shifts->items[shifts->count].source = text;
	shifts->items[shifts->count].length = (size_t)(value - text) - 1;
	shifts->items[shifts->count].shift = shift;
	shifts->count++;
	return 0;
}

int clock_shifts_add_skew(struct clock_shifts *shifts, const char *text)
{
	const char *value = value_of(text), *at = value;
	int64_t seconds, fraction = 0, unit = SCHAIN_SECOND / 10;
	int sign;

	if (!value)
		return -1;
	sign = take_sign(&at);
	seconds = take_number(&at, MOST_SECONDS);
	if (seconds < 0)
		return -1;
	if (*at == '.')
		for (at++; *at >= '0' && *at <= '9'; at++, unit /= 10)
			fraction += (*at - '0') * unit;
	return *at ? -1 : add(shifts, text, value, sign * (seconds * SCHAIN_SECOND + fraction));
}

int clock_shifts_add_zone(struct clock_shifts *shifts, const char *text)
{
	const char *value = value_of(text), *at = value;
	int64_t hours, minutes;
	int sign;

	if (!value || (*at != '+' && *at != '-'))
		return -1;
	sign = take_sign(&at);
	hours = take_number(&at, 14);
	if (hours < 0 || *at++ != ':')
		return -1;
	minutes = take_number(&at, 59);
	if (minutes < 0 || *at)
		return -1;
	return add(shifts, text, value, -sign * (hours * 60 + minutes) * 60 * SCHAIN_SECOND);
}

int64_t clock_shifts_of(const struct clock_shifts *shifts, const char *input, uint32_t source_kind)
{
	const char *names[] = { input, schain_source_get_name(source_kind) };
	int64_t sum = 0;

	for (size_t i = 0; i < shifts->count; i++)
		for (size_t n = 0; n < sizeof names / sizeof *names; n++)
			if (shifts->items[i].length == strlen(names[n]) &&
			    !memcmp(shifts->items[i].source, names[n], shifts->items[i].length)) {
				sum += shifts->items[i].shift;
				break;
			}
	return sum;
}
