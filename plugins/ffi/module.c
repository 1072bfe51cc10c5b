/* SPDX-License-Identifier: Apache-2.0 */
/* The bridge as a shared object. */
#include <supplychain/ffi.h>

const schain_plugin *schain_plugin_query(uint32_t abi_major, uint32_t abi_minor)
{
	(void)abi_minor;
	return abi_major == SCHAIN_PLUGIN_ABI_MAJOR ? schain_ffi_plugin() : NULL;
}
