/* SPDX-License-Identifier: Apache-2.0 */
/* Which fields a state holds, and what they are as bytes. */
#include "model/model.h"
#include "store/form.h"

#include <check.h>
#include <stdlib.h>

static schain__memory memory;
static const schain__hash_key key = { { 3, 5 } };

static void setup(void)
{
	schain__memory_init(&memory, NULL);
}

static void teardown(void)
{
	ck_assert_uint_eq(memory.used, 0);
}

/* A new field of a struct fails here until store/noun.c says what becomes of it. */
START_TEST(each_byte_of_each_struct_is_in_one_field)
{
	for (int id = 0; id < SCHAIN__NOUN_COUNT; id++) {
		const schain__noun *noun = &schain__nouns[id];
		unsigned char *covered = calloc(1, noun->size);

		for (uint32_t i = 0; i < noun->field_count; i++) {
			const schain__field *field = &noun->fields[i];

			for (uint32_t at = field->offset; at < field->offset + field->size; at++)
				ck_assert_msg(!covered[at]++, "%s: byte %u, of %s, is in two fields", noun->name, at,
				              field->name);
		}
		if (sizeof(void *) == 8) /* elsewhere there is padding */
			for (uint32_t at = 0; at < noun->size; at++)
				ck_assert_msg(covered[at], "%s: byte %u of %u is in no field: add a line to its table",
				              noun->name, at, noun->size);
		free(covered);
	}
}
END_TEST

/* LEB128 as DWARF 4, 7.6 has it: 624485 is E5 8E 26; zigzag: -1 is 1, 1 is 2. */
START_TEST(numbers_are_the_published_bytes)
{
	static const unsigned char expected[] = { 0xe5, 0x8e, 0x26, 0x01, 0x02, 0x00, 0x7f, 0x80, 0x01,
		                                  0xef, 0xcd, 0xab, 0x89, 0x67, 0x45, 0x23, 0x01 };
	schain__buffer out;

	schain__buffer_init(&out, &memory);
	schain__bytes_number(&out, 624485);
	schain__bytes_signed(&out, -1);
	schain__bytes_signed(&out, 1);
	schain__bytes_number(&out, 0);
	schain__bytes_number(&out, 127);
	schain__bytes_number(&out, 128);
	schain__bytes_hash(&out, UINT64_C(0x0123456789abcdef));
	ck_assert_uint_eq(out.length, sizeof expected);
	ck_assert_mem_eq(out.data, expected, sizeof expected);
	schain__buffer_dispose(&out);
}
END_TEST

START_TEST(numbers_come_back_from_the_ends_of_their_range)
{
	static const int64_t numbers[] = { 0, 1, -1, 63, 64, -64, -65, INT64_MAX, INT64_MIN };
	schain__buffer out;
	schain__reader reader;

	schain__buffer_init(&out, &memory);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		schain__bytes_signed(&out, numbers[i]);
		schain__bytes_number(&out, (uint64_t)numbers[i]);
	}
	schain__reader_init(&reader, out.data, out.length);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		ck_assert_int_eq(schain__read_signed(&reader), numbers[i]);
		ck_assert_uint_eq(schain__read_number(&reader), (uint64_t)numbers[i]);
	}
	ck_assert_int_eq(reader.status, SCHAIN_OK);
	ck_assert_uint_eq(schain__reader_left(&reader), 0);
	schain__buffer_dispose(&out);
}
END_TEST

START_TEST(a_number_of_more_than_64_bits_is_damage)
{
	/* 2^64 in ten bytes, and a number that never ends. */
	static const unsigned char wide[] = { 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x02 };
	static const unsigned char endless[] = { 0xff, 0xff };
	schain__reader reader;

	schain__reader_init(&reader, wide, sizeof wide);
	schain__read_number(&reader);
	ck_assert_int_eq(reader.status, SCHAIN_E_DAMAGED);
	schain__reader_init(&reader, endless, sizeof endless);
	ck_assert_uint_eq(schain__read_number(&reader), 0);
	ck_assert_int_eq(reader.status, SCHAIN_E_DAMAGED);
	ck_assert_uint_eq(schain__read_hash(&reader), 0);
}
END_TEST

static const uint8_t nouns[] = { SCHAIN__NOUN_RECORD, SCHAIN__NOUN_CHAIN_FILE };

static void fill(schain__intern *intern, schain__chain_file *file)
{
	memset(file, 0, sizeof *file);
	file->time = INT64_MIN;
	file->key = 0x1122334455667788;
	file->path = schain__intern_take(intern, SCHAIN_STRING("/opt/acme/agent"));
	file->signer = schain__intern_share(file->path);
	file->content = SCHAIN_CONTENT_ELF;
	file->signature = SCHAIN_SIGNATURE_EXPIRED;
}

static void release(schain__intern *intern, schain__chain_file *file)
{
	schain__intern_give(intern, file->path);
	schain__intern_give(intern, file->signer);
}

START_TEST(a_text_is_written_once)
{
	schain__chain_file file, again;
	schain__form_reader reader;
	schain__intern intern;
	schain__form form;
	size_t first;

	schain__intern_init(&intern, &memory, &key);
	fill(&intern, &file);
	schain__form_init(&form, &memory, &key);
	schain__form_begin(&form, nouns, sizeof nouns, INT64_MAX);
	schain__form_noun(&form, SCHAIN__NOUN_CHAIN_FILE, &file);
	first = form.bytes.length;
	schain__form_noun(&form, SCHAIN__NOUN_CHAIN_FILE, &file);
	/* The second has no text: two bytes for the times of -1 and 1 more, 8 of key, 1 for each other. */
	ck_assert_uint_lt(form.bytes.length - first, 20);
	schain__form_reader_init(&reader, &memory, &intern, form.bytes.data, form.bytes.length);
	schain__form_reader_begin(&reader, nouns, sizeof nouns);
	for (int i = 0; i < 2; i++) {
		memset(&again, 0, sizeof again);
		schain__read_noun(&reader, SCHAIN__NOUN_CHAIN_FILE, &again);
		ck_assert_int_eq(reader.bytes.status, SCHAIN_OK);
		ck_assert_mem_eq(&again, &file, sizeof file); /* texts are interned: the same pointers */
		release(&intern, &again);
	}
	schain__form_reader_dispose(&reader);
	schain__form_dispose(&form);
	release(&intern, &file);
	schain__intern_dispose(&intern);
}
END_TEST

/* An older version has fewer fields, a newer one more. */
START_TEST(fewer_fields_are_read_and_more_are_refused)
{
	/* Two nouns; of a record one field, of a chain's file two; base 0; time 5 (zigzag 10), key. */
	static const unsigned char older[] = { 2, 1, 2, 0, 10, 8, 7, 6, 5, 4, 3, 2, 1 };
	unsigned char newer[] = { 2, 0, 0, 0 }, unheard_of[] = { 3, 0, 0, 0, 0 };
	schain__chain_file file;
	schain__form_reader reader;
	schain__intern intern;

	schain__intern_init(&intern, &memory, &key);
	memset(&file, 0, sizeof file);
	schain__form_reader_init(&reader, &memory, &intern, older, sizeof older);
	schain__form_reader_begin(&reader, nouns, sizeof nouns);
	schain__read_noun(&reader, SCHAIN__NOUN_CHAIN_FILE, &file);
	ck_assert_int_eq(reader.bytes.status, SCHAIN_OK);
	ck_assert_uint_eq(schain__reader_left(&reader.bytes), 0);
	ck_assert_int_eq(file.time, 5);
	ck_assert_uint_eq(file.key, 0x0102030405060708);
	ck_assert_ptr_null(file.path);
	newer[2] = (unsigned char)(schain__noun_written(SCHAIN__NOUN_CHAIN_FILE) + 1);
	schain__form_reader_init(&reader, &memory, &intern, newer, sizeof newer);
	schain__form_reader_begin(&reader, nouns, sizeof nouns);
	ck_assert_int_eq(reader.bytes.status, SCHAIN_E_TOO_NEW);
	schain__form_reader_init(&reader, &memory, &intern, unheard_of, sizeof unheard_of);
	schain__form_reader_begin(&reader, nouns, sizeof nouns);
	ck_assert_int_eq(reader.bytes.status, SCHAIN_E_TOO_NEW);
	schain__intern_dispose(&intern);
}
END_TEST

int main(void)
{
	const struct {
		const char *name;
		const TTest *test;
	} tests[] = {
		{ "fields", each_byte_of_each_struct_is_in_one_field },
		{ "bytes", numbers_are_the_published_bytes },
		{ "bytes", numbers_come_back_from_the_ends_of_their_range },
		{ "bytes", a_number_of_more_than_64_bits_is_damage },
		{ "form", a_text_is_written_once },
		{ "form", fewer_fields_are_read_and_more_are_refused },
	};
	Suite *suite = suite_create("the form of a state");
	SRunner *runner;
	int failures;

	for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
		TCase *group = tcase_create(tests[i].name);

		tcase_add_checked_fixture(group, setup, teardown);
		tcase_add_test(group, tests[i].test);
		suite_add_tcase(suite, group);
	}
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failures = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failures != 0;
}
