/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/pattern.h"

/* What YAML 1.2 does not print, or takes for the end of a line (5.1, 5.4). */
static int is_control(const char *data, size_t size)
{
	unsigned char c[3] = { 0 };

	memcpy(c, data, size < 3 ? size : 3);
	if (size == 1)
		return c[0] < 0x20 || c[0] == 0x7f;
	if (size == 2)
		return c[0] == 0xc2 && c[1] < 0xa0; /* U+0080 to U+009F */
	if (size == 3 && c[0] == 0xe2 && c[1] == 0x80)
		return c[2] == 0xa8 || c[2] == 0xa9; /* U+2028, U+2029 */
	if (size == 3 && c[0] == 0xef)
		return (c[1] == 0xbb && c[2] == 0xbf) || (c[1] == 0xbf && c[2] >= 0xbe);
	return 0;
}

schain_status schain__pattern_check(schain_string pattern, schain_error *error)
{
	size_t step;

	if (!pattern.length)
		return schain__fail(error, SCHAIN_E_VALUE, "empty pattern");
	if (pattern.length > SCHAIN__PATTERN_LIMIT)
		return schain__fail(error, SCHAIN_E_VALUE, "pattern of %zu bytes, at most %d are allowed",
		                    pattern.length, SCHAIN__PATTERN_LIMIT);
	for (size_t i = 0; i < pattern.length; i += step) {
		unsigned char c = (unsigned char)pattern.data[i];

		step = schain__utf8_sequence(pattern.data + i, pattern.length - i);
		if (!step)
			return schain__fail(error, SCHAIN_E_VALUE,
			                    "pattern is not UTF-8: byte 0x%02x at %zu", (unsigned)c, i + 1);
		if (is_control(pattern.data + i, step))
			return schain__fail(error, SCHAIN_E_VALUE,
			                    "control character (byte 0x%02x) in pattern at %zu", (unsigned)c,
			                    i + 1);
	}
	return SCHAIN_OK;
}

int schain__has_wildcard(schain_string text)
{
	return schain__find(text, '*', 0) != SIZE_MAX || schain__find(text, '?', 0) != SIZE_MAX;
}

/* Where the byte that follows a star may next be found; text.length if nowhere. */
static size_t next_try(schain_string text, size_t from, char byte)
{
	size_t at;

	if (byte == '?' || byte == '*')
		return from;
	at = schain__find(text, byte, from);
	return at == SIZE_MAX ? text.length : at;
}

/* What follows the last star is compared from the end, which settles most cases at once. */
static int cut_tail(schain_string *pattern, schain_string *text)
{
	while (pattern->length && pattern->data[pattern->length - 1] != '*') {
		char c = pattern->data[pattern->length - 1];

		if (!text->length || (c != '?' && c != text->data[text->length - 1]))
			return 0;
		pattern->length--;
		text->length--;
	}
	return 1;
}

int schain__glob(schain_string pattern, schain_string text)
{
	size_t p = 0, t = 0;
	size_t star = SIZE_MAX, resume = 0;

	if (!cut_tail(&pattern, &text))
		return 0;
	/* The pattern now is empty or ends with a star. */
	while (p + 1 < pattern.length) {
		if (pattern.data[p] == '*') {
			star = p++;
			resume = t = next_try(text, t, pattern.data[p]);
		} else if (t == text.length) {
			return 0;
		} else if (pattern.data[p] == '?' || pattern.data[p] == text.data[t]) {
			p++;
			t++;
		} else if (star != SIZE_MAX) {
			p = star + 1;
			resume = t = next_try(text, resume + 1, pattern.data[p]);
		} else {
			return 0;
		}
	}
	return pattern.length || !text.length;
}

void schain__lower_copy(char *to, schain_string text)
{
	for (size_t i = 0; i < text.length; i++)
		to[i] = schain__lower(text.data[i]);
}
