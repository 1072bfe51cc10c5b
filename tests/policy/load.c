/* SPDX-License-Identifier: Apache-2.0 */
/* Policy files: what they change, what is wrong in them and where, and writing them. */
#include "base/file.h"
#include "policy/object.h"

#include <check.h>
#include <stdio.h>
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

static schain_status load(const char *yaml)
{
	return schain_policy_load(policy, schain_string_of(yaml), "site.yaml", &error);
}

static void assert_load(const char *yaml)
{
	ck_assert_msg(load(yaml) == SCHAIN_OK, "%s: %s", yaml, error.message);
}

static int64_t get(const char *key)
{
	int64_t value = -12345;

	ck_assert_int_eq(schain_policy_get(policy, key, &value, &error), SCHAIN_OK);
	return value;
}

/* The items of a list with a blank behind each. */
static const char *items(const char *key)
{
	static char text[4096];
	size_t length = 0;

	text[0] = 0;
	for (size_t i = 0; i < schain_policy_get_count(policy, key); i++) {
		schain_string item = schain_policy_get_item(policy, key, i);

		length += (size_t)snprintf(text + length, sizeof text - length, "%.*s ",
		                           (int)item.length, item.data);
	}
	return text;
}

static int write_text(void *context, const char *data, size_t size)
{
	schain__buffer_append(context, data, size);
	return 0;
}

static int write_nothing(void *context, const char *data, size_t size)
{
	(void)context;
	(void)data;
	(void)size;
	return 1;
}

/* The policy, or what differs from `base`, as text; the caller frees it. */
static char *written(const schain_policy *of, const schain_policy *base)
{
	schain__memory memory;
	schain__buffer text;
	char *copy;

	schain__memory_init(&memory, NULL);
	schain__buffer_init(&text, &memory);
	ck_assert_int_eq(schain_policy_write(of, base, write_text, &text, &error), SCHAIN_OK);
	copy = malloc(text.length + 1);
	ck_assert_ptr_nonnull(copy);
	memcpy(copy, schain__buffer_string(&text).data, text.length);
	copy[text.length] = 0;
	schain__buffer_dispose(&text);
	return copy;
}

static void assert_same(const schain_policy *a, const schain_policy *b)
{
	char *differences = written(a, b);

	ck_assert_str_eq(differences, "");
	free(differences);
}

START_TEST(keys_may_be_nested_dotted_or_both)
{
	assert_load("time_window:\n"
	            "  write_to_first_run: 2h\n"
	            "time_window.developer: 3h\n"
	            "weight:\n"
	            "  egress: {unapproved_host: 12}\n"
	            "  egress.direct_to_address: -3\n"
	            "dormancy: '14d'   # quoted is the same\n");
	ck_assert_int_eq(get("time_window.write_to_first_run"), 7200 * SCHAIN_SECOND);
	ck_assert_int_eq(get("time_window.developer"), 10800 * SCHAIN_SECOND);
	ck_assert_int_eq(get("time_window.first_run_to_egress"), 5400 * SCHAIN_SECOND);
	ck_assert_int_eq(get("weight.egress.unapproved_host"), 12);
	ck_assert_int_eq(get("weight.egress.direct_to_address"), -3);
	ck_assert_int_eq(get("dormancy"), 14 * 86400 * SCHAIN_SECOND);
}
END_TEST

START_TEST(lists_append_remove_and_replace_in_the_order_written)
{
	assert_load("brew_taps_allow_list: [a/a, b/b]");
	ck_assert_str_eq(items("brew_taps_allow_list"), "a/a b/b ");
	assert_load("brew_taps_allow_list: [b/b, c/c]");
	ck_assert_str_eq(items("brew_taps_allow_list"), "a/a b/b c/c ");
	assert_load("brew_taps_allow_list: {remove: [b/b], add: [d/d]}");
	ck_assert_str_eq(items("brew_taps_allow_list"), "a/a c/c d/d ");
	assert_load("brew_taps_allow_list: {replace: [z/z, a/a]}");
	ck_assert_str_eq(items("brew_taps_allow_list"), "z/z a/a ");
	assert_load("brew_taps_allow_list: {add: [m/m], replace: [n/n], remove: [n/n]}");
	ck_assert_str_eq(items("brew_taps_allow_list"), "");
	assert_load("brew_taps_allow_list: {replace: []}");
	ck_assert(schain__policy_classify(policy, SCHAIN_STRING("/bin/sh")) & SCHAIN__IMAGE_SHELL);
	assert_load("catalogue.shells: {remove: [sh]}");
	ck_assert(!(schain__policy_classify(policy, SCHAIN_STRING("/bin/sh")) & SCHAIN__IMAGE_SHELL));
	ck_assert(schain__policy_classify(policy, SCHAIN_STRING("/bin/zsh")) & SCHAIN__IMAGE_SHELL);
}
END_TEST

START_TEST(texts_may_be_plain_or_quoted_either_way)
{
	assert_load("brew_taps_allow_list: [a, 'it''s', \"\\x41\\\\\", '''''''''''''''''''''',\n"
	            "  'x''''''''''''y', '\xc3\xa4']\n");
	ck_assert_str_eq(items("brew_taps_allow_list"), "a it's A\\ '''''''''' x''''''y \xc3\xa4 ");
	assert_load("'dormancy': '1d'\n");
	ck_assert_int_eq(get("dormancy"), 86400 * SCHAIN_SECOND);
	ck_assert_int_eq(load("brew_taps_allow_list: ['a\n b']\n"), SCHAIN_E_SYNTAX);
}
END_TEST

START_TEST(documents_that_say_nothing_change_nothing)
{
	static const char *const rows[] = { "", "\n", "# only a comment\n", "---\n", "---\n...\n", "{}",
		                            "\xef\xbb\xbf", "\xef\xbb\xbf{}\n" };
	schain_policy *before;

	ck_assert_int_eq(schain_policy_dup(policy, &before, &error), SCHAIN_OK);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_load(rows[i]);
	assert_same(policy, before);
	schain_policy_free(before);
}
END_TEST

START_TEST(errors_name_line_column_and_what_was_expected)
{
	static const struct {
		const char *yaml;
		schain_status status;
		unsigned line, column;
		const char *message;
	} rows[] = {
		{ "dormacny: 1d\n", SCHAIN_E_KEY, 1, 1, "did you mean \"dormancy\"?" },
		{ "a: 1\n", SCHAIN_E_KEY, 1, 1, "unknown policy key \"a\"" },
		{ "weight:\n  child:\n    shel: 4\n", SCHAIN_E_KEY, 3, 5,
		  "did you mean \"weight.child.shell\"?" },
		{ "level: {lowest: {a: b}}\n", SCHAIN_E_KEY, 1, 9, "level.lowest" },
		{ "dormancy: soon\n", SCHAIN_E_VALUE, 1, 11, "\"soon\" is not a duration" },
		{ "\xef\xbb\xbf# \xc3\xa4\ndormancy: soon\n", SCHAIN_E_VALUE, 2, 11, "\"soon\"" },
		{ "dormancy: [1d]\n", SCHAIN_E_VALUE, 1, 11, "expected one value, found a list" },
		{ "dormancy: {a: 1d}\n", SCHAIN_E_VALUE, 1, 11, "expected one value, found a mapping" },
		{ "\ndormancy:\n", SCHAIN_E_VALUE, 2, 1, "expected one value, found nothing" },
		{ "approved_signers: Acme\n", SCHAIN_E_VALUE, 1, 19,
		  "expected a list of patterns, found one value" },
		{ "approved_signers:\n", SCHAIN_E_VALUE, 1, 1, "found nothing" },
		{ "approved_signers:\n  - [a]\n", SCHAIN_E_VALUE, 2, 5, "expected a pattern" },
		{ "approved_signers: {plus: [a]}\n", SCHAIN_E_KEY, 1, 20,
		  "expected add, remove or replace" },
		{ "approved_signers: {add: a}\n", SCHAIN_E_VALUE, 1, 25, "expected a list" },
		{ "approved_signers: {remove: [Nobody]}\n", SCHAIN_E_VALUE, 1, 29,
		  "\"Nobody\" is not in the list" },
		{ "approved_update_hosts:\n  - ok.example\n  - not ok\n", SCHAIN_E_VALUE, 3, 5,
		  "cannot be in a host name" },
		{ "weight: 3\n", SCHAIN_E_VALUE, 1, 9, "expected a mapping" },
		{ "dormancy: 1d\ndormancy: 2d\n", SCHAIN_E_SYNTAX, 2, 1, "is there twice" },
		{ "level: {low: 1}\nlevel: {low: 1}\n", SCHAIN_E_SYNTAX, 2, 1, "is there twice" },
		{ "level: {low: 1}\nlevel.low: 1\n", SCHAIN_E_SYNTAX, 2, 1, "is there twice" },
		{ "approved_signers: {add: [a], add: [b]}\n", SCHAIN_E_SYNTAX, 1, 30, "is there twice" },
		{ "dormancy: &x 1d\n", SCHAIN_E_SYNTAX, 1, 14, "anchors and aliases" },
		{ "dormancy: *x\n", SCHAIN_E_SYNTAX, 1, 12, "anchors and aliases" },
		{ "dormancy: !!str 1d\n", SCHAIN_E_SYNTAX, 1, 17, "tags" },
		{ "<<: {dormancy: 1d}\n", SCHAIN_E_KEY, 1, 1, "unknown policy key \"<<\"" },
		{ "- dormancy\n", SCHAIN_E_VALUE, 1, 1, "expected a mapping of keys, found a list" },
		{ "dormancy\n", SCHAIN_E_VALUE, 1, 1, "expected a mapping of keys" },
		{ "? [a]\n: 1\n", SCHAIN_E_VALUE, 1, 3, "expected a name, found a list" },
		{ "---\ndormancy: 1d\n---\ndormancy: 1d\n", SCHAIN_E_SYNTAX, 3, 1, "one document" },
		{ "level: {a: {b: {c: {d: {e: {f: {g: 1}}}}}}}\n", SCHAIN_E_KEY, 1, 9, "level.a" },
		{ "dormancy: [1d\n", SCHAIN_E_VALUE, 1, 11, "expected one value" },
		{ "approved_signers: [a\n", SCHAIN_E_SYNTAX, 2, 1, "not YAML" },
		{ "dormancy: \"1d\n", SCHAIN_E_SYNTAX, 1, 12, "closing quote" },
		{ "level:\n\tlow: 1\n", SCHAIN_E_SYNTAX, 2, 1, "tab" },
		{ "dormancy: 1\xff\n", SCHAIN_E_SYNTAX, 1, 12, "not UTF-8: byte 0xff" },
		{ "dormancy: 1\xed\xa0\x80\n", SCHAIN_E_SYNTAX, 1, 12, "not UTF-8" },
		{ "dormancy: 1\x01\n", SCHAIN_E_SYNTAX, 1, 12, "control character 0x01" },
		{ "\xff\xfe" "d", SCHAIN_E_SYNTAX, 1, 1, "not UTF-8" },
	};
	schain_policy *before;

	ck_assert_int_eq(schain_policy_dup(policy, &before, &error), SCHAIN_OK);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		/* What precedes the fault must not stay either. */
		char yaml[512];
		int prepend = rows[i].yaml[0] != '-' && (unsigned char)rows[i].yaml[0] < 0x80 &&
		              strcmp(rows[i].yaml, "dormancy\n") != 0;

		snprintf(yaml, sizeof yaml, "%s%s",
		         prepend ? "ordering: {lateness: 77s}\nallowed_team_ids: {replace: [X]}\n" : "",
		         rows[i].yaml);
		ck_assert_msg(load(yaml) == rows[i].status, "%s: %d %s", yaml, error.code,
		              error.message);
		ck_assert_msg(strstr(error.message, rows[i].message), "%s: %s", yaml, error.message);
		ck_assert_msg(error.line == rows[i].line + (prepend ? 2 : 0) &&
		                      error.column == rows[i].column,
		              "%s: found at %u:%u", yaml, (unsigned)error.line, (unsigned)error.column);
		ck_assert_str_eq(error.where, "site.yaml");
		assert_same(policy, before);
	}
	schain_policy_free(before);
}
END_TEST

START_TEST(a_zero_byte_is_told_like_any_control_character)
{
	ck_assert_int_eq(schain_policy_load(policy, SCHAIN_STRING("dormancy: 1\0d"), "z", &error),
	                 SCHAIN_E_SYNTAX);
	ck_assert_uint_eq(error.column, 12);
}
END_TEST

static char *repeated(const char *head, const char *piece, size_t size)
{
	char *text = malloc(size + 1);
	size_t length = strlen(head), step = strlen(piece);

	ck_assert_ptr_nonnull(text);
	memcpy(text, head, length);
	for (; length + step <= size; length += step)
		memcpy(text + length, piece, step);
	text[length] = 0;
	return text;
}

START_TEST(hostile_documents_end_soon_with_an_error)
{
	static const char *const rows[][2] = {
		{ "approved_signers: ", "[" },      { "", "{" },
		{ "approved_signers: ", "{add: " }, { "level: ", "{low: " },
		{ "", "- " },                       { "", "? " },
		{ "approved_signers: [", "a, " },   { "a: &a [x]\nb: ", "[*a, *a]" },
		{ "", "%TAG ! x\n" },               { "", "---\n" },
		{ "", "a" },                        { "approved_signers: [\"", "\\x41" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char *yaml = repeated(rows[i][0], rows[i][1], 1 << 20);

		ck_assert_msg(load(yaml) < 0, "%s%s...", rows[i][0], rows[i][1]);
		free(yaml);
	}
}
END_TEST

START_TEST(a_large_policy_is_read)
{
	schain__memory memory;
	schain__buffer yaml;

	schain__memory_init(&memory, NULL);
	schain__buffer_init(&yaml, &memory);
	schain__buffer_text(&yaml, "approved_update_hosts:\n");
	for (int i = 0; i < 50000; i++)
		schain__buffer_printf(&yaml, "  - h%d.vendor.example\n", i);
	ck_assert_uint_gt(yaml.length, 1 << 20);
	assert_load(yaml.data);
	ck_assert_uint_eq(schain__policy_classify_host(policy, SCHAIN_STRING("h49999.vendor.example")) &
	                          SCHAIN__HOST_APPROVED,
	                  SCHAIN__HOST_APPROVED);
	schain__buffer_dispose(&yaml);
}
END_TEST

START_TEST(a_document_over_the_limit_is_refused_unread)
{
	char *yaml = repeated("", "#", SCHAIN__FILE_LIMIT + 1);

	ck_assert_int_eq(load(yaml), SCHAIN_E_LIMIT);
	free(yaml);
}
END_TEST

START_TEST(what_is_written_loads_back_to_an_equal_policy)
{
	schain_policy *fresh, *bare;
	char *yaml, *again;

	assert_load("dormancy: 1001ms\nmin_binary_size: 1025B\nlevel.low: -9\n"
	            "approved_signers: {replace: [\"it's \\\"quoted\\\" # : - ?\", 'null', '~', '1']}\n"
	            "catalogue.shells: {remove: [sh, zsh], add: [zsh, 'C:\\Tools\\a b.exe']}\n"
	            "program_paths: ['%ProgramFiles%\\\xc3\x84']\n");
	yaml = written(policy, NULL);
	ck_assert_int_eq(schain_policy_new(NULL, &fresh, &error), SCHAIN_OK);
	ck_assert_msg(!schain_policy_load(fresh, schain_string_of(yaml), "w", &error), "%u: %s",
	              (unsigned)error.line, error.message);
	assert_same(fresh, policy);
	assert_same(policy, fresh);
	again = written(fresh, NULL);
	ck_assert_str_eq(yaml, again);
	free(yaml);
	free(again);
	/* What differs from the default, layered on the default, is the policy too. */
	ck_assert_int_eq(schain_policy_new(NULL, &bare, &error), SCHAIN_OK);
	yaml = written(policy, bare);
	ck_assert_int_lt(strlen(yaml), 2000);
	ck_assert_int_eq(schain_policy_load(bare, schain_string_of(yaml), "d", &error), SCHAIN_OK);
	assert_same(bare, policy);
	free(yaml);
	schain_policy_free(bare);
	schain_policy_free(fresh);
}
END_TEST

START_TEST(a_writer_can_stop)
{
	ck_assert_int_eq(schain_policy_write(policy, NULL, write_nothing, NULL, &error),
	                 SCHAIN_E_CANCELLED);
}
END_TEST

START_TEST(files_that_cannot_be_read_are_named)
{
	ck_assert_int_eq(schain_policy_load_file(policy, "/nonexistent/site.yaml", &error),
	                 SCHAIN_E_IO);
	ck_assert_str_eq(error.where, "/nonexistent/site.yaml");
	ck_assert_int_eq(schain_policy_load_file(policy, "/", &error), SCHAIN_E_IO);
	ck_assert_int_eq(schain_policy_load_file(policy, NULL, &error), SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_policy_load(NULL, SCHAIN_STRING(""), "x", &error),
	                 SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_policy_load(policy, SCHAIN_STRING("{}"), NULL, NULL), SCHAIN_OK);
}
END_TEST

static int has_yaml(void)
{
	schain_policy *probe = NULL;
	schain_status status = schain_policy_new(NULL, &probe, NULL);

	if (!status)
		status = schain_policy_load(probe, SCHAIN_STRING("{}"), "probe", NULL);
	schain_policy_free(probe);
	return status != SCHAIN_E_UNSUPPORTED;
}

int main(void)
{
	Suite *suite = suite_create("policy files");
	TCase *tests = tcase_create("load");
	SRunner *runner;
	int failed;

	if (!has_yaml()) {
		puts("this build reads no policy files");
		return 77;
	}
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, keys_may_be_nested_dotted_or_both);
	tcase_add_test(tests, lists_append_remove_and_replace_in_the_order_written);
	tcase_add_test(tests, texts_may_be_plain_or_quoted_either_way);
	tcase_add_test(tests, documents_that_say_nothing_change_nothing);
	tcase_add_test(tests, errors_name_line_column_and_what_was_expected);
	tcase_add_test(tests, a_zero_byte_is_told_like_any_control_character);
	tcase_add_test(tests, hostile_documents_end_soon_with_an_error);
	tcase_add_test(tests, a_large_policy_is_read);
	tcase_add_test(tests, a_document_over_the_limit_is_refused_unread);
	tcase_add_test(tests, what_is_written_loads_back_to_an_equal_policy);
	tcase_add_test(tests, a_writer_can_stop);
	tcase_add_test(tests, files_that_cannot_be_read_are_named);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
