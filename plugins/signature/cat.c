/* SPDX-License-Identifier: Apache-2.0 */
/* A catalog file itself. */
#include "signature/authenticode.h"

#include <string.h>

static int recognises(const schain__sig_job *job)
{
	/* Object identifier of a certificate trust list, in DER: near the front, behind PKCS #7's. */
	static const unsigned char ctl[] = { 0x06, 0x09, 0x2b, 0x06, 0x01, 0x04, 0x01,
		                                 0x82, 0x37, 0x0a, 0x01 };
	size_t size = job->input.head_size < 128 ? job->input.head_size : 128;

	return size > 2 && job->input.head[0] == 0x30 && memmem(job->input.head, size, ctl, sizeof ctl);
}

static schain_signature_detail *add_detail(schain__sig_job *job)
{
	schain_signature_detail *detail =
			schain__sig_report_add(job->report, SCHAIN_SIGNED_AS_CATALOG);

	if (detail)
		detail->where = schain__sig_pool_text(&job->report->pool, "embedded");
	return detail;
}

static schain_status judge(schain__sig_job *job, const unsigned char *data, size_t size)
{
	size_t used;
	PKCS7 *object = schain__sig_pkcs7_read(&job->verifier->crypto, data, size, &used);
	schain_signature_detail *detail = NULL;
	schain_status status = SCHAIN_OK;

	if (object && !sk_PKCS7_SIGNER_INFO_num(object->d.sign->signer_info)) {
		job->report->public.reason =
				schain__sig_pool_text(&job->report->pool, "nobody signed the catalog");
	} else if (!(detail = add_detail(job))) {
		status = schain__sig_job_fail_memory(job);
	} else if (!object) {
		schain__sig_detail_fail(job, detail, SCHAIN_VERIFY_MALFORMED, "it is no PKCS #7 signed data");
	} else {
		if (used < size)
			detail->remarks |= SCHAIN_REMARK_TRAILING_DATA;
		status = schain__sig_pkcs7_judge(job, object, SCHAIN__SIG_OID_CTL, SCHAIN_USAGE_CODE, detail);
	}
	PKCS7_free(object);
	return status;
}

static schain_status check(schain__sig_job *job)
{
	const schain_allocator *allocator = &job->verifier->allocator;
	size_t size = (size_t)job->input.size;
	schain_signature_detail *detail;
	unsigned char *data;
	schain_status status;

	if (job->input.size > job->verifier->options.signature_limit) {
		detail = add_detail(job);
		if (!detail)
			return schain__sig_job_fail_memory(job);
		schain__sig_detail_fail(job, detail, SCHAIN_VERIFY_UNSUPPORTED,
		                        "the catalog is longer than signature_limit");
		return SCHAIN_OK;
	}
	data = schain__sig_alloc(allocator, size);
	if (!data)
		return schain__sig_job_fail_memory(job);
	status = schain__sig_input_read(&job->input, 0, data, size, job->error);
	if (status == SCHAIN_OK)
		status = judge(job, data, size);
	schain__sig_release(allocator, data, size);
	return status;
}

const schain__sig_driver schain__sig_cat = { SCHAIN_SIGNED_AS_CATALOG, SCHAIN_CONTENT_DATA, recognises,
	                                         check };
