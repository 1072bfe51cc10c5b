/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_CODESIGN_H
#define SCHAIN_SIGNATURE_CODESIGN_H
/*
 * Apple's embedded signature: the SuperBlob that LC_CODE_SIGNATURE points to,
 * with its code directories, its entitlements and the CMS signature over them.
 */
#include "signature/directory.h"

/* Slot 0 and the alternates 0x1000 to 0x1004. */
#define SCHAIN__CODESIGN_DIRECTORIES 6u

typedef struct schain__codesign {
	schain__bytes blob; /* borrowed, and so is all below */
	uint32_t directory_count;
	uint32_t best; /* the directory with the strongest hash: its hash is the code's identity */
	schain__directory directories[SCHAIN__CODESIGN_DIRECTORIES]; /* slot 0 first: the signed one */
	schain__bytes slots[SCHAIN__SLOT_LAST + 1]; /* embedded blobs with their heads, by slot */
	schain__bytes cms;     /* DER, without the wrapper; empty if there is none */
	schain__bytes ticket;  /* a stapled notarization ticket (disk images) */
	uint64_t used;         /* bytes of the SuperBlob; what follows is padding */
} schain__codesign;

/* NULL, or what is wrong with it. */
const char *schain__codesign_read(schain__bytes blob, schain__codesign *ret_codesign);

/* What each special slot says of its blob, a bit a slot (1 << number). */
typedef struct schain__slots {
	uint32_t matched;
	uint32_t mismatched;
	uint32_t absent;   /* a hash, but nothing here to hash: it lies in the bundle */
	uint32_t unsealed; /* a blob that no hash covers */
} schain__slots;

/*
 * `external`: SCHAIN__SLOT_LAST + 1 blobs from outside the signature
 * (Info.plist, CodeResources), data NULL where not at hand.
 */
schain_status schain__codesign_check(const schain__codesign *codesign,
                                     const schain__directory *directory,
                                     const schain__bytes *external, OSSL_LIB_CTX *library,
                                     schain__slots *ret_slots);

/* The code's identity: the directory's hash, cut to 20 bytes. 0 if memory is out. */
int schain__codesign_hash(const schain__directory *directory, OSSL_LIB_CTX *library,
                          uint8_t ret_hash[20]);
/* The same, uncut; *ret_size of at most EVP_MAX_MD_SIZE bytes. */
int schain__codesign_full_hash(const schain__directory *directory, OSSL_LIB_CTX *library,
                               uint8_t *ret_hash, unsigned *ret_size);
/* Whether a ticket, stapled or embedded, names the code by its 20-byte hash. */
int schain__ticket_names(schain__bytes ticket, const uint8_t hash[20]);
#endif
