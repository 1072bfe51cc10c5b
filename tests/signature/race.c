/* SPDX-License-Identifier: Apache-2.0 */
/* Places that somebody else writes to: swapped under the reader, closed to it, endless. */
#include "world.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CHECKS = 200, NOBODY = 65534 };

static schain_status check_path(schain_verifier *verifier, const char *path, schain_error *error,
                                const schain_signature_report **ret_report)
{
	schain_verify_request request = SCHAIN_VERIFY_REQUEST_INIT;

	request.path = path;
	request.flags = SCHAIN_REQUEST_NO_CACHE;
	return schain_verifier_check(verifier, &request, ret_report, error);
}

static void in_directory(char path[256], const char *name)
{
	snprintf(path, 256, "%s/%s", made_directory(), name);
}

/* The file, a FIFO that nobody writes to, a link to a device, and nothing: one after the other. */
static void swap_for_ever(const char *path, const char *file, const char *fifo, const char *next)
{
	for (unsigned turn = 0;; turn++) {
		unlink(next);
		if (turn % 4 == 0 ? link(file, next) : turn % 4 == 1 ? link(fifo, next) : symlink("/dev/zero", next))
			_exit(1);
		if (turn % 4 == 3)
			unlink(path);
		else if (rename(next, path) != 0)
			_exit(1);
	}
}

START_TEST(a_path_that_is_swapped_is_never_waited_for)
{
	schain_verifier *verifier = world_verifier(DURING);
	made_bytes bytes = world_signed(&(made_sign_spec){ .signer = &world.signer,
	                                                   .others = &world.authority,
	                                                   .other_count = 1 });
	const char *file = made_file("file", &bytes);
	const schain_signature_report *report;
	char path[256], fifo[256], next[256];
	pid_t child;

	in_directory(path, "swapped");
	in_directory(fifo, "fifo");
	in_directory(next, "next");
	ck_assert_int_eq(mkfifo(fifo, 0600), 0);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (!child)
		swap_for_ever(path, file, fifo, next);
	for (int i = 0; i < CHECKS; i++) {
		schain_status status = check_path(verifier, path, NULL, &report);

		ck_assert(status == SCHAIN_OK || status == SCHAIN_E_IO);
		if (status == SCHAIN_OK) {
			ck_status(report, SCHAIN_VERIFY_VALID);
			schain_signature_report_unref(report);
		}
	}
	ck_assert_int_eq(waitpid(child, NULL, WNOHANG), 0); /* it has swapped all the time */
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	schain_verifier_free(verifier);
	made_free(&bytes);
}
END_TEST

START_TEST(a_file_that_may_not_be_read_is_an_error)
{
	schain_verifier *verifier = world_verifier(DURING);
	made_bytes bytes = made_pe(&(made_pe_spec){ .is_64 = 1 });
	const schain_signature_report *report;
	schain_error error = SCHAIN_ERROR_INIT;
	const char *path = made_file("closed", &bytes);

	ck_assert_int_eq(chmod(path, 0), 0);
	ck_assert_int_eq(chmod(made_directory(), 0755), 0);
	if (!geteuid())
		ck_assert_int_eq(seteuid(NOBODY), 0);
	ck_assert_int_eq(check_path(verifier, path, &error, &report), SCHAIN_E_IO);
	ck_assert_ptr_nonnull(strstr(error.message, "Permission denied"));
	if (!getuid())
		ck_assert_int_eq(seteuid(0), 0);
	schain_verifier_free(verifier);
	made_free(&bytes);
}
END_TEST

START_TEST(a_sparse_terabyte_costs_its_headers)
{
	schain_verifier_options options = SCHAIN_VERIFIER_OPTIONS_INIT;
	schain_verifier_statistics statistics = SCHAIN_VERIFIER_STATISTICS_INIT;
	made_bytes bytes = made_pe(&(made_pe_spec){ .is_64 = 1 });
	const char *path = made_file("sparse", &bytes);
	const schain_signature_report *report;
	schain_verifier *verifier;

	options.file_limit = UINT64_C(1) << 41;
	ck_assert_int_eq(schain_verifier_new(&options, &verifier, NULL), SCHAIN_OK);
	ck_assert_int_eq(truncate(path, (off_t)1 << 40), 0);
	ck_assert_int_eq(check_path(verifier, path, NULL, &report), SCHAIN_OK);
	ck_status(report, SCHAIN_VERIFY_UNSIGNED);
	ck_assert_uint_eq(report->size, UINT64_C(1) << 40);
	ck_assert_int_eq(schain_verifier_get_statistics(verifier, &statistics, NULL), SCHAIN_OK);
	ck_assert_uint_lt(statistics.bytes, 65536);
	schain_signature_report_unref(report);
	schain_verifier_free(verifier);
	made_free(&bytes);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("race");
	TCase *tests = tcase_create("race");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, 60);
	tcase_add_unchecked_fixture(tests, world_make, world_free);
	tcase_add_test(tests, a_path_that_is_swapped_is_never_waited_for);
	tcase_add_test(tests, a_file_that_may_not_be_read_is_an_error);
	tcase_add_test(tests, a_sparse_terabyte_costs_its_headers);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
