/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_FUZZ_VERIFY_H
#define SCHAIN_FUZZ_VERIFY_H
/* Bytes as a file to the verifier, and what must hold for every report. */
#include "fuzz.h"

#include <stdio.h>
#include <supplychain/signature.h>
#include <sys/types.h>
#include <unistd.h>

static schain_verifier *verify_verifier;

static int verify_ignore(void *context, const char *data, size_t size)
{
	(void)context;
	(void)data;
	(void)size;
	return 0;
}

/* One for all inputs: it keeps no report, and nothing of an input outlives its check. */
static inline schain_verifier *verify_begin(void)
{
	schain_verifier_options options = SCHAIN_VERIFIER_OPTIONS_INIT;

	if (verify_verifier)
		return verify_verifier;
	options.at = INT64_C(1717200000) * SCHAIN_SECOND; /* 2024-06-01 */
	options.cache_lifetime = -1;
	MUST(schain_verifier_new(&options, &verify_verifier, NULL) == SCHAIN_OK);
	return verify_verifier;
}

static inline void verify_bytes(const uint8_t *data, size_t size)
{
	schain_verify_request request = SCHAIN_VERIFY_REQUEST_INIT;
	const schain_signature_report *report;
	static FILE *file;

	if (!file)
		file = tmpfile();
	MUST(file);
	request.descriptor = fileno(file);
	MUST(ftruncate(request.descriptor, 0) == 0);
	MUST(!size || pwrite(request.descriptor, data, size, 0) == (ssize_t)size);
	MUST(schain_verifier_check(verify_begin(), &request, &report, NULL) == SCHAIN_OK);
	MUST(report->status > SCHAIN_VERIFY_NONE && report->status <= SCHAIN_VERIFY_UNSUPPORTED);
	/* Nobody is trusted here. */
	MUST(report->status != SCHAIN_VERIFY_VALID);
	MUST(!report->signature_count == !report->chosen);
	MUST(schain_signature_report_write_json(report, verify_ignore, NULL, NULL) == SCHAIN_OK);
	schain_signature_report_unref(report);
}
#endif
