/* SPDX-License-Identifier: Apache-2.0 */
#include "merge.h"

#include <pthread.h>
#include <stdlib.h>

enum lane_state {
	LANE_DECODING, /* its thread is at work */
	LANE_READY,    /* its thread waits until the batch is used up */
	LANE_ENDED,    /* its thread has nothing more to give */
};

struct lane {
	struct merge *merge;
	struct input *input;
	size_t index;
	pthread_t thread;
	pthread_cond_t taken;  /* the batch was used up, or all is to stop */
	enum lane_state state; /* guarded by the merge's lock, as is `stop` */
	const schain_event *events;
	size_t count, next;
	schain_time *keys; /* by event: the earliest time of it and those behind it */
	size_t key_capacity;
};

struct merge {
	pthread_mutex_t lock;
	pthread_cond_t given; /* some lane has become ready or ended */
	int stop;
	const struct merge_sink *sink;
	struct lane *lanes;
	size_t lane_count;
	struct lane **heap; /* lanes with events, the next to be used first */
	size_t heap_count;
};

static int hand_over(struct input *input, const schain_event *events, size_t count)
{
	struct lane *lane = input->consumer;
	struct merge *merge = lane->merge;
	int stop;

	pthread_mutex_lock(&merge->lock);
	lane->events = events;
	lane->count = count;
	lane->next = 0;
	lane->state = LANE_READY;
	pthread_cond_signal(&merge->given);
	while (lane->state == LANE_READY && !merge->stop)
		pthread_cond_wait(&lane->taken, &merge->lock);
	stop = merge->stop;
	pthread_mutex_unlock(&merge->lock);
	return stop;
}

static void *run_lane(void *context)
{
	struct lane *lane = context;
	struct merge *merge = lane->merge;

	input_run(lane->input);
	pthread_mutex_lock(&merge->lock);
	lane->state = LANE_ENDED;
	lane->count = lane->next = 0;
	pthread_cond_signal(&merge->given);
	pthread_mutex_unlock(&merge->lock);
	return NULL;
}

static int make_keys(struct lane *lane)
{
	schain_time earliest = INT64_MAX;

	if (lane->count > lane->key_capacity) {
		schain_time *keys = realloc(lane->keys, lane->count * sizeof *keys);

		if (!keys)
			return -1;
		lane->keys = keys;
		lane->key_capacity = lane->count;
	}
	for (size_t i = lane->count; i > 0; i--) {
		schain_time time = lane->events[i - 1].time;

		if (time && time < earliest) /* 0 is "not known": it goes with its successor */
			earliest = time;
		lane->keys[i - 1] = earliest;
	}
	return 0;
}

/* Waits for a lane's next batch. Returns 1 if it has one, 0 if it has ended, -1 without memory. */
static int refill(struct lane *lane)
{
	struct merge *merge = lane->merge;
	enum lane_state state;

	pthread_mutex_lock(&merge->lock);
	while (lane->state == LANE_DECODING ||
	       (lane->state == LANE_READY && lane->next == lane->count)) {
		if (lane->state == LANE_READY) {
			lane->state = LANE_DECODING;
			pthread_cond_signal(&lane->taken);
		}
		pthread_cond_wait(&merge->given, &merge->lock);
	}
	state = lane->state;
	pthread_mutex_unlock(&merge->lock);
	merge->sink->progress(merge->sink->context, lane->input);
	if (state == LANE_ENDED)
		return 0;
	return make_keys(lane) ? -1 : 1;
}

/* Ties go to the input that was named first. */
static int is_before(const struct lane *a, const struct lane *b)
{
	schain_time time_a = a->keys[a->next], time_b = b->keys[b->next];

	return time_a != time_b ? time_a < time_b : a->index < b->index;
}

static void sift_down(struct merge *merge, size_t at)
{
	for (;;) {
		struct lane *lane = merge->heap[at];
		size_t least = at;

		for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < merge->heap_count; child++)
			if (is_before(merge->heap[child], merge->heap[least]))
				least = child;
		if (least == at)
			return;
		merge->heap[at] = merge->heap[least];
		merge->heap[least] = lane;
		at = least;
	}
}

/* Events of the first lane that come before all others: one run, as long as it gets. */
static size_t run_of_first(const struct merge *merge)
{
	const struct lane *lane = merge->heap[0];
	const struct lane *other = merge->heap_count > 1 ? merge->heap[1] : NULL;
	size_t end = lane->next + 1;

	if (merge->heap_count > 2 && is_before(merge->heap[2], other))
		other = merge->heap[2];
	if (!other)
		return lane->count - lane->next;
	while (end < lane->count &&
	       (lane->keys[end] < other->keys[other->next] ||
	        (lane->keys[end] == other->keys[other->next] && lane->index < other->index)))
		end++;
	return end - lane->next;
}

static int is_broken_off(const struct input *input)
{
	return input->outcome == INPUT_DAMAGED;
}

static int fill_heap(struct merge *merge)
{
	for (size_t i = 0; i < merge->lane_count; i++) {
		int filled = refill(&merge->lanes[i]);

		if (filled < 0)
			return -1;
		if (filled)
			merge->heap[merge->heap_count++] = &merge->lanes[i];
		else if (is_broken_off(merge->lanes[i].input))
			return 1;
	}
	for (size_t i = merge->heap_count / 2; i > 0; i--)
		sift_down(merge, i - 1);
	return 0;
}

/* Returns 0 at the end or when told to stop, -1 without memory. */
static int consume(struct merge *merge)
{
	int status = fill_heap(merge);

	if (status)
		return status < 0 ? -1 : 0;
	while (merge->heap_count) {
		struct lane *lane = merge->heap[0];
		size_t count = run_of_first(merge);

		if (merge->sink->events(merge->sink->context, lane->input, lane->events + lane->next, count))
			return 0;
		lane->next += count;
		if (lane->next == lane->count) {
			int filled = refill(lane);

			if (filled < 0)
				return -1;
			if (!filled && is_broken_off(lane->input))
				return 0;
			if (!filled)
				merge->heap[0] = merge->heap[--merge->heap_count];
		}
		if (merge->heap_count)
			sift_down(merge, 0);
	}
	return 0;
}

static void stop_lanes(struct merge *merge, size_t started)
{
	pthread_mutex_lock(&merge->lock);
	merge->stop = 1;
	for (size_t i = 0; i < started; i++) {
		atomic_store_explicit(&merge->lanes[i].input->is_unwanted, 1, memory_order_relaxed);
		pthread_cond_signal(&merge->lanes[i].taken);
	}
	pthread_mutex_unlock(&merge->lock);
	for (size_t i = 0; i < started; i++)
		pthread_join(merge->lanes[i].thread, NULL);
}

static int run_lanes(struct merge *merge)
{
	size_t started = 0;
	int status = 0;

	while (started < merge->lane_count && !status) {
		struct lane *lane = &merge->lanes[started];

		lane->input->events = hand_over;
		lane->input->consumer = lane;
		if (pthread_create(&lane->thread, NULL, run_lane, lane))
			status = -1;
		else
			started++;
	}
	if (!status)
		status = consume(merge);
	stop_lanes(merge, started);
	return status;
}

static int open_lanes(struct merge *merge, struct input *inputs, size_t count)
{
	merge->lanes = calloc(count, sizeof *merge->lanes);
	merge->heap = calloc(count, sizeof *merge->heap);
	if (!merge->lanes || !merge->heap)
		return -1;
	pthread_mutex_init(&merge->lock, NULL);
	pthread_cond_init(&merge->given, NULL);
	for (size_t i = 0; i < count; i++) {
		struct lane *lane = &merge->lanes[merge->lane_count];

		if (inputs[i].descriptor < 0)
			continue;
		lane->merge = merge;
		lane->input = &inputs[i];
		lane->index = i;
		pthread_cond_init(&lane->taken, NULL);
		merge->lane_count++;
	}
	return 0;
}

static void close_lanes(struct merge *merge)
{
	for (size_t i = 0; i < merge->lane_count; i++) {
		pthread_cond_destroy(&merge->lanes[i].taken);
		free(merge->lanes[i].keys);
	}
	if (merge->lanes && merge->heap) {
		pthread_cond_destroy(&merge->given);
		pthread_mutex_destroy(&merge->lock);
	}
	free(merge->lanes);
	free(merge->heap);
}

/* With one input there is nothing to merge, and no thread is needed. */
static int pass_on(struct input *input, const schain_event *events, size_t count)
{
	const struct merge_sink *sink = input->consumer;

	sink->progress(sink->context, input);
	return sink->events(sink->context, input, events, count);
}

static void run_alone(struct input *input, const struct merge_sink *sink)
{
	struct merge_sink copy = *sink;

	input->events = pass_on;
	input->consumer = &copy;
	input_run(input);
	sink->progress(sink->context, input);
}

int merge_run(struct input *inputs, size_t count, const struct merge_sink *sink)
{
	struct merge merge = { .sink = sink };
	struct input *only = NULL;
	size_t open = 0;
	int status;

	for (size_t i = 0; i < count; i++) {
		if (inputs[i].descriptor < 0)
			continue;
		only = &inputs[i];
		open++;
	}
	if (open == 1)
		run_alone(only, sink);
	if (open < 2)
		return 0;
	status = open_lanes(&merge, inputs, count);
	if (!status)
		status = run_lanes(&merge);
	close_lanes(&merge);
	return status;
}
