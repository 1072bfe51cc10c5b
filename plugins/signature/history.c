/* SPDX-License-Identifier: Apache-2.0 */
/* What changed between two files of one product. */
#include <supplychain/signature.h>

#include <string.h>

static int is_same(schain_string a, schain_string b)
{
	return a.length == b.length && (!a.length || !memcmp(a.data, b.data, a.length));
}

/* An organisation keeps its identity when its next certificate also has its register entry. */
static int is_same_signer(schain_string a, schain_string b)
{
	schain_string longer = a.length > b.length ? a : b, shorter = a.length > b.length ? b : a;

	return is_same(a, b) ||
	       (shorter.length > 13 && !memcmp(shorter.data, "organisation:", 13) &&
	        !memcmp(longer.data, shorter.data, shorter.length) && longer.data[shorter.length] == '/');
}

static schain_string authority_of(const schain_signature_detail *detail)
{
	schain_string none = { NULL, 0 };

	return detail->certificate_count ? detail->certificates->issuer : none;
}

/* 3: somebody vouches for it; 1: nobody; 0: nothing is known. */
static int standing(const schain_signature_report *report)
{
	switch (report->status) {
	case SCHAIN_VERIFY_VALID:
		return 3;
	case SCHAIN_VERIFY_NONE:
	case SCHAIN_VERIFY_UNSUPPORTED:
		return 0;
	case SCHAIN_VERIFY_UNSIGNED:
	case SCHAIN_VERIFY_ADHOC:
		return 1;
	default:
		return 2;
	}
}

uint32_t schain_signature_report_compare(const schain_signature_report *before,
                                         const schain_signature_report *after)
{
	uint32_t bits = 0;

	if (!before)
		return SCHAIN_HISTORY_FIRST_SEEN;
	if (standing(before) && standing(after) && standing(after) < standing(before))
		bits |= SCHAIN_HISTORY_DOWNGRADED;
	if (!before->chosen || !after->chosen || !before->chosen->identity.length ||
	    !after->chosen->identity.length)
		return bits;
	if (!is_same_signer(before->chosen->identity, after->chosen->identity))
		bits |= SCHAIN_HISTORY_SIGNER_CHANGED;
	else if (!is_same(authority_of(before->chosen), authority_of(after->chosen)))
		bits |= SCHAIN_HISTORY_ISSUER_CHANGED;
	return bits;
}
