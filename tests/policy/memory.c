/* SPDX-License-Identifier: Apache-2.0 */
/* Each allocation failing in turn: an error, nothing changed, nothing leaked. */
#include "policy/object.h"

#include <check.h>
#include <stdlib.h>

/* Counts what is in use, and fails from the allocation with number `fail_at` on. */
typedef struct counter {
	size_t calls;
	size_t fail_at; /* 0: never */
	size_t used;
} counter;

static int fails(counter *count)
{
	return ++count->calls >= count->fail_at && count->fail_at;
}

static void *count_allocate(void *context, size_t size)
{
	counter *count = context;
	void *memory = fails(count) ? NULL : malloc(size);

	if (memory)
		count->used += size;
	return memory;
}

static void *count_reallocate(void *context, void *memory, size_t old_size, size_t size)
{
	counter *count = context;
	void *fresh = fails(count) ? NULL : realloc(memory, size);

	if (fresh)
		count->used += size - old_size;
	return fresh;
}

static void count_release(void *context, void *memory, size_t size)
{
	((counter *)context)->used -= size;
	free(memory);
}

static counter count;
static const schain_allocator allocator = { sizeof allocator, 0, count_allocate, count_reallocate,
	                                    count_release, &count };
static schain_error error;

/* One thing that can be done to a policy. */
typedef schain_status (*action)(schain_policy *policy);

static schain_status add_pattern(schain_policy *policy)
{
	schain_status status = schain_policy_add(policy, "path_scope",
	                                         SCHAIN_STRING("~/a/**/b*c/d"), &error);

	if (!status)
		status = schain_policy_add(policy, "catalogue.shells", SCHAIN_STRING("*a?b*"), &error);
	if (!status)
		status = schain_policy_add(policy, "approved_update_hosts",
		                           SCHAIN_STRING("a-*.b.example"), &error);
	return status ? status : schain_policy_add(policy, "approved_signers", SCHAIN_STRING("A *"),
	                                           &error);
}

static schain_status clear_list(schain_policy *policy)
{
	return schain_policy_clear(policy, "catalogue.shells", &error);
}

static schain_status load_yaml(schain_policy *policy)
{
	return schain_policy_load(policy, SCHAIN_STRING("catalogue.shells: {remove: [sh], add: [x]}\n"
	                                                "dormancy: 1d\n"), "x", &error);
}

static schain_status import_apt(schain_policy *policy)
{
	return schain_policy_import(policy, SCHAIN_IMPORT_APT_SOURCES,
	                            SCHAIN_STRING("deb https://a.example/x y z\n"), "x", NULL, &error);
}

static schain_status duplicate(schain_policy *policy)
{
	schain_policy *copy = NULL;
	schain_status status = schain_policy_dup(policy, &copy, &error);

	schain_policy_free(copy);
	return status;
}

static int write_nowhere(void *context, const char *data, size_t size)
{
	(void)context;
	(void)data;
	(void)size;
	return 0;
}

static schain_status write_yaml(schain_policy *policy)
{
	return schain_policy_write(policy, NULL, write_nowhere, NULL, &error);
}

static uint64_t fingerprint(const schain_policy *policy)
{
	uint64_t sum = (uint64_t)schain__policy_value(policy, SCHAIN__KEY_DORMANCY);
	static const char *const paths[] = { "/bin/sh", "/bin/x", "/home/u/a/z/bxc/d", "/x/yaxbz",
		                             "/usr/bin/dpkg", "C:\\Windows\\System32\\cmd.exe" };

	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		sum = sum * 31 + schain__policy_classify(policy, schain_string_of(paths[i]));
	return sum * 31 + schain__policy_classify_host(policy, SCHAIN_STRING("a.example"));
}

START_TEST(making_a_policy_fails_cleanly_wherever_memory_ends)
{
	schain_policy *policy = NULL;
	size_t failures = 0;

	schain_error_init(&error, sizeof error);
	for (size_t at = 1;; at++) {
		memset(&count, 0, sizeof count);
		count.fail_at = at;
		if (!schain_policy_new(&allocator, &policy, &error))
			break;
		ck_assert_int_eq(error.code, SCHAIN_E_MEMORY);
		ck_assert_ptr_null(policy);
		ck_assert_uint_eq(count.used, 0);
		failures++;
	}
	ck_assert_uint_gt(failures, 20);
	schain_policy_free(policy);
	ck_assert_uint_eq(count.used, 0);
}
END_TEST

static const action actions[] = { add_pattern, clear_list, load_yaml, import_apt, duplicate,
	                          write_yaml };

/* add_pattern() makes several calls, of which the first may be done when a later one fails. */
START_TEST(changing_a_policy_fails_cleanly_wherever_memory_ends)
{
	action act = actions[_i];
	schain_status status = SCHAIN_E_MEMORY;

	schain_error_init(&error, sizeof error);
	for (size_t at = 1; status; at++) {
		schain_policy *policy;
		uint64_t before;

		memset(&count, 0, sizeof count);
		ck_assert_int_eq(schain_policy_new(&allocator, &policy, &error), SCHAIN_OK);
		before = fingerprint(policy);
		count.calls = 0;
		count.fail_at = at;
		status = act(policy);
		count.fail_at = 0;
		if (status == SCHAIN_E_UNSUPPORTED)
			status = SCHAIN_OK;
		if (status) {
			ck_assert_int_eq(status, SCHAIN_E_MEMORY);
			ck_assert(act == add_pattern || fingerprint(policy) == before);
			/* and with memory at hand it works */
			ck_assert_msg(!act(policy), "%s", error.message);
		}
		schain_policy_free(policy);
		ck_assert_uint_eq(count.used, 0);
	}
}
END_TEST

START_TEST(classifying_needs_no_memory_but_for_long_paths)
{
	schain_policy *policy;
	char path[8000] = "/usr/bin/";

	schain_error_init(&error, sizeof error);
	memset(&count, 0, sizeof count);
	ck_assert_int_eq(schain_policy_new(&allocator, &policy, &error), SCHAIN_OK);
	count.calls = 0;
	count.fail_at = 1;
	fingerprint(policy);
	ck_assert_uint_eq(count.calls, 0);
	memset(path + 9, 'a', sizeof path - 9);
	memcpy(path + sizeof path - 8, "/dpkg.so", 8);
	/* without memory the end of the path still tells what it can */
	ck_assert(schain__policy_classify(policy, schain__string(path, sizeof path)) &
	          SCHAIN__PATH_MODULE);
	ck_assert_uint_eq(count.calls, 1);
	count.fail_at = 0;
	ck_assert(schain__policy_classify(policy, schain__string(path, sizeof path)) &
	          SCHAIN__PATH_PROGRAM);
	schain_policy_free(policy);
	ck_assert_uint_eq(count.used, 0);
}
END_TEST

START_TEST(a_copy_lives_in_the_memory_it_was_given)
{
	schain__memory memory;
	schain_policy *policy, *copy;
	uint64_t expected;

	schain__memory_init(&memory, NULL);
	ck_assert_int_eq(schain_policy_new(NULL, &policy, NULL), SCHAIN_OK);
	expected = fingerprint(policy);
	ck_assert_int_eq(schain__policy_copy(policy, &memory, &copy, NULL), SCHAIN_OK);
	schain_policy_free(policy);
	ck_assert_uint_gt(memory.used, 100000);
	ck_assert(fingerprint(copy) == expected);
	schain_policy_free(copy);
	ck_assert_uint_eq(memory.used, 0);
}
END_TEST

START_TEST(an_allocator_with_a_function_missing_is_refused)
{
	schain_allocator incomplete = allocator;
	schain_policy *policy;

	incomplete.reallocate = NULL;
	ck_assert_int_eq(schain_policy_new(&incomplete, &policy, NULL), SCHAIN_E_ARGUMENT);
	incomplete = allocator;
	incomplete.struct_size = 4;
	ck_assert_int_eq(schain_policy_new(&incomplete, &policy, NULL), SCHAIN_E_TOO_SMALL);
	ck_assert_int_eq(schain_policy_new(NULL, NULL, NULL), SCHAIN_E_ARGUMENT);
	schain_policy_free(NULL);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy memory");
	TCase *tests = tcase_create("memory");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, 120);
	tcase_add_test(tests, making_a_policy_fails_cleanly_wherever_memory_ends);
	tcase_add_loop_test(tests, changing_a_policy_fails_cleanly_wherever_memory_ends, 0,
	                    sizeof actions / sizeof *actions);
	tcase_add_test(tests, classifying_needs_no_memory_but_for_long_paths);
	tcase_add_test(tests, a_copy_lives_in_the_memory_it_was_given);
	tcase_add_test(tests, an_allocator_with_a_function_missing_is_refused);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
