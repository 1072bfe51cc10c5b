/* SPDX-License-Identifier: Apache-2.0 */
/* What MsiInstaller and WindowsUpdateClient log. */
#include "support.h"

#include <check.h>
#include <string.h>

#define EVENT(provider, channel, id, data) \
	"<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>" \
	"<Provider Name='" provider "'/><EventID Qualifiers='0'>" id "</EventID>" \
	"<TimeCreated SystemTime='2020-06-05T12:49:03.5Z'/><EventRecordID>322</EventRecordID>" \
	"<Execution ProcessID='0' ThreadID='0'/><Channel>" channel "</Channel>" \
	"<Computer>ws1.example</Computer></System><EventData>" data "</EventData></Event>\n"
#define MSI(id, data) EVENT("MsiInstaller", "Application", id, data)
#define UPDATE(id, data) EVENT("Microsoft-Windows-WindowsUpdateClient", "System", id, data)
#define REST "<Data>(NULL)</Data><Data></Data><Binary>7B3141317D</Binary>"

/* 1591361343 is 2020-06-05 12:49:03 UTC. Operation 1 is install, 3 remove, 4 begin, 5 finish; succeeded 1 yes, 2 no. */
#define PACKAGE "package time=1591361343500000000 os=1 source=package_log host=[ws1.example] id=[322]"

static void expect(const char *format, const char *input, const char *events)
{
	struct seen seen = { 0 };

	seen_text(&seen, NULL, input);
	ck_assert_str_eq(seen.format, format);
	ck_assert_msg(!seen.problems, "%s", seen.problem.message);
	ck_assert_str_eq(seen.text, events);
	seen_dispose(&seen);
}

START_TEST(a_product_has_name_version_maker_and_outcome)
{
	expect("sysmon-xml",
	       MSI("1033", "<Data>Acme Agent</Data><Data>2.1.0</Data><Data>1033</Data><Data>0</Data>"
	                   "<Data>Acme Ltd</Data>" REST)
	       MSI("1033", "<Data>Acme Agent</Data><Data>2.1.0</Data><Data>1033</Data><Data>1603</Data>"
	                   "<Data>Acme Ltd</Data>" REST)
	       MSI("1034", "<Data>Acme Agent</Data><Data>2.1.0</Data><Data>1033</Data><Data>3010</Data>"
	                   "<Data>(NULL)</Data>" REST),
	       PACKAGE " package{ operation=1 succeeded=1 manager=[msi] name=[Acme Agent] version=[2.1.0] publisher=[Acme Ltd] }\n"
	       PACKAGE " package{ operation=1 succeeded=2 manager=[msi] name=[Acme Agent] version=[2.1.0] publisher=[Acme Ltd] }\n"
	       PACKAGE " package{ operation=3 succeeded=1 manager=[msi] name=[Acme Agent] version=[2.1.0] }\n");
}
END_TEST

START_TEST(an_outcome_is_told_in_any_language)
{
	expect("sysmon-xml",
	       MSI("11707", "<Data>Product: Acme -- Agent -- Installation completed successfully.</Data>" REST)
	       MSI("11708", "<Data>Produkt: Acme -- Installation fehlgeschlagen.</Data>" REST)
	       MSI("11724", "<Data>Product: Acme -- Removal completed successfully.</Data>" REST),
	       PACKAGE " package{ operation=5 succeeded=1 manager=[msi] name=[Acme -- Agent] }\n"
	       PACKAGE " package{ operation=5 succeeded=2 manager=[msi] name=[Acme] }\n"
	       PACKAGE " package{ operation=3 succeeded=1 manager=[msi] name=[Acme] }\n");
}
END_TEST

/* The asking process is in the text, not in Execution, which is 0 for programs of the old interface. */
START_TEST(a_transaction_has_the_process_that_asked)
{
	expect("sysmon-xml",
	       MSI("1040", "<Data>C:\\Package Cache\\acme.msi</Data><Data>3688</Data>" REST)
	       MSI("1042", "<Data>{1A15E5E1-0000-4000-8000-000000000001}</Data><Data>3688</Data>" REST),
	       PACKAGE " process{ pid=3688 } file{ path=[C:\\Package Cache\\acme.msi] } package{ operation=4 manager=[msi] }\n"
	       PACKAGE " process{ pid=3688 } package{ operation=5 manager=[msi] }\n");
}
END_TEST

/* osquery's two shapes (names are empty), Winlogbeat's param1, evtx_dump's array, NXLog's Message alone. */
START_TEST(every_wrapping_of_values_without_names_is_read)
{
#define ROW(data) "{\"datetime\":\"2020-06-05T12:49:03.5Z\",\"provider_name\":\"MsiInstaller\"," \
	"\"event_id\":\"1040\",\"recordid\":322,\"computer_name\":\"ws1.example\",\"data\":\"" data "\"}\n"
#define FLAT(rest) "{\"TimeCreated\":\"2020-06-05T12:49:03.5Z\",\"SourceName\":\"MsiInstaller\"," \
	"\"EventID\":1040,\"RecordNumber\":322,\"Hostname\":\"ws1.example\"," rest "}\n"
#define BEGUN PACKAGE " process{ pid=36 } file{ path=[C:\\a b.msi] } package{ operation=4 manager=[msi] }\n"
	expect("sysmon-json",
	       ROW("{\\\"EventData\\\":[\\\"C:\\\\\\\\a b.msi\\\",\\\"36\\\",\\\"(NULL)\\\"]}")
	       ROW("{\\\"EventData\\\":{\\\"\\\":\\\"C:\\\\\\\\a b.msi\\\",\\\"\\\":\\\"36\\\",\\\"Binary\\\":\\\"7B\\\"}}")
	       FLAT("\"winlog\":{\"event_data\":{\"param1\":\"C:\\\\a b.msi\",\"param2\":\"36\"}}")
	       FLAT("\"EventData\":{\"Data\":{\"#text\":[\"C:\\\\a b.msi\",\"36\"]},\"Binary\":\"7B\"}")
	       FLAT("\"EventData\":{\"Data\":[\"C:\\\\a b.msi\",\"36\"]}")
	       FLAT("\"Message\":\"Beginning a Windows Installer transaction: C:\\\\a b.msi. Client Process Id: 36.\""),
	       BEGUN BEGUN BEGUN BEGUN BEGUN BEGUN);
	expect("sysmon-json",
	       "{\"TimeCreated\":\"2020-06-05T12:49:03.5Z\",\"SourceName\":\"MsiInstaller\",\"EventID\":1033,"
	       "\"RecordNumber\":322,\"Hostname\":\"ws1.example\",\"Message\":\"Windows Installer installed the product. "
	       "Product Name: Acme. Product Version: 1.2. Product Language: 1033. Manufacturer: Acme Ltd. "
	       "Installation success or error status: 0.\"}\n",
	       PACKAGE " package{ operation=1 succeeded=1 manager=[msi] name=[Acme] version=[1.2] publisher=[Acme Ltd] }\n");
}
END_TEST

START_TEST(an_update_is_fetched_installed_and_done)
{
#define TITLE "<Data Name='updateTitle'>2020-06 Update for Acme (KB1234567) (Version 1.2)</Data>" \
	"<Data Name='updateGuid'>{1A15E5E1-0000-4000-8000-000000000002}</Data>"
#define TOLD "manager=[windows-update] name=[2020-06 Update for Acme (KB1234567) (Version 1.2)] version=[1.2] }\n"
	expect("sysmon-xml",
	       UPDATE("44", TITLE) UPDATE("43", TITLE) UPDATE("19", TITLE)
	       UPDATE("20", "<Data Name='errorCode'>0x80073d02</Data>" TITLE),
	       PACKAGE " package{ operation=4 " TOLD PACKAGE " package{ operation=1 " TOLD
	       PACKAGE " package{ operation=5 succeeded=1 " TOLD PACKAGE " package{ operation=5 succeeded=2 " TOLD);
}
END_TEST

START_TEST(what_names_no_product_is_damaged)
{
	struct seen seen = { 0 };

	seen_text(&seen, "sysmon-xml",
	          MSI("1033", "<Data>(NULL)</Data><Data></Data>") MSI("11707", "<Data>no separator</Data>")
	          UPDATE("19", "") MSI("1035", "<Data>x</Data>"));
	ck_assert_uint_eq(seen.statistics.events, 0);
	ck_assert_uint_eq(seen.statistics.damaged, 3);
	ck_assert_uint_eq(seen.statistics.ignored, 1);
	seen_dispose(&seen);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode-sysmon/installer");
	TCase *tests = tcase_create("installer");
	SRunner *runner;
	int failed;

	tcase_add_test(tests, a_product_has_name_version_maker_and_outcome);
	tcase_add_test(tests, an_outcome_is_told_in_any_language);
	tcase_add_test(tests, a_transaction_has_the_process_that_asked);
	tcase_add_test(tests, every_wrapping_of_values_without_names_is_read);
	tcase_add_test(tests, an_update_is_fetched_installed_and_done);
	tcase_add_test(tests, what_names_no_product_is_damaged);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
