/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TESTS_EXPECT_H
#define SCHAIN_TESTS_EXPECT_H
/* For tests that run where Check does not: other systems, sanitizers with threads. */
#include <stdio.h>

static int expect_failures;

#define EXPECT(condition) \
	do { \
		if (!(condition)) { \
			fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
			expect_failures++; \
		} \
	} while (0)
#endif
