/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_IMA_CHECK_H
#define SCHAIN_SIGNATURE_IMA_CHECK_H
#include "signature/ima.h"
#include "signature/verifier.h"

typedef struct schain__ima_check {
	schain__ima ima;
	schain_signature_detail *detail; /* NULL: the file has no such attribute */
	schain__sig_range_digest hash;
	unsigned char bytes[SCHAIN__IMA_LIMIT];
} schain__ima_check;

/* Before the pass over the file: reads the attribute and adds what must be hashed. */
schain_status schain__ima_begin(schain__sig_job *job, schain__ima_check *check);
/* After it: judges. */
schain_status schain__ima_finish(schain__sig_job *job, schain__ima_check *check);
void schain__ima_clear(schain__ima_check *check);
#endif
