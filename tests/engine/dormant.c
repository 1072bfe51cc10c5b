/* SPDX-License-Identifier: Apache-2.0 */
/* What waits for long, and what was taken away meanwhile. */
#include "scene.h"

#include <string.h>

#define DAY INT64_C(86400)

static void with_dormancy(const char *dormancy)
{
	schain_policy *policy;

	scene_close();
	ck_assert_int_eq(schain_policy_new(NULL, &policy, NULL), SCHAIN_OK);
	ck_assert_int_eq(schain_policy_set(policy, "dormancy", schain_string_of(dormancy), NULL), SCHAIN_OK);
	scene_open(&(scene_options){ .policy = policy });
	schain_policy_free(policy);
}

static void deliver(void)
{
	start(1, 100, "/usr/bin/dpkg", NULL);
	package_event(100, SCHAIN_PACKAGE_INSTALL, "acme", "2.0", NULL);
	write_to(100, "/opt/acme/agent");
	end(100);
}

/* The agent runs, and does what a backdoor does. */
static void act(uint64_t pid)
{
	start(1, pid, "/opt/acme/agent", NULL);
	start(pid, pid + 1, "/bin/sh", "sh");
	start(pid + 1, pid + 2, "/usr/bin/curl", "curl");
	connect_to(pid + 2, "c2.attacker.example", "203.0.113.9", 443);
	end(pid + 2);
	end(pid + 1);
}

static int has_egress(void)
{
	const found *all;
	size_t count = verdicts(&all);

	for (size_t i = 0; i < count; i++)
		if (has_stage(&all[i], SCHAIN_STAGE_EGRESS))
			return 1;
	return 0;
}

/* Ordinary life meanwhile, so that time passes and marks age. */
static void days(int count)
{
	for (int i = 0; i < count; i++) {
		wait_for(DAY);
		start(1, 5000, "/usr/bin/vi", NULL);
		end(5000);
	}
}

START_TEST(a_mark_lives_for_three_hundred_days_if_the_policy_says_a_year)
{
	const found *it;

	with_dormancy("365d");
	deliver();
	days(300);
	act(200);
	it = verdict_on("acme");
	/* A first run beyond the window counts half (2 / 2); there is no habit, so what follows is 2 less (10 - 2 = 8). */
	ck_assert_int_eq(weight_of(it, "first_run.image"), 1);
	ck_assert(has_stage(it, SCHAIN_STAGE_EGRESS));
}
END_TEST

START_TEST(a_mark_is_gone_when_its_time_is_over)
{
	with_dormancy("365d");
	deliver();
	days(366);
	act(200);
	ck_assert(!has_egress());
	/* By default it is 30 days. */
	scene_close();
	scene_open(NULL);
	deliver();
	days(31);
	act(200);
	ck_assert(!has_egress());
}
END_TEST

/* 10 for the host, 2 less beyond first_run_to_egress: 90 minutes by default. */
START_TEST(the_same_act_late_weighs_less)
{
	deliver();
	act(200);
	ck_assert_int_eq(weight_of(verdict_on("acme"), "egress.unapproved_host"), 10);
	scene_close();
	scene_open(NULL);
	deliver();
	start(1, 200, "/opt/acme/agent", NULL);
	days(14);
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	start(200, 201, "/bin/sh", "sh");
	ck_assert_int_eq(weight_of(verdict_on("acme"), "egress.unapproved_host"), 8);
}
END_TEST

START_TEST(a_deleted_file_is_closed)
{
	deliver();
	start(1, 150, "/usr/bin/rm", NULL);
	delete_file(150, "/opt/acme/agent");
	end(150);
	days(1);
	act(200);
	ck_assert(!has_egress());
}
END_TEST

START_TEST(what_a_removed_package_brought_is_closed)
{
	deliver();
	days(1);
	package_event(0, SCHAIN_PACKAGE_REMOVE, "acme", "2.0", NULL);
	act(200);
	ck_assert(!has_egress());
}
END_TEST

START_TEST(removing_another_package_closes_nothing)
{
	deliver();
	days(1);
	package_event(0, SCHAIN_PACKAGE_REMOVE, "acme-doc", "2.0", NULL);
	act(200);
	ck_assert(has_egress());
}
END_TEST

/* What runs already does not end with its package. */
START_TEST(a_process_of_a_removed_package_is_watched_on)
{
	deliver();
	start(1, 200, "/opt/acme/agent", NULL);
	package_event(0, SCHAIN_PACKAGE_REMOVE, "acme", "2.0", NULL);
	start(200, 201, "/bin/sh", "sh");
	connect_to(201, "c2.attacker.example", "203.0.113.9", 443);
	ck_assert(has_stage(verdict_on("acme"), SCHAIN_STAGE_EGRESS));
}
END_TEST

/* A line in a log is easily forged. */
START_TEST(nobody_closes_a_bad_chain_with_a_log_entry)
{
	const found *it;
	uint32_t connections;

	deliver();
	act(200);
	integrity(200, "/opt/acme/agent");
	it = verdict_on("acme");
	ck_assert_uint_ge(it->level, SCHAIN_LEVEL_MEDIUM);
	package_event(0, SCHAIN_PACKAGE_REMOVE, "acme", "2.0", NULL);
	start(1, 300, "/opt/acme/agent", NULL);
	connect_to(300, "c3.attacker.example", "203.0.113.10", 443);
	it = verdict_on("acme");
	connections = strstr(it->destinations, "c3.attacker.example") != NULL;
	ck_assert_uint_eq(connections, 1);
}
END_TEST

/* An update by a package manager: from then on the file is the new delivery's, and the old one is over. */
START_TEST(what_an_update_overwrites_counts_for_the_update)
{
	const found *all;
	size_t count;

	deliver();
	start(1, 190, "/opt/acme/agent", NULL);
	start(190, 191, "/bin/sh", "sh");
	connect_to(191, "one.other.example", "203.0.113.8", 443);
	end(191);
	end(190);
	days(2);
	start(1, 101, "/usr/bin/dpkg", NULL);
	package_event(101, SCHAIN_PACKAGE_UPDATE, "acme", "3.0", "2.0");
	write_to(101, "/opt/acme/agent");
	end(101);
	act(200);
	count = verdicts(&all);
	ck_assert_uint_eq(count, 2);
	ck_assert_ptr_null(strstr(all[0].destinations, "c2.attacker.example"));
	ck_assert_ptr_nonnull(strstr(all[1].destinations, "c2.attacker.example"));
	ck_assert_str_eq(all[1].version, "3.0");
}
END_TEST

static uint32_t deliveries(void)
{
	schain_engine_statistics given;

	scene_flush();
	memset(&given, 0, sizeof given);
	given.struct_size = sizeof given;
	ck_assert_int_eq(schain_engine_get_statistics(scene.engine, &given, NULL), SCHAIN_OK);
	return given.deliveries;
}

static void update(void)
{
	start(1, 101, "/usr/bin/dpkg", NULL);
	package_event(101, SCHAIN_PACKAGE_UPDATE, "acme", "3.0", "2.0");
	write_to(101, "/opt/acme/agent");
	end(101);
}

/* Time that the clock believes: five events agree on it. */
static void hours(int count)
{
	wait_for(count * INT64_C(3600));
	for (uint64_t i = 0; i < 5; i++) {
		start(1, 9000 + i, "/usr/bin/true", NULL);
		end(9000 + i);
	}
}

/* Nothing can come of it any more: all of it was overwritten, and it never ran. */
START_TEST(a_delivery_that_was_replaced_before_it_ran_is_forgotten)
{
	deliver();
	hours(1);
	update();
	hours(1);
	ck_assert_uint_eq(deliveries(), 2);
	hours(2);
	ck_assert_uint_eq(deliveries(), 1);
	act(200);
	ck_assert(has_stage(verdict_on("acme"), SCHAIN_STAGE_EGRESS));
}
END_TEST

/* What becomes known of the old version when its vendor has replaced it already. */
START_TEST(a_delivery_that_ran_is_remembered_though_it_was_replaced)
{
	const found *it;

	deliver();
	start(1, 200, "/opt/acme/agent", NULL);
	connect_to(200, "telemetry.acme.example", "203.0.113.9", 443);
	end(200);
	hours(1);
	update();
	hours(24 * 7);
	ck_assert_uint_eq(deliveries(), 2);
	claim_on(SCHAIN_SUBJECT_DOMAIN, "telemetry.acme.example", SCHAIN_FINDING_KNOWN_BAD, 0);
	it = verdict_on("acme");
	ck_assert_str_eq(it->version, "2.0");
	ck_assert_uint_ge(it->level, SCHAIN_LEVEL_MEDIUM);
}
END_TEST

/* A file that it still has to make a program of. */
START_TEST(an_installer_that_runs_keeps_its_delivery)
{
	start(1, 100, "/usr/bin/dpkg", NULL);
	write_to(100, "/opt/acme/agent");
	delete_file(100, "/opt/acme/agent");
	hours(5);
	ck_assert_uint_eq(deliveries(), 1);
	end(100);
	hours(5); /* an exited process is named by late events for a while */
	hours(5);
	ck_assert_uint_eq(deliveries(), 0);
}
END_TEST

int main(void)
{
	const scene_test tests[] = {
		{ "waiting", a_mark_lives_for_three_hundred_days_if_the_policy_says_a_year },
		{ "waiting", a_mark_is_gone_when_its_time_is_over },
		{ "waiting", the_same_act_late_weighs_less },
		{ "closing", a_deleted_file_is_closed },
		{ "closing", what_a_removed_package_brought_is_closed },
		{ "closing", removing_another_package_closes_nothing },
		{ "closing", a_process_of_a_removed_package_is_watched_on },
		{ "closing", nobody_closes_a_bad_chain_with_a_log_entry },
		{ "closing", what_an_update_overwrites_counts_for_the_update },
		{ "closing", a_delivery_that_was_replaced_before_it_ran_is_forgotten },
		{ "closing", a_delivery_that_ran_is_remembered_though_it_was_replaced },
		{ "closing", an_installer_that_runs_keeps_its_delivery },
		{ NULL, NULL },
	};

	return scene_run("dormant", tests);
}
