/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SENSOR_SOURCE_H
#define SENSOR_SOURCE_H
/* Where events come from. */
#include "identity.h"

struct source;

/* Takes one event, borrowed until it returns. Returns 0 to go on. */
typedef int (*source_take)(void *context, const schain_event *event);

/* Opens the eBPF source; `host` and `names` are borrowed; needs the right to load programs. NULL after a message on standard error. */
struct source *source_open(const char *host, struct identity *names, source_take take, void *context);
/* Takes all that waits. Returns 0, or what `take` stopped with. */
int source_read(struct source *source);
/* Becomes readable when much waits. */
int source_descriptor(const struct source *source);
void source_close(struct source *source);
#endif
