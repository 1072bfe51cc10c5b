/* SPDX-License-Identifier: Apache-2.0 */
#include "scrub.h"

#include "text.h"

static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD */

/* What one byte can become at most: "&amp;" */
#define GROWTH 5

/* Longest character reference looked at: "&#x0010FFFF;" */
#define REFERENCE_MAX 12

static int is_char(uint32_t point)
{
	return point == 0x9 || point == 0xa || point == 0xd || (point >= 0x20 && point <= 0xd7ff) ||
	       (point >= 0xe000 && point <= 0xfffd) || (point >= 0x10000 && point <= 0x10ffff);
}

/* The same of a sequence that is UTF-8, which has no surrogates: controls, U+FFFE and U+FFFF are out. */
static int is_char_sequence(const char *data, size_t length)
{
	if (length == 1)
		return is_char((unsigned char)data[0]);
	return length != 3 || (memcmp(data, "\xef\xbf\xbe", 3) && memcmp(data, "\xef\xbf\xbf", 3));
}

/* Code point of "&#123;" or "&#x7b;", its length in *ret_length; 0 there when it is none. */
static uint32_t reference_at(const char *data, size_t size, size_t *ret_length)
{
	size_t room = size < REFERENCE_MAX ? size : REFERENCE_MAX, at = 2;
	uint32_t base = 10, point = 0;

	*ret_length = 0;
	if (room < 4 || data[0] != '&' || data[1] != '#')
		return 0;
	if (data[at] == 'x') {
		base = 16;
		at++;
	}
	for (; at < room && data[at] != ';'; at++) {
		char c = schain__to_lower(data[at]);
		uint32_t digit = schain__is_digit(c) ? (uint32_t)(c - '0') : (uint32_t)(c - 'a') + 10;

		if (!schain__is_digit(c) && (c < 'a' || digit >= base))
			return 0;
		/* What is above the last code point stays there. */
		point = point > 0x10ffff ? point : point * base + digit;
	}
	if (at == room || data[at - 1] == '#' || data[at - 1] == 'x')
		return 0;
	*ret_length = at + 1;
	return point;
}

/*
 * What an ampersand at `data` stands for: how much of the input is taken, and
 * in *ret_text what takes its place. Syslog pipelines have been seen to turn
 * the ';' of an entity into a blank, or to lose the escape of the ampersand.
 */
static size_t mend_reference(const char *data, size_t size, const char **ret_text)
{
	static const char *const entities[] = { "&lt;", "&gt;", "&amp;", "&quot;", "&apos;" };
	size_t length;
	uint32_t point = reference_at(data, size, &length);

	if (length) {
		/* Of a good one the ampersand stays, and the rest follows as text. */
		*ret_text = is_char(point) ? "&" : replacement;
		return is_char(point) ? 1 : length;
	}
	for (size_t i = 0; i < sizeof entities / sizeof *entities; i++) {
		size_t name = strlen(entities[i]) - 1;

		if (size > name && !memcmp(data, entities[i], name) &&
		    (data[name] == ';' || data[name] == ' ')) {
			*ret_text = entities[i];
			return name + 1;
		}
	}
	*ret_text = "&amp;";
	return 1;
}

/* Takes one character or reference; writes what it becomes. */
static size_t mend_one(const char *data, size_t size, char *out, size_t *ret_written)
{
	size_t taken = schain__decode_utf8_sequence(data, size);
	const char *text = replacement;

	if (data[0] == '&') {
		taken = mend_reference(data, size, &text);
	} else if (taken && is_char_sequence(data, taken)) {
		memcpy(out, data, taken);
		*ret_written = taken;
		return taken;
	}
	*ret_written = strlen(text);
	memcpy(out, text, *ret_written);
	return taken ? taken : 1;
}

schain_status schain__scrub_xml(schain__decode *decode, const char *data, size_t size,
                                schain_string *ret_clean)
{
	char *clean = size <= SIZE_MAX / GROWTH ? schain__decode_alloc(decode, size * GROWTH) : NULL;
	size_t length = 0;

	if (!clean)
		return SCHAIN_E_MEMORY;
	for (size_t at = 0, written; at < size; length += written)
		at += mend_one(data + at, size - at, clean + length, &written);
	ret_clean->data = clean;
	ret_clean->length = length;
	return SCHAIN_OK;
}
