/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SENSOR_KEEP_H
#define SENSOR_KEEP_H
/* What the engine remembers, kept in a directory: as 'supplychain state' reads it. */
#include <supplychain/supplychain.h>

/*
 * Takes over what the directory holds and keeps it up to date from now on. What
 * cannot be used is told on standard error and by each verdict; the engine then
 * goes on in memory. Returns the store, for schain_store_free() after the engine's
 * end, or NULL.
 */
schain_store *keep_open(schain_engine *engine, const char *directory);
/* All by now. */
void keep_now(schain_engine *engine);
#endif
