/* SPDX-License-Identifier: Apache-2.0 */
/* Single-valued keys: what texts they take, what they give back, what they say of wrong ones. */
#include "policy/object.h"

#include <check.h>
#include <stdlib.h>

static schain_policy *policy;
static schain_error error;

static void setup(void)
{
	schain_error_init(&error, sizeof error);
	ck_assert_int_eq(schain_policy_new(NULL, &policy, &error), SCHAIN_OK);
}

static void teardown(void)
{
	schain_policy_free(policy);
}

static schain_status set(const char *key, const char *value)
{
	return schain_policy_set(policy, key, schain_string_of(value), &error);
}

static int64_t get(const char *key)
{
	int64_t value = -12345;

	ck_assert_int_eq(schain_policy_get(policy, key, &value, &error), SCHAIN_OK);
	return value;
}

START_TEST(defaults_are_the_ones_attack_names)
{
	/* TimeWindow 90 min (AN0862), 2 h (AN1480); MinBinarySize 16 KB */
	ck_assert_int_eq(get("time_window.write_to_first_run"), 90 * 60 * SCHAIN_SECOND);
	ck_assert_int_eq(get("time_window.parent_technique"), 7200 * SCHAIN_SECOND);
	ck_assert_int_eq(get("min_binary_size"), 16384);
	ck_assert_int_eq(get("weight.prior"), -18);
}
END_TEST

START_TEST(durations_add_up_their_units)
{
	static const struct {
		const char *text;
		int64_t seconds;
	} rows[] = {
		{ "90m", 5400 },        { "1h30m", 5400 },       { "30d", 2592000 },
		{ "2w", 1209600 },      { " 45s ", 45 },         { "1 h 30 m", 5400 },
		{ "1000ms", 1 },        { "1d12h", 129600 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		ck_assert_int_eq(set("dormancy", rows[i].text), SCHAIN_OK);
		ck_assert_int_eq(get("dormancy"), rows[i].seconds * SCHAIN_SECOND);
	}
	ck_assert_int_eq(set("ordering.lateness", "0"), SCHAIN_OK);
	ck_assert_int_eq(get("ordering.lateness"), 0);
	/* 106,751 days is the last whole day below 2^63 ns */
	ck_assert_int_eq(set("dormancy", "106751d"), SCHAIN_OK);
}
END_TEST

START_TEST(wrong_values_change_nothing_and_say_why)
{
	static const struct {
		const char *key, *text, *message;
	} rows[] = {
		{ "dormancy", "", "not a duration" },
		{ "dormancy", "90", "not a duration" },
		{ "dormancy", "m", "not a duration" },
		{ "dormancy", "5 parsecs", "not a duration" },
		{ "dormancy", "106752d", "not a duration" },
		{ "dormancy", "-1d", "not a duration" },
		{ "dormancy", "1.5h", "not a duration" },
		{ "dormancy", "9223372036854775808ns", "not a duration" },
		{ "dormancy", "0", "at least 1ns" },
		{ "min_binary_size", "16 kilos", "not a size" },
		{ "min_binary_size", "8388608TiB", "not a size" },
		{ "level.medium", "1e3", "not a whole number" },
		{ "level.medium", "", "not a whole number" },
		{ "level.medium", "-", "not a whole number" },
		{ "level.medium", "--4", "not a whole number" },
		{ "level.medium", "1001", "-1000 to 1000" },
		{ "level.medium_stages", "1", "2 to 8" },
		{ "weight.prior", "-101", "-100 to 100" },
		{ "weight.prior", "99999999999999999999", "not a whole number" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int64_t before = get(rows[i].key);

		ck_assert_int_eq(set(rows[i].key, rows[i].text), SCHAIN_E_VALUE);
		ck_assert_msg(strstr(error.message, rows[i].message), "\"%s\" gave \"%s\"",
		              rows[i].text, error.message);
		ck_assert_ptr_nonnull(strstr(error.message, rows[i].key));
		ck_assert_int_eq(get(rows[i].key), before);
	}
}
END_TEST

START_TEST(sizes_know_powers_of_1024_and_of_1000)
{
	ck_assert_int_eq(set("min_binary_size", "2MiB"), SCHAIN_OK);
	ck_assert_int_eq(get("min_binary_size"), 2097152);
	ck_assert_int_eq(set("min_binary_size", "2MB"), SCHAIN_OK);
	ck_assert_int_eq(get("min_binary_size"), 2000000);
	ck_assert_int_eq(set("min_binary_size", "0"), SCHAIN_OK);
	ck_assert_int_eq(get("min_binary_size"), 0);
}
END_TEST

START_TEST(every_value_is_written_as_it_is_read)
{
	char text[SCHAIN__VALUE_SIZE];
	static const int64_t values[] = { 1, 999, 1024, 5400000000000, INT64_MAX, 86400000000000 };

	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		schain__value_format(SCHAIN_POLICY_DURATION, values[i], text);
		ck_assert_int_eq(set("dormancy", text), SCHAIN_OK);
		ck_assert_int_eq(get("dormancy"), values[i]);
		schain__value_format(SCHAIN_POLICY_SIZE, values[i], text);
		ck_assert_int_eq(set("min_binary_size", text), SCHAIN_OK);
		ck_assert_int_eq(get("min_binary_size"), values[i]);
	}
}
END_TEST

START_TEST(a_misspelt_key_suggests_the_nearest)
{
	ck_assert_int_eq(set("dormacny", "1d"), SCHAIN_E_KEY);
	ck_assert_ptr_nonnull(strstr(error.message, "\"dormancy\""));
	ck_assert_int_eq(set("time_window.writetofirstrun", "1d"), SCHAIN_E_KEY);
	ck_assert_ptr_nonnull(strstr(error.message, "\"time_window.write_to_first_run\""));
	ck_assert_int_eq(set("lateness", "1d"), SCHAIN_E_KEY);
	ck_assert_ptr_nonnull(strstr(error.message, "\"ordering.lateness\""));
	ck_assert_int_eq(set("zzzzzzzzzzzz", "1d"), SCHAIN_E_KEY);
	ck_assert_ptr_null(strstr(error.message, "did you mean"));
	ck_assert_int_eq(set("", "1d"), SCHAIN_E_KEY);
}
END_TEST

START_TEST(values_and_lists_are_not_mixed_up)
{
	int64_t value;

	ck_assert_int_eq(set("catalogue.shells", "sh"), SCHAIN_E_VALUE);
	ck_assert_int_eq(schain_policy_add(policy, "dormancy", SCHAIN_STRING("x"), &error),
	                 SCHAIN_E_VALUE);
	ck_assert_int_eq(schain_policy_clear(policy, "dormancy", &error), SCHAIN_E_VALUE);
	ck_assert_int_eq(schain_policy_get(policy, "catalogue.shells", &value, &error),
	                 SCHAIN_E_VALUE);
	ck_assert_uint_eq(schain_policy_get_count(policy, "dormancy"), 0);
	ck_assert_uint_eq(schain_policy_get_count(policy, "nothing"), 0);
	ck_assert_ptr_null(schain_policy_get_item(policy, "catalogue.shells", 100000).data);
}
END_TEST

/* The kinds under the names that schain_policy_key::pattern gives them. */
static enum schain__pattern_kind kind_named(const char *name)
{
	static const struct {
		const char *name;
		enum schain__pattern_kind kind;
	} kinds[] = {
		{ "image", SCHAIN__PATTERN_IMAGE },   { "name", SCHAIN__PATTERN_NAME },
		{ "path", SCHAIN__PATTERN_PATH },     { "host", SCHAIN__PATTERN_HOST },
		{ "url", SCHAIN__PATTERN_URL },       { "signer", SCHAIN__PATTERN_SIGNER },
		{ "word", SCHAIN__PATTERN_WORD },
	};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (!strcmp(kinds[i].name, name))
			return kinds[i].kind;
	return SCHAIN__PATTERN_NONE;
}

START_TEST(keys_are_listed_once_each_with_all_that_is_known)
{
	size_t count = 0;

	for (const schain_policy_key *key; (key = schain_policy_key_at(count)); count++) {
		ck_assert_ptr_eq(schain_policy_key_of(key->name), key);
		ck_assert_uint_gt(strlen(key->summary), 5);
		ck_assert_uint_gt(strlen(key->source), 5);
		ck_assert_uint_eq(key->pattern[0] != 0, key->kind == SCHAIN_POLICY_LIST);
		if (key->kind == SCHAIN_POLICY_LIST)
			ck_assert_int_eq(schain__catalogues[count].kind,
			                 kind_named(key->pattern));
	}
	ck_assert_uint_eq(count, SCHAIN__KEY_COUNT);
	ck_assert_ptr_null(schain_policy_key_of(NULL));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy values");
	TCase *tests = tcase_create("values");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, defaults_are_the_ones_attack_names);
	tcase_add_test(tests, durations_add_up_their_units);
	tcase_add_test(tests, wrong_values_change_nothing_and_say_why);
	tcase_add_test(tests, sizes_know_powers_of_1024_and_of_1000);
	tcase_add_test(tests, every_value_is_written_as_it_is_read);
	tcase_add_test(tests, a_misspelt_key_suggests_the_nearest);
	tcase_add_test(tests, values_and_lists_are_not_mixed_up);
	tcase_add_test(tests, keys_are_listed_once_each_with_all_that_is_known);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
