/* SPDX-License-Identifier: Apache-2.0 */
#include "store/event.h"

const uint8_t schain__head_nouns[] = {
	SCHAIN__NOUN_HOST,
	SCHAIN__NOUN_CLOCK,
	SCHAIN__NOUN_EVENT,
	SCHAIN__NOUN_EVENT_PROCESS,
	SCHAIN__NOUN_EVENT_FILE,
	SCHAIN__NOUN_EVENT_SIGNATURE,
	SCHAIN__NOUN_EVENT_CONNECTION,
	SCHAIN__NOUN_EVENT_DNS,
	SCHAIN__NOUN_EVENT_REGISTRY,
	SCHAIN__NOUN_EVENT_PACKAGE,
	SCHAIN__NOUN_EVENT_INTEGRITY,
	SCHAIN__NOUN_EVENT_CLAIM,
};
const size_t schain__head_noun_count = sizeof schain__head_nouns;

/* A part that may be absent: 0, or 1 and the part. Returns whether it is there. */
static int write_part(schain__form *writer, enum schain__noun_id id, const void *part)
{
	schain__form_number(writer, part != NULL);
	if (part)
		schain__form_noun(writer, id, part);
	return part != NULL;
}

static void write_file(schain__form *writer, const schain_file *file)
{
	if (write_part(writer, SCHAIN__NOUN_EVENT_FILE, file))
		write_part(writer, SCHAIN__NOUN_EVENT_SIGNATURE, file->signature);
}

static void write_process(schain__form *writer, const schain_process *process)
{
	if (write_part(writer, SCHAIN__NOUN_EVENT_PROCESS, process))
		write_file(writer, process->image);
}

void schain__write_event(schain__form *writer, const schain_event *event)
{
	schain__form_noun(writer, SCHAIN__NOUN_EVENT, event);
	write_process(writer, event->process);
	write_process(writer, event->parent);
	write_process(writer, event->target);
	write_file(writer, event->file);
	write_part(writer, SCHAIN__NOUN_EVENT_CONNECTION, event->connection);
	if (write_part(writer, SCHAIN__NOUN_EVENT_DNS, event->dns)) {
		schain__form_number(writer, event->dns->answer_count);
		for (size_t i = 0; i < event->dns->answer_count; i++)
			schain__form_text(writer, event->dns->answers[i]);
	}
	write_part(writer, SCHAIN__NOUN_EVENT_REGISTRY, event->registry);
	write_part(writer, SCHAIN__NOUN_EVENT_PACKAGE, event->package);
	write_part(writer, SCHAIN__NOUN_EVENT_INTEGRITY, event->integrity);
	if (write_part(writer, SCHAIN__NOUN_EVENT_CLAIM, event->claim))
		write_part(writer, SCHAIN__NOUN_EVENT_SIGNATURE, event->claim->signature);
}

/* What an event's parts are read into. */
struct reading {
	schain__form_reader *reader;
	schain__arena *arena;
};

static void *take(struct reading *reading, size_t count, size_t size)
{
	void *block = schain__arena_take(reading->arena, count, size);

	if (!block)
		schain__reader_fail(&reading->reader->bytes, SCHAIN_E_MEMORY);
	return block;
}

/* The part with its struct_size, or NULL if it is absent or the reader failed. */
static void *read_part(struct reading *reading, enum schain__noun_id id)
{
	uint32_t size = schain__nouns[id].size;
	void *part;

	if (!schain__read_limited(&reading->reader->bytes, 1))
		return NULL;
	part = take(reading, 1, size);
	if (!part)
		return NULL;
	memcpy(part, &size, sizeof size);
	schain__read_noun(reading->reader, id, part);
	return part;
}

static schain_file *read_file(struct reading *reading)
{
	schain_file *file = read_part(reading, SCHAIN__NOUN_EVENT_FILE);

	if (file)
		file->signature = read_part(reading, SCHAIN__NOUN_EVENT_SIGNATURE);
	return file;
}

static schain_process *read_process(struct reading *reading)
{
	schain_process *process = read_part(reading, SCHAIN__NOUN_EVENT_PROCESS);

	if (process)
		process->image = read_file(reading);
	return process;
}

static schain_dns *read_dns(struct reading *reading)
{
	schain_dns *dns = read_part(reading, SCHAIN__NOUN_EVENT_DNS);
	size_t count = dns ? schain__read_count(&reading->reader->bytes, SIZE_MAX / sizeof(schain_string))
	                   : 0;
	schain_string *answers = count ? take(reading, count, sizeof *answers) : NULL;

	if (!answers)
		return dns;
	for (size_t i = 0; i < count; i++)
		answers[i] = schain__read_text(reading->reader);
	dns->answers = answers;
	dns->answer_count = count;
	return dns;
}

schain_event *schain__read_event(schain__form_reader *reader, schain__arena *arena,
                                 schain_string host)
{
	struct reading reading = { reader, arena };
	schain_event *event = take(&reading, 1, sizeof *event);
	schain_claim *claim;

	if (!event)
		return NULL;
	schain_event_init(event, sizeof *event);
	schain__read_noun(reader, SCHAIN__NOUN_EVENT, event);
	event->host = host;
	event->process = read_process(&reading);
	event->parent = read_process(&reading);
	event->target = read_process(&reading);
	event->file = read_file(&reading);
	event->connection = read_part(&reading, SCHAIN__NOUN_EVENT_CONNECTION);
	event->dns = read_dns(&reading);
	event->registry = read_part(&reading, SCHAIN__NOUN_EVENT_REGISTRY);
	event->package = read_part(&reading, SCHAIN__NOUN_EVENT_PACKAGE);
	event->integrity = read_part(&reading, SCHAIN__NOUN_EVENT_INTEGRITY);
	event->claim = claim = read_part(&reading, SCHAIN__NOUN_EVENT_CLAIM);
	if (claim)
		claim->signature = read_part(&reading, SCHAIN__NOUN_EVENT_SIGNATURE);
	return reader->bytes.status == SCHAIN_OK ? event : NULL;
}
