/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_APPLE_H
#define SCHAIN_SIGNATURE_APPLE_H
/* What Apple's code and its installer packages share: CMS over content that lies elsewhere. */
#include "signature/bytes.h"
#include "signature/authenticode.h"

/*
 * Judges a CMS signature over `content`: its mathematics, its chain to a root
 * trusted for SCHAIN_USAGE_APPLE, its timestamp. Fills the detail's status,
 * signer, chain and times. `usages`: the extended key usages of which the
 * certificate needs one, dotted, NULL-ended. *ret_signer, of which the detail's
 * caller may want the attributes, is borrowed from *ret_signed_data, which is
 * owned; both NULL where it could not be read. team_id is the certificate's unit.
 */
schain_status schain__apple_judge(schain__sig_job *job, schain__bytes cms, schain__bytes content,
                                  const char *const *usages, schain_signature_detail *detail,
                                  PKCS7 **ret_signed_data, PKCS7_SIGNER_INFO **ret_signer);
/* The same of a leaf certificate whose signature was found good elsewhere. */
schain_status schain__apple_judge_chain(schain__sig_job *job, X509 *leaf, STACK_OF(X509) *others,
                                        const char *const *usages, schain_signature_detail *detail);
#endif
