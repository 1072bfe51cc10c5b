/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The block: unpacked bytes, gathered so that each record lies in one piece
 * and stays in place until the batch that points into it is handed over.
 */
#include "decode/frame.h"

#include <string.h>

/* Room enough that few records straddle its end, small enough for the cache. */
#define BLOCK_SIZE 262144
/* Default of schain_decoder_options.record_limit. */
#define RECORD_LIMIT (UINT64_C(16) << 20)
/* The same where a whole input is one record: a log file, not a line. */
#define WHOLE_LIMIT (UINT64_C(1) << 30)

uint64_t schain__block_limit(const schain__decode *decode)
{
	if (decode->options.record_limit)
		return decode->options.record_limit;
	return decode->driver && decode->driver->framing == SCHAIN__FRAMING_WHOLE ? WHOLE_LIMIT
	                                                                          : RECORD_LIMIT;
}

schain_status schain__block_open(schain__decode *decode)
{
	schain__block *block = &decode->block;

	block->data = schain__decode_reserve(decode, BLOCK_SIZE + SCHAIN__DECODE_PADDING);
	if (!block->data)
		return schain__decode_fail_memory(decode);
	block->capacity = BLOCK_SIZE;
	memset(block->data, 0, BLOCK_SIZE + SCHAIN__DECODE_PADDING);
	return SCHAIN_OK;
}

void schain__block_close(schain__decode *decode)
{
	schain__block *block = &decode->block;

	schain__decode_release(decode, block->data, block->capacity + SCHAIN__DECODE_PADDING);
	block->data = NULL;
}

void schain__block_consume(schain__block *block, size_t size)
{
	const char *at = block->data + block->begin, *end = at + size;

	while (at < end && (at = memchr(at, '\n', (size_t)(end - at)))) {
		block->line++;
		at++;
	}
	block->begin += size;
	block->offset += size;
	block->searched = 0;
}

/* Events of the batch may point into the block, so it goes out before bytes move. */
static schain_status make_room(schain__decode *decode)
{
	schain__block *block = &decode->block;
	schain_status status = schain__batch_flush(decode);
	size_t capacity;
	char *data;

	if (status)
		return status;
	if (block->begin) {
		memmove(block->data, block->data + block->begin, block->end - block->begin);
		block->end -= block->begin;
		block->begin = 0;
	}
	if (block->end < block->capacity - block->capacity / 4)
		return SCHAIN_OK;
	if (block->capacity > (SIZE_MAX - SCHAIN__DECODE_PADDING) / 2)
		return schain__decode_fail_memory(decode);
	capacity = 2 * block->capacity;
	data = schain__decode_resize(decode, block->data, block->capacity + SCHAIN__DECODE_PADDING,
	                             capacity + SCHAIN__DECODE_PADDING);
	if (!data)
		return schain__decode_fail_memory(decode);
	memset(data + block->capacity, 0, capacity - block->capacity + SCHAIN__DECODE_PADDING);
	block->data = data;
	block->capacity = capacity;
	return SCHAIN_OK;
}

schain_status schain__block_start(schain__decode *decode, int is_all)
{
	schain__block *block = &decode->block;
	schain_error error = SCHAIN_ERROR_INIT;
	schain_status status;

	status = schain__recognise(decode, block->data + block->begin, block->end - block->begin,
	                           is_all);
	if (status)
		return status;
	decode->driver_state = decode->driver->open(decode, &error);
	if (decode->driver_state)
		return SCHAIN_OK;
	if (!error.code)
		return schain__decode_fail_memory(decode);
	if (decode->error && decode->error->struct_size >= sizeof error)
		memcpy(decode->error, &error, sizeof error);
	return error.code;
}

/* Takes back what a wrongly cut record brought, unless it is out already. */
static int take_back(schain__decode *decode, size_t count)
{
	schain__batch *batch = &decode->batch;

	if (batch->count < count)
		return 0;
	decode->statistics.events -= batch->count - count;
	batch->count = count;
	batch->slot_ready = 0;
	return 1;
}

static schain_status give_record(schain__decode *decode, size_t begin, size_t size, size_t next)
{
	schain__block *block = &decode->block;
	size_t count = decode->batch.count;
	schain_status status;

	decode->record = block->data + begin;
	decode->record_size = size;
	decode->record_line = block->line;
	decode->record_offset = block->offset + (begin - block->begin);
	decode->record_hash.data = NULL;
	decode->record_parts = 0;
	decode->record_reported = 0;
	decode->record_cut_wrongly = 0;
	decode->batch.slot_ready = 0;
	status = decode->driver->record(decode->driver_state, decode->record, size);
	if (decode->record_cut_wrongly && take_back(decode, count)) {
		decode->record_assumed = 0;
		block->one_line_objects = 0;
		return SCHAIN_OK;
	}
	if (!decode->record_parts)
		decode->statistics.records++;
	if (status == SCHAIN_E_DAMAGED && !decode->record_reported)
		status = schain__decode_problem(decode, 0, "the record is damaged");
	if (status == SCHAIN_E_MEMORY)
		return schain__decode_fail_memory(decode);
	if (decode->cancelled)
		return schain__decode_fail(decode->error, SCHAIN_E_CANCELLED, "a callback asked to stop");
	if (status && status != SCHAIN_E_DAMAGED)
		return status;
	schain__block_consume(block, next - block->begin);
	return SCHAIN_OK;
}

/* One file of a zip that is no log does not keep the others from being read. */
static schain_status pass_over_entry(schain__decode *decode)
{
	schain_status status = schain__decode_report(decode, 0, 0, 0,
	                                             "the entry is of no known format; skipped");

	decode->unrecognised = 1;
	return status == SCHAIN_E_DAMAGED ? SCHAIN_OK : status;
}

static schain_status decode_block(schain__decode *decode, int final)
{
	size_t begin, size, next;
	schain_status status;
	int found;

	if (!decode->driver_state && !decode->unrecognised) {
		status = schain__block_start(decode, final);
		if (status == SCHAIN_E_FORMAT && decode->entries_seen)
			status = pass_over_entry(decode);
		if (status)
			return status == SCHAIN_AGAIN ? SCHAIN_OK : status;
	}
	if (decode->unrecognised) {
		schain__block_consume(&decode->block, decode->block.end - decode->block.begin);
		return SCHAIN_OK;
	}
	while ((found = schain__cut_record(decode, final, &begin, &size, &next)) > 0)
		if ((status = give_record(decode, begin, size, next)))
			return status;
	return found < 0 ? found : SCHAIN_OK;
}

schain_status schain__block_feed(schain__decode *decode, const char *data, size_t size)
{
	schain__block *block = &decode->block;
	schain_status status = SCHAIN_OK;
	size_t room;

	decode->statistics.bytes += size;
	while (size) {
		if (block->end == block->capacity && (status = make_room(decode)))
			return status;
		room = block->capacity - block->end;
		if (room > size)
			room = size;
		memcpy(block->data + block->end, data, room);
		block->end += room;
		data += room;
		size -= room;
		if ((status = decode_block(decode, 0)))
			return status;
	}
	return status;
}

schain_status schain__block_finish(schain__decode *decode)
{
	schain_status status = decode_block(decode, 1);

	if (!status && decode->driver_state && decode->driver->finish)
		status = decode->driver->finish(decode->driver_state);
	return status;
}
