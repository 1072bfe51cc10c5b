/* SPDX-License-Identifier: Apache-2.0 */
/* What each kind of record becomes, and the odd spellings seen in the field. */
#include "support.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

/* 1611828672 is 2021-01-28 10:11:12 UTC (date -ud '2021-01-28 10:11:12' +%s). */
#define TIME "\"UtcTime\":\"2021-01-28 10:11:12.345\""
#define AT " time=1611828672345000000 os=1 source=sysmon id=[5]"
#define HEAD(id) "{\"EventID\":" id ",\"RecordNumber\":5,\"SourceName\":\"Microsoft-Windows-Sysmon\"," TIME
#define WHO ",\"ProcessGuid\":\"{0AB12CD3-5F00-6012-A1B2-00000000ABCD}\",\"ProcessId\":\"42\"," \
            "\"Image\":\"C:\\\\a.exe\""
#define DID " process{ pid=42 guid=[0ab12cd3-5f00-6012-a1b2-00000000abcd] image{ path=[C:\\a.exe] } }"

static const struct {
	const char *record, *event;
} cases[] = {
	/* exit */
	{ HEAD("5") WHO "}", "process_exit" AT DID "\n" },
	/* Braces and case of GUIDs differ between versions: one form comes out. */
	{ HEAD("5") ",\"ProcessGuid\":\"0AB12CD3-5F00-6012-A1B2-00000000ABCD\",\"ProcessId\":\"42\","
	            "\"Image\":\"C:\\\\a.exe\"}",
	  "process_exit" AT DID "\n" },
	/* A zero GUID is none, nor is one without the part that tells processes apart. */
	{ HEAD("5") ",\"ProcessGuid\":\"{00000000-0000-0000-0000-000000000000}\",\"ProcessId\":4}",
	  "process_exit" AT " process{ pid=4 }\n" },
	{ HEAD("5") ",\"ProcessGuid\":\"{94325212-fc0e-627b-0000-000000000000}\",\"ProcessId\":4}",
	  "process_exit" AT " process{ pid=4 }\n" },
	/* Images of processes that were gone, as Sysmon and as an over-escaping shipper write it. */
	{ HEAD("5") ",\"ProcessId\":\"7\",\"Image\":\"<unknown process>\"}",
	  "process_exit" AT " process{ pid=7 }\n" },
	{ HEAD("5") ",\"ProcessId\":\"7\",\"Image\":\"&lt;unknown process&gt;\"}",
	  "process_exit" AT " process{ pid=7 }\n" },
	/* Hashes in any order; IMPHASH and wrong lengths are passed over. */
	{ HEAD("1") WHO ",\"Hashes\":\"IMPHASH=F34D5F2D4577ED6D9CEEC516C1F5A744,"
	                "SHA1=0123456789ABCDEF0123456789ABCDEF01234567,MD5=12,SHA256=zz\"}",
	  "process_start" AT " process{ pid=42 guid=[0ab12cd3-5f00-6012-a1b2-00000000abcd]"
	  " image{ path=[C:\\a.exe] sha1=[0123456789ABCDEF0123456789ABCDEF01234567] } }\n" },
	/* "?" and "-" are Sysmon's words for nothing. */
	{ HEAD("1") WHO ",\"Company\":\"?\",\"Product\":\"-\",\"FileVersion\":null,\"CommandLine\":\"a\"}",
	  "process_start" AT " process{ pid=42 guid=[0ab12cd3-5f00-6012-a1b2-00000000abcd] command=[a]"
	  " image{ path=[C:\\a.exe] } }\n" },
	/* 8.3 names stay; NT prefixes go; a device path becomes C: where only C: can be meant. */
	{ HEAD("11") WHO ",\"TargetFilename\":\"C:\\\\PROGRA~1\\\\x.dll\"}",
	  "file_write" AT DID " file{ path=[C:\\PROGRA~1\\x.dll] }\n" },
	{ HEAD("11") WHO ",\"TargetFilename\":\"\\\\??\\\\D:\\\\x.dll\"}",
	  "file_write" AT DID " file{ path=[D:\\x.dll] }\n" },
	{ HEAD("11") WHO ",\"TargetFilename\":\"\\\\\\\\?\\\\D:\\\\x.dll\"}",
	  "file_write" AT DID " file{ path=[D:\\x.dll] }\n" },
	{ HEAD("11") WHO ",\"TargetFilename\":\"\\\\Device\\\\HarddiskVolume3\\\\Windows\\\\x.dll\"}",
	  "file_write" AT DID " file{ path=[C:\\Windows\\x.dll] }\n" },
	{ HEAD("11") WHO ",\"TargetFilename\":\"\\\\Device\\\\HarddiskVolume3\\\\Tools\\\\x.dll\"}",
	  "file_write" AT DID " file{ path=[\\Device\\HarddiskVolume3\\Tools\\x.dll] }\n" },
	{ HEAD("11") WHO ",\"TargetFilename\":\"\\\\Device\\\\Mup\\\\srv.example\\\\s\\\\x.dll\"}",
	  "file_write" AT DID " file{ path=[\\Device\\Mup\\srv.example\\s\\x.dll] }\n" },
	/* content 2 is SCHAIN_CONTENT_PE */
	{ HEAD("29") WHO ",\"TargetFilename\":\"C:\\\\x.bin\",\"Hashes\":\"MD5=00112233445566778899AABBCCDDEEFF\"}",
	  "file_write" AT DID " file{ path=[C:\\x.bin] md5=[00112233445566778899AABBCCDDEEFF] content=2 }\n" },
	{ HEAD("2") WHO ",\"TargetFilename\":\"C:\\\\x.bin\",\"CreationUtcTime\":\"2001-01-01 00:00:00.000\"}",
	  "file_attribute" AT DID " file{ path=[C:\\x.bin] }\n" },
	{ HEAD("23") WHO ",\"TargetFilename\":\"C:\\\\x.exe\",\"IsExecutable\":\"true\"}",
	  "file_delete" AT DID " file{ path=[C:\\x.exe] content=2 }\n" },
	{ HEAD("26") WHO ",\"TargetFilename\":\"C:\\\\x.txt\",\"IsExecutable\":false}",
	  "file_delete" AT DID " file{ path=[C:\\x.txt] }\n" },
	/* A driver has no process. State 1 is SCHAIN_SIGNATURE_VALID. */
	{ HEAD("6") ",\"ImageLoaded\":\"C:\\\\Windows\\\\System32\\\\drivers\\\\x.sys\",\"Signed\":\"true\","
	            "\"Signature\":\"Example Ltd\",\"SignatureStatus\":\"Valid\"}",
	  "driver_load" AT " file{ path=[C:\\Windows\\System32\\drivers\\x.sys] signature=1"
	  " signer=[Example Ltd] }\n" },
	/* 5 expired, 6 revoked, 4 untrusted, 0 unknown, 2 unsigned */
	{ HEAD("7") WHO ",\"ImageLoaded\":\"C:\\\\x.dll\",\"Signed\":\"false\",\"Signature\":\"E\","
	            "\"SignatureStatus\":\"Expired\"}",
	  "module_load" AT DID " file{ path=[C:\\x.dll] signature=5 signer=[E] }\n" },
	{ HEAD("7") WHO ",\"ImageLoaded\":\"C:\\\\x.dll\",\"Signed\":true,\"SignatureStatus\":\"Revoked\"}",
	  "module_load" AT DID " file{ path=[C:\\x.dll] signature=6 }\n" },
	{ HEAD("7") WHO ",\"ImageLoaded\":\"C:\\\\x.dll\",\"Signed\":\"true\",\"SignatureStatus\":\"UntrustedRoot\"}",
	  "module_load" AT DID " file{ path=[C:\\x.dll] signature=4 }\n" },
	{ HEAD("7") WHO ",\"ImageLoaded\":\"C:\\\\x.dll\",\"Signed\":\"true\",\"SignatureStatus\":\"Unavailable\"}",
	  "module_load" AT DID " file{ path=[C:\\x.dll] signature=0 }\n" },
	{ HEAD("7") WHO ",\"ImageLoaded\":\"C:\\\\x.dll\",\"Signed\":\"false\",\"SignatureStatus\":\"Unavailable\"}",
	  "module_load" AT DID " file{ path=[C:\\x.dll] signature=2 }\n" },
	{ HEAD("7") WHO ",\"ImageLoaded\":\"C:\\\\x.dll\"}", "module_load" AT DID " file{ path=[C:\\x.dll] }\n" },
	/* Both spellings of the remote thread's GUIDs. */
	{ HEAD("8") ",\"SourceProcessGUID\":\"{0AB12CD3-5F00-6012-A1B2-00000000ABCD}\",\"SourceProcessId\":42,"
	            "\"SourceImage\":\"C:\\\\a.exe\",\"ProcessId\":\"9999\","
	            "\"TargetProcessGuid\":\"{0AB12CD3-5F00-6012-A1B2-00000000ABCE}\",\"TargetProcessId\":\"43\","
	            "\"TargetImage\":\"C:\\\\b.exe\"}",
	  "injection" AT DID " target{ pid=43 guid=[0ab12cd3-5f00-6012-a1b2-00000000abce]"
	  " image{ path=[C:\\b.exe] } }\n" },
	/* operations: 1 set, 2 create, 3 delete, 4 rename */
	{ HEAD("12") WHO ",\"EventType\":\"CreateKey\",\"TargetObject\":\"HKU\\\\S-1-5-21\\\\x\"}",
	  "registry" AT DID " registry{ operation=2 key=[HKU\\S-1-5-21\\x] }\n" },
	{ HEAD("12") WHO ",\"EventType\":\"DeleteValue\",\"TargetObject\":\"\\\\REGISTRY\\\\MACHINE\\\\SYSTEM\\\\x\"}",
	  "registry" AT DID " registry{ operation=3 key=[HKLM\\SYSTEM\\x] }\n" },
	{ HEAD("12") WHO ",\"EventType\":\"CreateKey\",\"TargetObject\":\"\\\\REGISTRY\\\\USER\\\\S-1\\\\x\"}",
	  "registry" AT DID " registry{ operation=2 key=[HKU\\S-1\\x] }\n" },
	{ HEAD("12") WHO ",\"EventType\":\"CreateKey\",\"TargetObject\":\"\\\\REGISTRY\\\\A\\\\{99}\\\\x\"}",
	  "registry" AT DID " registry{ operation=2 key=[\\REGISTRY\\A\\{99}\\x] }\n" },
	/* NXLog's own EventType may have taken the place of Sysmon's. */
	{ HEAD("13") WHO ",\"EventType\":\"INFO\",\"TargetObject\":\"HKLM\\\\x\",\"Details\":\"DWORD (0x00000001)\"}",
	  "registry" AT DID " registry{ operation=1 key=[HKLM\\x] value=[DWORD (0x00000001)] }\n" },
	{ HEAD("14") WHO ",\"EventType\":\"RenameKey\",\"TargetObject\":\"HKLM\\\\old\",\"NewName\":\"HKLM\\\\new\"}",
	  "registry" AT DID " registry{ operation=4 key=[HKLM\\new] value=[HKLM\\old] }\n" },
	/* The hash is the file's where no stream is named, the stream's where one is. */
	{ HEAD("15") WHO ",\"TargetFilename\":\"C:\\\\d\\\\x.exe\",\"Hash\":\"MD5=00112233445566778899AABBCCDDEEFF\","
	             "\"Contents\":\"-\"}",
	  "file_write" AT DID " file{ path=[C:\\d\\x.exe] md5=[00112233445566778899AABBCCDDEEFF] }\n" },
	{ HEAD("15") WHO ",\"TargetFilename\":\"C:\\\\d\\\\x.exe:Zone.Identifier\","
	             "\"Hash\":\"MD5=00112233445566778899AABBCCDDEEFF\",\"Contents\":\"[ZoneTransfer]  ZoneId=3  "
	             "ReferrerUrl=https://www.example/  HostUrl=https://dl.example/x.exe  \"}",
	  "file_attribute" AT DID " file{ path=[C:\\d\\x.exe] url=[https://dl.example/x.exe] }\n" },
	{ HEAD("15") WHO ",\"TargetFilename\":\"C:\\\\d\\\\x.exe:Zone.Identifier\","
	             "\"Contents\":\"[ZoneTransfer]\\r\\nZoneId=3\\r\\nReferrerUrl=https://www.example/\\r\\n"
	             "HostUrl=about:internet\\r\\n\"}",
	  "file_attribute" AT DID " file{ path=[C:\\d\\x.exe] url=[https://www.example/] }\n" },
	{ HEAD("15") WHO ",\"TargetFilename\":\"C:\\\\d\\\\x.txt:run.exe\",\"Hash\":\"MD5=00112233445566778899AABBCCDDEEFF\"}",
	  "file_write" AT DID " file{ path=[C:\\d\\x.txt:run.exe] md5=[00112233445566778899AABBCCDDEEFF] }\n" },
	/* Aliases and addresses, IPv4 without its IPv6 clothes; other kinds of answer lead nowhere. */
	{ HEAD("22") WHO ",\"QueryName\":\"www.example\",\"QueryStatus\":\"0\","
	             "\"QueryResults\":\"type:  5 cdn.example;::ffff:192.0.2.1;type:  16 x;2001:db8::1;192.0.2.2\"}",
	  "dns" AT DID " dns{ result=0 query=[www.example] answer=[cdn.example] answer=[192.0.2.1]"
	  " answer=[2001:db8::1] answer=[192.0.2.2] }\n" },
	/* 9003 is DNS_ERROR_RCODE_NAME_ERROR (WinError.h) */
	{ HEAD("22") WHO ",\"QueryName\":\"no.example\",\"QueryStatus\":9003,\"QueryResults\":\"-\"}",
	  "dns" AT DID " dns{ result=9003 query=[no.example] }\n" },
	/* Accepted by TCP: the opening end is the source, as Sysmon of 2020 has it. 1 is INBOUND. */
	{ HEAD("3") WHO ",\"Protocol\":\"tcp\",\"Initiated\":\"false\",\"SourceIp\":\"192.0.2.9\",\"SourcePort\":51000,"
	            "\"DestinationIp\":\"192.0.2.1\",\"DestinationPort\":445}",
	  "connection" AT DID " connection{ protocol=6 flags=1 address=[192.0.2.9] port=51000"
	  " local=[192.0.2.1] local_port=445 }\n" },
	/* The same as Sysmon of 2018 has it. */
	{ HEAD("3") WHO ",\"Protocol\":\"tcp\",\"Initiated\":\"false\",\"SourceIp\":\"192.0.2.1\",\"SourcePort\":8000,"
	            "\"DestinationIp\":\"192.0.2.9\",\"DestinationPort\":50493}",
	  "connection" AT DID " connection{ protocol=6 flags=1 address=[192.0.2.9] port=50493"
	  " local=[192.0.2.1] local_port=8000 }\n" },
	/* A DNS question whose answer Sysmon saw first is no inbound connection. */
	{ HEAD("3") WHO ",\"Protocol\":\"udp\",\"Initiated\":\"false\",\"SourceIp\":\"192.0.2.9\",\"SourcePort\":52144,"
	            "\"DestinationIp\":\"192.0.2.53\",\"DestinationPort\":53}",
	  "connection" AT DID " connection{ protocol=17 flags=0 address=[192.0.2.53] port=53"
	  " local=[192.0.2.9] local_port=52144 }\n" },
	/* A DNS server's answer is. */
	{ HEAD("3") WHO ",\"Protocol\":\"udp\",\"Initiated\":\"false\",\"SourceIp\":\"192.0.2.53\",\"SourcePort\":53,"
	            "\"DestinationIp\":\"192.0.2.9\",\"DestinationPort\":61759}",
	  "connection" AT DID " connection{ protocol=17 flags=1 address=[192.0.2.9] port=61759"
	  " local=[192.0.2.53] local_port=53 }\n" },
};

START_TEST(a_record_becomes_its_event)
{
	struct seen seen = { 0 };

	seen_text(&seen, "sysmon-json", cases[_i].record);
	ck_assert_msg(!seen.problems, "%s: %s", cases[_i].record, seen.problem.message);
	ck_assert_str_eq(seen.text, cases[_i].event);
	seen_dispose(&seen);
}
END_TEST

/* In one recorded log TimeCreated lies nineteen hours before UtcTime. */
START_TEST(utc_time_is_the_events_time)
{
	struct seen seen = { 0 };

	seen_text(&seen, "sysmon-json",
	          "{\"EventID\":5,\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",\"ProcessId\":7,"
	          "\"TimeCreated\":\"2021-01-27T15:11:12Z\",\"@timestamp\":\"2021-01-28T23:00:00Z\"," TIME "}");
	ck_assert_ptr_nonnull(strstr(seen.text, "time=1611828672345000000"));
	seen_dispose(&seen);
}
END_TEST

/* 1611760272 is 2021-01-27 15:11:12 UTC */
START_TEST(time_created_stands_in_where_utc_time_is_missing)
{
	struct seen seen = { 0 };

	seen_text(&seen, "sysmon-json",
	          "{\"EventID\":5,\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",\"ProcessId\":7,"
	          "\"EventTime\":\"2021-01-27 10:00:00\",\"TimeCreated\":\"2021-01-27T15:11:12Z\","
	          "\"UtcTime\":\"-\"}");
	ck_assert_ptr_nonnull(strstr(seen.text, "time=1611760272000000000"));
	seen_dispose(&seen);
}
END_TEST

#define LINUX_EVENT(id, data) \
	"<Event><System><Provider Name=\"Linux-Sysmon\" Guid=\"{ff032593-a8d3-4f13-b0d6-01fc615a0f97}\"/>" \
	"<EventID>" id "</EventID><EventRecordID>5</EventRecordID><Computer>box.example</Computer></System>" \
	"<EventData><Data Name=\"UtcTime\">2021-01-28 10:11:12.345</Data>" data "</EventData></Event>\n"

START_TEST(sysmon_for_linux_names_its_host_and_system)
{
	struct seen seen = { 0 };

	seen_text(&seen, NULL,
	          LINUX_EVENT("1", "<Data Name=\"ProcessGuid\">{0ab12cd3-5f00-6012-a1b2-00000000abcd}</Data>"
	                           "<Data Name=\"ProcessId\">42</Data><Data Name=\"Image\">/usr/bin/id</Data>"
	                           "<Data Name=\"CommandLine\">id -u</Data><Data Name=\"Hashes\">-</Data>"
	                           "<Data Name=\"ParentProcessId\">41</Data>"
	                           "<Data Name=\"ParentImage\">-</Data>"));
	ck_assert_str_eq(seen.format, "sysmon-xml");
	ck_assert_str_eq(seen.text,
	                 "process_start time=1611828672345000000 os=2 source=sysmon_linux host=[box.example]"
	                 " id=[5] process{ pid=42 guid=[0ab12cd3-5f00-6012-a1b2-00000000abcd] parent_pid=41"
	                 " command=[id -u] image{ path=[/usr/bin/id] } } parent{ pid=41 }\n");
	seen_dispose(&seen);
}
END_TEST

/* Of processes that are gone it knows the command name only, which is no path. */
START_TEST(a_bare_command_name_is_no_image)
{
	struct seen seen = { 0 };

	seen_text(&seen, NULL, LINUX_EVENT("5", "<Data Name=\"ProcessId\">42</Data>"
	                                        "<Data Name=\"Image\">java</Data>"));
	ck_assert_ptr_nonnull(strstr(seen.text, " process{ pid=42 }\n"));
	seen_dispose(&seen);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode-sysmon/events");
	TCase *tests = tcase_create("events");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(tests, a_record_becomes_its_event, 0, (int)(sizeof cases / sizeof *cases));
	tcase_add_test(tests, utc_time_is_the_events_time);
	tcase_add_test(tests, time_created_stands_in_where_utc_time_is_missing);
	tcase_add_test(tests, sysmon_for_linux_names_its_host_and_system);
	tcase_add_test(tests, a_bare_command_name_is_no_image);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
