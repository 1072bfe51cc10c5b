/* SPDX-License-Identifier: Apache-2.0 */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif
#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int fail(struct input *input, const char *message)
{
	input->outcome = INPUT_UNREADABLE;
	input->error.code = SCHAIN_E_IO;
	snprintf(input->error.where, sizeof input->error.where, "%s", input->name);
	snprintf(input->error.message, sizeof input->error.message, "%s", message);
	return -1;
}

int input_open(struct input *input, const char *path, const struct input_settings *settings)
{
	static const schain_error no_error = SCHAIN_ERROR_INIT;
	struct stat status;

	memset(input, 0, sizeof *input);
	input->error = no_error;
	input->statistics.struct_size = sizeof input->statistics;
	input->settings = settings;
	if (!strcmp(path, "-")) {
		input->name = "standard input";
		input->descriptor = STDIN_FILENO;
	} else {
		input->name = path;
		input->descriptor = open(path, O_RDONLY | O_CLOEXEC);
		if (input->descriptor < 0)
			return fail(input, strerror(errno));
	}
	if (fstat(input->descriptor, &status)) {
		fail(input, strerror(errno));
		input_close(input);
		return -1;
	}
	if (S_ISDIR(status.st_mode)) {
		fail(input, "is a directory; name the files in it");
		input_close(input);
		return -1;
	}
	if (S_ISREG(status.st_mode) && status.st_size > 0)
		input->size = (uint64_t)status.st_size;
	return 0;
}

void input_close(struct input *input)
{
	if (input->descriptor > STDIN_FILENO)
		close(input->descriptor);
	input->descriptor = -1;
}

/* Hands on a batch whose times are put right. Returns as input::events does. */
static int hand_shifted(struct input *input, const schain_event *events, size_t count)
{
	schain_event *shifted = malloc(count * sizeof *shifted);
	int stops;

	if (!shifted) {
		fail(input, "out of memory");
		return 1;
	}
	memcpy(shifted, events, count * sizeof *shifted);
	for (size_t i = 0; i < count; i++) {
		int64_t shift = clock_shifts_of(&input->settings->clocks, input->name,
		                                shifted[i].source_kind);

		if (shift > 0 ? shifted[i].time <= INT64_MAX - shift : shifted[i].time >= INT64_MIN - shift)
			shifted[i].time += shift;
	}
	stops = input->events(input, shifted, count);
	free(shifted);
	return stops;
}

static int take_events(void *context, const schain_event *events, size_t count)
{
	struct input *input = context;

	if (!(input->settings->clocks.count ? hand_shifted(input, events, count)
	                                    : input->events(input, events, count)))
		return 0;
	if (input->outcome == INPUT_UNREADABLE)
		return 1;
	input->outcome = INPUT_STOPPED;
	return 1;
}

static int take_problem(void *context, const schain_error *problem)
{
	struct input *input = context;

	if (input->problems < INPUT_PROBLEMS_SHOWN)
		schain_error_format(problem, input->problem[input->problems],
		                    sizeof input->problem[input->problems]);
	input->problems++;
	if (!input->settings->is_strict)
		return 0;
	input->outcome = INPUT_DAMAGED;
	return 1;
}

/*
 * Waits for bytes of a pipe, whose writer may never come back, but not when
 * nobody wants them any longer. Returns 0 to read on.
 */
static int wait_for_bytes(struct input *input)
{
	enum { PATIENCE = 200 }; /* milliseconds */
	struct pollfd source = { .fd = input->descriptor, .events = POLLIN };
	int is_ready = input->size != 0;

	while (!atomic_load_explicit(&input->is_unwanted, memory_order_relaxed)) {
		if (is_ready)
			return 0;
		is_ready = poll(&source, 1, PATIENCE) != 0; /* an error is for read() to tell */
	}
	input->outcome = INPUT_STOPPED;
	return -1;
}

static schain_status feed_all(struct input *input, schain_decoder *decoder, char *block)
{
	schain_status status = SCHAIN_OK;
	ssize_t size;

	while (status >= 0) {
		if (wait_for_bytes(input))
			return SCHAIN_E_CANCELLED;
		size = read(input->descriptor, block, INPUT_BLOCK);
		if (size < 0 && errno == EINTR)
			continue;
		if (size < 0) {
			fail(input, strerror(errno));
			return SCHAIN_E_IO;
		}
		if (size == 0)
			return schain_decoder_finish(decoder, &input->error);
		atomic_fetch_add_explicit(&input->position, (uint64_t)size, memory_order_relaxed);
		status = schain_decoder_feed(decoder, block, (size_t)size, &input->error);
	}
	return status;
}

/* Recognised, and yet not one record of it could be read: most likely it is something else. */
static void judge_damage(struct input *input)
{
	const schain_decoder_statistics *s = &input->statistics;

	if (input->outcome != INPUT_READ || !s->damaged || s->events || s->ignored)
		return;
	fail(input, "none of its records can be read");
	input->error.code = SCHAIN_E_DAMAGED;
}

/* The library is given the mapping's text: which file that was, only we know. */
static void name_mapping(struct input *input)
{
	schain_error *error = &input->error;

	if (input->settings->mapping_path && !strcmp(error->where, "mapping"))
		snprintf(error->where, sizeof error->where, "%s", input->settings->mapping_path);
}

static void decode(struct input *input, char *block)
{
	schain_decoder_options options = SCHAIN_DECODER_OPTIONS_INIT;
	schain_decoder *decoder = NULL;
	schain_status status;

	options.format = input->settings->format;
	options.mapping = input->settings->mapping;
	options.host = input->settings->host;
	options.plugins = input->settings->plugins;
	options.origin = input->name;
	options.events = take_events;
	options.problem = take_problem;
	options.context = input;
	input->outcome = INPUT_READ;
	status = schain_decoder_new(&options, &decoder, &input->error);
	if (status >= 0)
		status = feed_all(input, decoder, block);
	else
		name_mapping(input);
	if (decoder) {
		input->format = schain_decoder_get_format(decoder);
		schain_decoder_get_statistics(decoder, &input->statistics, NULL);
	}
	/* What stopped on our own word has its outcome already. */
	if (status < 0 && status != SCHAIN_E_CANCELLED)
		input->outcome = INPUT_UNREADABLE;
	/* Without a decoder nothing was read yet: what was wrong lies elsewhere, as in the mapping. */
	if (decoder && !atomic_load_explicit(&input->position, memory_order_relaxed) &&
	    status != SCHAIN_E_IO)
		input->outcome = INPUT_EMPTY;
	schain_decoder_free(decoder);
	judge_damage(input);
}

void input_run(struct input *input)
{
	char *block = malloc(INPUT_BLOCK);

	if (block)
		decode(input, block);
	else
		fail(input, "out of memory");
	free(block);
	input_close(input);
}

void input_tell_problems(struct input *input)
{
	size_t held = input->problems < INPUT_PROBLEMS_SHOWN ? (size_t)input->problems
	                                                     : INPUT_PROBLEMS_SHOWN;

	while (input->problems_shown < held)
		complain("%s", input->problem[input->problems_shown++]);
}

static void tell_error(const struct input *input)
{
	schain_error error = input->error;

	if (!error.where[0])
		snprintf(error.where, sizeof error.where, "%s", input->name);
	complain_error(&error);
	if (error.code == SCHAIN_E_FORMAT && !input->settings->format)
		complain("'supplychain formats' lists what can be read; --format=NAME decides if the "
		         "content does not");
}

void input_tell_outcome(struct input *input)
{
	input_tell_problems(input);
	if (input->problems > INPUT_PROBLEMS_SHOWN)
		complain("%s: %llu more damaged or incomplete records", input->name,
		         (unsigned long long)(input->problems - INPUT_PROBLEMS_SHOWN));
	if (input->outcome == INPUT_UNREADABLE)
		tell_error(input);
	else if (input->outcome == INPUT_EMPTY)
		complain("%s: is empty", input->name);
	else if (input->outcome == INPUT_READ && input->statistics.records && !input->statistics.events)
		complain("%s: none of its %llu records (%s) is of use", input->name,
		         (unsigned long long)input->statistics.records,
		         input->format ? input->format->name : "format not known");
}
