/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_ENGINE_REORDER_H
#define SCHAIN_ENGINE_REORDER_H
/*
 * The bounded buffer that puts a host's events in order of time before they
 * are judged. Equal times are ordered by the source's record number, then by
 * what the events are, so that the result does not depend on arrival.
 */
#include <supplychain/event.h>

#include "base/memory.h"

typedef struct schain__reorder schain__reorder;

/* `held` counts the bytes of copies, of all buffers that share it. */
schain__reorder *schain__reorder_new(schain__memory *memory, uint64_t *held);
void schain__reorder_free(schain__reorder *reorder);
/* Keeps a copy. Returns 0, or -1 when memory is out. */
int schain__reorder_put(schain__reorder *reorder, const schain_event *event);
/* The earliest event held, or NULL; valid until dropped. */
const schain_event *schain__reorder_first(const schain__reorder *reorder);
void schain__reorder_drop_first(schain__reorder *reorder);
/* All that are held, in an order in which putting them back gives the same. */
void schain__reorder_each(const schain__reorder *reorder,
                          void (*visit)(void *context, const schain_event *event), void *context);
/* Bytes of all events put so far. */
uint64_t schain__reorder_taken(const schain__reorder *reorder);
size_t schain__reorder_count(const schain__reorder *reorder);
/* Order in which two events are judged: negative, 0 or positive. */
int schain__reorder_compare(const schain_event *a, const schain_event *b);
#endif
