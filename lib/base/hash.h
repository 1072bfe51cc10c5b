/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_BASE_HASH_H
#define SCHAIN_BASE_HASH_H
/*
 * Keyed hashes. Names and paths are chosen by attackers, so tables use a key
 * that is random for each engine; nothing that leaves the library depends on
 * it.
 */
#include "base/text.h"

typedef struct schain__hash_key {
	uint64_t part[2];
} schain__hash_key;

uint64_t schain__hash(const schain__hash_key *key, const void *data, size_t size);
/* The same on every build and machine: for what state keeps (SipHash-2-4). */
uint64_t schain__hash_lasting(const schain__hash_key *key, const void *data, size_t size);
uint64_t schain__hash_lasting_number(const schain__hash_key *key, uint64_t number);
/*
 * A hash that never changes between runs, builds and machines, for stable
 * identities (SipHash-2-4 under a fixed key).
 */
uint64_t schain__hash_stable(const void *data, size_t size, uint64_t seed);
/* The same of a number, whatever the machine's byte order. */
uint64_t schain__hash_stable_number(uint64_t number, uint64_t seed);
#endif
