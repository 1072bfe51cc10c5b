/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/pkcs7.h"
#include "signature/spc.h"

#include <limits.h>
#include <openssl/asn1t.h>
#include <openssl/crypto.h>
#include <string.h>

PKCS7 *schain__sig_pkcs7_read(const schain__sig_crypto *crypto, const unsigned char *data,
                              size_t size, size_t *ret_size)
{
	PKCS7 *object = PKCS7_new_ex(crypto->context, NULL);
	const unsigned char *at = data;

	/* On failure d2i frees what it was given. */
	if (!object || size > LONG_MAX || !d2i_PKCS7(&object, &at, (long)size))
		return NULL;
	if (!PKCS7_type_is_signed(object) || !object->d.sign || !object->d.sign->contents) {
		PKCS7_free(object);
		return NULL;
	}
	*ret_size = (size_t)(at - data);
	return object;
}

const unsigned char *schain__sig_pkcs7_content(const PKCS7 *signed_data, const char *type,
                                               size_t *ret_size)
{
	const PKCS7 *contents = signed_data->d.sign->contents;
	const ASN1_STRING *value;
	const unsigned char *at;
	long length;
	int tag, class;

	if (!schain__sig_is_object(contents->type, type) || !contents->d.other ||
	    contents->d.other->type != V_ASN1_SEQUENCE)
		return NULL;
	value = contents->d.other->value.sequence;
	at = ASN1_STRING_get0_data(value);
	if (ASN1_get_object(&at, &length, &tag, &class, ASN1_STRING_length(value)) & 0x81)
		return NULL;
	*ret_size = (size_t)length;
	return at;
}

static const ASN1_STRING *octets_of(const PKCS7 *contents)
{
	return contents->d.other && contents->d.other->type == V_ASN1_OCTET_STRING
	               ? contents->d.other->value.octet_string
	               : NULL;
}

const unsigned char *schain__sig_pkcs7_digested(const PKCS7 *signed_data, const char *type,
                                                size_t *ret_size)
{
	const PKCS7 *contents = signed_data->d.sign->contents;
	const ASN1_STRING *octets = octets_of(contents);

	if (!octets || !schain__sig_is_object(contents->type, type))
		return schain__sig_pkcs7_content(signed_data, type, ret_size);
	*ret_size = (size_t)ASN1_STRING_length(octets);
	return ASN1_STRING_get0_data(octets);
}

const unsigned char *schain__sig_pkcs7_structure(const PKCS7 *signed_data, const char *type,
                                                 size_t *ret_size)
{
	const ASN1_STRING *octets = octets_of(signed_data->d.sign->contents);
	const unsigned char *inside = schain__sig_pkcs7_digested(signed_data, type, ret_size);

	if (inside && !octets) {
		const ASN1_STRING *sequence = signed_data->d.sign->contents->d.other->value.sequence;

		*ret_size = (size_t)ASN1_STRING_length(sequence);
		return ASN1_STRING_get0_data(sequence);
	}
	return inside;
}

X509 *schain__sig_pkcs7_certificate(const PKCS7 *signed_data, const PKCS7_SIGNER_INFO *signer)
{
	const PKCS7_ISSUER_AND_SERIAL *name = signer->issuer_and_serial;

	return name ? X509_find_by_issuer_and_serial(signed_data->d.sign->cert, name->issuer, name->serial)
	            : NULL;
}

static X509_ATTRIBUTE *find_attribute(const STACK_OF(X509_ATTRIBUTE) *attributes, const char *dotted)
{
	for (int i = 0; i < sk_X509_ATTRIBUTE_num(attributes); i++) {
		X509_ATTRIBUTE *attribute = sk_X509_ATTRIBUTE_value(attributes, i);

		if (schain__sig_is_object(X509_ATTRIBUTE_get0_object(attribute), dotted))
			return attribute;
	}
	return NULL;
}

const ASN1_STRING *schain__sig_attribute(const STACK_OF(X509_ATTRIBUTE) *attributes,
                                         const char *dotted, int index)
{
	for (int i = 0; i < sk_X509_ATTRIBUTE_num(attributes); i++) {
		X509_ATTRIBUTE *attribute = sk_X509_ATTRIBUTE_value(attributes, i);
		int count = X509_ATTRIBUTE_count(attribute);
		ASN1_TYPE *value;

		if (!schain__sig_is_object(X509_ATTRIBUTE_get0_object(attribute), dotted))
			continue;
		if (index >= count) {
			index -= count;
			continue;
		}
		value = X509_ATTRIBUTE_get0_type(attribute, index);
		return value && value->type == V_ASN1_SEQUENCE ? value->value.sequence : NULL;
	}
	return NULL;
}

schain_time schain__sig_signing_time(const STACK_OF(X509_ATTRIBUTE) *attributes)
{
	X509_ATTRIBUTE *attribute = find_attribute(attributes, "1.2.840.113549.1.9.5");
	ASN1_TYPE *value = attribute ? X509_ATTRIBUTE_get0_type(attribute, 0) : NULL;

	if (!value || (value->type != V_ASN1_UTCTIME && value->type != V_ASN1_GENERALIZEDTIME))
		return 0;
	return schain__sig_time_of(value->value.asn1_string);
}

static int names_type(const STACK_OF(X509_ATTRIBUTE) *attributes, const char *content_type)
{
	X509_ATTRIBUTE *attribute = find_attribute(attributes, "1.2.840.113549.1.9.3");
	ASN1_TYPE *value = attribute ? X509_ATTRIBUTE_get0_type(attribute, 0) : NULL;

	return value && value->type == V_ASN1_OBJECT &&
	       schain__sig_is_object(value->value.object, content_type);
}

static int names_digest(const STACK_OF(X509_ATTRIBUTE) *attributes, const unsigned char *digest,
                        size_t size)
{
	X509_ATTRIBUTE *attribute = find_attribute(attributes, "1.2.840.113549.1.9.4");
	ASN1_TYPE *value = attribute && X509_ATTRIBUTE_count(attribute) == 1
	                           ? X509_ATTRIBUTE_get0_type(attribute, 0)
	                           : NULL;

	return value && value->type == V_ASN1_OCTET_STRING &&
	       (size_t)ASN1_STRING_length(value->value.octet_string) == size &&
	       !CRYPTO_memcmp(ASN1_STRING_get0_data(value->value.octet_string), digest, size);
}

/*
 * Old timestamp servers sign the bare hash, without the structure that names
 * its algorithm (PKCS #1 v1.5 wants a DigestInfo).
 */
static int verify_bare_hash(const schain__sig_crypto *crypto, EVP_PKEY *key,
                            enum schain__sig_digest digest, const ASN1_OCTET_STRING *signature,
                            const unsigned char *data, size_t size)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(crypto->context, key, NULL);
	unsigned char expected[EVP_MAX_MD_SIZE], found[1024]; /* keys up to 8192 bits */
	size_t length = sizeof found;
	int good = context && EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA &&
	           EVP_PKEY_get_size(key) <= (int)sizeof found &&
	           schain__sig_hash(crypto, digest, data, size, expected) == 0 &&
	           EVP_PKEY_verify_recover_init(context) == 1 &&
	           EVP_PKEY_verify_recover(context, found, &length, ASN1_STRING_get0_data(signature),
	                                   (size_t)ASN1_STRING_length(signature)) == 1 &&
	           length == schain__sig_digest_size(digest) && !CRYPTO_memcmp(found, expected, length);

	EVP_PKEY_CTX_free(context);
	return good;
}

static uint32_t verify_bytes(const schain__sig_crypto *crypto, const PKCS7_SIGNER_INFO *signer,
                             X509 *certificate, enum schain__sig_digest digest,
                             const unsigned char *data, size_t size, const char **ret_why)
{
	EVP_PKEY *key = X509_get0_pubkey(certificate);
	int good = -1;

	if (key)
		good = schain__sig_verify(crypto, key, signer->digest_enc_alg, digest, signer->enc_digest, data,
		                          size);
	if (good == 0 && verify_bare_hash(crypto, key, digest, signer->enc_digest, data, size))
		good = 1;
	if (good < 0) {
		*ret_why = "its algorithm is not known here";
		return SCHAIN_VERIFY_UNSUPPORTED;
	}
	if (!good)
		*ret_why = "the signature was not made with the certificate's key";
	return good ? SCHAIN_VERIFY_VALID : SCHAIN_VERIFY_BAD_SIGNATURE;
}

uint32_t schain__sig_pkcs7_verify(const schain__sig_crypto *crypto, PKCS7_SIGNER_INFO *signer,
                                  X509 *certificate, const char *content_type,
                                  const unsigned char *content, size_t size, const char **ret_why)
{
	enum schain__sig_digest digest = schain__sig_digest_of_algorithm(signer->digest_alg);
	unsigned char value[EVP_MAX_MD_SIZE], *attributes = NULL;
	uint32_t status;
	int length;

	if (digest == SCHAIN__SIG_DIGESTS || !crypto->digests[digest]) {
		*ret_why = "its digest algorithm is not known here";
		return SCHAIN_VERIFY_UNSUPPORTED;
	}
	if (!signer->enc_digest) {
		*ret_why = "it has no signature value";
		return SCHAIN_VERIFY_MALFORMED;
	}
	if (!sk_X509_ATTRIBUTE_num(signer->auth_attr))
		return verify_bytes(crypto, signer, certificate, digest, content, size, ret_why);
	if (schain__sig_hash(crypto, digest, content, size, value) != 0 ||
	    (content_type && !names_type(signer->auth_attr, content_type)) ||
	    !names_digest(signer->auth_attr, value, schain__sig_digest_size(digest))) {
		*ret_why = "its attributes are of another content";
		return SCHAIN_VERIFY_BAD_SIGNATURE;
	}
	length = ASN1_item_i2d((ASN1_VALUE *)signer->auth_attr, &attributes,
	                       ASN1_ITEM_rptr(PKCS7_ATTR_VERIFY));
	if (length < 0) {
		*ret_why = "its attributes cannot be written";
		return SCHAIN_VERIFY_MALFORMED;
	}
	status = verify_bytes(crypto, signer, certificate, digest, attributes, (size_t)length, ret_why);
	OPENSSL_free(attributes);
	return status;
}
