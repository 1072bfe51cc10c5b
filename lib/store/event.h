/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_STORE_EVENT_H
#define SCHAIN_STORE_EVENT_H
/* Events that wait to be judged, as bytes. */
#include <supplychain/claim.h>

#include "store/form.h"

/* Nouns of the part that has events: the host's, then those that events are made of. */
extern const uint8_t schain__head_nouns[];
extern const size_t schain__head_noun_count;

/* Without the name of its host. */
void schain__write_event(schain__form *writer, const schain_event *event);
/*
 * Of that host; lives in `arena` and points into what is read. NULL if the
 * reader failed.
 */
schain_event *schain__read_event(schain__form_reader *reader, schain__arena *arena,
                                 schain_string host);
#endif
