/* SPDX-License-Identifier: Apache-2.0 */
/* The file at hand against its attribute security.ima. */
#include "signature/ima_check.h"

#ifdef __linux__
#include <errno.h>
#include <sys/xattr.h>
#endif

#include "signature/authenticode.h"
#include "signature/certificate.h"

static const schain__sig_range_digest no_digest = { .context = NULL };

static schain_signature_detail *add_detail(schain__sig_job *job)
{
	schain_signature_detail *detail = schain__sig_report_add(job->report, SCHAIN_SIGNED_AS_IMA);

	if (detail) {
		detail->where = schain__sig_pool_text(&job->report->pool, "security.ima");
		detail->judged_at = job->at;
		job->report->public.format = SCHAIN_SIGNED_AS_IMA;
	}
	return detail;
}

/* What cannot be read is not there: file systems without attributes, sandboxes. */
static size_t read_attribute(const schain__sig_job *job, schain__ima_check *check)
{
#ifdef __linux__
	ssize_t size = fgetxattr(job->input.descriptor, "security.ima", check->bytes, sizeof check->bytes);

	if (size < 0 && errno == ERANGE)
		return sizeof check->bytes + 1;
	return size < 0 ? 0 : (size_t)size;
#else
	(void)job;
	(void)check;
	return 0;
#endif
}

schain_status schain__ima_begin(schain__sig_job *job, schain__ima_check *check)
{
	size_t size = read_attribute(job, check);
	const schain__sig_range all = { 0, job->input.size };
	schain_status parsed;

	check->detail = NULL;
	check->hash = no_digest;
	if (!size)
		return SCHAIN_OK;
	check->detail = add_detail(job);
	if (!check->detail)
		return schain__sig_job_fail_memory(job);
	parsed = size > sizeof check->bytes
	                 ? SCHAIN_E_DAMAGED
	                 : schain__ima_parse((schain__bytes){ check->bytes, size }, &check->ima);
	if (parsed == SCHAIN_OK) {
		if (schain__sig_range_digest_init(&check->hash, &job->verifier->crypto, check->ima.digest, &all,
		                                  1, 0) != 0)
			return schain__sig_job_fail_memory(job);
		schain__sig_job_add_sink(job, &check->hash.sink);
	} else if (parsed == SCHAIN_E_DAMAGED) {
		schain__sig_detail_fail(job, check->detail, SCHAIN_VERIFY_MALFORMED,
		                        "the attribute is none of IMA's");
	} else {
		schain__sig_detail_fail(job, check->detail, SCHAIN_VERIFY_UNSUPPORTED,
		                        "this form of the attribute is not known here");
	}
	return SCHAIN_OK;
}

static void judge_digest(schain__sig_job *job, schain__ima_check *check, const unsigned char *value)
{
	size_t size = schain__sig_digest_size(check->ima.digest);

	check->detail->digest_expected = schain__sig_pool_hex(&job->report->pool, check->ima.value.data,
	                                                      size);
	if (!memcmp(value, check->ima.value.data, size))
		schain__sig_detail_fail(job, check->detail, SCHAIN_VERIFY_ADHOC,
		                        "IMA keeps its digest only; nobody signed it");
	else
		schain__sig_detail_fail(job, check->detail, SCHAIN_VERIFY_BAD_DIGEST,
		                        "the file is not what IMA measured");
}

static void judge_signature(schain__sig_job *job, schain__ima_check *check,
                            const unsigned char *value)
{
	const schain__sig_crypto *crypto = &job->verifier->crypto;
	const schain__sig_keys *keys = &job->verifier->keys;
	EVP_PKEY *named = NULL;

	for (size_t i = 0; i < keys->plain_count; i++) {
		if (schain__ima_verify(crypto, &check->ima, keys->plain[i], value)) {
			check->detail->status = SCHAIN_VERIFY_VALID;
			named = keys->plain[i];
			break;
		}
		if (schain__ima_names(crypto, &check->ima, keys->plain[i]))
			named = keys->plain[i];
	}
	if (named)
		check->detail->identity = schain__sig_key_identity(&job->report->pool, crypto, named);
	if (!named)
		schain__sig_detail_fail(job, check->detail, SCHAIN_VERIFY_UNTRUSTED_ROOT,
		                        "its key is not among those that are trusted");
	else if (!check->detail->status)
		schain__sig_detail_fail(job, check->detail, SCHAIN_VERIFY_BAD_SIGNATURE,
		                        "the signature is not of this content");
}

schain_status schain__ima_finish(schain__sig_job *job, schain__ima_check *check)
{
	schain__sig_pool *pool = &job->report->pool;
	unsigned char value[EVP_MAX_MD_SIZE];
	enum schain__sig_digest digest = check->ima.digest;

	if (!check->hash.context)
		return SCHAIN_OK;
	if (schain__sig_range_digest_finish(&check->hash, value) != 0)
		return schain__sig_job_fail_memory(job);
	check->detail->digest_algorithm = schain__sig_pool_text(pool, schain__sig_digest_name(digest));
	check->detail->digest_actual = schain__sig_pool_hex(pool, value, schain__sig_digest_size(digest));
	if (schain__sig_digest_is_weak(digest))
		check->detail->remarks |= SCHAIN_REMARK_WEAK_ALGORITHM;
	if (check->ima.is_signed)
		judge_signature(job, check, value);
	else
		judge_digest(job, check, value);
	return SCHAIN_OK;
}

void schain__ima_clear(schain__ima_check *check)
{
	schain__sig_range_digest_clear(&check->hash);
}
