/* SPDX-License-Identifier: Apache-2.0 */
/* The library's own format: what is written is read back, and what is wrong is told. */
#include "decode-jsonl/fields.h"
#include "harness.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t size_of(const schain__field *field)
{
	switch (field->kind) {
	case SCHAIN__FIELD_TEXT:
	case SCHAIN__FIELD_TEXTS:
		return 16;
	case SCHAIN__FIELD_UNSIGNED:
	case SCHAIN__FIELD_SIGNED:
	case SCHAIN__FIELD_TIME:
	case SCHAIN__FIELD_OBJECT:
		return 8;
	default:
		return 4;
	}
}

/* Bytes of each struct that no field covers: its size and what is reserved, by event.h. */
START_TEST(every_member_has_a_name)
{
	static const uint32_t without_name[SCHAIN__OBJECT_COUNT] = {
		4,         /* event: struct_size */
		4 + 4 + 8, /* process: struct_size, flags, reserved */
		4 + 8,     /* file: struct_size, reserved */
		4 + 4,     /* signature: struct_size, reserved */
		4 + 4,     /* connection: the same */
		4,         /* dns: struct_size */
		4,         /* registry, package, integrity: struct_size */
		4, 4,
		4 + 4 + 8 + 4, /* claim: struct_size, flags, reserved, reserved_bits */
	};

	if (sizeof(void *) != 8)
		return;
	for (int i = 0; i < SCHAIN__OBJECT_COUNT; i++) {
		const schain__object *object = &schain__objects[i];
		uint32_t covered = 0;

		for (uint32_t j = 0; j < object->field_count; j++) {
			covered += size_of(&object->fields[j]);
			for (uint32_t k = 0; k < j; k++)
				ck_assert_uint_ne(object->fields[j].offset, object->fields[k].offset);
		}
		ck_assert_msg(covered + without_name[i] == object->size, "struct %d: %u of %u bytes", i,
		              covered, object->size);
	}
}
END_TEST

static unsigned filled; /* makes each value another one */
static void *blocks[256];
static size_t block_count;

static void *keep(size_t size)
{
	void *block = calloc(1, size);

	ck_assert_ptr_nonnull(block);
	ck_assert_uint_lt(block_count, sizeof blocks / sizeof *blocks);
	blocks[block_count++] = block;
	return block;
}

static void drop_all(void)
{
	while (block_count)
		free(blocks[--block_count]);
}

/* Quotes, controls, characters of two to four bytes, and bytes that are no UTF-8. */
static schain_string some_text(void)
{
	schain_string text;
	char *data = keep(128);

	snprintf(data, 128, "value %u \"\\/\b\f\n\r\t\x01 \xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80 \xff\xc3 \xed\xa0\x80",
	         filled++);
	text.data = data;
	text.length = strlen(data);
	return text;
}

static void *fill(enum schain__object_id id)
{
	const schain__object *object = &schain__objects[id];
	char *base = keep(object->size);

	memcpy(base, &object->size, sizeof object->size);
	for (uint32_t i = 0; i < object->field_count; i++) {
		const schain__field *field = &object->fields[i];
		void *at = base + field->offset;
		schain_string *answers;

		switch (field->kind) {
		case SCHAIN__FIELD_TEXT:
			*(schain_string *)at = some_text();
			break;
		case SCHAIN__FIELD_TEXTS:
			answers = keep(2 * sizeof *answers);
			answers[0] = some_text();
			answers[1] = some_text();
			((schain_dns *)(void *)base)->answers = answers;
			((schain_dns *)(void *)base)->answer_count = 2;
			break;
		case SCHAIN__FIELD_UNSIGNED:
			*(uint64_t *)at = UINT64_MAX - filled++;
			break;
		case SCHAIN__FIELD_SIGNED:
			*(int64_t *)at = -(int64_t)(filled++) - INT64_C(9000000000000000000);
			break;
		case SCHAIN__FIELD_TIME:
			*(int64_t *)at = INT64_C(1790000000123456789) + filled++;
			break;
		case SCHAIN__FIELD_SHORT:
			*(uint32_t *)at = UINT32_MAX - filled++;
			break;
		case SCHAIN__FIELD_FLAGS:
			*(uint32_t *)at = (1u << field->name_count) - 1;
			break;
		case SCHAIN__FIELD_TRUTH:
			*(uint32_t *)at = SCHAIN_NO;
			break;
		case SCHAIN__FIELD_OBJECT:
			*(const void **)at = fill(field->object);
			break;
		default:
			*(uint32_t *)at = 2;
			break;
		}
	}
	return base;
}

static void compare(enum schain__object_id id, const char *given, const char *read)
{
	const schain__object *object = &schain__objects[id];

	for (uint32_t i = 0; i < object->field_count; i++) {
		const schain__field *field = &object->fields[i];
		const void *a = given + field->offset, *b = read + field->offset;
		const schain_string *x = a, *y = b;
		const schain_dns *given_dns = (const void *)given, *read_dns = (const void *)read;

		switch (field->kind) {
		case SCHAIN__FIELD_TEXT:
			ck_assert_msg(x->length == y->length && !memcmp(x->data, y->data, x->length),
			              "%s differs: %.*s", field->name, (int)y->length, y->data);
			break;
		case SCHAIN__FIELD_TEXTS:
			ck_assert_uint_eq(read_dns->answer_count, given_dns->answer_count);
			for (size_t j = 0; j < given_dns->answer_count; j++)
				ck_assert_mem_eq(read_dns->answers[j].data, given_dns->answers[j].data,
				                 given_dns->answers[j].length);
			break;
		case SCHAIN__FIELD_OBJECT:
			ck_assert_ptr_nonnull(*(const void *const *)b);
			compare(field->object, *(const char *const *)a, *(const char *const *)b);
			break;
		default:
			ck_assert_msg(!memcmp(a, b, size_of(field)), "%s differs", field->name);
			break;
		}
	}
}

static int compare_event(void *context, const schain_event *events, size_t count)
{
	const schain_event **expected = context;

	ck_assert_uint_eq(count, 1);
	compare(SCHAIN__OBJECT_EVENT, (const char *)*expected, (const char *)events);
	*expected = NULL;
	return 0;
}

static int add_piece(void *context, const char *data, size_t size)
{
	text_add(context, data, size);
	return 0;
}

START_TEST(every_field_of_every_type_comes_back)
{
	schain_decoder_options options = SCHAIN_DECODER_OPTIONS_INIT;

	for (uint32_t type = SCHAIN_EVENT_PROCESS_FORK; type <= SCHAIN_EVENT_LOSS; type++) {
		schain_event *event = fill(SCHAIN__OBJECT_EVENT);
		const schain_event *expected = event;
		output line = { NULL, 0 };
		schain_decoder *decoder;

		event->type = type;
		ck_assert_int_eq(schain_event_write_json(event, add_piece, &line, NULL), SCHAIN_OK);
		ck_assert_ptr_eq(strchr(line.data, '\n'), line.data + line.size - 1);
		options.events = compare_event;
		options.context = &expected;
		ck_assert_int_eq(schain_decoder_new(&options, &decoder, NULL), SCHAIN_OK);
		ck_assert_int_eq(schain_decoder_feed(decoder, line.data, line.size, NULL), SCHAIN_OK);
		ck_assert_int_eq(schain_decoder_finish(decoder, NULL), SCHAIN_OK);
		ck_assert_ptr_null(expected);
		schain_decoder_free(decoder);
		free(line.data);
		drop_all();
	}
}
END_TEST

/* Each choice and flag by its name in event.h and claim.h. */
START_TEST(names_are_those_of_the_headers)
{
	static const struct {
		enum schain__object_id object;
		const char *field, *name;
		uint32_t value;
	} names[] = {
		{ SCHAIN__OBJECT_EVENT, "os", "macos", SCHAIN_OS_MACOS },
		{ SCHAIN__OBJECT_EVENT, "source_kind", "ebpf", SCHAIN_SOURCE_EBPF },
		{ SCHAIN__OBJECT_EVENT, "type", "loss", SCHAIN_EVENT_LOSS },
		{ SCHAIN__OBJECT_FILE, "content", "pe", SCHAIN_CONTENT_PE },
		{ SCHAIN__OBJECT_FILE, "content", "archive", SCHAIN_CONTENT_ARCHIVE },
		{ SCHAIN__OBJECT_SIGNATURE, "state", "valid", SCHAIN_SIGNATURE_VALID },
		{ SCHAIN__OBJECT_SIGNATURE, "state", "adhoc", SCHAIN_SIGNATURE_ADHOC },
		{ SCHAIN__OBJECT_REGISTRY, "operation", "set", SCHAIN_REGISTRY_SET },
		{ SCHAIN__OBJECT_REGISTRY, "operation", "rename", SCHAIN_REGISTRY_RENAME },
		{ SCHAIN__OBJECT_PACKAGE, "operation", "install", SCHAIN_PACKAGE_INSTALL },
		{ SCHAIN__OBJECT_PACKAGE, "operation", "finish", SCHAIN_PACKAGE_FINISH },
		{ SCHAIN__OBJECT_INTEGRITY, "result", "audited", SCHAIN_INTEGRITY_AUDITED },
		{ SCHAIN__OBJECT_CLAIM, "subject_kind", "package", SCHAIN_SUBJECT_PACKAGE },
		{ SCHAIN__OBJECT_CLAIM, "finding", "unmodified", SCHAIN_FINDING_UNMODIFIED },
	};
	static const struct {
		enum schain__object_id object;
		const char *name;
		uint32_t flag;
	} flags[] = {
		{ SCHAIN__OBJECT_SIGNATURE, "notarized", SCHAIN_SIGNATURE_NOTARIZED },
		{ SCHAIN__OBJECT_SIGNATURE, "catalog", SCHAIN_SIGNATURE_CATALOG },
		{ SCHAIN__OBJECT_CONNECTION, "inbound", SCHAIN_CONNECTION_INBOUND },
		{ SCHAIN__OBJECT_CONNECTION, "listen", SCHAIN_CONNECTION_LISTEN },
		{ SCHAIN__OBJECT_CLAIM, "approved", SCHAIN_REASON_APPROVED },
		{ SCHAIN__OBJECT_CLAIM, "odd_use", SCHAIN_REASON_ODD_USE },
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const schain__object *object = &schain__objects[names[i].object];
		uint32_t j;

		for (j = 0; j < object->field_count && strcmp(object->fields[j].name, names[i].field); j++)
			;
		ck_assert_uint_lt(j, object->field_count);
		ck_assert_uint_eq(schain__field_value_of(&object->fields[j],
		                                         schain_string_of(names[i].name)), names[i].value);
		ck_assert_str_eq(schain__field_name_of(&object->fields[j], names[i].value), names[i].name);
	}
	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
		const schain__object *object = &schain__objects[flags[i].object];
		uint32_t j;

		for (j = 0; object->fields[j].kind != SCHAIN__FIELD_FLAGS; j++)
			;
		ck_assert_uint_eq(1u << schain__field_value_of(&object->fields[j],
		                                               schain_string_of(flags[i].name)),
		                  flags[i].flag);
	}
	for (uint32_t bit = 0; schain_reason_get_name(1u << bit); bit++) {
		const schain__object *claim = &schain__objects[SCHAIN__OBJECT_CLAIM];
		uint32_t j;

		for (j = 0; claim->fields[j].kind != SCHAIN__FIELD_FLAGS; j++)
			;
		ck_assert_str_eq(schain__field_name_of(&claim->fields[j], bit),
		                 schain_reason_get_name(1u << bit));
	}
}
END_TEST

/* Written by hand from doc/formats/supplychain-jsonl.md. */
START_TEST(a_line_says_what_it_says)
{
	static const char line[] =
		"{\"type\":\"file_write\",\"time\":\"2026-03-01T12:30:00.25+02:00\",\"extra\":[1,{\"a\":null}],"
		"\"os\":\"linux\",\"source_kind\":9,\"process\":{\"pid\":\"0x10\",\"start_time\":-5,\"user\":null},"
		"\"file\":{\"path\":\"/opt/a\\u00e9\\ud83d\\ude00\\ud800x\",\"mode\":33261,\"content\":\"elf\","
		"\"signature\":{\"flags\":[\"platform\",\"catalog\"]}}}\n";
	/* 2026-03-01 10:30:00.25 UTC; unknown keys are gone, names are in place of numbers. */
	static const char expected[] =
		"{\"type\":\"file_write\",\"time\":\"2026-03-01T10:30:00.250000000Z\",\"record_id\":\"x\","
		"\"os\":\"linux\",\"source_kind\":\"endpoint_security\",\"line\":1,"
		"\"process\":{\"pid\":16,\"start_time\":-5},"
		"\"file\":{\"path\":\"/opt/a\xc3\xa9\xf0\x9f\x98\x80\xef\xbf\xbdx\",\"mode\":33261,"
		"\"content\":\"elf\",\"signature\":{\"flags\":[\"platform\",\"catalog\"]}}}\n";
	output with_id = { NULL, 0 };
	outcome run;

	run_init(&run);
	text_add(&with_id, "{\"record_id\":\"x\",", 17);
	text_add(&with_id, line + 1, sizeof line - 2);
	run_bytes(&run, with_id.data, with_id.size, 0);
	ck_assert_str_eq(run.events.data, expected);
	run_dispose(&run);
	free(with_id.data);
}
END_TEST

START_TEST(damage_is_told_with_its_column)
{
	static const struct {
		const char *line, *problem;
	} cases[] = {
		{ "{\"type\":\"loss\",\"time\":x}", "1:23 expected a value" },
		{ "{\"type\":\"loss\",\"time\":truth}", "1:23 expected a value" },
		{ "{\"type\":\"loss\",\"time\":1,}", "1:25 expected a key" },
		{ "{\"type\":\"loss\" \"time\":1}", "1:16 expected a comma or a closing bracket" },
		{ "{\"type\",\"time\":1}", "1:8 expected a colon" },
		{ "{\"type\":\"loss\",\"time\":[1}", "1:25 expected a comma or a closing bracket" },
		{ "{\"type\":\"loss\",\"time\":1", "1:24 the object is not closed" },
		{ "{\"type\":\"loss\",\"time\":", "1:23 the object is not closed" },
		{ "{\"type\":\"loss\",\"time\":\"1}", "1:0 a string is not closed" },
		{ "{\"type\":\"lo\tss\",\"time\":1}", "1:0 a control character stands in a string" },
		{ "{\"type\":\"loss\",\"time\":true}", "1:23 \"time\": expected an RFC 3339 time" },
		{ "{\"type\":\"loss\",\"time\":\"2026-02-30T00:00:00Z\"}", "1:24 \"time\": expected an RFC" },
		{ "{\"type\":\"loss\",\"time\":1,\"count\":-1}", "1:33 \"count\": expected a whole number" },
		{ "{\"type\":\"loss\",\"time\":1,\"count\":18446744073709551616}", "1:33 \"count\": expected" },
		{ "{\"type\":\"loss\",\"time\":1,\"count\":1.5}", "1:33 \"count\": expected a whole number" },
		{ "{\"type\":\"loss\",\"time\":1,\"host\":5}", "1:32 \"host\": expected a string" },
		{ "{\"type\":\"loss\",\"time\":1,\"os\":\"beos\"}", "1:31 \"os\": expected a name this format" },
		{ "{\"type\":\"loss\",\"time\":1,\"process\":[]}", "1:35 \"process\": expected an object" },
		{ "{\"type\":\"dns\",\"time\":1,\"dns\":{\"answers\":\"a\"}}", "1:42 \"answers\": expected an array" },
		{ "{\"type\":\"dns\",\"time\":1,\"dns\":{\"answers\":[1]}}", "1:42 \"answers\": expected a string" },
		{ "{\"type\":\"dns\",\"time\":1,\"dns\":{\"result\":4294967296}}", "1:40 \"result\": expected" },
		{ "{\"type\":\"package\",\"time\":1,\"package\":{\"succeeded\":1}}", "1:51 \"succeeded\": expected true" },
		{ "{\"type\":\"connection\",\"time\":1,\"connection\":{\"flags\":[\"x\"]}}", "1:55 \"flags\": expected names" },
		{ "{\"time\":1}", "1:0 the event has no \"type\"" },
		{ "{\"type\":\"loss\"}", "1:0 the event has no \"time\"" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		outcome run;

		run_init(&run);
		run.options.format = "supplychain-jsonl";
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

START_TEST(deep_and_wide_objects_are_damage)
{
	output data = { NULL, 0 };
	outcome run;

	/* 32 levels within the object are read: the 33rd starts at column 6 + 32. */
	text_add(&data, "{\"a\":", 5);
	for (int i = 0; i < 100; i++)
		text_add(&data, "[", 1);
	for (int i = 0; i < 100; i++)
		text_add(&data, "]", 1);
	text_add(&data, "}\n{\"a\":[0", 9);
	for (int i = 0; i < 70000; i++)
		text_add(&data, ",0", 2);
	text_add(&data, "]}\n{\"type\":\"loss\",\"time\":1}", 27);
	run_init(&run);
	run.options.format = "supplychain-jsonl";
	run_bytes(&run, data.data, data.size, 0);
	ck_assert_uint_eq(run.statistics.events, 1);
	ck_assert_uint_eq(text_count(&run.problems, "1:38 the object is nested too deep"), 1);
	ck_assert_uint_eq(text_count(&run.problems, "the object has too many fields"), 1);
	run_dispose(&run);
	free(data.data);
}
END_TEST

START_TEST(bytes_that_are_not_utf8_do_not_hide_an_event)
{
	static const char data[] = "{\"type\":\"file_write\",\"time\":1,\"file\":{\"path\":\"/tmp/\xff\xfe.so\"}}\n";
	outcome run;

	run_init(&run);
	run_bytes(&run, data, sizeof data - 1, 0);
	ck_assert_uint_eq(run.statistics.events, 1);
	ck_assert_uint_eq(run.statistics.incomplete, 1);
	ck_assert_uint_eq(text_count(&run.events, "/tmp/\xef\xbf\xbd\xef\xbf\xbd.so"), 1);
	run_dispose(&run);
}
END_TEST

START_TEST(types_of_a_newer_version_are_passed_over)
{
	outcome run;

	run_init(&run);
	run.options.format = "supplychain-jsonl";
	run_text(&run, "{\"type\":\"teleport\",\"time\":1}\n");
	ck_assert_uint_eq(run.statistics.ignored, 1);
	ck_assert_uint_eq(run.statistics.damaged, 0);
	run_dispose(&run);
}
END_TEST

static int refuse(void *context, const char *data, size_t size)
{
	(void)context;
	(void)data;
	(void)size;
	return 1;
}

START_TEST(writing_can_be_stopped)
{
	schain_event event = SCHAIN_EVENT_INIT;
	schain_error error = SCHAIN_ERROR_INIT;

	event.type = SCHAIN_EVENT_LOSS;
	event.time = 1;
	ck_assert_int_eq(schain_event_write_json(&event, refuse, NULL, &error), SCHAIN_E_CANCELLED);
	ck_assert_int_eq(schain_event_write_json(NULL, refuse, NULL, &error), SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_event_write_json(&event, NULL, NULL, &error), SCHAIN_E_ARGUMENT);
}
END_TEST

/* Seconds by `date -u -d '...' +%s`. */
START_TEST(times_are_written_as_dates)
{
	static const struct {
		schain_time time;
		const char *text;
	} cases[] = {
		{ 1, "\"1970-01-01T00:00:00.000000001Z\"" },
		{ -1, "\"1969-12-31T23:59:59.999999999Z\"" },
		{ INT64_C(951782399) * SCHAIN_SECOND, "\"2000-02-28T23:59:59.000000000Z\"" },
		{ INT64_C(951782400) * SCHAIN_SECOND, "\"2000-02-29T00:00:00.000000000Z\"" },
		{ INT64_C(1772366400) * SCHAIN_SECOND, "\"2026-03-01T12:00:00.000000000Z\"" },
		{ INT64_C(-9214560000) * SCHAIN_SECOND, "\"1678-01-01T00:00:00.000000000Z\"" },
		{ INT64_MAX, "9223372036854775807" },
		{ INT64_MIN, "-9223372036854775808" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		schain_event event = SCHAIN_EVENT_INIT;
		output line = { NULL, 0 };
		outcome run;

		event.type = SCHAIN_EVENT_LOSS;
		event.time = cases[i].time;
		schain_event_write_json(&event, add_piece, &line, NULL);
		ck_assert_msg(strstr(line.data, cases[i].text) != NULL, "%s", line.data);
		run_init(&run);
		run_bytes(&run, line.data, line.size, 0);
		ck_assert_msg(run.statistics.events == (cases[i].time != INT64_MIN), "%s", line.data);
		run_dispose(&run);
		free(line.data);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("supplychain-jsonl");
	TCase *tests = tcase_create("jsonl");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, every_member_has_a_name);
	tcase_add_test(tests, every_field_of_every_type_comes_back);
	tcase_add_test(tests, names_are_those_of_the_headers);
	tcase_add_test(tests, a_line_says_what_it_says);
	tcase_add_test(tests, damage_is_told_with_its_column);
	tcase_add_test(tests, deep_and_wide_objects_are_damage);
	tcase_add_test(tests, bytes_that_are_not_utf8_do_not_hide_an_event);
	tcase_add_test(tests, types_of_a_newer_version_are_passed_over);
	tcase_add_test(tests, writing_can_be_stopped);
	tcase_add_test(tests, times_are_written_as_dates);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
