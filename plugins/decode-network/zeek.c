/* SPDX-License-Identifier: Apache-2.0 */
/* Zeek's logs as JSON, and what their fields mean: doc/formats/zeek.md. */
#include "decode-network/zeek.h"

#include "decode-network/drivers.h"

enum path {
	PATH_STATE, PATH_QUERY, PATH_ANSWERS, PATH_TTLS, PATH_SERVER_NAME, PATH_HOST, PATH_METHOD,
	PATH_ORIGIN, PATH_ORIGIN_PORT, PATH_RESPONDER, PATH_RESPONDER_PORT, PATH_ORIGIN_FLAT,
	PATH_ORIGIN_PORT_FLAT, PATH_RESPONDER_FLAT, PATH_RESPONDER_PORT_FLAT, PATH_LOCAL_ORIGIN,
	PATH_LOCAL_RESPONDER, PATH_PROTOCOL, PATH_TYPE, PATH_BYTES,
};

#define LOOK(path) { path, SCHAIN__SHAPE_LOOK }
#define INTO(path, kind, member) { path, SCHAIN__SHAPE_INTO(kind, member) }

static const schain__shape_path paths[] = {
	LOOK("conn_state"), LOOK("query"), LOOK("answers"), LOOK("TTLs"), LOOK("server_name"),
	LOOK("host"), LOOK("method"), LOOK("id.orig_h"), LOOK("id.orig_p"), LOOK("id.resp_h"),
	LOOK("id.resp_p"), LOOK("id_orig_h"), LOOK("id_orig_p"), LOOK("id_resp_h"),
	LOOK("id_resp_p"), LOOK("local_orig"), LOOK("local_resp"), LOOK("proto"), LOOK("qtype"),
	LOOK("orig_bytes"),
	INTO("ts", TIME, event.time), INTO("uid", TEXT, event.record_id),
	INTO("rcode", SHORT, dns.result),
};

enum { COUNT = sizeof paths / sizeof *paths };

uint32_t schain__zeek_path_of(schain_string name)
{
	for (uint32_t i = 0; i < COUNT; i++)
		if (schain__shape_equal(name, paths[i].path))
			return i;
	return UINT32_MAX;
}

static int probe(const char *data, size_t size, int is_all)
{
	static const char *const keys[] = { "ts", NULL };
	static const char *const own[] = {
		"id.orig_h", "id_orig_h", "fuid", "conn_uids", "certificate.subject",
		"certificate_subject", "compile_ts", "fingerprint", "id", NULL,
	};

	return schain__shape_probe(data, size, is_all, keys, own, 70);
}

static enum path either(const schain__shape *shape, enum path path, enum path flat)
{
	return schain__shape_has(shape, path) ? path : flat;
}

static uint32_t port_at(schain__shape *shape, enum path path)
{
	uint64_t port = schain__shape_number(shape, path);

	return port <= 65535 ? (uint32_t)port : 0;
}

/* Seen from the side that is local; where that is not known, from the one that began. */
static void set_ends(schain__shape *shape, schain__slot *slot)
{
	schain_connection *connection = &slot->connection;
	schain_string origin, responder;
	uint32_t from, to;

	origin = schain__shape_text(shape, either(shape, PATH_ORIGIN, PATH_ORIGIN_FLAT));
	from = port_at(shape, either(shape, PATH_ORIGIN_PORT, PATH_ORIGIN_PORT_FLAT));
	responder = schain__shape_text(shape, either(shape, PATH_RESPONDER, PATH_RESPONDER_FLAT));
	to = port_at(shape, either(shape, PATH_RESPONDER_PORT, PATH_RESPONDER_PORT_FLAT));
	if (schain__shape_is_true(shape, PATH_LOCAL_RESPONDER) &&
	    !schain__shape_is_true(shape, PATH_LOCAL_ORIGIN)) {
		connection->flags = SCHAIN_CONNECTION_INBOUND;
		connection->address = origin;
		connection->port = from;
		connection->local_address = responder;
		connection->local_port = to;
	} else {
		connection->address = responder;
		connection->port = to;
		connection->local_address = origin;
		connection->local_port = from;
		connection->bytes_sent = schain__shape_number(shape, PATH_BYTES);
	}
	connection->protocol = schain__shape_protocol(schain__shape_text(shape, PATH_PROTOCOL));
	schain__shape_link(slot, connection);
}

/* States of conn.log in which no connection came about (Zeek, base/protocols/conn). */
static int has_failed(schain__shape *shape)
{
	static const schain__shape_word states[] = {
		{ "S0", 1 }, { "REJ", 1 }, { "RSTOS0", 1 }, { "RSTRH", 1 }, { "SH", 1 }, { NULL, 0 },
	};

	return schain__shape_meaning(shape, PATH_STATE, states, 0) != 0;
}

static uint32_t take_dns(schain__shape *shape, schain__slot *slot)
{
	const schain__json_field *element = NULL;
	int64_t ttl, least = -1;
	uint64_t type = schain__shape_number(shape, PATH_TYPE);

	slot->dns.query = schain__shape_text(shape, PATH_QUERY);
	slot->dns.query_type = type <= 65535 ? (uint32_t)type : 0;
	slot->dns.answers = schain__shape_texts(shape, PATH_ANSWERS, &slot->dns.answer_count);
	while ((element = schain__shape_element(shape, PATH_TTLS, element)))
		if (schain__json_duration(element, 1, &ttl) && (least < 0 || ttl < least))
			least = ttl;
	slot->dns.ttl = least > 0 && least <= UINT32_MAX ? (uint32_t)least : 0;
	schain__shape_link(slot, &slot->dns);
	return slot->dns.query.length ? SCHAIN_EVENT_DNS : 0;
}

static uint32_t take(schain__shape *shape, schain__slot *slot)
{
	slot->event.source_kind = SCHAIN_SOURCE_NETWORK;
	if (!schain__shape_has(shape, either(shape, PATH_ORIGIN, PATH_ORIGIN_FLAT)))
		return 0; /* files, x509, pe: no connection */
	if (schain__shape_has(shape, PATH_QUERY) && !schain__shape_has(shape, PATH_STATE))
		return take_dns(shape, slot);
	set_ends(shape, slot);
	if (!slot->connection.address.length)
		return 0;
	if (schain__shape_has(shape, PATH_STATE)) {
		if (has_failed(shape))
			slot->connection.flags |= SCHAIN_CONNECTION_FAILED;
		return SCHAIN_EVENT_CONNECTION;
	}
	if (schain__shape_has(shape, PATH_SERVER_NAME))
		slot->connection.server_name = schain__shape_text(shape, PATH_SERVER_NAME);
	else if (schain__shape_has(shape, PATH_METHOD))
		slot->connection.server_name = schain__shape_text(shape, PATH_HOST);
	if (!slot->connection.protocol)
		slot->connection.protocol = 6; /* TLS and HTTP logs name none */
	return slot->connection.server_name.length ? SCHAIN_EVENT_CONNECTION : 0;
}

schain__shape *schain__zeek_open(schain__decode *decode)
{
	return schain__shape_open(decode, paths, COUNT, take);
}

static void *open_zeek(schain__decode *decode, schain_error *error)
{
	(void)error; /* memory is all that can fail */
	return schain__zeek_open(decode);
}

const schain__driver schain__driver_zeek_json = {
	.format = {
		.struct_size = sizeof(schain_format),
		.name = "zeek-json",
		.summary = "Zeek's logs as JSON",
		.fields = "conn, dns, ssl, http",
		.missing = "the process; files, x509 and pe are read over: they name no file of a host",
	},
	.framing = SCHAIN__FRAMING_JSON,
	.probe = probe,
	.open = open_zeek,
	.record = schain__shape_record,
	.close = schain__shape_close,
};
