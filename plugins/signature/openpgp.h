/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_OPENPGP_H
#define SCHAIN_SIGNATURE_OPENPGP_H
/* OpenPGP signatures by librnp, in process: detached ones and cleartext ones. */
#include "signature/source.h"

/* Signatures of one file; Debian's archives have two or three. */
#define SCHAIN__OPENPGP_SIGNATURES 8u

enum schain__openpgp_verdict {
	SCHAIN__OPENPGP_GOOD,
	SCHAIN__OPENPGP_BAD,         /* not of this content */
	SCHAIN__OPENPGP_UNKNOWN_KEY, /* the keyring lacks its key */
	SCHAIN__OPENPGP_EXPIRED,     /* the signature or its key */
	SCHAIN__OPENPGP_REVOKED,     /* its key */
	SCHAIN__OPENPGP_WEAK,        /* an algorithm that no longer counts */
};

typedef struct schain__openpgp_signature {
	enum schain__openpgp_verdict verdict;
	uint32_t reserved;
	schain_time created;  /* as the signature says */
	char fingerprint[72]; /* of the primary key, hex; of the subkey or key id if that is unknown */
	char user[256];       /* the key's primary name; empty if not known */
	char digest[16];      /* "sha256" */
} schain__openpgp_signature;

typedef struct schain__openpgp_result {
	size_t count;
	schain__openpgp_signature signatures[SCHAIN__OPENPGP_SIGNATURES];
} schain__openpgp_result;

typedef struct schain__openpgp schain__openpgp; /* a keyring */

/* SCHAIN_E_UNSUPPORTED in a build without librnp. */
schain_status schain__openpgp_new(schain__openpgp **ret_keyring);
void schain__openpgp_free(schain__openpgp *keyring);
/* Keys, armored or binary; SCHAIN_E_FORMAT if there is none among the bytes. */
schain_status schain__openpgp_add(schain__openpgp *keyring, schain__bytes keys, size_t *ret_count);
/* Whether bytes begin as armor or as a packet of a signature. */
int schain__openpgp_probe(schain__bytes head);
/* SCHAIN_E_DAMAGED: no signature could be read. */
schain_status schain__openpgp_detached(schain__openpgp *keyring, schain__bytes signature,
                                       const schain__source *content, schain_time at,
                                       schain__openpgp_result *ret_result);
/*
 * The text that a cleartext-signed message (InRelease) signs, and by whom. The
 * text is owned: schain__source_release().
 */
schain_status schain__openpgp_cleartext(schain__openpgp *keyring, schain__bytes message,
                                        const schain_allocator *memory, schain_time at,
                                        schain__openpgp_result *ret_result,
                                        schain__bytes *ret_text);
#endif
