/* SPDX-License-Identifier: Apache-2.0 */
/* Verdicts to the sinks of a set. */
#include "plugin/plugin.h"

int schain__plugins_have_sink(const schain_plugins *plugins)
{
	for (size_t i = 0; i < plugins->instance_count; i++)
		if (plugins->instances[i]->is_open && plugins->instances[i]->sink)
			return 1;
	return 0;
}

void schain__plugins_deliver(schain_plugins *plugins, const schain_verdict *verdict)
{
	for (size_t i = 0; i < plugins->instance_count; i++) {
		schain__instance *instance = plugins->instances[i];
		int64_t at;

		if (!instance->is_open || !instance->sink)
			continue;
		instance->statistics.verdicts++;
		at = schain__instance_begin(instance);
		if (instance->sink->deliver(instance->handle, verdict) != SCHAIN_OK)
			instance->statistics.verdicts_failed++;
		schain__instance_end(instance, at);
	}
}
