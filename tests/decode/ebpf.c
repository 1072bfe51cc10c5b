/* SPDX-License-Identifier: Apache-2.0 */
/* The eBPF recorder's format: what each type becomes, and the bundled recording. */
#include "harness.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BY "\"pid\":40,\"tid\":40,\"ppid\":30,\"start\":77,\"uid\":1000,\"comm\":\"x\","
#define WHO "\"process\":{\"pid\":40,\"parent_pid\":30,\"start_time\":77,\"user\":\"1000\""
#define HEAD ",\"time\":\"2026-11-24T02:59:18.257707000Z\",\"record_id\":"
#define TS "{\"ts\":1795489158.257707,"

/* The event of one line, from its type on, without identity, source and line. */
static void check_event(const char *line, const char *expected)
{
	outcome run;
	char *at, *end;

	run_init(&run);
	run.options.format = "ebpf-jsonl";
	run_text(&run, line);
	ck_assert_msg(run.statistics.events == 1 && !run.problems.size, "%s: %s", line,
	              run.problems.data);
	at = strstr(run.events.data, HEAD);
	ck_assert_msg(at != NULL, "%s", run.events.data);
	end = strstr(at, "\"line\":1,");
	ck_assert_ptr_nonnull(end);
	ck_assert_ptr_nonnull(strstr(at, "\"os\":\"linux\",\"source_kind\":\"ebpf\","));
	memmove(at, end + strlen("\"line\":1"), strlen(end + strlen("\"line\":1")) + 1);
	ck_assert_str_eq(run.events.data, expected);
	run_dispose(&run);
}

START_TEST(processes_start_fork_and_end)
{
	check_event(TS "\"type\":\"fork\"," BY "\"child\":41,\"child_start\":78}",
	            "{\"type\":\"process_fork\",\"process\":{\"pid\":41,\"parent_pid\":40,\"start_time\":78,"
	            "\"user\":\"1000\"},\"parent\":{\"pid\":40,\"parent_pid\":30,\"start_time\":77,"
	            "\"user\":\"1000\"}}\n");
	check_event(TS "\"type\":\"exit\"," BY "\"code\":0,\"signal\":0}",
	            "{\"type\":\"process_exit\"," WHO "}}\n");
	check_event(TS "\"type\":\"exec\"," BY "\"exe\":\"/usr/bin/id\",\"cwd\":\"/tmp\",\"filename\":\"id\","
	            "\"ino\":5,\"dev\":6,\"mode\":33261,\"argv\":[\"id\",\"-u\",\"\"]}",
	            "{\"type\":\"process_start\",\"process\":{\"pid\":40,\"parent_pid\":30,\"start_time\":77,"
	            "\"command_line\":\"id -u \",\"working_directory\":\"/tmp\",\"user\":\"1000\",\"image\":"
	            "{\"path\":\"/usr/bin/id\",\"inode\":5,\"device\":6,\"mode\":33261}}}\n");
}
END_TEST

static void check_script(const char *fields, const char *script)
{
	char line[600], expected[200];
	outcome run;

	snprintf(line, sizeof line, TS "\"type\":\"exec\"," BY "\"cwd\":\"/w\",%s}", fields);
	run_init(&run);
	run.options.format = "ebpf-jsonl";
	run_text(&run, line);
	snprintf(expected, sizeof expected, "\"script\":\"%s\"", script);
	ck_assert_msg(script ? strstr(run.events.data, expected) != NULL
	                     : !strstr(run.events.data, "\"script\""), "%s", run.events.data);
	run_dispose(&run);
}

START_TEST(a_script_is_named_behind_its_interpreter)
{
	check_script("\"exe\":\"/usr/bin/dash\",\"filename\":\"./x.run\",\"interp\":\"/bin/sh\","
	             "\"argv\":[\"/bin/sh\",\"./x.run\"]", "/w/x.run");
	check_script("\"exe\":\"/usr/bin/node\",\"filename\":\"/usr/bin/node\","
	             "\"argv\":[\"node\",\"postinstall.js\"]", "/w/postinstall.js");
	/* /bin/sh is a link to dash, no script. */
	check_script("\"exe\":\"/usr/bin/dash\",\"filename\":\"/bin/sh\",\"argv\":[\"sh\",\"-c\",\"id\"]", NULL);
}
END_TEST

START_TEST(files_are_written_moved_removed_and_loaded)
{
#define FILE_OF "\"path\":\"/a\",\"ino\":5,\"dev\":6,\"mode\":33188,\"size\":7"
#define IS_FILE "\"file\":{\"path\":\"/a\",\"inode\":5,\"device\":6,\"size\":7,\"mode\":33188}"
	check_event(TS "\"type\":\"close_write\"," BY FILE_OF "}",
	            "{\"type\":\"file_write\"," WHO "}," IS_FILE "}\n");
	check_event(TS "\"type\":\"open_write\"," BY FILE_OF ",\"flags\":1,\"created\":true}",
	            "{\"type\":\"file_write\"," WHO "}," IS_FILE "}\n");
	check_event(TS "\"type\":\"load\"," BY FILE_OF "}",
	            "{\"type\":\"module_load\"," WHO "}," IS_FILE "}\n");
	check_event(TS "\"type\":\"rename\"," BY "\"path\":\"/a\",\"newpath\":\"/b\"}",
	            "{\"type\":\"file_rename\"," WHO "},\"file\":{\"path\":\"/b\",\"old_path\":\"/a\"}}\n");
	check_event(TS "\"type\":\"link\"," BY "\"path\":\"/a\",\"newpath\":\"/b\"}",
	            "{\"type\":\"file_rename\"," WHO "},\"file\":{\"path\":\"/b\",\"old_path\":\"/a\"}}\n");
	check_event(TS "\"type\":\"unlink\"," BY "\"path\":\"/a\"}",
	            "{\"type\":\"file_delete\"," WHO "},\"file\":{\"path\":\"/a\"}}\n");
	/* 493 is 0755. */
	check_event(TS "\"type\":\"chmod\"," BY "\"path\":\"/a\",\"newmode\":493}",
	            "{\"type\":\"file_attribute\"," WHO "},\"file\":{\"path\":\"/a\",\"mode\":493}}\n");
}
END_TEST

START_TEST(connections_tell_how_they_went)
{
#define PEER "\"family\":\"inet\",\"addr\":\"192.0.2.7\",\"port\":443,"
	check_event(TS "\"type\":\"connect\"," BY PEER "\"proto\":\"tcp\",\"ret\":-115}",
	            "{\"type\":\"connection\"," WHO "},\"connection\":{\"protocol\":6,\"port\":443,"
	            "\"address\":\"192.0.2.7\"}}\n");
	check_event(TS "\"type\":\"connect\"," BY PEER "\"proto\":\"udp\",\"ret\":0}",
	            "{\"type\":\"connection\"," WHO "},\"connection\":{\"protocol\":17,\"port\":443,"
	            "\"address\":\"192.0.2.7\"}}\n");
	check_event(TS "\"type\":\"connect\"," BY PEER "\"proto\":\"tcp\",\"ret\":-111}",
	            "{\"type\":\"connection\"," WHO "},\"connection\":{\"flags\":[\"failed\"],\"protocol\":6,"
	            "\"port\":443,\"address\":\"192.0.2.7\"}}\n");
	check_event(TS "\"type\":\"listen\"," BY "\"family\":\"inet6\",\"addr\":\"::\",\"port\":22,\"proto\":\"tcp\"}",
	            "{\"type\":\"connection\"," WHO "},\"connection\":{\"flags\":[\"listen\"],\"protocol\":6,"
	            "\"port\":22,\"local_port\":22,\"local_address\":\"::\"}}\n");
}
END_TEST

START_TEST(names_are_asked_for_and_answered)
{
	check_event(TS "\"type\":\"dns_query\"," BY "\"addr\":\"192.0.2.53\",\"port\":53,"
	            "\"qname\":\"a.example\",\"qtype\":\"AAAA\"}",
	            "{\"type\":\"dns\"," WHO "},\"dns\":{\"query\":\"a.example\",\"query_type\":28}}\n");
	check_event(TS "\"type\":\"dns_answer\"," BY "\"qname\":\"a.example\",\"qtype\":\"A\",\"rcode\":3,"
	            "\"answers\":[\"CNAME b.example\",\"192.0.2.7\"]}",
	            "{\"type\":\"dns\"," WHO "},\"dns\":{\"query\":\"a.example\",\"query_type\":1,\"result\":3,"
	            "\"answers\":[\"b.example\",\"192.0.2.7\"]}}\n");
}
END_TEST

START_TEST(what_says_nothing_new_is_passed_over)
{
	static const char data[] =
		TS "\"type\":\"symlink\"," BY "\"path\":\"/a\",\"target\":\"b\"}\n"
		TS "\"type\":\"open_write\"," BY FILE_OF "}\n"
		TS "\"type\":\"connect\"," BY "\"family\":\"unix\",\"path\":\"/run/x\",\"ret\":0}\n"
		TS "\"type\":\"dns_answer\"," BY "\"undecoded\":true}\n"
		TS "\"type\":\"of a newer recorder\"," BY "\"x\":1}\n";
	outcome run;

	run_init(&run);
	run_text(&run, data);
	ck_assert_str_eq(run.format, "ebpf-jsonl");
	ck_assert_uint_eq(run.statistics.ignored, 5);
	ck_assert_uint_eq(run.statistics.events, 0);
	ck_assert_uint_eq(run.problems.size, 0);
	run_dispose(&run);
}
END_TEST

START_TEST(time_is_exact)
{
	static const struct {
		const char *ts, *time;
	} cases[] = {
		{ "1795489158", "18.000000000Z" },          { "1795489158.0", "18.000000000Z" },
		{ "1795489158.999999999", "18.999999999Z" }, { "1795489158.000000001", "18.000000001Z" },
		{ "1795489158.1234567891", "18.123456789Z" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char line[200];
		outcome run;

		snprintf(line, sizeof line, "{\"type\":\"exit\",\"ts\":%s,\"pid\":1,\"start\":1}", cases[i].ts);
		run_init(&run);
		run_text(&run, line);
		ck_assert_msg(text_count(&run.events, cases[i].time) == 1, "%s: %s", cases[i].ts,
		              run.events.data);
		run_dispose(&run);
	}
}
END_TEST

START_TEST(damage_is_told_with_its_column)
{
	static const struct {
		const char *line, *problem;
	} cases[] = {
		{ "{\"ts\":1,\"pid\":1}", "1:0 the event has no \"type\"" },
		{ "{\"type\":\"exit\",\"pid\":1}", "1:0 \"ts\": expected seconds" },
		{ "{\"type\":\"exit\",\"ts\":1e9}", "1:21 \"ts\": expected seconds" },
		{ "{\"type\":\"exit\",\"ts\":99999999999}", "1:21 \"ts\": expected seconds" },
		{ "{\"type\":\"exit\",\"ts\":1,\"pid\":-1}", "1:29 expected a whole number" },
		{ "{\"type\":\"unlink\",\"ts\":1,\"path\":[]}", "1:32 expected a string" },
		{ "{\"type\":\"exec\",\"ts\":1,\"argv\":\"x\"}", "1:31 expected an array" },
		{ "{\"type\":\"exec\",\"ts\":1,\"argv\":[1]}", "1:31 expected a string" },
		{ "{\"type\":\"connect\",\"ts\":1,\"addr\":\"192.0.2.1\",\"port\":65536}", "1:52 expected a port" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		outcome run;

		run_init(&run);
		run.options.format = "ebpf-jsonl";
		run_text(&run, cases[i].line);
		ck_assert_int_eq(run.status, SCHAIN_OK);
		ck_assert_msg(!strncmp(run.problems.data, cases[i].problem, strlen(cases[i].problem)),
		              "%s: %s", cases[i].line, run.problems.data);
		ck_assert_uint_eq(run.statistics.damaged, 1);
		ck_assert_uint_eq(run.statistics.events, 0);
		run_dispose(&run);
	}
}
END_TEST

/*
 * Counts by jq over the recording, for instance
 * select(.type=="close_write" or (.type=="open_write" and .created)) for writes,
 * select((.type=="connect" or .type=="listen") and .family!="unix") for connections.
 */
START_TEST(the_bundled_recording_is_read_whole)
{
	static const struct {
		const char *type;
		size_t count;
	} counts[] = {
		{ "process_fork", 188 }, { "process_start", 207 }, { "process_exit", 197 },
		{ "file_write", 316 }, { "file_rename", 49 }, { "file_delete", 77 },
		{ "file_attribute", 64 }, { "module_load", 3718 }, { "connection", 65 }, { "dns", 91 },
	};
	char path[1024], part[64];
	size_t size;
	char *data;
	outcome run;

	snprintf(path, sizeof path, "%s/examples/telemetry/linux/recorded-installs/ebpf.jsonl.gz",
	         getenv("SCHAIN_SRCDIR") ? getenv("SCHAIN_SRCDIR") : ".");
	data = read_file(path, &size);
	ck_assert_msg(data != NULL, "%s: cannot be read", path);
	run_init(&run);
	run_bytes(&run, data, size, 3001);
	ck_assert_int_eq(run.status, SCHAIN_OK);
	ck_assert_str_eq(run.format, "ebpf-jsonl");
	ck_assert_uint_eq(run.statistics.records, 5238);
	ck_assert_uint_eq(run.statistics.ignored, 266);
	ck_assert_uint_eq(run.statistics.damaged, 0);
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
		snprintf(part, sizeof part, "\"type\":\"%s\"", counts[i].type);
		ck_assert_msg(text_count(&run.events, part) == counts[i].count, "%s: %zu", part,
		              text_count(&run.events, part));
	}
	ck_assert_uint_eq(text_count(&run.events,
	                             "\"script\":\"/srv/shop/node_modules/colorlib/postinstall.js\""), 1);
	run_dispose(&run);
	free(data);
}
END_TEST

START_TEST(each_allocation_may_fail)
{
	schain_decoder_options options = SCHAIN_DECODER_OPTIONS_INIT;
	static const char data[] =
		TS "\"type\":\"exec\"," BY "\"exe\":\"/usr/bin/n\\u006fde\",\"cwd\":\"/w\","
		"\"argv\":[\"node\",\"x.js\"]}\n"
		TS "\"type\":\"dns_answer\"," BY "\"qname\":\"a.example\",\"answers\":[\"192.0.2.7\"]}\n";

	fail_each_allocation(&options, data, sizeof data - 1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("ebpf-jsonl");
	TCase *tests = tcase_create("ebpf");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, processes_start_fork_and_end);
	tcase_add_test(tests, a_script_is_named_behind_its_interpreter);
	tcase_add_test(tests, files_are_written_moved_removed_and_loaded);
	tcase_add_test(tests, connections_tell_how_they_went);
	tcase_add_test(tests, names_are_asked_for_and_answered);
	tcase_add_test(tests, what_says_nothing_new_is_passed_over);
	tcase_add_test(tests, time_is_exact);
	tcase_add_test(tests, damage_is_told_with_its_column);
	tcase_add_test(tests, the_bundled_recording_is_read_whole);
	tcase_add_test(tests, each_allocation_may_fail);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
