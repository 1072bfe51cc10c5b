/* SPDX-License-Identifier: Apache-2.0 */
#include "made_macho.h"

#include <openssl/cms.h>
#include <stdlib.h>

static void must(int condition)
{
	if (!condition)
		abort();
}

made_bytes made_cms(const made_bytes *content, const made_cert *signer, const made_cert *other,
                    const char *attribute, const made_bytes *value)
{
	unsigned flags = CMS_PARTIAL | CMS_DETACHED | CMS_BINARY | CMS_NOSMIMECAP;
	BIO *data = BIO_new_mem_buf(content->data, (int)content->size);
	CMS_ContentInfo *cms = CMS_sign(NULL, NULL, NULL, NULL, flags);
	CMS_SignerInfo *info;
	unsigned char *der = NULL;
	made_bytes bytes;
	int size;

	must(data && cms);
	info = CMS_add1_signer(cms, signer->x509, signer->key, EVP_sha256(), flags);
	must(info != NULL);
	if (other)
		must(CMS_add1_cert(cms, other->x509));
	if (value->size)
		must(CMS_signed_add1_attr_by_txt(info, attribute, V_ASN1_SEQUENCE, value->data,
		                                 (int)value->size));
	must(CMS_final(cms, data, NULL, flags));
	size = i2d_CMS_ContentInfo(cms, &der);
	must(size > 0);
	bytes = made_copy(der, (size_t)size);
	OPENSSL_free(der);
	CMS_ContentInfo_free(cms);
	BIO_free(data);
	return bytes;
}
