/* SPDX-License-Identifier: Apache-2.0 */
#include "options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void options_init(struct options *options, const struct command *command, int argc, char **argv)
{
	char *letter = options->letters;
	size_t count = 0;

	memset(options, 0, sizeof *options);
	options->command = command;
	options->argc = argc;
	options->argv = argv;
	*letter++ = ':';
	*letter++ = 'h';
	for (const struct command_option *o = command->options; o && o->name && count < OPTIONS_LIMIT;
	     o++) {
		options->known[count].name = o->name;
		options->known[count].has_arg = o->argument ? required_argument : no_argument;
		options->known[count].val = o->id;
		count++;
		if (o->id < 256) {
			*letter++ = (char)o->id;
			if (o->argument)
				*letter++ = ':';
		}
	}
	options->known[count].name = "help";
	options->known[count].val = 'h';
	opterr = 0;
}

static int unknown_option(struct options *options)
{
	const char *names[OPTIONS_LIMIT + 2] = { NULL };
	const char *given = options->argv[optind - 1];
	const char *near;
	char word[64];
	size_t length;

	if (optopt && optopt < 256 && strncmp(given, "--", 2) != 0)
		return usage_error(options->command, "unknown option -%c", optopt);
	length = strcspn(given, "=");
	if (optopt)
		return usage_error(options->command, "option %.*s takes no value", (int)length, given);
	snprintf(word, sizeof word, "%.*s", (int)(length > 2 ? length - 2 : 0), given + 2);
	for (size_t i = 0; options->known[i].name; i++) {
		names[i] = options->known[i].name;
		if (*word && !strncmp(names[i], word, strlen(word)))
			return usage_error(options->command, "option %.*s is ambiguous", (int)length, given);
	}
	near = nearest_word(word, names);
	if (near)
		return usage_error(options->command, "unknown option %.*s; did you mean --%s?", (int)length,
		                   given, near);
	return usage_error(options->command, "unknown option %.*s", (int)length, given);
}

int options_next(struct options *options, const char **ret_value)
{
	int id = getopt_long(options->argc, options->argv, options->letters, options->known, NULL);

	*ret_value = optarg;
	switch (id) {
	case -1:
		return OPTIONS_END;
	case 'h':
		options_print_help(options->command, stdout);
		options->status = finish_output(stdout, "standard output", EXIT_QUIET);
		return OPTIONS_STOP;
	case ':':
		options->status = usage_error(options->command, "option %s needs a value",
		                              options->argv[optind - 1]);
		return OPTIONS_STOP;
	case '?':
		options->status = unknown_option(options);
		return OPTIONS_STOP;
	default:
		return id;
	}
}

static void print_option(FILE *stream, const struct command_option *option)
{
	enum { HELP_COLUMN = 24 };
	char name[64];
	const char *line = option->help;
	int length;

	length = option->id < 256
	             ? snprintf(name, sizeof name, "  -%c, --%s%s%s", option->id, option->name,
	                        option->argument ? "=" : "", option->argument ? option->argument : "")
	             : snprintf(name, sizeof name, "      --%s%s%s", option->name,
	                        option->argument ? "=" : "", option->argument ? option->argument : "");
	fputs(name, stream);
	if (length >= HELP_COLUMN) {
		fputc('\n', stream);
		length = 0;
	}
	while (*line) {
		size_t size = strcspn(line, "\n");

		fprintf(stream, "%*s%.*s\n", HELP_COLUMN - length, "", (int)size, line);
		length = 0;
		line += size + (line[size] == '\n');
	}
}

static void print_indented(FILE *stream, const char *text)
{
	while (*text) {
		size_t size = strcspn(text, "\n");

		fprintf(stream, "  %.*s\n", (int)size, text);
		text += size + (text[size] == '\n');
	}
}

void options_print_help(const struct command *command, FILE *stream)
{
	static const struct command_option help = { "help", 'h', NULL, "show this and exit" };
	const char *line = command->synopsis;
	const char *lead = "Usage:";

	do {
		size_t size = strcspn(line, "\n");

		fprintf(stream, "%s supplychain %s%s%.*s\n", lead, command->name, size ? " " : "", (int)size,
		        line);
		lead = "      ";
		line += size + (line[size] == '\n');
	} while (*line);
	fprintf(stream, "\n%s\n\nOptions:\n", command->description);
	for (const struct command_option *o = command->options; o && o->name; o++)
		print_option(stream, o);
	print_option(stream, &help);
	if (command->examples) {
		fputs("\nExamples:\n", stream);
		print_indented(stream, command->examples);
	}
}

/* Optimal string alignment distance; SIZE_MAX for a `b` longer than a row. */
static size_t distance(const char *a, const char *b)
{
	enum { ROW = 48 };
	size_t rows[3][ROW];
	size_t *above = rows[0], *row = rows[1], *next = rows[2];
	size_t length = strlen(b);

	if (length >= ROW)
		return SIZE_MAX;
	for (size_t j = 0; j <= length; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1]; i++) {
		size_t *spare = above;

		next[0] = i;
		for (size_t j = 1; j <= length; j++) {
			size_t best = row[j - 1] + (a[i - 1] != b[j - 1]);

			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (next[j - 1] + 1 < best)
				best = next[j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
			    above[j - 2] + 1 < best)
				best = above[j - 2] + 1;
			next[j] = best;
		}
		above = row;
		row = next;
		next = spare;
	}
	return row[length];
}

const char *nearest_word(const char *word, const char *const *words)
{
	size_t length = strlen(word);
	size_t best = length < 3 ? 1 : 2 + length / 8; /* a slip or two, not another word */
	const char *found = NULL;

	for (; *words; words++) {
		size_t apart = distance(word, *words);

		if (apart < best || (apart == best && !found)) {
			best = apart;
			found = *words;
		}
	}
	return found;
}

int parse_size(const char *text, uint64_t *ret_size)
{
	static const char letters[] = "KMGT";
	const char *letter;
	char *end;
	unsigned long long value;
	uint64_t scale = 1;

	if (*text < '0' || *text > '9')
		return -1;
	errno = 0;
	value = strtoull(text, &end, 10);
	if (errno)
		return -1;
	letter = *end ? strchr(letters, *end) : NULL;
	if (letter) {
		uint64_t factor = !strcmp(end + 1, "B") ? 1000 : 1024; /* MB by SI, M and MiB by IEC */

		for (const char *l = letters; l <= letter; l++)
			scale *= factor;
		end++;
		if (!strcmp(end, "iB"))
			end++;
	}
	if (*end == 'B')
		end++;
	if (*end || value > UINT64_MAX / scale)
		return -1;
	*ret_size = (uint64_t)value * scale;
	return 0;
}
