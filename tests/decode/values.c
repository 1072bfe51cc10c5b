/* SPDX-License-Identifier: Apache-2.0 */
/* Times, numbers, content kinds, scripts and paths as drivers read them. */
#include "decode/frame.h"

#include <check.h>
#include <string.h>

static schain_time time_of(const char *text)
{
	return schain__decode_time(text, strlen(text));
}

/* Seconds by `date -u -d '...' +%s`. */
START_TEST(times_are_read_as_logs_write_them)
{
	ck_assert_int_eq(time_of("2020-10-12 22:33:11.468"),
	                 INT64_C(1602541991) * SCHAIN_SECOND + 468000000);
	ck_assert_int_eq(time_of("2020-10-12T22:33:11.468Z"),
	                 INT64_C(1602541991) * SCHAIN_SECOND + 468000000);
	ck_assert_int_eq(time_of("2020-10-12T22:33:11.4681234Z"),
	                 INT64_C(1602541991) * SCHAIN_SECOND + 468123400);
	ck_assert_int_eq(time_of("2020-10-12T22:33:11.0000000019"),
	                 INT64_C(1602541991) * SCHAIN_SECOND + 1);
	ck_assert_int_eq(time_of("2020-10-12T22:33:11+02:00"), INT64_C(1602534791) * SCHAIN_SECOND);
	ck_assert_int_eq(time_of("2020-10-12T22:33:11 -0530"), INT64_C(1602561791) * SCHAIN_SECOND);
	ck_assert_int_eq(time_of("2024-02-29T00:00:00Z"), INT64_C(1709164800) * SCHAIN_SECOND);
	ck_assert_int_eq(time_of("1969-12-31T23:59:59Z"), -SCHAIN_SECOND);
	/* A leap second is the start of the next one. */
	ck_assert_int_eq(time_of("2016-12-31T23:59:60Z"), INT64_C(1483228800) * SCHAIN_SECOND);
}
END_TEST

START_TEST(what_is_no_time_is_none)
{
	static const char *const wrong[] = {
		"", "2020", "2020-10-12", "2020-10-12T", "2020-10-12T22:33", "2020-10-12T22:33:1",
		"2020-13-12T22:33:11", "2020-00-12T22:33:11", "2020-10-32T22:33:11", "2021-02-29T22:33:11",
		"1900-02-29T22:33:11", "2020-10-12T24:33:11", "2020-10-12T22:60:11", "2020-10-12T22:33:61",
		"2020-10-12T22:33:11.", "2020-10-12T22:33:11.x", "2020-10-12T22:33:11Zx",
		"2020-10-12T22:33:11+2", "2020-10-12T22:33:11+24:00", "1600-10-12T22:33:11",
		"2300-10-12T22:33:11", " 2020-10-12T22:33:11", "2020x10-12T22:33:11",
	};

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		ck_assert_msg(!time_of(wrong[i]), "%s", wrong[i]);
}
END_TEST

static void check_number(const char *text, int ok, uint64_t number)
{
	int is_number = -1;

	ck_assert_uint_eq(schain__decode_number(text, strlen(text), &is_number), number);
	ck_assert_msg(is_number == ok, "%s", text);
}

START_TEST(numbers_are_whole_and_fit)
{
	check_number("0", 1, 0);
	check_number("18446744073709551615", 1, UINT64_MAX);
	check_number("18446744073709551616", 0, 0);
	check_number("99999999999999999999", 0, 0);
	check_number("000000000000000000000", 0, 0);
	check_number("0x1f", 1, 31);
	check_number("0XFFFFFFFFFFFFFFFF", 1, UINT64_MAX);
	check_number("0x10000000000000000", 0, 0);
	check_number("0x", 0, 0);
	check_number("", 0, 0);
	check_number("12a", 0, 0);
	check_number("-1", 0, 0);
	check_number("1.0", 0, 0);
	check_number(" 1", 0, 0);
}
END_TEST

static schain_decoder *decoder;

static void setup(void)
{
	schain_decoder_options options = SCHAIN_DECODER_OPTIONS_INIT;

	ck_assert_int_eq(schain_decoder_new(&options, &decoder, NULL), SCHAIN_OK);
}

static void teardown(void)
{
	schain_decoder_free(decoder);
}

static void check_path(const char *path, const char *directory, const char *expected)
{
	schain_string found = schain__decode_resolve(&decoder->decode, schain_string_of(path),
	                                             schain_string_of(directory));

	ck_assert_msg(found.length == strlen(expected) && !memcmp(found.data, expected, found.length),
	              "%s in %s: %.*s", path, directory ? directory : "-", (int)found.length, found.data);
}

START_TEST(paths_are_made_absolute_and_clean)
{
	check_path("/usr/bin/x", "/tmp", "/usr/bin/x");
	check_path("x", "/tmp", "/tmp/x");
	check_path("./x", "/tmp/", "/tmp/x");
	check_path("../x", "/tmp/a/b", "/tmp/a/x");
	check_path("../../../../x", "/tmp", "/x");
	check_path("/./usr//lib/../bin/x", "/tmp", "/usr/bin/x");
	check_path("..", "/tmp", "/");
	check_path("a/./b//c", "/", "/a/b/c");
	check_path("x", NULL, "x");
	check_path("x", "relative", "x");
}
END_TEST

static void check_script(const char *image, const char *const *arguments, const char *expected)
{
	schain_string words[8], found;
	size_t count = 0;

	for (; arguments[count]; count++)
		words[count] = schain_string_of(arguments[count]);
	found = schain__decode_script(&decoder->decode, schain_string_of(image), words, count,
	                              SCHAIN_STRING("/w"));
	if (!expected) {
		ck_assert_msg(!found.data, "%s %s: %.*s", image, arguments[1], (int)found.length,
		              found.data);
		return;
	}
	ck_assert_msg(found.length == strlen(expected) && !memcmp(found.data, expected, found.length),
	              "%s %s: %.*s", image, arguments[1], (int)found.length, found.data);
}

#define SCRIPT(image, expected, ...) check_script(image, (const char *const[]){ __VA_ARGS__, NULL }, expected)

/* By the manual pages of the interpreters. */
START_TEST(the_script_of_an_interpreter_is_found)
{
	SCRIPT("/usr/bin/node", "/w/postinstall.js", "node", "postinstall.js", "x.js");
	SCRIPT("/usr/bin/node", "/w/a.js", "node", "--require", "r.js", "--trace-warnings", "a.js");
	SCRIPT("/usr/bin/node", NULL, "node", "-e", "code", "x");
	SCRIPT("/usr/bin/python3.11", "/w/setup.py", "python3", "-u", "-W", "ignore", "setup.py", "install");
	SCRIPT("/usr/bin/python3.11", "/w/setup.py", "python3", "-Wignore", "-Xdev", "setup.py");
	SCRIPT("/usr/bin/python3.11", NULL, "python3", "-m", "pip", "install");
	SCRIPT("/usr/bin/python3.11", NULL, "python3", "-Ic", "code");
	SCRIPT("/usr/bin/python3.11", NULL, "python3", "-");
	SCRIPT("/usr/bin/dash", "/w/x.sh", "sh", "x.sh", "-c");
	SCRIPT("/usr/bin/dash", "/w/x.sh", "sh", "-e", "./x.sh");
	SCRIPT("/usr/bin/bash", "/w/x.sh", "bash", "-o", "pipefail", "+x", "x.sh");
	SCRIPT("/usr/bin/bash", "/w/-x.sh", "bash", "--", "-x.sh");
	SCRIPT("/usr/bin/bash", NULL, "bash", "-ec", "code");
	SCRIPT("/usr/bin/bash", NULL, "bash", "-s", "x");
	SCRIPT("/usr/bin/bash", NULL, "bash", "-i");
	SCRIPT("/usr/bin/perl", "/usr/sbin/x", "perl", "-w", "-I", "lib", "-MFile::Spec", "/usr/sbin/x");
	SCRIPT("/usr/bin/perl", NULL, "perl", "-ne", "print");
	SCRIPT("/usr/bin/ruby3.1", "/w/x.rb", "ruby", "-r", "json", "x.rb");
	SCRIPT("/usr/bin/php8.2", "/w/x.php", "php", "-f", "x.php");
	SCRIPT("/usr/bin/cat", NULL, "cat", "x.sh");
	SCRIPT("/usr/bin/bash", NULL, "bash");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode values");
	TCase *tests = tcase_create("values");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, times_are_read_as_logs_write_them);
	tcase_add_test(tests, what_is_no_time_is_none);
	tcase_add_test(tests, numbers_are_whole_and_fit);
	tcase_add_test(tests, paths_are_made_absolute_and_clean);
	tcase_add_test(tests, the_script_of_an_interpreter_is_found);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
