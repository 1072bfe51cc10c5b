/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

/* Generations between an installer and a writer: apt, dpkg, sh, a hook, its tools. */
enum { LINEAGE_LIMIT = 16 };

int schain__is_installing(uint64_t classes)
{
	return (classes & (SCHAIN__IMAGE_INSTALLER | SCHAIN__IMAGE_UPDATER |
	                   SCHAIN__IMAGE_PACKAGE_MANAGER | SCHAIN__IMAGE_DEVELOPER_MANAGER |
	                   SCHAIN__IMAGE_BUILD_TOOL)) != 0;
}

static schain__process *installer_above(schain__model *model, schain__process *writer)
{
	schain__process *root = NULL, *process = writer;

	for (int i = 0; process && i < LINEAGE_LIMIT; i++) {
		schain__process *parent = schain__process_parent(model, process);

		if (schain__is_installing(process->classes))
			root = process;
		/* A session or service manager: what is above it did not ask for this. */
		else if (process->classes & SCHAIN__IMAGE_CARRIER && process != writer &&
		         !(parent && schain__is_installing(parent->classes)))
			break;
		process = parent;
	}
	return root;
}

schain__process *schain__delivery_root(schain__model *model, schain__process *writer)
{
	schain__process *root = installer_above(model, writer);
	uint64_t tools = SCHAIN__IMAGE_FILE_TOOL | SCHAIN__IMAGE_DOWNLOADER;

	if (root)
		return root;
	root = writer;
	for (int i = 0; root->classes & tools && i < LINEAGE_LIMIT; i++) {
		schain__process *parent = schain__process_parent(model, root);

		if (!parent || !parent->image || parent->classes & SCHAIN__IMAGE_CARRIER)
			break;
		root = parent;
	}
	return root;
}

void schain__delivery_touch(schain__model *model, schain__delivery *delivery)
{
	if (delivery->is_pending && model->touching)
		model->touching(model->context, delivery);
	delivery->is_touched = 1;
}

schain__delivery *schain__delivery_current(schain__model *model, const schain__process *root,
                                           schain_time now)
{
	schain__delivery *delivery = schain__slab_get(&model->deliveries, root->delivery);
	int64_t quiet = schain__policy_value(model->policy, SCHAIN__KEY_DELIVERY_QUIET);

	if (!delivery || schain__elapsed(delivery->last_write, now) > quiet ||
	    delivery->file_count >= SCHAIN__DELIVERY_FILES)
		return NULL;
	schain__delivery_touch(model, delivery);
	return delivery;
}

/* In order of birth. What comes back from the store is older than most of what is here. */
static void link_delivery(schain__host *host, schain__delivery *delivery)
{
	schain__delivery *newer = host->newest_delivery && host->newest_delivery->serial > delivery->serial
	                                  ? host->oldest_delivery
	                                  : NULL;

	while (newer && newer->serial < delivery->serial)
		newer = newer->newer;
	delivery->newer = newer;
	delivery->older = newer ? newer->older : host->newest_delivery;
	if (delivery->older)
		delivery->older->newer = delivery;
	else
		host->oldest_delivery = delivery;
	if (newer)
		newer->older = delivery;
	else
		host->newest_delivery = delivery;
}

static void unlink_delivery(schain__host *host, schain__delivery *delivery)
{
	if (delivery->older)
		delivery->older->newer = delivery->newer;
	else
		host->oldest_delivery = delivery->newer;
	if (delivery->newer)
		delivery->newer->older = delivery->older;
	else
		host->newest_delivery = delivery->older;
}

static uint64_t serial_key(const schain__model *model, const schain__host *host, uint64_t serial)
{
	struct {
		uint64_t host[2], serial;
	} key = { { host->key.part[0], host->key.part[1] }, serial };

	return schain__hash(&model->key, &key, sizeof key);
}

schain__delivery *schain__delivery_find(schain__model *model, const schain__host *host, uint64_t serial)
{
	uint32_t index = serial ? schain__map_get(&model->delivery_index,
	                                          serial_key(model, host, serial))
	                        : SCHAIN__MAP_NONE;

	return index == SCHAIN__MAP_NONE ? NULL : schain__slab_at(&model->deliveries, index);
}

schain__delivery *schain__delivery_at(schain__model *model, schain__host *host, uint64_t serial)
{
	schain__delivery *delivery = schain__delivery_find(model, host, serial);

	if (delivery || !serial || !schain__cold_wake(model, host, schain__cold_serial_key(host, serial)))
		return delivery;
	return schain__delivery_find(model, host, serial);
}

/* Serial of what brought the program or script that installs now; 0: nothing known. */
static uint64_t parent_of(schain__model *model, const schain__process *root)
{
	for (uint32_t i = 0; i < root->carry_count; i++) {
		schain__chain *chain = schain__slab_get(&model->chains, root->carries[i].chain);

		if (chain && (root->carries[i].kind == SCHAIN__CARRY_IMAGE ||
		              root->carries[i].kind == SCHAIN__CARRY_SCRIPT)) {
			const schain__delivery *delivery = schain__slab_get(&model->deliveries, chain->delivery);

			return delivery ? delivery->serial : 0;
		}
	}
	return 0;
}

schain__delivery *schain__delivery_add(schain__model *model, schain__host *host, uint64_t serial)
{
	schain__delivery *delivery = schain__slab_take(&model->deliveries);

	if (!delivery)
		return NULL;
	if (schain__map_set(&model->delivery_index, serial_key(model, host, serial),
	                    delivery->header.index)) {
		schain__slab_give(&model->deliveries, delivery);
		return NULL;
	}
	delivery->host = schain__slab_ref(host);
	delivery->serial = serial;
	delivery->best_score = INT32_MIN;
	delivery->is_touched = 1;
	link_delivery(host, delivery);
	return delivery;
}

schain__delivery *schain__delivery_open(schain__model *model, schain__process *root,
                                        const schain_event *event)
{
	schain__delivery *delivery = schain__delivery_current(model, root, event->time);
	schain__host *host = schain__slab_get(&model->hosts, root->host);
	schain__intern *intern = &model->intern;

	if (delivery)
		return delivery;
	delivery = schain__delivery_add(model, host, host->deliveries_made + 1);
	if (!delivery)
		return NULL;
	host->deliveries_made++;
	delivery->parent = parent_of(model, root);
	delivery->installer = schain__intern_share(root->image);
	delivery->script = schain__intern_share(root->script);
	delivery->command = schain__intern_share(root->command);
	delivery->user = schain__intern_share(root->user);
	delivery->guid = schain__intern_share(root->guid);
	delivery->pid = root->pid;
	delivery->classes = root->classes;
	delivery->installer_started = root->started;
	delivery->is_remote = root->is_remote;
	delivery->start = root->is_started ? schain__record_share(&root->start)
	                                   : schain__record_of(intern, event);
	delivery->first_write = delivery->last_write = event->time;
	root->delivery = schain__slab_ref(delivery);
	return delivery;
}

static void dispose_package(schain__model *model, schain__package *package)
{
	schain__intern *intern = &model->intern;

	if (!package)
		return;
	schain__intern_give(intern, package->version);
	schain__intern_give(intern, package->old_version);
	schain__intern_give(intern, package->repository);
	schain__intern_give(intern, package->key);
	schain__intern_give(intern, package->publisher);
	schain__intern_give(intern, package->subject);
	schain__record_give(intern, &package->record);
	schain__free(model->memory, package, sizeof *package);
}

static void dispose_item(schain__model *model, schain__item *item)
{
	schain__intern_give(&model->intern, item->name);
	dispose_package(model, item->package);
}

static void drop_chains(schain__model *model, schain__delivery *delivery)
{
	for (size_t i = 0; i < delivery->item_count && delivery->chain_count; i++) {
		schain__chain *chain = schain__chain_find(model, delivery, i);

		if (chain)
			schain__chain_drop(model, chain);
	}
}

static void dispose(schain__model *model, schain__delivery *delivery)
{
	schain__host *host = schain__slab_get(&model->hosts, delivery->host);
	schain__intern *intern = &model->intern;

	drop_chains(model, delivery);
	while (delivery->files)
		schain__file_drop(model, delivery->files);
	for (size_t i = 0; i < delivery->item_count; i++)
		dispose_item(model, &delivery->items[i]);
	schain__free(model->memory, delivery->items, delivery->item_capacity * sizeof *delivery->items);
	schain__intern_give(intern, delivery->installer);
	schain__intern_give(intern, delivery->script);
	schain__intern_give(intern, delivery->command);
	schain__intern_give(intern, delivery->user);
	schain__intern_give(intern, delivery->guid);
	schain__record_give(intern, &delivery->start);
	unlink_delivery(host, delivery);
	schain__map_remove(&model->delivery_index, serial_key(model, host, delivery->serial));
	schain__slab_give(&model->deliveries, delivery);
}

void schain__delivery_drop(schain__model *model, schain__delivery *delivery)
{
	schain__delivery_touch(model, delivery);
	if (model->dropping && delivery->is_stored)
		model->dropping(model->context, schain__slab_get(&model->hosts, delivery->host),
		                delivery->serial);
	dispose(model, delivery);
}

void schain__delivery_unload(schain__model *model, schain__delivery *delivery)
{
	void (*closing)(void *context, schain__chain *chain) = model->closing;

	model->closing = NULL;
	delivery->is_pending = 0;
	dispose(model, delivery);
	model->closing = closing;
}

schain__item *schain__delivery_add_item(schain__model *model, schain__delivery *delivery)
{
	schain__item *item;

	if (delivery->item_count == UINT32_MAX ||
	    schain__grow(model->memory, (void **)&delivery->items, &delivery->item_capacity,
	                 delivery->item_count, sizeof *delivery->items))
		return NULL;
	delivery->current = delivery->item_count++;
	item = &delivery->items[delivery->current];
	memset(item, 0, sizeof *item);
	return item;
}

static schain__item *add_item(schain__model *model, schain__delivery *delivery, schain_string name)
{
	schain__item *item = schain__delivery_add_item(model, delivery);

	if (item)
		item->name = schain__intern_take(&model->intern, name);
	return item;
}

schain__item *schain__delivery_item(schain__model *model, schain__delivery *delivery,
                                    schain_string name)
{
	/* Newest first: writes of one package come together. */
	for (size_t i = delivery->item_count; i-- > 0;) {
		schain__item *item = &delivery->items[i];

		if (schain__equal(schain__interned_string(item->name), name) &&
		    (name.length || !(item->flags & SCHAIN__ITEM_CLOSED))) {
			delivery->current = i;
			return item;
		}
		/* A delivery of very many packages is not searched to its start. */
		if (delivery->item_count - i > 64)
			break;
	}
	return add_item(model, delivery, name);
}

schain__item *schain__delivery_name_item(schain__model *model, schain__delivery *delivery,
                                         schain_string name)
{
	schain__item *item = delivery->item_count ? &delivery->items[delivery->current] : NULL;

	if (item && !item->name && !(item->flags & SCHAIN__ITEM_CLOSED))
		item->name = schain__intern_take(&model->intern, name);
	else if (!item || !schain__equal(schain__interned_string(item->name), name))
		item = schain__delivery_item(model, delivery, name);
	if (item)
		item->flags |= SCHAIN__ITEM_CLOSED;
	return item;
}
