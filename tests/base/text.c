/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"

#include <check.h>
#include <stdlib.h>

static const schain_string none = SCHAIN_STRING_NONE;

#define S(literal) schain_string_of(literal)

static void assert_string(schain_string found, const char *expected)
{
	ck_assert_uint_eq(found.length, strlen(expected));
	ck_assert_mem_eq(found.data ? found.data : "", expected, found.length);
}

START_TEST(absent_and_empty_strings_compare_equal)
{
	ck_assert(schain__equal(none, S("")));
	ck_assert(schain__equal_nocase(none, none));
	ck_assert_int_eq(schain__compare(none, S("")), 0);
	ck_assert_ptr_null(schain_string_of(NULL).data);
	ck_assert_ptr_nonnull(schain_string_of("").data);
}
END_TEST

START_TEST(case_is_ignored_in_ascii_only)
{
	ck_assert(schain__equal_nocase(S("Update.EXE"), S("uPDATE.exe")));
	ck_assert(!schain__equal_nocase(S("\xc3\x84"), S("\xc3\xa4")));
	ck_assert(!schain__equal_nocase(S("@"), S("`"))); /* 32 apart, as letters are */
	ck_assert(!schain__equal_nocase(S("a"), S("ab")));
}
END_TEST

START_TEST(prefixes_and_suffixes_match_whole_ones_only)
{
	ck_assert(schain__starts(S("/usr/bin"), S("/usr")));
	ck_assert(!schain__starts(S("/us"), S("/usr")));
	ck_assert(schain__starts(S("x"), none));
	ck_assert(schain__starts_nocase(S("C:\\Program"), S("c:\\pro")));
	ck_assert(schain__ends(S("a.so.1"), S(".1")));
	ck_assert(!schain__ends(S("1"), S(".1")));
	ck_assert(schain__ends(none, none));
}
END_TEST

START_TEST(searches_give_the_first_position_or_none)
{
	ck_assert_uint_eq(schain__find(S("a/b/c"), '/', 0), 1);
	ck_assert_uint_eq(schain__find(S("a/b/c"), '/', 2), 3);
	ck_assert_uint_eq(schain__find(S("a/b/c"), '/', 5), SIZE_MAX);
	ck_assert_uint_eq(schain__find(none, 'a', 0), SIZE_MAX);
	ck_assert_uint_eq(schain__find_last(S("a/b/c"), '/'), 3);
	ck_assert_uint_eq(schain__find_last(none, '/'), SIZE_MAX);
	ck_assert_uint_eq(schain__search(S("abcabd"), S("abd")), 3);
	ck_assert_uint_eq(schain__search(S("ab"), S("abd")), SIZE_MAX);
	ck_assert_uint_eq(schain__search(S("ab"), none), 0);
	ck_assert_uint_eq(schain__search_nocase(S("xxABD"), S("abd")), 2);
	ck_assert_uint_eq(schain__search_nocase(S("abc"), S("bd")), SIZE_MAX);
}
END_TEST

START_TEST(cuts_stay_inside_the_string)
{
	assert_string(schain__cut(S("abcdef"), 1, 3), "bc");
	assert_string(schain__cut(S("abc"), 2, 99), "c");
	assert_string(schain__cut(S("abc"), 9, 12), "");
	assert_string(schain__cut(S("abc"), 2, 1), "");
	assert_string(schain__cut(none, 0, 5), "");
	assert_string(schain__trim(S(" \t x y \r\n")), "x y");
	assert_string(schain__trim(S(" \n ")), "");
}
END_TEST

START_TEST(paths_split_at_either_separator)
{
	assert_string(schain__basename(S("/usr/bin/curl")), "curl");
	assert_string(schain__basename(S("C:\\a\\b.exe")), "b.exe");
	assert_string(schain__basename(S("C:\\a/b")), "b");
	assert_string(schain__basename(S("curl")), "curl");
	assert_string(schain__basename(S("/usr/")), "");
	assert_string(schain__dirname(S("/usr/bin/curl")), "/usr/bin");
	assert_string(schain__dirname(S("/x")), "");
	ck_assert_ptr_nonnull(schain__dirname(S("/x")).data);
	ck_assert_ptr_null(schain__dirname(S("x")).data);
}
END_TEST

START_TEST(order_is_by_bytes_and_shorter_first)
{
	ck_assert_int_eq(schain__compare(S("a"), S("b")), -1);
	ck_assert_int_eq(schain__compare(S("\xff"), S("a")), 1); /* bytes are unsigned */
	ck_assert_int_eq(schain__compare(S("a"), S("ab")), -1);
	ck_assert_int_eq(schain__compare(S("ab"), S("a")), 1);
}
END_TEST

/* RFC 3629, section 4, and the samples of the Unicode standard's table 3-7. */
static const struct {
	const char *bytes;
	size_t length;
} sequences[] = {
	{ "A", 1 },
	{ "\xc2\x80", 2 },
	{ "\xdf\xbf", 2 },
	{ "\xe0\xa0\x80", 3 },
	{ "\xed\x9f\xbf", 3 },
	{ "\xef\xbf\xbf", 3 },
	{ "\xf0\x90\x80\x80", 4 },
	{ "\xf4\x8f\xbf\xbf", 4 },
	{ "\x80", 0 },             /* a continuation alone */
	{ "\xc0\xaf", 0 },         /* overlong */
	{ "\xc1\xbf", 0 },         /* overlong */
	{ "\xe0\x9f\xbf", 0 },     /* overlong */
	{ "\xf0\x8f\xbf\xbf", 0 }, /* overlong */
	{ "\xed\xa0\x80", 0 },     /* surrogate */
	{ "\xf4\x90\x80\x80", 0 }, /* above U+10FFFF */
	{ "\xf5\x80\x80\x80", 0 },
	{ "\xe2\x82", 0 },         /* cut short */
	{ "\xf0\x9f\x98", 0 },
	{ "\xc3", 0 },
	{ "\xc3(", 0 },
	{ "", 0 },
};

START_TEST(utf8_is_well_formed_or_nothing)
{
	ck_assert_uint_eq(schain__utf8_sequence(sequences[_i].bytes, strlen(sequences[_i].bytes)),
	                  sequences[_i].length);
}
END_TEST

START_TEST(a_buffer_grows_and_stays_terminated)
{
	schain__memory memory;
	schain__buffer buffer;

	schain__memory_init(&memory, NULL);
	schain__buffer_init(&buffer, &memory);
	assert_string(schain__buffer_string(&buffer), "");
	schain__buffer_add(&buffer, none);
	for (int i = 0; i < 1000; i++)
		schain__buffer_printf(&buffer, "%d,", i % 10);
	schain__buffer_text(&buffer, "end");
	ck_assert_uint_eq(buffer.length, 2003);
	ck_assert_uint_eq(strlen(buffer.data), 2003);
	ck_assert(schain__ends(schain__buffer_string(&buffer), S("9,end")));
	schain__buffer_clear(&buffer);
	ck_assert_uint_eq(buffer.length, 0);
	schain__buffer_dispose(&buffer);
	ck_assert_uint_eq(memory.used, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("text");
	TCase *cases = tcase_create("text");
	SRunner *runner;
	int failures;

	tcase_add_test(cases, absent_and_empty_strings_compare_equal);
	tcase_add_test(cases, case_is_ignored_in_ascii_only);
	tcase_add_test(cases, prefixes_and_suffixes_match_whole_ones_only);
	tcase_add_test(cases, searches_give_the_first_position_or_none);
	tcase_add_test(cases, cuts_stay_inside_the_string);
	tcase_add_test(cases, paths_split_at_either_separator);
	tcase_add_test(cases, order_is_by_bytes_and_shorter_first);
	tcase_add_loop_test(cases, utf8_is_well_formed_or_nothing, 0,
	                    sizeof sequences / sizeof *sequences);
	tcase_add_test(cases, a_buffer_grows_and_stays_terminated);
	suite_add_tcase(suite, cases);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failures = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
