/* SPDX-License-Identifier: Apache-2.0 */
/* Judges the signatures of macOS installer packages. */
#include "signature/apple.h"
#include "signature/codesign.h"
#include "signature/source.h"
#include "signature/xar.h"

/* Developer ID Installer, Mac App Store installer, and Apple's own packages. */
static const char *const usages[] = { "1.2.840.113635.100.4.13", "1.2.840.113635.100.4.9",
	                                  "1.2.840.113635.100.4.1", NULL };

/* Ticket with a trailer of 16 bytes on either side. */
#define TICKET_FRAME 32u

static int recognises(const schain__sig_job *job)
{
	return schain__xar_probe((schain__bytes){ job->input.head, job->input.head_size });
}

static X509 *read_certificate(schain__sig_job *job, schain__bytes der)
{
	return schain__sig_read_certificate(&job->verifier->crypto, der.data, der.size);
}

/* PKCS #1 over the table's checksum, which is the digest: it is not hashed again. */
static int is_signed_by(schain__sig_job *job, const schain__xar *xar, X509 *leaf,
                        schain__bytes signature)
{
	EVP_PKEY *key = X509_get0_pubkey(leaf);
	EVP_MD *digest = EVP_MD_fetch(job->verifier->crypto.context, xar->digest_name, NULL);
	EVP_PKEY_CTX *context = key ? EVP_PKEY_CTX_new_from_pkey(job->verifier->crypto.context, key, NULL)
	                            : NULL;
	int good = context && digest && EVP_PKEY_verify_init(context) == 1 &&
	           EVP_PKEY_CTX_set_signature_md(context, digest) == 1 &&
	           EVP_PKEY_verify(context, signature.data, signature.size, xar->checksum,
	                           xar->checksum_size) == 1;

	EVP_PKEY_CTX_free(context);
	EVP_MD_free(digest);
	return good;
}

static schain_status judge_rsa(schain__sig_job *job, const schain__xar *xar,
                               const schain__xar_signature *signature, schain__bytes bytes,
                               schain_signature_detail *detail)
{
	STACK_OF(X509) *certificates = sk_X509_new_null();
	schain_status status = certificates ? SCHAIN_OK : SCHAIN_E_MEMORY;
	X509 *certificate;

	for (uint32_t i = 0; !status && i < signature->certificate_count; i++) {
		certificate = read_certificate(job, signature->certificates[i]);
		if (certificate && !sk_X509_push(certificates, certificate)) {
			X509_free(certificate);
			status = SCHAIN_E_MEMORY;
		}
	}
	if (!status && !sk_X509_num(certificates)) {
		schain__sig_detail_fail(job, detail, SCHAIN_VERIFY_MALFORMED,
		                        "the signature comes without a certificate that can be read");
	} else if (!status) {
		if (!is_signed_by(job, xar, sk_X509_value(certificates, 0), bytes))
			schain__sig_detail_fail(job, detail, SCHAIN_VERIFY_BAD_SIGNATURE,
			                        "the signature is not its certificate's");
		/* This style has no place for a timestamp. */
		detail->remarks |= SCHAIN_REMARK_TIMESTAMP_MISSING;
		status = schain__apple_judge_chain(job, sk_X509_value(certificates, 0), certificates, usages,
		                                   detail);
	}
	sk_X509_pop_free(certificates, X509_free);
	return status;
}

static schain_status judge_cms(schain__sig_job *job, const schain__xar *xar, schain__bytes bytes,
                               schain_signature_detail *detail)
{
	schain__bytes content = { xar->checksum, xar->checksum_size };
	PKCS7_SIGNER_INFO *signer;
	PKCS7 *signed_data;
	schain_status status;

	status = schain__apple_judge(job, bytes, content, usages, detail, &signed_data, &signer);
	PKCS7_free(signed_data);
	return status;
}

/* What holds for every signature of the archive. */
static void judge_content(schain__sig_job *job, const schain__xar *xar, size_t bad, size_t unsealed,
                          schain_signature_detail *detail)
{
	schain__sig_pool *pool = &job->report->pool;
	uint64_t end = xar->end + (xar->ticket.data ? TICKET_FRAME + xar->ticket.size : 0);

	detail->digest_algorithm = schain__sig_pool_text(pool, xar->name);
	detail->digest_actual = schain__sig_pool_hex(pool, xar->checksum, xar->checksum_size);
	if (!xar->checksum_matches)
		schain__sig_detail_fail(job, detail, SCHAIN_VERIFY_BAD_DIGEST,
		                        "the table of contents is not what its checksum says");
	if (bad)
		schain__sig_detail_fail(job, detail, SCHAIN_VERIFY_BAD_DIGEST,
		                        "a file in the archive is not what was signed");
	if (unsealed)
		schain__sig_detail_fail(job, detail, SCHAIN_VERIFY_BAD_DIGEST,
		                        "a file in the archive has no checksum: nobody signed it");
	if (job->input.size != end)
		detail->remarks |= SCHAIN_REMARK_TRAILING_DATA;
	if (xar->checksum_size >= 20 && schain__ticket_names(xar->ticket, xar->checksum))
		detail->flags |= SCHAIN_SIGNED_STAPLED;
}

static schain_status judge(schain__sig_job *job, const schain__source *source,
                           const schain__xar *xar, uint32_t index, size_t bad, size_t unsealed)
{
	const schain__xar_signature *signature = &xar->signatures[index];
	const schain_allocator *memory = &job->verifier->allocator;
	schain_signature_detail *detail = schain__sig_report_add(job->report, SCHAIN_SIGNED_AS_XAR);
	schain__bytes bytes = { NULL, 0 };
	schain_status status;

	if (!detail)
		return SCHAIN_E_MEMORY;
	detail->position = index;
	detail->where = schain__sig_pool_text(&job->report->pool, signature->is_cms ? "CMS" : "RSA");
	judge_content(job, xar, bad, unsealed, detail);
	if (signature->size > job->verifier->options.signature_limit) {
		schain__sig_detail_fail(job, detail, SCHAIN_VERIFY_UNSUPPORTED,
		                        "the signature is longer than the limit");
		return SCHAIN_OK;
	}
	status = schain__source_load(source, memory, signature->offset, signature->size, &bytes);
	if (!status)
		status = signature->is_cms ? judge_cms(job, xar, bytes, detail)
		                           : judge_rsa(job, xar, signature, bytes, detail);
	schain__source_release(memory, bytes);
	return status;
}

static schain_status check_open(schain__sig_job *job, const schain__source *source,
                                schain__xar *xar)
{
	size_t bad = 0, unsealed = 0;
	schain_status status = SCHAIN_OK;

	if (xar->signature_count)
		status = schain__xar_check(xar, job->verifier->crypto.context, &bad, &unsealed);
	for (uint32_t i = 0; !status && i < xar->signature_count; i++)
		status = judge(job, source, xar, i, bad, unsealed);
	if (!xar->signature_count && xar->has_strange_signature) {
		job->report->public.status = SCHAIN_VERIFY_UNSUPPORTED;
		job->report->public.reason = schain__sig_pool_text(&job->report->pool,
		                                                   "a signature of an unknown style");
	}
	return status;
}

static schain_status check_xar(schain__sig_job *job)
{
	schain__source source = schain__source_of_input(&job->input);
	const char *damage = NULL;
	schain_status status;
	schain__xar xar;

	status = schain__xar_open(&xar, &source, &job->verifier->allocator,
	                          job->verifier->crypto.context, &damage);
	if (!status) {
		status = check_open(job, &source, &xar);
		schain__xar_close(&xar);
	}
	if (status == SCHAIN_E_DAMAGED) {
		job->report->public.status = SCHAIN_VERIFY_MALFORMED;
		job->report->public.reason = schain__sig_pool_text(
		        &job->report->pool, damage ? damage : "files of the archive overlap");
		return SCHAIN_OK;
	}
	return status == SCHAIN_E_MEMORY ? schain__sig_job_fail_memory(job) : status;
}

const schain__sig_driver schain__sig_xar = { SCHAIN_SIGNED_AS_XAR, SCHAIN_CONTENT_ARCHIVE,
	                                         recognises, check_xar };
