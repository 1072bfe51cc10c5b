/* SPDX-License-Identifier: Apache-2.0 */
/* The public face: a decoder, its options, its inputs. */
#include "decode/frame.h"

#include <string.h>

/* No struct of this library is larger; more is garbage, not a newer version. */
#define STRUCT_SIZE_LIMIT 4096

void schain_decoder_options_init(schain_decoder_options *options, size_t size)
{
	if (!options || size < sizeof(uint32_t))
		return;
	memset(options, 0, size);
	options->struct_size = (uint32_t)size;
}

const schain_format *schain_format_at(size_t index)
{
	for (size_t i = 0; schain__drivers[i]; i++)
		if (i == index)
			return &schain__drivers[i]->format;
	return NULL;
}

static const schain__driver *driver_of(const schain__decode *decode, const char *name)
{
	for (size_t i = 0; schain__drivers[i]; i++)
		if (!strcmp(schain__drivers[i]->format.name, name))
			return schain__drivers[i];
	return schain__plugged_of(decode, name);
}

static schain_status take_options(schain_decoder_options *known, const schain_decoder_options *given,
                                  schain_error *error)
{
	const unsigned char *bytes = (const unsigned char *)given;

	if (given->struct_size < sizeof *known || given->struct_size > STRUCT_SIZE_LIMIT)
		return schain__decode_fail(error, SCHAIN_E_TOO_SMALL,
		                           "schain_decoder_options: struct_size is %u, expected %zu "
		                           "(use the initialiser)",
		                           (unsigned)given->struct_size, sizeof *known);
	for (size_t i = sizeof *known; i < given->struct_size; i++)
		if (bytes[i])
			return schain__decode_fail(error, SCHAIN_E_TOO_NEW,
			                           "schain_decoder_options: byte %zu is set, this "
			                           "library knows %zu bytes",
			                           i, sizeof *known);
	memcpy(known, given, sizeof *known);
	known->struct_size = (uint32_t)sizeof *known;
	if (known->record_limit > SIZE_MAX / 8)
		return schain__decode_fail(error, SCHAIN_E_VALUE, "record_limit is too large");
	return SCHAIN_OK;
}

static int copy_text(schain__decode *decode, const char **text, char **ret_copy)
{
	if (!*text)
		return 1;
	*text = *ret_copy = schain__decode_duplicate(decode, *text);
	return *text != NULL;
}

static schain_status choose_driver(schain__decode *decode)
{
	schain_decoder_options *options = &decode->options;

	if (!options->format && options->mapping)
		options->format = "mapped-json"; /* no other format takes a mapping */
	if (!options->format)
		return SCHAIN_OK;
	decode->chosen = driver_of(decode, options->format);
	if (!decode->chosen)
		return schain__decode_fail(decode->error, SCHAIN_E_FORMAT, "there is no format \"%s\"",
		                           options->format);
	options->format = decode->chosen->format.name;
	return SCHAIN_OK;
}

static schain_status open_parts(schain__decode *decode)
{
	schain_decoder_options *options = &decode->options;
	schain_status status;

	if (!copy_text(decode, &options->origin, &decode->origin) ||
	    !copy_text(decode, &options->host, &decode->host) ||
	    !copy_text(decode, &options->mapping, &decode->mapping))
		return schain__decode_fail_memory(decode);
	if ((status = schain__plugged_open(decode)) || (status = choose_driver(decode)) ||
	    (status = schain__batch_open(decode)) || (status = schain__block_open(decode)))
		return status;
	schain__unpack_init(&decode->outer, 0);
	return schain__input_begin(decode, NULL, 0);
}

schain_status schain_decoder_new(const schain_decoder_options *given, schain_decoder **ret_decoder,
                                 schain_error *error)
{
	schain_decoder_options options;
	schain_allocator allocator;
	schain_decoder *decoder;
	schain__decode *decode;
	schain_status status;

	if (!given || !ret_decoder)
		return schain__decode_fail(error, SCHAIN_E_ARGUMENT, "an argument is NULL");
	if ((status = take_options(&options, given, error)))
		return status;
	schain__decode_default_allocator(&allocator);
	if (options.allocator)
		memcpy(&allocator, options.allocator, sizeof allocator);
	decoder = allocator.allocate(allocator.context, sizeof *decoder);
	if (!decoder)
		return schain__decode_fail(error, SCHAIN_E_MEMORY, "out of memory");
	memset(decoder, 0, sizeof *decoder);
	decode = &decoder->decode;
	decode->allocator = allocator;
	decode->options = options;
	decode->statistics.struct_size = sizeof decode->statistics;
	decode->error = error;
	status = open_parts(decode);
	/* A mapping's mistakes are told at once, not at the first byte of input. */
	if (!status && decode->chosen && decode->mapping)
		status = schain__block_start(decode, 0);
	if (status) {
		schain_decoder_free(decoder);
		return status;
	}
	*ret_decoder = decoder;
	return SCHAIN_OK;
}

static void close_driver(schain__decode *decode)
{
	if (decode->driver_state && decode->driver->close)
		decode->driver->close(decode->driver_state);
	decode->driver_state = NULL;
	decode->driver = NULL;
}

void schain_decoder_free(schain_decoder *decoder)
{
	schain__decode *decode;
	schain_allocator allocator;

	if (!decoder)
		return;
	decode = &decoder->decode;
	close_driver(decode);
	schain__unpack_dispose(decode, &decode->outer);
	schain__unpack_dispose(decode, &decode->inner);
	schain__block_close(decode);
	schain__batch_close(decode);
	schain__plugged_close(decode);
	schain__decode_release_text(decode, decode->entry_origin);
	schain__decode_release_text(decode, decode->origin);
	schain__decode_release_text(decode, decode->host);
	schain__decode_release_text(decode, decode->mapping);
	allocator = decode->allocator;
	allocator.release(allocator.context, decoder, sizeof *decoder);
}

const char *schain__input_name(const schain__decode *decode)
{
	return decode->entry_origin ? decode->entry_origin : decode->origin;
}

/* "logs.zip/Security.xml": where the analyst finds it. */
static schain_status name_entry(schain__decode *decode, const char *entry, size_t size)
{
	const char *nul = memchr(entry, 0, size);
	size_t length = decode->origin ? strlen(decode->origin) + 1 : 0;
	char *name;

	if (nul)
		size = (size_t)(nul - entry);
	name = schain__decode_reserve(decode, length + size + 1);
	if (!name)
		return schain__decode_fail_memory(decode);
	if (length) {
		memcpy(name, decode->origin, length - 1);
		name[length - 1] = '/';
	}
	memcpy(name + length, entry, size);
	name[length + size] = 0;
	decode->entry_origin = name;
	return SCHAIN_OK;
}

schain_status schain__input_begin(schain__decode *decode, const char *entry, size_t size)
{
	schain__block *block = &decode->block;
	schain_status status = SCHAIN_OK;

	schain__unpack_dispose(decode, &decode->inner);
	schain__unpack_init(&decode->inner, 1);
	memset(&decode->text, 0, sizeof decode->text);
	memset(&block->scan, 0, sizeof block->scan);
	block->begin = block->end = block->searched = 0;
	block->line = 1;
	block->offset = 0;
	block->one_line_objects = 0;
	block->skips_line = block->in_element = 0;
	decode->probed = 0;
	decode->unrecognised = 0;
	decode->record = block->data;
	decode->record_size = 0;
	if (entry) {
		decode->entries_seen++;
		status = name_entry(decode, entry, size);
	}
	decode->event_origin = schain_string_of(schain__input_name(decode));
	decode->event_host = schain_string_of(decode->host);
	return status;
}

schain_status schain__input_finish(schain__decode *decode)
{
	schain_status status = schain__unpack_finish(decode, &decode->inner);

	if (!status)
		status = schain__text_finish(decode);
	if (!status)
		status = schain__block_finish(decode);
	if (!status)
		status = schain__batch_flush(decode);
	if (status)
		return status;
	close_driver(decode);
	schain__decode_release_text(decode, decode->entry_origin);
	decode->entry_origin = NULL;
	return SCHAIN_OK;
}

/* A decoder that failed can tell its statistics and be freed, no more. */
static schain_status settle(schain__decode *decode, schain_status status)
{
	decode->error = NULL;
	if (status < 0)
		decode->failed = status;
	return status;
}

static schain_status enter(schain__decode *decode, schain_error *error)
{
	if (decode->failed)
		return schain__decode_fail(error, decode->failed, "an earlier call failed: %s",
		                           schain_status_get_text(decode->failed));
	if (decode->finished)
		return schain__decode_fail(error, SCHAIN_E_STATE, "the input was finished");
	if (error && error->struct_size >= sizeof *error)
		error->code = SCHAIN_OK;
	decode->error = error;
	return SCHAIN_OK;
}

schain_status schain_decoder_feed(schain_decoder *decoder, const void *data, size_t size,
                                  schain_error *error)
{
	schain__decode *decode;
	schain_status status;

	if (!decoder || (!data && size))
		return schain__decode_fail(error, SCHAIN_E_ARGUMENT, "an argument is NULL");
	decode = &decoder->decode;
	if ((status = enter(decode, error)))
		return status;
	status = schain__unpack_feed(decode, &decode->outer, data, size);
	if (!status)
		status = schain__batch_flush(decode);
	return settle(decode, status);
}

schain_status schain_decoder_finish(schain_decoder *decoder, schain_error *error)
{
	schain__decode *decode;
	schain_status status;

	if (!decoder)
		return schain__decode_fail(error, SCHAIN_E_ARGUMENT, "decoder is NULL");
	decode = &decoder->decode;
	if ((status = enter(decode, error)))
		return status;
	status = schain__unpack_finish(decode, &decode->outer);
	if (!status && !decode->entries_seen)
		status = schain__input_finish(decode);
	if (!status && decode->entries_seen && !decode->entries_recognised)
		status = schain__decode_fail(error, SCHAIN_E_FORMAT,
		                             "no entry of the zip is of a known format");
	decode->finished = 1;
	return settle(decode, status);
}

const schain_format *schain_decoder_get_format(const schain_decoder *decoder)
{
	return decoder ? decoder->decode.format : NULL;
}

schain_status schain_decoder_get_statistics(const schain_decoder *decoder,
                                            schain_decoder_statistics *ret_statistics,
                                            schain_error *error)
{
	uint32_t size;

	if (!decoder || !ret_statistics)
		return schain__decode_fail(error, SCHAIN_E_ARGUMENT, "an argument is NULL");
	size = ret_statistics->struct_size;
	if (size < 2 * sizeof size)
		return schain__decode_fail(error, SCHAIN_E_TOO_SMALL,
		                           "schain_decoder_statistics: struct_size is %u",
		                           (unsigned)size);
	if (size > sizeof *ret_statistics)
		size = sizeof *ret_statistics;
	memcpy((char *)ret_statistics + sizeof size, (const char *)&decoder->decode.statistics + sizeof size,
	       size - sizeof size);
	return SCHAIN_OK;
}
