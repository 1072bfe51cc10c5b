/* SPDX-License-Identifier: Apache-2.0 */
#include "description.h"

#include <dirent.h>
#include <libfyaml.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const layout = sizeof(void *) == 8 ? "lp64" : "ilp32";
static struct description all;
static struct fy_document *documents[64];
static size_t document_count;

_Noreturn void fail(const char *format, ...)
{
	va_list list;

	va_start(list, format);
	vfprintf(stderr, format, list);
	va_end(list);
	fputc('\n', stderr);
	exit(1);
}

void *must_allocate(size_t size)
{
	/* All of it hangs together, so that what looks for leaks finds it used. */
	static struct chunk { struct chunk *next; max_align_t memory[]; } *last;
	struct chunk *chunk = calloc(1, sizeof *chunk + size);

	if (!chunk)
		fail("out of memory");
	chunk->next = last;
	last = chunk;
	return chunk->memory;
}

static struct fy_node *child(struct fy_node *node, const char *key)
{
	return fy_node_mapping_lookup_by_string(node, key, FY_NT);
}

static const char *text(struct fy_node *node, const char *key)
{
	struct fy_node *found = child(node, key);

	if (!found || fy_node_is_null(found))
		return NULL;
	return fy_node_get_scalar0(found);
}

static const char *need(struct fy_node *node, const char *key)
{
	const char *found = text(node, key);

	if (!found)
		fail("no \"%s\" in the description of %s", key, text(node, "name"));
	return found;
}

static struct fy_node *list(struct fy_node *node, const char *key, unsigned *ret_count)
{
	struct fy_node *found = child(node, key);

	if (!found || !fy_node_is_sequence(found))
		fail("no list \"%s\" in the description", key);
	*ret_count = (unsigned)fy_node_sequence_item_count(found);
	return found;
}

static void read_signature(struct fy_node *node, struct signature *ret_signature);

static void read_value(struct fy_node *node, struct value *ret_value)
{
	const char *depth = text(node, "depth");

	ret_value->name = text(node, "name") ? text(node, "name") : "";
	ret_value->type = need(node, "type");
	ret_value->is = need(node, "is");
	ret_value->to = !strcmp(ret_value->is, "struct") ? need(node, "of") : text(node, "to");
	ret_value->depth = depth ? (unsigned)atoi(depth) : 0;
	ret_value->is_out = text(node, "direction") != NULL;
	if (!strcmp(ret_value->is, "function")) {
		ret_value->signature = must_allocate(sizeof *ret_value->signature);
		read_signature(node, ret_value->signature);
	}
}

static void read_signature(struct fy_node *node, struct signature *ret_signature)
{
	struct fy_node *parameters = list(node, "parameters", &ret_signature->count);

	read_value(child(node, "return"), &ret_signature->returned);
	ret_signature->parameters = must_allocate(ret_signature->count * sizeof(struct value));
	for (unsigned i = 0; i < ret_signature->count; i++)
		read_value(fy_node_sequence_get_by_index(parameters, (int)i), &ret_signature->parameters[i]);
}

static void read_record(struct fy_node *node, struct record *ret_record)
{
	struct fy_node *fields = list(node, "fields", &ret_record->count);

	ret_record->name = need(node, "name");
	ret_record->size = (size_t)atoi(need(child(node, "size"), layout));
	ret_record->fields = must_allocate(ret_record->count * sizeof(struct value));
	for (unsigned i = 0; i < ret_record->count; i++) {
		struct fy_node *field = fy_node_sequence_get_by_index(fields, (int)i);
		struct fy_node *place = child(field, layout);
		struct value *value = &ret_record->fields[i];

		read_value(field, value);
		value->offset = (size_t)atoi(fy_node_get_scalar0(fy_node_sequence_get_by_index(place, 0)));
		value->size = (size_t)atoi(fy_node_get_scalar0(fy_node_sequence_get_by_index(place, 1)));
	}
}

/* The entries of all documents' lists of that name, `size` bytes each. */
static size_t read_lists(const char *key, size_t size, void (*read)(struct fy_node *, void *),
                         void *ret_entries)
{
	char *entries = NULL;
	size_t total = 0;

	for (size_t d = 0; d < document_count; d++) {
		unsigned count;
		struct fy_node *sequence = list(fy_document_root(documents[d]), key, &count);

		entries = realloc(entries, (total + count + 1) * size);
		if (!entries)
			fail("out of memory");
		memset(entries + total * size, 0, (count + 1) * size);
		for (unsigned i = 0; i < count; i++)
			read(fy_node_sequence_get_by_index(sequence, (int)i), entries + total++ * size);
	}
	memcpy(ret_entries, &entries, sizeof entries);
	return total;
}

static void take_record(struct fy_node *node, void *entry)
{
	read_record(node, entry);
}

static void take_function(struct fy_node *node, void *entry)
{
	struct function *function = entry;

	function->name = need(node, "name");
	function->library = text(node, "library");
	read_signature(node, &function->signature);
}

static void take_constant(struct fy_node *node, void *entry)
{
	struct constant *constant = entry;

	constant->name = need(node, "name");
	constant->value = need(node, "value");
}

static void take_handle(struct fy_node *node, void *entry)
{
	*(const char **)entry = need(node, "name");
}

static ffi_type *ffi_of(const struct value *value);

static ffi_type *ffi_of_record(const struct record *record)
{
	ffi_type *type = must_allocate(sizeof *type);

	type->type = FFI_TYPE_STRUCT;
	type->elements = must_allocate((record->count + 1) * sizeof(ffi_type *));
	for (unsigned i = 0; i < record->count; i++)
		type->elements[i] = ffi_of(&record->fields[i]);
	return type;
}

static ffi_type *ffi_of(const struct value *value)
{
	static const struct { const char *is; ffi_type *type; } known[] = {
		{ "i8", &ffi_type_sint8 }, { "u8", &ffi_type_uint8 }, { "i16", &ffi_type_sint16 },
		{ "u16", &ffi_type_uint16 }, { "i32", &ffi_type_sint32 }, { "u32", &ffi_type_uint32 },
		{ "i64", &ffi_type_sint64 }, { "u64", &ffi_type_uint64 },
		{ "size", sizeof(size_t) == 8 ? &ffi_type_uint64 : &ffi_type_uint32 },
		{ "pointer", &ffi_type_pointer }, { "function", &ffi_type_pointer },
		{ "void", &ffi_type_void } };

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (!strcmp(value->is, known[i].is))
			return known[i].type;
	if (strcmp(value->is, "struct") != 0 || !description_record(value->to))
		fail("a value that is \"%s\"", value->is);
	return ffi_of_record(description_record(value->to));
}

static void prepare(struct signature *signature)
{
	signature->types = must_allocate((signature->count + 1) * sizeof(ffi_type *));
	for (unsigned i = 0; i < signature->count; i++) {
		struct value *parameter = &signature->parameters[i];

		parameter->ffi = signature->types[i] = ffi_of(parameter);
		if (parameter->signature)
			prepare(parameter->signature);
	}
	signature->returned.ffi = ffi_of(&signature->returned);
	if (ffi_prep_cif(&signature->cif, FFI_DEFAULT_ABI, signature->count, signature->returned.ffi,
	                 signature->types) != FFI_OK)
		fail("libffi refuses a signature that returns %s", signature->returned.type);
}

const struct description *description_read(const char *directory)
{
	struct dirent **entries;
	int count = scandir(directory, &entries, NULL, alphasort);
	char path[4096];

	if (count < 0)
		fail("%s cannot be read", directory);
	for (int i = 0; i < count; free(entries[i]), i++) {
		if (!strstr(entries[i]->d_name, ".json"))
			continue;
		if (document_count == sizeof documents / sizeof *documents)
			fail("too many files in %s", directory);
		snprintf(path, sizeof path, "%s/%s", directory, entries[i]->d_name);
		documents[document_count] = fy_document_build_from_file(NULL, path);
		if (!documents[document_count++])
			fail("%s is no JSON", path);
	}
	free(entries);
	all.record_count = read_lists("structs", sizeof *all.records, take_record, &all.records);
	all.function_count = read_lists("functions", sizeof *all.functions, take_function, &all.functions);
	all.constant_count = read_lists("constants", sizeof *all.constants, take_constant, &all.constants);
	all.handle_count = read_lists("handles", sizeof *all.handles, take_handle, &all.handles);
	for (size_t i = 0; i < all.function_count; i++)
		prepare(&all.functions[i].signature);
	return &all;
}

const struct record *description_record(const char *name)
{
	for (size_t i = 0; i < all.record_count; i++)
		if (name && !strcmp(all.records[i].name, name))
			return &all.records[i];
	return NULL;
}

const struct function *description_function(const char *name)
{
	for (size_t i = 0; i < all.function_count; i++)
		if (!strcmp(all.functions[i].name, name))
			return &all.functions[i];
	return NULL;
}

int64_t description_constant(const char *name)
{
	for (size_t i = 0; i < all.constant_count; i++)
		if (!strcmp(all.constants[i].name, name))
			return strtoll(all.constants[i].value, NULL, 10);
	fail("no constant %s", name);
}

const struct value *description_field(const struct record *record, const char *name)
{
	for (unsigned i = 0; i < record->count; i++)
		if (!strcmp(record->fields[i].name, name))
			return &record->fields[i];
	fail("%s has no %s", record->name, name);
}

int description_is_handle(const char *name)
{
	for (size_t i = 0; i < all.handle_count; i++)
		if (!strcmp(all.handles[i], name))
			return 1;
	return 0;
}
