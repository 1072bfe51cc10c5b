/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SENSOR_LOGS_H
#define SENSOR_LOGS_H
/* Package managers' logs, read as they grow. */
#include "source.h"

enum { LOGS = 8 };

struct logs;

/* The name of the library's format for a log of that file name; NULL if there is none. */
const char *logs_format(const char *path);
/*
 * Follows these files from their end; those that are not there yet, from their
 * beginning once they are. With no paths, those that the system's package managers
 * write. All is borrowed. NULL after a message on standard error.
 */
struct logs *logs_open(const char *const *paths, size_t count, const char *host, source_take take,
                       void *context);
/* Takes what was written since. Returns 0, or what `take` stopped with. */
int logs_read(struct logs *logs, schain_time now);
void logs_close(struct logs *logs);
#endif
