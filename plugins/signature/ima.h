/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_IMA_H
#define SCHAIN_SIGNATURE_IMA_H
/*
 * What Linux's integrity subsystem keeps with a file, in the attribute
 * security.ima: a digest of it, or a signature over that (include/uapi and
 * security/integrity/integrity.h of Linux).
 */
#include "signature/bytes.h"
#include "signature/crypto.h"

enum { SCHAIN__IMA_LIMIT = 4096 }; /* an attribute longer than that is none of IMA's */

typedef struct schain__ima {
	enum schain__sig_digest digest; /* of the file; SCHAIN__SIG_DIGESTS: one unknown here */
	int is_signed;
	unsigned char key_id[4]; /* end of the SHA-1 of the signer's public key */
	schain__bytes value;     /* the digest, or the signature over it; in what was parsed */
} schain__ima;

/* SCHAIN_E_DAMAGED if it is malformed; SCHAIN_E_UNSUPPORTED for forms not known here. */
schain_status schain__ima_parse(schain__bytes attribute, schain__ima *ret_ima);
/* Is the signature over `digest` made with the key? */
int schain__ima_verify(const schain__sig_crypto *crypto, const schain__ima *ima, EVP_PKEY *key,
                       const unsigned char *digest);
/* Is it the key that the signature names? */
int schain__ima_names(const schain__sig_crypto *crypto, const schain__ima *ima, EVP_PKEY *key);
#endif
