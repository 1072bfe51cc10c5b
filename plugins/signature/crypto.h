/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_CRYPTO_H
#define SCHAIN_SIGNATURE_CRYPTO_H
/*
 * libcrypto, in a context of our own: what the host product does to the
 * default one (providers, FIPS, its configuration file) changes no verdict.
 */
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <supplychain/error.h>

enum schain__sig_digest {
	SCHAIN__SIG_MD5,
	SCHAIN__SIG_SHA1,
	SCHAIN__SIG_SHA256,
	SCHAIN__SIG_SHA384,
	SCHAIN__SIG_SHA512,
	SCHAIN__SIG_DIGESTS, /* how many; "none of them" */
};

typedef struct schain__sig_crypto {
	OSSL_LIB_CTX *context;
	EVP_MD *digests[SCHAIN__SIG_DIGESTS]; /* fetched once: a fetch costs more than a small hash */
} schain__sig_crypto;

schain_status schain__sig_crypto_open(schain__sig_crypto *crypto);
void schain__sig_crypto_close(schain__sig_crypto *crypto);

/* The digest of an OpenSSL number (NID_sha256), or SCHAIN__SIG_DIGESTS. */
enum schain__sig_digest schain__sig_digest_of_nid(int nid);
enum schain__sig_digest schain__sig_digest_of_algorithm(const X509_ALGOR *algorithm);
const char *schain__sig_digest_name(enum schain__sig_digest digest); /* "sha256" */
size_t schain__sig_digest_size(enum schain__sig_digest digest);
int schain__sig_digest_is_weak(enum schain__sig_digest digest);
/* Hashes one piece of memory; 0, or -1 when memory is out. */
int schain__sig_hash(const schain__sig_crypto *crypto, enum schain__sig_digest digest,
                     const void *data, size_t size, unsigned char ret_value[EVP_MAX_MD_SIZE]);

/* ASN.1 from the front of `data`: the new object, or NULL. */
X509 *schain__sig_read_certificate(const schain__sig_crypto *crypto, const unsigned char *data,
                                   size_t size);
/* Seconds since 1970 of an ASN.1 time as ours; 0 if it is none. */
schain_time schain__sig_time_of(const ASN1_TIME *time);
/* A signature over `data`; PKCS #1, PSS, ECDSA and EdDSA. 1 good, 0 not, -1 an algorithm unknown here. */
int schain__sig_verify(const schain__sig_crypto *crypto, EVP_PKEY *key, const X509_ALGOR *algorithm,
                       enum schain__sig_digest digest, const ASN1_OCTET_STRING *signature,
                       const unsigned char *data, size_t size);
#endif
