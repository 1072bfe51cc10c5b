/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"

#include <stdio.h>

/*
 * Civil date of a day number, proleptic Gregorian, after Howard Hinnant,
 * "chrono-Compatible Low-Level Date Algorithms" (civil_from_days).
 */
static void civil_of_days(int64_t days, int64_t *year, int *month, int *day)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;

	*day = (int)(doy - (153 * mp + 2) / 5 + 1);
	*month = (int)(mp < 10 ? mp + 3 : mp - 9);
	*year = yoe + era * 400 + (*month <= 2);
}

static int64_t floor_divide(int64_t a, int64_t b)
{
	int64_t quotient = a / b;

	return a % b < 0 ? quotient - 1 : quotient;
}

size_t schain__time_format(schain_time time, char buffer[SCHAIN__TIME_TEXT])
{
	int64_t seconds = floor_divide(time, SCHAIN_SECOND);
	int64_t nanoseconds = time % SCHAIN_SECOND + (time % SCHAIN_SECOND < 0 ? SCHAIN_SECOND : 0);
	int64_t days = floor_divide(seconds, 86400);
	int second_of_day = (int)(seconds - days * 86400);
	int64_t year;
	int month, day, length;

	civil_of_days(days, &year, &month, &day);
	length = snprintf(buffer, SCHAIN__TIME_TEXT, "%04lld-%02d-%02dT%02d:%02d:%02d", (long long)year,
	                  month, day, second_of_day / 3600, second_of_day / 60 % 60, second_of_day % 60);
	if (nanoseconds % 1000)
		length += snprintf(buffer + length, SCHAIN__TIME_TEXT - (size_t)length, ".%09lld",
		                   (long long)nanoseconds);
	else if (nanoseconds % 1000000)
		length += snprintf(buffer + length, SCHAIN__TIME_TEXT - (size_t)length, ".%06lld",
		                   (long long)(nanoseconds / 1000));
	else if (nanoseconds)
		length += snprintf(buffer + length, SCHAIN__TIME_TEXT - (size_t)length, ".%03lld",
		                   (long long)(nanoseconds / 1000000));
	length += snprintf(buffer + length, SCHAIN__TIME_TEXT - (size_t)length, "Z");
	return (size_t)length;
}

size_t schain__span_format(int64_t span, char buffer[SCHAIN__TIME_TEXT])
{
	static const struct {
		int64_t unit, part;
		const char *name, *part_name;
	} scales[] = {
		{ 86400 * SCHAIN_SECOND, 3600 * SCHAIN_SECOND, "d", "h" },
		{ 3600 * SCHAIN_SECOND, 60 * SCHAIN_SECOND, "h", "min" },
		{ 60 * SCHAIN_SECOND, SCHAIN_SECOND, "min", "s" },
		{ SCHAIN_SECOND, SCHAIN_SECOND, "s", NULL },
		{ SCHAIN_SECOND / 1000, SCHAIN_SECOND, "ms", NULL },
	};
	size_t i = 0;
	int64_t whole, rest;

	if (span < 0)
		span = span == INT64_MIN ? INT64_MAX : -span;
	while (i + 1 < sizeof scales / sizeof *scales && span < scales[i].unit)
		i++;
	whole = span / scales[i].unit;
	rest = scales[i].part_name ? span % scales[i].unit / scales[i].part : 0;
	if (rest)
		return (size_t)snprintf(buffer, SCHAIN__TIME_TEXT, "%lld %s %lld %s", (long long)whole,
		                        scales[i].name, (long long)rest, scales[i].part_name);
	return (size_t)snprintf(buffer, SCHAIN__TIME_TEXT, "%lld %s", (long long)whole, scales[i].name);
}
