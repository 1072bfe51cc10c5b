/* SPDX-License-Identifier: Apache-2.0 */
/* A signature in a file of its own (minisign, signify, OpenPGP, Sigstore), and keys. */
#include <stdio.h>
#include <string.h>
#include <supplychain/signature.h>
#include <unistd.h>

#include "fuzz.h"

static char signed_path[] = "/tmp/schain-fuzz-XXXXXX";
static char signature_path[] = "/tmp/schain-fuzz-XXXXXX";
static int signature = -1;

static void clean_up(void)
{
	unlink(signed_path);
	unlink(signature_path);
}

static void set_up(void)
{
	int descriptor = mkstemp(signed_path);

	signature = mkstemp(signature_path);
	MUST(descriptor >= 0 && signature >= 0);
	MUST(write(descriptor, "hello\n", 6) == 6);
	close(descriptor);
	atexit(clean_up);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	schain_verify_request request = SCHAIN_VERIFY_REQUEST_INIT;
	schain_verifier_options options = SCHAIN_VERIFIER_OPTIONS_INIT;
	const schain_signature_report *report;
	schain_verifier *verifier;

	if (signature < 0)
		set_up();
	MUST(!ftruncate(signature, 0));
	MUST(pwrite(signature, data, size, 0) == (ssize_t)size);
	options.at = 1700000000 * SCHAIN_SECOND;
	MUST(schain_verifier_new(&options, &verifier, NULL) == SCHAIN_OK);
	/* The same bytes as keys: what is no key says so, and what is one may serve below. */
	schain_verifier_add_keys(verifier, signature_path, NULL);
	request.path = signed_path;
	request.signature_path = signature_path;
	if (schain_verifier_check(verifier, &request, &report, NULL) == SCHAIN_OK) {
		MUST(report->signature_count > 0);
		schain_signature_report_unref(report);
	}
	schain_verifier_free(verifier);
	return 0;
}
