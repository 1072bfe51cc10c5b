/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_PLUGIN_OBJECT_H
#define SCHAIN_PLUGIN_OBJECT_H
/* Loading a shared object whose content may have to be one of a list. */
#include <supplychain/object.h>

#include "base/error.h"
#include "base/platform.h"
#include "base/sha256.h"

/* The only contents there may be; none listed: any. */
typedef struct schain__object_list {
	const uint8_t (*digests)[SCHAIN__SHA256_SIZE];
	size_t count;
} schain__object_list;

/* What a file has to be. */
typedef struct schain__object_terms {
	const uint8_t *wanted;          /* its SHA-256; NULL: any */
	schain__object_list allowed[2]; /* in each of these */
} schain__object_terms;

/*
 * Opens what is to be loaded; where its content matters it is a copy out of
 * anybody's reach. The caller closes it.
 */
schain_status schain__object_open(const char *path, const schain__object_terms *terms,
                                  schain__code *file, uint8_t digest[SCHAIN__SHA256_SIZE],
                                  schain_error *error);
/* `digest` is that of the content; it is written before the object's initialisers run. */
schain_status schain__object_load(const char *path, const schain__object_terms *terms,
                                  uint8_t digest[SCHAIN__SHA256_SIZE], schain_object **ret_object,
                                  schain_error *error);
/* Without loading it: for what is loaded already, or by somebody else. */
schain_status schain__object_digest(const char *path, const schain__object_terms *terms,
                                    uint8_t digest[SCHAIN__SHA256_SIZE], schain_error *error);
schain_status schain__object_check_digest(const schain__object_terms *terms, const uint8_t *digest,
                                          schain_error *error);
#endif
