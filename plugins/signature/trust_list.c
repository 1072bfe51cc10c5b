/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Microsoft's list of roots: for each the hash, and as attributes what it is
 * trusted for and until when. wincrypt.h has the numbers of these properties.
 */
#include "signature/error.h"
#include "signature/pkcs7.h"
#include "signature/spc.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>

#define PROPERTY(number) "1.3.6.1.4.1.311.10.11." #number
#define PROPERTY_USAGES PROPERTY(9)             /* CERT_ENHKEY_USAGE_PROP_ID */
#define PROPERTY_DISALLOWED_FROM PROPERTY(104)  /* CERT_DISALLOWED_FILETIME_PROP_ID */
#define PROPERTY_DISALLOWED_USAGES PROPERTY(122) /* CERT_DISALLOWED_ENHKEY_USAGE_PROP_ID */
#define PROPERTY_NOT_BEFORE PROPERTY(126)       /* CERT_NOT_BEFORE_FILETIME_PROP_ID */
#define PROPERTY_NOT_BEFORE_USAGES PROPERTY(127) /* CERT_NOT_BEFORE_ENHKEY_USAGE_PROP_ID */

/* The bytes of a property; NULL if it is not there. */
static const ASN1_OCTET_STRING *property(const schain__sig_subject *subject, const char *dotted)
{
	for (int i = 0; i < sk_X509_ATTRIBUTE_num(subject->attributes); i++) {
		X509_ATTRIBUTE *attribute = sk_X509_ATTRIBUTE_value(subject->attributes, i);
		ASN1_TYPE *value = X509_ATTRIBUTE_get0_type(attribute, 0);

		if (value && value->type == V_ASN1_OCTET_STRING &&
		    schain__sig_is_object(X509_ATTRIBUTE_get0_object(attribute), dotted))
			return value->value.octet_string;
	}
	return NULL;
}

/* Ours among the usages that it names; `absent` if it is not there. */
static uint32_t usages_of(const schain__sig_subject *subject, const char *dotted, uint32_t absent)
{
	const ASN1_OCTET_STRING *value = property(subject, dotted);
	const unsigned char *at = value ? ASN1_STRING_get0_data(value) : NULL;
	EXTENDED_KEY_USAGE *list;
	uint32_t usages = 0;

	if (!value)
		return absent;
	list = d2i_EXTENDED_KEY_USAGE(NULL, &at, ASN1_STRING_length(value));
	for (int i = 0; i < sk_ASN1_OBJECT_num(list); i++) {
		const ASN1_OBJECT *object = sk_ASN1_OBJECT_value(list, i);

		if (schain__sig_is_object(object, SCHAIN__SIG_EKU_CODE))
			usages |= SCHAIN_USAGE_CODE;
		else if (schain__sig_is_object(object, SCHAIN__SIG_EKU_TIMESTAMP))
			usages |= SCHAIN_USAGE_TIMESTAMP;
	}
	EXTENDED_KEY_USAGE_free(list);
	return usages;
}

/* A FILETIME, little-endian: steps of 100 ns since 1601, 11644473600 s before 1970. 0: none. */
static schain_time time_of(const schain__sig_subject *subject, const char *dotted)
{
	const ASN1_OCTET_STRING *value = property(subject, dotted);
	const int64_t epoch = INT64_C(11644473600) * 10000000;
	uint64_t ticks = 0;

	if (!value || ASN1_STRING_length(value) != 8)
		return 0;
	for (int i = 7; i >= 0; i--)
		ticks = ticks << 8 | ASN1_STRING_get0_data(value)[i];
	/* A root that was never trusted has the least time there is. */
	if (ticks < (uint64_t)epoch + 1)
		return 1;
	return ticks - (uint64_t)epoch < (uint64_t)(INT64_MAX / 100)
	               ? (schain_time)(ticks - (uint64_t)epoch) * 100
	               : INT64_MAX;
}

static int apply(void *context, const schain__sig_subject *subject)
{
	const uint32_t known = SCHAIN_USAGE_CODE | SCHAIN_USAGE_TIMESTAMP;
	schain__sig_trust *trust = context;

	for (size_t i = 0; i < trust->count; i++) {
		schain__sig_root *root = &trust->roots[i];
		unsigned char sha1[EVP_MAX_MD_SIZE];
		unsigned int size = 0;

		if (X509_digest(root->certificate, trust->crypto->digests[SCHAIN__SIG_SHA1], sha1, &size) != 1 ||
		    size != subject->id_size || memcmp(sha1, subject->id, size) != 0)
			continue;
		root->is_named = 1;
		root->usages &= usages_of(subject, PROPERTY_USAGES, known);
		root->usages &= ~usages_of(subject, PROPERTY_DISALLOWED_USAGES, 0);
		root->distrusted_after = time_of(subject, PROPERTY_DISALLOWED_FROM);
		if (usages_of(subject, PROPERTY_NOT_BEFORE_USAGES, known) & SCHAIN_USAGE_CODE)
			root->not_issued_after = time_of(subject, PROPERTY_NOT_BEFORE);
		root->described.usages = root->usages;
	}
	return 0;
}

static schain_status apply_list(schain_verifier *verifier, const unsigned char *data, size_t size,
                                schain_error *error)
{
	schain__sig_trust *trust = &verifier->trust;
	size_t used, length;
	PKCS7 *object = schain__sig_pkcs7_read(&verifier->crypto, data, size, &used);
	const unsigned char *content =
			object ? schain__sig_pkcs7_content(object, SCHAIN__SIG_OID_CTL, &length) : NULL;
	schain_status status = SCHAIN_OK;

	for (size_t i = 0; i < trust->count; i++)
		trust->roots[i].is_named = 0;
	if (!content || schain__sig_ctl_walk(content, length, apply, trust) != 0)
		status = schain__sig_fail(error, SCHAIN_E_FORMAT, "it is no certificate trust list");
	for (size_t i = 0; status == SCHAIN_OK && i < trust->count; i++)
		if (!trust->roots[i].is_named)
			trust->roots[i].usages = 0;
	if (status == SCHAIN_OK)
		schain__sig_trust_prune(trust);
	PKCS7_free(object);
	return status;
}

schain_status schain_verifier_apply_trust_list(schain_verifier *verifier, const char *path,
                                               schain_error *error)
{
	unsigned char *data;
	schain_status status;
	size_t size;

	if (!verifier || !path)
		return schain__sig_fail(error, SCHAIN_E_ARGUMENT, "no verifier or path");
	status = schain__sig_read_file(&verifier->allocator, path, &data, &size, error);
	if (status != SCHAIN_OK)
		return status;
	schain__sig_cache_forget(&verifier->cache);
	ERR_set_mark();
	status = apply_list(verifier, data, size, error);
	ERR_pop_to_mark();
	schain__sig_release(&verifier->allocator, data, size + 1);
	return status == SCHAIN_OK ? status : schain__sig_fail_at(error, path, 0, status);
}
