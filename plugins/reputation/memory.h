/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_REPUTATION_MEMORY_H
#define SCHAIN_REPUTATION_MEMORY_H
/* Memory of the caller's, and the errors that calls report. */
#include <supplychain/base.h>
#include <supplychain/error.h>

#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct schain__rep_memory {
	schain_allocator allocator;
} schain__rep_memory;

/* `allocator` NULL: malloc. */
void schain__rep_memory_init(schain__rep_memory *memory, const schain_allocator *allocator);
void *schain__rep_alloc(schain__rep_memory *memory, size_t size);
void schain__rep_release(schain__rep_memory *memory, void *block, size_t size);
/*
 * Makes room for `need` elements of that size in all; the capacity at least
 * doubles. Returns 0, or -1 with everything as it was.
 */
int schain__rep_grow(schain__rep_memory *memory, void **block, size_t *capacity, size_t need,
                     size_t size);

/* Fills the caller's error, which may be NULL, and returns `code`. */
schain_status schain__rep_error(schain_error *error, schain_status code, const char *where,
                                uint64_t line, const char *format, ...)
#if defined(__GNUC__)
        __attribute__((format(printf, 5, 6)))
#endif
        ;
/* SCHAIN_E_IO with what errno says. */
schain_status schain__rep_io_error(schain_error *error, const char *path, const char *what);
schain_status schain__rep_no_memory(schain_error *error);

static inline schain_string schain__rep_string(const char *data, size_t length)
{
	schain_string string = { data, length };

	return string;
}

int schain__rep_equal(schain_string a, schain_string b);
/* Of a word that the code spells in lower case. */
int schain__rep_is(schain_string text, const char *word);
int schain__rep_has(schain_string text, const char *word);
int schain__rep_begins(schain_string text, const char *word);
schain_string schain__rep_trim(schain_string text);

static inline char schain__rep_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static inline int schain__rep_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

#ifdef __cplusplus
}
#endif
#endif
