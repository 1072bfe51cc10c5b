/* SPDX-License-Identifier: Apache-2.0 */
/* Each event in its turn: a host's clock, the wait for late ones, judging. */
#include "engine/engine.h"

#include "engine/copy.h"
#include "engine/enrich.h"
#include "engine/judge.h"
#include "engine/keep.h"
#include "engine/reorder.h"
#include "engine/state.h"

/* Events that wait take at most a quarter of the memory: what is remembered matters more. */
enum { HELD_SHARE = 4 };

/* Freeing leaves gaps, which count as memory until what is around them goes as well. */
enum { ROUNDS = 3 };

/*
 * An event this far ahead of all others is not believed until a few more
 * agree: one wrong clock reading must not make everything else late.
 */
#define LEAP (3600 * SCHAIN_SECOND)
enum { LEAP_WITNESSES = 4 };

/* Of hosts on which nothing was delivered and nothing waits, those known for longest, but for the one at hand. */
static void forget_hosts(schain_engine *engine, const schain__host *current, uint64_t target)
{
	schain__host *next;

	for (schain__host *host = engine->model.first_host; host && engine->memory.used > target; host = next) {
		next = host->next;
		if (host != current && !host->oldest_delivery && !host->cold_count &&
		    !(host->reorder && schain__reorder_count(host->reorder)))
			schain__state_forget_idle(engine, host);
	}
}

/*
 * Frees what is more than that many bytes, as far as it goes: to the store what
 * is there as it is, then for good. Hosts go only where more than `most` is in use.
 */
static void free_memory(schain_engine *engine, const schain__host *current, uint64_t target, uint64_t most)
{
	schain__model *model = &engine->model;

	/* Of any host: what a checkpoint in progress has is written first. */
	schain__keep_finish(engine);
	for (int round = 0; round < ROUNDS && engine->memory.used > target; round++) {
		uint64_t more = engine->memory.used - target, used = schain__model_used(model);

		schain__model_put_away(model, used > more ? used - more : 0);
		schain__model_trim(model);
	}
	for (int round = 0; round < ROUNDS && engine->memory.used > target; round++) {
		if (!schain__model_reclaim(model, engine->memory.used - target))
			break;
		schain__model_trim(model);
	}
	if (engine->memory.used > most)
		forget_hosts(engine, current, most);
	schain__model_trim(model);
}

/* Bytes that an event may take at once, most of all the first of a kind: a slab's next chunk. */
#define AT_ONCE (UINT64_C(128) << 10)

static uint64_t least_of(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/*
 * Of the room there is beside policy, tables and waiting events, some is left for what
 * one event takes, and a quarter is made at once. Where no more can go, that is
 * tried again when more has come. Events that wait count for the share that they
 * have: one that is larger is no reason to forget.
 */
static void keep_limit(schain_engine *engine, const schain__host *current)
{
	schain__model *model = &engine->model;
	uint64_t limit = engine->options.memory_limit, waiting = least_of(model->held, limit / HELD_SHARE);
	uint64_t beyond = model->held - waiting, used = engine->memory.used - beyond;
	uint64_t fixed, room, left, growth;

	if (used < limit / 2 || engine->memory.used < engine->look_at)
		return;
	fixed = model->base + schain__model_tables(model) + waiting;
	room = limit > fixed ? limit - fixed : 0;
	left = room / 16 > AT_ONCE ? room / 16 : least_of(AT_ONCE, room / 4);
	growth = schain__model_growth(model) + schain__keep_growth(engine);
	if (used + growth < limit - left)
		return;
	growth = least_of(growth, room / 4);
	free_memory(engine, current, limit + beyond - room / 4 - growth, limit + beyond - left - growth - room / 16);
	engine->look_at = engine->memory.used + room / 64;
}

static void ask_enrichers(void *context, const schain__scene *scene, const schain__matter *matter)
{
	schain_engine *engine = context;

	engine->is_busy = 1;
	schain__enrich_ask(engine->options.plugins, scene, matter);
	engine->is_busy = 0;
}

static void judge(schain_engine *engine, schain__host *host, const schain_event *event)
{
	schain__scene scene = { &engine->model, host, event, NULL, schain__outbox_change, engine,
		                engine->options.plugins ? ask_enrichers : NULL };

	/* Not by a clock reading that no other event bears out: all would be old at once. */
	if (event->time > host->now && event->time <= host->clock.latest)
		host->now = event->time;
	engine->statistics.events_judged++;
	/* A claim may concern chains of any host. */
	if (event->type == SCHAIN_EVENT_CLAIM)
		schain__keep_finish(engine);
	if (schain__judge(&scene))
		engine->statistics.events_unknown++;
	schain__model_age(&engine->model, host, host->now);
	if (engine->options.verdict)
		schain__outbox_hand_out(engine);
	keep_limit(engine, host);
}

static void judge_first(schain_engine *engine, schain__host *host, schain__clock *clock)
{
	const schain_event *event = schain__reorder_first(host->reorder);

	if (event->time > clock->judged)
		clock->judged = event->time;
	judge(engine, host, event);
	schain__reorder_drop_first(host->reorder);
}

void schain__turn_release(schain_engine *engine, schain__host *host, schain_time until)
{
	schain__clock *clock = &host->clock;
	const schain_event *event;

	schain__keep_touch(engine, host);
	while (engine->callback_status == SCHAIN_OK &&
	       (event = schain__reorder_first(host->reorder)) && event->time <= until)
		judge_first(engine, host, clock);
}

/* Moves the host's clock, unless the event is one far ahead of the rest. */
static void tick(schain__clock *clock, schain_time time)
{
	if (time <= clock->latest) {
		clock->witnesses = 0;
		return;
	}
	if (!clock->latest || time - clock->latest <= LEAP) {
		clock->latest = time;
		clock->witnesses = 0;
		return;
	}
	if (!clock->witnesses || time < clock->leap)
		clock->leap = time;
	if (++clock->witnesses >= LEAP_WITNESSES) {
		clock->latest = clock->leap;
		clock->witnesses = 0;
	}
}

/* From a copy too: the caller's structs may be of another version. */
static int take_late(schain_engine *engine, schain__host *host, const schain_event *event)
{
	schain_event *copy = NULL;
	size_t size = schain__event_copy(NULL, 0, event, &copy);
	void *block = schain__alloc(&engine->memory, size);

	if (!block)
		return -1;
	schain__event_copy(block, size, event, &copy);
	engine->statistics.events_late++;
	engine->keeper.bytes += size;
	judge(engine, host, copy);
	schain__free(&engine->memory, block, size);
	return 0;
}

static int holds_too_much(const schain_engine *engine)
{
	return engine->model.held > engine->options.memory_limit / HELD_SHARE;
}

int schain__turn_take(schain_engine *engine, schain__host *host, const schain_event *event)
{
	schain__clock *clock = &host->clock;
	uint64_t taken;

	schain__keep_touch(engine, host);
	if (clock->judged && event->time < clock->judged)
		return take_late(engine, host, event);
	taken = schain__reorder_taken(host->reorder);
	if (schain__reorder_put(host->reorder, event))
		return -1;
	engine->keeper.bytes += schain__reorder_taken(host->reorder) - taken;
	keep_limit(engine, host);
	/* A claim bears its event's time, and is no second witness to it. */
	if (event->source_kind != SCHAIN_SOURCE_PLUGIN)
		tick(clock, event->time);
	if (clock->latest > host->heard)
		host->heard = clock->latest;
	schain__turn_release(engine, host, schain__before(clock->latest, engine->lateness));
	while (schain__reorder_count(host->reorder) &&
	       (schain__reorder_count(host->reorder) > engine->reorder_limit || holds_too_much(engine))) {
		engine->statistics.reorder_overflow++;
		judge_first(engine, host, clock);
	}
	if (holds_too_much(engine) && !schain__reorder_count(host->reorder)) {
		schain__reorder_free(host->reorder);
		host->reorder = NULL;
	}
	return 0;
}

static int set_up_host(schain_engine *engine, schain__host *host)
{
	host->reorder = schain__reorder_new(&engine->memory, &engine->model.held);
	return host->reorder ? 0 : -1;
}

schain__host *schain__turn_host(schain_engine *engine, schain_string name)
{
	schain__host *host = engine->last_host;

	if (host && host->reorder && schain__equal(schain__interned_string(host->name), name))
		return host;
	host = schain__host_of(&engine->model, name);
	if (!host || (!host->reorder && set_up_host(engine, host)))
		return NULL;
	engine->last_host = host;
	return host;
}
