/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_BASE_SHA256_H
#define SCHAIN_BASE_SHA256_H
/*
 * SHA-256 (FIPS 180-4), so that a core that links libc alone can hold the files
 * it loads against an allow-list. Nothing secret goes through it.
 */
#include "base/text.h"

enum { SCHAIN__SHA256_SIZE = 32, SCHAIN__SHA256_BLOCK = 64 };

typedef struct schain__sha256 {
	uint64_t length; /* bytes so far */
	uint32_t state[8];
	uint8_t block[SCHAIN__SHA256_BLOCK];
} schain__sha256;

void schain__sha256_init(schain__sha256 *hash);
void schain__sha256_add(schain__sha256 *hash, const void *data, size_t size);
/* The hash is to be set up anew before its next use. */
void schain__sha256_finish(schain__sha256 *hash, uint8_t digest[SCHAIN__SHA256_SIZE]);
/* 64 hexadecimal digits of either case. Returns 0, or -1 if it is none. */
int schain__sha256_parse(schain_string text, uint8_t digest[SCHAIN__SHA256_SIZE]);
/* In lower case, with a NUL. */
void schain__sha256_write(const uint8_t digest[SCHAIN__SHA256_SIZE],
                          char text[2 * SCHAIN__SHA256_SIZE + 1]);
#endif
