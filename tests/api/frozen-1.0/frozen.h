/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TESTS_FROZEN_H
#define SCHAIN_TESTS_FROZEN_H
/*
 * What version 1.0 promised, checked by the compiler, one file a header: each
 * struct still begins with all fields of its frozen copy, each at its place and
 * of its size, and each constant has its value. Sizes are counted from the
 * fields, for pointers of 8 and of 4 bytes; there is no padding to depend on the
 * target. Nothing here changes once it was released; a later version's structs
 * are added beside these. tests/api/complete.test looks that nothing is left out.
 */
#define SIZE(noun, with_64, with_32) \
	_Static_assert(sizeof(struct frozen_1_0_##noun) == (sizeof(void *) == 8 ? with_64 : with_32), \
	               "frozen copy of " #noun); \
	_Static_assert(sizeof(schain_##noun) >= sizeof(struct frozen_1_0_##noun), #noun " shrank")
#define FIELD(noun, field) \
	_Static_assert(offsetof(schain_##noun, field) == offsetof(struct frozen_1_0_##noun, field), \
	               #noun "." #field " moved"); \
	_Static_assert(sizeof(((schain_##noun *)0)->field) == \
	                       sizeof(((struct frozen_1_0_##noun *)0)->field), \
	               #noun "." #field " has another size")
#define VALUE(name, value) _Static_assert(name == value, #name " has another value")
#endif
