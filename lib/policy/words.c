/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/words.h"

#include "policy/pattern.h"

void schain__words_init(schain__words *words, schain__memory *memory)
{
	memset(words, 0, sizeof *words);
	words->memory = memory;
	schain__table_init(&words->table, memory);
}

void schain__words_dispose(schain__words *words)
{
	schain__table_dispose(&words->table);
	schain__free(words->memory, words->globs, words->glob_capacity * sizeof *words->globs);
	schain__words_init(words, words->memory);
}

int schain__words_add(schain__words *words, uint32_t list, schain_string pattern)
{
	void *globs = words->globs;
	schain__entry *entry;

	if (!schain__has_wildcard(pattern)) {
		entry = schain__table_put(&words->table, list, pattern);
		if (!entry)
			return -1;
		entry->value = 1;
		return 0;
	}
	if (schain__grow(words->memory, &globs, &words->glob_capacity, words->glob_count,
	                 sizeof *words->globs))
		return -1;
	words->globs = globs;
	words->globs[words->glob_count].text = pattern;
	words->globs[words->glob_count++].list = list;
	return 0;
}

int schain__words_match(const schain__words *words, uint32_t list, schain_string word)
{
	char lower[SCHAIN__WORD_LIMIT];

	if (!word.length)
		return 0;
	word = schain__cut(word, 0, sizeof lower);
	schain__lower_copy(lower, word);
	word.data = lower;
	if (schain__table_get(&words->table, list, word))
		return 1;
	for (size_t i = 0; i < words->glob_count; i++)
		if (words->globs[i].list == list && schain__glob(words->globs[i].text, word))
			return 1;
	return 0;
}
