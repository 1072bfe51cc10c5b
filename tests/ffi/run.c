/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Functions called through the bridge: what goes in arrives, what comes out is
 * judged. Expected values are those that tests/ffi/functions.c writes.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <supplychain/ffi.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../plugin/mock.h"
#include "plugin/plugin.h"

#define NOW (INT64_C(1767225600) * SCHAIN_SECOND) /* 2026-01-01T00:00:00Z */
#define SHA "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824" /* of "hello" */

static schain_plugins *plugins;
static schain_error error;
static char directory[4096], path[4200];

static void make_set(const schain_allocator *allocator)
{
	schain_plugins_options options = SCHAIN_PLUGINS_OPTIONS_INIT;

	options.allocator = allocator;
	schain_error_init(&error, sizeof error);
	plugins = NULL;
	if (schain_plugins_new(&options, &plugins, &error) == SCHAIN_OK &&
	    schain_plugins_add(plugins, schain_ffi_plugin(), &error) == SCHAIN_OK)
		return;
	schain_plugins_free(plugins);
	plugins = NULL;
}

static void set_up(void)
{
	const char *build = getenv("SCHAIN_BUILDDIR");

	ck_assert_ptr_nonnull(build);
	snprintf(directory, sizeof directory, "%s/tests/ffi/run-%ld", build, (long)getpid());
	snprintf(path, sizeof path, "%s/test.yaml", directory);
	ck_assert_int_eq(mkdir(directory, 0755), 0);
	make_set(NULL);
}

static void tear_down(void)
{
	schain_plugins_free(plugins);
	unlink(path);
	rmdir(directory);
}

static void write_description(const char *body)
{
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	fprintf(file, "library: %s/tests/ffi/.libs/functions.so\n%s", getenv("SCHAIN_BUILDDIR"), body);
	fclose(file);
	ck_assert_int_eq(chmod(path, 0644), 0);
}

static schain_status open_bridge(void)
{
	schain_plugin_value value = { SCHAIN_STRING("description"), schain_string_of(path) };

	return schain_plugins_open(plugins, "ffi", NULL, &value, sizeof value, 1, &error);
}

static void describe(const char *body)
{
	write_description(body);
	ck_assert_msg(open_bridge() == SCHAIN_OK, "%s", error.message);
}

static void ask(const char *subject)
{
	schain_signature signature = SCHAIN_SIGNATURE_INIT;
	schain_file file = SCHAIN_FILE_INIT;
	schain_question question;

	memset(&question, 0, sizeof question);
	question.struct_size = sizeof question;
	question.subject_kind = SCHAIN_SUBJECT_FILE;
	question.time = NOW;
	question.os = SCHAIN_OS_LINUX;
	question.subject = schain_string_of(subject);
	question.host = SCHAIN_STRING("desk.example");
	question.product = SCHAIN_STRING("acme");
	signature.signer = SCHAIN_STRING("Acme");
	file.path = question.subject;
	file.sha256 = SCHAIN_STRING(SHA);
	file.size = 4096;
	file.signature = &signature;
	question.file = &file;
	schain__plugins_ask(plugins, &question, 1);
}

/* Reasons of all claims that there are, each on its line. */
static char reasons[4096];
static schain_claim last; /* its texts are gone */
static uint32_t last_state;
static char last_signer[64];

static const char *take(void)
{
	const schain__reply *reply;
	size_t used = 0;

	reasons[0] = 0;
	schain__plugins_collect(plugins, 1);
	while ((reply = schain__plugins_take(plugins))) {
		used += (size_t)snprintf(reasons + used, sizeof reasons - used, "%s%.*s", used ? "\n" : "",
		                         (int)reply->claim.reason.length,
		                         reply->claim.reason.length ? reply->claim.reason.data : "");
		last = reply->claim;
		last_state = reply->signature.state;
		snprintf(last_signer, sizeof last_signer, "%.*s", (int)reply->signature.signer.length,
		         reply->signature.signer.length ? reply->signature.signer.data : "");
	}
	return reasons;
}

static const char *result_of(const char *body)
{
	describe(body);
	ask("/opt/acme");
	return take();
}

START_TEST(numbers_arrive_as_they_are)
{
	ck_assert_str_eq(
		result_of("run: inline\n"
	              "calls:\n"
	              "- function: numbers\n"
	              "  subjects: [file]\n"
	              "  returns: {right: int}\n"
	              "  arguments:\n"
	              "  - {constant: -128, type: int8}\n"
	              "  - {constant: 255, type: uint8}\n"
	              "  - {constant: -32768, type: short}\n"
	              "  - {constant: 0xffff, type: ushort}\n"
	              "  - {constant: -2147483648, type: int}\n"
	              "  - {constant: 4294967295, type: uint}\n"
	              "  - {constant: -9223372036854775808, type: int64}\n"
	              "  - {constant: 18446744073709551615, type: uint64}\n"
	              "  - {constant: 0.5, type: float}\n"
	              "  - {constant: -2.25, type: double}\n"
	              "  - {constant: true, type: bool}\n"
	              "  - {in: size, type: size}\n"
	              "  claims: [{finding: uncommon, reason: '{right} of 12'}]\n"),
		"12 of 12");
}
END_TEST

START_TEST(numbers_come_out_as_they_are)
{
	ck_assert_str_eq(
		result_of("run: inline\n"
	              "calls:\n"
	              "- function: outs\n"
	              "  subjects: [file]\n"
	              "  arguments:\n"
	              "  - {out: a, type: int8}\n  - {out: b, type: uint8}\n"
	              "  - {out: c, type: int16}\n  - {out: d, type: uint16}\n"
	              "  - {out: e, type: int32}\n  - {out: f, type: uint32}\n"
	              "  - {out: g, type: int64}\n  - {out: h, type: uint64}\n"
	              "  - {out: i, type: float}\n  - {out: j, type: double}\n"
	              "  - {out: k, type: bool}\n  - {out: l, type: string}\n"
	              "  - {out: m, type: pointer}\n"
	              "  claims:\n"
	              "  - when: {m: null, l: borrowed, k: true, h: {above: 9223372036854775807}}\n"
	              "    finding: uncommon\n"
	              "    reason: '{a} {b} {c} {d} {e} {f}'\n"
	              "  - finding: uncommon\n"
	              "    reason: '{g} {h} {i} {j} {k} {l}'\n"
	              "  - {when: {m: {not: null}}, finding: uncommon, reason: never}\n"
	              "  - {when: {l: borrow}, finding: uncommon, reason: never}\n"),
		"-1 200 -300 60000 -70000 4000000000\n"
		"-5000000000 18446744073709551615 0.25 1234.5 1 borrowed");
}
END_TEST

START_TEST(results_of_each_width_are_read)
{
	ck_assert_str_eq(
		result_of("run: inline\n"
	              "calls:\n"
	              "- {function: gives_int8, subjects: [file], returns: {x: int8},\n"
	              "   claims: [{when: {x: {below: 0}}, finding: uncommon, reason: '{x}'}]}\n"
	              "- {function: gives_uint16, subjects: [file], returns: {x: uint16},\n"
	              "   claims: [{when: {x: {above: 0}}, finding: uncommon, reason: '{x}'}]}\n"
	              "- {function: gives_uint64, subjects: [file], returns: {x: uint64},\n"
	              "   claims: [{when: {x: 0xffffffffffffffff}, finding: uncommon, reason: '{x}'}]}\n"
	              "- {function: gives_float, subjects: [file], returns: {x: float},\n"
	              "   claims: [{when: {x: {at_most: -0.5, at_least: -0.5}}, finding: uncommon,\n"
	              "             reason: '{x}'}]}\n"
	              "- {function: gives_text, subjects: [file], returns: {x: string},\n"
	              "   arguments: [{in: path}],\n"
	              "   claims: [{when: {x: {not: null}}, finding: uncommon, reason: '{x}'}]}\n"),
		"-7\n65535\n18446744073709551615\n-0.5\nsome text");
	ask("/opt/none");
	ck_assert_str_eq(take(), "-7\n65535\n18446744073709551615\n-0.5");
}
END_TEST

static const char structs[] = "run: inline\n"
							  "structs:\n"
							  "  small: [{sign: int8}, {weight: double}, {name: 'char[12]'},"
							  " {port: uint16}]\n"
							  "  answer: [{severity: int32}, {text: string}, {share: float}]\n";

static const char *with_structs(const char *body)
{
	static char text[4096];

	snprintf(text, sizeof text, "%s%s", structs, body);
	return text;
}

START_TEST(structs_go_by_pointer)
{
	ck_assert_str_eq(
		result_of(with_structs(
			"calls:\n"
			"- function: fills\n"
			"  subjects: [file]\n"
			"  arguments:\n"
			"  - {out: s, type: struct small,\n"
			"     set: {sign: -1, weight: 1.5, name: {in: product}, port: 65534}}\n"
			"  claims:\n"
			"  - {when: {s.name: acme!}, finding: uncommon,\n"
			"     reason: '{s.sign} {s.weight} {s.name} {s.port}'}\n")),
		"0 2 acme! 65535");
}
END_TEST

START_TEST(structs_go_by_value)
{
	ck_assert_str_eq(
		result_of(with_structs(
			"calls:\n"
			"- function: gives_struct\n"
			"  subjects: [file]\n"
			"  returns: {r: struct small}\n"
			"  arguments:\n"
			"  - {by_value: s, type: struct small, set: {sign: 100, weight: 0.125, name: x, port: 1}}\n"
			"  claims:\n"
			"  - {finding: uncommon, reason: '{r.sign} {r.weight} {r.name} {r.port}'}\n")),
		"-100 0.25 x 2");
}
END_TEST

START_TEST(texts_bytes_and_digests_arrive)
{
	ck_assert_str_eq(
		result_of("run: inline\n"
	              "calls:\n"
	              "- function: texts\n"
	              "  subjects: [file]\n"
	              "  returns: {length: int}\n"
	              "  arguments:\n"
	              "  - in: path\n"
	              "  - {in: host, type: bytes}\n"
	              "  - {length: host}\n"
	              "  - {in: sha256, type: digest}\n"
	              "  - {in: domain, absent: 'null'}\n"
	              "  - {out: text, type: 'char[64]'}\n"
	              "  - {size: text, type: uint32}\n"
	              "  claims: [{finding: uncommon, reason: '{length}: {text}'}]\n"),
		"32: /opt/acme desk.example 2c24 null");
}
END_TEST

START_TEST(what_is_not_known_skips_the_call)
{
	ck_assert_str_eq(
		result_of("run: inline\n"
	              "calls:\n"
	              "- function: gives_text\n"
	              "  subjects: [file]\n"
	              "  returns: {x: string}\n"
	              "  arguments: [{in: domain}]\n"
	              "  claims: [{finding: uncommon, reason: never}]\n"
	              "- function: gives_int8\n"
	              "  subjects: [domain]\n"
	              "  claims: [{finding: uncommon, reason: never}]\n"
	              "- function: sums\n"
	              "  subjects: [file]\n"
	              "  returns: {x: int}\n"
	              "  fixed: 1\n"
	              "  arguments: [{constant: 2, type: int}, {in: os, type: int},\n"
	              "              {in: port, type: int, absent: empty}]\n"
	              "  claims: [{finding: uncommon, reason: '{x} {product} {signer} {size}'}]\n"),
		/* SCHAIN_OS_LINUX is 2. */
		"2 acme Acme 4096");
}
END_TEST

START_TEST(a_first_value_goes_in_and_comes_out)
{
	ck_assert_str_eq(
		result_of("run: inline\n"
	              "calls:\n"
	              "- function: doubles\n"
	              "  subjects: [file]\n"
	              "  arguments: [{out: x, type: double, value: 0.375}]\n"
	              "  claims: [{when: {x: {above: 0.74, below: 0.76}}, finding: known_bad,\n"
	              "            lifetime: 90m, subject: hash, reason: '{x}'}]\n"),
		"0.75");
	ck_assert_uint_eq(last.finding, SCHAIN_FINDING_KNOWN_BAD);
	ck_assert_uint_eq(last.subject_kind, SCHAIN_SUBJECT_HASH);
	ck_assert_int_eq(last.lifetime, 5400 * SCHAIN_SECOND);
}
END_TEST

START_TEST(a_signature_can_be_claimed)
{
	result_of("run: inline\n"
	          "calls:\n"
	          "- function: gives_text\n"
	          "  subjects: [file]\n"
	          "  returns: {who: string}\n"
	          "  arguments: [{in: path}]\n"
	          "  claims: [{finding: signature,\n"
	          "            signature: {state: untrusted, signer: 'CN={who}'}}]\n");
	ck_assert_uint_eq(last.finding, SCHAIN_FINDING_SIGNATURE);
	ck_assert_uint_eq(last_state, SCHAIN_SIGNATURE_UNTRUSTED);
	ck_assert_str_eq(last_signer, "CN=some text");
}
END_TEST

static const char callback[] =
	"calls:\n"
	"- function: calls_back\n"
	"  subjects: [file]\n"
	"  returns: {sum: int}\n"
	"  callbacks:\n"
	"    listen:\n"
	"      returns: int\n"
	"      result: -5\n"
	"      arguments: [{answer: {points_to: struct answer}}, {word: string}, {n: int64}, pointer]\n"
	"      claims: [{when: {answer.severity: {below: 3}, n: -3}, finding: uncommon,\n"
	"                reason: '{answer.severity} {answer.text} {answer.share} {word}'}]\n"
	"  arguments: [{callback: listen}, {constant: null, type: pointer},\n"
	"              {constant: 70, type: uint32}]\n"
	"  claims: [{finding: uncommon, reason: '{listen.count} calls, sum {sum}'}]\n"
	"- function: calls_late\n"
	"  subjects: [file]\n"
	"  returns: {x: int}\n"
	"  claims: [{finding: uncommon, reason: 'late {x}'}]\n";

START_TEST(callbacks_bring_claims)
{
	/* The second one's struct is NULL: all zeros. */
	ck_assert_str_eq(result_of(with_structs(callback)),
	                 "0 first 0.5 word\n0 null 0 word\n2 next 0.5 word\n"
	                 "70 calls, sum -350\nlate -5");
}
END_TEST

static const char life[] =
	"run: inline\n"
	"init:\n"
	"  function: begins\n"
	"  returns: {status: int}\n"
	"  arguments: [{constant: %d, type: int}, {out: session, type: int32},\n"
	"              {out: greeting, type: 'char[32]'}, {size: greeting, type: uint}]\n"
	"  succeeds: {status: 0}\n"
	"calls:\n"
	"- function: lives_now\n"
	"  subjects: [file]\n"
	"  returns: {length: int}\n"
	"  arguments: [{context: session}, {context: greeting}, {out: given, type: int}]\n"
	"  claims: [{finding: uncommon, reason: '{given} {length}'}]\n"
	"fini: {function: ends, arguments: [{context: session}]}\n";

START_TEST(what_init_leaves_reaches_the_calls_and_fini)
{
	char text[2048];

	snprintf(text, sizeof text, life, 0);
	ck_assert_str_eq(result_of(text), "41 7");
	ck_assert_int_eq(schain_plugins_close(plugins, "ffi", &error), SCHAIN_OK);
	/* fini took the life back, so the next one is the first again. */
	schain_plugins_free(plugins);
	make_set(NULL);
	ck_assert_str_eq(result_of(text), "41 7");
}
END_TEST

START_TEST(an_init_that_fails_is_told)
{
	char text[2048];

	snprintf(text, sizeof text, life, -3);
	write_description(text);
	ck_assert_int_eq(open_bridge(), SCHAIN_E_IO);
	ck_assert_str_eq(error.message, "ffi: begins did not succeed: status is -3");
}
END_TEST

START_TEST(workers_answer_later)
{
	static const struct timespec pause = { 0, 1000000 };
	schain_plugin_statistics now = { .struct_size = sizeof now };
	int claims = 0;

	describe("threads: 3\n"
	         "queue: 8\n"
	         "calls:\n"
	         "- function: gives_text\n"
	         "  subjects: [file]\n"
	         "  returns: {x: string}\n"
	         "  arguments: [{in: path}]\n"
	         "  claims: [{finding: uncommon, reason: '{x}'}]\n");
	for (int i = 0; i < 200; i++) {
		char subject[32];

		snprintf(subject, sizeof subject, "/opt/%d", i);
		ask(subject);
		schain__plugins_collect(plugins, 1);
		while (schain__plugins_take(plugins))
			claims++;
	}
	do {
		nanosleep(&pause, NULL);
		schain__plugins_collect(plugins, 1);
		while (schain__plugins_take(plugins))
			claims++;
		now.struct_size = sizeof now;
		ck_assert_int_eq(schain_plugins_get_statistics(plugins, 0, &now, &error), SCHAIN_OK);
	} while (now.waiting);
	/* Those that the queue had no room for failed, and no other. */
	ck_assert_int_eq(claims, 200 - (int)now.failed);
	ck_assert_int_gt(claims, 0);
}
END_TEST

START_TEST(a_close_drops_what_waits)
{
	describe("calls:\n"
	         "- function: gives_int8\n"
	         "  subjects: [file]\n"
	         "  claims: [{finding: uncommon, reason: x}]\n");
	for (int i = 0; i < 20; i++) {
		char subject[32];

		snprintf(subject, sizeof subject, "/opt/%d", i);
		ask(subject);
	}
	ck_assert_int_eq(schain_plugins_close(plugins, "ffi", &error), SCHAIN_OK);
}
END_TEST

START_TEST(what_is_not_there_is_told)
{
	write_description("calls: [{function: no_such, subjects: [file]}]\n");
	ck_assert_int_eq(open_bridge(), SCHAIN_E_IO);
	ck_assert_ptr_nonnull(strstr(error.message, "functions.so: has no function no_such"));
	write_description("sha256: " SHA "\ncalls: [{function: ends, subjects: [file]}]\n");
	ck_assert_int_eq(open_bridge(), SCHAIN_E_VALUE);
	ck_assert_ptr_nonnull(strstr(error.message, "functions.so: its SHA-256 is "));
	write_description("calls: []\n");
	ck_assert_int_eq(open_bridge(), SCHAIN_E_SYNTAX);
	ck_assert_ptr_nonnull(strstr(error.message, "/test.yaml:2:1: calls: there is none"));
	ck_assert_int_eq(chmod(path, 0666), 0);
	ck_assert_int_eq(open_bridge(), SCHAIN_E_ARGUMENT);
	ck_assert_ptr_nonnull(strstr(error.message, "others than its owner may write to"));
	unlink(path);
	ck_assert_int_eq(open_bridge(), SCHAIN_E_IO);
}
END_TEST

static schain_status open_with(mock_budget *budget)
{
	schain_allocator allocator = mock_allocator(budget);
	schain_status status = SCHAIN_E_MEMORY;

	make_set(&allocator);
	if (plugins)
		status = open_bridge();
	schain_plugins_free(plugins);
	plugins = NULL;
	return status;
}

/* For both ways to run: the rest is the same. */
static void fail_each(const char *body)
{
	schain_status status = SCHAIN_E_MEMORY;
	size_t failures = 0;

	write_description(body);
	for (; status == SCHAIN_E_MEMORY; failures++) {
		mock_budget budget = { failures, 0 };

		status = open_with(&budget);
		ck_assert_uint_eq(budget.held, 0);
	}
	ck_assert_int_eq(status, SCHAIN_OK);
	ck_assert_uint_gt(failures, 20);
}

START_TEST(each_allocation_may_fail)
{
	char text[2048];

	schain_plugins_free(plugins);
	fail_each(with_structs(callback));
	snprintf(text, sizeof text, life, 0);
	memcpy(text, "queue: 9   ", 11); /* in the place of "run: inline" */
	fail_each(text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("ffi/run");
	TCase *one = tcase_create("run");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(one, set_up, tear_down);
	tcase_add_test(one, numbers_arrive_as_they_are);
	tcase_add_test(one, numbers_come_out_as_they_are);
	tcase_add_test(one, results_of_each_width_are_read);
	tcase_add_test(one, structs_go_by_pointer);
	tcase_add_test(one, structs_go_by_value);
	tcase_add_test(one, texts_bytes_and_digests_arrive);
	tcase_add_test(one, what_is_not_known_skips_the_call);
	tcase_add_test(one, a_first_value_goes_in_and_comes_out);
	tcase_add_test(one, a_signature_can_be_claimed);
	tcase_add_test(one, callbacks_bring_claims);
	tcase_add_test(one, what_init_leaves_reaches_the_calls_and_fini);
	tcase_add_test(one, an_init_that_fails_is_told);
	tcase_add_test(one, workers_answer_later);
	tcase_add_test(one, a_close_drops_what_waits);
	tcase_add_test(one, what_is_not_there_is_told);
	tcase_add_test(one, each_allocation_may_fail);
	suite_add_tcase(suite, one);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
