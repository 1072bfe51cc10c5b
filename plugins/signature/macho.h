/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_MACHO_H
#define SCHAIN_SIGNATURE_MACHO_H
/*
 * Mach-O: the slices of a file, and of each slice where its signature and its
 * built-in Info.plist lie. Layouts: <mach-o/loader.h>, <mach-o/fat.h>.
 */
#include "signature/source.h"

/* A universal file with more is none (the magic is that of Java classes too). */
#define SCHAIN__MACHO_SLICES 16u

typedef struct schain__macho_slice {
	uint64_t offset; /* of the slice, from the file's start */
	uint64_t size;
	uint64_t signature_offset; /* from the slice's start; 0 without LC_CODE_SIGNATURE */
	uint64_t signature_size;
	uint64_t plist_offset; /* __TEXT,__info_plist, from the slice's start; 0 none */
	uint64_t plist_size;
	uint32_t cpu_type;
	uint32_t cpu_subtype;
	uint32_t file_type;
	uint32_t is_encrypted; /* pages are hashed as decrypted: cannot be checked */
	const char *damage;    /* what is wrong with its load commands; NULL nothing */
} schain__macho_slice;

typedef struct schain__macho {
	uint32_t count;
	uint32_t is_universal;
	schain__macho_slice slices[SCHAIN__MACHO_SLICES];
} schain__macho;

/* Whether a file that starts with these bytes (8 or more) is Mach-O. */
int schain__macho_probe(schain__bytes head);
/*
 * SCHAIN_E_FORMAT: not Mach-O. SCHAIN_E_DAMAGED: the universal header is not
 * sound; *ret_damage says why. Else SCHAIN_OK, with the damage slice by slice.
 */
schain_status schain__macho_read(const schain__source *source, const schain_allocator *memory,
                                 schain__macho *ret_macho, const char **ret_damage);
/* "arm64", "x86_64"...; NULL for one not known. Static. */
const char *schain__macho_cpu_name(uint32_t cpu_type, uint32_t cpu_subtype);
#endif
