/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_ENGINE_STATE_H
#define SCHAIN_ENGINE_STATE_H
/* One host's whole state as bytes, and back. */
#include "engine/engine.h"
#include "store/part.h"

/* The parts that only the engine knows. */
void schain__write_head(schain__form *writer, schain__host *host);
void schain__read_head(schain__form_reader *reader, schain__host *host);
void schain__write_queue(schain__form *writer, const schain_engine *engine,
                         const schain__host *host);
void schain__read_queue(schain__form_reader *reader, schain_engine *engine, schain__host *host);
/* Reads one part of a host; the head first. Nothing is taken back where it fails. */
schain_status schain__state_read(schain_engine *engine, schain__host *host, uint64_t kind, uint64_t id,
                                 const void *data, size_t size);
/* Takes a host out of the engine, with all that is remembered of it. */
void schain__state_forget(schain_engine *engine, schain__host *host);
/* The same of one that was not heard of for long; it stays where memory is out. */
void schain__state_forget_idle(schain_engine *engine, schain__host *host);
/* A message that fits what reading a state came to. */
schain_status schain__state_fail(schain_error *error, schain_status status, schain_string host);
#endif
