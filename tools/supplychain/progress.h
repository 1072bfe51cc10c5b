/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TOOLS_PROGRESS_H
#define SCHAIN_TOOLS_PROGRESS_H
/*
 * How far a replay is, on one line of standard error: only where that is a
 * terminal, and only once it has taken half a second.
 */
#include <stdint.h>

struct progress {
	int is_wanted;
	int is_shown;
	int64_t began, drawn; /* monotonic clock, nanoseconds */
	uint64_t total;       /* bytes of all inputs; 0 if not known */
	const char *unit;     /* what is counted beside bytes: "events" */
};

void progress_begin(struct progress *progress, int is_wanted, uint64_t total);
/* Draws, at most five times a second. */
void progress_update(struct progress *progress, uint64_t bytes, uint64_t events);
/* Takes the line away, before anything else is written to the terminal. */
void progress_clear(struct progress *progress);
#endif
