/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_BUNDLE_H
#define SCHAIN_SIGNATURE_BUNDLE_H
/*
 * What lies around the program of a macOS bundle and is sealed with it: of
 * Example.app/Contents/MacOS/example its Info.plist, the list of resources and
 * a stapled notarization ticket.
 */
#include "signature/bytes.h"
#include "signature/verifier.h"

/* Of each part; lists of resources of large applications have some MiB. */
#define SCHAIN__BUNDLE_LIMIT (UINT64_C(16) << 20)

typedef struct schain__bundle {
	const schain_allocator *memory;
	schain__bytes info, resources, ticket; /* owned; data NULL where not at hand */
} schain__bundle;

/* Looks around the path that is checked, if it has the form above. */
schain_status schain__bundle_open(schain__bundle *bundle, schain__sig_job *job);
void schain__bundle_close(schain__bundle *bundle);
#endif
