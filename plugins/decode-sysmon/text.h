/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_DECODE_SYSMON_TEXT_H
#define SCHAIN_DECODE_SYSMON_TEXT_H
/* Comparing borrowed strings. ASCII case only; the locale is never asked. */
#include <supplychain/base.h>

#include <string.h>

static inline char schain__to_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static inline int schain__is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* `prefix` is in lower case. */
static inline int schain__begins_nocase(schain_string string, const char *prefix)
{
	size_t length = strlen(prefix);

	if (string.length < length)
		return 0;
	for (size_t i = 0; i < length; i++)
		if (schain__to_lower(string.data[i]) != prefix[i])
			return 0;
	return 1;
}

static inline int schain__begins(schain_string string, const char *prefix)
{
	size_t length = strlen(prefix);

	return string.length >= length && !memcmp(string.data, prefix, length);
}

static inline int schain__is(schain_string string, const char *text)
{
	return string.length == strlen(text) && schain__begins(string, text);
}

/* `text` is in lower case. */
static inline int schain__is_nocase(schain_string string, const char *text)
{
	return string.length == strlen(text) && schain__begins_nocase(string, text);
}

static inline schain_string schain__from(schain_string string, size_t at)
{
	schain_string rest = { string.data ? string.data + at : NULL, string.length - at };

	return rest;
}

/* Where `text` begins in `string`, or SIZE_MAX. */
static inline size_t schain__position(schain_string string, const char *text)
{
	size_t length = strlen(text), at = 0;

	while (string.length >= length && at <= string.length - length) {
		const char *hit = memchr(string.data + at, text[0], string.length - length - at + 1);

		if (!hit)
			break;
		at = (size_t)(hit - string.data);
		if (!memcmp(hit, text, length))
			return at;
		at++;
	}
	return SIZE_MAX;
}

static inline int schain__has(schain_string string, const char *text)
{
	return schain__position(string, text) != SIZE_MAX;
}

/* Cuts off and returns what precedes the next `byte`, which is dropped. */
static inline schain_string schain__next(schain_string *rest, char byte)
{
	const char *end = rest->length ? memchr(rest->data, byte, rest->length) : NULL;
	schain_string part = { rest->data, end ? (size_t)(end - rest->data) : rest->length };

	*rest = schain__from(*rest, end ? part.length + 1 : part.length);
	return part;
}

/* Without blanks around. */
static inline schain_string schain__strip(schain_string string)
{
	while (string.length && (unsigned char)string.data[0] <= ' ')
		string = schain__from(string, 1);
	while (string.length && (unsigned char)string.data[string.length - 1] <= ' ')
		string.length--;
	return string;
}
#endif
