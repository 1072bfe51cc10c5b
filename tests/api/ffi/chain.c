/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From policy to verdict without a header: every function and field is found in
 * doc/abi. The events are those of examples/embed.c, in which a package brings a
 * program that starts a shell and curl; what has to be found is said there.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "call.h"

#define STEPS 6u

static void *policy, *engine;

static char *place(void *memory, const char *type, const char *field, size_t size)
{
	const struct value *value = description_field(description_record(type), field);

	if (value->size != size)
		fail("%s.%s has %zu bytes", type, field, value->size);
	return (char *)memory + value->offset;
}

static void put_number(void *memory, const char *type, const char *field, uint64_t number)
{
	if (description_field(description_record(type), field)->size == 4)
		memcpy(place(memory, type, field, 4), &(uint32_t){ (uint32_t)number }, 4);
	else
		memcpy(place(memory, type, field, 8), &number, 8);
}

static void put_pointer(void *memory, const char *type, const char *field, const void *pointer)
{
	memcpy(place(memory, type, field, sizeof pointer), &pointer, sizeof pointer);
}

static void string_set(unsigned char *bytes, const char *text)
{
	size_t length = strlen(text);

	memcpy(bytes, &text, sizeof text);
	memcpy(bytes + sizeof text, &length, sizeof length);
}

static void put_text(void *memory, const char *type, const char *field, const char *text)
{
	string_set((unsigned char *)place(memory, type, field, sizeof text + sizeof(size_t)), text);
}

/* Sets the parameter of that name. */
static union word *argument(struct arguments *arguments, const char *name)
{
	const struct signature *signature = &arguments->function->signature;

	for (unsigned i = 0; i < signature->count; i++)
		if (!strcmp(signature->parameters[i].name, name))
			return &arguments->words[i];
	fail("%s has no %s", arguments->function->name, name);
}

static void begin(struct arguments *arguments, const char *name)
{
	const struct function *function = description_function(name);

	if (!function || !address_of(name))
		fail("no %s", name);
	arguments_make(arguments, function, FILL_NOTHING);
}

static int32_t finish(struct arguments *arguments)
{
	arguments_call(arguments);
	if (arguments->returned.status < 0)
		fail("%s: status %d", arguments->function->name, (int)arguments->returned.status);
	return arguments->returned.status;
}

static void make_engine(const char *approved)
{
	struct arguments arguments;
	void *options = record_make(description_record("schain_engine_options"));

	begin(&arguments, "schain_policy_new");
	argument(&arguments, "ret_policy")->pointer = &policy;
	finish(&arguments);
	if (approved) {
		begin(&arguments, "schain_policy_add");
		argument(&arguments, "policy")->pointer = policy;
		argument(&arguments, "key")->pointer = (char[]){ "approved_update_hosts" };
		string_set(argument(&arguments, "pattern")->bytes, approved);
		finish(&arguments);
	}
	put_pointer(options, "schain_engine_options", "policy", policy);
	begin(&arguments, "schain_engine_new");
	argument(&arguments, "options")->pointer = options;
	argument(&arguments, "ret_engine")->pointer = &engine;
	finish(&arguments);
}

static void *make_process(uint32_t index)
{
	static const char *const images[] = { "/usr/bin/dpkg", "/usr/bin/gvtool", "/bin/sh", "/usr/bin/curl" };
	void *process = record_make(description_record("schain_process"));
	void *image = record_make(description_record("schain_file"));

	put_text(image, "schain_file", "path", images[index]);
	put_number(process, "schain_process", "pid", 100 + index);
	put_number(process, "schain_process", "parent_pid", index > 1 ? 99 + index : 1);
	put_pointer(process, "schain_process", "image", image);
	return process;
}

static void feed(void)
{
	static const struct { const char *type; uint32_t actor; } steps[STEPS] = {
		{ "SCHAIN_EVENT_PROCESS_START", 0 }, { "SCHAIN_EVENT_FILE_WRITE", 0 },
		{ "SCHAIN_EVENT_PROCESS_START", 1 }, { "SCHAIN_EVENT_PROCESS_START", 2 },
		{ "SCHAIN_EVENT_PROCESS_START", 3 }, { "SCHAIN_EVENT_CONNECTION", 3 } };
	size_t size = description_record("schain_event")->size;
	char *events = must_allocate(STEPS * size);
	void *file = record_make(description_record("schain_file"));
	void *connection = record_make(description_record("schain_connection"));
	struct arguments arguments;

	put_text(file, "schain_file", "path", "/usr/bin/gvtool");
	put_number(connection, "schain_connection", "port", 443);
	put_text(connection, "schain_connection", "address", "203.0.113.70");
	put_text(connection, "schain_connection", "host_name", "cdn.statmetric.example");
	for (uint32_t i = 0; i < STEPS; i++) {
		char *event = events + i * size;

		put_number(event, "schain_event", "struct_size", size);
		put_number(event, "schain_event", "type", (uint64_t)description_constant(steps[i].type));
		put_number(event, "schain_event", "time",
		           (1767225600 + 20 * i) * (uint64_t)description_constant("SCHAIN_SECOND"));
		put_pointer(event, "schain_event", "process", make_process(steps[i].actor));
	}
	put_pointer(events + size, "schain_event", "file", file);
	put_pointer(events + 5 * size, "schain_event", "connection", connection);

	begin(&arguments, "schain_engine_feed");
	argument(&arguments, "engine")->pointer = engine;
	argument(&arguments, "events")->pointer = events;
	if (sizeof(size_t) == 8) {
		argument(&arguments, "event_size")->number = size;
		argument(&arguments, "count")->number = STEPS;
	} else {
		memcpy(argument(&arguments, "event_size")->bytes, &(uint32_t){ (uint32_t)size }, 4);
		memcpy(argument(&arguments, "count")->bytes, &(uint32_t){ STEPS }, 4);
	}
	finish(&arguments);
	begin(&arguments, "schain_engine_flush");
	argument(&arguments, "engine")->pointer = engine;
	finish(&arguments);
}

/* The verdict that is the engine's next; NULL if there is none. */
static const void *next_verdict(void)
{
	struct arguments arguments;
	void *verdict = NULL;

	begin(&arguments, "schain_engine_next_verdict");
	argument(&arguments, "engine")->pointer = engine;
	argument(&arguments, "ret_verdict")->pointer = &verdict;
	return finish(&arguments) == (int32_t)description_constant("SCHAIN_OK") ? verdict : NULL;
}

static uint32_t level_of(const void *verdict)
{
	const struct record *record = description_record("schain_verdict");
	uint32_t level;

	memcpy(&level, (const char *)verdict + description_field(record, "level")->offset, sizeof level);
	return level;
}

static void expect_product(const void *verdict, const char *expected)
{
	const struct record *record = description_record("schain_verdict");
	const char *field = (const char *)verdict + description_field(record, "product")->offset;
	const char *data;
	size_t length;

	memcpy(&data, field, sizeof data);
	memcpy(&length, field + sizeof data, sizeof length);
	if (length != strlen(expected) || memcmp(data, expected, length) != 0)
		fail("the verdict is on \"%.*s\"", (int)length, data);
}

static void end(void)
{
	struct arguments arguments;

	begin(&arguments, "schain_engine_free");
	argument(&arguments, "engine")->pointer = engine;
	arguments_call(&arguments);
	begin(&arguments, "schain_policy_free");
	argument(&arguments, "policy")->pointer = policy;
	arguments_call(&arguments);
}

int main(void)
{
	const void *verdict;
	char path[4096];

	snprintf(path, sizeof path, "%s/doc/abi", getenv("SCHAIN_SRCDIR") ? getenv("SCHAIN_SRCDIR") : ".");
	description_read(path);

	make_engine(NULL);
	feed();
	verdict = next_verdict();
	if (!verdict || level_of(verdict) < description_constant("SCHAIN_LEVEL_MEDIUM"))
		fail("the chain was not found");
	expect_product(verdict, "gvtool");
	end();

	/* The same chain to a host that the policy approves of is no finding from medium up. */
	make_engine("cdn.statmetric.example");
	feed();
	while ((verdict = next_verdict()) != NULL)
		if (level_of(verdict) >= description_constant("SCHAIN_LEVEL_MEDIUM"))
			fail("an approved host counts against a program");
	end();
	return 0;
}
