/* SPDX-License-Identifier: Apache-2.0 */
/* What kind of place a destination is. */
#include "judges.h"

static schain_egress *egress;
static schain_destination_kind kind;

static void set_up(void)
{
	ck_assert_int_eq(schain_egress_new(NULL, &egress, NULL), SCHAIN_OK);
}

static void tear_down(void)
{
	schain_egress_free(egress);
}

static uint32_t classify(const char *name, const char *address, uint32_t port)
{
	schain_destination destination = SCHAIN_DESTINATION_INIT;
	schain_error error = SCHAIN_ERROR_INIT;

	destination.name = text(name);
	destination.address = text(address);
	destination.port = port;
	destination.protocol = 6;
	destination.host = text("host-1.example");
	destination.product = text("Acme Agent");
	destination.vendor = text("Acme Tools Ltd");
	destination.program = text("/opt/acme/agent");
	ck_assert_msg(schain_egress_classify(egress, &destination, &kind, &error) == SCHAIN_OK, "%s",
	              error.message);
	return kind.reasons;
}

#define NEWS (SCHAIN_REASON_NEW_TO_PRODUCT | SCHAIN_REASON_NEW_TO_HOST | \
              SCHAIN_REASON_NEW_TO_FLEET | SCHAIN_REASON_NEW_DOMAIN)

START_TEST(names_and_addresses_have_their_classes)
{
	static const struct {
		const char *name, *address;
		uint32_t reasons;
	} places[] = {
		{ NULL, "10.1.2.3", SCHAIN_REASON_PRIVATE },
		{ NULL, "172.31.255.255", SCHAIN_REASON_PRIVATE },
		{ NULL, "172.32.0.1", SCHAIN_REASON_DIRECT },
		{ NULL, "127.0.0.1", SCHAIN_REASON_LOOPBACK },
		{ NULL, "::1", SCHAIN_REASON_LOOPBACK },
		{ NULL, "fe80::1%eth0", SCHAIN_REASON_LINK_LOCAL },
		{ NULL, "fd12::1", SCHAIN_REASON_PRIVATE },
		{ NULL, "::ffff:192.168.1.1", SCHAIN_REASON_PRIVATE },
		{ NULL, "169.254.169.254", SCHAIN_REASON_LINK_LOCAL | SCHAIN_REASON_METADATA },
		{ "metadata.google.internal", "169.254.169.254",
		  SCHAIN_REASON_LINK_LOCAL | SCHAIN_REASON_METADATA | SCHAIN_REASON_PRIVATE },
		{ NULL, "198.51.100.7", SCHAIN_REASON_DIRECT },
		{ "198.51.100.7", NULL, SCHAIN_REASON_DIRECT },
		{ "printer.local", "198.51.100.7", SCHAIN_REASON_PRIVATE },
		{ "d111111abcdef8.cloudfront.net", "198.51.100.7", SCHAIN_REASON_CDN },
		{ "bucket.s3.amazonaws.com", NULL, SCHAIN_REASON_CLOUD },
		{ "pastebin.com", NULL, SCHAIN_REASON_PASTE },
		{ "api.telegram.org", NULL, SCHAIN_REASON_CHAT },
		{ "webhook.site", NULL, SCHAIN_REASON_WEBHOOK },
		{ "temp.sh", NULL, SCHAIN_REASON_FILE_SHARING },
		{ "someone.duckdns.org", NULL, SCHAIN_REASON_DYNAMIC_DNS },
		{ "dns.google", NULL, SCHAIN_REASON_DOH },
		{ "bitbucket.org", NULL, SCHAIN_REASON_CODE_HOST },
		{ "lclebb6kvohlkcml.onion.link", NULL, SCHAIN_REASON_TOR },
		{ "tunnel.trycloudflare.com", NULL, SCHAIN_REASON_RELAY },
		{ "notpastebin.com", NULL, 0 },
		{ "downloads.acme.example", NULL, SCHAIN_REASON_VENDOR },
	};
	/* What the same name may be besides is for other tests. */
	uint32_t others = NEWS | SCHAIN_REASON_LOOK_ALIKE | SCHAIN_REASON_GENERATED | SCHAIN_REASON_ODD_USE;

	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		ck_assert_msg((classify(places[i].name, places[i].address, 443) & ~others) == places[i].reasons,
		              "%s %s: %x", places[i].name, places[i].address, kind.reasons);
}
END_TEST

START_TEST(what_was_approved_is_approved)
{
	static const char *const patterns[] = { "updates.partner.example", ".cdn.partner.example",
		                                "*.below.partner.example", "203.0.113.0/24",
		                                "2001:db8:1::/48", "198.51.100.9" };
	static const struct {
		const char *name, *address;
		int is_approved;
	} places[] = {
		{ "updates.partner.example", NULL, 1 },     { "UPDATES.partner.example.", NULL, 1 },
		{ "x.updates.partner.example", NULL, 0 },   { "cdn.partner.example", NULL, 1 },
		{ "a.b.cdn.partner.example", NULL, 1 },     { "xcdn.partner.example", NULL, 0 },
		{ "below.partner.example", NULL, 0 },       { "a.below.partner.example", NULL, 1 },
		{ NULL, "203.0.113.255", 1 },               { NULL, "203.0.114.0", 0 },
		{ NULL, "2001:db8:1:ffff::1", 1 },          { NULL, "2001:db8:2::1", 0 },
		{ NULL, "198.51.100.9", 1 },                { NULL, "198.51.100.10", 0 },
	};

	for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++)
		ck_assert_int_eq(schain_egress_add(egress, text(patterns[i]), SCHAIN_REASON_APPROVED, NULL),
		                 SCHAIN_OK);
	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		ck_assert_msg(!(classify(places[i].name, places[i].address, 443) & SCHAIN_REASON_APPROVED) ==
		                      !places[i].is_approved,
		              "%s %s", places[i].name, places[i].address);
}
END_TEST

/* By hand: 208.0.0.0/5 is 208 to 215; ::ffff:0:0/96 is all of IPv4, which is within ::/0. */
START_TEST(networks_of_any_length_hold_what_is_in_them)
{
	static const struct {
		const char *network, *inside, *outside;
	} networks[] = {
		{ "208.0.0.0/5", "215.255.255.255", "216.0.0.0" },
		{ "208.0.0.0/5", "208.0.0.0", "207.255.255.255" },
		{ "0.0.0.0/0", "203.0.113.7", "2001:db8::1" },
		{ "::ffff:203.0.113.0/120", "203.0.113.7", "203.0.114.7" },
		{ "::/0", "203.0.113.7", NULL },
		{ "2000::/3", "3fff::1", "4000::1" },
		{ "2001:db8::7/128", "2001:db8::7", "2001:db8::8" },
	};

	for (size_t i = 0; i < sizeof networks / sizeof *networks; i++) {
		schain_egress_free(egress);
		set_up();
		ck_assert_int_eq(schain_egress_add(egress, text(networks[i].network), SCHAIN_REASON_CHAT, NULL),
		                 SCHAIN_OK);
		ck_assert_msg(classify(NULL, networks[i].inside, 443) & SCHAIN_REASON_CHAT, "%s", networks[i].inside);
		ck_assert_msg(!networks[i].outside ||
		                      !(classify(NULL, networks[i].outside, 443) & SCHAIN_REASON_CHAT),
		              "%s", networks[i].outside);
	}
}
END_TEST

START_TEST(what_is_no_pattern_is_refused)
{
	static const char *const wrong[] = { "", ".", "*.", "a b", "203.0.113.0/33", "203.0.113.0/",
		                             "203.0.113.0/-1", "a*.example", "x..y", "::1/129" };

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		ck_assert_msg(schain_egress_add(egress, text(wrong[i]), SCHAIN_REASON_APPROVED, NULL) ==
		                      SCHAIN_E_VALUE, "%s", wrong[i]);
	ck_assert_int_eq(schain_egress_add(egress, text("a.example"), 0, NULL), SCHAIN_E_ARGUMENT);
}
END_TEST

START_TEST(the_first_contact_is_news_the_second_is_not)
{
	int32_t score;

	ck_assert_uint_eq(classify("first.news.example", NULL, 443) & NEWS, NEWS);
	score = kind.name_score;
	ck_assert_int_eq(score, schain_name_score(text("first.news.example")));
	ck_assert_uint_eq(classify("first.news.example", NULL, 443) & NEWS, 0);
	/* What is remembered of the name is what was found. */
	ck_assert_int_eq(kind.name_score, score);
	ck_assert_mem_eq(kind.domain.data, "news.example", kind.domain.length);
	/* Another name of a domain that is known. */
	ck_assert_uint_eq(classify("second.news.example", NULL, 443) & NEWS,
	                  NEWS & ~SCHAIN_REASON_NEW_DOMAIN);
}
END_TEST

START_TEST(ports_and_what_is_spoken_on_them)
{
	schain_destination destination = SCHAIN_DESTINATION_INIT;

	ck_assert(!(classify("c2.attacker.example", NULL, 443) & SCHAIN_REASON_UNUSUAL_PORT));
	ck_assert(classify("c2.attacker.example", NULL, 8880) & SCHAIN_REASON_UNUSUAL_PORT);
	ck_assert(classify("c2.attacker.example", NULL, 853) & SCHAIN_REASON_DOH);
	destination.name = text("c2.attacker.example");
	destination.port = 443;
	destination.service = text("ssl");
	ck_assert_int_eq(schain_egress_classify(egress, &destination, &kind, NULL), SCHAIN_OK);
	ck_assert(!(kind.reasons & SCHAIN_REASON_UNUSUAL_PROTOCOL));
	destination.service = text("ssh");
	ck_assert_int_eq(schain_egress_classify(egress, &destination, &kind, NULL), SCHAIN_OK);
	ck_assert(kind.reasons & SCHAIN_REASON_UNUSUAL_PROTOCOL);
}
END_TEST

START_TEST(names_near_the_products_own_are_look_alikes)
{
	ck_assert(classify("acmehotfix.example", NULL, 443) & SCHAIN_REASON_LOOK_ALIKE);
	ck_assert_uint_eq(kind.lookalike, SCHAIN_LOOKALIKE_TOKEN);
	ck_assert_mem_eq(kind.imitated.data, "acme", kind.imitated.length);
	ck_assert(classify("msedgepackageinfo.example", NULL, 443) & SCHAIN_REASON_LOOK_ALIKE);
	/* The known domain of the word, under another suffix. */
	ck_assert_int_eq(schain_egress_add_imitated(egress, text("acme.example"), NULL), SCHAIN_OK);
	ck_assert(classify("acme.test", NULL, 443) & SCHAIN_REASON_LOOK_ALIKE);
	ck_assert(!(kind.reasons & SCHAIN_REASON_VENDOR));
	ck_assert(classify("www.acme.example", NULL, 443) & SCHAIN_REASON_VENDOR);
}
END_TEST

/* HandBrake, 2017: the product's own name under another suffix than its own. */
START_TEST(the_vendors_domain_is_the_one_the_product_is_used_to)
{
	/* The first one seen is believed. */
	ck_assert(classify("www.acme.test", NULL, 443) & SCHAIN_REASON_VENDOR);
	ck_assert(classify("www.acme.invalid", NULL, 443) & SCHAIN_REASON_VENDOR);
	ck_assert(classify("api.acme.test", NULL, 443) & SCHAIN_REASON_VENDOR);
	ck_assert(classify("api.acme.test", NULL, 443) & SCHAIN_REASON_VENDOR);
	/* Now it has a past. */
	ck_assert(classify("www.acme.invalid", NULL, 443) & SCHAIN_REASON_LOOK_ALIKE);
	ck_assert(!(kind.reasons & SCHAIN_REASON_VENDOR));
	ck_assert_uint_eq(kind.lookalike, SCHAIN_LOOKALIKE_SUFFIX);
	ck_assert_uint_eq(kind.imitated.length, 4);
	ck_assert_mem_eq(kind.imitated.data, "acme", 4);
	ck_assert(classify("www.acme.test", NULL, 443) & SCHAIN_REASON_VENDOR);
}
END_TEST

START_TEST(a_zone_of_generated_labels_is_found_connected_or_asked)
{
	uint64_t state = 3;
	char name[80];

	for (int i = 0; i < 10; i++) {
		for (int k = 0; k < 20; k++)
			name[k] = "abcdefghijklmnopqrstuvwxyz0123456789"[draw(&state) % 36];
		strcpy(name + 20, ".api.attacker.example");
		if (i % 2)
			classify(name, NULL, 443);
		else
			ck_assert_int_eq(schain_egress_ask(egress, text(name), &kind, NULL), SCHAIN_OK);
	}
	ck_assert(kind.reasons & SCHAIN_REASON_GENERATED);
	ck_assert_mem_eq(kind.domain.data, "attacker.example", kind.domain.length);
	/* The same labels at a content delivery network are nothing. */
	for (int i = 0; i < 20; i++) {
		for (int k = 0; k < 20; k++)
			name[k] = "abcdefghijklmnopqrstuvwxyz0123456789"[draw(&state) % 36];
		strcpy(name + 20, ".cloudfront.net");
		ck_assert(!(classify(name, NULL, 443) & (SCHAIN_REASON_GENERATED | SCHAIN_REASON_DNS_TUNNEL)));
	}
}
END_TEST

/* The next domain of letters that sound like words, whose name is evidence and none that counts alone. */
static const char *next_weak(uint64_t *state)
{
	static char name[24];
	int32_t score;

	do {
		for (int k = 0; k < 8; k++)
			name[k] = k % 2 ? "aeiouy"[draw(state) % 6] : "bdfgjkmpqvwxz"[draw(state) % 13];
		strcpy(name + 8, ".example");
		score = schain_label_score((schain_string){ name, 8 });
	} while (score < 800 || schain_name_score(text(name)) >= schain_name_threshold());
	return name;
}

static uint32_t ask(const char *name, const char *product, const char *host)
{
	schain_destination destination = SCHAIN_DESTINATION_INIT;

	destination.flags = SCHAIN_DESTINATION_ASKED;
	destination.name = text(name);
	destination.product = text(product);
	destination.host = text(host);
	ck_assert_int_eq(schain_egress_classify(egress, &destination, &kind, NULL), SCHAIN_OK);
	return kind.reasons;
}

START_TEST(ten_weak_names_of_one_program_are_a_generators)
{
	static const char *const hosts[] = { "host-1.example", "host-2.example" };
	uint64_t state = 9;

	for (int i = 0; i < 9; i++) {
		const char *name = next_weak(&state);

		ck_assert_msg(!ask(name, "Acme Agent", "host-1.example"), "%s", name);
		ck_assert(!ask(name, "Acme Agent", "host-1.example")); /* the same again is no other */
		ck_assert(!ask(next_weak(&state), "Acme Agent", hosts[1])); /* nor is another host's, */
		if (i < 8)
			ck_assert(!ask(next_weak(&state), "Others", "host-1.example")); /* or another program's */
		ck_assert(!ask(next_weak(&state), NULL, "host-1.example"));
	}
	ck_assert_uint_eq(ask(next_weak(&state), "Acme Agent", "host-1.example"), SCHAIN_REASON_GENERATED);
	/* Honest names in between are not to blame. */
	ck_assert_uint_eq(ask("gardening.example", "Acme Agent", "host-1.example"), 0);
	/* An asked name was not gone to: nothing is known of it later. */
	ck_assert_uint_eq(classify("gardening.example", NULL, 443) & NEWS, NEWS);
}
END_TEST

START_TEST(a_program_that_asks_for_words_makes_none_up)
{
	static const char *const words[] = {
		"garden", "mirror", "weather", "library", "kitchen", "market", "station", "window", "orchestra",
		"bridge", "river", "mountain", "pepper", "harbour", "village", "museum", "teacher", "winter",
		"basket", "island", "engine", "candle", "forest", "planet", "pencil",
	};
	char name[40];

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		snprintf(name, sizeof name, "%s.example", words[i]);
		ck_assert_msg(!ask(name, "Browser", "host-1.example"), "%s", name);
	}
}
END_TEST

START_TEST(regular_connections_are_a_beacon)
{
	schain_destination destination = SCHAIN_DESTINATION_INIT;

	destination.name = text("c2.attacker.example");
	destination.product = text("Acme Agent");
	for (int i = 0; i < 12; i++) {
		destination.time = (INT64_C(1700000000) + 300 * i) * SCHAIN_SECOND;
		ck_assert_int_eq(schain_egress_classify(egress, &destination, &kind, NULL), SCHAIN_OK);
	}
	ck_assert(kind.reasons & SCHAIN_REASON_BEACON);
	ck_assert_int_eq(kind.period, 300 * SCHAIN_SECOND);
	ck_assert_uint_eq(kind.regularity, 10000);
}
END_TEST

START_TEST(a_known_place_used_in_another_way_is_odd)
{
	schain_destination destination = SCHAIN_DESTINATION_INIT;

	for (int i = 0; i < 5; i++)
		ck_assert(!(classify("updates.acme.example", NULL, 443) & SCHAIN_REASON_ODD_USE));
	ck_assert(classify("updates.acme.example", NULL, 8443) & SCHAIN_REASON_ODD_USE);
	destination.name = text("updates.acme.example");
	destination.product = text("Acme Agent");
	destination.program = text("C:\\Windows\\System32\\rundll32.exe");
	destination.port = 443;
	destination.protocol = 6;
	ck_assert_int_eq(schain_egress_classify(egress, &destination, &kind, NULL), SCHAIN_OK);
	ck_assert(kind.reasons & SCHAIN_REASON_ODD_USE);
	ck_assert_int_eq(schain_egress_classify(egress, &destination, &kind, NULL), SCHAIN_OK);
	ck_assert(!(kind.reasons & SCHAIN_REASON_ODD_USE));
	/* Much more than ever. */
	destination.bytes_sent = 10000;
	ck_assert_int_eq(schain_egress_classify(egress, &destination, &kind, NULL), SCHAIN_OK);
	destination.bytes_sent = 10000000;
	ck_assert_int_eq(schain_egress_classify(egress, &destination, &kind, NULL), SCHAIN_OK);
	ck_assert(kind.reasons & SCHAIN_REASON_ODD_USE);
}
END_TEST

START_TEST(warninglists_are_taken_whole)
{
	static const char list[] = "{\"name\":\"x\",\"type\":\"hostname\",\"list\":[\"a.example\","
	                           "\".b.example\",\"203.0.113.0/24\",\"no pattern\",7,\"2001:db8::/32\"]}";
	uint64_t count = 0;
	schain_error error = SCHAIN_ERROR_INIT;

	ck_assert_int_eq(schain_egress_add_list(egress, text(list), SCHAIN_REASON_FILE_SHARING, &count, &error),
	                 SCHAIN_OK);
	ck_assert_uint_eq(count, 4);
	ck_assert(classify("a.example", NULL, 443) & SCHAIN_REASON_FILE_SHARING);
	ck_assert(classify("x.a.example", NULL, 443) & SCHAIN_REASON_FILE_SHARING);
	ck_assert(classify("x.b.example", NULL, 443) & SCHAIN_REASON_FILE_SHARING);
	ck_assert(classify(NULL, "203.0.113.4", 443) & SCHAIN_REASON_FILE_SHARING);
	ck_assert(classify(NULL, "2001:db8::4", 443) & SCHAIN_REASON_FILE_SHARING);
	ck_assert_int_eq(schain_egress_add_list(egress, text("{\"list\":3}"), 1, &count, &error),
	                 SCHAIN_E_FORMAT);
	ck_assert_int_eq(schain_egress_add_list(egress, text("[]"), 1, &count, &error), SCHAIN_E_FORMAT);
	ck_assert_int_eq(schain_egress_add_list(egress, text(""), 1, &count, &error), SCHAIN_E_FORMAT);
	ck_assert_int_eq(schain_egress_add_list(egress, text("{\"list\":[\"a"), 1, &count, &error),
	                 SCHAIN_E_FORMAT);
}
END_TEST

START_TEST(hostile_destinations_are_refused_or_harmless)
{
	schain_destination destination = SCHAIN_DESTINATION_INIT;
	schain_string with_nul = { "a\0b.example", 11 };
	char longest[400];

	ck_assert_int_eq(schain_egress_classify(egress, &destination, &kind, NULL), SCHAIN_E_ARGUMENT);
	destination.name = with_nul;
	ck_assert_int_eq(schain_egress_classify(egress, &destination, &kind, NULL), SCHAIN_E_ARGUMENT);
	destination.address = text("not an address");
	ck_assert_int_eq(schain_egress_classify(egress, &destination, &kind, NULL), SCHAIN_E_ARGUMENT);
	/* An address saves a name that is none. */
	destination.address = text("198.51.100.7");
	ck_assert_int_eq(schain_egress_classify(egress, &destination, &kind, NULL), SCHAIN_OK);
	ck_assert(kind.reasons & SCHAIN_REASON_DIRECT);
	memset(longest, 'x', sizeof longest);
	destination.name = (schain_string){ longest, sizeof longest };
	destination.product = destination.vendor = destination.signer = destination.name;
	destination.program = destination.host = destination.service = destination.name;
	destination.port = 443;
	ck_assert_int_eq(schain_egress_classify(egress, &destination, &kind, NULL), SCHAIN_OK);
	destination.name = text("\xff\xfe.example");
	ck_assert_int_eq(schain_egress_classify(egress, &destination, &kind, NULL), SCHAIN_OK);
	destination.struct_size = 16;
	ck_assert_int_eq(schain_egress_classify(egress, &destination, &kind, NULL), SCHAIN_E_TOO_SMALL);
	ck_assert_int_eq(schain_egress_ask(egress, text("192.0.2.1"), &kind, NULL), SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_egress_ask(egress, with_nul, &kind, NULL), SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_egress_ask(NULL, text("a.example"), &kind, NULL), SCHAIN_E_ARGUMENT);
}
END_TEST

START_TEST(a_kind_has_words_that_fit)
{
	char line[300], small[24];

	classify("acmehotfix.example", NULL, 8880);
	schain_destination_kind_format(&kind, line, sizeof line);
	ck_assert_ptr_nonnull(strstr(line, "plausible words around acme"));
	ck_assert_ptr_nonnull(strstr(line, "an unusual port"));
	for (size_t size = 1; size <= sizeof small; size++) {
		memset(small, 'z', sizeof small);
		schain_destination_kind_format(&kind, small, size);
		ck_assert_uint_lt(strlen(small), size);
	}
	for (uint32_t bit = 0; bit < 32; bit++) {
		kind.reasons = 1u << bit;
		schain_destination_kind_format(&kind, line, sizeof line);
		ck_assert_int_eq(!line[0], !schain_reason_get_name(1u << bit));
	}
}
END_TEST

START_TEST(files_that_cannot_be_read_are_named)
{
	schain_egress_options options = SCHAIN_EGRESS_OPTIONS_INIT;
	schain_error error = SCHAIN_ERROR_INIT;
	schain_egress *none = NULL;
	schain_status status;

	options.suffix_list = "/nowhere/suffixes.dat";
	status = schain_egress_new(&options, &none, &error);
	ck_assert(status == SCHAIN_E_IO || status == SCHAIN_E_UNSUPPORTED);
	ck_assert_ptr_nonnull(strstr(error.message, "/nowhere/suffixes.dat"));
	options.suffix_list = NULL;
	options.network_file = "/nowhere/networks.mmdb";
	status = schain_egress_new(&options, &none, &error);
	ck_assert(status == SCHAIN_E_IO || status == SCHAIN_E_UNSUPPORTED);
	ck_assert_ptr_nonnull(strstr(error.message, "/nowhere/networks.mmdb"));
	ck_assert_ptr_null(none);
}
END_TEST

/* With the least tables, so that there are few. */
START_TEST(each_allocation_may_fail)
{
	failing memory;
	size_t fails_at = 1;

	for (int done = 0; !done; fails_at++) {
		schain_egress_options options = SCHAIN_EGRESS_OPTIONS_INIT;
		schain_destination destination = SCHAIN_DESTINATION_INIT;
		schain_egress *some = NULL;
		schain_status status;

		failing_init(&memory, fails_at);
		options.allocator = &memory.allocator;
		options.memory = options.pairs = 8;
		status = schain_egress_new(&options, &some, NULL);
		ck_assert(status == SCHAIN_OK || status == SCHAIN_E_MEMORY);
		done = status == SCHAIN_OK && fails_at > memory.calls + 8;
		destination.name = text("a.b.example");
		destination.time = 1;
		/* What it cannot remember it judges all the same. */
		if (status == SCHAIN_OK)
			ck_assert_int_eq(schain_egress_classify(some, &destination, &kind, NULL), SCHAIN_OK);
		schain_egress_free(some);
		ck_assert_uint_eq(memory.held, 0);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("destinations");
	TCase *classes = tcase_create("classes"), *life = tcase_create("life");

	tcase_add_checked_fixture(classes, set_up, tear_down);
	tcase_add_test(classes, names_and_addresses_have_their_classes);
	tcase_add_test(classes, what_was_approved_is_approved);
	tcase_add_test(classes, networks_of_any_length_hold_what_is_in_them);
	tcase_add_test(classes, what_is_no_pattern_is_refused);
	tcase_add_test(classes, the_first_contact_is_news_the_second_is_not);
	tcase_add_test(classes, ports_and_what_is_spoken_on_them);
	tcase_add_test(classes, names_near_the_products_own_are_look_alikes);
	tcase_add_test(classes, the_vendors_domain_is_the_one_the_product_is_used_to);
	tcase_add_test(classes, a_zone_of_generated_labels_is_found_connected_or_asked);
	tcase_add_test(classes, ten_weak_names_of_one_program_are_a_generators);
	tcase_add_test(classes, a_program_that_asks_for_words_makes_none_up);
	tcase_add_test(classes, regular_connections_are_a_beacon);
	tcase_add_test(classes, a_known_place_used_in_another_way_is_odd);
	tcase_add_test(classes, warninglists_are_taken_whole);
	tcase_add_test(classes, hostile_destinations_are_refused_or_harmless);
	tcase_add_test(classes, a_kind_has_words_that_fit);
	suite_add_tcase(suite, classes);
	tcase_add_test(life, files_that_cannot_be_read_are_named);
	tcase_add_test(life, each_allocation_may_fail);
	suite_add_tcase(suite, life);
	return run_suite(suite);
}
