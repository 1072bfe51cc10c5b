/* SPDX-License-Identifier: Apache-2.0 */
/* The face of the library: ordering, feeding, handing out verdicts. */
#include <supplychain/engine.h>

#include <stdlib.h>

#include "base/error.h"
#include "base/platform.h"
#include "engine/copy.h"
#include "engine/enrich.h"
#include "engine/judge.h"
#include "engine/reorder.h"

#define DEFAULT_MEMORY_LIMIT (UINT64_C(64) << 20)

/* Events between two looks at the memory limit. */
enum { RECLAIM_INTERVAL = 256 };

/*
 * An event this far ahead of all others is not believed until a few more
 * agree: one wrong clock reading must not make everything else late.
 */
#define LEAP (3600 * SCHAIN_SECOND)
enum { LEAP_WITNESSES = 4 };

enum { ENGINE_MAGIC = 0x73636531 }; /* "sce1" */

struct clock {
	schain_time latest;  /* newest time believed */
	schain_time judged;  /* of the last event judged in order */
	schain_time leap;    /* least time of those ahead that are not believed yet */
	uint32_t witnesses;
	uint32_t unused;
};

struct schain_engine {
	uint32_t magic;
	uint32_t is_busy; /* inside a callback */
	schain__memory memory;
	schain_engine_options options;
	schain_policy *policy;
	schain__model model;
	struct clock *clocks; /* by host */
	size_t clock_capacity;
	schain__ref *queue; /* chains with a verdict to hand out, a ring-less queue */
	size_t queue_first, queue_count, queue_capacity;
	schain__arena arena; /* of the verdict handed out last */
	schain_verdict verdict;
	schain_engine_statistics statistics;
	schain_status callback_status;
	int64_t lateness;
	uint64_t reorder_limit;
	uint64_t looked_at; /* memory in use at the last look at the limit */
	schain__host *last_host;
};

static schain_status check(schain_engine *engine, schain_error *error)
{
	if (!engine || engine->magic != ENGINE_MAGIC)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "not an engine");
	if (engine->is_busy)
		return schain__fail(error, SCHAIN_E_STATE, "a callback may not call its engine");
	return SCHAIN_OK;
}

static void read_policy(schain_engine *engine)
{
	schain__model_set_policy(&engine->model, engine->policy);
	engine->lateness = schain__policy_value(engine->policy, SCHAIN__KEY_LATENESS);
	engine->reorder_limit = (uint64_t)schain__policy_value(engine->policy, SCHAIN__KEY_REORDER_EVENTS);
}

static void close_chain(void *context, schain__chain *chain);

static schain_status choose_policy(schain_engine *engine, const schain_policy *policy,
                                   schain_policy **ret_policy, schain_error *error)
{
	schain_policy *builtin = NULL;
	schain_status status;

	if (policy)
		return schain__policy_copy(policy, &engine->memory, ret_policy, error);
	status = schain_policy_new(engine->options.allocator, &builtin, error);
	if (status == SCHAIN_OK)
		status = schain__policy_copy(builtin, &engine->memory, ret_policy, error);
	schain_policy_free(builtin);
	return status;
}

static schain_status set_up(schain_engine *engine, schain_error *error)
{
	schain__hash_key key;
	schain_status status;

	if (!engine->options.memory_limit)
		engine->options.memory_limit = DEFAULT_MEMORY_LIMIT;
	key.part[0] = engine->options.seed[0];
	key.part[1] = engine->options.seed[1];
	if (!key.part[0] && !key.part[1] && schain__random(&key, sizeof key))
		return schain__fail(error, SCHAIN_E_IO, "the system gives no random numbers");
	status = choose_policy(engine, engine->options.policy, &engine->policy, error);
	if (status != SCHAIN_OK)
		return status;
	schain__model_init(&engine->model, &engine->memory, engine->policy, &key,
	                   engine->options.memory_limit);
	engine->model.closing = close_chain;
	engine->model.context = engine;
	schain__arena_init(&engine->arena, &engine->memory);
	read_policy(engine);
	engine->model.base = engine->memory.used;
	return SCHAIN_OK;
}

schain_status schain_engine_new(const schain_engine_options *options, schain_engine **ret_engine,
                                schain_error *error)
{
	schain_engine_options known = SCHAIN_ENGINE_OPTIONS_INIT;
	schain__memory memory;
	schain_engine *engine;
	schain_status status;

	if (!ret_engine)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "no place for the engine");
	if (options) {
		status = schain__import(&known, sizeof known, sizeof known, options, "schain_engine_options",
		                        error);
		if (status != SCHAIN_OK)
			return status;
	}
	schain__memory_init(&memory, known.allocator);
	engine = schain__alloc_zero(&memory, 1, sizeof *engine);
	if (!engine)
		return schain__fail_memory(error);
	engine->memory = memory;
	engine->options = known;
	engine->magic = ENGINE_MAGIC;
	status = known.plugins ? schain__plugins_attach(known.plugins, error) : SCHAIN_OK;
	if (status == SCHAIN_OK) {
		status = set_up(engine, error);
		if (status != SCHAIN_OK && known.plugins)
			schain__plugins_detach(known.plugins);
	}
	if (status != SCHAIN_OK) {
		memory = engine->memory;
		schain__free(&memory, engine, sizeof *engine);
		return status;
	}
	*ret_engine = engine;
	return SCHAIN_OK;
}

void schain_engine_free(schain_engine *engine)
{
	schain__memory memory;
	schain__host *host;
	uint32_t index = 0;

	if (!engine || engine->magic != ENGINE_MAGIC)
		return;
	if (engine->options.plugins)
		schain__plugins_detach(engine->options.plugins);
	while ((host = schain__slab_next(&engine->model.hosts, &index)))
		schain__reorder_free(host->reorder);
	schain__model_dispose(&engine->model);
	schain__arena_dispose(&engine->arena);
	schain__free(&engine->memory, engine->queue, engine->queue_capacity * sizeof *engine->queue);
	schain__free(&engine->memory, engine->clocks, engine->clock_capacity * sizeof *engine->clocks);
	schain_policy_free(engine->policy);
	engine->magic = 0;
	memory = engine->memory;
	schain__free(&memory, engine, sizeof *engine);
}

/* Only what a person should see makes a verdict; one that was given is kept up to date. */
static int is_worth_telling(const schain_engine *engine, const schain__chain *chain)
{
	return chain->revision || chain->score >= schain__policy_value(engine->policy,
	                                                               SCHAIN__KEY_RISK_SCORE_THRESHOLD);
}

/* Fills engine->verdict. Returns 0, -1 when memory is out. */
static int make_verdict(schain_engine *engine, schain__chain *chain)
{
	schain__arena_reset(&engine->arena);
	return schain__verdict_fill(&engine->model, chain, &engine->arena, &engine->verdict);
}

static void call_back(schain_engine *engine, schain__chain *chain, uint32_t is_final)
{
	chain->is_dirty = 1;
	if (make_verdict(engine, chain))
		return;
	chain->revision++;
	chain->is_dirty = 0;
	engine->verdict.is_final = is_final;
	engine->statistics.verdicts++;
	engine->is_busy = 1;
	if (engine->options.verdict(engine->options.context, &engine->verdict))
		engine->callback_status = SCHAIN_E_CANCELLED;
	engine->is_busy = 0;
}

/* Takes out what was handed out, and chains that are gone. */
static void compact_queue(schain_engine *engine)
{
	size_t kept = 0;

	for (size_t i = engine->queue_first; i < engine->queue_count; i++)
		if (schain__slab_get(&engine->model.chains, engine->queue[i]))
			engine->queue[kept++] = engine->queue[i];
	engine->queue_first = 0;
	engine->queue_count = kept;
}

static void enqueue(schain_engine *engine, schain__chain *chain)
{
	if (engine->queue_count == engine->queue_capacity) {
		compact_queue(engine);
		/* Unless half of it is free now, compacting would soon be due again. */
		if (engine->queue_count >= engine->queue_capacity / 2 &&
		    schain__grow(&engine->memory, (void **)&engine->queue, &engine->queue_capacity,
		                 engine->queue_capacity, sizeof *engine->queue))
			return; /* the next change tries again */
	}
	engine->queue[engine->queue_count++] = schain__slab_ref(chain);
	chain->is_queued = 1;
}

/* Chains an event changed are told of once, when it is judged. */
static void chain_changed(void *context, schain__chain *chain)
{
	schain_engine *engine = context;

	chain->is_dirty = 1;
	if (!chain->is_queued && is_worth_telling(engine, chain))
		enqueue(engine, chain);
}

static void close_chain(void *context, schain__chain *chain)
{
	schain_engine *engine = context;

	if (engine->options.verdict && chain->revision && !engine->is_busy)
		call_back(engine, chain, 1);
}

static void hand_out(schain_engine *engine)
{
	while (engine->callback_status == SCHAIN_OK && engine->queue_first < engine->queue_count) {
		schain__chain *chain = schain__slab_get(&engine->model.chains,
		                                        engine->queue[engine->queue_first++]);

		if (!chain)
			continue;
		chain->is_queued = 0;
		if (chain->is_dirty && is_worth_telling(engine, chain))
			call_back(engine, chain, 0);
	}
}

static struct clock *clock_of(schain_engine *engine, const schain__host *host)
{
	return &engine->clocks[host->header.index];
}

/* Looked at now and then, and at once where an event took much. */
static void keep_limit(schain_engine *engine)
{
	uint64_t limit = engine->options.memory_limit;

	if (engine->statistics.events_judged % RECLAIM_INTERVAL &&
	    engine->memory.used < engine->looked_at + limit / 16)
		return;
	if (schain__model_used(&engine->model) > limit)
		schain__model_reclaim(&engine->model, limit / 8);
	engine->looked_at = engine->memory.used;
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
	schain__scene scene = { &engine->model, host, event, NULL, chain_changed, engine,
		                engine->options.plugins ? ask_enrichers : NULL };

	/* Not by a clock reading that no other event bears out: all would be old at once. */
	if (event->time > host->now && event->time <= clock_of(engine, host)->latest)
		host->now = event->time;
	engine->statistics.events_judged++;
	if (schain__judge(&scene))
		engine->statistics.events_unknown++;
	schain__model_age(&engine->model, host, host->now);
	if (engine->options.verdict)
		hand_out(engine);
	keep_limit(engine);
}

static void judge_first(schain_engine *engine, schain__host *host, struct clock *clock)
{
	const schain_event *event = schain__reorder_first(host->reorder);

	if (event->time > clock->judged)
		clock->judged = event->time;
	judge(engine, host, event);
	schain__reorder_drop_first(host->reorder);
}

static void release_until(schain_engine *engine, schain__host *host, schain_time until)
{
	struct clock *clock = clock_of(engine, host);
	const schain_event *event;

	while (engine->callback_status == SCHAIN_OK &&
	       (event = schain__reorder_first(host->reorder)) && event->time <= until)
		judge_first(engine, host, clock);
}

/* Moves the host's clock, unless the event is one far ahead of the rest. */
static void tick(struct clock *clock, schain_time time)
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
	judge(engine, host, copy);
	schain__free(&engine->memory, block, size);
	return 0;
}

/* Events that wait take at most a quarter of the memory: what is remembered matters more. */
static int holds_too_much(const schain_engine *engine)
{
	return engine->model.held > engine->options.memory_limit / 4;
}

static int take(schain_engine *engine, schain__host *host, const schain_event *event)
{
	struct clock *clock = clock_of(engine, host);

	if (clock->judged && event->time < clock->judged)
		return take_late(engine, host, event);
	if (schain__reorder_put(host->reorder, event))
		return -1;
	/* A claim bears its event's time, and is no second witness to it. */
	if (event->source_kind != SCHAIN_SOURCE_PLUGIN)
		tick(clock, event->time);
	release_until(engine, host, schain__before(clock->latest, engine->lateness));
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
	while (host->header.index >= engine->clock_capacity) {
		size_t before = engine->clock_capacity;

		if (schain__grow(&engine->memory, (void **)&engine->clocks, &engine->clock_capacity, before,
		                 sizeof *engine->clocks))
			return -1;
		memset(engine->clocks + before, 0, (engine->clock_capacity - before) * sizeof *engine->clocks);
	}
	host->reorder = schain__reorder_new(&engine->memory, &engine->model.held);
	return host->reorder ? 0 : -1;
}

static schain__host *host_of(schain_engine *engine, schain_string name)
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
	schain__host *host = host_of(engine, event->host);

	if (!host || take(engine, host, event))
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
		schain__host *host = host_of(engine, reply->host);
		schain_time time = host ? clock_of(engine, host)->judged : 0;
		schain__claim_event event;

		schain__enrich_event(reply, time, &event);
		schain__plugins_taken_at(reply, time);
		status = take_event(engine, &event.event, error);
	}
	return status;
}

static void release_all(schain_engine *engine)
{
	schain__host *host;
	uint32_t index = 0;

	while ((host = schain__slab_next(&engine->model.hosts, &index)))
		if (host->reorder)
			release_until(engine, host, INT64_MAX);
}

/* The newest time of any host, so that a recording is in order. */
static schain_time latest(schain_engine *engine)
{
	schain_time newest = 0;
	schain__host *host;
	uint32_t index = 0;

	while ((host = schain__slab_next(&engine->model.hosts, &index)))
		if (host->reorder && clock_of(engine, host)->latest > newest)
			newest = clock_of(engine, host)->latest;
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
	schain__host *host;
	uint32_t index = 0;

	while (status == SCHAIN_OK && (host = schain__slab_next(&engine->model.hosts, &index))) {
		struct clock *clock;

		if (!host->reorder)
			continue;
		clock = clock_of(engine, host);
		if (now > clock->latest)
			clock->latest = now;
		release_until(engine, host, schain__before(clock->latest, engine->lateness));
		if (schain__before(now, engine->lateness) > host->now)
			host->now = schain__before(now, engine->lateness);
		schain__model_age(&engine->model, host, host->now);
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

static schain_status callback_result(schain_engine *engine, schain_error *error)
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
	schain_status status = check(engine, error);
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
	}
	if (ret_consumed)
		*ret_consumed = i;
	return status == SCHAIN_OK ? callback_result(engine, error) : status;
}

schain_status schain_engine_advance(schain_engine *engine, schain_time now, schain_error *error)
{
	schain_status status = check(engine, error);

	if (status == SCHAIN_OK)
		status = begin_call(engine, error);
	if (status == SCHAIN_OK)
		status = advance(engine, now, error);
	return status == SCHAIN_OK ? callback_result(engine, error) : status;
}

schain_status schain_engine_flush(schain_engine *engine, schain_error *error)
{
	schain_status status = check(engine, error);

	if (status == SCHAIN_OK)
		status = begin_call(engine, error);
	if (status == SCHAIN_OK)
		status = flush(engine, error);
	return status == SCHAIN_OK ? callback_result(engine, error) : status;
}

schain_status schain_engine_next_verdict(schain_engine *engine, const schain_verdict **ret_verdict,
                                         schain_error *error)
{
	schain_status status = check(engine, error);

	if (status != SCHAIN_OK)
		return status;
	if (!ret_verdict)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "no place for the verdict");
	while (engine->queue_first < engine->queue_count) {
		schain__chain *chain = schain__slab_get(&engine->model.chains,
		                                        engine->queue[engine->queue_first]);
		int is_told = chain && chain->is_dirty && is_worth_telling(engine, chain);

		if (is_told) {
			if (make_verdict(engine, chain))
				return schain__fail_memory(error);
			chain->revision++;
			chain->is_dirty = 0;
			engine->statistics.verdicts++;
		}
		engine->queue_first++;
		if (!chain)
			continue;
		chain->is_queued = 0;
		if (!is_told)
			continue;
		*ret_verdict = &engine->verdict;
		return SCHAIN_OK;
	}
	return SCHAIN_END;
}

struct listed {
	schain_time first; /* evidence */
	schain__chain *chain;
};

static int by_time(const void *a, const void *b)
{
	const struct listed *left = a, *right = b;

	if (left->first != right->first)
		return left->first < right->first ? -1 : 1;
	return left->chain->id < right->chain->id ? -1 : left->chain->id > right->chain->id;
}

static schain_time first_evidence(const schain__chain *chain)
{
	schain_time first = INT64_MAX;

	for (size_t i = 0; i < chain->signal_count; i++)
		if (chain->signals[i].time < first)
			first = chain->signals[i].time;
	return first;
}

static size_t list_chains(schain_engine *engine, struct listed *list)
{
	schain__chain *chain;
	uint32_t index = 0;
	size_t count = 0;

	while ((chain = schain__slab_next(&engine->model.chains, &index)))
		if (is_worth_telling(engine, chain) && chain->signal_count)
			list[count++] = (struct listed){ first_evidence(chain), chain };
	qsort(list, count, sizeof *list, by_time);
	return count;
}

schain_status schain_engine_each_verdict(schain_engine *engine,
                                         int (*visit)(void *context, const schain_verdict *verdict),
                                         void *context, schain_error *error)
{
	schain_status status = check(engine, error);
	size_t room, count;
	struct listed *list;

	if (status == SCHAIN_OK && !visit)
		status = schain__fail(error, SCHAIN_E_ARGUMENT, "no function to call");
	if (status != SCHAIN_OK)
		return status;
	room = (size_t)engine->model.chains.count + 1;
	list = schain__alloc(&engine->memory, room * sizeof *list);
	if (!list)
		return schain__fail_memory(error);
	count = list_chains(engine, list);
	engine->is_busy = 1;
	for (size_t i = 0; i < count && status == SCHAIN_OK; i++) {
		if (make_verdict(engine, list[i].chain))
			status = schain__fail_memory(error);
		else if (visit(context, &engine->verdict))
			status = schain__fail(error, SCHAIN_E_CANCELLED, "the visit asked to stop");
	}
	engine->is_busy = 0;
	schain__free(&engine->memory, list, room * sizeof *list);
	return status;
}

schain_status schain_engine_set_policy(schain_engine *engine, const schain_policy *policy,
                                       schain_error *error)
{
	schain_status status = check(engine, error);
	schain_policy *fresh;

	if (status == SCHAIN_OK)
		status = choose_policy(engine, policy, &fresh, error);
	if (status != SCHAIN_OK)
		return status;
	schain_policy_free(engine->policy);
	engine->policy = fresh;
	read_policy(engine);
	return SCHAIN_OK;
}

schain_status schain_engine_get_statistics(const schain_engine *engine,
                                           schain_engine_statistics *ret_statistics,
                                           schain_error *error)
{
	schain_engine_statistics statistics;
	uint32_t size;

	if (!engine || engine->magic != ENGINE_MAGIC || !ret_statistics)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "not an engine, or no place for its counters");
	size = ret_statistics->struct_size;
	if (size < sizeof(uint32_t))
		return schain__fail(error, SCHAIN_E_TOO_SMALL, "schain_engine_statistics: struct_size is %u",
		                    (unsigned)size);
	statistics = engine->statistics;
	statistics.hosts = engine->model.hosts.count;
	statistics.processes = engine->model.processes.count;
	statistics.files = engine->model.files.count;
	statistics.deliveries = engine->model.deliveries.count;
	statistics.chains = engine->model.chains.count;
	statistics.products = engine->model.products.pool.count;
	statistics.forgotten_processes = engine->model.forgotten_processes;
	statistics.forgotten_files = engine->model.forgotten_files;
	statistics.forgotten_deliveries = engine->model.forgotten_deliveries;
	statistics.forgotten_chains = engine->model.forgotten_chains;
	statistics.memory = engine->memory.used;
	statistics.memory_peak = engine->memory.peak;
	if (size > sizeof statistics)
		size = sizeof statistics;
	statistics.struct_size = size;
	memcpy(ret_statistics, &statistics, size);
	return SCHAIN_OK;
}
