/* SPDX-License-Identifier: Apache-2.0 */
/* Domains that one program asks for, and memory that is out. */
#include "judges.h"

#include "egress/askers.h"

enum { PROGRAM = 7, STRONG = 800, WEAK = 600 }; /* millibans: over the mean of ten, over that of twenty only */

static schain__eg_table askers;
static failing memory;

/* Names of one score, each new, until an algorithm seems to make them. Returns how many that took. */
static uint32_t names_until_found(uint64_t who, int32_t score)
{
	uint32_t names = 1;

	while (!schain__eg_asker_count(&askers, who, names, score) && names < 100)
		names++;
	return names;
}

START_TEST(ten_strong_names_or_twenty_weak_ones_are_enough)
{
	failing_init(&memory, 0);
	ck_assert_int_eq(schain__eg_table_init(&askers, &memory.allocator, sizeof(schain__eg_asker), 64), 0);
	ck_assert_uint_eq(names_until_found(1, STRONG), 10);
	ck_assert_uint_eq(names_until_found(2, WEAK), 20);
	for (int i = 0; i < 100; i++)
		ck_assert_int_eq(schain__eg_asker_count(&askers, 3, 1, STRONG), 0); /* one name, however often */
	schain__eg_table_dispose(&askers);
	ck_assert_uint_eq(memory.held, 0);
}
END_TEST

/*
 * Two allocations: the table's sets, and the set that the program is in. Where
 * the second fails, one name is not counted, and the next try counts again.
 */
START_TEST(each_allocation_may_fail)
{
	static const uint32_t names[] = { 0, 11, 10 };

	for (size_t fails_at = 1; fails_at <= 3; fails_at++) {
		int status;

		failing_init(&memory, fails_at);
		status = schain__eg_table_init(&askers, &memory.allocator, sizeof(schain__eg_asker), 64);
		ck_assert_int_eq(status, fails_at == 1 ? -1 : 0);
		if (!status)
			ck_assert_uint_eq(names_until_found(PROGRAM, STRONG), names[fails_at - 1]);
		schain__eg_table_dispose(&askers);
		ck_assert_uint_eq(memory.held, 0);
	}
	ck_assert_uint_eq(memory.calls, 2);
}
END_TEST

/* Memory that stays out: nothing is found, nothing is lost. */
START_TEST(programs_that_cannot_be_remembered_are_not_blamed)
{
	failing_init(&memory, 0);
	ck_assert_int_eq(schain__eg_table_init(&askers, &memory.allocator, sizeof(schain__eg_asker), 64), 0);
	for (uint32_t i = 0; i < 50; i++) {
		memory.fails_at = memory.calls + 1;
		ck_assert_int_eq(schain__eg_asker_count(&askers, PROGRAM, i, STRONG), 0);
	}
	ck_assert_uint_eq(askers.count, 0);
	ck_assert_uint_eq(names_until_found(PROGRAM, STRONG), 10);
	schain__eg_table_dispose(&askers);
	ck_assert_uint_eq(memory.held, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("askers");
	TCase *all = tcase_create("all");

	tcase_add_test(all, ten_strong_names_or_twenty_weak_ones_are_enough);
	tcase_add_test(all, each_allocation_may_fail);
	tcase_add_test(all, programs_that_cannot_be_remembered_are_not_blamed);
	suite_add_tcase(suite, all);
	return run_suite(suite);
}
