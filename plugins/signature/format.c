/* SPDX-License-Identifier: Apache-2.0 */
/* The formats, and the file of none of them. */
#include "signature/verifier.h"

/* Any other file: only a catalog could sign it. */
static int is_any(const schain__sig_job *job)
{
	(void)job;
	return 1;
}

static schain_status check_other(schain__sig_job *job)
{
	job->report->public.reason =
			schain__sig_pool_text(&job->report->pool, "no kind of signature known here");
	return SCHAIN_OK;
}

const schain__sig_driver schain__sig_other = { SCHAIN_SIGNED_AS_UNKNOWN, SCHAIN_CONTENT_UNKNOWN,
	                                           is_any, check_other };

static const schain__sig_driver *const drivers[] = {
	&schain__sig_other, /* last: takes anything */
};

const schain__sig_driver *schain__sig_driver_of(const schain__sig_job *job)
{
	size_t i = 0;

	while (!drivers[i]->recognises(job))
		i++;
	return drivers[i];
}
