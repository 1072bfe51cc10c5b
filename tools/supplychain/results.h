/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TOOLS_RESULTS_H
#define SCHAIN_TOOLS_RESULTS_H
/* The verdicts of a replay: kept until its end, or written as they come. */
#include "command.h"

enum { LEVEL_COUNT = SCHAIN_LEVEL_CRITICAL + 1 };

struct results_settings {
	FILE *stream;
	const char *stream_name;
	int is_json;
	int every_revision; /* write each as it comes, instead of the last at the end */
	uint32_t flags;     /* SCHAIN_REPORT_COLOR and the like */
	uint32_t width;
	uint32_t least; /* least level to write */
};

struct result {
	schain_time time; /* of the first evidence */
	char *id;
	size_t id_length;
	uint32_t level;
	uint64_t number; /* rises with each verdict kept: the newest of an id counts */
	char *text;      /* as it will be written; NULL if it will not */
	size_t text_length;
};

struct results {
	struct results_settings settings;
	struct result *kept;
	size_t count, capacity;
	uint64_t written;
	uint64_t levels[LEVEL_COUNT]; /* verdicts by level, once settled */
	int failed;                   /* memory, or writing */
};

void results_init(struct results *results, const struct results_settings *settings);
void results_dispose(struct results *results);
/* Writes a revision at once. Returns 0 to go on. */
int results_write(struct results *results, const schain_verdict *verdict);
/* Keeps a verdict in the form it has now. Returns 0, or -1 without memory. */
int results_keep(struct results *results, const schain_verdict *verdict);
/*
 * Counts the kept verdicts by level, one an id, and writes them, unless every
 * revision was, in order of first evidence, then id. Returns 0, or -1 if
 * writing failed.
 */
int results_settle(struct results *results);
/* Whether there is one of that level or above, once settled. */
int results_reach(const struct results *results, uint32_t level);
#endif
