/* SPDX-License-Identifier: Apache-2.0 */
#include "rfc3339.h"

/* Reads exactly `count` digits. */
static int digits(const char **at, const char *end, int count, int *ret_value)
{
	int value = 0;

	if (end - *at < count)
		return -1;
	for (; count; count--, ++*at) {
		if (**at < '0' || **at > '9')
			return -1;
		value = value * 10 + (**at - '0');
	}
	*ret_value = value;
	return 0;
}

static int character(const char **at, const char *end, char wanted)
{
	if (*at == end || **at != wanted)
		return -1;
	++*at;
	return 0;
}

static int days_of_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && is_leap);
}

/* Days since 1970-01-01: whole years, their leap days, then whole months. */
static int64_t days_of(int year, int month, int day)
{
	int64_t before = (int64_t)year - 1;
	int64_t days = before * 365 + before / 4 - before / 100 + before / 400;

	for (int m = 1; m < month; m++)
		days += days_of_month(year, m);
	return days + day - 1 - 719162; /* days from 0001-01-01 to 1970-01-01 */
}

static int fraction(const char **at, const char *end, int64_t *ret_nanoseconds)
{
	int64_t scale = SCHAIN_SECOND;
	int64_t value = 0;

	if (*at == end || **at != '.')
		return 0;
	for (++*at; *at < end && **at >= '0' && **at <= '9'; ++*at) {
		if (scale == 1)
			return -1;
		scale /= 10;
		value += (**at - '0') * scale;
	}
	*ret_nanoseconds = value;
	return scale == SCHAIN_SECOND ? -1 : 0;
}

int rfc3339_parse(const char *text, size_t size, schain_time *ret_time)
{
	const char *at = text, *end = text + size;
	int year, month, day, hour, minute, second;
	int64_t nanoseconds = 0, seconds;

	if (digits(&at, end, 4, &year) || character(&at, end, '-') || digits(&at, end, 2, &month) ||
	    character(&at, end, '-') || digits(&at, end, 2, &day) || character(&at, end, 'T') ||
	    digits(&at, end, 2, &hour) || character(&at, end, ':') || digits(&at, end, 2, &minute) ||
	    character(&at, end, ':') || digits(&at, end, 2, &second) ||
	    fraction(&at, end, &nanoseconds) || character(&at, end, 'Z') || at != end)
		return -1;
	if (year < 1 || month < 1 || month > 12 || day < 1 || day > days_of_month(year, month) ||
	    hour > 23 || minute > 59 || second > 59)
		return -1;
	seconds = days_of(year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
	/* 64 bits of nanoseconds last from 1677-09-21 to 2262-04-11; the rims are left out. */
	if (seconds <= INT64_MIN / SCHAIN_SECOND || seconds >= INT64_MAX / SCHAIN_SECOND)
		return -1;
	*ret_time = seconds * SCHAIN_SECOND + nanoseconds;
	return 0;
}
