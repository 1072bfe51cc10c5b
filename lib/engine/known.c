/* SPDX-License-Identifier: Apache-2.0 */
/* What is remembered, told to people. */
#include <supplychain/known.h>

#include "engine/cold.h"
#include "model/cold.h"

#include <stdlib.h>

const char *schain_trait_get_name(uint32_t kind)
{
	static const char *const names[] = { "child", "module",      "signer",  "domain",
		                             "port",  "persistence", "identity" };

	_Static_assert(sizeof names / sizeof *names == SCHAIN_TRAIT_COUNT, "a name for each kind");
	return kind < SCHAIN_TRAIT_COUNT ? names[kind] : "unknown";
}

/* One call of one of these functions. */
struct look {
	schain_engine *engine;
	schain__host *host;
	schain__arena arena; /* of what is told next */
	schain_error *error;
	int (*product)(void *context, const schain_known_product *product);
	int (*delivery)(void *context, const schain_known_delivery *delivery);
	int (*file)(void *context, const schain_known_file *file);
	void *context;
	uint64_t found; /* files */
};

static schain_status stopped(struct look *look, int is_stopped)
{
	return is_stopped ? schain__fail(look->error, SCHAIN_E_CANCELLED, "the visit asked to stop")
	                  : SCHAIN_OK;
}

static int by_kind(const void *a, const void *b)
{
	const schain_known_trait *left = a, *right = b;

	if (left->kind != right->kind)
		return left->kind < right->kind ? -1 : 1;
	return schain__compare(left->value, right->value);
}

static int fill_traits(struct look *look, const schain__profile *profile, schain_known_product *product)
{
	schain_known_trait *traits;
	size_t count = 0;

	for (uint32_t i = 0; i < SCHAIN_TRAIT_COUNT; i++)
		product->trait_count += profile->trait_counts[i];
	if (!product->trait_count)
		return 0;
	traits = schain__arena_take(&look->arena, product->trait_count, sizeof *traits);
	if (!traits)
		return -1;
	for (const schain__trait *trait = profile->traits; trait; trait = trait->next)
		traits[count++] = (schain_known_trait){ sizeof *traits, trait->kind,
			                                schain__interned_string(trait->value), trait->first,
			                                trait->last };
	qsort(traits, count, sizeof *traits, by_kind);
	product->traits = traits;
	return 0;
}

static schain_status tell_product(struct look *look, const schain__profile *profile)
{
	schain_known_product product;

	memset(&product, 0, sizeof product);
	product.struct_size = sizeof product;
	/* Of the update that is to come, it will be one delivery more. */
	if (profile->deliveries > 1 && profile->first_seen &&
	    schain__elapsed(profile->first_seen, look->host->now) >=
	            schain__policy_value(look->engine->policy, SCHAIN__KEY_PROFILE_MATURITY))
		product.flags = SCHAIN_KNOWN_MATURE;
	product.host = schain__interned_string(look->host->name);
	product.name = schain__interned_string(profile->name);
	product.version = schain__interned_string(profile->version);
	product.first_seen = profile->first_seen;
	product.last_seen = profile->last_seen;
	product.updates = profile->deliveries;
	product.destinations = profile->places;
	if (fill_traits(look, profile, &product))
		return schain__fail_memory(look->error);
	return stopped(look, look->product(look->context, &product));
}

static int by_name(const void *a, const void *b)
{
	const schain__profile *left = *(schain__profile *const *)a;
	const schain__profile *right = *(schain__profile *const *)b;
	int order = schain__compare(schain__interned_string(left->name),
	                            schain__interned_string(right->name));

	if (order)
		return order;
	return left->header.key < right->header.key ? -1 : left->header.key > right->header.key;
}

static schain_status tell_products(struct look *look)
{
	schain__recent *products = &look->engine->model.products;
	schain__recent_header *oldest = schain__recent_oldest(products, look->host->header.index);
	schain__memory *memory = &look->engine->memory;
	schain_status status = SCHAIN_OK;
	schain__profile **list;
	size_t count = 0, at = 0;

	for (schain__recent_header *one = oldest; one; one = one->newer)
		count++;
	if (!count)
		return SCHAIN_OK;
	list = schain__alloc(memory, count * sizeof *list);
	if (!list)
		return schain__fail_memory(look->error);
	for (schain__recent_header *one = oldest; one; one = one->newer)
		list[at++] = (schain__profile *)one;
	qsort(list, count, sizeof *list, by_name);
	for (size_t i = 0; i < count && status == SCHAIN_OK; i++) {
		status = tell_product(look, list[i]);
		schain__arena_reset(&look->arena);
	}
	schain__free(memory, list, count * sizeof *list);
	return status;
}

static int fill_item(struct look *look, const schain__delivery *delivery, size_t index,
                     schain_known_item *item)
{
	const schain__item *from = &delivery->items[index];
	const schain__chain *chain = schain__chain_find(&look->engine->model, delivery, index);
	const schain__signal **order;

	item->struct_size = sizeof *item;
	item->product = schain__interned_string(from->name);
	if (from->package) {
		item->version = schain__interned_string(from->package->version);
		item->repository = schain__interned_string(from->package->repository);
	}
	if (!chain)
		return 0;
	if (!item->product.length)
		item->product = schain__interned_string(chain->product);
	if (!item->version.length)
		item->version = schain__interned_string(chain->version);
	item->has_run = 1;
	item->level = chain->level;
	item->score = chain->score;
	item->signal_count = chain->signal_count;
	item->signals = schain__verdict_signals(&look->arena, chain, &order);
	return item->signals ? 0 : -1;
}

static int fill_delivery(struct look *look, const schain__delivery *from,
                         schain_known_delivery *delivery)
{
	schain_known_item *items = schain__arena_take(&look->arena, from->item_count + 1, sizeof *items);

	if (!items)
		return -1;
	memset(delivery, 0, sizeof *delivery);
	delivery->struct_size = sizeof *delivery;
	delivery->is_remote = from->is_remote;
	delivery->serial = from->serial;
	delivery->parent = from->parent;
	delivery->host = schain__interned_string(look->host->name);
	delivery->installer = schain__interned_string(from->installer);
	delivery->script = schain__interned_string(from->script);
	delivery->command_line = schain__interned_string(from->command);
	delivery->user = schain__interned_string(from->user);
	delivery->pid = from->pid;
	delivery->first_write = from->first_write;
	delivery->last_write = from->last_write;
	delivery->now = look->host->now;
	delivery->files = from->file_count;
	for (size_t i = 0; i < from->item_count; i++)
		if (fill_item(look, from, i, &items[i]))
			return -1;
	delivery->items = items;
	delivery->item_count = from->item_count;
	return 0;
}

static int by_number(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

	return left < right ? -1 : left > right;
}

/* By their serials, in order: those in memory, and those in the store only. */
static uint64_t *list_serials(struct look *look, size_t count)
{
	const schain__model *model = &look->engine->model;
	uint64_t *list = schain__alloc(&look->engine->memory, count * sizeof *list);
	const schain__cold *cold;
	size_t at = 0;

	if (!list)
		return NULL;
	for (schain__delivery *one = look->host->oldest_delivery; one; one = one->newer)
		list[at++] = one->serial;
	for (cold = schain__cold_first(model, look->host); cold; cold = schain__cold_next(model, cold))
		list[at++] = cold->serial;
	qsort(list, at, sizeof *list, by_number);
	return list;
}

static schain_status tell_delivery(struct look *look, uint64_t serial)
{
	schain__model *model = &look->engine->model;
	int is_cold = !schain__delivery_find(model, look->host, serial);
	schain__delivery *delivery = schain__delivery_at(model, look->host, serial);
	schain_known_delivery known;
	schain_status status;

	if (!delivery)
		return schain__fail(look->error, SCHAIN_E_IO, "delivery %llu cannot be read from the store",
		                    (unsigned long long)serial);
	if (fill_delivery(look, delivery, &known))
		status = schain__fail_memory(look->error);
	else
		status = stopped(look, look->delivery(look->context, &known));
	schain__arena_reset(&look->arena);
	if (is_cold)
		schain__cold_put_back(look->engine, delivery);
	return status;
}

static schain_status tell_deliveries(struct look *look)
{
	schain_status status = SCHAIN_OK;
	size_t count = look->host->cold_count;
	uint64_t *list;

	for (schain__delivery *one = look->host->oldest_delivery; one; one = one->newer)
		count++;
	if (!count)
		return SCHAIN_OK;
	list = list_serials(look, count);
	if (!list)
		return schain__fail_memory(look->error);
	for (size_t i = 0; i < count && status == SCHAIN_OK; i++)
		status = tell_delivery(look, list[i]);
	schain__free(&look->engine->memory, list, count * sizeof *list);
	return status;
}

/* `host` NULL: of all. */
static schain_status look_at(struct look *look, const schain_string *host,
                             schain_status (*tell)(struct look *look))
{
	schain_engine *engine = look->engine;
	schain_status status = schain__engine_check(engine, look->error);
	schain__host *next;

	if (status != SCHAIN_OK)
		return status;
	if (!look->product && !look->delivery && !look->file)
		return schain__fail(look->error, SCHAIN_E_ARGUMENT, "nobody to tell");
	look->host = host ? schain__host_find(&engine->model, *host) : engine->model.first_host;
	if (host && !look->host)
		return schain__fail(look->error, SCHAIN_E_ARGUMENT, "no such host");
	schain__arena_init(&look->arena, &engine->memory);
	engine->is_busy = 1;
	for (; look->host && status == SCHAIN_OK; look->host = next) {
		next = host ? NULL : look->host->next;
		status = tell(look);
	}
	engine->is_busy = 0;
	schain__arena_dispose(&look->arena);
	return status;
}

schain_status schain_engine_each_product(schain_engine *engine, const schain_string *host,
                                         int (*visit)(void *context,
                                                      const schain_known_product *product),
                                         void *context, schain_error *error)
{
	struct look look = { .engine = engine, .error = error, .product = visit, .context = context };

	return look_at(&look, host, tell_products);
}

schain_status schain_engine_each_delivery(schain_engine *engine, const schain_string *host,
                                          int (*visit)(void *context,
                                                       const schain_known_delivery *delivery),
                                          void *context, schain_error *error)
{
	struct look look = { .engine = engine, .error = error, .delivery = visit, .context = context };

	return look_at(&look, host, tell_deliveries);
}

struct wanted {
	struct look look; /* first */
	schain_string path;
};

static schain_status tell_file(struct look *look)
{
	const struct wanted *wanted = (const struct wanted *)look;
	schain__model *model = &look->engine->model;
	const schain__file *file = schain__file_seen(model, look->host, wanted->path);
	schain__delivery *delivery = file ? schain__slab_get(&model->deliveries, file->delivery) : NULL;
	schain_known_delivery known;
	schain_known_file told;

	if (!delivery)
		return SCHAIN_OK;
	look->found++;
	if (fill_delivery(look, delivery, &known))
		return schain__fail_memory(look->error);
	told = (schain_known_file){ sizeof told, file->content, file->has_run != 0, file->item,
		                    file->written, &known, NULL };
	return stopped(look, look->file(look->context, &told));
}

schain_status schain_engine_find_file(schain_engine *engine, const schain_string *host,
                                      schain_string path,
                                      int (*visit)(void *context, const schain_known_file *file),
                                      void *context, schain_error *error)
{
	struct wanted wanted = { .look = { .engine = engine, .error = error, .file = visit, .context = context },
		                 .path = path };
	schain_status status = look_at(&wanted.look, host, tell_file);

	return status == SCHAIN_OK && !wanted.look.found ? SCHAIN_END : status;
}
