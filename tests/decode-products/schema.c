/* SPDX-License-Identifier: Apache-2.0 */
/* What common schemas and the sensors of Linux become. */
#include "product.h"

#include <check.h>
#include <stdlib.h>

#define ECS(rest) "{\"@timestamp\":\"2026-03-01T09:00:00.25Z\",\"ecs\":{\"version\":\"8.10\"}," \
	"\"host\":{\"hostname\":\"pc-7\",\"os\":{\"type\":\"windows\"}},\"process\":{\"pid\":40,\"entity_id\":\"E1\"," \
	"\"executable\":\"C:\\\\a\\\\t.exe\"},\"user\":{\"name\":\"eve\"}," rest "}\n"

START_TEST(the_elastic_schema_is_read)
{
	static const product_case cases[] = {
		{ "{\"@timestamp\":\"2026-03-01T09:00:00Z\",\"ecs\":{\"version\":\"8\"},\"event\":{\"category\":[\"process\"],"
		  "\"type\":[\"start\"],\"action\":\"exec\"},\"host\":{\"os\":{\"type\":\"linux\"}},\"process\":{\"pid\":41,"
		  "\"entity_id\":\"E2\",\"parent\":{\"pid\":40,\"entity_id\":\"E1\",\"executable\":\"/bin/sh\"},"
		  "\"executable\":\"/usr/bin/node\",\"args\":[\"node\",\"x.js\"],\"working_directory\":\"/w\","
		  "\"hash\":{\"sha256\":\"ab\"},\"code_signature\":{\"exists\":true,\"trusted\":true,\"subject_name\":\"N\"}}}\n",
		  { "\"type\":\"process_start\"", "\"os\":\"linux\"", "\"pid\":41,\"parent_pid\":40,\"guid\":\"E2\",\"parent_guid\":\"E1\"",
		    "\"command_line\":\"node x.js\"", "\"script\":\"/w/x.js\"", "\"sha256\":\"ab\"", "\"state\":\"valid\",\"signer\":\"N\"",
		    "\"parent\":{\"pid\":40,\"guid\":\"E1\",\"image\":{\"path\":\"/bin/sh\"}}" } },
		{ ECS("\"event\":{\"category\":[\"process\"],\"type\":[\"end\"]}"),
		  { "\"type\":\"process_exit\"", "\"host\":\"pc-7\"", "\"os\":\"windows\"", "\"user\":\"eve\"" } },
		{ ECS("\"event\":{\"category\":[\"process\"],\"type\":[\"start\"],\"action\":\"fork\"}"), { "\"type\":\"process_fork\"" } },
		{ ECS("\"event\":{\"category\":[\"file\"],\"type\":[\"creation\"]},\"file\":{\"path\":\"C:\\\\b.dll\",\"size\":9,"
		      "\"Ext\":{\"header_bytes\":\"4d5a9000\"}}"),
		  { "\"type\":\"file_write\"", "\"size\":9", "\"content\":\"pe\"", "\"path\":\"C:\\\\b.dll\"" } },
		{ ECS("\"event\":{\"category\":[\"file\"],\"type\":[\"change\"],\"action\":\"rename\"},\"file\":{\"path\":\"C:\\\\b\","
		      "\"Ext\":{\"original\":{\"path\":\"C:\\\\a\"}}}"),
		  { "\"type\":\"file_rename\"", "\"path\":\"C:\\\\b\",\"old_path\":\"C:\\\\a\"" } },
		{ ECS("\"event\":{\"category\":[\"file\"],\"type\":[\"deletion\"]},\"file\":{\"path\":\"C:\\\\b\"}"), { "\"type\":\"file_delete\"" } },
		{ ECS("\"event\":{\"category\":[\"library\"],\"type\":[\"start\"]},\"dll\":{\"path\":\"C:\\\\b.dll\",\"hash\":{\"md5\":\"cd\"},"
		      "\"code_signature\":{\"exists\":false}}"),
		  { "\"type\":\"module_load\"", "\"path\":\"C:\\\\b.dll\",\"md5\":\"cd\"", "\"state\":\"unsigned\"" } },
		{ ECS("\"event\":{\"category\":[\"network\"],\"type\":[\"start\"]},\"network\":{\"direction\":\"egress\",\"transport\":\"tcp\"},"
		      "\"source\":{\"ip\":\"192.0.2.5\",\"port\":50100},\"destination\":{\"ip\":\"198.51.100.7\",\"port\":443,"
		      "\"domain\":\"a.example\"}"),
		  { "\"type\":\"connection\"", "\"protocol\":6,\"port\":443,\"local_port\":50100", "\"address\":\"198.51.100.7\"",
		    "\"host_name\":\"a.example\"", "\"source_kind\":\"host_product\"" } },
		{ ECS("\"event\":{\"category\":[\"network\"],\"type\":[\"end\"]},\"destination\":{\"ip\":\"198.51.100.7\"}"), { NULL } },
		{ ECS("\"event\":{\"category\":[\"network\"]},\"dns\":{\"question\":{\"name\":\"a.example\",\"type\":\"A\"},"
		      "\"resolved_ip\":[\"192.0.2.9\"]}"),
		  { "\"type\":\"dns\"", "\"query\":\"a.example\",\"query_type\":1,\"answers\":[\"192.0.2.9\"]" } },
		{ ECS("\"event\":{\"category\":[\"registry\"],\"type\":[\"change\"]},\"registry\":{\"path\":\"HKLM\\\\Run\\\\x\","
		      "\"data\":{\"strings\":[\"x.exe\"]}}"),
		  { "\"type\":\"registry\"", "\"operation\":\"set\"", "\"value\":\"x.exe\"" } },
		/* Flat keys, and what a search exported. */
		{ "{\"@timestamp\":\"2026-03-01T09:00:00Z\",\"ecs.version\":\"8\",\"event.category\":\"file\",\"event.type\":\"creation\","
		  "\"file.path\":\"/a\",\"process.pid\":4,\"process.executable\":\"/b\"}\n",
		  { "\"type\":\"file_write\"", "\"pid\":4,\"image\":{\"path\":\"/b\"}", "\"file\":{\"path\":\"/a\"}" } },
		{ "{\"_index\":\"i\",\"_source\":{\"@timestamp\":\"2026-03-01T09:00:00Z\",\"event\":{\"category\":[\"process\"],"
		  "\"type\":[\"start\"]},\"process\":{\"pid\":4,\"executable\":\"/b\"}}}\n", { "\"type\":\"process_start\"", "\"pid\":4" } },
		/* Auditbeat: packages and watched files. */
		{ "{\"@timestamp\":\"2026-03-01T09:00:00Z\",\"event\":{\"category\":[\"package\"],\"action\":\"package_installed\"},"
		  "\"package\":{\"name\":\"t\",\"version\":\"2\"}}\n", { "\"type\":\"package\"", "\"operation\":\"install\"", "\"name\":\"t\",\"version\":\"2\"" } },
		{ "{\"@timestamp\":\"2026-03-01T09:00:00Z\",\"event\":{\"category\":[\"file\"],\"type\":[\"change\"],"
		  "\"action\":[\"attributes_modified\"]},\"file\":{\"path\":\"/a\",\"mode\":\"0755\",\"inode\":\"77\"}}\n",
		  { "\"type\":\"file_attribute\"", "\"inode\":77,\"mode\":493" } },
		{ ECS("\"event\":{\"category\":[\"authentication\"],\"type\":[\"start\"]}"), { NULL } },
	};

	check_cases("ecs-json", cases, sizeof cases / sizeof *cases);
	check_damage("ecs-json", cases[0].record);
}
END_TEST

/* 1772355600250 ms is 2026-03-01T09:00:00.250Z. */
#define OCSF(class, activity, rest) "{\"class_uid\":" class ",\"activity_id\":" activity ",\"time\":1772355600250," \
	"\"metadata\":{\"version\":\"1.3.0\",\"uid\":\"R1\"},\"device\":{\"hostname\":\"pc-7\",\"os\":{\"type_id\":100}}," \
	"\"actor\":{\"process\":{\"pid\":40,\"uid\":\"P1\",\"file\":{\"path\":\"C:\\\\a.exe\"}},\"user\":{\"name\":\"eve\"}}," rest "}\n"

START_TEST(the_open_schema_is_read)
{
	static const product_case cases[] = {
		{ OCSF("1007", "1", "\"process\":{\"pid\":41,\"uid\":\"P2\",\"cmd_line\":\"b -x\",\"file\":{\"path\":\"C:\\\\b.exe\","
		       "\"hashes\":[{\"algorithm_id\":3,\"value\":\"ab\"},{\"algorithm\":\"MD5\",\"value\":\"cd\"}],"
		       "\"signature\":{\"state_id\":1,\"certificate\":{\"subject\":\"S\"}}}}"),
		  { "\"type\":\"process_start\"", "\"time\":\"2026-03-01T09:00:00.250000000Z\"", "\"record_id\":\"R1\"", "\"host\":\"pc-7\"",
		    "\"os\":\"windows\"", "\"pid\":41,\"parent_pid\":40,\"guid\":\"P2\",\"parent_guid\":\"P1\"", "\"sha256\":\"ab\"",
		    "\"md5\":\"cd\"", "\"state\":\"valid\",\"signer\":\"S\"", "\"parent\":{\"pid\":40,\"guid\":\"P1\"" } },
		{ OCSF("1007", "2", "\"process\":{\"pid\":41,\"uid\":\"P2\"}"), { "\"type\":\"process_exit\"", "\"guid\":\"P2\"" } },
		{ OCSF("1007", "4", "\"process\":{\"pid\":41,\"uid\":\"P2\"}"), { "\"type\":\"injection\"", "\"target\":{\"pid\":41,\"guid\":\"P2\"}" } },
		{ OCSF("1001", "1", "\"file\":{\"path\":\"C:\\\\c\",\"size\":9}"),
		  { "\"type\":\"file_write\"", "\"process\":{\"pid\":40,\"guid\":\"P1\"", "\"path\":\"C:\\\\c\"", "\"size\":9" } },
		{ OCSF("1001", "5", "\"file\":{\"path\":\"C:\\\\c\"},\"file_result\":{\"path\":\"C:\\\\d\"}"),
		  { "\"type\":\"file_rename\"", "\"path\":\"C:\\\\d\",\"old_path\":\"C:\\\\c\"" } },
		{ OCSF("1001", "4", "\"file\":{\"path\":\"C:\\\\c\"}"), { "\"type\":\"file_delete\"" } },
		{ OCSF("1005", "1", "\"module\":{\"file\":{\"path\":\"C:\\\\m.dll\",\"hashes\":[{\"algorithm_id\":2,\"value\":\"ef\"}]}}"),
		  { "\"type\":\"module_load\"", "\"path\":\"C:\\\\m.dll\",\"sha1\":\"ef\"" } },
		{ OCSF("4001", "1", "\"connection_info\":{\"direction_id\":2,\"protocol_num\":6},\"src_endpoint\":{\"ip\":\"192.0.2.5\","
		       "\"port\":50100},\"dst_endpoint\":{\"ip\":\"198.51.100.7\",\"port\":443,\"hostname\":\"a.example\"}"),
		  { "\"type\":\"connection\"", "\"protocol\":6,\"port\":443,\"local_port\":50100", "\"host_name\":\"a.example\"" } },
		{ OCSF("4001", "4", "\"dst_endpoint\":{\"ip\":\"198.51.100.7\",\"port\":443}"), { "\"failed\"" } },
		{ OCSF("4001", "2", "\"dst_endpoint\":{\"ip\":\"198.51.100.7\",\"port\":443}"), { NULL } },
		{ OCSF("4003", "2", "\"query\":{\"hostname\":\"a.example\",\"type\":\"A\"},\"rcode_id\":0,\"answers\":[{\"rdata\":\"192.0.2.9\"}]"),
		  { "\"type\":\"dns\"", "\"query\":\"a.example\",\"query_type\":1,\"answers\":[\"192.0.2.9\"]" } },
		{ OCSF("201002", "2", "\"reg_value\":{\"path\":\"HKLM\\\\Run\\\\x\",\"data\":\"x.exe\"}"),
		  { "\"type\":\"registry\"", "\"operation\":\"set\"", "\"value\":\"x.exe\"" } },
		{ OCSF("3002", "1", "\"user\":{}"), { NULL } },
	};

	check_cases("ocsf-json", cases, sizeof cases / sizeof *cases);
	check_damage("ocsf-json", cases[0].record);
}
END_TEST

#define FALCO(fields) "{\"output\":\"x\",\"priority\":\"Notice\",\"rule\":\"R\",\"source\":\"syscall\",\"hostname\":\"h1\"," \
	"\"time\":\"2026-03-01T09:00:00.250000000Z\",\"output_fields\":{\"evt.time\":1772355600250000000," fields "}}\n"

START_TEST(falco_is_read)
{
	static const product_case cases[] = {
		{ FALCO("\"evt.type\":\"execve\",\"proc.exepath\":\"/usr/bin/curl\",\"proc.cmdline\":\"curl -s x\",\"proc.pid\":40,"
		        "\"proc.ppid\":30,\"user.name\":\"root\",\"user.uid\":0,\"proc.pname\":\"sh\""),
		  { "\"type\":\"process_start\"", "\"time\":\"2026-03-01T09:00:00.250000000Z\"", "\"host\":\"h1\"",
		    "\"pid\":40,\"parent_pid\":30", "\"command_line\":\"curl -s x\"", "\"user\":\"root\"", "\"path\":\"/usr/bin/curl\"" } },
		{ FALCO("\"evt.type\":\"openat\",\"evt.arg.flags\":\"O_TRUNC|O_CREAT|O_WRONLY\",\"fd.name\":\"/etc/x\",\"proc.pid\":40"),
		  { "\"type\":\"file_write\"", "\"file\":{\"path\":\"/etc/x\"}" } },
		{ FALCO("\"evt.type\":\"openat\",\"fd.name\":\"/etc/shadow\",\"proc.exepath\":\"/bin/x\""),
		  { "\"type\":\"file_read\"", "\"image\":{\"path\":\"/bin/x\"}", "\"file\":{\"path\":\"/etc/shadow\"}" } },
		{ FALCO("\"evt.type\":\"renameat\",\"fs.path.source\":\"/a\",\"fs.path.target\":\"/b\""),
		  { "\"type\":\"file_rename\"", "\"path\":\"/b\",\"old_path\":\"/a\"" } },
		{ FALCO("\"evt.type\":\"connect\",\"fd.name\":\"192.0.2.5:50100->198.51.100.7:443\",\"fd.l4proto\":\"tcp\",\"proc.pid\":40"),
		  { "\"type\":\"connection\"", "\"protocol\":6,\"port\":443", "\"address\":\"198.51.100.7\"" } },
		{ FALCO("\"evt.type\":\"connect\",\"fd.rip\":\"198.51.100.7\",\"fd.rport\":443,\"fd.lport\":50100"),
		  { "\"port\":443,\"local_port\":50100", "\"address\":\"198.51.100.7\"" } },
		{ FALCO("\"evt.type\":\"setns\",\"proc.pid\":40"), { NULL } },
	};

	check_cases("falco-json", cases, sizeof cases / sizeof *cases);
	check_damage("falco-json", cases[0].record);
}
END_TEST

#define TETRAGON(hook, rest) "{\"" hook "\":{\"process\":{\"exec_id\":\"X2\",\"pid\":41,\"uid\":0,\"cwd\":\"/w\"," \
	"\"binary\":\"/usr/bin/node\",\"arguments\":\"x.js --y\",\"parent_exec_id\":\"X1\"},\"parent\":{\"exec_id\":\"X1\"," \
	"\"pid\":40,\"binary\":\"/bin/sh\"}" rest "},\"node_name\":\"n1\",\"time\":\"2026-03-01T09:00:00.25Z\"}\n"

START_TEST(tetragon_is_read)
{
	static const product_case cases[] = {
		{ TETRAGON("process_exec", ""),
		  { "\"type\":\"process_start\"", "\"host\":\"n1\"", "\"pid\":41,\"parent_pid\":40,\"guid\":\"X2\",\"parent_guid\":\"X1\"",
		    "\"command_line\":\"/usr/bin/node x.js --y\"", "\"working_directory\":\"/w\"", "\"user\":\"0\"",
		    "\"parent\":{\"pid\":40,\"guid\":\"X1\"" } },
		{ TETRAGON("process_exit", ",\"status\":0"), { "\"type\":\"process_exit\"" } },
		{ TETRAGON("process_loader", ",\"path\":\"/lib/x.so\""), { "\"type\":\"module_load\"", "\"file\":{\"path\":\"/lib/x.so\"}" } },
		{ TETRAGON("process_kprobe", ",\"function_name\":\"tcp_connect\",\"args\":[{\"sock_arg\":{\"family\":\"AF_INET\","
		           "\"protocol\":\"IPPROTO_TCP\",\"saddr\":\"192.0.2.5\",\"daddr\":\"198.51.100.7\",\"sport\":50100,\"dport\":443}}]"),
		  { "\"type\":\"connection\"", "\"protocol\":6,\"port\":443,\"local_port\":50100", "\"local_address\":\"192.0.2.5\"" } },
		{ TETRAGON("process_kprobe", ",\"function_name\":\"security_file_permission\",\"args\":[{\"file_arg\":{\"path\":\"/a\"}},"
		           "{\"int_arg\":2}]"), { "\"type\":\"file_write\"", "\"file\":{\"path\":\"/a\"}" } },
		{ TETRAGON("process_kprobe", ",\"function_name\":\"security_file_permission\",\"args\":[{\"file_arg\":{\"path\":\"/a\"}},"
		           "{\"int_arg\":4}]"), { "\"type\":\"file_read\"" } },
		{ TETRAGON("process_kprobe", ",\"function_name\":\"security_mmap_file\",\"args\":[{\"file_arg\":{\"path\":\"/a.so\"}},"
		           "{\"uint_arg\":5}]"), { "\"type\":\"module_load\"" } },
		{ TETRAGON("process_kprobe", ",\"function_name\":\"tcp_close\",\"args\":[]"), { NULL } },
		{ TETRAGON("process_tracepoint", ",\"subsys\":\"syscalls\""), { NULL } },
	};

	check_cases("tetragon-json", cases, sizeof cases / sizeof *cases);
	check_damage("tetragon-json", cases[3].record);
}
END_TEST

#define TRACEE(name, args) "{\"timestamp\":1772355600250000000,\"threadStartTime\":5,\"processId\":41,\"hostProcessId\":41," \
	"\"threadId\":41,\"parentProcessId\":40,\"hostParentProcessId\":40,\"userId\":1000,\"executable\":{\"path\":\"/bin/sh\"}," \
	"\"hostName\":\"h1\",\"eventId\":\"1\",\"eventName\":\"" name "\",\"processEntityId\":77,\"parentEntityId\":66,\"args\":[" args "]}\n"
#define YOUNG(name, data) "{\"timestamp\":\"2026-03-01T09:00:00.25Z\",\"id\":\"sched\",\"name\":\"" name "\",\"workload\":{\"process\":" \
	"{\"executable\":{\"path\":\"/bin/sh\"},\"uniqueId\":77,\"hostPid\":41,\"pid\":41,\"realUser\":{\"id\":1000}," \
	"\"ancestors\":[{\"uniqueId\":66,\"hostPid\":40}]}},\"data\":[" data "]}\n"
#define TRACED "\"pid\":41,\"parent_pid\":40,\"guid\":\"77\",\"parent_guid\":\"66\""

START_TEST(tracee_is_read)
{
	static const product_case cases[] = {
		{ TRACEE("sched_process_exec", "{\"name\":\"cmdpath\",\"type\":\"const char*\",\"value\":\"./x.sh\"},{\"name\":\"pathname\","
		         "\"type\":\"const char*\",\"value\":\"/usr/bin/dash\"},{\"name\":\"inode\",\"type\":\"unsigned long\",\"value\":5},"
		         "{\"name\":\"argv\",\"type\":\"const char**\",\"value\":[\"/bin/sh\",\"./x.sh\"]},{\"name\":\"interp\",\"value\":\"/bin/sh\"}"),
		  { "\"type\":\"process_start\"", "\"time\":\"2026-03-01T09:00:00.250000000Z\"", TRACED, "\"path\":\"/usr/bin/dash\",\"inode\":5",
		    "\"command_line\":\"/bin/sh ./x.sh\"", "\"script\":\"./x.sh\"", "\"user\":\"1000\"" } },
		{ YOUNG("sched_process_exec", "{\"name\":\"cmdpath\",\"str\":\"/bin/ls\"},{\"name\":\"pathname\",\"str\":\"/usr/bin/ls\"},"
		        "{\"name\":\"argv\",\"strArray\":{\"value\":[\"ls\",\"-l\"]}},{\"name\":\"interp\",\"str\":\"/bin/ls\"}"),
		  { "\"type\":\"process_start\"", TRACED, "\"command_line\":\"ls -l\"", "\"path\":\"/usr/bin/ls\"" } },
		{ TRACEE("sched_process_exit", ""), { "\"type\":\"process_exit\"", TRACED } },
		{ TRACEE("sched_process_fork", "{\"name\":\"child_process_pid\",\"value\":42}"),
		  { "\"type\":\"process_fork\"", "\"process\":{\"pid\":42,\"parent_pid\":41", "\"parent\":{\"pid\":41" } },
		{ YOUNG("security_inode_rename", "{\"name\":\"old_path\",\"str\":\"/a\"},{\"name\":\"new_path\",\"str\":\"/b\"}"),
		  { "\"type\":\"file_rename\"", "\"path\":\"/b\",\"old_path\":\"/a\"" } },
		{ TRACEE("security_file_open", "{\"name\":\"pathname\",\"value\":\"/a\"},{\"name\":\"flags\",\"value\":\"O_RDWR|O_LARGEFILE\"}"),
		  { "\"type\":\"file_write\"" } },
		{ TRACEE("security_file_open", "{\"name\":\"pathname\",\"value\":\"/a\"},{\"name\":\"flags\",\"value\":0}"), { "\"type\":\"file_read\"" } },
		{ TRACEE("security_socket_connect", "{\"name\":\"remote_addr\",\"value\":{\"sa_family\":\"AF_INET\",\"sin_addr\":\"198.51.100.7\","
		         "\"sin_port\":\"443\"}}"), { "\"type\":\"connection\"", "\"port\":443", "\"address\":\"198.51.100.7\"" } },
		{ YOUNG("security_socket_connect", "{\"name\":\"remote_addr\",\"sockaddr\":{\"saFamily\":\"AF_INET\",\"sinAddr\":\"198.51.100.7\","
		        "\"sinPort\":443}}"), { "\"type\":\"connection\"", "\"port\":443", "\"address\":\"198.51.100.7\"" } },
		{ TRACEE("ptrace", ""), { NULL } },
	};

	check_cases("tracee-json", cases, sizeof cases / sizeof *cases);
	check_damage("tracee-json", cases[0].record);
}
END_TEST

#define OSQUERY(columns) "{\"name\":\"pack_x\",\"hostIdentifier\":\"mac-1\",\"calendarTime\":\"Sun Mar  1 09:00:05 2026 UTC\"," \
	"\"unixTime\":1772355605,\"action\":\"added\",\"columns\":{" columns "}}\n"

START_TEST(osquery_is_read)
{
	static const product_case cases[] = {
		{ OSQUERY("\"event_type\":\"exec\",\"path\":\"/opt/t\",\"pid\":\"41\",\"pidversion\":\"7\",\"parent\":\"40\",\"cmdline\":\"t -x\","
		          "\"cwd\":\"/w\",\"time\":\"1772355600\",\"signing_id\":\"com.example.t\",\"team_id\":\"AB12CD34EF\",\"platform_binary\":\"0\","
		          "\"codesigning_flags\":\"\",\"uid\":\"501\",\"username\":\"eve\",\"child_pid\":\"\""),
		  { "\"type\":\"process_start\"", "\"time\":\"2026-03-01T09:00:00.000000000Z\"", "\"host\":\"mac-1\"", "\"os\":\"macos\"",
		    "\"guid\":\"41:7\"", "\"command_line\":\"t -x\"", "\"user\":\"eve\"", "\"state\":\"valid\"", "\"team_id\":\"AB12CD34EF\"" } },
		{ OSQUERY("\"event_type\":\"exec\",\"path\":\"/opt/t\",\"pid\":\"41\",\"time\":\"1772355600\",\"signing_id\":\"t\","
		          "\"codesigning_flags\":\"ADHOC, NOT_RUNTIME\""), { "\"state\":\"adhoc\"" } },
		{ OSQUERY("\"event_type\":\"fork\",\"path\":\"/opt/t\",\"pid\":\"41\",\"child_pid\":\"42\",\"time\":\"1772355600\""),
		  { "\"type\":\"process_fork\"", "\"process\":{\"pid\":42,\"parent_pid\":41", "\"parent\":{\"pid\":41" } },
		{ OSQUERY("\"event_type\":\"rename\",\"filename\":\"/a\",\"dest_filename\":\"/b\",\"path\":\"/opt/t\",\"pid\":\"41\",\"time\":\"1772355600\""),
		  { "\"type\":\"file_rename\"", "\"path\":\"/b\",\"old_path\":\"/a\"", "\"image\":{\"path\":\"/opt/t\"}" } },
		{ OSQUERY("\"path\":\"/bin/ls\",\"cmdline\":\"ls\",\"pid\":\"41\",\"parent\":\"40\",\"syscall\":\"execve\",\"time\":\"1772355600\""),
		  { "\"type\":\"process_start\"", "\"os\":\"linux\"", "\"pid\":41,\"parent_pid\":40" } },
		{ OSQUERY("\"action\":\"connect\",\"path\":\"/opt/t\",\"pid\":\"41\",\"protocol\":\"6\",\"local_address\":\"192.0.2.5\",\"local_port\":"
		          "\"50100\",\"remote_address\":\"198.51.100.7\",\"remote_port\":\"443\",\"time\":\"1772355600\""),
		  { "\"type\":\"connection\"", "\"protocol\":6,\"port\":443,\"local_port\":50100" } },
		{ OSQUERY("\"target_path\":\"/a\",\"action\":\"CREATED\",\"sha256\":\"ab\",\"time\":\"1772355600\",\"inode\":\"5\""),
		  { "\"type\":\"file_write\"", "\"file\":{\"path\":\"/a\",\"inode\":5,\"sha256\":\"ab\"}" } },
		{ OSQUERY("\"operation\":\"unlink\",\"executable\":\"/bin/rm\",\"path\":\"/a\",\"pid\":\"41\",\"time\":\"1772355600\""),
		  { "\"type\":\"file_delete\"", "\"image\":{\"path\":\"/bin/rm\"}", "\"file\":{\"path\":\"/a\"}" } },
		{ OSQUERY("\"path\":\"/bin/ls\",\"cmdline\":\"ls\",\"pid\":\"41\",\"state\":\"S\""), { NULL } },
		{ "{\"name\":\"x\",\"hostIdentifier\":\"mac-1\",\"unixTime\":1772355605,\"action\":\"removed\",\"columns\":{\"path\":\"/bin/ls\","
		  "\"cmdline\":\"ls\",\"time\":\"1772355600\"}}\n", { NULL } },
	};

	check_cases("osquery-json", cases, sizeof cases / sizeof *cases);
	check_damage("osquery-json", cases[0].record);
}
END_TEST

START_TEST(osquery_rows_of_a_snapshot_are_events_each)
{
	outcome run;

	run_init(&run);
	run_text(&run, "{\"name\":\"x\",\"hostIdentifier\":\"h\",\"unixTime\":1772355605,\"action\":\"snapshot\",\"snapshot\":["
	         "{\"target_path\":\"/a\",\"action\":\"CREATED\",\"time\":\"1772355600\"},"
	         "{\"target_path\":\"/b\",\"action\":\"DELETED\",\"time\":\"1772355601\"}]}\n"
	         "{\"name\":\"x\",\"hostIdentifier\":\"h\",\"unixTime\":1772355605,\"diffResults\":{\"added\":["
	         "{\"target_path\":\"/c\",\"action\":\"UPDATED\",\"time\":\"1772355600\"}],\"removed\":[]}}\n");
	ck_assert_uint_eq(run.statistics.events, 3);
	ck_assert_uint_eq(text_count(&run.events, "\"type\":\"file_write\""), 2);
	ck_assert_uint_eq(text_count(&run.events, "\"type\":\"file_delete\""), 1);
	run_dispose(&run);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode-products/schema");
	TCase *tests = tcase_create("schema");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, 300); /* a busy machine is no fault */
	tcase_add_test(tests, the_elastic_schema_is_read);
	tcase_add_test(tests, the_open_schema_is_read);
	tcase_add_test(tests, falco_is_read);
	tcase_add_test(tests, tetragon_is_read);
	tcase_add_test(tests, tracee_is_read);
	tcase_add_test(tests, osquery_is_read);
	tcase_add_test(tests, osquery_rows_of_a_snapshot_are_events_each);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
