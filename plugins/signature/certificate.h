/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_CERTIFICATE_H
#define SCHAIN_SIGNATURE_CERTIFICATE_H
/* What a certificate says, as text, and who its holder is. */
#include "signature/crypto.h"
#include "signature/pool.h"

#include <supplychain/signature.h>

/* Usages beside RFC 5280's, by their dotted numbers. */
#define SCHAIN__SIG_OID_LIFETIME "1.3.6.1.4.1.311.10.3.13" /* Microsoft: no longer than the certificate */

/* Fills all but the flags that only a chain knows. -1 when memory is out. */
int schain__sig_certificate_describe(schain__sig_pool *pool, const schain__sig_crypto *crypto,
                                     X509 *certificate, schain_certificate *ret_certificate);
/* 1 if it names that extended key usage, 0 if it names others, -1 if it names none at all. */
int schain__sig_certificate_has_usage(X509 *certificate, const char *dotted);
/*
 * Who holds it, in a form that outlives it: Apple's team, Microsoft's identity,
 * organisation with country and register entry, else the name with its issuer.
 */
schain_string schain__sig_certificate_identity(schain__sig_pool *pool, X509 *certificate,
                                               const schain_certificate *described);
/* Of a key without a certificate. */
schain_string schain__sig_key_identity(schain__sig_pool *pool, const schain__sig_crypto *crypto,
                                       EVP_PKEY *key);
/* Too weak to rely on: RSA or DSA below 2048 bits, curves below 224. */
int schain__sig_key_is_weak(X509 *certificate);
#endif
