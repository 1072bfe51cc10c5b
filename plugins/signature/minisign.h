/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_MINISIGN_H
#define SCHAIN_SIGNATURE_MINISIGN_H
/*
 * Signatures of minisign and of OpenBSD's signify: Ed25519 in a few lines of
 * base64. minisign hashes the file first (BLAKE2b-512) and signs a comment too.
 */
#include <openssl/evp.h>
#include <supplychain/error.h>

#include "signature/bytes.h"

#define SCHAIN__MINISIGN_ID 8u
#define SCHAIN__MINISIGN_KEY 32u
#define SCHAIN__MINISIGN_SIGNATURE 64u
#define SCHAIN__MINISIGN_HASH 64u
/* minisign itself takes up to 8 KiB. */
#define SCHAIN__MINISIGN_COMMENT 16384u

typedef struct schain__minisign_key {
	uint8_t id[SCHAIN__MINISIGN_ID];
	uint8_t key[SCHAIN__MINISIGN_KEY];
} schain__minisign_key;

typedef struct schain__minisign {
	schain__bytes untrusted; /* comment that nobody signed; borrowed */
	schain__bytes trusted;   /* comment that the second signature covers; borrowed */
	uint32_t is_prehashed;   /* the BLAKE2b-512 of the file is signed, else the file */
	uint32_t has_trusted;    /* minisign; signify has no second signature */
	uint32_t has_trailing;   /* something follows that nobody signed */
	uint8_t id[SCHAIN__MINISIGN_ID];
	uint8_t signature[SCHAIN__MINISIGN_SIGNATURE];
	uint8_t second[SCHAIN__MINISIGN_SIGNATURE];
} schain__minisign;

/* Whether a text begins as these signatures and keys do. */
int schain__minisign_probe(schain__bytes text);
/* A public key file; 0 if it is none. */
int schain__minisign_read_key(schain__bytes text, schain__minisign_key *ret_key);
/* NULL, or what is wrong with it. */
const char *schain__minisign_read(schain__bytes text, schain__minisign *ret_signature);
/*
 * `content`: the file, or its BLAKE2b-512. *ret_good: the first signature's
 * verdict; *ret_comment_good: the second's, 1 where there is none.
 */
schain_status schain__minisign_check(const schain__minisign *signature,
                                     const schain__minisign_key *key, OSSL_LIB_CTX *library,
                                     schain__bytes content, int *ret_good, int *ret_comment_good);
/* A key id as minisign prints it: 16 hex digits, of the number read little-endian. */
void schain__minisign_format_id(const uint8_t id[SCHAIN__MINISIGN_ID], char ret_text[17]);
#endif
