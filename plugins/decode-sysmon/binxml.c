/* SPDX-License-Identifier: Apache-2.0 */
#include "binxml.h"

#include <string.h>

/* Tokens without their "more data" bit ([MS-EVEN6], 2.2.12). */
enum token {
	TOKEN_END_OF_FRAGMENT = 0x00,
	TOKEN_OPEN_ELEMENT = 0x01,
	TOKEN_CLOSE_START_TAG = 0x02,
	TOKEN_CLOSE_EMPTY_ELEMENT = 0x03,
	TOKEN_END_ELEMENT = 0x04,
	TOKEN_VALUE = 0x05,
	TOKEN_ATTRIBUTE = 0x06,
	TOKEN_CDATA = 0x07,
	TOKEN_CHARACTER = 0x08,
	TOKEN_ENTITY = 0x09,
	TOKEN_INSTRUCTION_TARGET = 0x0a,
	TOKEN_INSTRUCTION_DATA = 0x0b,
	TOKEN_TEMPLATE = 0x0c,
	TOKEN_SUBSTITUTION = 0x0d,
	TOKEN_OPTIONAL_SUBSTITUTION = 0x0e,
	TOKEN_FRAGMENT_HEADER = 0x0f,
	TOKEN_MORE = 0x40,
};

#define STRING_TYPE 0x01u

/* Tokens of one record. The largest templates known have some hundreds. */
#define TOKENS_MAX 65536u
/* Values of the templates that are open at once. */
#define VALUES_MAX 1024u
/* Bytes of text of one record: what a chunk holds several times over. */
#define TEXT_MAX (1u << 20)
/* Templates inside values inside templates; two are usual. */
#define NESTING_MAX 8u
/* No name that is looked for is longer; longer ones are read over. */
#define NAME_UNITS 64

#define TEMPLATE_HEADER 24u /* next template, GUID, data size */
#define NAME_HEADER 8u      /* next name, hash, units */

struct schain__binxml {
	schain__element element;
	char *text; /* of the value or attribute at hand */
	size_t length;
	size_t capacity;
	char attribute[NAME_UNITS * 3]; /* name of the open one */
	size_t attribute_length;
	int in_attribute;

	const unsigned char *chunk;
	size_t chunk_size;
	uint32_t tokens; /* left */
	size_t text_left;
	schain__binxml_value values[VALUES_MAX];
	uint32_t value_count;
	const char *problem;
};

/* A stretch of the chunk being read, with the values that its substitutions mean. */
struct fragment {
	size_t at, end;
	const schain__binxml_value *values;
	uint32_t value_count;
	unsigned nesting;
	int is_value; /* within a value: elements have no dependency there */
};

static schain_status wrong(schain__binxml *binxml, const char *problem)
{
	binxml->problem = problem;
	return SCHAIN_E_SYNTAX;
}

static schain_status too_short(schain__binxml *binxml)
{
	return wrong(binxml, "the binary XML ends too early");
}

/* The next `size` bytes, or NULL. */
static const unsigned char *take(schain__binxml *binxml, struct fragment *f, size_t size)
{
	const unsigned char *data = binxml->chunk + f->at;

	if (size > f->end - f->at)
		return NULL;
	f->at += size;
	return data;
}

/* NULL when memory is out, or when the record has had its share; no_room() tells. */
static char *room_for(schain__binxml *binxml, size_t size)
{
	if (size > binxml->text_left) {
		binxml->problem = "the binary XML has too much text";
		return NULL;
	}
	binxml->text_left -= size;
	if (size > binxml->capacity - binxml->length) {
		size_t capacity = (binxml->length + size) * 2;
		char *text = schain__decode_resize(binxml->element.decode, binxml->text, binxml->capacity,
		                                   capacity);

		if (!text)
			return NULL;
		binxml->text = text;
		binxml->capacity = capacity;
	}
	return binxml->text + binxml->length;
}

static schain_status no_room(const schain__binxml *binxml)
{
	return binxml->problem ? SCHAIN_E_SYNTAX : SCHAIN_E_MEMORY;
}

/* What was added to the text: an attribute keeps it, an element's text is handed on. */
static schain_status added(schain__binxml *binxml, size_t size)
{
	schain_status status = SCHAIN_OK;

	binxml->length += size;
	if (!binxml->in_attribute) {
		status = schain__element_text(&binxml->element, binxml->text, binxml->length);
		binxml->length = 0;
	}
	return status;
}

static schain_status end_attribute(schain__binxml *binxml)
{
	schain_string name = { binxml->attribute, binxml->attribute_length };
	schain_string value = { binxml->text, binxml->length };

	if (!binxml->in_attribute)
		return SCHAIN_OK;
	binxml->in_attribute = 0;
	binxml->length = 0;
	return schain__element_attribute(&binxml->element, name, value);
}

static schain_status add_utf16(schain__binxml *binxml, const unsigned char *data, size_t units)
{
	char *out = room_for(binxml, 3 * units + 1);

	return out ? added(binxml, schain__binxml_utf16(data, units, out)) : no_room(binxml);
}

/* A string with its length in units before it. */
static schain_status read_counted(schain__binxml *binxml, struct fragment *f)
{
	const unsigned char *count = take(binxml, f, 2);
	const unsigned char *data = count ? take(binxml, f, 2 * (size_t)schain__load16(count)) : NULL;

	return data ? add_utf16(binxml, data, schain__load16(count)) : too_short(binxml);
}

/*
 * A name by its offset in the chunk: either right here, and then read over,
 * or one that stands elsewhere.
 */
static schain_status read_name(schain__binxml *binxml, struct fragment *f, char *name,
                               size_t *ret_length)
{
	const unsigned char *field = take(binxml, f, 4);
	size_t at = field ? schain__load32(field) : 0, units;

	if (!field)
		return too_short(binxml);
	if (at > binxml->chunk_size || binxml->chunk_size - at < NAME_HEADER)
		return wrong(binxml, "a name lies outside of the chunk");
	units = schain__load16(binxml->chunk + at + 6);
	if (2 * units > binxml->chunk_size - at - NAME_HEADER)
		return wrong(binxml, "a name goes beyond the chunk");
	/* Its NUL is not counted. */
	if (at == f->at && !take(binxml, f, NAME_HEADER + 2 * units + 2))
		return too_short(binxml);
	*ret_length = units <= NAME_UNITS
	                  ? schain__binxml_utf16(binxml->chunk + at + NAME_HEADER, units, name)
	                  : 0;
	return SCHAIN_OK;
}

static schain_status read_fragment(schain__binxml *binxml, struct fragment *f);

static schain_status open_element(schain__binxml *binxml, struct fragment *f, int has_attributes)
{
	char name[NAME_UNITS * 3];
	schain_string text = { name, 0 };
	schain_status status;

	/* Dependency id, where there is one, and the element's size, which its tokens tell as well. */
	if (!take(binxml, f, f->is_value ? 4 : 6))
		return too_short(binxml);
	status = read_name(binxml, f, name, &text.length);
	if (status != SCHAIN_OK)
		return status;
	if (has_attributes && !take(binxml, f, 4))
		return too_short(binxml);
	status = schain__element_start(&binxml->element, text);
	return status == SCHAIN_E_LIMIT ? wrong(binxml, "elements nested too deep") : status;
}

static schain_status open_attribute(schain__binxml *binxml, struct fragment *f)
{
	schain_status status = end_attribute(binxml);

	if (status == SCHAIN_OK)
		status = read_name(binxml, f, binxml->attribute, &binxml->attribute_length);
	binxml->in_attribute = 1;
	binxml->length = 0;
	return status;
}

static schain_status read_value(schain__binxml *binxml, struct fragment *f)
{
	const unsigned char *type = take(binxml, f, 1);

	if (!type)
		return too_short(binxml);
	if (*type != STRING_TYPE)
		return wrong(binxml, "a value in the text is not a string");
	return read_counted(binxml, f);
}

static schain_status read_character(schain__binxml *binxml, struct fragment *f)
{
	const unsigned char *unit = take(binxml, f, 2);

	return unit ? add_utf16(binxml, unit, 1) : too_short(binxml);
}

static schain_status read_entity(schain__binxml *binxml, struct fragment *f)
{
	static const struct {
		const char *name, *text;
	} entities[] = { { "amp", "&" }, { "lt", "<" }, { "gt", ">" }, { "quot", "\"" }, { "apos", "'" } };
	char name[NAME_UNITS * 3], *out = room_for(binxml, 1);
	size_t length;
	schain_status status = read_name(binxml, f, name, &length);

	if (status != SCHAIN_OK)
		return status;
	if (!out)
		return no_room(binxml);
	for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
		if (length == strlen(entities[i].name) && !memcmp(name, entities[i].name, length)) {
			*out = *entities[i].text;
			return added(binxml, 1);
		}
	return wrong(binxml, "an entity is not defined");
}

/* Strings of an array, each with its NUL. */
static schain_status add_strings(schain__binxml *binxml, const schain__binxml_value *value)
{
	size_t units = value->size / 2, begin = 0;
	schain_status status = SCHAIN_OK;

	for (size_t i = 0; i <= units && status == SCHAIN_OK; i++) {
		if (i < units && schain__load16(value->data + 2 * i))
			continue;
		if (i > begin)
			status = add_utf16(binxml, value->data + 2 * begin, i - begin);
		begin = i + 1;
		if (status == SCHAIN_OK && begin < units)
			status = schain__element_separate(&binxml->element);
	}
	return status;
}

static schain_status substitute(schain__binxml *binxml, struct fragment *f)
{
	const unsigned char *field = take(binxml, f, 3); /* index, type */
	const schain__binxml_value *value;
	struct fragment inner = { 0, 0, NULL, 0, f->nesting + 1, 1 };
	char *out;

	if (!field)
		return too_short(binxml);
	if (schain__load16(field) >= f->value_count)
		return wrong(binxml, "a template asks for a value that is not there");
	value = &f->values[schain__load16(field)];
	if (value->type == SCHAIN__BINXML_TYPE) {
		inner.at = (size_t)(value->data - binxml->chunk);
		inner.end = inner.at + value->size;
		return value->size ? read_fragment(binxml, &inner) : SCHAIN_OK;
	}
	if (value->type == SCHAIN__BINXML_STRINGS && !binxml->in_attribute)
		return add_strings(binxml, value);
	out = room_for(binxml, schain__binxml_room(value->size));
	return out ? added(binxml, schain__binxml_write(value, out)) : no_room(binxml);
}

/* The values behind a template: descriptions of all, then their bytes. */
static schain_status read_values(schain__binxml *binxml, struct fragment *f, struct fragment *template)
{
	const unsigned char *field = take(binxml, f, 4), *descriptions;
	uint32_t count = field ? schain__load32(field) : 0;

	if (!field)
		return too_short(binxml);
	if (count > VALUES_MAX - binxml->value_count)
		return wrong(binxml, "a template has too many values");
	descriptions = take(binxml, f, 4 * (size_t)count);
	if (!descriptions)
		return too_short(binxml);
	template->values = &binxml->values[binxml->value_count];
	template->value_count = count;
	for (uint32_t i = 0; i < count; i++) {
		schain__binxml_value *value = &binxml->values[binxml->value_count + i];

		value->size = schain__load16(descriptions + 4 * (size_t)i);
		value->type = descriptions[4 * (size_t)i + 2];
		value->data = take(binxml, f, value->size);
		if (!value->data)
			return too_short(binxml);
	}
	binxml->value_count += count;
	return SCHAIN_OK;
}

static schain_status read_template(schain__binxml *binxml, struct fragment *f)
{
	const unsigned char *field = take(binxml, f, 9); /* unknown, template's id, its offset */
	struct fragment template = { 0, 0, NULL, 0, f->nesting + 1, 0 };
	uint32_t value_count = binxml->value_count;
	size_t at = field ? schain__load32(field + 5) : 0, size;
	schain_status status;

	if (!field)
		return too_short(binxml);
	if (at > binxml->chunk_size || binxml->chunk_size - at < TEMPLATE_HEADER)
		return wrong(binxml, "a template lies outside of the chunk");
	size = schain__load32(binxml->chunk + at + 20);
	if (size > binxml->chunk_size - at - TEMPLATE_HEADER)
		return wrong(binxml, "a template goes beyond the chunk");
	if (at == f->at && !take(binxml, f, TEMPLATE_HEADER + size))
		return too_short(binxml);
	status = read_values(binxml, f, &template);
	template.at = at + TEMPLATE_HEADER;
	template.end = template.at + size;
	if (status == SCHAIN_OK)
		status = read_fragment(binxml, &template);
	binxml->value_count = value_count;
	return status;
}

static schain_status end_element(schain__binxml *binxml)
{
	schain_status status = end_attribute(binxml);

	return status == SCHAIN_OK ? schain__element_end(&binxml->element) : status;
}

/* Processing instructions say nothing of an event. */
static schain_status skip_instruction(schain__binxml *binxml, struct fragment *f, unsigned token)
{
	char name[NAME_UNITS * 3];
	const unsigned char *count;
	size_t length;

	if (token == TOKEN_INSTRUCTION_TARGET)
		return read_name(binxml, f, name, &length);
	count = take(binxml, f, 2);
	return count && take(binxml, f, 2 * (size_t)schain__load16(count)) ? SCHAIN_OK : too_short(binxml);
}

static schain_status read_token(schain__binxml *binxml, struct fragment *f, unsigned token)
{
	switch (token & ~(unsigned)TOKEN_MORE) {
	case TOKEN_OPEN_ELEMENT:
		return open_element(binxml, f, token & TOKEN_MORE);
	case TOKEN_CLOSE_START_TAG:
		return end_attribute(binxml);
	case TOKEN_CLOSE_EMPTY_ELEMENT:
	case TOKEN_END_ELEMENT:
		return end_element(binxml);
	case TOKEN_VALUE:
		return read_value(binxml, f);
	case TOKEN_ATTRIBUTE:
		return open_attribute(binxml, f);
	case TOKEN_CDATA:
		return read_counted(binxml, f);
	case TOKEN_CHARACTER:
		return read_character(binxml, f);
	case TOKEN_ENTITY:
		return read_entity(binxml, f);
	case TOKEN_INSTRUCTION_TARGET:
	case TOKEN_INSTRUCTION_DATA:
		return skip_instruction(binxml, f, token & ~(unsigned)TOKEN_MORE);
	case TOKEN_TEMPLATE:
		return read_template(binxml, f);
	case TOKEN_SUBSTITUTION:
	case TOKEN_OPTIONAL_SUBSTITUTION:
		return substitute(binxml, f);
	case TOKEN_FRAGMENT_HEADER:
		return take(binxml, f, 3) ? SCHAIN_OK : too_short(binxml); /* version, flags */
	default:
		return wrong(binxml, "an unknown token in the binary XML");
	}
}

static schain_status read_fragment(schain__binxml *binxml, struct fragment *f)
{
	if (f->nesting > NESTING_MAX)
		return wrong(binxml, "templates nested too deep");
	while (f->at < f->end) {
		unsigned token = binxml->chunk[f->at++];
		schain_status status;

		if (token == TOKEN_END_OF_FRAGMENT)
			break;
		if (!binxml->tokens--)
			return wrong(binxml, "the binary XML has too many tokens");
		status = read_token(binxml, f, token);
		if (status != SCHAIN_OK)
			return status;
	}
	return SCHAIN_OK;
}

schain__binxml *schain__binxml_new(schain__decode *decode)
{
	schain__binxml *binxml = schain__decode_reserve(decode, sizeof *binxml);

	if (!binxml)
		return NULL;
	memset(binxml, 0, sizeof *binxml);
	schain__element_init(&binxml->element, decode);
	return binxml;
}

void schain__binxml_free(schain__binxml *binxml)
{
	schain__decode *decode;

	if (!binxml)
		return;
	decode = binxml->element.decode;
	schain__element_dispose(&binxml->element);
	schain__decode_release(decode, binxml->text, binxml->capacity);
	schain__decode_release(decode, binxml, sizeof *binxml);
}

schain_status schain__binxml_parse(schain__binxml *binxml, const unsigned char *chunk, size_t size,
                                   size_t at, size_t end, schain__winlog *record,
                                   const char **ret_problem)
{
	struct fragment whole = { at, end, NULL, 0, 0, 0 };
	schain_status status;

	binxml->chunk = chunk;
	binxml->chunk_size = size;
	binxml->problem = NULL;
	binxml->tokens = TOKENS_MAX;
	binxml->text_left = TEXT_MAX;
	binxml->value_count = 0;
	binxml->length = 0;
	binxml->in_attribute = 0;
	schain__element_begin(&binxml->element, record);
	status = read_fragment(binxml, &whole);
	*ret_problem = binxml->problem;
	return status;
}
