/* SPDX-License-Identifier: Apache-2.0 */
/* Writes an event as a line of the library's own format, by the table the reader uses. */
#include "decode-jsonl/fields.h"
#include "decode/frame.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct writer {
	int (*write)(void *context, const char *data, size_t size);
	void *context;
	int cancelled;
	size_t size;
	char buffer[1024];
};

static void flush(struct writer *writer)
{
	if (writer->size && !writer->cancelled &&
	    writer->write(writer->context, writer->buffer, writer->size))
		writer->cancelled = 1;
	writer->size = 0;
}

static void put(struct writer *writer, const char *data, size_t size)
{
	while (size) {
		size_t piece = sizeof writer->buffer - writer->size;

		if (piece > size)
			piece = size;
		memcpy(writer->buffer + writer->size, data, piece);
		writer->size += piece;
		data += piece;
		size -= piece;
		if (writer->size == sizeof writer->buffer)
			flush(writer);
	}
}

static void put_text(struct writer *writer, const char *text)
{
	put(writer, text, strlen(text));
}

/* Bytes that are no UTF-8 go out as lone surrogates, which the reader turns back. */
static void put_string(struct writer *writer, const char *data, size_t size)
{
	char escape[8];
	size_t length;

	put_text(writer, "\"");
	for (size_t i = 0; i < size; i += length) {
		unsigned char c = (unsigned char)data[i];

		length = schain__decode_utf8_sequence(data + i, size - i);
		if (length && c >= 0x20 && c != '"' && c != '\\') {
			put(writer, data + i, length);
			continue;
		}
		length = 1;
		if (c == '"' || c == '\\')
			snprintf(escape, sizeof escape, "\\%c", c);
		else
			snprintf(escape, sizeof escape, "\\u%04x", c < 0x80 ? c : 0xdc00u + c);
		put_text(writer, escape);
	}
	put_text(writer, "\"");
}

/* Year, month and day from days since 1970 (Gregorian, after 1583). */
static void civil_of(int64_t days, int *year, int *month, int *day)
{
	/* Years from 1 March, so that the leap day is the last: 719468 days before 1970 is 0000-03-01. */
	int64_t z = days + 719468, era = z / 146097, of_era = z % 146097;
	int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * y + y / 4 - y / 100);
	int64_t m = (5 * of_year + 2) / 153;

	*day = (int)(of_year - (153 * m + 2) / 5 + 1);
	*month = (int)(m < 10 ? m + 3 : m - 9);
	*year = (int)(y + era * 400 + (*month <= 2));
}

static void put_time(struct writer *writer, schain_time time)
{
	int64_t seconds = time / SCHAIN_SECOND, fraction = time % SCHAIN_SECOND, of_day;
	int year, month, day;
	char text[80];

	if (fraction < 0) {
		fraction += SCHAIN_SECOND;
		seconds--;
	}
	of_day = seconds % 86400;
	if (of_day < 0)
		of_day += 86400;
	civil_of((seconds - of_day) / 86400, &year, &month, &day);
	/* The reader takes dates of whole years only; the rest of the range as a number. */
	if (year < 1678 || year > 2261)
		snprintf(text, sizeof text, "%" PRId64, time);
	else
		snprintf(text, sizeof text, "\"%04d-%02d-%02dT%02d:%02d:%02d.%09dZ\"", year, month, day,
		         (int)(of_day / 3600), (int)(of_day / 60 % 60), (int)(of_day % 60),
		         (int)fraction);
	put_text(writer, text);
}

static void put_number(struct writer *writer, uint64_t number)
{
	char text[24];

	snprintf(text, sizeof text, "%" PRIu64, number);
	put_text(writer, text);
}

static void put_choice(struct writer *writer, const schain__field *field, uint32_t value)
{
	const char *name = schain__field_name_of(field, value);

	if (name)
		put_string(writer, name, strlen(name));
	else
		put_number(writer, value);
}

static void put_flags(struct writer *writer, const schain__field *field, uint32_t flags)
{
	const char *separator = "";

	if (flags >> field->name_count) {
		put_number(writer, flags);
		return;
	}
	put_text(writer, "[");
	for (uint32_t i = 0; i < field->name_count; i++) {
		if (!(flags >> i & 1))
			continue;
		put_text(writer, separator);
		put_string(writer, field->names[i], strlen(field->names[i]));
		separator = ",";
	}
	put_text(writer, "]");
}

static void put_texts(struct writer *writer, const schain_dns *dns)
{
	put_text(writer, "[");
	for (size_t i = 0; i < dns->answer_count; i++) {
		if (i)
			put_text(writer, ",");
		put_string(writer, dns->answers[i].data, dns->answers[i].length);
	}
	put_text(writer, "]");
}

/* 0, NULL and the absent string are what a missing field reads back as. */
static int is_absent(const schain__field *field, const void *base)
{
	const void *at = (const char *)base + field->offset;

	switch (field->kind) {
	case SCHAIN__FIELD_TEXT:
		return !((const schain_string *)at)->data;
	case SCHAIN__FIELD_TEXTS:
		return !((const schain_dns *)base)->answer_count;
	case SCHAIN__FIELD_UNSIGNED:
	case SCHAIN__FIELD_SIGNED:
	case SCHAIN__FIELD_TIME:
		return !*(const uint64_t *)at;
	case SCHAIN__FIELD_OBJECT:
		return !*(const void *const *)at;
	default:
		return !*(const uint32_t *)at;
	}
}

static void put_object(struct writer *writer, const schain__object *object, const void *base);

static void put_field(struct writer *writer, const schain__field *field, const void *base)
{
	const void *at = (const char *)base + field->offset;
	char text[24];

	switch (field->kind) {
	case SCHAIN__FIELD_TEXT:
		put_string(writer, ((const schain_string *)at)->data, ((const schain_string *)at)->length);
		return;
	case SCHAIN__FIELD_TEXTS:
		put_texts(writer, base);
		return;
	case SCHAIN__FIELD_UNSIGNED:
		put_number(writer, *(const uint64_t *)at);
		return;
	case SCHAIN__FIELD_SHORT:
		put_number(writer, *(const uint32_t *)at);
		return;
	case SCHAIN__FIELD_SIGNED:
		snprintf(text, sizeof text, "%" PRId64, *(const int64_t *)at);
		put_text(writer, text);
		return;
	case SCHAIN__FIELD_TIME:
		put_time(writer, *(const schain_time *)at);
		return;
	case SCHAIN__FIELD_FLAGS:
		put_flags(writer, field, *(const uint32_t *)at);
		return;
	case SCHAIN__FIELD_TRUTH:
		put_text(writer, *(const uint32_t *)at == SCHAIN_YES ? "true" : "false");
		return;
	case SCHAIN__FIELD_OBJECT:
		put_object(writer, &schain__objects[field->object], *(const void *const *)at);
		return;
	default:
		put_choice(writer, field, *(const uint32_t *)at);
		return;
	}
}

static void put_object(struct writer *writer, const schain__object *object, const void *base)
{
	const char *separator = "";
	uint32_t known;

	/* An older caller's struct may be shorter: it has no more than its size. */
	memcpy(&known, base, sizeof known);
	put_text(writer, "{");
	for (uint32_t i = 0; i < object->field_count; i++) {
		const schain__field *field = &object->fields[i];

		if (field->offset >= known || is_absent(field, base))
			continue;
		put_text(writer, separator);
		put_string(writer, field->name, strlen(field->name));
		put_text(writer, ":");
		put_field(writer, field, base);
		separator = ",";
	}
	put_text(writer, "}");
}

schain_status schain_event_write_json(const schain_event *event,
                                      int (*write)(void *context, const char *data, size_t size),
                                      void *context, schain_error *error)
{
	struct writer writer = { write, context, 0, 0, "" };

	if (!event || !write)
		return schain__decode_fail(error, SCHAIN_E_ARGUMENT, "an argument is NULL");
	put_object(&writer, &schain__objects[SCHAIN__OBJECT_EVENT], event);
	put_text(&writer, "\n");
	flush(&writer);
	if (writer.cancelled)
		return schain__decode_fail(error, SCHAIN_E_CANCELLED, "a callback asked to stop");
	return SCHAIN_OK;
}
