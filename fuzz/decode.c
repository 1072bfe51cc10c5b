/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Decoders. The first line names the format (an unknown name: recognise it),
 * the first byte after it the size of the pieces that the input comes in.
 */
#include <string.h>
#include <supplychain/decode.h>

#include "fuzz.h"

static int take_events(void *context, const schain_event *events, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		MUST(events[i].struct_size == sizeof *events);
		*(uint64_t *)context += events[i].host.length + (events[i].type != SCHAIN_EVENT_NONE);
	}
	return 0;
}

static int take_problem(void *context, const schain_error *problem)
{
	(void)context;
	MUST(problem->message[0]);
	return 0;
}

static const char *format_of(const char *name, size_t length)
{
	const schain_format *format;

	for (size_t i = 0; (format = schain_format_at(i)); i++)
		if (strlen(format->name) == length && !memcmp(format->name, name, length))
			return format->name;
	return NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	schain_decoder_options options = SCHAIN_DECODER_OPTIONS_INIT;
	schain_error error = SCHAIN_ERROR_INIT;
	const uint8_t *line_end = size ? memchr(data, '\n', size) : NULL;
	schain_decoder *decoder;
	schain_status status = SCHAIN_OK;
	uint64_t sum = 0;
	size_t piece;

	if (!line_end || line_end + 1 == data + size)
		return 0;
	options.format = format_of((const char *)data, (size_t)(line_end - data));
	options.mapping = "types: {}\n";
	options.events = take_events;
	options.problem = take_problem;
	options.context = &sum;
	/* Small, so that a fuzzer's inputs reach it. */
	options.record_limit = 4096;
	piece = line_end[1] >= 'a' ? SIZE_MAX : (size_t)line_end[1] + 1;
	size -= (size_t)(line_end + 2 - data);
	data = line_end + 2;
	if (schain_decoder_new(&options, &decoder, &error) != SCHAIN_OK) {
		MUST(error.message[0]);
		return 0;
	}
	for (size_t from = 0; from < size && status >= 0; from += piece < size - from ? piece : size - from)
		status = schain_decoder_feed(decoder, data + from, piece < size - from ? piece : size - from,
		                             &error);
	if (status >= 0)
		status = schain_decoder_finish(decoder, &error);
	if (status < 0)
		MUST(error.message[0]);
	schain_decoder_free(decoder);
	return 0;
}
