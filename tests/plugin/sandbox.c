/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an isolated plugin can do besides answering: each thing tried by one that
 * means no good, for a host that is root and for one that is not.
 */
#include <supplychain/supplychain.h>

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "plugin/remote.h"

enum { NOBODY = 65534 };

#define NOW (INT64_C(1767225600) * SCHAIN_SECOND) /* 2026-01-01T00:00:00Z */

static schain_plugins *plugins;
static schain_error error;
static char helper[4096], module[4096], directory[64], inside[96], outside[96], writable[96], made[128];
static char last_reason[512];

/* The host of the second round of each test. */
static void be_nobody(void)
{
	if (geteuid())
		return;
	ck_assert(!setgroups(0, NULL) && !setgid(NOBODY) && !setuid(NOBODY));
}

static schain_status new_set(void)
{
	schain_plugins_options options = SCHAIN_PLUGINS_OPTIONS_INIT;

	schain_error_init(&error, sizeof error);
	options.flags = SCHAIN_PLUGINS_LOAD_FILES;
	return schain_plugins_new(&options, &plugins, &error);
}

static void set_up(void)
{
	ck_assert_int_eq(new_set(), SCHAIN_OK);
}

static void tear_down(void)
{
	schain_plugins_free(plugins);
}

static schain_plugin_isolation isolation(void)
{
	schain_plugin_isolation how = SCHAIN_PLUGIN_ISOLATION_INIT;

	how.helper = helper;
	how.patience = 30 * SCHAIN_SECOND;
	how.memory_limit = UINT64_C(1) << 30;
	return how;
}

static schain_status try_open(const char *path, const schain_plugin_isolation *how)
{
	schain_plugin_value value = { SCHAIN_STRING("path"), schain_string_of(path) };

	return schain_plugins_open_isolated(plugins, module, NULL, &value, sizeof value, path != NULL, how,
	                                    &error);
}

static schain_plugin_statistics statistics(void)
{
	schain_plugin_statistics now = { .struct_size = sizeof now };

	ck_assert_int_eq(schain_plugins_get_statistics(plugins, 0, &now, &error), SCHAIN_OK);
	return now;
}

/* What it says of its try. */
static const char *tried(const char *what)
{
	const schain__reply *reply;
	schain_question question;
	char path[128];

	snprintf(path, sizeof path, "/try/%s", what);
	memset(&question, 0, sizeof question);
	question.struct_size = sizeof question;
	question.subject_kind = SCHAIN_SUBJECT_FILE;
	question.time = NOW;
	question.subject = schain_string_of(path);
	schain__plugins_ask(plugins, &question, 1);
	strcpy(last_reason, "nothing");
	while ((reply = schain__plugins_take(plugins)))
		snprintf(last_reason, sizeof last_reason, "%.*s", (int)reply->claim.reason.length,
		         reply->claim.reason.data);
	return last_reason;
}

static void expect_refused(const char *what, int reason)
{
	char wanted[128];

	snprintf(wanted, sizeof wanted, "refused %s: %d", what, reason);
	ck_assert_str_eq(tried(what), wanted);
}

static void expect_allowed(const char *what)
{
	char wanted[128];

	snprintf(wanted, sizeof wanted, "allowed %s", what);
	ck_assert_str_eq(tried(what), wanted);
}

START_TEST(what_does_harm_is_refused)
{
	schain_plugin_isolation how = isolation();
	int left_open;

	if (_i)
		be_nobody();
	left_open = dup(STDERR_FILENO); /* a host that is careless with its descriptors */
	how.required = SCHAIN_ISOLATION_FILES | SCHAIN_ISOLATION_CALLS | SCHAIN_ISOLATION_PRIVILEGES;
	ck_assert_msg(try_open(outside, &how) == SCHAIN_OK, "%s", error.message);
	expect_refused("shadow", EACCES);
	expect_refused("passwd", EACCES);
	expect_refused("host-memory", EACCES);
	expect_refused("read", EACCES);
	expect_refused("write", EACCES);
	expect_refused("chmod", EPERM);
	expect_refused("connect", EPERM);
	expect_refused("unix", EPERM);
	expect_refused("exec", EPERM);
	expect_refused("fork", EPERM);
	expect_refused("ptrace", EPERM);
	expect_refused("kill", EPERM);
	expect_refused("root", EPERM);
	expect_refused("limit", EPERM);
	expect_refused("environment", 0);
	expect_refused("descriptors", EBADF);
	expect_refused("files", EMFILE);
	ck_assert_uint_eq(statistics().starts, 1);
	close(left_open);
}
END_TEST

START_TEST(what_it_needs_is_allowed)
{
	schain_plugin_isolation how = isolation();

	if (_i)
		be_nobody();
	ck_assert_msg(try_open(NULL, &how) == SCHAIN_OK, "%s", error.message);
	expect_allowed("thread");
}
END_TEST

START_TEST(memory_is_limited)
{
	schain_plugin_isolation how = isolation();

	ck_assert_msg(try_open(NULL, &how) == SCHAIN_OK, "%s", error.message);
	if (!(statistics().isolation & SCHAIN_ISOLATION_LIMITS)) {
		printf("not tried: the limit of memory is not possible in this build\n");
		return;
	}
	expect_refused("memory", ENOMEM);
}
END_TEST

START_TEST(grants_open_files_and_no_others)
{
	schain_plugin_grant grants[2] = { { directory, SCHAIN_GRANT_READ, 0 },
		                              { writable, SCHAIN_GRANT_WRITE, 0 } };
	schain_plugin_isolation how = isolation();

	if (_i)
		be_nobody();
	how.grants = grants;
	how.grant_size = sizeof *grants;
	how.grant_count = 1;
	ck_assert_msg(try_open(inside, &how) == SCHAIN_OK, "%s", error.message);
	expect_allowed("read");
	expect_refused("write", EACCES);
	expect_refused("passwd", EACCES);
	ck_assert_int_eq(schain_plugins_close(plugins, "hostile", &error), SCHAIN_OK);
	tear_down();
	set_up();
	how.grant_count = 2;
	ck_assert_msg(try_open(made, &how) == SCHAIN_OK, "%s", error.message);
	expect_allowed("write");
	expect_allowed("read");
	ck_assert_int_eq(access(made, F_OK), 0);
	unlink(made);
}
END_TEST

START_TEST(the_network_is_there_if_it_is_asked_for)
{
	schain_plugin_isolation how = isolation();

	if (_i)
		be_nobody();
	how.flags = SCHAIN_ISOLATION_NETWORK;
	ck_assert_msg(try_open(NULL, &how) == SCHAIN_OK, "%s", error.message);
	expect_allowed("connect");
	expect_refused("unix", EPERM);
	expect_refused("exec", EPERM);
	expect_refused("passwd", EACCES);
}
END_TEST

START_TEST(a_step_that_does_not_hold_is_told_or_refused)
{
	schain_plugin_grant grant = { "/nonexistent/place", SCHAIN_GRANT_READ, 0 };
	schain_plugin_isolation how = isolation();

	how.grants = &grant;
	how.grant_size = sizeof grant;
	how.grant_count = 1;
	how.required = SCHAIN_ISOLATION_FILES;
	ck_assert_int_eq(try_open(NULL, &how), SCHAIN_E_STATE);
	ck_assert_msg(strstr(error.message, "a required step of isolation is not possible here") &&
	                  strstr(error.message, "/nonexistent/place: No such file"),
	              "%s", error.message);
	how.required = SCHAIN_ISOLATION_CALLS;
	ck_assert_int_eq(try_open(NULL, &how), SCHAIN_OK);
	ck_assert_uint_eq(statistics().isolation & SCHAIN_ISOLATION_FILES, 0);
	expect_refused("passwd", EACCES); /* what does hold of it is still there */
}
END_TEST

static Suite *make_suite(void)
{
	Suite *suite = suite_create("sandbox");
	TCase *tests = tcase_create("sandbox");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_loop_test(tests, what_does_harm_is_refused, 0, 2);
	tcase_add_loop_test(tests, what_it_needs_is_allowed, 0, 2);
	tcase_add_test(tests, memory_is_limited);
	tcase_add_loop_test(tests, grants_open_files_and_no_others, 0, 2);
	tcase_add_loop_test(tests, the_network_is_there_if_it_is_asked_for, 0, 2);
	tcase_add_test(tests, a_step_that_does_not_hold_is_told_or_refused);
	suite_add_tcase(suite, tests);
	return suite;
}

static void make_file(char *path, size_t size, const char *name)
{
	FILE *file;

	snprintf(path, size, "%s%s", directory, name);
	file = fopen(path, "w");
	if (file)
		fclose(file);
	chmod(path, 0644);
}

static int make_files(void)
{
	strcpy(directory, "/tmp/schain-sandbox-XXXXXX");
	if (!mkdtemp(directory) || chmod(directory, 0755))
		return -1;
	make_file(outside, sizeof outside, ".outside");
	make_file(inside, sizeof inside, "/inside");
	snprintf(writable, sizeof writable, "%s/writable", directory);
	snprintf(made, sizeof made, "%s/made", writable);
	return mkdir(writable, 0700) || chmod(writable, 0777);
}

static void remove_files(void)
{
	unlink(outside);
	unlink(inside);
	unlink(made);
	rmdir(writable);
	rmdir(directory);
}

/* What this system cannot do is no failure of the library's. Returns 0, or 77. */
static int check_system(void)
{
	schain_plugin_isolation how = isolation();
	int status = 0;

	schain_error_init(&error, sizeof error);
	if (schain_path_check(helper, &error) != SCHAIN_OK) {
		printf("skipped: %s: %s\n", helper, error.message);
		return 77;
	}
	how.required = SCHAIN_ISOLATION_FILES | SCHAIN_ISOLATION_CALLS;
	if (new_set() != SCHAIN_OK)
		return 99;
	if (try_open(NULL, &how) != SCHAIN_OK && error.code == SCHAIN_E_STATE &&
	    strstr(error.message, "required step")) {
		printf("skipped: %s\n", error.message);
		status = 77;
	}
	tear_down();
	return status;
}

/* Can a host that is nobody get at the helper and the plugin? Tried in a process of its own. */
static int nobody_sees_the_build(void)
{
	pid_t pid = fork();
	int status = 1;

	if (!pid) {
		if (!geteuid() && (setgroups(0, NULL) || setgid(NOBODY) || setuid(NOBODY)))
			_exit(1);
		_exit(access(helper, X_OK) || access(module, R_OK));
	}
	return waitpid(pid, &status, 0) == pid && !status;
}

int main(void)
{
	const char *build = getenv("SCHAIN_BUILDDIR");
	SRunner *runner;
	int failed;

	snprintf(helper, sizeof helper, "%s/lib/plugin-host/supplychain-plugin-host-1", build ? build : "");
	snprintf(module, sizeof module, "%s/tests/plugin/.libs/hostile.so", build ? build : "");
	failed = check_system();
	if (failed)
		return failed;
	if (!nobody_sees_the_build()) {
		printf("skipped: user %d cannot read the build directory\n", NOBODY);
		return 77;
	}
	if (make_files())
		return 99;
	runner = srunner_create(make_suite());
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	remove_files();
	return failed != 0;
}
