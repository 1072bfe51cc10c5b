/* SPDX-License-Identifier: Apache-2.0 */
/* Which shared objects are loaded, and from where. */
#include <supplychain/supplychain.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static schain_plugins *plugins;
static schain_error error;
static char directory[4096]; /* of this test's own, below a safe one */

static const char *modules(void)
{
	const char *build = getenv("SCHAIN_BUILDDIR");

	ck_assert_ptr_nonnull(build);
	return build;
}

/* libtool builds modules into .libs. */
static void module_path(char *path, size_t size, const char *name)
{
	snprintf(path, size, "%s/tests/plugin/.libs/module-%s.so", modules(), name);
}

static void set_up(void)
{
	schain_plugins_options options = SCHAIN_PLUGINS_OPTIONS_INIT;

	options.flags = SCHAIN_PLUGINS_LOAD_FILES;
	schain_error_init(&error, sizeof error);
	ck_assert_int_eq(schain_plugins_new(&options, &plugins, &error), SCHAIN_OK);
	snprintf(directory, sizeof directory, "%s/tests/plugin/load-%ld", modules(), (long)getpid());
	ck_assert_int_eq(mkdir(directory, 0755), 0);
}

static void tear_down(void)
{
	char command[4200];

	schain_plugins_free(plugins);
	snprintf(command, sizeof command, "rm -rf '%s'", directory);
	ck_assert_int_eq(system(command), 0);
}

static void copy_module(const char *name, char *path, size_t size)
{
	char from[4096], command[9000];

	module_path(from, sizeof from, "good");
	snprintf(path, size, "%s/%s", directory, name);
	snprintf(command, sizeof command, "cp '%s' '%s' && chmod 755 '%s'", from, path, path);
	ck_assert_int_eq(system(command), 0);
}

static void expect(const char *path, schain_status status, const char *message)
{
	ck_assert_msg(schain_plugins_load(plugins, path, &error) == status, "%s: %s", path, error.message);
	if (status == SCHAIN_OK)
		return;
	ck_assert_msg(strstr(error.message, message) != NULL, "%s: \"%s\" has no \"%s\"", path,
	              error.message, message);
	ck_assert_str_eq(error.where, path);
}

static void expect_module(const char *name, schain_status status, const char *message)
{
	char path[4096];

	module_path(path, sizeof path, name);
	expect(path, status, message);
}

START_TEST(a_good_one_is_loaded)
{
	expect_module("good", SCHAIN_OK, NULL);
	ck_assert_str_eq(schain_plugins_at(plugins, 0)->name, "module");
	ck_assert_int_eq(schain_plugins_open(plugins, "module", NULL, NULL, 0, 0, &error), SCHAIN_OK);
	expect_module("good", SCHAIN_E_STATE, "there is a plugin \"module\" already");
}
END_TEST

START_TEST(one_that_was_built_with_older_headers_is_loaded)
{
	expect_module("older", SCHAIN_OK, NULL);
	expect_module("good", SCHAIN_OK, NULL);
	ck_assert_str_eq(schain_plugins_at(plugins, 0)->name, "older");
	ck_assert_int_eq(schain_plugins_open(plugins, "older", NULL, NULL, 0, 0, &error), SCHAIN_OK);
}
END_TEST

START_TEST(wrong_modules_are_refused)
{
	expect_module("symbol", SCHAIN_E_IO, "has no function schain_plugin_query");
	expect_module("null", SCHAIN_E_FORMAT, "has no descriptor for plugin ABI 1.0");
	expect_module("major", SCHAIN_E_TOO_NEW, "build it with this library's headers");
	expect_module("minor", SCHAIN_E_TOO_NEW, "use a newer library");
	expect_module("size", SCHAIN_E_TOO_SMALL, "struct_size is 40");
	ck_assert_ptr_null(schain_plugins_at(plugins, 0));
}
END_TEST

START_TEST(a_file_that_is_no_shared_object_is_refused)
{
	char path[4200];
	FILE *file;

	snprintf(path, sizeof path, "%s/text.so", directory);
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fputs("not one\n", file);
	fclose(file);
	expect(path, SCHAIN_E_IO, "cannot be loaded: ");
}
END_TEST

START_TEST(paths_that_depend_on_something_are_refused)
{
	char path[4200], long_path[5000];

	expect("module.so", SCHAIN_E_ARGUMENT, "not an absolute path");
	expect("", SCHAIN_E_ARGUMENT, "not an absolute path");
	snprintf(path, sizeof path, "%s/../good.so", directory);
	expect(path, SCHAIN_E_ARGUMENT, "has . or .. in it");
	snprintf(path, sizeof path, "%s/./good.so", directory);
	expect(path, SCHAIN_E_ARGUMENT, "has . or .. in it");
	snprintf(path, sizeof path, "%s/none.so", directory);
	expect(path, SCHAIN_E_IO, "No such file");
	memset(long_path, 'x', sizeof long_path);
	long_path[0] = '/';
	long_path[sizeof long_path - 1] = 0;
	ck_assert_int_eq(schain_plugins_load(plugins, long_path, &error), SCHAIN_E_ARGUMENT);
	ck_assert_str_eq(error.message, "the path is too long");
	expect(directory, SCHAIN_E_ARGUMENT, "is not a regular file");
}
END_TEST

START_TEST(symbolic_links_are_refused)
{
	char good[4200], link[4200], through[4300];

	copy_module("good.so", good, sizeof good);
	snprintf(link, sizeof link, "%s/link.so", directory);
	ck_assert_int_eq(symlink(good, link), 0);
	expect(link, SCHAIN_E_ARGUMENT, "is a symbolic link");
	snprintf(link, sizeof link, "%s/here", directory);
	ck_assert_int_eq(symlink(directory, link), 0);
	snprintf(through, sizeof through, "%s/good.so", link);
	expect(through, SCHAIN_E_ARGUMENT, "is a symbolic link");
	expect(good, SCHAIN_OK, NULL);
}
END_TEST

START_TEST(what_others_may_write_to_is_refused)
{
	char path[4200];

	copy_module("good.so", path, sizeof path);
	ck_assert_int_eq(chmod(path, 0775), 0);
	expect(path, SCHAIN_E_ARGUMENT, "others than its owner may write to");
	ck_assert_int_eq(chmod(path, 0757), 0);
	expect(path, SCHAIN_E_ARGUMENT, "(mode 0757)");
	ck_assert_int_eq(chmod(path, 0755), 0);
	ck_assert_int_eq(chmod(directory, 0777), 0);
	expect(path, SCHAIN_E_ARGUMENT, "others than its owner may write to");
	/* Nobody can replace another's file in a sticky directory. */
	ck_assert_int_eq(chmod(directory, 01777), 0);
	expect(path, SCHAIN_OK, NULL);
}
END_TEST

START_TEST(what_belongs_to_another_user_is_refused)
{
	char path[4200];

	copy_module("good.so", path, sizeof path);
	if (chown(path, 12345, (gid_t)-1)) {
		printf("not root: a file of another user cannot be made\n");
		return;
	}
	expect(path, SCHAIN_E_ARGUMENT, "belongs to user 12345, not to root or to this user");
}
END_TEST

/* As sha256sum sees the file. */
static schain_string sum_of(const char *path, char *text)
{
	char command[4300];
	FILE *pipe;

	snprintf(command, sizeof command, "sha256sum '%s'", path);
	pipe = popen(command, "r");
	ck_assert_ptr_nonnull(pipe);
	ck_assert_int_eq(fread(text, 1, 64, pipe), 64);
	pclose(pipe);
	text[64] = 0;
	return schain_string_of(text);
}

START_TEST(only_allowed_content_is_loaded)
{
	static const char other[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
	char path[4200], sum[65], message[200];

	copy_module("good.so", path, sizeof path);
	sum_of(path, sum);
	ck_assert_int_eq(schain_plugins_allow(plugins, schain_string_of(other), &error), SCHAIN_OK);
	snprintf(message, sizeof message, "its SHA-256 is %s, which is not an allowed one", sum);
	expect(path, SCHAIN_E_VALUE, message);
	ck_assert_int_eq(schain_plugins_allow(plugins, schain_string_of(sum), &error), SCHAIN_OK);
	expect(path, SCHAIN_OK, NULL);
	ck_assert_int_eq(schain_plugins_open(plugins, "module", NULL, NULL, 0, 0, &error), SCHAIN_OK);
}
END_TEST

START_TEST(what_is_no_digest_cannot_be_allowed)
{
	ck_assert_int_eq(schain_plugins_allow(plugins, SCHAIN_STRING("abc"), &error),
	                 SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_plugins_allow(plugins, SCHAIN_STRING_NONE, &error), SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_plugins_allow(NULL, SCHAIN_STRING("abc"), &error), SCHAIN_E_ARGUMENT);
}
END_TEST

/* What is mapped is what was looked at, whatever becomes of the file. */
START_TEST(a_file_overwritten_after_loading_changes_nothing)
{
	char path[4200], sum[65];
	schain_object *object, *again;
	schain_function first, second;
	FILE *file;

	copy_module("good.so", path, sizeof path);
	ck_assert_int_eq(schain_object_load(path, sum_of(path, sum), &object, &error), SCHAIN_OK);
	ck_assert_int_eq(schain_object_get_function(object, "schain_plugin_query", &first, &error),
	                 SCHAIN_OK);
	file = fopen(path, "r+");
	ck_assert_ptr_nonnull(file);
	for (int i = 0; i < 100000; i++)
		fputc(0xcc, file);
	fclose(file);
	ck_assert_ptr_nonnull(((schain_plugin_query_function)first)(1, 0));
	ck_assert_int_eq(schain_object_load(path, schain_string_of(sum), &again, &error),
	                 SCHAIN_E_VALUE);
	/* Another content under the path is another object. */
	copy_module("good.so", path, sizeof path);
	ck_assert_int_eq(schain_object_load(path, schain_string_of(sum), &again, &error), SCHAIN_OK);
	ck_assert_int_eq(schain_object_get_function(again, "schain_plugin_query", &second, &error),
	                 SCHAIN_OK);
	ck_assert(first != second);
}
END_TEST

START_TEST(functions_are_found_by_name)
{
	schain_object *object = NULL;
	schain_function function = NULL;
	char path[4096];

	module_path(path, sizeof path, "good");
	ck_assert_int_eq(schain_object_load(path, SCHAIN_STRING_NONE, &object, &error), SCHAIN_OK);
	ck_assert_int_eq(schain_object_get_function(object, "none", &function, &error), SCHAIN_E_IO);
	ck_assert_str_eq(error.message, "has no function none");
	ck_assert(function == NULL);
	ck_assert_int_eq(schain_object_get_function(NULL, "none", &function, &error),
	                 SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_object_load(path, SCHAIN_STRING("12"), &object, &error),
	                 SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_path_check(path, &error), SCHAIN_OK);
	ck_assert_int_eq(schain_path_check("good.so", &error), SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_path_check(NULL, &error), SCHAIN_E_ARGUMENT);
}
END_TEST

static void write_config(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	fclose(file);
	ck_assert_int_eq(chmod(path, 0644), 0);
}

static void configure(const char *text, schain_status status, const char *message)
{
	char path[4200];

	snprintf(path, sizeof path, "%s/plugins.yaml", directory);
	write_config(path, text);
	ck_assert_msg(schain_plugins_configure_file(plugins, path, &error) == status, "%s: %s", text,
	              error.message);
	if (status == SCHAIN_OK)
		return;
	ck_assert_str_eq(error.where, path);
	ck_assert_msg(strstr(error.message, message) != NULL, "\"%s\" has no \"%s\"", error.message,
	              message);
}

#define NEED_YAML() \
	if (!schain_supports("yaml")) { \
		printf("this build reads no YAML\n"); \
		return; \
	}

START_TEST(a_configuration_loads_the_files_it_names)
{
	char path[4200], sum[65], text[9000];

	NEED_YAML();
	copy_module("good.so", path, sizeof path);
	sum_of(path, sum);
	snprintf(text, sizeof text, "instances:\n- file: %s\n  sha256: %.63s%c\n", path, sum,
	         sum[63] == '0' ? '1' : '0');
	configure(text, SCHAIN_E_VALUE, "its SHA-256 is ");
	ck_assert_uint_eq(error.line, 2);
	ck_assert_ptr_null(schain_plugins_at(plugins, 0));
	/* Two instances are of one plugin, which is loaded once. */
	snprintf(text, sizeof text,
	         "instances:\n- {file: %s, sha256: %s}\n- {file: %s, name: second}\n", path, sum, path);
	configure(text, SCHAIN_OK, NULL);
	ck_assert_ptr_nonnull(schain_plugins_at(plugins, 0));
	ck_assert_ptr_null(schain_plugins_at(plugins, 1));
}
END_TEST

START_TEST(both_lists_have_to_allow_a_content)
{
	static const char other[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
	char path[4200], sum[65], text[9000];

	NEED_YAML();
	copy_module("good.so", path, sizeof path);
	sum_of(path, sum);
	snprintf(text, sizeof text, "allow: [%s]\ninstances:\n- file: %s\n", other, path);
	configure(text, SCHAIN_E_VALUE, "which is not an allowed one");
	ck_assert_int_eq(schain_plugins_allow(plugins, schain_string_of(other), &error), SCHAIN_OK);
	snprintf(text, sizeof text, "allow: [%s, %s]\ninstances:\n- file: %s\n", other, sum, path);
	configure(text, SCHAIN_E_VALUE, "which is not an allowed one");
	ck_assert_int_eq(schain_plugins_allow(plugins, schain_string_of(sum), &error), SCHAIN_OK);
	configure(text, SCHAIN_OK, NULL);
	/* What is loaded is held against the lists at each reload. */
	snprintf(text, sizeof text, "allow: [%s]\ninstances:\n- file: %s\n", other, path);
	configure(text, SCHAIN_E_VALUE, "which is not an allowed one");
	ck_assert_int_eq(schain_plugins_close(plugins, "module", &error), SCHAIN_OK);
}
END_TEST

START_TEST(a_configuration_that_others_may_write_is_refused)
{
	char path[4200];

	snprintf(path, sizeof path, "%s/plugins.yaml", directory);
	write_config(path, "instances: []\n");
	ck_assert_int_eq(chmod(path, 0666), 0);
	ck_assert_int_eq(schain_plugins_configure_file(plugins, path, &error), SCHAIN_E_ARGUMENT);
	ck_assert_ptr_nonnull(strstr(error.message, "others than its owner may write to"));
	ck_assert_int_eq(schain_plugins_configure_file(plugins, "plugins.yaml", &error),
	                 SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_plugins_configure_file(plugins, NULL, &error), SCHAIN_E_ARGUMENT);
}
END_TEST

static char logged[512];

static void keep_log(void *context, uint32_t level, const char *message)
{
	(void)context;
	(void)level;
	snprintf(logged, sizeof logged, "%s", message);
}

START_TEST(a_file_replaced_since_is_told_of)
{
	schain_plugins_options options = SCHAIN_PLUGINS_OPTIONS_INIT;
	char path[4200], text[9000];
	FILE *file;

	NEED_YAML();
	schain_plugins_free(plugins);
	options.flags = SCHAIN_PLUGINS_LOAD_FILES;
	options.log = keep_log;
	ck_assert_int_eq(schain_plugins_new(&options, &plugins, &error), SCHAIN_OK);
	copy_module("good.so", path, sizeof path);
	snprintf(text, sizeof text, "instances:\n- file: %s\n", path);
	configure(text, SCHAIN_OK, NULL);
	configure(text, SCHAIN_OK, NULL);
	ck_assert_str_eq(logged, "");
	ck_assert_int_eq(unlink(path), 0);
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fputs("another\n", file);
	fclose(file);
	configure(text, SCHAIN_OK, NULL);
	ck_assert_ptr_nonnull(strstr(logged, "the file has changed"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("plugin/load");
	TCase *one = tcase_create("files");
	SRunner *runner;
	int failed;

	if (!schain_supports("load-plugins")) {
		printf("this build loads no shared objects\n");
		return 77;
	}
	tcase_add_checked_fixture(one, set_up, tear_down);
	tcase_add_test(one, a_good_one_is_loaded);
	tcase_add_test(one, one_that_was_built_with_older_headers_is_loaded);
	tcase_add_test(one, wrong_modules_are_refused);
	tcase_add_test(one, a_file_that_is_no_shared_object_is_refused);
	tcase_add_test(one, paths_that_depend_on_something_are_refused);
	tcase_add_test(one, symbolic_links_are_refused);
	tcase_add_test(one, what_others_may_write_to_is_refused);
	tcase_add_test(one, what_belongs_to_another_user_is_refused);
	tcase_add_test(one, only_allowed_content_is_loaded);
	tcase_add_test(one, what_is_no_digest_cannot_be_allowed);
	tcase_add_test(one, a_file_overwritten_after_loading_changes_nothing);
	tcase_add_test(one, functions_are_found_by_name);
	tcase_add_test(one, a_configuration_loads_the_files_it_names);
	tcase_add_test(one, both_lists_have_to_allow_a_content);
	tcase_add_test(one, a_configuration_that_others_may_write_is_refused);
	tcase_add_test(one, a_file_replaced_since_is_told_of);
	suite_add_tcase(suite, one);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
