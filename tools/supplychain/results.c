/* SPDX-License-Identifier: Apache-2.0 */
#include "results.h"

#include <stdlib.h>
#include <string.h>

struct text {
	char *data;
	size_t length, capacity;
};

static int append(void *context, const char *data, size_t size)
{
	struct text *text = context;

	if (size > text->capacity - text->length) {
		size_t capacity = text->capacity ? text->capacity : 4096;
		char *fresh;

		while (capacity - text->length < size) {
			if (capacity > SIZE_MAX / 2)
				return 1;
			capacity *= 2;
		}
		fresh = realloc(text->data, capacity);
		if (!fresh)
			return 1;
		text->data = fresh;
		text->capacity = capacity;
	}
	memcpy(text->data + text->length, data, size);
	text->length += size;
	return 0;
}

static int write_out(void *context, const char *data, size_t size)
{
	struct results *results = context;

	if (fwrite(data, 1, size, results->settings.stream) == size)
		return 0;
	results->failed = 1;
	return 1;
}

static schain_status render(struct results *results, const schain_verdict *verdict,
                            schain_report_sink sink, void *context)
{
	const struct results_settings *settings = &results->settings;

	if (settings->is_json)
		return schain_report_write_json(verdict, settings->flags, sink, context, NULL);
	return schain_report_write_text(verdict, settings->flags, settings->width, sink, context, NULL);
}

/* Between reports for people; lines of JSON and of --brief need none. */
static void write_rule(struct results *results)
{
	const struct results_settings *settings = &results->settings;
	uint32_t width = settings->width ? settings->width : 80;

	if (!results->written++ || settings->is_json || settings->flags & SCHAIN_REPORT_BRIEF)
		return;
	fputc('\n', settings->stream);
	while (width--)
		fputs(settings->flags & SCHAIN_REPORT_ASCII ? "-" : "\u2500", settings->stream);
	fputs("\n\n", settings->stream);
}

void results_init(struct results *results, const struct results_settings *settings)
{
	memset(results, 0, sizeof *results);
	results->settings = *settings;
}

static void drop(struct result *result)
{
	free(result->id);
	free(result->text);
}

void results_dispose(struct results *results)
{
	for (size_t i = 0; i < results->count; i++)
		drop(&results->kept[i]);
	free(results->kept);
	memset(results, 0, sizeof *results);
}

int results_write(struct results *results, const schain_verdict *verdict)
{
	if (verdict->level < results->settings.least)
		return 0;
	write_rule(results);
	if (render(results, verdict, write_out, results))
		results->failed = 1;
	/* A reader of revisions waits for them: a line that is due is sent. */
	if (fflush(results->settings.stream))
		results->failed = 1;
	return results->failed;
}

static struct result *room(struct results *results)
{
	size_t capacity = results->capacity ? results->capacity * 2 : 64;
	struct result *kept;

	if (results->count == results->capacity) {
		kept = realloc(results->kept, capacity * sizeof *kept);
		if (!kept)
			return NULL;
		results->kept = kept;
		results->capacity = capacity;
	}
	return &results->kept[results->count];
}

int results_keep(struct results *results, const schain_verdict *verdict)
{
	struct result *result = room(results);
	struct text text = { NULL, 0, 0 };

	if (!result)
		return -1;
	memset(result, 0, sizeof *result);
	result->id = malloc(verdict->id.length + 1);
	if (!result->id)
		return -1;
	if (verdict->id.length)
		memcpy(result->id, verdict->id.data, verdict->id.length);
	result->id_length = verdict->id.length;
	result->time = verdict->first_time;
	result->level = verdict->level;
	result->number = results->count;
	if (!results->settings.every_revision && verdict->level >= results->settings.least &&
	    render(results, verdict, append, &text)) {
		free(text.data);
		free(result->id);
		return -1;
	}
	result->text = text.data;
	result->text_length = text.length;
	results->count++;
	return 0;
}

static int compare_ids(const struct result *a, const struct result *b)
{
	size_t shorter = a->id_length < b->id_length ? a->id_length : b->id_length;
	int order = memcmp(a->id, b->id, shorter);

	return order ? order : a->id_length < b->id_length ? -1 : a->id_length > b->id_length;
}

static int by_id(const void *left, const void *right)
{
	const struct result *a = left, *b = right;
	int order = compare_ids(a, b);

	return order ? order : a->number < b->number ? -1 : a->number > b->number;
}

static int by_time(const void *left, const void *right)
{
	const struct result *a = left, *b = right;

	return a->time != b->time ? (a->time < b->time ? -1 : 1) : compare_ids(a, b);
}

static void drop_older(struct results *results)
{
	size_t count = 0;

	qsort(results->kept, results->count, sizeof *results->kept, by_id);
	for (size_t i = 0; i < results->count; i++) {
		if (i + 1 < results->count && !compare_ids(&results->kept[i], &results->kept[i + 1]))
			drop(&results->kept[i]);
		else
			results->kept[count++] = results->kept[i];
	}
	results->count = count;
	qsort(results->kept, results->count, sizeof *results->kept, by_time);
}

int results_settle(struct results *results)
{
	if (results->count)
		drop_older(results);
	for (size_t i = 0; i < results->count && !results->failed; i++) {
		const struct result *result = &results->kept[i];

		results->levels[result->level < LEVEL_COUNT ? result->level : LEVEL_COUNT - 1]++;
		if (!result->text)
			continue;
		write_rule(results);
		write_out(results, result->text, result->text_length);
	}
	return results->failed ? -1 : 0;
}

int results_reach(const struct results *results, uint32_t level)
{
	for (uint32_t i = level; i < LEVEL_COUNT; i++)
		if (results->levels[i])
			return 1;
	return 0;
}
