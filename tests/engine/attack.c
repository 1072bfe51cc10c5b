/* SPDX-License-Identifier: Apache-2.0 */
/* What an attacker, or a very busy host, may try: to hide in numbers, to exhaust memory or time. */
#include "scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void dpkg(void)
{
	start(1, 100, "/usr/bin/dpkg", "dpkg --unpack acme.deb");
}

static schain_engine_statistics statistics(void)
{
	schain_engine_statistics given;

	memset(&given, 0, sizeof given);
	given.struct_size = sizeof given;
	ck_assert_int_eq(schain_engine_get_statistics(scene.engine, &given, NULL), SCHAIN_OK);
	return given;
}

static void with_memory(uint64_t limit)
{
	scene_close();
	scene_open(&(scene_options){ .memory_limit = limit });
}

START_TEST(a_daemon_that_loaded_many_modules_is_not_blind_to_the_next)
{
	char path[64];

	start(1, 50, "/usr/sbin/acmed", "acmed");
	for (int i = 0; i < 12; i++) {
		wait_for(3600);
		start(1, 1000 + (uint64_t)i, "/usr/bin/dpkg", NULL);
		snprintf(path, sizeof path, "/usr/lib/libpart%d.so", i);
		write_to(1000 + (uint64_t)i, path);
		end(1000 + (uint64_t)i);
		load(50, path);
	}
	connect_to(50, "c2.attacker.example", "203.0.113.9", 443);
	ck_assert(has_signal(verdict_on("libpart11.so"), "egress.unapproved_host"));
}
END_TEST

START_TEST(a_program_does_not_shed_its_mark_by_loading_modules)
{
	char path[64];

	dpkg();
	write_to(100, "/opt/acme/agent");
	start(1, 200, "/opt/acme/agent", NULL);
	start(200, 201, "/usr/bin/python3", NULL); /* carries an inherited mark only */
	for (int i = 0; i < 12; i++) {
		start(1, 1000 + (uint64_t)i, "/usr/bin/dpkg", NULL);
		snprintf(path, sizeof path, "/usr/lib/libpart%d.so", i);
		write_to(1000 + (uint64_t)i, path);
		load(200, path);
		load(201, path);
	}
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	connect_to(201, "d2.attacker.example", "203.0.113.9", 443);
	ck_assert_ptr_nonnull(strstr(verdict_on("/opt/acme")->destinations, "c2.attacker.example"));
	ck_assert_ptr_nonnull(strstr(verdict_on("/opt/acme")->destinations, "d2.attacker.example"));
}
END_TEST

START_TEST(many_programs_of_one_package_do_not_hide_where_one_connects)
{
	const found *it;
	char path[64];

	dpkg();
	package_event(100, SCHAIN_PACKAGE_INSTALL, "acme", "1.0", NULL);
	for (int i = 0; i < 60; i++) {
		snprintf(path, sizeof path, "/opt/acme/tool%02d", i);
		write_to(100, path);
	}
	for (int i = 0; i < 60; i++) {
		snprintf(path, sizeof path, "/opt/acme/tool%02d", i);
		start(1, 200 + (uint64_t)i, path, NULL);
	}
	start(259, 300, "/usr/bin/curl", "curl");
	connect_to(300, "c2.attacker.example", "203.0.113.9", 443);
	it = verdict_on("acme");
	ck_assert(has_signal(it, "child.downloader"));
	ck_assert(has_signal(it, "egress.unapproved_host"));
	ck_assert(has_signal(it, "write.executable"));
	ck_assert(has_signal(it, "first_run.image"));
	/* prior -18, program path 1, first run 2, downloader 10, egress 10 and 6 / 2: as of one program */
	ck_assert_int_eq(it->score, -18 + 1 + 2 + 10 + 10 + 3);
}
END_TEST

START_TEST(many_expected_destinations_do_not_hide_the_one_that_is_not)
{
	char address[32];

	dpkg();
	write_to(100, "/opt/acme/agent");
	start(1, 200, "/opt/acme/agent", NULL);
	for (int i = 0; i < 60; i++) {
		snprintf(address, sizeof address, "10.0.0.%d", i);
		connect_to(200, NULL, address, 443);
	}
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	ck_assert_ptr_nonnull(strstr(verdict_on("/opt/acme")->destinations,
	                             "c2.attacker.example 203.0.113.9 unapproved\n"));
}
END_TEST

START_TEST(a_late_claim_reaches_a_program_beyond_those_listed)
{
	char path[64];

	dpkg();
	package_event(100, SCHAIN_PACKAGE_INSTALL, "acme", "1.0", NULL);
	for (int i = 0; i < 60; i++) {
		snprintf(path, sizeof path, "/opt/acme/tool%02d", i);
		write_to(100, path);
		start(1, 200 + (uint64_t)i, path, NULL);
	}
	claim_on(SCHAIN_SUBJECT_FILE, "/opt/acme/tool59", SCHAIN_FINDING_KNOWN_BAD, 0);
	ck_assert_int_eq(weight_of(verdict_on("acme"), "trust.known_bad"), 20);
}
END_TEST

START_TEST(very_many_deliveries_stay_within_memory_and_spare_the_suspicious)
{
	enum { LIMIT = 2 << 20 };
	schain_engine_statistics given;
	char path[64];

	with_memory(LIMIT);
	scene.step = SCHAIN_SECOND / 100;
	dpkg();
	bad_update(100, 200, "/opt/evil/agent", "c2.attacker.example");
	for (uint64_t i = 0; i < 100000; i++) {
		start(1, 1000, "/usr/bin/dpkg", NULL);
		snprintf(path, sizeof path, "/opt/p%u/bin%u", (unsigned)(i % 5000), (unsigned)i);
		write_to(1000, path);
		start(1, 1001, path, NULL);
		end(1000);
		end(1001);
	}
	given = statistics();
	ck_assert_uint_le(given.memory_peak, LIMIT);
	ck_assert_uint_gt(given.forgotten_deliveries, 80000);
	ck_assert_uint_eq(verdict_on("/opt/evil")->level, SCHAIN_LEVEL_HIGH);
}
END_TEST

START_TEST(processes_that_never_exit_are_forgotten_at_the_limit)
{
	schain_engine_statistics given;

	with_memory(2 << 20);
	scene.step = SCHAIN_SECOND / 100;
	dpkg();
	bad_update(100, 200, "/opt/evil/agent", "c2.attacker.example");
	for (uint64_t pid = 1000; pid < 101000; pid++)
		start(1, pid, "/usr/sbin/worker", NULL);
	given = statistics();
	ck_assert_uint_gt(given.forgotten_processes, 50000);
	ck_assert_uint_le(given.memory_peak, 2 << 20);
	ck_assert_uint_eq(verdict_on("/opt/evil")->level, SCHAIN_LEVEL_HIGH);
}
END_TEST

START_TEST(marked_processes_that_never_exit_go_with_their_chains)
{
	schain_engine_statistics given;
	char path[64];

	with_memory(2 << 20);
	scene.step = SCHAIN_SECOND / 10;
	for (uint64_t i = 0; i < 30000; i++) {
		start(1, 10 + 3 * i, "/usr/bin/dpkg", NULL);
		snprintf(path, sizeof path, "/opt/p%u/bin", (unsigned)i);
		write_to(10 + 3 * i, path);
		start(1, 11 + 3 * i, path, NULL);
	}
	given = statistics();
	ck_assert_uint_le(given.memory_peak, 2 << 20);
	ck_assert_uint_lt(given.processes, 10000);
}
END_TEST

START_TEST(verdicts_nobody_takes_do_not_pile_up)
{
	schain_engine_statistics given;
	char path[64];

	with_memory(2 << 20);
	scene.step = SCHAIN_SECOND / 100;
	for (uint64_t i = 0; i < 100000; i++) {
		start(1, 1000, "/usr/bin/dpkg", NULL);
		snprintf(path, sizeof path, "/opt/p%u/bin", (unsigned)i);
		write_to(1000, path);
		start(1, 1001, path, NULL);
		start(1001, 1002, "/usr/bin/curl", NULL);
		end(1002);
		end(1001);
		end(1000);
	}
	given = statistics();
	ck_assert_uint_le(given.memory_peak, 2 << 20);
	ck_assert_uint_gt(given.chains, 20);
}
END_TEST

/* Text in every field of every part. */
static void emit_large(uint32_t type, uint64_t pid, schain_string text)
{
	schain_event event = SCHAIN_EVENT_INIT;
	schain_process process = SCHAIN_PROCESS_INIT;
	schain_file file = SCHAIN_FILE_INIT;
	schain_signature signature = SCHAIN_SIGNATURE_INIT;
	schain_connection connection = SCHAIN_CONNECTION_INIT;
	schain_dns dns = SCHAIN_DNS_INIT;
	schain_registry registry = SCHAIN_REGISTRY_INIT;
	schain_package package = SCHAIN_PACKAGE_INIT;
	schain_integrity report = SCHAIN_INTEGRITY_INIT;
	schain_claim claim = SCHAIN_CLAIM_INIT;

	signature.state = SCHAIN_SIGNATURE_VALID;
	signature.signer = signature.issuer = signature.thumbprint = text;
	signature.team_id = signature.signing_id = signature.identity = text;
	file.path = file.old_path = file.sha256 = file.sha1 = file.md5 = file.origin_url = text;
	file.product = file.company = file.version = file.original_name = text;
	file.signature = &signature;
	file.mode = 0100755;
	process.pid = pid;
	process.guid = process.parent_guid = process.command_line = process.script = text;
	process.working_directory = process.user = text;
	process.image = &file;
	connection.address = connection.local_address = connection.host_name = connection.server_name = text;
	connection.port = 443;
	dns.query = text;
	dns.answers = &text;
	dns.answer_count = 1;
	registry.key = registry.value = text;
	package.operation = SCHAIN_PACKAGE_INSTALL;
	package.name = package.version = package.old_version = package.repository = text;
	package.key = package.publisher = package.manager = package.architecture = text;
	report.policy = report.reason = text;
	claim.subject_kind = 1 + (uint32_t)pid % 6;
	claim.finding = SCHAIN_FINDING_KNOWN_BAD;
	claim.subject = claim.claimant = claim.reason = text;
	claim.signature = &signature;
	event.type = type;
	event.record_id = event.origin = text;
	event.process = &process;
	event.parent = &process;
	event.target = &process;
	event.file = &file;
	event.connection = &connection;
	event.dns = &dns;
	event.registry = &registry;
	event.package = &package;
	event.integrity = &report;
	event.claim = &claim;
	emit(&event);
}

START_TEST(megabytes_in_every_field_are_bounded)
{
	enum { LIMIT = 8 << 20, SIZE = 1 << 20 };
	char *text = malloc(SIZE);
	schain_engine_statistics given;

	ck_assert_ptr_nonnull(text);
	memset(text, 'a', SIZE);
	with_memory(LIMIT);
	for (uint32_t round = 0; round < 200; round++)
		for (uint32_t type = 1; type <= SCHAIN_EVENT_LOSS; type++) {
			text[0] = '/';
			text[1] = (char)('a' + round % 26);
			text[2] = (char)('a' + type);
			text[3] = (char)('a' + round / 26);
			emit_large(type, 1000 + round, (schain_string){ text, SIZE });
		}
	given = statistics();
	ck_assert_uint_lt(given.memory_peak, 2 * LIMIT);
	dpkg();
	bad_update(100, 200, "/opt/evil/agent", "c2.attacker.example");
	verdict_on("/opt/evil");
	free(text);
}
END_TEST

START_TEST(large_events_that_wait_do_not_push_out_what_is_remembered)
{
	enum { LIMIT = 4 << 20, SIZE = 28000 };
	char *text = malloc(SIZE);
	schain_engine_statistics given;

	ck_assert_ptr_nonnull(text);
	memset(text, 'a', SIZE);
	with_memory(LIMIT);
	dpkg();
	write_to(100, "/opt/acme/agent");
	scene.step = 1000; /* thousands within the lateness */
	for (uint32_t i = 0; i < 5000; i++)
		emit_large(SCHAIN_EVENT_FILE_ATTRIBUTE, 1000, (schain_string){ text, SIZE });
	scene.step = SCHAIN_SECOND;
	given = statistics();
	ck_assert_uint_gt(given.reorder_overflow, 0);
	ck_assert_uint_lt(given.memory_peak, 2 * LIMIT);
	ck_assert_uint_eq(given.forgotten_deliveries, 0);
	start(1, 200, "/opt/acme/agent", NULL);
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	verdict_on("/opt/acme");
	free(text);
}
END_TEST

START_TEST(very_many_hosts_cost_little_each)
{
	enum { HOSTS = 100000 };
	schain_engine_statistics given;
	char host[32];

	with_memory(96 << 20);
	scene.step = 1000;
	for (uint32_t i = 0; i < HOSTS; i++) {
		snprintf(host, sizeof host, "h%u.example", (unsigned)i);
		scene.host = host;
		start(1, 200, "/usr/sbin/worker", NULL);
		end(200);
	}
	given = statistics();
	ck_assert_uint_eq(given.hosts, HOSTS);
	ck_assert_uint_le(given.memory_peak, 96 << 20);
}
END_TEST

START_TEST(what_happens_very_often_costs_no_more_each_time)
{
	char path[64];

	with_memory(256 << 20);
	scene.step = SCHAIN_SECOND / 1000;
	for (uint64_t i = 0; i < 10000; i++) {
		start(1, 1000, "/usr/bin/dpkg", NULL);
		snprintf(path, sizeof path, "/opt/p%u/bin", (unsigned)i);
		write_to(1000, path);
		start(1, 1001, path, NULL);
		end(1001);
		end(1000);
	}
	/* One delivery of more packages: none is searched for from the start. */
	start(1, 1000, "/usr/bin/npm", NULL);
	for (uint64_t i = 0; i < 20000; i++) {
		snprintf(path, sizeof path, "/srv/app/node_modules/n%u/index.js", (unsigned)i);
		write_to(1000, path);
		snprintf(path, sizeof path, "/srv/app/node_modules/n%u", (unsigned)i);
		start_in(1000, 1001, "/usr/bin/sh", "sh -c x", path);
		end(1001);
	}
	end(1000);
	/* A claim looks at each chain, so this is 1,000 times 10,000 comparisons of integers. */
	for (uint64_t i = 0; i < 1000; i++) {
		snprintf(path, sizeof path, "/opt/p%u/bin", (unsigned)i);
		claim_on(SCHAIN_SUBJECT_FILE, path, SCHAIN_FINDING_KNOWN_BAD, 0);
	}
	ck_assert_int_eq(weight_of(verdict_on("/opt/p999"), "trust.known_bad"), 20);
}
END_TEST

int main(void)
{
	const scene_test tests[] = {
		{ "hiding", a_daemon_that_loaded_many_modules_is_not_blind_to_the_next },
		{ "hiding", a_program_does_not_shed_its_mark_by_loading_modules },
		{ "hiding", many_programs_of_one_package_do_not_hide_where_one_connects },
		{ "hiding", many_expected_destinations_do_not_hide_the_one_that_is_not },
		{ "hiding", a_late_claim_reaches_a_program_beyond_those_listed },
		{ "memory", very_many_deliveries_stay_within_memory_and_spare_the_suspicious },
		{ "memory", processes_that_never_exit_are_forgotten_at_the_limit },
		{ "memory", marked_processes_that_never_exit_go_with_their_chains },
		{ "memory", verdicts_nobody_takes_do_not_pile_up },
		{ "memory", megabytes_in_every_field_are_bounded },
		{ "memory", large_events_that_wait_do_not_push_out_what_is_remembered },
		{ "memory", very_many_hosts_cost_little_each },
		{ "time", what_happens_very_often_costs_no_more_each_time },
		{ NULL, NULL },
	};

	return scene_run("attacks", tests);
}
