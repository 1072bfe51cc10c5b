/* SPDX-License-Identifier: Apache-2.0 */
/* What the plugin counts: answers that do not wait for the disk, and a disk or memory that is full. */
#include <check.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "reputation/census.h"

#define DAY (86400 * SCHAIN_SECOND)
#define START (20000 * DAY)

static char folder[] = "/tmp/schain-census-XXXXXX";
static char path[64];
static schain_error error;

static schain__census *open_file(const char *name, int learns)
{
	schain__census *census = NULL;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	ck_assert_int_eq(schain__census_open(path, 0, learns, &census, &error), SCHAIN_OK);
	return census;
}

/* How often the file was seen before. */
static schain_prevalence_record see(schain__census *census, const char *file, const char *host, int day)
{
	schain_prevalence_record record = { .struct_size = sizeof record };

	ck_assert_int_eq(schain__census_see(census, SCHAIN_PREVALENCE_FILE, schain_string_of(file),
	                                    schain_string_of(host), START + day * DAY, &record),
	                 0);
	return record;
}

static void expect(schain_prevalence_record record, uint32_t hosts, uint32_t days, int first, int last)
{
	ck_assert_uint_eq(record.hosts, hosts);
	ck_assert_uint_eq(record.days, days);
	ck_assert_int_eq(record.first, START + first * DAY);
	ck_assert_int_eq(record.last, START + last * DAY);
}

START_TEST(what_waits_counts_as_what_is_written)
{
	schain__census *census = open_file("waiting", 1);
	schain_prevalence_record total = { .struct_size = sizeof total };

	ck_assert_uint_eq(see(census, "aa", "one", 3).hosts, 0);
	expect(see(census, "aa", "two", 3), 1, 1, 3, 3);
	expect(see(census, "aa", "two", 1), 2, 1, 3, 3);
	expect(see(census, "aa", "two", 3), 2, 2, 1, 3);
	schain__census_close(census);
	/* Written now; the same hosts and days count once, and new ones are added to them. */
	census = open_file("waiting", 1);
	expect(see(census, "aa", "one", 3), 2, 2, 1, 3);
	expect(see(census, "aa", "six", 9), 2, 2, 1, 3);
	expect(see(census, "aa", "six", 9), 3, 3, 1, 9);
	ck_assert_uint_eq(see(census, "bb", "one", 9).hosts, 0);
	ck_assert_int_eq(schain__census_total(census, &total), 0);
	expect(total, 3, 3, 1, 9);
	schain__census_close(census);
}
END_TEST

START_TEST(however_far_the_thread_is_the_answers_are_the_same)
{
	schain__census *census = open_file("thread", 1);
	char name[32];

	/* Several batches, so that some are written and some wait; each subject on three hosts. */
	for (int host = 0; host < 3; host++)
		for (int i = 0; i < 900; i++) {
			char where[2] = { (char)('a' + host), 0 };

			snprintf(name, sizeof name, "file-%d", i);
			ck_assert_uint_eq(see(census, name, where, host).hosts, (uint32_t)host);
		}
	schain__census_close(census);
}
END_TEST

START_TEST(nothing_is_counted_where_it_does_not_learn)
{
	schain__census *census = open_file("fixed", 0);

	ck_assert_uint_eq(see(census, "aa", "one", 1).hosts, 0);
	ck_assert_uint_eq(see(census, "aa", "two", 1).hosts, 0);
	schain__census_close(census);
}
END_TEST

/* Check keeps its own notes in a file: none may be made while files are limited. */
static uint32_t hosts_of(schain__census *census, const char *file, const char *host)
{
	schain_prevalence_record record = { .struct_size = sizeof record };

	return schain__census_see(census, SCHAIN_PREVALENCE_FILE, schain_string_of(file), schain_string_of(host),
	                          START + DAY, &record)
	               ? UINT32_MAX
	               : record.hosts;
}

static int limit_files(rlim_t size)
{
	struct rlimit limit;

	signal(SIGXFSZ, SIG_IGN);
	if (getrlimit(RLIMIT_FSIZE, &limit))
		return -1;
	limit.rlim_cur = size;
	return setrlimit(RLIMIT_FSIZE, &limit);
}

START_TEST(a_full_disk_is_told_once_and_costs_nothing_once_there_is_room)
{
	schain__census *census = open_file("full", 1);
	struct timespec moment = { 0, 5 * 1000 * 1000 };
	char name[32], message[512];
	int is_limited = !limit_files(4096), told_again;
	uint32_t hosts;

	for (int i = 0; i < 600; i++) {
		snprintf(name, sizeof name, "file-%d", i);
		hosts_of(census, name, "one");
	}
	/* The thread writes a batch as soon as there is one. */
	while (!schain__census_failure(census, message, sizeof message))
		nanosleep(&moment, NULL);
	told_again = schain__census_failure(census, message, sizeof message);
	hosts = hosts_of(census, "file-0", "two");
	limit_files(RLIM_INFINITY);
	ck_assert_int_eq(is_limited, 1);
	ck_assert_int_eq(told_again, 0);
	ck_assert_uint_gt(strlen(message), 0);
	ck_assert_uint_eq(hosts, 1);
	schain__census_close(census);
	census = open_file("full", 0);
	expect(see(census, "file-0", "one", 1), 2, 1, 1, 1);
	expect(see(census, "file-599", "one", 1), 1, 1, 1, 1);
	schain__census_close(census);
}
END_TEST

START_TEST(more_than_there_is_room_for_is_lost_while_the_disk_is_full)
{
	schain__census *census = open_file("lost", 1);
	int is_limited = !limit_files(4096);
	uint32_t last_kept, first_lost, last_lost;
	char name[32];

	for (int i = 0; i < 5000; i++) {
		snprintf(name, sizeof name, "file-%d", i);
		hosts_of(census, name, "one");
	}
	/* There is room for 4096, and each goes in with one of anything at all, which is there already. */
	last_kept = hosts_of(census, "file-4093", "one");
	first_lost = hosts_of(census, "file-4094", "one");
	last_lost = hosts_of(census, "file-4999", "one");
	schain__census_close(census);
	limit_files(RLIM_INFINITY);
	ck_assert_int_eq(is_limited, 1);
	ck_assert_uint_eq(last_kept, 1);
	ck_assert_uint_eq(first_lost, 0);
	ck_assert_uint_eq(last_lost, 0);
}
END_TEST

START_TEST(memory_that_is_out_is_an_error_and_no_more)
{
	int failed = 0, opened = 0;

	/* SQLite's own memory, from too little for anything on. */
	for (sqlite3_int64 limit = 1; limit < 4 << 20 && opened < 3; limit += limit / 3 + 1) {
		schain_prevalence_record record = { .struct_size = sizeof record };
		schain__census *census = NULL;

		snprintf(path, sizeof path, "%s/memory", folder);
		sqlite3_hard_heap_limit64(limit);
		if (schain__census_open(path, 0, 1, &census, &error) != SCHAIN_OK) {
			failed++;
			continue;
		}
		opened++;
		schain__census_see(census, SCHAIN_PREVALENCE_FILE, schain_string_of("aa"), schain_string_of("one"),
		                   START, &record);
		schain__census_close(census);
	}
	sqlite3_hard_heap_limit64(0);
	ck_assert_int_gt(failed, 0);
	ck_assert_int_eq(opened, 3);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("reputation/census");
	TCase *one = tcase_create("census");
	SRunner *runner;
	char command[64];
	int failed;

	if (!mkdtemp(folder))
		return 99;
	tcase_set_timeout(one, 60);
	tcase_add_test(one, what_waits_counts_as_what_is_written);
	tcase_add_test(one, however_far_the_thread_is_the_answers_are_the_same);
	tcase_add_test(one, nothing_is_counted_where_it_does_not_learn);
	tcase_add_test(one, a_full_disk_is_told_once_and_costs_nothing_once_there_is_room);
	tcase_add_test(one, more_than_there_is_room_for_is_lost_while_the_disk_is_full);
	tcase_add_test(one, memory_that_is_out_is_an_error_and_no_more);
	suite_add_tcase(suite, one);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	snprintf(command, sizeof command, "rm -rf %s", folder);
	return system(command) || failed;
}
