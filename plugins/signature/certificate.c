/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/certificate.h"

#include <openssl/bio.h>
#include <openssl/x509v3.h>
#include <string.h>

/* "CN=..., O=..., C=...", UTF-8, control characters escaped (RFC 4514). */
static schain_string name_text(schain__sig_pool *pool, const X509_NAME *name)
{
	unsigned long flags = (XN_FLAG_RFC2253 & ~(unsigned long)XN_FLAG_SEP_MASK) |
	                      XN_FLAG_SEP_CPLUS_SPC;
	schain_string text = { NULL, 0 };
	BIO *bio = BIO_new(BIO_s_mem());
	char *data;
	long size;

	if (bio && X509_NAME_print_ex(bio, name, 0, flags & ~(unsigned long)ASN1_STRFLGS_ESC_MSB) >= 0) {
		size = BIO_get_mem_data(bio, &data);
		text = schain__sig_pool_copy(pool, data, size > 0 ? (size_t)size : 0);
	} else if (!bio) {
		pool->has_failed = 1;
	}
	BIO_free(bio);
	return text;
}

static schain_string name_part(schain__sig_pool *pool, const X509_NAME *name, int nid)
{
	int at = X509_NAME_get_index_by_NID(name, nid, -1);
	const X509_NAME_ENTRY *entry = at >= 0 ? X509_NAME_get_entry(name, at) : NULL;
	schain_string text = { NULL, 0 };
	unsigned char *utf8 = NULL;
	int size;

	if (!entry)
		return text;
	size = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(entry));
	if (size >= 0)
		text = schain__sig_pool_copy(pool, utf8, (size_t)size);
	OPENSSL_free(utf8);
	return text;
}

static schain_string object_name(schain__sig_pool *pool, const ASN1_OBJECT *object)
{
	char text[128];

	if (!object || OBJ_obj2txt(text, sizeof text, object, 0) <= 0)
		return schain__sig_pool_text(pool, "unknown");
	return schain__sig_pool_text(pool, text);
}

static schain_string serial_text(schain__sig_pool *pool, X509 *certificate)
{
	const ASN1_INTEGER *serial = X509_get0_serialNumber(certificate);
	int size = ASN1_STRING_length(serial);

	return schain__sig_pool_hex(pool, ASN1_STRING_get0_data(serial), size > 0 ? (size_t)size : 0);
}

static schain_string digest_text(schain__sig_pool *pool, const schain__sig_crypto *crypto,
                                 enum schain__sig_digest digest, unsigned char *data, int size)
{
	unsigned char value[EVP_MAX_MD_SIZE];
	schain_string none = { NULL, 0 };

	if (!data || size < 0 || schain__sig_hash(crypto, digest, data, (size_t)size, value) != 0) {
		pool->has_failed = 1;
		return none;
	}
	return schain__sig_pool_hex(pool, value, schain__sig_digest_size(digest));
}

static void describe_digests(schain__sig_pool *pool, const schain__sig_crypto *crypto,
                             X509 *certificate, schain_certificate *to)
{
	unsigned char *data = NULL;
	int size = i2d_X509(certificate, &data);

	to->sha1 = digest_text(pool, crypto, SCHAIN__SIG_SHA1, data, size);
	to->sha256 = digest_text(pool, crypto, SCHAIN__SIG_SHA256, data, size);
	OPENSSL_free(data);
	data = NULL;
	size = i2d_re_X509_tbs(certificate, &data);
	to->tbs_sha256 = digest_text(pool, crypto, SCHAIN__SIG_SHA256, data, size);
	OPENSSL_free(data);
	data = NULL;
	size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &data);
	to->spki_sha256 = digest_text(pool, crypto, SCHAIN__SIG_SHA256, data, size);
	OPENSSL_free(data);
}

int schain__sig_certificate_describe(schain__sig_pool *pool, const schain__sig_crypto *crypto,
                                     X509 *certificate, schain_certificate *to)
{
	const X509_NAME *subject = X509_get_subject_name(certificate);
	EVP_PKEY *key = X509_get0_pubkey(certificate);
	ASN1_OBJECT *algorithm = NULL;

	memset(to, 0, sizeof *to);
	to->struct_size = sizeof *to;
	to->not_before = schain__sig_time_of(X509_get0_notBefore(certificate));
	to->not_after = schain__sig_time_of(X509_get0_notAfter(certificate));
	to->key_bits = key ? (uint32_t)EVP_PKEY_get_bits(key) : 0;
	if (X509_get_extension_flags(certificate) & EXFLAG_SS)
		to->flags |= SCHAIN_CERTIFICATE_SELF_SIGNED;
	if (X509_check_ca(certificate) == 1)
		to->flags |= SCHAIN_CERTIFICATE_AUTHORITY;
	to->subject = name_text(pool, subject);
	to->issuer = name_text(pool, X509_get_issuer_name(certificate));
	to->common_name = name_part(pool, subject, NID_commonName);
	to->organisation = name_part(pool, subject, NID_organizationName);
	to->country = name_part(pool, subject, NID_countryName);
	to->registration = name_part(pool, subject, NID_serialNumber);
	to->serial = serial_text(pool, certificate);
	describe_digests(pool, crypto, certificate, to);
	X509_PUBKEY_get0_param(&algorithm, NULL, NULL, NULL, X509_get_X509_PUBKEY(certificate));
	to->key_algorithm = object_name(pool, algorithm);
	to->signature_algorithm = object_name(pool, OBJ_nid2obj(X509_get_signature_nid(certificate)));
	return pool->has_failed ? -1 : 0;
}

int schain__sig_certificate_has_usage(X509 *certificate, const char *dotted)
{
	EXTENDED_KEY_USAGE *list = X509_get_ext_d2i(certificate, NID_ext_key_usage, NULL, NULL);
	int found = list ? 0 : -1;
	char text[128];

	for (int i = 0; !found && i < sk_ASN1_OBJECT_num(list); i++)
		found = OBJ_obj2txt(text, sizeof text, sk_ASN1_OBJECT_value(list, i), 1) > 0 &&
		        !strcmp(text, dotted);
	EXTENDED_KEY_USAGE_free(list);
	return found;
}

/*
 * Microsoft's signing service gives each customer a usage below this arc that
 * stays when key and certificate change, every three days. Below .1 lie the
 * service's own.
 */
static schain_string microsoft_identity(schain__sig_pool *pool, X509 *certificate)
{
	static const char arc[] = "1.3.6.1.4.1.311.97.";
	EXTENDED_KEY_USAGE *list = X509_get_ext_d2i(certificate, NID_ext_key_usage, NULL, NULL);
	schain_string identity = { NULL, 0 };
	char text[128];

	for (int i = 0; !identity.length && i < sk_ASN1_OBJECT_num(list); i++) {
		const char *rest = text + sizeof arc - 1;

		if (OBJ_obj2txt(text, sizeof text, sk_ASN1_OBJECT_value(list, i), 1) > 0 &&
		    !strncmp(text, arc, sizeof arc - 1) && strncmp(rest, "1.", 2) != 0)
			identity = schain__sig_pool_format(pool, "microsoft-identity:%s", text);
	}
	EXTENDED_KEY_USAGE_free(list);
	return identity;
}

/* Apple's leaf certificates carry the team in the organisational unit; Developer ID and the like. */
static schain_string apple_team(schain__sig_pool *pool, X509 *certificate)
{
	static const char arc[] = "1.2.840.113635.100.6.1.";
	schain_string none = { NULL, 0 }, team;
	int is_apple = 0;
	char text[128];

	for (int i = 0; !is_apple && i < X509_get_ext_count(certificate); i++) {
		const ASN1_OBJECT *object = X509_EXTENSION_get_object(X509_get_ext(certificate, i));

		is_apple = OBJ_obj2txt(text, sizeof text, object, 1) > 0 &&
		           !strncmp(text, arc, sizeof arc - 1);
	}
	if (!is_apple)
		return none;
	team = name_part(pool, X509_get_subject_name(certificate), NID_organizationalUnitName);
	return team.length ? schain__sig_pool_format(pool, "apple-team:%.*s", (int)team.length, team.data)
	                   : none;
}

schain_string schain__sig_certificate_identity(schain__sig_pool *pool, X509 *certificate,
                                               const schain_certificate *of)
{
	schain_string identity = apple_team(pool, certificate);

	if (!identity.length)
		identity = microsoft_identity(pool, certificate);
	if (identity.length)
		return identity;
	if (of->organisation.length)
		return schain__sig_pool_format(
				pool, "organisation:%.*s/%.*s%s%.*s", (int)of->organisation.length,
				of->organisation.data, (int)of->country.length, of->country.data ? of->country.data : "",
				of->registration.length ? "/" : "", (int)of->registration.length,
				of->registration.data ? of->registration.data : "");
	if (of->flags & SCHAIN_CERTIFICATE_SELF_SIGNED)
		return schain__sig_pool_format(pool, "key:%.*s", (int)of->spki_sha256.length,
		                               of->spki_sha256.data);
	return schain__sig_pool_format(pool, "name:%.*s/%.*s", (int)of->subject.length, of->subject.data,
	                               (int)of->issuer.length, of->issuer.data);
}

schain_string schain__sig_key_identity(schain__sig_pool *pool, const schain__sig_crypto *crypto,
                                       EVP_PKEY *key)
{
	unsigned char *data = NULL, hash[EVP_MAX_MD_SIZE];
	int size = i2d_PUBKEY(key, &data);
	schain_string hex = SCHAIN_STRING_NONE;

	if (size > 0 && schain__sig_hash(crypto, SCHAIN__SIG_SHA256, data, (size_t)size, hash) == 0)
		hex = schain__sig_pool_hex(pool, hash, 32);
	OPENSSL_free(data);
	return hex.length ? schain__sig_pool_format(pool, "key:%.*s", (int)hex.length, hex.data) : hex;
}

int schain__sig_key_is_weak(X509 *certificate)
{
	EVP_PKEY *key = X509_get0_pubkey(certificate);

	if (!key)
		return 1;
	switch (EVP_PKEY_get_base_id(key)) {
	case EVP_PKEY_RSA:
	case EVP_PKEY_RSA_PSS:
	case EVP_PKEY_DSA:
		return EVP_PKEY_get_bits(key) < 2048; /* NIST SP 800-131A, since 2014 */
	default:
		return EVP_PKEY_get_bits(key) < 224;
	}
}
