/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SENSOR_WATCHERS_H
#define SENSOR_WATCHERS_H
/*
 * Who looks on: a Unix socket whose peers are given lines. They are never waited
 * for: one that does not read loses its connection.
 */
#include <stddef.h>

struct watchers;
struct watcher;

/*
 * Listens at that path. `greet` gives a new watcher its first lines, by
 * watcher_tell(). NULL after a message on standard error.
 */
struct watchers *watchers_open(const char *path, void (*greet)(void *context, struct watcher *watcher),
                               void *context);
/* Becomes readable when watchers_turn() has something to do. */
int watchers_descriptor(const struct watchers *watchers);
/* Takes in who comes, lets go who went, and sends what waits. */
void watchers_turn(struct watchers *watchers);
/* To one; returns 0, or -1 if it was let go for it or there is no more than half of its room left. */
int watcher_tell(struct watcher *watcher, const char *data, size_t size);
/* To all. */
void watchers_tell_all(struct watchers *watchers, const char *data, size_t size);
size_t watchers_count(const struct watchers *watchers);
/* How many were let go because they did not read. */
size_t watchers_dropped(const struct watchers *watchers);
/* Removes the socket; NULL is allowed. */
void watchers_close(struct watchers *watchers);
#endif
