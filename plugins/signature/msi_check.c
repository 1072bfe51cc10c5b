/* SPDX-License-Identifier: Apache-2.0 */
/* Judges the signatures of Windows Installer packages. */
#include "signature/authenticode.h"
#include "signature/msi.h"

static int recognises(const schain__sig_job *job)
{
	return schain__ole_probe((schain__bytes){ job->input.head, job->input.head_size });
}

/* The root's class of packages, patches and transforms: {000C1084-0000-0000-C000-000000000046}... */
static int is_installer(const schain__msi *msi)
{
	static const uint8_t rest[] = { 0x10, 0x0c, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46 };
	schain__ole_entry root = schain__ole_entry_at(msi->ole, SCHAIN__OLE_ROOT);
	uint8_t first = root.class_id[0];

	return (first == 0x82 || first == 0x84 || first == 0x86) &&
	       !memcmp(root.class_id + 1, rest, sizeof rest);
}

static void note(schain__sig_job *job, uint32_t status, const char *reason)
{
	job->report->public.status = status;
	job->report->public.reason = schain__sig_pool_text(&job->report->pool, reason);
}

static schain_status hash(schain__sig_job *job, schain__msi *msi, schain__sig_authenticodes *list,
                          schain__sig_values *values, int *ret_extended_matches)
{
	const char *damage = NULL;
	unsigned size;

	*ret_extended_matches = 1;
	for (schain__sig_authenticode *one = list->first; one; one = one->next) {
		enum schain__sig_digest digest = one->spc.digest;
		schain_status status;
		int matches;

		if (!one->signed_data || digest >= SCHAIN__SIG_DIGESTS || values->has[digest] ||
		    !job->verifier->crypto.digests[digest])
			continue;
		status = schain__msi_digest(msi, job->verifier->crypto.digests[digest],
		                            values->value[digest], &size, &matches, &damage);
		if (status == SCHAIN_E_DAMAGED) {
			note(job, SCHAIN_VERIFY_MALFORMED, damage);
			return SCHAIN_OK;
		}
		if (status)
			return status;
		values->has[digest] = 1;
		if (one == list->first)
			*ret_extended_matches = matches;
	}
	return SCHAIN_OK;
}

static schain_status judge(schain__sig_job *job, schain__msi *msi, schain__sig_authenticodes *list,
                           size_t used)
{
	schain__sig_values values = { 0 };
	schain_status status;
	uint32_t remarks = 0;
	int matches;

	status = hash(job, msi, list, &values, &matches);
	if (used < msi->signature.size)
		remarks |= SCHAIN_REMARK_CERT_PADDING;
	if (msi->trailing)
		remarks |= SCHAIN_REMARK_TRAILING_DATA;
	for (schain__sig_authenticode *one = list->first; one && !status; one = one->next) {
		one->detail->remarks |= remarks;
		status = schain__sig_authenticode_judge(job, one, &values, SCHAIN_USAGE_CODE);
		if (!matches)
			schain__sig_detail_fail(job, one->detail, SCHAIN_VERIFY_BAD_DIGEST,
			                        "names, sizes or times in the package are not what was signed");
	}
	return status;
}

static schain_status check_open(schain__sig_job *job, schain__msi *msi)
{
	schain__sig_authenticodes list = { 0 };
	schain_status status;
	size_t used;

	if (!msi->signature.data) {
		if (!is_installer(msi)) {
			job->report->public.format = SCHAIN_SIGNED_AS_UNKNOWN;
			job->report->public.content = SCHAIN_CONTENT_UNKNOWN;
		}
		return SCHAIN_OK;
	}
	status = schain__sig_authenticode_read(job, &list, msi->signature.data, msi->signature.size,
	                                       SCHAIN__SIG_OID_SPC_SIP, 0, &used);
	if (!status)
		status = judge(job, msi, &list, used ? used : msi->signature.size);
	schain__sig_authenticodes_clear(&list);
	return status;
}

static schain_status check_msi(schain__sig_job *job)
{
	schain__source source = schain__source_of_input(&job->input);
	const char *damage = NULL;
	schain_status status;
	schain__msi msi;

	status = schain__msi_open(&msi, &source, &job->verifier->allocator,
	                          job->verifier->options.signature_limit, &damage);
	if (!status) {
		status = check_open(job, &msi);
		schain__msi_close(&msi);
	} else if (status == SCHAIN_E_DAMAGED) {
		note(job, SCHAIN_VERIFY_MALFORMED, damage);
		status = SCHAIN_OK;
	} else if (status == SCHAIN_E_LIMIT) {
		note(job, SCHAIN_VERIFY_UNSUPPORTED, "the signature is longer than the limit");
		status = SCHAIN_OK;
	}
	return status == SCHAIN_E_MEMORY ? schain__sig_job_fail_memory(job) : status;
}

const schain__sig_driver schain__sig_msi = { SCHAIN_SIGNED_AS_MSI, SCHAIN_CONTENT_ARCHIVE,
	                                         recognises, check_msi };
