/* SPDX-License-Identifier: Apache-2.0 */
#include "evtx_build.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define VALUES_MAX 40

/* Types of values ([MS-EVEN6], 2.2.14). */
enum { STRING = 0x01, UINT16 = 0x06, UINT32 = 0x08, UINT64 = 0x0a, GUID = 0x0f, FILETIME = 0x11, BINXML = 0x21 };

struct values {
	unsigned char data[16384];
	size_t size;
	uint16_t sizes[VALUES_MAX];
	unsigned char types[VALUES_MAX];
	unsigned count;
};

static unsigned char *chunk_of(struct evtx *evtx)
{
	return evtx->bytes + EVTX_HEADER;
}

static void put(struct evtx *evtx, uint64_t value, unsigned size)
{
	ck_assert_uint_le(evtx->at + size, EVTX_CHUNK);
	for (unsigned i = 0; i < size; i++)
		chunk_of(evtx)[evtx->at++] = (unsigned char)(value >> 8 * i);
}

static void set(unsigned char *at, uint64_t value, unsigned size)
{
	for (unsigned i = 0; i < size; i++)
		at[i] = (unsigned char)(value >> 8 * i);
}

/* UTF-8 of two bytes at most, which is what the tests' names and values hold. */
static size_t utf16(const char *text, unsigned char *out)
{
	size_t units = 0;

	for (; *text; text++, units++) {
		unsigned c = (unsigned char)*text;

		if (c >= 0x80)
			c = (c & 0x1fu) << 6 | ((unsigned char)*++text & 0x3fu);
		set(out + 2 * units, c, 2);
	}
	return units;
}

static void put_text(struct evtx *evtx, const char *text, int has_nul)
{
	unsigned char units[2048];
	size_t count = utf16(text, units);

	put(evtx, count, 2);
	for (size_t i = 0; i < count * 2; i++)
		put(evtx, units[i], 1);
	if (has_nul)
		put(evtx, 0, 2);
}

/* An offset to a name that follows at once. */
static void put_name(struct evtx *evtx, const char *name)
{
	put(evtx, evtx->at + 4, 4);
	put(evtx, 0, 4); /* next name */
	put(evtx, 0, 2); /* hash */
	put_text(evtx, name, 1);
}

static void open_element(struct evtx *evtx, const char *name, int has_attributes, int has_dependency)
{
	put(evtx, has_attributes ? 0x41 : 0x01, 1);
	if (has_dependency)
		put(evtx, 0xffff, 2);
	ck_assert_uint_lt(evtx->depth, 8);
	evtx->open[evtx->depth++] = evtx->at;
	put(evtx, 0, 4); /* size, set at its end */
	put_name(evtx, name);
	evtx->attributes = has_attributes ? evtx->at : 0;
	put(evtx, has_attributes ? 0 : 0x02, has_attributes ? 4 : 1);
}

static void close_start_tag(struct evtx *evtx, unsigned token)
{
	set(chunk_of(evtx) + evtx->attributes, evtx->at - evtx->attributes - 4, 4);
	put(evtx, token, 1);
}

static void end_size(struct evtx *evtx)
{
	size_t at = evtx->open[--evtx->depth];

	set(chunk_of(evtx) + at, evtx->at - at - 4, 4);
}

static void end_element(struct evtx *evtx)
{
	put(evtx, 0x04, 1);
	end_size(evtx);
}

static void end_empty_element(struct evtx *evtx)
{
	close_start_tag(evtx, 0x03);
	end_size(evtx);
}

static void put_literal(struct evtx *evtx, const char *text)
{
	put(evtx, 0x05, 1);
	put(evtx, STRING, 1);
	put_text(evtx, text, 0);
}

static void put_substitution(struct evtx *evtx, unsigned index, unsigned type)
{
	put(evtx, 0x0e, 1);
	put(evtx, index, 2);
	put(evtx, type, 1);
}

static unsigned add_value(struct values *values, unsigned type, const void *data, size_t size)
{
	ck_assert_uint_lt(values->count, VALUES_MAX);
	ck_assert_uint_le(values->size + size, sizeof values->data);
	memcpy(values->data + values->size, data, size);
	values->size += size;
	values->sizes[values->count] = (uint16_t)size;
	values->types[values->count] = (unsigned char)type;
	return values->count++;
}

static unsigned add_number(struct values *values, unsigned type, uint64_t number, unsigned size)
{
	unsigned char bytes[8];

	set(bytes, number, size);
	return add_value(values, type, bytes, size);
}

static unsigned add_guid(struct values *values, const char *text)
{
	static const struct {
		unsigned from, digits;
		int is_little;
	} groups[] = { { 1, 8, 1 }, { 10, 4, 1 }, { 15, 4, 1 }, { 20, 4, 0 }, { 25, 12, 0 } };
	unsigned char bytes[16], *out = bytes;

	for (unsigned g = 0; g < 5; g++)
		for (unsigned i = 0; i < groups[g].digits; i += 2) {
			unsigned at = groups[g].is_little ? groups[g].digits - 2 - i : i;
			char pair[3] = { text[groups[g].from + at], text[groups[g].from + at + 1], 0 };

			*out++ = (unsigned char)strtoul(pair, NULL, 16);
		}
	return add_value(values, GUID, bytes, sizeof bytes);
}

static unsigned add_field(struct values *values, const char *text)
{
	unsigned char units[2048];

	if (text[0] == '{' && strlen(text) == 38)
		return add_guid(values, text);
	if (*text && strspn(text, "0123456789") == strlen(text))
		return add_number(values, UINT32, strtoul(text, NULL, 10), 4);
	return add_value(values, STRING, units, 2 * utf16(text, units));
}

/* <Data Name="...">, its text a value of the template, or a literal. */
static void put_data(struct evtx *evtx, const struct evtx_field *field, struct values *values)
{
	open_element(evtx, "Data", 1, values != NULL);
	put(evtx, 0x06, 1);
	put_name(evtx, "Name");
	put_literal(evtx, field->name);
	close_start_tag(evtx, 0x02);
	if (values) {
		unsigned index = add_field(values, field->value);

		put_substitution(evtx, index, values->types[index]);
	} else {
		put_literal(evtx, field->value);
	}
	end_element(evtx);
}

static void put_system(struct evtx *evtx, const char *provider)
{
	open_element(evtx, "System", 0, 1);
	open_element(evtx, "Provider", 1, 1);
	put(evtx, 0x46, 1);
	put_name(evtx, "Name");
	put_literal(evtx, provider);
	end_empty_element(evtx);
	open_element(evtx, "EventID", 0, 1);
	put_substitution(evtx, 0, UINT16);
	end_element(evtx);
	open_element(evtx, "TimeCreated", 1, 1);
	put(evtx, 0x06, 1);
	put_name(evtx, "SystemTime");
	put_substitution(evtx, 1, FILETIME);
	end_empty_element(evtx);
	open_element(evtx, "EventRecordID", 0, 1);
	put_substitution(evtx, 2, UINT64);
	end_element(evtx);
	open_element(evtx, "Computer", 0, 1);
	put_substitution(evtx, 3, STRING);
	end_element(evtx);
	end_element(evtx);
}

static void put_header(struct evtx *evtx)
{
	put(evtx, 0x0f, 1);
	put(evtx, 0x0101, 2);
	put(evtx, 0, 1);
}

/* The template's definition; values from number 4 on are the fields', or one that holds EventData. */
static void put_template(struct evtx *evtx, const char *provider, const struct evtx_field *fields,
                         int nested, struct values *values)
{
	size_t size_at = evtx->at + 20, begin = evtx->at + 24;

	evtx->template_at = evtx->at;
	put(evtx, 0, 4); /* next template */
	for (int i = 0; i < 16; i++)
		put(evtx, 0, 1);
	put(evtx, 0, 4);
	put_header(evtx);
	open_element(evtx, "Event", 0, 1);
	put_system(evtx, provider);
	if (nested) {
		put_substitution(evtx, 4, BINXML);
	} else {
		open_element(evtx, "EventData", 0, 1);
		for (; fields->name; fields++)
			put_data(evtx, fields, values);
		end_element(evtx);
	}
	end_element(evtx);
	put(evtx, 0x00, 1);
	set(chunk_of(evtx) + size_at, evtx->at - begin, 4);
}

static void put_values(struct evtx *evtx, const struct values *values)
{
	put(evtx, values->count, 4);
	for (unsigned i = 0; i < values->count; i++) {
		put(evtx, values->sizes[i], 2);
		put(evtx, values->types[i], 2);
	}
	for (size_t i = 0; i < values->size; i++)
		put(evtx, values->data[i], 1);
}

/* EventData as binary XML of its own; written where it will stand, since names are found by place. */
static void put_nested(struct evtx *evtx, const struct evtx_field *fields, struct values *values)
{
	size_t descriptor, begin;

	put(evtx, values->count + 1, 4);
	for (unsigned i = 0; i < values->count; i++) {
		put(evtx, values->sizes[i], 2);
		put(evtx, values->types[i], 2);
	}
	descriptor = evtx->at;
	put(evtx, 0, 2);
	put(evtx, BINXML, 2);
	for (size_t i = 0; i < values->size; i++)
		put(evtx, values->data[i], 1);
	begin = evtx->at;
	put_header(evtx);
	open_element(evtx, "EventData", 0, 0);
	for (; fields->name; fields++)
		put_data(evtx, fields, NULL);
	end_element(evtx);
	put(evtx, 0x00, 1);
	set(chunk_of(evtx) + descriptor, evtx->at - begin, 2);
}

void evtx_begin(struct evtx *evtx)
{
	memset(evtx, 0, sizeof *evtx);
	evtx->at = EVTX_RECORDS;
}

void evtx_record(struct evtx *evtx, unsigned id, uint64_t number, uint64_t filetime,
                 const char *provider, const char *host, const struct evtx_field *fields, int nested,
                 int again)
{
	struct values values = { .count = 0 };
	size_t begin = evtx->last = evtx->at, size;

	add_number(&values, UINT16, id, 2);
	add_number(&values, FILETIME, filetime, 8);
	add_number(&values, UINT64, number, 8);
	add_field(&values, host);
	put(evtx, 0x00002a2a, 4);
	put(evtx, 0, 4);
	put(evtx, number, 8);
	put(evtx, filetime, 8);
	put_header(evtx);
	put(evtx, 0x0c, 1);
	put(evtx, 1, 1);
	put(evtx, 0, 4); /* id */
	put(evtx, again ? evtx->template_at : evtx->at + 4, 4);
	if (!again)
		put_template(evtx, provider, fields, nested, &values);
	else
		for (const struct evtx_field *field = fields; !nested && field->name; field++)
			add_field(&values, field->value);
	if (nested)
		put_nested(evtx, fields, &values);
	else
		put_values(evtx, &values);
	put(evtx, 0x00, 1);
	size = evtx->at + 4 - begin;
	put(evtx, size, 4);
	set(chunk_of(evtx) + begin + 4, size, 4);
	evtx->records++;
}

size_t evtx_finish(struct evtx *evtx)
{
	unsigned char *chunk = chunk_of(evtx);

	memcpy(evtx->bytes, "ElfFile", 8);
	set(evtx->bytes + 32, 128, 4);
	set(evtx->bytes + 38, 3, 2); /* major version */
	set(evtx->bytes + 40, EVTX_HEADER, 2);
	set(evtx->bytes + 42, 1, 2); /* chunks */
	memcpy(chunk, "ElfChnk", 8);
	set(chunk + 40, 128, 4);
	set(chunk + 48, evtx->at, 4);
	set(chunk + 52, crc32(0, chunk + EVTX_RECORDS, (uInt)(evtx->at - EVTX_RECORDS)), 4);
	return sizeof evtx->bytes;
}
