/* SPDX-License-Identifier: Apache-2.0 */
#include "base/sha256.h"

/* FIPS 180-4, 4.2.2. */
static const uint32_t constants[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t turn(uint32_t word, unsigned bits)
{
	return word >> bits | word << (32 - bits);
}

static uint32_t read_word(const uint8_t *from)
{
	return (uint32_t)from[0] << 24 | (uint32_t)from[1] << 16 | (uint32_t)from[2] << 8 | from[3];
}

static void write_word(uint8_t *to, uint32_t word)
{
	for (int i = 0; i < 4; i++)
		to[i] = (uint8_t)(word >> (24 - 8 * i));
}

/* FIPS 180-4, 6.2.2, step 1. */
static void schedule(uint32_t words[64], const uint8_t *block)
{
	for (int i = 0; i < 16; i++)
		words[i] = read_word(block + 4 * (size_t)i);
	for (int i = 16; i < 64; i++) {
		uint32_t a = words[i - 15], b = words[i - 2];

		words[i] = words[i - 16] + (turn(a, 7) ^ turn(a, 18) ^ a >> 3) + words[i - 7] +
		           (turn(b, 17) ^ turn(b, 19) ^ b >> 10);
	}
}

/* Steps 2 to 4; the letters are the standard's. */
static void compress(uint32_t state[8], const uint8_t *block)
{
	uint32_t words[64], s[8];

	schedule(words, block);
	memcpy(s, state, sizeof s);
	for (int i = 0; i < 64; i++) {
		uint32_t a = s[0], e = s[4];
		uint32_t t1 = s[7] + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & s[5]) ^ (~e & s[6])) +
		              constants[i] + words[i];
		uint32_t t2 = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) +
		              ((a & s[1]) ^ (a & s[2]) ^ (s[1] & s[2]));

		memmove(s + 1, s, 7 * sizeof *s);
		s[4] += t1;
		s[0] = t1 + t2;
	}
	for (int i = 0; i < 8; i++)
		state[i] += s[i];
}

void schain__sha256_init(schain__sha256 *hash)
{
	/* FIPS 180-4, 5.3.3. */
	static const uint32_t first[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
		                               0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };

	hash->length = 0;
	memcpy(hash->state, first, sizeof first);
}

void schain__sha256_add(schain__sha256 *hash, const void *data, size_t size)
{
	const uint8_t *from = data;

	while (size) {
		size_t used = hash->length % sizeof hash->block;
		size_t part = sizeof hash->block - used;

		if (part > size)
			part = size;
		memcpy(hash->block + used, from, part);
		hash->length += part;
		from += part;
		size -= part;
		if (used + part == sizeof hash->block)
			compress(hash->state, hash->block);
	}
}

void schain__sha256_finish(schain__sha256 *hash, uint8_t digest[SCHAIN__SHA256_SIZE])
{
	static const uint8_t padding[SCHAIN__SHA256_BLOCK] = { 0x80 };
	uint64_t bits = hash->length * 8;
	size_t used = hash->length % SCHAIN__SHA256_BLOCK;
	uint8_t length[8];

	write_word(length, (uint32_t)(bits >> 32));
	write_word(length + 4, (uint32_t)bits);
	schain__sha256_add(hash, padding, (used < 56 ? 56 : 120) - used);
	schain__sha256_add(hash, length, sizeof length);
	for (size_t i = 0; i < 8; i++)
		write_word(digest + 4 * i, hash->state[i]);
}

static int digit_of(char c)
{
	c = schain__lower(c);
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int schain__sha256_parse(schain_string text, uint8_t digest[SCHAIN__SHA256_SIZE])
{
	if (text.length != 2 * SCHAIN__SHA256_SIZE)
		return -1;
	for (size_t i = 0; i < SCHAIN__SHA256_SIZE; i++) {
		int high = digit_of(text.data[2 * i]), low = digit_of(text.data[2 * i + 1]);

		if (high < 0 || low < 0)
			return -1;
		digest[i] = (uint8_t)(high << 4 | low);
	}
	return 0;
}

void schain__sha256_write(const uint8_t digest[SCHAIN__SHA256_SIZE],
                          char text[2 * SCHAIN__SHA256_SIZE + 1])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < SCHAIN__SHA256_SIZE; i++) {
		text[2 * i] = digits[digest[i] >> 4];
		text[2 * i + 1] = digits[digest[i] & 15];
	}
	text[2 * SCHAIN__SHA256_SIZE] = 0;
}
