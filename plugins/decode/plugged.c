/* SPDX-License-Identifier: Apache-2.0 */
/* Decoder plugins as drivers. */
#include "decode/plugged.h"

#include <string.h>

/* One input that a plugin reads. */
struct input {
	schain__decode *decode;
	const schain_plugin_decoder *decoder;
	void *input; /* the plugin's */
	schain_decoder_host host;
	schain_status failed; /* what a plugin that goes on all the same has to end with */
	uint32_t is_reading;  /* inside record or finish */
};

static schain_status emit(void *context, const schain_event *event)
{
	struct input *input = context;
	schain_status status;

	if (!input->is_reading)
		return SCHAIN_E_STATE;
	if (!schain__plugged_is_event(event))
		return SCHAIN_E_ARGUMENT;
	status = schain__plugged_keep(input->decode, event);
	if (status != SCHAIN_OK)
		input->failed = status;
	return status;
}

static schain_status problem(void *context, uint64_t column, const char *message)
{
	struct input *input = context;

	if (!input->is_reading)
		return SCHAIN_E_STATE;
	return schain__decode_problem(input->decode, column, message ? message : "the record is damaged");
}

static void ignore(void *context)
{
	schain__decode_ignore(((struct input *)context)->decode);
}

static void *allocate(void *context, size_t size)
{
	return schain__decode_reserve(((struct input *)context)->decode, size);
}

static void release(void *context, void *memory, size_t size)
{
	schain__decode_release(((struct input *)context)->decode, memory, size);
}

static void *plugged_open(schain__decode *decode, schain_error *error)
{
	const struct schain__plugged *plugged = (const struct schain__plugged *)decode->driver;
	struct input *input = schain__decode_reserve(decode, sizeof *input);
	schain_error told = SCHAIN_ERROR_INIT;
	schain_status status;

	if (!input)
		return NULL;
	memset(input, 0, sizeof *input);
	input->decode = decode;
	input->decoder = plugged->decoder;
	input->host.struct_size = sizeof input->host;
	input->host.context = input;
	input->host.emit = emit;
	input->host.problem = problem;
	input->host.ignore = ignore;
	input->host.allocate = allocate;
	input->host.release = release;
	status = plugged->decoder->begin(plugged->instance, &input->host, &input->input, &told);
	if (status == SCHAIN_OK)
		return input;
	schain__decode_release(decode, input, sizeof *input);
	if (status != SCHAIN_E_MEMORY)
		*error = told;
	return NULL;
}

static schain_status settle(struct input *input, schain_status status)
{
	const schain_format *format = input->decoder->format;

	if (input->failed != SCHAIN_OK)
		return input->failed;
	if (status == SCHAIN_OK || status == SCHAIN_E_DAMAGED || status == SCHAIN_E_CANCELLED)
		return status;
	return schain__decode_fail(input->decode->error, status, "the plugin for %s: %s", format->name,
	                           schain_status_get_text(status));
}

static schain_status plugged_record(void *driver, const char *data, size_t size)
{
	struct input *input = driver;
	schain_status status;

	input->is_reading = 1;
	status = input->decoder->record(input->input, data, size);
	input->is_reading = 0;
	return settle(input, status);
}

static schain_status plugged_finish(void *driver)
{
	struct input *input = driver;
	schain_status status;

	if (!input->decoder->finish)
		return SCHAIN_OK;
	input->is_reading = 1;
	status = settle(input, input->decoder->finish(input->input));
	input->is_reading = 0;
	return status == SCHAIN_E_DAMAGED ? SCHAIN_OK : status;
}

static void plugged_close(void *driver)
{
	struct input *input = driver;

	input->decoder->end(input->input);
	schain__decode_release(input->decode, input, sizeof *input);
}

static void plug(struct schain__plugged *plugged, const schain_plugin_decoder *decoder, void *instance)
{
	static const enum schain__framing framings[] = {
		[SCHAIN_FRAMING_LINES] = SCHAIN__FRAMING_LINES,
		[SCHAIN_FRAMING_JSON] = SCHAIN__FRAMING_JSON,
		[SCHAIN_FRAMING_XML] = SCHAIN__FRAMING_XML,
		[SCHAIN_FRAMING_WHOLE] = SCHAIN__FRAMING_WHOLE,
	};

	plugged->decoder = decoder;
	plugged->instance = instance;
	plugged->driver.format = *decoder->format;
	plugged->driver.framing = framings[decoder->framing];
	plugged->driver.open = plugged_open;
	plugged->driver.record = plugged_record;
	plugged->driver.finish = plugged_finish;
	plugged->driver.close = plugged_close;
}

schain_status schain__plugged_open(schain__decode *decode)
{
	schain_plugins *plugins = decode->options.plugins;
	const schain_plugin_decoder *decoder;
	schain_status status;
	size_t count = 0;
	void *instance;

	if (!plugins)
		return SCHAIN_OK;
	while ((status = schain_plugins_get_decoder(plugins, count, &decoder, &instance,
	                                            decode->error)) == SCHAIN_OK)
		count++;
	if (status < 0 || !count)
		return status < 0 ? status : SCHAIN_OK;
	decode->plugged = schain__decode_reserve(decode, count * sizeof *decode->plugged);
	if (!decode->plugged)
		return schain__decode_fail_memory(decode);
	memset(decode->plugged, 0, count * sizeof *decode->plugged);
	decode->plugged_room = count;
	for (size_t i = 0; i < count; i++)
		if (schain_plugins_get_decoder(plugins, i, &decoder, &instance, NULL) == SCHAIN_OK && decoder)
			plug(&decode->plugged[decode->plugged_count++], decoder, instance);
	return SCHAIN_OK;
}

void schain__plugged_close(schain__decode *decode)
{
	schain__decode_release(decode, decode->plugged, decode->plugged_room * sizeof *decode->plugged);
}

const schain__driver *schain__plugged_of(const schain__decode *decode, const char *format)
{
	for (size_t i = 0; i < decode->plugged_count; i++)
		if (!strcmp(decode->plugged[i].driver.format.name, format))
			return &decode->plugged[i].driver;
	return NULL;
}

const schain__driver *schain__plugged_at(const schain__decode *decode, size_t index)
{
	return index < decode->plugged_count ? &decode->plugged[index].driver : NULL;
}

int schain__plugged_probe(const schain__driver *driver, const char *data, size_t size, int is_all)
{
	const struct schain__plugged *plugged = (const struct schain__plugged *)driver;

	return plugged->decoder->probe
	           ? plugged->decoder->probe(plugged->instance, data, size, is_all ? 1 : 0)
	           : 0;
}

const schain_format *schain__plugged_format(const schain__driver *driver)
{
	return ((const struct schain__plugged *)driver)->decoder->format;
}
