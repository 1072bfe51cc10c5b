/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_AUTHENTICODE_H
#define SCHAIN_SIGNATURE_AUTHENTICODE_H
/*
 * Authenticode signatures, whatever they lie in: read first, so that it is known
 * what to hash; judged when that is done.
 */
#include "signature/pkcs7.h"
#include "signature/spc.h"

typedef struct schain__sig_authenticode {
	struct schain__sig_authenticode *next;
	schain_signature_detail *detail; /* has a status already if it could not be read */
	PKCS7 *signed_data;              /* NULL: it could not be read */
	schain__sig_spc spc;
	unsigned depth; /* of nesting */
} schain__sig_authenticode;

typedef struct schain__sig_authenticodes {
	schain__sig_authenticode *first, *last;
	unsigned count;
} schain__sig_authenticodes;

/* Digests of the content, those that were wanted. */
typedef struct schain__sig_values {
	unsigned char has[SCHAIN__SIG_DIGESTS];
	unsigned char value[SCHAIN__SIG_DIGESTS][EVP_MAX_MD_SIZE];
} schain__sig_values;

/*
 * Reads a signature and those nested in it, each with a detail in the report.
 * `kind`: what it has to be of, such as SCHAIN__SIG_OID_SPC_PE.
 * `*ret_used`: bytes that it takes of `data`; 0 if it cannot be read.
 */
schain_status schain__sig_authenticode_read(schain__sig_job *job, schain__sig_authenticodes *list,
                                            const unsigned char *data, size_t size, const char *kind,
                                            uint32_t position, size_t *ret_used);
/* Judges one that was read; `usages` are those of roots. */
schain_status schain__sig_authenticode_judge(schain__sig_job *job, schain__sig_authenticode *one,
                                             const schain__sig_values *values, uint32_t usages);
void schain__sig_authenticodes_clear(schain__sig_authenticodes *list);
/* What is known of the signer of any PKCS #7: who, when, since when; and whether it holds. */
schain_status schain__sig_pkcs7_judge(schain__sig_job *job, const PKCS7 *signed_data,
                                      const char *content_type, uint32_t usages,
                                      schain_signature_detail *detail);
/* Sets a status that is worse than the one there is. */
void schain__sig_detail_fail(schain__sig_job *job, schain_signature_detail *detail, uint32_t status,
                             const char *why);
#endif
