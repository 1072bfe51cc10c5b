/* SPDX-License-Identifier: Apache-2.0 */
#include "store/bytes.h"

enum { NUMBER_SIZE = 10 }; /* 64 bits, seven in a byte */

void schain__bytes_number(schain__buffer *out, uint64_t number)
{
	unsigned char bytes[NUMBER_SIZE];
	size_t length = 0;

	for (; number >= 0x80; number >>= 7)
		bytes[length++] = (unsigned char)(number | 0x80);
	bytes[length++] = (unsigned char)number;
	schain__buffer_append(out, bytes, length);
}

void schain__bytes_signed(schain__buffer *out, int64_t number)
{
	uint64_t bits = (uint64_t)number;

	schain__bytes_number(out, bits << 1 ^ (number < 0 ? UINT64_MAX : 0));
}

void schain__bytes_hash(schain__buffer *out, uint64_t hash)
{
	unsigned char bytes[8];

	for (int i = 0; i < 8; i++)
		bytes[i] = (unsigned char)(hash >> (8 * i));
	schain__buffer_append(out, bytes, sizeof bytes);
}

void schain__reader_init(schain__reader *reader, const void *data, size_t size)
{
	reader->at = size ? data : (const unsigned char *)"";
	reader->end = reader->at + size;
	reader->status = SCHAIN_OK;
}

void schain__reader_fail(schain__reader *reader, schain_status status)
{
	if (reader->status == SCHAIN_OK)
		reader->status = status;
	reader->at = reader->end;
}

uint64_t schain__read_number(schain__reader *reader)
{
	uint64_t number = 0;

	for (unsigned shift = 0; shift < 64 && reader->at < reader->end; shift += 7) {
		unsigned char byte = *reader->at++;

		if (shift == 63 && byte > 1)
			break;
		number |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return number;
	}
	schain__reader_fail(reader, SCHAIN_E_DAMAGED);
	return 0;
}

int64_t schain__read_signed(schain__reader *reader)
{
	uint64_t bits = schain__read_number(reader);

	bits = bits >> 1 ^ (bits & 1 ? UINT64_MAX : 0);
	return bits > INT64_MAX ? -(int64_t)(UINT64_MAX - bits) - 1 : (int64_t)bits;
}

uint64_t schain__read_hash(schain__reader *reader)
{
	uint64_t hash = 0;

	if (schain__reader_left(reader) < 8) {
		schain__reader_fail(reader, SCHAIN_E_DAMAGED);
		return 0;
	}
	for (int i = 0; i < 8; i++)
		hash |= (uint64_t)*reader->at++ << (8 * i);
	return hash;
}

uint64_t schain__read_limited(schain__reader *reader, uint64_t limit)
{
	uint64_t number = schain__read_number(reader);

	if (number <= limit)
		return number;
	schain__reader_fail(reader, SCHAIN_E_DAMAGED);
	return 0;
}

size_t schain__read_count(schain__reader *reader, size_t limit)
{
	uint64_t count = schain__read_number(reader);

	if (count <= limit && count <= schain__reader_left(reader))
		return (size_t)count;
	schain__reader_fail(reader, SCHAIN_E_DAMAGED);
	return 0;
}

schain_string schain__read_bytes(schain__reader *reader, uint64_t length)
{
	schain_string bytes = { NULL, 0 };

	if (length > schain__reader_left(reader)) {
		schain__reader_fail(reader, SCHAIN_E_DAMAGED);
		return bytes;
	}
	bytes = schain__string((const char *)reader->at, (size_t)length);
	reader->at += length;
	return bytes;
}
