/* SPDX-License-Identifier: Apache-2.0 */
/* Lines that come interleaved, out of order, twice, damaged or not at all. */
#include "dump.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CALL "arch=c000003e syscall=59 success=yes exit=0 items=0 ppid=1 pid=2 uid=0 exe=\"/bin/x\"\n"

/* A log as lines that can be put in any order. */
struct log {
	char *lines[8192];
	size_t count;
};

static void add(struct log *log, const char *line)
{
	ck_assert_uint_lt(log->count, sizeof log->lines / sizeof *log->lines);
	log->lines[log->count++] = dump_copy(line);
}

/* An execve of "/bin/xSERIAL" with its serial as the argument, in four records. */
static void add_exec(struct log *log, unsigned long seconds, unsigned milliseconds,
                     unsigned long serial)
{
	char stamp[64], line[512];

	snprintf(stamp, sizeof stamp, "msg=audit(%lu.%03u:%lu):", seconds, milliseconds, serial);
	snprintf(line, sizeof line,
	         "type=SYSCALL %s arch=c000003e syscall=59 success=yes exit=0 items=2 ppid=1 pid=%lu uid=0 "
	         "exe=\"/bin/x%lu\"\n", stamp, serial, serial);
	add(log, line);
	snprintf(line, sizeof line, "type=EXECVE %s argc=2 a0=\"x%lu\" a1=\"%lu\"\n", stamp, serial, serial);
	add(log, line);
	snprintf(line, sizeof line, "type=PATH %s item=0 name=\"/bin/x%lu\" inode=%lu dev=08:01 "
	         "mode=0100755 nametype=NORMAL\n", stamp, serial, serial);
	add(log, line);
	snprintf(line, sizeof line, "type=PATH %s item=1 name=\"/lib64/ld-linux-x86-64.so.2\" inode=9 "
	         "dev=08:01 mode=0100755 nametype=NORMAL\n", stamp);
	add(log, line);
}

static char *join_lines(const struct log *log, size_t *ret_size)
{
	size_t size = 0, at = 0;
	char *text;

	for (size_t i = 0; i < log->count; i++)
		size += strlen(log->lines[i]);
	text = malloc(size + 1);
	ck_assert_ptr_nonnull(text);
	for (size_t i = 0; i < log->count; i++) {
		memcpy(text + at, log->lines[i], strlen(log->lines[i]));
		at += strlen(log->lines[i]);
	}
	*ret_size = size;
	return text;
}

static struct dump *decode(const struct log *log, size_t piece)
{
	size_t size;
	char *text = join_lines(log, &size);
	struct dump *dump = dump_decode("auditd", text, size, piece, NULL);

	free(text);
	return dump;
}

static void free_log(struct log *log)
{
	for (size_t i = 0; i < log->count; i++)
		free(log->lines[i]);
	free(log);
}

static struct log *new_log(void)
{
	struct log *log = calloc(1, sizeof *log);

	ck_assert_ptr_nonnull(log);
	return log;
}

/* xorshift64: the same shuffle on every machine. */
static unsigned long long next_random(unsigned long long *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static void shuffle(struct log *log, size_t from, size_t to, unsigned long long seed)
{
	for (size_t i = to; i > from + 1; i--) {
		size_t other = from + (size_t)(next_random(&seed) % (i - from));
		char *line = log->lines[i - 1];

		log->lines[i - 1] = log->lines[other];
		log->lines[other] = line;
	}
}

static void check_same(const struct dump *a, const struct dump *b)
{
	ck_assert_uint_eq(a->count, b->count);
	for (size_t i = 0; i < a->count; i++)
		ck_assert_str_eq(a->lines[i], b->lines[i]);
	ck_assert_uint_eq(a->statistics.incomplete, b->statistics.incomplete);
	ck_assert_uint_eq(a->statistics.ignored, b->statistics.ignored);
	ck_assert_uint_eq(a->statistics.damaged, b->statistics.damaged);
}

START_TEST(order_of_lines_within_the_window_changes_nothing)
{
	struct log *log = new_log();
	struct dump *ordered, *shuffled;

	/* 40 events a second for 20 seconds; shuffled in blocks of four seconds. */
	for (unsigned i = 0; i < 800; i++)
		add_exec(log, 1700000000ul + i / 40, i % 40 * 25, i);
	ordered = decode(log, 0);
	ck_assert_uint_eq(ordered->count, 800);
	ck_assert_uint_eq(ordered->statistics.incomplete, 0);
	dump_expect(ordered, 41, "process_start id=1700000001.025:41 pid=41 ppid=1 image=/bin/x41 "
	            "image.inode=41 user=0 cmd=x41 41");
	for (size_t from = 0; from < log->count; from += 640)
		shuffle(log, from, from + 640 < log->count ? from + 640 : log->count, from + (unsigned)_i + 1);
	shuffled = decode(log, 1000);
	check_same(ordered, shuffled);
	dump_free(ordered);
	dump_free(shuffled);
	free_log(log);
}
END_TEST

START_TEST(a_record_that_comes_twice_counts_once)
{
	struct log *log = new_log();
	struct dump *once, *twice;
	size_t count;

	for (unsigned i = 0; i < 20; i++)
		add_exec(log, 1700000000ul, i, i);
	once = decode(log, 0);
	count = log->count;
	for (size_t i = 0; i < count; i++)
		add(log, log->lines[i]);
	twice = decode(log, 0);
	check_same(once, twice);
	dump_free(once);
	dump_free(twice);
	free_log(log);
}
END_TEST

START_TEST(an_event_without_its_syscall_is_incomplete_and_none)
{
	struct dump *dump = dump_text("auditd",
		"type=EOE msg=audit(1700000000.000:0): \n"
		"type=EXECVE msg=audit(1700000000.000:1): argc=1 a0=\"x\"\n"
		"type=CWD msg=audit(1700000000.000:1): cwd=\"/\"\n");

	ck_assert_uint_eq(dump->count, 0);
	ck_assert_uint_eq(dump->statistics.incomplete, 1);
	ck_assert_uint_eq(dump->problem_count, 1);
	/* Where its first line is: behind one of 39 bytes. */
	ck_assert_uint_eq(dump->problems[0].line, 2);
	ck_assert_uint_eq(dump->problems[0].offset, 39);
	dump_free(dump);
}
END_TEST

START_TEST(an_exec_without_its_arguments_is_used_as_far_as_possible)
{
	struct dump *dump = dump_text("auditd", "type=SYSCALL msg=audit(1700000000.000:1): " CALL
	                       "type=SYSCALL msg=audit(1700000000.000:2): " CALL
	                       "type=EXECVE msg=audit(1700000000.000:2): argc=3 a0=\"x\" a1=\"y\"\n");

	dump_expect(dump, 0, "process_start id=1700000000.000:1 pid=2 ppid=1 image=/bin/x user=0");
	dump_expect(dump, 1, "process_start id=1700000000.000:2 pid=2 ppid=1 image=/bin/x user=0 cmd=x y");
	ck_assert_uint_eq(dump->statistics.incomplete, 2);
	dump_free(dump);
}
END_TEST

START_TEST(events_of_different_hosts_with_one_stamp_stay_apart)
{
	struct dump *dump = dump_text("auditd", "node=a type=SYSCALL msg=audit(1700000000.000:1): " CALL
	                       "node=b type=SYSCALL msg=audit(1700000000.000:1): " CALL
	                       "node=b type=EXECVE msg=audit(1700000000.000:1): argc=1 a0=\"b\"\n"
	                       "node=a type=EXECVE msg=audit(1700000000.000:1): argc=1 a0=\"a\"\n");

	ck_assert_uint_eq(dump->count, 2);
	ck_assert_uint_eq(dump_count(dump, "host=a pid=2 ppid=1 image=/bin/x user=0 cmd=a"), 1);
	ck_assert_uint_eq(dump_count(dump, "host=b pid=2 ppid=1 image=/bin/x user=0 cmd=b"), 1);
	dump_free(dump);
}
END_TEST

START_TEST(serials_may_roll_over)
{
	struct log *log = new_log();
	struct dump *dump;

	add_exec(log, 1700000000ul, 999, 4294967295ul);
	add_exec(log, 1700000001ul, 0, 0);
	add_exec(log, 1700000001ul, 1, 1);
	dump = decode(log, 0);
	ck_assert_uint_eq(dump->count, 3);
	ck_assert_uint_eq(dump_count(dump, "id=1700000000.999:4294967295 "), 1);
	ck_assert_ptr_nonnull(strstr(dump->lines[1], "id=1700000001.000:0 "));
	ck_assert_uint_eq(dump->statistics.incomplete, 0);
	dump_free(dump);
	free_log(log);
}
END_TEST

START_TEST(time_may_jump_back_and_forth)
{
	struct log *log = new_log();
	struct dump *dump;

	for (unsigned i = 0; i < 10; i++)
		add_exec(log, 1700000000ul, i, i);
	for (unsigned i = 0; i < 10; i++) /* the clock was set back by an hour */
		add_exec(log, 1699996400ul, i, 10 + i);
	for (unsigned i = 0; i < 10; i++) /* ten years later */
		add_exec(log, 2000000000ul, i, 20 + i);
	add_exec(log, 1999999970ul, 0, 30); /* half a minute late, and whole all the same */
	add_exec(log, 2000000100ul, 0, 31);
	dump = decode(log, 0);
	ck_assert_uint_eq(dump->count, 32);
	ck_assert_uint_eq(dump->statistics.incomplete, 0);
	dump_free(dump);
	free_log(log);
}
END_TEST

START_TEST(events_come_when_the_logs_time_has_moved_on)
{
	/* Ten seconds and no more: the first is told by the fourth, not at the end. */
	static const unsigned seconds[] = { 0, 5, 9, 10 };
	struct log *log = new_log();
	struct dump *dump;

	for (size_t i = 0; i < 4; i++)
		add_exec(log, 1700000000ul + seconds[i], 0, i);
	add(log, "type=SYSCALL msg=audit(1700000000.000:0): " CALL); /* too late: an event of its own */
	dump = decode(log, 0);
	ck_assert_uint_eq(dump_count(dump, ":0 "), 2);
	ck_assert_uint_eq(dump->count, 5);
	dump_free(dump);
	free_log(log);
}
END_TEST

START_TEST(what_is_pending_has_a_bound)
{
	/* 40,000 events in one second: all are told, in order. */
	size_t size = 0, room = 40000 * 200;
	char *text = malloc(room);
	struct dump *dump;

	ck_assert_ptr_nonnull(text);
	for (unsigned i = 0; i < 40000; i++)
		size += (size_t)snprintf(text + size, room - size,
		                         "type=SYSCALL msg=audit(1700000000.%03u:%u): arch=c000003e syscall=231 items=0 "
		                         "ppid=1 pid=%u exe=\"/x\"\n", i / 40, i, i);
	dump = dump_decode("auditd", text, size, 0, NULL);
	ck_assert_int_eq(dump->status, SCHAIN_OK);
	ck_assert_uint_eq(dump->statistics.events, 40000);
	for (size_t i = 0; i < dump->count; i++)
		ck_assert_ptr_nonnull(strstr(dump->lines[i], "process_exit"));
	dump_free(dump);
	free(text);
}
END_TEST

static const struct {
	const char *line;
	unsigned long long column;
} broken[] = {
	{ "type=SYSCALL msg=audit(1700000000.000:1): arch=c000003e sysca", 62 },
	{ "type=SYSCALL msg=audit(1700000000.000:1): arch=c000003e syscall=59 success=yes exit=0", 86 },
	{ "type=PATH msg=audit(1700000000.000:1): item=0 name=\"/usr/bi", 52 },
	{ "type=PATH msg=audit(1700000000.000:1): item=0 type=CWD msg=audit(1700000000.000:1): cwd=\"/\"", 65 },
	{ "type=CWD msg=audit(1700000000.000", 20 },
	{ "type=CWD msg=audit(1700000000:1): cwd=\"/\"", 20 },
	{ "type=CWD msg=audit(99999999999999999999.000:1): cwd=\"/\"", 20 },
	{ "type=CWD msg=audit(9999999999999.000:1): cwd=\"/\"", 20 },
	{ "type=CWD msg=audit(1700000000.0000000001:1): cwd=\"/\"", 20 },
	{ "type=CWD msg=audit(1700000000.000:99999999999999999999): cwd=\"/\"", 20 },
	{ "type=CWD msg=?", 14 },
	{ "type= msg=audit(1700000000.000:1): cwd=\"/\"", 6 },
	{ "type=99999999999999999999999 msg=audit(1700000000.000:1): x", 6 },
	{ "type=UNKNOWN[] msg=audit(1700000000.000:1): x", 6 },
	{ "uid=0 comm=\"x\"", 1 },
	{ "audit: audit_lost=many audit_rate_limit=0", 19 },
};

START_TEST(damaged_lines_are_reported_and_the_rest_is_read)
{
	char log[1024];
	struct dump *dump;

	snprintf(log, sizeof log, "type=SYSCALL msg=audit(1700000000.000:7): " CALL
	         "type=EXECVE msg=audit(1700000000.000:7): argc=1 a0=\"x\"\n%s\n"
	         "type=SYSCALL msg=audit(1700000000.000:8): " CALL
	         "type=EXECVE msg=audit(1700000000.000:8): argc=1 a0=\"x\"\n", broken[_i].line);
	dump = dump_text("auditd", log);
	ck_assert_uint_eq(dump->statistics.damaged, 1);
	ck_assert_uint_eq(dump->problem_count, 1);
	ck_assert_uint_eq(dump->problems[0].line, 3);
	ck_assert_uint_eq(dump->problems[0].offset, (size_t)(strstr(log, broken[_i].line) - log));
	ck_assert_uint_eq(dump->problems[0].column, broken[_i].column);
	ck_assert_uint_eq(dump->count, 2);
	dump_free(dump);
}
END_TEST

START_TEST(every_cut_of_a_log_is_survived)
{
	struct log *log = new_log();
	char text[4096];
	size_t size = 0;

	add_exec(log, 1700000000ul, 0, 1);
	add_exec(log, 1700000020ul, 0, 2);
	for (size_t i = 0; i < log->count; i++)
		size += (size_t)snprintf(text + size, sizeof text - size, "%s", log->lines[i]);
	for (size_t length = 0; length < size; length++) {
		struct dump *dump = dump_decode("auditd", text, length, 7, NULL);

		ck_assert_int_eq(dump->status, SCHAIN_OK);
		ck_assert_uint_le(dump->statistics.damaged, 1);
		dump_free(dump);
	}
	free_log(log);
}
END_TEST

START_TEST(hostile_records_are_bounded)
{
	/* A hundred thousand fields, arguments and items; an event of more than 1,024 records. */
	static const char *const heads[] = {
		"type=SYSCALL msg=audit(1700000000.000:1): syscall=59 pid=1 success=yes arch=c000003e ",
		"type=EXECVE msg=audit(1700000000.000:1): argc=100000 ",
		"type=PATH msg=audit(1700000000.000:1): item=0 ",
	};
	size_t room = 4000000, size = 0;
	char *text = malloc(room);
	struct dump *dump;

	ck_assert_ptr_nonnull(text);
	for (size_t head = 0; head < 3; head++) {
		size += (size_t)snprintf(text + size, room - size, "%s", heads[head]);
		for (unsigned i = 0; i < 30000; i++)
			size += (size_t)snprintf(text + size, room - size, " a%u=A", i);
		text[size++] = '\n';
	}
	for (unsigned i = 0; i < 3000; i++)
		size += (size_t)snprintf(text + size, room - size,
		                         "type=PATH msg=audit(1700000000.000:1): item=%u name=(null)\n", 3000 - i);
	dump = dump_decode("auditd", text, size, 0, NULL);
	ck_assert_int_eq(dump->status, SCHAIN_OK);
	ck_assert_uint_eq(dump->statistics.incomplete, 1);
	dump_free(dump);
	free(text);
}
END_TEST

START_TEST(each_failing_allocation_is_reported_and_nothing_leaks)
{
	struct log *log = new_log();
	size_t size;
	char *text;

	for (unsigned i = 0; i < 12; i++)
		add_exec(log, 1700000000ul + 3 * i, 0, i);
	add(log, "node=other type=SYSCALL msg=audit(1700000000.000:1): " CALL);
	text = join_lines(log, &size);
	ck_assert_uint_gt(dump_starve("auditd", text, size, 13), 20);
	free(text);
	free_log(log);
}
END_TEST

START_TEST(the_format_is_recognised_by_its_first_record)
{
	static const char *const logs[] = {
		"type=DAEMON_START msg=audit(1700000000.000:1): op=start\n",
		"node=web1.example type=CWD msg=audit(1700000000.000:1): cwd=\"/\"\n",
		"----\ntime->Tue Nov 14 22:13:20 2023\ntype=CWD msg=audit(1700000000.000:1): cwd=\"/\"\n",
		"audit: type=1307 audit(1700000000.000:1): cwd=\"/\"\n",
		"<6>Nov 14 22:13:20 web1 kernel: audit: type=1307 audit(1700000000.000:1): cwd=\"/\"\n",
		"type=CWD msg=audit(1700000000.000:1): cwd=\"/\"\r\n",
	};

	for (size_t i = 0; i < sizeof logs / sizeof *logs; i++) {
		struct dump *dump = dump_decode(NULL, logs[i], strlen(logs[i]), 5, NULL);

		ck_assert_msg(dump->format && !strcmp(dump->format, "auditd"), "%s", logs[i]);
		ck_assert_uint_eq(dump->statistics.damaged, 0);
		dump_free(dump);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode-auditd/join");
	TCase *tests = tcase_create("join");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, 120);
	tcase_add_loop_test(tests, order_of_lines_within_the_window_changes_nothing, 0, 5);
	tcase_add_test(tests, a_record_that_comes_twice_counts_once);
	tcase_add_test(tests, an_event_without_its_syscall_is_incomplete_and_none);
	tcase_add_test(tests, an_exec_without_its_arguments_is_used_as_far_as_possible);
	tcase_add_test(tests, events_of_different_hosts_with_one_stamp_stay_apart);
	tcase_add_test(tests, serials_may_roll_over);
	tcase_add_test(tests, time_may_jump_back_and_forth);
	tcase_add_test(tests, events_come_when_the_logs_time_has_moved_on);
	tcase_add_test(tests, what_is_pending_has_a_bound);
	tcase_add_loop_test(tests, damaged_lines_are_reported_and_the_rest_is_read, 0,
	                    (int)(sizeof broken / sizeof *broken));
	tcase_add_test(tests, every_cut_of_a_log_is_survived);
	tcase_add_test(tests, hostile_records_are_bounded);
	tcase_add_test(tests, each_failing_allocation_is_reported_and_nothing_leaks);
	tcase_add_test(tests, the_format_is_recognised_by_its_first_record);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
