/* SPDX-License-Identifier: Apache-2.0 */
/* From signals to a level: score and stages and a decisive stage; policies that change. */
#include "scene.h"

#include <string.h>

static schain_policy *policy;

static void dpkg(void)
{
	start(1, 100, "/usr/bin/dpkg", "dpkg --unpack acme.deb");
}

static void set(const char *key, const char *value)
{
	ck_assert_int_eq(schain_policy_set(policy, key, schain_string_of(value), NULL), SCHAIN_OK);
}

static void new_policy(void)
{
	ck_assert_int_eq(schain_policy_new(NULL, &policy, NULL), SCHAIN_OK);
}

static void reopen(uint32_t os)
{
	scene_close();
	scene_open(&(scene_options){ .policy = policy, .os = os });
}

START_TEST(a_level_needs_as_many_stages_as_the_policy_says)
{
	new_policy();
	set("weight.egress.unapproved_host", "100");
	set("level.medium_stages", "5");
	set("level.high_stages", "5");
	set("level.critical_stages", "5");
	reopen(0);
	dpkg();
	write_to(100, "/opt/acme/agent");
	start(1, 200, "/opt/acme/agent", NULL);
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	/* delivery, write, first run, egress */
	ck_assert_uint_eq(verdict_on("/opt/acme")->level, SCHAIN_LEVEL_LOW);
	start(200, 201, "/usr/bin/sh", NULL);
	ck_assert_uint_eq(verdict_on("/opt/acme")->level, SCHAIN_LEVEL_CRITICAL);
	schain_policy_free(policy);
}
END_TEST

START_TEST(a_level_needs_a_decisive_stage)
{
	new_policy();
	set("weight.child.shell", "100");
	set("weight.child.downloader", "100");
	set("weight.persistence.created", "100");
	set("weight.first_run.image", "100");
	reopen(0);
	dpkg();
	write_to(100, "/opt/acme/agent");
	start(1, 200, "/opt/acme/agent", NULL);
	start(200, 201, "/usr/bin/sh", NULL);
	start(201, 202, "/usr/bin/curl", NULL);
	persist(200, "/opt/acme/agent");
	/* Installing, running, starting helpers and staying: every product does. */
	ck_assert_uint_eq(verdict_on("/opt/acme")->level, SCHAIN_LEVEL_LOW);
	read_from(200, "/etc/shadow");
	ck_assert_uint_eq(verdict_on("/opt/acme")->level, SCHAIN_LEVEL_CRITICAL);
	schain_policy_free(policy);
}
END_TEST

/* The scene in which each signal can be had, and only what it cannot do without. */
static void everything_alone(void)
{
	start(1, 50, "/usr/sbin/acmed", NULL);
	dpkg();
	package_origin(100, "acme", "http://repo.attacker.example", SCHAIN_NO);
	write_to(100, "/opt/acme/agent");
	write_to(100, "/opt/acme/plug.so");
	load_signed(50, "/opt/acme/plug.so", SCHAIN_SIGNATURE_UNSIGNED, NULL);
	start_signed(1, 200, "/opt/acme/agent", SCHAIN_SIGNATURE_UNSIGNED, NULL, NULL);
	start(200, 201, "/usr/bin/sh", NULL);
	start(201, 202, "/usr/bin/curl", NULL);
	start(200, 203, "/usr/bin/whoami", NULL);
	inject(200, 50);
	persist(201, "/opt/acme/agent");
	read_from(202, "/etc/shadow");
	integrity(0, "/opt/acme/agent");
	claim_on(SCHAIN_SUBJECT_FILE, "/opt/acme/agent", SCHAIN_FINDING_KNOWN_BAD, 0);
	claim_on(SCHAIN_SUBJECT_FILE, "/opt/acme/agent", SCHAIN_FINDING_UNCOMMON, 0);
	claim_on(SCHAIN_SUBJECT_FILE, "/opt/acme/plug.so", SCHAIN_FINDING_MODIFIED, 0);
	claim_on(SCHAIN_SUBJECT_ADDRESS, "203.0.113.9", SCHAIN_FINDING_KNOWN_BAD, 0);
	connect_to(202, NULL, "203.0.113.9", 4444);
	connect_to(200, "c2.attacker.example", "203.0.113.10", 443);
	/* Written by nobody known, over the network, beside a program. */
	start(0, 4, "/tmp/tool", NULL);
	write_content(4, "/usr/sbin/helper.so", SCHAIN_CONTENT_ELF, 90000);
	load_signed(50, "/usr/sbin/helper.so", SCHAIN_SIGNATURE_INVALID, NULL);
	connect_to(50, NULL, "203.0.113.11", 4444);
}

START_TEST(no_single_weight_raises_medium_whatever_it_is)
{
	const schain_policy_key *key;
	size_t tried = 0;

	for (size_t i = 0; (key = schain_policy_key_at(i)); i++) {
		const schain_policy_key *other;

		if (key->kind != SCHAIN_POLICY_WEIGHT || !strcmp(key->name, "weight.prior"))
			continue;
		new_policy();
		/* All other findings say nothing; good news keeps what it says. */
		for (size_t j = 0; (other = schain_policy_key_at(j)); j++) {
			int64_t weight = 0;

			if (other->kind != SCHAIN_POLICY_WEIGHT || !strcmp(other->name, "weight.prior"))
				continue;
			schain_policy_get(policy, other->name, &weight, NULL);
			if (weight > 0)
				set(other->name, "-1");
		}
		set(key->name, "100");
		reopen(0);
		everything_alone();
		for (size_t j = 0; j < 3; j++)
			ck_assert_msg(worst_level() <= SCHAIN_LEVEL_LOW, "%s alone raises %s", key->name,
			              schain_level_get_name(worst_level()));
		schain_policy_free(policy);
		tried++;
	}
	ck_assert_uint_gt(tried, 40);
}
END_TEST

START_TEST(a_new_policy_applies_to_events_from_then_on)
{
	dpkg();
	write_to(100, "/opt/acme/agent");
	write_to(100, "/opt/beta/agent");
	bad_update(100, 200, "/opt/acme/agent", "api.partner.example");
	ck_assert_uint_eq(worst_level(), SCHAIN_LEVEL_HIGH);
	new_policy();
	ck_assert_int_eq(schain_policy_add(policy, "approved_update_hosts",
	                                   SCHAIN_STRING("api.partner.example"), NULL), SCHAIN_OK);
	ck_assert_int_eq(schain_engine_set_policy(scene.engine, policy, NULL), SCHAIN_OK);
	schain_policy_free(policy); /* the engine has a copy */
	wait_for(60);
	start(1, 300, "/opt/beta/agent", NULL);
	start(300, 301, "/usr/bin/curl", NULL);
	connect_to(301, "api.partner.example", "203.0.113.9", 443);
	ck_assert_uint_eq(verdict_on("/opt/acme")->level, SCHAIN_LEVEL_HIGH);
	{
		const found *list;
		size_t given = verdicts(&list);

		for (size_t i = 0; i < given; i++)
			ck_assert(!strstr(list[i].product, "beta") || list[i].level < SCHAIN_LEVEL_HIGH);
	}
	/* And back to the default. */
	ck_assert_int_eq(schain_engine_set_policy(scene.engine, NULL, NULL), SCHAIN_OK);
	bad_update(100, 400, "/opt/gamma/agent", "api.partner.example");
	ck_assert_uint_eq(worst_level(), SCHAIN_LEVEL_HIGH);
}
END_TEST

START_TEST(chains_below_the_threshold_give_no_verdict)
{
	const found *list;

	new_policy();
	set("risk_score_threshold", "1000");
	reopen(0);
	dpkg();
	bad_update(100, 200, "/opt/acme/agent", "c2.attacker.example");
	ck_assert_uint_eq(verdicts(&list), 0);
	schain_policy_free(policy);
}
END_TEST

START_TEST(an_npm_hook_is_a_first_run_with_and_without_seen_writes)
{
	const found *it;

	for (int seen = 0; seen < 2; seen++) {
		scene_close();
		scene_open(NULL);
		start(1, 90, "/usr/bin/bash", NULL);
		start_script(90, 100, "/usr/bin/node", "/usr/lib/node_modules/npm/bin/npm-cli.js");
		if (seen)
			write_to(100, "/home/ann/app/node_modules/left-pad2/install.js");
		start_in(100, 101, "/usr/bin/sh", "sh -c node install.js",
		         "/home/ann/app/node_modules/left-pad2");
		start(101, 102, "/usr/bin/node", "node install.js");
		connect_to(102, "c2.attacker.example", "203.0.113.9", 443);
		it = verdict_on("left-pad2");
		ck_assert_str_eq(it->strategy, "DET0009");
		ck_assert_str_eq(it->analytic, "AN0022");
		ck_assert_str_eq(it->technique, "T1195.001");
		ck_assert(has_stage(it, SCHAIN_STAGE_FIRST_RUN));
		ck_assert(has_signal(it, "egress.unapproved_host"));
		ck_assert_int_eq(has_stage(it, SCHAIN_STAGE_WRITE), seen);
	}
}
END_TEST

int main(void)
{
	const scene_test tests[] = {
		{ "levels", a_level_needs_as_many_stages_as_the_policy_says },
		{ "levels", a_level_needs_a_decisive_stage },
		{ "levels", no_single_weight_raises_medium_whatever_it_is },
		{ "policy", a_new_policy_applies_to_events_from_then_on },
		{ "policy", chains_below_the_threshold_give_no_verdict },
		{ "developer tools", an_npm_hook_is_a_first_run_with_and_without_seen_writes },
		{ NULL, NULL },
	};

	return scene_run("levels", tests);
}
