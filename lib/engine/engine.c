/* SPDX-License-Identifier: Apache-2.0 */
/* An engine's life, its policy and its counters. */
#include "engine/engine.h"

#include "base/platform.h"
#include "engine/cold.h"
#include "engine/enrich.h"
#include "engine/keep.h"
#include "engine/reorder.h"

#define DEFAULT_MEMORY_LIMIT (UINT64_C(64) << 20)

enum { ENGINE_MAGIC = 0x73636531 }; /* "sce1" */

schain_status schain__engine_check(schain_engine *engine, schain_error *error)
{
	if (!engine || engine->magic != ENGINE_MAGIC)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "not an engine");
	if (engine->is_busy)
		return schain__fail(error, SCHAIN_E_STATE, "a callback may not call its engine");
	return SCHAIN_OK;
}

void schain__engine_log(schain_engine *engine, uint32_t level, const char *message)
{
	uint32_t was_busy = engine->is_busy;

	if (!engine->options.log)
		return;
	engine->is_busy = 1;
	engine->options.log(engine->options.context, level, message);
	engine->is_busy = was_busy;
}

static void read_policy(schain_engine *engine)
{
	schain__model_set_policy(&engine->model, engine->policy);
	engine->lateness = schain__policy_value(engine->policy, SCHAIN__KEY_LATENESS);
	engine->reorder_limit = (uint64_t)schain__policy_value(engine->policy, SCHAIN__KEY_REORDER_EVENTS);
}

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
	engine->model.closing = schain__outbox_close;
	engine->model.touching = schain__keep_touching;
	engine->model.dropping = schain__keep_dropping;
	engine->model.waking = schain__cold_waking;
	engine->model.context = engine;
	schain__arena_init(&engine->arena, &engine->memory);
	schain__form_init(&engine->keeper.form, &engine->memory, &engine->model.key);
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
	schain__keep_dispose(engine);
	engine->model.dropping = NULL;
	schain__model_dispose(&engine->model);
	schain__arena_dispose(&engine->arena);
	schain__free(&engine->memory, engine->queue, engine->queue_capacity * sizeof *engine->queue);
	schain_policy_free(engine->policy);
	engine->magic = 0;
	memory = engine->memory;
	schain__free(&memory, engine, sizeof *engine);
}

schain_status schain_engine_set_policy(schain_engine *engine, const schain_policy *policy,
                                       schain_error *error)
{
	schain_status status = schain__engine_check(engine, error);
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
	statistics.files = engine->model.files.count + engine->model.cold_files;
	statistics.deliveries = engine->model.deliveries.count + engine->model.cold_deliveries;
	statistics.chains = engine->model.chains.count + engine->model.cold_chains;
	statistics.products = engine->model.products.pool.count;
	statistics.forgotten_processes = engine->model.forgotten_processes;
	statistics.forgotten_files = engine->model.forgotten_files;
	statistics.forgotten_deliveries = engine->model.forgotten_deliveries;
	statistics.forgotten_chains = engine->model.forgotten_chains;
	statistics.cold_deliveries = engine->model.cold_deliveries;
	statistics.cold_files = engine->model.cold_files;
	statistics.put_away = engine->model.put_away;
	statistics.woken = engine->model.woken;
	statistics.unread = engine->model.unread;
	statistics.memory = engine->memory.used;
	statistics.memory_peak = engine->memory.peak;
	if (size > sizeof statistics)
		size = sizeof statistics;
	statistics.struct_size = size;
	memcpy(ret_statistics, &statistics, size);
	return SCHAIN_OK;
}
