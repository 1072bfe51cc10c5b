/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/line.h"

schain_string schain__line_next(schain__bytes *rest)
{
	schain_string line = SCHAIN_STRING_NONE;
	const uint8_t *end;

	if (!rest->size)
		return line;
	end = memchr(rest->data, '\n', rest->size);
	line.data = (const char *)rest->data;
	line.length = end ? (size_t)(end - rest->data) : rest->size;
	rest->data += line.length + (end != NULL);
	rest->size -= line.length + (end != NULL);
	if (line.length && line.data[line.length - 1] == '\r')
		line.length--;
	return line;
}

static int is_blank(char character)
{
	return character == ' ' || character == '\t';
}

int schain__line_field(schain_string line, const char *name, schain_string *ret_value)
{
	size_t size = strlen(name);
	schain_string value;

	if (line.length < size || memcmp(line.data, name, size) != 0)
		return 0;
	value.data = line.data + size;
	value.length = line.length - size;
	while (value.length && is_blank(value.data[0])) {
		value.data++;
		value.length--;
	}
	while (value.length && is_blank(value.data[value.length - 1]))
		value.length--;
	*ret_value = value;
	return 1;
}

schain_string schain__line_word(schain_string *rest)
{
	schain_string word = SCHAIN_STRING_NONE;

	while (rest->length && is_blank(rest->data[0])) {
		rest->data++;
		rest->length--;
	}
	if (!rest->length)
		return word;
	word.data = rest->data;
	while (rest->length && !is_blank(rest->data[0])) {
		rest->data++;
		rest->length--;
	}
	word.length = (size_t)(rest->data - word.data);
	return word;
}

static int hex_digit(char character)
{
	if (character >= '0' && character <= '9')
		return character - '0';
	character = (char)(character | 0x20);
	return character >= 'a' && character <= 'f' ? character - 'a' + 10 : -1;
}

int schain__line_hex(schain_string text, uint8_t *ret_bytes, size_t size)
{
	if (text.length < size * 2)
		return 0;
	for (size_t i = 0; i < size; i++) {
		int high = hex_digit(text.data[i * 2]), low = hex_digit(text.data[i * 2 + 1]);

		if (high < 0 || low < 0)
			return 0;
		ret_bytes[i] = (uint8_t)(high << 4 | low);
	}
	return 1;
}

int schain__line_number(schain_string text, uint64_t *ret_number)
{
	uint64_t value = 0;

	if (!text.length)
		return 0;
	for (size_t i = 0; i < text.length; i++) {
		uint32_t digit = (uint32_t)(uint8_t)text.data[i] - '0';

		if (digit > 9 || value > (UINT64_MAX - digit) / 10)
			return 0;
		value = value * 10 + digit;
	}
	*ret_number = value;
	return 1;
}
