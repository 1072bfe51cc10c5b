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

schain_status schain_store_compact(schain_store *store, schain_error *error)
{
	const schain__own_store *own = (const schain__own_store *)store;

	if (!store)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "not a store");
	return own->compact ? own->compact(store->context, error) : SCHAIN_OK;
}

void schain_store_free(schain_store *store)
{
	if (store && store->close)
		store->close(store->context);
}
