/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stores and memory that fail: judgement goes on as if nothing had happened, the
 * engine says how things stand, and when the fault clears nothing is missing.
 */
#include "scene.h"

#include <stdlib.h>
#include <string.h>

typedef struct bytes {
	char *data;
	size_t size;
} bytes;

static int append(void *context, const char *data, size_t size)
{
	bytes *to = context;

	to->data = realloc(to->data, to->size + size + 1);
	memcpy(to->data + to->size, data, size);
	to->size += size;
	to->data[to->size] = 0;
	return 0;
}

/* A store whose calls fail, from one number on, for a while. */
static schain_store *real;
static uint64_t calls, fails_from, fails_for;

static schain_status fault(schain_error *error)
{
	uint64_t call = ++calls;

	if (!fails_from || call < fails_from || call - fails_from >= fails_for)
		return SCHAIN_OK;
	if (error) {
		schain_error_init(error, sizeof *error);
		error->code = SCHAIN_E_IO;
		strcpy(error->message, "no space left");
	}
	return SCHAIN_E_IO;
}

static schain_status begin(void *context, schain_error *error)
{
	schain_status status = fault(error);

	return status == SCHAIN_OK ? real->begin(context, error) : status;
}

static schain_status commit(void *context, schain_error *error)
{
	schain_status status = fault(error);

	if (status == SCHAIN_OK)
		return real->commit(context, error);
	real->rollback(context);
	return status;
}

static schain_status put(void *context, schain_string host, uint32_t kind, uint64_t id, const void *data,
                         size_t size, schain_error *error)
{
	schain_status status = fault(error);

	return status == SCHAIN_OK ? real->put(context, host, kind, id, data, size, error) : status;
}

static schain_status take_out(void *context, schain_string host, uint32_t kind, uint64_t id,
                              schain_error *error)
{
	schain_status status = fault(error);

	return status == SCHAIN_OK ? real->remove(context, host, kind, id, error) : status;
}

static schain_status get(void *context, schain_string host, uint32_t kind, uint64_t id,
                         schain_status (*take)(void *to, const void *data, size_t size), void *to,
                         schain_error *error)
{
	schain_status status = fault(error);

	return status == SCHAIN_OK ? real->get(context, host, kind, id, take, to, error) : status;
}

static schain_store faulty;

static void open_faulty(void)
{
	ck_assert_int_eq(schain_store_new_memory(NULL, &real, NULL), SCHAIN_OK);
	faulty = *real;
	faulty.begin = begin;
	faulty.commit = commit;
	faulty.put = put;
	faulty.remove = take_out;
	faulty.get = get;
	calls = fails_from = 0;
	fails_for = 1;
}

static bytes told;

static uint64_t unkept; /* verdicts that say so */

/* All of it but what it says of the store. */
static int tell(void *context, const schain_verdict *verdict)
{
	schain_verdict judged = *verdict;

	(void)context;
	unkept += verdict->unkept_since != 0;
	judged.unkept_since = 0;
	return schain_report_write_json(&judged, 0, append, &told, NULL) != SCHAIN_OK;
}

static schain_checkpoint look(void)
{
	schain_checkpoint checkpoint;

	memset(&checkpoint, 0, sizeof checkpoint);
	checkpoint.struct_size = sizeof checkpoint;
	ck_assert_int_eq(schain_engine_get_checkpoint(scene.engine, &checkpoint, NULL), SCHAIN_OK);
	return checkpoint;
}

static bytes export_of(schain_engine *engine, const char *host)
{
	bytes state = { NULL, 0 };

	ck_assert_int_eq(schain_engine_export_host(engine, schain_string_of(host), append, &state, NULL),
	                 SCHAIN_OK);
	return state;
}

/* What the store holds is what the engine remembers. */
static void compare_with_store(void)
{
	static const char *const hosts[] = { "desk.example", "other.example" };
	schain_engine *other;
	schain_error error = SCHAIN_ERROR_INIT;

	ck_assert_int_eq(schain_engine_new(NULL, &other, NULL), SCHAIN_OK);
	ck_assert_msg(schain_engine_attach_store(other, real, NULL, &error) == SCHAIN_OK, "%s",
	              error.message);
	for (size_t i = 0; i < 2; i++) {
		bytes kept = export_of(other, hosts[i]), alive = export_of(scene.engine, hosts[i]);

		ck_assert_uint_eq(kept.size, alive.size);
		ck_assert_mem_eq(kept.data, alive.data, alive.size);
		free(kept.data);
		free(alive.data);
	}
	schain_engine_free(other);
}

static void start_scene(uint64_t from, uint64_t count)
{
	schain_store_options options = SCHAIN_STORE_OPTIONS_INIT;

	scene_close();
	scene_open(&(scene_options){ .verdict = tell, .seed = 1 });
	open_faulty();
	options.every_events = 2;
	options.work = 1;
	ck_assert_int_eq(schain_engine_attach_store(scene.engine, &faulty, &options, NULL), SCHAIN_OK);
	memset(&told, 0, sizeof told);
	calls = 0;
	fails_from = from;
	fails_for = count;
}

static void end_scene(void)
{
	scene_close();
	schain_store_free(real);
	free(told.data);
	scene_open(NULL);
}

static void fail_each(uint64_t count, uint64_t step)
{
	bytes expected;
	uint64_t total;

	start_scene(0, 0);
	everything();
	scene_flush();
	total = calls;
	ck_assert_uint_gt(total, 100);
	ck_assert_uint_gt(look().made, 10);
	expected = told;
	told.data = NULL;
	end_scene();
	for (uint64_t from = 1; from <= total; from += step) {
		start_scene(from, count);
		everything();
		scene_flush();
		ck_assert_msg(told.size == expected.size && !memcmp(told.data, expected.data, told.size),
		              "call %u", (unsigned)from);
		ck_assert_uint_ge(look().failed, 1);
		fails_from = 0;
		ck_assert_int_eq(schain_engine_checkpoint(scene.engine, SCHAIN_STRING(""), NULL), SCHAIN_OK);
		ck_assert_int_eq(look().status, SCHAIN_OK);
		ck_assert_uint_eq(look().waiting, 0);
		compare_with_store();
		end_scene();
	}
	free(expected.data);
}

START_TEST(each_call_of_the_store_failing_in_turn_loses_nothing)
{
	fail_each(1, 1);
}
END_TEST

START_TEST(a_store_that_stays_full_for_a_while_loses_nothing)
{
	fail_each(37, 11);
}
END_TEST

START_TEST(a_store_that_fails_is_told_of)
{
	schain_error error = SCHAIN_ERROR_INIT;

	start_scene(1, UINT64_MAX);
	everything();
	ck_assert_int_eq(schain_engine_checkpoint(scene.engine, SCHAIN_STRING(""), &error), SCHAIN_E_IO);
	ck_assert_ptr_nonnull(strstr(error.message, "no space left"));
	ck_assert_int_eq(look().status, SCHAIN_E_IO);
	ck_assert_uint_eq(look().sequence, 0);
	ck_assert_uint_gt(look().waiting, 20);
	ck_assert_int_ge(look().unkept_since, SCENE_EPOCH);
	unkept = 0;
	bad_update(700, 800, "/opt/late/agent", "c2.attacker.example");
	scene_flush();
	ck_assert_uint_gt(unkept, 0);
	/* The fault clears. */
	fails_from = 0;
	ck_assert_int_eq(schain_engine_checkpoint(scene.engine, SCHAIN_STRING(""), NULL), SCHAIN_OK);
	ck_assert_int_eq(look().unkept_since, 0);
	unkept = 0;
	bad_update(900, 1000, "/opt/later/agent", "c2.attacker.example");
	scene_flush();
	ck_assert_uint_eq(unkept, 0);
	end_scene();
}
END_TEST

/* An engine that was to have a store and has none says so; one that is empty is taken later. */
START_TEST(an_engine_without_its_store_says_so_until_it_has_one)
{
	schain_error reason = SCHAIN_ERROR_INIT;

	scene_close();
	scene_open(&(scene_options){ .verdict = tell, .seed = 1 });
	reason.code = SCHAIN_E_IO;
	strcpy(reason.message, "no permission");
	ck_assert_int_eq(schain_engine_go_without_store(scene.engine, &reason, NULL), SCHAIN_OK);
	memset(&told, 0, sizeof told);
	unkept = 0;
	everything();
	scene_flush();
	ck_assert_uint_gt(unkept, 0);
	ck_assert_int_eq(look().status, SCHAIN_E_IO);
	ck_assert_int_ge(look().unkept_since, SCENE_EPOCH);
	open_faulty();
	ck_assert_int_eq(schain_engine_attach_store(scene.engine, real, NULL, NULL), SCHAIN_OK);
	ck_assert_int_eq(schain_engine_go_without_store(scene.engine, NULL, NULL), SCHAIN_E_STATE);
	ck_assert_int_eq(schain_engine_checkpoint(scene.engine, SCHAIN_STRING(""), NULL), SCHAIN_OK);
	ck_assert_int_eq(look().unkept_since, 0);
	compare_with_store();
	/* One that holds something is not written over by an engine that knows other things. */
	scene_close();
	scene_open(NULL);
	everything();
	ck_assert_int_eq(schain_engine_attach_store(scene.engine, real, NULL, NULL), SCHAIN_E_STATE);
	ck_assert_uint_eq(look().made, 0);
	end_scene();
}
END_TEST

typedef struct account {
	size_t made, failing, live;
} account;
static account purse;

static int fails(void)
{
	return ++purse.made == purse.failing;
}

static void *allocate(void *context, size_t size)
{
	void *memory = fails() ? NULL : malloc(size);

	(void)context;
	purse.live += memory ? size : 0;
	return memory;
}

static void *reallocate(void *context, void *memory, size_t old_size, size_t size)
{
	void *fresh = fails() ? NULL : realloc(memory, size);

	(void)context;
	if (fresh)
		purse.live += size - (memory ? old_size : 0);
	return fresh;
}

static void release(void *context, void *memory, size_t size)
{
	(void)context;
	purse.live -= memory ? size : 0;
	free(memory);
}

static const schain_allocator allocator = { sizeof allocator, 0, allocate, reallocate, release, NULL };

static void start_with_purse(void)
{
	schain_store_options options = SCHAIN_STORE_OPTIONS_INIT;

	scene_close();
	memset(&purse, 0, sizeof purse);
	scene_open(&(scene_options){ .allocator = &allocator });
	scene.keep_going = 1;
	open_faulty();
	options.every_events = 3;
	ck_assert_int_eq(schain_engine_attach_store(scene.engine, real, &options, NULL), SCHAIN_OK);
}

static int see_product(void *context, const schain_known_product *product)
{
	(void)product;
	return ++*(int *)context < 0;
}

static int see_delivery(void *context, const schain_known_delivery *delivery)
{
	(void)delivery;
	return ++*(int *)context < 0;
}

static int see_chain(void *context, const schain_known_chain *chain)
{
	(void)chain;
	return ++*(int *)context < 0;
}

/* Looks at all that there is, lends it, and takes it: SCHAIN_OK, or what failed first. */
static schain_status look_and_lend(void)
{
	schain_string desk = SCHAIN_STRING("desk.example"), lent = SCHAIN_STRING("lent.example");
	bytes profiles = { NULL, 0 };
	int seen = 0;
	schain_status status = schain_engine_each_product(scene.engine, NULL, see_product, &seen, NULL);

	if (status == SCHAIN_OK)
		status = schain_engine_each_delivery(scene.engine, NULL, see_delivery, &seen, NULL);
	if (status == SCHAIN_OK)
		status = schain_engine_each_chain(scene.engine, 1, see_chain, &seen, NULL);
	if (status == SCHAIN_OK)
		status = schain_engine_export_profiles(scene.engine, desk, append, &profiles, NULL);
	if (status == SCHAIN_OK)
		status = schain_engine_import_profiles(scene.engine, lent, profiles.data, profiles.size, NULL);
	free(profiles.data);
	return status;
}

START_TEST(each_allocation_failing_in_turn_spoils_no_look)
{
	schain_status status;
	size_t failed = 0;

	scene_close();
	memset(&purse, 0, sizeof purse);
	scene_open(&(scene_options){ .allocator = &allocator });
	everything();
	scene_flush();
	do {
		purse.failing = purse.made + ++failed;
		status = look_and_lend();
		ck_assert(status == SCHAIN_OK || status == SCHAIN_E_MEMORY);
	} while (status != SCHAIN_OK || purse.made >= purse.failing);
	ck_assert_uint_gt(failed, 5);
	purse.failing = 0;
	scene_close();
	ck_assert_uint_eq(purse.live, 0);
	scene_open(NULL);
}
END_TEST

START_TEST(each_allocation_failing_in_turn_leaves_a_store_that_is_whole)
{
	size_t first, last;

	start_with_purse();
	first = purse.made;
	everything();
	last = purse.made;
	end_scene();
	ck_assert_uint_eq(purse.live, 0);
	for (size_t number = first + 1; number <= last; number += 3) {
		start_with_purse();
		purse.failing = number;
		everything();
		purse.failing = 0;
		ck_assert_int_eq(schain_engine_checkpoint(scene.engine, SCHAIN_STRING(""), NULL), SCHAIN_OK);
		compare_with_store();
		end_scene();
		ck_assert_msg(!purse.live, "allocation %zu leaves %zu bytes", number, purse.live);
	}
}
END_TEST

int main(void)
{
	const scene_test tests[] = {
		{ "the store", each_call_of_the_store_failing_in_turn_loses_nothing },
		{ "the store", a_store_that_stays_full_for_a_while_loses_nothing },
		{ "the store", a_store_that_fails_is_told_of },
		{ "the store", an_engine_without_its_store_says_so_until_it_has_one },
		{ "memory", each_allocation_failing_in_turn_spoils_no_look },
		{ "memory", each_allocation_failing_in_turn_leaves_a_store_that_is_whole },
		{ NULL, NULL },
	};

	return scene_run("faults", tests);
}
