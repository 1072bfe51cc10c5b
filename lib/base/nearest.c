/* SPDX-License-Identifier: Apache-2.0 */
#include "base/nearest.h"

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Damerau-Levenshtein distance, optimal string alignment. */
size_t schain__distance(schain_string a, schain_string b)
{
	size_t rows[3][SCHAIN__WORD_LENGTH + 1];
	size_t *before = rows[0], *last = rows[1], *now = rows[2], *swap;

	for (size_t j = 0; j <= b.length; j++)
		last[j] = before[j] = j;
	for (size_t i = 1; i <= a.length; i++) {
		now[0] = i;
		for (size_t j = 1; j <= b.length; j++) {
			size_t cost = a.data[i - 1] != b.data[j - 1];

			now[j] = least(least(last[j], now[j - 1]) + 1, last[j - 1] + cost);
			if (i > 1 && j > 1 && a.data[i - 1] == b.data[j - 2] &&
			    a.data[i - 2] == b.data[j - 1])
				now[j] = least(now[j], before[j - 2] + 1);
		}
		swap = before;
		before = last;
		last = now;
		now = swap;
	}
	return last[b.length];
}

/* A third of it wrong. */
int schain__is_other_word(schain_string word, size_t distance)
{
	return distance > word.length / 3 + 1;
}
