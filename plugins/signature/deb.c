/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Debian packages carry no signature of their own: what counts is whether a
 * repository that is trusted lists them.
 */
#include "signature/apt.h"
#include "signature/authenticode.h"
#include "signature/bytes.h"

static const char magic[] = "!<arch>\ndebian-binary";

static int recognises(const schain__sig_job *job)
{
	return job->input.head_size >= sizeof magic - 1 &&
	       !memcmp(job->input.head, magic, sizeof magic - 1);
}

/* APT's cache has the epoch in names ("name_1%3a2.0_amd64.deb"); repositories leave it out. */
static schain_string listed_name(schain__sig_job *job)
{
	const char *path = job->request->path, *base = path ? strrchr(path, '/') : NULL, *epoch, *start;

	base = base ? base + 1 : path;
	if (!base)
		return SCHAIN_STRING_NONE;
	epoch = strstr(base, "%3a");
	start = epoch ? strchr(base, '_') : NULL;
	if (!start || start > epoch)
		return schain_string_of(base);
	return schain__sig_pool_format(&job->report->pool, "%.*s%s", (int)(start + 1 - base), base,
	                               epoch + 3);
}

static schain_status judge(schain__sig_job *job, const uint8_t sha256[32])
{
	schain__apt_package package;
	schain__openpgp_result result;
	schain_signature_detail *detail;
	schain_status status;

	if (!job->verifier->apt ||
	    !schain__apt_find(job->verifier->apt, sha256, listed_name(job), &package)) {
		job->report->public.reason = schain__sig_pool_text(
		        &job->report->pool, job->verifier->apt ? "no repository that is known lists it"
		                                               : "no lists of repositories were read");
		return SCHAIN_OK;
	}
	detail = schain__sig_report_add(job->report, SCHAIN_SIGNED_AS_APT);
	if (!detail)
		return SCHAIN_E_MEMORY;
	detail->flags |= SCHAIN_SIGNED_DETACHED;
	detail->where = schain__sig_pool_copy(&job->report->pool, package.list->name.data,
	                                      package.list->name.length);
	detail->program_name = schain__sig_pool_copy(&job->report->pool, package.list->label.data,
	                                             package.list->label.length);
	result.count = 1;
	result.signatures[0] = package.list->signature;
	status = schain__sig_openpgp_report(job, &result, detail);
	detail->digest_actual = schain__sig_pool_hex(&job->report->pool, sha256, 32);
	if (!package.is_listed)
		schain__sig_detail_fail(job, detail, SCHAIN_VERIFY_BAD_DIGEST,
		                        "the repository lists a package of this name and other content");
	return status;
}

static schain_status check_deb(schain__sig_job *job)
{
	const schain__sig_range all = { 0, job->input.size };
	uint8_t sha256[EVP_MAX_MD_SIZE];
	schain__sig_range_digest digest;
	schain_status status;

	if (schain__sig_range_digest_init(&digest, &job->verifier->crypto, SCHAIN__SIG_SHA256, &all, 1, 0))
		return schain__sig_job_fail_memory(job);
	schain__sig_job_add_sink(job, &digest.sink);
	status = schain__sig_job_scan(job);
	if (!status && schain__sig_range_digest_finish(&digest, sha256))
		status = SCHAIN_E_MEMORY;
	schain__sig_range_digest_clear(&digest);
	if (!status)
		status = judge(job, sha256);
	return status == SCHAIN_E_MEMORY ? schain__sig_job_fail_memory(job) : status;
}

const schain__sig_driver schain__sig_deb = { SCHAIN_SIGNED_AS_DPKG, SCHAIN_CONTENT_ARCHIVE, recognises,
	                                         check_deb };
