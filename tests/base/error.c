/* SPDX-License-Identifier: Apache-2.0 */
#include "base/error.h"

#include <check.h>
#include <stdlib.h>

/* One struct in three versions: 1.0, the one this "library" knows, and a later one. */
typedef struct sample_old {
	uint32_t struct_size;
	uint32_t a;
} sample_old;

typedef struct sample {
	uint32_t struct_size;
	uint32_t a;
	uint64_t b;
} sample;

typedef struct sample_new {
	uint32_t struct_size;
	uint32_t a;
	uint64_t b;
	uint64_t c;
} sample_new;

static schain_status import(sample *known, const void *given, schain_error *error)
{
	memset(known, 0, sizeof *known);
	return schain__import(known, sizeof *known, sizeof(sample_old), given, "sample", error);
}

START_TEST(an_older_struct_leaves_later_fields_at_their_default)
{
	sample_old given = { sizeof given, 7 };
	sample known;

	ck_assert_int_eq(import(&known, &given, NULL), SCHAIN_OK);
	ck_assert_uint_eq(known.a, 7);
	ck_assert_uint_eq(known.b, 0);
}
END_TEST

START_TEST(a_newer_struct_is_taken_while_its_tail_is_zero)
{
	sample_new given = { sizeof given, 7, 8, 0 };
	schain_error error = SCHAIN_ERROR_INIT;
	sample known;

	ck_assert_int_eq(import(&known, &given, &error), SCHAIN_OK);
	ck_assert_uint_eq(known.b, 8);
	given.c = (uint64_t)1 << 63; /* whichever byte of the tail it is */
	ck_assert_int_eq(import(&known, &given, &error), SCHAIN_E_TOO_NEW);
	ck_assert_int_eq(error.code, SCHAIN_E_TOO_NEW);
	ck_assert_ptr_nonnull(strstr(error.message, "sample"));
}
END_TEST

START_TEST(a_size_below_the_first_release_or_beyond_reason_is_refused)
{
	sample given = { 0, 7, 8 };
	sample known;

	ck_assert_int_eq(import(&known, &given, NULL), SCHAIN_E_TOO_SMALL);
	given.struct_size = sizeof(sample_old) - 1;
	ck_assert_int_eq(import(&known, &given, NULL), SCHAIN_E_TOO_SMALL);
	given.struct_size = 4097;
	ck_assert_int_eq(import(&known, &given, NULL), SCHAIN_E_TOO_SMALL);
	given.struct_size = UINT32_MAX;
	ck_assert_int_eq(import(&known, &given, NULL), SCHAIN_E_TOO_SMALL);
}
END_TEST

START_TEST(a_failure_fills_the_error_and_clears_the_last_place)
{
	schain_error error = SCHAIN_ERROR_INIT;

	ck_assert_int_eq(schain__fail(&error, SCHAIN_E_VALUE, "%d is odd", 3), SCHAIN_E_VALUE);
	schain__fail_at(&error, "p.yaml", 3, 9, 40);
	ck_assert_int_eq(error.code, SCHAIN_E_VALUE);
	ck_assert_str_eq(error.message, "3 is odd");
	ck_assert_str_eq(error.where, "p.yaml");
	ck_assert_uint_eq(error.line, 3);
	ck_assert_int_eq(schain__fail_memory(&error), SCHAIN_E_MEMORY);
	ck_assert_str_eq(error.where, "");
	ck_assert_uint_eq(error.line, 0);
}
END_TEST

START_TEST(an_error_too_small_to_hold_the_detail_is_not_touched)
{
	schain_error error, before;

	memset(&error, 0x5a, sizeof error);
	error.struct_size = sizeof error - 1;
	before = error;
	ck_assert_int_eq(schain__fail(&error, SCHAIN_E_IO, "x"), SCHAIN_E_IO);
	schain__fail_at(&error, "x", 1, 1, 1);
	ck_assert_mem_eq(&error, &before, sizeof error);
	ck_assert_int_eq(schain__fail(NULL, SCHAIN_E_IO, "x"), SCHAIN_E_IO);
	schain__fail_at(NULL, "x", 1, 1, 1);
}
END_TEST

START_TEST(long_details_are_cut_and_terminated)
{
	schain_error error = SCHAIN_ERROR_INIT;
	char text[2000];

	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = 0;
	schain__fail(&error, SCHAIN_E_SYNTAX, "%s", text);
	schain__fail_at(&error, text, 0, 0, 0);
	ck_assert_uint_eq(strlen(error.message), sizeof error.message - 1);
	ck_assert_uint_eq(strlen(error.where), sizeof error.where - 1);
}
END_TEST

static const struct {
	const char *where;
	uint64_t line, column, offset;
	const char *text;
} places[] = {
	{ "p.yaml", 3, 9, 40, "p.yaml:3:9: odd" },
	{ "p.yaml", 3, 0, 40, "p.yaml:3: odd" },
	{ "a.evtx", 0, 0, 40, "a.evtx:byte 40: odd" },
	{ "a.evtx", 0, 0, 0, "a.evtx: odd" },
	{ "", 3, 9, 0, "3:9: odd" },
	{ "", 0, 0, 0, "odd" },
};

START_TEST(an_error_reads_as_compilers_print_places)
{
	schain_error error = SCHAIN_ERROR_INIT;
	char text[64], cut[8];

	schain__fail(&error, SCHAIN_E_VALUE, "odd");
	schain__fail_at(&error, places[_i].where, places[_i].line, places[_i].column,
	                places[_i].offset);
	ck_assert_uint_eq(schain_error_format(&error, text, sizeof text), strlen(places[_i].text));
	ck_assert_str_eq(text, places[_i].text);
	ck_assert_uint_eq(schain_error_format(&error, cut, sizeof cut), strlen(places[_i].text));
	ck_assert_mem_eq(cut, text, strlen(cut));
	ck_assert_uint_lt(strlen(cut), sizeof cut);
}
END_TEST

START_TEST(every_status_has_a_name_and_a_sentence)
{
	for (schain_status status = SCHAIN_E_CANCELLED; status <= SCHAIN_AGAIN; status++) {
		ck_assert_int_eq(strncmp(schain_status_get_name(status), "SCHAIN_", 7), 0);
		ck_assert_str_ne(schain_status_get_name(status), "SCHAIN_E_UNKNOWN");
		ck_assert_int_eq(schain_status_get_text(status)[strlen(schain_status_get_text(status)) - 1],
		                 '.');
	}
	ck_assert_str_eq(schain_status_get_name(-1000), "SCHAIN_E_UNKNOWN");
	ck_assert_str_eq(schain_status_get_text(1000), "A status of a newer version.");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("error");
	TCase *cases = tcase_create("error");
	SRunner *runner;
	int failures;

	tcase_add_test(cases, an_older_struct_leaves_later_fields_at_their_default);
	tcase_add_test(cases, a_newer_struct_is_taken_while_its_tail_is_zero);
	tcase_add_test(cases, a_size_below_the_first_release_or_beyond_reason_is_refused);
	tcase_add_test(cases, a_failure_fills_the_error_and_clears_the_last_place);
	tcase_add_test(cases, an_error_too_small_to_hold_the_detail_is_not_touched);
	tcase_add_test(cases, long_details_are_cut_and_terminated);
	tcase_add_loop_test(cases, an_error_reads_as_compilers_print_places, 0,
	                    sizeof places / sizeof *places);
	tcase_add_test(cases, every_status_has_a_name_and_a_sentence);
	suite_add_tcase(suite, cases);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failures = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
