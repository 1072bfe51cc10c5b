/* SPDX-License-Identifier: Apache-2.0 */
/* Decoder plugins beside the formats of the build. The mock's lines are "N word". */
#include "harness.h"

#include <supplychain/supplychain.h>

#include <check.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MANY = 200 }; /* more than a batch has room for */

/* What the mock does, and what it saw. */
static struct {
	int32_t sureness;      /* of probe */
	schain_status refuse;  /* of begin */
	schain_status answer;  /* of record, for the line "answer" */
	schain_status emitted; /* what emit returned last */
	uint32_t emits_early;  /* in begin, and in end */
	uint32_t misshapen;    /* emits what is no event */
	uint32_t begun, ended;
	atomic_int inside, most;
	pthread_barrier_t *meeting;
} mock;

struct line {
	const schain_decoder_host *host;
	char held[64]; /* of the line "hold N", emitted by finish */
};

static schain_status emit(struct line *line, uint32_t type, const char *text)
{
	schain_event event = SCHAIN_EVENT_INIT;
	schain_process process = SCHAIN_PROCESS_INIT;
	schain_file image = SCHAIN_FILE_INIT;
	schain_signature signature = SCHAIN_SIGNATURE_INIT;
	char path[80];

	snprintf(path, sizeof path, "/bin/%s", text);
	event.type = type;
	event.time = 5 * SCHAIN_SECOND;
	event.process = &process;
	process.pid = 7;
	process.image = &image;
	image.path = schain_string_of(path);
	image.signature = &signature;
	signature.signer = schain_string_of(text);
	mock.emitted = line->host->emit(line->host->context, &event);
	memset(path, 'x', sizeof path); /* what was copied does not change */
	return mock.emitted;
}

static int32_t probe(void *instance, const char *data, size_t size, uint32_t is_all)
{
	(void)instance;
	(void)is_all;
	return mock.sureness < 0 || (size > 4 && !memcmp(data, "MOCK", 4)) ? mock.sureness : 0;
}

static schain_status begin(void *instance, const schain_decoder_host *host, void **ret_input,
                           schain_error *error)
{
	struct line *line;

	(void)instance;
	if (mock.refuse != SCHAIN_OK) {
		snprintf(error->message, sizeof error->message, "not today");
		return mock.refuse;
	}
	line = host->allocate(host->context, sizeof *line);
	if (!line)
		return SCHAIN_E_MEMORY;
	line->host = host;
	line->held[0] = 0;
	*ret_input = line;
	mock.begun++;
	if (mock.emits_early)
		emit(line, SCHAIN_EVENT_PROCESS_START, "early");
	return SCHAIN_OK;
}

static schain_status emit_misshapen(struct line *line)
{
	schain_event event = SCHAIN_EVENT_INIT;
	schain_process process = SCHAIN_PROCESS_INIT;
	schain_file image = SCHAIN_FILE_INIT;
	schain_dns dns = SCHAIN_DNS_INIT;

	event.type = SCHAIN_EVENT_PROCESS_START;
	event.process = &process;
	ck_assert_int_eq(line->host->emit(line->host->context, NULL), SCHAIN_E_ARGUMENT);
	event.struct_size = 8;
	ck_assert_int_eq(line->host->emit(line->host->context, &event), SCHAIN_E_ARGUMENT);
	event.struct_size = 1 << 20;
	ck_assert_int_eq(line->host->emit(line->host->context, &event), SCHAIN_E_ARGUMENT);
	event.struct_size = sizeof event;
	event.type = SCHAIN_EVENT_NONE;
	ck_assert_int_eq(line->host->emit(line->host->context, &event), SCHAIN_E_ARGUMENT);
	event.type = SCHAIN_EVENT_PROCESS_START;
	process.struct_size = 0;
	ck_assert_int_eq(line->host->emit(line->host->context, &event), SCHAIN_E_ARGUMENT);
	process.struct_size = sizeof process;
	process.image = &image;
	image.path.length = 9; /* of nothing */
	ck_assert_int_eq(line->host->emit(line->host->context, &event), SCHAIN_E_ARGUMENT);
	image.path.length = 0;
	event.dns = &dns;
	dns.answer_count = SIZE_MAX;
	ck_assert_int_eq(line->host->emit(line->host->context, &event), SCHAIN_E_ARGUMENT);
	event.dns = NULL;
	return line->host->emit(line->host->context, &event);
}

static void meet(void)
{
	int now = atomic_fetch_add(&mock.inside, 1) + 1;

	if (now > atomic_load(&mock.most))
		atomic_store(&mock.most, now);
	if (mock.meeting)
		pthread_barrier_wait(mock.meeting);
	for (int i = 0; i < 20; i++)
		sched_yield();
	atomic_fetch_sub(&mock.inside, 1);
}

static schain_status record(void *input, const char *data, size_t size)
{
	struct line *line = input;
	char text[32];

	snprintf(text, sizeof text, "%.*s", (int)size, data);
	if (!strcmp(text, "MOCK")) {
		line->host->ignore(line->host->context);
		return SCHAIN_OK;
	}
	if (!strcmp(text, "broken"))
		return line->host->problem(line->host->context, 3, "no number here");
	if (!strcmp(text, "answer"))
		return mock.answer;
	if (!strcmp(text, "meet"))
		meet();
	if (mock.misshapen)
		return emit_misshapen(line);
	if (!strncmp(text, "hold ", 5)) {
		memcpy(line->held, text + 5, sizeof text - 5);
		return SCHAIN_OK;
	}
	if (!strcmp(text, "many")) {
		for (int i = 0; i < MANY; i++)
			if (emit(line, SCHAIN_EVENT_PROCESS_START, "many") != SCHAIN_OK)
				return mock.emitted;
		return SCHAIN_OK;
	}
	return emit(line, SCHAIN_EVENT_PROCESS_START, text);
}

static schain_status finish(void *input)
{
	struct line *line = input;

	return line->held[0] ? emit(line, SCHAIN_EVENT_PROCESS_EXIT, line->held) : SCHAIN_OK;
}

static void end(void *input)
{
	struct line *line = input;

	if (mock.emits_early)
		emit(line, SCHAIN_EVENT_PROCESS_START, "late");
	mock.ended++;
	line->host->release(line->host->context, line, sizeof *line);
}

static const schain_format format = {
	sizeof format, 0, "mock-lines", "Lines of the mock", "All of them.", "Nothing.",
};

static schain_plugin_decoder decoder;
static const schain_plugin_decoder sound = {
	.struct_size = sizeof sound,
	.framing = SCHAIN_FRAMING_LINES,
	.format = &format,
	.probe = probe,
	.begin = begin,
	.record = record,
	.finish = finish,
	.end = end,
};

static schain_status open_mock(const schain_plugin_host *host, const schain_plugin_setting *settings,
                               size_t setting_count, void **ret_instance, schain_error *error)
{
	(void)host;
	(void)settings;
	(void)setting_count;
	(void)ret_instance;
	(void)error;
	return SCHAIN_OK;
}

static void close_mock(void *instance)
{
	(void)instance;
}

static const void *get_interface(const char *name)
{
	return strcmp(name, SCHAIN_INTERFACE_DECODER) ? NULL : &decoder;
}

static const schain_plugin plugin = {
	.struct_size = sizeof plugin,
	.abi_major = SCHAIN_PLUGIN_ABI_MAJOR,
	.abi_minor = SCHAIN_PLUGIN_ABI_MINOR,
	.event_schema = SCHAIN_EVENT_SCHEMA,
	.name = "mock",
	.version = "1",
	.author = "Someone",
	.licence = "CC0-1.0",
	.summary = "Reads lines.",
	.open = open_mock,
	.close = close_mock,
	.get_interface = get_interface,
};

static schain_plugins *plugins;
static schain_error error;
static outcome run;

static void set_up(void)
{
	memset(&mock, 0, sizeof mock);
	mock.sureness = 100;
	decoder = sound;
	schain_error_init(&error, sizeof error);
	ck_assert_int_eq(schain_plugins_new(NULL, &plugins, &error), SCHAIN_OK);
	ck_assert_int_eq(schain_plugins_add(plugins, &plugin, &error), SCHAIN_OK);
	ck_assert_int_eq(schain_plugins_open(plugins, "mock", NULL, NULL, 0, 0, &error), SCHAIN_OK);
	run_init(&run);
	run.options.plugins = plugins;
	run.options.origin = "test.log";
}

static void tear_down(void)
{
	ck_assert_uint_eq(mock.begun, mock.ended);
	run_dispose(&run);
	schain_plugins_free(plugins);
}

static schain_plugin_statistics counters(void)
{
	schain_plugin_statistics now = { .struct_size = sizeof now };

	ck_assert_int_eq(schain_plugins_get_statistics(plugins, 0, &now, &error), SCHAIN_OK);
	return now;
}

START_TEST(its_events_come_out_as_they_were)
{
	run_text(&run, "MOCK\none\r\n\nhold two\nthree\n");
	ck_assert_int_eq(run.status, SCHAIN_OK);
	ck_assert_ptr_eq(run.format, format.name); /* which outlives the decoder */
	ck_assert_uint_eq(text_count(&run.events, "process_start"), 2);
	ck_assert_uint_eq(text_count(&run.events, "\"path\":\"/bin/one\""), 1);
	ck_assert_uint_eq(text_count(&run.events, "\"signer\":\"three\""), 1);
	ck_assert_uint_eq(text_count(&run.events, "process_exit"), 1);
	ck_assert_uint_eq(text_count(&run.events, "xxx"), 0);
	ck_assert_uint_eq(run.statistics.records, 4);
	ck_assert_uint_eq(run.statistics.ignored, 1);
	ck_assert_uint_eq(run.statistics.events, 3);
	ck_assert_uint_eq(counters().inputs, 1);
	ck_assert_uint_eq(counters().records, 4);
	ck_assert_uint_eq(counters().events, 3);
	ck_assert_uint_eq(counters().problems, 0);
}
END_TEST

static schain_event seen;
static char seen_host[32], seen_origin[32], seen_id[32];

static void keep(char *to, size_t size, schain_string text)
{
	snprintf(to, size, "%.*s", (int)text.length, text.length ? text.data : "");
}

static int look(void *context, const schain_event *events, size_t count)
{
	(void)context;
	seen = events[count - 1];
	keep(seen_host, sizeof seen_host, seen.host);
	keep(seen_origin, sizeof seen_origin, seen.origin);
	keep(seen_id, sizeof seen_id, seen.record_id);
	return 0;
}

/* Whole input at once; returns what the first failing call did. */
static schain_status decode(schain_decoder_options *options, const char *text)
{
	schain_decoder *made;
	schain_status status = schain_decoder_new(options, &made, &error);

	if (status != SCHAIN_OK)
		return status;
	status = schain_decoder_feed(made, text, strlen(text), &error);
	if (status == SCHAIN_OK)
		status = schain_decoder_finish(made, &error);
	schain_decoder_free(made);
	return status;
}

START_TEST(what_an_event_lacks_is_filled_in)
{
	schain_decoder_options options = SCHAIN_DECODER_OPTIONS_INIT;

	options.plugins = plugins;
	options.events = look;
	options.origin = "test.log";
	options.host = "desk.example";
	ck_assert_int_eq(decode(&options, "MOCK\none\n"), SCHAIN_OK);
	ck_assert_uint_eq(seen.line, 2);
	ck_assert_str_eq(seen_host, "desk.example");
	ck_assert_str_eq(seen_origin, "test.log");
	ck_assert_int_eq(seen_id[0], 'h'); /* by content */
}
END_TEST

START_TEST(more_events_of_a_record_than_a_batch_has_all_come)
{
	run_text(&run, "MOCK\nmany\nlast\n");
	ck_assert_uint_eq(text_count(&run.events, "/bin/many"), MANY);
	ck_assert_uint_eq(text_count(&run.events, "/bin/last"), 1);
}
END_TEST

START_TEST(formats_of_the_build_are_still_recognised)
{
	run_text(&run, "{\"type\":\"process_start\",\"time\":\"2026-01-01T00:00:00Z\",\"process\":{\"pid\":1}}\n");
	ck_assert_str_eq(run.format, "supplychain-jsonl");
}
END_TEST

START_TEST(a_plugin_that_is_never_sure_keeps_nobody_waiting)
{
	schain_decoder_options options = SCHAIN_DECODER_OPTIONS_INIT;

	mock.sureness = -7; /* as -1 */
	options.plugins = plugins;
	ck_assert_int_eq(decode(&options, "of no known format\n"), SCHAIN_E_FORMAT);
	mock.sureness = 7000; /* as 100 */
	ck_assert_int_eq(decode(&options, "MOCK\n"), SCHAIN_OK);
}
END_TEST

START_TEST(it_can_be_asked_for_by_name)
{
	decoder.probe = NULL;
	schain_plugins_close(plugins, "mock", &error);
	ck_assert_int_eq(schain_plugins_open(plugins, "mock", "again", NULL, 0, 0, &error), SCHAIN_OK);
	run.options.format = "mock-lines";
	run_text(&run, "one\n");
	ck_assert_uint_eq(text_count(&run.events, "/bin/one"), 1);
	run.options.format = "mock-line";
	run_text(&run, "one\n");
	ck_assert_int_eq(run.status, SCHAIN_E_FORMAT);
	ck_assert_str_eq(run.error.message, "there is no format \"mock-line\"");
}
END_TEST

START_TEST(a_closed_instance_reads_nothing)
{
	schain_decoder_options options = SCHAIN_DECODER_OPTIONS_INIT;

	ck_assert_int_eq(schain_plugins_close(plugins, "mock", &error), SCHAIN_OK);
	options.plugins = plugins;
	ck_assert_int_eq(decode(&options, "MOCK\n"), SCHAIN_E_FORMAT);
}
END_TEST

START_TEST(a_damaged_record_is_told_of_with_its_place)
{
	mock.answer = SCHAIN_E_DAMAGED;
	run_text(&run, "MOCK\nbroken\nanswer\nthree\n");
	ck_assert_int_eq(run.status, SCHAIN_OK);
	ck_assert_str_eq(run.problems.data, "2:3 no number here\n3:0 the record is damaged\n");
	ck_assert_uint_eq(run.statistics.damaged, 2);
	ck_assert_uint_eq(text_count(&run.events, "/bin/three"), 1);
}
END_TEST

START_TEST(an_input_that_it_refuses_fails_in_its_words)
{
	schain_decoder_options options = SCHAIN_DECODER_OPTIONS_INIT;

	mock.refuse = SCHAIN_E_VALUE;
	options.plugins = plugins;
	ck_assert_int_eq(decode(&options, "MOCK\n"), SCHAIN_E_VALUE);
	ck_assert_str_eq(error.message, "mock: not today");
	mock.refuse = SCHAIN_AGAIN; /* no answer to begin */
	ck_assert_int_eq(decode(&options, "MOCK\n"), SCHAIN_E_STATE);
	ck_assert_uint_eq(counters().problems, 2);
	ck_assert_uint_eq(counters().inputs, 0);
}
END_TEST

START_TEST(a_record_that_fails_ends_the_input)
{
	mock.answer = SCHAIN_E_IO;
	run_text(&run, "MOCK\nanswer\nthree\n");
	ck_assert_int_eq(run.status, SCHAIN_E_IO);
	ck_assert_ptr_nonnull(strstr(run.error.message, "the plugin for mock-lines: "));
	ck_assert_uint_eq(run.statistics.events, 0);
}
END_TEST

START_TEST(a_success_with_a_remark_is_not_its_to_return)
{
	mock.answer = SCHAIN_END;
	run_text(&run, "MOCK\nanswer\nthree\n");
	ck_assert_int_eq(run.status, SCHAIN_E_STATE);
}
END_TEST

START_TEST(what_is_no_event_is_refused)
{
	mock.misshapen = 1;
	run_text(&run, "MOCK\none\n");
	ck_assert_int_eq(run.status, SCHAIN_OK);
	ck_assert_uint_eq(run.statistics.events, 1); /* the one that was right */
}
END_TEST

START_TEST(events_come_with_records_only)
{
	mock.emits_early = 1;
	run_text(&run, "MOCK\n");
	ck_assert_int_eq(mock.emitted, SCHAIN_E_STATE);
	ck_assert_uint_eq(run.statistics.events, 0);
}
END_TEST

START_TEST(a_callback_that_stops_is_obeyed)
{
	run.stop_after = 1;
	run_text(&run, "MOCK\nmany\nlast\n");
	ck_assert_int_eq(run.status, SCHAIN_E_CANCELLED);
	ck_assert_int_eq(mock.emitted, SCHAIN_E_CANCELLED);
}
END_TEST

START_TEST(a_whole_input_can_be_one_record)
{
	decoder.framing = SCHAIN_FRAMING_WHOLE;
	schain_plugins_close(plugins, "mock", &error);
	ck_assert_int_eq(schain_plugins_open(plugins, "mock", "whole", NULL, 0, 0, &error), SCHAIN_OK);
	run.options.format = "mock-lines";
	run_bytes(&run, "one", 3, 1);
	ck_assert_uint_eq(text_count(&run.events, "/bin/one"), 1);
	ck_assert_uint_eq(run.statistics.records, 1);
}
END_TEST

START_TEST(an_instance_is_not_closed_under_an_input)
{
	schain_decoder_options options = SCHAIN_DECODER_OPTIONS_INIT;
	schain_decoder *made;

	options.plugins = plugins;
	ck_assert_int_eq(schain_decoder_new(&options, &made, &error), SCHAIN_OK);
	ck_assert_int_eq(schain_decoder_feed(made, "MOCK\none\n", 9, &error), SCHAIN_OK);
	ck_assert_int_eq(schain_plugins_close(plugins, "mock", &error), SCHAIN_E_STATE);
	ck_assert_str_eq(error.message, "instance \"mock\" reads an input; free that decoder first");
	schain_decoder_free(made);
	ck_assert_int_eq(schain_plugins_close(plugins, "mock", &error), SCHAIN_OK);
}
END_TEST

START_TEST(each_allocation_may_fail)
{
	static const char text[] = "MOCK\none\nhold two\nmany\n";

	fail_each_allocation(&run.options, text, sizeof text - 1);
	mock.begun = mock.ended;
}
END_TEST

static int count_events(void *context, const schain_event *events, size_t count)
{
	(void)events;
	*(size_t *)context += count;
	return 0;
}

static void *decode_meetings(void *text)
{
	schain_decoder_options options = SCHAIN_DECODER_OPTIONS_INIT;
	schain_error told = SCHAIN_ERROR_INIT;
	schain_decoder *made;
	size_t count = 0;

	options.plugins = plugins;
	options.format = "mock-lines";
	options.events = count_events;
	options.context = &count;
	ck_assert_int_eq(schain_decoder_new(&options, &made, &told), SCHAIN_OK);
	ck_assert_int_eq(schain_decoder_feed(made, text, strlen(text), &told), SCHAIN_OK);
	ck_assert_int_eq(schain_decoder_finish(made, &told), SCHAIN_OK);
	schain_decoder_free(made);
	return count ? text : NULL;
}

static void decode_in_two_threads(char *text)
{
	pthread_t threads[2];
	void *result;

	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, decode_meetings, text), 0);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(pthread_join(threads[i], &result), 0);
		ck_assert_ptr_nonnull(result);
	}
}

START_TEST(calls_of_an_instance_do_not_overlap)
{
	char text[64 * 5 + 1] = "";

	for (int i = 0; i < 64; i++)
		strcat(text, "meet\n");
	decode_in_two_threads(text);
	ck_assert_int_eq(atomic_load(&mock.most), 1);
	mock.begun = mock.ended;
}
END_TEST

START_TEST(calls_of_a_reentrant_one_may)
{
	pthread_barrier_t meeting;
	char text[] = "meet\n";

	decoder.flags = SCHAIN_DECODER_REENTRANT;
	schain_plugins_close(plugins, "mock", &error);
	ck_assert_int_eq(schain_plugins_open(plugins, "mock", "two", NULL, 0, 0, &error), SCHAIN_OK);
	/* Nobody gets past it before both are inside. */
	ck_assert_int_eq(pthread_barrier_init(&meeting, NULL, 2), 0);
	mock.meeting = &meeting;
	decode_in_two_threads(text);
	ck_assert_int_eq(atomic_load(&mock.most), 2);
	pthread_barrier_destroy(&meeting);
	mock.begun = mock.ended;
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode/plugged");
	TCase *one = tcase_create("plugins");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(one, set_up, tear_down);
	tcase_add_test(one, its_events_come_out_as_they_were);
	tcase_add_test(one, what_an_event_lacks_is_filled_in);
	tcase_add_test(one, more_events_of_a_record_than_a_batch_has_all_come);
	tcase_add_test(one, formats_of_the_build_are_still_recognised);
	tcase_add_test(one, a_plugin_that_is_never_sure_keeps_nobody_waiting);
	tcase_add_test(one, it_can_be_asked_for_by_name);
	tcase_add_test(one, a_closed_instance_reads_nothing);
	tcase_add_test(one, a_damaged_record_is_told_of_with_its_place);
	tcase_add_test(one, an_input_that_it_refuses_fails_in_its_words);
	tcase_add_test(one, a_record_that_fails_ends_the_input);
	tcase_add_test(one, a_success_with_a_remark_is_not_its_to_return);
	tcase_add_test(one, what_is_no_event_is_refused);
	tcase_add_test(one, events_come_with_records_only);
	tcase_add_test(one, a_callback_that_stops_is_obeyed);
	tcase_add_test(one, a_whole_input_can_be_one_record);
	tcase_add_test(one, an_instance_is_not_closed_under_an_input);
	tcase_add_test(one, each_allocation_may_fail);
	tcase_add_test(one, calls_of_an_instance_do_not_overlap);
	tcase_add_test(one, calls_of_a_reentrant_one_may);
	suite_add_tcase(suite, one);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
