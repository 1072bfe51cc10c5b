/* SPDX-License-Identifier: Apache-2.0 */
#include "line.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FIRST_SIZE = 4096, PRINT_SIZE = 512, REPLACEMENT = 0xfffd };

void line_add(struct line *line, const char *data, size_t size)
{
	size_t capacity = line->capacity ? line->capacity : FIRST_SIZE;
	char *grown;

	if (line->is_failed)
		return;
	while (capacity - line->length < size)
		capacity *= 2;
	if (capacity != line->capacity) {
		grown = realloc(line->data, capacity);
		line->is_failed = !grown;
		if (!grown)
			return;
		line->data = grown;
		line->capacity = capacity;
	}
	memcpy(line->data + line->length, data, size);
	line->length += size;
}

void line_print(struct line *line, const char *format, ...)
{
	char text[PRINT_SIZE];
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	if (length < 0 || length >= (int)sizeof text)
		line->is_failed = 1;
	else
		line_add(line, text, (size_t)length);
}

/* One character of UTF-8; what is none is told as U+FFFD, a byte at a time. */
static unsigned int take_character(const unsigned char *text, size_t left, size_t *ret_size)
{
	static const unsigned int least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t size = text[0] < 0x80 ? 1 : text[0] < 0xc0 ? 0 : text[0] < 0xe0 ? 2 : text[0] < 0xf0 ? 3 : 4;
	unsigned int value = text[0];

	*ret_size = 1;
	if (size == 1)
		return value;
	if (!size || size > left || text[0] > 0xf4)
		return REPLACEMENT;
	value &= 0x7fu >> size;
	for (size_t i = 1; i < size; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return REPLACEMENT;
		value = value << 6 | (text[i] & 0x3f);
	}
	if (value < least[size] || value > 0x10ffff || (value >= 0xd800 && value < 0xe000))
		return REPLACEMENT;
	*ret_size = size;
	return value;
}

void line_string(struct line *line, schain_string text)
{
	const unsigned char *at = (const unsigned char *)text.data;
	size_t size;

	if (!text.data) {
		line_add(line, "null", 4);
		return;
	}
	line_add(line, "\"", 1);
	for (size_t i = 0; i < text.length; i += size) {
		unsigned int value = take_character(at + i, text.length - i, &size);

		if (value == '"' || value == '\\')
			line_print(line, "\\%c", value);
		else if (value >= ' ' && value < 0x7f)
			line_add(line, text.data + i, 1);
		else if (value < 0x10000)
			line_print(line, "\\u%04x", value);
		else
			line_print(line, "\\u%04x\\u%04x", 0xd7c0 + (value >> 10), 0xdc00 + (value & 0x3ff));
	}
	line_add(line, "\"", 1);
}

void line_time(struct line *line, schain_time time)
{
	time_t seconds = (time_t)(time / SCHAIN_SECOND);
	struct tm parts;
	char text[32];

	if (!time || !gmtime_r(&seconds, &parts) ||
	    !strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts)) {
		line_add(line, "null", 4);
		return;
	}
	line_print(line, "\"%s.%03dZ\"", text, (int)(time % SCHAIN_SECOND / 1000000));
}

int line_sink(void *context, const char *data, size_t size)
{
	line_add(context, data, size);
	return 0;
}

void line_free(struct line *line)
{
	free(line->data);
	*line = (struct line){ NULL, 0, 0, 0 };
}
