/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TOOLS_VERDICT_LIST_H
#define SCHAIN_TOOLS_VERDICT_LIST_H
/* The last revision of each verdict that a sensor told, the worst first. */
#include "verdict_json.h"

enum { VERDICT_LIST_LIMIT = 256 };

struct listed_verdict {
	char *json; /* of doc/verdict-json.md; owned */
	size_t size;
	char *id; /* owned, as the next three */
	char *host, *product, *version;
	schain_time last_time;
	uint32_t level, stages;
	int32_t score;
};

struct verdict_list {
	struct verdict_reader *reader;
	size_t count;
	uint64_t left_out; /* for want of room: the mildest */
	struct listed_verdict verdicts[VERDICT_LIST_LIMIT];
};

/* Returns 0, or -1 without memory. */
int verdict_list_init(struct verdict_list *list);
void verdict_list_free(struct verdict_list *list);
/* Returns SCHAIN_OK or as verdict_reader_read(). */
schain_status verdict_list_take(struct verdict_list *list, schain_string json, schain_error *error);
/* The place of the verdict with that id; `count` if there is none. */
size_t verdict_list_find(const struct verdict_list *list, const char *id);
#endif
