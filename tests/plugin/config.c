/* SPDX-License-Identifier: Apache-2.0 */
/* Plugin configurations: what they open, what a reload leaves alone, what is refused and where. */
#include "mock.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

static schain_plugins *plugins;
static schain_error error;

static void set_up(void)
{
	mock_reset();
	schain_error_init(&error, sizeof error);
	ck_assert_int_eq(schain_plugins_new(NULL, &plugins, &error), SCHAIN_OK);
	ck_assert_int_eq(schain_plugins_add(plugins, &mock_plugin, &error), SCHAIN_OK);
}

static void tear_down(void)
{
	schain_plugins_free(plugins);
}

static schain_status configure(const char *yaml)
{
	return schain_plugins_configure(plugins, schain_string_of(yaml), "plugins.yaml", &error);
}

static void apply(const char *yaml)
{
	ck_assert_msg(configure(yaml) == SCHAIN_OK, "%llu:%llu: %s", (unsigned long long)error.line,
	              (unsigned long long)error.column, error.message);
}

/* "name+" for each open instance, "name-" for each closed one, in order of opening. */
static const char *instances(void)
{
	static char text[512];
	schain_plugin_statistics now = { .struct_size = sizeof now };

	text[0] = 0;
	for (size_t i = 0; schain_plugins_get_statistics(plugins, i, &now, NULL) == SCHAIN_OK; i++) {
		size_t used = strlen(text);

		snprintf(text + used, sizeof text - used, "%s%s%c", used ? " " : "", now.name,
		         now.is_open ? '+' : '-');
		now.struct_size = sizeof now;
	}
	return text;
}

START_TEST(an_empty_document_names_none)
{
	apply("");
	apply("# nothing yet\n");
	apply("instances: []\n");
	ck_assert_str_eq(instances(), "");
}
END_TEST

START_TEST(instances_are_opened_with_their_options)
{
	apply("instances:\n"
	      "  - plugin: mock\n"
	      "    name: first\n"
	      "    options:\n"
	      "      word: 'it''s'\n"
	      "      count: 7\n"
	      "      strict: true\n"
	      "      list: /etc/list\n"
	      "  - plugin: mock\n");
	ck_assert_str_eq(instances(), "first+ mock+");
	ck_assert_uint_eq(mock_state.opened, 2);
	ck_assert_uint_eq(mock_state.is_given, 15);
	/* The second one's: the defaults. */
	ck_assert_int_eq(mock_state.numbers[1], 3);
	ck_assert_str_eq(mock_state.texts[0], "none");
}
END_TEST

START_TEST(options_come_as_they_are_written)
{
	apply("instances: [{plugin: mock, options: {word: \"a b\", count: -5, list: /x}}]\n");
	ck_assert_str_eq(mock_state.texts[0], "a b");
	ck_assert_int_eq(mock_state.numbers[1], -5);
	ck_assert_int_eq(mock_state.numbers[2], 0);
	ck_assert_str_eq(mock_state.texts[3], "/x");
}
END_TEST

START_TEST(a_reload_leaves_alone_what_is_the_same)
{
	apply("instances: [{plugin: mock, name: one}, {plugin: mock, name: two, options: {count: 1}}]");
	apply("# told in another way\n"
	      "instances:\n"
	      "  - {name: two, options: {count: 1}, plugin: mock}\n"
	      "  - {name: one, plugin: mock}\n");
	ck_assert_str_eq(instances(), "one+ two+");
	ck_assert_uint_eq(mock_state.opened, 2);
	ck_assert_uint_eq(mock_state.closed, 0);
}
END_TEST

START_TEST(a_reload_opens_closes_and_replaces)
{
	apply("instances: [{plugin: mock, name: one}, {plugin: mock, name: two}]");
	apply("instances: [{plugin: mock, name: two, options: {count: 1}}, {plugin: mock, name: six}]");
	ck_assert_str_eq(instances(), "one- two- two+ six+");
	ck_assert_uint_eq(mock_state.opened, 4);
	ck_assert_uint_eq(mock_state.closed, 2);
	/* The name is that of the new one. */
	ck_assert_int_eq(schain_plugins_close(plugins, "two", &error), SCHAIN_OK);
	ck_assert_str_eq(instances(), "one- two- two- six+");
	/* What was closed by hand is opened again, as the configuration says. */
	apply("instances: [{plugin: mock, name: two, options: {count: 1}}, {plugin: mock, name: six}]");
	ck_assert_str_eq(instances(), "one- two- two- six+ two+");
	apply("");
	ck_assert_str_eq(instances(), "one- two- two- six- two-");
}
END_TEST

START_TEST(what_the_product_opened_is_left_alone)
{
	ck_assert_int_eq(schain_plugins_open(plugins, "mock", "own", NULL, 0, 0, &error), SCHAIN_OK);
	apply("instances: [{plugin: mock, name: one}]");
	apply("");
	ck_assert_str_eq(instances(), "own+ one-");
	ck_assert_int_eq(configure("instances: [{plugin: mock, name: own}]"), SCHAIN_E_STATE);
	ck_assert_str_eq(error.message, "there is an instance \"own\" already");
	ck_assert_uint_eq(error.line, 1);
	ck_assert_uint_eq(error.column, 34);
}
END_TEST

START_TEST(a_reload_that_fails_changes_nothing)
{
	apply("instances: [{plugin: mock, name: one}, {plugin: mock, name: two}]");
	/* The first new one is open by the time the second one's name is found taken. */
	ck_assert_int_eq(configure("instances:\n"
	                           "- {plugin: mock, name: two, options: {count: 1}}\n"
	                           "- {plugin: mock, name: two}\n"
	                           "- {plugin: mock, name: two, options: {count: 2}}\n"),
	                 SCHAIN_E_STATE);
	ck_assert_uint_eq(error.line, 2);
	ck_assert_str_eq(instances(), "one+ two+");
	ck_assert_int_eq(configure("instances:\n"
	                           "- {plugin: mock, name: new}\n"
	                           "- {plugin: mock, name: new, options: {count: 2}}\n"),
	                 SCHAIN_E_STATE);
	ck_assert_uint_eq(error.line, 3);
	ck_assert_str_eq(instances(), "one+ two+");
	mock_state.open_status = SCHAIN_E_IO;
	mock_state.open_message = "the list is gone";
	ck_assert_int_eq(configure("instances: [{plugin: mock, name: one, options: {count: 9}}]"),
	                 SCHAIN_E_IO);
	ck_assert_str_eq(error.message, "one: the list is gone");
	ck_assert_str_eq(instances(), "one+ two+");
	ck_assert_int_eq(schain_plugins_close(plugins, "one", &error), SCHAIN_OK);
	ck_assert_uint_eq(mock_state.opened - mock_state.closed, 1);
}
END_TEST

START_TEST(what_is_wrong_is_told_with_its_place)
{
	static const struct {
		const char *yaml;
		schain_status status;
		uint64_t line, column;
		const char *message;
	} wrong[] = {
		{ "instances: [\n", SCHAIN_E_SYNTAX, 2, 0, "not YAML: " },
		{ "- plugin: mock", SCHAIN_E_VALUE, 1, 1,
		  "plugin configuration: expected a mapping of keys, found a list" },
		{ "instance: []", SCHAIN_E_KEY, 1, 1,
		  "unknown key \"instance\"; did you mean \"instances\"?" },
		{ "a: 1", SCHAIN_E_KEY, 1, 1, "unknown key \"a\"" },
		{ "instances: []\ninstances: []", SCHAIN_E_SYNTAX, 2, 1, "\"instances\" is there twice" },
		{ "instances: mock", SCHAIN_E_VALUE, 1, 12,
		  "instances: expected a list of instances, found one value" },
		{ "instances:\n  - mock", SCHAIN_E_VALUE, 2, 5,
		  "instance: expected a mapping of keys, found one value" },
		{ "instances:\n  - name: x", SCHAIN_E_VALUE, 2, 5,
		  "an instance needs a file, or a plugin that the product brings" },
		{ "instances:\n  - plugn: mock", SCHAIN_E_KEY, 2, 5,
		  "unknown key \"plugn\"; did you mean \"plugin\"?" },
		{ "instances:\n  - plugin: mock\n    file: /x.so", SCHAIN_E_VALUE, 2, 5,
		  "an instance has a file or a plugin, not both" },
		{ "instances:\n  - file: x.so", SCHAIN_E_VALUE, 2, 11,
		  "file: \"x.so\" is not an absolute path" },
		{ "instances:\n  - file: /none.so", SCHAIN_E_STATE, 2, 11,
		  "/none.so: this set does not load files (SCHAIN_PLUGINS_LOAD_FILES)" },
		{ "instances:\n  - plugin: other", SCHAIN_E_VALUE, 2, 13,
		  "other: the product brings no such plugin" },
		{ "instances:\n  - plugin:", SCHAIN_E_VALUE, 2, 5,
		  "plugin: expected one value, found nothing" },
		{ "instances:\n  - plugin: mock\n    name: Not One", SCHAIN_E_VALUE, 3, 11,
		  "name: \"Not One\" is not a name of lower-case letters, digits and '-', 31 at most" },
		{ "instances:\n  - plugin: mock\n    sha256: abc", SCHAIN_E_VALUE, 3, 13,
		  "sha256: \"abc\" is not the 64 hexadecimal digits of a SHA-256" },
		{ "instances:\n  - plugin: mock\n    sha256: "
		  "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
		  SCHAIN_E_VALUE, 2, 5, "sha256: there is no file that it is of" },
		{ "instances:\n  - plugin: mock\n    options: [1]", SCHAIN_E_VALUE, 3, 14,
		  "options: expected a mapping of the plugin's options, found a list" },
		{ "instances:\n  - plugin: mock\n    options: {cont: 1}", SCHAIN_E_KEY, 3, 15,
		  "mock: has no option \"cont\"; did you mean \"count\"?" },
		{ "instances:\n  - plugin: mock\n    options: {count: 10}", SCHAIN_E_VALUE, 3, 22,
		  "count: \"10\" is out of bounds (-5 to 9)" },
		{ "instances:\n  - plugin: mock\n    options: {count: 1, count: 2}", SCHAIN_E_SYNTAX, 3, 25,
		  "\"count\" is there twice" },
		{ "instances:\n  - plugin: mock\n    options:\n      list: x", SCHAIN_E_VALUE, 4, 13,
		  "list: \"x\" is not an absolute path" },
		{ "instances:\n  - plugin: mock\n    options:\n      word: [a]", SCHAIN_E_VALUE, 4, 13,
		  "word: expected one value, found a list" },
		{ "instances:\n  - plugin: mock\n    isolated: yes", SCHAIN_E_VALUE, 3, 15,
		  "isolated: \"yes\" is neither true nor false" },
		{ "instances:\n  - plugin: mock\n    isolated: true", SCHAIN_E_VALUE, 2, 5,
		  "isolated: only a plugin in a file runs in a process of its own" },
		{ "instances:\n  - file: /x.so\n    isolation: {network: true}", SCHAIN_E_VALUE, 2, 5,
		  "isolation: needs isolated: true" },
		{ "instances:\n  - file: /x.so\n    isolation: {memory_limit: 12}", SCHAIN_E_VALUE, 3, 31,
		  "memory_limit: \"12\" is not a size such as 16KiB or 2MB" },
		{ "instances:\n  - file: /x.so\n    isolation: {cpu_limit: 12}", SCHAIN_E_VALUE, 3, 28,
		  "cpu_limit: \"12\" is not a duration such as 90m" },
		{ "instances:\n  - file: /x.so\n    isolation: {file_limit: 0}", SCHAIN_E_VALUE, 3, 29,
		  "file_limit: \"0\" is out of range: 1 to 4096" },
		{ "instances:\n  - file: /x.so\n    isolation: {required: [files, fils]}", SCHAIN_E_VALUE, 3,
		  35, "required: \"fils\" is none of privileges, limits, files, calls and all" },
		{ "instances:\n  - file: /x.so\n    isolation: {read: [etc]}", SCHAIN_E_VALUE, 3, 24,
		  "read: \"etc\" is not an absolute path" },
		{ "instances:\n  - file: /x.so\n    isolation: {memory_limt: 1GiB}", SCHAIN_E_KEY, 3, 17,
		  "unknown key \"memory_limt\"; did you mean \"memory_limit\"?" },
		{ "allow: []", SCHAIN_E_VALUE, 1, 9, "allow: names no SHA-256" },
		{ "allow:\n  - 12", SCHAIN_E_VALUE, 2, 5,
		  "allow: \"12\" is not the 64 hexadecimal digits of a SHA-256" },
		{ "helper: bin/host", SCHAIN_E_VALUE, 1, 9, "helper: \"bin/host\" is not an absolute path" },
		{ "instances: &a []", SCHAIN_E_SYNTAX, 1, 0,
		  "anchors and aliases are not allowed in a plugin configuration" },
		{ "instances: !x []", SCHAIN_E_SYNTAX, 1, 0,
		  "tags have no meaning in a plugin configuration" },
		{ "--- {}\n--- {}\n", SCHAIN_E_SYNTAX, 2, 0,
		  "a plugin configuration is one document, this is another" },
		{ "a: \x01", SCHAIN_E_SYNTAX, 1, 4, "control character 0x01" },
		{ "a: \xff", SCHAIN_E_SYNTAX, 1, 4, "not UTF-8: byte 0xff" },
	};

	apply("instances: [{plugin: mock}]");
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		schain_error_init(&error, sizeof error);
		ck_assert_msg(configure(wrong[i].yaml) == wrong[i].status, "%s: %d, %s", wrong[i].yaml,
		              (int)error.code, error.message);
		ck_assert_msg(!strncmp(error.message, wrong[i].message, strlen(wrong[i].message)),
		              "%s: %s", wrong[i].yaml, error.message);
		ck_assert_str_eq(error.where, "plugins.yaml");
		ck_assert_msg(error.line == wrong[i].line &&
		                  (!wrong[i].column || error.column == wrong[i].column),
		              "%s: at %llu:%llu", wrong[i].yaml, (unsigned long long)error.line,
		              (unsigned long long)error.column);
		ck_assert_str_eq(instances(), "mock+");
	}
}
END_TEST

START_TEST(arguments_are_checked)
{
	ck_assert_int_eq(schain_plugins_configure(NULL, SCHAIN_STRING(""), NULL, &error),
	                 SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_plugins_configure(plugins, (schain_string){ NULL, 3 }, NULL, &error),
	                 SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_plugins_configure(plugins, SCHAIN_STRING("a: 1"), NULL, NULL),
	                 SCHAIN_E_KEY);
}
END_TEST

static schain_status configure_all(mock_budget *self)
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
		status = schain_plugins_configure(
			set, SCHAIN_STRING("instances: [{plugin: mock, name: a, options: {word: 'x y'}}]"), NULL,
			&error);
	if (status == SCHAIN_OK)
		status = schain_plugins_configure(
			set, SCHAIN_STRING("instances: [{plugin: mock, name: a, options: {word: z}},"
		                       " {plugin: mock, name: b}]"), NULL, &error);
	schain_plugins_free(set);
	return status;
}

START_TEST(each_allocation_may_fail)
{
	schain_status status = SCHAIN_E_MEMORY;
	size_t failures = 0;

	for (; status == SCHAIN_E_MEMORY; failures++) {
		mock_budget self = { failures, 0 };

		status = configure_all(&self);
		ck_assert_uint_eq(self.held, 0);
		ck_assert_uint_eq(mock_state.opened, mock_state.closed);
	}
	ck_assert_int_eq(status, SCHAIN_OK);
	ck_assert_uint_ge(failures, 20);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("plugin/config");
	TCase *one = tcase_create("config");
	SRunner *runner;
	int failed;

	if (!schain_supports("yaml")) {
		printf("this build reads no YAML\n");
		return 77;
	}
	tcase_add_checked_fixture(one, set_up, tear_down);
	tcase_add_test(one, an_empty_document_names_none);
	tcase_add_test(one, instances_are_opened_with_their_options);
	tcase_add_test(one, options_come_as_they_are_written);
	tcase_add_test(one, a_reload_leaves_alone_what_is_the_same);
	tcase_add_test(one, a_reload_opens_closes_and_replaces);
	tcase_add_test(one, what_the_product_opened_is_left_alone);
	tcase_add_test(one, a_reload_that_fails_changes_nothing);
	tcase_add_test(one, what_is_wrong_is_told_with_its_place);
	tcase_add_test(one, arguments_are_checked);
	tcase_add_test(one, each_allocation_may_fail);
	suite_add_tcase(suite, one);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
