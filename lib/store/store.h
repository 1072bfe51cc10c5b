/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_STORE_STORE_H
#define SCHAIN_STORE_STORE_H
/* What the library's own stores have in common. */
#include <supplychain/store.h>

#include "base/error.h"
#include "base/memory.h"

/* A store of the library's, to be freed by schain_store_free(). */
typedef struct schain__own_store {
	schain_store face; /* first: it is what the caller has */
	schain__memory memory;
	/* Gives back the room of what was removed; NULL: there is none. */
	schain_status (*compact)(void *context, schain_error *error);
} schain__own_store;

/* The version of what is in stores: raised when it changes in a way that `store/noun.h` does not cover. */
enum { SCHAIN__STORE_VERSION = 1 };
#endif
