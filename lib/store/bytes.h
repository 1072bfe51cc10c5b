/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_STORE_BYTES_H
#define SCHAIN_STORE_BYTES_H
/*
 * Numbers as bytes. Small ones take one byte (LEB128), the same on every
 * machine; what is read is never trusted.
 */
#include <supplychain/error.h>

#include "base/text.h"

void schain__bytes_number(schain__buffer *out, uint64_t number);
/* Small negative ones are small too (zigzag). */
void schain__bytes_signed(schain__buffer *out, int64_t number);
/* Eight bytes, least first: for hashes, which are never small. */
void schain__bytes_hash(schain__buffer *out, uint64_t hash);

typedef struct schain__reader {
	const unsigned char *at;
	const unsigned char *end;
	schain_status status; /* first failure; what is read after it is 0 */
} schain__reader;

void schain__reader_init(schain__reader *reader, const void *data, size_t size);
void schain__reader_fail(schain__reader *reader, schain_status status);
uint64_t schain__read_number(schain__reader *reader);
int64_t schain__read_signed(schain__reader *reader);
uint64_t schain__read_hash(schain__reader *reader);
/* A number that is at most `limit`. */
uint64_t schain__read_limited(schain__reader *reader, uint64_t limit);
/* How many elements follow, each of at least one byte. */
size_t schain__read_count(schain__reader *reader, size_t limit);
/* That many bytes, borrowed. */
schain_string schain__read_bytes(schain__reader *reader, uint64_t length);

static inline size_t schain__reader_left(const schain__reader *reader)
{
	return (size_t)(reader->end - reader->at);
}
#endif
