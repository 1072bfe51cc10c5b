/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_BASE_CLOCK_H
#define SCHAIN_BASE_CLOCK_H
/* Spans of time, and times as text without the C library's time zones. */
#include "base/text.h"

enum { SCHAIN__TIME_TEXT = 40 };

/* `to` - `from` and `time` - `span` (not negative), held at the ends of the range: any 64-bit time may come. */
static inline int64_t schain__elapsed(schain_time from, schain_time to)
{
	if (from < 0 && to > INT64_MAX + from)
		return INT64_MAX;
	if (from > 0 && to < INT64_MIN + from)
		return INT64_MIN;
	return to - from;
}

static inline schain_time schain__before(schain_time time, int64_t span)
{
	return time < INT64_MIN + span ? INT64_MIN : time - span;
}

/*
 * RFC 3339 in UTC with as many decimals as needed of 0, 3, 6, 9. Any 64-bit
 * value works. Returns the length.
 */
size_t schain__time_format(schain_time time, char buffer[SCHAIN__TIME_TEXT]);
/* A span such as "1 h 30 min", "12 d 4 h", "850 ms". Returns the length. */
size_t schain__span_format(int64_t span, char buffer[SCHAIN__TIME_TEXT]);
#endif
