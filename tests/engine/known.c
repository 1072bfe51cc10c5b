/* SPDX-License-Identifier: Apache-2.0 */
/* Claims of what is known: of signers and packages too, and of sources that contradict each other. */
#include "scene.h"

static const found *run_signed(uint32_t state)
{
	start(1, 100, "/usr/bin/dpkg", "dpkg --unpack acme.deb");
	write_to(100, "/opt/acme/agent");
	start_signed(1, 200, "/opt/acme/agent", state, "Acme Ltd", NULL);
	start(200, 201, "/usr/bin/sh", NULL);
	return verdict_on("/opt/acme");
}

START_TEST(a_bad_signer_counts_before_and_after_its_file_runs)
{
	claim_on(SCHAIN_SUBJECT_SIGNER, "ACME ltd", SCHAIN_FINDING_KNOWN_BAD, 0);
	ck_assert(has_signal(run_signed(SCHAIN_SIGNATURE_VALID), "trust.known_bad"));
	scene_close();
	scene_open(NULL);
	ck_assert(!has_signal(run_signed(SCHAIN_SIGNATURE_VALID), "trust.known_bad"));
	claim_on(SCHAIN_SUBJECT_SIGNER, "Acme Ltd", SCHAIN_FINDING_KNOWN_BAD, 0);
	ck_assert(has_signal(verdict_on("/opt/acme"), "trust.known_bad"));
}
END_TEST

START_TEST(a_good_signer_needs_a_valid_signature)
{
	claim_on(SCHAIN_SUBJECT_SIGNER, "Acme Ltd", SCHAIN_FINDING_KNOWN_GOOD, 0);
	ck_assert(has_signal(run_signed(SCHAIN_SIGNATURE_VALID), "trust.approved_signer"));
	ck_assert(!has_signal(verdict_on("/opt/acme"), "trust.known_good"));
	scene_close();
	scene_open(NULL);
	claim_on(SCHAIN_SUBJECT_SIGNER, "Acme Ltd", SCHAIN_FINDING_KNOWN_GOOD, 0);
	ck_assert(!has_signal(run_signed(SCHAIN_SIGNATURE_EXPIRED), "trust.approved_signer"));
}
END_TEST

static const found *run_package(const char *version)
{
	start(1, 100, "/usr/bin/dpkg", "dpkg --unpack acme.deb");
	package_event(100, SCHAIN_PACKAGE_UPDATE, "acme", version, "1.0");
	write_to(100, "/opt/acme/agent");
	start(1, 200, "/opt/acme/agent", NULL);
	start(200, 201, "/usr/bin/sh", NULL);
	return verdict_on("acme");
}

START_TEST(a_bad_package_is_one_of_that_version)
{
	claim_on(SCHAIN_SUBJECT_PACKAGE, "pkg:dpkg/acme@2.0", SCHAIN_FINDING_KNOWN_BAD, 0);
	ck_assert(has_signal(run_package("2.0"), "trust.known_bad"));
	scene_close();
	scene_open(NULL);
	claim_on(SCHAIN_SUBJECT_PACKAGE, "pkg:dpkg/acme@2.0", SCHAIN_FINDING_KNOWN_BAD, 0);
	ck_assert(!has_signal(run_package("2.1"), "trust.known_bad"));
	claim_on(SCHAIN_SUBJECT_PACKAGE, "pkg:dpkg/acme@2.1", SCHAIN_FINDING_KNOWN_BAD, 0);
	ck_assert(has_signal(verdict_on("acme"), "trust.known_bad"));
}
END_TEST

static void deliver_and_run(void)
{
	start(1, 100, "/usr/bin/dpkg", "dpkg --unpack acme.deb");
	write_to(100, "/opt/acme/agent");
	start(1, 200, "/opt/acme/agent", NULL);
	start(200, 201, "/usr/bin/sh", NULL);
}

START_TEST(both_sides_of_a_contradiction_are_told)
{
	claim_on(SCHAIN_SUBJECT_FILE, "/opt/acme/agent", SCHAIN_FINDING_KNOWN_BAD, 0);
	claim_on(SCHAIN_SUBJECT_FILE, "/opt/acme/agent", SCHAIN_FINDING_KNOWN_GOOD, 0);
	deliver_and_run();
	ck_assert(has_signal(verdict_on("/opt/acme"), "trust.known_bad"));
	ck_assert(has_signal(verdict_on("/opt/acme"), "trust.known_good"));
}
END_TEST

START_TEST(one_source_knows_it_as_good_does_not_take_back_that_another_knows_it_as_bad)
{
	const found *it;

	claim_on(SCHAIN_SUBJECT_DOMAIN, "cdn.attacker.example", SCHAIN_FINDING_KNOWN_BAD, 0);
	claim_on(SCHAIN_SUBJECT_DOMAIN, "cdn.attacker.example", SCHAIN_FINDING_KNOWN_GOOD, 0);
	deliver_and_run();
	connect_to(200, "cdn.attacker.example", "203.0.113.9", 443);
	it = verdict_on("/opt/acme");
	ck_assert(has_signal(it, "egress.known_bad"));
	ck_assert(has_signal(it, "egress.unapproved_host"));
	claim_on(SCHAIN_SUBJECT_DOMAIN, "cdn.attacker.example", SCHAIN_FINDING_KNOWN_GOOD, 0);
	it = verdict_on("/opt/acme");
	ck_assert(has_signal(it, "egress.known_bad"));
	ck_assert(has_signal(it, "egress.unapproved_host"));
}
END_TEST

START_TEST(a_good_destination_is_an_approved_one)
{
	claim_on(SCHAIN_SUBJECT_DOMAIN, "api.partner.example", SCHAIN_FINDING_KNOWN_GOOD, 0);
	deliver_and_run();
	connect_to(200, "api.partner.example", "203.0.113.9", 443);
	ck_assert(!has_signal(verdict_on("/opt/acme"), "egress.unapproved_host"));
}
END_TEST

int main(void)
{
	const scene_test tests[] = {
		{ "known", a_bad_signer_counts_before_and_after_its_file_runs },
		{ "known", a_good_signer_needs_a_valid_signature },
		{ "known", a_bad_package_is_one_of_that_version },
		{ "contradictions", both_sides_of_a_contradiction_are_told },
		{ "contradictions", one_source_knows_it_as_good_does_not_take_back_that_another_knows_it_as_bad },
		{ "contradictions", a_good_destination_is_an_approved_one },
		{ NULL, NULL },
	};

	return scene_run("what is known", tests);
}
