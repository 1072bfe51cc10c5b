/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_ENGINE_KEEP_H
#define SCHAIN_ENGINE_KEEP_H
/*
 * Checkpoints: what an engine remembers, as it was between two events, goes to
 * the store a piece at a time while events go on. What has to be written yet is
 * written before it changes.
 */
#include "engine/engine.h"

/* What the store has of the engine as a whole. */
typedef struct schain__engine_part {
	schain_engine *engine;
	schain__place place;
	schain__interned *identity; /* owned */
	schain__interned *note;     /* owned */
} schain__engine_part;

/* For schain_store::get(): fills a schain__engine_part. */
schain_status schain__keep_take(void *to, const void *data, size_t size);
/* Call before anything of a host changes. */
void schain__keep_touch(schain_engine *engine, schain__host *host);
/* The model's hooks; `context` is the engine. */
void schain__keep_touching(void *context, schain__delivery *delivery);
void schain__keep_dropping(void *context, schain__host *host, uint64_t serial);
/* Room to remember that a host is gone. Returns 0, -1 when memory is out. */
int schain__keep_reserve(schain_engine *engine);
/* After schain__keep_reserve(), before a host goes. */
void schain__keep_gone(schain_engine *engine, schain__host *host);
/* An event is about to be taken. */
void schain__keep_taking(schain_engine *engine, schain_time time);
/* There should be a store, and none could be had for that reason; NULL: not known. */
void schain__keep_lack(schain_engine *engine, const schain_error *reason);
/* One more event was fed: a checkpoint begins when it is due, and goes on. */
void schain__keep_fed(schain_engine *engine);
/* Writes what a checkpoint in progress has to write yet. */
void schain__keep_finish(schain_engine *engine);
/* Bytes that writing may ask for at once: for a larger part than any before. */
uint64_t schain__keep_growth(const schain_engine *engine);
void schain__keep_dispose(schain_engine *engine);
/* The next verdict's number; 0: it was received before, and is not told again. */
uint64_t schain__keep_number(schain_engine *engine);
#endif
