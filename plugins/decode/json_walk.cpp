/* SPDX-License-Identifier: Apache-2.0 */
/*
 * simdjson's on-demand walk, flattened. Built without exceptions: every call
 * used here is of its error-code API, and what allocates does so by
 * new(nothrow) or the caller's allocator.
 */
#include "decode/json.h"

#include <cstring>
#include <new>
#include <simdjson.h>

namespace ondemand = simdjson::ondemand;

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
	const char *wrong; /* message, where the walk itself found an error */
	ondemand::parser parser;
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

static bool grow(schain__json *json)
{
	uint32_t capacity = json->capacity ? 2 * json->capacity : 64;
	void *fields;

	if (json->count >= field_limit) {
		json->wrong = "the object has too many fields";
		return false;
	}
	fields = schain__decode_resize(json->decode, json->fields,
	                               json->capacity * sizeof *json->fields,
	                               capacity * sizeof *json->fields);
	if (!fields)
		return false;
	json->fields = static_cast<schain__json_field *>(fields);
	json->capacity = capacity;
	return true;
}

/* A key's length, backwards from its value: a quote, a colon and blanks lie between. */
static uint32_t key_length(const char *key, const char *value)
{
	do
		value--;
	while (*value != '"');
	return static_cast<uint32_t>(value - key);
}

static bool is_token(std::string_view token, std::string_view text)
{
	return token == text;
}

static simdjson::error_code take_scalar(const schain__json *json, schain__json_field *field,
                                        std::string_view token)
{
	while (static_cast<unsigned char>(token.back()) <= ' ')
		token.remove_suffix(1);
	switch (token.front()) {
	case '"':
		/* The closing quote is there: simdjson's first pass has paired them. */
		token = token.substr(1, token.size() - 2);
		field->kind = SCHAIN__JSON_STRING;
		field->has_escapes = json->has_escapes && memchr(token.data(), '\\', token.size());
		break;
	case 't':
		field->kind = SCHAIN__JSON_TRUE;
		if (!is_token(token, "true"))
			return simdjson::T_ATOM_ERROR;
		break;
	case 'f':
		field->kind = SCHAIN__JSON_FALSE;
		if (!is_token(token, "false"))
			return simdjson::F_ATOM_ERROR;
		break;
	case 'n':
		field->kind = SCHAIN__JSON_NULL;
		if (!is_token(token, "null"))
			return simdjson::N_ATOM_ERROR;
		break;
	default:
		field->kind = SCHAIN__JSON_NUMBER;
		if (token.front() != '-' && (token.front() < '0' || token.front() > '9'))
			return simdjson::NUMBER_ERROR;
		break;
	}
	field->data = token.data();
	field->size = static_cast<uint32_t>(token.size());
	return simdjson::SUCCESS;
}

static simdjson::error_code take_object(schain__json *json, ondemand::object object,
                                        uint32_t depth);
static simdjson::error_code take_array(schain__json *json, ondemand::array array, uint32_t depth);

static simdjson::error_code take_nested(schain__json *json, schain__json_field *field,
                                        ondemand::value &value, std::string_view token,
                                        uint32_t depth)
{
	ondemand::object object;
	ondemand::array array;
	simdjson::error_code code;

	field->data = token.data();
	field->size = 0;
	if (depth == depth_limit) {
		json->wrong = "the object is nested too deep";
		return simdjson::DEPTH_ERROR;
	}
	if (token.front() == '{') {
		field->kind = SCHAIN__JSON_OBJECT;
		code = value.get_object().get(object);
		return code ? code : take_object(json, object, depth + 1);
	}
	field->kind = SCHAIN__JSON_ARRAY;
	code = value.get_array().get(array);
	return code ? code : take_array(json, array, depth + 1);
}

static simdjson::error_code take_value(schain__json *json, const char *key, ondemand::value value,
                                       uint32_t depth)
{
	std::string_view token = value.raw_json_token();
	simdjson::error_code code;
	uint32_t index = json->count;

	if (index == json->capacity && !grow(json))
		return simdjson::MEMALLOC;
	json->count++;
	schain__json_field *field = &json->fields[index];

	field->key = key;
	field->key_size = key ? key_length(key, token.data()) : 0;
	field->has_escapes = 0;
	if (token.front() == '{' || token.front() == '[')
		code = take_nested(json, field, value, token, depth);
	else
		code = take_scalar(json, field, token);
	json->fields[index].next = json->count;
	return code;
}

static simdjson::error_code take_object(schain__json *json, ondemand::object object,
                                        uint32_t depth)
{
	for (auto result : object) {
		ondemand::field field;
		simdjson::error_code code = std::move(result).get(field);

		if (code)
			return code;
		code = take_value(json, field.key().raw(), field.value(), depth);
		if (code)
			return code;
	}
	return simdjson::SUCCESS;
}

static simdjson::error_code take_array(schain__json *json, ondemand::array array, uint32_t depth)
{
	for (auto result : array) {
		ondemand::value value;
		simdjson::error_code code = std::move(result).get(value);

		if (code)
			return code;
		code = take_value(json, nullptr, value, depth);
		if (code)
			return code;
	}
	return simdjson::SUCCESS;
}

static simdjson::error_code walk(schain__json *json, const char *data, size_t size,
                                 const char **ret_place)
{
	ondemand::document document;
	ondemand::object object;
	simdjson::error_code code;

	json->count = 0;
	json->wrong = nullptr;
	json->record = data;
	json->record_size = size;
	json->has_escapes = memchr(data, '\\', size) != nullptr;
	*ret_place = nullptr;
	code = json->parser.iterate(data, size, size + SCHAIN__DECODE_PADDING).get(document);
	if (code)
		return code;
	code = document.get_object().get(object);
	if (!code)
		code = take_object(json, object, 1);
	if (code) {
		if (document.current_location().get(*ret_place))
			*ret_place = nullptr;
		return code;
	}
	/* No place is left at the end. */
	return document.current_location().get(*ret_place) ? simdjson::SUCCESS
	                                                   : simdjson::TRAILING_CONTENT;
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

static const char *message_of(const schain__json *json, simdjson::error_code code)
{
	if (json->wrong)
		return json->wrong;
	switch (code) {
	case simdjson::UNCLOSED_STRING:
		return "a string is not closed";
	case simdjson::UNESCAPED_CHARS:
		return "a control character stands in a string";
	case simdjson::TRAILING_CONTENT:
		return "something follows the object";
	case simdjson::INCOMPLETE_ARRAY_OR_OBJECT:
		return "the object is not closed";
	case simdjson::INCORRECT_TYPE:
		return "expected a JSON object";
	default:
		return "not well-formed JSON";
	}
}

static uint64_t column_of(const schain__json *json, const char *place)
{
	if (json->is_copy || !place || place < json->record || place > json->record + json->record_size)
		return 0;
	return static_cast<uint64_t>(place - json->record) + 1;
}

extern "C" schain_status schain__json_parse(schain__json *json, const char *data, size_t size,
                                            const schain__json_field **ret_fields,
                                            uint32_t *ret_count)
{
	const char *place;
	simdjson::error_code code;

	json->is_copy = false;
	if (size > UINT32_MAX)
		return schain__decode_problem(json->decode, 0, "the record is too long");
	code = walk(json, data, size, &place);
	if (code == simdjson::UTF8_ERROR) {
		data = repair(json->decode, data, size, &size);
		if (!data)
			return SCHAIN_E_MEMORY;
		json->is_copy = true;
		code = walk(json, data, size, &place);
		if (!code)
			schain__decode_incomplete(json->decode);
	}
	if (code == simdjson::MEMALLOC && !json->wrong)
		return SCHAIN_E_MEMORY;
	if (code)
		return schain__decode_problem(json->decode, column_of(json, place),
		                              message_of(json, code));
	*ret_fields = json->fields;
	*ret_count = json->count;
	return SCHAIN_OK;
}

extern "C" uint64_t schain__json_column(const schain__json *json, const schain__json_field *field)
{
	return column_of(json, field->data);
}
