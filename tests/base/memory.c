/* SPDX-License-Identifier: Apache-2.0 */
#include "base/memory.h"
#include "base/text.h"

#include <check.h>
#include <stdlib.h>

/* Lets `left` allocations succeed, and checks the sizes it is told. */
typedef struct budget {
	size_t left;
	size_t held;
} budget;

static void *budget_allocate(void *context, size_t size)
{
	budget *self = context;

	if (!self->left)
		return NULL;
	self->left--;
	self->held += size;
	return malloc(size);
}

static void *budget_reallocate(void *context, void *memory, size_t old_size, size_t size)
{
	budget *self = context;

	if (!self->left)
		return NULL;
	self->left--;
	self->held += size - old_size;
	return realloc(memory, size);
}

static void budget_release(void *context, void *memory, size_t size)
{
	budget *self = context;

	self->held -= size;
	free(memory);
}

static void set_up(schain__memory *memory, budget *self, size_t allocations)
{
	schain_allocator allocator = { sizeof allocator, 0, budget_allocate, budget_reallocate,
		                       budget_release, self };

	self->left = allocations;
	self->held = 0;
	schain__memory_init(memory, &allocator);
}

START_TEST(use_and_peak_are_counted)
{
	budget self;
	schain__memory memory;
	void *a, *b;

	set_up(&memory, &self, SIZE_MAX);
	a = schain__alloc(&memory, 100);
	b = schain__realloc(&memory, NULL, 0, 50);
	ck_assert_uint_eq(memory.used, 150);
	a = schain__realloc(&memory, a, 100, 300);
	schain__free(&memory, b, 50);
	ck_assert_uint_eq(memory.used, 300);
	ck_assert_uint_eq(memory.peak, 350);
	schain__free(&memory, a, 300);
	schain__free(&memory, NULL, 7);
	ck_assert_uint_eq(memory.used, 0);
	ck_assert_uint_eq(self.held, 0);
}
END_TEST

START_TEST(a_product_that_overflows_is_refused)
{
	budget self;
	schain__memory memory;

	set_up(&memory, &self, SIZE_MAX);
	ck_assert_ptr_null(schain__alloc_zero(&memory, SIZE_MAX / 2, 3));
	ck_assert_uint_eq(self.left, SIZE_MAX);
}
END_TEST

START_TEST(an_array_keeps_its_content_when_growing_fails)
{
	budget self;
	schain__memory memory;
	uint32_t *array = NULL;
	size_t capacity = 0;

	set_up(&memory, &self, 2);
	for (uint32_t i = 0; i < 8; i++) { /* room for 4, then for 8 */
		ck_assert_int_eq(schain__grow(&memory, (void **)&array, &capacity, i, sizeof *array), 0);
		array[i] = i;
	}
	ck_assert_int_eq(schain__grow(&memory, (void **)&array, &capacity, 8, sizeof *array), -1);
	ck_assert_uint_eq(capacity, 8);
	ck_assert_uint_eq(array[7], 7);
	schain__free(&memory, array, capacity * sizeof *array);
	ck_assert_uint_eq(self.held, 0);
}
END_TEST

START_TEST(an_array_that_would_overflow_is_refused)
{
	budget self;
	schain__memory memory;
	void *array = NULL;
	size_t capacity = SIZE_MAX / 4;

	set_up(&memory, &self, SIZE_MAX);
	ck_assert_int_eq(schain__grow(&memory, &array, &capacity, capacity, 16), -1);
	ck_assert_uint_eq(self.left, SIZE_MAX);
}
END_TEST

START_TEST(a_buffer_remembers_that_memory_ran_out)
{
	budget self;
	schain__memory memory;
	schain__buffer buffer;

	set_up(&memory, &self, 1);
	schain__buffer_init(&buffer, &memory);
	schain__buffer_text(&buffer, "fits");
	for (int i = 0; i < 100; i++)
		schain__buffer_text(&buffer, "0123456789");
	ck_assert_int_eq(buffer.failed, 1);
	schain__buffer_text(&buffer, "x");
	ck_assert_uint_lt(buffer.length, buffer.capacity);
	ck_assert_uint_eq(strlen(buffer.data), buffer.length);
	schain__buffer_dispose(&buffer);
	ck_assert_uint_eq(self.held, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("memory");
	TCase *cases = tcase_create("memory");
	SRunner *runner;
	int failures;

	tcase_add_test(cases, use_and_peak_are_counted);
	tcase_add_test(cases, a_product_that_overflows_is_refused);
	tcase_add_test(cases, an_array_keeps_its_content_when_growing_fails);
	tcase_add_test(cases, an_array_that_would_overflow_is_refused);
	tcase_add_test(cases, a_buffer_remembers_that_memory_ran_out);
	suite_add_tcase(suite, cases);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failures = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
