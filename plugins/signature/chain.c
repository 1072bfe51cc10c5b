/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/chain.h"

#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <string.h>

/* The gravest of what libcrypto finds on the way. */
struct findings {
	const schain__sig_chain_request *request;
	const schain__sig_trust *trust;
	int gravity;
	int error; /* X509_V_ERR_... */
};

static int is_known_extension(const struct findings *findings, const ASN1_OBJECT *object)
{
	const char *const *known = findings->request->known_extensions;
	char text[128];

	if (OBJ_obj2txt(text, sizeof text, object, 1) <= 0)
		return 0;
	for (; known && *known; known++)
		if (!strcmp(*known, text))
			return 1;
	return 0;
}

/* libcrypto stops at the first critical extension that it does not know; others may follow. */
static int are_extensions_known(const struct findings *findings, X509 *certificate)
{
	for (int i = 0; i < X509_get_ext_count(certificate); i++) {
		X509_EXTENSION *extension = X509_get_ext(certificate, i);

		if (X509_EXTENSION_get_critical(extension) && !X509_supported_extension(extension) &&
		    !is_known_extension(findings, X509_EXTENSION_get_object(extension)))
			return 0;
	}
	return 1;
}

enum { GRAVE_EXPIRED = 1, GRAVE_USAGE, GRAVE_UNTRUSTED, GRAVE_SIGNATURE };

static void note(struct findings *findings, int gravity, int error)
{
	if (gravity > findings->gravity) {
		findings->gravity = gravity;
		findings->error = error;
	}
}

/* Never stops: every fact is wanted. */
static int on_verified(int ok, X509_STORE_CTX *context)
{
	struct findings *findings = X509_STORE_CTX_get_app_data(context);
	int error = X509_STORE_CTX_get_error(context);

	if (ok)
		return 1;
	switch (error) {
	case X509_V_ERR_CERT_HAS_EXPIRED:
	case X509_V_ERR_CERT_NOT_YET_VALID:
		note(findings, GRAVE_EXPIRED, error);
		break;
	case X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION:
		if (are_extensions_known(findings, X509_STORE_CTX_get_current_cert(context)))
			break;
		note(findings, GRAVE_USAGE, error);
		break;
	case X509_V_ERR_INVALID_CA:
		/* Roots of before 2000 do not say that they are authorities; the user does. */
		if (schain__sig_trust_find(findings->trust, X509_STORE_CTX_get_current_cert(context)))
			break;
		note(findings, GRAVE_USAGE, error);
		break;
	case X509_V_ERR_INVALID_NON_CA:
	case X509_V_ERR_PATH_LENGTH_EXCEEDED:
	case X509_V_ERR_KEYUSAGE_NO_CERTSIGN:
	case X509_V_ERR_INVALID_PURPOSE:
	case X509_V_ERR_PERMITTED_VIOLATION:
	case X509_V_ERR_EXCLUDED_VIOLATION:
		note(findings, GRAVE_USAGE, error);
		break;
	case X509_V_ERR_CERT_SIGNATURE_FAILURE:
	case X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE:
		note(findings, GRAVE_SIGNATURE, error);
		break;
	default:
		note(findings, GRAVE_UNTRUSTED, error);
		break;
	}
	X509_STORE_CTX_set_error(context, X509_V_OK);
	return 1;
}

static void fail(schain__sig_job *job, schain__sig_chain_result *result, uint32_t status,
                 const char *reason)
{
	if (result->status && schain__sig_status_rank(status) <= schain__sig_status_rank(result->status))
		return;
	result->status = status;
	result->reason = schain__sig_pool_text(&job->report->pool, reason);
}

static void judge_findings(schain__sig_job *job, const struct findings *findings,
                           schain__sig_chain_result *result)
{
	static const uint32_t statuses[] = {
		[GRAVE_EXPIRED] = SCHAIN_VERIFY_EXPIRED,
		[GRAVE_USAGE] = SCHAIN_VERIFY_BAD_USAGE,
		[GRAVE_UNTRUSTED] = SCHAIN_VERIFY_UNTRUSTED_ROOT,
		[GRAVE_SIGNATURE] = SCHAIN_VERIFY_BAD_SIGNATURE,
	};

	if (findings->gravity)
		fail(job, result, statuses[findings->gravity],
		     X509_verify_cert_error_string(findings->error));
}

/* A certificate that names usages passes only those on; roots are bound by the user's choice. */
static void judge_usage(schain__sig_job *job, const schain__sig_chain_request *request,
                        STACK_OF(X509) *chain, schain__sig_chain_result *result)
{
	uint32_t bits = X509_get_key_usage(request->leaf); /* all set if it does not say */

	if (!(bits & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)))
		fail(job, result, SCHAIN_VERIFY_BAD_USAGE, "the certificate's key is not for signatures");
	for (int i = 0; request->usage && i < sk_X509_num(chain); i++) {
		X509 *certificate = sk_X509_value(chain, i);
		int has = schain__sig_certificate_has_usage(certificate, request->usage);

		if (i && schain__sig_trust_find(&job->verifier->trust, certificate))
			break;
		if (has > 0 || schain__sig_certificate_has_usage(certificate, SCHAIN__SIG_EKU_ANY) > 0 ||
		    (has < 0 && (i || !request->needs_usage)))
			continue;
		fail(job, result, SCHAIN_VERIFY_BAD_USAGE,
		     i ? "an authority in the chain may not issue such certificates"
		       : "the certificate is for other usages");
	}
}

static void judge_root(schain__sig_job *job, const schain__sig_chain_request *request,
                       STACK_OF(X509) *chain, schain__sig_chain_result *result)
{
	X509 *last = sk_X509_value(chain, sk_X509_num(chain) - 1);
	const schain__sig_root *root = schain__sig_trust_find(&job->verifier->trust, last);
	schain_time issued = schain__sig_time_of(X509_get0_notBefore(request->leaf));

	if (!root)
		return;
	if (root->distrusted_after && request->at > root->distrusted_after)
		fail(job, result, SCHAIN_VERIFY_UNTRUSTED_ROOT, "the root is not trusted any more");
	if (root->not_issued_after && issued > root->not_issued_after)
		fail(job, result, SCHAIN_VERIFY_UNTRUSTED_ROOT,
		     "the root is not trusted for certificates as new as this");
}

static void judge_revocation(schain__sig_job *job, const schain__sig_chain_request *request,
                             STACK_OF(X509) *chain, schain__sig_chain_result *result,
                             schain_certificate *described)
{
	for (int i = 0; i + 1 < sk_X509_num(chain); i++) {
		schain_time since = 0;

		switch (schain__sig_revocation_of(&job->verifier->revocations, sk_X509_value(chain, i),
		                                  sk_X509_value(chain, i + 1), request->now, &since)) {
		case SCHAIN__SIG_REVOCATION_UNKNOWN:
			result->remarks |= SCHAIN_REMARK_REVOCATION_UNKNOWN;
			break;
		case SCHAIN__SIG_REVOCATION_GOOD:
			break;
		case SCHAIN__SIG_REVOCATION_REVOKED:
			described[i].flags |= SCHAIN_CERTIFICATE_REVOKED;
			if (request->is_timestamped && since > request->at)
				result->remarks |= SCHAIN_REMARK_REVOKED_LATER;
			else
				fail(job, result, SCHAIN_VERIFY_REVOKED, "a certificate was revoked");
			break;
		}
	}
	/* A certificate alone, that is no root: nobody was asked. */
	if (sk_X509_num(chain) == 1 && !(described->flags & SCHAIN_CERTIFICATE_TRUSTED))
		result->remarks |= SCHAIN_REMARK_REVOCATION_UNKNOWN;
}

static int is_signed_weakly(X509 *certificate)
{
	int digest = NID_undef;

	return X509_get_signature_info(certificate, &digest, NULL, NULL, NULL) == 1 &&
	       schain__sig_digest_is_weak(schain__sig_digest_of_nid(digest));
}

static int describe(schain__sig_job *job, STACK_OF(X509) *chain, schain__sig_chain_result *result,
                    schain_certificate *to)
{
	for (int i = 0; i < sk_X509_num(chain); i++) {
		X509 *certificate = sk_X509_value(chain, i);
		const schain__sig_root *root = schain__sig_trust_find(&job->verifier->trust, certificate);

		if (schain__sig_certificate_describe(&job->report->pool, &job->verifier->crypto, certificate,
		                                     &to[i]) != 0)
			return -1;
		if (root) {
			to[i].flags |= SCHAIN_CERTIFICATE_TRUSTED;
			to[i].usages = root->usages;
		}
		if (schain__sig_abused_has(&job->verifier->abused, &to[i])) {
			to[i].flags |= SCHAIN_CERTIFICATE_ABUSED;
			result->remarks |= SCHAIN_REMARK_KNOWN_ABUSED;
		}
		/* What signed a root is nobody's concern: it is trusted as it is. */
		if (!root && (schain__sig_key_is_weak(certificate) || is_signed_weakly(certificate)))
			result->remarks |= SCHAIN_REMARK_WEAK_ALGORITHM;
	}
	result->certificates = to;
	result->count = (size_t)sk_X509_num(chain);
	return 0;
}

static schain_status judge_chain(schain__sig_job *job, const schain__sig_chain_request *request,
                                 const struct findings *findings, STACK_OF(X509) *chain,
                                 schain__sig_chain_result *result)
{
	schain_certificate *described = schain__sig_pool_alloc(
			&job->report->pool, (size_t)sk_X509_num(chain) * sizeof *described);

	if (!described || describe(job, chain, result, described) != 0)
		return schain__sig_job_fail_memory(job);
	judge_findings(job, findings, result);
	judge_usage(job, request, chain, result);
	judge_root(job, request, chain, result);
	judge_revocation(job, request, chain, result, described);
	if (!result->status)
		result->status = SCHAIN_VERIFY_VALID;
	return SCHAIN_OK;
}

static int prepare(schain__sig_job *job, const schain__sig_chain_request *request,
                   struct findings *findings, X509_STORE_CTX *context)
{
	STACK_OF(X509) *roots = schain__sig_trust_of(&job->verifier->trust, request->usages);
	X509_VERIFY_PARAM *how;

	if (!context || !roots ||
	    X509_STORE_CTX_init(context, NULL, request->leaf, request->others) != 1)
		return -1;
	X509_STORE_CTX_set0_trusted_stack(context, roots);
	X509_STORE_CTX_set_app_data(context, findings);
	X509_STORE_CTX_set_verify_cb(context, on_verified);
	how = X509_STORE_CTX_get0_param(context);
	X509_VERIFY_PARAM_set_time(how, (time_t)(request->at / SCHAIN_SECOND));
	/* What the user trusts need not be its own issuer: firmware's lists hold such. */
	X509_VERIFY_PARAM_set_flags(how, X509_V_FLAG_PARTIAL_CHAIN);
	X509_VERIFY_PARAM_set_depth(how, 10);
	X509_VERIFY_PARAM_set_auth_level(how, 0); /* weak algorithms are remarks of ours */
	return 0;
}

schain_status schain__sig_chain_judge(schain__sig_job *job, const schain__sig_chain_request *request,
                                      schain__sig_chain_result *ret_result)
{
	X509_STORE_CTX *context = X509_STORE_CTX_new_ex(job->verifier->crypto.context, NULL);
	schain__sig_chain_result result = { 0 };
	struct findings findings = { .request = request, .trust = &job->verifier->trust };
	schain_status status = SCHAIN_E_MEMORY;
	STACK_OF(X509) *chain;

	if (prepare(job, request, &findings, context) == 0) {
		X509_verify_cert(context);
		chain = X509_STORE_CTX_get0_chain(context);
		if (chain && sk_X509_num(chain))
			status = judge_chain(job, request, &findings, chain, &result);
	}
	X509_STORE_CTX_free(context);
	if (status != SCHAIN_OK)
		return schain__sig_job_fail_memory(job);
	*ret_result = result;
	return SCHAIN_OK;
}
