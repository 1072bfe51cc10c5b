/* SPDX-License-Identifier: Apache-2.0 */
/* gzip, zstd and zip, made here by the libraries that define them. */
#include "harness.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#define LINE(time) "{\"type\":\"loss\",\"time\":" #time "}\n"
static const char lines[] = LINE(1) LINE(2) LINE(3);

static void deflate_to(output *out, const char *data, size_t size, int window_bits)
{
	unsigned char buffer[4096];
	z_stream stream;

	memset(&stream, 0, sizeof stream);
	ck_assert_int_eq(deflateInit2(&stream, 9, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
	stream.next_in = (Bytef *)(uintptr_t)data;
	stream.avail_in = (uInt)size;
	stream.next_out = buffer;
	stream.avail_out = sizeof buffer;
	ck_assert_int_eq(deflate(&stream, Z_FINISH), Z_STREAM_END);
	text_add(out, buffer, sizeof buffer - stream.avail_out);
	deflateEnd(&stream);
}

static void put(output *out, uint64_t value, int bytes)
{
	for (int i = 0; i < bytes; i++) {
		unsigned char byte = (unsigned char)(value >> 8 * i);

		text_add(out, &byte, 1);
	}
}

#define STORED 0
#define DEFLATED 8
#define ENCRYPTED 1u
#define DESCRIPTOR 8u
#define WITHOUT_SIGNATURE 0x10000u /* of the descriptor: APPNOTE 4.3.9.3 */
#define ZIP64 0x20000u
#define BAD_CHECKSUM 0x40000u

/* Local header, data and descriptor as APPNOTE.TXT 4.3.7 to 4.3.9 lay them out. */
static void add_entry(output *zip, const char *name, const char *data, unsigned method,
                      unsigned flags)
{
	size_t size = strlen(data);
	output packed = { NULL, 0 };
	uint32_t checksum = (uint32_t)crc32(0, (const Bytef *)data, (uInt)size);
	int is_late = flags & DESCRIPTOR, is_zip64 = (flags & ZIP64) != 0;

	if (flags & BAD_CHECKSUM)
		checksum++;
	if (method == DEFLATED)
		deflate_to(&packed, data, size, -15);
	else
		text_add(&packed, data, size);
	put(zip, 0x04034b50, 4);
	put(zip, is_zip64 ? 45 : 20, 2);
	put(zip, flags & 0xffff, 2);
	put(zip, method, 2);
	put(zip, 0, 4);
	put(zip, is_late ? 0 : checksum, 4);
	put(zip, is_zip64 ? UINT32_MAX : is_late ? 0 : packed.size, 4);
	put(zip, is_zip64 ? UINT32_MAX : is_late ? 0 : size, 4);
	put(zip, strlen(name), 2);
	put(zip, is_zip64 ? 20 : 0, 2);
	text_add(zip, name, strlen(name));
	if (is_zip64) {
		put(zip, 1, 2);
		put(zip, 16, 2);
		put(zip, is_late ? 0 : size, 8);
		put(zip, is_late ? 0 : packed.size, 8);
	}
	text_add(zip, packed.data, packed.size);
	if (is_late) {
		if (!(flags & WITHOUT_SIGNATURE))
			put(zip, 0x08074b50, 4);
		put(zip, checksum, 4);
		put(zip, packed.size, is_zip64 ? 8 : 4);
		put(zip, size, is_zip64 ? 8 : 4);
	}
	free(packed.data);
}

/* The start of a central directory, which is all that is looked at. */
static void end_zip(output *zip)
{
	put(zip, 0x02014b50, 4);
	text_add(zip, "the directory, lines of text\n{\"type\":\"loss\",\"time\":99}\n", 55);
}

static void expect(const void *data, size_t size, uint64_t events, const char *problem)
{
	size_t step = size > 2000 ? 97 : 1;

	for (size_t piece = 1; piece <= size; piece += step) {
		outcome run;

		run_init(&run);
		run.options.origin = "in";
		run_bytes(&run, data, size, piece);
		ck_assert_msg(run.status == SCHAIN_OK, "pieces of %zu: %s", piece, run.error.message);
		ck_assert_msg(run.statistics.events == events, "pieces of %zu: %llu events", piece,
		              (unsigned long long)run.statistics.events);
		ck_assert_msg(!problem ? !run.problems.size : strstr(run.problems.data, problem) != NULL,
		              "pieces of %zu: %s", piece, run.problems.data);
		run_dispose(&run);
	}
}

START_TEST(gzip_is_unpacked_member_after_member)
{
	output gz = { NULL, 0 };

	deflate_to(&gz, lines, sizeof lines - 1, 31);
	expect(gz.data, gz.size, 3, NULL);
	deflate_to(&gz, lines, sizeof lines - 1, 31);
	expect(gz.data, gz.size, 6, NULL);
	text_add(&gz, "\0\0\0\0", 4);
	{
		outcome run;

		run_init(&run);
		run_bytes(&run, gz.data, gz.size, 0);
		ck_assert_int_eq(run.status, SCHAIN_OK);
		ck_assert_uint_eq(run.statistics.events, 6);
		run_dispose(&run);
	}
	free(gz.data);
}
END_TEST

START_TEST(gzip_cut_short_gives_what_there_is)
{
	output gz = { NULL, 0 };

	deflate_to(&gz, lines, sizeof lines - 1, 31);
	/* Only the checksum and size at its end, 8 bytes, are missing. */
	expect(gz.data, gz.size - 8, 3, "gzip data ends early");
	free(gz.data);
}
END_TEST

START_TEST(damaged_gzip_is_reported_once)
{
	output gz = { NULL, 0 };

	deflate_to(&gz, lines, sizeof lines - 1, 31);
	gz.data[gz.size - 8] ^= 1;
	expect(gz.data, gz.size, 3, "gzip data is damaged");
	free(gz.data);
}
END_TEST

static size_t zstd_of(char *buffer, size_t size)
{
	size_t packed = ZSTD_compress(buffer, size, lines, sizeof lines - 1, 3);

	ck_assert(!ZSTD_isError(packed));
	return packed;
}

START_TEST(zstd_is_unpacked_frame_after_frame)
{
	static const char skippable[] = "\x50\x2a\x4d\x18\3\0\0\0abc";
	char data[1024];
	size_t size;

	memcpy(data, skippable, sizeof skippable - 1);
	size = sizeof skippable - 1;
	size += zstd_of(data + size, sizeof data - size);
	expect(data, size, 3, NULL);
	size += zstd_of(data + size, sizeof data - size);
	expect(data, size, 6, NULL);
}
END_TEST

START_TEST(zstd_cut_short_or_damaged_is_reported)
{
	char data[1024];
	size_t size = zstd_of(data, sizeof data);

	expect(data, size - 1, 0, "zstd data ends early");
	data[5] = (char)0xff;
	expect(data, size, 0, "zstd data is damaged");
}
END_TEST

START_TEST(each_entry_of_a_zip_is_an_input)
{
	output zip = { NULL, 0 };
	outcome run;

	add_entry(&zip, "logs/", "", STORED, 0);
	add_entry(&zip, "logs/a.jsonl", lines, DEFLATED, 0);
	add_entry(&zip, "__MACOSX/logs/._a.jsonl", lines, DEFLATED, 0);
	add_entry(&zip, "__MACOSX/logs/._b.jsonl", lines, DEFLATED, DESCRIPTOR);
	add_entry(&zip, "empty.jsonl", "", STORED, 0);
	add_entry(&zip, "b.jsonl", LINE(4), STORED, 0);
	add_entry(&zip, "c.jsonl", LINE(5), DEFLATED, DESCRIPTOR);
	add_entry(&zip, "d.jsonl", LINE(6), DEFLATED, DESCRIPTOR | WITHOUT_SIGNATURE);
	add_entry(&zip, "e.jsonl", LINE(7), DEFLATED, DESCRIPTOR | ZIP64);
	add_entry(&zip, "f.jsonl", LINE(8), STORED, ZIP64);
	end_zip(&zip);
	expect(zip.data, zip.size, 8, NULL);
	run_init(&run);
	run.options.origin = "logs.zip";
	run_bytes(&run, zip.data, zip.size, 0);
	ck_assert_uint_eq(text_count(&run.events, "\"origin\":\"logs.zip/logs/a.jsonl\""), 3);
	ck_assert_uint_eq(text_count(&run.events, "\"origin\":\"logs.zip/f.jsonl\",\"line\":1"), 1);
	run_dispose(&run);
	free(zip.data);
}
END_TEST

START_TEST(an_entry_may_be_compressed_again)
{
	output gz = { NULL, 0 }, zip = { NULL, 0 };

	deflate_to(&gz, lines, sizeof lines - 1, 31);
	/* Stored by hand: it holds NUL bytes. */
	put(&zip, 0x04034b50, 4);
	put(&zip, 20, 2);
	put(&zip, 0, 8);
	put(&zip, crc32(0, (const Bytef *)gz.data, (uInt)gz.size), 4);
	put(&zip, gz.size, 4);
	put(&zip, gz.size, 4);
	put(&zip, 1, 4);
	text_add(&zip, "a", 1);
	text_add(&zip, gz.data, gz.size);
	end_zip(&zip);
	expect(zip.data, zip.size, 3, NULL);
	free(gz.data);
	free(zip.data);
}
END_TEST

START_TEST(an_entry_of_no_use_does_not_hide_the_others)
{
	output zip = { NULL, 0 };

	add_entry(&zip, "README", "read me first\n", DEFLATED, 0);
	add_entry(&zip, "secret.jsonl", LINE(1), STORED, ENCRYPTED);
	add_entry(&zip, "other.jsonl", LINE(1), 12 /* bzip2 */, 0);
	add_entry(&zip, "a.jsonl", lines, DEFLATED, 0);
	end_zip(&zip);
	expect(zip.data, zip.size, 3, "0:0 the entry is of no known format; skipped\n"
	                              "0:0 zip entry is encrypted; skipped\n"
	                              "0:0 zip entry is neither stored nor deflated; skipped\n");
	free(zip.data);
}
END_TEST

START_TEST(a_zip_of_nothing_known_is_refused)
{
	output zip = { NULL, 0 };
	outcome run;

	add_entry(&zip, "README", "read me first\n", DEFLATED, 0);
	end_zip(&zip);
	run_init(&run);
	run_bytes(&run, zip.data, zip.size, 0);
	ck_assert_int_eq(run.status, SCHAIN_E_FORMAT);
	ck_assert_str_eq(run.error.message, "no entry of the zip is of a known format");
	run_dispose(&run);
	free(zip.data);
	expect("PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 22, 0, NULL);
}
END_TEST

START_TEST(a_damaged_zip_gives_what_came_before)
{
	output zip = { NULL, 0 };
	size_t first;

	add_entry(&zip, "a.jsonl", lines, DEFLATED, BAD_CHECKSUM);
	first = zip.size;
	end_zip(&zip);
	expect(zip.data, zip.size, 3, "does not match its checksum");
	/* The last byte holds no more than the end-of-block code. */
	expect(zip.data, first - 1, 3, "zip data ends early");
	zip.size = first;
	add_entry(&zip, "b.jsonl", lines, DEFLATED, DESCRIPTOR | BAD_CHECKSUM);
	add_entry(&zip, "c.jsonl", lines, STORED, DESCRIPTOR);
	expect(zip.data, zip.size, 6, "stored zip entry of unknown size; the rest is not read");
	zip.data[first + 40] = (char)0xff;
	expect(zip.data, zip.size, 3, "zip data is damaged");
	free(zip.data);
}
END_TEST

/* 64 MiB of blanks in 64 KiB: unpacked piece by piece. */
START_TEST(a_bomb_takes_no_memory)
{
	schain_decoder_options options = SCHAIN_DECODER_OPTIONS_INIT;
	output gz = { NULL, 0 };
	static unsigned char packed[1 << 18];
	static unsigned char blanks[1 << 20];
	schain_decoder *decoder;
	failing memory;
	z_stream stream;

	memset(blanks, ' ', sizeof blanks);
	memset(&stream, 0, sizeof stream);
	ck_assert_int_eq(deflateInit2(&stream, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
	stream.next_out = packed;
	stream.avail_out = sizeof packed;
	stream.next_in = (Bytef *)(uintptr_t)lines;
	stream.avail_in = sizeof lines - 1;
	ck_assert_int_eq(deflate(&stream, Z_NO_FLUSH), Z_OK);
	for (int i = 0; i < 64; i++) {
		stream.next_in = blanks;
		stream.avail_in = sizeof blanks;
		ck_assert_int_eq(deflate(&stream, i == 63 ? Z_FINISH : Z_NO_FLUSH),
		                 i == 63 ? Z_STREAM_END : Z_OK);
	}
	text_add(&gz, packed, sizeof packed - stream.avail_out);
	deflateEnd(&stream);
	failing_init(&memory, 0);
	options.allocator = &memory.allocator;
	ck_assert_int_eq(schain_decoder_new(&options, &decoder, NULL), SCHAIN_OK);
	ck_assert_int_eq(schain_decoder_feed(decoder, gz.data, gz.size, NULL), SCHAIN_OK);
	ck_assert_uint_lt(memory.in_use, 1 << 21);
	ck_assert_int_eq(schain_decoder_finish(decoder, NULL), SCHAIN_OK);
	schain_decoder_free(decoder);
	ck_assert_uint_eq(memory.in_use, 0);
	free(gz.data);
}
END_TEST

START_TEST(each_allocation_may_fail)
{
	schain_decoder_options options = SCHAIN_DECODER_OPTIONS_INIT;
	output gz = { NULL, 0 }, zip = { NULL, 0 };
	char data[1024];

	options.origin = "in";
	deflate_to(&gz, lines, sizeof lines - 1, 31);
	fail_each_allocation(&options, gz.data, gz.size);
	add_entry(&zip, "a.jsonl", lines, DEFLATED, 0);
	add_entry(&zip, "b.jsonl", lines, DEFLATED, DESCRIPTOR);
	end_zip(&zip);
	fail_each_allocation(&options, zip.data, zip.size);
	fail_each_allocation(&options, data, zstd_of(data, sizeof data));
	free(gz.data);
	free(zip.data);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode unpack");
	TCase *tests = tcase_create("unpack");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, gzip_is_unpacked_member_after_member);
	tcase_add_test(tests, gzip_cut_short_gives_what_there_is);
	tcase_add_test(tests, damaged_gzip_is_reported_once);
	tcase_add_test(tests, zstd_is_unpacked_frame_after_frame);
	tcase_add_test(tests, zstd_cut_short_or_damaged_is_reported);
	tcase_add_test(tests, each_entry_of_a_zip_is_an_input);
	tcase_add_test(tests, an_entry_may_be_compressed_again);
	tcase_add_test(tests, an_entry_of_no_use_does_not_hide_the_others);
	tcase_add_test(tests, a_zip_of_nothing_known_is_refused);
	tcase_add_test(tests, a_damaged_zip_gives_what_came_before);
	tcase_add_test(tests, a_bomb_takes_no_memory);
	tcase_add_test(tests, each_allocation_may_fail);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
