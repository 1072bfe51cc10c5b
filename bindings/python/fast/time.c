/* SPDX-License-Identifier: Apache-2.0 */
#include "module.h"

struct reader {
	const char *at, *end;
};

static int digits(struct reader *reader, unsigned count, int64_t *ret_number)
{
	int64_t number = 0;

	for (; count; count--, reader->at++) {
		if (reader->at == reader->end || *reader->at < '0' || *reader->at > '9')
			return 0;
		number = number * 10 + (*reader->at - '0');
	}
	*ret_number = number;
	return 1;
}

static int one_of(struct reader *reader, const char *characters)
{
	if (reader->at == reader->end)
		return 0;
	for (; *characters; characters++)
		if (*reader->at == *characters) {
			reader->at++;
			return 1;
		}
	return 0;
}

/* Days since 1970 of a date in the Gregorian calendar; years begin in March, so that the leap day is their last. */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
	int64_t era, year_of_era, day_of_year;

	year -= month <= 2;
	era = year / 400;
	year_of_era = year - era * 400;
	day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
	return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

/* Nine decimals count. */
static int fraction(struct reader *reader, int64_t *ret_nanoseconds)
{
	int64_t unit = 100000000;

	*ret_nanoseconds = 0;
	if (!one_of(reader, ".,"))
		return 1;
	if (reader->at == reader->end || *reader->at < '0' || *reader->at > '9')
		return 0;
	for (; reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9'; reader->at++) {
		*ret_nanoseconds += (*reader->at - '0') * unit;
		unit /= 10;
	}
	return 1;
}

/* Seconds ahead of UTC; none: UTC. */
static int offset(struct reader *reader, int64_t *ret_seconds)
{
	int64_t hours, minutes, sign;

	*ret_seconds = 0;
	if (reader->at == reader->end || one_of(reader, "Zz"))
		return 1;
	sign = *reader->at == '-' ? -1 : 1;
	if (!one_of(reader, "+-") || !digits(reader, 2, &hours))
		return 0;
	one_of(reader, ":");
	if (!digits(reader, 2, &minutes) || hours > 23 || minutes > 59)
		return 0;
	*ret_seconds = sign * (hours * 3600 + minutes * 60);
	return 1;
}

int parse_time(const char *text, size_t length, schain_time *ret_time)
{
	static const int lengths[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	struct reader reader = { text, text + length };
	int64_t year, month, day, hour, minute, second, nanoseconds, ahead;

	if (!digits(&reader, 4, &year) || !one_of(&reader, "-") || !digits(&reader, 2, &month) || !one_of(&reader, "-") ||
	    !digits(&reader, 2, &day) || !one_of(&reader, "Tt ") || !digits(&reader, 2, &hour) || !one_of(&reader, ":") ||
	    !digits(&reader, 2, &minute) || !one_of(&reader, ":") || !digits(&reader, 2, &second) ||
	    !fraction(&reader, &nanoseconds) || !offset(&reader, &ahead) || reader.at != reader.end)
		return 0;
	/* The years that fit. A leap second is the first of the next minute. */
	if (year < 1678 || year > 2261 || month < 1 || month > 12 || day < 1 || day > lengths[month - 1] || hour > 23 ||
	    minute > 59 || second > 60)
		return 0;
	if (month == 2 && day == 29 && (year % 4 || (!(year % 100) && year % 400)))
		return 0;
	*ret_time = (days_of(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - ahead) * 1000000000 + nanoseconds;
	return 1;
}
