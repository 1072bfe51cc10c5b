/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"

#include <stdio.h>

schain_string schain_string_of(const char *text)
{
	return schain__string(text, text ? strlen(text) : 0);
}

int schain__equal_nocase(schain_string a, schain_string b)
{
	return a.length == b.length && schain__starts_nocase(a, b);
}

int schain__starts(schain_string string, schain_string prefix)
{
	return string.length >= prefix.length &&
	       (!prefix.length || !memcmp(string.data, prefix.data, prefix.length));
}

int schain__starts_nocase(schain_string string, schain_string prefix)
{
	if (string.length < prefix.length)
		return 0;
	for (size_t i = 0; i < prefix.length; i++)
		if (schain__lower(string.data[i]) != schain__lower(prefix.data[i]))
			return 0;
	return 1;
}

int schain__ends(schain_string string, schain_string suffix)
{
	return string.length >= suffix.length &&
	       schain__equal(schain__cut(string, string.length - suffix.length, string.length), suffix);
}

size_t schain__find(schain_string string, char byte, size_t from)
{
	const char *hit;

	if (from >= string.length)
		return SIZE_MAX;
	hit = memchr(string.data + from, byte, string.length - from);
	return hit ? (size_t)(hit - string.data) : SIZE_MAX;
}

size_t schain__find_last(schain_string string, char byte)
{
	for (size_t i = string.length; i > 0; i--)
		if (string.data[i - 1] == byte)
			return i - 1;
	return SIZE_MAX;
}

size_t schain__search(schain_string string, schain_string text)
{
	if (!text.length || text.length > string.length)
		return text.length ? SIZE_MAX : 0;
	for (size_t i = 0; i + text.length <= string.length; i++)
		if (string.data[i] == text.data[0] && !memcmp(string.data + i, text.data, text.length))
			return i;
	return SIZE_MAX;
}

size_t schain__search_nocase(schain_string string, schain_string text)
{
	if (!text.length)
		return 0;
	for (size_t i = 0; i + text.length <= string.length; i++)
		if (schain__starts_nocase(schain__cut(string, i, string.length), text))
			return i;
	return SIZE_MAX;
}

schain_string schain__cut(schain_string string, size_t from, size_t to)
{
	if (to > string.length)
		to = string.length;
	if (from > to)
		from = to;
	return schain__string(string.data ? string.data + from : NULL, to - from);
}

static int is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

schain_string schain__trim(schain_string string)
{
	while (string.length && is_space(string.data[0]))
		string = schain__cut(string, 1, string.length);
	while (string.length && is_space(string.data[string.length - 1]))
		string.length--;
	return string;
}

static size_t last_separator(schain_string path)
{
	for (size_t i = path.length; i > 0; i--)
		if (path.data[i - 1] == '/' || path.data[i - 1] == '\\')
			return i - 1;
	return SIZE_MAX;
}

schain_string schain__basename(schain_string path)
{
	size_t at = last_separator(path);

	return at == SIZE_MAX ? path : schain__cut(path, at + 1, path.length);
}

schain_string schain__dirname(schain_string path)
{
	size_t at = last_separator(path);

	return at == SIZE_MAX ? schain__string(NULL, 0) : schain__cut(path, 0, at);
}

int schain__compare(schain_string a, schain_string b)
{
	size_t shorter = a.length < b.length ? a.length : b.length;
	int order = shorter ? memcmp(a.data, b.data, shorter) : 0;

	if (order)
		return order < 0 ? -1 : 1;
	return a.length == b.length ? 0 : a.length < b.length ? -1 : 1;
}

void schain__buffer_init(schain__buffer *buffer, schain__memory *memory)
{
	memset(buffer, 0, sizeof *buffer);
	buffer->memory = memory;
}

void schain__buffer_dispose(schain__buffer *buffer)
{
	schain__free(buffer->memory, buffer->data, buffer->capacity);
	schain__buffer_init(buffer, buffer->memory);
}

void schain__buffer_clear(schain__buffer *buffer)
{
	buffer->length = 0;
	buffer->failed = 0;
}

static int reserve(schain__buffer *buffer, size_t size)
{
	size_t capacity = buffer->capacity ? buffer->capacity : 64;
	char *data;

	if (buffer->failed)
		return 0;
	if (size < buffer->capacity - buffer->length)
		return 1;
	while (capacity - buffer->length <= size) {
		if (capacity > SIZE_MAX / 2) {
			buffer->failed = 1;
			return 0;
		}
		capacity *= 2;
	}
	data = schain__realloc(buffer->memory, buffer->data, buffer->capacity, capacity);
	if (!data) {
		buffer->failed = 1;
		return 0;
	}
	buffer->data = data;
	buffer->capacity = capacity;
	return 1;
}

void schain__buffer_append(schain__buffer *buffer, const void *data, size_t size)
{
	if (!reserve(buffer, size))
		return;
	if (size)
		memcpy(buffer->data + buffer->length, data, size);
	buffer->length += size;
	buffer->data[buffer->length] = 0;
}

void schain__buffer_add(schain__buffer *buffer, schain_string string)
{
	schain__buffer_append(buffer, string.data, string.length);
}

void schain__buffer_text(schain__buffer *buffer, const char *text)
{
	schain__buffer_append(buffer, text, strlen(text));
}

void schain__buffer_printf(schain__buffer *buffer, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0 || !reserve(buffer, (size_t)length))
		return;
	va_start(arguments, format);
	vsnprintf(buffer->data + buffer->length, (size_t)length + 1, format, arguments);
	va_end(arguments);
	buffer->length += (size_t)length;
}

schain_string schain__buffer_string(const schain__buffer *buffer)
{
	return schain__string(buffer->data ? buffer->data : "", buffer->length);
}

static int is_continuation(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

size_t schain__utf8_sequence(const char *data, size_t size)
{
	unsigned char a, b;

	if (!size)
		return 0;
	a = (unsigned char)data[0];
	if (a < 0x80)
		return 1;
	if (a < 0xc2 || a > 0xf4 || size < 2 || !is_continuation(data[1]))
		return 0;
	if (a < 0xe0)
		return 2;
	b = (unsigned char)data[1];
	if (size < 3 || !is_continuation(data[2]) || (a == 0xe0 && b < 0xa0) || (a == 0xed && b > 0x9f))
		return 0;
	if (a < 0xf0)
		return 3;
	if (size < 4 || !is_continuation(data[3]) || (a == 0xf0 && b < 0x90) || (a == 0xf4 && b > 0x8f))
		return 0;
	return 4;
}
