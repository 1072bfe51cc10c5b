/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/ima.h"

#include <string.h>

/* First byte: enum evm_ima_xattr_type. */
enum {
	DIGEST = 1,        /* MD5 or SHA-1, told apart by length */
	SIGNATURE = 3,     /* struct signature_v2_hdr behind it */
	DIGEST_NAMED = 4,  /* with its algorithm */
	SIGNATURE_HEADER = 9, /* type, version, algorithm, key's name (4), length (2) */
	SIGNATURE_VERSION = 2,
};

/* enum hash_algo (include/uapi/linux/hash_info.h). */
static enum schain__sig_digest digest_of(unsigned char algorithm)
{
	switch (algorithm) {
	case 1: return SCHAIN__SIG_MD5;
	case 2: return SCHAIN__SIG_SHA1;
	case 4: return SCHAIN__SIG_SHA256;
	case 5: return SCHAIN__SIG_SHA384;
	case 6: return SCHAIN__SIG_SHA512;
	default: return SCHAIN__SIG_DIGESTS;
	}
}

static schain_status take_digest(schain__bytes attribute, schain__ima *ima)
{
	size_t header = attribute.data[0] == DIGEST_NAMED ? 2 : 1;

	if (attribute.size <= header)
		return SCHAIN_E_DAMAGED;
	ima->value = (schain__bytes){ attribute.data + header, attribute.size - header };
	if (header == 2)
		ima->digest = digest_of(attribute.data[1]);
	else
		ima->digest = ima->value.size == 16 ? SCHAIN__SIG_MD5 : SCHAIN__SIG_SHA1;
	if (ima->digest == SCHAIN__SIG_DIGESTS)
		return SCHAIN_E_UNSUPPORTED;
	return ima->value.size == schain__sig_digest_size(ima->digest) ? SCHAIN_OK : SCHAIN_E_DAMAGED;
}

static schain_status take_signature(schain__bytes attribute, schain__ima *ima)
{
	size_t length;

	if (attribute.size < SIGNATURE_HEADER)
		return SCHAIN_E_DAMAGED;
	if (attribute.data[1] != SIGNATURE_VERSION)
		return SCHAIN_E_UNSUPPORTED;
	length = (size_t)attribute.data[7] << 8 | attribute.data[8];
	if (!length || length != attribute.size - SIGNATURE_HEADER)
		return SCHAIN_E_DAMAGED;
	ima->is_signed = 1;
	memcpy(ima->key_id, attribute.data + 3, sizeof ima->key_id);
	ima->value = (schain__bytes){ attribute.data + SIGNATURE_HEADER, length };
	ima->digest = digest_of(attribute.data[2]);
	return ima->digest == SCHAIN__SIG_DIGESTS ? SCHAIN_E_UNSUPPORTED : SCHAIN_OK;
}

schain_status schain__ima_parse(schain__bytes attribute, schain__ima *ret_ima)
{
	memset(ret_ima, 0, sizeof *ret_ima);
	ret_ima->digest = SCHAIN__SIG_DIGESTS;
	if (!attribute.size)
		return SCHAIN_E_DAMAGED;
	switch (attribute.data[0]) {
	case DIGEST:
	case DIGEST_NAMED:
		return take_digest(attribute, ret_ima);
	case SIGNATURE:
		return take_signature(attribute, ret_ima);
	default:
		return SCHAIN_E_UNSUPPORTED;
	}
}

int schain__ima_verify(const schain__sig_crypto *crypto, const schain__ima *ima, EVP_PKEY *key,
                       const unsigned char *digest)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(crypto->context, key, NULL);
	int good = context && EVP_PKEY_verify_init(context) == 1 &&
	           EVP_PKEY_CTX_set_signature_md(context, crypto->digests[ima->digest]) == 1 &&
	           EVP_PKEY_verify(context, ima->value.data, ima->value.size, digest,
	                           schain__sig_digest_size(ima->digest)) == 1;

	EVP_PKEY_CTX_free(context);
	return good;
}

int schain__ima_names(const schain__sig_crypto *crypto, const schain__ima *ima, EVP_PKEY *key)
{
	unsigned char sha1[EVP_MAX_MD_SIZE];
	const unsigned char *bits;
	X509_PUBKEY *public = NULL;
	int size, found;

	found = X509_PUBKEY_set(&public, key) == 1 &&
	        X509_PUBKEY_get0_param(NULL, &bits, &size, NULL, public) == 1 &&
	        schain__sig_hash(crypto, SCHAIN__SIG_SHA1, bits, (size_t)size, sha1) == 0 &&
	        !memcmp(sha1 + 16, ima->key_id, sizeof ima->key_id);
	X509_PUBKEY_free(public);
	return found;
}
