/* SPDX-License-Identifier: Apache-2.0 */
#include "verdict_list.h"

#include <stdlib.h>
#include <string.h>

int verdict_list_init(struct verdict_list *list)
{
	memset(list, 0, sizeof *list);
	list->reader = verdict_reader_new();
	return list->reader ? 0 : -1;
}

static void forget(struct listed_verdict *verdict)
{
	free(verdict->json);
	free(verdict->id);
	free(verdict->host);
	free(verdict->product);
	free(verdict->version);
}

void verdict_list_free(struct verdict_list *list)
{
	while (list->count)
		forget(&list->verdicts[--list->count]);
	verdict_reader_free(list->reader);
	list->reader = NULL;
}

static char *copy(schain_string text)
{
	char *data = malloc(text.length + 1);

	if (data) {
		if (text.length)
			memcpy(data, text.data, text.length);
		data[text.length] = 0;
	}
	return data;
}

/* The worse, and of the same level the later, comes first. */
static int compare(const void *a, const void *b)
{
	const struct listed_verdict *one = a, *other = b;

	if (one->level != other->level)
		return one->level > other->level ? -1 : 1;
	if (one->last_time != other->last_time)
		return one->last_time > other->last_time ? -1 : 1;
	return strcmp(one->id, other->id);
}

size_t verdict_list_find(const struct verdict_list *list, const char *id)
{
	size_t i = 0;

	while (i < list->count && strcmp(list->verdicts[i].id, id) != 0)
		i++;
	return i;
}

/* In the place of its last revision, or else of the mildest where the list is full. */
static void put(struct verdict_list *list, struct listed_verdict *taken)
{
	size_t place = verdict_list_find(list, taken->id);

	if (place == VERDICT_LIST_LIMIT) {
		list->left_out++;
		place--;
		if (compare(taken, &list->verdicts[place]) > 0) {
			forget(taken);
			return;
		}
	}
	if (place < list->count)
		forget(&list->verdicts[place]);
	else
		list->count++;
	list->verdicts[place] = *taken;
}

schain_status verdict_list_take(struct verdict_list *list, schain_string json, schain_error *error)
{
	struct listed_verdict taken = { .json = copy(json), .size = json.length };
	schain_verdict verdict;
	schain_status status;

	if (!taken.json)
		return SCHAIN_E_MEMORY;
	status = verdict_reader_read(list->reader, taken.json, taken.size, &verdict, error);
	if (status < 0) {
		forget(&taken);
		return status;
	}
	taken.id = copy(verdict.id);
	taken.host = copy(verdict.host);
	taken.product = copy(verdict.product);
	taken.version = copy(verdict.version);
	taken.last_time = verdict.last_time;
	taken.level = verdict.level;
	taken.stages = verdict.stages;
	taken.score = verdict.score;
	if (!taken.id || !taken.host || !taken.product || !taken.version) {
		forget(&taken);
		return SCHAIN_E_MEMORY;
	}
	put(list, &taken);
	qsort(list->verdicts, list->count, sizeof *list->verdicts, compare);
	return SCHAIN_OK;
}
