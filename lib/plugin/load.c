/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin from a shared object that nobody else can have put there. */
#include "plugin/plugin.h"

#include <supplychain/version.h>

schain_status schain_plugins_load(schain_plugins *plugins, const char *path, schain_error *error)
{
	schain_status status = schain__plugins_check(plugins, error);
	schain_plugin_query_function query;
	char why[256] = "";
	int refused;

	if (status != SCHAIN_OK)
		return status;
	if (!path)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "no path");
	if (!(plugins->options.flags & SCHAIN_PLUGINS_LOAD_FILES))
		return schain__fail(error, SCHAIN_E_STATE,
		                    "this set does not load files (SCHAIN_PLUGINS_LOAD_FILES)");
	if (!schain_supports("load-plugins"))
		return schain__fail(error, SCHAIN_E_UNSUPPORTED, "this build loads no shared objects");
	refused = schain__check_path(path, why, sizeof why);
	if (refused)
		status = schain__fail(error, refused < 0 ? SCHAIN_E_ARGUMENT : SCHAIN_E_IO, "%s", why);
	if (status == SCHAIN_OK) {
		query = (schain_plugin_query_function)schain__load_function(path, "schain_plugin_query", why,
		                                                            sizeof why);
		status = query ? schain_plugins_add(
							 plugins, query(SCHAIN_PLUGIN_ABI_MAJOR, SCHAIN_PLUGIN_ABI_MINOR), error)
		               : schain__fail(error, SCHAIN_E_IO, "%s", why);
	}
	if (status != SCHAIN_OK)
		schain__fail_at(error, path, 0, 0, 0);
	return status;
}
