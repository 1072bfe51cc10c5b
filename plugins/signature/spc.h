/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_SPC_H
#define SCHAIN_SIGNATURE_SPC_H
/* What Authenticode signs: the digest of a file, and pages of it. Microsoft, "Windows Authenticode Portable Executable Signature Format", 2008. */
#include "signature/crypto.h"
#include "signature/pool.h"

#include <openssl/pkcs7.h>

#define SCHAIN__SIG_OID_SPC_INDIRECT "1.3.6.1.4.1.311.2.1.4"
#define SCHAIN__SIG_OID_SPC_OPUS "1.3.6.1.4.1.311.2.1.12"
#define SCHAIN__SIG_OID_SPC_PE "1.3.6.1.4.1.311.2.1.15"
#define SCHAIN__SIG_OID_SPC_SIP "1.3.6.1.4.1.311.2.1.30" /* MSI, scripts */
#define SCHAIN__SIG_OID_SPC_NESTED "1.3.6.1.4.1.311.2.4.1"
#define SCHAIN__SIG_OID_SPC_RFC3161 "1.3.6.1.4.1.311.3.3.1"
#define SCHAIN__SIG_OID_CTL "1.3.6.1.4.1.311.10.1"

/* Strings are borrowed from the PKCS #7 object. */
typedef struct schain__sig_spc {
	char kind[40]; /* dotted: SCHAIN__SIG_OID_SPC_PE and the like */
	enum schain__sig_digest digest;
	unsigned char value[EVP_MAX_MD_SIZE];
	enum schain__sig_digest page_digest; /* SCHAIN__SIG_DIGESTS: no page hashes */
	schain_string pages;                 /* their table, in the pool */
} schain__sig_spc;

int schain__sig_is_object(const ASN1_OBJECT *object, const char *dotted);
/* Reads SpcIndirectDataContent in DER; page hashes only with a pool. 0, or -1 if it is none. */
int schain__sig_spc_read(schain__sig_pool *pool, const unsigned char *data, size_t size,
                         schain__sig_spc *ret_spc);
/* Name and address that the signer gives the program; absent ones stay absent. */
void schain__sig_spc_read_opus(schain__sig_pool *pool, const unsigned char *data, size_t size,
                               schain_string *ret_name, schain_string *ret_url);
#endif
