/* SPDX-License-Identifier: Apache-2.0 */
#include "address.h"

#include "text.h"

#include <stdio.h>

#define GROUPS 8 /* of 16 bits, in an IPv6 address */

/* Dotted quad without leading zeros (RFC 6943, 3.1.1: others are read differently by different systems). */
static int parse_ipv4(schain_string text, unsigned *ret_bytes)
{
	size_t at = 0;

	for (int i = 0; i < 4; i++) {
		size_t begin = at;
		unsigned value = 0;

		while (at < text.length && at - begin < 3 && schain__is_digit(text.data[at]))
			value = value * 10 + (unsigned)(text.data[at++] - '0');
		if (at == begin || value > 255 || (text.data[begin] == '0' && at - begin > 1))
			return 0;
		if (i < 3 && (at == text.length || text.data[at++] != '.'))
			return 0;
		ret_bytes[i] = value;
	}
	return at == text.length;
}

static int hex_digit(char c)
{
	c = schain__to_lower(c);
	if (schain__is_digit(c))
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int parse_group(schain_string text, unsigned *ret_group)
{
	unsigned value = 0;

	if (!text.length || text.length > 4)
		return 0;
	for (size_t i = 0; i < text.length; i++) {
		int digit = hex_digit(text.data[i]);

		if (digit < 0)
			return 0;
		value = value << 4 | (unsigned)digit;
	}
	*ret_group = value;
	return 1;
}

/* Groups up to the end of `text`, which holds no "::"; -1 when it is malformed. */
static int parse_groups(schain_string text, unsigned *ret_groups, int room)
{
	int count = 0;

	if (!text.length)
		return 0;
	for (;;) {
		const char *colon = memchr(text.data, ':', text.length);
		schain_string part = { text.data,
			               colon ? (size_t)(colon - text.data) : text.length };
		unsigned quad[4];

		if (!colon && count + 2 <= room && parse_ipv4(part, quad)) {
			ret_groups[count++] = quad[0] << 8 | quad[1];
			ret_groups[count++] = quad[2] << 8 | quad[3];
			return count;
		}
		if (count == room || !parse_group(part, &ret_groups[count]))
			return -1;
		count++;
		if (!colon)
			return count;
		text = schain__from(text, part.length + 1);
	}
}

static int parse_ipv6(schain_string text, unsigned *ret_groups)
{
	unsigned tail[GROUPS];
	size_t gap = schain__position(text, "::");
	schain_string head = text;
	int before, behind;

	if (gap == SIZE_MAX)
		return parse_groups(text, ret_groups, GROUPS) == GROUPS;
	head.length = gap;
	before = parse_groups(head, ret_groups, GROUPS);
	behind = parse_groups(schain__from(text, gap + 2), tail, GROUPS);
	if (before < 0 || behind < 0 || before + behind >= GROUPS)
		return 0;
	for (int i = before; i < GROUPS; i++)
		ret_groups[i] = i < GROUPS - behind ? 0 : tail[i - (GROUPS - behind)];
	return 1;
}

/* The longest run of two or more zero groups, the first of equals (RFC 5952, 4.2). */
static int find_gap(const unsigned *groups, int *ret_length)
{
	int best = -1;

	*ret_length = 1;
	for (int i = 0; i < GROUPS;) {
		int end = i;

		while (end < GROUPS && !groups[end])
			end++;
		if (end - i > *ret_length) {
			best = i;
			*ret_length = end - i;
		}
		i = end + 1;
	}
	return best;
}

static size_t write_ipv6(const unsigned *groups, char *ret_text)
{
	int gap_length, gap = find_gap(groups, &gap_length);
	size_t length = 0;

	for (int i = 0; i < GROUPS; i++) {
		if (i == gap) {
			ret_text[length++] = ':';
			i += gap_length - 1;
			if (i == GROUPS - 1)
				ret_text[length++] = ':';
			continue;
		}
		if (i)
			ret_text[length++] = ':';
		length += (size_t)snprintf(ret_text + length, SCHAIN__ADDRESS_SIZE - length, "%x", groups[i]);
	}
	ret_text[length] = 0;
	return length;
}

static int is_mapped(const unsigned *groups)
{
	for (int i = 0; i < 5; i++)
		if (groups[i])
			return 0;
	return groups[5] == 0xffff; /* RFC 4291, 2.5.5.2 */
}

size_t schain__address_normalize(schain_string text, char *ret_text)
{
	schain_string address = schain__next(&text, '%');
	unsigned quad[4], groups[GROUPS];

	if (address.length >= SCHAIN__ADDRESS_SIZE)
		return 0;
	if (!parse_ipv4(address, quad)) {
		if (!parse_ipv6(address, groups))
			return 0;
		if (!is_mapped(groups))
			return write_ipv6(groups, ret_text);
		quad[0] = groups[6] >> 8;
		quad[1] = groups[6] & 0xff;
		quad[2] = groups[7] >> 8;
		quad[3] = groups[7] & 0xff;
	}
	return (size_t)snprintf(ret_text, SCHAIN__ADDRESS_SIZE, "%u.%u.%u.%u", quad[0], quad[1], quad[2],
	                        quad[3]);
}
