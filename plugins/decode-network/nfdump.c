/* SPDX-License-Identifier: Apache-2.0 */
/* NetFlow and IPFIX as nfdump prints them, -o json or ndjson: doc/formats/nfdump-json.md. */
#include "decode-mapped/shape.h"
#include "decode-network/drivers.h"

enum path { PATH_TYPE, PATH_FROM_PORT, PATH_TO_PORT };

#define LOOK(path) { path, SCHAIN__SHAPE_LOOK }
#define INTO(path, kind, member) { path, SCHAIN__SHAPE_INTO(kind, member) }

static const schain__shape_path paths[] = {
	LOOK("type"), LOOK("src_port"), LOOK("dst_port"),
	INTO("t_first", TIME, event.time), INTO("first", TIME, event.time),
	INTO("proto", SHORT, connection.protocol),
	INTO("src4_addr", TEXT, connection.local_address),
	INTO("src6_addr", TEXT, connection.local_address),
	INTO("dst4_addr", TEXT, connection.address), INTO("dst6_addr", TEXT, connection.address),
	INTO("in_bytes", UNSIGNED, connection.bytes_sent),
};

enum { COUNT = sizeof paths / sizeof *paths };

static int probe(const char *data, size_t size, int is_all)
{
	static const char *const keys[] = { "type", "proto", NULL };
	static const char *const times[] = { "t_first", "first", NULL };

	return schain__shape_probe(data, size, is_all, keys, times, 80);
}

/*
 * A flow is one direction of a connection. Nothing in it says which end began;
 * clients use the ports from 32768 (Linux) or 49152 (RFC 6335) up, so the lower
 * port is the server's.
 */
static uint32_t take(schain__shape *shape, schain__slot *slot)
{
	uint64_t from = schain__shape_number(shape, PATH_FROM_PORT);
	uint64_t to = schain__shape_number(shape, PATH_TO_PORT);

	slot->event.source_kind = SCHAIN_SOURCE_NETWORK;
	if (!schain__shape_is(shape, PATH_TYPE, "FLOW") || !slot->connection.address.length ||
	    !to || to >= from || from > 65535)
		return 0;
	slot->connection.local_port = (uint32_t)from;
	slot->connection.port = (uint32_t)to;
	return SCHAIN_EVENT_CONNECTION;
}

static void *open_nfdump(schain__decode *decode, schain_error *error)
{
	(void)error; /* memory is all that can fail */
	return schain__shape_open(decode, paths, COUNT, take);
}

const schain__driver schain__driver_nfdump = {
	.format = {
		.struct_size = sizeof(schain_format),
		.name = "nfdump-json",
		.summary = "NetFlow and IPFIX, as nfdump -o json or ndjson prints them",
		.fields = "flows from a client to a server: addresses, ports, protocol, start, bytes",
		.missing = "the process and the name; answers, which are flows of their own, are read over",
	},
	.framing = SCHAIN__FRAMING_JSON,
	.probe = probe,
	.open = open_nfdump,
	.record = schain__shape_record,
	.close = schain__shape_close,
};
