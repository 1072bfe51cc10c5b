/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

uint64_t schain__file_key(schain__model *model, schain__host *host, schain_string path)
{
	uint64_t question = schain__model_key(model, 'F', host->key.part[0], path) | 1;
	schain__answer *known = &model->file_keys[(question >> 32) % SCHAIN__ANSWERS];
	char buffer[SCHAIN__PATH_SIZE];

	if (known->question != question) {
		schain_string canonical = schain__path_identity(path, buffer);

		known->answer = schain__host_hash(host, 'f', canonical.data, canonical.length);
		known->question = question;
	}
	return known->answer;
}

/* Only Windows has short names. 0 otherwise. */
static uint64_t coarse_key(const schain__host *host, schain_string path)
{
	char canonical[SCHAIN__PATH_SIZE], coarse[SCHAIN__PATH_SIZE];
	schain_string spelled;

	if (!schain__path_is_windows(path))
		return 0;
	spelled = schain__path_coarse(schain__path_identity(path, canonical), coarse);
	return schain__host_hash(host, 's', spelled.data, spelled.length);
}

static schain__file *at_key(const schain__model *model, const schain__map *map, uint64_t key)
{
	uint32_t index = schain__map_get(map, key);

	return index == SCHAIN__MAP_NONE ? NULL : schain__slab_at(&model->files, index);
}

int schain__file_any(const schain__model *model)
{
	return model->files.count || model->cold.count;
}

schain__file *schain__file_at(const schain__model *model, uint64_t key)
{
	return at_key(model, &model->file_index, key);
}

/* In memory, or brought back from the store. */
static schain__file *find(schain__model *model, schain__host *host, const schain__map *map, uint64_t key)
{
	schain__file *file = at_key(model, map, key);

	return file || !schain__cold_wake(model, host, key) ? file : at_key(model, map, key);
}

schain__file *schain__file_seen(schain__model *model, schain__host *host, schain_string path)
{
	schain__file *file;
	schain_string package;

	if (!schain__file_any(model) || !path.length)
		return NULL;
	file = find(model, host, &model->file_index, schain__file_key(model, host, path));
	if (file)
		return file;
	if (schain__path_has_short_name(path) && schain__path_is_windows(path))
		return find(model, host, &model->coarse_index, coarse_key(host, path));
	package = schain__path_package(path);
	if (!package.length)
		return NULL;
	return find(model, host, &model->file_index, schain__file_key(model, host, package));
}

schain__file *schain__file_of(schain__model *model, schain__host *host, schain_string path)
{
	schain__file *file = schain__file_seen(model, host, path);
	schain__delivery *delivery = file ? schain__slab_get(&model->deliveries, file->delivery) : NULL;

	if (delivery) {
		schain__delivery_touch(model, delivery);
		delivery->is_used = 1;
	}
	return file;
}

static void unlink_file(schain__model *model, schain__file *file)
{
	schain__delivery *delivery = schain__slab_get(&model->deliveries, file->delivery);

	if (delivery)
		schain__delivery_touch(model, delivery);
	if (file->previous)
		file->previous->next = file->next;
	else if (delivery)
		delivery->files = file->next;
	if (file->next)
		file->next->previous = file->previous;
	file->previous = file->next = NULL;
	if (delivery && !--delivery->file_count) {
		schain__host *host = schain__slab_get(&model->hosts, delivery->host);

		schain__delivery_emptied(host, delivery, host->now);
	}
}

static void link_file(schain__delivery *delivery, schain__file *file)
{
	file->delivery = schain__slab_ref(delivery);
	file->next = delivery->files;
	if (file->next)
		file->next->previous = file;
	delivery->files = file;
	delivery->file_count++;
	delivery->emptied = 0;
}

static void unindex(schain__map *map, uint64_t key, const schain__file *file)
{
	if (key && schain__map_get(map, key) == file->header.index)
		schain__map_remove(map, key);
}

void schain__file_drop(schain__model *model, schain__file *file)
{
	unlink_file(model, file);
	unindex(&model->file_index, file->key, file);
	unindex(&model->coarse_index, file->coarse_key, file);
	schain__record_give(&model->intern, &file->record);
	schain__slab_give(&model->files, file);
}

/* Returns 0, or -1 when memory is out; the coarse key is a convenience only. */
static int index_file(schain__model *model, schain__host *host, schain__file *file,
                      schain_string path, uint64_t key)
{
	if (schain__map_set(&model->file_index, key, file->header.index))
		return -1;
	file->key = key;
	file->coarse_key = coarse_key(host, path);
	if (file->coarse_key)
		schain__map_set(&model->coarse_index, file->coarse_key, file->header.index);
	return 0;
}

int schain__file_has_coarse(const schain__model *model, const schain__file *file)
{
	return file->coarse_key && at_key(model, &model->coarse_index, file->coarse_key) == file;
}

schain__file *schain__file_restore(schain__model *model, schain__delivery *delivery, uint64_t key,
                                   uint64_t coarse_key, int has_coarse)
{
	schain__file *file = at_key(model, &model->file_index, key) ? NULL
	                                                            : schain__slab_take(&model->files);

	if (!file)
		return NULL;
	if (schain__map_set(&model->file_index, key, file->header.index)) {
		schain__slab_give(&model->files, file);
		return NULL;
	}
	file->key = key;
	file->coarse_key = coarse_key;
	/* What was written since has it. */
	if (has_coarse && !at_key(model, &model->coarse_index, coarse_key))
		schain__map_set(&model->coarse_index, coarse_key, file->header.index);
	link_file(delivery, file);
	return file;
}

schain__file *schain__file_mark(schain__model *model, schain__host *host,
                                schain__delivery *delivery, size_t item, schain_string path,
                                const schain_event *event)
{
	schain_string package = schain__path_package(path);
	schain_string place = package.length ? package : path;
	uint64_t key = schain__file_key(model, host, place);
	schain__file *file = find(model, host, &model->file_index, key);

	if (file && file->delivery == schain__slab_ref(delivery)) {
		file->item = (uint32_t)item;
		return file;
	}
	if (file) {
		unlink_file(model, file);
		schain__record_give(&model->intern, &file->record);
	} else {
		file = schain__slab_take(&model->files);
		if (!file)
			return NULL;
		if (index_file(model, host, file, place, key)) {
			schain__slab_give(&model->files, file);
			return NULL;
		}
	}
	file->record = schain__record_of(&model->intern, event);
	file->written = event->time;
	file->item = (uint32_t)item;
	file->content = SCHAIN_CONTENT_UNKNOWN;
	file->has_run = 0;
	file->integrity = 0;
	file->is_dropped = 0;
	link_file(delivery, file);
	return file;
}

void schain__file_move(schain__model *model, schain__host *host, schain__file *file,
                       schain_string path)
{
	uint64_t key = schain__file_key(model, host, path);
	schain__file *target = find(model, host, &model->file_index, key);

	if (target == file)
		return;
	if (target)
		schain__file_drop(model, target);
	unindex(&model->file_index, file->key, file);
	unindex(&model->coarse_index, file->coarse_key, file);
	file->key = file->coarse_key = 0;
	if (index_file(model, host, file, path, key))
		schain__file_drop(model, file);
}

schain__item *schain__file_item(schain__model *model, const schain__file *file)
{
	schain__delivery *delivery = schain__slab_get(&model->deliveries, file->delivery);

	return delivery && file->item < delivery->item_count ? &delivery->items[file->item] : NULL;
}
