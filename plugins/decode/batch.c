/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Events on their way to the caller: slots for drivers to fill, an arena for
 * what they cannot point to in the record, and the reports of what was wrong.
 */
#include "decode/frame.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define CHUNK_SIZE 65536

schain_status schain__batch_open(schain__decode *decode)
{
	schain__batch *batch = &decode->batch;

	batch->slots = schain__decode_reserve(decode, SCHAIN__BATCH_EVENTS * sizeof *batch->slots);
	batch->events = schain__decode_reserve(decode, SCHAIN__BATCH_EVENTS * sizeof *batch->events);
	return batch->slots && batch->events ? SCHAIN_OK : schain__decode_fail_memory(decode);
}

void schain__batch_close(schain__decode *decode)
{
	schain__batch *batch = &decode->batch;
	schain__chunk *chunk;

	while ((chunk = batch->chunks)) {
		batch->chunks = chunk->next;
		schain__decode_release(decode, chunk, chunk->size);
	}
	schain__decode_release(decode, batch->slots, SCHAIN__BATCH_EVENTS * sizeof *batch->slots);
	schain__decode_release(decode, batch->events, SCHAIN__BATCH_EVENTS * sizeof *batch->events);
}

/* Keeps one chunk of the usual size for the next batch. */
static void reset_arena(schain__decode *decode)
{
	schain__batch *batch = &decode->batch;
	schain__chunk *chunk, *kept = NULL;

	while ((chunk = batch->chunks)) {
		batch->chunks = chunk->next;
		if (!kept && chunk->size == CHUNK_SIZE)
			kept = chunk;
		else
			schain__decode_release(decode, chunk, chunk->size);
	}
	if (kept)
		kept->next = NULL;
	batch->chunks = kept;
	batch->chunk_used = sizeof *kept;
}

void *schain__decode_alloc(schain__decode *decode, size_t size)
{
	schain__batch *batch = &decode->batch;
	size_t need, chunk_size = CHUNK_SIZE;
	schain__chunk *chunk = batch->chunks;

	if (size > SIZE_MAX / 2)
		return NULL;
	need = (size + sizeof(void *) - 1) & ~(sizeof(void *) - 1);
	if (!chunk || need > chunk->size - batch->chunk_used) {
		if (need > chunk_size - sizeof *chunk)
			chunk_size = need + sizeof *chunk;
		chunk = schain__decode_reserve(decode, chunk_size);
		if (!chunk)
			return NULL;
		chunk->next = batch->chunks;
		chunk->size = chunk_size;
		batch->chunks = chunk;
		batch->chunk_used = sizeof *chunk;
	}
	batch->chunk_used += need;
	return (char *)chunk + (batch->chunk_used - need);
}

schain_string schain__decode_copy(schain__decode *decode, const char *data, size_t size)
{
	schain_string copy = SCHAIN_STRING_NONE;
	char *bytes = schain__decode_alloc(decode, size ? size : 1);

	if (!bytes)
		return copy;
	if (size)
		memcpy(bytes, data, size);
	copy.data = bytes;
	copy.length = size;
	return copy;
}

schain_string schain__decode_join(schain__decode *decode, const schain_string *words, size_t count,
                                  schain_status *failed)
{
	schain_string joined = SCHAIN_STRING_NONE;
	size_t size = 0;
	char *out;

	for (size_t i = 0; i < count; i++)
		size += words[i].length + 1;
	if (!size)
		return joined;
	joined.data = out = schain__decode_alloc(decode, size);
	if (!out) {
		*failed = SCHAIN_E_MEMORY;
		return joined;
	}
	for (size_t i = 0; i < count; i++) {
		if (i)
			*out++ = ' ';
		if (words[i].length)
			memcpy(out, words[i].data, words[i].length);
		out += words[i].length;
	}
	joined.length = (size_t)(out - joined.data);
	return joined;
}

schain_status schain__batch_flush(schain__decode *decode)
{
	schain__batch *batch = &decode->batch;
	size_t count = batch->count;

	if (count) {
		batch->count = 0;
		batch->slot_ready = 0;
		if (decode->options.events &&
		    decode->options.events(decode->options.context, batch->events, count))
			decode->cancelled = 1;
	}
	reset_arena(decode);
	decode->record_hash.data = NULL;
	return decode->cancelled ? schain__decode_fail(decode->error, SCHAIN_E_CANCELLED,
	                                               "a callback asked to stop")
	                         : SCHAIN_OK;
}

#define SIZED(part) ((part).struct_size = (uint32_t)sizeof(part))

static void clear_slot(schain__slot *slot)
{
	memset(slot, 0, sizeof *slot);
	SIZED(slot->event);
	SIZED(slot->process);
	SIZED(slot->parent);
	SIZED(slot->target);
	SIZED(slot->process_image);
	SIZED(slot->parent_image);
	SIZED(slot->target_image);
	SIZED(slot->file);
	SIZED(slot->process_signature);
	SIZED(slot->file_signature);
	SIZED(slot->connection);
	SIZED(slot->dns);
	SIZED(slot->registry);
	SIZED(slot->package);
	SIZED(slot->integrity);
	SIZED(slot->claim);
}

schain__slot *schain__decode_slot(schain__decode *decode)
{
	schain__batch *batch = &decode->batch;
	schain__slot *slot = &batch->slots[batch->count];

	if (batch->slot_ready)
		return slot;
	clear_slot(slot);
	slot->event.line = decode->record_line;
	slot->event.origin = decode->event_origin;
	slot->event.host = decode->event_host;
	batch->slot_ready = 1;
	return slot;
}

/* What an event without any number or name of its own is known by. */
static schain_status identify(schain__decode *decode, schain_event *event)
{
	char text[24];
	schain_string id;

	if (event->record)
		snprintf(text, sizeof text, "%" PRIu64, event->record);
	else if (decode->record_hash.data) {
		event->record_id = decode->record_hash;
		return SCHAIN_OK;
	} else
		snprintf(text, sizeof text, "h%016" PRIx64,
		         schain__decode_hash(decode->record, decode->record_size));
	id = schain__decode_copy(decode, text, strlen(text));
	if (!id.data)
		return schain__decode_fail_memory(decode);
	if (!event->record)
		decode->record_hash = id;
	event->record_id = id;
	return SCHAIN_OK;
}

schain_status schain__decode_commit(schain__decode *decode)
{
	schain__batch *batch = &decode->batch;
	schain_event *event = &batch->events[batch->count];
	schain_status status;

	*event = batch->slots[batch->count].event;
	if (!event->record_id.data && (status = identify(decode, event)))
		return status;
	batch->slot_ready = 0;
	batch->count++;
	decode->statistics.events++;
	return batch->count == SCHAIN__BATCH_EVENTS ? schain__batch_flush(decode) : SCHAIN_OK;
}

uint64_t schain__decode_line(const schain__decode *decode)
{
	return decode->record_line;
}

uint64_t schain__decode_offset(const schain__decode *decode)
{
	return decode->record_offset;
}

void schain__decode_part(schain__decode *decode, uint64_t number, uint64_t offset)
{
	decode->record_line = number;
	decode->record_offset = offset;
	decode->record_hash.data = NULL;
	decode->record_parts++;
	decode->batch.slot_ready = 0;
	decode->statistics.records++;
}

const schain_decoder_options *schain__decode_options(const schain__decode *decode)
{
	return &decode->options;
}

void schain__decode_ignore(schain__decode *decode)
{
	decode->statistics.ignored++;
}

static void tell(schain__decode *decode, uint64_t line, uint64_t column, uint64_t offset,
                 const char *message)
{
	schain_error problem = SCHAIN_ERROR_INIT;
	const char *name = schain__input_name(decode);

	if (!decode->options.problem)
		return;
	schain__decode_fail(&problem, SCHAIN_E_DAMAGED, "%s", message);
	snprintf(problem.where, sizeof problem.where, "%s", name ? name : "");
	problem.line = line;
	problem.column = column;
	problem.offset = offset;
	if (decode->options.problem(decode->options.context, &problem))
		decode->cancelled = 1;
}

void schain__decode_incomplete_at(schain__decode *decode, uint64_t line, uint64_t offset)
{
	decode->statistics.incomplete++;
	tell(decode, line, 0, offset, "parts are missing or not valid UTF-8; used as far as possible");
}

void schain__decode_incomplete(schain__decode *decode)
{
	schain__decode_incomplete_at(decode, decode->record_line, decode->record_offset);
}

schain_status schain__decode_report(schain__decode *decode, uint64_t line, uint64_t column,
                                    uint64_t offset, const char *message)
{
	decode->statistics.damaged++;
	tell(decode, line, column, offset, message);
	return decode->cancelled ? schain__decode_fail(decode->error, SCHAIN_E_CANCELLED,
	                                               "a callback asked to stop")
	                         : SCHAIN_E_DAMAGED;
}

schain_status schain__decode_problem(schain__decode *decode, uint64_t column, const char *message)
{
	decode->record_reported = 1;
	if (decode->record_assumed &&
	    !schain__cut_is_object(decode->record, decode->record_size)) {
		decode->record_cut_wrongly = 1;
		return SCHAIN_E_DAMAGED;
	}
	return schain__decode_report(decode, decode->record_line, column, decode->record_offset,
	                             message);
}
