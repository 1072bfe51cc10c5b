/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of the files that an action was given, packed by gzip or not. */
#include "egress.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <zlib.h>

enum {
	PROBLEMS_SHOWN = 10,
	LINE_LIMIT = 1 << 20, /* octets of a line; what is behind it is another */
};

static void tell_problem(const char *name, uint64_t line, schain_error *error, uint64_t problems)
{
	if (problems > PROBLEMS_SHOWN)
		return;
	snprintf(error->where, sizeof error->where, "%s", name);
	error->line = line;
	complain_error(error);
}

/* gzgets() tells no length, and lines may hold NUL: 0 at the end. */
static size_t read_line(gzFile file, char *line)
{
	size_t length = 0;
	int c;

	while (length < LINE_LIMIT && (c = gzgetc(file)) != -1) {
		line[length++] = (char)c;
		if (c == '\n')
			break;
	}
	return length;
}

static int read_lines(gzFile file, const char *name, char *line, egress_take_line *take,
                      void *context)
{
	uint64_t number = 0, problems = 0;
	const char *message;
	size_t length;
	int code;

	while ((length = read_line(file, line)) > 0) {
		schain_error error = SCHAIN_ERROR_INIT;
		schain_string text = { line, length };

		number++;
		if (line[length - 1] == '\n')
			text.length--;
		if (take(context, text, &error) < 0)
			tell_problem(name, number, &error, ++problems);
	}
	if (problems > PROBLEMS_SHOWN)
		complain("%s: %llu more lines like these", name,
		         (unsigned long long)(problems - PROBLEMS_SHOWN));
	message = gzerror(file, &code);
	if (code == Z_OK || code == Z_STREAM_END)
		return EXIT_QUIET;
	complain("%s: %s", name, code == Z_ERRNO ? strerror(errno) : message);
	return EXIT_INPUT;
}

static int each_line_of(const char *path, char *line, egress_take_line *take, void *context)
{
	int is_standard = !strcmp(path, "-"), status, descriptor;
	gzFile file = NULL;

	errno = 0;
	if (is_standard) {
		descriptor = dup(STDIN_FILENO);
		if (descriptor >= 0 && !(file = gzdopen(descriptor, "rb")))
			close(descriptor);
	} else {
		file = gzopen(path, "rb");
	}
	if (!file) {
		complain("%s: %s", path, strerror(errno ? errno : ENOMEM));
		return EXIT_INPUT;
	}
	status = read_lines(file, is_standard ? "standard input" : path, line, take, context);
	gzclose(file);
	return status;
}

int egress_each_line(const struct egress_request *request, egress_take_line *take, void *context)
{
	char *line = malloc(LINE_LIMIT);
	int status = EXIT_QUIET;

	if (!line) {
		complain("out of memory");
		return EXIT_INPUT;
	}
	for (size_t i = 0; i < request->path_count && !status; i++)
		status = each_line_of(request->paths[i], line, take, context);
	free(line);
	return status;
}
