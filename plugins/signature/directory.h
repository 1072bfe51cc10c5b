/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_DIRECTORY_H
#define SCHAIN_SIGNATURE_DIRECTORY_H
/*
 * Apple's CodeDirectory: the hashes of a program's pages and of what belongs
 * to it, and who it says it is. Layout: CS_CodeDirectory of Apple's
 * <kern/cs_blobs.h>, numbers big-endian.
 */
#include <openssl/evp.h>

#include "signature/source.h"

#define SCHAIN__DIRECTORY_MAGIC 0xfade0c02u
#define SCHAIN__DIRECTORY_SHA1 1u /* rank of the weakest hash */

/* schain__directory.flags, CS_* of cs_blobs.h. */
#define SCHAIN__CS_ADHOC 0x2u
#define SCHAIN__CS_RUNTIME 0x10000u
#define SCHAIN__CS_LINKER_SIGNED 0x20000u

/* Special slots by number, from -1 downwards. */
#define SCHAIN__SLOT_INFO 1u
#define SCHAIN__SLOT_REQUIREMENTS 2u
#define SCHAIN__SLOT_RESOURCES 3u
#define SCHAIN__SLOT_ENTITLEMENTS 5u
#define SCHAIN__SLOT_DER_ENTITLEMENTS 7u
#define SCHAIN__SLOT_LAST 11u /* library constraint */

typedef struct schain__directory {
	schain__bytes blob;       /* all of it: what the CMS signature signs; borrowed */
	schain__bytes identifier; /* without NUL */
	schain__bytes team;       /* empty if none */
	uint64_t code_limit;      /* bytes of the slice that are hashed */
	uint64_t page_size;       /* code_limit's where one hash covers all */
	uint64_t exec_flags;
	uint32_t version;
	uint32_t flags;
	uint32_t special_count;
	uint32_t code_count;
	uint32_t hash_offset;    /* of page 0; special slots lie before it */
	uint32_t hash_size;      /* as stored: may be cut */
	uint32_t hash_type;
	uint32_t rank;           /* strength of the hash: SCHAIN__DIRECTORY_SHA1 and up */
	uint32_t scatter_offset; /* 0 none */
	uint32_t runtime;        /* version of the hardened runtime, 0 none */
	const char *digest_name; /* for EVP_MD_fetch() */
	const char *name;        /* for people: "sha256" */
} schain__directory;

/* NULL, or what is wrong with it. */
const char *schain__directory_read(schain__bytes blob, schain__directory *ret_directory);
/* The stored hash of special slot 1..; data is NULL if there is none. */
schain__bytes schain__directory_slot(const schain__directory *directory, uint32_t slot);
/* The stored hash of a page, through the scatter table if there is one; data is NULL if none. */
schain__bytes schain__directory_page(const schain__directory *directory, uint64_t page);
/* Whether every page up to code_limit has its hash. */
int schain__directory_is_complete(const schain__directory *directory);

/* Pages of a slice as they are read, against one directory. */
typedef struct schain__pages {
	const schain__directory *directory;
	EVP_MD *digest;
	EVP_MD_CTX *context;
	uint64_t page;      /* the page at hand */
	uint64_t page_left; /* bytes of it still to come */
	uint64_t left;      /* bytes of code still to come */
	uint64_t bad_count;
	uint64_t first_bad;
} schain__pages;

schain_status schain__pages_begin(schain__pages *pages, const schain__directory *directory,
                                  OSSL_LIB_CTX *library);
/* The next bytes of the slice, from its start; what is behind code_limit is passed over. */
schain_status schain__pages_feed(schain__pages *pages, const uint8_t *data, size_t size);
void schain__pages_dispose(schain__pages *pages);
#endif
