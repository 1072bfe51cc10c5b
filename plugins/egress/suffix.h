/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_EGRESS_SUFFIX_H
#define SCHAIN_EGRESS_SUFFIX_H
/*
 * Where a name's public suffix begins, approximated without a list: the last
 * label, or the last two where the second-level name is one under which
 * registries commonly sell names below a two-letter top-level domain.
 */
#include <stddef.h>
#include <string.h>

static inline int schain__is_registry_label(const char *label, size_t length)
{
	static const char labels[] = " ac co com edu fin firm gen go gob gouv gov gv id ind ltd me "
	                             "mil ne net nom or org plc res sch web ";
	char word[8] = " ";

	if (!length || length > 4)
		return 0;
	for (size_t i = 0; i < length; i++)
		word[i + 1] = (char)(label[i] >= 'A' && label[i] <= 'Z' ? label[i] | 0x20 : label[i]);
	word[length + 1] = ' ';
	return strstr(labels, word) != NULL;
}

/* Offset of the suffix in a name without a final dot; 0 if it is all suffix. */
static inline size_t schain__suffix_guess(const char *name, size_t length)
{
	size_t last = length, second;

	while (last && name[last - 1] != '.')
		last--;
	if (!last)
		return 0;
	second = last - 1;
	while (second && name[second - 1] != '.')
		second--;
	if (length - last == 2 && schain__is_registry_label(name + second, last - 1 - second))
		return second;
	return last;
}

/* Where the label begins that ends before the dot in front of `suffix`. */
static inline size_t schain__label_before(const char *name, size_t suffix)
{
	size_t from = suffix ? suffix - 1 : 0;

	while (from && name[from - 1] != '.')
		from--;
	return from;
}
#endif
