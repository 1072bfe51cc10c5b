/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calls every function by what doc/abi says of it, without a header: with
 * nothing, with plain arguments and no handles, with live handles, and with
 * these and each pointer NULL in turn. None may crash; a status is one that is
 * described; and what a failing call was to return is as it was.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "call.h"

#define OUT_CHECKED 64u

static const struct description *described;
static char *at; /* shared with the parent: what is being called */
static int failures;
static unsigned calls, refusals;

static int is_status(const struct function *function)
{
	return !strcmp(function->signature.returned.type, "schain_status");
}

static int is_known_status(int32_t status)
{
	for (size_t i = 0; i < described->constant_count; i++) {
		const struct constant *constant = &described->constants[i];

		if (!strncmp(constant->name, "SCHAIN_E_", 9) && atoi(constant->value) == status)
			return 1;
	}
	return status >= 0 && status <= description_constant("SCHAIN_AGAIN");
}

static int ends_a_life(const struct function *function)
{
	size_t length = strlen(function->name);

	return !strcmp(function->signature.returned.is, "void") &&
	       ((length > 5 && !strcmp(function->name + length - 5, "_free")) ||
	        (length > 6 && !strcmp(function->name + length - 6, "_close")));
}

static void complain(const char *what)
{
	fprintf(stderr, "%s: %s\n", at, what);
	failures++;
}

/* One call, and what holds for every one. */
static void call(struct arguments *arguments, const char *with)
{
	const struct function *function = arguments->function;
	const struct signature *signature = &function->signature;
	unsigned char before[MOST_PARAMETERS][OUT_CHECKED];

	snprintf(at, 4096, "%s, %s", function->name, with);
	for (unsigned i = 0; i < signature->count; i++)
		if (signature->parameters[i].is_out && arguments->words[i].pointer)
			memcpy(before[i], arguments->words[i].pointer, OUT_CHECKED);
	arguments_call(arguments);
	calls++;
	if (!is_status(function))
		return;
	if (!is_known_status(arguments->returned.status)) {
		complain("returned a status that nothing describes");
		return;
	}
	if (arguments->returned.status >= 0)
		return;
	refusals++;
	for (unsigned i = 0; i < signature->count; i++)
		if (signature->parameters[i].is_out && arguments->words[i].pointer &&
		    memcmp(before[i], arguments->words[i].pointer, OUT_CHECKED) != 0)
			complain("failed, and changed what it was to return");
}

/* What a call is to return into is filled, so that a change shows; a struct keeps its size. */
static void dirty_outputs(struct arguments *arguments)
{
	const struct signature *signature = &arguments->function->signature;

	for (unsigned i = 0; i < signature->count; i++) {
		const struct value *value = &signature->parameters[i];

		if (value->is_out && value->depth > 1 && arguments->words[i].pointer)
			memset(arguments->words[i].pointer, 0xa5, sizeof(void *));
	}
}

static void call_with(const struct function *function, enum filling filling, const char *with)
{
	struct arguments arguments;

	arguments_make(&arguments, function, filling);
	dirty_outputs(&arguments);
	call(&arguments, with);
}

static void each_pointer_absent(const struct function *function)
{
	for (unsigned i = 0; i < function->signature.count; i++) {
		struct arguments arguments;
		char with[128];

		if (!function->signature.parameters[i].to && !function->signature.parameters[i].signature)
			continue;
		arguments_make(&arguments, function, FILL_LIVE);
		dirty_outputs(&arguments);
		memset(&arguments.words[i], 0, sizeof arguments.words[i]);
		snprintf(with, sizeof with, "without %s", function->signature.parameters[i].name);
		call(&arguments, with);
	}
}

/* A function that returns a new object: its type, where the object will be. */
static const char *makes(const struct function *function, unsigned *ret_index)
{
	for (unsigned i = 0; i < function->signature.count; i++) {
		const struct value *value = &function->signature.parameters[i];

		if (value->is_out && value->depth == 2 && strncmp(value->type, "const ", 6) != 0 && value->to &&
		    (description_is_handle(value->to) || description_record(value->to))) {
			*ret_index = i;
			return value->to;
		}
	}
	return NULL;
}

/* Until nothing more can be made: some objects need others. */
static unsigned make_objects(void)
{
	unsigned made = 0, before;

	do {
		before = made;
		for (size_t i = 0; i < described->function_count; i++) {
			const struct function *function = &described->functions[i];
			struct arguments arguments;
			unsigned index;
			const char *type = makes(function, &index);

			if (!type || !address_of(function->name) || handle_get(type))
				continue;
			arguments_make(&arguments, function, FILL_LIVE);
			call(&arguments, "to make one");
			if (arguments.returned.status != 0)
				continue;
			handle_set(type, *(void **)arguments.words[index].pointer);
			made++;
		}
	} while (made != before);
	return made;
}

/* Does some function hand an object of the second type to one of the first, to keep? */
static int may_hold(const char *holder, const char *held)
{
	for (size_t i = 0; i < described->function_count; i++) {
		const struct signature *signature = &described->functions[i].signature;

		if (signature->count < 2 || !signature->parameters[0].to ||
		    strcmp(signature->parameters[0].to, holder) != 0 || signature->parameters[0].depth != 1)
			continue;
		for (unsigned p = 1; p < signature->count; p++)
			if (signature->parameters[p].to && !strcmp(signature->parameters[p].to, held))
				return strcmp(holder, held) != 0;
	}
	return 0;
}

/* Holders first. */
static void end_objects(void)
{
	for (int late = 0; late < 2; late++)
		for (size_t i = 0; i < described->function_count; i++) {
			const struct function *function = &described->functions[i];
			struct arguments arguments;
			int is_held = 0;

			if (!ends_a_life(function) || !address_of(function->name))
				continue;
			for (size_t h = 0; h < described->handle_count; h++)
				is_held |= may_hold(described->handles[h], function->signature.parameters[0].to);
			if (is_held != late)
				continue;
			arguments_make(&arguments, function, FILL_LIVE);
			if (!handle_get(function->signature.parameters[0].to))
				continue;
			call(&arguments, "to end one");
			handle_set(function->signature.parameters[0].to, NULL);
		}
}

static int try_all(void)
{
	unsigned present = 0, made;

	for (size_t i = 0; i < described->function_count; i++) {
		const struct function *function = &described->functions[i];

		if (!address_of(function->name))
			continue;
		present++;
		call_with(function, FILL_NOTHING, "with nothing");
		if (!ends_a_life(function))
			call_with(function, FILL_PLAIN, "with plain arguments");
	}
	made = make_objects();
	for (size_t i = 0; i < described->function_count; i++) {
		const struct function *function = &described->functions[i];

		if (!address_of(function->name) || ends_a_life(function))
			continue;
		each_pointer_absent(function);
		call_with(function, FILL_LIVE, "with live handles");
	}
	end_objects();
	printf("%u of %zu described functions are built here; %u calls on %u objects, %u refused\n",
	       present, described->function_count, calls, made, refusals);
	fflush(stdout);
	/* Policy, engine, plugins, memory store. */
	if (made < 4)
		fail("only %u objects could be made", made);
	return failures != 0;
}

int main(void)
{
	char path[4096];
	int status;
	pid_t child;

	snprintf(path, sizeof path, "%s/doc/abi", getenv("SCHAIN_SRCDIR") ? getenv("SCHAIN_SRCDIR") : ".");
	described = description_read(path);
	at = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (at == MAP_FAILED || (child = fork()) < 0)
		fail("no child process");
	if (child == 0) {
		_exit(try_all());
	}
	if (waitpid(child, &status, 0) != child || !WIFEXITED(status))
		fail("%s: ended the process", at);
	if (WEXITSTATUS(status) != 0)
		fail("last: %s", at);
	return 0;
}
