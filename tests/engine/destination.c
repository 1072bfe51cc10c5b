/* SPDX-License-Identifier: Apache-2.0 */
/* Where delivered software connects: who is approved, the vendor's own, customary, inside. Claims. */
#include "scene.h"

#include <stdlib.h>
#include <string.h>

static void dpkg(void)
{
	start(1, 100, "/usr/bin/dpkg", "dpkg --unpack acme.deb");
}

/* A delivered program, running as 200. */
static void agent(void)
{
	dpkg();
	write_to(100, "/opt/acme/agent");
	start(1, 200, "/opt/acme/agent", NULL);
}

/* What is said of one destination of the agent's. */
static const char *judgement_on(const char *name, const char *address)
{
	static char line[256];
	const found *it;
	const char *at;
	size_t length;

	scene_close();
	scene_open(NULL);
	agent();
	start(200, 201, "/usr/bin/sh", NULL); /* makes sure that there is a verdict */
	connect_to(201, "marker.attacker.example", "203.0.113.200", 443);
	connect_to(200, name, address, 443);
	it = verdict_on("/opt/acme");
	at = strstr(it->destinations, address);
	ck_assert_ptr_nonnull(at);
	at = strchr(at, ' ') + 1;
	length = strcspn(at, "\n");
	memcpy(line, at, length);
	line[length] = 0;
	return line;
}

START_TEST(addresses_inside_are_not_egress)
{
	/* RFC 1918, RFC 1122, RFC 3927, RFC 6598, RFC 4193, RFC 4291 */
	static const char *const inside[] = { "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.4.4",
		                              "127.0.0.1", "169.254.1.1", "100.64.0.1", "::1",
		                              "fd00::1", "fe80::1" };
	static const char *const outside[] = { "203.0.113.5", "172.32.0.1", "172.15.255.255",
		                               "100.128.0.1", "2001:db8::1" };

	for (size_t i = 0; i < sizeof inside / sizeof *inside; i++)
		ck_assert_str_eq(judgement_on(NULL, inside[i]), "internal");
	for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
		ck_assert_str_eq(judgement_on(NULL, outside[i]), "unapproved");
}
END_TEST

START_TEST(a_name_that_leads_to_the_host_itself_is_judged_by_its_name)
{
	ck_assert_str_eq(judgement_on("c2.attacker.example", "127.0.0.1"), "unapproved");
	ck_assert_str_eq(judgement_on("c2.attacker.example", "::1"), "unapproved");
}
END_TEST

START_TEST(names_come_from_dns_answers_before)
{
	const found *it;

	agent();
	answer("c2.attacker.example", "203.0.113.77");
	connect_to(200, NULL, "203.0.113.77", 443);
	connect_to(200, NULL, "203.0.113.78", 443);
	it = verdict_on("/opt/acme");
	ck_assert(has_signal(it, "egress.unapproved_host"));
	/* Names are known here, and nobody asked for this one. */
	ck_assert(has_signal(it, "egress.direct_to_address"));
}
END_TEST

static void answer_for(const char *name, const char *address, uint32_t ttl)
{
	schain_string given = schain_string_of(address);
	schain_event event = SCHAIN_EVENT_INIT;
	schain_dns dns = SCHAIN_DNS_INIT;

	dns.query = schain_string_of(name);
	dns.answers = &given;
	dns.answer_count = 1;
	dns.ttl = ttl;
	event.type = SCHAIN_EVENT_DNS;
	event.dns = &dns;
	emit(&event);
}

START_TEST(an_answer_that_is_over_names_nothing)
{
	agent();
	answer_for("c2.attacker.example", "203.0.113.77", 86400);
	wait_for(2 * 3600);
	connect_to(200, NULL, "203.0.113.77", 443);
	ck_assert(!has_signal(verdict_on("/opt/acme"), "egress.direct_to_address"));
	answer_for("other.attacker.example", "203.0.113.78", 60);
	wait_for(2 * 3600);
	connect_to(200, NULL, "203.0.113.78", 443);
	ck_assert(has_signal(verdict_on("/opt/acme"), "egress.direct_to_address"));
}
END_TEST

START_TEST(without_any_names_an_address_weighs_less)
{
	const found *it;

	agent();
	connect_to(200, NULL, "203.0.113.77", 443);
	it = verdict_on("/opt/acme");
	ck_assert_int_eq(weight_of(it, "egress.unnamed_address"), 2);
	ck_assert(!has_signal(it, "egress.direct_to_address"));
}
END_TEST

START_TEST(approved_hosts_addresses_and_networks_are_quiet)
{
	schain_policy *policy;
	const found *list;

	ck_assert_int_eq(schain_policy_new(NULL, &policy, NULL), SCHAIN_OK);
	schain_policy_add(policy, "approved_update_hosts", SCHAIN_STRING("updates.example"), NULL);
	schain_policy_add(policy, "approved_update_hosts", SCHAIN_STRING("*.cdn.example"), NULL);
	schain_policy_add(policy, "approved_update_hosts", SCHAIN_STRING("198.51.100.0/24"), NULL);
	schain_policy_add(policy, "approved_registries", SCHAIN_STRING("registry.example"), NULL);
	scene_close();
	scene_open(&(scene_options){ .policy = policy });
	schain_policy_free(policy);
	agent();
	connect_to(200, "updates.example", "203.0.113.1", 443);
	connect_to(200, "eu.cdn.example", "203.0.113.2", 443);
	connect_to(200, NULL, "198.51.100.255", 443);
	connect_to(200, "registry.example", "203.0.113.3", 443);
	verdicts(&list);
	connect_to(200, "updates.example.attacker.example", "203.0.113.4", 443);
	ck_assert_str_eq(verdict_on("/opt/acme")->destinations,
	                 "updates.example 203.0.113.1 approved\neu.cdn.example 203.0.113.2 approved\n"
	                 " 198.51.100.255 approved\nregistry.example 203.0.113.3 approved\n"
	                 "updates.example.attacker.example 203.0.113.4 unapproved\n");
}
END_TEST

START_TEST(the_vendors_own_domain_weighs_less)
{
	const found *it;

	dpkg();
	package_event(100, SCHAIN_PACKAGE_INSTALL, "acmesuite", "2.0", NULL);
	write_to(100, "/opt/acme/agent");
	start(1, 200, "/opt/acme/agent", NULL);
	connect_to(200, "telemetry.acmesuite.example", "203.0.113.5", 443);
	it = verdict_on("acmesuite");
	ck_assert_ptr_nonnull(strstr(it->destinations, " vendor\n"));
	/* 10 for the host, -9 for the vendor */
	ck_assert_int_eq(weight_of(it, "egress.vendor_domain"), 1);
	/* A look-alike is no vendor's. */
	connect_to(200, "acmesuite-updates.example", "203.0.113.6", 443);
	ck_assert_ptr_nonnull(strstr(verdict_on("acmesuite")->destinations,
	                             "acmesuite-updates.example 203.0.113.6 unapproved\n"));
}
END_TEST

/* The company of the version resource and who signed may be two: only a valid signature says whose it is. */
START_TEST(the_signers_own_domain_is_the_vendors)
{
	static const struct {
		uint32_t state;
		const char *signer, *host;
		int is_vendor;
	} cases[] = {
		{ SCHAIN_SIGNATURE_VALID, "Globex Software Ltd", "updates.globex.example", 1 },
		{ SCHAIN_SIGNATURE_VALID, "CN=Release 7, O=Globex, C=US", "updates.globex.example", 1 },
		{ SCHAIN_SIGNATURE_VALID, "Developer ID Application: Globex (TEAM123456)", "globex.example", 1 },
		{ SCHAIN_SIGNATURE_VALID, "Globex Software Ltd", "globex-updates.example", 0 },
		{ SCHAIN_SIGNATURE_VALID, "Initech", "updates.globex.example", 0 },
		{ SCHAIN_SIGNATURE_UNTRUSTED, "Globex Software Ltd", "updates.globex.example", 0 },
		{ SCHAIN_SIGNATURE_INVALID, "Globex Software Ltd", "updates.globex.example", 0 },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		scene_close();
		scene_open(NULL);
		dpkg();
		write_to(100, "/opt/acme/agent");
		start_signed(1, 200, "/opt/acme/agent", cases[i].state, cases[i].signer, "Acme Tools");
		connect_to(200, cases[i].host, "203.0.113.5", 443);
		ck_assert_msg(!strstr(verdict_on("/opt/acme")->destinations, " vendor\n") == !cases[i].is_vendor,
		              "%s: %s", cases[i].signer, cases[i].host);
	}
}
END_TEST

/* One delivery of the agent, which connects there. */
static void deliver_again(uint64_t pid, const char *host)
{
	wait_for(3 * 86400);
	start(1, pid, "/usr/bin/dpkg", "dpkg --unpack acme.deb");
	write_to(pid, "/opt/acme/agent");
	start(1, pid + 1, "/opt/acme/agent", NULL);
	connect_to(pid + 1, host, "203.0.113.5", 443);
	end(pid);
}

START_TEST(a_destination_is_customary_at_the_second_delivery)
{
	const found *list;
	size_t given;

	deliver_again(1000, "home.vendor.example");
	deliver_again(2000, "home.vendor.example");
	given = verdicts(&list);
	ck_assert_uint_ge(given, 1);
	ck_assert_ptr_nonnull(strstr(list[0].destinations, " unapproved\n"));
	if (given > 1)
		ck_assert_ptr_nonnull(strstr(list[1].destinations, " customary\n"));
}
END_TEST

START_TEST(what_a_bad_delivery_did_is_not_customary_later)
{
	const found *list;
	size_t given;

	dpkg();
	bad_update(100, 200, "/opt/acme/agent", "c2.attacker.example");
	ck_assert_uint_eq(worst_level(), SCHAIN_LEVEL_HIGH);
	deliver_again(2000, "c2.attacker.example");
	given = verdicts(&list);
	ck_assert_uint_eq(given, 2);
	ck_assert_ptr_nonnull(strstr(list[1].destinations, "c2.attacker.example 203.0.113.5 unapproved\n"));
}
END_TEST

START_TEST(a_child_that_is_customary_weighs_less)
{
	const found *list;
	size_t given;

	for (uint64_t pid = 1000; pid <= 2000; pid += 1000) {
		wait_for(3 * 86400);
		start(1, pid, "/usr/bin/dpkg", NULL);
		write_to(pid, "/opt/acme/agent");
		start(1, pid + 1, "/opt/acme/agent", NULL);
		start(pid + 1, pid + 2, "/usr/bin/curl", NULL);
	}
	given = verdicts(&list);
	ck_assert_uint_eq(given, 2);
	ck_assert(has_signal(&list[0], "child.downloader"));
	/* 10 for the downloader, -10 for the habit: not a finding */
	ck_assert(!has_signal(&list[1], "child.downloader"));
}
END_TEST

START_TEST(secrets_named_in_a_command_or_read_are_credential_access)
{
	const found *it;

	agent();
	start(200, 201, "/usr/bin/tar", "tar czf /tmp/a.tgz /root/.ssh/id_rsa");
	it = verdict_on("/opt/acme");
	ck_assert_int_eq(weight_of(it, "credential.touched"), 9);
	scene_close();
	scene_open(NULL);
	agent();
	read_from(200, "/etc/shadow");
	ck_assert(has_stage(verdict_on("/opt/acme"), SCHAIN_STAGE_CREDENTIAL));
}
END_TEST

START_TEST(others_may_read_secrets)
{
	const found *list;

	agent();
	start(1, 50, "/usr/bin/ssh", "ssh -i /root/.ssh/id_rsa host.example");
	read_from(50, "/root/.ssh/id_rsa");
	verdicts(&list);
	for (size_t i = 0, given = verdicts(&list); i < given; i++)
		ck_assert(!has_stage(&list[i], SCHAIN_STAGE_CREDENTIAL));
}
END_TEST

START_TEST(a_claim_on_a_file_counts_before_and_after_its_use)
{
	dpkg();
	write_to(100, "/opt/acme/agent");
	claim_on(SCHAIN_SUBJECT_FILE, "/opt/acme/agent", SCHAIN_FINDING_KNOWN_BAD, 0);
	start(1, 200, "/opt/acme/agent", NULL);
	ck_assert_int_eq(weight_of(verdict_on("/opt/acme"), "trust.known_bad"), 20);
	scene_close();
	scene_open(NULL);
	agent();
	claim_on(SCHAIN_SUBJECT_FILE, "/opt/acme/agent", SCHAIN_FINDING_KNOWN_BAD, 0);
	ck_assert_int_eq(weight_of(verdict_on("/opt/acme"), "trust.known_bad"), 20);
}
END_TEST

/* An update's own library is no finding by itself; that it is known to be bad is. */
START_TEST(what_is_known_of_a_products_own_library_counts)
{
	start(1, 100, "/usr/bin/dpkg", NULL);
	write_to(100, "/opt/acme/agent");
	write_to(100, "/opt/acme/libacme.so");
	end(100);
	claim_on(SCHAIN_SUBJECT_FILE, "/opt/acme/libacme.so", SCHAIN_FINDING_KNOWN_BAD, 0);
	start(1, 200, "/opt/acme/agent", NULL);
	load(200, "/opt/acme/libacme.so");
	ck_assert_int_eq(weight_of(verdict_on("/opt/acme"), "trust.known_bad"), 20);
}
END_TEST

START_TEST(good_news_of_a_file_lowers_the_score)
{
	const found *it;

	dpkg();
	write_to(100, "/opt/acme/agent");
	claim_on(SCHAIN_SUBJECT_FILE, "/opt/acme/agent", SCHAIN_FINDING_KNOWN_GOOD, 0);
	start(1, 200, "/opt/acme/agent", NULL);
	start(200, 201, "/usr/bin/curl", NULL);
	connect_to(201, "c2.attacker.example", "203.0.113.9", 443);
	it = verdict_on("/opt/acme");
	/* prior -18, program path 1, first run 2, downloader 10, good -15, egress 10 and 3 / 2 */
	ck_assert_int_eq(it->score, -18 + 1 + 2 + 10 - 15 + 10 + 3);
	ck_assert(!has_stage(it, SCHAIN_STAGE_TRUST));
}
END_TEST

START_TEST(a_claim_lapses_with_its_lifetime)
{
	const found *list;

	dpkg();
	write_to(100, "/opt/acme/agent");
	claim_on(SCHAIN_SUBJECT_FILE, "/opt/acme/agent", SCHAIN_FINDING_KNOWN_BAD, 60 * SCHAIN_SECOND);
	wait_for(120);
	start(1, 200, "/opt/acme/agent", NULL);
	start(200, 201, "/usr/bin/curl", NULL);
	ck_assert_uint_eq(verdicts(&list), 1);
	ck_assert(!has_signal(list, "trust.known_bad"));
}
END_TEST

START_TEST(a_claim_on_a_path_is_of_its_host_one_on_a_hash_of_all)
{
	static const char hash[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
	const found *list;

	scene.host = "a.example";
	claim_on(SCHAIN_SUBJECT_FILE, "/opt/acme/agent", SCHAIN_FINDING_KNOWN_BAD, 0);
	scene.host = "b.example";
	agent();
	start(200, 201, "/usr/bin/curl", NULL);
	ck_assert_uint_eq(verdicts(&list), 1);
	ck_assert(!has_signal(list, "trust.known_bad"));
	scene.host = "a.example";
	claim_on(SCHAIN_SUBJECT_HASH, hash, SCHAIN_FINDING_KNOWN_BAD, 0);
	scene_flush();
	scene.host = "b.example";
	wait_for(60);
	{
		schain_file image = SCHAIN_FILE_INIT;
		schain_process process = SCHAIN_PROCESS_INIT;
		schain_event event = SCHAIN_EVENT_INIT;

		image.path = SCHAIN_STRING("/opt/acme/agent");
		image.sha256 = schain_string_of(hash);
		process.pid = 300;
		process.image = &image;
		event.type = SCHAIN_EVENT_PROCESS_START;
		event.process = &process;
		emit(&event);
	}
	ck_assert_int_eq(weight_of(verdict_on("/opt/acme"), "trust.known_bad"), 20);
}
END_TEST

START_TEST(a_claim_on_a_domain_or_address_counts_before_and_after_the_connection)
{
	agent();
	claim_on(SCHAIN_SUBJECT_DOMAIN, "c2.attacker.example", SCHAIN_FINDING_KNOWN_BAD, 0);
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	ck_assert_int_eq(weight_of(verdict_on("/opt/acme"), "egress.known_bad"), 20);
	scene_close();
	scene_open(NULL);
	agent();
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	claim_on(SCHAIN_SUBJECT_DOMAIN, "C2.Attacker.example", SCHAIN_FINDING_KNOWN_BAD, 0);
	ck_assert_int_eq(weight_of(verdict_on("/opt/acme"), "egress.known_bad"), 20);
	scene_close();
	scene_open(NULL);
	agent();
	connect_to(200, NULL, "203.0.113.9", 443);
	claim_on(SCHAIN_SUBJECT_ADDRESS, "203.0.113.9", SCHAIN_FINDING_KNOWN_BAD, 0);
	ck_assert_int_eq(weight_of(verdict_on("/opt/acme"), "egress.known_bad"), 20);
}
END_TEST

START_TEST(a_wanted_destination_is_approved_before_and_after_the_connection)
{
	const found *list;

	agent();
	claim_on(SCHAIN_SUBJECT_DOMAIN, "api.partner.example", SCHAIN_FINDING_KNOWN_GOOD, 0);
	connect_to(200, "api.partner.example", "203.0.113.9", 443);
	start(200, 201, "/usr/bin/curl", NULL);
	ck_assert_uint_eq(verdicts(&list), 1);
	ck_assert_ptr_nonnull(strstr(list->destinations, " approved\n"));
	ck_assert(!has_stage(list, SCHAIN_STAGE_EGRESS));
	scene_close();
	scene_open(NULL);
	agent();
	connect_to(200, "api.partner.example", "203.0.113.9", 443);
	start(200, 201, "/usr/bin/curl", NULL);
	claim_on(SCHAIN_SUBJECT_DOMAIN, "api.partner.example", SCHAIN_FINDING_KNOWN_GOOD, 0);
	ck_assert_uint_eq(verdicts(&list), 1);
	/* prior -18, program path 1, first run 2, downloader 10 */
	ck_assert_int_eq(list->score, -18 + 1 + 2 + 10);
	ck_assert(!has_stage(list, SCHAIN_STAGE_EGRESS));
	ck_assert_ptr_nonnull(strstr(list->destinations, " approved\n"));
}
END_TEST

int main(void)
{
	const scene_test tests[] = {
		{ "places", addresses_inside_are_not_egress },
		{ "places", a_name_that_leads_to_the_host_itself_is_judged_by_its_name },
		{ "places", names_come_from_dns_answers_before },
		{ "places", an_answer_that_is_over_names_nothing },
		{ "places", without_any_names_an_address_weighs_less },
		{ "places", approved_hosts_addresses_and_networks_are_quiet },
		{ "places", the_vendors_own_domain_weighs_less },
		{ "places", the_signers_own_domain_is_the_vendors },
		{ "past", a_destination_is_customary_at_the_second_delivery },
		{ "past", what_a_bad_delivery_did_is_not_customary_later },
		{ "past", a_child_that_is_customary_weighs_less },
		{ "secrets", secrets_named_in_a_command_or_read_are_credential_access },
		{ "secrets", others_may_read_secrets },
		{ "claims", a_claim_on_a_file_counts_before_and_after_its_use },
		{ "claims", what_is_known_of_a_products_own_library_counts },
		{ "claims", good_news_of_a_file_lowers_the_score },
		{ "claims", a_claim_lapses_with_its_lifetime },
		{ "claims", a_claim_on_a_path_is_of_its_host_one_on_a_hash_of_all },
		{ "claims", a_claim_on_a_domain_or_address_counts_before_and_after_the_connection },
		{ "claims", a_wanted_destination_is_approved_before_and_after_the_connection },
		{ NULL, NULL },
	};

	return scene_run("destinations and claims", tests);
}
