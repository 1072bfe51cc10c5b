/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_STORE_FORM_H
#define SCHAIN_STORE_FORM_H
/*
 * Structs as bytes, field by field as store/noun.h lists them; every text once.
 * doc/state-format.md has the bytes.
 */
#include "base/arena.h"
#include "base/intern.h"
#include "store/bytes.h"
#include "store/noun.h"

typedef struct schain__form {
	schain__buffer bytes;
	const schain__hash_key *key;
	schain__map words; /* texts written so far, by hash */
	schain_string *word_list;
	size_t word_count, word_capacity;
	schain_time base; /* that other times are beside */
	int failed;       /* memory ran out: the bytes are no good */
} schain__form;

void schain__form_init(schain__form *writer, schain__memory *memory,
                         const schain__hash_key *key);
void schain__form_dispose(schain__form *writer);
/*
 * Begins anew with the nouns of a part, for each how many of its fields will be
 * written, and a time. A part's later versions may have more nouns at the end.
 */
void schain__form_begin(schain__form *writer, const uint8_t *nouns, size_t count,
                          schain_time base);
/* Texts must stay where they are until the writer begins anew. */
void schain__form_noun(schain__form *writer, enum schain__noun_id id, const void *from);
void schain__form_text(schain__form *writer, schain_string text);
void schain__form_number(schain__form *writer, uint64_t number);
void schain__form_hash(schain__form *writer, uint64_t hash);
int schain__form_failed(const schain__form *writer);

typedef struct schain__form_reader {
	schain__reader bytes;
	schain__memory *memory;
	schain__intern *intern;
	schain_string *word_list; /* borrowed from what is read */
	size_t word_count, word_capacity;
	schain_time base;
	uint64_t limit; /* bytes of memory in use beyond which reading fails; 0: none */
	uint32_t given[SCHAIN__NOUN_COUNT]; /* fields of each noun */
} schain__form_reader;

void schain__form_reader_init(schain__form_reader *reader, schain__memory *memory,
                              schain__intern *intern, const void *data, size_t size);
void schain__form_reader_dispose(schain__form_reader *reader);
/* More nouns, or a noun with more fields, than this version knows are of a newer one. */
void schain__form_reader_begin(schain__form_reader *reader, const uint8_t *nouns, size_t count);
/*
 * Sets the noun's fields in `to`; other members stay. Texts get a user more,
 * also when a later field fails.
 */
void schain__read_noun(schain__form_reader *reader, enum schain__noun_id id, void *to);
schain_string schain__read_text(schain__form_reader *reader);
#endif
