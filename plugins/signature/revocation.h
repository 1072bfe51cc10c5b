/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_REVOCATION_H
#define SCHAIN_SIGNATURE_REVOCATION_H
/* Revocation lists that the user supplied, and certificates known to be abused. */
#include "signature/certificate.h"

typedef struct schain__sig_revocations {
	const schain__sig_crypto *crypto;
	schain_allocator allocator;
	X509_CRL **lists;
	size_t count, capacity;
} schain__sig_revocations;

void schain__sig_revocations_init(schain__sig_revocations *self, const schain__sig_crypto *crypto,
                                  const schain_allocator *allocator);
void schain__sig_revocations_clear(schain__sig_revocations *self);
schain_status schain__sig_revocations_add(schain__sig_revocations *self, const unsigned char *data,
                                          size_t size, schain_error *error);

enum schain__sig_revocation {
	SCHAIN__SIG_REVOCATION_UNKNOWN, /* no current list of its issuer's */
	SCHAIN__SIG_REVOCATION_GOOD,
	SCHAIN__SIG_REVOCATION_REVOKED, /* from *ret_since on */
};

enum schain__sig_revocation schain__sig_revocation_of(const schain__sig_revocations *self,
                                                      X509 *certificate, X509 *issuer,
                                                      schain_time now, schain_time *ret_since);

/* Hashes that name abused certificates, sorted. */
typedef struct schain__sig_abused_key {
	unsigned char kind;
	unsigned char value[32];
} schain__sig_abused_key;

typedef struct schain__sig_abused {
	const schain__sig_crypto *crypto;
	schain_allocator allocator;
	schain__sig_abused_key *keys;
	size_t count, capacity;
} schain__sig_abused;

void schain__sig_abused_init(schain__sig_abused *self, const schain__sig_crypto *crypto,
                             const schain_allocator *allocator);
void schain__sig_abused_clear(schain__sig_abused *self);
schain_status schain__sig_abused_add(schain__sig_abused *self, const char *text, size_t size,
                                     schain_error *error);
int schain__sig_abused_has(const schain__sig_abused *self, const schain_certificate *certificate);
#endif
