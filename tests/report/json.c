/* SPDX-License-Identifier: Apache-2.0 */
/* Verdicts as JSON. Expected texts are written by hand after doc/verdict-json.md. */
#include "sample.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct sample sample;
static struct sink sink;

static void prepare(void)
{
	sample_init(&sample);
	memset(&sink, 0, sizeof sink);
}

static void write_json(uint32_t flags)
{
	schain_error error = SCHAIN_ERROR_INIT;

	memset(&sink, 0, sizeof sink);
	ck_assert_int_eq(schain_report_write_json(&sample.verdict, flags, sink_write, &sink, &error),
	                 SCHAIN_OK);
}

static void expect(const char *part)
{
	ck_assert_msg(strstr(sink.data, part) != NULL, "no %s in %s", part, sink.data);
}

START_TEST(a_verdict_is_one_line_with_its_keys_in_the_documented_order)
{
	static const char *const keys[] = {
		"{\"schema\":", ",\"id\":", ",\"revision\":", ",\"final\":", ",\"level\":", ",\"score\":",
		",\"confidence\":", ",\"host\":", ",\"os\":", ",\"product\":", ",\"version\":",
		",\"previous_version\":", ",\"installer\":", ",\"first_time\":", ",\"last_time\":",
		",\"attack\":", ",\"explanation\":", ",\"stages\":", ",\"signals\":", ",\"files\":",
		",\"processes\":", ",\"destinations\":", ",\"gaps\":", ",\"isolate\":", ",\"preserve\":",
		",\"omitted\":", ",\"forgotten\":", ",\"store\":",
	};
	const char *at = sink.data;

	write_json(0);
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		at = strstr(at, keys[i]);
		ck_assert_msg(at != NULL, "%s is missing or too early", keys[i]);
	}
	ck_assert_ptr_eq(strchr(sink.data, '\n'), sink.data + sink.length - 1);
}
END_TEST

START_TEST(the_head_of_a_verdict_reads_as_written_by_hand)
{
	static const char head[] =
	        "{\"schema\":1,\"id\":\"4f2a9c0d11e8b763\",\"revision\":3,\"final\":true,"
	        "\"level\":\"medium\",\"score\":6,\"confidence\":80,\"host\":\"build-7.example\","
	        "\"os\":\"linux\",\"product\":\"acme-agent\",\"version\":\"2.4.0\","
	        "\"previous_version\":\"2.3.1\",\"installer\":\"/usr/bin/dpkg\","
	        "\"first_time\":\"2026-03-01T12:00:00Z\",\"last_time\":\"2026-03-13T12:00:02Z\","
	        "\"attack\":{\"technique\":\"T1195.002\",\"strategy\":\"DET0309\","
	        "\"analytic\":\"AN0863\"},\"explanation\":\"acme-agent was updated";

	write_json(0);
	ck_assert_mem_eq(sink.data, head, sizeof head - 1);
	expect("\"stages\":[{\"stage\":\"delivery\",\"time\":\"2026-03-01T12:00:00Z\"},"
	       "{\"stage\":\"write\",\"time\":\"2026-03-01T12:00:01Z\"},");
}
END_TEST

START_TEST(a_signal_names_its_record_and_its_line_only_when_asked)
{
	static const char with_line[] =
	        "{\"name\":\"egress.unapproved_host\",\"stage\":\"egress\",\"weight\":10,"
	        "\"time\":\"2026-03-13T12:00:02Z\",\"event\":\"connection\",\"source\":\"auditd\","
	        "\"record\":{\"id\":\"1773403202.000:9007\",\"number\":9007,\"origin\":\"audit.log\","
	        "\"line\":14},\"text\":\"curl connected to cdn.acme-updates.example\","
	        "\"occurrences\":1,\"process\":4}";

	write_json(SCHAIN_REPORT_LINES);
	expect(with_line);
	write_json(0);
	ck_assert_ptr_null(strstr(sink.data, "\"line\""));
	expect("\"number\":9007,\"origin\":\"audit.log\"},\"text\"");
}
END_TEST

START_TEST(files_processes_destinations_gaps_and_advice_are_complete)
{
	write_json(0);
	expect("{\"path\":\"/usr/bin/acme-agent\",\"content\":\"elf\",\"time\":\"2026-03-01T12:00:01Z\","
	       "\"process\":1,"
	       "\"sha256\":\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\","
	       "\"sha1\":null,\"md5\":null,\"signature\":\"unsigned\",\"signer\":null}");
	expect("{\"role\":\"child\",\"pid\":802,\"time\":\"2026-03-13T12:00:01Z\",\"parent\":3,"
	       "\"distance\":2,\"guid\":null,\"image\":\"/usr/bin/curl\","
	       "\"command_line\":\"curl -s https://cdn.acme-updates.example/x\",\"user\":\"root\"}");
	expect("{\"role\":\"installer\",\"pid\":412,\"time\":\"2026-03-01T12:00:00Z\",\"parent\":null,");
	expect("{\"host_name\":\"cdn.acme-updates.example\",\"address\":\"203.0.113.9\",\"port\":443,"
	       "\"protocol\":6,\"connections\":3,\"time\":\"2026-03-13T12:00:02Z\",\"process\":4,"
	       "\"judgement\":\"unapproved\"}");
	expect("{\"source\":\"dns\",\"stage\":\"egress\",\"text\":\"which names were asked for before "
	       "the connection\"}");
	expect("\"isolate\":[\"host build-7.example\"],\"preserve\":[\"/usr/bin/acme-agent\",\"memory of "
	       "process 733\"],\"omitted\":0,\"forgotten\":null,\"store\":null}\n");
}
END_TEST

/* RFC 8259, section 7; U+FFFD for what RFC 3629 forbids. */
START_TEST(hostile_bytes_cannot_leave_a_string)
{
	static const struct {
		const char *bytes, *json;
	} cases[] = {
		{ "a\"b\\c", "\"a\\\"b\\\\c\"" },
		{ "tab\tline\nnul\x01 esc\x1b[31m del\x7f",
		  "\"tab\\u0009line\\u000anul\\u0001 esc\\u001b[31m del\\u007f\"" },
		{ "\xff\xc0\xafz", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdz\"" },
		{ "\xed\xa0\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"" }, /* a lone surrogate */
		{ "cut \xe2\x82", "\"cut \xef\xbf\xbd\xef\xbf\xbd\"" },
		{ "txt\xe2\x80\xaegpj", "\"txt\\u202egpj\"" },  /* U+202E right-to-left override */
		{ "\xc2\x9b" "31m", "\"\\u009b31m\"" },         /* U+009B, CSI in one character */
		{ "\xf3\xa0\x81\x81", "\"\\udb40\\udc41\"" },   /* U+E0041, a tag character */
		{ "caf\xc3\xa9 \xf0\x9f\x93\xa6", "\"caf\xc3\xa9 \xf0\x9f\x93\xa6\"" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char wanted[128];

		sample.files[0].path = schain_string_of(cases[i].bytes);
		snprintf(wanted, sizeof wanted, "{\"path\":%s,\"content\"", cases[i].json);
		write_json(0);
		expect(wanted);
	}
}
END_TEST

START_TEST(an_absent_string_is_null_and_an_empty_one_is_empty)
{
	sample.verdict.version = SCHAIN_STRING_NONE;
	sample.verdict.previous_version = SCHAIN_STRING("");
	sample.verdict.first_time = 0;
	write_json(0);
	expect("\"version\":null,\"previous_version\":\"\",");
	expect("\"first_time\":null,");
}
END_TEST

START_TEST(an_empty_verdict_has_every_key_too)
{
	memset(&sample.verdict, 0, sizeof sample.verdict);
	sample.verdict.struct_size = sizeof sample.verdict;
	write_json(0);
	expect("\"stages\":[],\"signals\":[],\"files\":[],\"processes\":[],\"destinations\":[],"
	       "\"gaps\":[],\"isolate\":[],\"preserve\":[],\"omitted\":0,\"forgotten\":null,\"store\":null}\n");
}
END_TEST

START_TEST(what_memory_had_no_room_for_is_said)
{
	sample.verdict.forgotten_since = INT64_C(1767225600) * SCHAIN_SECOND; /* 2026-01-01 */
	sample.verdict.forgotten_processes = 4;
	sample.verdict.forgotten_files = 3;
	sample.verdict.forgotten_deliveries = 2;
	sample.verdict.forgotten_chains = 1;
	write_json(0);
	expect("\"omitted\":0,\"forgotten\":{\"since\":\"2026-01-01T00:00:00Z\",\"processes\":4,\"files\":3,"
	       "\"deliveries\":2,\"chains\":1},\"store\":null}\n");
}
END_TEST

START_TEST(what_a_store_did_not_keep_or_give_is_said)
{
	sample.verdict.unkept_since = INT64_C(1767225600) * SCHAIN_SECOND; /* 2026-01-01 */
	write_json(0);
	expect(",\"store\":{\"unkept_since\":\"2026-01-01T00:00:00Z\",\"unread_since\":null,\"unread\":0}}\n");
	sample.verdict.unkept_since = 0;
	sample.verdict.unread_since = INT64_C(1767225600) * SCHAIN_SECOND;
	sample.verdict.unread = 3;
	write_json(0);
	expect(",\"store\":{\"unkept_since\":null,\"unread_since\":\"2026-01-01T00:00:00Z\",\"unread\":3}}\n");
}
END_TEST

START_TEST(elements_of_a_newer_library_are_stepped_over_by_their_own_size)
{
	struct newer {
		schain_signal signal;
		uint64_t added[2];
	} newer[2];

	memset(newer, 0, sizeof newer);
	for (size_t i = 0; i < 2; i++) {
		newer[i].signal = sample.signals[i];
		newer[i].signal.struct_size = sizeof newer[i];
		newer[i].added[0] = UINT64_MAX;
	}
	sample.verdict.signals = &newer[0].signal;
	sample.verdict.signal_count = 2;
	write_json(0);
	expect("{\"name\":\"delivery.unsigned_package\"");
	expect(",{\"name\":\"write.program_path\"");
}
END_TEST

START_TEST(what_cannot_be_read_is_refused)
{
	schain_error error = SCHAIN_ERROR_INIT;

	ck_assert_int_eq(schain_report_write_json(NULL, 0, sink_write, &sink, &error),
	                 SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_report_write_json(&sample.verdict, 0, NULL, NULL, NULL),
	                 SCHAIN_E_ARGUMENT);
	sample.signals[0].struct_size = 8;
	ck_assert_int_eq(schain_report_write_json(&sample.verdict, 0, sink_write, &sink, &error),
	                 SCHAIN_E_TOO_SMALL);
	sample_init(&sample);
	sample.verdict.files = NULL;
	ck_assert_int_eq(schain_report_write_json(&sample.verdict, 0, sink_write, &sink, &error),
	                 SCHAIN_E_ARGUMENT);
	ck_assert_str_eq(error.message, "verdict: 2 files, but no array");
	sample_init(&sample);
	sample.verdict.struct_size = 16;
	ck_assert_int_eq(schain_report_write_json(&sample.verdict, 0, sink_write, &sink, &error),
	                 SCHAIN_E_TOO_SMALL);
	ck_assert_uint_eq(sink.calls, 0);
}
END_TEST

START_TEST(a_sink_that_says_stop_is_not_called_again)
{
	static char long_text[20000];
	schain_error error = SCHAIN_ERROR_INIT;

	memset(long_text, 'x', sizeof long_text);
	sample.verdict.explanation.data = long_text;
	sample.verdict.explanation.length = sizeof long_text;
	for (size_t calls = 1; calls < 5; calls++) {
		memset(&sink, 0, sizeof sink);
		sink.stop_after = calls;
		ck_assert_int_eq(schain_report_write_json(&sample.verdict, 0, sink_write, &sink, &error),
		                 SCHAIN_E_CANCELLED);
		ck_assert_uint_eq(sink.calls, calls + 1);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("report/json");
	TCase *tests = tcase_create("json");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tests, prepare, NULL);
	tcase_add_test(tests, a_verdict_is_one_line_with_its_keys_in_the_documented_order);
	tcase_add_test(tests, the_head_of_a_verdict_reads_as_written_by_hand);
	tcase_add_test(tests, a_signal_names_its_record_and_its_line_only_when_asked);
	tcase_add_test(tests, files_processes_destinations_gaps_and_advice_are_complete);
	tcase_add_test(tests, hostile_bytes_cannot_leave_a_string);
	tcase_add_test(tests, an_absent_string_is_null_and_an_empty_one_is_empty);
	tcase_add_test(tests, an_empty_verdict_has_every_key_too);
	tcase_add_test(tests, what_memory_had_no_room_for_is_said);
	tcase_add_test(tests, what_a_store_did_not_keep_or_give_is_said);
	tcase_add_test(tests, elements_of_a_newer_library_are_stepped_over_by_their_own_size);
	tcase_add_test(tests, what_cannot_be_read_is_refused);
	tcase_add_test(tests, a_sink_that_says_stop_is_not_called_again);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
