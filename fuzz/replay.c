/* SPDX-License-Identifier: Apache-2.0 */
/* The library's own JSON lines through decoder, engine and report writers. */
#include <supplychain/decode.h>
#include <supplychain/supplychain.h>

#include "fuzz.h"

static int take_events(void *context, const schain_event *events, size_t count)
{
	size_t consumed = 0;

	MUST(schain_engine_feed(context, events, sizeof *events, count, &consumed, NULL) == SCHAIN_OK);
	MUST(consumed == count);
	return 0;
}

static int count_bytes(void *context, const char *data, size_t size)
{
	(void)data;
	*(size_t *)context += size;
	return 0;
}

static int report(void *context, const schain_verdict *verdict)
{
	size_t *bytes = context;

	MUST(schain_report_write_json(verdict, SCHAIN_REPORT_LINES, count_bytes, bytes, NULL) == SCHAIN_OK);
	MUST(schain_report_write_text(verdict, SCHAIN_REPORT_COLOR, 40, count_bytes, bytes, NULL) ==
	     SCHAIN_OK);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	schain_decoder_options options = SCHAIN_DECODER_OPTIONS_INIT;
	schain_engine_options engine_options = SCHAIN_ENGINE_OPTIONS_INIT;
	schain_engine *engine;
	schain_decoder *decoder;
	size_t bytes = 0;

	/* Little enough that what is cold gets forgotten; a key that is the same every time. */
	engine_options.memory_limit = 1 << 20;
	engine_options.seed[0] = engine_options.seed[1] = 1;
	MUST(schain_engine_new(&engine_options, &engine, NULL) == SCHAIN_OK);
	options.format = "supplychain-jsonl";
	options.events = take_events;
	options.context = engine;
	MUST(schain_decoder_new(&options, &decoder, NULL) == SCHAIN_OK);
	if (schain_decoder_feed(decoder, data, size, NULL) >= 0)
		(void)schain_decoder_finish(decoder, NULL);
	schain_decoder_free(decoder);
	MUST(schain_engine_flush(engine, NULL) == SCHAIN_OK);
	MUST(schain_engine_each_verdict(engine, report, &bytes, NULL) == SCHAIN_OK);
	schain_engine_free(engine);
	return 0;
}
