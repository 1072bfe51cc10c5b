/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is read of destinations: the first byte says what the rest is. 'f': flow
 * logs, 'l': a warninglist, else names and addresses, one a line, each of which
 * is judged by everything there is.
 */
#include <supplychain/egress.h>

#include <string.h>

#include "fuzz.h"

static void read_flows(const char *data, size_t size)
{
	schain_flow_reader *reader;
	schain_beacons *beacons;

	MUST(schain_flow_reader_new(NULL, &reader, NULL) == SCHAIN_OK);
	MUST(schain_beacons_new(NULL, 8, &beacons, NULL) == SCHAIN_OK);
	while (size) {
		const char *end = memchr(data, '\n', size);
		schain_string line = { data, end ? (size_t)(end - data) : size };
		schain_flow flow;
		schain_beacon beacon;

		if (schain_flow_reader_read(reader, line, &flow, NULL) == SCHAIN_OK) {
			MUST(flow.from.length && flow.to.length && flow.port < 65536);
			MUST(schain_beacons_add(beacons, &flow, &beacon, NULL) == SCHAIN_OK);
			MUST(beacon.score <= 10000 && beacon.period >= 0);
		}
		data += line.length + (end != NULL);
		size -= line.length + (end != NULL);
	}
	schain_beacons_free(beacons);
	schain_flow_reader_free(reader);
}

static void judge(schain_egress *egress, schain_lookalikes *lookalikes, schain_zones *zones,
                  schain_string line, schain_time time)
{
	schain_destination destination = SCHAIN_DESTINATION_INIT;
	schain_destination_kind kind;
	schain_lookalike found;
	char text[128];

	destination.name = destination.product = destination.service = line;
	destination.port = 443;
	destination.time = time;
	if (schain_egress_classify(egress, &destination, &kind, NULL) == SCHAIN_OK) {
		schain_destination_kind_format(&kind, text, sizeof text);
		MUST(memchr(text, 0, sizeof text));
	}
	destination.address = line;
	destination.name = SCHAIN_STRING_NONE;
	(void)schain_egress_classify(egress, &destination, &kind, NULL);
	(void)schain_egress_ask(egress, line, &kind, NULL);
	(void)schain_egress_add(egress, line, SCHAIN_REASON_CHAT, NULL);
	if (schain_lookalikes_find(lookalikes, line, &found, NULL) == SCHAIN_OK)
		MUST(found.kind <= SCHAIN_LOOKALIKE_SUFFIX && !found.kind == !found.imitated.length);
	(void)schain_lookalikes_add(lookalikes, line, NULL);
	(void)schain_zones_add(zones, line, NULL, NULL);
}

static void judge_names(schain_egress *egress, const char *data, size_t size)
{
	schain_lookalikes *lookalikes;
	schain_zones *zones;
	schain_time time = 1;

	MUST(schain_lookalikes_new(NULL, &lookalikes, NULL) == SCHAIN_OK);
	MUST(schain_lookalikes_add_known(lookalikes, NULL) == SCHAIN_OK);
	MUST(schain_zones_new(NULL, 8, &zones, NULL) == SCHAIN_OK);
	while (size) {
		const char *end = memchr(data, '\n', size);
		schain_string line = { data, end ? (size_t)(end - data) : size };

		judge(egress, lookalikes, zones, line, time += SCHAIN_SECOND);
		data += line.length + (end != NULL);
		size -= line.length + (end != NULL);
	}
	schain_zones_free(zones);
	schain_lookalikes_free(lookalikes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	schain_egress_options options = SCHAIN_EGRESS_OPTIONS_INIT;
	const char *text = (const char *)data;
	schain_egress *egress;
	uint64_t count;

	if (size && *text == 'f') {
		read_flows(text + 1, size - 1);
		return 0;
	}
	options.memory = options.pairs = 64;
	MUST(schain_egress_new(&options, &egress, NULL) == SCHAIN_OK);
	if (size && *text == 'l') {
		schain_string list = { text + 1, size - 1 };

		(void)schain_egress_add_list(egress, list, SCHAIN_REASON_CDN, &count, NULL);
	} else {
		judge_names(egress, text, size);
	}
	schain_egress_free(egress);
	return 0;
}
