/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SUPPLYCHAIN_PYTHON_ENCODE_H
#define SUPPLYCHAIN_PYTHON_ENCODE_H
#include "module.h"

/*
 * Hands out the events of an iterable in batches, borrowed until `take`
 * returns, without the interpreter's lock. `take` returns 0 to go on. Those
 * before a bad one are handed out. Returns 0 with an exception, or when `take`
 * ended it.
 */
int encode_each(const struct state *state, PyObject *events,
                int (*take)(void *context, const schain_event *events, size_t count), void *context);
#endif
