/* SPDX-License-Identifier: Apache-2.0 */
/* When a signature existed: RFC 3161 tokens and PKCS #9 countersignatures. */
#include "signature/pkcs7.h"
#include "signature/spc.h"

#include <limits.h>
#include <openssl/cms.h>
#include <openssl/ts.h>
#include <string.h>

#define OID_COUNTERSIGNATURE "1.2.840.113549.1.9.6"
/* Clocks of signers and ours may differ by so much without it being a finding. */
#define CLOCK_SKEW (300 * SCHAIN_SECOND)

static schain_status fail(schain__sig_job *job, schain_timestamp *timestamp, uint32_t status,
                          const char *why)
{
	timestamp->status = status;
	timestamp->reason = schain__sig_pool_text(&job->report->pool, why);
	return timestamp->reason.data ? SCHAIN_OK : schain__sig_job_fail_memory(job);
}

/* The mathematics hold: may its maker make timestamps, and did it at a time that was? */
static schain_status judge_maker(schain__sig_job *job, X509 *maker, STACK_OF(X509) *others,
                                 schain_timestamp *timestamp)
{
	schain__sig_chain_request request = {
		.leaf = maker,
		.others = others,
		.usages = SCHAIN_USAGE_TIMESTAMP,
		.usage = SCHAIN__SIG_EKU_TIMESTAMP,
		.needs_usage = 1,
		.at = timestamp->time,
		.now = job->at,
		.is_timestamped = 1,
	};
	schain__sig_chain_result result;
	schain_status status;

	if (!timestamp->time)
		return fail(job, timestamp, SCHAIN_VERIFY_MALFORMED, "it names no time");
	status = schain__sig_chain_judge(job, &request, &result);
	if (status != SCHAIN_OK)
		return status;
	timestamp->status = result.status;
	timestamp->reason = result.reason;
	timestamp->remarks |= result.remarks;
	timestamp->certificates = result.certificates;
	timestamp->certificate_count = result.count;
	timestamp->authority = result.certificates->common_name;
	if (timestamp->time <= job->at + CLOCK_SKEW)
		return SCHAIN_OK;
	timestamp->remarks |= SCHAIN_REMARK_TIMESTAMP_FUTURE;
	return timestamp->status == SCHAIN_VERIFY_VALID
	               ? fail(job, timestamp, SCHAIN_VERIFY_EXPIRED, "it is later than the time judged at")
	               : SCHAIN_OK;
}

/* Does the token name, among its signed attributes, the certificate that made it? */
static int names_maker(const schain__sig_crypto *crypto, CMS_SignerInfo *signer, X509 *maker)
{
	ASN1_OCTET_STRING *old = CMS_signed_get0_data_by_OBJ(
			signer, OBJ_nid2obj(NID_id_smime_aa_signingCertificate), -3, V_ASN1_SEQUENCE);
	ASN1_OCTET_STRING *new = CMS_signed_get0_data_by_OBJ(
			signer, OBJ_nid2obj(NID_id_smime_aa_signingCertificateV2), -3, V_ASN1_SEQUENCE);

	/* Microsoft's own servers once left both out. */
	return (!old || schain__sig_ess_names(crypto, old, SCHAIN__SIG_SHA1, maker)) &&
	       (!new || schain__sig_ess_names(crypto, new, SCHAIN__SIG_SHA256, maker));
}

static int imprint_is_of(const schain__sig_crypto *crypto, TS_TST_INFO *info,
                         const unsigned char *stamped, size_t size, schain__sig_pool *pool,
                         schain_timestamp *timestamp)
{
	TS_MSG_IMPRINT *imprint = TS_TST_INFO_get_msg_imprint(info);
	enum schain__sig_digest digest =
			schain__sig_digest_of_algorithm(TS_MSG_IMPRINT_get_algo(imprint));
	const ASN1_OCTET_STRING *expected = TS_MSG_IMPRINT_get_msg(imprint);
	unsigned char value[EVP_MAX_MD_SIZE];

	timestamp->digest_algorithm = schain__sig_pool_text(pool, schain__sig_digest_name(digest));
	if (schain__sig_digest_is_weak(digest))
		timestamp->remarks |= SCHAIN_REMARK_WEAK_ALGORITHM;
	return schain__sig_hash(crypto, digest, stamped, size, value) == 0 &&
	       (size_t)ASN1_STRING_length(expected) == schain__sig_digest_size(digest) &&
	       !memcmp(ASN1_STRING_get0_data(expected), value, schain__sig_digest_size(digest));
}

static TS_TST_INFO *read_info(CMS_ContentInfo *token)
{
	ASN1_OCTET_STRING **content = CMS_get0_content(token);
	const unsigned char *at;

	if (OBJ_obj2nid(CMS_get0_eContentType(token)) != NID_id_smime_ct_TSTInfo || !content || !*content)
		return NULL;
	at = ASN1_STRING_get0_data(*content);
	return d2i_TS_TST_INFO(NULL, &at, ASN1_STRING_length(*content));
}

/* The token's own and those of the signature it is in; NULL when memory is out. */
static STACK_OF(X509) *all_certificates(CMS_ContentInfo *token, STACK_OF(X509) *others)
{
	STACK_OF(X509) *all = CMS_get1_certs(token);

	if (!all)
		all = sk_X509_new_null();
	if (all && X509_add_certs(all, others, X509_ADD_FLAG_UP_REF | X509_ADD_FLAG_NO_DUP) != 1) {
		sk_X509_pop_free(all, X509_free);
		all = NULL;
	}
	return all;
}

static schain_status judge_token(schain__sig_job *job, CMS_ContentInfo *token, TS_TST_INFO *info,
                                 const unsigned char *stamped, size_t size, STACK_OF(X509) *others,
                                 schain_timestamp *timestamp)
{
	STACK_OF(X509) *signers, *all = all_certificates(token, others);
	schain_status status;
	X509 *maker;

	if (!all)
		return schain__sig_job_fail_memory(job);
	timestamp->time = schain__sig_time_of(TS_TST_INFO_get_time(info));
	if (!imprint_is_of(&job->verifier->crypto, info, stamped, size, &job->report->pool, timestamp))
		status = fail(job, timestamp, SCHAIN_VERIFY_BAD_DIGEST, "it is of another signature");
	else if (CMS_verify(token, others, NULL, NULL, NULL, CMS_NO_SIGNER_CERT_VERIFY | CMS_BINARY) != 1)
		status = fail(job, timestamp, SCHAIN_VERIFY_BAD_SIGNATURE, "its own signature does not hold");
	else {
		signers = CMS_get0_signers(token);
		maker = sk_X509_value(signers, 0);
		if (names_maker(&job->verifier->crypto,
		                sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(token), 0), maker))
			status = judge_maker(job, maker, all, timestamp);
		else
			status = fail(job, timestamp, SCHAIN_VERIFY_BAD_SIGNATURE, "it names another certificate");
		sk_X509_free(signers);
	}
	sk_X509_pop_free(all, X509_free);
	return status;
}

schain_status schain__sig_timestamp_rfc3161(schain__sig_job *job, const unsigned char *data,
                                            size_t data_size, const unsigned char *stamped,
                                            size_t stamped_size, STACK_OF(X509) *others,
                                            schain_timestamp *ret_timestamp)
{
	CMS_ContentInfo *token = CMS_ContentInfo_new_ex(job->verifier->crypto.context, NULL);
	schain_timestamp timestamp = { .struct_size = sizeof timestamp,
		                           .kind = SCHAIN_TIMESTAMP_RFC3161 };
	TS_TST_INFO *info = NULL;
	schain_status status;

	if (!token)
		return schain__sig_job_fail_memory(job);
	if (data_size > LONG_MAX || !d2i_CMS_ContentInfo(&token, &data, (long)data_size))
		token = NULL; /* d2i freed it */
	if (token)
		info = read_info(token);
	if (info)
		status = judge_token(job, token, info, stamped, stamped_size, others, &timestamp);
	else
		status = fail(job, &timestamp, SCHAIN_VERIFY_MALFORMED, "it cannot be read");
	TS_TST_INFO_free(info);
	CMS_ContentInfo_free(token);
	*ret_timestamp = timestamp;
	return status;
}

static schain_status judge_countersignature(schain__sig_job *job, const PKCS7 *signed_data,
                                            const PKCS7_SIGNER_INFO *signer, const ASN1_STRING *value,
                                            schain_timestamp *timestamp)
{
	const unsigned char *at = ASN1_STRING_get0_data(value);
	PKCS7_SIGNER_INFO *counter = d2i_PKCS7_SIGNER_INFO(NULL, &at, ASN1_STRING_length(value));
	X509 *maker = counter ? schain__sig_pkcs7_certificate(signed_data, counter) : NULL;
	const char *why = NULL;
	schain_status status;

	timestamp->struct_size = sizeof *timestamp;
	timestamp->kind = SCHAIN_TIMESTAMP_LEGACY;
	if (!maker) {
		status = fail(job, timestamp, SCHAIN_VERIFY_MALFORMED,
		              counter ? "its certificate is missing" : "it cannot be read");
	} else {
		enum schain__sig_digest digest = schain__sig_digest_of_algorithm(counter->digest_alg);

		timestamp->time = schain__sig_signing_time(counter->auth_attr);
		timestamp->digest_algorithm =
				schain__sig_pool_text(&job->report->pool, schain__sig_digest_name(digest));
		if (schain__sig_digest_is_weak(digest))
			timestamp->remarks |= SCHAIN_REMARK_WEAK_ALGORITHM;
		timestamp->status = schain__sig_pkcs7_verify(
				&job->verifier->crypto, counter, maker, NULL, ASN1_STRING_get0_data(signer->enc_digest),
				(size_t)ASN1_STRING_length(signer->enc_digest), &why);
		status = timestamp->status == SCHAIN_VERIFY_VALID
		                 ? judge_maker(job, maker, signed_data->d.sign->cert, timestamp)
		                 : fail(job, timestamp, timestamp->status, why);
	}
	PKCS7_SIGNER_INFO_free(counter);
	return status;
}

uint32_t schain__sig_timestamp_remarks(const schain_timestamp *timestamp)
{
	uint32_t remarks;

	if (!timestamp)
		return SCHAIN_REMARK_TIMESTAMP_MISSING;
	remarks = timestamp->remarks & (SCHAIN_REMARK_TIMESTAMP_FUTURE | SCHAIN_REMARK_KNOWN_ABUSED);
	return timestamp->status == SCHAIN_VERIFY_VALID ? remarks
	                                                : remarks | SCHAIN_REMARK_TIMESTAMP_INVALID;
}

/* Each kind and each value of it, until one holds. At most so many: each costs two signatures. */
enum { TIMESTAMPS = 4 };

schain_status schain__sig_timestamp_find(schain__sig_job *job, const PKCS7 *signed_data,
                                         const PKCS7_SIGNER_INFO *signer,
                                         const schain_timestamp **ret_timestamp)
{
	static const char *const kinds[] = { SCHAIN__SIG_OID_SPC_RFC3161, OID_COUNTERSIGNATURE };
	schain_timestamp *best = NULL;

	*ret_timestamp = NULL;
	for (int i = 0; i < 2 * TIMESTAMPS; i++) {
		const ASN1_STRING *value =
				schain__sig_attribute(signer->unauth_attr, kinds[i / TIMESTAMPS], i % TIMESTAMPS);
		schain_timestamp found = { 0 };
		schain_status status;

		if (!value)
			continue;
		status = i < TIMESTAMPS
		                 ? schain__sig_timestamp_rfc3161(job, ASN1_STRING_get0_data(value),
		                                                 (size_t)ASN1_STRING_length(value),
		                                                 ASN1_STRING_get0_data(signer->enc_digest),
		                                                 (size_t)ASN1_STRING_length(signer->enc_digest),
		                                                 signed_data->d.sign->cert, &found)
		                 : judge_countersignature(job, signed_data, signer, value, &found);
		if (status != SCHAIN_OK)
			return status;
		if (best && found.status != SCHAIN_VERIFY_VALID)
			continue;
		if (!best && !(best = schain__sig_pool_alloc(&job->report->pool, sizeof *best)))
			return schain__sig_job_fail_memory(job);
		*best = found;
		*ret_timestamp = best;
		if (best->status == SCHAIN_VERIFY_VALID)
			return SCHAIN_OK;
	}
	return SCHAIN_OK;
}
