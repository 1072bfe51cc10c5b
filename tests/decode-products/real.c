/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Real logs of SCHAIN_TEST_DATA: as many events as other tools count.
 * Santa: grep -o 'action=[A-Z]*' | sort | uniq -c. Zeek, osquery, Tetragon: jq -c . | wc -l.
 */
#include "product.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

static const struct {
	const char *file, *format, *type;
	size_t count; /* events of that type */
} files[] = {
	{ "macos/plaso_santa.log", "santa-log", "process_start", 44 },
	{ "macos/plaso_santa.log", "santa-log", "file_write", 83 },
	{ "macos/plaso_santa.log", "santa-log", "file_rename", 23 },
	{ "macos/plaso_santa.log", "santa-log", "file_delete", 19 },
	{ "macos/plaso_santa.log", "santa-log", "loss", 3 },
	{ "macos/plaso_santa2.log", "santa-log", "process_exit", 1 },
	{ "splunk/macos_gatekeeper_bypass_xattr.log", "osquery-json", "process_start", 2 },
	{ "linux/tetragon_events.json", "tetragon-json", "process_start", 3 },
	{ "network/otrf_apt29_SCRANTON_conn.log", "zeek-json", "connection", 134 },
	{ "network/otrf_apt29_SCRANTON_dns.log", "zeek-json", "dns", 32 },
	{ "network/otrf_apt29_SCRANTON_files.log", "zeek-json", "connection", 0 },
	{ "network/otrf_apt29_SCRANTON_x509.log", "zeek-json", "connection", 0 },
};

enum { FILES = sizeof files / sizeof *files };

START_TEST(other_tools_count_as_many)
{
	char type[64];
	outcome run;

	if (!decode_test_data(&run, files[_i].file))
		return;
	ck_assert_str_eq(run.format, files[_i].format);
	ck_assert_uint_eq(run.statistics.damaged, 0);
	snprintf(type, sizeof type, "{\"type\":\"%s\"", files[_i].type);
	ck_assert_uint_eq(text_count(&run.events, type), files[_i].count);
	run_dispose(&run);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode-products/real");
	TCase *tests = tcase_create("real");
	SRunner *runner;
	int failed;

	if (!has_test_data(files[0].file))
		return 77;
	tcase_set_timeout(tests, 300); /* a busy machine is no fault */
	tcase_add_loop_test(tests, other_tools_count_as_many, 0, FILES);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
