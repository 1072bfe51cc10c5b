/* SPDX-License-Identifier: Apache-2.0 */
#include "dump.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *dump_copy(const char *text)
{
	char *copy = malloc(strlen(text) + 1);

	ck_assert_ptr_nonnull(copy);
	return strcpy(copy, text);
}

struct line {
	char text[16384];
	size_t length;
};

static void add(struct line *line, const char *key, schain_string value)
{
	size_t room = sizeof line->text - line->length;
	int length;

	if (!value.data)
		return;
	length = snprintf(line->text + line->length, room, " %s=%.*s", key, (int)value.length, value.data);
	ck_assert(length >= 0 && (size_t)length < room);
	line->length += (size_t)length;
}

static void add_number(struct line *line, const char *key, uint64_t value)
{
	char text[32];

	if (!value)
		return;
	snprintf(text, sizeof text, "%" PRIu64, value);
	add(line, key, schain_string_of(text));
}

static void add_mode(struct line *line, uint32_t mode)
{
	char text[32];

	if (!mode)
		return;
	snprintf(text, sizeof text, "%" PRIo32, mode);
	add(line, "mode", schain_string_of(text));
}

static void add_process(struct line *line, const schain_process *process)
{
	if (!process)
		return;
	add_number(line, "pid", process->pid);
	add_number(line, "ppid", process->parent_pid);
	if (process->image) {
		add(line, "image", process->image->path);
		add_number(line, "image.inode", process->image->inode);
	}
	add(line, "user", process->user);
	add(line, "cwd", process->working_directory);
	add(line, "script", process->script);
	add(line, "cmd", process->command_line);
}

static void add_file(struct line *line, const schain_file *file)
{
	if (!file)
		return;
	add(line, "path", file->path);
	add(line, "old", file->old_path);
	add_mode(line, file->mode);
	add_number(line, "inode", file->inode);
	add(line, "name", file->original_name);
}

static void add_connection(struct line *line, const schain_connection *connection)
{
	if (!connection)
		return;
	add(line, "to", connection->address);
	add_number(line, "port", connection->port);
	add(line, "on", connection->local_address);
	add_number(line, "flags", connection->flags);
}

static const char *const operations[] = { "?", "install", "update", "remove", "begin", "finish" };
static const char *const answers[] = { "unknown", "yes", "no" };

static void add_package(struct line *line, const schain_package *package)
{
	if (!package)
		return;
	add(line, "op", schain_string_of(operations[package->operation]));
	add(line, "manager", package->manager);
	add(line, "package", package->name);
	add(line, "version", package->version);
	add(line, "old_version", package->old_version);
	add(line, "arch", package->architecture);
	add(line, "repository", package->repository);
	if (package->is_signed)
		add(line, "signed", schain_string_of(answers[package->is_signed]));
	if (package->succeeded)
		add(line, "ok", schain_string_of(answers[package->succeeded]));
}

static char *show(const schain_event *event)
{
	struct line *line = calloc(1, sizeof *line);
	char *text;

	ck_assert_ptr_nonnull(line);
	line->length = (size_t)snprintf(line->text, sizeof line->text, "%s",
	                                schain_event_type_get_name(event->type));
	add(line, "id", event->record_id);
	add(line, "host", event->host);
	add_process(line, event->process);
	if (event->parent)
		add_number(line, "parent", event->parent->pid);
	add_file(line, event->file);
	add_connection(line, event->connection);
	add_package(line, event->package);
	if (event->integrity) {
		add_number(line, "result", event->integrity->result);
		add(line, "policy", event->integrity->policy);
		add(line, "reason", event->integrity->reason);
	}
	add_number(line, "count", event->count);
	text = dump_copy(line->text);
	free(line);
	return text;
}

static int take_events(void *context, const schain_event *events, size_t count)
{
	struct dump *dump = context;

	for (size_t i = 0; i < count; i++) {
		ck_assert_uint_lt(dump->count, MOST_EVENTS);
		ck_assert_uint_eq(events[i].struct_size, sizeof events[i]);
		ck_assert_int_ne(events[i].time, 0);
		ck_assert_uint_eq(events[i].os, SCHAIN_OS_LINUX);
		ck_assert_ptr_nonnull(events[i].record_id.data);
		ck_assert_uint_ne(events[i].line, 0);
		dump->lines[dump->count++] = show(&events[i]);
	}
	return 0;
}

static int take_problem(void *context, const schain_error *problem)
{
	struct dump *dump = context;

	if (dump->problem_count < MOST_PROBLEMS)
		dump->problems[dump->problem_count++] = *problem;
	return 0;
}

static schain_status feed(schain_decoder *decoder, const char *text, size_t size, size_t piece,
                          schain_error *error)
{
	schain_status status = SCHAIN_OK;

	if (!piece)
		piece = size;
	while (size && !status) {
		size_t now = piece < size ? piece : size;
		char *copy = malloc(now); /* of just that size, so that a checker sees reads beyond it */

		ck_assert_ptr_nonnull(copy);
		memcpy(copy, text, now);
		status = schain_decoder_feed(decoder, copy, now, error);
		free(copy);
		text += now;
		size -= now;
	}
	return status ? status : schain_decoder_finish(decoder, error);
}

struct dump *dump_decode(const char *format, const char *text, size_t size, size_t piece,
                  const schain_allocator *allocator)
{
	struct dump *dump = calloc(1, sizeof *dump);
	schain_decoder_options options = SCHAIN_DECODER_OPTIONS_INIT;
	schain_decoder *decoder;
	const schain_format *recognised;

	ck_assert_ptr_nonnull(dump);
	schain_error_init(&dump->error, sizeof dump->error);
	dump->statistics.struct_size = sizeof dump->statistics;
	options.format = format;
	options.origin = "test.log";
	options.events = take_events;
	options.problem = take_problem;
	options.context = dump;
	options.allocator = allocator;
	dump->status = schain_decoder_new(&options, &decoder, &dump->error);
	if (dump->status)
		return dump;
	dump->status = feed(decoder, text, size, piece, &dump->error);
	recognised = schain_decoder_get_format(decoder);
	dump->format = recognised ? recognised->name : NULL;
	ck_assert_int_eq(schain_decoder_get_statistics(decoder, &dump->statistics, NULL), SCHAIN_OK);
	schain_decoder_free(decoder);
	return dump;
}

struct dump *dump_text(const char *format, const char *text)
{
	struct dump *dump = dump_decode(format, text, strlen(text), 0, NULL);

	ck_assert_msg(dump->status == SCHAIN_OK, "%s", dump->error.message);
	return dump;
}

/* Lets `left` allocations succeed. */
struct budget {
	size_t left;
	size_t held;
};

static void *budget_allocate(void *context, size_t size)
{
	struct budget *budget = context;

	if (!budget->left)
		return NULL;
	budget->left--;
	budget->held += size;
	return malloc(size);
}

static void *budget_reallocate(void *context, void *memory, size_t old_size, size_t size)
{
	struct budget *budget = context;

	if (!budget->left)
		return NULL;
	budget->left--;
	budget->held += size - old_size;
	return realloc(memory, size);
}

static void budget_release(void *context, void *memory, size_t size)
{
	struct budget *budget = context;

	if (memory)
		budget->held -= size;
	free(memory);
}

size_t dump_starve(const char *format, const char *text, size_t size, size_t events)
{
	struct budget budget = { 0, 0 };
	schain_allocator allocator = { sizeof allocator, 0, budget_allocate, budget_reallocate,
		                       budget_release, &budget };
	schain_status status;
	size_t allowed = 0;

	do {
		struct dump *dump;

		budget.left = allowed++;
		budget.held = 0;
		dump = dump_decode(format, text, size, 0, &allocator);
		status = dump->status;
		ck_assert(status == SCHAIN_OK || status == SCHAIN_E_MEMORY);
		ck_assert_uint_eq(budget.held, 0);
		if (!status)
			ck_assert_uint_eq(dump->count, events);
		dump_free(dump);
	} while (status);
	return allowed - 1;
}

void dump_free(struct dump *dump)
{
	for (size_t i = 0; i < dump->count; i++)
		free(dump->lines[i]);
	free(dump);
}

void dump_expect(const struct dump *dump, size_t index, const char *line)
{
	if (index < dump->count && !strcmp(dump->lines[index], line))
		return;
	for (size_t i = 0; i < dump->count; i++)
		fprintf(stderr, "%zu: %s\n", i, dump->lines[i]);
	ck_abort_msg("event %zu: expected \"%s\"", index, line);
}

size_t dump_count(const struct dump *dump, const char *text)
{
	size_t count = 0;

	for (size_t i = 0; i < dump->count; i++)
		count += strstr(dump->lines[i], text) != NULL;
	return count;
}

char *dump_load_path(const char *path, size_t *ret_size)
{
	FILE *file = fopen(path, "rb");
	char *text = NULL, *grown;
	size_t size = 0, got;

	if (!file)
		return NULL;
	do {
		grown = realloc(text, size + 65537);
		if (!grown)
			abort();
		text = grown;
		got = fread(text + size, 1, 65536, file);
		size += got;
	} while (got);
	fclose(file);
	text[size] = 0;
	*ret_size = size;
	return text;
}

char *dump_load(const char *name, size_t *ret_size)
{
	const char *directory = getenv("SCHAIN_TEST_DATA");
	char path[4096];

	snprintf(path, sizeof path, "%s/%s", directory ? directory : "../shared/data", name);
	return dump_load_path(path, ret_size);
}
