/* SPDX-License-Identifier: Apache-2.0 */
/* Arguments of a call: what each is made of, and where it lies in the frame. */
#include "ffi/argument.h"

#include <stdio.h>
#include <string.h>

size_t schain__ffi_room(schain__ffi_call *call, size_t size)
{
	size_t offset = call->frame_size;

	call->frame_size += (size + SCHAIN__FFI_CELL - 1) / SCHAIN__FFI_CELL * SCHAIN__FFI_CELL;
	return offset;
}

static void add_one_value(schain__ffi_reader *reader, struct fy_node *at,
                          schain__ffi_values *values, const char *name,
                          const schain__ffi_type *type, size_t offset)
{
	schain__ffi_value *value = &values->items[values->count];

	if (reader->status)
		return;
	if (values->count == SCHAIN__FFI_VALUES) {
		schain__ffi_fail(reader, at, "there are %d values at most", SCHAIN__FFI_VALUES);
		return;
	}
	for (uint32_t i = 0; i < values->count; i++)
		if (!strcmp(values->items[i].name, name)) {
			schain__ffi_fail(reader, at, "there are two values \"%s\"", name);
			return;
		}
	value->name = name;
	value->type = *type;
	value->offset = offset;
	values->count++;
}

void schain__ffi_add_value(schain__ffi_reader *reader, struct fy_node *at,
                           schain__ffi_values *values, const char *name,
                           const schain__ffi_type *type, size_t offset)
{
	char joined[2 * SCHAIN__FFI_NAME];
	schain__ffi_word word = { joined, 0 };

	if (type->kind != SCHAIN__FFI_STRUCT) {
		add_one_value(reader, at, values, name, type, offset);
		return;
	}
	for (uint32_t i = 0; !reader->status && i < type->layout->member_count; i++) {
		const schain__ffi_member *member = &type->layout->members[i];

		word.length = (size_t)snprintf(joined, sizeof joined, "%s.%s", name, member->name);
		add_one_value(reader, at, values, schain__ffi_keep(reader, word), &member->type,
		              offset + member->offset);
	}
}

static schain__ffi_input *add_input(schain__ffi_reader *reader, schain__ffi_call *call,
                                    struct fy_node *at, const schain__ffi_type *type, size_t offset)
{
	schain__ffi_input *input = &call->inputs[call->input_count];

	if (reader->status)
		return NULL;
	if (call->input_count == SCHAIN__FFI_INPUTS) {
		schain__ffi_fail(reader, at, "a call takes %d things at most", SCHAIN__FFI_INPUTS);
		return NULL;
	}
	call->input_count++;
	input->type = *type;
	input->offset = offset;
	return input;
}

static void check_field(schain__ffi_reader *reader, struct fy_node *at, const schain__ffi_type *type,
                        enum schain__ffi_field field)
{
	const schain__ffi_field_info *info = &schain__ffi_fields[field];

	if (info->is_number ? !schain__ffi_is_integer(type->kind)
	                    : type->kind != SCHAIN__FFI_STRING && type->kind != SCHAIN__FFI_BYTES &&
	                          type->kind != SCHAIN__FFI_ARRAY && type->kind != SCHAIN__FFI_DIGEST)
		schain__ffi_fail(reader, at, info->is_number ? "%s is a whole number: give its type"
		                                             : "%s is a text: string, bytes or char[N]",
		                 info->name);
	if (type->kind == SCHAIN__FFI_DIGEST && !info->digits)
		schain__ffi_fail(reader, at, "%s is no hash, and has no digest", info->name);
}

static enum schain__ffi_absent read_absent(schain__ffi_reader *reader, struct fy_node *node,
                                           const schain__ffi_type *type)
{
	static const char *const words[] = { "skip", "null", "empty", NULL };
	uint32_t absent = node ? schain__ffi_choice(reader, node, "absent", words) : 0;

	if (absent == SCHAIN__FFI_NULL && (type->kind == SCHAIN__FFI_ARRAY ||
	                                   schain__ffi_is_integer(type->kind)))
		schain__ffi_fail(reader, node, "absent: only a pointer can be null");
	if (absent == SCHAIN__FFI_EMPTY && type->kind == SCHAIN__FFI_DIGEST)
		schain__ffi_fail(reader, node, "absent: a digest is never empty");
	return (enum schain__ffi_absent)absent;
}

static void read_context(schain__ffi_reader *reader, struct fy_node *node, schain__ffi_input *input)
{
	const schain__ffi_call *init = reader->description->init;
	schain__ffi_word word = schain__ffi_scalar(reader, node);

	if (!word.data)
		return;
	for (uint32_t i = 0; init && i < init->values.count; i++)
		if (schain__ffi_is(word, init->values.items[i].name)) {
			input->source = SCHAIN__FFI_FROM_CONTEXT;
			input->type = init->values.items[i].type;
			input->from = init->values.items[i].offset;
			if (input->type.kind == SCHAIN__FFI_ARRAY) {
				input->source = SCHAIN__FFI_FROM_CONTEXT_ADDRESS;
				input->type.kind = SCHAIN__FFI_STRING;
			}
			return;
		}
	schain__ffi_fail(reader, node, "init leaves no value \"%.*s\"", schain__ffi_shown(word),
	                 word.data);
}

/* in, length, constant or context, of a type that is known. Returns 0 if it is none of them. */
static int read_source(schain__ffi_reader *reader, schain__ffi_call *call, struct fy_node *node,
                       const schain__ffi_type *type, size_t offset)
{
	struct fy_node *in = schain__ffi_find(node, "in"), *length = schain__ffi_find(node, "length");
	struct fy_node *constant = schain__ffi_find(node, "constant");
	struct fy_node *context = schain__ffi_find(node, "context");
	schain__ffi_input *input;

	if (!in && !length && !constant && !context)
		return 0;
	input = add_input(reader, call, node, type, offset);
	if (!input)
		return 1;
	if (in) {
		input->source = SCHAIN__FFI_FROM_FIELD;
		input->field = schain__ffi_read_field(reader, in);
		check_field(reader, in, type, input->field);
		if (type->kind == SCHAIN__FFI_DIGEST)
			input->from = schain__ffi_room(call, 32);
	} else if (length) {
		input->source = SCHAIN__FFI_FROM_LENGTH;
		input->field = schain__ffi_read_field(reader, length);
		if (!schain__ffi_is_integer(type->kind) || schain__ffi_fields[input->field].is_number)
			schain__ffi_fail(reader, length, "length: a whole number, of a text");
	} else if (constant) {
		input->source = SCHAIN__FFI_FROM_CONSTANT;
		input->constant = schain__ffi_constant(reader, constant, type);
	} else {
		read_context(reader, context, input);
	}
	if (input->source <= SCHAIN__FFI_FROM_LENGTH)
		input->absent = read_absent(reader, schain__ffi_find(node, "absent"), type);
	return 1;
}

static void set_member(schain__ffi_reader *reader, schain__ffi_call *call, struct fy_node *key,
                       struct fy_node *node, const schain__ffi_layout *layout, size_t offset)
{
	static const char *const keys[] = { "in", "length", "constant", "context", "absent", NULL };
	schain__ffi_word word = schain__ffi_scalar(reader, key);
	const schain__ffi_member *member = NULL;
	schain__ffi_input *input;

	for (uint32_t i = 0; word.data && i < layout->member_count; i++)
		if (schain__ffi_is(word, layout->members[i].name))
			member = &layout->members[i];
	if (!member) {
		schain__ffi_fail(reader, key, "struct %s has no member \"%.*s\"", layout->name,
		                 schain__ffi_shown(word), word.data ? word.data : "");
		return;
	}
	offset += member->offset;
	if (!node || !fy_node_is_mapping(node)) {
		input = add_input(reader, call, key, &member->type, offset);
		if (!input)
			return;
		input->source = SCHAIN__FFI_FROM_CONSTANT;
		input->constant = schain__ffi_constant(reader, node, &member->type);
		return;
	}
	if (!schain__ffi_is_mapping(reader, node, key, member->name, keys))
		return;
	if (!read_source(reader, call, node, &member->type, offset))
		schain__ffi_fail(reader, key, "%s: expected in, length, constant or context", member->name);
	input = &call->inputs[call->input_count - (call->input_count > 0)];
	if (!reader->status && schain__ffi_size(&input->type) != schain__ffi_size(&member->type))
		schain__ffi_fail(reader, key, "%s has another type than the value of init", member->name);
}

static void set_members(schain__ffi_reader *reader, schain__ffi_call *call, struct fy_node *node,
                        const schain__ffi_type *type, size_t offset)
{
	struct fy_node_pair *pair;
	void *next = NULL;

	if (!node)
		return;
	if (type->kind != SCHAIN__FFI_STRUCT) {
		schain__ffi_fail(reader, node, "set: only a struct has members");
		return;
	}
	if (!schain__ffi_is_mapping(reader, node, NULL, "set", NULL))
		return;
	while (!reader->status && (pair = fy_node_mapping_iterate(node, &next)))
		set_member(reader, call, fy_node_pair_key(pair), fy_node_pair_value(pair), type->layout,
		           offset);
}

/* Room for what an argument points to, or for a struct that is passed whole. */
static void make_storage(schain__ffi_reader *reader, schain__ffi_call *call, struct fy_node *node,
                         schain__ffi_storage *storage)
{
	struct fy_node *out = schain__ffi_find(node, "out"), *whole = schain__ffi_find(node, "by_value");
	struct fy_node *value = schain__ffi_find(node, "value");
	schain__ffi_input *input;

	if (!out && !whole)
		return;
	storage->name = schain__ffi_name(reader, out ? out : whole);
	storage->type =
		schain__ffi_read_type(reader, schain__ffi_need(reader, node, node, "type"),
	                          out ? SCHAIN__FFI_AS_STORAGE : SCHAIN__FFI_AS_ARGUMENT);
	if (whole && storage->type.kind != SCHAIN__FFI_STRUCT)
		schain__ffi_fail(reader, whole, "by_value is for a struct; use in, constant or context");
	if (reader->status)
		return;
	storage->size = schain__ffi_size(&storage->type);
	storage->offset = schain__ffi_room(call, storage->size);
	if (value) {
		input = add_input(reader, call, value, &storage->type, storage->offset);
		if (!input)
			return;
		input->source = SCHAIN__FFI_FROM_CONSTANT;
		input->constant = schain__ffi_constant(reader, value, &storage->type);
	}
	set_members(reader, call, schain__ffi_find(node, "set"), &storage->type, storage->offset);
	if (out)
		schain__ffi_add_value(reader, out, &call->values, storage->name, &storage->type,
		                      storage->offset);
}

static void read_size_of(schain__ffi_reader *reader, struct fy_node *node,
                         const schain__ffi_storage *storages, schain__ffi_input *input)
{
	schain__ffi_word word = schain__ffi_scalar(reader, node);

	input->source = SCHAIN__FFI_FROM_CONSTANT;
	for (uint32_t i = 0; word.data && i < SCHAIN__FFI_ARGUMENTS; i++)
		if (storages[i].name && schain__ffi_is(word, storages[i].name)) {
			input->constant.integer = (int64_t)storages[i].size;
			if (!schain__ffi_is_integer(input->type.kind) ||
			    !schain__ffi_fits(input->type.kind, input->constant.integer, 0))
				schain__ffi_fail(reader, node, "size: the type cannot hold it");
			return;
		}
	schain__ffi_fail(reader, node, "size: there is no out \"%.*s\"", schain__ffi_shown(word),
	                 word.data ? word.data : "");
}

static void read_callback_name(schain__ffi_reader *reader, const schain__ffi_call *call,
                               struct fy_node *node, schain__ffi_input *input)
{
	schain__ffi_word word = schain__ffi_scalar(reader, node);

	input->source = SCHAIN__FFI_FROM_CALLBACK;
	for (uint32_t i = 0; word.data && i < call->callback_count; i++)
		if (schain__ffi_is(word, call->callbacks[i]->name)) {
			input->index = i;
			return;
		}
	schain__ffi_fail(reader, node, "there is no callback \"%.*s\"", schain__ffi_shown(word),
	                 word.data ? word.data : "");
}

/* The type that an argument says, or the one that goes without saying. */
static schain__ffi_type type_of(schain__ffi_reader *reader, struct fy_node *node)
{
	static const schain__ffi_type pointer = { SCHAIN__FFI_POINTER, 0, NULL };
	static const schain__ffi_type string = { SCHAIN__FFI_STRING, 0, NULL };
	static const schain__ffi_type size = {
		sizeof(size_t) == 8 ? SCHAIN__FFI_UINT64 : SCHAIN__FFI_UINT32, 0, NULL
	};
	struct fy_node *type = schain__ffi_find(node, "type");

	if (type)
		return schain__ffi_read_type(reader, type, SCHAIN__FFI_AS_ARGUMENT);
	if (schain__ffi_find(node, "in"))
		return string;
	if (schain__ffi_find(node, "length") || schain__ffi_find(node, "size"))
		return size;
	if (schain__ffi_find(node, "constant"))
		schain__ffi_fail(reader, node, "constant: its type is missing");
	return pointer;
}

/* Exactly one of the words says what the argument is. */
static void check_form(schain__ffi_reader *reader, struct fy_node *node)
{
	static const char *const forms[] = { "in",   "length",   "constant", "context",
		                                 "out",  "by_value", "size",     "callback" };
	int count = 0;

	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		count += schain__ffi_find(node, forms[i]) != NULL;
	if (count != 1)
		schain__ffi_fail(reader, node,
		                 "an argument has one of in, length, constant, context, out, by_value, "
		                 "size, callback");
}

static void read_argument(schain__ffi_reader *reader, schain__ffi_call *call, struct fy_node *node,
                          const schain__ffi_storage *storages, uint32_t index)
{
	struct fy_node *out = schain__ffi_find(node, "out"), *size = schain__ffi_find(node, "size");
	struct fy_node *callback = schain__ffi_find(node, "callback");
	schain__ffi_type pointer = { SCHAIN__FFI_POINTER, 0, NULL }, type = pointer;
	schain__ffi_input *input;

	if (schain__ffi_find(node, "by_value")) {
		call->cells[index] = storages[index].offset;
		call->ffi[index] = schain__ffi_of(&storages[index].type);
		return;
	}
	call->cells[index] = schain__ffi_room(call, SCHAIN__FFI_CELL);
	if (!out && !callback)
		type = type_of(reader, node);
	if (type.kind == SCHAIN__FFI_STRUCT)
		schain__ffi_fail(reader, node, "a struct goes by out, or by_value");
	if (!reader->status && !read_source(reader, call, node, &type, call->cells[index])) {
		input = add_input(reader, call, node, &type, call->cells[index]);
		if (!input)
			return;
		if (out) {
			input->source = SCHAIN__FFI_FROM_FRAME;
			input->from = storages[index].offset;
		} else if (size) {
			read_size_of(reader, size, storages, input);
		} else {
			read_callback_name(reader, call, callback, input);
		}
	}
	if (reader->status)
		return;
	/* Of a context it is init that knows the type. */
	call->ffi[index] = schain__ffi_of(&call->inputs[call->input_count - 1].type);
}

static void check_argument(schain__ffi_reader *reader, struct fy_node *node)
{
	static const char *const keys[] = { "in",   "length",   "constant", "context", "out",
		                                "by_value", "size", "callback", "type",    "absent",
		                                "value", "set",     NULL };

	if (schain__ffi_is_mapping(reader, node, NULL, "argument", keys))
		check_form(reader, node);
	if (!reader->status && !schain__ffi_find(node, "out") &&
	    (schain__ffi_find(node, "value") ||
	     (schain__ffi_find(node, "set") && !schain__ffi_find(node, "by_value"))))
		schain__ffi_fail(reader, node, "value and set are for out and by_value");
}

void schain__ffi_read_arguments(schain__ffi_reader *reader, struct fy_node *node,
                                schain__ffi_call *call)
{
	schain__ffi_storage storages[SCHAIN__FFI_ARGUMENTS];
	struct fy_node *item;
	void *next = NULL;
	uint32_t index = 0;

	memset(storages, 0, sizeof storages);
	if (!node || !schain__ffi_is_list(reader, node, NULL, "arguments"))
		return;
	while (!reader->status && (item = fy_node_sequence_iterate(node, &next))) {
		if (call->argument_count == SCHAIN__FFI_ARGUMENTS) {
			schain__ffi_fail(reader, item, "there are %d arguments at most", SCHAIN__FFI_ARGUMENTS);
			return;
		}
		check_argument(reader, item);
		if (!reader->status)
			make_storage(reader, call, item, &storages[call->argument_count++]);
	}
	next = NULL;
	while (!reader->status && (item = fy_node_sequence_iterate(node, &next)))
		read_argument(reader, call, item, storages, index++);
}
