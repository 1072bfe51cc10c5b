/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bloom files of DCSO's bloom and CIRCL's hashlookup, as they are: version,
 * n, p, k, m and N in 48 bytes, then the bits in 64-bit words, then whatever
 * the maker adds. All numbers little-endian.
 */
#include "reputation/store.h"

#include <math.h>

enum { HEADER = 48, HASH_LIMIT = 64 };

/* From the reference: a multiplicative sequence modulo the greatest 64-bit prime. */
#define MODULUS UINT64_C(18446744073709551557)
#define GENERATOR UINT64_C(18446744073709550147)
#define FNV_OFFSET UINT64_C(14695981039346656037)
#define FNV_PRIME UINT64_C(1099511628211)

static uint64_t read64(const unsigned char *data)
{
	uint64_t value = 0;

	for (int i = 7; i >= 0; i--)
		value = value << 8 | data[i];
	return value;
}

static double read_double(const unsigned char *data)
{
	uint64_t bits = read64(data);
	double value;

	memcpy(&value, &bits, sizeof value);
	return value;
}

const char *schain__rep_bloom_check(const unsigned char *data, uint64_t size, double *ret_rate,
                                    uint64_t *ret_count)
{
	uint64_t n, k, m;
	double p;

	if (size < HEADER || read64(data) != 1)
		return "no header of a Bloom filter, version 1";
	n = read64(data + 8);
	p = read_double(data + 16);
	k = read64(data + 24);
	m = read64(data + 32);
	*ret_count = read64(data + 40);
	*ret_rate = p;
	if (!(p > 0 && p < 1) || !n || *ret_count > n)
		return "its header contradicts itself";
	if (!k || k > HASH_LIMIT || !m || m > (size - HEADER) * 8)
		return "it is shorter than its header says";
	/* m = -n ln p / (ln 2)^2; makers round it differently. */
	if (fabs((double)m + (double)n * log(p) / (log(2.0) * log(2.0))) > 64)
		return "its header contradicts itself";
	return (m + 63) / 64 * 8 > size - HEADER ? "it is shorter than its header says" : NULL;
}

int schain__rep_bloom_holds(const unsigned char *data, uint64_t size, const char *value, size_t length)
{
	uint64_t hash = FNV_OFFSET, count, k, m;
	double rate;

	if (schain__rep_bloom_check(data, size, &rate, &count))
		return 0;
	k = read64(data + 24);
	m = read64(data + 32);
	for (size_t i = 0; i < length; i++)
		hash = hash * FNV_PRIME ^ (unsigned char)value[i];
	hash %= MODULUS;
	for (uint64_t i = 0; i < k; i++) {
		uint64_t bit;

		hash = hash * GENERATOR % MODULUS;
		bit = hash % m;
		if (!(data[HEADER + bit / 8] >> bit % 8 & 1))
			return 0;
	}
	return 1;
}
