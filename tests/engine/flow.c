/* SPDX-License-Identifier: Apache-2.0 */
/* Flows that a log of the network tells beside a host's own sensor. */
#include "scene.h"

#include <string.h>

#define PLACE "203.0.113.9"
#define HERE "192.0.2.5"

static void see(uint64_t pid, uint32_t source, uint32_t local_port, const char *name)
{
	schain_connection connection = SCHAIN_CONNECTION_INIT;
	schain_process process = SCHAIN_PROCESS_INIT;
	schain_event event = SCHAIN_EVENT_INIT;

	connection.address = SCHAIN_STRING(PLACE);
	connection.local_address = SCHAIN_STRING(HERE);
	connection.port = 443;
	connection.local_port = local_port;
	connection.protocol = 6;
	connection.server_name = schain_string_of(name);
	process.pid = pid;
	event.type = SCHAIN_EVENT_CONNECTION;
	event.source_kind = source;
	event.process = pid ? &process : NULL;
	event.connection = &connection;
	emit(&event);
}

/* An update whose program starts a shell with curl (pid 202), which connects from a port. */
static void update_that_connects(uint32_t local_port)
{
	start(1, 100, "/usr/bin/dpkg", "dpkg --unpack acme.deb");
	package_event(100, SCHAIN_PACKAGE_INSTALL, "acme", "1", NULL);
	write_to(100, "/usr/bin/acme");
	start(1, 200, "/usr/bin/acme", NULL);
	start(200, 201, "/bin/sh", NULL);
	start(201, 202, "/usr/bin/curl", NULL);
	see(202, SCHAIN_SOURCE_HOST_PRODUCT, local_port, NULL);
}

START_TEST(a_flow_between_the_same_ends_is_the_process_own)
{
	const found *it;

	update_that_connects(50100);
	see(0, SCHAIN_SOURCE_NETWORK, 50100, "c2.attacker.example");
	it = verdict_on("acme");
	ck_assert(has_signal(it, "egress.attributed_flow"));
	ck_assert(has_signal(it, "egress.unapproved_host"));
	/* The same connection is found once: by its name, not by its address as well. */
	ck_assert(!has_signal(it, "egress.unnamed_address"));
	ck_assert_ptr_nonnull(strstr(it->destinations, "c2.attacker.example"));
}
END_TEST

START_TEST(a_flow_is_blamed_on_nobody_where_an_end_differs)
{
	const found *it;

	update_that_connects(50100);
	see(0, SCHAIN_SOURCE_NETWORK, 50101, "c2.attacker.example");
	it = verdict_on("acme");
	ck_assert(!has_signal(it, "egress.attributed_flow"));
	ck_assert(has_signal(it, "egress.unnamed_address"));
	ck_assert_ptr_null(strstr(it->destinations, "c2.attacker.example"));
	scene_close();
	scene_open(NULL);
	/* The host's sensor did not tell its port. */
	update_that_connects(0);
	see(0, SCHAIN_SOURCE_NETWORK, 50100, "c2.attacker.example");
	ck_assert(!has_signal(verdict_on("acme"), "egress.attributed_flow"));
}
END_TEST

START_TEST(a_flow_much_later_may_be_anothers)
{
	update_that_connects(50100);
	wait_for(31);
	see(0, SCHAIN_SOURCE_NETWORK, 50100, "c2.attacker.example");
	ck_assert(!has_signal(verdict_on("acme"), "egress.attributed_flow"));
}
END_TEST

START_TEST(what_names_no_network_log_is_not_attributed)
{
	update_that_connects(50100);
	see(0, SCHAIN_SOURCE_HOST_PRODUCT, 50100, "c2.attacker.example");
	ck_assert(!has_signal(verdict_on("acme"), "egress.attributed_flow"));
}
END_TEST

START_TEST(a_name_that_tells_nothing_new_changes_nothing)
{
	char before[8192];

	answer("c2.attacker.example", PLACE);
	update_that_connects(50100);
	strcpy(before, verdict_on("acme")->signals);
	scene_close();
	scene_open(NULL);
	answer("c2.attacker.example", PLACE);
	update_that_connects(50100);
	see(0, SCHAIN_SOURCE_NETWORK, 50100, "c2.attacker.example");
	ck_assert_str_eq(verdict_on("acme")->signals, before);
}
END_TEST

/* A name in the handshake is the client's to choose: it clears nobody. */
START_TEST(an_approved_name_does_not_take_a_finding_back)
{
	schain_policy *policy = NULL;
	scene_options options = { 0 };
	const found *it;

	ck_assert_int_eq(schain_policy_new(NULL, &policy, NULL), SCHAIN_OK);
	ck_assert_int_eq(schain_policy_add(policy, "approved_update_hosts",
	                                   SCHAIN_STRING("cdn.vendor.example"), NULL), SCHAIN_OK);
	options.policy = policy;
	scene_close();
	scene_open(&options);
	schain_policy_free(policy);
	update_that_connects(50100);
	see(0, SCHAIN_SOURCE_NETWORK, 50100, "cdn.vendor.example");
	it = verdict_on("acme");
	ck_assert(has_signal(it, "egress.unnamed_address"));
}
END_TEST

int main(void)
{
	const scene_test tests[] = {
		{ "attributed", a_flow_between_the_same_ends_is_the_process_own },
		{ "attributed", a_name_that_tells_nothing_new_changes_nothing },
		{ "attributed", an_approved_name_does_not_take_a_finding_back },
		{ "not attributed", a_flow_is_blamed_on_nobody_where_an_end_differs },
		{ "not attributed", a_flow_much_later_may_be_anothers },
		{ "not attributed", what_names_no_network_log_is_not_attributed },
		{ NULL, NULL },
	};

	return scene_run("engine/flow", tests);
}
