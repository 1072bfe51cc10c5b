/* SPDX-License-Identifier: Apache-2.0 */
/* The Security log's 4688 and 4689, as the event log renders them and shippers hand them on. */
#include "support.h"

#include <check.h>
#include <string.h>

/* 1713862110 is 2024-04-23 08:48:30 UTC. */
#define SYSTEM(id) \
	"<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>" \
	"<Provider Name='Microsoft-Windows-Security-Auditing' Guid='{54849625-5478-4994-A5BA-3E3B0328C30D}'/>" \
	"<EventID>" id "</EventID><TimeCreated SystemTime='2024-04-23T08:48:30.449376800Z'/>" \
	"<EventRecordID>432820</EventRecordID><Correlation/><Execution ProcessID='4' ThreadID='276'/>" \
	"<Channel>Security</Channel><Computer>ws1.example</Computer><Security/></System><EventData>"
#define END "</EventData></Event>\n"
#define HEAD "time=1713862110449376800 os=1 source=windows_security host=[ws1.example] id=[432820]"

static void expect(const char *format, const char *input, const char *events)
{
	struct seen seen = { 0 };

	seen_text(&seen, NULL, input);
	ck_assert_str_eq(seen.format, format);
	ck_assert_msg(!seen.problems, "%s", seen.problem.message);
	ck_assert_str_eq(seen.text, events);
	seen_dispose(&seen);
}

/* 0xf84 is 3972, 0xb2c is 2860; ProcessId is the creator's. */
START_TEST(a_start_has_its_creator_for_parent)
{
	expect("sysmon-xml",
	       SYSTEM("4688")
	       "<Data Name='SubjectUserName'>WS1$</Data><Data Name='SubjectDomainName'>CORP</Data>"
	       "<Data Name='NewProcessId'>0xf84</Data>"
	       "<Data Name='NewProcessName'>C:\\Program Files\\Acme\\agent.exe</Data>"
	       "<Data Name='TokenElevationType'>%%1936</Data><Data Name='ProcessId'>0xb2c</Data>"
	       "<Data Name='CommandLine'>\"C:\\Program Files\\Acme\\agent.exe\" --run</Data>"
	       "<Data Name='TargetUserName'>-</Data><Data Name='TargetDomainName'>-</Data>"
	       "<Data Name='ParentProcessName'>C:\\Windows\\System32\\services.exe</Data>" END,
	       "process_start " HEAD " process{ pid=3972 parent_pid=2860"
	       " command=[\"C:\\Program Files\\Acme\\agent.exe\" --run] user=[CORP\\WS1$]"
	       " image{ path=[C:\\Program Files\\Acme\\agent.exe] } }"
	       " parent{ pid=2860 image{ path=[C:\\Windows\\System32\\services.exe] } }\n");
}
END_TEST

/* Version 0 of the event (Windows 7) has neither command line nor the parent's name. */
START_TEST(older_windows_tells_less)
{
	expect("sysmon-xml",
	       SYSTEM("4688") "<Data Name='NewProcessId'>0x10</Data>"
	       "<Data Name='NewProcessName'>\\Device\\HarddiskVolume1\\Windows\\System32\\cmd.exe</Data>"
	       "<Data Name='ProcessId'>0x8</Data>" END,
	       "process_start " HEAD " process{ pid=16 parent_pid=8"
	       " image{ path=[C:\\Windows\\System32\\cmd.exe] } } parent{ pid=8 }\n");
}
END_TEST

START_TEST(a_process_run_as_another_is_the_others)
{
	expect("sysmon-xml",
	       SYSTEM("4688") "<Data Name='SubjectUserName'>ann</Data><Data Name='SubjectDomainName'>CORP</Data>"
	       "<Data Name='NewProcessId'>0x10</Data><Data Name='TargetUserName'>bob</Data>"
	       "<Data Name='TargetDomainName'>LAB</Data>" END,
	       "process_start " HEAD " process{ pid=16 user=[LAB\\bob] }\n");
}
END_TEST

START_TEST(an_end_names_the_process_itself)
{
	expect("sysmon-xml",
	       SYSTEM("4689") "<Data Name='SubjectUserName'>ann</Data><Data Name='Status'>0x0</Data>"
	       "<Data Name='ProcessId'>0x1840</Data><Data Name='ProcessName'>C:\\Windows\\System32\\a.exe</Data>" END,
	       "process_exit " HEAD " process{ pid=6208 user=[ann]"
	       " image{ path=[C:\\Windows\\System32\\a.exe] } }\n");
}
END_TEST

/* NXLog: one level, the collector's pid beside, EventTime local. */
START_TEST(shippers_json_gives_the_same)
{
	expect("sysmon-json",
	       "{\"@timestamp\":\"2024-04-23T08:48:30.4493768Z\",\"Channel\":\"Security\",\"EventType\":\"AUDIT_SUCCESS\","
	       "\"ExecutionProcessID\":4,\"RecordNumber\":432820,\"SourceName\":\"Microsoft-Windows-Security-Auditing\","
	       "\"NewProcessId\":\"0x10\",\"EventID\":4688,\"NewProcessName\":\"C:\\\\a.exe\",\"CommandLine\":\"a\","
	       "\"ParentProcessName\":\"C:\\\\b.exe\",\"ProcessId\":\"0x8\",\"Hostname\":\"ws1.example\","
	       "\"EventTime\":\"2024-04-23 10:48:30\",\"Message\":\"A new process has been created.\"}\n",
	       "process_start " HEAD " process{ pid=16 parent_pid=8 command=[a] image{ path=[C:\\a.exe] } }"
	       " parent{ pid=8 image{ path=[C:\\b.exe] } }\n");
}
END_TEST

/* @timestamp is when the collector took it, 6.5 s later; 1713862104 is 08:48:24 UTC, here 10:48:24. */
START_TEST(a_record_taken_late_has_its_own_time)
{
	struct seen seen = { 0 };

	seen_text(&seen, NULL,
	          "{\"@timestamp\":\"2024-04-23T08:48:30.500Z\",\"SourceName\":\"Microsoft-Windows-Security-Auditing\","
	          "\"EventID\":4689,\"ProcessId\":\"0x10\",\"EventTime\":\"2024-04-23 10:48:24\"}\n"
	          "{\"@timestamp\":\"2024-04-23T08:48:24.900Z\",\"SourceName\":\"Microsoft-Windows-Security-Auditing\","
	          "\"EventID\":4689,\"ProcessId\":\"0x10\",\"EventTime\":\"2024-04-23 03:18:24\"}\n");
	ck_assert_uint_eq(seen.statistics.events, 2);
	ck_assert_ptr_nonnull(strstr(seen.text, "time=1713862104000000000"));
	ck_assert_ptr_nonnull(strstr(seen.text, "time=1713862104900000000"));
	seen_dispose(&seen);
}
END_TEST

START_TEST(other_events_are_ignored_and_broken_ones_told)
{
	struct seen seen = { 0 };

	seen_text(&seen, "sysmon-xml",
	          SYSTEM("4624") "<Data Name='ProcessId'>0x8</Data>" END
	          SYSTEM("4688") "<Data Name='NewProcessId'>none</Data>" END SYSTEM("4689") END);
	ck_assert_uint_eq(seen.statistics.events, 0);
	ck_assert_uint_eq(seen.statistics.ignored, 1);
	ck_assert_uint_eq(seen.statistics.damaged, 2);
	ck_assert_str_eq(seen.problem.message, "a process start without NewProcessId");
	seen_dispose(&seen);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode-sysmon/security");
	TCase *tests = tcase_create("security");
	SRunner *runner;
	int failed;

	tcase_add_test(tests, a_start_has_its_creator_for_parent);
	tcase_add_test(tests, older_windows_tells_less);
	tcase_add_test(tests, a_process_run_as_another_is_the_others);
	tcase_add_test(tests, an_end_names_the_process_itself);
	tcase_add_test(tests, shippers_json_gives_the_same);
	tcase_add_test(tests, a_record_taken_late_has_its_own_time);
	tcase_add_test(tests, other_events_are_ignored_and_broken_ones_told);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
