/* SPDX-License-Identifier: Apache-2.0 */
/* Each allocation of a scene fails in turn: nothing is lost, and the engine can be used afterwards. */
#include "scene.h"

#include <stdlib.h>
#include <string.h>

typedef struct account {
	size_t made;    /* allocations asked for */
	size_t failing; /* number of the one that fails; 0: none */
	size_t live;    /* bytes that are out */
} account;

static int fails(account *purse)
{
	return ++purse->made == purse->failing;
}

static void *allocate(void *context, size_t size)
{
	account *purse = context;
	void *memory = fails(purse) ? NULL : malloc(size);

	if (memory)
		purse->live += size;
	return memory;
}

static void *reallocate(void *context, void *memory, size_t old_size, size_t size)
{
	account *purse = context;
	void *fresh = fails(purse) ? NULL : realloc(memory, size);

	if (fresh) {
		purse->live += size;
		purse->live -= memory ? old_size : 0;
	}
	return fresh;
}

static void release(void *context, void *memory, size_t size)
{
	account *purse = context;

	if (memory)
		purse->live -= size;
	free(memory);
}

static account purse_of_test;

/* Never zero, so what was asked for as nothing is accounted alike. */
static const schain_allocator allocator = { sizeof allocator, 0,       allocate,
	                                    reallocate,       release, &purse_of_test };

static char state[65536];

static int keep(void *context, const char *data, size_t size)
{
	ck_assert_uint_le(size, sizeof state);
	memcpy(state, data, size);
	*(size_t *)context = size;
	return 0;
}

/* Out of the engine and in again; where that fails, it is gone or was never out. */
static void take_out_and_in(void)
{
	schain_string host = SCHAIN_STRING("desk.example");
	size_t size = 0;

	if (schain_engine_export_host(scene.engine, host, keep, &size, NULL) != SCHAIN_OK)
		return;
	ck_assert_int_eq(schain_engine_forget_host(scene.engine, host, NULL), SCHAIN_OK);
	schain_engine_import_host(scene.engine, state, size, NULL);
}

/* Late events, a verdict taken, and a look at all: other paths through memory. */
static void the_rest(void)
{
	const schain_verdict *verdict;
	schain_engine_statistics given;

	take_out_and_in();
	scene_flush();
	schain_engine_next_verdict(scene.engine, &verdict, NULL);
	scene.now = SCENE_EPOCH;
	connect_to(200, "late.attacker.example", "203.0.113.11", 443);
	memset(&given, 0, sizeof given);
	given.struct_size = sizeof given;
	ck_assert_int_eq(schain_engine_get_statistics(scene.engine, &given, NULL), SCHAIN_OK);
	schain_engine_advance(scene.engine, SCENE_EPOCH + 40 * 86400 * SCHAIN_SECOND, NULL);
}

START_TEST(each_allocation_failing_in_turn_costs_only_what_it_was_for)
{
	size_t first, last;

	scene_close();
	memset(&purse_of_test, 0, sizeof purse_of_test);
	scene_open(&(scene_options){ .allocator = &allocator });
	first = purse_of_test.made;
	everything();
	the_rest();
	last = purse_of_test.made;
	scene_close();
	ck_assert_uint_eq(purse_of_test.live, 0);
	ck_assert_uint_gt(last, first + 100);
	for (size_t number = first + 1; number <= last + 2; number++) {
		memset(&purse_of_test, 0, sizeof purse_of_test);
		scene_open(&(scene_options){ .allocator = &allocator });
		scene.keep_going = 1;
		purse_of_test.failing = number;
		everything();
		the_rest();
		/* Memory is back: what happens now is judged as ever. */
		purse_of_test.failing = 0;
		scene.keep_going = 0;
		scene.now = SCENE_EPOCH + 50 * 86400 * SCHAIN_SECOND;
		for (int i = 0; i < 5; i++)
			end(9);
		start(1, 5100, "/usr/bin/dpkg", NULL);
		bad_update(5100, 5200, "/opt/later/agent", "c2.other.example");
		ck_assert_msg(worst_level() == SCHAIN_LEVEL_HIGH, "after allocation %zu", number);
		scene_close();
		ck_assert_msg(!purse_of_test.live, "allocation %zu leaves %zu bytes", number,
		              purse_of_test.live);
	}
	scene_open(NULL);
}
END_TEST

START_TEST(an_engine_that_cannot_be_made_leaves_nothing)
{
	schain_engine_options options = SCHAIN_ENGINE_OPTIONS_INIT;
	size_t total;

	options.allocator = &allocator;
	memset(&purse_of_test, 0, sizeof purse_of_test);
	{
		schain_engine *engine = NULL;

		ck_assert_int_eq(schain_engine_new(&options, &engine, NULL), SCHAIN_OK);
		schain_engine_free(engine);
	}
	total = purse_of_test.made;
	ck_assert_uint_eq(purse_of_test.live, 0);
	/* The default policy takes thousands: a prime step meets all sorts. */
	for (size_t number = 1; number <= total; number += number < 200 ? 1 : 97) {
		schain_engine *engine = NULL;

		memset(&purse_of_test, 0, sizeof purse_of_test);
		purse_of_test.failing = number;
		if (schain_engine_new(&options, &engine, NULL) == SCHAIN_OK)
			schain_engine_free(engine);
		else
			ck_assert_ptr_null(engine);
		ck_assert_msg(!purse_of_test.live, "allocation %zu leaves %zu bytes", number,
		              purse_of_test.live);
	}
}
END_TEST

START_TEST(a_policy_that_cannot_be_copied_leaves_the_old_one)
{
	schain_status status = SCHAIN_E_MEMORY;

	scene_close();
	memset(&purse_of_test, 0, sizeof purse_of_test);
	scene_open(&(scene_options){ .allocator = &allocator });
	for (size_t number = 1; status != SCHAIN_OK; number += 61) {
		purse_of_test.made = 0;
		purse_of_test.failing = number;
		status = schain_engine_set_policy(scene.engine, NULL, NULL);
		ck_assert(status == SCHAIN_OK || status == SCHAIN_E_MEMORY);
	}
	purse_of_test.failing = 0;
	start(1, 100, "/usr/bin/dpkg", NULL);
	bad_update(100, 200, "/opt/acme/agent", "c2.attacker.example");
	ck_assert_uint_eq(worst_level(), SCHAIN_LEVEL_HIGH);
	scene_close();
	ck_assert_uint_eq(purse_of_test.live, 0);
	scene_open(NULL);
}
END_TEST

int main(void)
{
	const scene_test tests[] = {
		{ "memory running out", each_allocation_failing_in_turn_costs_only_what_it_was_for },
		{ "memory running out", an_engine_that_cannot_be_made_leaves_nothing },
		{ "memory running out", a_policy_that_cannot_be_copied_leaves_the_old_one },
		{ NULL, NULL },
	};

	return scene_run("memory running out", tests);
}
