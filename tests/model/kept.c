/* SPDX-License-Identifier: Apache-2.0 */
/* What the model says that it takes, beside what its allocator gave it; and the order of what is cold. */
#include "model/model.h"

#include <check.h>
#include <stdlib.h>

enum { LIMIT = 1 << 20 };

static uint64_t held; /* bytes that the allocator gave and did not get back */
static schain__memory memory;
static schain__model model;
static uint64_t generator;

static void *allocate(void *context, size_t size)
{
	(void)context;
	held += size;
	return malloc(size);
}

static void *reallocate(void *context, void *block, size_t old_size, size_t size)
{
	(void)context;
	held += size - old_size;
	return realloc(block, size);
}

static void release(void *context, void *block, size_t size)
{
	(void)context;
	held -= size;
	free(block);
}

static void setup(void)
{
	static const schain_allocator allocator = { sizeof allocator, 0, allocate, reallocate, release, NULL };
	static const schain__hash_key key = { { 7, 11 } };

	held = 0;
	generator = 1;
	schain__memory_init(&memory, &allocator);
	schain__model_init(&model, &memory, NULL, &key, LIMIT);
}

static void teardown(void)
{
	schain__model_dispose(&model);
	ck_assert_uint_eq(held, 0);
}

/* Knuth's MMIX constants; the upper bits are the good ones. */
static uint32_t random_below(uint32_t limit)
{
	generator = generator * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(generator >> 33) % limit;
}

/* Every table, beyond what it holds. Traits hang on a profile, and profiles have some. */
START_TEST(what_tables_take_is_what_was_allocated_for_them)
{
	schain__recent *table;
	size_t tables = 0;

	for (size_t i = 0; (table = schain__model_table(&model, i)); i++, tables++)
		for (uint32_t key = 1; key <= table->limit + 10; key++)
			if (table == &model.traits)
				schain__trait_add(&model, schain__host_of(&model, SCHAIN_STRING("desk.example")), key,
				                  schain__recent_get(&model.products, 20 + key % 100), 0);
			else
				ck_assert_ptr_nonnull(schain__recent_put(table, key % 300, key));
	/* As many as lib/model/model.h has. */
	ck_assert_uint_eq(tables, 8);
	ck_assert_uint_eq(memory.used, held);
	held -= schain__model_tables(&model);
	/* What is left is that of one host: its chunk, its index, its name. */
	held -= schain__slab_bytes(&model.hosts) + schain__map_bytes(&model.host_index);
	held -= schain__slab_bytes(&model.intern.pool) + schain__map_bytes(&model.intern.map);
	ck_assert_uint_le(held, 64);
	held = memory.used;
}
END_TEST

static void fill(uint32_t count)
{
	schain__host *host = schain__host_of(&model, SCHAIN_STRING("desk.example"));

	for (uint32_t i = 0; i < count; i++) {
		schain__delivery *delivery = schain__delivery_add(&model, host, ++host->deliveries_made);

		ck_assert_ptr_nonnull(delivery);
		ck_assert_ptr_nonnull(schain__file_restore(&model, delivery, 1000 + delivery->serial, 0, 0));
	}
}

/* Room that nothing uses is not "used"; trimmed, it is not held. */
START_TEST(what_is_given_back_is_held_no_more)
{
	uint64_t before, used;

	fill(1);
	before = held;
	used = schain__model_used(&model);
	fill(30000);
	while (model.deliveries.count > 1)
		schain__delivery_drop(&model, model.first_host->newest_delivery);
	schain__model_trim(&model);
	ck_assert_uint_eq(memory.used, held);
	/* Lists of 4 to 12 bytes for each chunk and element that there ever were stay: 30001 of two kinds. */
	ck_assert_uint_le(held - before, 2 * 4 * 32768 + 65536);
	ck_assert_uint_le(schain__model_used(&model) - used, 2 * 4 * 32768 + 65536);
}
END_TEST

/* Before anything is allocated that is large beside what there is, the model says that it will be. */
START_TEST(growth_is_announced)
{
	fill(1);
	for (uint32_t i = 0; i < 20000; i++) {
		uint64_t announced = schain__model_growth(&model), before = memory.peak;

		fill(1);
		/* A chunk of files and one of deliveries, and the lists of small pools. */
		ck_assert_uint_le(memory.peak - before, announced + 128 * (sizeof(schain__file) +
		                                                           sizeof(schain__delivery)) + 4096);
	}
}
END_TEST

enum { ENTRIES = 400 };

static int is_before(const schain__cold *a, const schain__cold *b)
{
	return a->last_write != b->last_write ? a->last_write < b->last_write : a->serial < b->serial;
}

/* Against a list that is searched from end to end. */
START_TEST(the_oldest_cold_delivery_is_first_whatever_came_and_went)
{
	schain__host *host = schain__host_of(&model, SCHAIN_STRING("desk.example"));
	schain__cold *all[ENTRIES];
	size_t count = 0;

	for (int step = 0; step < 8000; step++) {
		const schain__cold *oldest = NULL;
		size_t seen = 0;

		/* Growing in one half of the run, shrinking in the other. */
		if (count < ENTRIES && random_below(100) < (step % 4000 < 2000 ? 70u : 30u)) {
			schain__cold like;

			memset(&like, 0, sizeof like);
			like.host = schain__slab_ref(host);
			like.serial = (uint64_t)step + 1;
			like.first_write = like.last_write = random_below(500);
			all[count] = schain__cold_add(&model, &like);
			ck_assert_ptr_nonnull(all[count++]);
		} else if (count) {
			size_t at = random_below((uint32_t)count);

			/* The oldest, every third time. */
			for (size_t i = 0; step % 3 == 0 && i < count; i++)
				if (all[i] == schain__cold_oldest(&model, host))
					at = i;
			schain__cold_drop(&model, all[at]);
			all[at] = all[--count];
		}
		for (size_t i = 0; i < count; i++)
			if (!oldest || is_before(all[i], oldest))
				oldest = all[i];
		ck_assert_ptr_eq(schain__cold_oldest(&model, host), oldest);
		ck_assert_uint_eq(host->cold_count, count);
		if (step % 50)
			continue;
		for (const schain__cold *one = oldest; one; one = schain__cold_next(&model, one)) {
			size_t times = 0;

			for (size_t i = 0; i < count; i++)
				times += all[i] == one;
			ck_assert_uint_eq(times, 1);
			seen++;
		}
		ck_assert_uint_eq(seen, count);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("what is kept");
	TCase *tests = tcase_create("what is kept");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_set_timeout(tests, 120);
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, what_tables_take_is_what_was_allocated_for_them);
	tcase_add_test(tests, what_is_given_back_is_held_no_more);
	tcase_add_test(tests, growth_is_announced);
	tcase_add_test(tests, the_oldest_cold_delivery_is_first_whatever_came_and_went);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
