/* SPDX-License-Identifier: Apache-2.0 */
/* The certificate that a timestamp's maker says it is, among what it signed (RFC 5816). */
#include "signature/pkcs7.h"

#include <openssl/asn1t.h>
#include <string.h>

/*
 * libcrypto's check wants every authority named there to be at hand too, which
 * those that Microsoft's servers name are not.
 */
typedef struct {
	X509_ALGOR *algorithm; /* of version 2; absent: SHA-256 */
	ASN1_OCTET_STRING *hash;
	ASN1_TYPE *issuer;
} ESS_ID;

typedef struct {
	STACK_OF(ESS_ID) *ids;
	ASN1_TYPE *policies;
} ESS_IDS;

DEFINE_STACK_OF(ESS_ID)

/* clang-format off */
ASN1_SEQUENCE(ESS_ID) = {
	ASN1_OPT(ESS_ID, algorithm, X509_ALGOR),
	ASN1_SIMPLE(ESS_ID, hash, ASN1_OCTET_STRING),
	ASN1_OPT(ESS_ID, issuer, ASN1_ANY),
} static_ASN1_SEQUENCE_END(ESS_ID)

ASN1_SEQUENCE(ESS_IDS) = {
	ASN1_SEQUENCE_OF(ESS_IDS, ids, ESS_ID),
	ASN1_OPT(ESS_IDS, policies, ASN1_ANY),
} static_ASN1_SEQUENCE_END(ESS_IDS)
/* clang-format on */

int schain__sig_ess_names(const schain__sig_crypto *crypto, const ASN1_STRING *attribute,
                          enum schain__sig_digest usual, X509 *certificate)
{
	const unsigned char *at = ASN1_STRING_get0_data(attribute);
	ESS_IDS *list = (ESS_IDS *)ASN1_item_d2i(NULL, &at, ASN1_STRING_length(attribute),
	                                         ASN1_ITEM_rptr(ESS_IDS));
	unsigned char value[EVP_MAX_MD_SIZE];
	unsigned int size = 0;
	int good = 0;

	if (list && sk_ESS_ID_num(list->ids) > 0) {
		const ESS_ID *first = sk_ESS_ID_value(list->ids, 0);
		enum schain__sig_digest digest =
				first->algorithm ? schain__sig_digest_of_algorithm(first->algorithm) : usual;

		good = digest < SCHAIN__SIG_DIGESTS && crypto->digests[digest] &&
		       X509_digest(certificate, crypto->digests[digest], value, &size) == 1 &&
		       (size_t)ASN1_STRING_length(first->hash) == size &&
		       !memcmp(ASN1_STRING_get0_data(first->hash), value, size);
	}
	ASN1_item_free((ASN1_VALUE *)list, ASN1_ITEM_rptr(ESS_IDS));
	return good;
}
