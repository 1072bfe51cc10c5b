/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_ENGINE_COPY_H
#define SCHAIN_ENGINE_COPY_H
/* An event with all it points to, in one block. */
#include <supplychain/claim.h>

#include <stddef.h>

/*
 * What is kept of each text: the longest path Windows knows (32,767 characters)
 * in ASCII; no longer name, key or command tells more.
 */
enum { SCHAIN__EVENT_TEXT = 32767 };

/*
 * Copies into `block` of `size` bytes, aligned for any type. Parts of other
 * versions of their structs are read as far as their struct_size goes; the
 * copy's own are full-size. Returns the bytes needed; where they exceed `size`,
 * *ret_copy is NULL.
 */
size_t schain__event_copy(void *block, size_t size, const schain_event *event,
                          schain_event **ret_copy);
#endif
