/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TOOLS_MERGE_H
#define SCHAIN_TOOLS_MERGE_H
/*
 * Several inputs as one stream in order of time.
 *
 * Each input is decoded by a thread of its own, which waits inside its
 * decoder's callback until its batch is used up: so events are never copied,
 * no input runs ahead of the others by more than a batch, and what comes out
 * depends on the inputs alone.
 *
 * Logs are not sorted, only nearly so. An event is taken when the earliest of
 * it and those behind it in its batch is next, so that one event with a time
 * far ahead does not hold back its successors.
 */
#include "input.h"

struct merge_sink {
	/* Takes a run of events of one input. Returns 0 to go on. */
	int (*events)(void *context, struct input *input, const schain_event *events, size_t count);
	/* Called in the caller's thread before each batch of an input is used and at its end. */
	void (*progress)(void *context, struct input *input);
	void *context;
};

/*
 * Runs all inputs that are open to their end, or until the sink or a strict
 * input stops. Returns 0, or -1 if a thread or memory was not to be had.
 */
int merge_run(struct input *inputs, size_t count, const struct merge_sink *sink);
#endif
