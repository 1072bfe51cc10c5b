/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

schain__host *schain__host_of(schain__model *model, schain_string name)
{
	uint64_t key = schain__model_key(model, 'h', 0, name);
	uint32_t index = schain__map_get(&model->host_index, key);
	schain__host *host;

	if (index != SCHAIN__MAP_NONE)
		return schain__slab_at(&model->hosts, index);
	host = schain__slab_take(&model->hosts);
	if (!host)
		return NULL;
	host->key.part[0] = schain__model_key(model, 'K', 0, name);
	host->key.part[1] = schain__model_key(model, 'L', 0, name);
	host->name = schain__intern_take(&model->intern, name);
	if ((name.length && !host->name) ||
	    schain__map_set(&model->host_index, key, host->header.index)) {
		schain__intern_give(&model->intern, host->name);
		schain__slab_give(&model->hosts, host);
		return NULL;
	}
	return host;
}

uint64_t schain__host_hash(const schain__host *host, char tag, const void *data, size_t size)
{
	schain__hash_key key = host->key;

	key.part[0] += (unsigned char)tag;
	return schain__hash_lasting(&key, data, size);
}
