/* SPDX-License-Identifier: Apache-2.0 */
#include "raw.h"

#include "command.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* An event of an ordinary log is below it; more is cut off. */
enum { LINE_MOST = 4096 };

static const char *file_of(schain_string origin, const char *const *files, size_t file_count)
{
	for (size_t i = 0; i < file_count; i++)
		if (is_same_text(origin, schain_string_of(files[i])))
			return files[i];
	return NULL;
}

int raw_want(struct raw_events *raw, const schain_verdict *verdict, const char *const *files,
             size_t file_count)
{
	for (size_t i = 0; i < verdict->signal_count; i++) {
		const schain_signal *signal = &verdict->signals[i];
		const char *file = signal->line ? file_of(signal->origin, files, file_count) : NULL;

		if (!file)
			continue;
		if (raw->count == raw->capacity) {
			size_t capacity = raw->capacity ? 2 * raw->capacity : 64;
			struct raw_line *lines = realloc(raw->lines, capacity * sizeof *lines);

			if (!lines)
				return -1;
			raw->lines = lines;
			raw->capacity = capacity;
		}
		raw->lines[raw->count++] = (struct raw_line){ .origin = file, .line = signal->line };
	}
	return 0;
}

static int by_place(const void *left, const void *right)
{
	const struct raw_line *a = left, *b = right;
	int order = strcmp(a->origin, b->origin);

	return order ? order : a->line < b->line ? -1 : a->line > b->line;
}

/* Reads up to the next line feed, and keeps the beginning. Returns what was kept, or -1 at the end. */
static long next_line(FILE *file, char *text)
{
	long kept = 0;
	int c = getc(file);

	if (c == EOF)
		return -1;
	for (; c != EOF && c != '\n'; c = getc(file))
		if (kept < LINE_MOST)
			text[kept++] = (char)c;
	return kept;
}

static int read_lines(FILE *file, struct raw_line *lines, size_t count)
{
	char text[LINE_MOST];
	uint64_t number = 0;
	size_t next = 0;

	while (next < count) {
		long size = next_line(file, text);

		if (size < 0)
			return 0;
		number++;
		for (; next < count && lines[next].line == number; next++) {
			lines[next].text = malloc((size_t)size + 1);
			if (!lines[next].text)
				return -1;
			memcpy(lines[next].text, text, (size_t)size);
			lines[next].size = (size_t)size;
		}
	}
	return 0;
}

static int read_file_of(struct raw_events *raw, const char *name)
{
	size_t first = 0, end;
	FILE *file;
	int status = 0;

	while (first < raw->count && strcmp(raw->lines[first].origin, name) != 0)
		first++;
	for (end = first; end < raw->count && !strcmp(raw->lines[end].origin, name);)
		end++;
	file = fopen(name, "r");
	if (!file || read_lines(file, raw->lines + first, end - first) || ferror(file)) {
		complain("%s: %s", name, strerror(errno));
		status = EXIT_INPUT;
	}
	if (file)
		fclose(file);
	return status;
}

int raw_read(struct raw_events *raw, const char *const *files, size_t file_count)
{
	int status = 0;

	if (raw->count)
		qsort(raw->lines, raw->count, sizeof *raw->lines, by_place);
	for (size_t i = 0; i < file_count && !status; i++)
		status = read_file_of(raw, files[i]);
	return status;
}

schain_string raw_of(const struct raw_events *raw, const schain_signal *signal)
{
	schain_string text = { NULL, 0 };
	size_t low = 0, high = raw->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct raw_line *line = &raw->lines[middle];
		schain_string origin = schain_string_of(line->origin);
		size_t shorter = origin.length < signal->origin.length ? origin.length : signal->origin.length;
		int order = shorter ? memcmp(line->origin, signal->origin.data, shorter) : 0;

		if (!order)
			order = origin.length < signal->origin.length ? -1 : origin.length > signal->origin.length;
		if (!order)
			order = line->line < signal->line ? -1 : line->line > signal->line;
		if (!order) {
			text.data = line->text;
			text.length = line->size;
			return text;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return text;
}

void raw_dispose(struct raw_events *raw)
{
	for (size_t i = 0; i < raw->count; i++)
		free(raw->lines[i].text);
	free(raw->lines);
	memset(raw, 0, sizeof *raw);
}
