/* SPDX-License-Identifier: Apache-2.0 */
/* The plugin goes on asking while imports replace its store: as doc/reputation.md says. */
#include <supplychain/plugin.h>
#include <supplychain/reputation.h>
#include <supplychain/version.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NOW INT64_C(1767225600000000000) /* 2026-01-01 */

enum { PATIENCE = 120 }; /* seconds, of a machine that does other things too */

static char folder[] = "/tmp/schain-enricher-XXXXXX";
static char store_path[64], aside_path[64], list_path[64];
static char reason[256]; /* of the last answer; empty: it was none */
static unsigned told;    /* messages for people */
static schain_plugin_host host;
static const schain_enricher *enricher;
static void *instance;

static void log_message(void *context, uint32_t level, const char *message)
{
	(void)context;
	ck_assert_uint_eq(level, 1);
	ck_assert_ptr_nonnull(strstr(message, store_path));
	told++;
}

static void *allocate(void *context, size_t size)
{
	(void)context;
	return malloc(size ? size : 1);
}

static void release(void *context, void *memory, size_t size)
{
	(void)context;
	(void)size;
	free(memory);
}

static schain_status post(void *context, uint64_t question, const schain_claim *claims, size_t claim_size, size_t count)
{
	(void)context;
	(void)question;
	ck_assert_uint_eq(claim_size, sizeof *claims);
	ck_assert_uint_eq(count, 1);
	ck_assert_uint_eq(claims->finding, SCHAIN_FINDING_KNOWN_BAD);
	snprintf(reason, sizeof reason, "%.*s", (int)claims->reason.length, claims->reason.data);
	return SCHAIN_OK;
}

/* A list on which one name has the number of its generation. */
static schain_status import(unsigned generation)
{
	schain_reputation_import_options options = SCHAIN_REPUTATION_IMPORT_OPTIONS_INIT;
	schain_reputation_import *run = NULL;
	schain_status status;
	FILE *list = fopen(list_path, "w");

	if (!list || fprintf(list, "shared.example # generation %u\n", generation) < 0 || fclose(list))
		return SCHAIN_E_IO;
	options.store = store_path;
	options.now = NOW;
	status = schain_reputation_import_new(&options, &run, NULL);
	if (status == SCHAIN_OK)
		status = schain_reputation_import_add(run, list_path, NULL);
	if (status == SCHAIN_OK)
		status = schain_reputation_import_finish(run, NULL);
	schain_reputation_import_free(run);
	return status;
}

static void open_instance(void)
{
	const schain_plugin *plugin = schain_reputation_get_plugin();
	schain_plugin_setting settings[32];
	schain_error error = SCHAIN_ERROR_INIT;

	host = (schain_plugin_host){ .struct_size = sizeof host, .abi_minor = SCHAIN_PLUGIN_ABI_MINOR,
		                     .event_schema = SCHAIN_EVENT_SCHEMA, .log = log_message,
		                     .allocate = allocate, .release = release, .post = post };
	memset(settings, 0, sizeof settings);
	ck_assert_uint_le(plugin->option_count, 32);
	for (size_t i = 0; i < plugin->option_count; i++) {
		const char *value = strcmp(plugin->options[i].name, "store") ? plugin->options[i].fallback : store_path;

		settings[i].text = schain_string_of(value);
		settings[i].number = value ? strtoll(value, NULL, 10) : 0;
	}
	ck_assert_msg(plugin->open(&host, settings, plugin->option_count, &instance, &error) == SCHAIN_OK, "%s",
	              error.message);
	enricher = plugin->get_interface(SCHAIN_INTERFACE_ENRICHER);
	ck_assert_ptr_nonnull(enricher);
}

static void set_up(void)
{
	strcpy(folder + sizeof folder - 7, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(store_path, sizeof store_path, "%s/store", folder);
	snprintf(aside_path, sizeof aside_path, "%s/aside", folder);
	snprintf(list_path, sizeof list_path, "%s/list.txt", folder);
	umask(022);
	told = 0;
	ck_assert_int_eq(import(0), SCHAIN_OK);
	open_instance();
}

static void tear_down(void)
{
	char command[64];

	schain_reputation_get_plugin()->close(instance);
	snprintf(command, sizeof command, "rm -rf %s", folder);
	ck_assert_int_eq(system(command), 0);
}

/* Asks of the name. Returns its generation. */
static unsigned ask(void)
{
	static uint64_t number;
	const struct timespec pause = { 0, 1000000 };
	schain_question question = { .struct_size = sizeof question, .subject_kind = SCHAIN_SUBJECT_DOMAIN,
		                     .number = ++number, .time = NOW };
	unsigned generation = 0;

	question.subject = schain_string_of("cdn.shared.example");
	reason[0] = 0;
	ck_assert_int_eq(enricher->ask(instance, &question), SCHAIN_OK);
	ck_assert_msg(sscanf(reason, "list.txt (75 %%): generation %u", &generation) == 1, "\"%s\"", reason);
	nanosleep(&pause, NULL);
	return generation;
}

static int64_t seconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec;
}

static void ask_until(unsigned generation)
{
	int64_t end = seconds() + PATIENCE;
	unsigned seen = 0;

	while (seen != generation) {
		unsigned now = ask();

		ck_assert_msg(now >= seen, "an older store after a newer one");
		ck_assert_msg(seconds() < end, "generation %u was never seen", generation);
		seen = now;
	}
}

START_TEST(each_answer_is_the_old_stores_or_the_new_ones)
{
	enum { LAST = 10 };
	pid_t child;
	int status;

	ck_assert_uint_eq(ask(), 0);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (!child) {
		for (unsigned i = 1; i <= LAST; i++)
			if (import(i) != SCHAIN_OK)
				_exit(1);
		_exit(0);
	}
	ask_until(LAST);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	ck_assert_uint_eq(told, 0);
}
END_TEST

static void take_the_name(const char *content, mode_t mode)
{
	FILE *file = fopen(aside_path, "w");

	ck_assert_ptr_nonnull(file);
	ck_assert_int_ge(fputs(content, file), 0);
	ck_assert_int_eq(fclose(file), 0);
	ck_assert_int_eq(chmod(aside_path, mode), 0);
	ck_assert_int_eq(rename(aside_path, store_path), 0);
}

/* Long enough that the plugin looked at the file again. */
static void ask_for_two_seconds(void)
{
	int64_t end = seconds() + 3;

	while (seconds() < end)
		ck_assert_uint_eq(ask(), 0);
}

START_TEST(what_is_no_store_is_told_once_and_the_old_one_answers)
{
	take_the_name("no store", 0644);
	ask_for_two_seconds();
	ck_assert_uint_eq(told, 1);
	ck_assert_int_eq(unlink(store_path), 0);
	ck_assert_int_eq(import(1), SCHAIN_OK);
	ask_until(1);
	ck_assert_uint_eq(told, 1);
}
END_TEST

START_TEST(a_store_that_others_may_write_to_is_not_taken_up)
{
	ck_assert_int_eq(import(1), SCHAIN_OK);
	ck_assert_int_eq(chmod(store_path, 0666), 0);
	ask_for_two_seconds();
	ck_assert_uint_eq(told, 1);
	ck_assert_int_eq(chmod(store_path, 0644), 0);
	ask_until(1);
}
END_TEST

START_TEST(a_store_that_is_gone_answers_on)
{
	ck_assert_int_eq(unlink(store_path), 0);
	ask_for_two_seconds();
	ck_assert_uint_eq(told, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("the plugin and new stores");
	TCase *all = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_set_timeout(all, 4 * PATIENCE);
	tcase_add_checked_fixture(all, set_up, tear_down);
	tcase_add_test(all, each_answer_is_the_old_stores_or_the_new_ones);
	tcase_add_test(all, what_is_no_store_is_told_once_and_the_old_one_answers);
	tcase_add_test(all, a_store_that_others_may_write_to_is_not_taken_up);
	tcase_add_test(all, a_store_that_is_gone_answers_on);
	suite_add_tcase(suite, all);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
