/* SPDX-License-Identifier: Apache-2.0 */
#include "egress/support.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>

/* No struct of this library is larger; more is garbage, not a newer version. */
enum { STRUCT_SIZE_LIMIT = 4096 };

static void *take(void *context, size_t size)
{
	(void)context;
	return malloc(size ? size : 1);
}

static void *retake(void *context, void *memory, size_t old_size, size_t size)
{
	(void)context;
	(void)old_size;
	return realloc(memory, size ? size : 1);
}

static void give(void *context, void *memory, size_t size)
{
	(void)context;
	(void)size;
	free(memory);
}

void schain__eg_allocator(schain_allocator *allocator, const schain_allocator *given)
{
	const schain_allocator standard = { (uint32_t)sizeof standard, 0, take, retake, give, NULL };

	*allocator = given ? *given : standard;
}

void *schain__eg_take(const schain_allocator *allocator, size_t count, size_t size)
{
	void *memory;

	if (size && count > SIZE_MAX / size)
		return NULL;
	memory = allocator->allocate(allocator->context, count * size);
	if (memory)
		memset(memory, 0, count * size);
	return memory;
}

void schain__eg_give(const schain_allocator *allocator, void *memory, size_t count, size_t size)
{
	if (memory)
		allocator->release(allocator->context, memory, count * size);
}

schain_status schain__eg_fail(schain_error *error, schain_status code, const char *format, ...)
{
	va_list list;

	if (!error || error->struct_size < sizeof *error)
		return code;
	error->code = code;
	error->line = error->column = error->offset = 0;
	error->where[0] = 0;
	va_start(list, format);
	vsnprintf(error->message, sizeof error->message, format, list);
	va_end(list);
	return code;
}

schain_status schain__eg_fail_memory(schain_error *error)
{
	return schain__eg_fail(error, SCHAIN_E_MEMORY, "%s", schain_status_get_text(SCHAIN_E_MEMORY));
}

schain_status schain__eg_import(void *known, size_t known_size, const void *given, const char *what,
                                schain_error *error)
{
	uint32_t size;

	if (!given)
		return schain__eg_fail(error, SCHAIN_E_ARGUMENT, "%s: NULL", what);
	memcpy(&size, given, sizeof size);
	if (size < known_size || size > STRUCT_SIZE_LIMIT)
		return schain__eg_fail(error, SCHAIN_E_TOO_SMALL,
		                       "%s: struct_size is %u, expected %zu (use the initialiser)", what,
		                       (unsigned)size, known_size);
	for (size_t i = known_size; i < size; i++)
		if (((const unsigned char *)given)[i])
			return schain__eg_fail(error, SCHAIN_E_TOO_NEW,
			                       "%s: byte %zu is set, this library knows %zu bytes", what, i,
			                       known_size);
	memcpy(known, given, known_size);
	return SCHAIN_OK;
}

struct sip {
	uint64_t v0, v1, v2, v3;
};

static inline uint64_t rotate(uint64_t value, int bits)
{
	return value << bits | value >> (64 - bits);
}

static inline void sip_rounds(struct sip *s, int count)
{
	for (int i = 0; i < count; i++) {
		s->v0 += s->v1;
		s->v1 = rotate(s->v1, 13) ^ s->v0;
		s->v0 = rotate(s->v0, 32);
		s->v2 += s->v3;
		s->v3 = rotate(s->v3, 16) ^ s->v2;
		s->v0 += s->v3;
		s->v3 = rotate(s->v3, 21) ^ s->v0;
		s->v2 += s->v1;
		s->v1 = rotate(s->v1, 17) ^ s->v2;
		s->v2 = rotate(s->v2, 32);
	}
}

static inline void sip_word(struct sip *s, uint64_t word)
{
	s->v3 ^= word;
	sip_rounds(s, 1);
	s->v0 ^= word;
}

uint64_t schain__eg_hash(const uint64_t seed[2], const void *data, size_t size)
{
	const unsigned char *at = data;
	struct sip s = { seed[0] ^ UINT64_C(0x736f6d6570736575), seed[1] ^ UINT64_C(0x646f72616e646f6d),
		             seed[0] ^ UINT64_C(0x6c7967656e657261), seed[1] ^ UINT64_C(0x7465646279746573) };
	uint64_t last = (uint64_t)size << 56;

	for (; size >= 8; size -= 8, at += 8) {
		uint64_t word;

		memcpy(&word, at, sizeof word);
		sip_word(&s, word);
	}
	for (size_t i = 0; i < size; i++)
		last |= (uint64_t)at[i] << 8 * i;
	sip_word(&s, last);
	s.v2 ^= 0xff;
	sip_rounds(&s, 3);
	return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}

enum { LABEL_LIMIT = 63 };

size_t schain__eg_name(schain_string given, char name[SCHAIN__EG_NAME])
{
	size_t length = given.length, label = 0;

	if (length && given.data[length - 1] == '.')
		length--;
	if (!length || length >= SCHAIN__EG_NAME)
		return 0;
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)given.data[i];

		if (c <= ' ' || c == 0x7f || c == '/' || c == ':' || c == '@')
			return 0;
		if (c == '.' && !label)
			return 0;
		label = c == '.' ? 0 : label + 1;
		if (label > LABEL_LIMIT)
			return 0;
		name[i] = schain__eg_lower(given.data[i]);
	}
	name[length] = 0;
	return length;
}

int schain__eg_address(schain_string text, unsigned char address[16])
{
	static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
	char copy[INET6_ADDRSTRLEN];
	size_t length = text.length;

	if (length > 2 && text.data[0] == '[' && text.data[length - 1] == ']') {
		text.data++;
		length -= 2;
	}
	for (size_t i = 0; i < length; i++)
		if (text.data[i] == '%') /* a zone: RFC 4007, 11 */
			length = i;
	if (length < 2 || length >= sizeof copy || memchr(text.data, 0, length))
		return 0;
	memcpy(copy, text.data, length);
	copy[length] = 0;
	memcpy(address, mapped, sizeof mapped);
	return strchr(copy, ':') ? inet_pton(AF_INET6, copy, address) == 1
	                         : inet_pton(AF_INET, copy, address + 12) == 1;
}
