/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_KEYS_H
#define SCHAIN_SIGNATURE_KEYS_H
/* Keys that a user trusts without a certificate, and Sigstore's trusted root. */
#include "signature/crypto.h"
#include "signature/minisign.h"
#include "signature/openpgp.h"
#include "signature/pool.h"

struct schain__sigstore_root;

typedef struct schain__sig_keys {
	const schain__sig_crypto *crypto;
	schain_allocator allocator;
	schain__minisign_key *minisign;
	size_t minisign_count, minisign_capacity;
	EVP_PKEY **plain; /* of signers who use Sigstore's log with a key of their own */
	size_t plain_count, plain_capacity;
	schain__openpgp *openpgp;              /* NULL: no keys yet */
	struct schain__sigstore_root *sigstore; /* NULL: none */
} schain__sig_keys;

void schain__sig_keys_init(schain__sig_keys *keys, const schain__sig_crypto *crypto,
                           const schain_allocator *allocator);
void schain__sig_keys_clear(schain__sig_keys *keys);
/* Makes sure that there is a keyring, if an empty one. SCHAIN_E_UNSUPPORTED without librnp. */
schain_status schain__sig_keys_openpgp(schain__sig_keys *keys);
/* What kind of key it is, the content tells. */
schain_status schain__sig_keys_add(schain__sig_keys *keys, const unsigned char *data, size_t size,
                                   schain_error *error);
#endif
