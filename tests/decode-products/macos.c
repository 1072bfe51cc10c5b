/* SPDX-License-Identifier: Apache-2.0 */
/* What the sensors and logs of macOS become. */
#include "product.h"

#include <check.h>
#include <stdlib.h>

#define ES(type, event) \
	"{\"schema_version\":1,\"mach_time\":9,\"event_type\":" type ",\"time\":\"2026-03-01T09:00:00.25Z\"," \
	"\"global_seq_num\":7,\"version\":8,\"process\":{\"audit_token\":{\"asid\":1,\"euid\":501,\"pid\":812," \
	"\"pidversion\":2001},\"ppid\":400,\"parent_audit_token\":{\"pid\":400,\"pidversion\":900}," \
	"\"codesigning_flags\":570499857,\"is_platform_binary\":false,\"signing_id\":\"com.example.tool\"," \
	"\"team_id\":\"AB12CD34EF\",\"executable\":{\"path\":\"/Applications/Tool.app/Contents/MacOS/Tool\"," \
	"\"stat\":{\"st_ino\":11,\"st_dev\":5,\"st_mode\":33261}}},\"event\":" event "}\n"
#define ACTOR "\"process\":{\"pid\":812,\"parent_pid\":400,\"guid\":\"812:2001\",\"parent_guid\":\"400:900\"," \
	"\"user\":\"501\",\"image\":{\"path\":\"/Applications/Tool.app/Contents/MacOS/Tool\",\"inode\":11," \
	"\"device\":5,\"mode\":33261,\"signature\":{\"state\":\"valid\""

START_TEST(endpoint_security_events_are_read)
{
	static const product_case cases[] = {
		/* 570499857 is 0x22012311: signed, valid, hardened; 570499856 is without the bit of validity. */
		{ ES("9", "{\"exec\":{\"script\":null,\"cwd\":{\"path\":\"/Users/e\"},\"args\":[\"python3\",\"a b.py\"],"
		     "\"target\":{\"audit_token\":{\"euid\":501,\"pid\":812,\"pidversion\":2002},\"ppid\":400,"
		     "\"codesigning_flags\":570499856,\"signing_id\":\"x\",\"team_id\":null,"
		     "\"executable\":{\"path\":\"/usr/bin/python3\",\"stat\":{\"st_ino\":12}}}}}"),
		  { "\"type\":\"process_start\"", "\"time\":\"2026-03-01T09:00:00.250000000Z\"", "\"record\":7",
		    "\"os\":\"macos\"", "\"source_kind\":\"endpoint_security\"", "\"guid\":\"812:2002\"",
		    "\"command_line\":\"python3 a b.py\"", "\"script\":\"/Users/e/a b.py\"",
		    "\"working_directory\":\"/Users/e\"", "\"inode\":12", "\"state\":\"invalid\"" } },
		/* The token as eight words: auid, euid, egid, ruid, rgid, pid, asid, pidversion. */
		{ "{\"schema_version\":1,\"mach_time\":1,\"event_type\":15,\"time\":\"2026-03-01T09:00:01Z\",\"process\":"
		  "{\"audit_token\":[501,501,20,501,20,77,100,88],\"ppid\":1,\"executable\":{\"path\":\"/bin/ls\"}},"
		  "\"event\":{\"exit\":{\"stat\":0}}}\n",
		  { "\"type\":\"process_exit\"", "\"pid\":77", "\"guid\":\"77:88\"", "\"parent_pid\":1" } },
		{ ES("11", "{\"fork\":{\"child\":{\"audit_token\":{\"pid\":813,\"pidversion\":2003},\"ppid\":812,"
		     "\"executable\":{\"path\":\"/bin/sh\"}}}}"),
		  { "\"type\":\"process_fork\"", "\"process\":{\"pid\":813,\"parent_pid\":812,\"guid\":\"813:2003\"",
		    "\"parent\":{\"pid\":812" } },
		{ ES("13", "{\"create\":{\"destination_type\":1,\"destination\":{\"new_path\":{\"dir\":{\"path\":"
		     "\"/Library/LaunchDaemons\"},\"filename\":\"x.plist\",\"mode\":420}}}}"),
		  { "\"type\":\"file_write\"", ACTOR, "\"team_id\":\"AB12CD34EF\"", "\"identity\":\"apple-team:AB12CD34EF\"",
		    "\"file\":{\"path\":\"/Library/LaunchDaemons/x.plist\"" } },
		{ ES("13", "{\"create\":{\"destination_type\":0,\"destination\":{\"existing_file\":{\"path\":\"/a\","
		     "\"stat\":{\"st_size\":9}}}}}"),
		  { "\"type\":\"file_write\"", "\"file\":{\"path\":\"/a\",\"size\":9" } },
		{ ES("12", "{\"close\":{\"modified\":true,\"target\":{\"path\":\"/a\",\"stat\":{\"st_ino\":3}}}}"),
		  { "\"type\":\"file_write\"", "\"path\":\"/a\",\"inode\":3" } },
		{ ES("12", "{\"close\":{\"modified\":false,\"target\":{\"path\":\"/a\"}}}"), { NULL } },
		{ ES("25", "{\"rename\":{\"source\":{\"path\":\"/a\"},\"destination_type\":1,\"destination\":{\"new_path\":"
		     "{\"dir\":{\"path\":\"/b/\"},\"filename\":\"c\"}}}}"),
		  { "\"type\":\"file_rename\"", "\"path\":\"/b/c\",\"old_path\":\"/a\"" } },
		{ ES("19", "{\"link\":{\"source\":{\"path\":\"/a\"},\"target_dir\":{\"path\":\"/b\"},\"target_filename\":\"c\"}}"),
		  { "\"type\":\"file_rename\"", "\"path\":\"/b/c\",\"old_path\":\"/a\"", "\"linked\"" } },
		{ ES("32", "{\"unlink\":{\"target\":{\"path\":\"/a\"},\"parent_dir\":{\"path\":\"/\"}}}"),
		  { "\"type\":\"file_delete\"", "\"path\":\"/a\"" } },
		{ ES("33", "{\"write\":{\"target\":{\"path\":\"/a\"}}}"), { "\"type\":\"file_write\"" } },
		/* 5 is read and execute, 3 read and write. */
		{ ES("20", "{\"mmap\":{\"protection\":5,\"source\":{\"path\":\"/lib/x.dylib\"}}}"),
		  { "\"type\":\"module_load\"", "\"path\":\"/lib/x.dylib\"" } },
		{ ES("20", "{\"mmap\":{\"protection\":3,\"source\":{\"path\":\"/a\"}}}"), { NULL } },
		{ ES("10", "{\"open\":{\"fflag\":1,\"file\":{\"path\":\"/Users/e/.ssh/id\"}}}"),
		  { "\"type\":\"file_read\"", "\"path\":\"/Users/e/.ssh/id\"" } },
		{ ES("10", "{\"open\":{\"fflag\":3,\"file\":{\"path\":\"/a\"}}}"), { NULL } },
		{ ES("94", "{\"cs_invalidated\":{}}"),
		  { "\"type\":\"integrity\"", "\"result\":\"audited\"", "\"file\":{\"path\":\"/Applications/Tool.app" } },
		{ ES("124", "{\"btm_launch_item_add\":{\"executable_path\":\"/opt/d\",\"item\":{\"item_url\":\"file:///a\"}}}"),
		  { "\"type\":\"persistence\"", "\"file\":{\"path\":\"/opt/d\"" } },
		{ ES("124", "{\"btm_launch_item_add\":{\"executable_path\":null,\"item\":{\"item_url\":\"file:///a.plist\"}}}"),
		  { "\"type\":\"persistence\"", "\"file\":{\"path\":\"/a.plist\"" } },
		{ ES("112", "{\"xp_malware_detected\":{\"malware_identifier\":\"OSX.Example\",\"detected_path\":\"/a\"}}"),
		  { "\"type\":\"integrity\"", "\"result\":\"blocked\"", "\"policy\":\"XProtect\"", "\"reason\":\"OSX.Example\"" } },
		{ ES("76", "{\"remote_thread_create\":{\"target\":{\"audit_token\":{\"pid\":9,\"pidversion\":4}}}}"),
		  { "\"type\":\"injection\"", "\"target\":{\"pid\":9,\"guid\":\"9:4\"" } },
		{ ES("31", "{\"signal\":{\"sig\":9}}"), { NULL } },
	};

	check_cases("eslogger-json", cases, sizeof cases / sizeof *cases);
	check_damage("eslogger-json", cases[1].record);
}
END_TEST

#define BY "\"instigator\":{\"id\":{\"pid\":12,\"pidversion\":34},\"parent_id\":{\"pid\":56,\"pidversion\":78}," \
	"\"effective_user\":{\"name\":\"eve\"},\"executable\":{\"path\":\"/bin/mv\"}}"
#define SANTA(event) "{\"machine_id\":\"studio\",\"event_time\":\"2026-03-01T09:00:00Z\"," event "}\n"
#define INSTIGATOR "\"pid\":12,\"parent_pid\":56,\"guid\":\"12:34\",\"parent_guid\":\"56:78\",\"user\":\"eve\""

START_TEST(santa_telemetry_is_read)
{
	static const product_case cases[] = {
		/* "bHM=" is "ls", "LWw=" is "-l"; 536871680 is 0x20000300: signed, not valid any more. */
		{ SANTA("\"execution\":{" BY ",\"target\":{\"id\":{\"pid\":23,\"pidversion\":45},\"parent_id\":{\"pid\":12,"
		        "\"pidversion\":34},\"is_platform_binary\":true,\"cs_flags\":536871680,\"executable\":{\"path\":\"/bin/ls\","
		        "\"stat\":{\"ino\":\"304\",\"mode\":302},\"hash\":{\"type\":\"HASH_ALGO_SHA256\",\"hash\":\"ab\"}}},"
		        "\"args\":[\"bHM=\",\"LWw=\"],\"decision\":\"DECISION_ALLOW\",\"quarantine_url\":\"https://d.example/x\"}"),
		  { "\"type\":\"process_start\"", "\"host\":\"studio\"", "\"command_line\":\"ls -l\"", "\"guid\":\"23:45\"",
		    "\"parent_guid\":\"12:34\"", "\"sha256\":\"ab\"", "\"inode\":304", "\"state\":\"invalid\"", "\"platform\"",
		    "\"origin_url\":\"https://d.example/x\"" } },
		{ SANTA("\"execution\":{\"target\":{\"id\":{\"pid\":23},\"executable\":{\"path\":\"/bin/x\"}},"
		        "\"decision\":\"DECISION_DENY\"}"),
		  { "\"type\":\"integrity\"", "\"result\":\"blocked\"", "\"policy\":\"Santa\"", "\"path\":\"/bin/x\"" } },
		{ SANTA("\"close\":{" BY ",\"target\":{\"path\":\"/a\",\"stat\":{\"ino\":\"7\",\"size\":\"306\"}},\"modified\":true}"),
		  { "\"type\":\"file_write\"", INSTIGATOR, "\"path\":\"/a\",\"inode\":7,\"size\":306" } },
		{ SANTA("\"rename\":{" BY ",\"source\":{\"path\":\"/a\"},\"target\":\"/b\",\"target_existed\":true}"),
		  { "\"type\":\"file_rename\"", "\"path\":\"/b\",\"old_path\":\"/a\"" } },
		{ SANTA("\"unlink\":{" BY ",\"target\":{\"path\":\"/a\"}}"), { "\"type\":\"file_delete\"", "\"path\":\"/a\"" } },
		{ SANTA("\"copyfile\":{" BY ",\"source\":{\"path\":\"/a\"},\"target\":\"/b\"}"),
		  { "\"type\":\"file_write\"", "\"file\":{\"path\":\"/b\"" } },
		{ SANTA("\"fork\":{" BY ",\"child\":{\"id\":{\"pid\":13,\"pidversion\":35}}}"),
		  { "\"type\":\"process_fork\"", "\"process\":{\"pid\":13,\"guid\":\"13:35\"", "\"parent\":{" INSTIGATOR } },
		{ SANTA("\"exit\":{" BY ",\"exited\":{}}"), { "\"type\":\"process_exit\"", INSTIGATOR } },
		{ SANTA("\"codesigning_invalidated\":{" BY "}"), { "\"type\":\"integrity\"", "\"file\":{\"path\":\"/bin/mv\"" } },
		{ SANTA("\"launch_item\":{\"action\":\"ACTION_ADD\",\"executable_path\":\"/opt/d\"}"),
		  { "\"type\":\"persistence\"", "\"file\":{\"path\":\"/opt/d\"" } },
		{ SANTA("\"processed_time\":\"2026-03-01T09:00:00Z\",\"authentication\":{}"), { NULL } },
	};

	check_cases("santa-json", cases, sizeof cases / sizeof *cases);
	check_damage("santa-json", cases[0].record);
}
END_TEST

#define LINE(fields) "[2026-03-01T09:00:00.125Z] I santad: action=" fields "\n"

START_TEST(santa_lines_are_read)
{
	static const product_case cases[] = {
		{ LINE("EXEC|decision=ALLOW|reason=CERT|sha256=ab|cert_sha256=cd|cert_cn=Developer ID Application: "
		       "Example Inc. (AB12CD34EF)|quarantine_url=https://d.example/x.dmg|pid=75|pidversion=17|ppid=1|uid=0|user=root"
		       "|mode=L|path=/Applications/X.app/Contents/MacOS/X|args=X one<pipe>two"),
		  { "\"type\":\"process_start\"", "\"time\":\"2026-03-01T09:00:00.125000000Z\"", "\"guid\":\"75:17\"",
		    "\"command_line\":\"X one|two\"", "\"user\":\"root\"", "\"state\":\"valid\"", "\"thumbprint\":\"cd\"",
		    "\"team_id\":\"AB12CD34EF\"", "\"signer\":\"Developer ID Application: Example Inc. (AB12CD34EF)\"",
		    "\"origin_url\":\"https://d.example/x.dmg\"", "\"sha256\":\"ab\"" } },
		{ LINE("EXEC|decision=DENY|reason=BINARY|sha256=ab|pid=75|ppid=1|path=/tmp/x|args=x"),
		  { "\"type\":\"integrity\"", "\"result\":\"blocked\"", "\"reason\":\"BINARY\"", "\"path\":\"/tmp/x\"" } },
		{ LINE("RENAME|path=/a|newpath=/b|pid=833|ppid=356|process=mv|processpath=(null)|uid=501|user=q"),
		  { "\"type\":\"file_rename\"", "\"path\":\"/b\",\"old_path\":\"/a\"", "\"pid\":833,\"parent_pid\":356" } },
		{ LINE("WRITE|path=/a|pid=8|ppid=3|process=cp|processpath=/bin/cp|user=q"),
		  { "\"type\":\"file_write\"", "\"image\":{\"path\":\"/bin/cp\"}", "\"file\":{\"path\":\"/a\"}" } },
		{ LINE("DELETE|path=/a|pid=8"), { "\"type\":\"file_delete\"" } },
		{ LINE("EXIT|pid=8|pidversion=2|ppid=1|uid=0|gid=1"), { "\"type\":\"process_exit\"", "\"guid\":\"8:2\"" } },
		{ LINE("DISKAPPEAR|mount=/|volume=HDD"), { NULL } },
		{ LINE("EXIT"), { "\"type\":\"process_exit\"" } },
	};

	check_cases("santa-log", cases, sizeof cases / sizeof *cases);
	check_damage("santa-log", cases[0].record);
}
END_TEST

START_TEST(what_santa_lost_is_told)
{
	outcome run;

	run_init(&run);
	run_text(&run, LINE("DELETE|path=/a|pid=8")
	         "[2026-03-01T09:00:01Z] *** LOG MESSAGE QUOTA EXCEEDED - SOME MESSAGES FROM THIS PROCESS HAVE BEEN DISCARDED ***\n"
	         "no time\n");
	ck_assert_uint_eq(text_count(&run.events, "\"type\":\"loss\""), 1);
	ck_assert_str_eq(run.problems.data, "3:1 expected a time in brackets\n");
	run_dispose(&run);
}
END_TEST

#define LOG(program, message) \
	"{\"timestamp\":\"2026-03-01 10:00:00.5+0100\",\"machTimestamp\":5,\"processID\":77,\"userID\":0," \
	"\"processImagePath\":\"/usr/libexec/" program "\",\"eventMessage\":\"" message "\",\"messageType\":\"Default\"}\n"

START_TEST(the_unified_log_tells_of_packages_and_judgements)
{
	static const product_case cases[] = {
		{ LOG("installd", "PackageKit: Installed \\\"Example Tool\\\" (2.1)"),
		  { "\"type\":\"package\"", "\"time\":\"2026-03-01T09:00:00.500000000Z\"", "\"operation\":\"install\"",
		    "\"name\":\"Example Tool\"", "\"version\":\"2.1\"", "\"succeeded\":true",
		    "\"source_kind\":\"unified_log\"", "\"image\":{\"path\":\"/usr/libexec/installd\"}" } },
		{ LOG("installd", "PackageKit: ----- Begin install -----"), { "\"operation\":\"begin\"" } },
		{ LOG("system_installd", "PackageKit: ----- End install -----"), { "\"operation\":\"finish\"" } },
		{ LOG("amfid", "/private/tmp/x signature not valid: -67050"),
		  { "\"type\":\"integrity\"", "\"result\":\"blocked\"", "\"policy\":\"AMFI\"", "\"path\":\"/private/tmp/x\"" } },
		{ LOG("syspolicyd", "Terminating process due to Gatekeeper rejection: 412, /Users/e/x"),
		  { "\"type\":\"integrity\"", "\"policy\":\"Gatekeeper\"", "\"path\":\"/Users/e/x\"" } },
		{ LOG("mdworker", "Installed \\\"Nothing\\\" (1)"), { NULL } },
	};

	check_cases("macos-unified-log", cases, sizeof cases / sizeof *cases);
	check_damage("macos-unified-log", cases[0].record);
}
END_TEST

START_TEST(the_install_log_tells_of_packages)
{
	static const product_case cases[] = {
		{ "2026-03-01 10:00:00+01 studio installd[412]: PackageKit: Installed \"Example Tool\" (2.1)\n",
		  { "\"type\":\"package\"", "\"time\":\"2026-03-01T09:00:00.000000000Z\"", "\"host\":\"studio\"",
		    "\"operation\":\"install\"", "\"name\":\"Example Tool\"", "\"pid\":412" } },
		{ "2026-03-01 10:00:00-07:00 studio installd[412]: Installed \"A\" (1)\n",
		  { "\"time\":\"2026-03-01T17:00:00.000000000Z\"", "\"name\":\"A\"" } },
		{ "2026-03-01 10:00:00+01 studio installer[9]: Install Failed: Error Domain=X\n",
		  { "\"operation\":\"finish\"", "\"succeeded\":false" } },
		{ "2026-03-01 10:00:00+01 studio Installer[9]: logKext\n\tgoes on\n", { NULL } },
	};

	check_cases("macos-install-log", cases, sizeof cases / sizeof *cases);
	check_damage("macos-install-log", cases[0].record);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode-products/macos");
	TCase *tests = tcase_create("macos");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, 300); /* a busy machine is no fault */
	tcase_add_test(tests, endpoint_security_events_are_read);
	tcase_add_test(tests, santa_telemetry_is_read);
	tcase_add_test(tests, santa_lines_are_read);
	tcase_add_test(tests, what_santa_lost_is_told);
	tcase_add_test(tests, the_unified_log_tells_of_packages_and_judgements);
	tcase_add_test(tests, the_install_log_tells_of_packages);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
