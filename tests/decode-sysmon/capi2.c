/* SPDX-License-Identifier: Apache-2.0 */
/* CAPI2: what WinVerifyTrust found becomes a claim on the file. */
#include "support.h"

#include <check.h>
#include <string.h>

#define EVENT(id, second, data) \
	"<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>" \
	"<Provider Name='Microsoft-Windows-CAPI2' Guid='{5bbca4a8-b209-48dc-a8c7-b23d3e5216fb}'/>" \
	"<EventID>" id "</EventID><TimeCreated SystemTime='2020-06-05T12:49:" second ".0Z'/>" \
	"<EventRecordID>" second "</EventRecordID><Execution ProcessID='1396' ThreadID='1'/>" \
	"<Channel>Microsoft-Windows-CAPI2/Operational</Channel><Computer>ws1.example</Computer>" \
	"</System><UserData>" data "</UserData></Event>\n"
#define VERIFIED(second, path, chain, result) \
	EVENT("81", second, "<WinVerifyTrust><FileInfo filePath='" path "' hasFileHandle='true'/>" \
	      "<CertificateChain chainRef='" chain "'/><TimestampChain chainRef='{9}'/>" \
	      "<EventAuxInfo ProcessName='Setup.exe'/><Result value='" result "'>text</Result></WinVerifyTrust>")
#define POLICY(second, chain, subject) \
	EVENT("30", second, "<CertVerifyCertificateChainPolicy><Certificate fileRef='A.cer' subjectName='" subject "'/>" \
	      "<CertificateChain chainRef='" chain "'/><Result value='0'/></CertVerifyCertificateChainPolicy>")
#define CATALOG(second, path, result) \
	EVENT("82", second, "<CryptCATAdminEnumCatalogFromHash><CATQueryInfo hash='AB' targetFilePath='" path "'/>" \
	      "<Result value='" result "'/></CryptCATAdminEnumCatalogFromHash>")

/* 1591361340 is 2020-06-05 12:49:00 UTC. Subject 1 is a file, finding 1 a signature. */
#define CLAIMED(stamp, record, path, signature) \
	"claim time=" stamp "000000000 os=1 source=code_integrity host=[ws1.example] id=[" record "]" \
	" claim{ on=1 finding=1 subject=[" path "] claimant=[capi2] signature=" signature " }\n"

static void expect(const char *format, const char *input, const char *events, unsigned ignored)
{
	struct seen seen = { 0 };

	seen_text(&seen, NULL, input);
	ck_assert_str_eq(seen.format, format);
	ck_assert_msg(!seen.problems, "%s", seen.problem.message);
	ck_assert_str_eq(seen.text, events);
	ck_assert_uint_eq(seen.statistics.ignored, ignored);
	seen_dispose(&seen);
}

START_TEST(the_signer_is_that_of_the_chain)
{
	expect("sysmon-xml",
	       POLICY("10", "{A}", "Acme Ltd") POLICY("11", "{B}", "Other Ltd")
	       VERIFIED("12", "C:\\acme.msi", "{a}", "0") VERIFIED("13", "C:\\x.msi", "{C}", "0"),
	       CLAIMED("1591361352", "12", "C:\\acme.msi", "1 signer=[Acme Ltd]")
	       CLAIMED("1591361353", "13", "C:\\x.msi", "1"), 2);
}
END_TEST

/* By winerror.h: bad digest, expired, revoked, untrusted root, and one that says nothing of the file. */
START_TEST(results_have_their_state)
{
	expect("sysmon-xml",
	       VERIFIED("10", "C:\\a", "{A}", "80096010") VERIFIED("11", "C:\\a", "{A}", "800B0101")
	       VERIFIED("12", "C:\\a", "{A}", "800B010C") VERIFIED("13", "C:\\a", "{A}", "800B0109")
	       VERIFIED("14", "C:\\a", "{A}", "80092003"),
	       CLAIMED("1591361350", "10", "C:\\a", "3") CLAIMED("1591361351", "11", "C:\\a", "5")
	       CLAIMED("1591361352", "12", "C:\\a", "6") CLAIMED("1591361353", "13", "C:\\a", "4"), 1);
}
END_TEST

/* Most of Windows has no signature of its own and is in a catalog. */
START_TEST(unsigned_is_who_is_in_no_catalog_either)
{
	expect("sysmon-xml",
	       VERIFIED("10", "C:\\Windows\\a.dll", "{A}", "800B0100") CATALOG("11", "\\windows\\A.dll", "80070490")
	       CATALOG("12", "\\Windows\\b.dll", "80070490") VERIFIED("13", "C:\\Windows\\b.dll", "{A}", "800B0100")
	       VERIFIED("14", "C:\\Windows\\c.dll", "{A}", "800B0100") CATALOG("15", "\\Windows\\c.dll", "0"),
	       CLAIMED("1591361351", "11", "C:\\windows\\A.dll", "2")
	       CLAIMED("1591361353", "13", "C:\\Windows\\b.dll", "2"), 4);
}
END_TEST

/* evtx_dump's JSON. */
START_TEST(json_gives_the_same)
{
	expect("sysmon-json",
	       "{\"Event\":{\"System\":{\"Provider\":{\"#attributes\":{\"Name\":\"Microsoft-Windows-CAPI2\"}},"
	       "\"EventID\":81,\"TimeCreated\":{\"#attributes\":{\"SystemTime\":\"2020-06-05T12:49:10Z\"}},"
	       "\"EventRecordID\":10,\"Computer\":\"ws1.example\"},\"UserData\":{\"WinVerifyTrust\":{"
	       "\"FileInfo\":{\"#attributes\":{\"filePath\":\"C:\\\\a\",\"hasFileHandle\":\"true\"}},"
	       "\"Result\":{\"#attributes\":{\"value\":\"800B010C\"},\"#text\":\"revoked\"}}}}}\n",
	       CLAIMED("1591361350", "10", "C:\\a", "6"), 0);
}
END_TEST

START_TEST(what_has_no_file_or_no_result_tells_nothing)
{
	expect("sysmon-xml",
	       EVENT("81", "10", "<WinVerifyTrust><Result value='0'/></WinVerifyTrust>")
	       VERIFIED("11", "C:\\a", "{A}", "zz") VERIFIED("12", "C:\\a", "{A}", "00000000000000000800B0100")
	       EVENT("11", "13", "<CertGetCertificateChain/>") EVENT("90", "14", "<X509Objects/>"),
	       "", 5);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode-sysmon/capi2");
	TCase *tests = tcase_create("capi2");
	SRunner *runner;
	int failed;

	tcase_add_test(tests, the_signer_is_that_of_the_chain);
	tcase_add_test(tests, results_have_their_state);
	tcase_add_test(tests, unsigned_is_who_is_in_no_catalog_either);
	tcase_add_test(tests, json_gives_the_same);
	tcase_add_test(tests, what_has_no_file_or_no_result_tells_nothing);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
