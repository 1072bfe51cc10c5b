/* SPDX-License-Identifier: Apache-2.0 */
/* reputation.so: the library's plugin as a file. */
#include <supplychain/plugin.h>
#include <supplychain/reputation.h>

const schain_plugin *schain_plugin_query(uint32_t abi_major, uint32_t abi_minor)
{
	const schain_plugin *plugin = schain_reputation_get_plugin();

	return abi_major == plugin->abi_major && abi_minor >= plugin->abi_minor ? plugin : NULL;
}
