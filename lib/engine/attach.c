/* SPDX-License-Identifier: Apache-2.0 */
/* Taking over what a store holds. */
#include "engine/cold.h"
#include "engine/keep.h"
#include "engine/reorder.h"
#include "engine/state.h"

#define DEFAULT_EVENTS 50000u
#define DEFAULT_TIME (60 * SCHAIN_SECOND)
#define DEFAULT_BYTES (UINT64_C(64) << 20)
#define DEFAULT_WORK (UINT64_C(64) << 10)

/* Of a state that is read whole: some milliseconds. */
enum { FEW_KEYS = 8192 };

const uint8_t schain__place_nouns[] = { SCHAIN__NOUN_PLACE };
const size_t schain__place_noun_count = sizeof schain__place_nouns;

schain_status schain__keep_take(void *to, const void *data, size_t size)
{
	schain__engine_part *part = to;
	schain__intern *intern = &part->engine->model.intern;
	schain__form_reader reader;

	schain__form_reader_init(&reader, &part->engine->memory, intern, data, size);
	schain__form_reader_begin(&reader, schain__place_nouns, schain__place_noun_count);
	schain__read_noun(&reader, SCHAIN__NOUN_PLACE, &part->place);
	part->identity = schain__intern_take(intern, schain__read_text(&reader));
	part->note = schain__intern_take(intern, schain__read_text(&reader));
	schain__form_reader_dispose(&reader);
	return reader.bytes.status;
}

/* What goes over the hosts of a store. */
struct reading {
	schain_engine *engine;
	schain__host *host;    /* that parts are read of; NULL: heads of all */
	schain__host *at;      /* that reading failed at */
	uint32_t kind;
	uint32_t unused;
};

static schain_status take_head(void *to, schain_string name, uint64_t id, const void *data, size_t size)
{
	struct reading *reading = to;
	schain__host *host = schain__turn_host(reading->engine, name);
	schain_status status;

	(void)id;
	if (!host)
		return SCHAIN_E_MEMORY;
	reading->at = host;
	status = schain__state_read(reading->engine, host, SCHAIN__PART_HEAD, 0, data, size);
	schain__host_place(&reading->engine->model, host);
	return status;
}

static schain_status take_delivery(void *to, schain_string name, uint64_t id, const void *data,
                                   size_t size)
{
	struct reading *reading = to;

	(void)name;
	return schain__state_read(reading->engine, reading->host, reading->kind, id, data, size);
}

static schain_status read_part(const struct reading *reading, enum schain__part_kind kind,
                               schain_error *error)
{
	schain__buffer bytes;
	schain_status status = schain__cold_fetch(reading->engine, reading->host, kind, 0, &bytes, error);

	if (status == SCHAIN_END)
		status = SCHAIN_E_DAMAGED; /* a checkpoint writes all of them */
	if (status == SCHAIN_OK)
		status = schain__state_read(reading->engine, reading->host, kind, 0, bytes.data, bytes.length);
	schain__buffer_dispose(&bytes);
	return status;
}

static schain_status wake_all(schain_engine *engine, schain_error *error)
{
	const schain_error *failure = &engine->keeper.error;
	schain__cold *cold;
	uint32_t index = 0;

	while (engine->memory.used < engine->options.memory_limit / 2 &&
	       (cold = schain__slab_next(&engine->model.cold, &index)))
		if (!schain__cold_wake_one(&engine->model, cold))
			return schain__fail(error, failure->code, "%s", failure->message);
	return SCHAIN_OK;
}

/* Deliveries that are wanted come to memory with what wants them. */
static schain_status read_host(struct reading *reading, schain_error *error)
{
	static const enum schain__part_kind kinds[] = { SCHAIN__PART_PROCESSES, SCHAIN__PART_TABLES,
		                                        SCHAIN__PART_QUEUE };
	const schain_store *store = reading->engine->keeper.store;
	schain_string name = schain__interned_string(reading->host->name);
	/* Of a version without keys: all deliveries, and they are written again, with keys. */
	int is_keyless = !reading->engine->keeper.kept.keys;
	schain__delivery *delivery;
	schain_status status;

	reading->kind = is_keyless ? SCHAIN__PART_DELIVERY : SCHAIN__PART_KEYS;
	status = store->each(store->context, &name, reading->kind, take_delivery, reading, error);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds && status == SCHAIN_OK; i++)
		status = read_part(reading, kinds[i], error);
	reading->host->is_stored = 1;
	reading->host->is_touched = (uint8_t)is_keyless;
	for (delivery = reading->host->oldest_delivery; delivery; delivery = delivery->newer)
		delivery->is_stored = 1;
	return status;
}

/* The store words its own failures; what is wrong with a part is worded here. */
static schain_status explain(schain_error *error, schain_status status, const schain__host *host)
{
	if (status == SCHAIN_OK || (error && error->code == status))
		return status;
	return schain__state_fail(error, status,
	                          host ? schain__interned_string(host->name) : schain__string(NULL, 0));
}

static schain_status read_hosts(schain_engine *engine, schain_error *error)
{
	const schain_store *store = engine->keeper.store;
	struct reading reading = { engine, NULL, NULL, 0, 0 };
	schain_status status = store->each(store->context, NULL, SCHAIN__PART_HEAD, take_head, &reading,
	                                   error);

	if (status == SCHAIN_OK && schain__multimap_reserve(&engine->model.cold_index, engine->keeper.kept.keys))
		status = SCHAIN_E_MEMORY;
	for (schain__host *host = engine->model.first_host; host && status == SCHAIN_OK; host = host->next) {
		reading.host = reading.at = host;
		status = read_host(&reading, error);
	}
	status = explain(error, status, reading.at);
	/* A small state is read at once: what is wrong with it is told now. */
	return status == SCHAIN_OK && engine->model.cold_index.count <= FEW_KEYS ? wake_all(engine, error)
	                                                                         : status;
}

static schain_status read_place(schain_engine *engine, schain_string identity, schain_error *error)
{
	schain__keeper *keeper = &engine->keeper;
	schain__engine_part part = { engine, { 0, 0, 0, 0, 0 }, NULL, NULL };
	schain_string found;
	schain_status status = keeper->store->get(keeper->store->context, schain__string(NULL, 0),
	                                          SCHAIN__PART_ENGINE, 0, schain__keep_take, &part, error);

	keeper->identity = part.identity;
	keeper->note = part.note;
	if (status != SCHAIN_OK && status != SCHAIN_END)
		return explain(error, status, NULL);
	found = schain__interned_string(keeper->identity);
	if (found.length && identity.length && !schain__equal(found, identity))
		return schain__fail(error, SCHAIN_E_STATE, "the store is of '%.*s', not of '%.*s'",
		                    (int)(found.length > 255 ? 255 : found.length), found.data,
		                    (int)(identity.length > 255 ? 255 : identity.length), identity.data);
	if (!keeper->identity)
		keeper->identity = schain__intern_take(&engine->model.intern, identity);
	if (identity.length && !keeper->identity)
		return schain__fail_memory(error);
	keeper->kept = part.place;
	if (engine->model.first_host)
		return status == SCHAIN_END ? SCHAIN_OK
		                            : schain__fail(error, SCHAIN_E_STATE,
		                                           "the store holds something: it is attached before the first event");
	keeper->now = part.place;
	keeper->tried = part.place.sequence;
	keeper->tried_time = part.place.time;
	keeper->acknowledged = part.place.verdicts;
	return SCHAIN_OK;
}

/* Of what was read: all hosts, and how far the engine had come. */
static void forget_read(schain_engine *engine)
{
	engine->model.closing = NULL; /* of chains that nobody was told of */
	while (engine->model.first_host)
		schain__state_forget(engine, engine->model.first_host);
	engine->model.closing = schain__outbox_close;
	memset(&engine->keeper.now, 0, sizeof engine->keeper.now);
	engine->keeper.acknowledged = 0;
	engine->queue_first = engine->queue_count = 0;
}

/* As before schain_engine_attach_store(). */
static void detach(schain_engine *engine)
{
	schain__keeper *keeper = &engine->keeper;
	schain__intern *intern = &engine->model.intern;

	keeper->store = NULL;
	schain__intern_give(intern, keeper->identity);
	schain__intern_give(intern, keeper->note);
	keeper->identity = keeper->note = NULL;
	memset(&keeper->kept, 0, sizeof keeper->kept);
}

/* A store that holds nothing yet: all that is remembered is to go to it. */
static void adopt(schain_engine *engine)
{
	for (schain__host *host = engine->model.first_host; host; host = host->next)
		host->is_touched = host->is_whole = 1;
}

static schain_status check_store(const schain_store *store, schain_error *error)
{
	if (!store || store->struct_size < sizeof *store)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "not a store");
	if (!store->begin || !store->commit || !store->rollback || !store->put || !store->remove ||
	    !store->get || !store->each)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "a store without one of its functions");
	return SCHAIN_OK;
}

static void set_defaults(schain_store_options *options)
{
	if (!options->every_events)
		options->every_events = DEFAULT_EVENTS;
	if (options->every_time <= 0)
		options->every_time = DEFAULT_TIME;
	if (!options->every_bytes)
		options->every_bytes = DEFAULT_BYTES;
	if (!options->work)
		options->work = DEFAULT_WORK;
}

/* Reads what it holds, or finds that it holds nothing where the engine does. */
static schain_status take_over(schain_engine *engine, schain_string identity, schain_error *error)
{
	int is_late = engine->model.first_host != NULL;
	schain_status status = read_place(engine, identity, error);

	if (status == SCHAIN_OK && is_late)
		adopt(engine);
	else if (status == SCHAIN_OK)
		status = read_hosts(engine, error);
	if (status == SCHAIN_OK)
		return status;
	detach(engine);
	if (!is_late)
		forget_read(engine);
	return status;
}

schain_status schain_engine_attach_store(schain_engine *engine, const schain_store *store,
                                         const schain_store_options *options, schain_error *error)
{
	schain_store_options known = SCHAIN_STORE_OPTIONS_INIT;
	schain_error reason = SCHAIN_ERROR_INIT;
	schain_status status = schain__engine_check(engine, error);

	if (status == SCHAIN_OK)
		status = check_store(store, error);
	if (status == SCHAIN_OK && options)
		status = schain__import(&known, sizeof known, sizeof known, options, "schain_store_options",
		                        error);
	if (status != SCHAIN_OK)
		return status;
	if (engine->keeper.store)
		return schain__fail(error, SCHAIN_E_STATE, "the engine has a store");
	set_defaults(&known);
	engine->keeper.store = store;
	engine->keeper.options = known;
	engine->keeper.options.identity = schain__string(NULL, 0); /* the caller's */
	schain_error_init(&engine->keeper.error, sizeof engine->keeper.error);
	status = take_over(engine, known.identity, &reason);
	if (status != SCHAIN_OK) {
		schain__keep_lack(engine, &reason);
		return schain__fail(error, status, "%s", reason.message);
	}
	engine->keeper.is_lacking = 0;
	return SCHAIN_OK;
}

schain_status schain_engine_go_without_store(schain_engine *engine, const schain_error *reason,
                                             schain_error *error)
{
	schain_status status = schain__engine_check(engine, error);

	if (status == SCHAIN_OK && engine->keeper.store)
		status = schain__fail(error, SCHAIN_E_STATE, "the engine has a store");
	if (status == SCHAIN_OK)
		schain__keep_lack(engine, reason);
	return status;
}
