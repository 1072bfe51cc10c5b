/* SPDX-License-Identifier: Apache-2.0 */
/* Zeek's conn.log: tab-separated under a header that names its columns, or JSON lines. */
#include "egress/json.h"

#include <string.h>

enum { COLUMNS = 128 }; /* that a header may have; a plain conn.log has 21 */

enum column { FROM, TO, PORT, TIME, PROTOCOL, SENT, SENT_PAYLOAD, KNOWN };

struct schain_flow_reader {
	schain_allocator allocator;
	struct schain__eg_json *json;
	uint32_t number[KNOWN]; /* of the column, from 1; 0: there is none */
};

uint32_t schain__eg_protocol_of(schain_string name)
{
	static const struct {
		const char *name;
		uint32_t number; /* IANA */
	} protocols[] = { { "icmp", 1 }, { "tcp", 6 }, { "udp", 17 }, { "sctp", 132 } };

	for (size_t i = 0; i < sizeof protocols / sizeof *protocols; i++)
		if (strlen(protocols[i].name) == name.length &&
		    !memcmp(protocols[i].name, name.data, name.length))
			return protocols[i].number;
	return 0;
}

int schain__eg_seconds(schain_string text, schain_time *ret_time)
{
	int64_t value = 0, unit = SCHAIN_SECOND;
	size_t i = 0;

	for (; i < text.length && text.data[i] >= '0' && text.data[i] <= '9'; i++) {
		if (value > INT64_C(922337203)) /* ten times that many seconds are the end of schain_time */
			return 0;
		value = value * 10 + (text.data[i] - '0');
	}
	if (!i || value > INT64_C(9223372035))
		return 0;
	value *= SCHAIN_SECOND;
	if (i < text.length && text.data[i++] != '.')
		return 0;
	for (; i < text.length; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return 0;
		unit /= 10;
		value += unit * (text.data[i] - '0');
	}
	*ret_time = value;
	return 1;
}

static uint64_t whole_number(schain_string text)
{
	uint64_t value = 0;

	for (size_t i = 0; i < text.length; i++) {
		if (text.data[i] < '0' || text.data[i] > '9' || value > (UINT64_MAX - 9) / 10)
			return 0;
		value = value * 10 + (uint64_t)(text.data[i] - '0');
	}
	return value;
}

schain_status schain_flow_reader_new(const schain_allocator *allocator,
                                     schain_flow_reader **ret_reader, schain_error *error)
{
	schain_allocator memory;
	schain_flow_reader *reader;

	if (!ret_reader)
		return schain__eg_fail(error, SCHAIN_E_ARGUMENT, "ret_reader: NULL");
	schain__eg_allocator(&memory, allocator);
	reader = schain__eg_take(&memory, 1, sizeof *reader);
	if (!reader)
		return schain__eg_fail_memory(error);
	reader->allocator = memory;
	reader->json = schain__eg_json_new();
	if (!reader->json) {
		schain_flow_reader_free(reader);
		return schain__eg_fail_memory(error);
	}
	*ret_reader = reader;
	return SCHAIN_OK;
}

void schain_flow_reader_free(schain_flow_reader *reader)
{
	schain_allocator memory;

	if (!reader)
		return;
	memory = reader->allocator;
	schain__eg_json_free(reader->json);
	schain__eg_give(&memory, reader, 1, sizeof *reader);
}

/* What is before the next tab; `*rest` is what is behind it, its data NULL at the end. */
static schain_string next_cell(schain_string *rest)
{
	const char *tab = memchr(rest->data, '\t', rest->length);
	schain_string cell = *rest;

	if (!tab) {
		rest->data = NULL;
		rest->length = 0;
		return cell;
	}
	cell.length = (size_t)(tab - rest->data);
	rest->data = tab + 1;
	rest->length -= cell.length + 1;
	return cell;
}

static int is_text(schain_string cell, const char *text)
{
	return cell.length == strlen(text) && !memcmp(cell.data, text, cell.length);
}

static void read_header(schain_flow_reader *reader, schain_string rest)
{
	static const char *const names[KNOWN] = { "id.orig_h", "id.resp_h", "id.resp_p", "ts",
		                                  "proto", "orig_ip_bytes", "orig_bytes" };

	memset(reader->number, 0, sizeof reader->number);
	for (uint32_t number = 1; rest.data && number <= COLUMNS; number++) {
		schain_string cell = next_cell(&rest);

		for (int i = 0; i < KNOWN; i++)
			if (is_text(cell, names[i]))
				reader->number[i] = number;
	}
}

static schain_status read_columns(const schain_flow_reader *reader, schain_string line,
                                  schain_flow *ret_flow, schain_error *error)
{
	schain_string cells[KNOWN], rest = line;

	memset(cells, 0, sizeof cells);
	if (!reader->number[FROM] || !reader->number[TO] || !reader->number[TIME])
		return schain__eg_fail(error, SCHAIN_E_FORMAT,
		                       "no flow: no JSON object, and no #fields line came before");
	for (uint32_t number = 1; rest.data && number <= COLUMNS; number++) {
		schain_string cell = next_cell(&rest);

		for (int i = 0; i < KNOWN; i++)
			if (reader->number[i] == number)
				cells[i] = cell;
	}
	schain_flow_init(ret_flow, sizeof *ret_flow);
	ret_flow->from = cells[FROM];
	ret_flow->to = cells[TO];
	if (!ret_flow->from.length || !ret_flow->to.length ||
	    !schain__eg_seconds(cells[TIME], &ret_flow->time))
		return schain__eg_fail(error, SCHAIN_E_FORMAT, "no flow: time or addresses are missing");
	ret_flow->port = (uint32_t)(whole_number(cells[PORT]) & 0xffff);
	ret_flow->protocol = schain__eg_protocol_of(cells[PROTOCOL]);
	ret_flow->bytes_sent = whole_number(cells[SENT].length ? cells[SENT] : cells[SENT_PAYLOAD]);
	return SCHAIN_OK;
}

schain_status schain_flow_reader_read(schain_flow_reader *reader, schain_string line,
                                      schain_flow *ret_flow, schain_error *error)
{
	static const char fields[] = "#fields\t";

	if (!reader || !ret_flow)
		return schain__eg_fail(error, SCHAIN_E_ARGUMENT, "NULL");
	if (line.length && line.data[line.length - 1] == '\r')
		line.length--;
	if (!line.length)
		return SCHAIN_AGAIN;
	if (line.data[0] == '#') {
		if (line.length > sizeof fields - 1 && !memcmp(line.data, fields, sizeof fields - 1)) {
			line.data += sizeof fields - 1;
			line.length -= sizeof fields - 1;
			read_header(reader, line);
		}
		return SCHAIN_AGAIN;
	}
	if (line.data[0] == '{')
		return schain__eg_json_flow(reader->json, line, ret_flow, error);
	return read_columns(reader, line, ret_flow, error);
}
