/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TOOLS_RESUME_H
#define SCHAIN_TOOLS_RESUME_H
/*
 * A replay that goes on where the last one stopped: its state directory has the
 * engine's store, and every revision of every verdict that was handed out.
 */
#include "command.h"
#include "input.h"

struct resume_place {
	uint64_t first; /* hash of the input's first event */
	uint64_t count; /* events of it that were fed */
};

struct resume {
	const char *directory; /* NULL: nothing is kept */
	uint64_t every;        /* events between two checkpoints */
	schain_store *store;
	FILE *log;             /* verdicts.jsonl */
	uint64_t written;      /* its lines */
	uint64_t fed;          /* events since the last checkpoint */
	int is_failing;        /* the last checkpoint could not be written */
	int is_optional;       /* where it cannot be used, all is judged in memory */
	schain_error reason;   /* why it cannot be used */
	struct resume_place *places;
	size_t place_count, place_capacity;
};

/* Paths of a state directory: its store, and its log of verdicts. Returns 0, or -1 if too long. */
int resume_path(const char *directory, const char *name, char *path, size_t size);
/* Opens or makes the directory. Returns 0, or an exit status with the reason in `reason`. */
int resume_open(struct resume *resume);
/* Attaches the store to a new engine; that one is of no use where it fails. Returns as above. */
int resume_attach(struct resume *resume, schain_engine *engine);
/*
 * Says why the directory cannot be used. Returns an exit status, or 0 where it is
 * optional: then it is closed, and all goes on as without one.
 */
int resume_excuse(struct resume *resume);
/* Says that what was saved could not be read, if so. */
void resume_tell_unread(const struct resume *resume, const schain_engine *engine);
/* Puts a verdict on record. Returns 0 to go on. */
int resume_log(struct resume *resume, const schain_verdict *verdict);
/*
 * How many of these events of the input, at most `count`, are to be left out
 * since an earlier replay fed them.
 */
size_t resume_skip(struct resume *resume, struct input *input, const schain_event *events,
                   size_t count);
/* How many events to feed at most before the next checkpoint. */
size_t resume_room(const struct resume *resume, size_t count);
/* That many events of the input were fed: makes a checkpoint when one is due. Returns 0, or -1. */
int resume_fed(struct resume *resume, schain_engine *engine, struct input *input, size_t count);
int resume_checkpoint(struct resume *resume, schain_engine *engine);
void resume_close(struct resume *resume);
#endif
