/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/apple.h"

#include "signature/certificate.h"

/*
 * Apple's marks in leaf and intermediate certificates, some of them critical
 * (Apple's Certification Practice Statements; "Certificate Policy OIDs" in
 * Security.framework's headers). libcrypto knows none.
 */
static const char *const extensions[] = {
	"1.2.840.113635.100.6.1.2",  /* Apple Development */
	"1.2.840.113635.100.6.1.3",  /* Apple software signing */
	"1.2.840.113635.100.6.1.4",  /* Apple Distribution */
	"1.2.840.113635.100.6.1.7",  /* Mac App Store application */
	"1.2.840.113635.100.6.1.8",  /* Mac App Store installer */
	"1.2.840.113635.100.6.1.9",  /* Apple's own App Store signing */
	"1.2.840.113635.100.6.1.12", /* Mac Developer */
	"1.2.840.113635.100.6.1.13", /* Developer ID application */
	"1.2.840.113635.100.6.1.14", /* Developer ID installer */
	"1.2.840.113635.100.6.1.18", /* Developer ID kernel extension */
	"1.2.840.113635.100.6.1.33", /* Developer ID, its date */
	"1.2.840.113635.100.6.2.1",  /* Worldwide Developer Relations */
	"1.2.840.113635.100.6.2.6",  /* Developer ID authority */
	NULL,
};

/* Of several usages one must be there: the one that the certificate has, else the first. */
static const char *wanted_usage(X509 *leaf, const char *const *usages)
{
	for (size_t i = 0; usages[i]; i++)
		if (schain__sig_certificate_has_usage(leaf, usages[i]) > 0)
			return usages[i];
	return usages[0];
}

/* Apple puts the team there. */
static schain_string unit_of(schain__sig_pool *pool, X509 *leaf)
{
	char text[64];
	int size = X509_NAME_get_text_by_NID(X509_get_subject_name(leaf), NID_organizationalUnitName,
	                                     text, sizeof text);

	return size > 0 ? schain__sig_pool_copy(pool, text, (size_t)size) : SCHAIN_STRING_NONE;
}

schain_status schain__apple_judge_chain(schain__sig_job *job, X509 *leaf, STACK_OF(X509) *others,
                                        const char *const *usages, schain_signature_detail *detail)
{
	schain__sig_chain_request request = {
		.leaf = leaf,
		.others = others,
		.usages = SCHAIN_USAGE_APPLE,
		.usage = wanted_usage(leaf, usages),
		.needs_usage = 1,
		.at = job->at,
		.now = job->at,
		.known_extensions = extensions,
	};
	schain__sig_chain_result result;
	schain_status status;

	if (detail->timestamp && detail->timestamp->status == SCHAIN_VERIFY_VALID) {
		request.at = detail->timestamp->time;
		request.is_timestamped = 1;
	}
	status = schain__sig_chain_judge(job, &request, &result);
	if (status)
		return status;
	detail->judged_at = request.at;
	detail->remarks |= result.remarks;
	detail->certificates = result.certificates;
	detail->certificate_count = result.count;
	if (result.status != SCHAIN_VERIFY_VALID)
		schain__sig_detail_fail(job, detail, result.status, result.reason.data);
	else if (!detail->status)
		detail->status = SCHAIN_VERIFY_VALID;
	if (!result.count)
		return SCHAIN_OK;
	detail->signer = result.certificates->organisation.length ? result.certificates->organisation
	                                                          : result.certificates->common_name;
	detail->team_id = unit_of(&job->report->pool, leaf);
	detail->identity = schain__sig_certificate_identity(&job->report->pool, leaf,
	                                                    result.certificates);
	return SCHAIN_OK;
}

static schain_status judge_timestamp(schain__sig_job *job, const PKCS7 *signed_data,
                                     const PKCS7_SIGNER_INFO *signer,
                                     schain_signature_detail *detail)
{
	/* id-aa-timeStampToken, RFC 3161 appendix A */
	const ASN1_STRING *token = schain__sig_attribute(signer->unauth_attr,
	                                                 "1.2.840.113549.1.9.16.2.14", 0);
	schain_timestamp *timestamp;
	schain_status status;

	if (!token) {
		detail->remarks |= SCHAIN_REMARK_TIMESTAMP_MISSING;
		return SCHAIN_OK;
	}
	timestamp = schain__sig_pool_alloc(&job->report->pool, sizeof *timestamp);
	if (!timestamp)
		return SCHAIN_E_MEMORY;
	status = schain__sig_timestamp_rfc3161(
	        job, ASN1_STRING_get0_data(token), (size_t)ASN1_STRING_length(token),
	        ASN1_STRING_get0_data(signer->enc_digest), (size_t)ASN1_STRING_length(signer->enc_digest),
	        signed_data->d.sign->cert, timestamp);
	detail->timestamp = timestamp;
	detail->remarks |= schain__sig_timestamp_remarks(timestamp);
	return status;
}

schain_status schain__apple_judge(schain__sig_job *job, schain__bytes cms, schain__bytes content,
                                  const char *const *usages, schain_signature_detail *detail,
                                  PKCS7 **ret_signed_data, PKCS7_SIGNER_INFO **ret_signer)
{
	const schain__sig_crypto *crypto = &job->verifier->crypto;
	STACK_OF(PKCS7_SIGNER_INFO) *signers;
	PKCS7_SIGNER_INFO *signer;
	PKCS7 *signed_data;
	const char *why = NULL;
	uint32_t verdict;
	X509 *leaf;
	schain_status status;
	size_t used;

	*ret_signed_data = NULL;
	*ret_signer = NULL;
	signed_data = schain__sig_pkcs7_read(crypto, cms.data, cms.size, &used);
	signers = signed_data ? PKCS7_get_signer_info(signed_data) : NULL;
	if (!signers || !sk_PKCS7_SIGNER_INFO_num(signers)) {
		PKCS7_free(signed_data);
		schain__sig_detail_fail(job, detail, SCHAIN_VERIFY_MALFORMED, "the CMS signature cannot be read");
		return SCHAIN_OK;
	}
	if (sk_PKCS7_SIGNER_INFO_num(signers) > 1)
		detail->remarks |= SCHAIN_REMARK_MULTI_SIGNER;
	signer = sk_PKCS7_SIGNER_INFO_value(signers, 0);
	leaf = schain__sig_pkcs7_certificate(signed_data, signer);
	*ret_signed_data = signed_data;
	*ret_signer = signer;
	detail->signed_at = schain__sig_signing_time(signer->auth_attr);
	if (!leaf) {
		schain__sig_detail_fail(job, detail, SCHAIN_VERIFY_MALFORMED,
		                   "the signer's certificate is not in the signature");
		return SCHAIN_OK;
	}
	/* 1.2.840.113549.1.7.1: plain data */
	verdict = schain__sig_pkcs7_verify(crypto, signer, leaf, "1.2.840.113549.1.7.1", content.data,
	                                   content.size, &why);
	if (verdict != SCHAIN_VERIFY_VALID)
		schain__sig_detail_fail(job, detail, verdict, why);
	status = judge_timestamp(job, signed_data, signer, detail);
	if (status)
		return status;
	return schain__apple_judge_chain(job, leaf, signed_data->d.sign->cert, usages, detail);
}
