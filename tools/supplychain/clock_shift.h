/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TOOLS_CLOCK_SHIFT_H
#define SCHAIN_TOOLS_CLOCK_SHIFT_H
/* Sources whose clock is wrong or whose times are local: what is added to their times. */
#include <supplychain/base.h>

enum { CLOCK_SHIFTS_MAX = 64 };

struct clock_shifts {
	struct {
		const char *source; /* an input's name or a source kind's; borrowed, up to `length` */
		size_t length;
		int64_t shift; /* nanoseconds */
	} items[CLOCK_SHIFTS_MAX];
	size_t count;
};

/* "SOURCE=[+-]SECONDS[.FRACTION]", seconds to add. Returns 0, or -1 when it is none, or one too many. */
int clock_shifts_add_skew(struct clock_shifts *shifts, const char *text);
/* "SOURCE=[+-]HH:MM": its times are local, that far ahead of UTC. The same returns. */
int clock_shifts_add_zone(struct clock_shifts *shifts, const char *text);
/* What is added to times of that source in that input; all that match count. */
int64_t clock_shifts_of(const struct clock_shifts *shifts, const char *input, uint32_t source_kind);
#endif
