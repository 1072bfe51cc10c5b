/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_EGRESS_GRAMS_H
#define SCHAIN_EGRESS_GRAMS_H
/*
 * What the model of generated names sees of a label: its runs of one to four
 * characters, its shape, and the suffix it stands under, each as an index into
 * one table of weights. The trainer and the scorer share this file.
 */
#include <stddef.h>
#include <stdint.h>

enum {
	SCHAIN__GRAM_BITS = 16,
	SCHAIN__GRAM_TABLE = 1 << SCHAIN__GRAM_BITS,
	SCHAIN__LABEL_LIMIT = 63, /* RFC 1035, 2.3.4 */
	/* Four runs at each place and behind the end, and the shape. */
	SCHAIN__GRAMS = 4 * (SCHAIN__LABEL_LIMIT + 1) + 8,
};

/* Letters 1 to 26, digits 27 to 36, all else 37; 0 is the edge of the label. */
static inline uint32_t schain__gram_code(char c)
{
	if (c >= 'a' && c <= 'z')
		return (uint32_t)(c - 'a') + 1;
	if (c >= 'A' && c <= 'Z')
		return (uint32_t)(c - 'A') + 1;
	return c >= '0' && c <= '9' ? (uint32_t)(c - '0') + 27 : 37;
}

/* Knuth's multiplicative hash (TAOCP 3, 6.4); `kind` keeps kinds of features apart. */
static inline uint32_t schain__gram_index(uint32_t kind, uint32_t value)
{
	return ((value * 8 + kind) * UINT32_C(2654435761)) >> (32 - SCHAIN__GRAM_BITS);
}

static inline uint32_t schain__gram_least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* Length, digits, changes between letters and digits, and longest run of consonants. */
static inline size_t schain__gram_shape(const unsigned char *codes, size_t length, uint32_t *index)
{
	/* Bits of a, e, i, o, u and y by code. */
	const uint64_t vowels = 1u << 1 | 1u << 5 | 1u << 9 | 1u << 15 | 1u << 21 | 1u << 25;
	uint32_t digits = 0, changes = 0, run = 0, longest = 0, count = 0, was_digit = 0;
	uint32_t size = schain__gram_least((uint32_t)length, 31);

	for (size_t i = 0; i < length; i++) {
		uint32_t is_digit = codes[i] >= 27 && codes[i] <= 36;
		uint32_t is_vowel = (uint32_t)(vowels >> codes[i] & 1);

		digits += is_digit;
		changes += i && is_digit != was_digit;
		was_digit = is_digit;
		count += is_vowel;
		run = is_vowel || codes[i] > 26 ? 0 : run + 1;
		longest = run > longest ? run : longest;
	}
	index[0] = schain__gram_index(5, size);
	index[1] = schain__gram_index(5, 64 + schain__gram_least(digits, 15) * 16 + schain__gram_least(changes, 15));
	index[2] = schain__gram_index(5, 1024 + schain__gram_least(longest, 15) * 32 + size);
	index[3] = schain__gram_index(5, 4096 + schain__gram_least(count, 15) * 32 + size);
	return 4;
}

/* A suffix as a feature of its own; its case does not matter. */
static inline uint32_t schain__gram_suffix(const char *suffix, size_t length)
{
	uint32_t value = 0;

	for (size_t i = 0; i < length && i < 16; i++)
		value = value * 40 + schain__gram_code(suffix[i]);
	return schain__gram_index(6, value);
}

/* Fills `index` (SCHAIN__GRAMS) for a label under a suffix; returns how many. */
static inline size_t schain__grams(const char *label, size_t length, const char *suffix,
                                   size_t suffix_length, uint32_t *index)
{
	unsigned char codes[SCHAIN__LABEL_LIMIT + 1];
	uint32_t window = 0;
	size_t count = 0;

	length = length < SCHAIN__LABEL_LIMIT ? length : SCHAIN__LABEL_LIMIT;
	for (size_t i = 0; i < length; i++)
		codes[i] = (unsigned char)schain__gram_code(label[i]);
	codes[length] = 0;
	for (size_t i = 0; i <= length; i++) {
		/* Four characters of six bits: the newest lowest. */
		window = (window << 6 | codes[i]) & 0xffffff;
		index[count++] = schain__gram_index(1, window & 0x3f);
		index[count++] = schain__gram_index(2, window & 0xfff);
		index[count++] = schain__gram_index(3, window & 0x3ffff);
		index[count++] = schain__gram_index(4, window);
	}
	count += schain__gram_shape(codes, length, index + count);
	if (suffix_length)
		index[count++] = schain__gram_suffix(suffix, suffix_length);
	return count;
}
#endif
