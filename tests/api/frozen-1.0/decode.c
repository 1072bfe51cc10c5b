/* SPDX-License-Identifier: Apache-2.0 */
#include <supplychain/decode.h>

#include "frozen.h"

struct frozen_1_0_decoder_statistics {
	uint32_t struct_size;
	uint32_t flags;
	uint64_t bytes;
	uint64_t records;
	uint64_t events;
	uint64_t ignored;
	uint64_t damaged;
	uint64_t incomplete;
};

SIZE(decoder_statistics, 56, 56);
FIELD(decoder_statistics, struct_size);
FIELD(decoder_statistics, flags);
FIELD(decoder_statistics, bytes);
FIELD(decoder_statistics, records);
FIELD(decoder_statistics, events);
FIELD(decoder_statistics, ignored);
FIELD(decoder_statistics, damaged);
FIELD(decoder_statistics, incomplete);

struct frozen_1_0_decoder_options {
	uint32_t struct_size;
	uint32_t flags;
	const schain_allocator *allocator;
	const char *format;
	const char *origin;
	const char *host;
	const char *mapping;
	int (*events)(void *context, const schain_event *events, size_t count);
	int (*problem)(void *context, const schain_error *problem);
	void *context;
	uint64_t record_limit;
	uint64_t reserved;
	struct schain_plugins *plugins;
	const void *reserved_pointer;
};

SIZE(decoder_options, 104, 64);
FIELD(decoder_options, struct_size);
FIELD(decoder_options, flags);
FIELD(decoder_options, allocator);
FIELD(decoder_options, format);
FIELD(decoder_options, origin);
FIELD(decoder_options, host);
FIELD(decoder_options, mapping);
FIELD(decoder_options, events);
FIELD(decoder_options, problem);
FIELD(decoder_options, context);
FIELD(decoder_options, record_limit);
FIELD(decoder_options, reserved);
FIELD(decoder_options, plugins);
FIELD(decoder_options, reserved_pointer);
