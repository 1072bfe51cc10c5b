/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_PLUGIN_OBJECT_H
#define SCHAIN_PLUGIN_OBJECT_H
/* Loading a shared object whose content may have to be one of a list. */
#include <supplychain/object.h>

#include "base/error.h"
#include "base/sha256.h"

/* What a file has to be. */
typedef struct schain__object_terms {
	const uint8_t *wanted;                       /* its SHA-256; NULL: any */
	const uint8_t (*allowed)[SCHAIN__SHA256_SIZE]; /* one of these */
	size_t allowed_count;                        /* 0: any */
} schain__object_terms;

/* `digest` is that of the content; it is written before the object's initialisers run. */
schain_status schain__object_load(const char *path, const schain__object_terms *terms,
                                  uint8_t digest[SCHAIN__SHA256_SIZE], schain_object **ret_object,
                                  schain_error *error);
/* Without loading it: for what is loaded already, or by somebody else. */
schain_status schain__object_digest(const char *path, const schain__object_terms *terms,
                                    uint8_t digest[SCHAIN__SHA256_SIZE], schain_error *error);
#endif
