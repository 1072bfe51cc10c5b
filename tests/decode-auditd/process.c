/* SPDX-License-Identifier: Apache-2.0 */
/* Calls that start, copy and end processes. */
#include "dump.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STAMP "audit(1700000000.123:45): "
#define SYSCALL(rest) "type=SYSCALL msg=" STAMP "arch=c000003e " rest "\n"
#define WHO "ppid=10 pid=20 auid=1000 uid=1000 gid=1000 tty=pts0 ses=3 comm=\"x\" "

static void check_one(const char *log, const char *expected)
{
	struct dump *dump = dump_text(NULL, log);

	ck_assert_str_eq(dump->format, "auditd");
	dump_expect(dump, 0, expected);
	ck_assert_uint_eq(dump->count, 1);
	ck_assert_uint_eq(dump->statistics.damaged, 0);
	dump_free(dump);
}

START_TEST(exec_of_a_program_has_image_command_line_and_directory)
{
	check_one(SYSCALL("syscall=59 success=yes exit=0 a0=1 a1=2 a2=3 a3=4 items=2 " WHO
	                  "exe=\"/usr/bin/dash\" key=\"exec\"")
	          "type=EXECVE msg=" STAMP "argc=3 a0=\"sh\" a1=\"-c\" a2=6563686F206869\n"
	          "type=CWD msg=" STAMP " cwd=\"/root\"\n"
	          "type=PATH msg=" STAMP "item=0 name=\"/bin/sh\" inode=7 dev=08:01 mode=0100755 "
	          "ouid=0 ogid=0 rdev=00:00 nametype=NORMAL\n"
	          "type=PATH msg=" STAMP "item=1 name=\"/lib64/ld-linux-x86-64.so.2\" inode=8 dev=08:01 "
	          "mode=0100755 ouid=0 ogid=0 rdev=00:00 nametype=NORMAL\n"
	          "type=PROCTITLE msg=" STAMP "proctitle=\"old\"\n",
	          /* 6563686F206869 is "echo hi" in ASCII. */
	          "process_start id=1700000000.123:45 pid=20 ppid=10 image=/usr/bin/dash image.inode=7 "
	          "user=1000 cwd=/root cmd=sh -c echo hi");
}
END_TEST

START_TEST(exec_of_a_script_names_script_and_interpreter)
{
	check_one(SYSCALL("syscall=59 success=yes exit=0 items=3 " WHO "exe=\"/usr/bin/dash\"")
	          "type=EXECVE msg=" STAMP "argc=2 a0=\"/bin/sh\" a1=\"./setup.run\"\n"
	          "type=CWD msg=" STAMP "cwd=\"/home/alice\"\n"
	          "type=PATH msg=" STAMP "item=0 name=\"./setup.run\" inode=5 dev=08:01 mode=0100755 "
	          "nametype=NORMAL\n"
	          "type=PATH msg=" STAMP "item=1 name=\"/bin/sh\" inode=7 dev=08:01 mode=0100755 "
	          "nametype=NORMAL\n"
	          "type=PATH msg=" STAMP "item=2 name=\"/lib/ld-musl-x86_64.so.1\" inode=8 dev=08:01 "
	          "mode=0100755 nametype=NORMAL\n",
	          "process_start id=1700000000.123:45 pid=20 ppid=10 image=/usr/bin/dash image.inode=7 "
	          "user=1000 cwd=/home/alice script=/home/alice/setup.run cmd=/bin/sh ./setup.run");
}
END_TEST

static const struct {
	const char *image;
	const char *arguments; /* of EXECVE */
	const char *script;    /* NULL: none */
} interpreted[] = {
	{ "/usr/bin/node", "argc=2 a0=\"node\" a1=\"lib/x.js\"", "/srv/app/lib/x.js" },
	{ "/usr/bin/node", "argc=5 a0=\"node\" a1=\"--require\" a2=\"./hook.js\" "
	                   "a3=\"--trace-warnings\" a4=\"/a/b.js\"", "/a/b.js" },
	{ "/usr/bin/node", "argc=3 a0=\"node\" a1=\"-e\" a2=\"1\"", NULL },
	{ "/usr/bin/python3.11", "argc=4 a0=\"python3\" a1=\"-W\" a2=\"ignore\" a3=\"setup.py\"", "/srv/app/setup.py" },
	{ "/usr/bin/python3.11", "argc=3 a0=\"python3\" a1=\"-m\" a2=\"pip\"", NULL },
	{ "/usr/bin/python3.11", "argc=3 a0=\"python3\" a1=\"-Ic\" a2=\"1\"", NULL },
	{ "/usr/bin/bash", "argc=4 a0=\"bash\" a1=\"-eu\" a2=\"-o\" a3=\"pipefail\"", NULL },
	{ "/usr/bin/bash", "argc=5 a0=\"bash\" a1=\"-eu\" a2=\"-o\" a3=\"pipefail\" a4=\"../x.sh\"", "/srv/x.sh" },
	{ "/usr/bin/dash", "argc=3 a0=\"sh\" a1=\"-c\" a2=\"x.sh\"", NULL },
	{ "/usr/bin/dash", "argc=2 a0=\"sh\" a1=\"-s\"", NULL },
	{ "/usr/bin/perl", "argc=3 a0=\"perl\" a1=\"-MFoo=ce\" a2=\"x.pl\"", "/srv/app/x.pl" },
	{ "/usr/bin/php8.2", "argc=3 a0=\"php\" a1=\"-f\" a2=\"x.php\"", "/srv/app/x.php" },
	{ "/usr/lib/jvm/bin/java", "argc=5 a0=\"java\" a1=\"-cp\" a2=\"x\" a3=\"-jar\" a4=\"/opt/a.jar\"", "/opt/a.jar" },
	{ "/usr/lib/jvm/bin/java", "argc=3 a0=\"java\" a1=\"Main\" a2=\"-jar\"", NULL },
	{ "/bin/busybox", "argc=2 a0=\"/bin/sh\" a1=\"x.sh\"", "/srv/app/x.sh" },
	{ "/usr/bin/cat", "argc=2 a0=\"cat\" a1=\"x.sh\"", NULL },
};

START_TEST(interpreter_with_a_script_argument_names_the_script)
{
	char log[1024], expected[512];
	struct dump *dump;

	snprintf(log, sizeof log,
	         SYSCALL("syscall=59 success=yes exit=0 items=0 " WHO "exe=\"%s\"") "type=EXECVE msg=" STAMP
	         "%s\ntype=CWD msg=" STAMP "cwd=\"/srv/app\"\n",
	         interpreted[_i].image, interpreted[_i].arguments);
	snprintf(expected, sizeof expected, " script=%s cmd=",
	         interpreted[_i].script ? interpreted[_i].script : "");
	dump = dump_text("auditd", log);
	ck_assert_uint_eq(dump->count, 1);
	if (interpreted[_i].script)
		ck_assert_msg(dump_count(dump, expected) == 1, "%s", dump->lines[0]);
	else
		ck_assert_msg(dump_count(dump, " script=") == 0, "%s", dump->lines[0]);
	dump_free(dump);
}
END_TEST

START_TEST(long_arguments_come_in_pieces)
{
	/* Of one argument the kernel writes 7,500 bytes a record: a1[0]=, a1[1]=... */
	check_one(SYSCALL("syscall=59 success=yes exit=0 items=0 " WHO "exe=\"/bin/echo\"")
	          "type=EXECVE msg=" STAMP "argc=3 a0=\"echo\" a1_len=16 a1[0]=6162206364\n"
	          "type=EXECVE msg=" STAMP " a1[1]=6566\n"
	          "type=EXECVE msg=" STAMP " a1[2]=\"gh\" a2=\"z\"\n"
	          "type=CWD msg=" STAMP "cwd=\"/\"\n",
	          "process_start id=1700000000.123:45 pid=20 ppid=10 image=/bin/echo user=1000 cwd=/ "
	          "cmd=echo ab cdefgh z");
}
END_TEST

START_TEST(hex_fields_are_decoded_and_void_ones_absent)
{
	/* exe "/tmp/a b (deleted)", cwd "/tmp/x y" */
	check_one(SYSCALL("syscall=59 success=yes exit=0 items=0 ppid=1 pid=2 uid=0 tty=(none) comm=(null) "
	                  "exe=2F746D702F6120622028" "64656C6574656429 key=(null)")
	          "type=EXECVE msg=" STAMP "argc=1 a0=\"(null)\"\n"
	          "type=CWD msg=" STAMP " cwd=2F746D702F782079\n",
	          "process_start id=1700000000.123:45 pid=2 ppid=1 image=/tmp/a b user=0 cwd=/tmp/x y "
	          "cmd=(null)");
}
END_TEST

START_TEST(exec_without_an_image_keeps_the_rest)
{
	check_one(SYSCALL("syscall=59 success=yes exit=0 items=0 ppid=1 pid=2 uid=0 comm=\"x\" exe=(null)")
	          "type=EXECVE msg=" STAMP "argc=1 a0=\"x\"\n",
	          "process_start id=1700000000.123:45 pid=2 ppid=1 user=0 cmd=x");
}
END_TEST

START_TEST(enriched_names_serve_where_the_architecture_is_unknown)
{
	check_one("node=web1 type=SYSCALL msg=" STAMP "arch=c00000ff syscall=9999 success=yes exit=0 items=0 "
	          "ppid=1 pid=2 uid=33 comm=\"id\" exe=\"/usr/bin/id\" key=(null)"
	          "\x1d" "ARCH=unknown-elf-type SYSCALL=execve AUID=\"unset\" UID=\"www-data\"\n"
	          "node=web1 type=EXECVE msg=" STAMP "argc=1 a0=\"id\"\n",
	          "process_start id=1700000000.123:45 host=web1 pid=2 ppid=1 image=/usr/bin/id "
	          "user=www-data cmd=id");
}
END_TEST

START_TEST(numbers_are_those_of_the_architecture)
{
	static const struct {
		const char *arch;
		unsigned number;
	} execves[] = {
		/* "ausyscall x86_64 execve" and so on print these; x32's is in syscall_64.tbl. */
		{ "c000003e", 59 }, { "40000003", 11 }, { "c00000b7", 221 }, { "40000028", 11 },
		{ "c0000015", 11 }, { "80000016", 11 }, { "c000003e", 0x40000000 + 520 },
	};

	for (size_t i = 0; i < sizeof execves / sizeof *execves; i++) {
		char log[512];

		snprintf(log, sizeof log, "type=SYSCALL msg=" STAMP "arch=%s syscall=%u success=yes exit=0 items=0 "
		         WHO "exe=\"/bin/x\"\ntype=EXECVE msg=" STAMP "argc=1 a0=\"x\"\n",
		         execves[i].arch, execves[i].number);
		check_one(log, "process_start id=1700000000.123:45 pid=20 ppid=10 image=/bin/x user=1000 cmd=x");
	}
}
END_TEST

START_TEST(a_failed_search_along_path_is_no_event)
{
	struct dump *dump = dump_text("auditd", SYSCALL("syscall=59 success=no exit=-2 items=1 " WHO "exe=\"/bin/sh\"")
	                       "type=CWD msg=" STAMP "cwd=\"/\"\n"
	                       "type=PATH msg=" STAMP "item=0 name=\"/usr/local/bin/x\" nametype=UNKNOWN\n");

	ck_assert_uint_eq(dump->count, 0);
	ck_assert_uint_eq(dump->statistics.ignored, 3);
	ck_assert_uint_eq(dump->statistics.incomplete, 0);
	dump_free(dump);
}
END_TEST

START_TEST(fork_tells_child_and_parent)
{
	/* 0x1200011: CLONE_CHILD_CLEARTID | CLONE_CHILD_SETTID | SIGCHLD, as glibc's fork. */
	check_one(SYSCALL("syscall=56 success=yes exit=77 a0=1200011 a1=0 a2=0 a3=0 items=0 " WHO
	                  "exe=\"/usr/bin/bash\""),
	          "process_fork id=1700000000.123:45 pid=77 ppid=20 image=/usr/bin/bash user=1000 parent=20");
}
END_TEST

START_TEST(a_new_thread_is_no_event)
{
	/* 0x3d0f00 holds CLONE_THREAD 0x10000, as pthread_create. */
	struct dump *dump = dump_text("auditd", SYSCALL("syscall=56 success=yes exit=78 a0=3d0f00 items=0 " WHO
	                                         "exe=\"/usr/bin/curl\""));

	ck_assert_uint_eq(dump->count, 0);
	dump_free(dump);
}
END_TEST

START_TEST(exit_group_ends_the_process_and_exit_only_a_thread)
{
	/* It never returns: the record has no success= and exit=. */
	check_one(SYSCALL("syscall=231 a0=0 a1=e7 items=0 " WHO "exe=\"/usr/bin/wget\"")
	          "type=SYSCALL msg=audit(1700000000.124:46): arch=c000003e syscall=60 a0=0 items=0 " WHO
	          "exe=\"/usr/bin/wget\"\n",
	          "process_exit id=1700000000.123:45 pid=20 ppid=10 image=/usr/bin/wget");
}
END_TEST

START_TEST(kernel_messages_carry_numbers_for_types)
{
	check_one("Nov 14 22:13:20 web1 kernel: audit: type=1300 " STAMP "arch=c000003e syscall=59 success=yes "
	          "exit=0 items=0 ppid=1 pid=2 uid=0 comm=\"id\" exe=\"/usr/bin/id\"\n"
	          "2023-11-14T22:13:20.123456+00:00 web1 kernel: audit: type=1309 " STAMP "argc=1 a0=\"id\"\n",
	          "process_start id=1700000000.123:45 host=web1 pid=2 ppid=1 image=/usr/bin/id user=0 cmd=id");
}
END_TEST

START_TEST(module_load_names_the_module)
{
	check_one(SYSCALL("syscall=313 success=yes exit=0 a0=3 items=0 " WHO "exe=\"/usr/bin/kmod\"")
	          "type=KERN_MODULE msg=" STAMP "name=\"dccp_diag\"\n",
	          "driver_load id=1700000000.123:45 pid=20 ppid=10 image=/usr/bin/kmod name=dccp_diag");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode-auditd/process");
	TCase *tests = tcase_create("process");
	SRunner *runner;
	int failed;

	tcase_add_test(tests, exec_of_a_program_has_image_command_line_and_directory);
	tcase_add_test(tests, exec_of_a_script_names_script_and_interpreter);
	tcase_add_loop_test(tests, interpreter_with_a_script_argument_names_the_script, 0,
	                    (int)(sizeof interpreted / sizeof *interpreted));
	tcase_add_test(tests, long_arguments_come_in_pieces);
	tcase_add_test(tests, hex_fields_are_decoded_and_void_ones_absent);
	tcase_add_test(tests, exec_without_an_image_keeps_the_rest);
	tcase_add_test(tests, enriched_names_serve_where_the_architecture_is_unknown);
	tcase_add_test(tests, numbers_are_those_of_the_architecture);
	tcase_add_test(tests, a_failed_search_along_path_is_no_event);
	tcase_add_test(tests, fork_tells_child_and_parent);
	tcase_add_test(tests, a_new_thread_is_no_event);
	tcase_add_test(tests, exit_group_ends_the_process_and_exit_only_a_thread);
	tcase_add_test(tests, kernel_messages_carry_numbers_for_types);
	tcase_add_test(tests, module_load_names_the_module);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
