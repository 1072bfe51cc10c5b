/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TESTS_FUNCTIONS_H
#define SCHAIN_TESTS_FUNCTIONS_H
/* Where each described function is in this program; of the last one the name is NULL. */
struct address {
	const char *name;
	void (*function)(void);
};

extern const struct address addresses[];
#endif
