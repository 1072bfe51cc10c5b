/* SPDX-License-Identifier: Apache-2.0 */
/* CodeIntegrity/Operational: reports, and the signatures that belong to them. */
#include "support.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define ACTIVITY "{E4DB489E-1037-0002-799D-F2E43710DA01}"
#define FLAT "0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF"

#define EVENT(id, record, activity, second, data) \
	"<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>" \
	"<Provider Name='Microsoft-Windows-CodeIntegrity' Guid='{4ee76bd8-3cf4-44a0-a0ac-3937643e37a3}'/>" \
	"<EventID>" id "</EventID><TimeCreated SystemTime='2021-01-28T10:11:" second ".0000000Z'/>" \
	"<EventRecordID>" record "</EventRecordID><Correlation ActivityID='" activity "'/>" \
	"<Channel>Microsoft-Windows-CodeIntegrity/Operational</Channel>" \
	"<Computer>ws1.example</Computer></System><EventData>" data "</EventData></Event>\n"

/* Names with blanks are what these events' manifest has. */
#define REPORT(id, record) \
	EVENT(id, record, ACTIVITY, "12", \
	      "<Data Name='FileNameLength'>46</Data>" \
	      "<Data Name='File Name'>\\Device\\HarddiskVolume3\\Program Files\\Example\\lib.dll</Data>" \
	      "<Data Name='Process Name'>\\Device\\HarddiskVolume3\\Windows\\System32\\rundll32.exe</Data>" \
	      "<Data Name='Requested Signing Level'>2</Data><Data Name='Validated Signing Level'>1</Data>" \
	      "<Data Name='Status'>0xc0e90002</Data>" \
	      "<Data Name='SHA256 Hash'>" "AA" "</Data>" \
	      "<Data Name='SHA256 Flat Hash'>" FLAT "</Data>" \
	      "<Data Name='PolicyName'>Example policy</Data><Data Name='PolicyID'>2021</Data>")

#define SIGNATURE(record, type, error, publisher) \
	EVENT("3089", record, ACTIVITY, "13", \
	      "<Data Name='TotalSignatureCount'>1</Data><Data Name='Signature'>0</Data>" \
	      "<Data Name='SignatureType'>" type "</Data>" \
	      "<Data Name='VerificationError'>" error "</Data>" \
	      "<Data Name='PublisherName'>" publisher "</Data><Data Name='IssuerName'>Example CA</Data>")

/* 1611828672 is 2021-01-28 10:11:12 UTC. Result 1 is BLOCKED, 2 AUDITED, 3 SIGNATURE. */
#define REPORTED(record, result) \
	"integrity time=1611828672000000000 os=1 source=code_integrity host=[ws1.example] id=[" record "]" \
	" process{ image{ path=[C:\\Windows\\System32\\rundll32.exe] } }" \
	" file{ path=[C:\\Program Files\\Example\\lib.dll] sha256=[" FLAT "] }" \
	" integrity{ result=" result " policy=[Example policy] reason=[0xc0e90002] }\n"
#define SIGNED(record, signature) \
	"integrity time=1611828673000000000 os=1 source=code_integrity host=[ws1.example] id=[" record "]" \
	" process{ image{ path=[C:\\Windows\\System32\\rundll32.exe] } }" \
	" file{ path=[C:\\Program Files\\Example\\lib.dll] sha256=[" FLAT "] signature=" signature " }" \
	" integrity{ result=3 policy=[Example policy] }\n"

static void expect(const char *input, const char *events, unsigned ignored)
{
	struct seen seen = { 0 };

	seen_text(&seen, NULL, input);
	ck_assert_str_eq(seen.format, "sysmon-xml");
	ck_assert_msg(!seen.problems, "%s", seen.problem.message);
	ck_assert_str_eq(seen.text, events);
	ck_assert_uint_eq(seen.statistics.ignored, ignored);
	seen_dispose(&seen);
}

START_TEST(refusals_and_audits_are_told_apart)
{
	expect(REPORT("3077", "1") REPORT("3076", "2") REPORT("3033", "3") REPORT("3034", "4"),
	       REPORTED("1", "1") REPORTED("2", "2") REPORTED("3", "1") REPORTED("4", "2"), 0);
}
END_TEST

/* The names of 3033 and 3034, and a path that no drive letter is certain for. */
START_TEST(the_older_field_names_are_known)
{
	expect(EVENT("3033", "9", ACTIVITY, "12",
	             "<Data Name='FileNameLength'>37</Data>"
	             "<Data Name='FileNameBuffer'>\\Device\\HarddiskVolume7\\x\\a.dll</Data>"
	             "<Data Name='ProcessNameBuffer'>\\SystemRoot\\System32\\svchost.exe</Data>"
	             "<Data Name='RequestedPolicy'>8</Data><Data Name='ValidatedPolicy'>1</Data>"),
	       "integrity time=1611828672000000000 os=1 source=code_integrity host=[ws1.example] id=[9]"
	       " process{ image{ path=[C:\\Windows\\System32\\svchost.exe] } }"
	       " file{ path=[\\Device\\HarddiskVolume7\\x\\a.dll] } integrity{ result=1 }\n", 0);
}
END_TEST

START_TEST(a_signature_gets_the_file_of_its_report)
{
	expect(REPORT("3077", "1") SIGNATURE("2", "1", "18", "Example Ltd"),
	       REPORTED("1", "1") SIGNED("2", "0 signer=[Example Ltd] issuer=[Example CA]"), 0);
}
END_TEST

START_TEST(a_signature_may_come_first)
{
	expect(SIGNATURE("2", "1", "18", "Example Ltd") REPORT("3077", "1"),
	       REPORTED("1", "1") SIGNED("2", "0 signer=[Example Ltd] issuer=[Example CA]"), 0);
}
END_TEST

/* By the table of VerificationError; flag 8 is CATALOG. */
START_TEST(verification_errors_have_their_state)
{
	expect(REPORT("3076", "1") SIGNATURE("2", "4", "0", "A") SIGNATURE("3", "1", "4", "A")
	       SIGNATURE("4", "1", "5", "A") SIGNATURE("5", "1", "7", "A") SIGNATURE("6", "1", "1", "A")
	       SIGNATURE("7", "0", "3", "Unknown") SIGNATURE("8", "0", "0", "Unknown"),
	       REPORTED("1", "2") SIGNED("2", "1 flags=8 signer=[A] issuer=[Example CA]")
	       SIGNED("3", "6 signer=[A] issuer=[Example CA]") SIGNED("4", "5 signer=[A] issuer=[Example CA]")
	       SIGNED("5", "4 signer=[A] issuer=[Example CA]") SIGNED("6", "3 signer=[A] issuer=[Example CA]")
	       SIGNED("7", "2 issuer=[Example CA]") SIGNED("8", "0 issuer=[Example CA]"), 0);
}
END_TEST

START_TEST(a_signature_of_another_check_is_not_taken)
{
	expect(REPORT("3077", "1")
	       EVENT("3089", "2", "{E4DB489E-1037-0002-799D-F2E43710DA02}", "13",
	             "<Data Name='SignatureType'>1</Data><Data Name='VerificationError'>0</Data>"),
	       REPORTED("1", "1"), 1);
}
END_TEST

/* More than are held: the oldest gives way, and nothing is lost uncounted. */
START_TEST(signatures_without_a_report_are_counted)
{
	static const char one[] = EVENT("3089", "2", ACTIVITY, "13", "<Data Name='SignatureType'>1</Data>");
	enum { COUNT = 200 };
	char *text = malloc(COUNT * (sizeof one - 1) + 1);

	ck_assert_ptr_nonnull(text);
	for (int i = 0; i < COUNT; i++)
		memcpy(text + i * (sizeof one - 1), one, sizeof one);
	expect(text, "", COUNT);
	free(text);
}
END_TEST

START_TEST(json_with_blanks_and_underscores_in_names_is_read)
{
	struct seen seen = { 0 };

	seen_text(&seen, NULL,
	          "{\"winlog\":{\"provider_name\":\"Microsoft-Windows-CodeIntegrity\",\"event_id\":3077,"
	          "\"computer_name\":\"ws1.example\",\"record_id\":1,\"activity_id\":\"" ACTIVITY "\","
	          "\"time_created\":\"2021-01-28T10:11:12Z\",\"event_data\":{"
	          "\"File Name\":\"\\\\Device\\\\HarddiskVolume3\\\\Program Files\\\\Example\\\\lib.dll\","
	          "\"Process_Name\":\"\\\\Device\\\\HarddiskVolume3\\\\Windows\\\\System32\\\\rundll32.exe\","
	          "\"SHA256_Flat_Hash\":\"" FLAT "\",\"PolicyName\":\"Example policy\","
	          "\"Status\":\"0xc0e90002\"}}}\n");
	ck_assert_str_eq(seen.format, "sysmon-json");
	ck_assert_str_eq(seen.text, REPORTED("1", "1"));
	seen_dispose(&seen);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode-sysmon/integrity");
	TCase *tests = tcase_create("integrity");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tests, refusals_and_audits_are_told_apart);
	tcase_add_test(tests, the_older_field_names_are_known);
	tcase_add_test(tests, a_signature_gets_the_file_of_its_report);
	tcase_add_test(tests, a_signature_may_come_first);
	tcase_add_test(tests, verification_errors_have_their_state);
	tcase_add_test(tests, a_signature_of_another_check_is_not_taken);
	tcase_add_test(tests, signatures_without_a_report_are_counted);
	tcase_add_test(tests, json_with_blanks_and_underscores_in_names_is_read);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
