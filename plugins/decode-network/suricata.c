/* SPDX-License-Identifier: Apache-2.0 */
/* Suricata's EVE JSON: doc/formats/suricata-eve.md. */
#include "decode-mapped/shape.h"
#include "decode-network/drivers.h"

enum path {
	PATH_TYPE, PATH_PROTOCOL, PATH_DNS_CODE, PATH_QUERIES, PATH_ANSWERS, PATH_DATA,
	PATH_GROUPED_4, PATH_GROUPED_6, PATH_RRTYPE, PATH_REPLIES,
};

#define LOOK(path) { path, SCHAIN__SHAPE_LOOK }
#define INTO(path, kind, member) { path, SCHAIN__SHAPE_INTO(kind, member) }

static const schain__shape_path paths[] = {
	LOOK("event_type"), LOOK("proto"), LOOK("dns.rcode"), LOOK("dns.queries"),
	LOOK("dns.answers"), LOOK("dns.rdata"), LOOK("dns.grouped.A"), LOOK("dns.grouped.AAAA"),
	LOOK("dns.rrtype"), LOOK("flow.pkts_toclient"),
	INTO("timestamp", TIME, event.time),
	INTO("src_ip", TEXT, connection.local_address), INTO("src_port", SHORT, connection.local_port),
	INTO("dest_ip", TEXT, connection.address), INTO("dest_port", SHORT, connection.port),
	INTO("flow.start", TIME, event.time),
	INTO("flow.bytes_toserver", UNSIGNED, connection.bytes_sent),
	INTO("http.hostname", TEXT, connection.server_name),
	INTO("tls.sni", TEXT, connection.server_name),
	INTO("quic.sni", TEXT, connection.server_name),
	INTO("dns.rrname", TEXT, dns.query), INTO("dns.ttl", SHORT, dns.ttl),
};

enum { COUNT = sizeof paths / sizeof *paths };

static int probe(const char *data, size_t size, int is_all)
{
	static const char *const keys[] = { "event_type", "timestamp", NULL };
	static const char *const own[] = { "flow_id", "src_ip", "stats", NULL };

	return schain__shape_probe(data, size, is_all, keys, own, 80);
}

/* Versions 2 and 3 list the records; of an answer only what belongs to the question counts. */
static void set_answers(schain__shape *shape, schain__slot *slot)
{
	schain_string *list = schain__shape_list(shape, PATH_ANSWERS);
	const schain__json_field *element = NULL, *data;
	size_t count = 0;

	while (list && (element = schain__shape_element(shape, PATH_ANSWERS, element)))
		if ((data = schain__shape_member(shape, element, "rdata")))
			list[count++] = schain__shape_text_of(shape, data);
	if (!count)
		list = schain__shape_texts(shape, PATH_GROUPED_4, &count);
	if (!count)
		list = schain__shape_texts(shape, PATH_GROUPED_6, &count);
	if (!count)
		list = schain__shape_texts(shape, PATH_DATA, &count); /* version 1: one a record */
	slot->dns.answers = count ? list : NULL;
	slot->dns.answer_count = count;
}

static uint32_t take_dns(schain__shape *shape, schain__slot *slot)
{
	const schain__json_field *query = schain__shape_element(shape, PATH_QUERIES, NULL), *name;
	schain_string type = schain__shape_text(shape, PATH_RRTYPE);

	if ((name = schain__shape_member(shape, query, "rrname")))
		slot->dns.query = schain__shape_text_of(shape, name);
	if ((name = schain__shape_member(shape, query, "rrtype")))
		type = schain__shape_text_of(shape, name);
	slot->dns.query_type = schain__shape_dns_type(type);
	slot->dns.result = schain__shape_dns_result(schain__shape_text(shape, PATH_DNS_CODE));
	set_answers(shape, slot);
	slot->event.connection = NULL;
	schain__shape_link(slot, &slot->dns);
	return slot->dns.query.length ? SCHAIN_EVENT_DNS : 0;
}

static uint32_t take(schain__shape *shape, schain__slot *slot)
{
	enum { DNS = 1, FLOW, NAMED };
	static const schain__shape_word types[] = {
		{ "dns", DNS }, { "flow", FLOW }, { "tls", NAMED }, { "http", NAMED },
		{ "http2", NAMED }, { "quic", NAMED }, { NULL, 0 },
	};
	uint32_t type = schain__shape_meaning(shape, PATH_TYPE, types, 0);

	slot->event.source_kind = SCHAIN_SOURCE_NETWORK;
	slot->connection.protocol = schain__shape_protocol(schain__shape_text(shape, PATH_PROTOCOL));
	if (type == DNS)
		return take_dns(shape, slot);
	slot->event.dns = NULL;
	if (type == FLOW && schain__shape_has(shape, PATH_REPLIES) &&
	    !schain__shape_number(shape, PATH_REPLIES))
		slot->connection.flags = SCHAIN_CONNECTION_FAILED;
	if (!type || !slot->connection.address.length)
		return 0;
	return type == FLOW || slot->connection.server_name.length ? SCHAIN_EVENT_CONNECTION : 0;
}

static void *open_suricata(schain__decode *decode, schain_error *error)
{
	(void)error; /* memory is all that can fail */
	return schain__shape_open(decode, paths, COUNT, take);
}

const schain__driver schain__driver_suricata = {
	.format = {
		.struct_size = sizeof(schain_format),
		.name = "suricata-eve",
		.summary = "Suricata's EVE JSON",
		.fields = "flow, tls, http, http2, quic; dns of all three versions",
		.missing = "the process; alerts, files and the rest are read over",
	},
	.framing = SCHAIN__FRAMING_JSON,
	.probe = probe,
	.open = open_suricata,
	.record = schain__shape_record,
	.close = schain__shape_close,
};
