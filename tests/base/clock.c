/* SPDX-License-Identifier: Apache-2.0 */
/* Dates as GNU date prints them: date -u -d @SECONDS +%FT%TZ. */
#include "base/clock.h"

#include <check.h>
#include <stdlib.h>

static const struct {
	int64_t seconds;
	const char *text;
} dates[] = {
	{ 0, "1970-01-01T00:00:00Z" },
	{ 1, "1970-01-01T00:00:01Z" },
	{ -1, "1969-12-31T23:59:59Z" },
	{ 68169600, "1972-02-29T00:00:00Z" },
	{ 951782399, "2000-02-28T23:59:59Z" },
	{ 951782400, "2000-02-29T00:00:00Z" }, /* 2000 is a leap year */
	{ 1709164800, "2024-02-29T00:00:00Z" },
	{ 1795489158, "2026-11-24T02:59:18Z" },
	{ 4107542399, "2100-02-28T23:59:59Z" },
	{ 4107542400, "2100-03-01T00:00:00Z" }, /* 2100 is none */
	{ 9223372036, "2262-04-11T23:47:16Z" }, /* the last whole second of 64 bits */
};

START_TEST(whole_seconds_read_as_date_prints_them)
{
	char text[SCHAIN__TIME_TEXT];

	schain__time_format(dates[_i].seconds * SCHAIN_SECOND, text);
	ck_assert_str_eq(text, dates[_i].text);
}
END_TEST

START_TEST(decimals_are_as_many_as_needed)
{
	char text[SCHAIN__TIME_TEXT];

	ck_assert_uint_eq(schain__time_format(SCHAIN_SECOND + 500000000, text), 24);
	ck_assert_str_eq(text, "1970-01-01T00:00:01.500Z");
	schain__time_format(SCHAIN_SECOND + 1000, text);
	ck_assert_str_eq(text, "1970-01-01T00:00:01.000001Z");
	schain__time_format(SCHAIN_SECOND + 1, text);
	ck_assert_str_eq(text, "1970-01-01T00:00:01.000000001Z");
	schain__time_format(-1, text);
	ck_assert_str_eq(text, "1969-12-31T23:59:59.999999999Z");
}
END_TEST

START_TEST(the_ends_of_64_bits_are_dates_too)
{
	char text[SCHAIN__TIME_TEXT];

	/* 2^63 ns = 9223372036.854775808 s; date -u -d @-9223372037 for the lower end */
	schain__time_format(INT64_MAX, text);
	ck_assert_str_eq(text, "2262-04-11T23:47:16.854775807Z");
	schain__time_format(INT64_MIN, text);
	ck_assert_str_eq(text, "1677-09-21T00:12:43.145224192Z");
}
END_TEST

static const struct {
	int64_t span;
	const char *text;
} spans[] = {
	{ 0, "0 ms" },
	{ SCHAIN_SECOND / 1000 * 850, "850 ms" },
	{ SCHAIN_SECOND, "1 s" },
	{ 59 * SCHAIN_SECOND + 999999999, "59 s" },
	{ 60 * SCHAIN_SECOND, "1 min" },
	{ 61 * SCHAIN_SECOND, "1 min 1 s" },
	{ 90 * 60 * SCHAIN_SECOND, "1 h 30 min" },
	{ 24 * 3600 * SCHAIN_SECOND, "1 d" },
	{ (12 * 24 + 4) * 3600 * SCHAIN_SECOND, "12 d 4 h" },
	{ -61 * SCHAIN_SECOND, "1 min 1 s" },
	{ INT64_MIN, "106751 d 23 h" }, /* 2^63 / 86400e9 = 106751.99 */
};

START_TEST(a_span_reads_in_its_two_largest_units)
{
	char text[SCHAIN__TIME_TEXT];

	schain__span_format(spans[_i].span, text);
	ck_assert_str_eq(text, spans[_i].text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("clock");
	TCase *cases = tcase_create("clock");
	SRunner *runner;
	int failures;

	tcase_add_loop_test(cases, whole_seconds_read_as_date_prints_them, 0,
	                    sizeof dates / sizeof *dates);
	tcase_add_test(cases, decimals_are_as_many_as_needed);
	tcase_add_test(cases, the_ends_of_64_bits_are_dates_too);
	tcase_add_loop_test(cases, a_span_reads_in_its_two_largest_units, 0,
	                    sizeof spans / sizeof *spans);
	suite_add_tcase(suite, cases);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failures = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
