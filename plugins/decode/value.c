/* SPDX-License-Identifier: Apache-2.0 */
/* Times, numbers and kinds of content as logs write them. */
#include "decode/decoder.h"

#include <string.h>

struct cursor {
	const char *at;
	const char *end;
	int failed;
};

static int is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* `count` digits, no more and no less. */
static int take_digits(struct cursor *cursor, int count)
{
	int value = 0;

	for (; count; count--) {
		if (cursor->at == cursor->end || !is_digit(*cursor->at)) {
			cursor->failed = 1;
			return 0;
		}
		value = 10 * value + (*cursor->at++ - '0');
	}
	return value;
}

static int take_byte(struct cursor *cursor, const char *any)
{
	if (cursor->at < cursor->end && *cursor->at && strchr(any, *cursor->at)) {
		cursor->at++;
		return 1;
	}
	return 0;
}

static void need_byte(struct cursor *cursor, const char *any)
{
	if (!take_byte(cursor, any))
		cursor->failed = 1;
}

/* Digits behind the point, as nanoseconds; finer ones are cut off. */
static int64_t take_fraction(struct cursor *cursor)
{
	int64_t value = 0, unit = SCHAIN_SECOND;

	if (cursor->at == cursor->end || !is_digit(*cursor->at))
		cursor->failed = 1;
	for (; cursor->at < cursor->end && is_digit(*cursor->at); cursor->at++) {
		unit /= 10;
		value += unit * (*cursor->at - '0');
	}
	return value;
}

/* "Z", "+02:00", "+0200", "+02" or nothing, in seconds east of Greenwich. */
static int64_t take_zone(struct cursor *cursor)
{
	int sign, hours, minutes = 0;

	while (take_byte(cursor, " "))
		;
	if (cursor->at == cursor->end || take_byte(cursor, "Zz"))
		return 0;
	sign = *cursor->at == '-' ? -1 : 1;
	need_byte(cursor, "+-");
	hours = take_digits(cursor, 2);
	if (cursor->at < cursor->end) {
		take_byte(cursor, ":");
		minutes = take_digits(cursor, 2);
	}
	if (hours > 23 || minutes > 59)
		cursor->failed = 1;
	return sign * (hours * INT64_C(3600) + minutes * INT64_C(60));
}

static int is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* Days since 1970-01-01 in the Gregorian calendar, from 1583 on. */
static int64_t days_of(int year, int month, int day)
{
	static const short before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };
	int past = year - 1;

	return INT64_C(365) * (year - 1970) + (past / 4 - past / 100 + past / 400) -
	       (1969 / 4 - 1969 / 100 + 1969 / 400) + before[month - 1] +
	       (month > 2 && is_leap(year)) + day - 1;
}

static int is_day(int year, int month, int day)
{
	static const char length[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return month >= 1 && month <= 12 && day >= 1 &&
	       day <= length[month - 1] + (month == 2 && is_leap(year));
}

schain_time schain__decode_time(const char *data, size_t size)
{
	struct cursor cursor = { data, data + size, 0 };
	int year, month, day, hour, minute, second;
	int64_t fraction = 0, zone, seconds;

	year = take_digits(&cursor, 4);
	need_byte(&cursor, "-/");
	month = take_digits(&cursor, 2);
	need_byte(&cursor, "-/");
	day = take_digits(&cursor, 2);
	need_byte(&cursor, "Tt ");
	hour = take_digits(&cursor, 2);
	need_byte(&cursor, ":");
	minute = take_digits(&cursor, 2);
	need_byte(&cursor, ":");
	second = take_digits(&cursor, 2);
	if (!cursor.failed && take_byte(&cursor, ".,"))
		fraction = take_fraction(&cursor);
	zone = cursor.failed ? 0 : take_zone(&cursor);
	/* What fits into nanoseconds: 1678 to 2261; a leap second is the next one's start. */
	if (cursor.failed || cursor.at != cursor.end || !is_day(year, month, day) || year < 1678 ||
	    year > 2261 || hour > 23 || minute > 59 || second > 60)
		return 0;
	seconds = days_of(year, month, day) * 86400 + hour * INT64_C(3600) + minute * INT64_C(60) +
	          second - zone;
	return seconds * SCHAIN_SECOND + fraction;
}

static int digit_of(char c)
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 16;
}

/* Digits that cannot overflow 64 bits, whatever they are. */
#define SAFE_DECIMALS 19

static uint64_t decimal(const char *data, size_t size, int *ret_ok)
{
	uint64_t value = 0, last;
	size_t i, safe = size < SAFE_DECIMALS ? size : SAFE_DECIMALS;

	for (i = 0; i < safe && is_digit(data[i]); i++)
		value = 10 * value + (uint64_t)(data[i] - '0');
	*ret_ok = size && i == size;
	if (i < SAFE_DECIMALS || size != SAFE_DECIMALS + 1 || !is_digit(data[i]))
		return value;
	last = (uint64_t)(data[i] - '0');
	*ret_ok = value <= (UINT64_MAX - last) / 10;
	return 10 * value + last;
}

static uint64_t hexadecimal(const char *data, size_t size, int *ret_ok)
{
	uint64_t value = 0;
	size_t i;

	for (i = 0; i < size && digit_of(data[i]) < 16 && !(value >> 60); i++)
		value = value << 4 | (uint64_t)digit_of(data[i]);
	*ret_ok = size && i == size;
	return value;
}

uint64_t schain__decode_number(const char *data, size_t size, int *ret_ok)
{
	uint64_t value;
	int ok;

	if (size > 2 && data[0] == '0' && (data[1] == 'x' || data[1] == 'X'))
		value = hexadecimal(data + 2, size - 2, &ok);
	else
		value = decimal(data, size, &ok);
	if (ret_ok)
		*ret_ok = ok;
	return ok ? value : 0;
}
