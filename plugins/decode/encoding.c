/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Byte order marks. UTF-8 text loses its mark; UTF-16, as Windows tools export
 * it, becomes UTF-8. Without a mark bytes pass as they are.
 */
#include "decode/frame.h"

#include <string.h>

#define REPLACEMENT 0xfffdu

/* One code unit; lone halves of pairs become U+FFFD. Writes at most 6 bytes. */
static size_t put_unit(schain__text *text, char *out, uint32_t unit)
{
	size_t size = 0;
	uint32_t first = text->surrogate;

	text->surrogate = 0;
	if (first && unit >= 0xdc00 && unit < 0xe000)
		return schain__decode_utf8_put(out, 0x10000 + ((first - 0xd800) << 10) + (unit - 0xdc00));
	if (first)
		size = schain__decode_utf8_put(out, REPLACEMENT);
	if (unit >= 0xd800 && unit < 0xdc00)
		text->surrogate = unit;
	else
		size += schain__decode_utf8_put(out + size, unit >= 0xdc00 && unit < 0xe000 ? REPLACEMENT : unit);
	return size;
}

static schain_status feed_utf16(schain__decode *decode, const char *data, size_t size)
{
	schain__text *text = &decode->text;
	int high = text->encoding == SCHAIN__ENCODING_UTF16BE ? 0 : 1;
	char out[4096];
	size_t length = 0;
	schain_status status;

	for (size_t i = 0; i < size; i++) {
		text->held[text->held_size++] = (unsigned char)data[i];
		if (text->held_size < 2)
			continue;
		text->held_size = 0;
		length += put_unit(text, out + length,
		                   (uint32_t)text->held[high] << 8 | text->held[!high]);
		if (length > sizeof out - 6) {
			if ((status = schain__block_feed(decode, out, length)))
				return status;
			length = 0;
		}
	}
	return schain__block_feed(decode, out, length);
}

static schain_status feed_decided(schain__decode *decode, const char *data, size_t size)
{
	if (decode->text.encoding == SCHAIN__ENCODING_BYTES)
		return schain__block_feed(decode, data, size);
	return feed_utf16(decode, data, size);
}

/* Looks at the first bytes held. Returns the size of the mark, 0 for none, or 3 with more needed. */
static size_t decide(schain__text *text, int is_all)
{
	const unsigned char *held = text->held;
	size_t size = text->held_size;

	text->encoding = SCHAIN__ENCODING_BYTES;
	if (size >= 2 && held[0] == 0xff && held[1] == 0xfe)
		text->encoding = SCHAIN__ENCODING_UTF16LE;
	else if (size >= 2 && held[0] == 0xfe && held[1] == 0xff)
		text->encoding = SCHAIN__ENCODING_UTF16BE;
	else if (size >= 3)
		return memcmp(held, "\xef\xbb\xbf", 3) ? 0 : 3;
	else if (!is_all && (held[0] == 0xef || held[0] == 0xff || held[0] == 0xfe))
		text->encoding = SCHAIN__ENCODING_UNDECIDED;
	return text->encoding == SCHAIN__ENCODING_BYTES ? 0 : 2;
}

static schain_status start(schain__decode *decode, int is_all)
{
	schain__text *text = &decode->text;
	char rest[sizeof text->held];
	size_t mark = decide(text, is_all), size;

	if (text->encoding == SCHAIN__ENCODING_UNDECIDED)
		return SCHAIN_OK;
	size = text->held_size - mark;
	memcpy(rest, text->held + mark, size);
	text->held_size = 0;
	return feed_decided(decode, rest, size);
}

schain_status schain__text_feed(schain__decode *decode, const char *data, size_t size)
{
	schain__text *text = &decode->text;
	schain_status status;

	for (; size && text->encoding == SCHAIN__ENCODING_UNDECIDED; data++, size--) {
		text->held[text->held_size++] = (unsigned char)*data;
		if ((status = start(decode, 0)))
			return status;
	}
	return size ? feed_decided(decode, data, size) : SCHAIN_OK;
}

schain_status schain__text_finish(schain__decode *decode)
{
	schain__text *text = &decode->text;
	char out[8];
	size_t size = 0;

	if (text->encoding == SCHAIN__ENCODING_UNDECIDED)
		return text->held_size ? start(decode, 1) : SCHAIN_OK;
	if (text->surrogate || text->held_size)
		size = schain__decode_utf8_put(out, REPLACEMENT);
	text->surrogate = 0;
	text->held_size = 0;
	return size ? schain__block_feed(decode, out, size) : SCHAIN_OK;
}
