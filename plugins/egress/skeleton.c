/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "egress/skeleton.h"

#include <stdint.h>
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

/*
 * Letters of other scripts, and Latin ones with marks, by the letter that they
 * are taken for: the part of Unicode's confusables.txt that single letters of
 * host names have, in ranges and alone.
 */
static const struct {
	uint32_t first, last;
	char letter;
} taken_for[] = {
	{ 0xe0, 0xe6, 'a' }, { 0xe7, 0xe7, 'c' }, { 0xe8, 0xeb, 'e' }, { 0xec, 0xef, 'i' },
	{ 0xf1, 0xf1, 'n' }, { 0xf2, 0xf6, 'o' }, { 0xf8, 0xf8, 'o' }, { 0xf9, 0xfc, 'u' },
	{ 0xfd, 0xfd, 'y' }, { 0xff, 0xff, 'y' }, { 0x100, 0x105, 'a' }, { 0x106, 0x10d, 'c' },
	{ 0x10e, 0x111, 'd' }, { 0x112, 0x11b, 'e' }, { 0x11c, 0x123, 'g' }, { 0x124, 0x127, 'h' },
	{ 0x128, 0x131, 'i' }, { 0x134, 0x135, 'j' }, { 0x136, 0x138, 'k' }, { 0x139, 0x142, 'i' },
	{ 0x143, 0x14b, 'n' }, { 0x14c, 0x151, 'o' }, { 0x154, 0x159, 'r' }, { 0x15a, 0x161, 's' },
	{ 0x162, 0x167, 't' }, { 0x168, 0x173, 'u' }, { 0x174, 0x175, 'w' }, { 0x176, 0x178, 'y' },
	{ 0x179, 0x17e, 'z' }, { 0x1a1, 0x1a1, 'o' }, { 0x1b0, 0x1b0, 'u' }, { 0x1ce, 0x1ce, 'a' },
	{ 0x250, 0x251, 'a' }, { 0x253, 0x253, 'b' }, { 0x256, 0x257, 'd' }, { 0x261, 0x261, 'g' },
	{ 0x269, 0x269, 'i' }, { 0x26a, 0x26a, 'i' }, { 0x28f, 0x28f, 'y' },
	{ 0x3b1, 0x3b1, 'a' }, { 0x3b5, 0x3b5, 'e' }, { 0x3b9, 0x3b9, 'i' }, { 0x3ba, 0x3ba, 'k' },
	{ 0x3bd, 0x3bd, 'v' }, { 0x3bf, 0x3bf, 'o' }, { 0x3c1, 0x3c1, 'p' }, { 0x3c3, 0x3c3, 'o' },
	{ 0x3c5, 0x3c5, 'u' }, { 0x3c7, 0x3c7, 'x' }, { 0x3b3, 0x3b3, 'y' },
	{ 0x430, 0x430, 'a' }, { 0x432, 0x432, 'b' }, { 0x433, 0x433, 'r' }, { 0x435, 0x435, 'e' },
	{ 0x43a, 0x43a, 'k' }, { 0x43c, 0x43c, 'm' }, { 0x43d, 0x43d, 'h' }, { 0x43e, 0x43e, 'o' },
	{ 0x43f, 0x43f, 'n' }, { 0x440, 0x440, 'p' }, { 0x441, 0x441, 'c' }, { 0x442, 0x442, 't' },
	{ 0x443, 0x443, 'y' }, { 0x445, 0x445, 'x' }, { 0x44c, 0x44c, 'b' }, { 0x455, 0x455, 's' },
	{ 0x456, 0x457, 'i' }, { 0x458, 0x458, 'j' }, { 0x475, 0x475, 'v' }, { 0x4af, 0x4af, 'y' },
	{ 0x4bb, 0x4bb, 'h' }, { 0x4cf, 0x4cf, 'i' }, { 0x501, 0x501, 'd' }, { 0x51b, 0x51b, 'q' },
	{ 0x51d, 0x51d, 'w' }, { 0x561, 0x561, 'w' }, { 0x566, 0x566, 'q' }, { 0x570, 0x570, 'h' },
	{ 0x578, 0x578, 'n' }, { 0x57d, 0x57d, 'u' }, { 0x581, 0x581, 'g' }, { 0x585, 0x585, 'o' },
	{ 0x1ea0, 0x1eb7, 'a' }, { 0x1eb8, 0x1ec7, 'e' }, { 0x1ec8, 0x1ecb, 'i' },
	{ 0x1ecc, 0x1ee3, 'o' }, { 0x1ee4, 0x1ef1, 'u' }, { 0x1ef2, 0x1ef9, 'y' },
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

static char letter_of(uint32_t point)
{
	for (size_t i = 0; i < sizeof taken_for / sizeof *taken_for; i++)
		if (point >= taken_for[i].first && point <= taken_for[i].last)
			return fold(taken_for[i].letter);
	return 0;
}

size_t schain__eg_skeleton(const char *label, size_t length, char *form)
{
	size_t out = 0;

	for (size_t i = 0, size; i < length; i += size) {
		uint32_t point;
		char letter;

		if ((unsigned char)label[i] < 0x80) {
			size = 1;
			letter = fold(label[i]);
		} else {
			size = decode(label + i, length - i, &point);
			letter = letter_of(point);
		}
		if (!letter) {
			memcpy(form + out, label + i, size);
			out += size;
			continue;
		}
		form[out++] = letter;
		/* "rn" is taken for "m", "vv" for "w". */
		if (out > 1 && letter == 'n' && form[out - 2] == 'r')
			form[--out - 1] = 'm';
		else if (out > 1 && letter == 'v' && form[out - 2] == 'v')
			form[--out - 1] = 'w';
	}
	return out;
}
