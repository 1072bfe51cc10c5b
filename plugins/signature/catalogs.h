/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_CATALOGS_H
#define SCHAIN_SIGNATURE_CATALOGS_H
/* Windows catalogs: which digests each signs, over a directory of them. */
#include "signature/crypto.h"
#include "signature/pool.h"

typedef struct schain__sig_catalog {
	schain_string path; /* read again when a file of it turns up */
} schain__sig_catalog;

typedef struct schain__sig_catalog_member {
	unsigned char digest[32]; /* SHA-1 ones are followed by zeros */
	uint32_t size;            /* 20 or 32 */
	uint32_t catalog;
} schain__sig_catalog_member;

typedef struct schain__sig_catalogs {
	schain__sig_pool pool;
	schain__sig_catalog *catalogs;
	size_t count, capacity;
	schain__sig_catalog_member *members; /* sorted */
	size_t member_count, member_capacity;
	uint32_t has_sha1, has_sha256; /* kinds of digest among the members */
} schain__sig_catalogs;

void schain__sig_catalogs_init(schain__sig_catalogs *catalogs, const schain_allocator *allocator);
void schain__sig_catalogs_clear(schain__sig_catalogs *catalogs);
/* The catalog that signs that digest; NULL if none does. */
const schain__sig_catalog *schain__sig_catalogs_find(const schain__sig_catalogs *catalogs,
                                                     const unsigned char *digest, size_t size);
#endif
