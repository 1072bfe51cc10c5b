/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/base64.h"

static int value_of(uint8_t character)
{
	if (character >= 'A' && character <= 'Z')
		return character - 'A';
	if (character >= 'a' && character <= 'z')
		return character - 'a' + 26;
	if (character >= '0' && character <= '9')
		return character - '0' + 52;
	return character == '+' ? 62 : character == '/' ? 63 : -1;
}

static int is_space(uint8_t character)
{
	return character == ' ' || character == '\t' || character == '\r' || character == '\n';
}

ptrdiff_t schain__base64_decode(schain__bytes text, int is_wrapped, uint8_t *out)
{
	uint32_t bits = 0, count = 0, padding = 0;
	ptrdiff_t size = 0;
	int value;

	for (size_t i = 0; i < text.size; i++) {
		if (is_wrapped && is_space(text.data[i]))
			continue;
		value = value_of(text.data[i]);
		if (text.data[i] == '=' && count % 4 >= 2)
			padding++;
		else if (value < 0 || padding)
			return -1;
		bits = bits << 6 | (value < 0 ? 0u : (uint32_t)value);
		if (++count % 4)
			continue;
		if (padding > 2)
			return -1;
		out[size++] = (uint8_t)(bits >> 16);
		if (padding < 2)
			out[size++] = (uint8_t)(bits >> 8);
		if (!padding)
			out[size++] = (uint8_t)bits;
		/* Bits that the padding cuts off must be zero: one text for one value. */
		if ((padding == 1 && (bits & 0xff)) || (padding == 2 && (bits & 0xffff)))
			return -1;
	}
	return count % 4 ? -1 : size;
}

schain__bytes schain__base64_decode_to(schain__sig_pool *pool, schain__bytes text)
{
	uint8_t *data = schain__sig_pool_alloc(pool, SCHAIN__BASE64_ROOM(text.size));
	schain__bytes bytes = { NULL, 0 };
	ptrdiff_t size = data ? schain__base64_decode(text, 0, data) : -1;

	if (size >= 0) {
		bytes.data = data;
		bytes.size = (size_t)size;
	}
	return bytes;
}
