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
const schain_plugin_grant *schain__grant_at(const schain_plugin_isolation *isolation, size_t index);
#endif
