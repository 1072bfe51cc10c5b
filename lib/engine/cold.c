/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/cold.h"

#include "engine/state.h"

static schain_status take(void *to, const void *data, size_t size)
{
	schain__buffer *bytes = to;

	schain__buffer_append(bytes, data, size);
	return bytes->failed ? SCHAIN_E_MEMORY : SCHAIN_OK;
}

schain_status schain__cold_fetch(schain_engine *engine, const schain__host *host,
                                 enum schain__part_kind kind, uint64_t id, schain__buffer *ret_bytes,
                                 schain_error *error)
{
	const schain_store *store = engine->keeper.store;

	schain__buffer_init(ret_bytes, &engine->memory);
	return store->get(store->context, schain__interned_string(host->name), kind, id, take, ret_bytes,
	                  error);
}

schain__delivery *schain__cold_waking(void *context, const schain__cold *cold)
{
	schain_engine *engine = context;
	schain__host *host = schain__slab_get(&engine->model.hosts, cold->host);
	schain__delivery *delivery;
	schain__buffer bytes;
	schain_error error;
	schain_status status;

	if (!engine->keeper.store)
		return NULL;
	schain_error_init(&error, sizeof error);
	status = schain__cold_fetch(engine, host, SCHAIN__PART_DELIVERY, cold->serial, &bytes, &error);
	if (status == SCHAIN_OK)
		status = schain__state_read(engine, host, SCHAIN__PART_DELIVERY, cold->serial, bytes.data,
		                            bytes.length);
	else if (status != SCHAIN_END && error.code != status)
		schain__fail(&error, status, "the store cannot be read");
	schain__buffer_dispose(&bytes);
	delivery = schain__delivery_find(&engine->model, host, cold->serial);
	if (status == SCHAIN_OK) {
		delivery->is_stored = delivery->is_used = 1;
		delivery->is_touched = 0;
		return delivery;
	}
	if (delivery)
		schain__delivery_unload(&engine->model, delivery);
	if (error.code == SCHAIN_OK)
		schain__state_fail(&error, status == SCHAIN_END ? SCHAIN_E_DAMAGED : status,
		                   schain__interned_string(host->name));
	if (engine->keeper.error.code == SCHAIN_OK)
		engine->keeper.error = error;
	schain__engine_log(engine, SCHAIN_LOG_WARNING, error.message);
	return NULL;
}

void schain__cold_put_back(schain_engine *engine, schain__delivery *delivery)
{
	if (!delivery->is_touched && !delivery->is_pending)
		schain__cold_put(&engine->model, delivery);
}
