/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A Sigstore bundle over "hello\n". The input's parts end at a NUL each: keys
 * and trusted roots as files, and the bundle last. With the root in the input,
 * a seed reaches the end of the check.
 */
#include <stdio.h>
#include <string.h>
#include <supplychain/signature.h>
#include <unistd.h>

#include "fuzz.h"

/* A key and a root are what a bundle needs. */
#define KEYS_LIMIT 2

static char signed_path[] = "/tmp/schain-fuzz-XXXXXX";
static char part_path[] = "/tmp/schain-fuzz-XXXXXX";
static int part = -1;

static void clean_up(void)
{
	unlink(signed_path);
	unlink(part_path);
}

static void set_up(void)
{
	int descriptor = mkstemp(signed_path);

	part = mkstemp(part_path);
	MUST(descriptor >= 0 && part >= 0);
	MUST(write(descriptor, "hello\n", 6) == 6);
	close(descriptor);
	atexit(clean_up);
}

static void write_part(const uint8_t *data, size_t size)
{
	MUST(!ftruncate(part, 0));
	MUST(pwrite(part, data, size, 0) == (ssize_t)size);
}

static int drop(void *context, const char *data, size_t size)
{
	(void)context, (void)data, (void)size;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	schain_verify_request request = SCHAIN_VERIFY_REQUEST_INIT;
	schain_verifier_options options = SCHAIN_VERIFIER_OPTIONS_INIT;
	const schain_signature_report *report;
	schain_verifier *verifier;
	const uint8_t *end;

	if (!size)
		return 0;
	if (part < 0)
		set_up();
	options.at = INT64_C(1800000000) * SCHAIN_SECOND; /* after the seeds were made */
	options.cache_lifetime = -1;
	MUST(schain_verifier_new(&options, &verifier, NULL) == SCHAIN_OK);
	for (int i = 0; i < KEYS_LIMIT && (end = memchr(data, 0, size)); i++) {
		write_part(data, (size_t)(end - data));
		schain_verifier_add_keys(verifier, part_path, NULL);
		size -= (size_t)(end - data) + 1;
		data = end + 1;
	}
	write_part(data, size);
	request.path = signed_path;
	request.signature_path = part_path;
	if (schain_verifier_check(verifier, &request, &report, NULL) == SCHAIN_OK) {
		MUST(report->signature_count > 0);
		MUST(schain_signature_report_write_json(report, drop, NULL, NULL) == SCHAIN_OK);
		schain_signature_report_unref(report);
	}
	schain_verifier_free(verifier);
	return 0;
}
