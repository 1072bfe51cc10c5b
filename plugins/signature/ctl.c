/* SPDX-License-Identifier: Apache-2.0 */
/* Certificate trust lists: catalogs, and Microsoft's list of roots. [MS-CAESO], 4.4.5.3. */
#include "signature/catalogs.h"

#include <limits.h>
#include <openssl/asn1t.h>

typedef struct {
	ASN1_OCTET_STRING *id;
	STACK_OF(X509_ATTRIBUTE) *attributes;
} CTL_SUBJECT;

/* clang-format off */
ASN1_SEQUENCE(CTL_SUBJECT) = {
	ASN1_SIMPLE(CTL_SUBJECT, id, ASN1_OCTET_STRING),
	ASN1_SET_OF_OPT(CTL_SUBJECT, attributes, X509_ATTRIBUTE),
} static_ASN1_SEQUENCE_END(CTL_SUBJECT)
/* clang-format on */

/* The third sequence among the list's members, behind usages and algorithm; NULL if it is empty. */
static const unsigned char *subjects_of(const unsigned char *at, size_t size, size_t *ret_size)
{
	enum { USAGES, ALGORITHM, SUBJECTS };
	int sequence = USAGES;

	while (size) {
		const unsigned char *begin = at;
		long length;
		int tag, class;

		if (size > LONG_MAX || ASN1_get_object(&at, &length, &tag, &class, (long)size) & 0x81)
			return NULL;
		if (tag == V_ASN1_SEQUENCE && class == V_ASN1_UNIVERSAL) {
			*ret_size = (size_t)length;
			if (sequence++ == SUBJECTS)
				return at;
		}
		at += length;
		size -= (size_t)(at - begin);
	}
	*ret_size = 0;
	return at;
}

int schain__sig_ctl_walk(const unsigned char *content, size_t size,
                         int (*take)(void *context, const schain__sig_subject *subject),
                         void *context)
{
	const unsigned char *at = subjects_of(content, size, &size);
	int result = 0;

	if (!at)
		return -1;
	while (size && !result) {
		const unsigned char *begin = at;
		CTL_SUBJECT *one = NULL;
		schain__sig_subject subject;

		one = (CTL_SUBJECT *)ASN1_item_d2i(NULL, &at, (long)size, ASN1_ITEM_rptr(CTL_SUBJECT));
		if (!one)
			return -1;
		subject.id = ASN1_STRING_get0_data(one->id);
		subject.id_size = (size_t)ASN1_STRING_length(one->id);
		subject.attributes = one->attributes;
		result = take(context, &subject);
		ASN1_item_free((ASN1_VALUE *)one, ASN1_ITEM_rptr(CTL_SUBJECT));
		size -= (size_t)(at - begin);
	}
	return result;
}
