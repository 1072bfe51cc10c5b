/* SPDX-License-Identifier: Apache-2.0 */
/* Isolated plugins, right and wrong: what each costs its host. */
#include <supplychain/supplychain.h>

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "mock.h"
#include "plugin/remote.h"

/* AddressSanitizer reports by itself what would end a process, and needs all address space. */
#if defined(__SANITIZE_ADDRESS__)
#define ENDED_BY(how) "its process ended"
#else
#define ENDED_BY(how) "its process ended " how
#endif

#define NOW (INT64_C(1767225600) * SCHAIN_SECOND) /* 2026-01-01T00:00:00Z */

static schain_plugins *plugins;
static schain_error error;
static char helper[4096], module[4096];
static int64_t skipped; /* time that the test lets pass at once */
static char logged[1 << 18];

static int64_t test_clock(void *context)
{
	struct timespec now;

	(void)context;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * SCHAIN_SECOND + now.tv_nsec + skipped;
}

static void test_log(void *context, uint32_t level, const char *message)
{
	size_t used = strlen(logged);

	(void)context;
	(void)level;
	snprintf(logged + used, sizeof logged - used, "%s\n", message);
}

static void new_set(const schain_allocator *allocator)
{
	schain_plugins_options options = SCHAIN_PLUGINS_OPTIONS_INIT;

	skipped = 0;
	logged[0] = 0;
	schain_error_init(&error, sizeof error);
	options.flags = SCHAIN_PLUGINS_LOAD_FILES;
	options.clock = test_clock;
	options.log = test_log;
	options.allocator = allocator;
	ck_assert_int_eq(schain_plugins_new(&options, &plugins, &error), SCHAIN_OK);
}

static void set_up(void)
{
	new_set(NULL);
}

static void tear_down(void)
{
	schain_plugins_free(plugins);
	plugins = NULL;
}

static schain_plugin_isolation isolation(void)
{
	schain_plugin_isolation how = SCHAIN_PLUGIN_ISOLATION_INIT;

	how.helper = helper;
	return how;
}

static schain_status try_open(const char *manner, const char *path, const schain_plugin_isolation *how)
{
	schain_plugin_value values[2] = {
		{ SCHAIN_STRING("manner"), schain_string_of(manner) },
		{ SCHAIN_STRING("path"), schain_string_of(path) },
	};

	return schain_plugins_open_isolated(plugins, module, "h", values, sizeof *values, path ? 2 : 1, how,
	                                    &error);
}

/* With patience: each question is over when asking returns. */
static void open_patient(const char *manner)
{
	schain_plugin_isolation how = isolation();

	how.patience = 30 * SCHAIN_SECOND;
	ck_assert_msg(try_open(manner, NULL, &how) == SCHAIN_OK, "%s", error.message);
}

static void open_impatient(const char *manner)
{
	schain_plugin_isolation how = isolation();

	ck_assert_msg(try_open(manner, NULL, &how) == SCHAIN_OK, "%s", error.message);
}

static void ask(const char *path)
{
	schain_question question;
	schain_file file = SCHAIN_FILE_INIT;

	memset(&question, 0, sizeof question);
	question.struct_size = sizeof question;
	question.subject_kind = SCHAIN_SUBJECT_FILE;
	question.time = NOW;
	question.subject = schain_string_of(path);
	question.host = SCHAIN_STRING("desk.example");
	file.path = question.subject;
	question.file = &file;
	schain__plugins_ask(plugins, &question, 1);
}

static schain_plugin_statistics statistics(void)
{
	schain_plugin_statistics now;

	now.struct_size = sizeof now;
	ck_assert_int_eq(schain_plugins_get_statistics(plugins, 0, &now, &error), SCHAIN_OK);
	return now;
}

static char last_reason[512];

static size_t take(void)
{
	const schain__reply *reply;
	size_t count = 0;

	last_reason[0] = 0;
	schain__plugins_look_at_clock(plugins);
	schain__plugins_collect(plugins, 1);
	for (; (reply = schain__plugins_take(plugins)); count++)
		snprintf(last_reason, sizeof last_reason, "%.*s", (int)reply->claim.reason.length,
		         reply->claim.reason.length ? reply->claim.reason.data : "");
	return count;
}

static void rest(void)
{
	struct timespec pause = { 0, 2000000 };

	nanosleep(&pause, NULL);
}

/* Looks now and then, until it is so or for ten seconds. */
#define WAIT_UNTIL(condition) \
	do { \
		int64_t end_ = test_clock(NULL) + 10 * SCHAIN_SECOND; \
		int is_so_; \
		while (!(is_so_ = (condition)) && test_clock(NULL) < end_) \
			rest(); \
		ck_assert_msg(is_so_, "%s", #condition); \
	} while (0)

static int is_running(void)
{
	schain__plugins_look_at_clock(plugins);
	schain__plugins_collect(plugins, 1);
	return statistics().is_running != 0;
}

static int is_down(void)
{
	return !is_running();
}

/* It is lost, the next child comes in its time, and answers. */
static void expect_replaced(uint64_t crashes, uint64_t kills)
{
	WAIT_UNTIL(is_down());
	ck_assert_uint_eq(statistics().crashes, crashes);
	ck_assert_uint_eq(statistics().kills, kills);
	ck_assert_uint_eq(statistics().waiting, 0);
	take();
	ask("/opt/meanwhile");
	ck_assert_uint_eq(statistics().missed, 1);
	skipped += 2 * SCHAIN_SECOND;
	WAIT_UNTIL(is_running());
	ck_assert_uint_eq(statistics().starts, 2);
	ask("/opt/meanwhile"); /* missed questions are asked again */
	WAIT_UNTIL(take() == 1);
	ck_assert_str_eq(last_reason, "answered");
}

START_TEST(a_good_one_answers_as_in_process)
{
	schain_plugin_statistics now;

	open_patient("good");
	/* Said of a build with AddressSanitizer, and where the kernel lacks a step. */
	ck_assert(!*logged == (statistics().isolation == SCHAIN_ISOLATION_ALL));
	ask("/opt/a");
	ask("/opt/b");
	ask("/opt/a");
	ck_assert_uint_eq(take(), 2);
	ck_assert_str_eq(last_reason, "answered");
	now = statistics();
	ck_assert_str_eq(now.name, "h");
	ck_assert_str_eq(now.plugin, "hostile");
	ck_assert_uint_eq(now.asked, 2);
	ck_assert_uint_eq(now.answered, 2);
	ck_assert_uint_eq(now.claims, 2);
	ck_assert_uint_eq(now.is_isolated, 1);
	ck_assert_uint_eq(now.is_running, 1);
	ck_assert_uint_eq(now.starts, 1);
	ck_assert_int_eq(schain_plugins_close(plugins, "h", &error), SCHAIN_OK);
	ck_assert_uint_eq(statistics().is_running, 0);
	ck_assert_uint_eq(statistics().crashes, 0);
}
END_TEST

START_TEST(feeding_waits_for_no_answer)
{
	open_impatient("sleep");
	ask("/opt/bad");
	ask("/opt/a");
	ck_assert_uint_eq(take(), 0);
	ck_assert_uint_eq(statistics().waiting, 2);
	/* More than its socket takes: what does not fit is missed. */
	for (int i = 0; i < 2000; i++) {
		char path[32];

		snprintf(path, sizeof path, "/opt/%d", i);
		ask(path);
	}
	ck_assert_uint_gt(statistics().missed, 0);
	ck_assert_uint_eq(statistics().asked + statistics().missed, 2002);
}
END_TEST

START_TEST(a_late_answer_is_taken)
{
	open_impatient("late");
	ask("/opt/bad");
	WAIT_UNTIL(take() == 1);
	ck_assert_str_eq(last_reason, "late");
	ck_assert_uint_eq(statistics().answered, 1);
	ck_assert_uint_eq(statistics().waiting, 0);
}
END_TEST

/* Each with what it adds to crashes and kills. */
static const struct {
	const char *manner;
	uint64_t crashes, kills;
	const char *message;
} fatal[] = {
	{ "crash", 1, 0, ENDED_BY("by signal 11") },
	{ "exit", 1, 0, ENDED_BY("with status 0") },
	{ "bomb", 1, 0, ENDED_BY("by signal 6") },
	{ "hang-up", 1, 0, "its process ended" },
	{ "flood", 0, 1, "floods its host" },
	{ "log", 0, 1, "floods its host" },
	{ "oversized", 0, 1, "no frame of the protocol" },
	{ "malformed", 0, 1, "no frame of the protocol" },
	{ "unknown-frame", 0, 1, "no frame of the protocol" },
	{ "returned-twice", 0, 1, "no frame of the protocol" },
	{ "opened-again", 0, 1, "no frame of the protocol" },
};

START_TEST(what_is_fatal_costs_its_child_only)
{
	open_impatient(fatal[_i].manner);
	ask("/opt/a");
	WAIT_UNTIL(take() == 1);
	ask("/opt/bad");
	expect_replaced(fatal[_i].crashes, fatal[_i].kills);
	ck_assert_msg(strstr(logged, fatal[_i].message) != NULL, "no \"%s\" in \"%.500s\"",
	              fatal[_i].message, logged);
	ck_assert_ptr_null(strchr(logged, '\033'));
}
END_TEST

START_TEST(one_that_hangs_is_ended_after_the_deadline)
{
	open_impatient(_i ? "hang" : "sleep");
	ask("/opt/bad");
	skipped += SCHAIN_SECOND;
	ck_assert(is_running());
	skipped += 2 * SCHAIN_SECOND;
	expect_replaced(0, 1);
	ck_assert_ptr_nonnull(strstr(logged, "ask did not return within the deadline"));
}
END_TEST

START_TEST(processor_time_is_limited)
{
	schain_plugin_isolation how = isolation();

	how.cpu_limit = SCHAIN_SECOND;
	ck_assert_msg(try_open("hang", NULL, &how) == SCHAIN_OK, "%s", error.message);
	ask("/opt/bad");
	/* Nobody looks at the clock: it is not the deadline that ends it. */
	WAIT_UNTIL((schain__plugins_collect(plugins, 1), !statistics().is_running));
	ck_assert_uint_eq(statistics().crashes, 1);
	ck_assert_uint_eq(statistics().kills, 0);
}
END_TEST

START_TEST(one_that_is_merely_busy_is_not_ended)
{
	int64_t left = 10 * SCHAIN_SECOND;

	open_impatient("late");
	for (int i = 0; i < 100; i++) {
		char path[32];

		snprintf(path, sizeof path, "/opt/%d", i);
		ask(path);
	}
	schain__child_wait(&plugins->instances[0]->remote->child, &left);
	rest();
	skipped += 3 * SCHAIN_SECOND; /* an answer is there, nobody looked */
	WAIT_UNTIL((take(), statistics().answered == 100));
	ck_assert_uint_eq(statistics().kills, 0);
}
END_TEST

static const struct {
	const char *manner;
	uint64_t claims, unasked, repeated, refused, failed;
} harmless[] = {
	{ "twice", 1, 0, 1, 0, 0 },
	{ "unasked", 0, 1, 0, 0, 0 },
	{ "other-subject", 0, 1, 0, 0, 0 },
	{ "no-claim", 0, 0, 0, 9, 1 },
	{ "stdout", 1, 0, 0, 0, 0 },
	{ "fails", 0, 0, 0, 0, 1 },
};

START_TEST(what_is_merely_wrong_costs_that_answer)
{
	schain_plugin_statistics now;

	open_patient(harmless[_i].manner);
	ask("/opt/bad");
	ck_assert_uint_eq(take(), harmless[_i].claims);
	now = statistics();
	ck_assert_uint_eq(now.claims_unasked, harmless[_i].unasked);
	ck_assert_uint_eq(now.claims_repeated, harmless[_i].repeated);
	ck_assert_uint_eq(now.claims_refused, harmless[_i].refused);
	ck_assert_uint_eq(now.failed, harmless[_i].failed);
	ck_assert_uint_eq(now.waiting, 0);
	ask("/opt/a");
	ck_assert_uint_eq(take(), 1);
	ck_assert_uint_eq(statistics().starts, 1);
}
END_TEST

START_TEST(opening_says_what_went_wrong)
{
	static const struct {
		const char *manner;
		schain_status status;
		const char *message;
	} cases[] = {
		{ "open-fails", SCHAIN_E_IO, "has no heart for it" },
		{ "open-crashes", SCHAIN_E_STATE, ENDED_BY("by signal 11") },
		{ "open-hangs", SCHAIN_E_LIMIT, "did not start and open the plugin in time" },
	};
	schain_plugin_isolation how = isolation();

	how.start_limit = _i == 2 ? SCHAIN_SECOND / 2 : 0;
	ck_assert_int_eq(try_open(cases[_i].manner, NULL, &how), cases[_i].status);
	ck_assert_msg(strstr(error.message, cases[_i].message) != NULL, "%s", error.message);
	ck_assert_uint_eq(plugins->instance_count, 0);
}
END_TEST

START_TEST(closing_is_over_in_time)
{
	open_patient(_i ? "close-hangs" : "after-close");
	ask("/opt/a");
	ck_assert_uint_eq(take(), 1);
	ck_assert_int_eq(schain_plugins_close(plugins, "h", &error), SCHAIN_OK);
	ck_assert_uint_eq(take(), 0);
	ck_assert_uint_eq(statistics().claims_unasked + statistics().claims_repeated, 0);
}
END_TEST

START_TEST(a_host_may_reap_or_ignore_all_its_children)
{
	if (_i)
		signal(SIGCHLD, SIG_IGN);
	open_impatient("crash");
	ask("/opt/bad");
	if (!_i)
		while (waitpid(-1, NULL, 0) > 0)
			continue;
	expect_replaced(1, 0);
	schain_plugins_close(plugins, "h", &error);
	signal(SIGCHLD, SIG_DFL);
	ck_assert_int_lt(waitpid(-1, NULL, WNOHANG), 0); /* none is left */
}
END_TEST

START_TEST(losses_are_further_and_further_apart)
{
	int64_t delay = SCHAIN_SECOND;

	open_impatient("crash");
	for (int i = 0; i < 4; i++, delay *= 2) {
		char wanted[64];

		ask("/opt/bad");
		WAIT_UNTIL(is_down());
		WAIT_UNTIL((is_down(), strstr(logged, "next start in") != NULL));
		snprintf(wanted, sizeof wanted, "next start in %lld ms", (long long)(delay / 1000000));
		ck_assert_msg(strstr(logged, wanted) != NULL, "no \"%s\" in \"%s\"", wanted, logged);
		logged[0] = 0;
		skipped += delay - SCHAIN_SECOND / 2;
		ck_assert(is_down());
		skipped += SCHAIN_SECOND / 2;
		WAIT_UNTIL(is_running());
		/* Or it would not be asked again. */
		schain__recent_dispose(&plugins->instances[0]->known);
	}
}
END_TEST

START_TEST(options_and_paths_are_checked)
{
	static const schain_plugin_grant relative = { "etc", SCHAIN_GRANT_READ, 0 },
	                                 none = { "/etc", 0, 0 }, unknown = { "/etc", 8, 0 };
	schain_plugin_isolation how = isolation();

	how.helper = "helper";
	ck_assert_int_eq(try_open("good", NULL, &how), SCHAIN_E_ARGUMENT);
	how.helper = "/nonexistent/helper";
	ck_assert_int_eq(try_open("good", NULL, &how), SCHAIN_E_IO);
	how = isolation();
	how.flags = 8;
	ck_assert_int_eq(try_open("good", NULL, &how), SCHAIN_E_ARGUMENT);
	how = isolation();
	how.required = 16;
	ck_assert_int_eq(try_open("good", NULL, &how), SCHAIN_E_ARGUMENT);
	how = isolation();
	how.patience = -1;
	ck_assert_int_eq(try_open("good", NULL, &how), SCHAIN_E_ARGUMENT);
	how = isolation();
	how.memory_limit = 1;
	ck_assert_int_eq(try_open("good", NULL, &how), SCHAIN_E_VALUE);
	how = isolation();
	how.file_limit = 5000;
	ck_assert_int_eq(try_open("good", NULL, &how), SCHAIN_E_VALUE);
	how = isolation();
	how.grant_size = sizeof relative;
	how.grant_count = 1;
	how.grants = &relative;
	ck_assert_int_eq(try_open("good", NULL, &how), SCHAIN_E_VALUE);
	how.grants = &none;
	ck_assert_int_eq(try_open("good", NULL, &how), SCHAIN_E_VALUE);
	how.grants = &unknown;
	ck_assert_int_eq(try_open("good", NULL, &how), SCHAIN_E_VALUE);
	how.grant_count = 65;
	ck_assert_int_eq(try_open("good", NULL, &how), SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_plugins_open_isolated(plugins, module, "h", NULL, 0, 0, NULL, &error),
	                 SCHAIN_E_ARGUMENT);
	how = isolation();
	ck_assert_int_eq(schain_plugins_open_isolated(plugins, helper, "h", NULL, 0, 0, &how, &error),
	                 SCHAIN_E_IO);
	ck_assert_ptr_nonnull(strstr(error.message, "cannot be loaded"));
	ck_assert_int_eq(schain_plugins_allow(
						 plugins,
						 SCHAIN_STRING("2CF24DBA5FB0A30E26E83B2AC5B9E29E1B161E5C1FA7425E73043362938B9824"),
						 &error),
	                 SCHAIN_OK); /* of "hello", which no plugin is */
	ck_assert_int_eq(try_open("good", NULL, &how), SCHAIN_E_VALUE);
}
END_TEST

START_TEST(each_allocation_may_fail)
{
	size_t budget_left = 0;

	tear_down();
	for (;; budget_left++) {
		mock_budget budget = { 1000, 0 };
		schain_allocator allocator = mock_allocator(&budget);
		schain_plugin_isolation how = isolation();
		schain_status status;

		how.patience = 10 * SCHAIN_SECOND;
		new_set(&allocator);
		budget.left = budget_left;
		status = try_open("good", NULL, &how);
		if (status == SCHAIN_OK) {
			ask("/opt/a");
			ask("/opt/b");
			take();
		} else {
			ck_assert_int_eq(status, SCHAIN_E_MEMORY);
		}
		tear_down();
		ck_assert_uint_eq(budget.held, 0);
		if (status == SCHAIN_OK && budget.left > 0)
			break;
	}
	ck_assert_uint_gt(budget_left, 5);
	set_up();
}
END_TEST

static Suite *make_suite(void)
{
	Suite *suite = suite_create("isolate");
	TCase *tests = tcase_create("isolate");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, a_good_one_answers_as_in_process);
	tcase_add_test(tests, feeding_waits_for_no_answer);
	tcase_add_test(tests, a_late_answer_is_taken);
	tcase_add_loop_test(tests, what_is_fatal_costs_its_child_only, 0,
	                    (int)(sizeof fatal / sizeof *fatal));
	tcase_add_loop_test(tests, one_that_hangs_is_ended_after_the_deadline, 0, 2);
	tcase_add_test(tests, processor_time_is_limited);
	tcase_add_test(tests, one_that_is_merely_busy_is_not_ended);
	tcase_add_loop_test(tests, what_is_merely_wrong_costs_that_answer, 0,
	                    (int)(sizeof harmless / sizeof *harmless));
	tcase_add_loop_test(tests, opening_says_what_went_wrong, 0, 3);
	tcase_add_loop_test(tests, closing_is_over_in_time, 0, 2);
	tcase_add_loop_test(tests, a_host_may_reap_or_ignore_all_its_children, 0, 2);
	tcase_add_test(tests, losses_are_further_and_further_apart);
	tcase_add_test(tests, options_and_paths_are_checked);
	tcase_add_test(tests, each_allocation_may_fail);
	suite_add_tcase(suite, tests);
	return suite;
}

int main(void)
{
	const char *build = getenv("SCHAIN_BUILDDIR");
	SRunner *runner;
	int failed;

	snprintf(helper, sizeof helper, "%s/lib/plugin-host/supplychain-plugin-host-1", build ? build : "");
	snprintf(module, sizeof module, "%s/tests/plugin/.libs/hostile.so", build ? build : "");
	schain_error_init(&error, sizeof error);
	if (schain_path_check(helper, &error) != SCHAIN_OK) {
		printf("skipped: %s: %s\n", helper, error.message);
		return 77;
	}
	runner = srunner_create(make_suite());
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
