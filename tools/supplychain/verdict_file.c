/* SPDX-License-Identifier: Apache-2.0 */
#include "verdict_file.h"

#include "verdict_json.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Longest line taken for a verdict; the engine's limits keep them far below. */
#define LINE_LIMIT ((size_t)64 << 20)

struct source {
	const char *name;
	FILE *file;
	struct verdict_reader *reader;
	uint64_t line;
	verdict_visitor visit;
	void *context;
};

struct line {
	char *data;
	size_t length, capacity;
};

enum { LINE_READ, LINE_END, LINE_TOO_LONG };

static int read_line(FILE *file, struct line *line)
{
	int c;

	line->length = 0;
	while ((c = getc(file)) != EOF && c != '\n') {
		if (line->length == line->capacity) {
			size_t capacity = line->capacity ? 2 * line->capacity : 16384;
			char *data = capacity <= LINE_LIMIT ? realloc(line->data, capacity) : NULL;

			if (!data)
				return LINE_TOO_LONG;
			line->data = data;
			line->capacity = capacity;
		}
		line->data[line->length++] = (char)c;
	}
	return c == EOF && !line->length ? LINE_END : LINE_READ;
}

static int visit_line(struct source *source, const struct line *line)
{
	schain_error error = SCHAIN_ERROR_INIT;
	schain_verdict verdict;

	source->line++;
	if (line->length &&
	    verdict_reader_read(source->reader, line->data, line->length, &verdict, &error) >= 0)
		return source->visit(source->context, &verdict, line->data, line->length);
	snprintf(error.where, sizeof error.where, "%s", source->name);
	error.line = source->line;
	if (!line->length)
		snprintf(error.message, sizeof error.message, "an empty line, expected a verdict");
	complain_error(&error);
	return EXIT_INPUT;
}

static int visit_lines(struct source *source)
{
	struct line line = { NULL, 0, 0 };
	int found = LINE_READ, status = 0;

	while (!status && (found = read_line(source->file, &line)) == LINE_READ)
		status = visit_line(source, &line);
	free(line.data);
	if (found == LINE_TOO_LONG) {
		complain("%s:%" PRIu64 ": the line is too long for a verdict", source->name,
		         source->line + 1);
		return EXIT_INPUT;
	}
	if (!status && ferror(source->file)) {
		complain("%s: %s", source->name, strerror(errno));
		return EXIT_INPUT;
	}
	return status;
}

int verdict_file_each(const char *path, verdict_visitor visit, void *context)
{
	struct source source = { .name = path, .visit = visit, .context = context };
	int is_standard = !strcmp(path, "-");
	int status = EXIT_INPUT;

	if (is_standard)
		source.name = "standard input";
	source.file = is_standard ? stdin : fopen(path, "r");
	if (!source.file) {
		complain("%s: %s", path, strerror(errno));
		return EXIT_INPUT;
	}
	source.reader = verdict_reader_new();
	if (source.reader)
		status = visit_lines(&source);
	else
		complain("out of memory");
	verdict_reader_free(source.reader);
	if (!is_standard)
		fclose(source.file);
	return status;
}
