/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_BASE_CLOCK_H
#define SCHAIN_BASE_CLOCK_H
/* Times as text, without the C library's time zones. */
#include "base/text.h"

enum { SCHAIN__TIME_TEXT = 40 };

/*
 * RFC 3339 in UTC with as many decimals as needed of 0, 3, 6, 9. Any 64-bit
 * value works. Returns the length.
 */
size_t schain__time_format(schain_time time, char buffer[SCHAIN__TIME_TEXT]);
/* A span such as "1 h 30 min", "12 d 4 h", "850 ms". Returns the length. */
size_t schain__span_format(int64_t span, char buffer[SCHAIN__TIME_TEXT]);
#endif
