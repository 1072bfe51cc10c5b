/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_TRUST_H
#define SCHAIN_SIGNATURE_TRUST_H
/* Trusted roots with what each is trusted for. */
#include "signature/certificate.h"

typedef struct schain__sig_root {
	X509 *certificate;
	uint32_t usages;
	uint32_t is_named;            /* by a trust list that is being applied */
	schain_time distrusted_after; /* signatures made later do not count; 0: no such time */
	schain_time not_issued_after; /* certificates issued later do not count; 0: no such time */
	schain_certificate described; /* strings in the trust's pool */
} schain__sig_root;

/* The roots of one set of usages, as libcrypto wants them. */
typedef struct schain__sig_root_set {
	uint32_t usages;
	STACK_OF(X509) *certificates;
} schain__sig_root_set;

enum { SCHAIN__SIG_ROOT_SETS = 8 };

typedef struct schain__sig_trust {
	const schain__sig_crypto *crypto;
	schain__sig_pool pool;
	schain__sig_root *roots;
	size_t count, capacity;
	schain__sig_root_set sets[SCHAIN__SIG_ROOT_SETS];
	size_t set_count;
} schain__sig_trust;

void schain__sig_trust_init(schain__sig_trust *trust, const schain__sig_crypto *crypto,
                            const schain_allocator *allocator);
void schain__sig_trust_clear(schain__sig_trust *trust);
schain_status schain__sig_trust_add(schain__sig_trust *trust, const unsigned char *data, size_t size,
                                    uint32_t usages, schain_error *error);
/* Those trusted for any of `usages`; kept until roots change. NULL when memory is out. */
STACK_OF(X509) *schain__sig_trust_of(schain__sig_trust *trust, uint32_t usages);
/* The root that this certificate is; NULL if it is none. */
const schain__sig_root *schain__sig_trust_find(const schain__sig_trust *trust, X509 *certificate);
/* Forgets roots with no usage left, and the sets made. */
void schain__sig_trust_prune(schain__sig_trust *trust);

/* A whole file, at most 64 MiB, with a NUL behind it; released with *ret_size + 1. */
schain_status schain__sig_read_file(const schain_allocator *allocator, const char *path,
                                    unsigned char **ret_data, size_t *ret_size, schain_error *error);

/* Walks PEM: each line that begins a block of that name is handed over with the rest of the text. */
typedef struct schain__sig_pem {
	const char *at, *end;
} schain__sig_pem;

int schain__sig_is_pem(const unsigned char *data, size_t size);
/* The next line without its end, or one of length 0 and NULL past the last. */
schain_string schain__sig_pem_line(schain__sig_pem *pem);
/* A BIO on the block that `line` begins; the walk goes on behind it. NULL when memory is out. */
BIO *schain__sig_pem_block(schain__sig_pem *pem, schain_string line);
int schain__sig_no_password(char *buffer, int size, int writing, void *context);
#endif
