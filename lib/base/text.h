/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_BASE_TEXT_H
#define SCHAIN_BASE_TEXT_H
/*
 * Byte strings: comparing, cutting, building. ASCII case only; the locale is
 * never asked.
 */
#include "base/memory.h"

#include <stdarg.h>
#include <string.h>

#if defined(__MINGW32__) /* __USE_MINGW_ANSI_STDIO is set by the build */
#define SCHAIN__PRINTF(text, first) __attribute__((format(gnu_printf, text, first)))
#elif defined(__GNUC__)
#define SCHAIN__PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define SCHAIN__PRINTF(text, first)
#endif

static inline schain_string schain__string(const char *data, size_t length)
{
	schain_string string;

	string.data = data;
	string.length = length;
	return string;
}

static inline int schain__is_empty(schain_string string)
{
	return string.length == 0;
}

static inline int schain__equal(schain_string a, schain_string b)
{
	return a.length == b.length && (!a.length || !memcmp(a.data, b.data, a.length));
}

static inline char schain__lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

int schain__equal_nocase(schain_string a, schain_string b);
int schain__starts(schain_string string, schain_string prefix);
int schain__starts_nocase(schain_string string, schain_string prefix);
int schain__ends(schain_string string, schain_string suffix);
/* Position of a byte from `from` on, or SIZE_MAX. */
size_t schain__find(schain_string string, char byte, size_t from);
size_t schain__find_last(schain_string string, char byte);
/* Position of a text, or SIZE_MAX. */
size_t schain__search(schain_string string, schain_string text);
size_t schain__search_nocase(schain_string string, schain_string text);
schain_string schain__cut(schain_string string, size_t from, size_t to);
schain_string schain__trim(schain_string string);
/* What follows the last '/' or '\'. */
schain_string schain__basename(schain_string path);
/* What precedes the last '/' or '\', without it; absent if there is none. */
schain_string schain__dirname(schain_string path);
/* -1, 0 or 1 as memcmp, a shorter one first. */
int schain__compare(schain_string a, schain_string b);

/* A growing buffer, always NUL-terminated once it holds anything. */
typedef struct schain__buffer {
	schain__memory *memory;
	char *data;
	size_t length;
	size_t capacity;
	int failed; /* memory ran out; what was appended since is lost */
} schain__buffer;

void schain__buffer_init(schain__buffer *buffer, schain__memory *memory);
void schain__buffer_dispose(schain__buffer *buffer);
void schain__buffer_clear(schain__buffer *buffer);
void schain__buffer_append(schain__buffer *buffer, const void *data, size_t size);
void schain__buffer_add(schain__buffer *buffer, schain_string string);
void schain__buffer_text(schain__buffer *buffer, const char *text);
void schain__buffer_printf(schain__buffer *buffer, const char *format, ...) SCHAIN__PRINTF(2, 3);
schain_string schain__buffer_string(const schain__buffer *buffer);

/*
 * Length of the well-formed UTF-8 sequence at the start of `data`, or 0.
 * RFC 3629: no surrogates, no overlong forms, nothing above U+10FFFF.
 */
size_t schain__utf8_sequence(const char *data, size_t size);
#endif
