/* SPDX-License-Identifier: Apache-2.0 */
/*
 * simdjson's first pass finds, many bytes at a time, where each bracket, colon,
 * comma and value of a record starts, and checks its UTF-8 and its quotes; one
 * walk over these places checks the grammar and lists the fields. (Its own
 * second pass would build a tree, its on-demand face took twice as long.)
 *
 * Built without exceptions; what allocates does so by new(nothrow) or the
 * caller's allocator.
 */
#include "decode/json.h"

#include <cstring>
#include <memory>
#include <new>
#include <simdjson.h>

/* Deeper records are not logs. */
static const uint32_t depth_limit = 32;
/* Fields of one record; bounds memory whatever the record's length. */
static const uint32_t field_limit = 65536;

static_assert(SCHAIN__DECODE_PADDING >= simdjson::SIMDJSON_PADDING,
              "records must be padded as simdjson reads behind them");

struct schain__json {
	schain__decode *decode;
	schain__json_field *fields;
	uint32_t capacity;
	uint32_t count;
	const char *record; /* what was parsed: the record or its copy with valid UTF-8 */
	size_t record_size;
	bool is_copy;
	bool has_escapes;
	std::unique_ptr<simdjson::internal::dom_parser_implementation> parser;
};

/* The places still to be walked, and what was wrong with the last. */
struct walker {
	schain__json *json;
	const char *data;
	uint32_t size;
	const uint32_t *at;
	const uint32_t *end;
	const char *wrong; /* message; memory is out if it is absent */

	bool is(char c) const
	{
		return at < end && data[*at] == c;
	}
	bool fail(const char *message)
	{
		wrong = message;
		return false;
	}
};

extern "C" schain__json *schain__json_new(schain__decode *decode)
{
	void *memory = schain__decode_reserve(decode, sizeof(schain__json));

	if (!memory)
		return nullptr;
	schain__json *json = new (memory) schain__json();
	json->decode = decode;
	return json;
}

extern "C" void schain__json_free(schain__json *json)
{
	if (!json)
		return;
	schain__decode *decode = json->decode;

	schain__decode_release(decode, json->fields, json->capacity * sizeof *json->fields);
	json->~schain__json();
	schain__decode_release(decode, json, sizeof *json);
}

static bool grow(walker &walk)
{
	schain__json *json = walk.json;
	uint32_t capacity = json->capacity ? 2 * json->capacity : 64;
	void *fields;

	if (json->count >= field_limit)
		return walk.fail("the object has too many fields");
	fields = schain__decode_resize(json->decode, json->fields,
	                               json->capacity * sizeof *json->fields,
	                               capacity * sizeof *json->fields);
	if (!fields)
		return false;
	json->fields = static_cast<schain__json_field *>(fields);
	json->capacity = capacity;
	return true;
}

/* End of the token at the walker's place: blanks before the next place are not part of it. */
static uint32_t token_end(const walker &walk)
{
	uint32_t end = walk.at + 1 < walk.end ? walk.at[1] : walk.size;

	while (static_cast<unsigned char>(walk.data[end - 1]) <= ' ')
		end--;
	return end;
}

static bool is_atom(const schain__json_field *field, const char *text, size_t size)
{
	return field->size == size && !memcmp(field->data, text, size);
}

/* The value at the walker's place; steps behind its first token. */
static bool take_value(walker &walk, schain__json_field *field)
{
	uint32_t begin = *walk.at, end = token_end(walk);

	field->data = walk.data + begin;
	field->size = end - begin;
	field->has_escapes = 0;
	switch (walk.data[begin]) {
	case '"':
		if (field->size < 2 || walk.data[end - 1] != '"')
			return walk.fail("a string is not closed");
		field->data++;
		field->size -= 2;
		field->kind = SCHAIN__JSON_STRING;
		field->has_escapes = walk.json->has_escapes && memchr(field->data, '\\', field->size);
		break;
	case '{':
	case '[':
		field->kind = walk.data[begin] == '{' ? SCHAIN__JSON_OBJECT : SCHAIN__JSON_ARRAY;
		field->size = 0;
		break;
	case 't':
		field->kind = SCHAIN__JSON_TRUE;
		if (!is_atom(field, "true", 4))
			return walk.fail("expected a value");
		break;
	case 'f':
		field->kind = SCHAIN__JSON_FALSE;
		if (!is_atom(field, "false", 5))
			return walk.fail("expected a value");
		break;
	case 'n':
		field->kind = SCHAIN__JSON_NULL;
		if (!is_atom(field, "null", 4))
			return walk.fail("expected a value");
		break;
	default:
		field->kind = SCHAIN__JSON_NUMBER;
		if (walk.data[begin] != '-' && (walk.data[begin] < '0' || walk.data[begin] > '9'))
			return walk.fail("expected a value");
		break;
	}
	walk.at++;
	return true;
}

/* A key and its colon, if the place is within an object. */
static bool take_key(walker &walk, schain__json_field *field)
{
	uint32_t end;

	if (!walk.is('"'))
		return walk.fail("expected a key");
	end = token_end(walk);
	field->key = walk.data + *walk.at + 1;
	field->key_size = end - *walk.at - 2;
	walk.at++;
	if (!walk.is(':'))
		return walk.fail("expected a colon");
	walk.at++;
	return true;
}

/* One member or element; `opened` becomes its index if it is an object or array. */
static bool take_member(walker &walk, bool in_object)
{
	schain__json *json = walk.json;
	schain__json_field *field;

	if (json->count == json->capacity && !grow(walk))
		return false;
	field = &json->fields[json->count];
	field->key = nullptr;
	field->key_size = 0;
	if (in_object && !take_key(walk, field))
		return false;
	if (walk.at == walk.end)
		return walk.fail("the object is not closed");
	if (!take_value(walk, field))
		return false;
	field->next = ++json->count;
	return true;
}

/* All of the root object. On failure walk.at is the place that was wrong. */
static bool take_object(walker &walk)
{
	uint32_t open[depth_limit], depth = 0;
	bool in_object = true, may_close = true;

	if (!walk.is('{'))
		return walk.fail("expected a JSON object");
	walk.at++;
	for (;;) {
		schain__json_field *fields = walk.json->fields;

		if (may_close && walk.is(in_object ? '}' : ']')) {
			walk.at++;
			if (!depth)
				return walk.at == walk.end || walk.fail("something follows the object");
			fields[open[--depth]].next = walk.json->count;
			in_object = !depth || fields[open[depth - 1]].kind == SCHAIN__JSON_OBJECT;
		} else {
			uint32_t index = walk.json->count;

			if (!take_member(walk, in_object))
				return false;
			fields = walk.json->fields;
			if (fields[index].kind >= SCHAIN__JSON_OBJECT) {
				if (depth == depth_limit) {
					walk.at--;
					return walk.fail("the object is nested too deep");
				}
				open[depth++] = index;
				in_object = fields[index].kind == SCHAIN__JSON_OBJECT;
				may_close = true;
				continue;
			}
		}
		/* Behind a value. */
		may_close = !walk.is(',');
		if (!may_close)
			walk.at++;
		else if (!walk.is(in_object ? '}' : ']'))
			return walk.fail(walk.at == walk.end ? "the object is not closed"
			                                     : "expected a comma or a closing bracket");
	}
}

static simdjson::error_code find_places(schain__json *json, size_t size)
{
	if (!json->parser || json->parser->capacity() < size) {
		/* Room for twice as much, so that slowly growing records do not set up anew each time. */
		size_t capacity = 2 * size < 65536 ? 65536 : 2 * size;
		simdjson::error_code code =
			simdjson::get_active_implementation()->create_dom_parser_implementation(
				capacity, simdjson::DEFAULT_MAX_DEPTH, json->parser);

		if (code)
			return code;
	}
	return json->parser->stage1(reinterpret_cast<const uint8_t *>(json->record), size,
	                            simdjson::stage1_mode::regular);
}

static uint64_t column_of(const schain__json *json, const char *place)
{
	if (json->is_copy || place < json->record || place > json->record + json->record_size)
		return 0;
	return static_cast<uint64_t>(place - json->record) + 1;
}

static schain_status walk_places(schain__json *json)
{
	walker walk;
	uint32_t size = static_cast<uint32_t>(json->record_size);

	walk.json = json;
	walk.data = json->record;
	walk.size = size;
	walk.at = json->parser->structural_indexes.get();
	walk.end = walk.at + json->parser->n_structural_indexes;
	walk.wrong = nullptr;
	json->count = 0;
	json->has_escapes = memchr(json->record, '\\', size) != nullptr;
	if (take_object(walk))
		return SCHAIN_OK;
	if (!walk.wrong)
		return SCHAIN_E_MEMORY;
	return schain__decode_problem(json->decode,
	                              column_of(json, walk.data + (walk.at < walk.end ? *walk.at : size)),
	                              walk.wrong);
}

/* A copy in the arena whose bad bytes are U+FFFD: a file's name must not hide its event. */
static char *repair(schain__decode *decode, const char *data, size_t size, size_t *ret_size)
{
	char *copy, *out;

	if (size > (SIZE_MAX - SCHAIN__DECODE_PADDING) / 3)
		return nullptr;
	copy = out = static_cast<char *>(
		schain__decode_alloc(decode, 3 * size + SCHAIN__DECODE_PADDING));
	if (!copy)
		return nullptr;
	for (size_t i = 0, length; i < size; i += length ? length : 1) {
		length = schain__decode_utf8_sequence(data + i, size - i);
		memcpy(out, length ? data + i : "\xef\xbf\xbd", length ? length : 3);
		out += length ? length : 3;
	}
	memset(out, 0, SCHAIN__DECODE_PADDING);
	*ret_size = static_cast<size_t>(out - copy);
	return copy;
}

static const char *message_of(simdjson::error_code code)
{
	switch (code) {
	case simdjson::UNCLOSED_STRING:
		return "a string is not closed";
	case simdjson::UNESCAPED_CHARS:
		return "a control character stands in a string";
	case simdjson::UTF8_ERROR:
		return "not UTF-8";
	default:
		return "not well-formed JSON";
	}
}

extern "C" schain_status schain__json_parse(schain__json *json, const char *data, size_t size,
                                            const schain__json_field **ret_fields,
                                            uint32_t *ret_count)
{
	simdjson::error_code code;
	schain_status status;

	json->is_copy = false;
	json->record = data;
	json->record_size = size;
	if (size > simdjson::SIMDJSON_MAXSIZE_BYTES / 4)
		return schain__decode_problem(json->decode, 0, "the record is too long");
	code = find_places(json, size);
	if (code == simdjson::UTF8_ERROR) {
		json->record = repair(json->decode, data, size, &json->record_size);
		if (!json->record)
			return SCHAIN_E_MEMORY;
		json->is_copy = true;
		code = find_places(json, json->record_size);
	}
	if (code == simdjson::MEMALLOC)
		return SCHAIN_E_MEMORY;
	if (code)
		return schain__decode_problem(json->decode, 0, message_of(code));
	status = walk_places(json);
	if (status)
		return status;
	if (json->is_copy)
		schain__decode_incomplete(json->decode);
	*ret_fields = json->fields;
	*ret_count = json->count;
	return SCHAIN_OK;
}

extern "C" uint64_t schain__json_column(const schain__json *json, const schain__json_field *field)
{
	return column_of(json, field->data);
}
