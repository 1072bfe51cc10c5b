/* SPDX-License-Identifier: Apache-2.0 */
/* The formats, and the file of none of them. */
#include "signature/authenticode.h"
#include "signature/ima_check.h"

static int is_any(const schain__sig_job *job)
{
	(void)job;
	return 1;
}

static int want(schain__sig_job *job, schain__sig_range_digest *digest, enum schain__sig_digest kind)
{
	const schain__sig_range all = { 0, job->input.size };

	if (schain__sig_range_digest_init(digest, &job->verifier->crypto, kind, &all, 1, 0) != 0)
		return -1;
	schain__sig_job_add_sink(job, &digest->sink);
	return 0;
}

static int take(schain__sig_range_digest *digest, schain__sig_values *values)
{
	if (!digest->context)
		return 0;
	values->has[digest->digest] = 1;
	return schain__sig_range_digest_finish(digest, values->value[digest->digest]);
}

/* Any other file: a catalog may sign it as it is, or Linux keep a signature with it. */
static schain_status check_other(schain__sig_job *job)
{
	const schain__sig_catalogs *catalogs = &job->verifier->catalogs;
	schain__sig_range_digest sha1 = { .context = NULL }, sha256 = { .context = NULL };
	schain__sig_values values = { { 0 }, { { 0 } } };
	schain__ima_check ima;
	schain_status status = schain__ima_begin(job, &ima);

	if (status == SCHAIN_OK &&
	    ((catalogs->has_sha1 && want(job, &sha1, SCHAIN__SIG_SHA1) != 0) ||
	     (catalogs->has_sha256 && want(job, &sha256, SCHAIN__SIG_SHA256) != 0)))
		status = schain__sig_job_fail_memory(job);
	if (status == SCHAIN_OK)
		status = schain__sig_job_scan(job);
	if (status == SCHAIN_OK && (take(&sha1, &values) != 0 || take(&sha256, &values) != 0))
		status = schain__sig_job_fail_memory(job);
	if (status == SCHAIN_OK)
		status = schain__sig_catalogs_judge(job, &values);
	if (status == SCHAIN_OK)
		status = schain__ima_finish(job, &ima);
	schain__ima_clear(&ima);
	schain__sig_range_digest_clear(&sha1);
	schain__sig_range_digest_clear(&sha256);
	if (!job->report->first)
		job->report->public.reason =
				schain__sig_pool_text(&job->report->pool, "no kind of signature known here");
	return status;
}

const schain__sig_driver schain__sig_other = { SCHAIN_SIGNED_AS_UNKNOWN, SCHAIN_CONTENT_UNKNOWN,
	                                           is_any, check_other };

static const schain__sig_driver *const drivers[] = {
	&schain__sig_detached, /* first: it goes by what was asked, not by the file */
	&schain__sig_pe,
	&schain__sig_cat,
	&schain__sig_macho,
	&schain__sig_msi,
	&schain__sig_deb,
	&schain__sig_rpm,
	&schain__sig_xar,
	&schain__sig_other, /* last: takes anything */
};

const schain__sig_driver *schain__sig_driver_of(const schain__sig_job *job)
{
	size_t i = 0;

	while (!drivers[i]->recognises(job))
		i++;
	return drivers[i];
}
