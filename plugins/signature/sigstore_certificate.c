/* SPDX-License-Identifier: Apache-2.0 */
/* What Fulcio's certificates say: whom they are for, and that they were logged. */
#include <openssl/ct.h>
#include <openssl/x509v3.h>

#include "signature/sigstore.h"

/* Fulcio's extensions: the issuer of the identity, as plain text and as DER. */
#define OID_ISSUER_PLAIN "1.3.6.1.4.1.57264.1.1"
#define OID_ISSUER "1.3.6.1.4.1.57264.1.8"
/* TBSCertificate of a certificate with many names. */
#define SIGNED_LIMIT (1u << 20)

static void put(uint8_t **at, uint64_t value, unsigned size)
{
	while (size--)
		*(*at)++ = (uint8_t)(value >> 8 * size);
}

/* The certificate as its log saw it: without the log's own extension. */
static int without_timestamps(X509 *leaf, unsigned char **ret_tbs)
{
	X509 *copy = X509_dup(leaf);
	int at, size = -1;

	if (copy && (at = X509_get_ext_by_NID(copy, NID_ct_precert_scts, -1)) >= 0) {
		X509_EXTENSION_free(X509_delete_ext(copy, at));
		size = i2d_re_X509_tbs(copy, ret_tbs);
	}
	X509_free(copy);
	return size;
}

static int hash_issuer(const schain__sig_crypto *crypto, X509 *issuer,
                       uint8_t ret_hash[EVP_MAX_MD_SIZE])
{
	unsigned char *key = NULL;
	int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(issuer), &key);
	int done = size > 0 &&
	           schain__sig_hash(crypto, SCHAIN__SIG_SHA256, key, (size_t)size, ret_hash) == 0;

	OPENSSL_free(key);
	return done;
}

/* RFC 6962, 3.2: what a log signs for a precertificate. */
static int verify(const schain__sig_crypto *crypto, const schain__sigstore_root *root, SCT *sct,
                  const uint8_t issuer_hash[32], const unsigned char *tbs, size_t tbs_size)
{
	unsigned char *id, *extensions, *signature;
	size_t id_size = SCT_get0_log_id(sct, &id);
	size_t extensions_size = SCT_get0_extensions(sct, &extensions);
	size_t signature_size = SCT_get0_signature(sct, &signature);
	uint64_t time = SCT_get_timestamp(sct); /* milliseconds */
	const schain__sigstore_log *log;
	schain__bytes log_id = { id, id_size }, message, signed_by = { signature, signature_size };
	size_t room = 12 + 32 + 3 + tbs_size + 2 + extensions_size;
	uint8_t *data, *at;
	int good;

	if (SCT_get_version(sct) != SCT_VERSION_V1 || id_size != 32 || time > INT64_MAX / 1000000 ||
	    extensions_size > UINT16_MAX)
		return 0;
	log = schain__sigstore_log_of(root->certificate_logs, root->certificate_log_count, log_id,
	                              (schain_time)time * 1000000);
	at = data = log ? schain__sig_alloc(&root->allocator, room) : NULL;
	if (!data)
		return 0;
	put(&at, 0, 2); /* v1, certificate_timestamp */
	put(&at, time, 8);
	put(&at, 1, 2); /* precert_entry */
	memcpy(at, issuer_hash, 32);
	at += 32;
	put(&at, tbs_size, 3);
	memcpy(at, tbs, tbs_size);
	at += tbs_size;
	put(&at, extensions_size, 2);
	if (extensions_size)
		memcpy(at, extensions, extensions_size);
	message.data = data;
	message.size = room;
	good = schain__sigstore_verify(crypto, log->key, signed_by, message);
	schain__sig_release(&root->allocator, data, room);
	return good;
}

const char *schain__sigstore_check_sct(const schain__sig_crypto *crypto,
                                       const schain__sigstore_root *root, X509 *leaf, X509 *issuer)
{
	STACK_OF(SCT) *scts = X509_get_ext_d2i(leaf, NID_ct_precert_scts, NULL, NULL);
	uint8_t issuer_hash[EVP_MAX_MD_SIZE];
	unsigned char *tbs = NULL;
	int size = scts ? without_timestamps(leaf, &tbs) : -1, good = 0;

	if (size > 0 && (unsigned)size <= SIGNED_LIMIT && issuer &&
	    hash_issuer(crypto, issuer, issuer_hash))
		for (int i = 0; !good && i < sk_SCT_num(scts); i++)
			good = verify(crypto, root, sk_SCT_value(scts, i), issuer_hash, tbs, (size_t)size);
	OPENSSL_free(tbs);
	SCT_LIST_free(scts);
	if (good)
		return NULL;
	return size < 0 ? "the certificate does not say that it was logged"
	                : "no log that is trusted has the certificate";
}

static schain_string copy(schain__sig_pool *pool, const ASN1_STRING *string)
{
	return schain__sig_pool_copy(pool, ASN1_STRING_get0_data(string),
	                             (size_t)ASN1_STRING_length(string));
}

static schain_string extension(schain__sig_pool *pool, X509 *leaf, const char *oid, int is_der)
{
	ASN1_OBJECT *object = OBJ_txt2obj(oid, 1);
	int at = object ? X509_get_ext_by_OBJ(leaf, object, -1) : -1;
	schain_string text = SCHAIN_STRING_NONE;
	const ASN1_OCTET_STRING *value;
	ASN1_UTF8STRING *inner;
	const unsigned char *data;

	ASN1_OBJECT_free(object);
	if (at < 0)
		return text;
	value = X509_EXTENSION_get_data(X509_get_ext(leaf, at));
	if (!is_der)
		return copy(pool, value);
	data = ASN1_STRING_get0_data(value);
	inner = d2i_ASN1_UTF8STRING(NULL, &data, ASN1_STRING_length(value));
	if (inner)
		text = copy(pool, inner);
	ASN1_UTF8STRING_free(inner);
	return text;
}

static schain_string subject(schain__sig_pool *pool, X509 *leaf)
{
	GENERAL_NAMES *names = X509_get_ext_d2i(leaf, NID_subject_alt_name, NULL, NULL);
	schain_string text = SCHAIN_STRING_NONE;

	for (int i = 0; !text.data && i < sk_GENERAL_NAME_num(names); i++) {
		const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);

		if (name->type == GEN_URI || name->type == GEN_EMAIL || name->type == GEN_DNS)
			text = copy(pool, name->d.ia5);
		else if (name->type == GEN_OTHERNAME && name->d.otherName->value->type == V_ASN1_UTF8STRING)
			text = copy(pool, name->d.otherName->value->value.utf8string);
	}
	GENERAL_NAMES_free(names);
	return text;
}

schain_string schain__sigstore_identity(schain__sig_pool *pool, X509 *leaf,
                                        schain_string *ret_subject, schain_string *ret_issuer)
{
	*ret_subject = subject(pool, leaf);
	*ret_issuer = extension(pool, leaf, OID_ISSUER, 1);
	if (!ret_issuer->data)
		*ret_issuer = extension(pool, leaf, OID_ISSUER_PLAIN, 0);
	if (!ret_subject->data)
		return SCHAIN_STRING_NONE;
	return schain__sig_pool_format(pool, "sigstore:%.*s (%.*s)", (int)ret_subject->length,
	                               ret_subject->data, (int)ret_issuer->length,
	                               ret_issuer->data ? ret_issuer->data : "");
}
