/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_POLICY_TABLE_H
#define SCHAIN_POLICY_TABLE_H
/*
 * Texts to numbers, in one open-addressed table; a tag keeps several name
 * spaces apart. Only the policy's author puts texts in, so the hash needs no
 * secret: what attackers choose is only looked up.
 */
#include "base/arena.h"

typedef struct schain__entry {
	uint64_t hash;
	const char *text; /* NULL: free */
	uint64_t value;
	uint32_t length;
	uint32_t tag;
} schain__entry;

typedef struct schain__table {
	schain__memory *memory;
	schain__entry *entries;
	size_t capacity; /* 0 or a power of two */
	size_t count;
} schain__table;

static inline uint64_t schain__word(const char *data)
{
	uint64_t word;

	memcpy(&word, data, sizeof word);
	return word;
}

static inline uint64_t schain__mix(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 29;
}

static inline uint64_t schain__text_hash(const char *data, size_t length)
{
	uint64_t hash = length;
	uint64_t tail = 0;

	if (length >= 8) {
		for (size_t i = 0; i + 8 < length; i += 8)
			hash = schain__mix(hash, schain__word(data + i));
		return schain__mix(hash, schain__word(data + length - 8));
	}
	for (size_t i = 0; i < length; i++)
		tail = tail << 8 | (unsigned char)data[i];
	return schain__mix(hash, tail);
}

void schain__table_init(schain__table *table, schain__memory *memory);
void schain__table_dispose(schain__table *table);
schain__entry *schain__table_find(const schain__table *table, uint64_t hash, uint32_t tag,
                                  const char *data, size_t length);
/* The entry, made with value 0 if there is none; NULL: out of memory. Borrows the text. */
schain__entry *schain__table_put(schain__table *table, uint32_t tag, schain_string text);
/* Value, or 0. */
uint64_t schain__table_get(const schain__table *table, uint32_t tag, schain_string text);

#endif
