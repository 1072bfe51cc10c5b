/* SPDX-License-Identifier: Apache-2.0 */
/* The way in: events, claims of plugins, the passing of time. */
#include "engine/engine.h"

#include "engine/enrich.h"
#include "engine/keep.h"
#include "engine/reorder.h"
#include "engine/state.h"

/* The first 1.0 size of an event; older never existed. */
static schain_status check_event(const schain_event *event, size_t event_size, schain_error *error)
{
	if (event->struct_size < sizeof *event || event->struct_size > event_size)
		return schain__fail(error, SCHAIN_E_TOO_SMALL,
		                    "schain_event: struct_size is %u, expected %zu to %zu (use the initialiser)",
		                    (unsigned)event->struct_size, sizeof *event, event_size);
	return SCHAIN_OK;
}

static void tell_taken(schain_engine *engine, const schain_event *event)
{
	if (!engine->options.taken)
		return;
	engine->is_busy = 1;
	if (engine->options.taken(engine->options.context, event))
		engine->callback_status = SCHAIN_E_CANCELLED;
	engine->is_busy = 0;
}

static void tell_call(schain_engine *engine, uint32_t type, schain_time time)
{
	schain_event event = SCHAIN_EVENT_INIT;

	if (!time) /* of no host anything was heard: nothing happens */
		return;
	event.type = type;
	event.time = time;
	tell_taken(engine, &event);
}

static schain_status take_event(schain_engine *engine, const schain_event *event, schain_error *error)
{
	schain__host *host = schain__turn_host(engine, event->host);

	schain__keep_taking(engine, event->time);
	if (!host || schain__turn_take(engine, host, event))
		return schain__fail_memory(error);
	engine->statistics.events++;
	if (event->type == SCHAIN_EVENT_LOSS)
		engine->statistics.events_lost += event->count;
	tell_taken(engine, event);
	return SCHAIN_OK;
}

/*
 * Claims count between two events, as if they had been fed there, at the time
 * that their host's events are judged at by now: what is recorded in this order
 * gives the same verdicts again.
 */
static schain_status take_claims(schain_engine *engine, int wait, schain_error *error)
{
	schain_plugins *plugins = engine->options.plugins;
	schain_status status = SCHAIN_OK;
	const schain__reply *reply;

	if (!plugins)
		return SCHAIN_OK;
	schain__plugins_collect(plugins, wait);
	while (status == SCHAIN_OK && engine->callback_status == SCHAIN_OK &&
	       (reply = schain__plugins_take(plugins))) {
		schain__host *host = schain__turn_host(engine, reply->host);
		schain_time time = host ? host->clock.judged : 0;
		schain__claim_event event;

		schain__enrich_event(reply, time, &event);
		schain__plugins_taken_at(reply, time);
		status = take_event(engine, &event.event, error);
	}
	return status;
}

static void release_all(schain_engine *engine)
{
	for (schain__host *host = engine->model.first_host; host; host = host->next)
		if (host->reorder)
			schain__turn_release(engine, host, INT64_MAX);
}

/* The newest time of any host, so that a recording is in order. */
static schain_time latest(schain_engine *engine)
{
	schain_time newest = 0;

	for (schain__host *host = engine->model.first_host; host; host = host->next)
		if (host->reorder && host->clock.latest > newest)
			newest = host->clock.latest;
	return newest;
}

/* What is judged now raises questions; what is answered at once counts with it. */
static schain_status flush(schain_engine *engine, schain_error *error)
{
	schain_status status = take_claims(engine, 1, error);

	for (int round = 0; status == SCHAIN_OK && round < 2; round++) {
		uint64_t before = engine->statistics.events;

		release_all(engine);
		tell_call(engine, SCHAIN_EVENT_FLUSH, latest(engine));
		status = take_claims(engine, 1, error);
		if (engine->statistics.events == before)
			break;
	}
	return status;
}

static schain_status advance(schain_engine *engine, schain_time now, schain_error *error)
{
	schain_status status = take_claims(engine, 0, error);

	int64_t dormancy = schain__policy_value(engine->policy, SCHAIN__KEY_DORMANCY);
	schain__host *next;

	for (schain__host *host = engine->model.first_host; status == SCHAIN_OK && host; host = next) {
		schain__clock *clock;

		next = host->next;

		if (!host->reorder)
			continue;
		schain__keep_touch(engine, host);
		clock = &host->clock;
		if (now > clock->latest)
			clock->latest = now;
		schain__turn_release(engine, host, schain__before(clock->latest, engine->lateness));
		if (schain__before(now, engine->lateness) > host->now)
			host->now = schain__before(now, engine->lateness);
		schain__model_age(&engine->model, host, host->now);
		/* All marks are gone by then; the caller says what time it is, not some host. */
		if (schain__elapsed(host->heard, now) > dormancy && !schain__reorder_count(host->reorder))
			schain__state_forget_idle(engine, host);
	}
	if (status != SCHAIN_OK)
		return status;
	tell_call(engine, SCHAIN_EVENT_ADVANCE, now);
	return take_claims(engine, 0, error);
}

static schain_status feed_one(schain_engine *engine, const schain_event *event, size_t event_size,
                              schain_error *error)
{
	schain_status status = check_event(event, event_size, error);

	if (status != SCHAIN_OK)
		return status;
	if (event->type == SCHAIN_EVENT_FLUSH)
		return flush(engine, error);
	if (event->type == SCHAIN_EVENT_ADVANCE)
		return advance(engine, event->time, error);
	return take_event(engine, event, error);
}

schain_status schain__engine_callback_result(schain_engine *engine, schain_error *error)
{
	schain_status status = engine->callback_status;

	engine->callback_status = SCHAIN_OK;
	return status == SCHAIN_OK ? status
	                           : schain__fail(error, status, "a callback asked to stop");
}

/* What plugins posted since the last call. */
static schain_status begin_call(schain_engine *engine, schain_error *error)
{
	if (engine->options.plugins)
		schain__plugins_look_at_clock(engine->options.plugins);
	return take_claims(engine, 0, error);
}

schain_status schain_engine_feed(schain_engine *engine, const schain_event *events,
                                 size_t event_size, size_t count, size_t *ret_consumed,
                                 schain_error *error)
{
	schain_status status = schain__engine_check(engine, error);
	size_t i = 0;

	if (status == SCHAIN_OK && ((count && !events) || event_size < sizeof *events))
		status = schain__fail(error, SCHAIN_E_ARGUMENT, "events of %zu bytes, expected %zu or more",
		                      event_size, sizeof *events);
	if (status == SCHAIN_OK)
		status = begin_call(engine, error);
	while (status == SCHAIN_OK && i < count && engine->callback_status == SCHAIN_OK) {
		const void *event = (const char *)events + i * event_size;

		status = feed_one(engine, event, event_size, error);
		if (status != SCHAIN_OK)
			break;
		i++;
		status = take_claims(engine, 0, error);
		schain__keep_fed(engine);
	}
	if (ret_consumed)
		*ret_consumed = i;
	return status == SCHAIN_OK ? schain__engine_callback_result(engine, error) : status;
}

schain_status schain_engine_advance(schain_engine *engine, schain_time now, schain_error *error)
{
	schain_status status = schain__engine_check(engine, error);

	if (status == SCHAIN_OK)
		status = begin_call(engine, error);
	if (status == SCHAIN_OK)
		status = advance(engine, now, error);
	return status == SCHAIN_OK ? schain__engine_callback_result(engine, error) : status;
}

schain_status schain_engine_flush(schain_engine *engine, schain_error *error)
{
	schain_status status = schain__engine_check(engine, error);

	if (status == SCHAIN_OK)
		status = begin_call(engine, error);
	if (status == SCHAIN_OK)
		status = flush(engine, error);
	return status == SCHAIN_OK ? schain__engine_callback_result(engine, error) : status;
}
