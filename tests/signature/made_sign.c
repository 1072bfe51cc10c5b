/* SPDX-License-Identifier: Apache-2.0 */
#include "made.h"

#include <openssl/objects.h>
#include <openssl/pkcs7.h>
#include <openssl/rsa.h>
#include <openssl/ts.h>
#include <stdlib.h>
#include <string.h>

#define SPC_INDIRECT "1.3.6.1.4.1.311.2.1.4"
#define SPC_OPUS "1.3.6.1.4.1.311.2.1.12"
#define SPC_PE "1.3.6.1.4.1.311.2.1.15"
#define SPC_NESTED "1.3.6.1.4.1.311.2.4.1"
#define SPC_RFC3161 "1.3.6.1.4.1.311.3.3.1"
#define UNKNOWN_ATTRIBUTE "1.3.6.1.4.1.32473.2" /* RFC 5612: for examples */

static void must(int good)
{
	if (!good)
		abort();
}

static const EVP_MD *digest_of(const made_sign_spec *spec)
{
	return EVP_get_digestbyname(spec->digest ? spec->digest : "SHA256");
}

static made_bytes none(void)
{
	return made_copy("", 0);
}

static made_bytes text(int tag, const char *string)
{
	return made_der(tag, made_copy(string, strlen(string)));
}

/* BMPSTRING of ASCII, as an implicit [0]. */
static made_bytes unicode(const char *string)
{
	size_t length = strlen(string);
	made_bytes wide = { calloc(2, length + 1), 2 * length };

	for (size_t i = 0; i < length; i++)
		wide.data[2 * i + 1] = (unsigned char)string[i];
	return made_der(0x80, wide);
}

static made_bytes algorithm(const char *digest)
{
	char dotted[64];

	OBJ_obj2txt(dotted, sizeof dotted, OBJ_txt2obj(digest, 0), 1);
	return made_der(0x30, made_join(made_oid(dotted), made_der(5, none())));
}

static made_bytes digest_info(const char *digest, const unsigned char *value, size_t size)
{
	return made_der(0x30, made_join(algorithm(digest), made_der(4, made_copy(value, size))));
}

/* SpcPeImageData: no flags, and a link to nothing or to page hashes. */
static made_bytes image_data(const made_sign_spec *spec)
{
	static const unsigned char flags[] = { 0x03, 0x01, 0x00 };
	static const unsigned char class[] = { 0xa6, 0xb5, 0x86, 0xd5, 0xb4, 0xa1, 0x24, 0x66,
		                                   0xae, 0x05, 0xa2, 0x17, 0xda, 0x8e, 0x60, 0xd6 };
	made_bytes link, table;

	if (!spec->pages) {
		link = made_der(0xa2, made_der(0x80, none())); /* file: "" */
	} else {
		table = made_der(0x31, made_der(4, made_copy(spec->pages->data, spec->pages->size)));
		table = made_join(made_oid(spec->pages_are_sha1 ? "1.3.6.1.4.1.311.2.3.1"
		                                                : "1.3.6.1.4.1.311.2.3.2"),
		                  table);
		table = made_der(0x31, made_der(0x30, table));
		link = made_der(0xa1, made_join(made_der(4, made_copy(class, sizeof class)), made_der(4, table)));
	}
	return made_der(0x30, made_join(made_copy(flags, sizeof flags), made_der(0xa0, link)));
}

static made_bytes indirect_data(const made_bytes *pe, const made_sign_spec *spec)
{
	const char *digest = spec->digest ? spec->digest : "SHA256";
	unsigned char value[EVP_MAX_MD_SIZE];
	made_bytes data = made_join(made_oid(spec->kind ? spec->kind : SPC_PE), image_data(spec));

	made_pe_digest(pe, digest, value);
	value[3] ^= (unsigned char)(spec->flip_digest ? 1 : 0);
	return made_der(0x30, made_join(made_der(0x30, data),
	                                digest_info(digest, value, (size_t)EVP_MD_get_size(digest_of(spec)))));
}

static void add_attribute(STACK_OF(X509_ATTRIBUTE) **list, const char *dotted, made_bytes value)
{
	ASN1_OBJECT *object = OBJ_txt2obj(dotted, 1);

	must(object && X509at_add1_attr_by_OBJ(list, object, V_ASN1_SEQUENCE, value.data, (int)value.size));
	ASN1_OBJECT_free(object);
	made_free(&value);
}

static void add_opus(PKCS7_SIGNER_INFO *signer, const made_sign_spec *spec)
{
	made_bytes opus = none();

	if (spec->name)
		opus = made_join(opus, made_der(0xa0, unicode(spec->name)));
	if (spec->url)
		opus = made_join(opus, made_der(0xa1, text(0x80, spec->url)));
	add_attribute(&signer->auth_attr, SPC_OPUS, made_der(0x30, opus));
}

static ASN1_INTEGER *one_serial(TS_RESP_CTX *context, void *data)
{
	ASN1_INTEGER *serial = ASN1_INTEGER_new();

	(void)context;
	(void)data;
	ASN1_INTEGER_set(serial, 7);
	return serial;
}

static int time_of_stamp(TS_RESP_CTX *context, void *data, long *seconds, long *microseconds)
{
	const made_sign_spec *spec = data;

	(void)context;
	*seconds = (long)spec->stamped;
	*microseconds = 0;
	return 1;
}

static made_bytes request_of(const unsigned char *stamped, size_t size)
{
	unsigned char value[EVP_MAX_MD_SIZE];
	unsigned int length;
	made_bytes request;

	EVP_Digest(stamped, size, value, &length, EVP_sha256(), NULL);
	request = made_join(made_der(2, made_copy("\1", 1)), digest_info("SHA256", value, length));
	/* certReq TRUE */
	return made_der(0x30, made_join(request, made_der(1, made_copy("\xff", 1))));
}

static made_bytes token_of(const made_sign_spec *spec, const unsigned char *stamped, size_t size)
{
	TS_RESP_CTX *context = TS_RESP_CTX_new();
	made_bytes request = request_of(stamped, size), token;
	BIO *bio = BIO_new_mem_buf(request.data, (int)request.size);
	ASN1_OBJECT *policy = OBJ_txt2obj("1.3.6.1.4.1.32473.3", 1);
	TS_RESP *response;
	unsigned char *data = NULL;
	int length;

	must(context && bio && policy);
	TS_RESP_CTX_set_serial_cb(context, one_serial, NULL);
	TS_RESP_CTX_set_time_cb(context, time_of_stamp, (void *)(uintptr_t)spec);
	must(TS_RESP_CTX_set_signer_cert(context, spec->stamper->x509) &&
	     TS_RESP_CTX_set_signer_key(context, spec->stamper->key) &&
	     TS_RESP_CTX_set_signer_digest(context, EVP_sha256()) &&
	     TS_RESP_CTX_set_def_policy(context, policy) && TS_RESP_CTX_add_md(context, EVP_sha256()));
	response = TS_RESP_create_response(context, bio);
	must(response && TS_RESP_get_token(response));
	length = i2d_PKCS7(TS_RESP_get_token(response), &data);
	must(length > 0);
	token = made_copy(data, (size_t)length);
	OPENSSL_free(data);
	TS_RESP_free(response);
	TS_RESP_CTX_free(context);
	ASN1_OBJECT_free(policy);
	BIO_free(bio);
	made_free(&request);
	return token;
}

/* The bytes of the attributes that are signed, as a SET. */
static made_bytes signed_bytes(PKCS7_SIGNER_INFO *signer)
{
	unsigned char *data = NULL;
	int size = ASN1_item_i2d((ASN1_VALUE *)signer->auth_attr, &data, ASN1_ITEM_rptr(PKCS7_ATTR_SIGN));
	made_bytes bytes;

	must(size > 0);
	bytes = made_copy(data, (size_t)size);
	OPENSSL_free(data);
	return bytes;
}

/* Signs the hash itself, as some servers of the 2000s do, with no word on its algorithm. */
static void sign_bare_hash(PKCS7_SIGNER_INFO *signer, EVP_PKEY *key)
{
	made_bytes attributes = signed_bytes(signer);
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
	unsigned char hash[EVP_MAX_MD_SIZE], value[1024];
	unsigned int length;
	size_t size = sizeof value;

	EVP_Digest(attributes.data, attributes.size, hash, &length, EVP_sha1(), NULL);
	must(context && EVP_PKEY_sign_init(context) == 1 &&
	     EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1 &&
	     EVP_PKEY_sign(context, value, &size, hash, length) == 1);
	ASN1_STRING_set(signer->enc_digest, value, (int)size);
	EVP_PKEY_CTX_free(context);
	made_free(&attributes);
}

static made_bytes countersignature_of(const made_sign_spec *spec, const unsigned char *stamped,
                                      size_t size)
{
	PKCS7_SIGNER_INFO *signer = PKCS7_SIGNER_INFO_new();
	unsigned char hash[EVP_MAX_MD_SIZE], *data = NULL;
	unsigned int length;
	int total;
	made_bytes bytes;

	EVP_Digest(stamped, size, hash, &length, EVP_sha1(), NULL);
	must(signer && PKCS7_SIGNER_INFO_set(signer, spec->stamper->x509, spec->stamper->key, EVP_sha1()));
	must(PKCS7_add_signed_attribute(signer, NID_pkcs9_contentType, V_ASN1_OBJECT,
	                                OBJ_nid2obj(NID_pkcs7_data)) &&
	     PKCS7_add_signed_attribute(signer, NID_pkcs9_signingTime, V_ASN1_UTCTIME,
	                                ASN1_UTCTIME_set(NULL, spec->stamped)) &&
	     PKCS7_add1_attrib_digest(signer, hash, (int)length));
	if (spec->stamp == MADE_STAMP_BARE_HASH)
		sign_bare_hash(signer, spec->stamper->key);
	else
		must(PKCS7_SIGNER_INFO_sign(signer));
	total = i2d_PKCS7_SIGNER_INFO(signer, &data);
	must(total > 0);
	bytes = made_copy(data, (size_t)total);
	OPENSSL_free(data);
	PKCS7_SIGNER_INFO_free(signer);
	return bytes;
}

static void add_unsigned(PKCS7 *p7, PKCS7_SIGNER_INFO *signer, const made_sign_spec *spec)
{
	const unsigned char *stamped = ASN1_STRING_get0_data(signer->enc_digest);
	size_t size = (size_t)ASN1_STRING_length(signer->enc_digest);

	if (spec->stamped_data) {
		stamped = spec->stamped_data->data;
		size = spec->stamped_data->size;
	}
	if (spec->stamp == MADE_STAMP_RFC3161)
		add_attribute(&signer->unauth_attr, SPC_RFC3161, token_of(spec, stamped, size));
	else if (spec->stamp)
		add_attribute(&signer->unauth_attr, "1.2.840.113549.1.9.6",
		              countersignature_of(spec, stamped, size));
	if (spec->stamp && spec->stamp != MADE_STAMP_RFC3161)
		must(PKCS7_add_certificate(p7, spec->stamper->x509));
	if (spec->nested)
		add_attribute(&signer->unauth_attr, SPC_NESTED,
		              made_copy(spec->nested->data, spec->nested->size));
	if (spec->blob) {
		made_bytes blob = { calloc(1, spec->blob), spec->blob };

		add_attribute(&signer->unauth_attr, UNKNOWN_ATTRIBUTE, made_der(0x30, made_der(4, blob)));
	}
}

static PKCS7_SIGNER_INFO *add_signer(PKCS7 *p7, const char *type, const made_cert *cert,
                                     const made_sign_spec *spec)
{
	PKCS7_SIGNER_INFO *signer = PKCS7_add_signature(p7, cert->x509, cert->key, digest_of(spec));

	must(signer && PKCS7_add_certificate(p7, cert->x509));
	must(PKCS7_add_signed_attribute(signer, NID_pkcs9_contentType, V_ASN1_OBJECT,
	                                OBJ_txt2obj(type, 1)));
	add_opus(signer, spec);
	return signer;
}

/* The content goes in by hand: libcrypto digests what is written, and that is without tag and length. */
static void set_content(PKCS7 *p7, const char *type, const made_bytes *content, int is_cms)
{
	PKCS7 *inner = PKCS7_new();
	const unsigned char *inside = content->data;
	long length;
	int tag, class;
	BIO *bio;

	must(PKCS7_content_new(p7, NID_pkcs7_data));
	bio = PKCS7_dataInit(p7, NULL);
	ASN1_get_object(&inside, &length, &tag, &class, (long)content->size);
	if (is_cms) {
		inside = content->data;
		length = (long)content->size;
	}
	must(bio && BIO_write(bio, inside, (int)length) == (int)length);
	BIO_flush(bio);
	must(PKCS7_dataFinal(p7, bio));
	BIO_free_all(bio);
	inner->type = OBJ_txt2obj(type, 1);
	inner->d.other = ASN1_TYPE_new();
	inner->d.other->type = is_cms ? V_ASN1_OCTET_STRING : V_ASN1_SEQUENCE;
	inner->d.other->value.asn1_string = ASN1_STRING_type_new(inner->d.other->type);
	ASN1_STRING_set(inner->d.other->value.asn1_string, content->data, (int)content->size);
	must(PKCS7_set_content(p7, inner));
}

made_bytes made_pkcs7(const char *type, const made_bytes *content, const made_sign_spec *spec)
{
	PKCS7 *p7 = PKCS7_new();
	PKCS7_SIGNER_INFO *signer;
	unsigned char *data = NULL;
	made_bytes bytes;
	int size;

	must(p7 && PKCS7_set_type(p7, NID_pkcs7_signed));
	signer = add_signer(p7, type, spec->signer, spec);
	if (spec->second)
		add_signer(p7, type, spec->second, spec);
	for (size_t i = 0; i < spec->other_count; i++)
		must(PKCS7_add_certificate(p7, spec->others[i].x509));
	set_content(p7, type, content, spec->is_cms);
	if (spec->flip_signature) {
		unsigned char *value = (unsigned char *)(uintptr_t)ASN1_STRING_get0_data(signer->enc_digest);

		value[ASN1_STRING_length(signer->enc_digest) - 1] ^= 1;
	}
	add_unsigned(p7, signer, spec);
	size = i2d_PKCS7(p7, &data);
	must(size > 0);
	bytes = made_copy(data, (size_t)size);
	OPENSSL_free(data);
	PKCS7_free(p7);
	return bytes;
}

made_bytes made_signature(const made_bytes *pe, const made_sign_spec *spec)
{
	made_bytes content = indirect_data(pe, spec);
	made_bytes signature = made_pkcs7(SPC_INDIRECT, &content, spec);

	made_free(&content);
	return signature;
}

made_bytes made_signed_pe(const made_pe_spec *pe_spec, const made_sign_spec *spec)
{
	made_bytes pe = made_pe(pe_spec);
	made_entry entry = { made_signature(&pe, spec), 0, 0 };

	made_pe_attach(&pe, &entry, 1);
	made_free(&entry.signature);
	return pe;
}

/* CertificateTrustList with the digest as each member's identifier. */
made_bytes made_catalog(const unsigned char *digests, size_t size, size_t count,
                        const made_sign_spec *spec)
{
	made_bytes members = none(), list, signature;

	for (size_t i = 0; i < count; i++) {
		made_bytes info = digest_info(size == 20 ? "SHA1" : "SHA256", digests + i * size, size);
		made_bytes data = made_der(0x30, made_oid(SPC_PE)), attribute;

		data = made_der(0x30, made_join(data, info));
		attribute = made_der(0x30, made_join(made_oid(SPC_INDIRECT), made_der(0x31, data)));
		members = made_join(members,
		                    made_der(0x30, made_join(made_der(4, made_copy(digests + i * size, size)),
		                                             made_der(0x31, attribute))));
	}
	list = made_der(0x30, made_oid("1.3.6.1.4.1.311.12.1.1"));
	list = made_join(list, made_der(4, made_copy("0123456789abcdef", 16)));
	list = made_join(list, text(0x17, "240101000000Z"));
	list = made_join(list, made_der(0x30, made_join(made_oid("1.3.6.1.4.1.311.12.1.3"),
	                                                made_der(5, none()))));
	list = made_der(0x30, made_join(list, made_der(0x30, members)));
	signature = made_pkcs7("1.3.6.1.4.1.311.10.1", &list, spec);
	made_free(&list);
	return signature;
}
