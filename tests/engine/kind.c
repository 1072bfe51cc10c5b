/* SPDX-License-Identifier: Apache-2.0 */
/* What kind of destination delivered software goes to, and how it uses those its product knows. */
#include "scene.h"

#include <string.h>

#define DAY 86400

static void agent(void)
{
	start(1, 100, "/usr/bin/dpkg", "dpkg --unpack acme.deb");
	write_to(100, "/opt/acme/agent");
	start(1, 200, "/opt/acme/agent", NULL);
}

static void say(const char *name, uint32_t reasons)
{
	schain_claim claim = SCHAIN_CLAIM_INIT;
	schain_event event = SCHAIN_EVENT_INIT;

	claim.subject_kind = SCHAIN_SUBJECT_DOMAIN;
	claim.subject = schain_string_of(name);
	claim.finding = SCHAIN_FINDING_DESTINATION;
	claim.reasons = reasons;
	claim.claimant = schain_string_of("egress");
	event.type = SCHAIN_EVENT_CLAIM;
	event.claim = &claim;
	emit(&event);
}

static void ask_for(uint64_t pid, const char *name)
{
	schain_event event = SCHAIN_EVENT_INIT;
	schain_process process = SCHAIN_PROCESS_INIT;
	schain_dns dns = SCHAIN_DNS_INIT;

	process.pid = pid;
	dns.query = schain_string_of(name);
	event.type = SCHAIN_EVENT_DNS;
	event.process = &process;
	event.dns = &dns;
	emit(&event);
}

/* Which signal each reason becomes. */
static const struct {
	uint32_t reason;
	const char *signal;
} meanings[] = {
	{ SCHAIN_REASON_LOOK_ALIKE, "egress.look_alike" },
	{ SCHAIN_REASON_GENERATED, "egress.generated_name" },
	{ SCHAIN_REASON_DNS_TUNNEL, "egress.dns_tunnel" },
	{ SCHAIN_REASON_CODE_HOST, "egress.public_channel" },
	{ SCHAIN_REASON_PASTE, "egress.public_channel" },
	{ SCHAIN_REASON_CHAT, "egress.public_channel" },
	{ SCHAIN_REASON_WEBHOOK, "egress.public_channel" },
	{ SCHAIN_REASON_FILE_SHARING, "egress.public_channel" },
	{ SCHAIN_REASON_DYNAMIC_DNS, "egress.hidden_answerer" },
	{ SCHAIN_REASON_DOH, "egress.hidden_answerer" },
	{ SCHAIN_REASON_TOR, "egress.hidden_answerer" },
	{ SCHAIN_REASON_RELAY, "egress.hidden_answerer" },
	{ SCHAIN_REASON_RARE_NETWORK, "egress.rare_network" },
	{ SCHAIN_REASON_BEACON, "egress.beacon" },
	{ SCHAIN_REASON_UNUSUAL_PROTOCOL, "egress.unusual_protocol" },
};
enum { MEANINGS = sizeof meanings / sizeof *meanings };

START_TEST(a_kind_is_a_signal_before_and_after_the_connection)
{
	for (int i = 0; i < MEANINGS; i++) {
		scene_close();
		scene_open(NULL);
		agent();
		say("c2.attacker.example", meanings[i].reason);
		connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
		ck_assert(has_signal(verdict_on("/opt/acme"), meanings[i].signal));
		scene_close();
		scene_open(NULL);
		agent();
		connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
		ck_assert(!has_signal(verdict_on("/opt/acme"), meanings[i].signal));
		say("c2.attacker.example", meanings[i].reason);
		ck_assert(has_signal(verdict_on("/opt/acme"), meanings[i].signal));
	}
}
END_TEST

START_TEST(other_kinds_are_for_information)
{
	uint32_t said = 0, signals;

	for (int i = 0; i < MEANINGS; i++)
		said |= meanings[i].reason;
	agent();
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	signals = (uint32_t)strlen(verdict_on("/opt/acme")->signals);
	say("c2.attacker.example", ~said);
	ck_assert_uint_eq(strlen(verdict_on("/opt/acme")->signals), signals);
}
END_TEST

START_TEST(all_kinds_at_once_do_not_convict)
{
	agent();
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	say("c2.attacker.example", UINT32_MAX);
	ck_assert(has_signal(verdict_on("/opt/acme"), "egress.dns_tunnel"));
	/* Delivery, write, first run and egress: no more than the few stages that every product has. */
	ck_assert_uint_lt(worst_level(), SCHAIN_LEVEL_HIGH);
}
END_TEST

START_TEST(a_kind_says_nothing_of_a_vendors_or_approved_place)
{
	schain_policy *policy;
	scene_options options = { 0 };

	ck_assert_int_eq(schain_policy_new(NULL, &policy, NULL), SCHAIN_OK);
	ck_assert_int_eq(schain_policy_add(policy, "approved_update_hosts",
	                                   SCHAIN_STRING("cdn.partner.example"), NULL), SCHAIN_OK);
	scene_close();
	options.policy = policy;
	scene_open(&options);
	agent();
	say("cdn.partner.example", UINT32_MAX);
	say("updates.acme.example", ~SCHAIN_REASON_LOOK_ALIKE);
	connect_to(200, "cdn.partner.example", "203.0.113.9", 443);
	connect_to(200, "updates.acme.example", "203.0.113.10", 443);
	for (int i = 0; i < MEANINGS; i++)
		ck_assert(!has_signal(verdict_on("/opt/acme"), meanings[i].signal));
	schain_policy_free(policy);
}
END_TEST

START_TEST(what_is_known_of_a_place_and_its_kind_are_two_things)
{
	agent();
	claim_on(SCHAIN_SUBJECT_DOMAIN, "c2.attacker.example", SCHAIN_FINDING_KNOWN_BAD, 0);
	say("c2.attacker.example", SCHAIN_REASON_GENERATED);
	connect_to(200, "c2.attacker.example", "203.0.113.9", 443);
	ck_assert(has_signal(verdict_on("/opt/acme"), "egress.known_bad"));
	ck_assert(has_signal(verdict_on("/opt/acme"), "egress.generated_name"));
}
END_TEST

START_TEST(names_that_are_only_asked_for_count_by_their_domain)
{
	const found *it;
	const char *at;

	agent();
	ask_for(200, "0a1b2c3d4e.attacker.example");
	say("0a1b2c3d4e.attacker.example", SCHAIN_REASON_DNS_TUNNEL);
	ask_for(200, "5f6a7b8c9d.attacker.example");
	say("5f6a7b8c9d.attacker.example", SCHAIN_REASON_DNS_TUNNEL);
	it = verdict_on("/opt/acme");
	at = strstr(it->signals, "egress.dns_tunnel");
	ck_assert_ptr_nonnull(at);
	ck_assert_ptr_null(strstr(at + 1, "egress.dns_tunnel"));
}
END_TEST

START_TEST(what_others_ask_for_is_not_the_products)
{
	agent();
	start(1, 300, "/usr/bin/other", NULL);
	ask_for(300, "0a1b2c3d4e.attacker.example");
	say("0a1b2c3d4e.attacker.example", SCHAIN_REASON_DNS_TUNNEL);
	ck_assert(!has_signal(verdict_on("/opt/acme"), "egress.dns_tunnel"));
}
END_TEST

START_TEST(a_metadata_service_lies_inside_and_counts_once)
{
	const found *list;
	size_t count, news = 0;

	agent();
	connect_to(200, NULL, "169.254.169.254", 80);
	ck_assert(has_signal(verdict_on("/opt/acme"), "egress.cloud_metadata"));
	ck_assert(!has_signal(verdict_on("/opt/acme"), "egress.unapproved_host"));
	/* What the next version does that this one did is no news. */
	wait_for(2 * DAY);
	start(1, 110, "/usr/bin/dpkg", "dpkg --unpack acme.deb");
	write_to(110, "/opt/acme/agent");
	start(1, 210, "/opt/acme/agent", NULL);
	connect_to(210, NULL, "169.254.169.254", 80);
	start(210, 211, "/usr/bin/sh", NULL);
	count = verdicts(&list);
	for (size_t i = 0; i < count; i++)
		news += has_signal(&list[i], "egress.cloud_metadata");
	ck_assert_uint_eq(news, 1);
}
END_TEST

/*
 * The vendor's own host as a channel: nothing is wrong with the name, but a
 * program goes there that never did. (M.E.Doc, 2017: rundll32 below the program.)
 */
static int odd_use(const char *image, uint32_t port)
{
	const found *list;
	size_t count;

	scene_close();
	scene_open(NULL);
	agent();
	connect_to(200, "updates.acme.example", "203.0.113.10", 443);
	wait_for(3 * DAY);
	start(1, 110, "/usr/bin/dpkg", "dpkg --unpack acme.deb");
	write_to(110, "/opt/acme/agent");
	start(1, 210, "/opt/acme/agent", NULL);
	if (strcmp(image, "/opt/acme/agent")) {
		start(210, 211, image, NULL);
		connect_to(211, "updates.acme.example", "203.0.113.10", port);
	} else {
		connect_to(210, "updates.acme.example", "203.0.113.10", port);
	}
	count = verdicts(&list);
	for (size_t i = 0; i < count; i++)
		if (has_signal(&list[i], "egress.odd_use"))
			return 1;
	return 0;
}

START_TEST(a_known_place_used_as_never_before_is_odd)
{
	ck_assert_int_eq(odd_use("/opt/acme/agent", 443), 0);
	ck_assert_int_eq(odd_use("/usr/bin/python3", 443), 1);
	ck_assert_int_eq(odd_use("/opt/acme/agent", 8443), 1);
}
END_TEST

/* And there it is what the changed habit says already: it is told and adds nothing. */
START_TEST(a_new_domain_is_told_of_a_product_with_a_habit)
{
	const found *list;
	size_t count;
	int is_new = 0;

	say("cdn.attacker.example", SCHAIN_REASON_NEW_DOMAIN | SCHAIN_REASON_NEW_TO_FLEET);
	agent();
	connect_to(200, "updates.acme.example", "203.0.113.10", 443);
	connect_to(200, "cdn.attacker.example", "203.0.113.11", 443);
	ck_assert(!has_signal(verdict_on("/opt/acme"), "egress.new_domain"));
	scene_close();
	scene_open(NULL);
	say("cdn.attacker.example", SCHAIN_REASON_NEW_DOMAIN | SCHAIN_REASON_NEW_TO_FLEET);
	/* A name more of a domain that is known is none. */
	say("c2.neighbour.example", SCHAIN_REASON_NEW_TO_FLEET);
	agent();
	connect_to(200, "updates.acme.example", "203.0.113.10", 443);
	wait_for(3 * DAY);
	start(1, 110, "/usr/bin/dpkg", "dpkg --unpack acme.deb");
	write_to(110, "/opt/acme/agent");
	start(1, 210, "/opt/acme/agent", NULL);
	connect_to(210, "c2.neighbour.example", "203.0.113.12", 443);
	count = verdicts(&list);
	for (size_t i = 0; i < count; i++)
		ck_assert(!has_signal(&list[i], "egress.new_domain"));
	connect_to(210, "cdn.attacker.example", "203.0.113.11", 443);
	count = verdicts(&list);
	for (size_t i = 0; i < count; i++) {
		if (!has_signal(&list[i], "egress.new_domain"))
			continue;
		is_new = 1;
		ck_assert_int_eq(weight_of(&list[i], "egress.new_domain"), 0);
		ck_assert_int_gt(weight_of(&list[i], "egress.changed_habit"), 0);
	}
	ck_assert(is_new);
}
END_TEST

/* A name with the vendor's word in it that is known to be another's, before and after the connection. */
START_TEST(a_look_alike_is_no_vendors)
{
	for (int is_late = 0; is_late < 2; is_late++) {
		scene_close();
		scene_open(NULL);
		agent();
		if (!is_late)
			say("www.acme.example", SCHAIN_REASON_LOOK_ALIKE);
		connect_to(200, "www.acme.example", "203.0.113.10", 443);
		if (is_late) {
			ck_assert(has_signal(verdict_on("/opt/acme"), "egress.vendor_domain"));
			say("www.acme.example", SCHAIN_REASON_LOOK_ALIKE);
		}
		ck_assert(has_signal(verdict_on("/opt/acme"), "egress.look_alike"));
		ck_assert(has_signal(verdict_on("/opt/acme"), "egress.unapproved_host"));
		ck_assert(!has_signal(verdict_on("/opt/acme"), "egress.vendor_domain"));
	}
}
END_TEST

START_TEST(every_reason_has_a_name)
{
	for (uint32_t i = 0; i < 32; i++) {
		const char *name = schain_reason_get_name(1u << i);

		if (name)
			ck_assert_uint_eq(schain_reason_of(schain_string_of(name)), 1u << i);
		else
			ck_assert_uint_ge(i, 30);
	}
	ck_assert_ptr_null(schain_reason_get_name(3));
	ck_assert_ptr_null(schain_reason_get_name(0));
	ck_assert_uint_eq(schain_reason_of(SCHAIN_STRING("none such")), 0);
	ck_assert_uint_eq(schain_reason_of(SCHAIN_STRING_NONE), 0);
}
END_TEST

int main(void)
{
	const scene_test tests[] = {
		{ "kinds", a_kind_is_a_signal_before_and_after_the_connection },
		{ "kinds", other_kinds_are_for_information },
		{ "kinds", all_kinds_at_once_do_not_convict },
		{ "kinds", a_kind_says_nothing_of_a_vendors_or_approved_place },
		{ "kinds", a_look_alike_is_no_vendors },
		{ "kinds", what_is_known_of_a_place_and_its_kind_are_two_things },
		{ "names asked for", names_that_are_only_asked_for_count_by_their_domain },
		{ "names asked for", what_others_ask_for_is_not_the_products },
		{ "uses", a_metadata_service_lies_inside_and_counts_once },
		{ "uses", a_known_place_used_as_never_before_is_odd },
		{ "uses", a_new_domain_is_told_of_a_product_with_a_habit },
		{ "names", every_reason_has_a_name },
		{ NULL, NULL },
	};

	return scene_run("kinds of destinations", tests);
}
