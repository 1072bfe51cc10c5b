/* SPDX-License-Identifier: Apache-2.0 */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif
#include "base/hash.h"

#ifdef HAVE_XXHASH
#define XXH_INLINE_ALL
#include <xxhash.h>
#endif

static uint64_t rotate(uint64_t x, int bits)
{
	return x << bits | x >> (64 - bits);
}

static uint64_t load(const unsigned char *data, size_t size)
{
	uint64_t value = 0;

	for (size_t i = 0; i < size; i++)
		value |= (uint64_t)data[i] << (8 * i);
	return value;
}

static void sip_round(uint64_t v[4])
{
	v[0] += v[1];
	v[1] = rotate(v[1], 13) ^ v[0];
	v[0] = rotate(v[0], 32);
	v[2] += v[3];
	v[3] = rotate(v[3], 16) ^ v[2];
	v[0] += v[3];
	v[3] = rotate(v[3], 21) ^ v[0];
	v[2] += v[1];
	v[1] = rotate(v[1], 17) ^ v[2];
	v[2] = rotate(v[2], 32);
}

/* SipHash-2-4: Aumasson and Bernstein, INDOCRYPT 2012. */
static uint64_t siphash(uint64_t k0, uint64_t k1, const unsigned char *data, size_t size)
{
	uint64_t v[4] = { k0 ^ 0x736f6d6570736575u, k1 ^ 0x646f72616e646f6du, k0 ^ 0x6c7967656e657261u,
		          k1 ^ 0x7465646279746573u };
	size_t whole = size / 8;
	uint64_t word;

	if (!data)
		data = (const unsigned char *)""; /* C has no NULL + 0 */
	for (size_t i = 0; i <= whole; i++) {
		word = i < whole ? load(data + 8 * i, 8)
		                 : load(data + 8 * i, size % 8) | (uint64_t)(size & 0xff) << 56;
		v[3] ^= word;
		sip_round(v);
		sip_round(v);
		v[0] ^= word;
	}
	v[2] ^= 0xff;
	for (int i = 0; i < 4; i++)
		sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

uint64_t schain__hash(const schain__hash_key *key, const void *data, size_t size)
{
#ifdef HAVE_XXHASH
	return XXH3_64bits_withSeed(data ? data : "", size, key->part[0]) ^ key->part[1];
#else
	return siphash(key->part[0], key->part[1], data, size);
#endif
}

uint64_t schain__hash_lasting(const schain__hash_key *key, const void *data, size_t size)
{
	return siphash(key->part[0], key->part[1], data, size);
}

uint64_t schain__hash_stable(const void *data, size_t size, uint64_t seed)
{
	return siphash(seed, 0x737570706c796368u, data, size);
}

static void store(unsigned char bytes[8], uint64_t number)
{
	for (int i = 0; i < 8; i++)
		bytes[i] = (unsigned char)(number >> (8 * i));
}

uint64_t schain__hash_lasting_number(const schain__hash_key *key, uint64_t number)
{
	unsigned char bytes[8];

	store(bytes, number);
	return schain__hash_lasting(key, bytes, sizeof bytes);
}

uint64_t schain__hash_stable_number(uint64_t number, uint64_t seed)
{
	unsigned char bytes[8];

	store(bytes, number);
	return schain__hash_stable(bytes, sizeof bytes, seed);
}
