/* SPDX-License-Identifier: Apache-2.0 */
#include <supplychain/base.h>

#include "frozen.h"

struct frozen_1_0_string {
	const char *data;
	size_t length;
};

SIZE(string, 16, 8);
FIELD(string, data);
FIELD(string, length);

struct frozen_1_0_allocator {
	uint32_t struct_size;
	uint32_t flags;
	void *(*allocate)(void *context, size_t size);
	void *(*reallocate)(void *context, void *memory, size_t old_size, size_t size);
	void (*release)(void *context, void *memory, size_t size);
	void *context;
};

SIZE(allocator, 40, 24);
FIELD(allocator, struct_size);
FIELD(allocator, flags);
FIELD(allocator, allocate);
FIELD(allocator, reallocate);
FIELD(allocator, release);
FIELD(allocator, context);

VALUE(SCHAIN_SECOND, INT64_C(1000000000));
