/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TOOLS_OPTIONS_H
#define SCHAIN_TOOLS_OPTIONS_H
/* The options of a command line, read one at a time. */
#include "command.h"

#include <getopt.h>

enum {
	OPTIONS_END = 0,    /* optind is at the first operand */
	OPTIONS_STOP = -1,  /* --help was answered, or an error reported: exit with `status` */
	OPTIONS_LIMIT = 48, /* most options of a command */
};

struct options {
	const struct command *command;
	int argc;
	char **argv;
	int status;
	struct option known[OPTIONS_LIMIT + 2];
	char letters[2 * OPTIONS_LIMIT + 4];
};

void options_init(struct options *options, const struct command *command, int argc, char **argv);
/* The id of the next option and its value (NULL if it has none), OPTIONS_END or OPTIONS_STOP. */
int options_next(struct options *options, const char **ret_value);

void options_print_help(const struct command *command, FILE *stream);

/*
 * The one of `words` (ended by NULL) that `word` was most likely meant to be,
 * or NULL if none is near.
 */
const char *nearest_word(const char *word, const char *const *words);

/* "64MiB" or "64M", "500MB", or plain bytes. Returns 0, or -1 if it is none. */
int parse_size(const char *text, uint64_t *ret_size);
#endif
