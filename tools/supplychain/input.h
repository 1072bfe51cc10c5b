/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TOOLS_INPUT_H
#define SCHAIN_TOOLS_INPUT_H
/* One input of a replay: a file, a pipe or standard input, and its decoder. */
#include "clock_shift.h"
#include "command.h"

#include <supplychain/decode.h>

#include <stdatomic.h>

enum {
	INPUT_PROBLEMS_SHOWN = 10, /* damaged records told one by one; the rest is counted */
	INPUT_BLOCK = 256 * 1024,  /* bytes read at once */
};

enum input_outcome {
	INPUT_READ, /* to its end */
	INPUT_EMPTY,
	INPUT_UNREADABLE, /* `error` says why; what came before counts */
	INPUT_DAMAGED,    /* strict, and a record was damaged */
	INPUT_STOPPED,    /* the consumer asked for it */
};

struct input_settings {
	const char *format;  /* NULL: recognised */
	const char *mapping; /* text; NULL: none */
	const char *mapping_path; /* where it was read */
	const char *host;    /* NULL: as the records say */
	schain_plugins *plugins; /* whose decoders read too; NULL: none */
	int is_strict;
	struct clock_shifts clocks;
};

struct input {
	const char *name;              /* borrowed, for messages and evidence */
	int descriptor;                /* -1 when not open */
	uint64_t size;                 /* bytes, 0 if not known beforehand */
	atomic_uint_fast64_t position; /* bytes read; any thread may look */
	atomic_int is_unwanted;        /* any thread may set it: nobody waits for more */
	const struct input_settings *settings;
	/* Where events go; as schain_decoder_options::events. */
	int (*events)(struct input *input, const schain_event *events, size_t count);
	void *consumer;

	enum input_outcome outcome;
	const schain_format *format; /* NULL if it was never known */
	schain_error error;
	schain_decoder_statistics statistics;

	int is_placed;    /* resume.h knows `first` and `to_skip` */
	uint64_t first;   /* hash of its first event */
	uint64_t to_skip; /* events that an earlier replay fed */

	uint64_t problems; /* damaged or incomplete records told of */
	size_t problems_shown;
	char problem[INPUT_PROBLEMS_SHOWN][640];
};

/* "-" is standard input. Returns 0, or -1 with outcome and error set. */
int input_open(struct input *input, const char *path, const struct input_settings *settings);
/* Reads and decodes to the end; closes. Sets the outcome. */
void input_run(struct input *input);
void input_close(struct input *input);
/*
 * Writes what is new in `problem` to standard error. Not while input_run() is
 * running in another thread, unless that one is inside `events`.
 */
void input_tell_problems(struct input *input);
/* What became of it: an error, the damaged records not shown, or nothing. */
void input_tell_outcome(struct input *input);
#endif
