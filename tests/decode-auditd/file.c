/* SPDX-License-Identifier: Apache-2.0 */
/* Calls on files, and how their paths are found. */
#include "dump.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

/* Records of an event with serial `n`. */
#define STAMP(n) "audit(1700000000.000:" #n "): "
#define CALL(n, rest) \
	"type=SYSCALL msg=" STAMP(n) "arch=c000003e " rest " ppid=1 pid=2 uid=0 comm=\"t\" exe=\"/t\"\n"
#define CWD(n, name) "type=CWD msg=" STAMP(n) "cwd=\"" name "\"\n"
#define PATH(n, item, name, inode, mode, role) \
	"type=PATH msg=" STAMP(n) "item=" #item " name=" name " inode=" #inode \
	" dev=fe:00 mode=" #mode " ouid=0 ogid=0 rdev=00:00 nametype=" #role "\n"
#define WHO(n) " id=1700000000.000:" #n " pid=2 ppid=1 image=/t"

static void check_lines(const char *log, const char *const *expected)
{
	struct dump *dump = dump_text("auditd", log);
	size_t count = 0;

	for (; expected[count]; count++)
		dump_expect(dump, count, expected[count]);
	if (dump->count > count)
		ck_abort_msg("unexpected: %s", dump->lines[count]);
	ck_assert_uint_eq(dump->statistics.damaged, 0);
	dump_free(dump);
}

#define EXPECT(log, ...) \
	do { \
		const char *const lines[] = { __VA_ARGS__, NULL }; \
		check_lines(log, lines); \
	} while (0)

START_TEST(opening_to_write_is_a_write_and_to_read_a_read)
{
	/* openat flags a2: 0x241 O_WRONLY|O_CREAT|O_TRUNC, 1 O_WRONLY, 0x80000 O_CLOEXEC. */
	EXPECT(CALL(1, "syscall=257 success=yes exit=3 a0=ffffff9c a1=0 a2=241 a3=1b6 items=2")
	       CWD(1, "/tmp")
	       PATH(1, 0, "\"/tmp\"", 9, 041777, PARENT)
	       PATH(1, 1, "\"new\"", 10, 0100644, CREATE)
	       CALL(2, "syscall=257 success=yes exit=3 a0=ffffffffffffff9c a1=0 a2=1 a3=0 items=1")
	       CWD(2, "/opt//app/./")
	       PATH(2, 0, "\"../x/old\"", 11, 0100755, NORMAL)
	       CALL(3, "syscall=2 success=yes exit=3 a0=1 a1=80000 a2=0 a3=0 items=1")
	       CWD(3, "/")
	       PATH(3, 0, "\"/root/.npmrc\"", 12, 0100600, NORMAL),
	       "file_write" WHO(1) " path=/tmp/new mode=100644 inode=10",
	       "file_write" WHO(2) " path=/opt/x/old mode=100755 inode=11",
	       "file_read" WHO(3) " path=/root/.npmrc mode=100600 inode=12");
}
END_TEST

START_TEST(openat2_takes_its_flags_from_its_own_record)
{
	/* oflag=0101 is O_WRONLY|O_CREAT. */
	EXPECT(CALL(1, "syscall=437 success=yes exit=3 a0=ffffff9c a1=1 a2=2 a3=18 items=1")
	       "type=OPENAT2 msg=" STAMP(1) "oflag=0101 mode=0600 resolve=0x0\n"
	       CWD(1, "/tmp") PATH(1, 0, "\"f\"", 9, 0100600, NORMAL),
	       "file_write" WHO(1) " path=/tmp/f mode=100600 inode=9");
}
END_TEST

START_TEST(devices_directories_and_nameless_files_are_no_events)
{
	/* The third is open(O_TMPFILE): its record has the directory's name, the file's inode. */
	struct dump *dump = dump_text("auditd",
	                       CALL(1, "syscall=257 success=yes exit=3 a0=ffffff9c a1=0 a2=1 a3=0 items=1")
	                       CWD(1, "/") PATH(1, 0, "\"/dev/null\"", 5, 020666, NORMAL)
	                       CALL(2, "syscall=257 success=yes exit=3 a0=ffffff9c a1=0 a2=90800 a3=0 items=1")
	                       CWD(2, "/") PATH(2, 0, "\"/etc\"", 6, 040755, NORMAL)
	                       CALL(3, "syscall=257 success=yes exit=3 a0=ffffff9c a1=0 a2=490082 a3=180 items=1")
	                       CWD(3, "/") PATH(3, 0, "\"/tmp\"", 7, 0100600, NORMAL)
	                       CALL(4, "syscall=91 success=yes exit=0 a0=3 a1=1ed items=1")
	                       CWD(4, "/") PATH(4, 0, "(null)", 7, 0100600, NORMAL));

	/* Nor was /tmp taken for the name of inode 7. */
	dump_expect(dump, 0, "file_attribute" WHO(4) " mode=100755 inode=7");
	ck_assert_uint_eq(dump->count, 1);
	dump_free(dump);
}
END_TEST

START_TEST(rename_pairs_old_and_new_name)
{
	EXPECT(CALL(1, "syscall=82 success=yes exit=0 a0=1 a1=2 a2=0 a3=0 items=5")
	       CWD(1, "/usr/bin")
	       PATH(1, 0, "\"/usr/bin\"", 30, 040755, PARENT)
	       PATH(1, 1, "\"/usr/bin/\"", 30, 040755, PARENT)
	       PATH(1, 2, "\"gv.dpkg-new\"", 31, 0100755, DELETE)
	       PATH(1, 3, "\"/usr/bin/gv\"", 29, 0100755, DELETE)
	       PATH(1, 4, "\"/usr/bin/gv\"", 31, 0100755, CREATE),
	       "file_rename" WHO(1) " path=/usr/bin/gv old=/usr/bin/gv.dpkg-new mode=100755 inode=31");
}
END_TEST

START_TEST(a_hard_link_is_told_as_a_rename)
{
	EXPECT(CALL(1, "syscall=86 success=yes exit=0 a0=1 a1=2 items=3")
	       CWD(1, "/opt")
	       PATH(1, 0, "\"a\"", 40, 0100755, NORMAL)
	       PATH(1, 1, "\"/usr/local/bin/\"", 41, 040755, PARENT)
	       PATH(1, 2, "\"/usr/local/bin/a\"", 40, 0100755, CREATE),
	       "file_rename" WHO(1) " path=/usr/local/bin/a old=/opt/a mode=100755 inode=40");
}
END_TEST

START_TEST(a_symbolic_link_is_written)
{
	EXPECT(CALL(1, "syscall=266 success=yes exit=0 a0=1 a1=ffffff9c a2=2 items=3")
	       CWD(1, "/tmp")
	       PATH(1, 0, "\"/usr/local/bin/\"", 41, 040755, PARENT)
	       "type=PATH msg=" STAMP(1) "item=1 name=\"/opt/app\" nametype=UNKNOWN\n"
	       PATH(1, 2, "\"/usr/local/bin/app\"", 42, 0120777, CREATE),
	       "file_write" WHO(1) " path=/usr/local/bin/app mode=120777 inode=42");
}
END_TEST

START_TEST(unlink_and_chmod_name_their_file)
{
	/* Mode 0755 is hex 1ed; chmod has it in a1, fchmodat in a2. */
	EXPECT(CALL(1, "syscall=263 success=yes exit=0 a0=ffffff9c a1=1 a2=0 items=2")
	       CWD(1, "/usr/src") PATH(1, 0, "\"/usr/src\"", 50, 040755, PARENT)
	       PATH(1, 1, "\"c.o\"", 51, 0100644, DELETE)
	       CALL(2, "syscall=90 success=yes exit=0 a0=1 a1=1ed items=1")
	       CWD(2, "/usr/src") PATH(2, 0, "\"app\"", 52, 0100644, NORMAL)
	       CALL(3, "syscall=268 success=yes exit=0 a0=ffffff9c a1=1 a2=1ed items=1")
	       CWD(3, "/usr/src") PATH(3, 0, "\"app\"", 52, 0100644, NORMAL),
	       "file_delete" WHO(1) " path=/usr/src/c.o mode=100644 inode=51",
	       "file_attribute" WHO(2) " path=/usr/src/app mode=100755 inode=52",
	       "file_attribute" WHO(3) " path=/usr/src/app mode=100755 inode=52");
}
END_TEST

/* As tar -C /opt/v does it: PARENT shows the current directory, and is wrong. */
#define TAR \
	CALL(1, "syscall=83 success=yes exit=0 a0=1 a1=1ff items=2") \
	CWD(1, "/opt") PATH(1, 0, "\"/opt\"", 60, 040755, PARENT) PATH(1, 1, "\"v\"", 61, 040755, CREATE) \
	CALL(2, "syscall=258 success=yes exit=0 a0=4 a1=1 a2=1c0 items=2") \
	CWD(2, "/tmp") PATH(2, 0, "\"/tmp\"", 61, 040755, PARENT) PATH(2, 1, "\"bin\"", 62, 040700, CREATE) \
	CALL(3, "syscall=257 success=yes exit=5 a0=4 a1=1 a2=809c1 a3=1c0 items=2") \
	CWD(3, "/tmp") PATH(3, 0, "\"bin/\"", 62, 040700, PARENT) PATH(3, 1, "\"bin/app\"", 63, 0100700, CREATE)

START_TEST(names_below_an_open_directory_are_found_by_inode)
{
	EXPECT(TAR CALL(4, "syscall=91 success=yes exit=0 a0=5 a1=1ed items=1")
	       CWD(4, "/tmp") PATH(4, 0, "(null)", 63, 0100700, NORMAL)
	       CALL(5, "syscall=90 success=yes exit=0 a0=1 a1=1ed items=1")
	       CWD(5, "/tmp") PATH(5, 0, "\"/proc/self/fd/5\"", 63, 0100755, NORMAL),
	       "file_write" WHO(3) " path=/opt/v/bin/app mode=100700 inode=63",
	       "file_attribute" WHO(4) " path=/opt/v/bin/app mode=100755 inode=63",
	       "file_attribute" WHO(5) " path=/opt/v/bin/app mode=100755 inode=63");
}
END_TEST

START_TEST(a_renamed_directory_takes_its_known_names_away)
{
	EXPECT(TAR CALL(4, "syscall=82 success=yes exit=0 a0=1 a1=2 items=4") CWD(4, "/opt")
	       PATH(4, 0, "\"/opt\"", 60, 040755, PARENT) PATH(4, 1, "\"/opt\"", 60, 040755, PARENT)
	       PATH(4, 2, "\"v\"", 61, 040755, DELETE) PATH(4, 3, "\"w\"", 61, 040755, CREATE)
	       CALL(5, "syscall=91 success=yes exit=0 a0=5 a1=1ed items=1")
	       CWD(5, "/tmp") PATH(5, 0, "(null)", 63, 0100700, NORMAL)
	       CALL(6, "syscall=257 success=yes exit=5 a0=4 a1=1 a2=41 a3=1c0 items=2")
	       CWD(6, "/tmp") PATH(6, 0, "\"/tmp\"", 61, 040755, PARENT) PATH(6, 1, "\"z\"", 64, 0100700, CREATE),
	       "file_write" WHO(3) " path=/opt/v/bin/app mode=100700 inode=63",
	       "file_rename" WHO(4) " path=/opt/w old=/opt/v mode=40755 inode=61",
	       "file_attribute" WHO(5) " mode=100755 inode=63",
	       "file_write" WHO(6) " path=/opt/w/z mode=100700 inode=64");
}
END_TEST

START_TEST(a_name_below_an_unknown_directory_is_no_path)
{
	struct dump *dump = dump_text("auditd", CALL(1, "syscall=257 success=yes exit=5 a0=4 a1=1 a2=41 a3=0 items=2")
	                       CWD(1, "/tmp") PATH(1, 0, "\"/tmp\"", 70, 040700, PARENT)
	                       PATH(1, 1, "\"app\"", 71, 0100700, CREATE));

	dump_expect(dump, 0, "file_write" WHO(1) " mode=100700 inode=71");
	ck_assert_uint_eq(dump->statistics.incomplete, 1);
	dump_free(dump);
}
END_TEST

START_TEST(a_lost_path_record_counts_as_incomplete)
{
	struct dump *dump = dump_text("auditd", CALL(1, "syscall=82 success=yes exit=0 a0=1 a1=2 items=4") CWD(1, "/")
	                       PATH(1, 3, "\"/usr/bin/x\"", 31, 0100755, CREATE)
	                       CALL(2, "syscall=257 success=yes exit=0 a0=ffffff9c a2=41 items=2") CWD(2, "/"));

	dump_expect(dump, 0, "file_rename" WHO(1) " path=/usr/bin/x mode=100755 inode=31");
	ck_assert_uint_eq(dump->count, 1);
	ck_assert_uint_eq(dump->statistics.incomplete, 2);
	dump_free(dump);
}
END_TEST

START_TEST(rhel7_calls_the_type_of_a_name_objtype)
{
	EXPECT(CALL(1, "syscall=87 success=yes exit=0 a0=1 items=1") CWD(1, "/")
	       "type=PATH msg=" STAMP(1) "item=0 name=\"/etc/cron.d/x\" inode=9 dev=08:01 mode=0100644 "
	       "ouid=0 ogid=0 rdev=00:00 objtype=DELETE\n",
	       "file_delete" WHO(1) " path=/etc/cron.d/x mode=100644 inode=9");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode-auditd/file");
	TCase *tests = tcase_create("file");
	SRunner *runner;
	int failed;

	tcase_add_test(tests, opening_to_write_is_a_write_and_to_read_a_read);
	tcase_add_test(tests, openat2_takes_its_flags_from_its_own_record);
	tcase_add_test(tests, devices_directories_and_nameless_files_are_no_events);
	tcase_add_test(tests, rename_pairs_old_and_new_name);
	tcase_add_test(tests, a_hard_link_is_told_as_a_rename);
	tcase_add_test(tests, a_symbolic_link_is_written);
	tcase_add_test(tests, unlink_and_chmod_name_their_file);
	tcase_add_test(tests, names_below_an_open_directory_are_found_by_inode);
	tcase_add_test(tests, a_renamed_directory_takes_its_known_names_away);
	tcase_add_test(tests, a_name_below_an_unknown_directory_is_no_path);
	tcase_add_test(tests, a_lost_path_record_counts_as_incomplete);
	tcase_add_test(tests, rhel7_calls_the_type_of_a_name_objtype);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
