/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_XAR_H
#define SCHAIN_SIGNATURE_XAR_H
/*
 * xar archives, the container of macOS installer packages (.pkg): a header, a
 * packed table of contents in XML, and a heap of data. The signatures are over
 * the table's checksum; the table has the checksum of each piece of data.
 */
#include <openssl/evp.h>

#include "signature/source.h"

/* A package has one of either style. */
#define SCHAIN__XAR_SIGNATURES 4u
#define SCHAIN__XAR_CERTIFICATES 8u

typedef struct schain__xar_signature {
	uint64_t offset; /* of the signature, from the file's start */
	uint64_t size;
	uint32_t is_cms; /* else PKCS #1 over the checksum */
	uint32_t certificate_count;
	schain__bytes certificates[SCHAIN__XAR_CERTIFICATES]; /* DER, the signer's first; owned */
} schain__xar_signature;

typedef struct schain__xar_piece {
	uint64_t offset; /* from the file's start */
	uint64_t size;
	const char *digest_name; /* NULL: no checksum, or one of no known kind */
	uint8_t checksum[64];
	uint32_t checksum_size;
	uint32_t reserved;
} schain__xar_piece;

typedef struct schain__xar {
	const schain__source *source;
	const schain_allocator *memory;
	uint64_t heap; /* where it begins in the file */
	uint64_t end;  /* behind the last byte that the table speaks of */
	const char *digest_name; /* of the table's checksum, for EVP_MD_fetch() */
	const char *name;        /* the same, for people */
	uint8_t checksum[64];    /* of the table, as it is */
	uint32_t checksum_size;
	uint32_t checksum_matches; /* what the heap has for it */
	uint32_t signature_count;
	uint32_t has_strange_signature; /* of a style not known */
	schain__xar_signature signatures[SCHAIN__XAR_SIGNATURES];
	schain__xar_piece *pieces;
	size_t piece_count, piece_capacity;
	schain__bytes ticket; /* a stapled notarization ticket; owned; data NULL: none */
} schain__xar;

int schain__xar_probe(schain__bytes head);
/* Reads the table and hashes it. SCHAIN_E_DAMAGED: *ret_damage says why. */
schain_status schain__xar_open(schain__xar *xar, const schain__source *source,
                               const schain_allocator *memory, OSSL_LIB_CTX *library,
                               const char **ret_damage);
void schain__xar_close(schain__xar *xar);
/* How many pieces differ from their checksums, and how many have none. */
schain_status schain__xar_check(schain__xar *xar, OSSL_LIB_CTX *library, size_t *ret_bad,
                                size_t *ret_unsealed);
#endif
