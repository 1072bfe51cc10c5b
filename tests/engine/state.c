/* SPDX-License-Identifier: Apache-2.0 */
/* A host's state moves to another engine, which goes on as if nothing had happened. */
#include "scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* All that was told so far, as JSON lines. */
typedef struct told {
	char *text;
	size_t length;
} told;
static told log_of_test;

static int append(void *context, const char *data, size_t size)
{
	told *to = context;

	to->text = realloc(to->text, to->length + size + 1);
	memcpy(to->text + to->length, data, size);
	to->length += size;
	to->text[to->length] = 0;
	return 0;
}

static int tell(void *context, const schain_verdict *verdict)
{
	return schain_report_write_json(verdict, 0, append, context, NULL) != SCHAIN_OK;
}

static void clear(told *it)
{
	free(it->text);
	memset(it, 0, sizeof *it);
}

static const char *const hosts[] = { "desk.example", "other.example" };
static uint64_t seed;
static int is_pulled; /* verdicts are queued, not called back */

static schain_engine *fresh_engine(void)
{
	schain_engine_options options = SCHAIN_ENGINE_OPTIONS_INIT;
	schain_engine *engine;

	options.seed[0] = ++seed;
	options.verdict = is_pulled ? NULL : tell;
	options.context = &log_of_test;
	ck_assert_int_eq(schain_engine_new(&options, &engine, NULL), SCHAIN_OK);
	return engine;
}

/* Another engine takes over all there is. */
static int move_on(void)
{
	schain_engine *next = fresh_engine();

	for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
		schain_error error = SCHAIN_ERROR_INIT;
		told state = { NULL, 0 };

		if (schain_engine_export_host(scene.engine, schain_string_of(hosts[i]), append, &state,
		                              NULL) != SCHAIN_OK)
			continue;
		ck_assert_msg(schain_engine_import_host(next, state.text, state.length, &error) == SCHAIN_OK,
		              "%s", error.message);
		clear(&state);
	}
	schain_engine_free(scene.engine);
	scene.engine = next;
	return 0;
}

static void begin(int (*before)(void), int pulled)
{
	is_pulled = pulled;
	scene_close();
	scene_open(NULL);
	scene_close();
	scene.engine = fresh_engine();
	scene.before = before;
}

/* What the scene tells, and what it leaves open. */
static char *run(void (*scenario)(void), int (*before)(void))
{
	begin(before, 0);
	scenario();
	scene_flush();
	schain_engine_each_verdict(scene.engine, tell, &log_of_test, NULL);
	{
		char *text = log_of_test.text;

		memset(&log_of_test, 0, sizeof log_of_test);
		return text;
	}
}

static void compare(void (*scenario)(void))
{
	char *uncut = run(scenario, NULL), *cut = run(scenario, move_on);

	ck_assert_ptr_nonnull(uncut);
	ck_assert_str_eq(cut, uncut);
	free(uncut);
	free(cut);
}

START_TEST(an_engine_that_takes_over_at_any_event_tells_the_same)
{
	compare(everything);
}
END_TEST

/* Updates of one product over weeks, each with a habit; the last goes elsewhere. */
static void years_of_updates(void)
{
	for (uint64_t i = 0; i < 6; i++) {
		start(1, 100 + i, "/usr/bin/dpkg", "dpkg -i acme.deb");
		package_event(100 + i, SCHAIN_PACKAGE_UPDATE, "acme", i < 5 ? "1" : "2", "0");
		write_to(100 + i, "/opt/acme/agent");
		end(100 + i);
		start(1, 200 + i, "/opt/acme/agent", NULL);
		start(200 + i, 300 + i, "/bin/sh", "sh -c true");
		connect_to(200 + i, "home.vendor.example", "203.0.113.20", 443);
		if (i == 5)
			connect_to(200 + i, "c2.attacker.example", "203.0.113.9", 443);
		wait_for(9 * 86400);
	}
}

START_TEST(what_was_learnt_of_a_product_moves_with_its_host)
{
	compare(years_of_updates);
}
END_TEST

/* Late, in disorder, and with a clock that jumps. */
static void disorder(void)
{
	schain_time now;

	start(1, 100, "/usr/bin/dpkg", NULL);
	write_to(100, "/opt/acme/agent");
	now = scene.now;
	scene.now = now + 3 * SCHAIN_SECOND;
	start(1, 200, "/opt/acme/agent", NULL);
	scene.now = now;
	write_to(100, "/opt/acme/helper");
	scene.now = now + 365 * INT64_C(86400) * SCHAIN_SECOND;
	start(200, 201, "/bin/sh", "sh");
	scene.now = now + 4 * SCHAIN_SECOND;
	start(201, 202, "/usr/bin/curl", "curl");
	connect_to(202, "c2.attacker.example", "203.0.113.9", 443);
	scene.now = now - 3600 * SCHAIN_SECOND;
	start(200, 203, "/opt/acme/helper", NULL);
}

START_TEST(events_that_wait_move_with_their_host)
{
	compare(disorder);
}
END_TEST

START_TEST(verdicts_that_nobody_took_move_with_their_host)
{
	const schain_verdict *verdict;

	begin(NULL, 1);
	start(1, 100, "/usr/bin/dpkg", NULL);
	bad_update(100, 200, "/opt/acme/agent", "c2.attacker.example");
	scene_flush();
	move_on();
	ck_assert_int_eq(schain_engine_next_verdict(scene.engine, &verdict, NULL), SCHAIN_OK);
	ck_assert_uint_eq(verdict->revision, 1);
	move_on();
	ck_assert_int_eq(schain_engine_next_verdict(scene.engine, &verdict, NULL), SCHAIN_END);
}
END_TEST

START_TEST(a_forgotten_host_is_told_of_a_last_time)
{
	begin(NULL, 0);
	start(1, 100, "/usr/bin/dpkg", NULL);
	bad_update(100, 200, "/opt/acme/agent", "c2.attacker.example");
	scene_flush();
	clear(&log_of_test);
	ck_assert_int_eq(schain_engine_forget_host(scene.engine, SCHAIN_STRING("desk.example"), NULL),
	                 SCHAIN_OK);
	ck_assert_ptr_nonnull(strstr(log_of_test.text, "\"final\":true"));
	ck_assert_int_eq(schain_engine_forget_host(scene.engine, SCHAIN_STRING("desk.example"), NULL),
	                 SCHAIN_E_ARGUMENT);
	/* What comes now is of a host never heard of. */
	start(1, 200, "/opt/acme/agent", NULL);
	ck_assert_uint_eq(worst_level(), SCHAIN_LEVEL_INFO);
	clear(&log_of_test);
}
END_TEST

START_TEST(a_host_not_heard_of_for_long_is_forgotten)
{
	schain_engine_statistics given;

	begin(NULL, 0);
	start(1, 100, "/usr/bin/dpkg", NULL);
	write_to(100, "/opt/acme/agent");
	scene.host = "other.example";
	scene.now += 25 * INT64_C(86400) * SCHAIN_SECOND;
	start(1, 100, "/usr/bin/dpkg", NULL);
	/* 31 days after the first host's events and 6 after the other's; marks live 30. */
	schain_engine_advance(scene.engine, SCENE_EPOCH + 31 * INT64_C(86400) * SCHAIN_SECOND, NULL);
	memset(&given, 0, sizeof given);
	given.struct_size = sizeof given;
	ck_assert_int_eq(schain_engine_get_statistics(scene.engine, &given, NULL), SCHAIN_OK);
	ck_assert_uint_eq(given.hosts, 1);
	ck_assert_uint_eq(given.forgotten_hosts, 1);
	ck_assert_uint_eq(given.files, 0);
	ck_assert_int_eq(schain_engine_forget_host(scene.engine, SCHAIN_STRING("other.example"), NULL),
	                 SCHAIN_OK);
}
END_TEST

START_TEST(ever_new_hosts_stay_within_the_limit)
{
	schain_engine_statistics given;
	char name[32];

	scene_close();
	scene_open(&(scene_options){ .memory_limit = 4 << 20 });
	scene.host = name;
	for (unsigned i = 0; i < 30000; i++) {
		snprintf(name, sizeof name, "host-%u.example", i);
		start(1, 100, "/usr/sbin/cron", NULL);
		wait_for(10);
		end(100);
	}
	memset(&given, 0, sizeof given);
	given.struct_size = sizeof given;
	schain_engine_get_statistics(scene.engine, &given, NULL);
	ck_assert_uint_gt(given.forgotten_hosts, 10000);
	ck_assert_uint_le(given.memory_peak, 4 << 20);
}
END_TEST

static int refuse(void *context, const char *data, size_t size)
{
	(void)context;
	(void)data;
	(void)size;
	return 1;
}

START_TEST(what_cannot_be_done_is_refused_by_name)
{
	schain_string host = SCHAIN_STRING("desk.example");
	told state = { NULL, 0 };

	ck_assert_int_eq(schain_engine_export_host(scene.engine, host, append, &state, NULL),
	                 SCHAIN_E_ARGUMENT);
	start(1, 100, "/usr/bin/dpkg", NULL);
	ck_assert_int_eq(schain_engine_export_host(scene.engine, host, NULL, NULL, NULL),
	                 SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_engine_export_host(NULL, host, append, &state, NULL), SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_engine_export_host(scene.engine, host, refuse, NULL, NULL),
	                 SCHAIN_E_CANCELLED);
	ck_assert_int_eq(schain_engine_export_host(scene.engine, host, append, &state, NULL), SCHAIN_OK);
	ck_assert_int_eq(schain_engine_import_host(scene.engine, state.text, state.length, NULL),
	                 SCHAIN_E_STATE);
	ck_assert_int_eq(schain_engine_import_host(scene.engine, "no state of a host", 18, NULL),
	                 SCHAIN_E_FORMAT);
	ck_assert_int_eq(schain_engine_import_host(scene.engine, NULL, 0, NULL), SCHAIN_E_ARGUMENT);
	clear(&state);
}
END_TEST

int main(void)
{
	const scene_test tests[] = {
		{ "another engine", an_engine_that_takes_over_at_any_event_tells_the_same },
		{ "another engine", what_was_learnt_of_a_product_moves_with_its_host },
		{ "another engine", events_that_wait_move_with_their_host },
		{ "another engine", verdicts_that_nobody_took_move_with_their_host },
		{ "forgetting", a_forgotten_host_is_told_of_a_last_time },
		{ "forgetting", a_host_not_heard_of_for_long_is_forgotten },
		{ "forgetting", ever_new_hosts_stay_within_the_limit },
		{ "refusals", what_cannot_be_done_is_refused_by_name },
		{ NULL, NULL },
	};

	return scene_run("states that move", tests);
}
