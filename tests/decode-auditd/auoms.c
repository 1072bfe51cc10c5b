/* SPDX-License-Identifier: Apache-2.0 */
/* Audit events as auoms sends them. */
#include "dump.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A row of the table; the message is escaped as JSON wants it. */
#define ROW(message) "{\"Computer\":\"WEB1\",\"SyslogMessage\":\"" message "\",\"ProcessName\":\"auoms\"}\n"
#define HEAD \
	"type=AUOMS_EXECVE audit(1700000000.123:45): SchemaVersion=\\\"1\\\" auoms_version=2.5.2.0 node=WEB1 " \
	"arch=x86_64 syscall=execve syscall_r=59 "
#define WHO "ppid=10 pid=20 auid=4294967295 user=tomcat uid=1001 comm=\\\"x\\\" exe=\\\"/bin/dash\\\" cwd=\\\"/srv\\\" "

START_TEST(a_flattened_execve_is_a_process_start)
{
	struct dump *dump = dump_text(NULL,
		ROW(HEAD "success=yes exit=0 " WHO "name=\\\"./x y.sh\\\" nametype=NORMAL "
		    "path_name=[\\\"./x y.sh\\\",\\\"/bin/sh\\\",\\\"/lib64/ld-linux-x86-64.so.2\\\"] "
		    "path_nametype=[\\\"NORMAL\\\",\\\"NORMAL\\\",\\\"NORMAL\\\"] "
		    "path_mode=[\\\"0100755\\\",\\\"0100755\\\",\\\"0100755\\\"] "
		    "argc=3 cmdline=\\\"/bin/sh ./x y.sh \\\"q\\\"  z\\\" redactors= containerid="));

	ck_assert_str_eq(dump->format, "auoms-json");
	dump_expect(dump, 0, "process_start id=1700000000.123:45 host=WEB1 pid=20 ppid=10 image=/bin/dash "
	            "user=tomcat cwd=/srv script=/srv/x y.sh cmd=/bin/sh ./x y.sh \"q\"  z");
	ck_assert_uint_eq(dump->count, 1);
	dump_free(dump);
}
END_TEST

START_TEST(what_the_process_chose_is_no_field)
{
	struct dump *dump = dump_text(NULL,
		ROW(HEAD "success=yes exit=0 " WHO "argc=2 cmdline=\\\"x pid=666 exe=/bin/evil node=other\\\" redactors="));

	dump_expect(dump, 0, "process_start id=1700000000.123:45 host=WEB1 pid=20 ppid=10 image=/bin/dash "
	            "user=tomcat cwd=/srv script=/srv/pid=666 cmd=x pid=666 exe=/bin/evil node=other");
	dump_free(dump);
}
END_TEST

START_TEST(failed_calls_and_other_messages_are_no_events)
{
	struct dump *dump = dump_text("auoms-json",
		ROW(HEAD "success=no exit=-2 " WHO "proctitle=java -Dx=1 redactors=")
		ROW("session opened for user root")
		ROW("type=AUOMS_USER_LOGIN audit(1700000000.123:46): node=WEB1 pid=3 op=login")
		"{\"Computer\":\"WEB1\"}\n{\"SyslogMessage\":null}\n");

	ck_assert_uint_eq(dump->count, 0);
	ck_assert_uint_eq(dump->statistics.damaged, 0);
	dump_free(dump);
}
END_TEST

static const char *const damage[] = {
	"{\"SyslogMessage\":\"type=AUOMS_EXECVE audit(17000",
	ROW("type=AUOMS_EXECVE audit(17000): syscall=execve"),
	ROW("type=AUOMS_EXECVE"),
	"[1,2]\n",
};

START_TEST(damaged_rows_are_reported)
{
	char log[2048];
	struct dump *dump;

	snprintf(log, sizeof log, "%s%s", ROW(HEAD "success=yes exit=0 " WHO "argc=1 cmdline=\\\"x\\\" redactors="),
	         damage[_i]);
	dump = dump_decode("auoms-json", log, strlen(log), 0, NULL);
	ck_assert_int_eq(dump->status, SCHAIN_OK);
	ck_assert_uint_eq(dump->count, 1);
	ck_assert_uint_ge(dump->statistics.damaged, 1);
	dump_free(dump);
}
END_TEST

/*
 * grep -c 'success=yes' in the unpacked file: 27, all AUOMS_EXECVE. The attack
 * is a shell of tomcat's java, given a command in base64.
 */
START_TEST(a_real_export_has_all_its_processes)
{
	size_t size;
	char *text = dump_load("linux/otrf_auoms_auditd_syslog.zip", &size);
	struct dump *dump;

	if (!text)
		return;
	dump = dump_decode(NULL, text, size, 0, NULL);
	ck_assert_str_eq(dump->format, "auoms-json");
	ck_assert_uint_eq(dump->count, 27);
	ck_assert_uint_eq(dump->statistics.incomplete, 0);
	ck_assert_uint_eq(dump_count(dump, "pid=17790 ppid=1340 image=/bin/bash user=tomcat cwd=/ cmd=bash -c \"{echo,"), 1);
	ck_assert_uint_eq(dump_count(dump, "image=/bin/dash user=tomcat cwd=/ script=/usr/bin/lesspipe "), 2);
	dump_free(dump);
	free(text);
}
END_TEST

START_TEST(each_failing_allocation_is_reported_and_nothing_leaks)
{
	static const char row[] = ROW(HEAD "success=yes exit=0 " WHO "path_name=[\\\"/bin/sh\\\"] "
	                              "path_nametype=[\\\"NORMAL\\\"] argc=1 cmdline=\\\"x\\\" redactors=");

	ck_assert_uint_gt(dump_starve("auoms-json", row, sizeof row - 1, 1), 10);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode-auditd/auoms");
	TCase *tests = tcase_create("auoms");
	SRunner *runner;
	int failed;

	tcase_add_test(tests, a_flattened_execve_is_a_process_start);
	tcase_add_test(tests, what_the_process_chose_is_no_field);
	tcase_add_test(tests, failed_calls_and_other_messages_are_no_events);
	tcase_add_loop_test(tests, damaged_rows_are_reported, 0, (int)(sizeof damage / sizeof *damage));
	tcase_add_test(tests, each_failing_allocation_is_reported_and_nothing_leaks);
	tcase_add_test(tests, a_real_export_has_all_its_processes);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
