/* SPDX-License-Identifier: Apache-2.0 */
#include <supplychain/known.h>

#include "frozen.h"

struct frozen_1_0_known_trait {
	uint32_t struct_size;
	uint32_t kind;
	schain_string value;
	schain_time first;
	schain_time last;
};

SIZE(known_trait, 40, 32);
FIELD(known_trait, struct_size);
FIELD(known_trait, kind);
FIELD(known_trait, value);
FIELD(known_trait, first);
FIELD(known_trait, last);

struct frozen_1_0_known_product {
	uint32_t struct_size;
	uint32_t flags;
	schain_string host;
	schain_string name;
	schain_string version;
	schain_time first_seen;
	schain_time last_seen;
	uint64_t updates;
	uint64_t destinations;
	const schain_known_trait *traits;
	size_t trait_count;
};

SIZE(known_product, 104, 72);
FIELD(known_product, struct_size);
FIELD(known_product, flags);
FIELD(known_product, host);
FIELD(known_product, name);
FIELD(known_product, version);
FIELD(known_product, first_seen);
FIELD(known_product, last_seen);
FIELD(known_product, updates);
FIELD(known_product, destinations);
FIELD(known_product, traits);
FIELD(known_product, trait_count);

struct frozen_1_0_known_item {
	uint32_t struct_size;
	uint32_t level;
	int32_t score;
	uint32_t has_run;
	schain_string product;
	schain_string version;
	schain_string repository;
	const schain_signal *signals;
	size_t signal_count;
};

SIZE(known_item, 80, 48);
FIELD(known_item, struct_size);
FIELD(known_item, level);
FIELD(known_item, score);
FIELD(known_item, has_run);
FIELD(known_item, product);
FIELD(known_item, version);
FIELD(known_item, repository);
FIELD(known_item, signals);
FIELD(known_item, signal_count);

struct frozen_1_0_known_delivery {
	uint32_t struct_size;
	uint32_t is_remote;
	uint64_t serial;
	uint64_t parent;
	schain_string host;
	schain_string installer;
	schain_string script;
	schain_string command_line;
	schain_string user;
	uint64_t pid;
	schain_time first_write;
	schain_time last_write;
	schain_time now;
	uint64_t files;
	const schain_known_item *items;
	size_t item_count;
};

SIZE(known_delivery, 160, 112);
FIELD(known_delivery, struct_size);
FIELD(known_delivery, is_remote);
FIELD(known_delivery, serial);
FIELD(known_delivery, parent);
FIELD(known_delivery, host);
FIELD(known_delivery, installer);
FIELD(known_delivery, script);
FIELD(known_delivery, command_line);
FIELD(known_delivery, user);
FIELD(known_delivery, pid);
FIELD(known_delivery, first_write);
FIELD(known_delivery, last_write);
FIELD(known_delivery, now);
FIELD(known_delivery, files);
FIELD(known_delivery, items);
FIELD(known_delivery, item_count);

struct frozen_1_0_known_file {
	uint32_t struct_size;
	uint32_t content;
	uint32_t has_run;
	uint32_t item;
	schain_time written;
	const schain_known_delivery *delivery;
	const void *reserved;
};

SIZE(known_file, 40, 32);
FIELD(known_file, struct_size);
FIELD(known_file, content);
FIELD(known_file, has_run);
FIELD(known_file, item);
FIELD(known_file, written);
FIELD(known_file, delivery);
FIELD(known_file, reserved);

struct frozen_1_0_known_chain {
	uint32_t struct_size;
	uint32_t level;
	int32_t score;
	uint32_t stages;
	schain_string id;
	schain_string host;
	schain_string product;
	schain_string version;
	schain_time first_run;
	schain_time last_time;
	uint64_t signals;
};

SIZE(known_chain, 104, 72);
FIELD(known_chain, struct_size);
FIELD(known_chain, level);
FIELD(known_chain, score);
FIELD(known_chain, stages);
FIELD(known_chain, id);
FIELD(known_chain, host);
FIELD(known_chain, product);
FIELD(known_chain, version);
FIELD(known_chain, first_run);
FIELD(known_chain, last_time);
FIELD(known_chain, signals);

VALUE(SCHAIN_TRAIT_CHILD, 0u);
VALUE(SCHAIN_TRAIT_MODULE, 1u);
VALUE(SCHAIN_TRAIT_SIGNER, 2u);
VALUE(SCHAIN_TRAIT_DOMAIN, 3u);
VALUE(SCHAIN_TRAIT_PORT, 4u);
VALUE(SCHAIN_TRAIT_PERSISTENCE, 5u);
VALUE(SCHAIN_TRAIT_IDENTITY, 6u);
VALUE(SCHAIN_TRAIT_COUNT, 7u);
VALUE(SCHAIN_KNOWN_MATURE, 1u);
