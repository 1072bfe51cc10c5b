/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_CATALOGS_H
#define SCHAIN_SIGNATURE_CATALOGS_H
/* Windows catalogs: which digests each signs, over a directory of them. */
#include "signature/crypto.h"
#include "signature/pool.h"

#include <openssl/x509.h>

struct schain__sig_job;
struct schain__sig_values;

typedef struct schain__sig_catalog_member {
	unsigned char digest[32]; /* SHA-1 ones are followed by zeros */
	uint32_t size;            /* 20 or 32 */
	uint32_t catalog;         /* index of its path */
} schain__sig_catalog_member;

typedef struct schain__sig_catalogs {
	schain__sig_pool pool; /* of the paths */
	schain_string *paths;  /* each is read again when a file of it turns up */
	size_t count, capacity;
	schain__sig_catalog_member *members; /* sorted */
	size_t member_count, member_capacity;
	uint32_t has_sha1, has_sha256; /* kinds of digest among the members */
} schain__sig_catalogs;

void schain__sig_catalogs_init(schain__sig_catalogs *catalogs, const schain_allocator *allocator);
void schain__sig_catalogs_clear(schain__sig_catalogs *catalogs);
/* Adds a signature to the report if a catalog signs one of the digests. */
schain_status schain__sig_catalogs_judge(struct schain__sig_job *job,
                                         const struct schain__sig_values *values);

/*
 * Walks the subjects of a certificate trust list, which is what a catalog is:
 * `content` as of schain__sig_pkcs7_content(). Ends when `take` returns other
 * than 0, with that; 0 at the end; -1 if the list is broken.
 */
typedef struct schain__sig_subject {
	const unsigned char *id;
	size_t id_size;
	STACK_OF(X509_ATTRIBUTE) *attributes; /* until `take` returns */
} schain__sig_subject;

int schain__sig_ctl_walk(const unsigned char *content, size_t size,
                         int (*take)(void *context, const schain__sig_subject *subject),
                         void *context);
#endif
