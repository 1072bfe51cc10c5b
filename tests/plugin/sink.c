/* SPDX-License-Identifier: Apache-2.0 */
/* Verdicts to sinks: which, when, and what a failing one costs. */
#include "scene.h"

#include <stdio.h>
#include <string.h>

static struct {
	uint32_t delivered, last_revision, last_final;
	char last_id[32];
	schain_status answer;
	schain_status engine_said; /* when called from inside */
} sink;

static schain_plugins *plugins;
static schain_error error;

static schain_status deliver(void *instance, const schain_verdict *verdict)
{
	(void)instance;
	sink.delivered++;
	sink.last_revision = verdict->revision;
	sink.last_final = verdict->is_final;
	snprintf(sink.last_id, sizeof sink.last_id, "%.*s", (int)verdict->id.length, verdict->id.data);
	sink.engine_said = schain_engine_flush(scene.engine, NULL);
	return sink.answer;
}

static const schain_plugin_sink table = { .struct_size = sizeof table, .deliver = deliver };

static schain_status open_sink(const schain_plugin_host *host, const schain_plugin_setting *settings,
                               size_t setting_count, void **ret_instance, schain_error *told)
{
	(void)host;
	(void)settings;
	(void)setting_count;
	(void)ret_instance;
	(void)told;
	return SCHAIN_OK;
}

static void close_sink(void *instance)
{
	(void)instance;
}

static const void *get_interface(const char *name)
{
	return strcmp(name, SCHAIN_INTERFACE_SINK) ? NULL : &table;
}

static const schain_plugin plugin = {
	.struct_size = sizeof plugin,
	.abi_major = SCHAIN_PLUGIN_ABI_MAJOR,
	.abi_minor = SCHAIN_PLUGIN_ABI_MINOR,
	.event_schema = SCHAIN_EVENT_SCHEMA,
	.name = "sink",
	.version = "1",
	.author = "Someone",
	.licence = "CC0-1.0",
	.summary = "Counts verdicts.",
	.open = open_sink,
	.close = close_sink,
	.get_interface = get_interface,
};

static void set_up(void)
{
	memset(&sink, 0, sizeof sink);
	schain_error_init(&error, sizeof error);
	ck_assert_int_eq(schain_plugins_new(NULL, &plugins, &error), SCHAIN_OK);
	ck_assert_int_eq(schain_plugins_add(plugins, &plugin, &error), SCHAIN_OK);
	ck_assert_int_eq(schain_plugins_open(plugins, "sink", NULL, NULL, 0, 0, &error), SCHAIN_OK);
}

static void tear_down(void)
{
	scene_close();
	schain_plugins_free(plugins);
}

static schain_plugin_statistics counters(void)
{
	schain_plugin_statistics now = { .struct_size = sizeof now };

	ck_assert_int_eq(schain_plugins_get_statistics(plugins, 0, &now, &error), SCHAIN_OK);
	return now;
}

static struct {
	uint32_t count, finals, behind; /* revisions the sink had before the product */
} product;

static int take(void *context, const schain_verdict *verdict)
{
	(void)context;
	product.behind += sink.delivered > product.count;
	product.count++;
	product.finals += verdict->is_final;
	return 0;
}

static void attack(void)
{
	start(1, 100, "/usr/bin/dpkg", "dpkg --unpack acme.deb");
	bad_update(100, 200, "/opt/acme/agent", "cdn.attacker.example");
	scene_flush();
}

START_TEST(it_is_given_what_the_callback_is_after_it)
{
	scene_options options = { .plugins = plugins, .verdict = take };

	memset(&product, 0, sizeof product);
	scene_open(&options);
	attack();
	ck_assert_uint_gt(product.count, 0);
	ck_assert_uint_eq(sink.delivered, product.count);
	ck_assert_uint_eq(product.behind, 0);
	ck_assert_uint_eq(counters().verdicts, product.count);
	ck_assert_uint_eq(counters().verdicts_failed, 0);
}
END_TEST

START_TEST(it_is_given_what_is_taken_from_the_queue)
{
	scene_options options = { .plugins = plugins };
	const schain_verdict *verdict;

	scene_open(&options);
	attack();
	ck_assert_uint_eq(sink.delivered, 0);
	ck_assert_int_eq(schain_engine_next_verdict(scene.engine, &verdict, &error), SCHAIN_OK);
	ck_assert_uint_eq(sink.delivered, 1);
	ck_assert_uint_eq(sink.last_revision, verdict->revision);
	ck_assert_uint_eq(strlen(sink.last_id), verdict->id.length);
	ck_assert_int_eq(strncmp(sink.last_id, verdict->id.data, verdict->id.length), 0);
	ck_assert_int_eq(schain_engine_next_verdict(scene.engine, &verdict, &error), SCHAIN_END);
	ck_assert_uint_eq(sink.delivered, 1);
}
END_TEST

START_TEST(it_is_told_of_closed_chains)
{
	for (int has_callback = 0; has_callback < 2; has_callback++) {
		scene_options options = { .plugins = plugins, .verdict = has_callback ? take : NULL };
		const schain_verdict *verdict;

		sink.last_final = 0;
		scene_open(&options);
		attack();
		while (!has_callback &&
		       schain_engine_next_verdict(scene.engine, &verdict, &error) == SCHAIN_OK)
			continue;
		ck_assert_uint_eq(sink.last_final, 0);
		/* Past `dormancy`, 30 days, everything ends. */
		ck_assert_int_eq(schain_engine_advance(scene.engine,
		                                       scene.now + 40 * 86400 * SCHAIN_SECOND, &error),
		                 SCHAIN_OK);
		ck_assert_uint_eq(sink.last_final, 1);
		scene_close();
	}
	scene_open(NULL); /* for tear_down */
}
END_TEST

START_TEST(what_it_fails_at_is_counted_and_not_given_again)
{
	scene_options options = { .plugins = plugins, .verdict = take };

	memset(&product, 0, sizeof product);
	sink.answer = SCHAIN_E_IO;
	scene_open(&options);
	attack();
	ck_assert_uint_eq(sink.delivered, product.count);
	ck_assert_uint_eq(counters().verdicts_failed, product.count);
}
END_TEST

START_TEST(it_may_not_call_the_engine)
{
	scene_options options = { .plugins = plugins, .verdict = take };

	scene_open(&options);
	attack();
	ck_assert_int_eq(sink.engine_said, SCHAIN_E_STATE);
}
END_TEST

START_TEST(once_closed_it_is_given_nothing)
{
	scene_options options = { .plugins = plugins, .verdict = take };

	ck_assert_int_eq(schain_plugins_close(plugins, "sink", &error), SCHAIN_OK);
	scene_open(&options);
	attack();
	ck_assert_uint_eq(sink.delivered, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("plugin/sink");
	TCase *one = tcase_create("sink");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(one, set_up, tear_down);
	tcase_add_test(one, it_is_given_what_the_callback_is_after_it);
	tcase_add_test(one, it_is_given_what_is_taken_from_the_queue);
	tcase_add_test(one, it_is_told_of_closed_chains);
	tcase_add_test(one, what_it_fails_at_is_counted_and_not_given_again);
	tcase_add_test(one, it_may_not_call_the_engine);
	tcase_add_test(one, once_closed_it_is_given_nothing);
	suite_add_tcase(suite, one);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
