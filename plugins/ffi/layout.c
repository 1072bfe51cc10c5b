/* SPDX-License-Identifier: Apache-2.0 */
/* Names of types, and structs whose offsets libffi computes. */
#include "ffi/reader.h"

#include <string.h>

#define WIDE(type, low, high) (sizeof(type) == 4 ? low##32 : high##64)
#define SIGNED(type) WIDE(type, SCHAIN__FFI_INT, SCHAIN__FFI_INT)
#define UNSIGNED(type) WIDE(type, SCHAIN__FFI_UINT, SCHAIN__FFI_UINT)

_Static_assert(sizeof(short) == 2 && sizeof(int) == 4, "short has 16 bits and int 32");

static const struct {
	const char *name;
	enum schain__ffi_kind kind;
	unsigned places;
} types[] = {
#define NUMBER \
	(SCHAIN__FFI_AS_ARGUMENT | SCHAIN__FFI_AS_RESULT | SCHAIN__FFI_AS_MEMBER | \
	 SCHAIN__FFI_AS_STORAGE)
	{ "void", SCHAIN__FFI_VOID, SCHAIN__FFI_AS_RESULT },
	{ "bool", SCHAIN__FFI_BOOL, NUMBER },
	{ "int8", SCHAIN__FFI_INT8, NUMBER },
	{ "uint8", SCHAIN__FFI_UINT8, NUMBER },
	{ "int16", SCHAIN__FFI_INT16, NUMBER },
	{ "uint16", SCHAIN__FFI_UINT16, NUMBER },
	{ "int32", SCHAIN__FFI_INT32, NUMBER },
	{ "uint32", SCHAIN__FFI_UINT32, NUMBER },
	{ "int64", SCHAIN__FFI_INT64, NUMBER },
	{ "uint64", SCHAIN__FFI_UINT64, NUMBER },
	{ "short", SCHAIN__FFI_INT16, NUMBER },
	{ "ushort", SCHAIN__FFI_UINT16, NUMBER },
	{ "int", SCHAIN__FFI_INT32, NUMBER },
	{ "uint", SCHAIN__FFI_UINT32, NUMBER },
	{ "long", SIGNED(long), NUMBER },
	{ "ulong", UNSIGNED(long), NUMBER },
	{ "size", UNSIGNED(size_t), NUMBER },
	{ "float", SCHAIN__FFI_FLOAT, NUMBER },
	{ "double", SCHAIN__FFI_DOUBLE, NUMBER },
	{ "pointer", SCHAIN__FFI_POINTER, NUMBER },
	{ "string", SCHAIN__FFI_STRING, NUMBER },
	{ "bytes", SCHAIN__FFI_BYTES, SCHAIN__FFI_AS_ARGUMENT | SCHAIN__FFI_AS_MEMBER },
	{ "digest", SCHAIN__FFI_DIGEST, SCHAIN__FFI_AS_ARGUMENT | SCHAIN__FFI_AS_MEMBER },
#undef NUMBER
};

static const char *const names_of_places[] = {
	[SCHAIN__FFI_AS_ARGUMENT] = "an argument",
	[SCHAIN__FFI_AS_RESULT] = "a result",
	[SCHAIN__FFI_AS_MEMBER] = "a member",
	[SCHAIN__FFI_AS_STORAGE] = "what an argument points to",
};

/* "char[N]": N, or 0. */
static uint32_t array_length(schain__ffi_word word)
{
	uint32_t length = 0;

	if (word.length < 7 || memcmp(word.data, "char[", 5) || word.data[word.length - 1] != ']')
		return 0;
	for (size_t i = 5; i + 1 < word.length; i++) {
		if (word.data[i] < '0' || word.data[i] > '9' || length > SCHAIN__FFI_TEXT)
			return 0;
		length = length * 10 + (uint32_t)(word.data[i] - '0');
	}
	return length > SCHAIN__FFI_TEXT ? 0 : length;
}

static schain__ffi_layout *layout_of(const schain__ffi_description *description,
                                     schain__ffi_word word)
{
	static const char prefix[] = "struct ";

	if (word.length < sizeof prefix || memcmp(word.data, prefix, sizeof prefix - 1))
		return NULL;
	word.data += sizeof prefix - 1;
	word.length -= sizeof prefix - 1;
	for (uint32_t i = 0; i < description->layout_count; i++)
		if (schain__ffi_is(word, description->layouts[i]->name))
			return description->layouts[i];
	return NULL;
}

schain__ffi_type schain__ffi_read_type(schain__ffi_reader *reader, struct fy_node *node,
                                       enum schain__ffi_place place)
{
	schain__ffi_type type = { SCHAIN__FFI_INT32, 0, NULL };
	schain__ffi_word word = schain__ffi_scalar(reader, node);
	unsigned places = 0;

	if (!word.data)
		return type;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (schain__ffi_is(word, types[i].name)) {
			type.kind = types[i].kind;
			places = types[i].places;
		}
	if ((type.length = array_length(word))) {
		type.kind = SCHAIN__FFI_ARRAY;
		places = SCHAIN__FFI_AS_MEMBER | SCHAIN__FFI_AS_STORAGE;
	} else if ((type.layout = layout_of(reader->description, word))) {
		type.kind = SCHAIN__FFI_STRUCT;
		places = SCHAIN__FFI_AS_ARGUMENT | SCHAIN__FFI_AS_RESULT | SCHAIN__FFI_AS_STORAGE;
	}
	if (!places)
		schain__ffi_fail(reader, node, "there is no type \"%.*s\"", schain__ffi_shown(word),
		                 word.data);
	else if (!(places & place))
		schain__ffi_fail(reader, node, "%s cannot be of type %.*s", names_of_places[place],
		                 schain__ffi_shown(word), word.data);
	return type;
}

static void read_member(schain__ffi_reader *reader, struct fy_node *node,
                        schain__ffi_layout *layout)
{
	schain__ffi_member *member = &layout->members[layout->member_count];
	struct fy_node_pair *pair;
	void *next = NULL;

	if (!schain__ffi_is_mapping(reader, node, NULL, "member", NULL))
		return;
	pair = fy_node_mapping_iterate(node, &next);
	if (!pair || fy_node_mapping_iterate(node, &next)) {
		schain__ffi_fail(reader, node, "a member is one name and its type");
		return;
	}
	if (layout->member_count == SCHAIN__FFI_MEMBERS) {
		schain__ffi_fail(reader, node, "a struct has %d members at most", SCHAIN__FFI_MEMBERS);
		return;
	}
	member->name = schain__ffi_name(reader, fy_node_pair_key(pair));
	member->type = schain__ffi_read_type(reader, fy_node_pair_value(pair), SCHAIN__FFI_AS_MEMBER);
	for (uint32_t i = 0; i < layout->member_count; i++)
		if (!strcmp(layout->members[i].name, member->name))
			schain__ffi_fail(reader, node, "\"%s\" is there twice", member->name);
	layout->member_count++;
}

static size_t count_elements(const schain__ffi_layout *layout)
{
	size_t count = 0;

	for (uint32_t i = 0; i < layout->member_count; i++)
		count += layout->members[i].type.kind == SCHAIN__FFI_ARRAY ? layout->members[i].type.length
		                                                           : 1;
	return count;
}

/* libffi knows no arrays: each byte of one is an element. */
static void lay_out(schain__ffi_reader *reader, struct fy_node *at, schain__ffi_layout *layout)
{
	size_t count = count_elements(layout), element = 0;
	ffi_type **elements;
	size_t *offsets;

	if (reader->status)
		return;
	if (!count || count > SCHAIN__FFI_ELEMENTS) {
		schain__ffi_fail(reader, at, "struct %s is empty or too large", layout->name);
		return;
	}
	elements = schain__ffi_alloc(reader->description, (count + 1) * sizeof *elements);
	offsets = schain__ffi_alloc(reader->description, count * sizeof *offsets);
	if (!elements || !offsets) {
		schain__ffi_fail_memory(reader);
		return;
	}
	for (uint32_t i = 0; i < layout->member_count; i++) {
		const schain__ffi_type *type = &layout->members[i].type;
		size_t bytes = type->kind == SCHAIN__FFI_ARRAY ? type->length : 1;

		for (size_t k = 0; k < bytes; k++)
			elements[element++] =
				type->kind == SCHAIN__FFI_ARRAY ? &ffi_type_uint8 : schain__ffi_of(type);
	}
	layout->ffi.type = FFI_TYPE_STRUCT;
	layout->ffi.elements = elements;
	if (ffi_get_struct_offsets(FFI_DEFAULT_ABI, &layout->ffi, offsets) != FFI_OK) {
		schain__ffi_fail(reader, at, "libffi cannot lay out struct %s", layout->name);
		return;
	}
	element = 0;
	for (uint32_t i = 0; i < layout->member_count; i++) {
		layout->members[i].offset = offsets[element];
		element += layout->members[i].type.kind == SCHAIN__FFI_ARRAY
		               ? layout->members[i].type.length
		               : 1;
	}
}

static void read_layout(schain__ffi_reader *reader, struct fy_node *key, struct fy_node *node)
{
	schain__ffi_description *description = reader->description;
	schain__ffi_layout *layout = schain__ffi_alloc(description, sizeof *layout);
	struct fy_node *item;
	void *next = NULL;

	if (!layout) {
		schain__ffi_fail_memory(reader);
		return;
	}
	if (description->layout_count == SCHAIN__FFI_LAYOUTS) {
		schain__ffi_fail(reader, key, "there are %d structs at most", SCHAIN__FFI_LAYOUTS);
		return;
	}
	layout->name = schain__ffi_name(reader, key);
	if (!schain__ffi_is_list(reader, node, key, layout->name))
		return;
	while (!reader->status && (item = fy_node_sequence_iterate(node, &next)))
		read_member(reader, item, layout);
	lay_out(reader, key, layout);
	description->layouts[description->layout_count++] = layout;
}

void schain__ffi_read_layouts(schain__ffi_reader *reader, struct fy_node *node)
{
	struct fy_node_pair *pair;
	void *next = NULL;

	if (!node || !schain__ffi_is_mapping(reader, node, NULL, "structs", NULL))
		return;
	while (!reader->status && (pair = fy_node_mapping_iterate(node, &next)))
		read_layout(reader, fy_node_pair_key(pair), fy_node_pair_value(pair));
}
