/* SPDX-License-Identifier: Apache-2.0 */
/* Who signed a product's updates, against who signed those before: by claims of a verifier. */
#include "scene.h"

#include <stdlib.h>

#define ACME "organisation:Acme Inc/US"

static void claim_signature(const char *path, uint32_t state, const char *identity, const char *issuer)
{
	schain_event event = SCHAIN_EVENT_INIT;
	schain_claim claim = SCHAIN_CLAIM_INIT;
	schain_signature signature = SCHAIN_SIGNATURE_INIT;

	signature.state = state;
	signature.signer = SCHAIN_STRING("Acme Inc");
	signature.identity = schain_string_of(identity);
	signature.issuer = schain_string_of(issuer);
	claim.subject_kind = SCHAIN_SUBJECT_FILE;
	claim.subject = schain_string_of(path);
	claim.finding = SCHAIN_FINDING_SIGNATURE;
	claim.signature = &signature;
	event.type = SCHAIN_EVENT_CLAIM;
	event.claim = &claim;
	emit(&event);
}

static void begin_update(uint64_t pid)
{
	wait_for(86400);
	start(1, pid, "/usr/bin/dpkg", "dpkg --unpack acme.deb");
	write_to(pid, "/opt/acme/agent");
	write_to(pid, "/opt/acme/core.so");
	end(pid);
	start(1, pid + 1, "/opt/acme/agent", NULL);
}

static void misbehave(uint64_t pid)
{
	start(pid + 1, pid + 2, "/usr/bin/sh", NULL);
	connect_to(pid + 2, "c2.attacker.example", "203.0.113.9", 443);
}

/* A day later: an update that runs and does what a backdoor does, so that there is a verdict. */
static void update(uint64_t pid, uint32_t state, const char *identity, const char *issuer, int is_bad)
{
	begin_update(pid);
	claim_signature("/opt/acme/agent", state, identity, issuer);
	if (is_bad)
		misbehave(pid);
	end(pid + 1);
}

static void good(uint64_t pid)
{
	update(pid, SCHAIN_SIGNATURE_VALID, ACME, "CN=Example CA", 0);
}

START_TEST(the_same_signer_is_good_news)
{
	const found *it;

	good(100);
	good(200);
	update(300, SCHAIN_SIGNATURE_VALID, ACME, "CN=Example CA", 1);
	it = verdict_on("/opt/acme");
	ck_assert(has_signal(it, "trust.signed"));
	ck_assert(!has_signal(it, "trust.signer_changed"));
	ck_assert(!has_signal(it, "trust.issuer_changed"));
	ck_assert(!has_signal(it, "trust.downgraded"));
}
END_TEST

START_TEST(another_signer_is_a_signal)
{
	good(100);
	good(200);
	update(300, SCHAIN_SIGNATURE_VALID, "organisation:Other Ltd/GB", "CN=Example CA", 1);
	ck_assert_int_eq(weight_of(verdict_on("/opt/acme"), "trust.signer_changed"), 8);
}
END_TEST

START_TEST(another_authority_is_a_weaker_one)
{
	const found *it;

	good(100);
	good(200);
	update(300, SCHAIN_SIGNATURE_VALID, ACME, "CN=Another CA", 1);
	it = verdict_on("/opt/acme");
	ck_assert(!has_signal(it, "trust.signer_changed"));
	ck_assert(has_signal(it, "trust.issuer_changed"));
}
END_TEST

START_TEST(no_trusted_signature_any_more_is_a_downgrade)
{
	static const uint32_t states[] = { SCHAIN_SIGNATURE_UNSIGNED, SCHAIN_SIGNATURE_ADHOC,
		                               SCHAIN_SIGNATURE_UNTRUSTED };

	for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
		scene_close();
		scene_open(NULL);
		good(100);
		good(200);
		update(300, states[i], NULL, NULL, 1);
		ck_assert_int_eq(weight_of(verdict_on("/opt/acme"), "trust.downgraded"), 8);
	}
}
END_TEST

START_TEST(a_product_that_was_not_always_signed_is_not_downgraded)
{
	const found *all;
	size_t count;

	update(100, SCHAIN_SIGNATURE_UNSIGNED, NULL, NULL, 0);
	update(200, SCHAIN_SIGNATURE_VALID, ACME, "CN=Example CA", 0);
	update(300, SCHAIN_SIGNATURE_UNSIGNED, NULL, NULL, 1);
	count = verdicts(&all);
	ck_assert_uint_ge(count, 1);
	for (size_t i = 0; i < count; i++)
		ck_assert(!has_signal(&all[i], "trust.downgraded"));
}
END_TEST

/* How many of the verdicts so far have the signal. */
static size_t told(const char *signal)
{
	const found *all;
	size_t count = verdicts(&all), with = 0;

	for (size_t i = 0; i < count; i++)
		with += has_signal(&all[i], signal) != 0;
	return with;
}

#define EVIL "organisation:Evil Ltd/GB"

/* After a first delivery by EVIL that was judged bad. */
static void go_on_after_a_bad_one(void)
{
	ck_assert_uint_eq(told("trust.signed"), 1);
	ck_assert_uint_ge(worst_level(), SCHAIN_LEVEL_MEDIUM);
	good(200);
	update(300, SCHAIN_SIGNATURE_VALID, ACME, "CN=Example CA", 1);
	ck_assert_uint_eq(told("trust.signed"), 2);
	ck_assert_uint_eq(told("trust.signer_changed"), 0);
	update(400, SCHAIN_SIGNATURE_VALID, EVIL, "CN=Example CA", 1);
	ck_assert_uint_eq(told("trust.signer_changed"), 1);
}

START_TEST(a_first_delivery_that_is_judged_bad_teaches_no_signer)
{
	update(100, SCHAIN_SIGNATURE_VALID, EVIL, "CN=Example CA", 1);
	go_on_after_a_bad_one();
}
END_TEST

START_TEST(nor_does_one_whose_signer_is_found_out_afterwards)
{
	begin_update(100);
	misbehave(100);
	claim_signature("/opt/acme/agent", SCHAIN_SIGNATURE_VALID, EVIL, "CN=Example CA");
	end(101);
	go_on_after_a_bad_one();
}
END_TEST

START_TEST(nothing_is_told_of_the_past_of_what_is_first_seen)
{
	update(100, SCHAIN_SIGNATURE_VALID, ACME, "CN=Example CA", 1);
	ck_assert_uint_eq(told("trust.signed"), 1);
	ck_assert_uint_eq(told("trust.signer_changed"), 0);
	ck_assert_uint_eq(told("trust.issuer_changed"), 0);
	ck_assert_uint_eq(told("trust.downgraded"), 0);
	scene_close();
	scene_open(NULL);
	update(100, SCHAIN_SIGNATURE_UNSIGNED, NULL, NULL, 1);
	ck_assert_uint_eq(told("trust.unsigned_image"), 1);
	ck_assert_uint_eq(told("trust.downgraded"), 0);
}
END_TEST

/* A runtime library of somebody else's, say. */
START_TEST(a_product_may_have_several_signers)
{
	begin_update(100);
	claim_signature("/opt/acme/agent", SCHAIN_SIGNATURE_VALID, ACME, "CN=Example CA");
	load(101, "/opt/acme/core.so");
	claim_signature("/opt/acme/core.so", SCHAIN_SIGNATURE_VALID, "organisation:Runtime Ltd/GB",
	                "CN=Another CA");
	end(101);
	begin_update(200);
	load(201, "/opt/acme/core.so");
	claim_signature("/opt/acme/core.so", SCHAIN_SIGNATURE_VALID, "organisation:Runtime Ltd/GB",
	                "CN=Another CA");
	claim_signature("/opt/acme/agent", SCHAIN_SIGNATURE_VALID, ACME, "CN=Example CA");
	misbehave(200);
	end(201);
	ck_assert_uint_eq(told("trust.signed"), 1);
	ck_assert_uint_eq(told("trust.signer_changed"), 0);
	ck_assert_uint_eq(told("trust.issuer_changed"), 0);
	update(300, SCHAIN_SIGNATURE_VALID, "organisation:Other Ltd/GB", "CN=Example CA", 1);
	ck_assert_uint_eq(told("trust.signer_changed"), 1);
}
END_TEST

/* Companies are renamed: of deliveries that are harmless otherwise the new name is learnt. */
START_TEST(a_change_of_signer_is_told_once)
{
	good(100);
	good(200);
	update(300, SCHAIN_SIGNATURE_VALID, "organisation:Acme Group/US", "CN=Example CA", 0);
	ck_assert_uint_eq(told("trust.signer_changed"), 1);
	update(400, SCHAIN_SIGNATURE_VALID, "organisation:Acme Group/US", "CN=Example CA", 1);
	ck_assert_uint_eq(told("trust.signed"), 2);
	ck_assert_uint_eq(told("trust.signer_changed"), 1);
}
END_TEST

/* What was found of the file that lay there before says nothing of this one. */
START_TEST(a_claim_on_a_replaced_file_does_not_count)
{
	const found *it;

	good(100);
	good(200);
	wait_for(86400);
	bad_update(300, 301, "/opt/acme/agent", "c2.attacker.example");
	it = verdict_on("/opt/acme");
	ck_assert(!has_signal(it, "trust.signed"));
}
END_TEST

START_TEST(a_digest_that_does_not_match_is_a_signal)
{
	good(100);
	good(200);
	update(300, SCHAIN_SIGNATURE_INVALID, ACME, "CN=Example CA", 1);
	ck_assert_int_eq(weight_of(verdict_on("/opt/acme"), "trust.invalid_signature"), 12);
}
END_TEST

/* Validly signed, which says nothing here: the update did too much. Approval is another matter. */
START_TEST(an_approved_signer_lowers_by_its_weight_and_no_more)
{
	schain_policy *policy;
	const found *it;
	int32_t without, with;

	good(100);
	good(200);
	update(300, SCHAIN_SIGNATURE_VALID, ACME, "CN=Example CA", 1);
	it = verdict_on("/opt/acme");
	without = it->score;
	scene_close();
	ck_assert_int_eq(schain_policy_new(NULL, &policy, NULL), SCHAIN_OK);
	ck_assert_int_eq(schain_policy_add(policy, "approved_signers", SCHAIN_STRING("Acme Inc"), NULL),
	                 SCHAIN_OK);
	scene_open(&(scene_options){ .policy = policy });
	good(100);
	good(200);
	update(300, SCHAIN_SIGNATURE_VALID, ACME, "CN=Example CA", 1);
	it = verdict_on("/opt/acme");
	with = it->score;
	ck_assert_int_eq(weight_of(it, "trust.approved_signer"), -8);
	ck_assert_int_eq(with, without - 8);
	ck_assert_uint_ge(it->level, SCHAIN_LEVEL_LOW);
	schain_policy_free(policy);
}
END_TEST

int main(void)
{
	const scene_test tests[] = {
		{ "history", the_same_signer_is_good_news },
		{ "history", another_signer_is_a_signal },
		{ "history", another_authority_is_a_weaker_one },
		{ "history", no_trusted_signature_any_more_is_a_downgrade },
		{ "history", a_product_that_was_not_always_signed_is_not_downgraded },
		{ "history", a_first_delivery_that_is_judged_bad_teaches_no_signer },
		{ "history", nor_does_one_whose_signer_is_found_out_afterwards },
		{ "history", nothing_is_told_of_the_past_of_what_is_first_seen },
		{ "history", a_product_may_have_several_signers },
		{ "history", a_change_of_signer_is_told_once },
		{ "state", a_claim_on_a_replaced_file_does_not_count },
		{ "state", a_digest_that_does_not_match_is_a_signal },
		{ "state", an_approved_signer_lowers_by_its_weight_and_no_more },
		{ NULL, NULL },
	};

	return scene_run("signer", tests);
}
