/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/authenticode.h"

#include <string.h>

enum {
	MOST_SIGNATURES = 32, /* in one file; more is an attack on our time */
	MOST_DEPTH = 4,       /* of nesting; signtool makes one level */
	LARGE_CERTIFICATE = 4096, /* bytes; what nobody needs and is larger carries data */
};

static schain__sig_authenticode *add(schain__sig_job *job, schain__sig_authenticodes *list,
                                     uint32_t position, unsigned depth)
{
	schain__sig_authenticode *one = schain__sig_pool_alloc(&job->report->pool, sizeof *one);

	if (!one || !(one->detail = schain__sig_report_add(job->report, SCHAIN_SIGNED_AS_AUTHENTICODE)))
		return NULL;
	one->depth = depth;
	one->detail->position = position;
	one->detail->flags = depth ? SCHAIN_SIGNED_NESTED : 0;
	one->detail->where = schain__sig_pool_text(&job->report->pool, depth ? "nested" : "embedded");
	if (list->last)
		list->last->next = one;
	else
		list->first = one;
	list->last = one;
	list->count++;
	return one;
}

void schain__sig_detail_fail(schain__sig_job *job, schain_signature_detail *detail, uint32_t status,
                             const char *why)
{
	if (detail->status &&
	    schain__sig_status_rank(status) <= schain__sig_status_rank(detail->status))
		return;
	detail->status = status;
	detail->reason = schain__sig_pool_text(&job->report->pool, why);
}

static PKCS7_SIGNER_INFO *first_signer(const PKCS7 *signed_data)
{
	return sk_PKCS7_SIGNER_INFO_num(signed_data->d.sign->signer_info) > 0
	               ? sk_PKCS7_SIGNER_INFO_value(signed_data->d.sign->signer_info, 0)
	               : NULL;
}

/* pesign names neither of the two, but "individual code signing", and firmware takes that. */
static int is_kind(const char *kind)
{
	return !strcmp(kind, SCHAIN__SIG_OID_SPC_PE) || !strcmp(kind, SCHAIN__SIG_OID_SPC_SIP);
}

/* Reads what it says of the content; a status in the detail if it says none. */
static void read_content(schain__sig_job *job, schain__sig_authenticode *one, const char *kind)
{
	size_t size;
	const unsigned char *content = schain__sig_pkcs7_structure(one->signed_data,
	                                                           SCHAIN__SIG_OID_SPC_INDIRECT, &size);
	schain_signature_detail *detail = one->detail;

	if (!content)
		schain__sig_detail_fail(job, detail, SCHAIN_VERIFY_MALFORMED, "it signs no digest of a file");
	else if (schain__sig_spc_read(&job->report->pool, content, size, &one->spc) != 0)
		schain__sig_detail_fail(job, detail, SCHAIN_VERIFY_MALFORMED,
		                        "the digest of the file cannot be read");
	else if (strcmp(one->spc.kind, kind) != 0 && is_kind(one->spc.kind))
		schain__sig_detail_fail(job, detail, SCHAIN_VERIFY_MALFORMED, "it is of another kind of file");
}

static schain_status read_one(schain__sig_job *job, schain__sig_authenticodes *list,
                              const unsigned char *data, size_t size, const char *kind,
                              uint32_t position, unsigned depth, size_t *ret_used)
{
	schain__sig_authenticode *one;
	const PKCS7_SIGNER_INFO *signer;
	const ASN1_STRING *nested;
	schain_status status = SCHAIN_OK;

	*ret_used = 0;
	if (list->count >= MOST_SIGNATURES)
		return SCHAIN_OK;
	one = add(job, list, position, depth);
	if (!one)
		return schain__sig_job_fail_memory(job);
	one->signed_data = schain__sig_pkcs7_read(&job->verifier->crypto, data, size, ret_used);
	if (!one->signed_data) {
		schain__sig_detail_fail(job, one->detail, SCHAIN_VERIFY_MALFORMED,
		                        "it is no PKCS #7 signed data");
		return SCHAIN_OK;
	}
	signer = first_signer(one->signed_data);
	if (!signer) {
		schain__sig_detail_fail(job, one->detail, SCHAIN_VERIFY_MALFORMED, "it has no signer");
		return SCHAIN_OK;
	}
	read_content(job, one, kind);
	for (int i = 0; depth < MOST_DEPTH && status == SCHAIN_OK; i++) {
		size_t used;

		nested = schain__sig_attribute(signer->unauth_attr, SCHAIN__SIG_OID_SPC_NESTED, i);
		if (!nested)
			break;
		status = read_one(job, list, ASN1_STRING_get0_data(nested), (size_t)ASN1_STRING_length(nested),
		                  kind, position, depth + 1, &used);
	}
	return status;
}

schain_status schain__sig_authenticode_read(schain__sig_job *job, schain__sig_authenticodes *list,
                                            const unsigned char *data, size_t size, const char *kind,
                                            uint32_t position, size_t *ret_used)
{
	return read_one(job, list, data, size, kind, position, 0, ret_used);
}

void schain__sig_authenticodes_clear(schain__sig_authenticodes *list)
{
	for (schain__sig_authenticode *one = list->first; one; one = one->next)
		PKCS7_free(one->signed_data);
	memset(list, 0, sizeof *list);
}

static uint32_t blob_in_attributes(const PKCS7_SIGNER_INFO *signer)
{
	static const char *const known[] = {
		SCHAIN__SIG_OID_SPC_NESTED,
		SCHAIN__SIG_OID_SPC_RFC3161,
		"1.2.840.113549.1.9.6",        /* countersignature */
		"1.2.840.113549.1.9.16.2.14",  /* timestamp token, RFC 3161 */
		"1.3.6.1.4.1.311.2.4.3",       /* Microsoft: seal */
		"1.3.6.1.4.1.311.2.4.4",       /* Microsoft: timestamp of a seal */
	};

	for (int i = 0; i < sk_X509_ATTRIBUTE_num(signer->unauth_attr); i++) {
		X509_ATTRIBUTE *attribute = sk_X509_ATTRIBUTE_value(signer->unauth_attr, i);
		size_t k = 0;

		while (k < sizeof known / sizeof *known &&
		       !schain__sig_is_object(X509_ATTRIBUTE_get0_object(attribute), known[k]))
			k++;
		if (k == sizeof known / sizeof *known)
			return SCHAIN_REMARK_UNAUTH_BLOB;
	}
	return 0;
}

static int is_in_chain(const schain_certificate *chain, size_t count, schain_string sha256)
{
	for (size_t i = 0; i < count; i++)
		if (chain[i].sha256.length == sha256.length &&
		    !memcmp(chain[i].sha256.data, sha256.data, sha256.length))
			return 1;
	return 0;
}

/* A certificate that no chain needs is signed by nobody who matters: room for data. */
static uint32_t blob_in_certificates(schain__sig_job *job, const PKCS7 *signed_data,
                                     const schain_signature_detail *detail)
{
	STACK_OF(X509) *certificates = signed_data->d.sign->cert;

	for (int i = 0; i < sk_X509_num(certificates); i++) {
		X509 *certificate = sk_X509_value(certificates, i);
		unsigned char value[EVP_MAX_MD_SIZE], *data = NULL;
		int size = i2d_X509(certificate, NULL);
		schain_string sha256;

		if (size <= LARGE_CERTIFICATE || i2d_X509(certificate, &data) != size)
			continue;
		sha256.data = NULL;
		if (schain__sig_hash(&job->verifier->crypto, SCHAIN__SIG_SHA256, data, (size_t)size, value) == 0)
			sha256 = schain__sig_pool_hex(&job->report->pool, value, 32);
		OPENSSL_free(data);
		if (sha256.data && !is_in_chain(detail->certificates, detail->certificate_count, sha256) &&
		    !(detail->timestamp && is_in_chain(detail->timestamp->certificates,
		                                       detail->timestamp->certificate_count, sha256)))
			return SCHAIN_REMARK_UNAUTH_BLOB;
	}
	return 0;
}

static schain_status judge_chain(schain__sig_job *job, const PKCS7 *signed_data, X509 *certificate,
                                 uint32_t usages, schain_signature_detail *detail)
{
	const schain_timestamp *timestamp = detail->timestamp;
	int is_timestamped = timestamp && timestamp->status == SCHAIN_VERIFY_VALID &&
	                     schain__sig_certificate_has_usage(certificate, SCHAIN__SIG_OID_LIFETIME) <= 0;
	schain__sig_chain_request request = {
		.leaf = certificate,
		.others = signed_data->d.sign->cert,
		.usages = usages,
		.usage = SCHAIN__SIG_EKU_CODE,
		.at = is_timestamped ? timestamp->time : job->at,
		.now = job->at,
		.is_timestamped = is_timestamped,
	};
	schain__sig_chain_result result;
	schain_status status = schain__sig_chain_judge(job, &request, &result);

	if (status != SCHAIN_OK)
		return status;
	detail->judged_at = request.at;
	detail->certificates = result.certificates;
	detail->certificate_count = result.count;
	detail->remarks |= result.remarks;
	detail->identity = schain__sig_certificate_identity(&job->report->pool, certificate,
	                                                    result.certificates);
	detail->signer = result.certificates->organisation.length ? result.certificates->organisation
	                                                          : result.certificates->common_name;
	if (result.status != SCHAIN_VERIFY_VALID &&
	    (!detail->status || schain__sig_status_rank(result.status) >
	                                schain__sig_status_rank(detail->status))) {
		detail->status = result.status;
		detail->reason = result.reason;
	}
	return SCHAIN_OK;
}

static schain_status judge_signer(schain__sig_job *job, const PKCS7 *signed_data,
                                  PKCS7_SIGNER_INFO *signer, X509 *certificate,
                                  const unsigned char *content, size_t size,
                                  const char *content_type, schain_signature_detail *detail)
{
	const ASN1_STRING *opus =
			schain__sig_attribute(signer->auth_attr, SCHAIN__SIG_OID_SPC_OPUS, 0);
	const char *why = NULL;
	uint32_t status = schain__sig_pkcs7_verify(&job->verifier->crypto, signer, certificate,
	                                           content_type, content, size, &why);

	if (status != SCHAIN_VERIFY_VALID)
		schain__sig_detail_fail(job, detail, status, why);
	if (schain__sig_digest_is_weak(schain__sig_digest_of_algorithm(signer->digest_alg)))
		detail->remarks |= SCHAIN_REMARK_WEAK_ALGORITHM;
	detail->signed_at = schain__sig_signing_time(signer->auth_attr);
	if (opus)
		schain__sig_spc_read_opus(&job->report->pool, ASN1_STRING_get0_data(opus),
		                          (size_t)ASN1_STRING_length(opus), &detail->program_name,
		                          &detail->program_url);
	if (!signer->enc_digest)
		return SCHAIN_OK;
	return schain__sig_timestamp_find(job, signed_data, signer, &detail->timestamp);
}

schain_status schain__sig_pkcs7_judge(schain__sig_job *job, const PKCS7 *signed_data,
                                      const char *content_type, uint32_t usages,
                                      schain_signature_detail *detail)
{
	size_t size;
	const unsigned char *content = schain__sig_pkcs7_digested(signed_data, content_type, &size);
	PKCS7_SIGNER_INFO *signer = first_signer(signed_data);
	X509 *certificate = signer ? schain__sig_pkcs7_certificate(signed_data, signer) : NULL;
	schain_status status;

	if (!content || !certificate) {
		schain__sig_detail_fail(job, detail, SCHAIN_VERIFY_MALFORMED,
		                        content ? "the signer's certificate is missing" : "its content is of another type");
		return SCHAIN_OK;
	}
	if (sk_PKCS7_SIGNER_INFO_num(signed_data->d.sign->signer_info) > 1)
		detail->remarks |= SCHAIN_REMARK_MULTI_SIGNER;
	status = judge_signer(job, signed_data, signer, certificate, content, size, content_type, detail);
	if (status == SCHAIN_OK)
		status = judge_chain(job, signed_data, certificate, usages, detail);
	if (status != SCHAIN_OK)
		return status;
	detail->remarks |= schain__sig_timestamp_remarks(detail->timestamp);
	detail->remarks |= blob_in_attributes(signer);
	detail->remarks |= blob_in_certificates(job, signed_data, detail);
	if (!detail->status)
		detail->status = SCHAIN_VERIFY_VALID;
	return SCHAIN_OK;
}

schain_status schain__sig_authenticode_judge(schain__sig_job *job, schain__sig_authenticode *one,
                                             const schain__sig_values *values, uint32_t usages)
{
	schain_signature_detail *detail = one->detail;
	schain__sig_pool *pool = &job->report->pool;
	enum schain__sig_digest digest = one->spc.digest;
	size_t size = schain__sig_digest_size(digest);

	if (!one->signed_data || detail->status)
		return SCHAIN_OK;
	detail->digest_algorithm = schain__sig_pool_text(pool, schain__sig_digest_name(digest));
	detail->digest_expected = schain__sig_pool_hex(pool, one->spc.value, size);
	if (one->spc.page_digest != SCHAIN__SIG_DIGESTS)
		detail->flags |= SCHAIN_SIGNED_PAGE_HASHES;
	if (schain__sig_digest_is_weak(digest))
		detail->remarks |= SCHAIN_REMARK_WEAK_ALGORITHM;
	if (!values->has[digest]) {
		schain__sig_detail_fail(job, detail, SCHAIN_VERIFY_UNSUPPORTED,
		                        "its digest algorithm is not known here");
		return SCHAIN_OK;
	}
	detail->digest_actual = schain__sig_pool_hex(pool, values->value[digest], size);
	if (memcmp(one->spc.value, values->value[digest], size) != 0)
		schain__sig_detail_fail(job, detail, SCHAIN_VERIFY_BAD_DIGEST,
		                        "the file is not what was signed");
	return schain__sig_pkcs7_judge(job, one->signed_data, SCHAIN__SIG_OID_SPC_INDIRECT, usages, detail);
}
