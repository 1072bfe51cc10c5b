/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A worker that follows a log as it grows, through rotations and its own restarts, and writes
 * each verdict as a line of JSON.
 *
 *     follow LOG STATE [ROUNDS]
 *
 * LOG has a record a line ("supplychain-jsonl" and the like) and may be renamed to LOG.1 when a
 * new one begins. STATE is a database that keeps what the engine knows and, in the same
 * transaction, how far in which file that is: whatever moment the worker is killed at, the next
 * one goes on from there, and neither loses nor doubles an event. With ROUNDS it looks that
 * often and ends; else it runs until it is told to (SIGINT, SIGTERM).
 */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <supplychain/decode.h>
#include <supplychain/supplychain.h>
#include <sys/stat.h>
#include <time.h>

enum { BLOCK = 1 << 20, NAP = 50 /* milliseconds */ };

struct follower {
	const char *path;
	FILE *file;
	uint64_t inode;  /* which file it is, under whatever name */
	uint64_t offset; /* behind the last whole line that was fed */
	uint64_t kept;   /* the offset that the state has */
	char *block;     /* BLOCK bytes */
	schain_time latest; /* of all events */
	struct timespec heard; /* when the log grew last */
	schain_engine *engine;
	schain_decoder *decoder;
	schain_error error;
	schain_status status; /* of the engine, inside the decoder */
};

static volatile sig_atomic_t is_told_to_end;

static void end(int signal)
{
	(void)signal;
	is_told_to_end = 1;
}

static int take_events(void *context, const schain_event *events, size_t count)
{
	struct follower *follower = context;

	for (size_t i = 0; i < count; i++) {
		if (events[i].time > follower->latest)
			follower->latest = events[i].time;
	}
	clock_gettime(CLOCK_MONOTONIC, &follower->heard);
	follower->status = schain_engine_feed(follower->engine, events, sizeof *events, count, NULL,
	                                      &follower->error);
	return follower->status != SCHAIN_OK;
}

static int print(void *context, const char *data, size_t size)
{
	return fwrite(data, 1, size, context) != size;
}

/* Told before they are kept: killed in between, the worker tells one again rather than never. */
static schain_status tell(struct follower *follower)
{
	const schain_verdict *verdict;
	schain_status status;

	while ((status = schain_engine_next_verdict(follower->engine, &verdict, &follower->error)) == SCHAIN_OK) {
		status = schain_report_write_json(verdict, 0, print, stdout, &follower->error);
		if (status != SCHAIN_OK)
			return status;
	}
	return status == SCHAIN_END && !fflush(stdout) ? SCHAIN_OK : SCHAIN_E_IO;
}

/* Events wait a moment for earlier ones. Where no event says that it has passed, because the log is
   quiet, the worker's clock does. */
static schain_status let_time_pass(struct follower *follower)
{
	struct timespec now;
	schain_time quiet;

	clock_gettime(CLOCK_MONOTONIC, &now);
	quiet = (now.tv_sec - follower->heard.tv_sec) * SCHAIN_SECOND + now.tv_nsec - follower->heard.tv_nsec;
	if (!follower->latest || quiet < SCHAIN_SECOND)
		return SCHAIN_OK;
	return schain_engine_advance(follower->engine, follower->latest + quiet, &follower->error);
}

/* A checkpoint, with the place in the log as its note. */
static schain_status keep(struct follower *follower)
{
	char note[64];
	schain_status status = tell(follower);

	if (status != SCHAIN_OK || follower->kept == follower->offset)
		return status;
	snprintf(note, sizeof note, "%" PRIu64 " %" PRIu64, follower->inode, follower->offset);
	status = schain_engine_checkpoint(follower->engine, schain_string_of(note), &follower->error);
	if (status == SCHAIN_OK)
		follower->kept = follower->offset;
	return status;
}

static uint64_t inode_of(const char *path)
{
	struct stat information;

	return stat(path, &information) ? 0 : (uint64_t)information.st_ino;
}

static void open_file(struct follower *follower, const char *path, uint64_t offset)
{
	if (follower->file)
		fclose(follower->file);
	follower->file = fopen(path, "rb");
	follower->inode = follower->file ? inode_of(path) : 0;
	follower->offset = follower->kept = offset;
	if (follower->file && fseek(follower->file, (long)offset, SEEK_SET))
		follower->offset = follower->kept = 0;
}

/* Where the last worker stopped: in the file that has the name now, or in the one before it. */
static schain_status resume(struct follower *follower)
{
	schain_checkpoint checkpoint = { .struct_size = sizeof checkpoint };
	schain_status status = schain_engine_get_checkpoint(follower->engine, &checkpoint, &follower->error);
	uint64_t inode = 0, offset = 0;
	char note[64], old[4096];

	if (status != SCHAIN_OK)
		return status;
	follower->latest = checkpoint.time;
	clock_gettime(CLOCK_MONOTONIC, &follower->heard);
	snprintf(note, sizeof note, "%.*s", (int)checkpoint.note.length,
	         checkpoint.note.data ? checkpoint.note.data : "");
	if (sscanf(note, "%" SCNu64 " %" SCNu64, &inode, &offset) != 2)
		return SCHAIN_OK; /* the first worker */
	snprintf(old, sizeof old, "%s.1", follower->path);
	if (inode_of(follower->path) == inode)
		open_file(follower, follower->path, offset);
	else if (inode_of(old) == inode)
		open_file(follower, old, offset);
	else
		fprintf(stderr, "follow: what was not read of the last log is gone\n");
	return SCHAIN_OK;
}

/* Feeds the whole lines that there are by now. A line that is still being written stays, unless
   it is longer than any record may be. */
static schain_status read_lines(struct follower *follower)
{
	schain_status status = SCHAIN_OK;
	size_t size, whole;

	do {
		clearerr(follower->file);
		fseek(follower->file, (long)follower->offset, SEEK_SET);
		size = whole = fread(follower->block, 1, BLOCK, follower->file);
		while (whole && follower->block[whole - 1] != '\n')
			whole--;
		if (!whole && size == BLOCK)
			whole = size;
		if (whole)
			status = schain_decoder_feed(follower->decoder, follower->block, whole, &follower->error);
		follower->offset += whole;
	} while (status == SCHAIN_OK && whole);
	return follower->status != SCHAIN_OK ? follower->status : status;
}

/* Looks once. A file that was renamed is read to its end before the next is begun. */
static schain_status look(struct follower *follower)
{
	uint64_t named = inode_of(follower->path);
	struct stat information;
	schain_status status;

	if (!follower->file)
		open_file(follower, follower->path, 0);
	if (!follower->file)
		return SCHAIN_OK; /* not there yet */
	if (!fstat(fileno(follower->file), &information) &&
	    (uint64_t)information.st_size < follower->offset)
		follower->offset = 0; /* emptied in place */
	status = read_lines(follower);
	if (status == SCHAIN_OK)
		status = let_time_pass(follower);
	if (status == SCHAIN_OK)
		status = keep(follower);
	if (status == SCHAIN_OK && named && named != follower->inode)
		open_file(follower, follower->path, 0);
	return status;
}

static schain_status start(struct follower *follower, schain_store *store)
{
	schain_decoder_options decoder = SCHAIN_DECODER_OPTIONS_INIT;
	schain_store_options keeping = SCHAIN_STORE_OPTIONS_INIT;
	schain_status status = schain_engine_new(NULL, &follower->engine, &follower->error);

	/* Only at keep(), so that the note is always that of the state. */
	keeping.every_events = keeping.every_bytes = UINT64_MAX;
	keeping.every_time = INT64_MAX;
	decoder.format = "supplychain-jsonl"; /* a record a line: between two lines nothing is held back */
	decoder.origin = follower->path;
	decoder.events = take_events;
	decoder.context = follower;
	if (status == SCHAIN_OK)
		status = schain_engine_attach_store(follower->engine, store, &keeping, &follower->error);
	if (status == SCHAIN_OK)
		status = schain_decoder_new(&decoder, &follower->decoder, &follower->error);
	return status == SCHAIN_OK ? resume(follower) : status;
}

int main(int argc, char **argv)
{
	static struct follower follower = { .error = SCHAIN_ERROR_INIT };
	const struct timespec nap = { 0, NAP * 1000000L };
	struct sigaction action = { .sa_handler = end };
	long rounds = argc > 3 ? strtol(argv[3], NULL, 10) : -1;
	schain_store *store = NULL;
	schain_status status;

	if (argc < 3) {
		fprintf(stderr, "usage: follow LOG STATE [ROUNDS]\n");
		return 2;
	}
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	follower.path = argv[1];
	follower.block = malloc(BLOCK);
	status = !follower.block ? SCHAIN_E_MEMORY
	                        : schain_store_open(argv[2], 0, NULL, &store, &follower.error);
	if (status == SCHAIN_OK)
		status = start(&follower, store);
	while (status == SCHAIN_OK && !is_told_to_end && rounds--) {
		status = look(&follower);
		if (status == SCHAIN_OK && rounds)
			nanosleep(&nap, NULL);
	}
	if (status < 0)
		fprintf(stderr, "follow: %s\n", follower.error.message);
	schain_decoder_free(follower.decoder);
	schain_engine_free(follower.engine); /* before the store that it uses */
	schain_store_free(store);
	free(follower.block);
	if (follower.file)
		fclose(follower.file);
	return status < 0;
}
