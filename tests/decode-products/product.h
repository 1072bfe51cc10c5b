/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_DECODE_PRODUCTS_PRODUCT_H
#define TESTS_DECODE_PRODUCTS_PRODUCT_H
/* Records of other products' formats, and what they must become. */
#include "../decode/harness.h"

/* Most pieces that an event is looked at for. */
#define PIECES 12

typedef struct product_case {
	const char *record; /* one record; a head may stand before it */
	const char *pieces[PIECES]; /* each stands in the event's JSON; none: the record is ignored */
} product_case;

/* Decodes each record alone, recognised from its content, and compares. */
void check_cases(const char *format, const product_case *cases, size_t count);
/* Damage in any place is reported or read over, and no allocation's failure is lost. */
void check_damage(const char *format, const char *input);
/* Whether there is a file of that name below SCHAIN_TEST_DATA; says so where there is none. */
int has_test_data(const char *name);
/* Decodes it; 0 where there is none. */
int decode_test_data(outcome *run, const char *name);
#endif
