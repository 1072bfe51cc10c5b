/* SPDX-License-Identifier: Apache-2.0 */
/* Containers against models too simple to be wrong. */
#include "base/arena.h"
#include "base/intern.h"
#include "base/multimap.h"
#include "base/recent.h"

#include <check.h>
#include <stdlib.h>

static schain__memory memory;
static const schain__hash_key key = { { 7, 11 } };
static uint64_t generator;

/* Knuth's MMIX constants; the upper bits are the good ones. */
static uint32_t random_below(uint32_t limit)
{
	generator = generator * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(generator >> 33) % limit;
}

static void setup(void)
{
	schain__memory_init(&memory, NULL);
	generator = 1;
}

static void teardown(void)
{
	ck_assert_uint_eq(memory.used, 0);
}

/* `spread` 1: keys side by side, the worst for open addressing; else far apart. */
static void compare_map(uint64_t spread)
{
	enum { KEYS = 500 };
	uint32_t model[KEYS];
	schain__map map;
	size_t count = 0;

	schain__map_init(&map, &memory);
	memset(model, 0xff, sizeof model);
	for (int step = 0; step < 50000; step++) {
		uint32_t at = random_below(KEYS), value = random_below(1000);
		uint64_t hash = (uint64_t)at * spread;

		/* Growing in one half of the run, shrinking in the other. */
		if (random_below(100) < (step % 10000 < 5000 ? 70u : 30u)) {
			ck_assert_int_eq(schain__map_set(&map, hash, value), 0);
			count += model[at] == SCHAIN__MAP_NONE;
			model[at] = value;
		} else {
			schain__map_remove(&map, hash);
			count -= model[at] != SCHAIN__MAP_NONE;
			model[at] = SCHAIN__MAP_NONE;
		}
		ck_assert_uint_eq(map.count, count);
		at = random_below(KEYS);
		ck_assert_uint_eq(schain__map_get(&map, (uint64_t)at * spread), model[at]);
	}
	for (uint32_t at = 0; at < KEYS; at++)
		ck_assert_uint_eq(schain__map_get(&map, (uint64_t)at * spread), model[at]);
	schain__map_dispose(&map);
}

START_TEST(a_map_is_what_was_set_and_not_removed)
{
	compare_map(UINT64_C(0x9e3779b97f4a7c15));
}
END_TEST

START_TEST(neighbouring_keys_close_the_gaps_of_removed_ones)
{
	/* Multiples of 2, as key 0 shares its place with 1. */
	compare_map(2);
	/* All at home in one place, whatever the size. */
	compare_map(UINT64_C(1) << 32);
}
END_TEST

/* `spread` as above. Pairs of few keys and few values, any number of times each. */
static void compare_multimap(uint64_t spread)
{
	enum { KEYS = 60, VALUES = 8 };
	uint32_t model[KEYS][VALUES];
	schain__multimap map;
	uint64_t count = 0;

	memset(model, 0, sizeof model);
	schain__multimap_init(&map, &memory);
	for (int step = 0; step < 20000; step++) {
		uint32_t at = random_below(KEYS), value = random_below(VALUES), found[VALUES], cursor = 0;
		const schain__multimap_slot *slot;

		if (random_below(100) < (step % 4000 < 2000 ? 70u : 30u)) {
			ck_assert_int_eq(schain__multimap_add(&map, (at + 1) * spread, value, value + 1), 0);
			model[at][value]++;
			count++;
		} else {
			schain__multimap_remove(&map, (at + 1) * spread, value);
			count -= model[at][value] > 0;
			model[at][value] -= model[at][value] > 0;
		}
		ck_assert_uint_eq(map.count, count);
		at = random_below(KEYS);
		memset(found, 0, sizeof found);
		while ((slot = schain__multimap_next(&map, (at + 1) * spread, &cursor))) {
			ck_assert_uint_eq(slot->more, slot->value + 1);
			found[slot->value]++;
		}
		ck_assert_mem_eq(found, model[at], sizeof found);
	}
	schain__multimap_dispose(&map);
}

START_TEST(a_multimap_has_what_was_added_and_not_removed)
{
	compare_multimap(UINT64_C(0x9e3779b97f4a7c15));
	/* All in one table, side by side, and all at home in one place. */
	compare_multimap(UINT64_C(256) << 26);
	compare_multimap(256);
}
END_TEST

static int is_odd(const void *context, uint32_t value)
{
	(void)context;
	return value & 1;
}

START_TEST(sweeping_takes_out_what_is_gone_and_no_more)
{
	enum { KEYS = 20000 };
	schain__multimap map;
	uint64_t used;

	schain__multimap_init(&map, &memory);
	ck_assert_int_eq(schain__multimap_reserve(&map, KEYS), 0);
	used = memory.used;
	for (uint32_t i = 0; i < KEYS; i++)
		ck_assert_int_eq(schain__multimap_add(&map, (i + 1) * UINT64_C(0x9e3779b97f4a7c15), i, 0), 0);
	/* What was reserved holds nearly all, in 16 bytes at most five sixths full. */
	ck_assert_uint_lt(memory.used, used + used / 16);
	ck_assert_uint_lt(memory.used, KEYS * 24);
	schain__multimap_sweep(&map, is_odd, NULL);
	ck_assert_uint_eq(map.count, KEYS / 2);
	ck_assert_uint_lt(memory.used, used * 3 / 4);
	for (uint32_t i = 0; i < KEYS; i++) {
		uint32_t cursor = 0;
		const schain__multimap_slot *slot =
			schain__multimap_next(&map, (i + 1) * UINT64_C(0x9e3779b97f4a7c15), &cursor);

		ck_assert_int_eq(slot != NULL, !(i & 1));
	}
	schain__multimap_dispose(&map);
}
END_TEST

typedef struct element {
	schain__recent_header header;
	uint64_t value;
} element;

static uint64_t dropped;

static void note_drop(void *context, void *dropped_element)
{
	(void)context;
	dropped = ((element *)dropped_element)->value;
}

START_TEST(the_least_recently_used_goes_first)
{
	schain__recent recent;
	element *it;

	schain__recent_init(&recent, &memory, sizeof(element), 3);
	recent.drop = note_drop;
	for (uint64_t i = 1; i <= 3; i++) {
		it = schain__recent_put(&recent, 0, i);
		it->value = i;
	}
	ck_assert_ptr_nonnull(schain__recent_get(&recent, 1)); /* now the newest */
	ck_assert_ptr_nonnull(schain__recent_peek(&recent, 2)); /* stays the oldest */
	it = schain__recent_put(&recent, 0, 4);
	it->value = 4;
	ck_assert_uint_eq(dropped, 2);
	ck_assert_ptr_null(schain__recent_peek(&recent, 2));
	it = schain__recent_put(&recent, 0, 5);
	ck_assert_uint_eq(dropped, 3);
	schain__recent_remove(&recent, schain__recent_peek(&recent, 4));
	ck_assert_uint_eq(dropped, 4);
	ck_assert_uint_eq(recent.pool.count, 2);
	schain__recent_dispose(&recent);
}
END_TEST

START_TEST(a_flood_from_one_owner_takes_nothing_from_the_others)
{
	enum { LIMIT = 60, OWNERS = 4, EACH = 10 };
	schain__recent recent;

	schain__recent_init(&recent, &memory, sizeof(element), LIMIT);
	for (uint32_t owner = 0; owner < OWNERS; owner++)
		for (uint64_t i = 0; i < EACH; i++)
			ck_assert_ptr_nonnull(schain__recent_put(&recent, owner, owner * 1000 + i + 1));
	/* Owner 3 floods. A fair share of 60 among 4 is 15; the others have 10 each. */
	for (uint64_t i = 0; i < 5000; i++)
		ck_assert_ptr_nonnull(schain__recent_put(&recent, 3, 100000 + i));
	for (uint32_t owner = 0; owner < 3; owner++)
		for (uint64_t i = 0; i < EACH; i++)
			ck_assert_ptr_nonnull(schain__recent_peek(&recent, owner * 1000 + i + 1));
	ck_assert_uint_eq(recent.pool.count, LIMIT);
	/* Who has less than a fair share gets room from who has more. */
	for (uint64_t i = 0; i < 5; i++)
		ck_assert_ptr_nonnull(schain__recent_put(&recent, 0, 500 + i));
	ck_assert_uint_eq(recent.owners[0].count, 15);
	ck_assert_uint_eq(recent.owners[3].count, 25);
	schain__recent_dispose(&recent);
}
END_TEST

/* Two of very many hold twice what the rest hold: what newcomers need, these two give first. */
START_TEST(who_has_most_gives_to_those_who_come)
{
	enum { OWNERS = 1000, MOST = 2000 };
	schain__recent recent;
	uint64_t number = 0;

	schain__recent_init(&recent, &memory, sizeof(element), OWNERS + 2 * MOST);
	for (uint32_t owner = 0; owner < OWNERS; owner++)
		ck_assert_ptr_nonnull(schain__recent_put(&recent, owner, ++number));
	for (uint32_t i = 0; i < 2 * MOST; i++)
		ck_assert_ptr_nonnull(schain__recent_put(&recent, OWNERS + i % 2, ++number));
	for (uint32_t owner = 0; owner < OWNERS; owner++)
		ck_assert_ptr_nonnull(schain__recent_put(&recent, OWNERS + 2 + owner, ++number));
	for (uint32_t owner = 0; owner < OWNERS; owner++)
		ck_assert_uint_eq(recent.owners[owner].count, 1);
	ck_assert_uint_eq(recent.owners[OWNERS].count + recent.owners[OWNERS + 1].count, 2 * MOST - OWNERS);
	/* Nobody has more than one in the end, and the table is full all the same. */
	for (uint32_t owner = 0; owner < 2 * MOST; owner++)
		ck_assert_ptr_nonnull(schain__recent_put(&recent, OWNERS + 2 + OWNERS + owner, ++number));
	ck_assert_uint_eq(recent.pool.count, recent.limit);
	ck_assert_uint_ge(recent.active, recent.limit - 2);
	schain__recent_dispose(&recent);
}
END_TEST

START_TEST(the_order_of_forgetting_is_that_of_a_list)
{
	enum { LIMIT = 50, KEYS = 120 };
	uint64_t order[LIMIT]; /* oldest first */
	size_t count = 0;
	schain__recent recent;

	schain__recent_init(&recent, &memory, sizeof(element), LIMIT);
	for (int step = 0; step < 20000; step++) {
		uint64_t wanted = 1 + random_below(KEYS);
		size_t at = 0;

		while (at < count && order[at] != wanted)
			at++;
		if (random_below(10) < 2) {
			void *it = schain__recent_peek(&recent, wanted);

			ck_assert_int_eq(it != NULL, at < count);
			if (!it)
				continue;
			schain__recent_remove(&recent, it);
			memmove(order + at, order + at + 1, (--count - at) * sizeof *order);
			continue;
		}
		ck_assert_ptr_nonnull(schain__recent_put(&recent, 0, wanted));
		if (at == count && count == LIMIT)
			at = 0; /* the oldest goes */
		if (at < count)
			memmove(order + at, order + at + 1, (--count - at) * sizeof *order);
		order[count++] = wanted;
		ck_assert_uint_eq(recent.pool.count, count);
		ck_assert_uint_eq(((schain__recent_header *)schain__recent_oldest(&recent, 0))->key, order[0]);
		ck_assert_uint_eq(((schain__recent_header *)schain__slab_at(&recent.pool, recent.owners[0].newest - 1))->key, wanted);
	}
	schain__recent_dispose(&recent);
}
END_TEST

START_TEST(a_reference_notices_that_its_element_is_gone)
{
	schain__slab slab;
	element *first, *second;
	schain__ref reference;

	schain__slab_init(&slab, &memory, sizeof(element));
	ck_assert_ptr_null(schain__slab_get(&slab, 0));
	first = schain__slab_take(&slab);
	first->value = 5;
	reference = schain__slab_ref(first);
	ck_assert_ptr_eq(schain__slab_get(&slab, reference), first);
	schain__slab_give(&slab, first);
	ck_assert_ptr_null(schain__slab_get(&slab, reference));
	second = schain__slab_take(&slab);
	ck_assert_ptr_eq(second, first); /* the place is used again, */
	ck_assert_uint_eq(second->value, 0);
	ck_assert_ptr_null(schain__slab_get(&slab, reference)); /* the reference is not */
	ck_assert_ptr_null(schain__slab_get(&slab, reference + 1000));
	schain__slab_dispose(&slab);
}
END_TEST

START_TEST(what_a_slab_does_not_need_is_given_back)
{
	enum { COUNT = 1000 };
	schain__ref references[COUNT], other;
	schain__slab slab;
	uint32_t index = 0;
	uint64_t full;
	element *it;

	schain__slab_init(&slab, &memory, sizeof(element));
	for (int i = 0; i < COUNT; i++)
		references[i] = schain__slab_ref(schain__slab_take(&slab));
	full = memory.used;
	for (int i = 0; i < COUNT; i++)
		if (i != 500)
			schain__slab_give(&slab, schain__slab_get(&slab, references[i]));
	schain__slab_trim(&slab);
	ck_assert_uint_lt(memory.used, full / 2);
	for (int i = 0; i < COUNT; i++)
		ck_assert_int_eq(schain__slab_get(&slab, references[i]) != NULL, i == 500);
	it = schain__slab_next(&slab, &index);
	ck_assert_uint_eq(schain__slab_ref(it), references[500]);
	ck_assert_ptr_null(schain__slab_next(&slab, &index));
	/* Taken again, no old reference leads to what is new. */
	for (int i = 0; i < 3 * COUNT; i++) {
		it = schain__slab_take(&slab);
		ck_assert_uint_eq(it->value, 0);
		it->value = 7;
		other = schain__slab_ref(it);
		for (int j = 0; j < COUNT; j++)
			ck_assert_uint_ne(other, references[j]);
	}
	schain__slab_dispose(&slab);
}
END_TEST

START_TEST(elements_stay_where_they_are_while_the_slab_grows)
{
	schain__slab slab;
	element *all[1000];
	uint32_t index = 0, seen = 0;

	schain__slab_init(&slab, &memory, sizeof(element));
	for (uint64_t i = 0; i < 1000; i++) {
		all[i] = schain__slab_take(&slab);
		all[i]->value = i;
	}
	for (uint64_t i = 0; i < 1000; i += 2)
		schain__slab_give(&slab, all[i]);
	for (element *it; (it = schain__slab_next(&slab, &index)); seen++)
		ck_assert_ptr_eq(it, all[it->value]);
	ck_assert_uint_eq(seen, 500);
	schain__slab_dispose(&slab);
}
END_TEST

START_TEST(equal_strings_are_one_and_go_with_their_last_user)
{
	schain__intern intern;
	schain__interned *first, *second, *other;

	schain__intern_init(&intern, &memory, &key);
	first = schain__intern_take(&intern, SCHAIN_STRING("/usr/bin/sh"));
	second = schain__intern_take(&intern, SCHAIN_STRING("/usr/bin/sh"));
	other = schain__intern_take(&intern, SCHAIN_STRING("/usr/bin/sh2"));
	ck_assert_ptr_eq(first, second);
	ck_assert_ptr_ne(first, other);
	ck_assert_ptr_null(schain__intern_take(&intern, SCHAIN_STRING("")));
	ck_assert_ptr_null(schain__intern_share(NULL));
	schain__intern_give(&intern, NULL);
	schain__intern_give(&intern, first);
	ck_assert(schain__equal(schain__interned_string(second), SCHAIN_STRING("/usr/bin/sh")));
	schain__intern_give(&intern, second);
	ck_assert_uint_eq(intern.pool.count, 1);
	ck_assert_uint_eq(intern.map.count, 1);
	schain__intern_dispose(&intern);
}
END_TEST

START_TEST(an_arena_gives_zeroed_aligned_memory_of_any_size)
{
	schain__arena arena;
	unsigned char *block;

	schain__arena_init(&arena, &memory);
	for (size_t size = 1; size < 100000; size = size * 3 + 1) {
		block = schain__arena_take(&arena, size, 1);
		ck_assert_uint_eq((uintptr_t)block % 8, 0);
		for (size_t i = 0; i < size; i++)
			ck_assert_uint_eq(block[i], 0);
		memset(block, 0xa5, size);
	}
	ck_assert_ptr_null(schain__arena_take(&arena, SIZE_MAX, 2));
	ck_assert_ptr_null(schain__arena_take(&arena, SIZE_MAX / 2, 2));
	schain__arena_reset(&arena);
	block = schain__arena_take(&arena, 100, 1);
	ck_assert_uint_eq(block[0], 0);
	ck_assert(schain__equal(schain__arena_printf(&arena, "%d and %s", 7, "text"),
	                        SCHAIN_STRING("7 and text")));
	schain__arena_dispose(&arena);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("containers");
	TCase *tests = tcase_create("containers");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, 120);
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, a_map_is_what_was_set_and_not_removed);
	tcase_add_test(tests, neighbouring_keys_close_the_gaps_of_removed_ones);
	tcase_add_test(tests, a_multimap_has_what_was_added_and_not_removed);
	tcase_add_test(tests, sweeping_takes_out_what_is_gone_and_no_more);
	tcase_add_test(tests, the_least_recently_used_goes_first);
	tcase_add_test(tests, who_has_most_gives_to_those_who_come);
	tcase_add_test(tests, a_flood_from_one_owner_takes_nothing_from_the_others);
	tcase_add_test(tests, the_order_of_forgetting_is_that_of_a_list);
	tcase_add_test(tests, a_reference_notices_that_its_element_is_gone);
	tcase_add_test(tests, what_a_slab_does_not_need_is_given_back);
	tcase_add_test(tests, elements_stay_where_they_are_while_the_slab_grows);
	tcase_add_test(tests, equal_strings_are_one_and_go_with_their_last_user);
	tcase_add_test(tests, an_arena_gives_zeroed_aligned_memory_of_any_size);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
