/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/frame.h"

#include <string.h>

enum { HEADER = 8 }; /* kind and version, 32 bits each */

#define ABSENT UINT32_MAX /* length of a text that is not there */

static void put(schain__writer *writer, const void *data, size_t size)
{
	if (writer->is_full || size > SCHAIN__FRAME_SIZE - writer->size) {
		writer->is_full = 1;
		return;
	}
	if (size)
		memcpy(writer->data + writer->size, data, size);
	writer->size += size;
}

void schain__put_u32(schain__writer *writer, uint32_t value)
{
	unsigned char bytes[4];

	for (int i = 0; i < 4; i++)
		bytes[i] = (unsigned char)(value >> 8 * i);
	put(writer, bytes, sizeof bytes);
}

void schain__put_u64(schain__writer *writer, uint64_t value)
{
	schain__put_u32(writer, (uint32_t)value);
	schain__put_u32(writer, (uint32_t)(value >> 32));
}

void schain__put_text(schain__writer *writer, schain_string text, size_t limit)
{
	size_t length = text.length < limit ? text.length : limit;

	if (!text.data) {
		schain__put_u32(writer, ABSENT);
		return;
	}
	schain__put_u32(writer, (uint32_t)length);
	put(writer, text.data, length);
}

void schain__frame_begin(schain__writer *writer, unsigned char *data, enum schain__frame_kind kind)
{
	writer->data = data;
	writer->size = 0;
	writer->is_full = 0;
	schain__put_u32(writer, (uint32_t)kind);
	schain__put_u32(writer, SCHAIN__FRAME_VERSION);
}

static const unsigned char *take(schain__reader *reader, size_t size)
{
	const unsigned char *data = reader->data + reader->at;

	if (reader->is_bad || size > reader->size - reader->at) {
		reader->is_bad = 1;
		return NULL;
	}
	reader->at += size;
	return data;
}

uint32_t schain__take_u32(schain__reader *reader)
{
	const unsigned char *bytes = take(reader, 4);

	return bytes ? bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
	                   (uint32_t)bytes[3] << 24
	             : 0;
}

uint64_t schain__take_u64(schain__reader *reader)
{
	uint64_t low = schain__take_u32(reader);
	uint64_t high = schain__take_u32(reader);

	return reader->is_bad ? 0 : low | high << 32;
}

schain_string schain__take_text(schain__reader *reader, size_t limit)
{
	schain_string text = { NULL, 0 };
	uint32_t length = schain__take_u32(reader);

	if (reader->is_bad || length == ABSENT)
		return text;
	if (length > limit) {
		reader->is_bad = 1;
		return text;
	}
	text.data = (const char *)take(reader, length);
	text.length = text.data ? length : 0;
	return text;
}

uint32_t schain__frame_open(schain__reader *reader, const void *data, size_t size)
{
	uint32_t kind, version;

	reader->data = data;
	reader->size = size;
	reader->at = 0;
	reader->is_bad = size < HEADER || size > SCHAIN__FRAME_SIZE;
	kind = schain__take_u32(reader);
	version = schain__take_u32(reader);
	return version == SCHAIN__FRAME_VERSION ? kind : 0;
}

int schain__frame_is_whole(const schain__reader *reader)
{
	return !reader->is_bad && reader->at == reader->size;
}

void schain__put_fields(schain__writer *writer, const schain__field *fields, size_t count,
                        const void *from, size_t text_limit)
{
	for (size_t i = 0; i < count; i++) {
		const void *field = (const char *)from + fields[i].offset;

		if (fields[i].kind == SCHAIN__FIELD_U32)
			schain__put_u32(writer, *(const uint32_t *)field);
		else if (fields[i].kind == SCHAIN__FIELD_U64)
			schain__put_u64(writer, *(const uint64_t *)field);
		else
			schain__put_text(writer, *(const schain_string *)field, text_limit);
	}
}

void schain__take_fields(schain__reader *reader, const schain__field *fields, size_t count, void *to,
                         size_t text_limit)
{
	for (size_t i = 0; i < count; i++) {
		void *field = (char *)to + fields[i].offset;

		if (fields[i].kind == SCHAIN__FIELD_U32)
			*(uint32_t *)field = schain__take_u32(reader);
		else if (fields[i].kind == SCHAIN__FIELD_U64)
			*(uint64_t *)field = schain__take_u64(reader);
		else
			*(schain_string *)field = schain__take_text(reader, text_limit);
	}
}
