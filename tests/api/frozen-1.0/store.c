/* SPDX-License-Identifier: Apache-2.0 */
#include <supplychain/store.h>

#include "frozen.h"

struct frozen_1_0_store {
	uint32_t struct_size;
	uint32_t flags;
	void *context;
	schain_status (*begin)(void *context, schain_error *error);
	schain_status (*commit)(void *context, schain_error *error);
	void (*rollback)(void *context);
	schain_status (*put)(void *context, schain_string host, uint32_t kind, uint64_t id,
	                     const void *data, size_t size, schain_error *error);
	schain_status (*remove)(void *context, schain_string host, uint32_t kind, uint64_t id,
	                        schain_error *error);
	schain_status (*get)(void *context, schain_string host, uint32_t kind, uint64_t id,
	                     schain_status (*take)(void *to, const void *data, size_t size), void *to,
	                     schain_error *error);
	schain_status (*each)(void *context, const schain_string *host, uint32_t kind,
	                      schain_status (*take)(void *to, schain_string host, uint64_t id,
	                                            const void *data, size_t size),
	                      void *to, schain_error *error);
	void (*close)(void *context);
};

SIZE(store, 80, 44);
FIELD(store, struct_size);
FIELD(store, flags);
FIELD(store, context);
FIELD(store, begin);
FIELD(store, commit);
FIELD(store, rollback);
FIELD(store, put);
FIELD(store, remove);
FIELD(store, get);
FIELD(store, each);
FIELD(store, close);

struct frozen_1_0_store_options {
	uint32_t struct_size;
	uint32_t flags;
	uint64_t every_events;
	int64_t every_time;
	uint64_t every_bytes;
	uint64_t work;
	schain_string identity;
};

SIZE(store_options, 56, 48);
FIELD(store_options, struct_size);
FIELD(store_options, flags);
FIELD(store_options, every_events);
FIELD(store_options, every_time);
FIELD(store_options, every_bytes);
FIELD(store_options, work);
FIELD(store_options, identity);

struct frozen_1_0_checkpoint {
	uint32_t struct_size;
	int32_t status;
	uint64_t sequence;
	uint64_t verdicts;
	uint64_t made;
	uint64_t failed;
	uint64_t waiting;
	schain_time time;
	schain_string note;
	schain_time unkept_since;
};

SIZE(checkpoint, 80, 72);
FIELD(checkpoint, struct_size);
FIELD(checkpoint, status);
FIELD(checkpoint, sequence);
FIELD(checkpoint, verdicts);
FIELD(checkpoint, made);
FIELD(checkpoint, failed);
FIELD(checkpoint, waiting);
FIELD(checkpoint, time);
FIELD(checkpoint, note);
FIELD(checkpoint, unkept_since);

VALUE(SCHAIN_STORE_EXISTING, 1u);
VALUE(SCHAIN_STORE_READ_ONLY, 2u);
VALUE(SCHAIN_STORE_ACKNOWLEDGED, 1u);
