/* SPDX-License-Identifier: Apache-2.0 */
/* The memory of a description: all of it is given back at once. */
#include "ffi/description.h"

#include <string.h>

struct schain__ffi_block {
	struct schain__ffi_block *next;
	size_t size;
	max_align_t data[];
};

static void *take(const schain_plugin_host *host, struct schain__ffi_block **list, size_t size)
{
	struct schain__ffi_block *block;

	if (size > SIZE_MAX - sizeof *block)
		return NULL;
	block = host->allocate(host->context, sizeof *block + size);
	if (!block)
		return NULL;
	memset(block, 0, sizeof *block + size);
	block->size = sizeof *block + size;
	block->next = *list;
	*list = block;
	return block->data;
}

schain__ffi_description *schain__ffi_new(const schain_plugin_host *host)
{
	struct schain__ffi_block *blocks = NULL;
	schain__ffi_description *description = take(host, &blocks, sizeof *description);

	if (!description)
		return NULL;
	description->host = host;
	description->blocks = blocks;
	return description;
}

void *schain__ffi_alloc(schain__ffi_description *description, size_t size)
{
	return take(description->host, &description->blocks, size);
}

void schain__ffi_free(schain__ffi_description *description)
{
	const schain_plugin_host *host;
	struct schain__ffi_block *block, *next;

	if (!description)
		return;
	/* The description itself is in the last of them. */
	host = description->host;
	for (block = description->blocks; block; block = next) {
		next = block->next;
		host->release(host->context, block, block->size);
	}
}
