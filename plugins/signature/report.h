/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_REPORT_H
#define SCHAIN_SIGNATURE_REPORT_H
/* A report while it is made, and after. */
#include "signature/pool.h"

#include <stdatomic.h>
#include <supplychain/signature.h>

typedef struct schain__sig_detail {
	schain_signature_detail public;
	struct schain__sig_detail *next;
} schain__sig_detail;

typedef struct schain__sig_report {
	schain_signature_report public; /* first: what callers hold */
	atomic_uint references;
	schain__sig_pool pool; /* of everything in it */
	schain__sig_detail *first, *last;
	const struct schain__sig_report *original; /* held; what is not the path is its; NULL: all is here */
} schain__sig_report;

schain__sig_report *schain__sig_report_new(const schain_allocator *allocator, const char *path);
/* A signature more, without any fact yet; NULL when memory is out. */
schain_signature_detail *schain__sig_report_add(schain__sig_report *report, uint32_t format);
/*
 * Makes the array and the status of the file as a whole: any bad digest wins;
 * else the best signature, a strong one before a weak one. A driver that has
 * set a status has judged by its own rules. -1 when memory was out at any time.
 */
int schain__sig_report_finish(schain__sig_report *report);
/* The same report for a file of another path: owned; NULL when memory is out. */
const schain_signature_report *schain__sig_report_under(const schain_signature_report *report,
                                                        const char *path);
size_t schain__sig_report_size(const schain_signature_report *report); /* bytes it holds */
int schain__sig_status_rank(uint32_t status); /* lower is better */
#endif
