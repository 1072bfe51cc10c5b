/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/spc.h"

#include <limits.h>
#include <openssl/asn1t.h>
#include <string.h>

/* Names as in Microsoft's document; libcrypto has no such types. */
typedef struct {
	ASN1_OBJECT *type;
	ASN1_TYPE *value;
} SPC_ATTRIBUTE;

typedef struct {
	SPC_ATTRIBUTE *data;
	X509_SIG *digest;
} SPC_INDIRECT_DATA;

typedef struct {
	int type;
	union {
		ASN1_BMPSTRING *unicode;
		ASN1_IA5STRING *ascii;
	} value;
} SPC_STRING;

typedef struct {
	ASN1_OCTET_STRING *class_id;
	ASN1_OCTET_STRING *data;
} SPC_SERIALIZED;

typedef struct {
	int type;
	union {
		ASN1_IA5STRING *url;
		SPC_SERIALIZED *moniker;
		SPC_STRING *file;
	} value;
} SPC_LINK;

typedef struct {
	ASN1_BIT_STRING *flags;
	SPC_LINK *file;
} SPC_PE_IMAGE;

typedef struct {
	SPC_STRING *program;
	SPC_LINK *more;
} SPC_OPUS;

/* clang-format off */
ASN1_SEQUENCE(SPC_ATTRIBUTE) = {
	ASN1_SIMPLE(SPC_ATTRIBUTE, type, ASN1_OBJECT),
	ASN1_OPT(SPC_ATTRIBUTE, value, ASN1_ANY),
} static_ASN1_SEQUENCE_END(SPC_ATTRIBUTE)

ASN1_SEQUENCE(SPC_INDIRECT_DATA) = {
	ASN1_SIMPLE(SPC_INDIRECT_DATA, data, SPC_ATTRIBUTE),
	ASN1_SIMPLE(SPC_INDIRECT_DATA, digest, X509_SIG),
} static_ASN1_SEQUENCE_END(SPC_INDIRECT_DATA)

ASN1_CHOICE(SPC_STRING) = {
	ASN1_IMP(SPC_STRING, value.unicode, ASN1_BMPSTRING, 0),
	ASN1_IMP(SPC_STRING, value.ascii, ASN1_IA5STRING, 1),
} static_ASN1_CHOICE_END(SPC_STRING)

ASN1_SEQUENCE(SPC_SERIALIZED) = {
	ASN1_SIMPLE(SPC_SERIALIZED, class_id, ASN1_OCTET_STRING),
	ASN1_SIMPLE(SPC_SERIALIZED, data, ASN1_OCTET_STRING),
} static_ASN1_SEQUENCE_END(SPC_SERIALIZED)

ASN1_CHOICE(SPC_LINK) = {
	ASN1_IMP(SPC_LINK, value.url, ASN1_IA5STRING, 0),
	ASN1_IMP(SPC_LINK, value.moniker, SPC_SERIALIZED, 1),
	ASN1_EXP(SPC_LINK, value.file, SPC_STRING, 2),
} static_ASN1_CHOICE_END(SPC_LINK)

ASN1_SEQUENCE(SPC_PE_IMAGE) = {
	ASN1_OPT(SPC_PE_IMAGE, flags, ASN1_BIT_STRING),
	ASN1_EXP_OPT(SPC_PE_IMAGE, file, SPC_LINK, 0),
} static_ASN1_SEQUENCE_END(SPC_PE_IMAGE)

ASN1_SEQUENCE(SPC_OPUS) = {
	ASN1_EXP_OPT(SPC_OPUS, program, SPC_STRING, 0),
	ASN1_EXP_OPT(SPC_OPUS, more, SPC_LINK, 1),
} static_ASN1_SEQUENCE_END(SPC_OPUS)
/* clang-format on */

int schain__sig_is_object(const ASN1_OBJECT *object, const char *dotted)
{
	char text[80];

	return object && OBJ_obj2txt(text, sizeof text, object, 1) > 0 && !strcmp(text, dotted);
}

/* The bytes of an element's content, of that tag; NULL if it is another. */
static const unsigned char *enter(const unsigned char *data, size_t size, int tag, size_t *ret_size)
{
	long length;
	int found, class;

	if (size > LONG_MAX || ASN1_get_object(&data, &length, &found, &class, (long)size) & 0x80 ||
	    found != tag)
		return NULL;
	*ret_size = (size_t)length;
	return data;
}

/* Table of page hashes: SET { SEQUENCE { OID, SET { OCTET STRING } } }. */
static void read_page_table(schain__sig_pool *pool, const ASN1_OCTET_STRING *data,
                            schain__sig_spc *spc)
{
	size_t size = (size_t)ASN1_STRING_length(data);
	const unsigned char *at = enter(ASN1_STRING_get0_data(data), size, V_ASN1_SET, &size);
	SPC_ATTRIBUTE *attribute = NULL;
	const ASN1_STRING *set;

	if (at)
		attribute = (SPC_ATTRIBUTE *)ASN1_item_d2i(NULL, &at, (long)size, ASN1_ITEM_rptr(SPC_ATTRIBUTE));
	if (attribute && attribute->value && attribute->value->type == V_ASN1_SET) {
		set = attribute->value->value.set;
		size = (size_t)ASN1_STRING_length(set);
		at = enter(ASN1_STRING_get0_data(set), size, V_ASN1_SET, &size);
		at = at ? enter(at, size, V_ASN1_OCTET_STRING, &size) : NULL;
		if (at && schain__sig_is_object(attribute->type, "1.3.6.1.4.1.311.2.3.1"))
			spc->page_digest = SCHAIN__SIG_SHA1;
		else if (at && schain__sig_is_object(attribute->type, "1.3.6.1.4.1.311.2.3.2"))
			spc->page_digest = SCHAIN__SIG_SHA256;
		if (spc->page_digest != SCHAIN__SIG_DIGESTS)
			spc->pages = schain__sig_pool_copy(pool, at, size);
	}
	ASN1_item_free((ASN1_VALUE *)attribute, ASN1_ITEM_rptr(SPC_ATTRIBUTE));
}

static void read_image(schain__sig_pool *pool, const ASN1_STRING *value, schain__sig_spc *spc)
{
	/* Class of a moniker that holds page hashes. */
	static const unsigned char page_hashes[16] = { 0xa6, 0xb5, 0x86, 0xd5, 0xb4, 0xa1, 0x24, 0x66,
		                                           0xae, 0x05, 0xa2, 0x17, 0xda, 0x8e, 0x60, 0xd6 };
	const unsigned char *at = ASN1_STRING_get0_data(value);
	SPC_PE_IMAGE *image = (SPC_PE_IMAGE *)ASN1_item_d2i(NULL, &at, ASN1_STRING_length(value),
	                                                    ASN1_ITEM_rptr(SPC_PE_IMAGE));

	if (image && image->file && image->file->type == 1) {
		const SPC_SERIALIZED *moniker = image->file->value.moniker;

		if (ASN1_STRING_length(moniker->class_id) == (int)sizeof page_hashes &&
		    !memcmp(ASN1_STRING_get0_data(moniker->class_id), page_hashes, sizeof page_hashes))
			read_page_table(pool, moniker->data, spc);
	}
	ASN1_item_free((ASN1_VALUE *)image, ASN1_ITEM_rptr(SPC_PE_IMAGE));
}

static int read_digest(const X509_SIG *info, schain__sig_spc *spc)
{
	const ASN1_OCTET_STRING *value;
	const X509_ALGOR *algorithm;

	X509_SIG_get0(info, &algorithm, &value);
	spc->digest = schain__sig_digest_of_algorithm(algorithm);
	if (spc->digest == SCHAIN__SIG_DIGESTS ||
	    (size_t)ASN1_STRING_length(value) != schain__sig_digest_size(spc->digest))
		return -1;
	memcpy(spc->value, ASN1_STRING_get0_data(value), (size_t)ASN1_STRING_length(value));
	return 0;
}

int schain__sig_spc_read(schain__sig_pool *pool, const unsigned char *data, size_t size,
                         schain__sig_spc *ret_spc)
{
	schain__sig_spc spc = { .digest = SCHAIN__SIG_DIGESTS, .page_digest = SCHAIN__SIG_DIGESTS };
	SPC_INDIRECT_DATA *content = NULL;
	int failed = 1;

	if (size <= LONG_MAX)
		content = (SPC_INDIRECT_DATA *)ASN1_item_d2i(NULL, &data, (long)size,
		                                             ASN1_ITEM_rptr(SPC_INDIRECT_DATA));
	if (content && OBJ_obj2txt(spc.kind, sizeof spc.kind, content->data->type, 1) > 0 &&
	    read_digest(content->digest, &spc) == 0) {
		failed = 0;
		if (pool && !strcmp(spc.kind, SCHAIN__SIG_OID_SPC_PE) && content->data->value &&
		    content->data->value->type == V_ASN1_SEQUENCE)
			read_image(pool, content->data->value->value.sequence, &spc);
	}
	ASN1_item_free((ASN1_VALUE *)content, ASN1_ITEM_rptr(SPC_INDIRECT_DATA));
	if (failed)
		return -1;
	*ret_spc = spc;
	return 0;
}

static schain_string text_of(schain__sig_pool *pool, const ASN1_STRING *string, int is_unicode)
{
	ASN1_STRING *copy = ASN1_STRING_type_new(is_unicode ? V_ASN1_BMPSTRING : V_ASN1_IA5STRING);
	schain_string text = { NULL, 0 };
	unsigned char *utf8 = NULL;
	int size = -1;

	/* Implicit tags hide the type, which the conversion goes by. */
	if (copy && ASN1_STRING_set(copy, ASN1_STRING_get0_data(string), ASN1_STRING_length(string)))
		size = ASN1_STRING_to_UTF8(&utf8, copy);
	if (size > 0)
		text = schain__sig_pool_copy(pool, utf8, (size_t)size);
	OPENSSL_free(utf8);
	ASN1_STRING_free(copy);
	return text;
}

void schain__sig_spc_read_opus(schain__sig_pool *pool, const unsigned char *data, size_t size,
                               schain_string *ret_name, schain_string *ret_url)
{
	SPC_OPUS *opus = NULL;

	if (size <= LONG_MAX)
		opus = (SPC_OPUS *)ASN1_item_d2i(NULL, &data, (long)size, ASN1_ITEM_rptr(SPC_OPUS));
	if (opus && opus->program && opus->program->type == 0)
		*ret_name = text_of(pool, opus->program->value.unicode, 1);
	else if (opus && opus->program)
		*ret_name = text_of(pool, opus->program->value.ascii, 0);
	if (opus && opus->more && opus->more->type == 0)
		*ret_url = text_of(pool, opus->more->value.url, 0);
	ASN1_item_free((ASN1_VALUE *)opus, ASN1_ITEM_rptr(SPC_OPUS));
}
