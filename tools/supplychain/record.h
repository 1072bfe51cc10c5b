/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TOOLS_RECORD_H
#define SCHAIN_TOOLS_RECORD_H
/* What an engine took, as supplychain-jsonl in a file. */
#include "command.h"

struct record {
	const char *path;
	FILE *stream; /* NULL: nothing is recorded */
	int failed;
};

/* Returns 0, else an exit status. */
int record_open(struct record *record, const char *path);
/* Returns 0 to go on. */
int record_event(struct record *record, const schain_event *event);
/* Returns `status`, or EXIT_INPUT if not all was written. */
int record_close(struct record *record, int status);
#endif
