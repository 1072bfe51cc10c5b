/* SPDX-License-Identifier: Apache-2.0 */
/* Local prevalence: hosts and days are counted once each, merged, kept, and bounded. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <supplychain/reputation.h>

#define DAY (86400 * SCHAIN_SECOND)
#define START (20000 * DAY)

static char folder[] = "/tmp/schain-seen-XXXXXX";
static schain_error error;

static schain_prevalence *open_file(const char *name, uint64_t limit)
{
	schain_prevalence *prevalence = NULL;
	char path[64];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	ck_assert_int_eq(schain_prevalence_open(path, limit, NULL, &prevalence, &error), SCHAIN_OK);
	return prevalence;
}

static void note(schain_prevalence *prevalence, const char *subject, const char *host, int day)
{
	ck_assert_int_eq(schain_prevalence_note(prevalence, SCHAIN_PREVALENCE_DOMAIN,
	                                        schain_string_of(subject), schain_string_of(host),
	                                        START + day * DAY + 5, &error),
	                 SCHAIN_OK);
}

static schain_prevalence_record get(schain_prevalence *prevalence, const char *subject)
{
	schain_prevalence_record record = { .struct_size = sizeof record };

	ck_assert_int_eq(schain_prevalence_get(prevalence, SCHAIN_PREVALENCE_DOMAIN,
	                                       schain_string_of(subject), &record, &error),
	                 SCHAIN_OK);
	return record;
}

static void expect(schain_prevalence *prevalence, const char *subject, uint32_t hosts, uint32_t days,
                   int first, int last)
{
	schain_prevalence_record record = get(prevalence, subject);

	ck_assert_uint_eq(record.hosts, hosts);
	ck_assert_uint_eq(record.days, days);
	ck_assert_int_eq(record.first, START + first * DAY);
	ck_assert_int_eq(record.last, START + last * DAY);
}

START_TEST(hosts_and_days_are_counted_once_and_kept)
{
	schain_prevalence *prevalence = open_file("one", 0);

	note(prevalence, "cdn.example", "a", 3);
	note(prevalence, "CDN.example", "a", 3);
	note(prevalence, "cdn.example", "a", 1);
	note(prevalence, "cdn.example", "b", 3);
	expect(prevalence, "cdn.example", 2, 2, 1, 3);
	ck_assert_uint_eq(get(prevalence, "other.example").hosts, 0);
	schain_prevalence_close(prevalence);
	prevalence = open_file("one", 0);
	expect(prevalence, "cdn.example", 2, 2, 1, 3);
	schain_prevalence_close(prevalence);
}
END_TEST

START_TEST(all_hosts_and_days_are_counted_beside)
{
	schain_prevalence *prevalence = open_file("any", 0);
	schain_prevalence_record record = { .struct_size = sizeof record };

	note(prevalence, "cdn.example", "a", 3);
	note(prevalence, "www.example", "b", 3);
	note(prevalence, "www.example", "b", 5);
	ck_assert_int_eq(schain_prevalence_get(prevalence, SCHAIN_PREVALENCE_ANY, schain_string_of(NULL),
	                                       &record, &error),
	                 SCHAIN_OK);
	ck_assert_uint_eq(record.hosts, 2);
	ck_assert_uint_eq(record.days, 2);
	ck_assert_int_eq(record.first, START + 3 * DAY);
	ck_assert_int_eq(record.last, START + 5 * DAY);
	ck_assert_int_eq(schain_prevalence_get(prevalence, SCHAIN_PREVALENCE_ANY, schain_string_of("x"),
	                                       &record, &error),
	                 SCHAIN_E_ARGUMENT);
	schain_prevalence_close(prevalence);
}
END_TEST

START_TEST(merging_is_a_union_however_often)
{
	schain_prevalence *one = open_file("m1", 0), *two = open_file("m2", 0);
	char path[64];

	note(one, "cdn.example", "a", 1);
	note(two, "cdn.example", "a", 1);
	note(two, "cdn.example", "b", 2);
	note(two, "only.example", "b", 7);
	ck_assert_int_eq(schain_prevalence_flush(two, &error), SCHAIN_OK);
	snprintf(path, sizeof path, "%s/m2", folder);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(schain_prevalence_merge(one, path, &error), SCHAIN_OK);
		expect(one, "cdn.example", 2, 2, 1, 2);
		expect(one, "only.example", 1, 1, 7, 7);
	}
	snprintf(path, sizeof path, "%s/none", folder);
	ck_assert_int_eq(schain_prevalence_merge(one, path, &error), SCHAIN_E_IO);
	schain_prevalence_close(one);
	schain_prevalence_close(two);
}
END_TEST

START_TEST(counts_and_subjects_are_bounded)
{
	schain_prevalence *prevalence = open_file("bounded", 100);
	char name[32];

	for (int i = 0; i < 100; i++) {
		snprintf(name, sizeof name, "host-%d", i);
		note(prevalence, "cdn.example", name, i);
	}
	expect(prevalence, "cdn.example", 64, 64, 0, 99);
	/* Older than the one above: they go first. */
	for (int i = 0; i < 500; i++) {
		snprintf(name, sizeof name, "%d.example", i);
		note(prevalence, name, "a", i % 50);
	}
	ck_assert_int_eq(schain_prevalence_flush(prevalence, &error), SCHAIN_OK);
	expect(prevalence, "cdn.example", 64, 64, 0, 99);
	ck_assert_uint_eq(get(prevalence, "0.example").hosts, 0);
	ck_assert_uint_eq(get(prevalence, "499.example").hosts, 1);
	schain_prevalence_close(prevalence);
}
END_TEST

START_TEST(what_is_no_such_file_is_refused)
{
	schain_prevalence *prevalence = NULL;
	char path[64];
	FILE *file;

	snprintf(path, sizeof path, "%s/text", folder);
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	for (int i = 0; i < 1000; i++)
		fputs("not a database\n", file);
	fclose(file);
	ck_assert_int_eq(schain_prevalence_open(path, 0, NULL, &prevalence, &error), SCHAIN_E_FORMAT);
	ck_assert_ptr_null(prevalence);
	ck_assert_int_eq(schain_prevalence_open("/nonexistent/x", 0, NULL, &prevalence, &error), SCHAIN_E_IO);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("reputation/prevalence");
	TCase *one = tcase_create("prevalence");
	schain_prevalence *probe = NULL;
	SRunner *runner;
	char command[64];
	int failed;

	if (schain_prevalence_open(":memory:", 0, NULL, &probe, NULL) == SCHAIN_E_UNSUPPORTED) {
		puts("skipped: built without SQLite");
		return 77;
	}
	schain_prevalence_close(probe);
	if (!mkdtemp(folder))
		return 99;
	tcase_add_test(one, hosts_and_days_are_counted_once_and_kept);
	tcase_add_test(one, all_hosts_and_days_are_counted_beside);
	tcase_add_test(one, merging_is_a_union_however_often);
	tcase_add_test(one, counts_and_subjects_are_bounded);
	tcase_add_test(one, what_is_no_such_file_is_refused);
	suite_add_tcase(suite, one);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	snprintf(command, sizeof command, "rm -rf %s", folder);
	return system(command) || failed;
}
