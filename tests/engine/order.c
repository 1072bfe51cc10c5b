/* SPDX-License-Identifier: Apache-2.0 */
/* The same events give the same verdicts, however they come; and times of any value are borne. */
#include "scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A day of an imaginary fleet, made by a fixed generator. */
enum { EVENTS = 4000, PATHS = 40, PIDS = 60 };

typedef struct act {
	uint32_t kind, host;
	uint64_t pid, parent, record;
	schain_time time;
	uint32_t path, place;
} act;

static act acts[EVENTS];
static uint64_t generator;

/* Knuth's MMIX constants; the upper bits are the good ones. */
static uint32_t random_below(uint32_t limit)
{
	generator = generator * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(generator >> 33) % limit;
}

static void make_acts(void)
{
	schain_time now = SCENE_EPOCH;

	generator = 42;
	for (uint64_t i = 0; i < EVENTS; i++) {
		/* Some times are equal. */
		now += random_below(4) * (SCHAIN_SECOND / 4);
		acts[i] = (act){ random_below(12), random_below(2), 10 + random_below(PIDS),
			         10 + random_below(PIDS), i + 1, now, random_below(PATHS),
			         random_below(8) };
	}
}

static void path_of(uint32_t number, char path[64])
{
	static const char *const fixed[] = { "/usr/bin/dpkg", "/usr/bin/sh", "/usr/bin/curl",
		                             "/usr/bin/python3", "/usr/sbin/cron", "/usr/bin/npm" };

	if (number < sizeof fixed / sizeof *fixed)
		snprintf(path, 64, "%s", fixed[number]);
	else
		snprintf(path, 64, number % 3 ? "/opt/p%u/bin" : "/usr/lib/libp%u.so", (unsigned)number);
}

static void perform(const act *it)
{
	char path[64], other[64], place[64];

	path_of(it->path, path);
	path_of((it->path + 7) % PATHS, other);
	snprintf(place, sizeof place, "h%u.site.example", (unsigned)it->place);
	scene.now = it->time;
	scene.record = it->record;
	scene.host = it->host ? "b.example" : "a.example";
	switch (it->kind) {
	case 0:
	case 1:
	case 2:
		start(it->parent, it->pid, path, NULL);
		break;
	case 3:
		fork_from(it->parent, it->pid);
		break;
	case 4:
		end(it->pid);
		break;
	case 5:
	case 6:
		write_to(it->pid, path);
		break;
	case 7:
		move_to(it->pid, other, path);
		break;
	case 8:
		load_signed(it->pid, path, SCHAIN_SIGNATURE_UNSIGNED, NULL);
		break;
	case 9:
		start_script(it->parent, it->pid, "/usr/bin/python3", path);
		break;
	default:
		connect_to(it->pid, it->place % 3 ? place : NULL, "203.0.113.9", 443);
		break;
	}
}

static char *replay(const uint32_t *order, uint64_t seed)
{
	scene_close();
	scene_open(&(scene_options){ .seed = seed });
	for (size_t i = 0; i < EVENTS; i++)
		perform(&acts[order[i]]);
	return scene_json();
}

/* Too long for a message as a whole: prints where they part. */
static int same(const char *given, const char *expected)
{
	size_t at = 0, from;

	while (given[at] && given[at] == expected[at])
		at++;
	if (given[at] == expected[at])
		return 1;
	from = at > 200 ? at - 200 : 0;
	fprintf(stderr, "given:    %.300s\nexpected: %.300s\n", given + from, expected + from);
	return 0;
}

static void in_order(uint32_t *order)
{
	for (uint32_t i = 0; i < EVENTS; i++)
		order[i] = i;
}

/* No event is fed after one that is more than `span` later. */
static void shuffle(uint32_t *order, int64_t span, uint64_t seed)
{
	generator = seed;
	in_order(order);
	for (uint32_t from = 0; from < EVENTS;) {
		uint32_t to = from;

		while (to < EVENTS && acts[to].time - acts[from].time <= span)
			to++;
		for (uint32_t i = to - 1; i > from; i--) {
			uint32_t j = from + random_below(i - from + 1), held = order[i];

			order[i] = order[j];
			order[j] = held;
		}
		from = to;
	}
}

START_TEST(the_key_of_the_tables_changes_nothing)
{
	uint32_t order[EVENTS];
	char *expected, *given;

	make_acts();
	in_order(order);
	expected = replay(order, 1);
	ck_assert_uint_gt(strlen(expected), 10000); /* there is something to compare */
	for (uint64_t seed = 2; seed < 12; seed++) {
		given = replay(order, seed * UINT64_C(0x9e3779b97f4a7c15));
		ck_assert(same(given, expected));
		free(given);
	}
	free(expected);
}
END_TEST

START_TEST(order_within_the_lateness_changes_nothing)
{
	uint32_t order[EVENTS];
	char *expected, *given;

	make_acts();
	in_order(order);
	expected = replay(order, 1);
	for (uint64_t seed = 1; seed <= 10; seed++) {
		shuffle(order, 9 * SCHAIN_SECOND, seed);
		given = replay(order, seed);
		ck_assert(same(given, expected));
		free(given);
	}
	free(expected);
}
END_TEST

/* Many events of one scene in one array: built by pieces that borrow from it. */
typedef struct array {
	schain_event events[300];
	schain_process processes[300];
	schain_process parents[300];
	schain_file files[300];
	schain_connection connections[300];
	char paths[300][64];
} array;

static void build(array *batch)
{
	memset(batch, 0, sizeof *batch);
	for (uint32_t i = 0; i < 300; i++) {
		schain_event *event = &batch->events[i];
		uint32_t package = i / 3;

		schain_event_init(event, sizeof *event);
		schain_process_init(&batch->processes[i], sizeof batch->processes[i]);
		schain_file_init(&batch->files[i], sizeof batch->files[i]);
		snprintf(batch->paths[i], sizeof batch->paths[i], "/opt/p%u/bin", (unsigned)package);
		batch->files[i].path = schain_string_of(batch->paths[i]);
		batch->files[i].mode = 0100755;
		event->time = SCENE_EPOCH + (schain_time)i * SCHAIN_SECOND;
		event->host = SCHAIN_STRING("desk.example");
		event->process = &batch->processes[i];
		batch->processes[i].pid = i % 3 ? 1000 + package : 100;
		if (i % 3 == 0) {
			event->type = SCHAIN_EVENT_FILE_WRITE;
			event->file = &batch->files[i];
		} else if (i % 3 == 1) {
			event->type = SCHAIN_EVENT_PROCESS_START;
			batch->processes[i].image = &batch->files[i];
		} else {
			event->type = SCHAIN_EVENT_CONNECTION;
			schain_connection_init(&batch->connections[i], sizeof batch->connections[i]);
			batch->connections[i].address = SCHAIN_STRING("203.0.113.9");
			batch->connections[i].host_name = SCHAIN_STRING("c2.attacker.example");
			batch->connections[i].port = 443;
			event->connection = &batch->connections[i];
		}
	}
}

START_TEST(the_size_of_batches_changes_nothing)
{
	static const size_t sizes[] = { 1, 7, 256, 300 };
	static array batch;
	char *expected = NULL;

	build(&batch);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		char *given;

		scene_close();
		scene_open(NULL);
		for (size_t at = 0; at < 300; at += sizes[i]) {
			size_t count = 300 - at < sizes[i] ? 300 - at : sizes[i], consumed = 0;

			ck_assert_int_eq(schain_engine_feed(scene.engine, &batch.events[at],
			                                    sizeof *batch.events, count, &consumed, NULL),
			                 SCHAIN_OK);
			ck_assert_uint_eq(consumed, count);
		}
		given = scene_json();
		if (!expected) {
			ck_assert_uint_gt(strlen(given), 10000);
			expected = given;
			continue;
		}
		ck_assert(same(given, expected));
		free(given);
	}
	free(expected);
}
END_TEST

static schain_engine_statistics statistics(void)
{
	schain_engine_statistics given;

	memset(&given, 0, sizeof given);
	given.struct_size = sizeof given;
	ck_assert_int_eq(schain_engine_get_statistics(scene.engine, &given, NULL), SCHAIN_OK);
	return given;
}

static void dpkg(void)
{
	start(1, 100, "/usr/bin/dpkg", "dpkg --unpack acme.deb");
}

START_TEST(an_event_beyond_the_lateness_is_counted_and_judged)
{
	schain_time before;

	dpkg();
	write_to(100, "/opt/acme/agent");
	before = scene.now;
	wait_for(30);
	end(5); /* everything before is judged now */
	wait_for(30);
	end(6);
	scene.now = before;
	start(1, 200, "/opt/acme/agent", NULL);
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	ck_assert_uint_eq(statistics().events_late, 2);
	verdict_on("/opt/acme");
}
END_TEST

START_TEST(an_event_fed_twice_adds_nothing)
{
	const found *it;
	int32_t score;

	dpkg();
	for (int i = 0; i < 2; i++) {
		schain_time now = scene.now;
		uint64_t record = scene.record;

		bad_update(100, 200, "/opt/acme/agent", "c2.attacker.example");
		it = verdict_on("/opt/acme");
		if (i)
			ck_assert_int_eq(it->score, score);
		score = it->score;
		scene.now = now;
		scene.record = record;
	}
	ck_assert_uint_eq(it->file_count, 1);
}
END_TEST

START_TEST(where_all_times_are_equal_causes_come_first)
{
	/* A clock of one second: fed in the worst order. */
	scene.step = 0;
	scene.record = 0;
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	start(1, 200, "/opt/acme/agent", NULL);
	write_to(100, "/opt/acme/agent");
	ck_assert(has_signal(verdict_on("/opt/acme"), "egress.unapproved_host"));
}
END_TEST

START_TEST(one_wrong_clock_reading_makes_nothing_late)
{
	schain_time now;

	dpkg();
	now = scene.now;
	wait_for(20 * 365 * 86400);
	end(7);
	scene.now = now;
	bad_update(100, 200, "/opt/acme/agent", "c2.attacker.example");
	ck_assert_uint_eq(statistics().events_late, 0);
	ck_assert_uint_eq(worst_level(), SCHAIN_LEVEL_HIGH);
}
END_TEST

START_TEST(after_a_gap_of_years_the_clock_goes_on)
{
	dpkg();
	end(7);
	wait_for(3 * INT64_C(365) * 86400);
	dpkg();
	bad_update(100, 200, "/opt/acme/agent", "c2.attacker.example");
	wait_for(60);
	for (int i = 0; i < 8; i++)
		end(8);
	ck_assert_uint_gt(statistics().events_judged, 6);
	ck_assert_uint_eq(statistics().events_late, 0);
	ck_assert_uint_eq(worst_level(), SCHAIN_LEVEL_HIGH);
}
END_TEST

START_TEST(advancing_the_clock_releases_what_waits)
{
	dpkg();
	ck_assert_uint_eq(statistics().events_judged, 0);
	ck_assert_int_eq(schain_engine_advance(scene.engine, scene.now + 60 * SCHAIN_SECOND, NULL),
	                 SCHAIN_OK);
	ck_assert_uint_eq(statistics().events_judged, 1);
	ck_assert_int_eq(schain_engine_advance(scene.engine, 1, NULL), SCHAIN_OK); /* no effect */
}
END_TEST

START_TEST(a_full_buffer_releases_early_and_counts)
{
	schain_policy *policy;

	ck_assert_int_eq(schain_policy_new(NULL, &policy, NULL), SCHAIN_OK);
	schain_policy_set(policy, "ordering.buffer_events", SCHAIN_STRING("16"), NULL);
	scene_close();
	scene_open(&(scene_options){ .policy = policy });
	schain_policy_free(policy);
	scene.step = 1000;
	for (int i = 0; i < 100; i++)
		end(7);
	ck_assert_uint_eq(statistics().reorder_overflow, 84);
	ck_assert_uint_eq(statistics().events_judged, 84);
	scene_flush();
	ck_assert_uint_eq(statistics().events_judged, 100);
}
END_TEST

START_TEST(times_of_any_value_are_borne)
{
	static const schain_time times[] = { INT64_MIN, INT64_MIN + 1, -SCHAIN_SECOND, -1, 1, SCHAIN_SECOND,
		                             SCENE_EPOCH, INT64_MAX - 1, INT64_MAX };
	const size_t count = sizeof times / sizeof *times;

	for (size_t first = 0; first < count; first++)
		for (size_t second = 0; second < count; second++) {
			scene_close();
			scene_open(NULL);
			scene.step = 0;
			scene.now = times[first];
			dpkg();
			write_to(100, "/opt/acme/agent");
			claim_on(SCHAIN_SUBJECT_FILE, "/opt/acme/agent", SCHAIN_FINDING_UNCOMMON, INT64_MAX);
			scene.now = times[second];
			bad_update(100, 200, "/opt/beta/agent", "c2.attacker.example");
			start(1, 300, "/opt/acme/agent", NULL);
			connect_to(300, "c2.attacker.example", "203.0.113.9", 443);
			end(300);
			scene_flush();
			scene.now = times[first];
			package_event(0, SCHAIN_PACKAGE_UPDATE, "acme", "1", "0");
			package_event(100, SCHAIN_PACKAGE_UPDATE, "acme", "1", "0");
			connect_to(300, "d2.attacker.example", "203.0.113.9", 443);
			end(100);
			end(200);
			ck_assert_int_eq(schain_engine_advance(scene.engine, times[second], NULL), SCHAIN_OK);
			free(scene_json());
		}
}
END_TEST

int main(void)
{
	const scene_test tests[] = {
		{ "determinism", the_key_of_the_tables_changes_nothing },
		{ "determinism", order_within_the_lateness_changes_nothing },
		{ "determinism", the_size_of_batches_changes_nothing },
		{ "ordering", an_event_beyond_the_lateness_is_counted_and_judged },
		{ "ordering", an_event_fed_twice_adds_nothing },
		{ "ordering", where_all_times_are_equal_causes_come_first },
		{ "ordering", one_wrong_clock_reading_makes_nothing_late },
		{ "ordering", after_a_gap_of_years_the_clock_goes_on },
		{ "ordering", advancing_the_clock_releases_what_waits },
		{ "ordering", a_full_buffer_releases_early_and_counts },
		{ "times", times_of_any_value_are_borne },
		{ NULL, NULL },
	};

	return scene_run("order of events", tests);
}
