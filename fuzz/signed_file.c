/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file of any format with a signature in it, checked whole: container,
 * signature, report. One fuzzer a format is made of it, so that each keeps a
 * corpus of its own.
 */
#include <stdio.h>
#include <supplychain/signature.h>
#include <unistd.h>

#include "fuzz.h"

static schain_verifier *verifier;
static FILE *file;

static void set_up(void)
{
	schain_verifier_options options = SCHAIN_VERIFIER_OPTIONS_INIT;

	options.at = 1700000000 * SCHAIN_SECOND;
	options.cache_lifetime = -1;
	MUST(schain_verifier_new(&options, &verifier, NULL) == SCHAIN_OK);
	file = tmpfile();
	MUST(file);
}

static int drop(void *context, const char *data, size_t size)
{
	(void)context, (void)data, (void)size;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	schain_verify_request request = SCHAIN_VERIFY_REQUEST_INIT;
	schain_error error = SCHAIN_ERROR_INIT;
	const schain_signature_report *report;
	schain_status status;

	if (!verifier)
		set_up();
	MUST(!ftruncate(fileno(file), 0));
	MUST(pwrite(fileno(file), data, size, 0) == (ssize_t)size);
	request.descriptor = fileno(file);
	status = schain_verifier_check(verifier, &request, &report, &error);
	if (status) {
		MUST(status == error.code && error.message[0]);
		return 0;
	}
	/* Nobody is trusted here. */
	MUST(report->status && report->status != SCHAIN_VERIFY_VALID);
	MUST(schain_signature_report_write_json(report, drop, NULL, NULL) == SCHAIN_OK);
	schain_signature_report_unref(report);
	return 0;
}
