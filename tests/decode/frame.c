/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cutting input into records, whatever the pieces it comes in. A driver that
 * only tells what records it was given stands in for a format.
 */
#include "decode/frame.h"
#include "harness.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static output records;

static void *open_driver(schain__decode *decode, schain_error *error)
{
	(void)error;
	return decode;
}

/* "[line@offset text]"; a record that says DAMAGED is. */
static schain_status record(void *driver, const char *data, size_t size)
{
	schain__decode *decode = driver;
	schain__slot *slot;
	char place[64];
	static volatile char padding;

	/* A checker of memory sees here whether the padding can be read. */
	for (size_t i = 0; i < SCHAIN__DECODE_PADDING; i++)
		padding ^= data[size + i];
	snprintf(place, sizeof place, "[%" PRIu64 "@%" PRIu64 " ", schain__decode_line(decode),
	         schain__decode_offset(decode));
	text_add(&records, place, strlen(place));
	text_add(&records, data, size < 100 ? size : 100);
	text_add(&records, "]", 1);
	if (size >= 7 && !memcmp(data, "DAMAGED", 7))
		return schain__decode_problem(decode, 3, "as it says");
	slot = schain__decode_slot(decode);
	slot->event.type = SCHAIN_EVENT_LOSS;
	slot->event.time = 1;
	return schain__decode_commit(decode);
}

static const schain__driver lines = {
	.format = { .name = "lines" }, .framing = SCHAIN__FRAMING_LINES, .open = open_driver, .record = record,
};
static const schain__driver objects = {
	.format = { .name = "objects" }, .framing = SCHAIN__FRAMING_JSON, .open = open_driver, .record = record,
};
static const schain__driver elements = {
	.format = { .name = "elements" }, .framing = SCHAIN__FRAMING_XML, .open = open_driver, .record = record,
};
static const schain__driver whole = {
	.format = { .name = "whole" }, .framing = SCHAIN__FRAMING_WHOLE, .open = open_driver, .record = record,
};

static schain_decoder_statistics statistics;

static schain_status cut(const schain__driver *driver, const char *data, size_t size, size_t piece,
                         uint64_t limit)
{
	schain_decoder_options options = SCHAIN_DECODER_OPTIONS_INIT;
	schain_decoder *decoder;
	schain_status status = SCHAIN_OK;

	options.record_limit = limit;
	ck_assert_int_eq(schain_decoder_new(&options, &decoder, NULL), SCHAIN_OK);
	decoder->decode.chosen = driver;
	free(records.data);
	memset(&records, 0, sizeof records);
	text_add(&records, "", 0);
	for (size_t at = 0; at < size && !status; at += piece) {
		if (piece > size - at)
			piece = size - at;
		status = schain_decoder_feed(decoder, data + at, piece, NULL);
	}
	if (!status)
		status = schain_decoder_finish(decoder, NULL);
	statistics.struct_size = sizeof statistics;
	schain_decoder_get_statistics(decoder, &statistics, NULL);
	schain_decoder_free(decoder);
	return status;
}

/* The same records whatever the pieces. */
static void expect_sized(const schain__driver *driver, const char *data, size_t size, uint64_t limit,
                         const char *expected)
{
	for (size_t piece = 1; piece <= size; piece++) {
		ck_assert_int_eq(cut(driver, data, size, piece, limit), SCHAIN_OK);
		ck_assert_msg(!strcmp(records.data, expected), "pieces of %zu: %s\nexpected %s", piece,
		              records.data, expected);
	}
}

static void expect(const schain__driver *driver, const char *data, const char *expected)
{
	expect_sized(driver, data, strlen(data), 0, expected);
}

START_TEST(a_line_is_a_record_without_its_end)
{
	expect(&lines, "one\ntwo\r\n\n \t\r\nfive\nlast", "[1@0 one][2@4 two][5@14 five][6@19 last]");
	ck_assert_uint_eq(statistics.records, 4);
	ck_assert_uint_eq(statistics.bytes, 23);
}
END_TEST

START_TEST(a_line_keeps_its_nul_bytes)
{
	static const char data[] = "a\0b\nc";

	ck_assert_int_eq(cut(&lines, data, sizeof data - 1, 1, 0), SCHAIN_OK);
	ck_assert_uint_eq(records.size, sizeof "[1@0 a\0b][2@4 c]" - 1);
	ck_assert_mem_eq(records.data, "[1@0 a\0b][2@4 c]", records.size);
}
END_TEST

START_TEST(a_damaged_record_does_not_stop_the_next)
{
	expect(&lines, "one\nDAMAGED\nthree\n", "[1@0 one][2@4 DAMAGED][3@12 three]");
	ck_assert_uint_eq(statistics.damaged, 1);
	ck_assert_uint_eq(statistics.events, 2);
}
END_TEST

START_TEST(a_line_over_the_limit_is_skipped)
{
	expect_sized(&lines, "one\n0123456789\nthree\n0123456789", 31, 8, "[1@0 one][3@15 three]");
	ck_assert_uint_eq(statistics.damaged, 2);
	ck_assert_uint_eq(statistics.records, 4);
}
END_TEST

START_TEST(objects_are_found_on_lines_side_by_side_and_spread)
{
	expect(&objects, "{\"a\":1}\n{\"b\":\"}\"}{\"c\":{}}\n{\n \"d\": [{}]\n}\n{\"e\":1}",
	       "[1@0 {\"a\":1}][2@8 {\"b\":\"}\"}][2@17 {\"c\":{}}][3@26 {\n \"d\": [{}]\n}]"
	       "[6@41 {\"e\":1}]");
}
END_TEST

START_TEST(objects_are_found_in_an_array)
{
	expect(&objects, "[{\"a\":1},\n{\"b\":2}, {\"c\":\"\\\"]\"}\n]\n",
	       "[1@1 {\"a\":1}][2@10 {\"b\":2}][2@19 {\"c\":\"\\\"]\"}]");
}
END_TEST

START_TEST(an_object_cut_short_ends_at_its_line)
{
	expect(&objects, "{\"a\":{\"b\":1\n{\"c\":2}\n{\"d\":\"xy\n{\"e\":3}\n{\"f\":1,\n{\"g\":4}\n",
	       "[1@0 {\"a\":{\"b\":1\n][2@12 {\"c\":2}][3@20 {\"d\":\"xy][4@29 {\"e\":3}][5@37 {\"f\":1,\n]"
	       "[6@45 {\"g\":4}]");
}
END_TEST

START_TEST(text_between_objects_is_damage_but_comments_are_not)
{
	expect(&objects, "# comment\n{\"a\":1}\nnonsense {\"b\":1}\n{\"c\":2}\n",
	       "[2@10 {\"a\":1}][4@35 {\"c\":2}]");
	ck_assert_uint_eq(statistics.damaged, 1);
}
END_TEST

/* After a run of whole lines the scan is left out; what it would have found must still be found. */
START_TEST(objects_out_of_step_are_found_after_many_whole_lines)
{
	output data = { NULL, 0 };

	for (int i = 0; i < 40; i++)
		text_add(&data, "{\"type\":\"loss\",\"time\":7}\n", 25);
	text_add(&data, "{\"type\":\"loss\",\"time\":8}{\"type\":\"loss\",\"time\":9}\n", 49);
	text_add(&data, "{\"type\":\"loss\",\n\"time\":10\n}\n", 28);
	text_add(&data, "{\"type\":\"loss\",\"count\":{}\n", 26);
	text_add(&data, "{\"type\":\"loss\",\"time\":11}\n", 26);
	for (size_t piece = 1; piece < 200; piece += 9) {
		outcome run;

		run_init(&run);
		run_bytes(&run, data.data, data.size, piece);
		ck_assert_int_eq(run.status, SCHAIN_OK);
		ck_assert_uint_eq(run.statistics.events, 44);
		ck_assert_uint_eq(run.statistics.damaged, 1);
		ck_assert_uint_eq(text_count(&run.events, "00.000000008Z"), 1);
		ck_assert_uint_eq(text_count(&run.events, "00.000000009Z"), 1);
		ck_assert_uint_eq(text_count(&run.events, "00.000000010Z"), 1);
		ck_assert_uint_eq(text_count(&run.events, "00.000000011Z"), 1);
		ck_assert_uint_eq(text_count(&run.problems, "45:"), 1);
		run_dispose(&run);
	}
	free(data.data);
}
END_TEST

START_TEST(an_object_over_the_limit_is_skipped_to_its_line_end)
{
	expect_sized(&objects, "{\"a\":1}\n{\"bbbbbbbbbbb\":1}\n{\"c\":2}\n", 34, 10,
	             "[1@0 {\"a\":1}][3@26 {\"c\":2}]");
	ck_assert_uint_eq(statistics.damaged, 1);
}
END_TEST

START_TEST(elements_are_found_between_any_text)
{
	expect(&elements,
	       "<?xml?><Events>\nOct 1 host: <Event xmlns='x'><EventID>1</EventID></Event> and\n"
	       "<Event>\n<EventData/></Event></Events>",
	       "[2@28 <Event xmlns='x'><EventID>1</EventID></Event>]"
	       "[3@78 <Event>\n<EventData/></Event>]");
}
END_TEST

START_TEST(an_element_cut_short_ends_where_the_next_starts)
{
	expect(&elements, "<Event><a>\n<Event><b/></Event>\n<Event><c>",
	       "[1@0 <Event><a>\n][2@11 <Event><b/></Event>][3@31 <Event><c>]");
}
END_TEST

START_TEST(an_element_over_the_limit_is_skipped)
{
	expect_sized(&elements, "<Event>1</Event>\n<Event>0123456789012345678901234567</Event>\n"
	                        "<Event>3</Event>", 77, 30,
	             "[1@0 <Event>1</Event>][3@61 <Event>3</Event>]");
	ck_assert_uint_eq(statistics.damaged, 1);
}
END_TEST

START_TEST(an_input_can_be_one_record)
{
	expect(&whole, "one\ntwo\n", "[1@0 one\ntwo\n]");
	ck_assert_int_eq(cut(&whole, "0123456789", 10, 4, 8), SCHAIN_OK);
	ck_assert_str_eq(records.data, "");
	ck_assert_uint_eq(statistics.damaged, 1);
}
END_TEST

/* A line longer than the block, then many records, so that the block moves and grows. */
START_TEST(long_records_and_many_of_them_keep_their_places)
{
	output data = { NULL, 0 };
	char line[64], expected[64];

	for (int i = 0; i < 300000; i++)
		text_add(&data, "x", 1);
	text_add(&data, "\n", 1);
	for (int i = 0; i < 50000; i++)
		text_add(&data, line, (size_t)snprintf(line, sizeof line, "record %d\n", i));
	ck_assert_int_eq(cut(&lines, data.data, data.size, 7001, 0), SCHAIN_OK);
	ck_assert_uint_eq(statistics.records, 50001);
	/* 300001 bytes, then 10*9 + 90*10 + 900*11 lines of their lengths, and 11 more of 12. */
	snprintf(expected, sizeof expected, "[1012@%d record 1010]", 300001 + 90 + 900 + 9900 + 120);
	ck_assert_ptr_nonnull(strstr(records.data, expected));
	free(data.data);
}
END_TEST

START_TEST(memory_stays_bounded_on_an_endless_line)
{
	static char piece[65536];
	schain_decoder_options options = SCHAIN_DECODER_OPTIONS_INIT;
	schain_decoder *decoder;
	failing memory;
	size_t most = 0;

	memset(piece, 'x', sizeof piece);
	failing_init(&memory, 0);
	options.allocator = &memory.allocator;
	options.record_limit = 1 << 20;
	ck_assert_int_eq(schain_decoder_new(&options, &decoder, NULL), SCHAIN_OK);
	decoder->decode.chosen = &lines;
	for (int i = 0; i < 4096; i++) { /* 256 MiB */
		ck_assert_int_eq(schain_decoder_feed(decoder, piece, sizeof piece, NULL), SCHAIN_OK);
		most = memory.in_use > most ? memory.in_use : most;
	}
	ck_assert_int_eq(schain_decoder_finish(decoder, NULL), SCHAIN_OK);
	schain_decoder_free(decoder);
	ck_assert_uint_lt(most, 4 << 20);
	ck_assert_uint_eq(memory.in_use, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode frame");
	TCase *tests = tcase_create("cut");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, a_line_is_a_record_without_its_end);
	tcase_add_test(tests, a_line_keeps_its_nul_bytes);
	tcase_add_test(tests, a_damaged_record_does_not_stop_the_next);
	tcase_add_test(tests, a_line_over_the_limit_is_skipped);
	tcase_add_test(tests, objects_are_found_on_lines_side_by_side_and_spread);
	tcase_add_test(tests, objects_are_found_in_an_array);
	tcase_add_test(tests, an_object_cut_short_ends_at_its_line);
	tcase_add_test(tests, text_between_objects_is_damage_but_comments_are_not);
	tcase_add_test(tests, objects_out_of_step_are_found_after_many_whole_lines);
	tcase_add_test(tests, an_object_over_the_limit_is_skipped_to_its_line_end);
	tcase_add_test(tests, elements_are_found_between_any_text);
	tcase_add_test(tests, an_element_cut_short_ends_where_the_next_starts);
	tcase_add_test(tests, an_element_over_the_limit_is_skipped);
	tcase_add_test(tests, an_input_can_be_one_record);
	tcase_add_test(tests, long_records_and_many_of_them_keep_their_places);
	tcase_add_test(tests, memory_stays_bounded_on_an_endless_line);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
