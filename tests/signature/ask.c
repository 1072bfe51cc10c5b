/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Asks a verifier about files and prints a line for each: its status, remarks
 * (+) and flags, its package's state, who signed it. For scripts that make files
 * by other programs.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <supplychain/signature.h>

static schain_error error = SCHAIN_ERROR_INIT;

static void must(schain_status status)
{
	if (!status)
		return;
	fprintf(stderr, "ask: %s\n", error.message);
	exit(EXIT_FAILURE);
}

static void print(const char *path, const schain_signature_report *report)
{
	const char *base = strrchr(path, '/');

	printf("%s: %s", base ? base + 1 : path, schain_verify_status_get_name(report->status));
	for (uint32_t bit = 1; bit; bit <<= 1)
		if (report->remarks & bit)
			printf(" +%s", schain_remark_get_name(bit));
	for (uint32_t bit = 1; report->chosen && bit; bit <<= 1)
		if (report->chosen->flags & bit)
			printf(" %s", schain_signed_get_name(bit));
	if (report->package_state)
		printf(" %s", schain_packaged_get_name(report->package_state));
	if (report->package.length)
		printf(" of %.*s", (int)report->package.length, report->package.data);
	if (report->chosen && report->chosen->identity.length)
		printf(" by %.*s", (int)report->chosen->identity.length, report->chosen->identity.data);
	printf("\n");
	if (report->reason.length)
		fprintf(stderr, "  %.*s\n", (int)report->reason.length, report->reason.data);
}

static void ask(schain_verifier *verifier, const char *path, const char *signature)
{
	schain_verify_request request = SCHAIN_VERIFY_REQUEST_INIT;
	const schain_signature_report *report;

	request.path = path;
	request.signature_path = signature;
	must(schain_verifier_check(verifier, &request, &report, &error));
	print(path, report);
	schain_signature_report_unref(report);
}

int main(int argc, char **argv)
{
	const uint32_t usages = SCHAIN_USAGE_CODE | SCHAIN_USAGE_TIMESTAMP | SCHAIN_USAGE_APPLE;
	schain_verifier *verifier;
	const char *signature = NULL;

	must(schain_verifier_new(NULL, &verifier, &error));
	for (int i = 1; i < argc; i++) {
		const char *value = i + 1 < argc ? argv[i + 1] : NULL;

		if (argv[i][0] != '-' || !value) {
			ask(verifier, argv[i], signature);
			continue;
		}
		i++;
		if (!strcmp(argv[i - 1], "--trust"))
			must(schain_verifier_add_trust(verifier, value, usages, &error));
		else if (!strcmp(argv[i - 1], "--keys"))
			must(schain_verifier_add_keys(verifier, value, &error));
		else if (!strcmp(argv[i - 1], "--packages"))
			must(schain_verifier_add_packages(verifier, value, NULL, &error));
		else if (!strcmp(argv[i - 1], "--lists"))
			must(schain_verifier_add_repositories(verifier, value, NULL, &error));
		else
			signature = value;
	}
	schain_verifier_free(verifier);
	return EXIT_SUCCESS;
}
