/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TOOLS_COMMAND_H
#define SCHAIN_TOOLS_COMMAND_H
/*
 * What a subcommand is made of. Each has a file of its own that defines one
 * constant `command`; main.c lists them. One table of options serves getopt,
 * --help and the suggestions for misspelt ones, so they cannot disagree.
 */
#include <supplychain/supplychain.h>

#include <stdio.h>

/* Exit statuses, documented in supplychain(1). */
enum {
	EXIT_QUIET = 0, /* nothing at or above --fail-on */
	EXIT_FOUND = 1, /* verdicts at or above it */
	EXIT_USAGE = 2, /* the command line or the policy is wrong */
	EXIT_INPUT = 3, /* an input cannot be read, or an output not written */
};

struct command_option {
	const char *name;     /* long name without dashes; NULL ends the table */
	int id;               /* a letter where there is a short form, else 256 and up */
	const char *argument; /* what --help calls it; NULL: takes none */
	const char *help;     /* one or more lines, broken by the author at about 56 columns */
};

struct command {
	const char *name;
	const char *synopsis; /* lines after "supplychain NAME", '\n' between them */
	const char *summary;  /* one line, for the list of commands */
	const char *description;
	const struct command_option *options; /* --help is added to them */
	const char *examples;
	int (*run)(int argc, char **argv); /* argv[0] is the subcommand's name; returns an exit status */
};

extern const struct command command_egress;
extern const struct command command_explain;
extern const struct command command_formats;
extern const struct command command_plugins;
extern const struct command command_policy;
extern const struct command command_replay;
extern const struct command command_report;
extern const struct command command_reputation;
extern const struct command command_state;
extern const struct command command_trust;
extern const struct command command_verify;
extern const struct command command_version;
extern const struct command command_watch;
extern const struct command command_help;

/* Every command, ended by NULL. */
extern const struct command *const commands[];
const struct command *command_of(const char *name);

#if defined(__GNUC__)
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))
#else
#define PRINTF_LIKE(text, first)
#endif

/* "supplychain: ..." on standard error; control characters are replaced. */
void complain(const char *format, ...) PRINTF_LIKE(1, 2);
void complain_error(const schain_error *error);
/* The same with a pointer to --help; returns EXIT_USAGE. `of` NULL: the command as a whole. */
int usage_error(const struct command *of, const char *format, ...) PRINTF_LIKE(2, 3);
/* "TITLE: text" wrapped at 80 columns, lines but the first indented; all of them without a title. */
void print_wrapped(FILE *stream, const char *title, const char *text);
/* Prints `key`, as it is, and a JSON string. The text is UTF-8. */
void print_json_text(const char *key, const char *text);
/* The same of any bytes: what is no UTF-8 is replaced. */
void print_json_bytes(const char *key, schain_string bytes);
/* For people: control characters are replaced. */
void print_bytes(FILE *stream, schain_string bytes);
/*
 * Flushes and checks a stream that results went to. A reader that has gone
 * (EPIPE) is no error worth a word. Returns `status`, or EXIT_INPUT.
 */
int finish_output(FILE *stream, const char *name, int status);
#endif
