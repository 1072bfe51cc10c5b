/* SPDX-License-Identifier: Apache-2.0 */
/* What a product did before an update: learnt, told, lent to other hosts, and missed when it changes. */
#include "scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AGENT "/opt/acme/agent"

/* A day later the agent is updated; it runs as pid + 1 until finish(). */
static void update(uint64_t pid)
{
	wait_for(86400);
	start(1, pid, "/usr/bin/dpkg", "dpkg --unpack acme.deb");
	package_event(pid, SCHAIN_PACKAGE_UPDATE, "acme", "2.0", "1.0");
	write_to(pid, AGENT);
	write_to(pid, "/opt/acme/core.so");
	end(pid);
	start(1, pid + 1, AGENT, NULL);
}

/* What it always does. */
static void work(uint64_t pid)
{
	start(pid + 1, pid + 2, "/usr/bin/gzip", NULL);
	end(pid + 2);
	load_signed(pid + 1, "/opt/acme/core.so", SCHAIN_SIGNATURE_VALID, "Acme Ltd");
	connect_to(pid + 1, "updates.acme.example", "203.0.113.5", 443);
	persist(pid + 1, "/etc/systemd/system/acme.service");
}

static void finish(uint64_t pid)
{
	end(pid + 1);
}

static void two_updates(void)
{
	for (uint64_t pid = 100; pid <= 200; pid += 100) {
		update(pid);
		work(pid);
		finish(pid);
	}
}

/* On the latest update: those before have verdicts of their own. */
static const found *latest(void)
{
	const found *all, *it = NULL;
	size_t count = verdicts(&all);

	for (size_t i = 0; i < count; i++)
		if (!strcmp(all[i].product, "acme"))
			it = &all[i];
	ck_assert_ptr_nonnull(it);
	return it;
}

/* So that there is a verdict, without any of what is new in these tests. */
static const found *noticed(uint64_t pid)
{
	start(pid + 1, pid + 3, "/usr/bin/curl", NULL);
	connect_to(pid + 3, "c2.attacker.example", "203.0.113.9", 443);
	return latest();
}

static const char *const news[] = { "child.new_program", "trust.new_module_signer", "egress.new_port",
	                            "persistence.new_kind" };

static int count_news(const found *it)
{
	int count = 0;

	for (size_t i = 0; i < sizeof news / sizeof *news; i++)
		count += has_signal(it, news[i]);
	return count;
}

/* One of each kind, in the order of `news`. */
static void change(uint64_t pid)
{
	start(pid + 1, pid + 4, "/usr/bin/frobnicate", NULL);
	load_signed(pid + 1, "/opt/acme/core.so", SCHAIN_SIGNATURE_VALID, "Someone Else");
	connect_to(pid + 1, "tunnel.other.example", "203.0.113.6", 4444);
	persist(pid + 1, "/etc/cron.d/acme");
}

START_TEST(what_it_always_did_is_nothing_new)
{
	two_updates();
	update(300);
	work(300);
	ck_assert_int_eq(count_news(noticed(300)), 0);
}
END_TEST

START_TEST(what_it_never_did_is_a_signal_for_each_kind)
{
	const found *it;

	two_updates();
	update(300);
	work(300);
	change(300);
	it = noticed(300);
	for (size_t i = 0; i < sizeof news / sizeof *news; i++)
		ck_assert_msg(has_signal(it, news[i]), "no %s in\n%s", news[i], it->signals);
}
END_TEST

/* Every product starts somewhere. */
START_TEST(a_product_seen_once_has_no_habits)
{
	update(200);
	work(200);
	finish(200);
	update(300);
	change(300);
	ck_assert_int_eq(count_news(noticed(300)), 0);
}
END_TEST

/* 20 ports: more than profile.narrow_destinations, 16 by default. */
START_TEST(a_product_that_does_many_things_has_no_habit_to_change)
{
	for (uint64_t pid = 100; pid <= 200; pid += 100) {
		update(pid);
		work(pid);
		for (uint32_t port = 5000; port < 5020; port++)
			connect_to(pid + 1, "updates.acme.example", "203.0.113.5", port);
		finish(pid);
	}
	update(300);
	change(300);
	ck_assert(!has_signal(noticed(300), "egress.new_port"));
	ck_assert(has_signal(latest(), "persistence.new_kind"));
}
END_TEST

/* Light: each alone, with what every update does, alarms nobody. */
START_TEST(a_change_alone_alarms_nobody)
{
	for (int kind = 0; kind < 3; kind++) {
		scene_close();
		scene_open(NULL);
		two_updates();
		update(300);
		if (kind == 0)
			start(301, 304, "/usr/bin/frobnicate", NULL);
		else if (kind == 1)
			load_signed(301, "/opt/acme/core.so", SCHAIN_SIGNATURE_VALID, "Someone Else");
		else
			persist(301, "/etc/cron.d/acme");
		ck_assert_uint_lt(worst_level(), SCHAIN_LEVEL_MEDIUM);
	}
}
END_TEST

static int has_trait(const schain_known_product *product, uint32_t kind, const char *value)
{
	for (size_t i = 0; i < product->trait_count; i++)
		if (product->traits[i].kind == kind && product->traits[i].value.length == strlen(value) &&
		    !memcmp(product->traits[i].value.data, value, strlen(value)))
			return 1;
	return 0;
}

/* What is known of acme at the moment. */
static struct {
	int seen, is_mature, has_gzip, has_frobnicate, has_domain, has_port, has_signer, has_module, has_unit;
	uint64_t updates, destinations, children;
} acme;

static int take(void *context, const schain_known_product *product)
{
	(void)context;
	if (product->name.length != 4 || memcmp(product->name.data, "acme", 4) != 0)
		return 0;
	acme.seen++;
	acme.is_mature = product->flags & SCHAIN_KNOWN_MATURE;
	acme.updates = product->updates;
	acme.destinations = product->destinations;
	for (size_t i = 0; i < product->trait_count; i++)
		acme.children += product->traits[i].kind == SCHAIN_TRAIT_CHILD;
	acme.has_gzip = has_trait(product, SCHAIN_TRAIT_CHILD, "gzip");
	acme.has_frobnicate = has_trait(product, SCHAIN_TRAIT_CHILD, "frobnicate");
	acme.has_module = has_trait(product, SCHAIN_TRAIT_MODULE, "core.so");
	acme.has_signer = has_trait(product, SCHAIN_TRAIT_SIGNER, "Acme Ltd");
	acme.has_domain = has_trait(product, SCHAIN_TRAIT_DOMAIN, "acme.example");
	acme.has_port = has_trait(product, SCHAIN_TRAIT_PORT, "443");
	acme.has_unit = has_trait(product, SCHAIN_TRAIT_PERSISTENCE, "/etc/systemd/system");
	return 0;
}

static void look(schain_engine *engine)
{
	memset(&acme, 0, sizeof acme);
	scene_flush();
	ck_assert_int_eq(schain_engine_each_product(engine, NULL, take, NULL, NULL), SCHAIN_OK);
}

START_TEST(habits_are_told)
{
	two_updates();
	look(scene.engine);
	ck_assert_int_eq(acme.seen, 1);
	ck_assert_uint_eq(acme.updates, 2);
	ck_assert_uint_eq(acme.destinations, 1);
	ck_assert(acme.is_mature && acme.has_gzip && acme.has_module && acme.has_signer && acme.has_domain);
	ck_assert(acme.has_port && acme.has_unit && !acme.has_frobnicate);
}
END_TEST

START_TEST(a_chain_judged_bad_teaches_nothing)
{
	two_updates();
	update(300);
	start(301, 310, "/usr/bin/frobnicate", NULL);
	look(scene.engine);
	ck_assert(acme.has_frobnicate);
	bad_update(400, 500, AGENT, "c2.attacker.example"); /* without a package: another product */
	start(301, 311, "/bin/sh", "sh");
	start(311, 312, "/usr/bin/curl", "curl");
	read_from(301, "/root/.ssh/id_rsa");
	connect_to(312, "c2.attacker.example", "203.0.113.9", 443);
	integrity(301, AGENT);
	load_signed(301, "/opt/acme/core.so", SCHAIN_SIGNATURE_INVALID, "Acme Ltd");
	ck_assert_uint_ge(latest()->level, SCHAIN_LEVEL_MEDIUM);
	look(scene.engine);
	ck_assert(!acme.has_frobnicate && acme.has_gzip);
}
END_TEST

/* profile.lifetime is 180 days by default. */
START_TEST(habits_not_seen_again_are_forgotten)
{
	two_updates();
	wait_for(170 * INT64_C(86400));
	update(300);
	connect_to(301, "updates.acme.example", "203.0.113.5", 443);
	look(scene.engine);
	ck_assert(acme.has_gzip);
	wait_for(12 * INT64_C(86400));
	update(400);
	look(scene.engine);
	ck_assert(!acme.has_gzip && !acme.has_unit);
	ck_assert(acme.has_domain && acme.has_port);
	ck_assert_int_eq(acme.seen, 1);
}
END_TEST

/* Of each kind 32 are kept. */
START_TEST(habits_take_bounded_room)
{
	char image[64];

	update(100);
	for (uint64_t i = 0; i < 2000; i++) {
		snprintf(image, sizeof image, "/usr/bin/tool-%u", (unsigned)i);
		start(101, 1000 + i, image, NULL);
		end(1000 + i);
	}
	look(scene.engine);
	ck_assert_uint_eq(acme.children, 32);
}
END_TEST

typedef struct bytes {
	char *data;
	size_t size;
} bytes;

static int keep(void *context, const char *data, size_t size)
{
	bytes *to = context;

	to->data = malloc(size);
	memcpy(to->data, data, size);
	to->size = size;
	return 0;
}

static bytes profiles_of_reference(void)
{
	bytes all = { NULL, 0 };
	schain_error error = SCHAIN_ERROR_INIT;

	two_updates();
	scene_flush();
	ck_assert_int_eq(schain_engine_export_profiles(scene.engine, schain_string_of(scene.host ? scene.host : ""),
	                                               keep, &all, &error),
	                 SCHAIN_OK);
	scene_close();
	scene_open(NULL);
	return all;
}

static schain_status lend(const bytes *all)
{
	schain_error error = SCHAIN_ERROR_INIT;

	return schain_engine_import_profiles(scene.engine, schain_string_of(scene.host ? scene.host : ""),
	                                     all->data, all->size, &error);
}

START_TEST(a_reference_host_lends_its_profiles)
{
	bytes all = profiles_of_reference();

	scene.now += 3 * 86400 * SCHAIN_SECOND; /* after the reference host's */
	ck_assert_int_eq(lend(&all), SCHAIN_OK);
	look(scene.engine);
	ck_assert_uint_eq(acme.updates, 2);
	ck_assert(acme.has_gzip && acme.has_domain && acme.has_unit);
	update(300);
	work(300);
	ck_assert_int_eq(count_news(noticed(300)), 0);
	finish(300);
	update(400);
	change(400);
	ck_assert_int_eq(count_news(noticed(400)), 4);
	free(all.data);
}
END_TEST

START_TEST(profiles_twice_are_the_same)
{
	bytes all = profiles_of_reference(), once = { NULL, 0 }, twice = { NULL, 0 };
	schain_string host = schain_string_of(scene.host ? scene.host : "");

	ck_assert_int_eq(lend(&all), SCHAIN_OK);
	ck_assert_int_eq(schain_engine_export_profiles(scene.engine, host, keep, &once, NULL), SCHAIN_OK);
	ck_assert_int_eq(lend(&all), SCHAIN_OK);
	ck_assert_int_eq(schain_engine_export_profiles(scene.engine, host, keep, &twice, NULL), SCHAIN_OK);
	ck_assert_uint_eq(once.size, twice.size);
	ck_assert_mem_eq(once.data, twice.data, once.size);
	free(all.data);
	free(once.data);
	free(twice.data);
}
END_TEST

START_TEST(damaged_profiles_add_nothing)
{
	bytes all = profiles_of_reference();

	for (size_t i = 0; i < all.size; i++) {
		bytes cut = { all.data, i };
		schain_status status = lend(&cut);

		ck_assert(status == SCHAIN_E_FORMAT || status == SCHAIN_E_DAMAGED);
		all.data[i] ^= 0x55;
		status = lend(&all);
		ck_assert(status == SCHAIN_E_FORMAT || status == SCHAIN_E_DAMAGED || status == SCHAIN_E_TOO_NEW);
		all.data[i] ^= 0x55;
	}
	look(scene.engine);
	ck_assert_int_eq(acme.seen, 0);
	free(all.data);
}
END_TEST

static int refuse(void *context, const schain_known_product *product)
{
	(void)product;
	return ++*(int *)context;
}

START_TEST(a_visit_can_stop_and_a_host_be_unknown)
{
	schain_string nobody = SCHAIN_STRING("nobody.example");
	int calls = 0;

	two_updates();
	scene_flush();
	ck_assert_int_eq(schain_engine_each_product(scene.engine, NULL, refuse, &calls, NULL),
	                 SCHAIN_E_CANCELLED);
	ck_assert_int_eq(calls, 1);
	ck_assert_int_eq(schain_engine_each_product(scene.engine, &nobody, refuse, &calls, NULL),
	                 SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_engine_each_product(scene.engine, NULL, NULL, NULL, NULL), SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_engine_export_profiles(scene.engine, nobody, keep, NULL, NULL),
	                 SCHAIN_E_ARGUMENT);
}
END_TEST

int main(void)
{
	const scene_test tests[] = {
		{ "change", what_it_always_did_is_nothing_new },
		{ "change", what_it_never_did_is_a_signal_for_each_kind },
		{ "change", a_product_seen_once_has_no_habits },
		{ "change", a_product_that_does_many_things_has_no_habit_to_change },
		{ "change", a_change_alone_alarms_nobody },
		{ "learning", habits_are_told },
		{ "learning", a_chain_judged_bad_teaches_nothing },
		{ "learning", habits_not_seen_again_are_forgotten },
		{ "learning", habits_take_bounded_room },
		{ "lending", a_reference_host_lends_its_profiles },
		{ "lending", profiles_twice_are_the_same },
		{ "lending", damaged_profiles_add_nothing },
		{ "looking", a_visit_can_stop_and_a_host_be_unknown },
		{ NULL, NULL },
	};

	return scene_run("habit", tests);
}
