/* SPDX-License-Identifier: Apache-2.0 */
#include "resume.h"

#include <supplychain/decode.h>

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = 4096, PLACES = 1024 };

int resume_path(const char *directory, const char *name, char *path, size_t size)
{
	int length = snprintf(path, size, "%s/%s", directory, name);

	return length < 0 || (size_t)length >= size ? -1 : 0;
}

/* Keeps the reason why there is no state to use. Returns the exit status for it. */
static int refuse(struct resume *resume, const char *format, ...) __attribute__((format(printf, 2, 3)));
static int refuse(struct resume *resume, const char *format, ...)
{
	va_list arguments;

	resume->reason.code = SCHAIN_E_IO;
	va_start(arguments, format);
	vsnprintf(resume->reason.message, sizeof resume->reason.message, format, arguments);
	va_end(arguments);
	return EXIT_INPUT;
}

/* One process at a time; the lock goes with it, however it ends. */
static int lock_log(struct resume *resume)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	if (!fcntl(fileno(resume->log), F_SETLK, &lock))
		return 0;
	return refuse(resume, "%s: another process is using this state", resume->directory);
}

/* Counts whole lines; one that a killed process left half written is cut off. */
static int read_log(struct resume *resume, const char *path)
{
	long whole = 0, at = 0;
	int c;

	resume->written = 0;
	while ((c = getc(resume->log)) != EOF) {
		at++;
		if (c != '\n')
			continue;
		whole = at;
		resume->written++;
	}
	if (!ferror(resume->log) && !ftruncate(fileno(resume->log), whole) &&
	    !fseek(resume->log, whole, SEEK_SET))
		return 0;
	return refuse(resume, "%s: %s", path, strerror(errno));
}

static int open_log(struct resume *resume)
{
	char path[PATH_SIZE];
	int descriptor, status;

	if (resume_path(resume->directory, "verdicts.jsonl", path, sizeof path))
		return refuse(resume, "%s: the name is too long", resume->directory);
	descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	resume->log = descriptor < 0 ? NULL : fdopen(descriptor, "r+");
	if (!resume->log)
		return refuse(resume, "%s: %s", path, strerror(errno));
	status = lock_log(resume);
	return status ? status : read_log(resume, path);
}

static int open_store(struct resume *resume)
{
	char path[PATH_SIZE];

	if (resume_path(resume->directory, "state.sqlite", path, sizeof path))
		return refuse(resume, "%s: the name is too long", resume->directory);
	return schain_store_open(path, 0, NULL, &resume->store, &resume->reason) < 0 ? EXIT_INPUT : 0;
}

int resume_open(struct resume *resume)
{
	int status;

	schain_error_init(&resume->reason, sizeof resume->reason);
	if (mkdir(resume->directory, 0700) && errno != EEXIST)
		return refuse(resume, "%s: %s", resume->directory, strerror(errno));
	status = open_log(resume);
	return status ? status : open_store(resume);
}

int resume_excuse(struct resume *resume)
{
	complain_error(&resume->reason);
	if (!resume->is_optional) {
		complain("%s is left as it is; --state-optional judges all the input in memory instead",
		         resume->directory);
		return EXIT_INPUT;
	}
	complain("%s is left as it is, going on in memory with all the input", resume->directory);
	resume_close(resume);
	resume->directory = NULL;
	return 0;
}

static struct resume_place *place_of(struct resume *resume, uint64_t first)
{
	for (size_t i = 0; i < resume->place_count; i++)
		if (resume->places[i].first == first)
			return &resume->places[i];
	return NULL;
}

/* The oldest goes when there are very many: its file has been rotated away long since. */
static struct resume_place *add_place(struct resume *resume, uint64_t first)
{
	struct resume_place *places = resume->places;

	if (resume->place_count == PLACES) {
		resume->place_count--;
		memmove(places, places + 1, resume->place_count * sizeof *places);
	}
	if (resume->place_count == resume->place_capacity) {
		size_t capacity = resume->place_capacity ? resume->place_capacity * 2 : 16;

		places = realloc(places, capacity * sizeof *places);
		if (!places)
			return NULL;
		resume->places = places;
		resume->place_capacity = capacity;
	}
	resume->places[resume->place_count] = (struct resume_place){ first, 0 };
	return &resume->places[resume->place_count++];
}

/* "first count\n" of each input, in hexadecimal. */
static int read_note(struct resume *resume, schain_string note)
{
	char line[64];
	size_t from = 0;

	while (from < note.length) {
		const char *end = memchr(note.data + from, '\n', note.length - from);
		size_t length = end ? (size_t)(end - note.data) - from : note.length - from;
		uint64_t first, count;
		struct resume_place *place;

		snprintf(line, sizeof line, "%.*s", (int)length, note.data + from);
		if (sscanf(line, "%" SCNx64 " %" SCNx64, &first, &count) == 2) {
			place = add_place(resume, first);
			if (!place)
				return -1;
			place->count = count;
		}
		from += length + 1;
	}
	return 0;
}

int resume_attach(struct resume *resume, schain_engine *engine)
{
	schain_store_options options = SCHAIN_STORE_OPTIONS_INIT;
	schain_checkpoint checkpoint = { .struct_size = sizeof checkpoint };

	/* Only where the places in the inputs are known. */
	options.every_events = options.every_bytes = UINT64_MAX;
	options.every_time = INT64_MAX;
	if (schain_engine_attach_store(engine, resume->store, &options, &resume->reason) < 0 ||
	    schain_engine_get_checkpoint(engine, &checkpoint, &resume->reason) < 0 ||
	    schain_engine_acknowledge(engine, resume->written, &resume->reason) < 0)
		return EXIT_INPUT;
	if (checkpoint.verdicts > resume->written)
		return refuse(resume, "%s/verdicts.jsonl has %" PRIu64 " verdicts, the state was saved after %" PRIu64,
		              resume->directory, resume->written, checkpoint.verdicts);
	return read_note(resume, checkpoint.note) ? refuse(resume, "out of memory") : 0;
}

static int write_piece(void *context, const char *data, size_t size)
{
	return fwrite(data, 1, size, context) != size;
}

int resume_log(struct resume *resume, const schain_verdict *verdict)
{
	schain_error error = SCHAIN_ERROR_INIT;

	if (schain_report_write_json(verdict, 0, write_piece, resume->log, &error) >= 0 &&
	    !fflush(resume->log)) {
		resume->written++;
		return 0;
	}
	complain("%s/verdicts.jsonl: cannot write: %s", resume->directory, strerror(errno));
	return 1;
}

/* FNV-1a, 64 bits. */
static int hash_piece(void *context, const char *data, size_t size)
{
	uint64_t *hash = context;

	for (size_t i = 0; i < size; i++)
		*hash = (*hash ^ (unsigned char)data[i]) * UINT64_C(0x100000001b3);
	return 0;
}

/* An input is known by its first event, whatever its file is called now and however it is packed. */
static uint64_t hash_of(const schain_event *event)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	schain_event copy = *event;

	copy.origin = (schain_string){ NULL, 0 };
	copy.line = 0;
	schain_event_write_json(&copy, hash_piece, &hash, NULL);
	return hash;
}

size_t resume_skip(struct resume *resume, struct input *input, const schain_event *events, size_t count)
{
	size_t skipped;

	if (!resume->directory || !count)
		return 0;
	if (!input->is_placed) {
		struct resume_place *place = place_of(resume, hash_of(&events[0]));

		input->is_placed = 1;
		input->first = hash_of(&events[0]);
		input->to_skip = place ? place->count : 0;
	}
	skipped = input->to_skip < count ? (size_t)input->to_skip : count;
	input->to_skip -= skipped;
	return skipped;
}

size_t resume_room(const struct resume *resume, size_t count)
{
	uint64_t room = resume->every - resume->fed;

	return resume->directory && room < count ? (size_t)room : count;
}

int resume_fed(struct resume *resume, schain_engine *engine, struct input *input, size_t count)
{
	struct resume_place *place;

	if (!resume->directory)
		return 0;
	place = place_of(resume, input->first);
	if (!place)
		place = add_place(resume, input->first);
	if (!place) {
		complain("out of memory");
		return -1;
	}
	place->count += count;
	resume->fed += count;
	return resume->fed < resume->every ? 0 : resume_checkpoint(resume, engine);
}

int resume_checkpoint(struct resume *resume, schain_engine *engine)
{
	schain_error error = SCHAIN_ERROR_INIT;
	char *note = malloc(resume->place_count * 36 + 1);
	schain_status status;
	size_t length = 0;

	if (!note) {
		complain("out of memory");
		return -1;
	}
	for (size_t i = 0; i < resume->place_count; i++)
		length += (size_t)snprintf(note + length, 36, "%" PRIx64 " %" PRIx64 "\n",
		                           resume->places[i].first, resume->places[i].count);
	/* The state must not be ahead of the log, whatever happens to the machine. */
	if (fsync(fileno(resume->log)))
		complain("%s/verdicts.jsonl: %s", resume->directory, strerror(errno));
	status = schain_engine_checkpoint(engine, (schain_string){ note, length }, &error);
	free(note);
	resume->fed = 0;
	/* The replay is not the worse for it: what is not saved is read again. */
	if (status < 0)
		complain("%s is not saved, going on in memory: %s", resume->directory, error.message);
	else if (resume->is_failing)
		complain("%s is saved again", resume->directory);
	resume->is_failing = status < 0;
	return 0;
}

void resume_tell_unread(const struct resume *resume, const schain_engine *engine)
{
	schain_engine_statistics counters = { .struct_size = sizeof counters };

	if (resume->directory && schain_engine_get_statistics(engine, &counters, NULL) == SCHAIN_OK &&
	    counters.unread)
		complain("%s: %" PRIu64 " times a delivery could not be read; evidence may be missing",
		         resume->directory, counters.unread);
}

void resume_close(struct resume *resume)
{
	schain_store_free(resume->store);
	resume->store = NULL;
	if (resume->log)
		fclose(resume->log);
	resume->log = NULL;
	free(resume->places);
	resume->places = NULL;
	resume->place_count = resume->place_capacity = 0;
}
