/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TESTS_INITIALISERS_H
#define SCHAIN_TESTS_INITIALISERS_H
/* Each initialiser function leaves what its macro does, byte for byte. */
#include <string.h>

#include "expect.h"

/* The function is also given a longer, newer struct: it must fill all of it. */
#define CHECK(noun, NOUN) \
	do { \
		const schain_##noun by_macro = NOUN; \
		struct { \
			schain_##noun known; \
			unsigned char tail[16]; \
		} by_call; \
		memset(&by_call, 0xa5, sizeof by_call); \
		schain_##noun##_init(&by_call.known, sizeof by_call.known); \
		EXPECT(!memcmp(&by_macro, &by_call.known, sizeof by_macro)); \
		EXPECT(by_macro.struct_size == sizeof by_macro); \
		EXPECT(by_call.tail[0] == 0xa5); \
		schain_##noun##_init(&by_call.known, sizeof by_call); \
		EXPECT(by_call.known.struct_size == sizeof by_call); \
		EXPECT(by_call.tail[0] == 0 && by_call.tail[15] == 0); \
	} while (0)
#endif
