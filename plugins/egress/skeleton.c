/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "egress/skeleton.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifdef HAVE_IDN
#include <idn2.h>
#endif

enum { SHOWN = 4 * 63 };

size_t schain__eg_show(const char *label, size_t length, char *shown)
{
#ifdef HAVE_IDN
	if (length > 4 && !memcmp(label, "xn--", 4)) {
		char name[64], *decoded = NULL;
		size_t size = 0;

		memcpy(name, label, length);
		name[length] = 0;
		if (idn2_to_unicode_8z8z(name, &decoded, 0) == IDN2_OK && decoded)
			size = strlen(decoded);
		if (size && size <= SHOWN)
			memcpy(shown, decoded, size);
		idn2_free(decoded);
		if (size && size <= SHOWN)
			return size;
	}
#endif
	memcpy(shown, label, length);
	return length;
}

/* In order of the code points. */
static const struct taken_for {
	uint32_t first, last;
	char letters[3];
} taken_for[] = {
#define TAKEN_FOR(first, last, letters) { first, last, letters },
#include "egress/confusable.def"
#undef TAKEN_FOR
};

/* Digits and letters within ASCII that are taken for each other. */
static char fold(char c)
{
	switch (c) {
	case '0':
		return 'o';
	case '1':
	case 'l':
		return 'i';
	case '3':
		return 'e';
	case '5':
		return 's';
	default:
		return c;
	}
}

/* A code point of UTF-8 and its size; malformed bytes stand for themselves. */
static size_t decode(const char *text, size_t length, uint32_t *ret_point)
{
	unsigned char c = (unsigned char)text[0];
	size_t size = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc2 ? 2 : 1;
	uint32_t point = size == 1 ? c : c & (0x7fu >> size);

	if (size > length)
		size = 1;
	for (size_t i = 1; i < size; i++) {
		if ((text[i] & 0xc0) != 0x80) {
			*ret_point = c;
			return 1;
		}
		point = point << 6 | (text[i] & 0x3f);
	}
	*ret_point = size == 1 ? c : point;
	return size;
}

/* Of scripts whose capitals look like ASCII ones; there are none in DNS, but in what people and programs write. */
static uint32_t small_of(uint32_t point)
{
	static const struct {
		uint32_t first, last, distance;
	} capitals[] = { { 0xc0, 0xde, 32 },   { 0x391, 0x3a9, 32 }, { 0x400, 0x40f, 80 },
		         { 0x410, 0x42f, 32 }, { 0x531, 0x556, 48 } };

	for (size_t i = 0; i < sizeof capitals / sizeof *capitals; i++)
		if (point >= capitals[i].first && point <= capitals[i].last)
			return point + capitals[i].distance;
	return point;
}

static int compare(const void *key, const void *element)
{
	const uint32_t *point = key;
	const struct taken_for *range = element;

	return *point < range->first ? -1 : *point > range->last;
}

/* What a code point is taken for; NULL for itself. */
static const char *letters_of(uint32_t point)
{
	const struct taken_for *range;

	if (point >= 0x300 && point <= 0x36f) /* marks above, below and through the letter before */
		return "";
	point = small_of(point);
	range = bsearch(&point, taken_for, sizeof taken_for / sizeof *taken_for, sizeof *taken_for, compare);
	return range ? range->letters : NULL;
}

/* "rn" is taken for "m", "vv" for "w". Returns the new length. */
static size_t put(char *form, size_t length, char letter)
{
	if (length && letter == 'n' && form[length - 1] == 'r')
		form[length - 1] = 'm';
	else if (length && letter == 'v' && form[length - 1] == 'v')
		form[length - 1] = 'w';
	else
		form[length++] = letter;
	return length;
}

size_t schain__eg_skeleton(const char *label, size_t length, char *form)
{
	size_t out = 0;

	for (size_t i = 0, size; i < length; i += size) {
		const char *letters;
		uint32_t point;

		size = 1;
		if ((unsigned char)label[i] < 0x80) {
			out = put(form, out, fold(label[i]));
			continue;
		}
		size = decode(label + i, length - i, &point);
		letters = letters_of(point);
		if (!letters) {
			memcpy(form + out, label + i, size);
			out += size;
		}
		for (; letters && *letters; letters++)
			out = put(form, out, fold(*letters));
	}
	return out;
}
