/* SPDX-License-Identifier: Apache-2.0 */
/*
 * systemd's journal, in both forms of journalctl. What the entries hold is
 * written by hand after systemd.journal-fields(7) and the description of the
 * formats, https://systemd.io/JOURNAL_EXPORT_FORMATS/.
 */
#include "dump.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

/* 1790000000 is 2026-09-21 14:13:20 UTC. */
#define AUDIT "_TRANSPORT=audit\n_SOURCE_REALTIME_TIMESTAMP=1790000000123000\n_AUDIT_ID=45\n_HOSTNAME=web1\n"
#define ENTRY "__CURSOR=s=1;i=2\n__REALTIME_TIMESTAMP=1790000001000000\n"
#define EXEC_CALL \
	"SYSCALL arch=c000003e syscall=59 success=yes exit=0 items=2 ppid=10 pid=11 auid=1000 uid=0 " \
	"comm=\"gvtool\" exe=\"/usr/bin/gvtool\" key=\"exec\""
#define EXEC_ARGUMENTS "EXECVE argc=2 a0=\"gvtool\" a1=\"--help\""
#define EXEC_PATH \
	"PATH item=0 name=\"/usr/bin/gvtool\" inode=7 dev=fe:01 mode=0100755 ouid=0 ogid=0 rdev=00:00 nametype=NORMAL"
/* The line that auditd has for the same. */
#define STAMP "msg=audit(1790000000.123:45): "
#define LINE(type, rest) "node=web1 type=" type " " STAMP rest "\n"

/* What auditd's own log gives is the expectation. */
static void same_as_auditd(const char *format, const char *journal)
{
	struct dump *expected = dump_text("auditd",
		LINE("SYSCALL", "arch=c000003e syscall=59 success=yes exit=0 items=2 ppid=10 pid=11 auid=1000 uid=0 "
		     "comm=\"gvtool\" exe=\"/usr/bin/gvtool\" key=\"exec\"")
		LINE("EXECVE", "argc=2 a0=\"gvtool\" a1=\"--help\"")
		LINE("PATH", "item=0 name=\"/usr/bin/gvtool\" inode=7 dev=fe:01 mode=0100755 ouid=0 ogid=0 rdev=00:00 "
		     "nametype=NORMAL"));
	struct dump *dump = dump_text(NULL, journal);

	ck_assert_str_eq(dump->format, format);
	ck_assert_uint_eq(expected->count, 1);
	ck_assert_uint_eq(dump->count, 1);
	ck_assert_str_eq(dump->lines[0], expected->lines[0]);
	ck_assert_uint_eq(dump->problem_count, expected->problem_count);
	dump_free(expected);
	dump_free(dump);
}

START_TEST(audit_records_are_what_auditd_would_write)
{
	same_as_auditd("journal-export",
	               ENTRY AUDIT "MESSAGE=" EXEC_CALL "\n\n" ENTRY AUDIT "MESSAGE=" EXEC_ARGUMENTS "\n\n"
	               ENTRY AUDIT "MESSAGE=" EXEC_PATH "\n\n");
}
END_TEST

#define JSON_AUDIT \
	"{\"__REALTIME_TIMESTAMP\":\"1790000001000000\",\"_TRANSPORT\":\"audit\"," \
	"\"_SOURCE_REALTIME_TIMESTAMP\":\"1790000000123000\",\"_AUDIT_ID\":\"45\",\"_HOSTNAME\":\"web1\","

/* Numbers are the bytes of EXECVE's message. */
START_TEST(json_is_the_same_with_bytes_as_numbers)
{
	same_as_auditd("journal-json",
	               JSON_AUDIT "\"MESSAGE\":\"SYSCALL arch=c000003e syscall=59 success=yes exit=0 items=2 ppid=10 "
	               "pid=11 auid=1000 uid=0 comm=\\\"gvtool\\\" exe=\\\"/usr/bin/gvtool\\\" key=\\\"exec\\\"\"}\n"
	               JSON_AUDIT "\"MESSAGE\":[69,88,69,67,86,69,32,97,114,103,99,61,50,32,97,48,61,34,103,118,116,"
	               "111,111,108,34,32,97,49,61,34,45,45,104,101,108,112,34]}\n"
	               JSON_AUDIT "\"MESSAGE\":\"PATH item=0 name=\\\"/usr/bin/gvtool\\\" inode=7 dev=fe:01 mode=0100755 "
	               "ouid=0 ogid=0 rdev=00:00 nametype=NORMAL\"}\n");
}
END_TEST

static void expect_lines(const struct dump *dump, const char *const *expected, size_t count)
{
	ck_assert_uint_eq(dump->count, count);
	for (size_t i = 0; i < count; i++)
		ck_assert_msg(strstr(dump->lines[i], expected[i]) != NULL, "%s", dump->lines[i]);
}

START_TEST(package_managers_are_understood)
{
	static const char *const expected[] = {
		"op=begin manager=rpm", "op=install manager=rpm package=flac version=1.3.3-3.fc29 arch=x86_64 ok=yes",
		"op=remove manager=rpm package=old version=1:2-1 arch=noarch ok=no", "op=finish manager=rpm ok=yes",
		"op=update manager=packagekit package=gvtool version=1.3-1 arch=x86_64 repository=fedora",
		"op=install manager=snap package=gvtool version=42",
		"op=update manager=flatpak package=org.example.Tool version=bb old_version=aa arch=x86_64 "
		"repository=flathub",
	};
	struct dump *dump = dump_text(NULL,
		ENTRY "SYSLOG_IDENTIFIER=[RPM]\n_PID=77\n_EXE=/usr/bin/python3.9\nMESSAGE=Transaction ID 5f1c started\n\n"
		ENTRY "SYSLOG_IDENTIFIER=[RPM]\nMESSAGE=install flac-1.3.3-3.fc29.x86_64: success\n\n"
		ENTRY "SYSLOG_IDENTIFIER=[RPM]\nMESSAGE=erase old-1:2-1.noarch: failure\n\n"
		ENTRY "SYSLOG_IDENTIFIER=[RPM]\nMESSAGE=Transaction ID 5f1c finished: 0\n\n"
		ENTRY "SYSLOG_IDENTIFIER=PackageKit\nMESSAGE=in /12_abc for update-packages package "
		"gvtool;1.3-1;x86_64;fedora was updating for uid 1000\n\n"
		ENTRY "SYSLOG_IDENTIFIER=snapd\nMESSAGE=api_snaps.go:277: Installing snap \"gvtool\" revision 42\n\n"
		ENTRY "SYSLOG_IDENTIFIER=flatpak\nMESSAGE_ID=c7b39b1e006b464599465e105b361485\nOPERATION=deploy update\n"
		"REF=app/org.example.Tool/x86_64/stable\nREMOTE=flathub\nCOMMIT=bb\nOLD_COMMIT=aa\nMESSAGE=x\n\n"
		/* The same words of someone else, and other words of theirs. */
		ENTRY "SYSLOG_IDENTIFIER=sshd\nMESSAGE=install flac-1.3.3-3.fc29.x86_64: success\n\n"
		ENTRY "SYSLOG_IDENTIFIER=[RPM]\nMESSAGE=install nonsense: success\n\n"
		ENTRY "SYSLOG_IDENTIFIER=snapd\nMESSAGE=daemon.go:1: started\n\n");

	expect_lines(dump, expected, sizeof expected / sizeof *expected);
	ck_assert_ptr_nonnull(strstr(dump->lines[0], "s=1;i=2"));
	ck_assert_ptr_nonnull(strstr(dump->lines[0], "77"));
	ck_assert_uint_eq(dump->statistics.ignored, 3);
	ck_assert_uint_eq(dump->statistics.damaged, 0);
	dump_free(dump);
}
END_TEST

START_TEST(sysmon_for_linux_is_read_where_it_logs)
{
	struct dump *dump = dump_text(NULL,
		ENTRY "_HOSTNAME=web1\nSYSLOG_IDENTIFIER=sysmon\nMESSAGE=<Event><System><Provider Name=\"Linux-Sysmon\"/>"
		"<EventID>5</EventID></System><EventData><Data Name=\"UtcTime\">2026-09-21 14:13:20.000</Data>"
		"<Data Name=\"ProcessId\">7</Data></EventData></Event>\n\n"
		ENTRY "SYSLOG_IDENTIFIER=sysmon\nMESSAGE=<Event><System></Event>\n\n"
		ENTRY "SYSLOG_IDENTIFIER=other\nMESSAGE=<Event><System><Provider Name=\"Linux-Sysmon\"/></System></Event>\n\n");

	ck_assert_uint_eq(dump->count, 1);
	ck_assert_ptr_nonnull(strstr(dump->lines[0], "process_exit"));
	ck_assert_ptr_nonnull(strstr(dump->lines[0], "pid=7"));
	ck_assert_uint_eq(dump->statistics.damaged, 1);
	ck_assert_uint_eq(dump->statistics.ignored, 1);
	dump_free(dump);
}
END_TEST

/* A value with newlines, an empty line and what looks like a field: 24 bytes. */
#define BINARY "MESSAGE\n\x18\0\0\0\0\0\0\0one\n\nMESSAGE=Transaction\n"
#define TAIL "SYSLOG_IDENTIFIER=[RPM]\n\n" \
	ENTRY "SYSLOG_IDENTIFIER=[RPM]\nMESSAGE=Transaction ID 1 started\n\n"

START_TEST(binary_values_end_where_their_length_says)
{
	static const char text[] = ENTRY BINARY TAIL;

	for (size_t piece = 0; piece < 4; piece++) {
		struct dump *dump = dump_decode("journal-export", text, sizeof text - 1, piece, NULL);

		ck_assert_uint_eq(dump->count, 1);
		ck_assert_uint_eq(dump->statistics.records, 2);
		ck_assert_uint_eq(dump->statistics.ignored, 1);
		ck_assert_uint_eq(dump->problem_count, 0);
		dump_free(dump);
	}
}
END_TEST

START_TEST(what_is_cut_short_is_told_and_the_next_entry_read)
{
	/* A length beyond all limits, no time at all, and an entry that ends inside a value. */
	static const char text[] =
		"__CURSOR=1\nMESSAGE\n\xff\xff\xff\xff\xff\xff\xff\xff" "x\n\n"
		"MESSAGE=no time\n\n" ENTRY "SYSLOG_IDENTIFIER=[RPM]\nMESSAGE=Transaction ID 1 started\n\n"
		ENTRY "MESSAGE\n\x20\0\0\0\0\0\0\0short";
	struct dump *dump = dump_decode("journal-export", text, sizeof text - 1, 0, NULL);

	ck_assert_int_eq(dump->status, SCHAIN_OK);
	ck_assert_uint_eq(dump->count, 1);
	ck_assert_uint_ge(dump->statistics.damaged, 3);
	dump_free(dump);
}
END_TEST

START_TEST(json_of_other_kinds_is_passed_over)
{
	struct dump *dump = dump_text(NULL,
		"{\"__REALTIME_TIMESTAMP\":\"1790000001000000\",\"SYSLOG_IDENTIFIER\":[\"[RPM]\",\"x\"],\"MESSAGE\":null}\n"
		"{\"__REALTIME_TIMESTAMP\":\"1790000001000000\",\"SYSLOG_IDENTIFIER\":[\"[RPM]\",\"x\"],"
		"\"MESSAGE\":[[1,2],\"y\"]}\n"
		"{\"__REALTIME_TIMESTAMP\":\"1790000001000000\",\"SYSLOG_IDENTIFIER\":[\"[RPM]\",\"x\"],"
		"\"MESSAGE\":\"Transaction ID 1 started\"}\n"
		"{\"__REALTIME_TIMESTAMP\":\"soon\",\"MESSAGE\":[300]}\n");

	ck_assert_str_eq(dump->format, "journal-json");
	ck_assert_uint_eq(dump->count, 1);
	ck_assert_uint_eq(dump->statistics.ignored, 2);
	ck_assert_uint_eq(dump->statistics.damaged, 1);
	dump_free(dump);
}
END_TEST

START_TEST(each_failing_allocation_is_reported_and_nothing_leaks)
{
	static const char export[] = ENTRY AUDIT "MESSAGE=" EXEC_CALL "\n\n" ENTRY
		"SYSLOG_IDENTIFIER=[RPM]\nMESSAGE=Transaction ID 1 started\n\n";
	static const char json[] = JSON_AUDIT "\"MESSAGE\":[69,88]}\n"
		"{\"__REALTIME_TIMESTAMP\":\"1790000001000000\",\"SYSLOG_IDENTIFIER\":\"[RPM]\","
		"\"MESSAGE\":\"Transaction \\u0049D 1 started\"}\n";

	ck_assert_uint_gt(dump_starve("journal-export", export, sizeof export - 1, 2), 3);
	ck_assert_uint_gt(dump_starve("journal-json", json, sizeof json - 1, 1), 3);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode-auditd/journal");
	TCase *tests = tcase_create("journal");
	SRunner *runner;
	int failed;

	tcase_add_test(tests, audit_records_are_what_auditd_would_write);
	tcase_add_test(tests, json_is_the_same_with_bytes_as_numbers);
	tcase_add_test(tests, package_managers_are_understood);
	tcase_add_test(tests, sysmon_for_linux_is_read_where_it_logs);
	tcase_add_test(tests, binary_values_end_where_their_length_says);
	tcase_add_test(tests, what_is_cut_short_is_told_and_the_next_entry_read);
	tcase_add_test(tests, json_of_other_kinds_is_passed_over);
	tcase_add_test(tests, each_failing_allocation_is_reported_and_nothing_leaks);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
