/* SPDX-License-Identifier: Apache-2.0 */
/* Names that an algorithm made, alone and by their zone. */
#include "judges.h"

static int32_t score(const char *name)
{
	return schain_name_score(text(name));
}

START_TEST(generated_names_score_above_words)
{
	static const char *const made[] = { "xjwqkzvbhtrp.com", "a8f3kq90zx1m7.net", "kqzjxwvbnm.org",
		                            "9d8e7f6a5b4c3d2e1f.info", "qpwmzxnvbtkr.biz" };
	static const char *const honest[] = { "kitchentable.com", "weather-forecast.com", "gardening.co.uk",
		                              "universityofsomewhere.edu", "mail.bookshop.de" };

	for (size_t i = 0; i < 5; i++)
		ck_assert_msg(score(made[i]) > 0, "%s: %d", made[i], score(made[i]));
	for (size_t i = 0; i < 5; i++)
		ck_assert_msg(score(honest[i]) < 0, "%s: %d", honest[i], score(honest[i]));
}
END_TEST

START_TEST(case_a_final_dot_and_what_stands_before_do_not_matter)
{
	ck_assert_int_eq(score("XJWQKZVBHTRP.com"), score("xjwqkzvbhtrp.com"));
	ck_assert_int_eq(score("xjwqkzvbhtrp.com."), score("xjwqkzvbhtrp.com"));
	ck_assert_int_eq(score("www.cdn.xjwqkzvbhtrp.com"), score("xjwqkzvbhtrp.com"));
}
END_TEST

START_TEST(below_a_dynamic_dns_domain_the_label_above_it_counts)
{
	ck_assert_int_gt(score("xjwqkzvbhtrp.ddns.net"), 0);
	ck_assert_int_gt(score("xjwqkzvbhtrp.ddns.net"), score("bookshop.ddns.net"));
}
END_TEST

START_TEST(what_is_no_name_scores_nothing)
{
	static const char *const none[] = { "", ".", "..", "com", "192.0.2.1", "2001:db8::1", "a b.com",
		                            "a..com", ".com", "xn--bcher-kva.example", "b\xc3\xbc"
		                            "cher.example" };
	char longest[300];
	schain_string with_nul = { "xjwqk\0zvbhtrp.com", 17 };

	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		ck_assert_int_eq(score(none[i]), 0);
	ck_assert_int_eq(schain_name_score(with_nul), 0);
	ck_assert_int_eq(schain_name_score((schain_string){ NULL, 0 }), 0);
	memset(longest, 'a', sizeof longest);
	for (size_t i = 60; i < 250; i += 60)
		longest[i] = '.';
	longest[253] = 0; /* RFC 1035: the longest there is */
	ck_assert_int_ne(score(longest), 0);
	longest[253] = 'a';
	longest[254] = 0;
	ck_assert_int_eq(score(longest), 0);
	memset(longest, 'a', 64);
	strcpy(longest + 64, ".com");
	ck_assert_int_eq(score(longest), 0); /* a label of 64 */
}
END_TEST

START_TEST(a_label_is_scored_alone)
{
	ck_assert_int_gt(schain_label_score(text("02m6hcopd17p6h450gt3")), 0);
	ck_assert_int_lt(schain_label_score(text("pictures")), 0);
	ck_assert_int_eq(schain_label_score(text("two.labels")), 0);
}
END_TEST

static void make_label(uint64_t *state, const char *alphabet, size_t length, char *label)
{
	for (size_t i = 0; i < length; i++)
		label[i] = alphabet[draw(state) % strlen(alphabet)];
	label[length] = 0;
}

START_TEST(a_zone_of_random_labels_is_generated_by_the_tenth)
{
	schain_zones *zones;
	schain_zone zone;
	uint64_t state = 1;
	char label[64], name[128];

	ck_assert_int_eq(schain_zones_new(NULL, 0, &zones, NULL), SCHAIN_OK);
	for (int i = 0; i < 10; i++) {
		make_label(&state, "abcdefghijklmnopqrstuvwxyz0123456789", 20, label);
		snprintf(name, sizeof name, "%s.api.eu-west-1.attacker.example", label);
		ck_assert_int_eq(schain_zones_add(zones, text(name), &zone, NULL), SCHAIN_OK);
	}
	ck_assert_uint_eq(zone.labels, 10);
	ck_assert_uint_eq(zone.longest, 20);
	ck_assert(zone.flags & SCHAIN_ZONE_GENERATED);
	ck_assert_mem_eq(zone.name.data, "attacker.example", zone.name.length);
	schain_zones_free(zones);
}
END_TEST

START_TEST(labels_that_repeat_count_once)
{
	schain_zones *zones;
	schain_zone zone;

	ck_assert_int_eq(schain_zones_new(NULL, 0, &zones, NULL), SCHAIN_OK);
	for (int i = 0; i < 50; i++)
		ck_assert_int_eq(schain_zones_add(zones, text("02m6hcopd17p6h450gt3.attacker.example"), &zone,
		                                  NULL), SCHAIN_OK);
	ck_assert_uint_eq(zone.names, 50);
	ck_assert_uint_eq(zone.labels, 1);
	ck_assert_uint_eq(zone.flags, 0);
	schain_zones_free(zones);
}
END_TEST

START_TEST(long_random_labels_are_a_tunnel)
{
	schain_zones *zones;
	schain_zone zone;
	uint64_t state = 7;
	char label[64], name[128];

	ck_assert_int_eq(schain_zones_new(NULL, 0, &zones, NULL), SCHAIN_OK);
	for (int i = 0; i < 20; i++) {
		make_label(&state, "0123456789abcdef", 60, label);
		snprintf(name, sizeof name, "%s.t.attacker.example", label);
		schain_zones_add(zones, text(name), &zone, NULL);
	}
	ck_assert(zone.flags & SCHAIN_ZONE_TUNNEL);
	/* Long and of words: a mail system's, say. */
	for (int i = 0; i < 20; i++) {
		snprintf(name, sizeof name, "incoming-mail-relay-for-customers-number-%d.mail.example", i);
		schain_zones_add(zones, text(name), &zone, NULL);
	}
	ck_assert_uint_eq(zone.flags, 0);
	schain_zones_free(zones);
}
END_TEST

static int count_zone(void *context, const schain_zone *zone)
{
	(void)zone;
	++*(size_t *)context;
	return 0;
}

static int stop(void *context, const schain_zone *zone)
{
	(void)zone;
	++*(size_t *)context;
	return 1;
}

START_TEST(zones_are_bounded_and_the_newest_stay)
{
	schain_zones *zones;
	schain_zone zone;
	char name[64];
	size_t count = 0;

	ck_assert_int_eq(schain_zones_new(NULL, 64, &zones, NULL), SCHAIN_OK);
	for (int i = 0; i < 1000; i++) {
		snprintf(name, sizeof name, "www.zone%d.example", i);
		ck_assert_int_eq(schain_zones_add(zones, text(name), NULL, NULL), SCHAIN_OK);
	}
	ck_assert_int_eq(schain_zones_each(zones, count_zone, &count, NULL), SCHAIN_OK);
	ck_assert_uint_eq(count, 64);
	ck_assert_int_eq(schain_zones_add(zones, text(name), &zone, NULL), SCHAIN_OK);
	ck_assert_uint_eq(zone.names, 2);
	count = 0;
	ck_assert_int_eq(schain_zones_each(zones, stop, &count, NULL), SCHAIN_E_CANCELLED);
	ck_assert_uint_eq(count, 1);
	schain_zones_free(zones);
}
END_TEST

START_TEST(what_is_below_no_domain_is_refused)
{
	static const char *const none[] = { "example.org", "localhost", "192.0.2.7", "", "com", "a b.c.org" };
	schain_error error = SCHAIN_ERROR_INIT;
	schain_zones *zones;

	ck_assert_int_eq(schain_zones_new(NULL, 0, &zones, NULL), SCHAIN_OK);
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		ck_assert_int_eq(schain_zones_add(zones, text(none[i]), NULL, &error), SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(schain_zones_add(NULL, text("a.example.org"), NULL, NULL), SCHAIN_E_ARGUMENT);
	schain_zones_free(zones);
	schain_zones_free(NULL);
}
END_TEST

START_TEST(each_allocation_may_fail)
{
	size_t fails_at = 1;
	failing memory;

	for (int done = 0; !done; fails_at++) {
		schain_zones *zones = NULL;
		schain_status status;

		failing_init(&memory, fails_at);
		status = schain_zones_new(&memory.allocator, 8, &zones, NULL);
		if (status == SCHAIN_OK)
			status = schain_zones_add(zones, text("a.example.org"), NULL, NULL);
		done = status == SCHAIN_OK;
		ck_assert(done || status == SCHAIN_E_MEMORY);
		schain_zones_free(zones);
		ck_assert_uint_eq(memory.held, 0);
	}
	ck_assert_uint_ge(fails_at, 4);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("names");
	TCase *one = tcase_create("one name"), *zones = tcase_create("zones");

	tcase_add_test(one, generated_names_score_above_words);
	tcase_add_test(one, case_a_final_dot_and_what_stands_before_do_not_matter);
	tcase_add_test(one, below_a_dynamic_dns_domain_the_label_above_it_counts);
	tcase_add_test(one, what_is_no_name_scores_nothing);
	tcase_add_test(one, a_label_is_scored_alone);
	suite_add_tcase(suite, one);
	tcase_add_test(zones, a_zone_of_random_labels_is_generated_by_the_tenth);
	tcase_add_test(zones, labels_that_repeat_count_once);
	tcase_add_test(zones, long_random_labels_are_a_tunnel);
	tcase_add_test(zones, zones_are_bounded_and_the_newest_stay);
	tcase_add_test(zones, what_is_below_no_domain_is_refused);
	tcase_add_test(zones, each_allocation_may_fail);
	suite_add_tcase(suite, zones);
	return run_suite(suite);
}
