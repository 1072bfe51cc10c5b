/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_ENGINE_COLD_H
#define SCHAIN_ENGINE_COLD_H
/* What is in the store only: reading it back. */
#include "engine/engine.h"

/*
 * A part as it is in the store, in `ret_bytes`, which is disposed of by the
 * caller whatever comes back: a part is read when the store is done, since
 * reading it may need others.
 */
schain_status schain__cold_fetch(schain_engine *engine, const schain__host *host,
                                 enum schain__part_kind kind, uint64_t id, schain__buffer *ret_bytes,
                                 schain_error *error);
/* Lets go of one that was only looked at: it is in the store as it was. */
void schain__cold_put_back(schain_engine *engine, schain__delivery *delivery);
/* The model's hook; `context` is the engine. */
schain__delivery *schain__cold_waking(void *context, const schain__cold *cold);
#endif
