/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_PKCS7_H
#define SCHAIN_SIGNATURE_PKCS7_H
/* PKCS #7 signed data as Authenticode and catalogs have it, and its countersignatures. */
#include "signature/chain.h"

#include <openssl/pkcs7.h>

/* The object at the front of `data` and how long it is; NULL if it is none. */
PKCS7 *schain__sig_pkcs7_read(const schain__sig_crypto *crypto, const unsigned char *data,
                              size_t size, size_t *ret_size);
/* The inside of a content that is a structure; NULL if it is none, or of another type. */
const unsigned char *schain__sig_pkcs7_content(const PKCS7 *signed_data, const char *type,
                                               size_t *ret_size);
/*
 * What the signature is over: PKCS #7 leaves tag and length of the structure out. CMS has the structure
 * in an OCTET STRING, as .NET's SignedCms writes it, and signs the whole of it.
 */
const unsigned char *schain__sig_pkcs7_digested(const PKCS7 *signed_data, const char *type,
                                                size_t *ret_size);
/* The structure with tag and length, however it is wrapped. */
const unsigned char *schain__sig_pkcs7_structure(const PKCS7 *signed_data, const char *type,
                                                 size_t *ret_size);
/* Certificate that a signer names, of those there; NULL if it is not there. */
X509 *schain__sig_pkcs7_certificate(const PKCS7 *signed_data, const PKCS7_SIGNER_INFO *signer);
/*
 * Does the signer's signature hold, over its attributes and through them over
 * `content`? SCHAIN_VERIFY_VALID, or what it is instead and why.
 */
uint32_t schain__sig_pkcs7_verify(const schain__sig_crypto *crypto, PKCS7_SIGNER_INFO *signer,
                                  X509 *certificate, const char *content_type,
                                  const unsigned char *content, size_t size, const char **ret_why);
/* The value of an attribute that is a SEQUENCE; NULL if there is none such. */
const ASN1_STRING *schain__sig_attribute(const STACK_OF(X509_ATTRIBUTE) *attributes,
                                         const char *dotted, int index);
/* "signingTime"; 0 if it is not said. */
schain_time schain__sig_signing_time(const STACK_OF(X509_ATTRIBUTE) *attributes);

/*
 * The timestamp of a signature, the first that holds, else the first there is;
 * NULL if there is none. In the report's pool.
 */
schain_status schain__sig_timestamp_find(schain__sig_job *job, const PKCS7 *signed_data,
                                         const PKCS7_SIGNER_INFO *signer,
                                         const schain_timestamp **ret_timestamp);
/*
 * An RFC 3161 token over `stamped`. `others` may hold its certificates; may be
 * NULL. Any format's driver may use it.
 */
schain_status schain__sig_timestamp_rfc3161(schain__sig_job *job, const unsigned char *token,
                                            size_t token_size, const unsigned char *stamped,
                                            size_t stamped_size, STACK_OF(X509) *others,
                                            schain_timestamp *ret_timestamp);
/* Is the first certificate that a "signingCertificate" names this one? `usual`: the digest if it names none. */
int schain__sig_ess_names(const schain__sig_crypto *crypto, const ASN1_STRING *attribute,
                          enum schain__sig_digest usual, X509 *certificate);
/* What is wrong with a timestamp, in remarks of the signature it is of. */
uint32_t schain__sig_timestamp_remarks(const schain_timestamp *timestamp);
#endif
