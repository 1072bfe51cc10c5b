/* SPDX-License-Identifier: Apache-2.0 */
/* One input through the public face: recognising it, its encoding, errors, stopping. */
#include "decode/frame.h"
#include "harness.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define LOSS "{\"type\":\"loss\",\"time\":1}\n"

START_TEST(an_empty_input_is_no_error)
{
	outcome run;

	run_init(&run);
	run_text(&run, "");
	ck_assert_int_eq(run.status, SCHAIN_OK);
	ck_assert_ptr_null(run.format);
	run_dispose(&run);
	run_init(&run);
	run_text(&run, " \r\n\n");
	ck_assert_int_eq(run.status, SCHAIN_OK);
	ck_assert_uint_eq(run.statistics.records, 0);
	run_dispose(&run);
}
END_TEST

START_TEST(unknown_content_is_refused)
{
	static char zeros[70000];
	outcome run;

	run_init(&run);
	run_text(&run, "The quick brown fox\njumps over the lazy dog\n");
	ck_assert_int_eq(run.status, SCHAIN_E_FORMAT);
	ck_assert_str_eq(run.error.message, "the content is of no known format");
	run_dispose(&run);
	/* Without waiting for the end of it. */
	run_init(&run);
	run_bytes(&run, zeros, sizeof zeros, 4096);
	ck_assert_int_eq(run.status, SCHAIN_E_FORMAT);
	ck_assert_uint_lt(run.statistics.bytes, sizeof zeros);
	run_dispose(&run);
}
END_TEST

START_TEST(a_format_shows_behind_comments_blank_and_damaged_lines)
{
	static const char data[] = "# recorded on a lab host\n\n   \n{\"type\":\"lo\n" LOSS LOSS;
	outcome run;

	for (size_t piece = 1; piece < sizeof data; piece++) {
		run_init(&run);
		run_bytes(&run, data, sizeof data - 1, piece);
		ck_assert_int_eq(run.status, SCHAIN_OK);
		ck_assert_str_eq(run.format, "supplychain-jsonl");
		ck_assert_uint_eq(run.statistics.events, 2);
		ck_assert_uint_eq(run.statistics.damaged, 1);
		ck_assert_uint_eq(text_count(&run.events, "\"line\":5"), 1);
		run_dispose(&run);
	}
}
END_TEST

START_TEST(a_byte_order_mark_is_dropped)
{
	static const char data[] = "\xef\xbb\xbf" LOSS;
	outcome run;

	for (size_t piece = 1; piece < sizeof data; piece++) {
		run_init(&run);
		run_bytes(&run, data, sizeof data - 1, piece);
		ck_assert_int_eq(run.status, SCHAIN_OK);
		ck_assert_uint_eq(run.statistics.events, 1);
		ck_assert_uint_eq(run.statistics.damaged, 0);
		run_dispose(&run);
	}
}
END_TEST

/* A host named U+00E9, U+1F600 and half a pair, as UTF-16 in either order. */
static void check_utf16(int is_big)
{
	static const char text[] = LOSS "{\"type\":\"loss\",\"time\":2,\"host\":\"";
	static const unsigned units[] = { 0xe9, 0xd83d, 0xde00, 0xdc00, '"', '}' };
	unsigned char data[512];
	size_t size = 0;
	outcome run;

#define PUT(unit) \
	do { \
		data[size + (size_t)is_big] = (unsigned char)((unit) & 0xff); \
		data[size + !is_big] = (unsigned char)((unit) >> 8); \
		size += 2; \
	} while (0)
	PUT(0xfeffu);
	for (size_t i = 0; i < sizeof text - 1; i++)
		PUT((unsigned)text[i]);
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		PUT(units[i]);
	for (size_t piece = 1; piece < size; piece++) {
		run_init(&run);
		run_bytes(&run, data, size, piece);
		ck_assert_int_eq(run.status, SCHAIN_OK);
		ck_assert_uint_eq(run.statistics.events, 2);
		/* A lone half of a pair is U+FFFD. */
		ck_assert_uint_eq(text_count(&run.events, "\"\xc3\xa9\xf0\x9f\x98\x80\xef\xbf\xbd\""), 1);
		run_dispose(&run);
	}
}

START_TEST(utf16_of_either_order_is_read)
{
	check_utf16(0);
	check_utf16(1);
}
END_TEST

START_TEST(a_named_format_is_not_probed)
{
	outcome run;

	run_init(&run);
	run.options.format = "supplychain-jsonl";
	run_text(&run, "nonsense\n" LOSS);
	ck_assert_int_eq(run.status, SCHAIN_OK);
	ck_assert_uint_eq(run.statistics.events, 1);
	ck_assert_uint_eq(run.statistics.damaged, 1);
	run_dispose(&run);
	run_init(&run);
	run.options.format = "no-such-format";
	run_text(&run, LOSS);
	ck_assert_int_eq(run.status, SCHAIN_E_FORMAT);
	ck_assert_str_eq(run.error.message, "there is no format \"no-such-format\"");
	run_dispose(&run);
}
END_TEST

START_TEST(events_carry_origin_host_and_a_stable_identity)
{
	outcome run;

	run_init(&run);
	run.options.origin = "lab.jsonl";
	run.options.host = "host.example";
	run_text(&run, LOSS "{\"type\":\"loss\",\"time\":1,\"record\":77}\n"
	                    "{\"type\":\"loss\",\"time\":1,\"host\":\"host.example\"}\n");
	ck_assert_uint_eq(text_count(&run.events, "\"origin\":\"lab.jsonl\""), 3);
	ck_assert_uint_eq(text_count(&run.events, "\"host\":\"host.example\""), 3);
	/* XXH64 of the records, by xxhash.h 0.8.1. */
	ck_assert_uint_eq(text_count(&run.events, "\"record_id\":\"he57369e54720c3c7\""), 1);
	ck_assert_uint_eq(text_count(&run.events, "\"record_id\":\"hd59d0efe171efeb4\""), 1);
	ck_assert_uint_eq(text_count(&run.events, "\"record_id\":\"77\""), 1);
	run_dispose(&run);
}
END_TEST

/* Vectors by xxhash.h 0.8.1, XXH64(text, length, 0). */
START_TEST(the_identity_hash_is_xxh64)
{
	ck_assert_uint_eq(schain__decode_hash("", 0), UINT64_C(0xef46db3751d8e999));
	ck_assert_uint_eq(schain__decode_hash("a", 1), UINT64_C(0xd24ec4f1a98c6e5b));
	ck_assert_uint_eq(schain__decode_hash("abc", 3), UINT64_C(0x44bc2cf5ad770999));
}
END_TEST

START_TEST(a_callback_can_stop_the_decoder)
{
	outcome run;
	char data[100 * (sizeof LOSS - 1) + 1] = "";

	for (int i = 0; i < 100; i++)
		strcat(data, LOSS);
	run_init(&run);
	run.stop_after = 1;
	run_text(&run, data);
	ck_assert_int_eq(run.status, SCHAIN_E_CANCELLED);
	ck_assert_uint_le(run.seen, SCHAIN__BATCH_EVENTS);
	run_dispose(&run);
	run_init(&run);
	run.stop_at_problem = 1;
	run_text(&run, LOSS "{\n" LOSS);
	ck_assert_int_eq(run.status, SCHAIN_E_CANCELLED);
	ck_assert_uint_eq(run.statistics.damaged, 1);
	run_dispose(&run);
}
END_TEST

START_TEST(a_failed_or_finished_decoder_refuses_more)
{
	schain_decoder_options options = SCHAIN_DECODER_OPTIONS_INIT;
	schain_error error = SCHAIN_ERROR_INIT;
	schain_decoder *decoder;

	ck_assert_int_eq(schain_decoder_new(&options, &decoder, &error), SCHAIN_OK);
	ck_assert_int_eq(schain_decoder_finish(decoder, &error), SCHAIN_OK);
	ck_assert_int_eq(schain_decoder_feed(decoder, "x", 1, &error), SCHAIN_E_STATE);
	schain_decoder_free(decoder);
	ck_assert_int_eq(schain_decoder_new(&options, &decoder, &error), SCHAIN_OK);
	ck_assert_int_eq(schain_decoder_feed(decoder, "one\ntwo\n", 8, &error), SCHAIN_OK);
	ck_assert_int_eq(schain_decoder_finish(decoder, &error), SCHAIN_E_FORMAT);
	ck_assert_int_eq(schain_decoder_finish(decoder, &error), SCHAIN_E_FORMAT);
	schain_decoder_free(decoder);
}
END_TEST

START_TEST(arguments_are_checked)
{
	schain_decoder_options options = SCHAIN_DECODER_OPTIONS_INIT;
	struct {
		schain_decoder_options known;
		uint64_t unknown;
	} newer = { SCHAIN_DECODER_OPTIONS_INIT, 1 };
	schain_decoder_statistics statistics = { .struct_size = 4 };
	schain_error error = SCHAIN_ERROR_INIT;
	schain_decoder *decoder;

	ck_assert_int_eq(schain_decoder_new(NULL, &decoder, &error), SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_decoder_new(&options, NULL, &error), SCHAIN_E_ARGUMENT);
	options.struct_size = 8;
	ck_assert_int_eq(schain_decoder_new(&options, &decoder, &error), SCHAIN_E_TOO_SMALL);
	newer.known.struct_size = sizeof newer;
	ck_assert_int_eq(schain_decoder_new(&newer.known, &decoder, &error), SCHAIN_E_TOO_NEW);
	newer.unknown = 0;
	ck_assert_int_eq(schain_decoder_new(&newer.known, &decoder, &error), SCHAIN_OK);
	ck_assert_int_eq(schain_decoder_feed(decoder, NULL, 1, &error), SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_decoder_get_statistics(decoder, &statistics, &error),
	                 SCHAIN_E_TOO_SMALL);
	ck_assert_int_eq(schain_decoder_get_statistics(decoder, NULL, &error), SCHAIN_E_ARGUMENT);
	ck_assert_ptr_null(schain_decoder_get_format(decoder));
	schain_decoder_free(decoder);
	schain_decoder_free(NULL);
}
END_TEST

START_TEST(each_format_describes_itself)
{
	const schain_format *format;
	size_t count = 0;

	for (; (format = schain_format_at(count)); count++) {
		ck_assert_uint_eq(format->struct_size, sizeof *format);
		ck_assert_str_ne(format->name, "");
		ck_assert_str_ne(format->summary, "");
		ck_assert_str_ne(format->fields, "");
		ck_assert_str_ne(format->missing, "");
		for (size_t i = 0; i < count; i++)
			ck_assert_str_ne(format->name, schain_format_at(i)->name);
	}
	ck_assert_uint_ge(count, 5);
	ck_assert_ptr_null(schain_format_at(SIZE_MAX));
}
END_TEST

START_TEST(each_allocation_may_fail)
{
	schain_decoder_options options = SCHAIN_DECODER_OPTIONS_INIT;
	static const char data[] = "\xef\xbb\xbf" LOSS "{\"type\":\"dns\",\"time\":1,\"dns\":{\"query\":"
	                           "\"a\\u0062.example\",\"answers\":[\"192.0.2.1\"]},\"host\":\"\xff\"}\n";

	options.origin = "lab.jsonl";
	options.host = "host.example";
	fail_each_allocation(&options, data, sizeof data - 1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode input");
	TCase *tests = tcase_create("input");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, an_empty_input_is_no_error);
	tcase_add_test(tests, unknown_content_is_refused);
	tcase_add_test(tests, a_format_shows_behind_comments_blank_and_damaged_lines);
	tcase_add_test(tests, a_byte_order_mark_is_dropped);
	tcase_add_test(tests, utf16_of_either_order_is_read);
	tcase_add_test(tests, a_named_format_is_not_probed);
	tcase_add_test(tests, events_carry_origin_host_and_a_stable_identity);
	tcase_add_test(tests, the_identity_hash_is_xxh64);
	tcase_add_test(tests, a_callback_can_stop_the_decoder);
	tcase_add_test(tests, a_failed_or_finished_decoder_refuses_more);
	tcase_add_test(tests, arguments_are_checked);
	tcase_add_test(tests, each_format_describes_itself);
	tcase_add_test(tests, each_allocation_may_fail);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
