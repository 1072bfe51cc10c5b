/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/crypto.h"

#include <limits.h>
#include <openssl/rsa.h>
#include <string.h>
#include <time.h>

static const struct {
	const char *name;
	int nid;
	size_t size;
	int is_weak;
} known[SCHAIN__SIG_DIGESTS] = {
	[SCHAIN__SIG_MD5] = { "md5", NID_md5, 16, 1 },
	[SCHAIN__SIG_SHA1] = { "sha1", NID_sha1, 20, 1 },
	[SCHAIN__SIG_SHA256] = { "sha256", NID_sha256, 32, 0 },
	[SCHAIN__SIG_SHA384] = { "sha384", NID_sha384, 48, 0 },
	[SCHAIN__SIG_SHA512] = { "sha512", NID_sha512, 64, 0 },
};

schain_status schain__sig_crypto_open(schain__sig_crypto *crypto)
{
	memset(crypto, 0, sizeof *crypto);
	crypto->context = OSSL_LIB_CTX_new();
	for (int i = 0; crypto->context && i < SCHAIN__SIG_DIGESTS; i++) {
		crypto->digests[i] = EVP_MD_fetch(crypto->context, known[i].name, NULL);
		/* A provider may be built without MD5; the others are what we are made of. */
		if (!crypto->digests[i] && i != SCHAIN__SIG_MD5)
			break;
		if (i + 1 == SCHAIN__SIG_DIGESTS)
			return SCHAIN_OK;
	}
	schain__sig_crypto_close(crypto);
	return SCHAIN_E_MEMORY;
}

void schain__sig_crypto_close(schain__sig_crypto *crypto)
{
	for (int i = 0; i < SCHAIN__SIG_DIGESTS; i++)
		EVP_MD_free(crypto->digests[i]);
	OSSL_LIB_CTX_free(crypto->context);
	memset(crypto, 0, sizeof *crypto);
}

enum schain__sig_digest schain__sig_digest_of_nid(int nid)
{
	int i = 0;

	while (i < SCHAIN__SIG_DIGESTS && known[i].nid != nid)
		i++;
	return (enum schain__sig_digest)i;
}

enum schain__sig_digest schain__sig_digest_of_algorithm(const X509_ALGOR *algorithm)
{
	const ASN1_OBJECT *object = NULL;

	if (!algorithm)
		return SCHAIN__SIG_DIGESTS;
	X509_ALGOR_get0(&object, NULL, NULL, algorithm);
	return schain__sig_digest_of_nid(OBJ_obj2nid(object));
}

const char *schain__sig_digest_name(enum schain__sig_digest digest)
{
	return digest < SCHAIN__SIG_DIGESTS ? known[digest].name : "unknown";
}

size_t schain__sig_digest_size(enum schain__sig_digest digest)
{
	return digest < SCHAIN__SIG_DIGESTS ? known[digest].size : 0;
}

int schain__sig_digest_is_weak(enum schain__sig_digest digest)
{
	return digest < SCHAIN__SIG_DIGESTS && known[digest].is_weak;
}

int schain__sig_hash(const schain__sig_crypto *crypto, enum schain__sig_digest digest,
                     const void *data, size_t size, unsigned char ret_value[EVP_MAX_MD_SIZE])
{
	if (digest >= SCHAIN__SIG_DIGESTS || !crypto->digests[digest])
		return -1;
	return EVP_Digest(data, size, ret_value, NULL, crypto->digests[digest], NULL) == 1 ? 0 : -1;
}

X509 *schain__sig_read_certificate(const schain__sig_crypto *crypto, const unsigned char *data,
                                   size_t size)
{
	X509 *certificate = X509_new_ex(crypto->context, NULL);

	/* On failure d2i frees what it was given. */
	if (certificate && (size > LONG_MAX || !d2i_X509(&certificate, &data, (long)size)))
		return NULL;
	return certificate;
}

/* Days since 1970-01-01 of a date in the Gregorian calendar (Fliegel and Van Flandern, 1968). */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
	int64_t a = (month - 14) / 12;

	return day - 32075 + 1461 * (year + 4800 + a) / 4 + 367 * (month - 2 - a * 12) / 12 -
	       3 * ((year + 4900 + a) / 100) / 4 - 2440588; /* Julian day of 1970-01-01 */
}

schain_time schain__sig_time_of(const ASN1_TIME *time)
{
	struct tm tm;
	int64_t seconds;

	if (!time || ASN1_TIME_to_tm(time, &tm) != 1)
		return 0;
	seconds = days_of(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday) * 86400 + tm.tm_hour * 3600 +
	          tm.tm_min * 60 + tm.tm_sec;
	/* Certificates without an end say 9999; 64 bits of nanoseconds end in 2262. */
	if (seconds > INT64_MAX / SCHAIN_SECOND)
		return INT64_MAX;
	if (seconds < INT64_MIN / SCHAIN_SECOND)
		return INT64_MIN;
	return seconds * SCHAIN_SECOND;
}

/* Where the algorithm names the digest too, libcrypto reads its parameters: PSS, EdDSA. */
static int verify_item(const schain__sig_crypto *crypto, EVP_PKEY *key, const X509_ALGOR *algorithm,
                       const ASN1_OCTET_STRING *signature, const unsigned char *data, size_t size)
{
	ASN1_BIT_STRING *bits = ASN1_BIT_STRING_new();
	ASN1_TYPE *value = ASN1_TYPE_new();
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	ASN1_STRING *raw = ASN1_STRING_type_new(V_ASN1_SEQUENCE);
	EVP_PKEY_CTX *key_context = EVP_PKEY_CTX_new_from_pkey(crypto->context, key, NULL);
	int result = -1;

	if (bits && value && context && raw && key_context && size <= INT_MAX &&
	    ASN1_STRING_set(raw, data, (int)size) &&
	    ASN1_BIT_STRING_set(bits, (unsigned char *)(uintptr_t)ASN1_STRING_get0_data(signature),
	                        ASN1_STRING_length(signature))) {
		/* An ASN1_TYPE of a sequence is written as the very bytes it holds. */
		ASN1_TYPE_set(value, V_ASN1_SEQUENCE, raw);
		raw = NULL;
		EVP_MD_CTX_set_pkey_ctx(context, key_context);
		result = ASN1_item_verify_ctx(ASN1_ITEM_rptr(ASN1_ANY), algorithm, bits, value, context);
	}
	ASN1_STRING_free(raw);
	EVP_MD_CTX_free(context);
	EVP_PKEY_CTX_free(key_context);
	ASN1_TYPE_free(value);
	ASN1_BIT_STRING_free(bits);
	return result;
}

int schain__sig_verify(const schain__sig_crypto *crypto, EVP_PKEY *key, const X509_ALGOR *algorithm,
                       enum schain__sig_digest digest, const ASN1_OCTET_STRING *signature,
                       const unsigned char *data, size_t size)
{
	const ASN1_OBJECT *object = NULL;
	EVP_MD_CTX *context;
	int nid, result;

	X509_ALGOR_get0(&object, NULL, NULL, algorithm);
	nid = OBJ_obj2nid(object);
	if (nid == NID_rsassaPss || nid == NID_ED25519 || nid == NID_ED448)
		return verify_item(crypto, key, algorithm, signature, data, size);
	if (digest >= SCHAIN__SIG_DIGESTS)
		return -1;
	context = EVP_MD_CTX_new();
	if (!context || EVP_DigestVerifyInit_ex(context, NULL, known[digest].name, crypto->context, NULL,
	                                        key, NULL) != 1)
		result = -1;
	else
		result = EVP_DigestVerify(context, ASN1_STRING_get0_data(signature),
		                          (size_t)ASN1_STRING_length(signature), data, size) == 1;
	EVP_MD_CTX_free(context);
	return result;
}
