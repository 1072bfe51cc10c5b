/* SPDX-License-Identifier: Apache-2.0 */
/* An engine with an enricher: what it asks, what the answers change, and the same from a recording. */
#include "mock.h"
#include "scene.h"

#include <stdlib.h>
#include <string.h>

#include "engine/copy.h"

static schain_plugins *plugins;
static schain_error error;

/* All that the engine took, in order. */
static struct {
	schain_event *events[512];
	size_t count;
} tape;

static int record(void *context, const schain_event *event)
{
	schain_event *copy;
	size_t size = schain__event_copy(NULL, 0, event, &copy);
	void *block = malloc(size);

	(void)context;
	ck_assert_ptr_nonnull(block);
	ck_assert_uint_lt(tape.count, 512);
	schain__event_copy(block, size, event, &copy);
	ck_assert_ptr_eq(copy, block);
	tape.events[tape.count++] = copy;
	return 0;
}

static void erase_tape(void)
{
	for (size_t i = 0; i < tape.count; i++)
		free(tape.events[i]);
	tape.count = 0;
}

static void open_scene(void)
{
	scene_options options = { .plugins = plugins, .taken = record };

	scene_open(&options);
}

static void set_up(void)
{
	mock_reset();
	schain_error_init(&error, sizeof error);
	ck_assert_int_eq(schain_plugins_new(NULL, &plugins, &error), SCHAIN_OK);
	ck_assert_int_eq(schain_plugins_add(plugins, &mock_plugin, &error), SCHAIN_OK);
	ck_assert_int_eq(schain_plugins_open(plugins, "mock", NULL, NULL, 0, 0, &error), SCHAIN_OK);
	open_scene();
}

static void tear_down(void)
{
	scene_close();
	schain_plugins_free(plugins);
	erase_tape();
}

static void deliver(void)
{
	start(1, 100, "/usr/bin/dpkg", "dpkg --unpack acme.deb");
	write_to(100, "/opt/acme/agent");
}

START_TEST(a_delivered_file_is_asked_about_when_it_runs)
{
	mock_state.manner = MOCK_SILENT;
	deliver();
	scene_flush();
	ck_assert_uint_eq(mock_state.asked, 0);
	start(1, 200, "/opt/acme/agent", NULL);
	start(1, 300, "/usr/bin/vi", NULL); /* not delivered */
	scene_flush();
	ck_assert_uint_eq(mock_state.asked, 1);
	ck_assert_uint_eq(mock_state.subject_kind, SCHAIN_SUBJECT_FILE);
	ck_assert_str_eq(mock_state.subject, "/opt/acme/agent");
	ck_assert_str_eq(mock_state.asked_host, "desk.example");
	ck_assert_str_eq(mock_state.product, "/opt/acme");
	ck_assert_str_eq(mock_state.image, "/opt/acme/agent");
	ck_assert_uint_eq(mock_state.pid, 200);
	start(1, 201, "/opt/acme/agent", NULL);
	scene_flush();
	ck_assert_uint_eq(mock_state.asked, 1);
	wait_for(86400);
	start(1, 101, "/usr/bin/dpkg", "dpkg --unpack acme-2.deb");
	write_to(101, "/opt/acme/agent");
	start(1, 202, "/opt/acme/agent", NULL);
	scene_flush();
	ck_assert_uint_eq(mock_state.asked, 2);
}
END_TEST

START_TEST(a_destination_is_asked_about_unless_it_is_inside_or_approved)
{
	mock_state.manner = MOCK_SILENT;
	deliver();
	start(1, 200, "/opt/acme/agent", NULL);
	connect_to(200, "intranet.example", "10.0.0.1", 443);
	scene_flush();
	ck_assert_uint_eq(mock_state.asked, 1); /* the file */
	connect_to(200, "cdn.attacker.example", "203.0.113.9", 443);
	scene_flush();
	ck_assert_uint_eq(mock_state.subject_kind, SCHAIN_SUBJECT_DOMAIN);
	ck_assert_str_eq(mock_state.subject, "cdn.attacker.example");
	ck_assert_str_eq(mock_state.other, "203.0.113.9");
	connect_to(200, NULL, "198.51.100.7", 443);
	scene_flush();
	ck_assert_uint_eq(mock_state.subject_kind, SCHAIN_SUBJECT_ADDRESS);
	ck_assert_str_eq(mock_state.subject, "198.51.100.7");
	ck_assert_uint_eq(mock_state.asked, 3);
}
END_TEST

START_TEST(an_answer_at_once_counts_in_the_verdict)
{
	const found *it;

	deliver();
	start(1, 200, "/opt/acme/agent", NULL);
	start(200, 201, "/usr/bin/sh", NULL);
	it = verdict_on("/opt/acme");
	ck_assert(has_signal(it, "trust.known_bad"));
}
END_TEST

/* The next verdict that is handed out. */
static found next_verdict(void)
{
	const schain_verdict *verdict;
	found it;

	scene_flush();
	ck_assert_int_eq(schain_engine_next_verdict(scene.engine, &verdict, &error), SCHAIN_OK);
	found_fill(&it, verdict);
	ck_assert_int_eq(schain_engine_next_verdict(scene.engine, &verdict, &error), SCHAIN_END);
	return it;
}

START_TEST(a_late_answer_revises_the_verdict)
{
	found first, second;

	mock_state.manner = MOCK_LATER;
	deliver();
	start(1, 200, "/opt/acme/agent", NULL);
	start(200, 201, "/usr/bin/sh", NULL);
	first = next_verdict();
	ck_assert(!has_signal(&first, "trust.known_bad"));
	ck_assert_uint_eq(first.revision, 1);
	mock_state.claim = mock_claim(SCHAIN_FINDING_KNOWN_BAD, "on the list");
	mock_post(mock_state.number, 1);
	second = next_verdict();
	ck_assert(has_signal(&second, "trust.known_bad"));
	ck_assert_uint_eq(second.revision, 2);
	ck_assert_int_gt(second.score, first.score);
	ck_assert_str_eq(second.id, first.id);
}
END_TEST

START_TEST(good_news_on_a_destination_takes_its_signal_back)
{
	const found *it;

	mock_state.manner = MOCK_LATER;
	deliver();
	start(1, 200, "/opt/acme/agent", NULL);
	start(200, 201, "/usr/bin/sh", NULL);
	connect_to(200, "api.partner.example", "203.0.113.9", 443);
	ck_assert(has_signal(verdict_on("/opt/acme"), "egress.unapproved_host"));
	mock_state.claim = mock_claim(SCHAIN_FINDING_KNOWN_GOOD, "a partner");
	mock_post(mock_state.number, 1);
	it = verdict_on("/opt/acme");
	ck_assert(!has_signal(it, "egress.unapproved_host"));
}
END_TEST

START_TEST(any_call_of_the_engine_takes_what_was_posted)
{
	schain_plugin_statistics statistics;

	statistics.struct_size = sizeof statistics;
	mock_state.manner = MOCK_LATER;
	deliver();
	start(1, 200, "/opt/acme/agent", NULL);
	scene_flush();
	mock_post(mock_state.number, 1);
	ck_assert_int_eq(schain_engine_feed(scene.engine, NULL, sizeof(schain_event), 0, NULL, &error),
	                 SCHAIN_OK);
	ck_assert_int_eq(schain_plugins_get_statistics(plugins, 0, &statistics, &error), SCHAIN_OK);
	ck_assert_uint_eq(statistics.claims, 1);
	ck_assert_uint_eq(tape.events[tape.count - 1]->type, SCHAIN_EVENT_CLAIM);
	ck_assert_uint_eq(tape.events[tape.count - 1]->source_kind, SCHAIN_SOURCE_PLUGIN);
}
END_TEST

START_TEST(a_set_serves_one_engine_at_a_time)
{
	schain_engine_options options = SCHAIN_ENGINE_OPTIONS_INIT;
	schain_engine *other = NULL;

	options.plugins = plugins;
	ck_assert_int_eq(schain_engine_new(&options, &other, &error), SCHAIN_E_STATE);
	ck_assert_str_eq(error.message, "the set of plugins serves another engine");
	ck_assert_ptr_null(other);
	scene_close();
	open_scene();
	ck_assert_ptr_nonnull(scene.engine);
}
END_TEST

START_TEST(what_the_engine_freed_asked_is_answered_to_nobody)
{
	mock_state.manner = MOCK_LATER;
	deliver();
	start(1, 200, "/opt/acme/agent", NULL);
	scene_flush();
	ck_assert(mock_state.host->is_wanted(mock_state.host->context, mock_state.number));
	scene_close();
	ck_assert(!mock_state.host->is_wanted(mock_state.host->context, mock_state.number));
	mock_post(mock_state.number, 1);
	open_scene();
	scene_flush();
	ck_assert_uint_eq(worst_level(), SCHAIN_LEVEL_INFO);
}
END_TEST

static void advance_to(schain_time now)
{
	ck_assert_int_eq(schain_engine_advance(scene.engine, now, &error), SCHAIN_OK);
}

/*
 * Two hosts whose chains share a destination, answers at once, late and with
 * other names, calls of advance and flush between them.
 */
static void tell_story(void)
{
	uint64_t number;

	deliver();
	start(1, 200, "/opt/acme/agent", NULL);
	scene.host = "laptop.example";
	bad_update(100, 400, "/opt/other/tool", "cdn.attacker.example");
	advance_to(scene.now + 3600 * SCHAIN_SECOND);
	mock_state.manner = MOCK_LATER;
	scene.now += 3600 * SCHAIN_SECOND;
	scene.host = "desk.example";
	bad_update(100, 500, "/opt/third/tool", "cdn.attacker.example");
	connect_to(500, "files.attacker.example", "203.0.113.10", 8081);
	scene_flush();
	number = mock_state.number;
	scene.host = "laptop.example";
	connect_to(400, "files.attacker.example", "203.0.113.10", 8081);
	mock_state.claim = mock_claim(SCHAIN_FINDING_KNOWN_BAD, "seen before");
	mock_post(number, 1);
	connect_to(400, "more.attacker.example", "203.0.113.11", 443);
	mock_state.manner = MOCK_AT_ONCE;
	connect_to(400, "last.attacker.example", "203.0.113.12", 443);
	scene_flush();
}

START_TEST(a_recording_gives_the_same_verdicts_without_the_plugin)
{
	size_t count, claims = 0;
	char *live, *again;

	tell_story();
	live = scene_json();
	scene_close();
	count = tape.count;
	for (size_t i = 0; i < count; i++)
		claims += tape.events[i]->type == SCHAIN_EVENT_CLAIM;
	ck_assert_uint_ge(claims, 4);
	scene_open(NULL);
	for (size_t i = 0; i < count; i++)
		ck_assert_int_eq(schain_engine_feed(scene.engine, tape.events[i], sizeof(schain_event), 1, NULL,
		                                    &error),
		                 SCHAIN_OK);
	again = scene_json();
	ck_assert_ptr_nonnull(strstr(live, "trust.known_bad"));
	ck_assert_ptr_nonnull(strstr(live, "egress.known_bad"));
	ck_assert_str_eq(live, again);
	free(live);
	free(again);
}
END_TEST

static int stop(void *context, const schain_event *event)
{
	(void)context;
	return event->type == SCHAIN_EVENT_CLAIM;
}

START_TEST(the_recorder_may_stop_a_call)
{
	scene_options options = { .plugins = plugins, .taken = stop };

	scene_close();
	scene_open(&options);
	scene.keep_going = 1;
	deliver();
	start(1, 200, "/opt/acme/agent", NULL);
	ck_assert_int_eq(scene_flush(), SCHAIN_E_CANCELLED);
	ck_assert_int_eq(scene_flush(), SCHAIN_OK);
}
END_TEST

START_TEST(a_reload_in_mid_feed_changes_who_is_asked)
{
	static const char first[] = "instances: [{plugin: mock, name: a, options: {count: 1}}]";
	static const char second[] = "instances: [{plugin: mock, name: a, options: {count: 2}}]";
	schain_plugin_statistics now = { .struct_size = sizeof now };

	if (!schain_supports("yaml"))
		return;
	ck_assert_int_eq(schain_plugins_close(plugins, "mock", &error), SCHAIN_OK);
	ck_assert_int_eq(schain_plugins_configure(plugins, schain_string_of(first), NULL, &error),
	                 SCHAIN_OK);
	mock_state.manner = MOCK_LATER;
	deliver();
	start(1, 200, "/opt/acme/agent", NULL);
	scene_flush();
	ck_assert_uint_eq(mock_state.asked, 1);
	ck_assert_int_eq(schain_plugins_configure(plugins, schain_string_of(second), NULL, &error),
	                 SCHAIN_OK);
	/* What the one before had not answered is given up. */
	ck_assert_int_eq(schain_plugins_get_statistics(plugins, 1, &now, &error), SCHAIN_OK);
	ck_assert_uint_eq(now.is_open, 0);
	ck_assert_uint_eq(now.forgotten, 1);
	mock_state.manner = MOCK_AT_ONCE;
	connect_to(200, "cdn.attacker.example", "203.0.113.9", 443);
	scene_flush();
	now.struct_size = sizeof now;
	ck_assert_int_eq(schain_plugins_get_statistics(plugins, 2, &now, &error), SCHAIN_OK);
	ck_assert_uint_eq(now.is_open, 1);
	ck_assert_uint_eq(now.asked, 1);
	ck_assert_uint_eq(now.claims, 1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("plugin/enrich");
	TCase *one = tcase_create("engine");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(one, set_up, tear_down);
	tcase_add_test(one, a_delivered_file_is_asked_about_when_it_runs);
	tcase_add_test(one, a_destination_is_asked_about_unless_it_is_inside_or_approved);
	tcase_add_test(one, an_answer_at_once_counts_in_the_verdict);
	tcase_add_test(one, a_late_answer_revises_the_verdict);
	tcase_add_test(one, good_news_on_a_destination_takes_its_signal_back);
	tcase_add_test(one, any_call_of_the_engine_takes_what_was_posted);
	tcase_add_test(one, a_set_serves_one_engine_at_a_time);
	tcase_add_test(one, what_the_engine_freed_asked_is_answered_to_nobody);
	tcase_add_test(one, a_recording_gives_the_same_verdicts_without_the_plugin);
	tcase_add_test(one, the_recorder_may_stop_a_call);
	tcase_add_test(one, a_reload_in_mid_feed_changes_who_is_asked);
	suite_add_tcase(suite, one);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
