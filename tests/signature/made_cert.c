/* SPDX-License-Identifier: Apache-2.0 */
#include "made.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

static void must(int good)
{
	if (!good)
		abort();
}

static void add_name(X509_NAME *name, const char *field, const char *value)
{
	if (value)
		must(X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, (const unsigned char *)value, -1, -1,
		                                0));
}

static void add_extension(X509 *x509, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX context;
	X509_EXTENSION *extension;

	if (!value)
		return;
	X509V3_set_ctx(&context, issuer, x509, NULL, NULL, 0);
	extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	must(extension && X509_add_ext(x509, extension, -1));
	X509_EXTENSION_free(extension);
}

/* An OCTET STRING of `size` bytes of 0x2a as the extension's value. */
static void add_unknown(X509 *x509, const char *dotted, int is_critical, size_t size)
{
	made_bytes value = { calloc(1, size), size };
	ASN1_OBJECT *object = OBJ_txt2obj(dotted, 1);
	ASN1_OCTET_STRING *octets = ASN1_OCTET_STRING_new();
	X509_EXTENSION *extension;

	must(value.data && object && octets);
	memset(value.data, 0x2a, size);
	value = made_der(V_ASN1_OCTET_STRING, value);
	ASN1_OCTET_STRING_set(octets, value.data, (int)value.size);
	extension = X509_EXTENSION_create_by_OBJ(NULL, object, is_critical, octets);
	must(extension && X509_add_ext(x509, extension, -1));
	X509_EXTENSION_free(extension);
	ASN1_OCTET_STRING_free(octets);
	ASN1_OBJECT_free(object);
	made_free(&value);
}

made_cert made_certificate(const made_cert_spec *spec)
{
	static long serial = 0x1000;
	made_cert cert = { X509_new(), NULL };
	time_t from = spec->from ? spec->from : MADE_EPOCH;
	time_t to = spec->to ? spec->to : MADE_EPOCH + 20 * MADE_YEAR;
	X509_NAME *name;
	const made_cert *issuer = spec->issuer ? spec->issuer : &cert;
	const EVP_MD *digest = EVP_get_digestbyname(spec->digest ? spec->digest : "SHA256");

	cert.key = spec->is_rsa ? EVP_RSA_gen((unsigned)spec->bits) : EVP_EC_gen("P-256");
	must(cert.x509 && cert.key);
	X509_set_version(cert.x509, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(cert.x509), ++serial);
	ASN1_TIME_set(X509_getm_notBefore(cert.x509), from);
	ASN1_TIME_set(X509_getm_notAfter(cert.x509), to);
	name = X509_get_subject_name(cert.x509);
	add_name(name, "C", spec->organisation ? "US" : NULL);
	add_name(name, "serialNumber", spec->registration);
	add_name(name, "O", spec->organisation);
	add_name(name, "OU", spec->team);
	add_name(name, "CN", spec->name);
	X509_set_issuer_name(cert.x509, X509_get_subject_name(issuer->x509));
	X509_set_pubkey(cert.x509, cert.key);
	add_extension(cert.x509, issuer->x509, NID_basic_constraints,
	              spec->is_authority ? "critical,CA:TRUE" : "CA:FALSE");
	add_extension(cert.x509, issuer->x509, NID_subject_key_identifier, "hash");
	add_extension(cert.x509, issuer->x509, NID_ext_key_usage, spec->usage);
	add_extension(cert.x509, issuer->x509, NID_key_usage, spec->key_usage);
	if (spec->critical)
		add_unknown(cert.x509, spec->critical, 1, 2);
	if (spec->team)
		add_unknown(cert.x509, "1.2.840.113635.100.6.1.13", 1, 0);
	if (spec->comment)
		add_unknown(cert.x509, "1.3.6.1.4.1.32473.1", 0, (size_t)spec->comment); /* RFC 5612: for examples */
	must(X509_sign(cert.x509, issuer->key, digest));
	return cert;
}

void made_cert_free(made_cert *cert)
{
	X509_free(cert->x509);
	EVP_PKEY_free(cert->key);
}

static made_bytes taken(BIO *bio)
{
	char *data;
	long size = BIO_get_mem_data(bio, &data);
	made_bytes bytes = made_copy(data, (size_t)size);

	BIO_free(bio);
	return bytes;
}

made_bytes made_pem(const made_cert *certs, size_t count)
{
	BIO *bio = BIO_new(BIO_s_mem());

	for (size_t i = 0; i < count; i++)
		must(PEM_write_bio_X509(bio, certs[i].x509));
	return taken(bio);
}

made_bytes made_revocations(const made_cert *issuer, const made_cert *revoked, time_t since,
                            time_t next)
{
	X509_CRL *list = X509_CRL_new();
	ASN1_TIME *time = ASN1_TIME_new();
	BIO *bio = BIO_new(BIO_s_mem());

	must(list && time && bio);
	X509_CRL_set_version(list, 1);
	X509_CRL_set_issuer_name(list, X509_get_subject_name(issuer->x509));
	ASN1_TIME_set(time, MADE_EPOCH);
	X509_CRL_set1_lastUpdate(list, time);
	ASN1_TIME_set(time, next);
	X509_CRL_set1_nextUpdate(list, time);
	if (revoked) {
		X509_REVOKED *entry = X509_REVOKED_new();

		ASN1_TIME_set(time, since);
		X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(revoked->x509));
		X509_REVOKED_set_revocationDate(entry, time);
		X509_CRL_add0_revoked(list, entry);
	}
	must(X509_CRL_sign(list, issuer->key, EVP_sha256()));
	must(PEM_write_bio_X509_CRL(bio, list));
	X509_CRL_free(list);
	ASN1_TIME_free(time);
	return taken(bio);
}
