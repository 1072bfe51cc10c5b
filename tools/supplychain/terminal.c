/* SPDX-License-Identifier: Apache-2.0 */
#include "terminal.h"

#include "command.h"

#include <errno.h>
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

int parse_when(const char *text, enum when *ret_when)
{
	static const char *const names[] = { "auto", "always", "never" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (strcmp(names[i], text))
			continue;
		*ret_when = (enum when)i;
		return 0;
	}
	return -1;
}

int wants_color(enum when when, FILE *stream)
{
	const char *none = getenv("NO_COLOR"); /* no-color.org: set and not empty */
	const char *terminal = getenv("TERM");

	if (when != WHEN_AUTO)
		return when == WHEN_ALWAYS;
	return isatty(fileno(stream)) && !(none && *none) && terminal && strcmp(terminal, "dumb") != 0;
}

int wants_ascii(FILE *stream)
{
	return isatty(fileno(stream)) && strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
}

uint32_t terminal_width(FILE *stream)
{
	struct winsize size;

	if (!isatty(fileno(stream)) || ioctl(fileno(stream), TIOCGWINSZ, &size))
		return 0;
	return size.ws_col;
}

char *read_file(const char *path, size_t limit)
{
	FILE *file = fopen(path, "rb");
	char *data = NULL;
	size_t length = 0;

	if (!file) {
		complain("%s: %s", path, strerror(errno));
		return NULL;
	}
	data = malloc(limit + 1);
	if (data)
		length = fread(data, 1, limit + 1, file);
	if (!data || ferror(file) || length > limit) {
		complain("%s: %s", path,
		         !data          ? "out of memory"
		         : ferror(file) ? strerror(errno)
		                        : "is too long");
		free(data);
		data = NULL;
	} else {
		data[length] = 0;
	}
	fclose(file);
	return data;
}
