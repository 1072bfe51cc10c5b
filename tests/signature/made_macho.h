/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TESTS_SIGNATURE_MADE_MACHO_H
#define SCHAIN_TESTS_SIGNATURE_MADE_MACHO_H
/*
 * Mach-O files and their signatures made for tests, against Apple's
 * <mach-o/loader.h>, <mach-o/fat.h> and <kern/cs_blobs.h>.
 */
#include "made.h"

enum { MADE_MACHO_NO_PAGES = 255 };

typedef struct made_macho_spec {
	uint32_t cpu;      /* 0: arm64 */
	size_t code;       /* bytes before the signature; 0: 10000 */
	size_t room;       /* bytes reserved for the signature; 0: 16384 */
	unsigned shift;    /* of the page size; 0: 12; MADE_MACHO_NO_PAGES: one hash for all */
	const char *digest;    /* of the first directory; NULL: SHA256 */
	const char *alternate; /* of a second directory; NULL: none */
	const char *identifier; /* NULL: "org.example.tool" */
	const char *team;
	uint32_t flags;        /* of the directories; ad-hoc is set where there is no signer */
	const char *entitlements; /* keys that are true, blanks between; NULL: none */
	const char *raw_entitlements; /* a whole property list instead */
	const char *plist;     /* of __TEXT,__info_plist; NULL: none */
	const char *outer_plist, *outer_resources; /* what the slots seal outside the file */
	const made_cert *signer; /* NULL: nobody */
	const made_cert *other;
	int names_alternate; /* the signature over the first directory names the second too */
	int is_unsealed;   /* the entitlements' hash is left out */
	int scatter;       /* 1: runs that cover all pages; 2: runs with a gap */
	size_t short_by;   /* bytes before the signature that the directory leaves out */
	size_t trailing;   /* bytes behind the signature */
	int padding;       /* a byte that is not zero behind the SuperBlob */
	int is_unsigned;   /* no signature at all */
	int forgets_adhoc; /* without the flag, though nobody signed */
} made_macho_spec;

/* CMS over content elsewhere, as DER, maybe with one signed attribute (`value` of size 0: none). */
made_bytes made_cms(const made_bytes *content, const made_cert *signer, const made_cert *other,
                    const char *attribute, const made_bytes *value);
made_bytes made_macho(const made_macho_spec *spec);
/* Slices of a universal file; taken over. */
made_bytes made_universal(made_bytes *slices, const uint32_t *cpus, size_t count);
#define MADE_ARM64 0x0100000cu
#define MADE_X86_64 0x01000007u
#endif
