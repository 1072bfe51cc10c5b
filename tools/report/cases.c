/* SPDX-License-Identifier: Apache-2.0 */
#include "cases.h"

#include "verdict_json.h"

#include <stdlib.h>
#include <string.h>

int cases_init(struct cases *cases)
{
	memset(cases, 0, sizeof *cases);
	cases->reader = verdict_reader_new();
	return cases->reader ? 0 : -1;
}

static void drop(struct report_case *gone)
{
	free(gone->line);
	free(gone->id);
}

void cases_dispose(struct cases *cases)
{
	for (size_t i = 0; i < cases->count; i++)
		drop(&cases->all[i]);
	free(cases->all);
	verdict_reader_free(cases->reader);
}

static char *copy(const char *data, size_t size)
{
	char *text = malloc(size + 1);

	if (!text)
		return NULL;
	if (size)
		memcpy(text, data, size);
	text[size] = 0;
	return text;
}

int cases_add(struct cases *cases, const schain_verdict *verdict, const char *line, size_t size)
{
	struct report_case *fresh;

	if (cases->count == cases->capacity) {
		size_t capacity = cases->capacity ? 2 * cases->capacity : 64;
		struct report_case *all = realloc(cases->all, capacity * sizeof *all);

		if (!all)
			return -1;
		cases->all = all;
		cases->capacity = capacity;
	}
	fresh = &cases->all[cases->count];
	*fresh = (struct report_case){ .size = size,
		                           .level = verdict->level,
		                           .revision = verdict->revision,
		                           .score = verdict->score,
		                           .time = verdict->first_time,
		                           .number = cases->count };
	fresh->line = copy(line, size);
	fresh->id = copy(verdict->id.data, verdict->id.length);
	if (!fresh->line || !fresh->id) {
		drop(fresh);
		return -1;
	}
	cases->count++;
	return 0;
}

/* The newest of an id first. */
static int by_id(const void *left, const void *right)
{
	const struct report_case *a = left, *b = right;
	int order = strcmp(a->id, b->id);

	if (order)
		return order;
	if (a->revision != b->revision)
		return a->revision > b->revision ? -1 : 1;
	return a->number > b->number ? -1 : 1;
}

static int by_weight(const void *left, const void *right)
{
	const struct report_case *a = left, *b = right;

	if (a->level != b->level)
		return a->level > b->level ? -1 : 1;
	if (a->score != b->score)
		return a->score > b->score ? -1 : 1;
	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	return strcmp(a->id, b->id);
}

void cases_settle(struct cases *cases, uint32_t least)
{
	size_t kept = 0;

	if (!cases->count)
		return;
	qsort(cases->all, cases->count, sizeof *cases->all, by_id);
	for (size_t i = 0; i < cases->count; i++) {
		int is_older = kept && !strcmp(cases->all[i].id, cases->all[kept - 1].id);

		if (is_older)
			drop(&cases->all[i]);
		else
			cases->all[kept++] = cases->all[i];
	}
	cases->count = kept;
	kept = 0;
	for (size_t i = 0; i < cases->count; i++) {
		if (cases->all[i].level < least)
			drop(&cases->all[i]);
		else
			cases->all[kept++] = cases->all[i];
	}
	cases->count = kept;
	if (kept)
		qsort(cases->all, kept, sizeof *cases->all, by_weight);
}

int cases_read(struct cases *cases, size_t index, schain_verdict *verdict)
{
	const struct report_case *read = &cases->all[index];

	return verdict_reader_read(cases->reader, read->line, read->size, verdict, NULL) < 0 ? -1 : 0;
}
