/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_INSTALLED_H
#define SCHAIN_SIGNATURE_INSTALLED_H
/*
 * What the package managers of a host installed: which package each path is
 * from, and the digest that the package gave for it. Read once, then asked.
 */
#include "signature/bytes.h"
#include "signature/crypto.h"
#include "signature/pool.h"

typedef struct schain__installed schain__installed;

enum { SCHAIN__INSTALLED_KEY = 16 };

/*
 * A path is known by half its SHA-256: none can be made to meet another's, and
 * it takes a fifth of the room.
 */
typedef struct schain__installed_entry {
	uint8_t key[SCHAIN__INSTALLED_KEY];
	uint8_t digest[32];
	uint32_t package; /* number */
	uint8_t algorithm; /* enum schain__sig_digest; SCHAIN__SIG_DIGESTS: no digest is known */
	uint8_t is_configuration; /* meant to be edited */
	uint8_t reserved[2];
	uint32_t serial; /* order of taking */
} schain__installed_entry;

typedef struct schain__installed_file {
	schain_string package;
	enum schain__sig_digest algorithm; /* SCHAIN__SIG_DIGESTS: none is known */
	int is_configuration;
	const uint8_t *digest; /* schain__sig_digest_size() bytes */
	uint32_t format; /* SCHAIN_SIGNED_AS_DPKG or SCHAIN_SIGNED_AS_RPM */
} schain__installed_file;

const schain_allocator *schain__installed_allocator(const schain__installed *installed);
/* NULL when memory is out. */
schain__installed *schain__installed_new(const schain__sig_crypto *crypto,
                                         const schain_allocator *allocator);
void schain__installed_free(schain__installed *installed);
schain_status schain__installed_begin_package(schain__installed *installed, schain_string name,
                                              uint32_t format);
/* A path of the package begun last, in two parts; the entry is good until the next is added. */
schain_status schain__installed_add(schain__installed *installed, schain_string directory,
                                    schain_string name, schain__installed_entry **ret_entry);
/* Sorts the entries from number `first` on; the whole before it is asked. */
void schain__installed_sort(schain__installed *installed, size_t first);
size_t schain__installed_count(const schain__installed *installed);
schain__installed_entry *schain__installed_entries(schain__installed *installed);
int schain__installed_make_key(const schain__installed *installed, schain_string directory,
                               schain_string name, uint8_t ret_key[SCHAIN__INSTALLED_KEY]);
/* Among sorted entries; NULL if there is none. */
schain__installed_entry *schain__installed_search(schain__installed_entry *entries, size_t count,
                                                  const uint8_t key[SCHAIN__INSTALLED_KEY]);
/* 1 if a package has that absolute path, also by its name before /bin was merged into /usr/bin. */
int schain__installed_find(const schain__installed *installed, schain_string path,
                           schain__installed_file *ret_file);
#endif
