/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void text_add(output *text, const void *data, size_t size)
{
	size_t held = 64, room;

	/* Room is the next power of two, so that it is known without being kept. */
	while (held <= text->size)
		held *= 2;
	for (room = held; room <= text->size + size; room *= 2)
		;
	if (!text->data || room > held) {
		text->data = realloc(text->data, room);
		ck_assert_ptr_nonnull(text->data);
	}
	if (size)
		memcpy(text->data + text->size, data, size);
	text->size += size;
	text->data[text->size] = 0;
}

static int add_piece(void *context, const char *data, size_t size)
{
	text_add(context, data, size);
	return 0;
}

static int take_events(void *context, const schain_event *events, size_t count)
{
	outcome *run = context;

	for (size_t i = 0; i < count; i++, run->seen++) {
		ck_assert_uint_eq(events[i].struct_size, sizeof(schain_event));
		ck_assert_int_eq(schain_event_write_json(&events[i], add_piece, &run->events, NULL),
		                 SCHAIN_OK);
	}
	return run->stop_after && run->seen >= (size_t)run->stop_after;
}

static int take_problem(void *context, const schain_error *problem)
{
	outcome *run = context;
	char line[900];
	int length;

	ck_assert_int_eq(problem->code, SCHAIN_E_DAMAGED);
	length = snprintf(line, sizeof line, "%llu:%llu %s\n", (unsigned long long)problem->line,
	                  (unsigned long long)problem->column, problem->message);
	text_add(&run->problems, line, (size_t)length);
	return run->stop_at_problem;
}

void run_init(outcome *run)
{
	memset(run, 0, sizeof *run);
	schain_decoder_options_init(&run->options, sizeof run->options);
	schain_error_init(&run->error, sizeof run->error);
	text_add(&run->events, "", 0);
	text_add(&run->problems, "", 0);
}

void run_dispose(outcome *run)
{
	free(run->events.data);
	free(run->problems.data);
}

void run_bytes(outcome *run, const void *data, size_t size, size_t piece)
{
	const char *bytes = data;
	schain_decoder *decoder = NULL;
	char *copy;

	run->options.events = take_events;
	run->options.problem = take_problem;
	run->options.context = run;
	run->status = schain_decoder_new(&run->options, &decoder, &run->error);
	if (run->status)
		return;
	for (size_t at = 0; at < size && !run->status; at += piece) {
		if (!piece || piece > size - at)
			piece = size - at;
		/* A heap block of just this size lets checkers see reads beyond it. */
		copy = malloc(piece);
		ck_assert_ptr_nonnull(copy);
		memcpy(copy, bytes + at, piece);
		run->status = schain_decoder_feed(decoder, copy, piece, &run->error);
		free(copy);
	}
	if (!run->status)
		run->status = schain_decoder_finish(decoder, &run->error);
	memset(&run->statistics, 0, sizeof run->statistics);
	run->statistics.struct_size = sizeof run->statistics;
	ck_assert_int_eq(schain_decoder_get_statistics(decoder, &run->statistics, NULL), SCHAIN_OK);
	run->format = schain_decoder_get_format(decoder) ? schain_decoder_get_format(decoder)->name
	                                                 : NULL;
	schain_decoder_free(decoder);
}

void run_text(outcome *run, const char *data)
{
	run_bytes(run, data, strlen(data), 0);
}

size_t text_count(const output *text, const char *part)
{
	size_t count = 0;

	for (const char *line = text->data, *end; line && *line; line = end + 1) {
		const char *found = strstr(line, part);

		end = strchr(line, '\n');
		count += found && (!end || found < end);
		if (!end)
			break;
	}
	return count;
}

char *read_file(const char *path, size_t *ret_size)
{
	FILE *file = fopen(path, "rb");
	output content = { NULL, 0 };
	char buffer[65536];
	size_t size;

	if (!file)
		return NULL;
	text_add(&content, "", 0);
	while ((size = fread(buffer, 1, sizeof buffer, file)))
		text_add(&content, buffer, size);
	fclose(file);
	*ret_size = content.size;
	return content.data;
}

static void *allocate(void *context, size_t size)
{
	failing *memory = context;
	void *block;

	if (++memory->requests == memory->fail_at)
		return NULL;
	block = malloc(size);
	memory->in_use += size;
	return block;
}

static void *reallocate(void *context, void *old, size_t old_size, size_t size)
{
	failing *memory = context;
	void *block;

	if (++memory->requests == memory->fail_at)
		return NULL;
	block = realloc(old, size);
	memory->in_use += size - old_size;
	return block;
}

static void release(void *context, void *old, size_t size)
{
	failing *memory = context;

	if (!old)
		return;
	ck_assert_uint_ge(memory->in_use, size);
	memory->in_use -= size;
	free(old);
}

void failing_init(failing *memory, size_t fail_at)
{
	memset(memory, 0, sizeof *memory);
	memory->allocator.struct_size = sizeof memory->allocator;
	memory->allocator.allocate = allocate;
	memory->allocator.reallocate = reallocate;
	memory->allocator.release = release;
	memory->allocator.context = memory;
	memory->fail_at = fail_at;
}

void fail_each_allocation(const schain_decoder_options *options, const void *data, size_t size)
{
	failing memory;
	outcome run;

	for (size_t fail_at = 1;; fail_at++) {
		run_init(&run);
		run.options = *options;
		failing_init(&memory, fail_at);
		run.options.allocator = &memory.allocator;
		run_bytes(&run, data, size, 0);
		ck_assert_msg(!memory.in_use, "request %zu: %zu bytes are lost", fail_at, memory.in_use);
		if (memory.requests < fail_at) {
			ck_assert_int_eq(run.status, SCHAIN_OK);
			run_dispose(&run);
			ck_assert_uint_gt(fail_at, 3);
			return;
		}
		ck_assert_int_eq(run.status, SCHAIN_E_MEMORY);
		ck_assert_str_eq(run.error.message, "out of memory");
		run_dispose(&run);
	}
}
