/* SPDX-License-Identifier: Apache-2.0 */
/* What OpenPGP signatures say, as details of a report. */
#include "signature/authenticode.h"
#include "signature/verifier.h"

static const struct {
	uint32_t status;
	const char *reason;
} meanings[] = {
	[SCHAIN__OPENPGP_GOOD] = { SCHAIN_VERIFY_VALID, NULL },
	[SCHAIN__OPENPGP_BAD] = { SCHAIN_VERIFY_BAD_SIGNATURE, "the signature is not of this content" },
	[SCHAIN__OPENPGP_UNKNOWN_KEY] = { SCHAIN_VERIFY_UNTRUSTED_ROOT,
	                                  "its key is not among those that are trusted" },
	[SCHAIN__OPENPGP_EXPIRED] = { SCHAIN_VERIFY_EXPIRED, "the signature or its key has expired" },
	[SCHAIN__OPENPGP_REVOKED] = { SCHAIN_VERIFY_REVOKED, "its key was revoked" },
	[SCHAIN__OPENPGP_WEAK] = { SCHAIN_VERIFY_BAD_SIGNATURE,
	                           "its digest algorithm is too weak to count" },
};

static void fill(schain__sig_job *job, const schain__openpgp_signature *signature,
                 schain_signature_detail *detail)
{
	schain__sig_pool *pool = &job->report->pool;

	detail->judged_at = job->at;
	detail->signed_at = signature->created;
	detail->signer = signature->user[0] ? schain__sig_pool_text(pool, signature->user)
	                                    : SCHAIN_STRING_NONE;
	detail->identity = schain__sig_pool_format(pool, "openpgp:%s", signature->fingerprint);
	detail->digest_algorithm = schain__sig_pool_text(pool, signature->digest);
	if (signature->verdict == SCHAIN__OPENPGP_WEAK)
		detail->remarks |= SCHAIN_REMARK_WEAK_ALGORITHM;
	if (signature->verdict == SCHAIN__OPENPGP_GOOD)
		detail->status = SCHAIN_VERIFY_VALID;
	else
		schain__sig_detail_fail(job, detail, meanings[signature->verdict].status,
		                        meanings[signature->verdict].reason);
}

schain_status schain__sig_openpgp_report(schain__sig_job *job, const schain__openpgp_result *result,
                                         schain_signature_detail *detail)
{
	schain_signature_detail *next = detail;

	for (size_t i = 0; i < result->count; i++) {
		if (i) {
			next = schain__sig_report_add(job->report, detail->format);
			if (!next)
				return SCHAIN_E_MEMORY;
			next->flags = detail->flags;
			next->where = detail->where;
			next->position = (uint32_t)i;
		}
		fill(job, &result->signatures[i], next);
	}
	return SCHAIN_OK;
}
