/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/keep.h"

#include "engine/state.h"

#include <stdio.h>

/* Of schain__host::is_whole: the checkpoint in progress has all of it. */
enum { WHOLE_BEGUN = 2 };

/* Told once, however often it is tried again. */
static void tell_unkept(schain_engine *engine)
{
	schain__keeper *keeper = &engine->keeper;
	char message[sizeof keeper->error.message + 64];

	if (keeper->unkept_since)
		return;
	keeper->unkept_since = keeper->kept.time ? keeper->kept.time : keeper->first;
	snprintf(message, sizeof message, "state is not saved, going on in memory: %s",
	         keeper->error.message);
	schain__engine_log(engine, SCHAIN_LOG_WARNING, message);
}

static void tell_kept(schain_engine *engine)
{
	if (!engine->keeper.unkept_since)
		return;
	engine->keeper.unkept_since = 0;
	schain__engine_log(engine, SCHAIN_LOG_INFO, "state is saved again");
}

/* What was to be written is not: it is to be written the next time. */
static void fail(schain_engine *engine)
{
	schain__keeper *keeper = &engine->keeper;

	if (keeper->is_running)
		keeper->store->rollback(keeper->store->context);
	for (size_t i = 0; i < keeper->host_count; i++) {
		schain__host *host = schain__slab_get(&engine->model.hosts, keeper->hosts[i]);

		if (!host)
			continue;
		host->is_pending = 0;
		host->is_touched = 1;
		host->is_whole = host->is_whole != 0;
	}
	for (size_t i = 0; i < keeper->delivery_count; i++) {
		schain__delivery *delivery = schain__slab_get(&engine->model.deliveries, keeper->deliveries[i]);

		if (!delivery)
			continue;
		delivery->is_pending = 0;
		delivery->is_touched = 1;
	}
	keeper->host_count = keeper->delivery_count = 0;
	schain__intern_give(&engine->model.intern, keeper->note_begun);
	keeper->note_begun = NULL;
	keeper->is_running = 0;
	keeper->gone_begun = 0;
	keeper->failed++;
	if (keeper->error.code == SCHAIN_OK)
		schain__fail_memory(&keeper->error);
	tell_unkept(engine);
}

static void put(schain_engine *engine, schain__host *host, enum schain__part_kind kind, uint64_t id)
{
	schain__keeper *keeper = &engine->keeper;
	schain__form *form = &keeper->form;

	if (schain__form_failed(form) ||
	    keeper->store->put(keeper->store->context, schain__interned_string(host->name), kind, id,
	                       form->bytes.data, form->bytes.length, &keeper->error) != SCHAIN_OK)
		fail(engine);
	else
		host->is_stored = 1;
}

static void write_delivery(schain_engine *engine, schain__delivery *delivery)
{
	schain__part part = { &engine->model, schain__slab_get(&engine->model.hosts, delivery->host) };

	delivery->is_pending = 0;
	schain__write_delivery(&engine->keeper.form, &part, delivery);
	put(engine, part.host, SCHAIN__PART_DELIVERY, delivery->serial);
	delivery->is_stored = 1;
	if (!engine->keeper.is_running)
		return;
	schain__write_keys(&engine->keeper.form, &part, delivery);
	put(engine, part.host, SCHAIN__PART_KEYS, delivery->serial);
}

static void write_host(schain_engine *engine, schain__host *host)
{
	schain__part part = { &engine->model, host };
	schain__form *form = &engine->keeper.form;

	host->is_pending = 0;
	schain__write_head(form, host);
	put(engine, host, SCHAIN__PART_HEAD, 0);
	if (engine->keeper.is_running) {
		schain__write_processes(form, &part);
		put(engine, host, SCHAIN__PART_PROCESSES, 0);
	}
	if (engine->keeper.is_running) {
		schain__write_tables(form, &part);
		put(engine, host, SCHAIN__PART_TABLES, 0);
	}
	if (engine->keeper.is_running) {
		schain__write_queue(form, engine, host);
		put(engine, host, SCHAIN__PART_QUEUE, 0);
	}
}

void schain__keep_touch(schain_engine *engine, schain__host *host)
{
	if (host->is_pending)
		write_host(engine, host);
	host->is_touched = 1;
}

void schain__keep_touching(void *context, schain__delivery *delivery)
{
	write_delivery(context, delivery);
}

static int add_gone(schain_engine *engine, schain__host *host, uint64_t serial)
{
	schain__keeper *keeper = &engine->keeper;

	if (schain__keep_reserve(engine))
		return -1;
	keeper->gone[keeper->gone_count].host = schain__intern_share(host->name);
	keeper->gone[keeper->gone_count++].serial = serial;
	return 0;
}

void schain__keep_dropping(void *context, schain__host *host, uint64_t serial)
{
	schain_engine *engine = context;

	if (!engine->keeper.store)
		return;
	if (add_gone(engine, host, serial))
		host->is_whole = 1;
	host->is_touched = 1;
}

int schain__keep_reserve(schain_engine *engine)
{
	schain__keeper *keeper = &engine->keeper;

	return schain__grow(&engine->memory, (void **)&keeper->gone, &keeper->gone_capacity,
	                    keeper->gone_count, sizeof *keeper->gone);
}

void schain__keep_gone(schain_engine *engine, schain__host *host)
{
	schain__keep_touch(engine, host);
	if (engine->keeper.store && host->is_stored)
		add_gone(engine, host, 0);
}

uint64_t schain__keep_number(schain_engine *engine)
{
	uint64_t number = ++engine->keeper.now.verdicts;

	if (number <= engine->keeper.acknowledged)
		return 0;
	if (!(engine->keeper.options.flags & SCHAIN_STORE_ACKNOWLEDGED))
		engine->keeper.acknowledged = number;
	return number;
}

/* Takes out of the store what is no more. */
static schain_status remove_gone(schain_engine *engine)
{
	schain__keeper *keeper = &engine->keeper;
	const schain_store *store = keeper->store;
	schain_status status = SCHAIN_OK;

	keeper->gone_begun = keeper->gone_count;
	for (size_t i = 0; i < keeper->gone_count && status == SCHAIN_OK; i++) {
		const schain__gone *gone = &keeper->gone[i];

		status = store->remove(store->context, schain__interned_string(gone->host),
		                       gone->serial ? SCHAIN__PART_DELIVERY : 0, gone->serial, &keeper->error);
		if (status == SCHAIN_OK && gone->serial)
			status = store->remove(store->context, schain__interned_string(gone->host),
			                       SCHAIN__PART_KEYS, gone->serial, &keeper->error);
	}
	return status;
}

static int list(schain_engine *engine, schain__ref **list, size_t *count, size_t *capacity,
                const void *element)
{
	if (schain__grow(&engine->memory, (void **)list, capacity, *count, sizeof **list))
		return -1;
	(*list)[(*count)++] = schain__slab_ref(element);
	return 0;
}

/* All of the host that has to be written; of one that is whole, in place of what was there. */
static schain_status list_host(schain_engine *engine, schain__host *host)
{
	schain__keeper *keeper = &engine->keeper;
	schain__delivery *delivery;

	/* What is in the store only is to stay; so is then what should go and was not noted for want of memory. */
	if (host->is_whole && host->is_stored && !host->cold_count) {
		schain_status status = keeper->store->remove(keeper->store->context,
		                                             schain__interned_string(host->name), 0, 0,
		                                             &keeper->error);

		if (status != SCHAIN_OK)
			return status;
	}
	if (list(engine, &keeper->hosts, &keeper->host_count, &keeper->host_capacity, host))
		return SCHAIN_E_MEMORY;
	for (delivery = host->oldest_delivery; delivery; delivery = delivery->newer) {
		if (!delivery->is_touched && !host->is_whole)
			continue;
		if (list(engine, &keeper->deliveries, &keeper->delivery_count, &keeper->delivery_capacity,
		         delivery))
			return SCHAIN_E_MEMORY;
		delivery->is_touched = 0;
		delivery->is_pending = 1;
	}
	host->is_touched = 0;
	host->is_whole = host->is_whole ? WHOLE_BEGUN : 0;
	host->is_pending = 1;
	return SCHAIN_OK;
}

/* Two engines on one store would undo each other's work. */
static schain_status check_generation(schain_engine *engine)
{
	schain__keeper *keeper = &engine->keeper;
	schain__engine_part part = { engine, { 0, 0, 0, 0, 0 }, NULL, NULL };
	schain_status status = keeper->store->get(keeper->store->context, schain__string(NULL, 0),
	                                          SCHAIN__PART_ENGINE, 0, schain__keep_take, &part,
	                                          &keeper->error);

	schain__intern_give(&engine->model.intern, part.identity);
	schain__intern_give(&engine->model.intern, part.note);
	if (status != SCHAIN_OK && status != SCHAIN_END)
		return status;
	if (part.place.generation == keeper->kept.generation)
		return SCHAIN_OK;
	return schain__fail(&keeper->error, SCHAIN_E_STATE, "another engine has written to the store");
}

static int waits_for_acknowledgement(const schain__keeper *keeper)
{
	return keeper->acknowledged < keeper->now.verdicts;
}

static void begin(schain_engine *engine, schain__interned *note)
{
	schain__keeper *keeper = &engine->keeper;
	schain_status status;

	schain_error_init(&keeper->error, sizeof keeper->error);
	keeper->tried = keeper->now.sequence;
	keeper->tried_time = keeper->now.time;
	keeper->tried_memory = engine->memory.used;
	keeper->bytes = 0;
	keeper->host_next = keeper->host_count = 0;
	keeper->delivery_next = keeper->delivery_count = 0;
	keeper->begun = keeper->now;
	keeper->begun.generation = keeper->kept.generation + 1;
	keeper->begun.keys = engine->model.cold_index.count + engine->model.files.count +
	                     engine->model.deliveries.count;
	keeper->note_begun = note;
	status = keeper->store->begin(keeper->store->context, &keeper->error);
	keeper->is_running = status == SCHAIN_OK;
	if (status == SCHAIN_OK)
		status = check_generation(engine);
	if (status == SCHAIN_OK)
		status = remove_gone(engine);
	for (schain__host *host = engine->model.first_host; host && status == SCHAIN_OK; host = host->next)
		if (host->is_touched)
			status = list_host(engine, host);
	if (status != SCHAIN_OK)
		fail(engine);
}

static void write_place(schain_engine *engine)
{
	schain__keeper *keeper = &engine->keeper;
	schain__form *form = &keeper->form;

	schain__form_begin(form, schain__place_nouns, schain__place_noun_count, 0);
	schain__form_noun(form, SCHAIN__NOUN_PLACE, &keeper->begun);
	schain__form_text(form, schain__interned_string(keeper->identity));
	schain__form_text(form, schain__interned_string(keeper->note_begun));
	if (schain__form_failed(form) ||
	    keeper->store->put(keeper->store->context, schain__string(NULL, 0), SCHAIN__PART_ENGINE, 0,
	                       form->bytes.data, form->bytes.length, &keeper->error) != SCHAIN_OK)
		fail(engine);
}

static void forget_gone(schain_engine *engine)
{
	schain__keeper *keeper = &engine->keeper;

	if (!keeper->gone_begun)
		return;
	for (size_t i = 0; i < keeper->gone_begun; i++)
		schain__intern_give(&engine->model.intern, keeper->gone[i].host);
	keeper->gone_count -= keeper->gone_begun;
	memmove(keeper->gone, keeper->gone + keeper->gone_begun, keeper->gone_count * sizeof *keeper->gone);
	keeper->gone_begun = 0;
}

static void end(schain_engine *engine)
{
	schain__keeper *keeper = &engine->keeper;

	write_place(engine);
	if (!keeper->is_running)
		return;
	keeper->is_running = 0;
	if (keeper->store->commit(keeper->store->context, &keeper->error) != SCHAIN_OK) {
		fail(engine);
		return;
	}
	keeper->kept = keeper->begun;
	schain__intern_give(&engine->model.intern, keeper->note);
	keeper->note = keeper->note_begun;
	keeper->note_begun = NULL;
	keeper->made++;
	for (size_t i = 0; i < keeper->host_count; i++) {
		schain__host *host = schain__slab_get(&engine->model.hosts, keeper->hosts[i]);

		if (host && host->is_whole == WHOLE_BEGUN)
			host->is_whole = 0;
	}
	forget_gone(engine);
	tell_kept(engine);
}

/* Writes about that many bytes of the checkpoint in progress, and ends it with the last. */
static void go_on(schain_engine *engine, uint64_t work)
{
	schain__keeper *keeper = &engine->keeper;
	uint64_t done = 0;

	while (keeper->is_running && keeper->host_next < keeper->host_count && done < work) {
		schain__host *host = schain__slab_get(&engine->model.hosts, keeper->hosts[keeper->host_next++]);

		if (host && host->is_pending) {
			write_host(engine, host);
			done += keeper->form.bytes.length;
		}
	}
	while (keeper->is_running && keeper->delivery_next < keeper->delivery_count && done < work) {
		schain__delivery *delivery = schain__slab_get(&engine->model.deliveries,
		                                              keeper->deliveries[keeper->delivery_next++]);

		if (delivery && delivery->is_pending) {
			write_delivery(engine, delivery);
			done += keeper->form.bytes.length;
		}
	}
	if (keeper->is_running && keeper->host_next == keeper->host_count &&
	    keeper->delivery_next == keeper->delivery_count)
		end(engine);
}

void schain__keep_finish(schain_engine *engine)
{
	while (engine->keeper.is_running)
		go_on(engine, UINT64_MAX);
}

/* Where memory fills, sooner: only what is in the store can leave memory. */
static int is_due(const schain_engine *engine)
{
	const schain__keeper *keeper = &engine->keeper;
	const schain_store_options *options = &keeper->options;
	uint64_t used = engine->memory.used, limit = engine->options.memory_limit;

	return keeper->now.sequence - keeper->tried >= options->every_events ||
	       keeper->bytes >= options->every_bytes ||
	       schain__elapsed(keeper->tried_time, keeper->now.time) >= options->every_time ||
	       (used > limit / 2 && used > keeper->tried_memory + limit / 16);
}

void schain__keep_fed(schain_engine *engine)
{
	schain__keeper *keeper = &engine->keeper;
	const schain__host *host = engine->last_host;

	keeper->now.sequence++;
	if (host && host->clock.latest > keeper->now.time)
		keeper->now.time = host->clock.latest;
	if (!keeper->store)
		return;
	if (!keeper->tried_time)
		keeper->tried_time = keeper->now.time;
	if (keeper->is_running)
		go_on(engine, keeper->options.work);
	else if (is_due(engine) && !waits_for_acknowledgement(keeper))
		begin(engine, schain__intern_share(keeper->note));
}

void schain__keep_taking(schain_engine *engine, schain_time time)
{
	schain__keeper *keeper = &engine->keeper;

	if (!keeper->first)
		keeper->first = time;
	if (keeper->is_lacking)
		tell_unkept(engine);
}

void schain__keep_lack(schain_engine *engine, const schain_error *reason)
{
	schain__keeper *keeper = &engine->keeper;

	schain_error_init(&keeper->error, sizeof keeper->error);
	if (reason && reason->code != SCHAIN_OK)
		schain__fail(&keeper->error, reason->code, "%.*s", (int)sizeof reason->message, reason->message);
	else
		schain__fail(&keeper->error, SCHAIN_E_IO, "there is no store");
	keeper->is_lacking = 1;
	if (keeper->first)
		tell_unkept(engine);
}

uint64_t schain__keep_growth(const schain_engine *engine)
{
	const schain__keeper *keeper = &engine->keeper;

	return keeper->store ? 2 * (uint64_t)keeper->form.bytes.capacity + schain__map_growth(&keeper->form.words)
	                     : 0;
}

void schain__keep_dispose(schain_engine *engine)
{
	schain__keeper *keeper = &engine->keeper;
	schain__intern *intern = &engine->model.intern;

	engine->options.log = NULL; /* an engine that ends has nothing more to say */
	if (keeper->is_running)
		fail(engine);
	schain__form_dispose(&keeper->form);
	keeper->gone_begun = keeper->gone_count;
	forget_gone(engine);
	schain__free(&engine->memory, keeper->gone, keeper->gone_capacity * sizeof *keeper->gone);
	schain__free(&engine->memory, keeper->hosts, keeper->host_capacity * sizeof *keeper->hosts);
	schain__free(&engine->memory, keeper->deliveries,
	             keeper->delivery_capacity * sizeof *keeper->deliveries);
	schain__intern_give(intern, keeper->note);
	schain__intern_give(intern, keeper->identity);
}

schain_status schain_engine_checkpoint(schain_engine *engine, schain_string note, schain_error *error)
{
	schain_status status = schain__engine_check(engine, error);
	schain__keeper *keeper = engine ? &engine->keeper : NULL;
	schain__interned *kept;

	if (status != SCHAIN_OK)
		return status;
	if (!keeper->store)
		return schain__fail(error, SCHAIN_E_STATE, "the engine has no store");
	if (waits_for_acknowledgement(keeper))
		return schain__fail(error, SCHAIN_E_STATE, "a verdict was handed out and not acknowledged");
	schain__keep_finish(engine);
	kept = schain__intern_take(&engine->model.intern, note);
	if (note.length && !kept)
		return schain__fail_memory(error);
	begin(engine, kept);
	schain__keep_finish(engine);
	if (keeper->error.code == SCHAIN_OK)
		return SCHAIN_OK;
	return schain__fail(error, keeper->error.code, "%s", keeper->error.message);
}

schain_status schain_engine_acknowledge(schain_engine *engine, uint64_t number, schain_error *error)
{
	schain_status status = schain__engine_check(engine, error);

	if (status == SCHAIN_OK && number > engine->keeper.acknowledged)
		engine->keeper.acknowledged = number;
	return status;
}

schain_status schain_engine_get_checkpoint(const schain_engine *engine,
                                           schain_checkpoint *ret_checkpoint, schain_error *error)
{
	schain_checkpoint checkpoint;
	const schain__keeper *keeper;
	uint32_t size;

	if (!engine || !ret_checkpoint)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "not an engine, or no place for the checkpoint");
	keeper = &engine->keeper;
	size = ret_checkpoint->struct_size;
	if (size < sizeof(uint32_t))
		return schain__fail(error, SCHAIN_E_TOO_SMALL, "schain_checkpoint: struct_size is %u",
		                    (unsigned)size);
	if (!keeper->store && !keeper->is_lacking)
		return schain__fail(error, SCHAIN_E_STATE, "the engine has no store");
	memset(&checkpoint, 0, sizeof checkpoint);
	checkpoint.status = keeper->error.code;
	checkpoint.sequence = keeper->kept.sequence;
	checkpoint.verdicts = keeper->kept.verdicts;
	checkpoint.time = keeper->kept.time;
	checkpoint.made = keeper->made;
	checkpoint.failed = keeper->failed;
	checkpoint.waiting = keeper->now.sequence - keeper->kept.sequence;
	checkpoint.note = schain__interned_string(keeper->note);
	checkpoint.unkept_since = keeper->unkept_since;
	if (size > sizeof checkpoint)
		size = sizeof checkpoint;
	checkpoint.struct_size = size;
	memcpy(ret_checkpoint, &checkpoint, size);
	return SCHAIN_OK;
}
