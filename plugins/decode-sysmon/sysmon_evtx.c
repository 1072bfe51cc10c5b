/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Windows event log files (.evtx), read with libevtx through a memory range of
 * libbfio. Both take their memory from malloc. libevtx renders each record as
 * XML, so that these records are read by the same code as exported ones.
 */
#include "drivers.h"
#include "event_xml.h"
#include "probe.h"
#include "sysmon.h"

#include <libbfio.h>
#include <libevtx.h>

#include <stdlib.h>
#include <string.h>

/* File header and chunks (libevtx, "Windows XML Event Log (EVTX) format"). */
#define HEADER_SIZE 4096u
#define CHUNK_SIZE 65536u

/* A record lies in one chunk; its XML repeats templates and doubles characters, but within bounds. */
#define XML_SIZE_MAX (16u << 20)

struct sysmon_evtx {
	schain__decode *decode;
	schain__event_xml *xml;
	schain__translator translator;
	char *text; /* XML of the record at hand */
	size_t text_capacity;
};

/* The file as libevtx sees it. */
struct evtx_file {
	libbfio_handle_t *handle;
	libevtx_file_t *file;
	uint8_t *padded; /* a copy up to the end of its last chunk, or NULL */
	size_t padded_size;
	uint64_t *numbers; /* of the records that are in place, sorted; for those recovered */
	size_t number_count;
};

static void close_evtx(void *driver)
{
	struct sysmon_evtx *state = driver;

	schain__translator_dispose(&state->translator);
	schain__event_xml_free(state->xml);
	schain__decode_release(state->decode, state->text, state->text_capacity);
	schain__decode_release(state->decode, state, sizeof *state);
}

static void *open_evtx(schain__decode *decode, schain_error *error)
{
	struct sysmon_evtx *state = schain__decode_reserve(decode, sizeof *state);

	(void)error;
	if (!state)
		return NULL;
	memset(state, 0, sizeof *state);
	state->decode = decode;
	schain__translator_init(&state->translator, decode);
	state->xml = schain__event_xml_new(decode);
	if (!state->xml) {
		close_evtx(state);
		return NULL;
	}
	return state;
}

/*
 * libevtx reads whole chunks only. Where the file ends inside one, zeros in
 * place of the rest let it read the records before.
 */
static schain_status pad_last_chunk(struct sysmon_evtx *state, struct evtx_file *evtx,
                                    const char **data, size_t *size)
{
	size_t over = *size > HEADER_SIZE ? (*size - HEADER_SIZE) % CHUNK_SIZE : 0;

	if (!over)
		return SCHAIN_OK;
	evtx->padded_size = *size + (CHUNK_SIZE - over);
	evtx->padded = schain__decode_reserve(state->decode, evtx->padded_size);
	if (!evtx->padded)
		return SCHAIN_E_MEMORY;
	memcpy(evtx->padded, *data, *size);
	memset(evtx->padded + *size, 0, CHUNK_SIZE - over);
	*data = (const char *)evtx->padded;
	*size = evtx->padded_size;
	return SCHAIN_OK;
}

/* Returns 0 when libevtx cannot make anything of it. */
static int open_file(struct evtx_file *evtx, const char *data, size_t size)
{
	uint8_t *bytes;

	/* libbfio writes to a range only where the file is opened for it. */
	memcpy(&bytes, &data, sizeof bytes);
	return libbfio_memory_range_initialize(&evtx->handle, NULL) == 1 &&
	       libbfio_memory_range_set(evtx->handle, bytes, size, NULL) == 1 &&
	       libevtx_file_initialize(&evtx->file, NULL) == 1 &&
	       libevtx_file_open_file_io_handle(evtx->file, evtx->handle, LIBEVTX_OPEN_READ, NULL) == 1;
}

static void close_file(struct sysmon_evtx *state, struct evtx_file *evtx)
{
	if (evtx->file) {
		libevtx_file_close(evtx->file, NULL);
		libevtx_file_free(&evtx->file, NULL);
	}
	if (evtx->handle)
		libbfio_handle_free(&evtx->handle, NULL);
	schain__decode_release(state->decode, evtx->padded, evtx->padded_size);
	schain__decode_release(state->decode, evtx->numbers,
	                       evtx->number_count * sizeof *evtx->numbers);
}

/* The record's XML in state->text; *ret_length 0 when libevtx cannot render it. */
static schain_status render(struct sysmon_evtx *state, libevtx_record_t *record, size_t *ret_length)
{
	size_t size = 0;

	*ret_length = 0;
	if (libevtx_record_get_utf8_xml_string_size(record, &size, NULL) != 1 || !size ||
	    size > XML_SIZE_MAX)
		return SCHAIN_OK;
	if (size > state->text_capacity) {
		char *text = schain__decode_resize(state->decode, state->text, state->text_capacity, size);

		if (!text)
			return SCHAIN_E_MEMORY;
		state->text = text;
		state->text_capacity = size;
	}
	if (libevtx_record_get_utf8_xml_string(record, (uint8_t *)state->text, size, NULL) != 1)
		return SCHAIN_OK;
	*ret_length = size - 1; /* without its NUL */
	return SCHAIN_OK;
}

static schain_status translate_record(struct sysmon_evtx *state, libevtx_record_t *record)
{
	schain__winlog fields;
	const char *problem;
	uint64_t column;
	size_t length;
	int is_cut;
	schain_status status = render(state, record, &length);

	if (status != SCHAIN_OK)
		return status;
	if (!length)
		return schain__decode_problem(state->decode, 0, "the record's binary XML is damaged");
	schain__winlog_clear(&fields);
	status = schain__event_xml_parse(state->xml, state->text, length, &fields, &problem, &column,
	                                 &is_cut);
	if (status == SCHAIN_E_SYNTAX)
		return schain__decode_problem(state->decode, 0, problem);
	return status == SCHAIN_OK ? schain__translate(&state->translator, &fields, is_cut)
	                           : status;
}

static int compare_numbers(const void *a, const void *b)
{
	uint64_t left, right;

	memcpy(&left, a, sizeof left);
	memcpy(&right, b, sizeof right);
	return left < right ? -1 : left > right;
}

static int is_in_place(const struct evtx_file *evtx, libevtx_record_t *record)
{
	uint64_t number = 0;

	return evtx->numbers && libevtx_record_get_identifier(record, &number, NULL) == 1 &&
	       bsearch(&number, evtx->numbers, evtx->number_count, sizeof number, compare_numbers);
}

static schain_status translate_at(struct sysmon_evtx *state, struct evtx_file *evtx, int index,
                                  int is_recovered, uint64_t number)
{
	libevtx_record_t *record = NULL;
	off64_t offset = 0;
	uint64_t identifier = 0;
	schain_status status = SCHAIN_OK;
	int got = is_recovered
	              ? libevtx_file_get_recovered_record_by_index(evtx->file, index, &record, NULL)
	              : libevtx_file_get_record_by_index(evtx->file, index, &record, NULL);

	if (got == 1 && is_recovered && is_in_place(evtx, record)) {
		libevtx_record_free(&record, NULL);
		return SCHAIN_OK;
	}
	if (got == 1 && libevtx_record_get_offset(record, &offset, NULL) != 1)
		offset = 0;
	schain__decode_part(state->decode, number, offset > 0 ? (uint64_t)offset : 0);
	if (got == 1) {
		if (!is_recovered && evtx->numbers &&
		    libevtx_record_get_identifier(record, &identifier, NULL) == 1)
			evtx->numbers[index] = identifier;
		status = translate_record(state, record);
		libevtx_record_free(&record, NULL);
	} else {
		status = schain__decode_problem(state->decode, 0, "the record is damaged");
	}
	return status == SCHAIN_E_DAMAGED ? SCHAIN_OK : status;
}

static schain_status translate_all(struct sysmon_evtx *state, struct evtx_file *evtx)
{
	int count = 0, recovered = 0;
	uint64_t number = 0;
	schain_status status = SCHAIN_OK;

	if (libevtx_file_get_number_of_records(evtx->file, &count, NULL) != 1)
		count = 0;
	if (libevtx_file_get_number_of_recovered_records(evtx->file, &recovered, NULL) != 1)
		recovered = 0;
	/* What is recovered from a chunk's slack may be an old copy of what is in place. */
	if (count > 0 && recovered > 0) {
		size_t size = (size_t)count * sizeof *evtx->numbers;

		evtx->numbers = schain__decode_reserve(state->decode, size);
		if (!evtx->numbers)
			return SCHAIN_E_MEMORY;
		memset(evtx->numbers, 0, size);
		evtx->number_count = (size_t)count;
	}
	for (int i = 0; i < count && status == SCHAIN_OK; i++)
		status = translate_at(state, evtx, i, 0, ++number);
	if (evtx->numbers)
		qsort(evtx->numbers, evtx->number_count, sizeof *evtx->numbers, compare_numbers);
	for (int i = 0; i < recovered && status == SCHAIN_OK; i++)
		status = translate_at(state, evtx, i, 1, ++number);
	return status;
}

/* The two reports go on to SCHAIN_E_CANCELLED where the caller is strict. */
static schain_status translate_file(struct sysmon_evtx *state, struct evtx_file *evtx,
                                    const char *data, size_t size)
{
	schain_status status = pad_last_chunk(state, evtx, &data, &size);

	if (status != SCHAIN_OK)
		return status;
	if (!open_file(evtx, data, size))
		return schain__decode_problem(state->decode, 0, "the file's header is damaged");
	if (evtx->padded)
		status = schain__decode_problem(state->decode, 0,
		                                "the file ends inside a chunk; records before are read");
	return status == SCHAIN_OK || status == SCHAIN_E_DAMAGED ? translate_all(state, evtx) : status;
}

static schain_status record_evtx(void *driver, const char *data, size_t size)
{
	struct sysmon_evtx *state = driver;
	struct evtx_file evtx = { NULL, NULL, NULL, 0, NULL, 0 };
	schain_status status = translate_file(state, &evtx, data, size);

	close_file(state, &evtx);
	return status;
}

static schain_status finish_evtx(void *driver)
{
	struct sysmon_evtx *state = driver;

	schain__translator_dispose(&state->translator);
	return SCHAIN_OK;
}

const schain__driver schain__driver_sysmon_evtx = {
	.format = {
		.struct_size = sizeof(schain_format),
		.name = "sysmon-evtx",
		.summary = "Sysmon and CodeIntegrity events in a Windows event log file (.evtx)",
		.fields = "Sysmon 1-3, 5-8, 11-15, 22, 23, 26, 29; CodeIntegrity 3033, 3034, 3076, 3077, 3089",
		.missing = "signatures of executables that start (Sysmon gives those of modules and "
		           "drivers), renames, and names of remote hosts but by DNS events",
	},
	.framing = SCHAIN__FRAMING_WHOLE,
	.probe = schain__probe_evtx,
	.open = open_evtx,
	.record = record_evtx,
	.finish = finish_evtx,
	.close = close_evtx,
};
