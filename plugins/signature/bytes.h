/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_BYTES_H
#define SCHAIN_SIGNATURE_BYTES_H
/*
 * A run of bytes and what is read from it: numbers of either byte order, parts
 * that never leave the whole.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct schain__bytes {
	const uint8_t *data; /* borrowed */
	size_t size;
} schain__bytes;

static inline uint32_t schain__get_le16(const uint8_t *at)
{
	return (uint32_t)at[0] | (uint32_t)at[1] << 8;
}

static inline uint32_t schain__get_le32(const uint8_t *at)
{
	return schain__get_le16(at) | schain__get_le16(at + 2) << 16;
}

static inline uint64_t schain__get_le64(const uint8_t *at)
{
	return schain__get_le32(at) | (uint64_t)schain__get_le32(at + 4) << 32;
}

static inline uint32_t schain__get_be16(const uint8_t *at)
{
	return (uint32_t)at[0] << 8 | at[1];
}

static inline uint32_t schain__get_be32(const uint8_t *at)
{
	return schain__get_be16(at) << 16 | schain__get_be16(at + 2);
}

static inline uint64_t schain__get_be64(const uint8_t *at)
{
	return (uint64_t)schain__get_be32(at) << 32 | schain__get_be32(at + 4);
}

static inline void schain__put_le32(uint8_t *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> 8 * i);
}

/* The part of `size` bytes from `offset`; data is NULL where it is not all there. */
static inline schain__bytes schain__bytes_part(schain__bytes whole, uint64_t offset, uint64_t size)
{
	schain__bytes none = { NULL, 0 }, part;

	if (!whole.data || offset > whole.size || size > whole.size - offset)
		return none;
	part.data = whole.data + offset;
	part.size = (size_t)size;
	return part;
}

/* The NUL-terminated text from `offset`, without its NUL; data is NULL where none ends inside. */
static inline schain__bytes schain__bytes_text(schain__bytes whole, uint64_t offset)
{
	schain__bytes none = { NULL, 0 }, text;
	const uint8_t *end;

	if (!whole.data || offset >= whole.size)
		return none;
	text.data = whole.data + offset;
	end = (const uint8_t *)memchr(text.data, 0, whole.size - (size_t)offset);
	if (!end)
		return none;
	text.size = (size_t)(end - text.data);
	return text;
}

static inline int schain__bytes_equal(schain__bytes a, schain__bytes b)
{
	return a.size == b.size && (!a.size || !memcmp(a.data, b.data, a.size));
}
#endif
