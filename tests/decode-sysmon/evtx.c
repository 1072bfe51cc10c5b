/* SPDX-License-Identifier: Apache-2.0 */
/* Event log files made here, whole, copied while in use, cut, and made to be costly. */
#include "evtx_build.h"
#include "support.h"

#include <check.h>
#include <string.h>

#define SYSMON "Microsoft-Windows-Sysmon"
/* 100 ns since 1601 of 2021-01-28T10:11:12Z: (1611828672 + 11644473600) * 10^7 */
#define FILETIME UINT64_C(132563022720000000)

static const struct evtx_field exits[] = {
	{ "UtcTime", "2021-01-28 10:11:12.345" },
	{ "ProcessGuid", "{0AB12CD3-5F00-6012-A1B2-00000000ABCD}" },
	{ "ProcessId", "42" },
	{ "Image", "C:\\ex\xc3\xa4mple\\a<b>.exe" },
	{ NULL, NULL },
};
#define EXIT(number) \
	"process_exit time=1611828672345000000 os=1 source=sysmon host=[ws1.example] id=[" number "]" \
	" process{ pid=42 guid=[0ab12cd3-5f00-6012-a1b2-00000000abcd]" \
	" image{ path=[C:\\ex\xc3\xa4mple\\a<b>.exe] } }\n"

static struct evtx file;

static void add_exit(uint64_t number, int nested, int again)
{
	evtx_record(&file, 5, number, FILETIME, SYSMON, "ws1.example", exits, nested, again);
}

static void decode(struct seen *seen, size_t size)
{
	seen_bytes(seen, NULL, file.bytes, size, 0, NULL);
	ck_assert_int_eq(seen->status, SCHAIN_OK);
	ck_assert_str_eq(seen->format, "sysmon-evtx");
}

START_TEST(typed_values_nested_data_and_reused_templates_give_the_same)
{
	struct seen seen = { 0 };

	evtx_begin(&file);
	add_exit(1, 0, 0);
	add_exit(2, 0, 1);
	add_exit(3, 1, 0);
	add_exit(4, 1, 1);
	decode(&seen, evtx_finish(&file));
	ck_assert_str_eq(seen.text, EXIT("1") EXIT("2") EXIT("3") EXIT("4"));
	ck_assert_uint_eq(seen.statistics.records, 4);
	ck_assert_uint_eq(seen.problems, 0);
	seen_dispose(&seen);
}
END_TEST

START_TEST(time_created_is_a_filetime)
{
	static const struct evtx_field fields[] = { { "ProcessId", "42" }, { NULL, NULL } };
	struct seen seen = { 0 };

	evtx_begin(&file);
	evtx_record(&file, 5, 1, FILETIME + 1234567, SYSMON, "ws1.example", fields, 0, 0);
	/* 2020-02-29T23:59:59Z is 1583020799: (1583020799 + 11644473600) * 10^7 */
	evtx_record(&file, 5, 2, UINT64_C(132274943990000000), SYSMON, "ws1.example", fields, 0, 1);
	/* 2000-12-31T00:00:00Z is 978220800 */
	evtx_record(&file, 5, 3, UINT64_C(126226944000000000), SYSMON, "ws1.example", fields, 0, 1);
	decode(&seen, evtx_finish(&file));
	ck_assert_ptr_nonnull(strstr(seen.text, "time=1611828672123456700 "));
	ck_assert_ptr_nonnull(strstr(seen.text, "time=1583020799000000000 "));
	ck_assert_ptr_nonnull(strstr(seen.text, "time=978220800000000000 "));
	seen_dispose(&seen);
}
END_TEST

START_TEST(other_providers_are_ignored)
{
	struct seen seen = { 0 };

	evtx_begin(&file);
	evtx_record(&file, 5, 1, FILETIME, "Example-Provider", "ws1.example", exits, 0, 0);
	decode(&seen, evtx_finish(&file));
	ck_assert_uint_eq(seen.statistics.ignored, 1);
	ck_assert_uint_eq(seen.problems, 0);
	seen_dispose(&seen);
}
END_TEST

/* The chunk's header knows of the first record only. */
START_TEST(records_behind_the_known_end_are_found)
{
	struct seen seen = { 0 };
	size_t first_end, size;

	evtx_begin(&file);
	add_exit(1, 0, 0);
	first_end = file.at;
	add_exit(2, 0, 1);
	size = evtx_finish(&file);
	file.bytes[EVTX_HEADER + 48] = (unsigned char)first_end;
	file.bytes[EVTX_HEADER + 49] = (unsigned char)(first_end >> 8);
	file.bytes[120] = 1; /* dirty */
	decode(&seen, size);
	ck_assert_str_eq(seen.text, EXIT("1") EXIT("2"));
	ck_assert_uint_eq(seen.problems, 0);
	seen_dispose(&seen);
}
END_TEST

/* A copy of the same record in the slack is not told twice. */
START_TEST(old_copies_in_the_slack_are_left_out)
{
	struct seen seen = { 0 };
	size_t first_end, size;

	evtx_begin(&file);
	add_exit(1, 0, 0);
	first_end = file.at;
	add_exit(1, 0, 1);
	size = evtx_finish(&file);
	file.bytes[EVTX_HEADER + 48] = (unsigned char)first_end;
	file.bytes[EVTX_HEADER + 49] = (unsigned char)(first_end >> 8);
	file.bytes[120] = 1;
	decode(&seen, size);
	ck_assert_str_eq(seen.text, EXIT("1"));
	seen_dispose(&seen);
}
END_TEST

START_TEST(a_damaged_record_is_skipped_to_the_next)
{
	struct seen seen = { 0 };
	size_t second, size;

	evtx_begin(&file);
	add_exit(1, 0, 0);
	second = file.at;
	add_exit(2, 0, 1);
	add_exit(3, 0, 1);
	size = evtx_finish(&file);
	file.bytes[EVTX_HEADER + second + 5] ^= 0x40; /* its size */
	decode(&seen, size);
	ck_assert_str_eq(seen.text, EXIT("1") EXIT("3"));
	ck_assert_uint_eq(seen.statistics.damaged, 1);
	/* The changed checksum is told as well, with the first record. */
	ck_assert_uint_eq(seen.statistics.incomplete, 1);
	ck_assert_uint_eq(seen.problem.line, 1);
	seen_dispose(&seen);
}
END_TEST

START_TEST(a_chunk_without_its_header_still_has_records)
{
	struct seen seen = { 0 };
	size_t size;

	evtx_begin(&file);
	add_exit(1, 0, 0);
	size = evtx_finish(&file);
	memset(file.bytes + EVTX_HEADER, 0x55, 128);
	decode(&seen, size);
	ck_assert_str_eq(seen.text, EXIT("1"));
	ck_assert_uint_eq(seen.statistics.damaged, 1);
	ck_assert_uint_eq(seen.problem.offset, EVTX_HEADER);
	seen_dispose(&seen);
}
END_TEST

START_TEST(a_file_cut_inside_a_record_gives_those_before)
{
	size_t first_end;

	evtx_begin(&file);
	add_exit(1, 0, 0);
	first_end = EVTX_HEADER + file.at;
	add_exit(2, 0, 1);
	evtx_finish(&file);
	for (size_t cut = EVTX_HEADER; cut < EVTX_HEADER + file.at; cut++) {
		struct seen seen = { 0 };

		decode(&seen, cut);
		ck_assert_str_eq(seen.text, cut < first_end ? "" : EXIT("1"));
		seen_dispose(&seen);
	}
}
END_TEST

START_TEST(every_byte_turned_over_is_survived)
{
	size_t size, end;

	evtx_begin(&file);
	add_exit(1, 0, 0);
	add_exit(2, 1, 0);
	size = evtx_finish(&file);
	end = EVTX_HEADER + file.at;
	for (size_t at = EVTX_HEADER; at < end; at++)
		for (unsigned mask = 1; mask < 256; mask = mask * 16 - 1) {
			struct seen seen = { .is_quiet = 1 };

			file.bytes[at] ^= (unsigned char)mask;
			seen_bytes(&seen, "sysmon-evtx", file.bytes, size, 0, NULL);
			ck_assert_int_eq(seen.status, SCHAIN_OK);
			ck_assert_uint_le(seen.statistics.records, 8);
			seen_dispose(&seen);
			file.bytes[at] ^= (unsigned char)mask;
		}
}
END_TEST

/* A template that names itself, and one that names a long value as often as it can. */
START_TEST(a_template_within_itself_ends)
{
	struct seen seen = { 0 };
	size_t size, at;

	evtx_begin(&file);
	add_exit(1, 0, 0);
	size = evtx_finish(&file);
	/* In place of the template's first element: the template, by its own offset. */
	at = EVTX_HEADER + file.template_at + 24 + 4;
	memcpy(file.bytes + at, "\x0c\x01\0\0\0\0", 6);
	for (int i = 0; i < 4; i++)
		file.bytes[at + 6 + (size_t)i] = (unsigned char)(file.template_at >> 8 * i);
	memset(file.bytes + at + 10, 0, 5); /* no values; end */
	decode(&seen, size);
	ck_assert_uint_eq(seen.statistics.events, 0);
	ck_assert_uint_eq(seen.statistics.damaged, 1);
	seen_dispose(&seen);
}
END_TEST

START_TEST(a_long_value_used_often_is_damage)
{
	struct seen seen = { 0 };
	unsigned char *data = file.bytes + EVTX_HEADER;
	size_t size, at;

	evtx_begin(&file);
	add_exit(1, 0, 0);
	/* A second record by hand: header, template inline of substitutions only, one value of 32 KiB. */
	at = file.at + 24;
	memcpy(data + at, "\x0f\x01\x01\0\x0c\x01\0\0\0\0", 10);
	at += 10;
	data[at] = (unsigned char)(at + 4);
	data[at + 1] = (unsigned char)((at + 4) >> 8);
	at += 4 + 20;
	memcpy(data + at, "\xa0\x0f\0\0", 4); /* 4000: a thousand substitutions */
	at += 4;
	for (int i = 0; i < 1000; i++, at += 4)
		memcpy(data + at, "\x0d\0\0\x01", 4);
	memcpy(data + at, "\x01\0\0\0\0\x80\x01\0", 8);
	at += 8;
	memset(data + at, 'a', 0x8000);
	at += 0x8000;
	size = at + 4 - file.at;
	memcpy(data + file.at, "**\0\0", 4);
	for (int i = 0; i < 4; i++) {
		data[file.at + 4 + (size_t)i] = (unsigned char)(size >> 8 * i);
		data[at + (size_t)i] = (unsigned char)(size >> 8 * i);
	}
	file.at = at + 4;
	decode(&seen, evtx_finish(&file));
	ck_assert_str_eq(seen.text, EXIT("1"));
	ck_assert_uint_eq(seen.statistics.damaged, 1);
	ck_assert_ptr_nonnull(strstr(seen.problem.message, "too much text"));
	seen_dispose(&seen);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode-sysmon/evtx");
	TCase *tests = tcase_create("evtx");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_set_timeout(tests, 120);
	tcase_add_test(tests, typed_values_nested_data_and_reused_templates_give_the_same);
	tcase_add_test(tests, time_created_is_a_filetime);
	tcase_add_test(tests, other_providers_are_ignored);
	tcase_add_test(tests, records_behind_the_known_end_are_found);
	tcase_add_test(tests, old_copies_in_the_slack_are_left_out);
	tcase_add_test(tests, a_damaged_record_is_skipped_to_the_next);
	tcase_add_test(tests, a_chunk_without_its_header_still_has_records);
	tcase_add_test(tests, a_file_cut_inside_a_record_gives_those_before);
	tcase_add_test(tests, every_byte_turned_over_is_survived);
	tcase_add_test(tests, a_template_within_itself_ends);
	tcase_add_test(tests, a_long_value_used_often_is_damage);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
