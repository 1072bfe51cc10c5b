/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/address.h"

/* Digits of a number at most `most`; 0 if there is none or it is greater. */
static size_t parse_number(schain_string text, unsigned most, unsigned *ret_value)
{
	unsigned value = 0;
	size_t i = 0;

	while (i < text.length && i < 4 && text.data[i] >= '0' && text.data[i] <= '9')
		value = value * 10 + (unsigned)(text.data[i++] - '0');
	/* "010" is 8 to some parsers and 10 to others (RFC 6943, 3.1.1). */
	if (!i || value > most || (i > 1 && text.data[0] == '0'))
		return 0;
	*ret_value = value;
	return i;
}

static int parse_ipv4(schain_string text, unsigned char byte[4])
{
	for (int i = 0; i < 4; i++) {
		unsigned value;
		size_t digits = parse_number(text, 255, &value);

		if (!digits)
			return 0;
		byte[i] = (unsigned char)value;
		text = schain__cut(text, digits, text.length);
		if (i == 3)
			break;
		if (!text.length || text.data[0] != '.')
			return 0;
		text = schain__cut(text, 1, text.length);
	}
	return !text.length;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = schain__lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static size_t parse_group(schain_string text, unsigned *ret_value)
{
	unsigned value = 0;
	size_t i = 0;

	while (i < text.length && i < 5 && hex_value(text.data[i]) >= 0)
		value = value << 4 | (unsigned)hex_value(text.data[i++]);
	*ret_value = value;
	return i <= 4 ? i : 0;
}

static int parse_ipv6(schain_string text, unsigned char byte[16])
{
	unsigned char out[16] = { 0 };
	size_t length = 0, gap = SIZE_MAX;

	if (schain__starts(text, SCHAIN_STRING("::"))) {
		gap = 0;
		text = schain__cut(text, 2, text.length);
	}
	while (text.length) {
		unsigned value;
		size_t digits = parse_group(text, &value);

		if (!digits || length > 14)
			return 0;
		if (digits < text.length && text.data[digits] == '.') {
			if (length > 12 || !parse_ipv4(text, out + length))
				return 0;
			length += 4;
			break;
		}
		out[length++] = (unsigned char)(value >> 8);
		out[length++] = (unsigned char)value;
		text = schain__cut(text, digits, text.length);
		if (!text.length)
			break;
		if (schain__starts(text, SCHAIN_STRING("::")) && gap == SIZE_MAX) {
			gap = length;
			text = schain__cut(text, 2, text.length);
		} else if (text.data[0] == ':' && text.length > 1) {
			text = schain__cut(text, 1, text.length);
		} else {
			return 0;
		}
	}
	if (gap == SIZE_MAX ? length != 16 : length > 14)
		return 0;
	if (gap == SIZE_MAX)
		gap = length;
	memset(byte, 0, 16);
	memcpy(byte, out, gap);
	memcpy(byte + 16 - (length - gap), out + gap, length - gap);
	return 1;
}

int schain__address_parse(schain_string text, schain__address *ret_address)
{
	static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
	size_t zone;

	if (text.length > 2 && text.data[0] == '[' && text.data[text.length - 1] == ']')
		text = schain__cut(text, 1, text.length - 1);
	if (schain__find(text, ':', 0) == SIZE_MAX) {
		memcpy(ret_address->byte, mapped, sizeof mapped);
		return parse_ipv4(text, ret_address->byte + 12);
	}
	zone = schain__find(text, '%', 0);
	if (zone != SIZE_MAX)
		text = schain__cut(text, 0, zone);
	return parse_ipv6(text, ret_address->byte);
}

int schain__network_parse(schain_string text, schain__address *ret_address, unsigned *ret_bits)
{
	size_t slash = schain__find(text, '/', 0);
	int ipv4 = schain__find(text, ':', 0) == SIZE_MAX;
	schain_string digits;
	unsigned bits = 128;

	if (!schain__address_parse(schain__cut(text, 0, slash), ret_address))
		return 0;
	if (slash != SIZE_MAX) {
		digits = schain__cut(text, slash + 1, text.length);
		if (!digits.length || parse_number(digits, ipv4 ? 32 : 128, &bits) != digits.length)
			return 0;
		bits += ipv4 ? 96 : 0;
	}
	schain__address_mask(ret_address, bits);
	*ret_bits = bits;
	return 1;
}

void schain__address_mask(schain__address *address, unsigned bits)
{
	for (unsigned i = 0; i < 16; i++) {
		unsigned keep = bits >= 8 * (i + 1) ? 8 : bits > 8 * i ? bits - 8 * i : 0;

		address->byte[i] &= (unsigned char)(0xff00u >> keep);
	}
}
