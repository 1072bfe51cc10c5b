/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_CHAIN_H
#define SCHAIN_SIGNATURE_CHAIN_H
/* From a signer's certificate to a trusted root, at one moment, for one purpose. */
#include "signature/verifier.h"

typedef struct schain__sig_chain_request {
	X509 *leaf;
	STACK_OF(X509) *others;  /* that came with the signature; may be NULL */
	uint32_t usages;         /* of roots: SCHAIN_USAGE_CODE and the like */
	const char *usage;       /* extended key usage that it needs, dotted; NULL: none */
	int needs_usage;         /* a leaf that names no usage at all will not do */
	schain_time at;          /* certificates are judged at */
	schain_time now;         /* revocation lists are judged at */
	int is_timestamped;      /* `at` is proven: what was revoked later does not count */
	const char *const *known_extensions; /* critical ones that are allowed, dotted, NULL-ended; may be NULL */
} schain__sig_chain_request;

typedef struct schain__sig_chain_result {
	uint32_t status;
	uint32_t remarks;
	schain_string reason;
	const schain_certificate *certificates; /* in the report's pool, the leaf's first */
	size_t count;
} schain__sig_chain_result;

#define SCHAIN__SIG_EKU_CODE "1.3.6.1.5.5.7.3.3"
#define SCHAIN__SIG_EKU_TIMESTAMP "1.3.6.1.5.5.7.3.8"
#define SCHAIN__SIG_EKU_ANY "2.5.29.37.0"

/* SCHAIN_E_MEMORY, or SCHAIN_OK and a result. */
schain_status schain__sig_chain_judge(schain__sig_job *job, const schain__sig_chain_request *request,
                                      schain__sig_chain_result *ret_result);
#endif
