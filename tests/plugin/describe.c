/* SPDX-License-Identifier: Apache-2.0 */
/* Descriptors and configurations, each wrong in one way. */
#include "mock.h"

#include <check.h>
#include <string.h>

static schain_plugins *plugins;
static schain_error error;

static void set_up(void)
{
	mock_reset();
	schain_error_init(&error, sizeof error);
	ck_assert_int_eq(schain_plugins_new(NULL, &plugins, &error), SCHAIN_OK);
}

static void tear_down(void)
{
	schain_plugins_free(plugins);
	plugins = NULL;
}

static void expect_refused(const schain_plugin *plugin, schain_status status, const char *message)
{
	ck_assert_int_eq(schain_plugins_add(plugins, plugin, &error), status);
	ck_assert_msg(strstr(error.message, message) != NULL, "\"%s\" has no \"%s\"", error.message,
	              message);
	ck_assert_ptr_null(schain_plugins_at(plugins, 0));
}

#define WRONG(field, value) \
	schain_plugin wrong = mock_plugin; \
	wrong.field = value

START_TEST(no_descriptor_is_refused)
{
	expect_refused(NULL, SCHAIN_E_FORMAT, "has no descriptor for plugin ABI 1.0");
}
END_TEST

START_TEST(another_major_is_refused)
{
	WRONG(abi_major, 2);
	expect_refused(&wrong, SCHAIN_E_TOO_NEW, "plugin ABI 2.0, this library has 1.0");
	wrong.abi_major = 0;
	expect_refused(&wrong, SCHAIN_E_FORMAT, "build it with this library's headers");
}
END_TEST

START_TEST(a_newer_minor_is_refused)
{
	WRONG(abi_minor, 7);
	expect_refused(&wrong, SCHAIN_E_TOO_NEW, "needs plugin ABI 1.7, this library has 1.0; use a newer");
}
END_TEST

START_TEST(another_event_schema_is_refused)
{
	WRONG(event_schema, SCHAIN_EVENT_SCHEMA + 1);
	expect_refused(&wrong, SCHAIN_E_TOO_NEW, "events of schema 2");
	wrong.event_schema = 0;
	expect_refused(&wrong, SCHAIN_E_FORMAT, "events of schema 0");
}
END_TEST

START_TEST(a_size_that_lies_is_refused)
{
	WRONG(struct_size, 4);
	expect_refused(&wrong, SCHAIN_E_TOO_SMALL, "struct_size is 4");
	wrong.struct_size = sizeof wrong - 1;
	expect_refused(&wrong, SCHAIN_E_TOO_SMALL, "schain_plugin");
	wrong.struct_size = UINT32_MAX;
	expect_refused(&wrong, SCHAIN_E_TOO_SMALL, "schain_plugin");
}
END_TEST

START_TEST(a_tail_unknown_here_is_refused)
{
	struct {
		schain_plugin known;
		void *later[2];
	} longer = { mock_plugin, { NULL, NULL } };

	longer.known.struct_size = sizeof longer;
	ck_assert_int_eq(schain_plugins_add(plugins, &longer.known, &error), SCHAIN_OK);
	tear_down();
	set_up();
	longer.later[1] = &longer;
	expect_refused(&longer.known, SCHAIN_E_TOO_NEW, "this library knows");
}
END_TEST

START_TEST(a_name_that_is_none_is_refused)
{
	static const char *const names[] = { "", "Mock", "7up", "two words", "-x", "../mock",
		                             "a23456789012345678901234567890123" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		WRONG(name, names[i]);
		expect_refused(&wrong, SCHAIN_E_FORMAT, "its name is not one of");
	}
	WRONG(name, NULL);
	expect_refused(&wrong, SCHAIN_E_FORMAT, "its name is not one of");
}
END_TEST

START_TEST(texts_that_cannot_be_shown_are_refused)
{
	static char longest[1025];

	memset(longest, 'x', 1024);
	WRONG(version, NULL);
	expect_refused(&wrong, SCHAIN_E_FORMAT, "its version is absent");
	wrong = mock_plugin;
	wrong.author = "red \033[31m";
	expect_refused(&wrong, SCHAIN_E_FORMAT, "its author");
	wrong = mock_plugin;
	wrong.licence = "\xff";
	expect_refused(&wrong, SCHAIN_E_FORMAT, "its licence");
	wrong = mock_plugin;
	wrong.summary = longest;
	expect_refused(&wrong, SCHAIN_E_FORMAT, "its summary is absent, longer than 1023");
	longest[1023] = 0;
	ck_assert_int_eq(schain_plugins_add(plugins, &wrong, &error), SCHAIN_OK);
}
END_TEST

START_TEST(a_missing_function_is_refused)
{
	schain_plugin wrong = mock_plugin;

	wrong.open = NULL;
	expect_refused(&wrong, SCHAIN_E_FORMAT, "lacks open, close or get_interface");
	wrong = mock_plugin;
	wrong.close = NULL;
	expect_refused(&wrong, SCHAIN_E_FORMAT, "lacks open, close or get_interface");
	wrong = mock_plugin;
	wrong.get_interface = NULL;
	expect_refused(&wrong, SCHAIN_E_FORMAT, "lacks open, close or get_interface");
}
END_TEST

static const void *no_interface(const char *name)
{
	(void)name;
	return NULL;
}

static schain_enricher offered;

static const void *offered_interface(const char *name)
{
	(void)name;
	return &offered;
}

START_TEST(a_missing_or_wrong_interface_is_refused)
{
	WRONG(get_interface, no_interface);
	expect_refused(&wrong, SCHAIN_E_FORMAT, "has no interface that this library knows");
	wrong.get_interface = offered_interface;
	offered = mock_enricher;
	offered.struct_size = 8;
	expect_refused(&wrong, SCHAIN_E_TOO_SMALL, "schain.enricher/1: struct_size is 8");
	offered = mock_enricher;
	offered.ask = NULL;
	expect_refused(&wrong, SCHAIN_E_FORMAT, "no function, or no subjects");
	offered = mock_enricher;
	offered.subjects = 0;
	expect_refused(&wrong, SCHAIN_E_FORMAT, "no function, or no subjects");
}
END_TEST

START_TEST(options_that_make_no_sense_are_refused)
{
	schain_plugin_option options[4];
	WRONG(options, options);

	memcpy(options, mock_options, sizeof options);
	wrong.option_size = 8;
	expect_refused(&wrong, SCHAIN_E_TOO_SMALL, "options are of 8 bytes each");
	wrong.option_size = sizeof *options;
	wrong.option_count = 65;
	expect_refused(&wrong, SCHAIN_E_FORMAT, "has 65 options, 64 at most");
	wrong.option_count = 4;
	options[1].name = "Count";
	expect_refused(&wrong, SCHAIN_E_FORMAT, "option number 1");
	options[1].name = "word";
	expect_refused(&wrong, SCHAIN_E_FORMAT, "option word: there are two");
	options[1] = mock_options[1];
	options[2].type = 9;
	expect_refused(&wrong, SCHAIN_E_FORMAT, "option strict: type 9 is unknown");
	options[2] = mock_options[2];
	options[2].flags = SCHAIN_OPTION_REQUIRED;
	expect_refused(&wrong, SCHAIN_E_FORMAT, "option strict: required, and has a default");
	options[2] = mock_options[2];
	options[1].minimum = 10;
	expect_refused(&wrong, SCHAIN_E_FORMAT, "option count: unknown flags, or no value fits");
	options[1] = mock_options[1];
	options[3].summary = NULL;
	expect_refused(&wrong, SCHAIN_E_FORMAT, "option list: its summary or default is absent");
}
END_TEST

START_TEST(a_name_is_taken_once)
{
	ck_assert_int_eq(schain_plugins_add(plugins, &mock_plugin, &error), SCHAIN_OK);
	ck_assert_int_eq(schain_plugins_add(plugins, &mock_plugin, &error), SCHAIN_E_STATE);
	ck_assert_str_eq(error.message, "there is a plugin \"mock\" already");
	ck_assert_ptr_eq(schain_plugins_at(plugins, 0), &mock_plugin);
	ck_assert_ptr_null(schain_plugins_at(plugins, 1));
}
END_TEST

/* Adds the mock if need be, and opens it with one value; NULL key: none. */
static schain_status open_with(const char *key, const char *value)
{
	schain_plugin_value one;

	one.key = schain_string_of(key);
	one.value = schain_string_of(value);
	if (!schain_plugins_at(plugins, 0))
		ck_assert_int_eq(schain_plugins_add(plugins, &mock_plugin, &error), SCHAIN_OK);
	return schain_plugins_open(plugins, "mock", NULL, &one, sizeof one, key != NULL, &error);
}

START_TEST(defaults_fill_what_is_not_given)
{
	ck_assert_int_eq(open_with("count", "-5"), SCHAIN_OK);
	ck_assert_str_eq(mock_state.texts[0], "none");
	ck_assert_int_eq(mock_state.numbers[1], -5);
	ck_assert_int_eq(mock_state.numbers[2], 0);
	ck_assert_str_eq(mock_state.texts[2], "false");
	ck_assert_str_eq(mock_state.texts[3], "");
	ck_assert_uint_eq(mock_state.is_given, 2);
	ck_assert_uint_eq(mock_state.opened, 1);
}
END_TEST

START_TEST(values_of_another_type_are_refused_by_key)
{
	static const struct {
		const char *key, *value, *message;
		schain_status status;
	} wrong[] = {
		{ "cuont", "1", "plugin mock has no option \"cuont\"", SCHAIN_E_KEY },
		{ "count", "10", "count: \"10\" is out of bounds (-5 to 9)", SCHAIN_E_VALUE },
		{ "count", "", "count: \"\" is not a whole number", SCHAIN_E_VALUE },
		{ "count", "-", "is not a whole number", SCHAIN_E_VALUE },
		{ "count", "3x", "is not a whole number", SCHAIN_E_VALUE },
		{ "count", "9223372036854775808", "is not a whole number", SCHAIN_E_VALUE },
		{ "count", "-9223372036854775809", "is not a whole number", SCHAIN_E_VALUE },
		{ "count", "-9223372036854775808", "is out of bounds", SCHAIN_E_VALUE },
		{ "strict", "yes", "strict: \"yes\" is neither true nor false", SCHAIN_E_VALUE },
		{ "list", "bad.txt", "list: \"bad.txt\" is not an absolute path", SCHAIN_E_VALUE },
		{ "word", "\xc0\x80", "is not UTF-8 text without NUL", SCHAIN_E_VALUE },
	};

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		ck_assert_int_eq(open_with(wrong[i].key, wrong[i].value), wrong[i].status);
		ck_assert_msg(strstr(error.message, wrong[i].message) != NULL, "%s: %s", wrong[i].value,
		              error.message);
	}
	ck_assert_uint_eq(mock_state.opened, 0);
}
END_TEST

START_TEST(a_value_is_given_once_and_a_required_one_always)
{
	static schain_plugin_option option; /* both are borrowed until the set is freed */
	static schain_plugin needy;
	schain_plugin_value two[2];

	two[0].key = two[1].key = schain_string_of("word");
	two[0].value = two[1].value = schain_string_of("x");
	option = mock_options[0];
	needy = mock_plugin;
	option.fallback = NULL;
	option.flags = SCHAIN_OPTION_REQUIRED;
	needy.options = &option;
	needy.option_count = 1;
	ck_assert_int_eq(schain_plugins_add(plugins, &needy, &error), SCHAIN_OK);
	ck_assert_int_eq(schain_plugins_open(plugins, "mock", NULL, two, sizeof *two, 2, &error),
	                 SCHAIN_E_VALUE);
	ck_assert_str_eq(error.message, "word: given twice");
	ck_assert_int_eq(schain_plugins_open(plugins, "mock", NULL, two, sizeof *two, 0, &error),
	                 SCHAIN_E_VALUE);
	ck_assert_str_eq(error.message, "word: has to be given");
	ck_assert_int_eq(schain_plugins_open(plugins, "mock", NULL, two, sizeof *two, 1, &error), SCHAIN_OK);
}
END_TEST

START_TEST(an_open_that_fails_is_told_in_its_own_words)
{
	mock_state.open_status = SCHAIN_E_IO;
	mock_state.open_message = "the list is empty";
	ck_assert_int_eq(open_with(NULL, NULL), SCHAIN_E_IO);
	ck_assert_str_eq(error.message, "mock: the list is empty");
	mock_state.open_message = NULL;
	mock_state.open_status = SCHAIN_AGAIN; /* no answer to open */
	ck_assert_int_eq(open_with(NULL, NULL), SCHAIN_E_STATE);
	mock_state.open_status = SCHAIN_OK;
	ck_assert_int_eq(open_with(NULL, NULL), SCHAIN_OK);
}
END_TEST

START_TEST(instances_have_names_and_a_life)
{
	schain_plugin_statistics statistics;

	statistics.struct_size = sizeof statistics;
	ck_assert_int_eq(open_with(NULL, NULL), SCHAIN_OK);
	ck_assert_int_eq(open_with(NULL, NULL), SCHAIN_E_STATE);
	ck_assert_str_eq(error.message, "there is an instance \"mock\" already");
	ck_assert_int_eq(schain_plugins_open(plugins, "mock", "Second", NULL, 0, 0, &error),
	                 SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_plugins_open(plugins, "other", NULL, NULL, 0, 0, &error),
	                 SCHAIN_E_ARGUMENT);
	ck_assert_str_eq(error.message, "there is no plugin \"other\"");
	ck_assert_int_eq(schain_plugins_open(plugins, "mock", "second", NULL, 0, 0, &error), SCHAIN_OK);
	ck_assert_int_eq(schain_plugins_close(plugins, "third", &error), SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_plugins_close(plugins, "mock", &error), SCHAIN_OK);
	ck_assert_uint_eq(mock_state.closed, 1);
	ck_assert_int_eq(schain_plugins_close(plugins, "mock", &error), SCHAIN_E_STATE);
	ck_assert_int_eq(schain_plugins_get_statistics(plugins, 0, &statistics, &error), SCHAIN_OK);
	ck_assert_str_eq(statistics.name, "mock");
	ck_assert_uint_eq(statistics.is_open, 0);
	ck_assert_int_eq(schain_plugins_get_statistics(plugins, 1, &statistics, &error), SCHAIN_OK);
	ck_assert_str_eq(statistics.name, "second");
	ck_assert_uint_eq(statistics.is_open, 1);
	ck_assert_int_eq(schain_plugins_get_statistics(plugins, 2, &statistics, &error), SCHAIN_END);
	schain_plugins_free(plugins);
	plugins = NULL;
	ck_assert_uint_eq(mock_state.closed, 2);
}
END_TEST

START_TEST(files_are_not_loaded_unless_allowed)
{
	ck_assert_int_eq(schain_plugins_load(plugins, "/usr/lib/none.so", &error), SCHAIN_E_STATE);
	ck_assert_ptr_nonnull(strstr(error.message, "SCHAIN_PLUGINS_LOAD_FILES"));
}
END_TEST

START_TEST(options_of_the_set_are_checked)
{
	schain_plugins_options options = SCHAIN_PLUGINS_OPTIONS_INIT;
	schain_plugins *other = NULL;

	options.flags = 8;
	ck_assert_int_eq(schain_plugins_new(&options, &other, &error), SCHAIN_E_ARGUMENT);
	options.flags = 0;
	options.claim_limit = 65537;
	ck_assert_int_eq(schain_plugins_new(&options, &other, &error), SCHAIN_E_ARGUMENT);
	options.claim_limit = 0;
	options.struct_size = 8;
	ck_assert_int_eq(schain_plugins_new(&options, &other, &error), SCHAIN_E_TOO_SMALL);
	ck_assert_ptr_null(other);
	ck_assert_int_eq(schain_plugins_add(NULL, &mock_plugin, &error), SCHAIN_E_ARGUMENT);
}
END_TEST

static schain_status open_all(mock_budget *self)
{
	schain_allocator allocator = mock_allocator(self);
	schain_plugins_options options = SCHAIN_PLUGINS_OPTIONS_INIT;
	schain_plugins *set = NULL;
	schain_status status;

	options.allocator = &allocator;
	status = schain_plugins_new(&options, &set, &error);
	if (status == SCHAIN_OK)
		status = schain_plugins_add(set, &mock_plugin, &error);
	if (status == SCHAIN_OK)
		status = schain_plugins_open(set, "mock", NULL, NULL, 0, 0, &error);
	schain_plugins_free(set);
	return status;
}

START_TEST(each_allocation_may_fail)
{
	schain_status status = SCHAIN_E_MEMORY;
	size_t failures = 0;

	for (; status == SCHAIN_E_MEMORY; failures++) {
		mock_budget self = { failures, 0 };

		status = open_all(&self);
		ck_assert_uint_eq(self.held, 0);
	}
	ck_assert_int_eq(status, SCHAIN_OK);
	/* The set, two lists, the instance, its settings and what it holds. */
	ck_assert_uint_ge(failures, 8);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("plugin/describe");
	TCase *one = tcase_create("wrong in one way");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(one, set_up, tear_down);
	tcase_add_test(one, no_descriptor_is_refused);
	tcase_add_test(one, another_major_is_refused);
	tcase_add_test(one, a_newer_minor_is_refused);
	tcase_add_test(one, another_event_schema_is_refused);
	tcase_add_test(one, a_size_that_lies_is_refused);
	tcase_add_test(one, a_tail_unknown_here_is_refused);
	tcase_add_test(one, a_name_that_is_none_is_refused);
	tcase_add_test(one, texts_that_cannot_be_shown_are_refused);
	tcase_add_test(one, a_missing_function_is_refused);
	tcase_add_test(one, a_missing_or_wrong_interface_is_refused);
	tcase_add_test(one, options_that_make_no_sense_are_refused);
	tcase_add_test(one, a_name_is_taken_once);
	tcase_add_test(one, defaults_fill_what_is_not_given);
	tcase_add_test(one, values_of_another_type_are_refused_by_key);
	tcase_add_test(one, a_value_is_given_once_and_a_required_one_always);
	tcase_add_test(one, an_open_that_fails_is_told_in_its_own_words);
	tcase_add_test(one, instances_have_names_and_a_life);
	tcase_add_test(one, files_are_not_loaded_unless_allowed);
	tcase_add_test(one, options_of_the_set_are_checked);
	tcase_add_test(one, each_allocation_may_fail);
	suite_add_tcase(suite, one);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
