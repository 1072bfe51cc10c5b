/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each allocation fails in turn, for a file of each format (what the fuzzers start from): the
 * check says that memory is out or gives the same report, and nothing leaks.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <supplychain/signature.h>

struct budget {
	long left; /* allocations until one fails */
	long held;
};

static void *allocate(void *context, size_t size)
{
	struct budget *budget = context;

	if (budget->left-- == 0)
		return NULL;
	budget->held++;
	return malloc(size);
}

static void *reallocate(void *context, void *memory, size_t old_size, size_t size)
{
	struct budget *budget = context;

	(void)old_size;
	if (budget->left-- == 0)
		return NULL;
	if (!memory)
		budget->held++;
	return realloc(memory, size);
}

static void release(void *context, void *memory, size_t size)
{
	struct budget *budget = context;

	(void)size;
	if (memory)
		budget->held--;
	free(memory);
}

/* 1 once there was memory enough. */
static int check(const char *path, const char *signature, const char *keys, long allowed,
                 uint32_t *status)
{
	struct budget budget = { allowed, 0 };
	schain_allocator allocator = { sizeof allocator, 0, allocate, reallocate, release, &budget };
	schain_verifier_options options = SCHAIN_VERIFIER_OPTIONS_INIT;
	schain_verify_request request = SCHAIN_VERIFY_REQUEST_INIT;
	const schain_signature_report *report;
	schain_verifier *verifier;
	schain_status result;

	options.allocator = &allocator;
	options.at = 1700000000 * SCHAIN_SECOND;
	request.path = path;
	request.signature_path = signature;
	result = schain_verifier_new(&options, &verifier, NULL);
	if (!result) {
		result = keys ? schain_verifier_add_keys(verifier, keys, NULL) : SCHAIN_OK;
		if (!result)
			result = schain_verifier_check(verifier, &request, &report, NULL);
		if (!result) {
			*status = report->status;
			schain_signature_report_unref(report);
		}
		schain_verifier_free(verifier);
	}
	ck_assert_msg(!result || result == SCHAIN_E_MEMORY, "%s: status %d after %ld allocations", path,
	              result, allowed);
	ck_assert_int_eq(budget.held, 0);
	return !result && budget.left >= 0;
}

static const struct {
	const char *file, *signature, *keys;
} cases[] = {
	{ "macho/signed", NULL, NULL },
	{ "macho/universal", NULL, NULL },
	{ "msi/x.msi", NULL, NULL },
	{ "xar/signed", NULL, NULL },
	{ "rpm/signed.rpm", NULL, NULL },
	{ "xar/signed", "detached/hashed.minisig", "detached/mini.pub" },
	{ "xar/signed", "detached/bundle.json", "detached/trusted_root.json" },
};

START_TEST(each_allocation_may_fail)
{
	const char *source = getenv("SCHAIN_SRCDIR");
	char file[1024], signature[1024], keys[1024];
	uint32_t plenty = 0, scarce = 0;

	snprintf(file, sizeof file, "%s/fuzz/seeds/%s", source, cases[_i].file);
	snprintf(signature, sizeof signature, "%s/fuzz/seeds/%s", source,
	         cases[_i].signature ? cases[_i].signature : "");
	snprintf(keys, sizeof keys, "%s/fuzz/seeds/%s", source, cases[_i].keys ? cases[_i].keys : "");
	ck_assert(check(file, cases[_i].signature ? signature : NULL, cases[_i].keys ? keys : NULL, 1 << 30,
	                &plenty));
	for (long allowed = 0; allowed < 100000; allowed++)
		if (check(file, cases[_i].signature ? signature : NULL, cases[_i].keys ? keys : NULL, allowed,
		          &scarce))
			break;
	ck_assert_uint_eq(scarce, plenty);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("scarce");
	TCase *all = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(all, each_allocation_may_fail, 0, sizeof cases / sizeof *cases);
	suite_add_tcase(suite, all);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
