/* SPDX-License-Identifier: Apache-2.0 */
#include <supplychain/egress.h>

#include "frozen.h"

struct frozen_1_0_zone {
	uint32_t struct_size;
	uint32_t flags;
	uint64_t names;
	uint64_t labels;
	uint64_t bytes;
	int32_t score;
	uint32_t longest;
	schain_string name;
};

SIZE(zone, 56, 48);
FIELD(zone, struct_size);
FIELD(zone, flags);
FIELD(zone, names);
FIELD(zone, labels);
FIELD(zone, bytes);
FIELD(zone, score);
FIELD(zone, longest);
FIELD(zone, name);

struct frozen_1_0_lookalike {
	uint32_t struct_size;
	uint32_t kind;
	uint32_t distance;
	uint32_t reserved;
	schain_string imitated;
};

SIZE(lookalike, 32, 24);
FIELD(lookalike, struct_size);
FIELD(lookalike, kind);
FIELD(lookalike, distance);
FIELD(lookalike, reserved);
FIELD(lookalike, imitated);

struct frozen_1_0_flow {
	uint32_t struct_size;
	uint32_t flags;
	schain_time time;
	uint64_t bytes_sent;
	uint32_t protocol;
	uint32_t port;
	schain_string from;
	schain_string to;
};

SIZE(flow, 64, 48);
FIELD(flow, struct_size);
FIELD(flow, flags);
FIELD(flow, time);
FIELD(flow, bytes_sent);
FIELD(flow, protocol);
FIELD(flow, port);
FIELD(flow, from);
FIELD(flow, to);

struct frozen_1_0_beacon {
	uint32_t struct_size;
	uint32_t flags;
	uint64_t connections;
	schain_time first;
	schain_time last;
	int64_t period;
	uint32_t score;
	uint32_t jitter;
	uint32_t port;
	uint32_t intervals;
	schain_string from;
	schain_string to;
};

SIZE(beacon, 88, 72);
FIELD(beacon, struct_size);
FIELD(beacon, flags);
FIELD(beacon, connections);
FIELD(beacon, first);
FIELD(beacon, last);
FIELD(beacon, period);
FIELD(beacon, score);
FIELD(beacon, jitter);
FIELD(beacon, port);
FIELD(beacon, intervals);
FIELD(beacon, from);
FIELD(beacon, to);

struct frozen_1_0_rita {
	uint32_t struct_size;
	uint32_t score;
	uint32_t timestamps;
	uint32_t sizes;
	uint32_t histogram;
	uint32_t duration;
	int32_t skew;
	uint32_t deviation;
};

SIZE(rita, 32, 32);
FIELD(rita, struct_size);
FIELD(rita, score);
FIELD(rita, timestamps);
FIELD(rita, sizes);
FIELD(rita, histogram);
FIELD(rita, duration);
FIELD(rita, skew);
FIELD(rita, deviation);

struct frozen_1_0_rita_point {
	int64_t second;
	uint64_t bytes_sent;
};

SIZE(rita_point, 16, 16);
FIELD(rita_point, second);
FIELD(rita_point, bytes_sent);

struct frozen_1_0_egress_options {
	uint32_t struct_size;
	uint32_t flags;
	const schain_allocator *allocator;
	const char *suffix_list;
	const char *network_file;
	const void *reserved;
	uint32_t memory;
	uint32_t pairs;
	uint64_t seed[2];
};

SIZE(egress_options, 64, 48);
FIELD(egress_options, struct_size);
FIELD(egress_options, flags);
FIELD(egress_options, allocator);
FIELD(egress_options, suffix_list);
FIELD(egress_options, network_file);
FIELD(egress_options, reserved);
FIELD(egress_options, memory);
FIELD(egress_options, pairs);
FIELD(egress_options, seed);

struct frozen_1_0_destination {
	uint32_t struct_size;
	uint32_t protocol;
	uint32_t port;
	uint32_t flags;
	schain_time time;
	uint64_t bytes_sent;
	schain_string name;
	schain_string address;
	schain_string service;
	schain_string host;
	schain_string product;
	schain_string vendor;
	schain_string signer;
	schain_string program;
};

SIZE(destination, 160, 96);
FIELD(destination, struct_size);
FIELD(destination, protocol);
FIELD(destination, port);
FIELD(destination, flags);
FIELD(destination, time);
FIELD(destination, bytes_sent);
FIELD(destination, name);
FIELD(destination, address);
FIELD(destination, service);
FIELD(destination, host);
FIELD(destination, product);
FIELD(destination, vendor);
FIELD(destination, signer);
FIELD(destination, program);

struct frozen_1_0_destination_kind {
	uint32_t struct_size;
	uint32_t reasons;
	int32_t name_score;
	uint32_t lookalike;
	uint32_t network;
	uint32_t regularity;
	int64_t period;
	schain_string domain;
	schain_string imitated;
};

SIZE(destination_kind, 64, 48);
FIELD(destination_kind, struct_size);
FIELD(destination_kind, reasons);
FIELD(destination_kind, name_score);
FIELD(destination_kind, lookalike);
FIELD(destination_kind, network);
FIELD(destination_kind, regularity);
FIELD(destination_kind, period);
FIELD(destination_kind, domain);
FIELD(destination_kind, imitated);

VALUE(SCHAIN_ZONE_GENERATED, 1u);
VALUE(SCHAIN_ZONE_TUNNEL, 2u);
VALUE(SCHAIN_LOOKALIKE_EDIT, 1u);
VALUE(SCHAIN_LOOKALIKE_HOMOGLYPH, 2u);
VALUE(SCHAIN_LOOKALIKE_TOKEN, 3u);
VALUE(SCHAIN_LOOKALIKE_SUFFIX, 4u);
VALUE(SCHAIN_BEACON_REGULAR, 1u);
VALUE(SCHAIN_DESTINATION_ASKED, 1u);
