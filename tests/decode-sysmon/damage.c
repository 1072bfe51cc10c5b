/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Input that is broken, or made to break its reader: what is damaged is
 * counted with its place, the rest is read, and memory that runs out is said.
 */
#include "support.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define START "<Event><System><Provider Name=\"Microsoft-Windows-Sysmon\"/>"
#define SYSTEM(id) START "<EventID>" id "</EventID><EventRecordID>5</EventRecordID></System><EventData>"
#define UTC "<Data Name=\"UtcTime\">2021-01-28 10:11:12.345</Data>"
#define END "</EventData></Event>"
#define GOOD SYSTEM("5") UTC "<Data Name=\"ProcessId\">7</Data>" END "\n"

/* A damaged record between two good ones. */
static const struct {
	const char *what, *format, *record;
	unsigned good; /* events that come of it and its neighbours */
} broken[] = {
	{ "unclosed tag", "sysmon-xml", SYSTEM("5") "<Data Name=\"ProcessId\">7" END, 2 },
	{ "tags crossed", "sysmon-xml", SYSTEM("5") UTC "<Data></EventData></Data></Event>", 2 },
	{ "attribute without quotes", "sysmon-xml", SYSTEM("5") "<Data Name=UtcTime>x</Data>" END, 2 },
	{ "attribute twice", "sysmon-xml", SYSTEM("5") "<Data Name=\"a\" Name=\"b\">x</Data>" END, 2 },
	{ "entity that is not defined", "sysmon-xml", SYSTEM("5") "<Data Name=\"UtcTime\">&x;</Data>" END, 2 },
	{ "no event id", "sysmon-xml", START "</System><EventData>" UTC END, 2 },
	{ "event id that is a word", "sysmon-xml", SYSTEM("five") UTC END, 2 },
	{ "event id that is negative", "sysmon-xml", SYSTEM("-5") UTC END, 2 },
	{ "no time", "sysmon-xml", SYSTEM("5") "<Data Name=\"ProcessId\">7</Data>" END, 2 },
	{ "time that is none", "sysmon-xml", SYSTEM("5") "<Data Name=\"UtcTime\">2021-13-45</Data>" END, 2 },
	{ "start of no process", "sysmon-xml", SYSTEM("1") UTC END, 2 },
	{ "end of no process", "sysmon-xml", SYSTEM("5") UTC END, 2 },
	{ "write of no file", "sysmon-xml", SYSTEM("11") UTC "<Data Name=\"ProcessId\">7</Data>" END, 2 },
	{ "load of no module", "sysmon-xml", SYSTEM("7") UTC "<Data Name=\"ProcessId\">7</Data>" END, 2 },
	{ "connection to nowhere", "sysmon-xml", SYSTEM("3") UTC "<Data Name=\"ProcessId\">7</Data>" END, 2 },
	{ "thread in nothing", "sysmon-xml", SYSTEM("8") UTC "<Data Name=\"SourceProcessId\">7</Data>" END, 2 },
	{ "no registry key", "sysmon-xml", SYSTEM("13") UTC "<Data Name=\"ProcessId\">7</Data>" END, 2 },
	{ "no question", "sysmon-xml", SYSTEM("22") UTC "<Data Name=\"ProcessId\">7</Data>" END, 2 },
};

START_TEST(a_damaged_record_is_counted_and_its_neighbours_read)
{
	char text[4096];
	struct seen seen = { 0 };

	snprintf(text, sizeof text, "%s%s\n%s", GOOD, broken[_i].record, GOOD);
	seen_text(&seen, broken[_i].format, text);
	ck_assert_int_eq(seen.status, SCHAIN_OK);
	ck_assert_msg(seen.statistics.damaged == 1 && seen.problems == 1, "%s: %s", broken[_i].what,
	              seen.text);
	ck_assert_uint_eq(seen.problem.line, 2);
	ck_assert_uint_eq(seen.problem.offset, sizeof GOOD - 1);
	ck_assert_uint_gt(strlen(seen.problem.message), 0);
	ck_assert_uint_eq(seen.statistics.events, broken[_i].good);
	seen_dispose(&seen);
}
END_TEST

START_TEST(a_problem_says_its_column)
{
	struct seen seen = { 0 };

	/* The tag that does not match begins behind <Event><a>, at column 11. */
	seen_text(&seen, "sysmon-xml", "<Event><a></b></Event>\n");
	ck_assert_uint_eq(seen.problem.line, 1);
	ck_assert_uint_eq(seen.problem.column, 11 + strlen("</"));
	seen_dispose(&seen);
}
END_TEST

START_TEST(strict_stops_at_the_first)
{
	struct seen seen = { .is_strict = 1 };
	static const char text[] = GOOD SYSTEM("1") UTC END "\n" GOOD;

	seen_bytes(&seen, "sysmon-xml", text, sizeof text - 1, 0, NULL);
	ck_assert_int_eq(seen.status, SCHAIN_E_CANCELLED);
	ck_assert_uint_le(seen.statistics.events, 1);
	seen_dispose(&seen);
}
END_TEST

/* Neither a document's own entities nor what they would grow to is looked at. */
START_TEST(a_document_type_is_refused)
{
	struct seen seen = { 0 };

	/* The frame cuts <Event> elements out, so this one reaches the reader inside JSON only. */
	seen_text(&seen, "sysmon-json",
	          "{\"Message\":\"<Event\\n><!DOCTYPE x [<!ENTITY a \\\"aaaa\\\">]>"
	          "<Data Name='UtcTime'>&a;</Data></Event>\"}\n");
	ck_assert_uint_eq(seen.statistics.events, 0);
	ck_assert_uint_eq(seen.statistics.damaged, 1);
	seen_dispose(&seen);
}
END_TEST

static char *repeat(const char *head, const char *unit, size_t count, const char *tail, size_t *ret_size)
{
	size_t head_size = strlen(head), unit_size = strlen(unit), tail_size = strlen(tail);
	char *text = malloc(head_size + count * unit_size + tail_size + 1), *out = text;

	ck_assert_ptr_nonnull(text);
	memcpy(out, head, head_size);
	for (out += head_size; count; count--, out += unit_size)
		memcpy(out, unit, unit_size);
	memcpy(out, tail, tail_size + 1);
	*ret_size = head_size + (size_t)(out - text) - head_size + tail_size;
	return text;
}

static void expect_events(const char *format, char *text, size_t size, uint64_t events, uint64_t damaged)
{
	struct seen seen = { .is_quiet = 1 };

	seen_bytes(&seen, format, text, size, 65536, NULL);
	free(text);
	ck_assert_int_eq(seen.status, SCHAIN_OK);
	ck_assert_uint_eq(seen.statistics.events, events);
	ck_assert_uint_eq(seen.statistics.damaged, damaged);
	seen_dispose(&seen);
}

START_TEST(a_ten_megabyte_attribute_is_read_over)
{
	size_t size;
	char *text = repeat(SYSTEM("5") UTC "<Data Name=\"ProcessId\">7</Data><Data Name=\"", "0123456789",
	                    1u << 20, "\">x</Data>" END "\n" GOOD, &size);

	expect_events("sysmon-xml", text, size, 2, 0);
}
END_TEST

START_TEST(a_ten_megabyte_value_is_kept_whole)
{
	size_t size;
	char *text = repeat(SYSTEM("1") UTC "<Data Name=\"ProcessId\">7</Data><Data Name=\"CommandLine\">",
	                    "0123456&lt;", 1u << 20, "</Data>" END "\n" GOOD, &size);

	expect_events("sysmon-xml", text, size, 2, 0);
}
END_TEST

START_TEST(elements_nested_without_end_are_damage)
{
	size_t size;
	char *text = repeat(START, "<a>", 100000, "</Event>\n" GOOD, &size);

	expect_events("sysmon-xml", text, size, 1, 1);
}
END_TEST

START_TEST(answers_without_end_are_bounded)
{
	size_t size;
	char *text = repeat(SYSTEM("22") UTC "<Data Name=\"QueryName\">x.example</Data>"
	                                     "<Data Name=\"QueryResults\">",
	                    "192.0.2.1;", 100000, "</Data>" END "\n" GOOD, &size);

	expect_events("sysmon-xml", text, size, 2, 0);
}
END_TEST

/* Values of the wrong kind are no values: the record may still do without. */
START_TEST(values_of_the_wrong_type_are_passed_over)
{
	struct seen seen = { 0 };

	seen_text(&seen, "sysmon-json",
	          "{\"EventID\":5,\"Channel\":\"Microsoft-Windows-Sysmon/Operational\","
	          "\"UtcTime\":\"2021-01-28 10:11:12.345\",\"ProcessId\":\"7\",\"ProcessGuid\":[1],"
	          "\"Image\":{\"x\":1},\"Hostname\":true,\"User\":null,\"RecordNumber\":-1}\n"
	          "{\"EventID\":{\"x\":[]},\"Channel\":\"Microsoft-Windows-Sysmon/Operational\"}\n"
	          "{\"EventID\":[5],\"Channel\":\"Microsoft-Windows-Sysmon/Operational\"}\n"
	          "[\"EventID\"]\n");
	ck_assert_uint_eq(seen.statistics.events, 1);
	ck_assert_ptr_nonnull(strstr(seen.text, " process{ pid=7 }\n"));
	seen_dispose(&seen);
}
END_TEST

/* What writers fail to escape: bytes that are not UTF-8, controls, entities whose ';' syslog took. */
START_TEST(characters_that_xml_forbids_do_not_lose_the_record)
{
	struct seen seen = { 0 };

	seen_text(&seen, "sysmon-xml",
	          SYSTEM("1") UTC "<Data Name=\"ProcessId\">7</Data><Data Name=\"CommandLine\">"
	          "a\xff" "b\x01" "c&#1;d&#x41;e&lt f&gt g & h&amp;i</Data>" END "\n");
	ck_assert_ptr_nonnull(strstr(seen.text, " command=[a\xef\xbf\xbd" "b\xef\xbf\xbd" "c\xef\xbf\xbd"
	                                        "dAe<f>g & h&i]"));
	ck_assert_uint_eq(seen.statistics.damaged, 0);
	seen_dispose(&seen);
}
END_TEST

/* A long command line must not be a way out of sight. */
START_TEST(a_record_cut_by_syslog_is_used_with_what_it_has)
{
	struct seen seen = { 0 };

	seen_text(&seen, "sysmon-json",
	          "{\"SyslogMessage\":\"<Event><System><Provider Name='Linux-Sysmon'/><EventID>1</EventID>"
	          "</System><EventData><Data Name='UtcTime'>2021-01-28 10:11:12.345</Data>"
	          "<Data Name='ProcessId'>7</Data><Data Name='Image'>/bin/sh</Data>"
	          "<Data Name='CommandLine'>sh -c aaaaaaa\"}\n"
	          "{\"SyslogMessage\":\"<Event><System><Provider Name='Linux-Sysmon'/><EventID>1</EventID>"
	          "</System><EventData><Data Name='UtcTime'>2021-01-28 10:11\"}\n"
	          "{\"SyslogMessage\":\"<Event><System><Provider Na\"}\n");
	ck_assert_uint_eq(seen.statistics.events, 1);
	ck_assert_uint_eq(seen.statistics.incomplete, 1);
	ck_assert_uint_eq(seen.statistics.damaged, 2);
	ck_assert_ptr_nonnull(strstr(seen.text, " command=[sh -c aaaaaaa] image{ path=[/bin/sh] }"));
	seen_dispose(&seen);
}
END_TEST

/* An allocator whose nth call fails, and every one after it. */
struct failing {
	unsigned long left, calls;
};

static void *failing_allocate(void *context, size_t size)
{
	struct failing *failing = context;

	failing->calls++;
	if (!failing->left)
		return NULL;
	failing->left--;
	return malloc(size);
}

static void *failing_reallocate(void *context, void *memory, size_t old_size, size_t size)
{
	struct failing *failing = context;

	(void)old_size;
	failing->calls++;
	if (!failing->left)
		return NULL;
	failing->left--;
	return realloc(memory, size);
}

static void failing_release(void *context, void *memory, size_t size)
{
	(void)context;
	(void)size;
	free(memory);
}

/* Runs with 0, 1, 2... allocations allowed until they suffice. */
static void fail_each(const char *format, const char *data, size_t size, unsigned long step)
{
	struct failing failing = { 0, 0 };
	schain_allocator allocator = { sizeof allocator, 0, failing_allocate, failing_reallocate,
		                       failing_release, &failing };
	unsigned long allowed = 0;

	for (;; allowed += step) {
		struct seen seen = { .is_quiet = 1 };

		failing.left = allowed;
		failing.calls = 0;
		seen_bytes(&seen, format, data, size, 0, &allocator);
		seen_dispose(&seen);
		if (seen.status == SCHAIN_OK)
			break;
		ck_assert_msg(seen.status == SCHAIN_E_MEMORY, "%s after %lu: %d %s", format, allowed,
		              (int)seen.status, seen.error.message);
		ck_assert_uint_lt(allowed, 100000);
	}
	ck_assert_uint_gt(allowed, 3);
}

#define CAPI2(id, data) \
	"<Event><System><Provider Name='Microsoft-Windows-CAPI2'/><EventID>" id "</EventID>" \
	"<TimeCreated SystemTime='2021-01-28T10:11:12Z'/></System><UserData>" data "</UserData></Event>\n"

START_TEST(each_allocation_may_fail)
{
	static const char *const inputs[][2] = {
		{ "sysmon-xml", GOOD SYSTEM("1") UTC "<Data Name=\"ProcessId\">7</Data>"
		                "<Data Name=\"CommandLine\">a\xff</Data>" END },
		{ "sysmon-json",
		  "{\"EventID\":22,\"Channel\":\"Microsoft-Windows-Sysmon/Operational\","
		  "\"ProcessGuid\":\"{0AB12CD3-5F00-6012-A1B2-00000000ABCD}\","
		  "\"UtcTime\":\"2021-01-28 10:11:12.345\",\"QueryName\":\"\\u0061\","
		  "\"QueryResults\":\"::ffff:192.0.2.1;\"}\n"
		  "{\"SyslogMessage\":\"<Event><System><Provider Name='Linux-Sysmon'/><EventID>5</EventID>"
		  "</System><EventData><Data Name='UtcTime'>2021-01-28 10:11:12.345</Data>"
		  "<Data Name='ProcessId'>7</Data></EventData></Event>\"}\n"
		  "{\"columns\":{\"eventid\":\"5\",\"source\":\"Microsoft-Windows-Sysmon/Operational\","
		  "\"data\":\"{\\\"EventData\\\":{\\\"UtcTime\\\":\\\"2021-01-28 10:11:12.345\\\","
		  "\\\"ProcessId\\\":\\\"7\\\"}}\"}}\n"
		  "{\"EventID\":3077,\"Channel\":\"Microsoft-Windows-CodeIntegrity/Operational\","
		  "\"TimeCreated\":\"2021-01-28T10:11:12Z\",\"ActivityID\":\"{E4DB489E-1037-0002-799D-F2E43710DA01}\","
		  "\"File Name\":\"\\\\Device\\\\HarddiskVolume3\\\\Windows\\\\x.dll\"}\n"
		  "{\"EventID\":3089,\"Channel\":\"Microsoft-Windows-CodeIntegrity/Operational\","
		  "\"TimeCreated\":\"2021-01-28T10:11:12Z\",\"ActivityID\":\"{E4DB489E-1037-0002-799D-F2E43710DA01}\","
		  "\"PublisherName\":\"x\"}\n" },
		{ "sysmon-json",
		  "{\"EventID\":4688,\"SourceName\":\"Microsoft-Windows-Security-Auditing\","
		  "\"TimeCreated\":\"2021-01-28T10:11:12Z\",\"NewProcessId\":\"0x10\",\"ProcessId\":\"0x8\","
		  "\"SubjectUserName\":\"ann\",\"SubjectDomainName\":\"CORP\","
		  "\"NewProcessName\":\"\\\\SystemRoot\\\\a.exe\"}\n"
		  "{\"EventID\":11707,\"SourceName\":\"MsiInstaller\",\"TimeCreated\":\"2021-01-28T10:11:12Z\","
		  "\"Message\":\"Product: \\u0041 -- Done.\"}\n" },
		{ "sysmon-xml",
		  CAPI2("30", "<A><Certificate subjectName='x'/><CertificateChain chainRef='{1}'/></A>")
		  CAPI2("81", "<A><FileInfo filePath='C:\\a.exe'/><CertificateChain chainRef='{1}'/>"
		              "<Result value='0'/></A>")
		  CAPI2("81", "<A><FileInfo filePath='C:\\Windows\\b.exe'/><Result value='800B0100'/></A>")
		  CAPI2("82", "<A><CATQueryInfo targetFilePath='\\Windows\\b.exe'/>"
		              "<Result value='80070490'/></A>") },
	};

	for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++)
		fail_each(inputs[i][0], inputs[i][1], strlen(inputs[i][1]), 1);
}
END_TEST

START_TEST(each_allocation_may_fail_reading_an_event_log_file)
{
	size_t size;
	char *data = data_read("windows/opera_autoupdate_sysmon.evtx", &size);

	if (!data)
		return;
	/* Ends inside its first chunk, so that the copy is made as well. */
	fail_each("sysmon-evtx", data, size < 50000 ? size : 50000, 1);
	free(data);
}
END_TEST

/* The recorded file holds 358 records (its list of data says so); a part holds no more. */
START_TEST(a_file_cut_anywhere_gives_what_is_before)
{
	size_t size;
	uint64_t before = 0;
	char *data = data_read("windows/opera_autoupdate_sysmon.evtx", &size);

	if (!data)
		return;
	for (size_t cut = 4096; cut < size; cut += 4096) {
		struct seen seen = { .is_quiet = 1 };

		seen_bytes(&seen, NULL, data, cut, 0, NULL);
		ck_assert_int_eq(seen.status, SCHAIN_OK);
		/* Every record is read as soon as all of it is there; damage is what was cut. */
		ck_assert_uint_ge(seen.statistics.events + seen.statistics.ignored, before);
		ck_assert_uint_le(seen.statistics.damaged, 2);
		before = seen.statistics.events + seen.statistics.ignored;
		seen_dispose(&seen);
	}
	ck_assert_uint_eq(before, 358);
	free(data);
}
END_TEST

/* A generator of the kind in the C standard's example of rand(); any would do, if always the same. */
static unsigned next_random(unsigned *state)
{
	*state = *state * 1103515245u + 12345u;
	return *state >> 8;
}

START_TEST(flipped_bits_never_take_the_reader_down)
{
	size_t size;
	unsigned state = 1;
	char *data = data_read("windows/opera_autoupdate_sysmon.evtx", &size), *flipped;

	if (!data)
		return;
	/* Header and the first two chunks are enough to turn over. */
	size = size < 4096 + 2 * 65536 ? size : 4096 + 2 * 65536;
	flipped = malloc(size);
	ck_assert_ptr_nonnull(flipped);
	for (int round = 0; round < 400; round++) {
		struct seen seen = { .is_quiet = 1 };

		memcpy(flipped, data, size);
		for (int i = 0; i < 1 + round / 4; i++)
			flipped[next_random(&state) % size] ^= (char)(1u << next_random(&state) % 8);
		seen_bytes(&seen, "sysmon-evtx", flipped, size, 0, NULL);
		ck_assert_int_eq(seen.status, SCHAIN_OK);
		seen_dispose(&seen);
	}
	free(flipped);
	free(data);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode-sysmon/damage");
	TCase *tests = tcase_create("damage");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_set_timeout(tests, 180);
	tcase_add_loop_test(tests, a_damaged_record_is_counted_and_its_neighbours_read, 0,
	                    (int)(sizeof broken / sizeof *broken));
	tcase_add_test(tests, a_problem_says_its_column);
	tcase_add_test(tests, strict_stops_at_the_first);
	tcase_add_test(tests, a_document_type_is_refused);
	tcase_add_test(tests, a_ten_megabyte_attribute_is_read_over);
	tcase_add_test(tests, a_ten_megabyte_value_is_kept_whole);
	tcase_add_test(tests, elements_nested_without_end_are_damage);
	tcase_add_test(tests, answers_without_end_are_bounded);
	tcase_add_test(tests, values_of_the_wrong_type_are_passed_over);
	tcase_add_test(tests, characters_that_xml_forbids_do_not_lose_the_record);
	tcase_add_test(tests, a_record_cut_by_syslog_is_used_with_what_it_has);
	tcase_add_test(tests, each_allocation_may_fail);
	tcase_add_test(tests, each_allocation_may_fail_reading_an_event_log_file);
	tcase_add_test(tests, a_file_cut_anywhere_gives_what_is_before);
	tcase_add_test(tests, flipped_bits_never_take_the_reader_down);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
