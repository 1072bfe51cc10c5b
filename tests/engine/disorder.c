/* SPDX-License-Identifier: Apache-2.0 */
/* What sensors and machines get wrong over a long time; doc/state.md has the rules. */
#include "scene.h"

#include <string.h>

static schain_engine_statistics statistics(void)
{
	schain_engine_statistics given;

	memset(&given, 0, sizeof given);
	given.struct_size = sizeof given;
	ck_assert_int_eq(schain_engine_get_statistics(scene.engine, &given, NULL), SCHAIN_OK);
	return given;
}

START_TEST(a_clock_set_back_in_the_middle_hides_nothing)
{
	start(1, 100, "/usr/bin/dpkg", NULL);
	write_to(100, "/opt/acme/agent");
	scene_flush();
	scene.now -= 5 * 3600 * SCHAIN_SECOND;
	start(1, 200, "/opt/acme/agent", NULL);
	start(200, 201, "/bin/sh", "sh");
	start(201, 202, "/usr/bin/curl", "curl");
	connect_to(202, "c2.attacker.example", "203.0.113.9", 443);
	ck_assert_uint_ge(verdict_on("acme")->level, SCHAIN_LEVEL_MEDIUM);
}
END_TEST

START_TEST(a_clock_that_was_set_back_makes_late_until_it_has_caught_up)
{
	start(1, 100, "/usr/bin/dpkg", NULL);
	scene_flush();
	scene.now -= 5 * 3600 * SCHAIN_SECOND;
	for (uint64_t i = 1; i <= 3; i++) {
		end(300 + i);
		ck_assert_uint_eq(statistics().events_late, i);
		ck_assert_uint_eq(statistics().events_judged, 1 + i);
	}
	wait_for(5 * 3600);
	end(304);
	ck_assert_uint_eq(statistics().events_late, 3);
	ck_assert_uint_eq(statistics().events_judged, 4); /* it waits, as all do */
}
END_TEST

START_TEST(a_pid_used_again_after_a_reboot_carries_no_mark)
{
	const found *list;

	start(1, 100, "/usr/bin/dpkg", NULL);
	write_to(100, "/opt/acme/agent");
	start(1, 200, "/opt/acme/agent", NULL);
	/* Power is cut: no exits are seen. An hour later the pids begin anew. */
	wait_for(3600);
	start(1, 150, "/usr/sbin/sshd", NULL);
	start(150, 200, "/usr/bin/vi", NULL);
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	ck_assert_uint_eq(worst_level(), SCHAIN_LEVEL_INFO);
	for (size_t i = 0; i < verdicts(&list); i++)
		ck_assert(!has_stage(&list[i], SCHAIN_STAGE_EGRESS));
}
END_TEST

START_TEST(sleep_of_weeks_keeps_the_mark)
{
	start(1, 100, "/usr/bin/dpkg", NULL);
	write_to(100, "/opt/acme/agent");
	start(1, 200, "/opt/acme/agent", NULL);
	wait_for(14 * 86400);
	start(200, 201, "/bin/sh", "sh");
	start(201, 202, "/usr/bin/curl", "curl");
	connect_to(202, "c2.attacker.example", "203.0.113.9", 443);
	ck_assert(has_stage(verdict_on("acme"), SCHAIN_STAGE_EGRESS));
}
END_TEST

/* Two sensors, or one that starts again and tells all that it told before: nothing counts twice. */
static int32_t score_of(int times)
{
	int32_t score;

	scene_close();
	scene_open(NULL);
	scene.record = 0;
	for (int i = 0; i < times; i++) {
		scene.now = SCENE_EPOCH;
		start(1, 100, "/usr/bin/dpkg", NULL);
		bad_update(100, 200, "/opt/acme/agent", "c2.attacker.example");
	}
	score = verdict_on("acme")->score;
	return score;
}

START_TEST(what_two_sensors_tell_counts_once)
{
	int32_t once = score_of(1);

	ck_assert_int_gt(once, -10);
	ck_assert_int_eq(score_of(2), once);
}
END_TEST

START_TEST(a_clock_set_forward_in_the_middle_hides_nothing)
{
	start(1, 100, "/usr/bin/dpkg", NULL);
	write_to(100, "/opt/acme/agent");
	scene_flush();
	scene.now += 5 * 3600 * SCHAIN_SECOND;
	start(1, 200, "/opt/acme/agent", NULL);
	start(200, 201, "/bin/sh", "sh");
	start(201, 202, "/usr/bin/curl", "curl");
	connect_to(202, "c2.attacker.example", "203.0.113.9", 443);
	ck_assert_uint_ge(verdict_on("acme")->level, SCHAIN_LEVEL_MEDIUM);
}
END_TEST

START_TEST(the_fourth_event_after_a_leap_moves_the_clock)
{
	end(300);
	wait_for(5 * 3600);
	for (uint64_t pid = 301; pid < 304; pid++) {
		end(pid);
		ck_assert_uint_eq(statistics().events_judged, 0);
	}
	end(304);
	ck_assert_uint_eq(statistics().events_judged, 1); /* the one before the leap waits no more */
	ck_assert_uint_eq(statistics().events_late, 0);
}
END_TEST

/* As many events as given, 31 days ahead; then what was delivered before them runs. Marks live for 30 days. */
static int marked_after(uint64_t ahead)
{
	const found *list;
	schain_time now;

	scene_close();
	scene_open(NULL);
	start(1, 100, "/usr/bin/dpkg", NULL);
	write_to(100, "/opt/acme/agent");
	now = scene.now;
	wait_for(31 * 86400);
	for (uint64_t i = 0; i < ahead; i++)
		end(300 + i);
	if (ahead < 4)
		scene.now = now;
	else
		wait_for(60);
	start(1, 200, "/opt/acme/agent", NULL);
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	return verdicts(&list) > 0;
}

START_TEST(marks_age_by_a_clock_that_four_events_agree_on)
{
	ck_assert(marked_after(0));
	ck_assert(marked_after(1));
	ck_assert(marked_after(3));
	ck_assert(!marked_after(5));
}
END_TEST

/* The log of a package manager, in local time, hours off what the sensor says. */
static uint32_t level_with_log_off_by(int64_t hours)
{
	schain_time now;

	scene_close();
	scene_open(NULL);
	start(1, 100, "/usr/bin/dpkg", NULL);
	now = scene.now;
	scene.now += hours * 3600 * SCHAIN_SECOND;
	package_event(0, SCHAIN_PACKAGE_UPDATE, "acme", "2.0", "1.0");
	scene.now = now;
	bad_update(100, 200, "/opt/acme/agent", "c2.attacker.example");
	return worst_level();
}

START_TEST(a_log_in_another_time_zone_hides_nothing)
{
	uint32_t level = level_with_log_off_by(0);

	ck_assert_uint_ge(level, SCHAIN_LEVEL_MEDIUM);
	/* From UTC-12 to UTC+14. */
	for (int64_t hours = -12; hours <= 14; hours++)
		ck_assert_uint_eq(level_with_log_off_by(hours), level);
}
END_TEST

START_TEST(a_parent_whose_start_was_lost_hides_not_the_rest)
{
	start(1, 100, "/usr/bin/dpkg", NULL);
	write_to(100, "/opt/acme/agent");
	/* The start of its shell, 201, was lost. */
	start(1, 200, "/opt/acme/agent", NULL);
	start(201, 202, "/usr/bin/curl", "curl");
	connect_to(202, "c2.attacker.example", "203.0.113.9", 443);
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	ck_assert(has_stage(verdict_on("acme"), SCHAIN_STAGE_EGRESS));
}
END_TEST

/* A sensor that starts tells of all that runs, as if it started now. */
START_TEST(a_sensor_that_starts_again_takes_no_mark)
{
	int32_t score;

	start(1, 100, "/usr/bin/dpkg", NULL);
	write_to(100, "/opt/acme/agent");
	start(1, 200, "/opt/acme/agent", NULL);
	start(200, 201, "/bin/sh", "sh");
	wait_for(600);
	start(1, 200, "/opt/acme/agent", NULL);
	start(200, 201, "/bin/sh", "sh");
	start(201, 202, "/usr/bin/curl", "curl");
	connect_to(202, "c2.attacker.example", "203.0.113.9", 443);
	score = verdict_on("acme")->score;
	scene_close();
	scene_open(NULL);
	start(1, 100, "/usr/bin/dpkg", NULL);
	write_to(100, "/opt/acme/agent");
	start(1, 200, "/opt/acme/agent", NULL);
	start(200, 201, "/bin/sh", "sh");
	wait_for(600);
	start(201, 202, "/usr/bin/curl", "curl");
	connect_to(202, "c2.attacker.example", "203.0.113.9", 443);
	ck_assert_int_eq(verdict_on("acme")->score, score);
}
END_TEST

int main(void)
{
	const scene_test tests[] = {
		{ "clocks", a_clock_set_back_in_the_middle_hides_nothing },
		{ "clocks", a_clock_that_was_set_back_makes_late_until_it_has_caught_up },
		{ "clocks", a_clock_set_forward_in_the_middle_hides_nothing },
		{ "clocks", the_fourth_event_after_a_leap_moves_the_clock },
		{ "clocks", marks_age_by_a_clock_that_four_events_agree_on },
		{ "clocks", a_log_in_another_time_zone_hides_nothing },
		{ "reboots", a_pid_used_again_after_a_reboot_carries_no_mark },
		{ "reboots", sleep_of_weeks_keeps_the_mark },
		{ "repetition", what_two_sensors_tell_counts_once },
		{ "repetition", a_sensor_that_starts_again_takes_no_mark },
		{ "gaps", a_parent_whose_start_was_lost_hides_not_the_rest },
		{ NULL, NULL },
	};

	return scene_run("disorder", tests);
}
