/* SPDX-License-Identifier: Apache-2.0 */
/* Mappings: what they make of records, and what their mistakes get. */
#include <supplychain/version.h>

#include "harness.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TIME "time: {from: t, unit: s}\n"

static const char mapping[] =
	"time: {from: when.at, unit: ms}\n"
	"constants: {os: windows, source_kind: host_product, host: host.example}\n"
	"fields:\n"
	"  record_id: id\n"
	"  process.pid: actor.pid\n"
	"  process.guid: 'actor\\.guid'\n"
	"  process.image.path: actor.image\n"
	"events:\n"
	"- type: process_start\n"
	"  when: {kind: [start, spawn]}\n"
	"  fields:\n"
	"    process.image.signature.state: {from: signed, values: {\"true\": valid, \"false\": unsigned}}\n"
	"    process.image.signature.signer: signer\n"
	"    parent.image.signature.state: {from: parent_state, values: {ok: valid}, default: untrusted}\n"
	"    process.start_time: started\n"
	"- type: dns\n"
	"  when: {kind: dns, ok: \"true\"}\n"
	"  fields: {dns.query: name, dns.answers: addresses, dns.result: code}\n"
	"- type: connection\n"
	"  when: {kind: net}\n"
	"  fields: {connection.port: port, connection.address: peer}\n"
	"  constants: {connection.protocol: 6, connection.flags: inbound, connection.bytes_sent: 5}\n"
	"- type: package\n"
	"  when: {kind: pkg}\n"
	"  fields: {package.is_signed: signed, package.operation: op, package.name: name}\n"
	"- type: claim\n"
	"  when: {kind: claim}\n"
	"  fields: {claim.subject: name, claim.finding: verdict}\n"
	"  constants: {claim.subject_kind: file, claim.claimant: lab}\n";

/* The whole line, but for what is the same in all. */
static void check_event(const char *record, const char *expected)
{
	outcome run;
	output line = { NULL, 0 };
	static const char start[] = "{\"id\":\"r1\",\"when\":{\"at\":1767225600005},";
	static const char head[] = "\"time\":\"2026-01-01T00:00:00.005000000Z\",\"record_id\":\"r1\","
	                           "\"host\":\"host.example\",\"os\":\"windows\","
	                           "\"source_kind\":\"host_product\",\"line\":1";
	char *at;

	text_add(&line, start, sizeof start - 1);
	text_add(&line, record, strlen(record));
	text_add(&line, "}", 1);
	run_init(&run);
	run.options.format = "mapped-json";
	run.options.mapping = mapping;
	run_bytes(&run, line.data, line.size, 0);
	ck_assert_msg(run.statistics.events == 1 && !run.problems.size, "%s: %s %s", record,
	              run.error.message, run.problems.data);
	at = strstr(run.events.data, head);
	ck_assert_msg(at != NULL, "%s", run.events.data);
	memmove(at, at + sizeof head - 1, strlen(at + sizeof head - 1) + 1);
	ck_assert_str_eq(run.events.data, expected);
	run_dispose(&run);
	free(line.data);
}

START_TEST(fields_go_where_the_mapping_says)
{
	check_event("\"kind\":\"spawn\",\"actor\":{\"pid\":7,\"image\":\"C:\\\\a.exe\",\"x\":{}},"
	            "\"actor.guid\":\"g\",\"signed\":false,\"signer\":\"S\",\"started\":-3,\"parent_state\":\"?\"",
	            "{\"type\":\"process_start\",,\"process\":{\"pid\":7,\"start_time\":-3,\"guid\":\"g\",\"image\":"
	            "{\"path\":\"C:\\\\a.exe\",\"signature\":{\"state\":\"unsigned\",\"signer\":\"S\"}}},"
	            "\"parent\":{\"image\":{\"signature\":{\"state\":\"untrusted\"}}}}\n");
	check_event("\"kind\":\"dns\",\"ok\":true,\"name\":\"a.example\",\"addresses\":[\"192.0.2.1\",\"192.0.2.2\"],"
	            "\"code\":\"3\"",
	            "{\"type\":\"dns\",,\"dns\":{\"query\":\"a.example\",\"result\":3,\"answers\":[\"192.0.2.1\","
	            "\"192.0.2.2\"]}}\n");
	check_event("\"kind\":\"dns\",\"ok\":true,\"addresses\":\"192.0.2.1\"",
	            "{\"type\":\"dns\",,\"dns\":{\"answers\":[\"192.0.2.1\"]}}\n");
	check_event("\"kind\":\"net\",\"port\":443,\"peer\":\"192.0.2.1\"",
	            "{\"type\":\"connection\",,\"connection\":{\"flags\":[\"inbound\"],\"protocol\":6,\"port\":443,"
	            "\"bytes_sent\":5,\"address\":\"192.0.2.1\"}}\n");
	check_event("\"kind\":\"pkg\",\"signed\":true,\"op\":\"update\",\"name\":5",
	            "{\"type\":\"package\",,\"package\":{\"operation\":\"update\",\"is_signed\":true,\"name\":\"5\"}}\n");
	check_event("\"kind\":\"claim\",\"name\":\"/x\",\"verdict\":\"known_bad\"",
	            "{\"type\":\"claim\",,\"claim\":{\"subject_kind\":\"file\",\"finding\":\"known_bad\","
	            "\"subject\":\"/x\",\"claimant\":\"lab\"}}\n");
}
END_TEST

/* An object flattened into keys with dots; a key that is mapped with its dots comes first. */
START_TEST(flat_keys_are_found_under_their_nested_names)
{
	check_event("\"kind\":\"spawn\",\"actor.pid\":7,\"actor.guid\":\"g\",\"actor.none\":1,\"none.pid\":2",
	            "{\"type\":\"process_start\",,\"process\":{\"pid\":7,\"guid\":\"g\"}}\n");
}
END_TEST

START_TEST(escaped_keys_and_texts_are_matched)
{
	check_event("\"kind\":\"\\u006eet\",\"port\":1",
	            "{\"type\":\"connection\",,\"connection\":{\"flags\":[\"inbound\"],\"protocol\":6,\"port\":1,"
	            "\"bytes_sent\":5}}\n");
}
END_TEST

START_TEST(records_of_no_rule_are_passed_over)
{
	outcome run;

	run_init(&run);
	run.options.format = "mapped-json";
	run.options.mapping = mapping;
	run_text(&run, "{\"kind\":\"other\"}\n{\"kind\":\"dns\",\"ok\":false}\n{\"kind\":{}}\n{\"kind\":null}\n{}\n");
	ck_assert_int_eq(run.status, SCHAIN_OK);
	ck_assert_uint_eq(run.statistics.ignored, 5);
	ck_assert_uint_eq(run.statistics.damaged, 0);
	run_dispose(&run);
}
END_TEST

START_TEST(wrong_values_are_damage)
{
	static const struct {
		const char *line, *problem;
	} cases[] = {
		{ "{\"kind\":\"net\"}", "1:0 the field of the time is missing" },
		{ "{\"kind\":\"net\",\"when\":{\"at\":\"x\"}}", "1:29 expected a time as a number" },
		{ "{\"kind\":\"net\",\"when\":{\"at\":1},\"port\":\"x\"}", "1:39 expected a whole number" },
		{ "{\"kind\":\"net\",\"when\":{\"at\":1},\"port\":4294967296}", "1:38 expected a whole number" },
		{ "{\"kind\":\"net\",\"when\":{\"at\":1},\"peer\":[]}", "1:38 expected text" },
		{ "{\"kind\":\"dns\",\"ok\":true,\"when\":{\"at\":1},\"addresses\":[[]]}", "1:54 expected text or a list" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		outcome run;

		run_init(&run);
		run.options.format = "mapped-json";
		run.options.mapping = mapping;
		run_text(&run, cases[i].line);
		ck_assert_msg(!strncmp(run.problems.data, cases[i].problem, strlen(cases[i].problem)),
		              "%s: %s", cases[i].line, run.problems.data);
		ck_assert_uint_eq(run.statistics.damaged, 1);
		run_dispose(&run);
	}
}
END_TEST

/* 1767225600 by `date -u -d 2026-01-01 +%s`. */
START_TEST(time_has_many_units)
{
	static const struct {
		const char *unit, *value;
	} cases[] = {
		{ "s", "1767225600.25" }, { "ms", "1767225600250" }, { "us", "1767225600250000" },
		{ "ns", "1767225600250000000" }, { "rfc3339", "\"2026-01-01T01:00:00.25+01:00\"" },
		{ "s", "\"1767225600.25\"" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char yaml[200], line[100];
		outcome run;

		snprintf(yaml, sizeof yaml, "time: {from: t, unit: %s}\nevents: [{type: loss}]\n", cases[i].unit);
		snprintf(line, sizeof line, "{\"t\":%s}", cases[i].value);
		run_init(&run);
		run.options.format = "mapped-json";
		run.options.mapping = yaml;
		run_text(&run, line);
		ck_assert_msg(text_count(&run.events, "2026-01-01T00:00:00.250000000Z") == 1, "%s: %s %s",
		              cases[i].unit, run.error.message, run.problems.data);
		run_dispose(&run);
	}
}
END_TEST

START_TEST(a_mistake_in_a_mapping_has_its_place)
{
	static const struct {
		const char *yaml, *message;
		unsigned line, column;
	} cases[] = {
		{ "", "the document is not YAML", 0, 0 },
		/* The parser does not come back from this one. */
		{ "% Whd;rae]pt\xff\xf7`\x80", "a YAML directive: not used here", 1, 1 },
		{ "- a\n", "expected time, fields, constants and events", 0, 0 },
		{ "events: []\n", "time is missing: the field that tells when it happened", 0, 0 },
		{ TIME, "events is missing: which records are events of which type", 0, 0 },
		{ TIME "event: []\n", "expected time, fields, constants or events: \"event\"", 2, 1 },
		{ TIME "events: {}\n", "expected a list", 2, 1 },
		{ TIME "events: [{when: {a: b}}]\n", "events: each needs a type", 0, 0 },
		{ TIME "events:\n- type: file_wrote\n", "there is no such type of event: \"file_wrote\"", 3, 9 },
		{ TIME "events:\n- type: loss\n  if: {a: b}\n", "expected type, when, fields or constants: \"if\"", 4, 3 },
		{ TIME "events: []\nfields: {process.image.pth: x}\n", "an event has no such field: \"pth\"", 3, 10 },
		{ TIME "events: []\nfields: {process: x}\n", "an event has no such field: \"process\"", 3, 10 },
		{ TIME "events: []\nfields: {host.name: x}\n", "an event has no such field: \"host\"", 3, 10 },
		{ TIME "events: []\nfields: {time: x}\n", "this field cannot be mapped: \"time\"", 3, 10 },
		{ TIME "events: []\nfields: {host: {form: x}}\n",
		  "expected from, values or (where values have names) default: \"form\"", 3, 17 },
		{ TIME "events: []\nfields: {host: {values: {a: b}}}\n",
		  "only fields with named values can be translated", 3, 17 },
		{ TIME "events: []\nfields: {os: {from: x, values: {a: beos}}}\n",
		  "not a value of this field: \"beos\"", 3, 36 },
		{ TIME "events: []\nfields: {host: {}}\n", "expected the field it comes from", 3, 10 },
		{ TIME "events: []\nfields: {host: ''}\n", "expected the name of a field", 3, 17 },
		{ TIME "events: []\nconstants: {os: 3x}\n", "not a value of this field: \"3x\"", 3, 17 },
		{ TIME "events: []\nconstants: {connection.port: 4294967296}\n",
		  "not a value of this field: \"4294967296\"", 3, 30 },
		{ TIME "events: []\nconstants: {dns.answers: a}\n", "this field cannot be a constant", 3, 13 },
		{ "time: {from: t, unit: h}\nevents: []\n", "expected s, ms, us, ns or rfc3339: \"h\"", 1, 23 },
		{ "time: {form: t}\nevents: []\n", "expected from or unit: \"form\"", 1, 8 },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		outcome run;

		run_init(&run);
		run.options.format = "mapped-json";
		run.options.mapping = cases[i].yaml;
		run_text(&run, "{}");
		ck_assert_msg(run.status == SCHAIN_E_SYNTAX, "%s: %d", cases[i].yaml, (int)run.status);
		ck_assert_str_eq(run.error.message, cases[i].message);
		ck_assert_str_eq(run.error.where, "mapping");
		ck_assert_msg(run.error.line == cases[i].line && run.error.column == cases[i].column,
		              "%s: %u:%u", cases[i].yaml, (unsigned)run.error.line,
		              (unsigned)run.error.column);
		run_dispose(&run);
	}
}
END_TEST

START_TEST(what_is_no_yaml_is_told)
{
	static const char *const documents[] = {
		TIME "events: [\n", "a: b: c: {\n", "\t- x\n:", TIME "events: *none\n",
		TIME "x: &a [1]\nevents: *a\n",
	};

	for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
		outcome run;

		run_init(&run);
		run.options.format = "mapped-json";
		run.options.mapping = documents[i];
		run_text(&run, "{}");
		ck_assert_msg(run.status == SCHAIN_E_SYNTAX, "%s: %d %s", documents[i], (int)run.status,
		              run.error.message);
		ck_assert_str_ne(run.error.message, "");
		run_dispose(&run);
	}
}
END_TEST

START_TEST(a_mapping_chooses_its_format)
{
	outcome run;

	run_init(&run);
	run.options.mapping = "time: {from: t, unit: ns}\nevents: [{type: loss}]\n";
	run_text(&run, "{\"t\":1}");
	ck_assert_str_eq(run.format, "mapped-json");
	ck_assert_uint_eq(run.statistics.events, 1);
	run_dispose(&run);
}
END_TEST

START_TEST(a_mapping_is_needed)
{
	outcome run;

	run_init(&run);
	run.options.format = "mapped-json";
	run_text(&run, "{}");
	ck_assert_int_eq(run.status, SCHAIN_E_ARGUMENT);
	run_dispose(&run);
}
END_TEST

START_TEST(each_allocation_may_fail)
{
	schain_decoder_options options = SCHAIN_DECODER_OPTIONS_INIT;
	static const char data[] = "{\"id\":1,\"kind\":\"claim\",\"when\":{\"at\":1},\"name\":\"\\u0061\","
	                           "\"verdict\":\"known_bad\"}\n";

	options.format = "mapped-json";
	options.mapping = mapping;
	fail_each_allocation(&options, data, sizeof data - 1);
}
END_TEST

int main(void)
{
	Suite *suite;
	TCase *tests;
	SRunner *runner;
	int failed;

	if (!schain_supports("yaml")) {
		puts("built without YAML: mappings cannot be read");
		return 77;
	}
	suite = suite_create("mapped-json");
	tests = tcase_create("mapped");
	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, fields_go_where_the_mapping_says);
	tcase_add_test(tests, flat_keys_are_found_under_their_nested_names);
	tcase_add_test(tests, escaped_keys_and_texts_are_matched);
	tcase_add_test(tests, records_of_no_rule_are_passed_over);
	tcase_add_test(tests, wrong_values_are_damage);
	tcase_add_test(tests, time_has_many_units);
	tcase_add_test(tests, a_mistake_in_a_mapping_has_its_place);
	tcase_add_test(tests, what_is_no_yaml_is_told);
	tcase_add_test(tests, a_mapping_chooses_its_format);
	tcase_add_test(tests, a_mapping_is_needed);
	tcase_add_test(tests, each_allocation_may_fail);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
