/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TOOLS_REPORT_RAW_H
#define SCHAIN_TOOLS_REPORT_RAW_H
/* The input lines behind signals, read back from the logs that a replay read. */
#include <supplychain/verdict.h>

struct raw_line {
	const char *origin; /* the file, as the verdicts name it; borrowed */
	uint64_t line;
	char *text;
	size_t size;
};

struct raw_events {
	struct raw_line *lines;
	size_t count, capacity;
};

/* Notes the lines that a verdict's signals name. Returns 0, or -1 without memory. */
int raw_want(struct raw_events *raw, const schain_verdict *verdict, const char *const *files,
             size_t file_count);
/* Reads what was noted. Returns 0, or an exit status after a message. */
int raw_read(struct raw_events *raw, const char *const *files, size_t file_count);
/* The line behind a signal, at most a few KiB of it; NULL data if it was not read. */
schain_string raw_of(const struct raw_events *raw, const schain_signal *signal);
void raw_dispose(struct raw_events *raw);
#endif
