/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_EGRESS_JUDGES_H
#define TESTS_EGRESS_JUDGES_H
/* What the tests of destinations share. */
#include <supplychain/egress.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline schain_string text(const char *given)
{
	schain_string string = { given, given ? strlen(given) : 0 };

	return string;
}

/* The same numbers each time: a linear congruential generator (Knuth, TAOCP 2, 3.3.4). */
static inline uint32_t draw(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*state >> 33);
}

static inline double draw_share(uint64_t *state)
{
	return draw(state) / 2147483648.0;
}

/* An allocator that fails at the call of that number, from 1; counts what is not given back. */
typedef struct failing {
	schain_allocator allocator;
	size_t calls, fails_at, held;
} failing;

static inline void *failing_allocate(void *context, size_t size)
{
	failing *it = context;

	if (++it->calls == it->fails_at)
		return NULL;
	it->held++;
	return malloc(size ? size : 1);
}

static inline void *failing_reallocate(void *context, void *memory, size_t old_size, size_t size)
{
	failing *it = context;

	(void)old_size;
	if (++it->calls == it->fails_at)
		return NULL;
	it->held += !memory;
	return realloc(memory, size ? size : 1);
}

static inline void failing_release(void *context, void *memory, size_t size)
{
	failing *it = context;

	(void)size;
	it->held -= memory != NULL;
	free(memory);
}

static inline void failing_init(failing *it, size_t fails_at)
{
	memset(it, 0, sizeof *it);
	it->allocator.struct_size = sizeof it->allocator;
	it->allocator.allocate = failing_allocate;
	it->allocator.reallocate = failing_reallocate;
	it->allocator.release = failing_release;
	it->allocator.context = it;
	it->fails_at = fails_at;
}

static inline int run_suite(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	int failed;

	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
#endif
