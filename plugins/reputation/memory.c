/* SPDX-License-Identifier: Apache-2.0 */
#include "reputation/memory.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static void *plain_allocate(void *context, size_t size)
{
	(void)context;
	return malloc(size);
}

static void *plain_reallocate(void *context, void *memory, size_t old_size, size_t size)
{
	(void)context;
	(void)old_size;
	return realloc(memory, size);
}

static void plain_release(void *context, void *memory, size_t size)
{
	(void)context;
	(void)size;
	free(memory);
}

void schain__rep_memory_init(schain__rep_memory *memory, const schain_allocator *allocator)
{
	static const schain_allocator plain = { sizeof plain, 0, plain_allocate, plain_reallocate,
		                                    plain_release, NULL };

	memory->allocator = allocator ? *allocator : plain;
}

void *schain__rep_alloc(schain__rep_memory *memory, size_t size)
{
	return memory->allocator.allocate(memory->allocator.context, size ? size : 1);
}

void schain__rep_release(schain__rep_memory *memory, void *block, size_t size)
{
	if (block)
		memory->allocator.release(memory->allocator.context, block, size ? size : 1);
}

int schain__rep_grow(schain__rep_memory *memory, void **block, size_t *capacity, size_t need,
                     size_t size)
{
	size_t more = *capacity ? *capacity : 16;
	void *grown;

	if (need <= *capacity)
		return 0;
	while (more < need) {
		if (more > SIZE_MAX / 2)
			return -1;
		more *= 2;
	}
	if (more > SIZE_MAX / size)
		return -1;
	grown = *block ? memory->allocator.reallocate(memory->allocator.context, *block,
	                                              *capacity * size, more * size)
	               : schain__rep_alloc(memory, more * size);
	if (!grown)
		return -1;
	*block = grown;
	*capacity = more;
	return 0;
}

schain_status schain__rep_error(schain_error *error, schain_status code, const char *where,
                                uint64_t line, const char *format, ...)
{
	va_list arguments;

	if (!error)
		return code;
	schain_error_init(error, sizeof *error);
	error->code = code;
	error->line = line;
	snprintf(error->where, sizeof error->where, "%s", where ? where : "");
	va_start(arguments, format);
	vsnprintf(error->message, sizeof error->message, format, arguments);
	va_end(arguments);
	return code;
}

schain_status schain__rep_io_error(schain_error *error, const char *path, const char *what)
{
	return schain__rep_error(error, SCHAIN_E_IO, path, 0, "%s: %s", what, strerror(errno));
}

schain_status schain__rep_no_memory(schain_error *error)
{
	return schain__rep_error(error, SCHAIN_E_MEMORY, NULL, 0, "out of memory");
}

int schain__rep_equal(schain_string a, schain_string b)
{
	return a.length == b.length && (!a.length || !memcmp(a.data, b.data, a.length));
}

int schain__rep_is(schain_string text, const char *word)
{
	return text.length == strlen(word) && schain__rep_begins(text, word);
}

int schain__rep_begins(schain_string text, const char *word)
{
	size_t i = 0;

	for (; word[i]; i++)
		if (i >= text.length || schain__rep_lower(text.data[i]) != word[i])
			return 0;
	return 1;
}

int schain__rep_has(schain_string text, const char *word)
{
	for (; text.length; text.data++, text.length--)
		if (schain__rep_begins(text, word))
			return 1;
	return 0;
}

schain_string schain__rep_trim(schain_string text)
{
	while (text.length && (unsigned char)text.data[0] <= ' ') {
		text.data++;
		text.length--;
	}
	while (text.length && (unsigned char)text.data[text.length - 1] <= ' ')
		text.length--;
	return text;
}
