/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_PLUGIN_ISOLATION_H
#define SCHAIN_PLUGIN_ISOLATION_H
/* How an instance is isolated, with all that was left at 0 filled in. */
#include <supplychain/isolation.h>

#include "plugin/plugin.h"

enum { SCHAIN__GRANTS = 64 };

/* Checks and copies the struct; what it points to is still the caller's. */
schain_status schain__isolation_read(const schain_plugin_isolation *given,
                                     schain_plugin_isolation *ret_known, schain_error *error);
/* As the public function; the file has to meet these terms. */
schain_status schain__plugins_open_isolated(schain_plugins *plugins, const char *path,
                                            const schain__object_terms *terms, const char *name,
                                            const schain_plugin_value *values, size_t value_size,
                                            size_t count, const schain_plugin_isolation *isolation,
                                            schain_error *error);
const schain_plugin_grant *schain__grant_at(const schain_plugin_isolation *isolation, size_t index);
#endif
