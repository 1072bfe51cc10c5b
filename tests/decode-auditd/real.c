/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Real logs of SCHAIN_TEST_DATA, against what other tools say of them:
 * ausearch and aureport 3.0.9, an eBPF recording of the same run, and grep.
 */
#include "dump.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct dump *decode_file(const char *name)
{
	size_t size;
	char *text = dump_load(name, &size);
	struct dump *dump;

	if (!text)
		return NULL;
	dump = dump_decode(NULL, text, size, 0, NULL);
	free(text);
	ck_assert_int_eq(dump->status, SCHAIN_OK);
	return dump;
}

static void check_file(const char *name, const char *const *expected)
{
	struct dump *dump = decode_file(name);
	size_t count = 0;

	if (!dump) {
		printf("skipped: no %s in SCHAIN_TEST_DATA\n", name);
		return;
	}
	ck_assert_str_eq(dump->format, "auditd");
	for (; expected[count]; count++)
		dump_expect(dump, count, expected[count]);
	ck_assert_uint_eq(dump->count, count);
	dump_free(dump);
}

/* "ausearch -if FILE -i" shows these three; 61 is a unix socket, 62 an accept without address. */
START_TEST(interleaved_and_late_records_give_the_same_events)
{
	static const char *const names[] = { "linux/libaudit_normal.log", "linux/libaudit_out_of_order.log" };
	static const char *const expected[] = {
		"connection id=1492037289.295:58 pid=1172 ppid=1 image=/usr/bin/python2.7;58d1ccfb "
		"to=169.254.169.254 port=80",
		"process_start id=1492037291.036:59 pid=13393 ppid=12041 image=/usr/bin/grep image.inode=2512 "
		"user=1000 cwd=/home/andrew_kroh cmd=grep --color=auto mapping",
		"process_start id=1492037291.038:60 pid=13392 ppid=12041 image=/usr/bin/cat image.inode=3904 "
		"user=1000 cwd=/home/andrew_kroh cmd=cat securitybeat",
		NULL,
	};

	check_file(names[_i], expected);
}
END_TEST

START_TEST(a_gap_in_serials_costs_nothing_else)
{
	struct dump *dump = decode_file("linux/libaudit_lost_messages.log");

	if (!dump)
		return;
	ck_assert_uint_eq(dump->count, 3);
	ck_assert_uint_eq(dump->statistics.incomplete, 0);
	dump_free(dump);
}
END_TEST

START_TEST(serials_roll_over)
{
	/* SYSCALL records only: two connects and an execve lack the rest, two accepts have no address. */
	struct dump *dump = decode_file("linux/libaudit_rollover.log");

	if (!dump)
		return;
	dump_expect(dump, 0, "process_start id=1492037298.883:4294967295 pid=13392 ppid=12041 "
	            "image=/usr/bin/cat user=1000");
	ck_assert_uint_eq(dump->count, 1);
	ck_assert_uint_eq(dump->statistics.incomplete, 3);
	dump_free(dump);
}
END_TEST

/* "ausearch -if FILE -m EXECVE -i": id; sh -c "grep -c . /etc/hostname"; cat "/tmp/my report.txt". */
START_TEST(enriched_logs_are_read)
{
	static const char *const expected[] = {
		"process_start id=1783414661.335:485 pid=2219 ppid=2176 image=/usr/bin/id image.inode=8633562 "
		"user=root cwd=/root cmd=id",
		"process_start id=1783414661.350:487 pid=2221 ppid=2176 image=/usr/bin/bash image.inode=8437791 "
		"user=root cwd=/root cmd=/bin/sh -c grep -c . /etc/hostname",
		"process_start id=1783416217.830:735 pid=2525 ppid=2485 image=/usr/bin/cat image.inode=8633533 "
		"user=root cwd=/root cmd=/usr/bin/cat /tmp/my report.txt",
		NULL,
	};

	check_file("linux/plaso_audit_enriched.log", expected);
}
END_TEST

START_TEST(a_log_inside_a_zip_is_read)
{
	static const char *const expected[] = {
		"process_start id=1604996384.965:93777 pid=2168 ppid=29002 image=/bin/dd image.inode=20 user=1000 "
		"cwd=/home/wardog cmd=dd if=/dev/zero bs=1 count=1",
		NULL,
	};

	check_file("linux/otrf_auditd_dd.zip", expected);
}
END_TEST

START_TEST(one_record_of_each_type_is_no_event_but_the_module)
{
	/* One line a type, stamps all different; only init_module (313, finit_module) stands alone. */
	static const char *const expected[] = {
		"driver_load id=1481076984.827:17 pid=391 ppid=390 image=/usr/bin/kmod",
		NULL,
	};

	check_file("linux/libaudit_audit-rhel7.log", expected);
}
END_TEST

START_TEST(damage_is_found_where_it_is)
{
	/* By eye: lines 2 and 4 have no serial, 6 and 7 no head. */
	struct dump *dump = decode_file("linux/plaso_selinux.log");

	if (!dump)
		return;
	ck_assert_uint_eq(dump->count, 0);
	ck_assert_uint_eq(dump->problem_count, 4);
	ck_assert_uint_eq(dump->problems[0].line, 2);
	ck_assert_uint_eq(dump->problems[1].line, 4);
	ck_assert_uint_eq(dump->problems[2].line, 6);
	ck_assert_uint_eq(dump->problems[3].line, 7);
	dump_free(dump);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode-auditd/real");
	TCase *tests = tcase_create("real");
	SRunner *runner;
	int failed;
	size_t size;
	char *present = dump_load("linux/libaudit_normal.log", &size);

	if (!present) {
		printf("skipped: third-party logs are not in SCHAIN_TEST_DATA\n");
		return 77;
	}
	free(present);
	tcase_add_loop_test(tests, interleaved_and_late_records_give_the_same_events, 0, 2);
	tcase_add_test(tests, a_gap_in_serials_costs_nothing_else);
	tcase_add_test(tests, serials_roll_over);
	tcase_add_test(tests, enriched_logs_are_read);
	tcase_add_test(tests, a_log_inside_a_zip_is_read);
	tcase_add_test(tests, one_record_of_each_type_is_no_event_but_the_module);
	tcase_add_test(tests, damage_is_found_where_it_is);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
