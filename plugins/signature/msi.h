/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_MSI_H
#define SCHAIN_SIGNATURE_MSI_H
/*
 * Windows Installer packages: an OLE compound file whose root has the stream
 * "\5DigitalSignature", an Authenticode signature over the other streams, and
 * maybe "\5MsiDigitalSignatureEx", the digest of their names, sizes and times.
 */
#include <openssl/evp.h>

#include "signature/ole.h"

typedef struct schain__msi {
	schain__ole *ole;
	schain__bytes signature; /* DER; owned; data NULL: unsigned */
	schain__bytes extended;  /* owned; data NULL: names and sizes are not signed */
	uint64_t trailing;       /* bytes behind the last sector in use */
	uint64_t reserved;
	const struct schain_allocator *memory;
} schain__msi;

/* `signature_limit` in bytes. SCHAIN_E_DAMAGED: *ret_damage says why. */
schain_status schain__msi_open(schain__msi *msi, const schain__source *source,
                               const schain_allocator *memory, uint64_t signature_limit,
                               const char **ret_damage);
void schain__msi_close(schain__msi *msi);
/* What the signature's digest must be. *ret_extended_matches: the second stream's too. */
schain_status schain__msi_digest(schain__msi *msi, const EVP_MD *digest,
                                 uint8_t ret_digest[EVP_MAX_MD_SIZE], unsigned *ret_size,
                                 int *ret_extended_matches, const char **ret_damage);
#endif
