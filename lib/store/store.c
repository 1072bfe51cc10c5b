/* SPDX-License-Identifier: Apache-2.0 */
#include "store/store.h"

void schain_store_init(schain_store *store, size_t size)
{
	if (!store || size < sizeof(uint32_t))
		return;
	memset(store, 0, size);
	store->struct_size = (uint32_t)size;
}

void schain_store_options_init(schain_store_options *options, size_t size)
{
	if (!options || size < sizeof(uint32_t))
		return;
	memset(options, 0, size);
	options->struct_size = (uint32_t)size;
}

void schain_store_free(schain_store *store)
{
	if (store && store->close)
		store->close(store->context);
}
