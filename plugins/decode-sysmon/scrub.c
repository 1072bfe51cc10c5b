/* SPDX-License-Identifier: Apache-2.0 */
#include "scrub.h"

#include "text.h"

static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD */
#define REPLACEMENT_SIZE (sizeof replacement - 1)
/* What one byte can become at most: "&amp;" */
#define GROWTH 5

/* Longest character reference looked at: "&#x0010FFFF;" */
#define REFERENCE_MAX 12

static uint32_t trail(const unsigned char *byte)
{
	return *byte & 0x3fu;
}

/* Length of the UTF-8 sequence at `data` and its code point; 0 when malformed (RFC 3629). */
static size_t decode_utf8(const unsigned char *data, size_t size, uint32_t *ret_point)
{
	size_t length = data[0] < 0x80 ? 1 : data[0] < 0xe0 ? 2 : data[0] < 0xf0 ? 3 : 4;

	if ((data[0] >= 0x80 && data[0] < 0xc2) || data[0] > 0xf4 || length > size)
		return 0;
	for (size_t i = 1; i < length; i++)
		if ((data[i] & 0xc0) != 0x80)
			return 0;
	switch (length) {
	case 1:
		*ret_point = data[0];
		return 1;
	case 2:
		*ret_point = (data[0] & 0x1fu) << 6 | trail(data + 1);
		return 2;
	case 3:
		*ret_point = (data[0] & 0x0fu) << 12 | trail(data + 1) << 6 | trail(data + 2);
		return *ret_point >= 0x800 && (*ret_point < 0xd800 || *ret_point > 0xdfff) ? 3 : 0;
	default:
		*ret_point = (data[0] & 0x07u) << 18 | trail(data + 1) << 12 | trail(data + 2) << 6 |
		             trail(data + 3);
		return *ret_point >= 0x10000 && *ret_point <= 0x10ffff ? 4 : 0;
	}
}

static int is_xml_char(uint32_t point)
{
	return point == 0x9 || point == 0xa || point == 0xd || (point >= 0x20 && point <= 0xd7ff) ||
	       (point >= 0xe000 && point <= 0xfffd) || (point >= 0x10000 && point <= 0x10ffff);
}

/* Length of a character reference at `data` that names no XML character; 0 otherwise. */
static size_t bad_reference(const char *data, size_t size)
{
	schain_string text = { data, size < REFERENCE_MAX ? size : REFERENCE_MAX };
	const char *end = memchr(text.data, ';', text.length);
	uint32_t base = 10, point = 0;
	size_t at = 2;

	if (!end || !schain__begins(text, "&#"))
		return 0;
	if (text.data[at] == 'x') {
		base = 16;
		at++;
	}
	if (text.data + at == end)
		return 0;
	for (; text.data + at < end; at++) {
		char c = schain__to_lower(text.data[at]);
		uint32_t digit = schain__is_digit(c) ? (uint32_t)(c - '0')
		                                     : (uint32_t)(c - 'a') + 10;

		if (digit >= base)
			return 0;
		point = point * base + digit;
	}
	return is_xml_char(point) ? 0 : (size_t)(end - text.data) + 1;
}

/*
 * What an ampersand at `data` stands for: how much of the input is taken, and
 * in *ret_text what takes its place. Syslog pipelines have been seen to turn
 * the ';' of an entity into a blank, or to lose the escape of the ampersand.
 */
static size_t repair_reference(const char *data, size_t size, const char **ret_text)
{
	static const char *const entities[] = { "&lt;", "&gt;", "&amp;", "&quot;", "&apos;" };
	schain_string text = { data, size };
	size_t bad = bad_reference(data, size);

	*ret_text = bad ? replacement : "&amp;";
	if (bad)
		return bad;
	for (size_t i = 0; i < sizeof entities / sizeof *entities; i++) {
		size_t name = strlen(entities[i]) - 1;

		if (size > name && !memcmp(data, entities[i], name) &&
		    (data[name] == ';' || data[name] == ' ')) {
			*ret_text = entities[i];
			return name + 1;
		}
	}
	/* A reference that is fine: its ampersand stays, the rest follows as text. */
	if (schain__begins(text, "&#") && memchr(data, ';', size < REFERENCE_MAX ? size : REFERENCE_MAX))
		*ret_text = "&";
	return 1;
}

static schain_status scrub(schain__decode *decode, const char *data, size_t size, int is_xml,
                           schain_string *ret_clean)
{
	char *clean;
	size_t length = 0;

	if (size > (SIZE_MAX - SCHAIN__DECODE_PADDING) / GROWTH)
		return SCHAIN_E_MEMORY;
	clean = schain__decode_alloc(decode, size * GROWTH + SCHAIN__DECODE_PADDING);
	if (!clean)
		return SCHAIN_E_MEMORY;
	for (size_t at = 0; at < size;) {
		uint32_t point = 0;
		const char *text = data + at;
		size_t taken = decode_utf8((const unsigned char *)data + at, size - at, &point);
		size_t written = taken;

		if (is_xml && data[at] == '&') {
			taken = repair_reference(data + at, size - at, &text);
			written = strlen(text);
		} else if (!taken || (is_xml && !is_xml_char(point))) {
			taken = 1;
			text = replacement;
			written = REPLACEMENT_SIZE;
		}
		memcpy(clean + length, text, written);
		length += written;
		at += taken;
	}
	memset(clean + length, 0, SCHAIN__DECODE_PADDING);
	ret_clean->data = clean;
	ret_clean->length = length;
	return SCHAIN_OK;
}

schain_status schain__scrub_xml(schain__decode *decode, const char *data, size_t size,
                                schain_string *ret_clean)
{
	return scrub(decode, data, size, 1, ret_clean);
}

schain_status schain__scrub_utf8(schain__decode *decode, const char *data, size_t size,
                                 schain_string *ret_clean)
{
	return scrub(decode, data, size, 0, ret_clean);
}
