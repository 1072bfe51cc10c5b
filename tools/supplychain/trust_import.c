/* SPDX-License-Identifier: Apache-2.0 */
#include "verify.h"

#include <errno.h>
#include <string.h>

/*
 * SHA-256 of Apple Root CA, G2 and G3 (www.apple.com/certificateauthority), computed from the
 * certificates that apple-codesign, a program to sign for macOS, carries; many others that check
 * Apple's signatures pin the same.
 */
static const char *const apple_roots[] = {
	"b0b1730ecbc7ff4505142c49f1295e6eda6bcaed7e2c68c5be91b5a11001f024",
	"c2b9b042dd57830e7d117dac55ac8ae19407d38e41d88f3215bc3a890444a050",
	"63343abfb89a6a03ebb57e9b3f5fa7be7c4f5c756f3017b3a8c488c3653e9179",
};

static int is_apple_root(schain_string sha256)
{
	for (size_t i = 0; i < sizeof apple_roots / sizeof *apple_roots; i++)
		if (sha256.length == 64 && !memcmp(sha256.data, apple_roots[i], 64))
			return 1;
	return 0;
}

static void print_roots(FILE *stream, const schain_verifier *verifier)
{
	const schain_certificate *root;

	for (size_t i = 0; (root = schain_verifier_trust_at(verifier, i)); i++) {
		const char *lead = "";

		verify_print_text(stream, root->sha256);
		fputs("  ", stream);
		for (uint32_t bit = 1; bit; bit <<= 1) {
			if (!(root->usages & bit) || !schain_usage_get_name(bit))
				continue;
			fprintf(stream, "%s%s", lead, schain_usage_get_name(bit));
			lead = ",";
		}
		fputs("  ", stream);
		verify_print_text(stream, root->subject);
		fputc('\n', stream);
	}
}

static int write_out(void *context, const char *data, size_t size)
{
	return fwrite(data, 1, size, context) != size;
}

/* The list goes to standard output, unless the file does. */
static int write_roots(const schain_verifier *verifier, const char *output)
{
	FILE *file = output ? fopen(output, "w") : stdout;
	schain_error error = SCHAIN_ERROR_INIT;
	int failed;

	if (!file) {
		complain("%s: %s", output, strerror(errno));
		return EXIT_INPUT;
	}
	print_roots(output ? stdout : stderr, verifier);
	failed = schain_verifier_write_trust(verifier, write_out, file, &error) != SCHAIN_OK;
	if (output)
		failed |= fclose(file) != 0;
	if (failed)
		complain("%s: cannot write: %s", output ? output : "standard output", strerror(errno));
	return failed ? EXIT_INPUT : EXIT_QUIET;
}

static int fail(const schain_error *error)
{
	complain_error(error);
	return EXIT_INPUT;
}

static int import(schain_verifier *verifier, const char *list, const char *output, int is_apple,
                  uint32_t usages, int count, char **paths)
{
	schain_error error = SCHAIN_ERROR_INIT;
	const schain_certificate *root;

	for (int i = 0; i < count; i++)
		if (schain_verifier_add_trust(verifier, paths[i], usages, &error) != SCHAIN_OK)
			return fail(&error);
	if (list && schain_verifier_apply_trust_list(verifier, list, &error) != SCHAIN_OK)
		return fail(&error);
	for (size_t i = 0; is_apple && (root = schain_verifier_trust_at(verifier, i)); i++)
		if (!is_apple_root(root->sha256)) {
			complain("not one of Apple's roots: %.*s %.*s", (int)root->sha256.length, root->sha256.data,
			         (int)root->subject.length, root->subject.data);
			return EXIT_INPUT;
		}
	return write_roots(verifier, output);
}

int trust_import(const char *list, const char *output, int is_apple, uint32_t usages, int count,
                 char **paths)
{
	schain_error error = SCHAIN_ERROR_INIT;
	schain_verifier *verifier;
	int status;

	if (schain_verifier_new(NULL, &verifier, &error) != SCHAIN_OK)
		return fail(&error);
	status = import(verifier, list, output, is_apple, usages, count, paths);
	schain_verifier_free(verifier);
	return status;
}

int trust_show(int count, char **paths)
{
	schain_error error = SCHAIN_ERROR_INIT;
	schain_verifier *verifier;
	int status = EXIT_QUIET;

	if (schain_verifier_new(NULL, &verifier, &error) != SCHAIN_OK)
		return fail(&error);
	for (int i = 0; i < count && status == EXIT_QUIET; i++)
		if (schain_verifier_add_trust(verifier, paths[i], 0, &error) != SCHAIN_OK)
			status = fail(&error);
	if (status == EXIT_QUIET)
		print_roots(stdout, verifier);
	schain_verifier_free(verifier);
	return status;
}
