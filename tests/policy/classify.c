/* SPDX-License-Identifier: Apache-2.0 */
/* Real paths of three systems, and what a detection engineer says they are. */
#include "policy/object.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

static schain_policy *policy;

static const struct {
	char letter;
	uint64_t bit;
} letters[] = {
	{ 'I', SCHAIN__IMAGE_INSTALLER },     { 'U', SCHAIN__IMAGE_UPDATER },
	{ 'P', SCHAIN__IMAGE_PACKAGE_MANAGER }, { 'D', SCHAIN__IMAGE_DEVELOPER_MANAGER },
	{ 'B', SCHAIN__IMAGE_BUILD_TOOL },    { 'C', SCHAIN__IMAGE_COMPILER },
	{ 'F', SCHAIN__IMAGE_FILE_TOOL },     { 'S', SCHAIN__IMAGE_SHELL },
	{ 'H', SCHAIN__IMAGE_SCRIPT_HOST },   { 'R', SCHAIN__IMAGE_INTERPRETER },
	{ 'W', SCHAIN__IMAGE_DOWNLOADER },    { 'L', SCHAIN__IMAGE_LOLBIN },
	{ 'Y', SCHAIN__IMAGE_DISCOVERY },     { 'K', SCHAIN__IMAGE_CARRIER },
	{ 'O', SCHAIN__IMAGE_BROWSER },       { 'A', SCHAIN__IMAGE_SECURITY },
	{ 'Z', SCHAIN__IMAGE_PERSISTENCE },   { 'p', SCHAIN__PATH_PROGRAM },
	{ 't', SCHAIN__PATH_TEMPORARY },      { 's', SCHAIN__PATH_SYSTEM },
	{ 'd', SCHAIN__PATH_DEVELOPER },      { 'z', SCHAIN__PATH_PERSISTENCE },
	{ 'c', SCHAIN__PATH_CREDENTIAL },     { 'i', SCHAIN__PATH_IGNORED },
	{ 'x', SCHAIN__PATH_EXECUTABLE },     { 'n', SCHAIN__PATH_NOT_EXECUTABLE },
	{ 'h', SCHAIN__PATH_SCRIPT },         { 'm', SCHAIN__PATH_MODULE },
};

static void setup(void)
{
	ck_assert_int_eq(schain_policy_new(NULL, &policy, NULL), SCHAIN_OK);
}

static void teardown(void)
{
	schain_policy_free(policy);
}

static void spell(uint64_t bits, char *text)
{
	for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
		if (bits & letters[i].bit)
			*text++ = letters[i].letter;
	*text = 0;
}

static const struct {
	const char *path;
	const char *letters; /* in the order of the table above */
} rows[] = {
#include "paths.inc"
};

START_TEST(paths_are_what_engineers_say_they_are)
{
	char found[sizeof letters / sizeof *letters + 1];
	int wrong = 0;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		spell(schain__policy_classify(policy, schain_string_of(rows[i].path)), found);
		if (strcmp(found, rows[i].letters) && ++wrong)
			fprintf(stderr, "%s: expected \"%s\", found \"%s\"\n", rows[i].path,
			        rows[i].letters, found);
	}
	ck_assert_int_eq(wrong, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy classify");
	TCase *tests = tcase_create("classify");
	SRunner *runner;
	int failed;

	tcase_add_unchecked_fixture(tests, setup, teardown);
	tcase_add_test(tests, paths_are_what_engineers_say_they_are);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
