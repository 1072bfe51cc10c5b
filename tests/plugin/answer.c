/* SPDX-License-Identifier: Apache-2.0 */
/* Answers, right and wrong: each wrong one costs its plugin that answer and is counted. */
#include "mock.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "plugin/plugin.h"

#define NOW (INT64_C(1767225600) * SCHAIN_SECOND) /* 2026-01-01T00:00:00Z */
#define SHA "2CF24DBA5FB0A30E26E83B2AC5B9E29E1B161E5C1FA7425E73043362938B9824" /* of "hello" */

static schain_plugins *plugins;
static schain_error error;
static int64_t clock_time;

static int64_t test_clock(void *context)
{
	(void)context;
	return clock_time;
}

static void open_mock(uint32_t questions, uint32_t claims, const schain_allocator *allocator)
{
	schain_plugins_options options = SCHAIN_PLUGINS_OPTIONS_INIT;

	mock_reset();
	clock_time = 0;
	schain_error_init(&error, sizeof error);
	options.question_limit = questions;
	options.claim_limit = claims;
	options.clock = test_clock;
	options.allocator = allocator;
	options.deadline = 10 * SCHAIN_SECOND;
	ck_assert_int_eq(schain_plugins_new(&options, &plugins, &error), SCHAIN_OK);
	ck_assert_int_eq(schain_plugins_add(plugins, &mock_plugin, &error), SCHAIN_OK);
	ck_assert_int_eq(schain_plugins_open(plugins, "mock", NULL, NULL, 0, 0, &error), SCHAIN_OK);
}

static void set_up(void)
{
	open_mock(4, 4, NULL);
}

static void tear_down(void)
{
	schain_plugins_free(plugins);
}

static void ask_at(schain_time time, const char *path, uint64_t generation)
{
	schain_question question;
	schain_file file = SCHAIN_FILE_INIT;

	memset(&question, 0, sizeof question);
	question.struct_size = sizeof question;
	question.subject_kind = SCHAIN_SUBJECT_FILE;
	question.time = time;
	question.subject = schain_string_of(path);
	question.host = SCHAIN_STRING("desk.example");
	file.path = question.subject;
	file.sha256 = SCHAIN_STRING(SHA);
	question.file = &file;
	schain__plugins_ask(plugins, &question, generation);
}

static void ask(const char *path)
{
	ask_at(NOW, path, 1);
}

/* Takes all claims there are. Returns how many; the last is in `last`. */
static schain__reply last;
static char last_subject[256], last_reason[512];

static size_t take(void)
{
	const schain__reply *reply;
	size_t count = 0;

	schain__plugins_collect(plugins, 1);
	for (; (reply = schain__plugins_take(plugins)); count++) {
		last = *reply;
		snprintf(last_subject, sizeof last_subject, "%.*s", (int)reply->claim.subject.length,
		         reply->claim.subject.data);
		snprintf(last_reason, sizeof last_reason, "%.*s", (int)reply->claim.reason.length,
		         reply->claim.reason.length ? reply->claim.reason.data : "");
		schain__plugins_taken_at(reply, NOW);
	}
	return count;
}

static schain_plugin_statistics statistics(void)
{
	schain_plugin_statistics now;

	now.struct_size = sizeof now;
	ck_assert_int_eq(schain_plugins_get_statistics(plugins, 0, &now, &error), SCHAIN_OK);
	return now;
}

START_TEST(an_answer_at_once_is_taken)
{
	ask("/opt/a");
	ck_assert_uint_eq(take(), 1);
	ck_assert_str_eq(last_subject, "/opt/a");
	ck_assert_str_eq(last_reason, "said the mock");
	ck_assert_uint_eq(last.claim.subject_kind, SCHAIN_SUBJECT_FILE);
	ck_assert_uint_eq(last.claim.finding, SCHAIN_FINDING_KNOWN_BAD);
	ck_assert_uint_eq(statistics().answered, 1);
	ck_assert_uint_eq(statistics().claims, 1);
	ck_assert_uint_eq(statistics().waiting, 0);
}
END_TEST

START_TEST(the_claimant_is_the_instance_whatever_it_says)
{
	mock_state.claim.claimant = SCHAIN_STRING("the operating system");
	ask("/opt/a");
	schain__plugins_collect(plugins, 1);
	ck_assert(schain__equal(schain__plugins_take(plugins)->claim.claimant, SCHAIN_STRING("mock")));
}
END_TEST

START_TEST(nothing_to_say_is_an_answer)
{
	mock_state.manner = MOCK_SILENT;
	ask("/opt/a");
	ck_assert_uint_eq(take(), 0);
	ck_assert_uint_eq(statistics().answered, 1);
	mock_state.manner = MOCK_LATER;
	ask("/opt/b");
	ck_assert_uint_eq(statistics().waiting, 1);
	ck_assert_int_eq(mock_post(mock_state.number, 0), SCHAIN_OK);
	ck_assert_uint_eq(take(), 0);
	ck_assert_uint_eq(statistics().answered, 2);
	ck_assert_uint_eq(statistics().waiting, 0);
}
END_TEST

START_TEST(a_subject_is_asked_about_once_for_each_content)
{
	ask("/opt/a");
	ask("/opt/a");
	ck_assert_uint_eq(mock_state.asked, 1);
	ask_at(NOW, "/opt/a", 2);
	ck_assert_uint_eq(mock_state.asked, 2);
}
END_TEST

START_TEST(an_answer_that_has_expired_is_asked_for_again)
{
	mock_state.claim.lifetime = SCHAIN_SECOND;
	ask("/opt/a");
	take();
	ask_at(NOW + SCHAIN_SECOND - 1, "/opt/a", 1);
	ck_assert_uint_eq(mock_state.asked, 1);
	ask_at(NOW + SCHAIN_SECOND, "/opt/a", 1);
	ck_assert_uint_eq(mock_state.asked, 2);
}
END_TEST

START_TEST(an_answer_after_the_deadline_is_counted_and_taken)
{
	mock_state.manner = MOCK_LATER;
	ask("/opt/a");
	clock_time = 10 * SCHAIN_SECOND - 1;
	schain__plugins_look_at_clock(plugins);
	ck_assert_uint_eq(statistics().overdue, 0);
	clock_time++;
	schain__plugins_look_at_clock(plugins);
	schain__plugins_look_at_clock(plugins);
	ck_assert_uint_eq(statistics().overdue, 1);
	ck_assert_int_eq(mock_post(mock_state.number, 1), SCHAIN_OK);
	ck_assert_uint_eq(take(), 1);
	ck_assert_uint_eq(statistics().answered, 1);
}
END_TEST

START_TEST(questions_never_answered_make_room_for_later_ones)
{
	char path[32];

	mock_state.manner = MOCK_LATER;
	for (int i = 0; i < 6; i++) {
		snprintf(path, sizeof path, "/opt/%d", i);
		ask(path);
	}
	ck_assert_uint_eq(statistics().asked, 6);
	ck_assert_uint_eq(statistics().waiting, 4);
	ck_assert_uint_eq(statistics().forgotten, 2);
	ck_assert(!mock_state.host->is_wanted(mock_state.host->context, 2));
	ck_assert(mock_state.host->is_wanted(mock_state.host->context, 3));
	mock_post(2, 1);
	ck_assert_uint_eq(take(), 0);
	ck_assert_uint_eq(statistics().claims_unasked, 1);
}
END_TEST

START_TEST(a_second_answer_is_dropped)
{
	mock_state.times = 2;
	ask("/opt/a");
	ck_assert_uint_eq(take(), 1);
	mock_post(mock_state.number, 1);
	ck_assert_uint_eq(take(), 0);
	ck_assert_uint_eq(statistics().claims_repeated, 2);
	ck_assert(!mock_state.host->is_wanted(mock_state.host->context, mock_state.number));
}
END_TEST

START_TEST(an_answer_to_no_question_is_dropped)
{
	mock_state.number_off = 1000;
	ask("/opt/a");
	mock_post(0, 1);
	mock_post(UINT64_MAX, 1);
	ck_assert_uint_eq(take(), 0);
	ck_assert_uint_eq(statistics().claims_unasked, 3);
}
END_TEST

START_TEST(a_claim_on_another_subject_is_dropped)
{
	mock_state.claim.subject = SCHAIN_STRING("/opt/b");
	mock_state.claim.subject_kind = SCHAIN_SUBJECT_FILE;
	ask("/opt/a");
	mock_state.claim.subject = SCHAIN_STRING("/opt/b");
	mock_state.claim.subject_kind = SCHAIN_SUBJECT_DOMAIN;
	ask("/opt/b");
	mock_state.claim.subject = SCHAIN_STRING("ffffffffffffffffffffffffffffffff");
	mock_state.claim.subject_kind = SCHAIN_SUBJECT_HASH;
	ask("/opt/c");
	ck_assert_uint_eq(take(), 0);
	ck_assert_uint_eq(statistics().claims_unasked, 3);
	ck_assert_uint_eq(statistics().answered, 3);
}
END_TEST

START_TEST(a_claim_may_be_on_the_hash_of_the_file)
{
	mock_state.claim.subject_kind = SCHAIN_SUBJECT_HASH;
	mock_state.claim.subject =
		SCHAIN_STRING("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
	ask("/opt/a");
	ck_assert_uint_eq(take(), 1);
	ck_assert_str_eq(last_subject, SHA);
	ck_assert_uint_eq(last.claim.subject_kind, SCHAIN_SUBJECT_HASH);
}
END_TEST

START_TEST(of_a_flood_the_oldest_claims_go)
{
	mock_state.manner = MOCK_LATER;
	ask("/opt/a");
	for (int i = 0; i < 3; i++)
		mock_post(mock_state.number, 2);
	/* Six claims for four places: the first answer is gone, the second is the first. */
	ck_assert_uint_eq(take(), 2);
	ck_assert_uint_eq(statistics().claims_flooded, 2);
	ck_assert_uint_eq(statistics().claims_repeated, 2);
}
END_TEST

START_TEST(what_is_posted_inside_ask_is_no_flood)
{
	char path[32];

	mock_state.count = 3;
	for (int i = 0; i < 6; i++) {
		snprintf(path, sizeof path, "/opt/%d", i);
		ask(path);
	}
	ck_assert_uint_eq(take(), 18);
	ck_assert_str_eq(last_subject, "/opt/5");
	ck_assert_uint_eq(statistics().claims_flooded, 0);
}
END_TEST

START_TEST(what_is_no_claim_is_refused)
{
	static char longest[1025];
	const schain_plugin_host *host = mock_state.host;
	schain_signature signature = SCHAIN_SIGNATURE_INIT;
	schain_claim claim;

	memset(longest, 'x', sizeof longest);
	mock_state.manner = MOCK_LATER;
	ask("/opt/a");
	ck_assert_int_eq(host->post(host->context, 1, NULL, sizeof claim, 1), SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(host->post(host->context, 1, &claim, 8, 1), SCHAIN_E_ARGUMENT);
	ck_assert_int_eq(mock_post(1, 9), SCHAIN_E_LIMIT);
	claim = mock_claim(99, "");
	ck_assert_int_eq(host->post(host->context, 1, &claim, sizeof claim, 1), SCHAIN_E_ARGUMENT);
	claim = mock_claim(SCHAIN_FINDING_SIGNATURE, "no signature");
	ck_assert_int_eq(host->post(host->context, 1, &claim, sizeof claim, 1), SCHAIN_E_ARGUMENT);
	claim.signature = &signature;
	signature.struct_size = 4;
	ck_assert_int_eq(host->post(host->context, 1, &claim, sizeof claim, 1), SCHAIN_E_ARGUMENT);
	claim = mock_claim(SCHAIN_FINDING_KNOWN_BAD, "");
	claim.struct_size = 8;
	ck_assert_int_eq(host->post(host->context, 1, &claim, sizeof claim, 1), SCHAIN_E_ARGUMENT);
	claim = mock_claim(SCHAIN_FINDING_KNOWN_BAD, "");
	claim.lifetime = -1;
	ck_assert_int_eq(host->post(host->context, 1, &claim, sizeof claim, 1), SCHAIN_E_ARGUMENT);
	claim = mock_claim(SCHAIN_FINDING_KNOWN_BAD, "");
	claim.subject = schain__string(longest, sizeof longest);
	ck_assert_int_eq(host->post(host->context, 1, &claim, sizeof claim, 1), SCHAIN_E_LIMIT);
	/* 1 + 1 + 9 + 6 */
	ck_assert_uint_eq(statistics().claims_refused, 17);
	ck_assert_uint_eq(take(), 0);
	ck_assert_uint_eq(statistics().waiting, 1);
}
END_TEST

START_TEST(of_long_texts_the_beginning_is_kept)
{
	static char longest[5000];
	schain_signature signature = SCHAIN_SIGNATURE_INIT;

	memset(longest, 'x', sizeof longest);
	signature.state = SCHAIN_SIGNATURE_VALID;
	signature.signer = schain__string(longest, sizeof longest);
	signature.signing_id = SCHAIN_STRING("id");
	signature.identity = SCHAIN_STRING("organisation:Example");
	mock_state.claim = mock_claim(SCHAIN_FINDING_SIGNATURE, NULL);
	mock_state.claim.reason = signature.signer;
	mock_state.claim.signature = &signature;
	ask("/opt/a");
	schain__plugins_collect(plugins, 1);
	last = *schain__plugins_take(plugins);
	ck_assert_uint_eq(last.claim.reason.length, 255);
	ck_assert_uint_eq(last.signature.signer.length, 255);
	ck_assert(schain__equal(last.signature.signing_id, SCHAIN_STRING("id")));
	ck_assert(schain__equal(last.signature.identity, SCHAIN_STRING("organisation:Example")));
	ck_assert_ptr_null(last.signature.issuer.data);
}
END_TEST

START_TEST(texts_end_where_they_are_not_utf8)
{
	static char reason[300];

	mock_state.claim.reason = SCHAIN_STRING("caf\xc3\xa9 \xff and more");
	ask("/opt/a");
	take();
	ck_assert_str_eq(last_reason, "caf\xc3\xa9 ");
	/* The 255th byte would be the first of two. */
	memset(reason, 'x', sizeof reason);
	memcpy(reason + 254, "\xc3\xa9", 2);
	mock_state.claim.reason = schain__string(reason, sizeof reason);
	ask("/opt/b");
	take();
	ck_assert_uint_eq(strlen(last_reason), 254);
}
END_TEST

START_TEST(an_ask_that_fails_is_counted)
{
	mock_state.manner = MOCK_FAILING;
	ask("/opt/a");
	ck_assert_uint_eq(statistics().failed, 1);
	ck_assert_uint_eq(statistics().waiting, 0);
	ck_assert(!mock_state.host->is_wanted(mock_state.host->context, mock_state.number));
}
END_TEST

START_TEST(close_cancels_and_refuses_what_comes_after)
{
	mock_state.manner = MOCK_LATER;
	ask("/opt/a");
	ck_assert(mock_state.host->is_wanted(mock_state.host->context, 1));
	mock_post(1, 1);
	ck_assert_int_eq(schain_plugins_close(plugins, "mock", &error), SCHAIN_OK);
	ck_assert(!mock_state.host->is_wanted(mock_state.host->context, 1));
	ck_assert_int_eq(mock_post(1, 1), SCHAIN_E_STATE);
	ck_assert_uint_eq(take(), 0);
	ck_assert_uint_eq(statistics().forgotten, 1);
	ask("/opt/b");
	ck_assert_uint_eq(mock_state.asked, 1);
}
END_TEST

START_TEST(memory_that_runs_out_costs_the_claims_at_hand)
{
	size_t claims = 0;

	for (size_t left = 0; claims < 4; left++) {
		mock_budget budget = { SIZE_MAX, 0 };
		schain_allocator allocator = mock_allocator(&budget);

		tear_down();
		open_mock(4, 4, &allocator);
		budget.left = left;
		mock_state.count = 2;
		ask("/opt/a");
		ask("/opt/b");
		claims = take();
		ck_assert_uint_eq(claims, statistics().claims);
		ck_assert_uint_eq(statistics().waiting, 0);
		schain_plugins_free(plugins);
		ck_assert_uint_eq(budget.held, 0);
		open_mock(4, 4, NULL);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("plugin/answer");
	TCase *one = tcase_create("answers");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(one, set_up, tear_down);
	tcase_add_test(one, an_answer_at_once_is_taken);
	tcase_add_test(one, the_claimant_is_the_instance_whatever_it_says);
	tcase_add_test(one, nothing_to_say_is_an_answer);
	tcase_add_test(one, a_subject_is_asked_about_once_for_each_content);
	tcase_add_test(one, an_answer_that_has_expired_is_asked_for_again);
	tcase_add_test(one, an_answer_after_the_deadline_is_counted_and_taken);
	tcase_add_test(one, questions_never_answered_make_room_for_later_ones);
	tcase_add_test(one, a_second_answer_is_dropped);
	tcase_add_test(one, an_answer_to_no_question_is_dropped);
	tcase_add_test(one, a_claim_on_another_subject_is_dropped);
	tcase_add_test(one, a_claim_may_be_on_the_hash_of_the_file);
	tcase_add_test(one, of_a_flood_the_oldest_claims_go);
	tcase_add_test(one, what_is_posted_inside_ask_is_no_flood);
	tcase_add_test(one, what_is_no_claim_is_refused);
	tcase_add_test(one, of_long_texts_the_beginning_is_kept);
	tcase_add_test(one, texts_end_where_they_are_not_utf8);
	tcase_add_test(one, an_ask_that_fails_is_counted);
	tcase_add_test(one, close_cancels_and_refuses_what_comes_after);
	tcase_add_test(one, memory_that_runs_out_costs_the_claims_at_hand);
	suite_add_tcase(suite, one);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
