/* SPDX-License-Identifier: Apache-2.0 */
/* Signatures in a file of their own: OpenPGP, minisign, signify, Sigstore bundles. */
#include "signature/authenticode.h"
#include "signature/error.h"
#include "signature/sigstore.h"
#include "signature/source.h"

/* Of the signature file; bundles are the longest, by their statements. */
#define SIGNATURE_LIMIT (UINT64_C(16) << 20)
/* Where the file itself is signed and not its hash, it must be held. */
#define HELD_LIMIT (UINT64_C(64) << 20)

static int recognises(const schain__sig_job *job)
{
	return job->request->signature_path != NULL;
}

/* Opened as the file itself is: a FIFO cannot make us wait. */
static schain_status load(schain__sig_job *job, schain__bytes *ret_bytes)
{
	schain_verify_request request = SCHAIN_VERIFY_REQUEST_INIT;
	const schain_allocator *memory = &job->verifier->allocator;
	schain__sig_input *input = schain__sig_alloc(memory, sizeof *input);
	schain__source source;
	schain_status status;

	if (!input)
		return schain__sig_job_fail_memory(job);
	request.path = job->request->signature_path;
	request.flags = job->request->flags & SCHAIN_REQUEST_FOLLOW;
	status = schain__sig_input_open(input, &request, SIGNATURE_LIMIT, job->error);
	if (status) {
		schain__sig_release(memory, input, sizeof *input);
		return schain__sig_fail_at(job->error, request.path, 0, status);
	}
	source = schain__source_of_input(input);
	status = schain__source_load(&source, memory, 0, source.size, ret_bytes);
	schain__sig_input_close(input);
	schain__sig_release(memory, input, sizeof *input);
	return status == SCHAIN_E_MEMORY ? schain__sig_job_fail_memory(job)
	       : status ? schain__sig_fail(job->error, status, "the signature file cannot be read")
	                : status;
}

/* The file's BLAKE2b-512, as it goes by. */
struct blake {
	schain__sig_sink sink;
	EVP_MD_CTX *context;
	int has_failed;
};

static void take(schain__sig_sink *sink, uint64_t offset, const unsigned char *data, size_t size)
{
	struct blake *self = (struct blake *)sink;

	(void)offset;
	self->has_failed |= EVP_DigestUpdate(self->context, data, size) != 1;
}

static schain_status hash_blake(schain__sig_job *job, uint8_t ret_hash[SCHAIN__MINISIGN_HASH])
{
	EVP_MD *digest = EVP_MD_fetch(job->verifier->crypto.context, "BLAKE2B-512", NULL);
	struct blake blake = { { NULL, take }, EVP_MD_CTX_new(), 0 };
	schain_status status = SCHAIN_E_MEMORY;

	if (digest && blake.context && EVP_DigestInit_ex2(blake.context, digest, NULL)) {
		schain__sig_job_add_sink(job, &blake.sink);
		status = schain__sig_job_scan(job);
		if (!status && (blake.has_failed || !EVP_DigestFinal_ex(blake.context, ret_hash, NULL)))
			status = SCHAIN_E_MEMORY;
	}
	EVP_MD_CTX_free(blake.context);
	EVP_MD_free(digest);
	return status;
}

static const schain__minisign_key *find_key(const schain__sig_job *job,
                                            const schain__minisign *signature)
{
	const schain__sig_keys *keys = &job->verifier->keys;

	for (size_t i = 0; i < keys->minisign_count; i++)
		if (!memcmp(keys->minisign[i].id, signature->id, sizeof signature->id))
			return &keys->minisign[i];
	return NULL;
}

static schain_status compare(schain__sig_job *job, const schain__minisign *signature,
                             const schain__minisign_key *key, schain__bytes content,
                             schain_signature_detail *detail)
{
	int good = 0, comment_good = 0;
	schain_status status = schain__minisign_check(signature, key, job->verifier->crypto.context,
	                                              content, &good, &comment_good);

	if (status)
		return status;
	/* The comment's signature does not depend on the file: if it holds, the file is at fault. */
	if (!good)
		schain__sig_detail_fail(job, detail,
		                        signature->has_trusted && comment_good ? SCHAIN_VERIFY_BAD_DIGEST
		                                                               : SCHAIN_VERIFY_BAD_SIGNATURE,
		                        "the signature is not of this file");
	else if (!comment_good)
		schain__sig_detail_fail(job, detail, SCHAIN_VERIFY_BAD_SIGNATURE,
		                        "the trusted comment is not what was signed");
	else
		detail->status = SCHAIN_VERIFY_VALID;
	return SCHAIN_OK;
}

static schain_status judge_content(schain__sig_job *job, const schain__minisign *signature,
                                   const schain__minisign_key *key, schain_signature_detail *detail)
{
	schain__source source = schain__source_of_input(&job->input);
	uint8_t hash[SCHAIN__MINISIGN_HASH];
	schain__bytes content = { hash, sizeof hash };
	schain_status status;

	if (signature->is_prehashed) {
		detail->digest_algorithm = schain__sig_pool_text(&job->report->pool, "blake2b512");
		status = hash_blake(job, hash);
		return status ? status : compare(job, signature, key, content, detail);
	}
	if (source.size > HELD_LIMIT) {
		schain__sig_detail_fail(job, detail, SCHAIN_VERIFY_UNSUPPORTED,
		                        "the file is too long for a signature that does not hash it first");
		return SCHAIN_OK;
	}
	status = schain__source_load(&source, &job->verifier->allocator, 0, source.size, &content);
	if (status)
		return status;
	status = compare(job, signature, key, content, detail);
	schain__source_release(&job->verifier->allocator, content);
	return status;
}

static schain_status judge_minisign(schain__sig_job *job, schain__bytes text,
                                    schain_signature_detail *detail)
{
	schain__sig_pool *pool = &job->report->pool;
	const schain__minisign_key *key;
	schain__minisign signature;
	const char *damage = schain__minisign_read(text, &signature);
	char id[17];

	if (damage) {
		schain__sig_detail_fail(job, detail, SCHAIN_VERIFY_MALFORMED, damage);
		return SCHAIN_OK;
	}
	detail->format = signature.has_trusted ? SCHAIN_SIGNED_AS_MINISIGN : SCHAIN_SIGNED_AS_SIGNIFY;
	job->report->public.format = detail->format;
	schain__minisign_format_id(signature.id, id);
	detail->identity = schain__sig_pool_format(pool, "%s:%s",
	                                           schain_signed_as_get_name(detail->format), id);
	if (signature.has_trailing)
		detail->remarks |= SCHAIN_REMARK_TRAILING_DATA;
	key = find_key(job, &signature);
	if (!key) {
		schain__sig_detail_fail(job, detail, SCHAIN_VERIFY_UNTRUSTED_ROOT,
		                        "no key of that id is trusted");
		return SCHAIN_OK;
	}
	/* Only a comment that is signed may be repeated. */
	if (signature.has_trusted)
		detail->program_name = schain__sig_pool_copy(pool, signature.trusted.data,
		                                             signature.trusted.size);
	return judge_content(job, &signature, key, detail);
}

static schain_status judge_openpgp(schain__sig_job *job, schain__bytes bytes,
                                   schain_signature_detail *detail)
{
	schain__source source = schain__source_of_input(&job->input);
	schain__openpgp_result result = { 0 };
	schain_status status;

	status = schain__sig_keys_openpgp(&job->verifier->keys);
	if (status == SCHAIN_E_UNSUPPORTED) {
		schain__sig_detail_fail(job, detail, SCHAIN_VERIFY_UNSUPPORTED,
		                        "this build does not know OpenPGP");
		return SCHAIN_OK;
	}
	if (!status)
		status = schain__openpgp_detached(job->verifier->keys.openpgp, bytes, &source, job->at,
		                                  &result);
	if (status == SCHAIN_E_DAMAGED) {
		schain__sig_detail_fail(job, detail, SCHAIN_VERIFY_MALFORMED,
		                        "there is no OpenPGP signature that can be read");
		return SCHAIN_OK;
	}
	return status ? status : schain__sig_openpgp_report(job, &result, detail);
}

static schain_status judge(schain__sig_job *job, schain__bytes bytes,
                           schain_signature_detail *detail)
{
	if (schain__minisign_probe(bytes)) {
		detail->format = SCHAIN_SIGNED_AS_MINISIGN;
		return judge_minisign(job, bytes, detail);
	}
	if (bytes.size && bytes.data[0] == '{') {
		detail->format = SCHAIN_SIGNED_AS_SIGSTORE;
		return schain__sigstore_judge(job, bytes, detail);
	}
	if (schain__openpgp_probe(bytes)) {
		detail->format = SCHAIN_SIGNED_AS_OPENPGP;
		return judge_openpgp(job, bytes, detail);
	}
	schain__sig_detail_fail(job, detail, SCHAIN_VERIFY_UNSUPPORTED,
	                        "a signature file of a kind that is not known here");
	return SCHAIN_OK;
}

static schain_status check_detached(schain__sig_job *job)
{
	schain__bytes bytes = { NULL, 0 };
	schain_status status = load(job, &bytes);
	schain_signature_detail *detail;

	if (status)
		return status;
	detail = schain__sig_report_add(job->report, SCHAIN_SIGNED_AS_UNKNOWN);
	if (detail) {
		detail->flags |= SCHAIN_SIGNED_DETACHED;
		detail->judged_at = job->at;
		detail->where = schain__sig_pool_text(&job->report->pool, job->request->signature_path);
		status = judge(job, bytes, detail);
		job->report->public.format = detail->format;
	}
	schain__source_release(&job->verifier->allocator, bytes);
	return !detail || status == SCHAIN_E_MEMORY ? schain__sig_job_fail_memory(job) : status;
}

const schain__sig_driver schain__sig_detached = { SCHAIN_SIGNED_AS_UNKNOWN, SCHAIN_CONTENT_UNKNOWN,
	                                              recognises, check_detached };
