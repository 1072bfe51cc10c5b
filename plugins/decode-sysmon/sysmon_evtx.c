/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Windows event log files (.evtx). Layout: the libyal project's description
 * "Windows XML Event Log (EVTX)". A file header, then chunks of 64 KiB, each
 * with a header, records one behind the other, and slack that may hold older
 * records, or newer ones where the log was copied while in use.
 */
#include "binxml.h"
#include "drivers.h"
#include "probe.h"
#include "sysmon.h"

#include <string.h>
#include <zlib.h>

#define FILE_HEADER_SIZE 4096u
#define FILE_CHUNKS 42u   /* how many are in use; lags behind where the file is dirty */
#define FILE_FLAGS 120u
#define FILE_IS_DIRTY 1u /* in use when copied: chunk headers lag behind */

#define CHUNK_SIZE 65536u
#define CHUNK_RECORDS 512u /* where they begin */
#define CHUNK_FREE 48u     /* where they end */
#define CHUNK_CHECKSUM 52u /* CRC-32 of them */

#define RECORD_HEADER 24u  /* signature, size, number, time */
#define RECORD_TRAILER 4u  /* size once more */

static const unsigned char file_signature[8] = "ElfFile";
static const unsigned char chunk_signature[8] = "ElfChnk";
static const unsigned char record_signature[4] = { '*', '*', 0, 0 };

struct sysmon_evtx {
	schain__decode *decode;
	schain__binxml *binxml;
	schain__translator translator;
	uint64_t count; /* records so far, damaged stretches included */
};

/* A chunk at hand. */
struct chunk {
	const unsigned char *data;
	size_t size;     /* less than CHUNK_SIZE where the file ends inside */
	size_t limit;    /* of the records in place */
	uint64_t offset; /* in the file */
	uint64_t first, last; /* numbers of the records in place */
	int is_counted;  /* the file's header says that it is in use */
	int is_suspect;  /* its checksum is another; not said yet */
};

static void close_evtx(void *driver)
{
	struct sysmon_evtx *state = driver;

	schain__translator_dispose(&state->translator);
	schain__binxml_free(state->binxml);
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
	state->binxml = schain__binxml_new(decode);
	if (!state->binxml) {
		close_evtx(state);
		return NULL;
	}
	return state;
}

/* What follows is about the record or stretch at that place of the chunk. */
static void begin_part(struct sysmon_evtx *state, struct chunk *chunk, size_t at)
{
	schain__decode_part(state->decode, ++state->count, chunk->offset + at);
}

/* A damaged record does not end the file; a caller who wants to stop does. */
static schain_status go_on(schain_status status)
{
	return status == SCHAIN_E_DAMAGED ? SCHAIN_OK : status;
}

static schain_status damaged(struct sysmon_evtx *state, struct chunk *chunk, size_t at,
                             const char *problem)
{
	begin_part(state, chunk, at);
	return go_on(schain__decode_problem(state->decode, 0, problem));
}

/* Size of the record at `at`, or 0 when there is none that ends before `limit`. */
static size_t record_at(const struct chunk *chunk, size_t at, size_t limit)
{
	const unsigned char *record = chunk->data + at;
	size_t size;

	if (limit - at < RECORD_HEADER + RECORD_TRAILER || memcmp(record, record_signature, 4))
		return 0;
	size = schain__load32(record + 4);
	if (size < RECORD_HEADER + RECORD_TRAILER || size > limit - at)
		return 0;
	return schain__load32(record + size - RECORD_TRAILER) == size ? size : 0;
}

/* Where the next record begins from `at` on, or `limit`. */
static size_t next_record(const struct chunk *chunk, size_t at, size_t limit)
{
	for (; at < limit; at++) {
		const unsigned char *hit = memchr(chunk->data + at, record_signature[0], limit - at);

		if (!hit)
			break;
		at = (size_t)(hit - chunk->data);
		if (record_at(chunk, at, limit))
			return at;
	}
	return limit;
}

/* Of the slack: names and templates of old records may be overwritten, and that is no damage. */
static schain_status take_record(struct sysmon_evtx *state, struct chunk *chunk, size_t at, size_t size,
                                 int is_slack)
{
	schain__winlog record;
	const char *problem;
	schain_status status;

	begin_part(state, chunk, at);
	if (chunk->is_suspect)
		schain__decode_incomplete(state->decode);
	chunk->is_suspect = 0;
	schain__winlog_clear(&record);
	status = schain__binxml_parse(state->binxml, chunk->data, chunk->size, at + RECORD_HEADER,
	                              at + size - RECORD_TRAILER, &record, &problem);
	if (status == SCHAIN_E_SYNTAX && is_slack) {
		schain__decode_ignore(state->decode);
		return SCHAIN_OK;
	}
	if (status == SCHAIN_E_SYNTAX)
		return go_on(schain__decode_problem(state->decode, 0, problem));
	return status == SCHAIN_OK ? go_on(schain__translate(&state->translator, &record, 0)) : status;
}

static schain_status take_in_place(struct sysmon_evtx *state, struct chunk *chunk)
{
	size_t at = CHUNK_RECORDS, size;
	schain_status status = SCHAIN_OK;

	for (; at < chunk->limit && status == SCHAIN_OK; at += size) {
		size = record_at(chunk, at, chunk->limit);
		if (size) {
			uint64_t number = schain__load64(chunk->data + at + 8);

			chunk->first = !chunk->first || number < chunk->first ? number : chunk->first;
			chunk->last = number > chunk->last ? number : chunk->last;
			status = take_record(state, chunk, at, size, 0);
		} else {
			size = next_record(chunk, at, chunk->limit) - at;
			status = damaged(state, chunk, at, "no whole record here; skipped to the next");
		}
	}
	return status;
}

/* Records in the slack, unless they are old copies of those in place. */
static schain_status take_slack(struct sysmon_evtx *state, struct chunk *chunk)
{
	size_t at = chunk->limit;
	schain_status status = SCHAIN_OK;

	while (status == SCHAIN_OK && (at = next_record(chunk, at, chunk->size)) < chunk->size) {
		size_t size = record_at(chunk, at, chunk->size);
		uint64_t number = schain__load64(chunk->data + at + 8);

		if (number < chunk->first || number > chunk->last)
			status = take_record(state, chunk, at, size, 1);
		at += size;
	}
	return status;
}

/* Where the records in place end; 0 when the header does not say. */
static size_t end_of_records(const struct chunk *chunk)
{
	size_t end;

	if (chunk->size < CHUNK_RECORDS ||
	    memcmp(chunk->data, chunk_signature, sizeof chunk_signature))
		return 0;
	end = schain__load32(chunk->data + CHUNK_FREE);
	return end < CHUNK_RECORDS || end > CHUNK_SIZE ? 0 : end;
}

/* No header: logs are laid out ahead of their use, over whatever the disk held. */
static schain_status take_unmarked(struct sysmon_evtx *state, struct chunk *chunk)
{
	int has_records = chunk->size > CHUNK_RECORDS &&
	                  next_record(chunk, CHUNK_RECORDS, chunk->size) < chunk->size;
	schain_status status;

	if (!has_records && !chunk->is_counted)
		return SCHAIN_OK;
	status = damaged(state, chunk, 0, "the chunk's header is damaged");
	chunk->limit = CHUNK_RECORDS;
	return status == SCHAIN_OK && has_records ? take_slack(state, chunk) : status;
}

static schain_status take_chunk(struct sysmon_evtx *state, struct chunk *chunk, int is_dirty)
{
	size_t end = end_of_records(chunk);
	schain_status status = SCHAIN_OK;

	if (!end)
		return take_unmarked(state, chunk);
	chunk->limit = end < chunk->size ? end : chunk->size;
	/* The header of a log in use lags behind. */
	chunk->is_suspect = !is_dirty && end <= chunk->size &&
	                    crc32(0, chunk->data + CHUNK_RECORDS, (uInt)(end - CHUNK_RECORDS)) !=
	                            schain__load32(chunk->data + CHUNK_CHECKSUM);
	if (end > chunk->size)
		status = damaged(state, chunk, chunk->size, "the file ends inside a chunk");
	if (status == SCHAIN_OK)
		status = take_in_place(state, chunk);
	return status == SCHAIN_OK ? take_slack(state, chunk) : status;
}

static schain_status record_evtx(void *driver, const char *data, size_t size)
{
	struct sysmon_evtx *state = driver;
	const unsigned char *bytes = (const unsigned char *)data;
	struct chunk chunk;
	uint32_t counted;
	int is_dirty;
	schain_status status = SCHAIN_OK;

	if (size < FILE_HEADER_SIZE || memcmp(data, file_signature, sizeof file_signature))
		return schain__decode_problem(state->decode, 0, "the file's header is damaged");
	is_dirty = (schain__load32(bytes + FILE_FLAGS) & FILE_IS_DIRTY) != 0;
	counted = schain__load16(bytes + FILE_CHUNKS);
	state->count = 0;
	for (size_t at = FILE_HEADER_SIZE; at < size && status == SCHAIN_OK; at += chunk.size) {
		memset(&chunk, 0, sizeof chunk);
		chunk.data = bytes + at;
		chunk.size = size - at < CHUNK_SIZE ? size - at : CHUNK_SIZE;
		chunk.offset = at;
		chunk.is_counted = (at - FILE_HEADER_SIZE) / CHUNK_SIZE < counted;
		status = take_chunk(state, &chunk, is_dirty);
	}
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
		.summary = "Windows event log file (.evtx): Sysmon, Security, installers, CodeIntegrity, CAPI2",
		.fields = "Sysmon 1-3, 5-8, 11-15, 22, 23, 26, 29; CodeIntegrity 3033, 3034, 3076, 3077, 3089; "
		          "Security 4688, 4689; MsiInstaller 1033, 1034, 1040, 1042, 11707, 11708, 11724; "
		          "WindowsUpdateClient 19, 20, 43, 44; CAPI2 11, 30, 81, 82",
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
