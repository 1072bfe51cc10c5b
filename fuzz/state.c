/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as the state of a host. What is taken must be a state that works:
 * events are judged on it, its verdicts can be written, and it can be written
 * and taken again.
 */
#include <stdlib.h>
#include <string.h>
#include <supplychain/supplychain.h>

#include "fuzz.h"

typedef struct bytes {
	char *data;
	size_t size;
} bytes;

static int keep(void *context, const char *data, size_t size)
{
	bytes *to = context;

	to->data = malloc(size);
	MUST(to->data != NULL);
	memcpy(to->data, data, size);
	to->size = size;
	return 0;
}

static int discard(void *context, const char *data, size_t size)
{
	(void)context;
	(void)data;
	(void)size;
	return 0;
}

static int report(void *context, const schain_verdict *verdict)
{
	(void)context;
	MUST(verdict->level <= SCHAIN_LEVEL_CRITICAL);
	MUST(schain_report_write_json(verdict, SCHAIN_REPORT_LINES, discard, NULL, NULL) == SCHAIN_OK);
	MUST(schain_report_write_text(verdict, 0, 80, discard, NULL, NULL) == SCHAIN_OK);
	return 0;
}

static schain_engine *new_engine(void)
{
	schain_engine_options options = SCHAIN_ENGINE_OPTIONS_INIT;
	schain_engine *engine;

	options.memory_limit = 4 << 20;
	options.seed[0] = options.seed[1] = 1;
	MUST(schain_engine_new(&options, &engine, NULL) == SCHAIN_OK);
	return engine;
}

static void feed(schain_engine *engine, schain_string host)
{
	schain_connection connection = SCHAIN_CONNECTION_INIT;
	schain_process process = SCHAIN_PROCESS_INIT;
	schain_event event = SCHAIN_EVENT_INIT;
	schain_file file = SCHAIN_FILE_INIT;

	process.pid = 200;
	process.image = &file;
	file.path = SCHAIN_STRING("/opt/acme/agent");
	connection.port = 443;
	connection.address = SCHAIN_STRING("203.0.113.9");
	event.host = host;
	event.time = INT64_C(1767225700) * SCHAIN_SECOND;
	event.process = &process;
	event.file = &file;
	event.connection = &connection;
	for (event.type = SCHAIN_EVENT_PROCESS_FORK; event.type <= SCHAIN_EVENT_LOSS; event.type++)
		MUST(schain_engine_feed(engine, &event, sizeof event, 1, NULL, NULL) == SCHAIN_OK);
}

/* The name a state begins with: as it stands there, or nothing. */
static schain_string host_of(const uint8_t *data, size_t size)
{
	schain_string host = { NULL, 0 };

	if (size < 6 || data[5] & 0x80 || data[5] + (size_t)6 > size)
		return host;
	host.data = (const char *)data + 6;
	host.length = data[5];
	return host;
}

static int see_product(void *context, const schain_known_product *product)
{
	(void)context;
	for (size_t i = 0; i < product->trait_count; i++)
		MUST(product->traits[i].kind < SCHAIN_TRAIT_COUNT);
	return 0;
}

static int see_delivery(void *context, const schain_known_delivery *delivery)
{
	(void)context;
	MUST(!delivery->item_count || delivery->items);
	return 0;
}

/* What was taken can be told; the same bytes may be profiles. */
static void look(schain_engine *engine, const uint8_t *data, size_t size)
{
	schain_string host = SCHAIN_STRING("lent.example");
	bytes profiles = { NULL, 0 };

	MUST(schain_engine_each_product(engine, NULL, see_product, NULL, NULL) == SCHAIN_OK);
	MUST(schain_engine_each_delivery(engine, NULL, see_delivery, NULL, NULL) == SCHAIN_OK);
	if (schain_engine_import_profiles(engine, host, data, size, NULL) != SCHAIN_OK)
		return;
	MUST(schain_engine_export_profiles(engine, host, keep, &profiles, NULL) == SCHAIN_OK);
	MUST(schain_engine_import_profiles(engine, host, profiles.data, profiles.size, NULL) == SCHAIN_OK);
	free(profiles.data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	schain_engine *engine = new_engine(), *next;
	schain_string host = host_of(data, size);
	bytes state = { NULL, 0 };

	if (schain_engine_import_host(engine, data, size, NULL) == SCHAIN_OK &&
	    schain_engine_export_host(engine, host, keep, &state, NULL) == SCHAIN_OK) {
		next = new_engine();
		MUST(schain_engine_import_host(next, state.data, state.size, NULL) == SCHAIN_OK);
		feed(next, host);
		MUST(schain_engine_flush(next, NULL) == SCHAIN_OK);
		MUST(schain_engine_each_verdict(next, report, NULL, NULL) == SCHAIN_OK);
		schain_engine_free(next);
		free(state.data);
	}
	look(engine, data, size);
	feed(engine, host);
	MUST(schain_engine_flush(engine, NULL) == SCHAIN_OK);
	schain_engine_free(engine);
	return 0;
}
