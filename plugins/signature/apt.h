/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_APT_H
#define SCHAIN_SIGNATURE_APT_H
/*
 * What APT trusts: a signed list (InRelease) of indexes (Packages), which list
 * the packages with their digests. Read once from APT's directory of lists.
 */
#include "signature/installed.h"
#include "signature/openpgp.h"

/* A repository's list and who signed it. */
typedef struct schain__apt_list {
	schain_string name;  /* of the file */
	schain_string label; /* "Debian bookworm": origin and suite; absent if it has none */
	schain__openpgp_signature signature; /* the one that counts: a good one, if any is */
} schain__apt_list;

typedef struct schain__apt_package {
	const schain__apt_list *list;
	int is_listed; /* this very content; else only a package of this file name */
} schain__apt_package;

typedef struct schain__apt schain__apt;

/* NULL when memory is out. */
schain__apt *schain__apt_new(const schain__sig_crypto *crypto, const schain_allocator *allocator);
void schain__apt_free(schain__apt *apt);
/* A list's signed text, for which schain__apt_take_index() is called next. */
schain_status schain__apt_begin_list(schain__apt *apt, const char *name, schain__bytes text,
                                     const schain__openpgp_result *result);
/* The packages of an index of the list begun last. */
schain_status schain__apt_take_index(schain__apt *apt, schain__bytes text);
/* Sorts; from here on it can be asked. */
void schain__apt_seal(schain__apt *apt);
size_t schain__apt_count(const schain__apt *apt);
/* 1 if a list knows the digest, or the file name; `name` may be absent. */
int schain__apt_find(const schain__apt *apt, const uint8_t sha256[32], schain_string name,
                     schain__apt_package *ret_package);
#endif
