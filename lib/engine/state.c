/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/state.h"

#include "engine/cold.h"
#include "engine/keep.h"
#include "engine/reorder.h"
#include "store/event.h"

#include <stdlib.h>

/* doc/state-format.md has the layout. */
static const char magic[4] = { 'S', 'C', 'H', 'S' };
enum { LAYOUT = 1 };

/* A fuzzer would not get past the checksum. */
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
enum { IS_FUZZED = 1 };
#else
enum { IS_FUZZED = 0 };
#endif

/* The chains of the host that wait to be told of, in their order. */
void schain__write_queue(schain__form *writer, const schain_engine *engine,
                         const schain__host *host)
{
	schain__ref reference = schain__slab_ref(host);
	uint64_t count = 0;

	schain__form_begin(writer, NULL, 0, 0);
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = engine->queue_first; i < engine->queue_count; i++) {
			const schain__chain *chain = schain__slab_get(&engine->model.chains, engine->queue[i]);
			const schain__delivery *delivery =
				chain && chain->host == reference
					? schain__slab_get(&engine->model.deliveries, chain->delivery)
					: NULL;

			if (!delivery)
				continue;
			if (!pass) {
				count++;
				continue;
			}
			schain__form_number(writer, delivery->serial);
			schain__form_number(writer, chain->item);
		}
		if (!pass)
			schain__form_number(writer, count);
	}
}

static void write_held(void *context, const schain_event *event)
{
	schain__write_event(context, event);
}

void schain__write_head(schain__form *writer, schain__host *host)
{
	schain__form_begin(writer, schain__head_nouns, schain__head_noun_count, host->now);
	schain__form_noun(writer, SCHAIN__NOUN_HOST, host);
	schain__form_noun(writer, SCHAIN__NOUN_CLOCK, &host->clock);
	schain__form_number(writer, host->reorder ? schain__reorder_count(host->reorder) : 0);
	if (host->reorder)
		schain__reorder_each(host->reorder, write_held, writer);
}

void schain__read_queue(schain__form_reader *reader, schain_engine *engine, schain__host *host)
{
	size_t count;

	schain__form_reader_begin(reader, NULL, 0);
	count = schain__read_count(&reader->bytes, UINT32_MAX);
	for (size_t i = 0; i < count && reader->bytes.status == SCHAIN_OK; i++) {
		uint64_t serial = schain__read_number(&reader->bytes);
		uint64_t item = schain__read_number(&reader->bytes);
		schain__delivery *delivery = schain__delivery_at(&engine->model, host, serial);
		schain__chain *chain = delivery ? schain__chain_find(&engine->model, delivery, (size_t)item)
		                                : NULL;

		if (chain && !chain->is_queued)
			schain__outbox_enqueue(engine, chain);
	}
}

static void read_held(schain__form_reader *reader, schain__host *host)
{
	size_t count = schain__read_count(&reader->bytes, UINT32_MAX);
	schain__arena arena;

	if (!count)
		return;
	schain__arena_init(&arena, reader->memory);
	for (size_t i = 0; i < count && reader->bytes.status == SCHAIN_OK; i++) {
		const schain_event *event = schain__read_event(reader, &arena,
		                                               schain__interned_string(host->name));

		if (event && schain__reorder_put(host->reorder, event))
			schain__reader_fail(&reader->bytes, SCHAIN_E_MEMORY);
		schain__arena_reset(&arena);
	}
	schain__arena_dispose(&arena);
}

void schain__read_head(schain__form_reader *reader, schain__host *host)
{
	schain__form_reader_begin(reader, schain__head_nouns, schain__head_noun_count);
	schain__read_noun(reader, SCHAIN__NOUN_HOST, host);
	schain__read_noun(reader, SCHAIN__NOUN_CLOCK, &host->clock);
	read_held(reader, host);
}

void schain__state_forget(schain_engine *engine, schain__host *host)
{
	if (engine->last_host == host)
		engine->last_host = NULL;
	schain__reorder_free(host->reorder);
	host->reorder = NULL;
	schain__host_drop(&engine->model, host);
}

void schain__state_forget_idle(schain_engine *engine, schain__host *host)
{
	if (engine->keeper.store && schain__keep_reserve(engine))
		return;
	schain__keep_gone(engine, host);
	schain__state_forget(engine, host);
	engine->statistics.forgotten_hosts++;
}

schain_status schain__state_fail(schain_error *error, schain_status status, schain_string host)
{
	int length = host.length > 255 ? 255 : (int)host.length;
	const char *data = host.length ? host.data : "";

	switch (status) {
	case SCHAIN_E_MEMORY:
		return schain__fail_memory(error);
	case SCHAIN_E_TOO_NEW:
		return schain__fail(error, status, "state of host '%.*s' was written by a newer version", length,
		                    data);
	case SCHAIN_E_LIMIT:
		return schain__fail(error, status, "state of host '%.*s' does not fit into the memory limit",
		                    length, data);
	default:
		return schain__fail(error, SCHAIN_E_DAMAGED, "state of host '%.*s' is damaged", length, data);
	}
}

static void append_part(schain__buffer *out, schain__form *writer, enum schain__part_kind kind,
                        uint64_t id)
{
	if (schain__form_failed(writer))
		out->failed = 1;
	schain__bytes_number(out, kind);
	schain__bytes_number(out, id);
	schain__bytes_number(out, writer->bytes.length);
	schain__buffer_add(out, schain__buffer_string(&writer->bytes));
}

/* One that is in the store only, as it is there. */
static schain_status append_cold(schain__buffer *out, schain_engine *engine, const schain__host *host,
                                 uint64_t serial, schain_error *error)
{
	schain__buffer bytes;
	schain_status status = schain__cold_fetch(engine, host, SCHAIN__PART_DELIVERY, serial, &bytes, error);

	if (status == SCHAIN_OK) {
		schain__bytes_number(out, SCHAIN__PART_DELIVERY);
		schain__bytes_number(out, serial);
		schain__bytes_number(out, bytes.length);
		schain__buffer_add(out, schain__buffer_string(&bytes));
	} else if (status == SCHAIN_END) {
		status = schain__state_fail(error, SCHAIN_E_DAMAGED, schain__interned_string(host->name));
	}
	schain__buffer_dispose(&bytes);
	return status;
}

static int compare_serials(const void *a, const void *b)
{
	const uint64_t *left = a, *right = b;

	return *left < *right ? -1 : *left > *right;
}

/* The host's deliveries in order of birth, wherever they are. */
static schain_status write_deliveries(schain__buffer *out, schain_engine *engine, schain__host *host,
                                      schain__form *writer, schain_error *error)
{
	schain__part part = { &engine->model, host };
	const schain__delivery *delivery = host->oldest_delivery;
	size_t room = (size_t)host->cold_count + 1, count = 0, next = 0;
	uint64_t *serials = schain__alloc(&engine->memory, room * sizeof *serials);
	schain_status status = serials ? SCHAIN_OK : schain__fail_memory(error);
	const schain__cold *cold = serials ? schain__cold_first(&engine->model, host) : NULL;

	for (; cold; cold = schain__cold_next(&engine->model, cold))
		serials[count++] = cold->serial;
	if (serials)
		qsort(serials, count, sizeof *serials, compare_serials);
	while (status == SCHAIN_OK && (delivery || next < count)) {
		if (delivery && (next == count || delivery->serial < serials[next])) {
			schain__write_delivery(writer, &part, delivery);
			append_part(out, writer, SCHAIN__PART_DELIVERY, delivery->serial);
			delivery = delivery->newer;
		} else {
			status = append_cold(out, engine, host, serials[next++], error);
		}
	}
	schain__free(&engine->memory, serials, room * sizeof *serials);
	return status;
}

static schain_status write_host(schain__buffer *out, schain_engine *engine, schain__host *host,
                                schain_error *error)
{
	schain__part part = { &engine->model, host };
	schain_status status;
	schain__form writer;

	schain__form_init(&writer, &engine->memory, &engine->model.key);
	schain__buffer_append(out, magic, sizeof magic);
	schain__bytes_number(out, LAYOUT);
	schain__bytes_number(out, host->name ? host->name->length : 0);
	schain__buffer_add(out, schain__interned_string(host->name));
	schain__write_head(&writer, host);
	append_part(out, &writer, SCHAIN__PART_HEAD, 0);
	status = write_deliveries(out, engine, host, &writer, error);
	schain__write_processes(&writer, &part);
	append_part(out, &writer, SCHAIN__PART_PROCESSES, 0);
	schain__write_tables(&writer, &part);
	append_part(out, &writer, SCHAIN__PART_TABLES, 0);
	schain__write_queue(&writer, engine, host);
	append_part(out, &writer, SCHAIN__PART_QUEUE, 0);
	schain__bytes_number(out, 0);
	schain__bytes_hash(out, schain__hash_stable(out->data, out->length, 0));
	schain__form_dispose(&writer);
	return status;
}

schain_status schain_engine_export_host(schain_engine *engine, schain_string host,
                                        int (*write)(void *context, const char *data, size_t size),
                                        void *context, schain_error *error)
{
	schain_status status = schain__engine_check(engine, error);
	schain__host *known;
	schain__buffer out;

	if (status == SCHAIN_OK && !write)
		status = schain__fail(error, SCHAIN_E_ARGUMENT, "nowhere to write to");
	if (status != SCHAIN_OK)
		return status;
	known = schain__host_find(&engine->model, host);
	if (!known)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "no such host");
	schain__buffer_init(&out, &engine->memory);
	status = write_host(&out, engine, known, error);
	if (status == SCHAIN_OK && out.failed)
		status = schain__fail_memory(error);
	else if (status == SCHAIN_OK && write(context, out.data, out.length))
		status = schain__fail(error, SCHAIN_E_CANCELLED, "the writer asked to stop");
	schain__buffer_dispose(&out);
	return status;
}

schain_status schain__state_read(schain_engine *engine, schain__host *host, uint64_t kind, uint64_t id,
                                 const void *data, size_t size)
{
	schain__part part = { &engine->model, host };
	schain__form_reader reader;
	schain_status status;

	schain__form_reader_init(&reader, &engine->memory, &engine->model.intern, data, size);
	reader.limit = engine->options.memory_limit;
	switch (kind) {
	case SCHAIN__PART_HEAD:
		schain__read_head(&reader, host);
		break;
	case SCHAIN__PART_PROCESSES:
		schain__read_processes(&reader, &part);
		break;
	case SCHAIN__PART_TABLES:
		schain__read_tables(&reader, &part);
		break;
	case SCHAIN__PART_DELIVERY:
		schain__read_delivery(&reader, &part, id);
		break;
	case SCHAIN__PART_KEYS:
		schain__read_keys(&reader, &part, id);
		break;
	case SCHAIN__PART_QUEUE:
		schain__read_queue(&reader, engine, host);
		break;
	default:
		schain__reader_fail(&reader.bytes, SCHAIN_E_TOO_NEW);
		break;
	}
	if (reader.bytes.at != reader.bytes.end)
		schain__reader_fail(&reader.bytes, SCHAIN_E_DAMAGED);
	status = reader.bytes.status;
	schain__form_reader_dispose(&reader);
	return status;
}

static void read_parts(schain_engine *engine, schain__host *host, schain__reader *all)
{
	schain_status status = SCHAIN_OK;
	uint64_t kind;
	int has_head = 0;

	while ((kind = schain__read_number(all)) && all->status == SCHAIN_OK) {
		uint64_t id = schain__read_number(all);
		schain_string bytes = schain__read_bytes(all, schain__read_number(all));

		if ((kind == SCHAIN__PART_HEAD) == has_head || kind == SCHAIN__PART_KEYS)
			schain__reader_fail(all, SCHAIN_E_DAMAGED);
		has_head = 1;
		if (all->status == SCHAIN_OK)
			status = schain__state_read(engine, host, kind, id, bytes.data, bytes.length);
		if (status != SCHAIN_OK)
			schain__reader_fail(all, status);
	}
}

static schain_status check_frame(schain__reader *reader, const void *data, size_t size,
                                 schain_error *error)
{
	schain__reader end;

	if (size < sizeof magic + 8 || memcmp(data, magic, sizeof magic))
		return schain__fail(error, SCHAIN_E_FORMAT, "not the state of a host");
	schain__reader_init(&end, (const char *)data + size - 8, 8);
	schain__reader_init(reader, data, size - 8);
	schain__read_bytes(reader, sizeof magic);
	if (schain__read_number(reader) > LAYOUT)
		return schain__fail(error, SCHAIN_E_TOO_NEW, "the state was written by a newer version");
	if (schain__read_hash(&end) != schain__hash_stable(data, size - 8, 0) && !IS_FUZZED)
		return schain__fail(error, SCHAIN_E_DAMAGED, "the state is damaged: its checksum does not match");
	return SCHAIN_OK;
}

schain_status schain_engine_import_host(schain_engine *engine, const void *data, size_t size,
                                        schain_error *error)
{
	schain_status status = schain__engine_check(engine, error);
	schain__reader reader;
	schain_string name;
	schain__host *host;
	uint64_t number;

	if (status == SCHAIN_OK && !data)
		status = schain__fail(error, SCHAIN_E_ARGUMENT, "no state");
	if (status == SCHAIN_OK)
		status = check_frame(&reader, data, size, error);
	if (status != SCHAIN_OK)
		return status;
	name = schain__read_bytes(&reader, schain__read_number(&reader));
	if (reader.status != SCHAIN_OK)
		return schain__state_fail(error, reader.status, name);
	if (schain__host_find(&engine->model, name))
		return schain__fail(error, SCHAIN_E_STATE, "the engine knows that host already");
	host = schain__turn_host(engine, name);
	if (!host)
		return schain__fail_memory(error);
	number = host->number;
	read_parts(engine, host, &reader);
	host->number = number; /* it is this engine's latest, whatever it was in another */
	host->is_touched = host->is_whole = 1;
	if (reader.status == SCHAIN_OK && reader.at != reader.end)
		schain__reader_fail(&reader, SCHAIN_E_DAMAGED);
	if (reader.status == SCHAIN_OK)
		return SCHAIN_OK;
	engine->model.closing = NULL; /* of chains that nobody was told of */
	schain__state_forget(engine, host);
	engine->model.closing = schain__outbox_close;
	return schain__state_fail(error, reader.status, name);
}

schain_status schain_engine_forget_host(schain_engine *engine, schain_string host, schain_error *error)
{
	schain_status status = schain__engine_check(engine, error);
	schain__host *known;

	if (status != SCHAIN_OK)
		return status;
	known = schain__host_find(&engine->model, host);
	if (!known)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "no such host");
	if (engine->keeper.store && schain__keep_reserve(engine))
		return schain__fail_memory(error);
	schain__keep_gone(engine, known);
	schain__state_forget(engine, known);
	return schain__engine_callback_result(engine, error);
}
