/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TOOLS_REPORT_CASES_H
#define SCHAIN_TOOLS_REPORT_CASES_H
/* The verdicts of a report: the last revision of each, worst first. */
#include <supplychain/verdict.h>

struct report_case {
	char *line; /* the verdict as JSON */
	size_t size;
	char *id;
	uint32_t level, revision;
	int32_t score;
	schain_time time; /* of the first evidence */
	size_t number;    /* in the order they came */
};

struct cases {
	struct report_case *all;
	size_t count, capacity;
	struct verdict_reader *reader;
};

/* Returns 0, or -1 without memory. */
int cases_init(struct cases *cases);
void cases_dispose(struct cases *cases);
/* Keeps a verdict and the line of JSON that holds it. Returns 0, or -1 without memory. */
int cases_add(struct cases *cases, const schain_verdict *verdict, const char *line, size_t size);
/* Drops older revisions and those below `least`, and puts the rest in order. */
void cases_settle(struct cases *cases, uint32_t least);
/* Fills in a case's verdict, which lives until the next call. Returns 0, or -1 without memory. */
int cases_read(struct cases *cases, size_t index, schain_verdict *verdict);
#endif
