/* SPDX-License-Identifier: Apache-2.0 */
#include "call.h"

#include <string.h>

#include "functions.h"

#define BUFFER_SIZE 4096u
#define BUFFER_SAID 16u /* what the functions are told */

static struct { const char *type; void *handle; } handles[64];

void (*address_of(const char *name))(void)
{
	for (const struct address *address = addresses; address->name; address++)
		if (!strcmp(address->name, name))
			return address->function;
	return NULL;
}

void handle_set(const char *type, void *handle)
{
	for (size_t i = 0; i < sizeof handles / sizeof *handles; i++) {
		if (handles[i].type && strcmp(handles[i].type, type) != 0)
			continue;
		handles[i].type = type;
		handles[i].handle = handle;
		return;
	}
	fail("too many handles");
}

void *handle_get(const char *type)
{
	for (size_t i = 0; i < sizeof handles / sizeof *handles; i++)
		if (handles[i].type && !strcmp(handles[i].type, type))
			return handles[i].handle;
	return NULL;
}

void *record_make(const struct record *record)
{
	char *memory = must_allocate(BUFFER_SIZE); /* arrays of a few, and newer structs */
	uint32_t size = (uint32_t)record->size;

	if (!strcmp(record->fields[0].name, "struct_size"))
		memcpy(memory, &size, sizeof size);
	return memory;
}

void *closure_make(struct signature *signature,
                   void (*take)(ffi_cif *cif, void *ret_value, void **values, void *context),
                   void *context)
{
	void *code;
	ffi_closure *closure = ffi_closure_alloc(sizeof *closure, &code);

	if (!closure || ffi_prep_closure_loc(closure, &signature->cif, take, context, code) != FFI_OK)
		fail("libffi makes no closure");
	return code;
}

static void take_nothing(ffi_cif *cif, void *ret_value, void **values, void *context)
{
	(void)values, (void)context;
	if (cif->rtype->type != FFI_TYPE_VOID)
		memset(ret_value, 0, cif->rtype->size > sizeof(ffi_arg) ? cif->rtype->size : sizeof(ffi_arg));
}

static int is_named(const struct value *value, const char *part)
{
	return strstr(value->name, part) != NULL;
}

static int ends(const char *text, const char *tail)
{
	size_t length = strlen(text), short_length = strlen(tail);

	return length >= short_length && !strcmp(text + length - short_length, tail);
}

/* Files are not there: the functions are called to see what they refuse. */
static void *make_text(const struct value *value)
{
	char *memory = must_allocate(BUFFER_SIZE);
	int is_path = is_named(value, "path") || is_named(value, "root") || is_named(value, "directory");

	strcpy(memory, is_path ? "/nonexistent/supplychain" : "example.org");
	return memory;
}

static void make_pointer(const struct value *value, enum filling filling, union word *ret_word)
{
	const struct record *record = description_record(value->to);

	if (value->depth > 1 || !value->to) {
		ret_word->pointer = must_allocate(BUFFER_SIZE);
	} else if (description_is_handle(value->to)) {
		ret_word->pointer = filling == FILL_LIVE ? handle_get(value->to) : NULL;
	} else if (!strcmp(value->name, "allocator")) {
		ret_word->pointer = NULL; /* malloc */
	} else if (record) {
		void *live = filling == FILL_LIVE ? handle_get(value->to) : NULL;

		ret_word->pointer = live ? live : record_make(record);
	} else if (!strcmp(value->to, "char")) {
		ret_word->pointer = make_text(value);
	} else if (strcmp(value->name, "context") != 0) {
		ret_word->pointer = must_allocate(BUFFER_SIZE);
	}
}

/* A number tells of the pointer before it: how large an element or a buffer, or how many. */
static uint64_t make_number(const struct signature *signature, unsigned index)
{
	const char *name = signature->parameters[index].name;

	for (unsigned i = index; i-- > 0;) {
		const struct value *before = &signature->parameters[i];
		const struct record *record = description_record(before->to);

		if (strcmp(before->is, "pointer") != 0)
			continue;
		if (record && ends(name, "size"))
			return record->size;
		return ends(name, "size") || ends(name, "length") ? BUFFER_SAID : 1;
	}
	return 1;
}

void arguments_make(struct arguments *arguments, const struct function *function,
                    enum filling filling)
{
	const struct signature *signature = &function->signature;

	memset(arguments, 0, sizeof *arguments);
	arguments->function = function;
	if (signature->count > MOST_PARAMETERS)
		fail("%s has too many parameters", function->name);
	for (unsigned i = 0; i < signature->count; i++) {
		struct value *value = &signature->parameters[i];
		union word *word = &arguments->words[i];

		arguments->values[i] = word;
		if (filling == FILL_NOTHING)
			continue;
		if (!strcmp(value->is, "pointer")) {
			make_pointer(value, filling, word);
		} else if (!strcmp(value->is, "function")) {
			word->pointer = closure_make(value->signature, take_nothing, NULL);
		} else if (!strcmp(value->is, "struct")) {
			/* A schain_string: the only struct that goes by value. */
			const char *text = "example.org";
			size_t length = strlen(text);

			memcpy(word->bytes, &text, sizeof text);
			memcpy(word->bytes + sizeof text, &length, sizeof length);
		} else {
			uint64_t number = make_number(signature, i);

			/* Little-endian or big: at the width that the callee reads. */
			if (value->ffi->size == 4)
				memcpy(word->bytes, &(uint32_t){ (uint32_t)number }, 4);
			else
				word->number = number;
		}
	}
}

void arguments_call(struct arguments *arguments)
{
	void (*address)(void) = address_of(arguments->function->name);
	ffi_cif cif = arguments->function->signature.cif;

	memset(&arguments->returned, 0, sizeof arguments->returned);
	ffi_call(&cif, address, &arguments->returned, arguments->values);
}
