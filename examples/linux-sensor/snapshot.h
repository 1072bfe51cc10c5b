/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SENSOR_SNAPSHOT_H
#define SENSOR_SNAPSHOT_H
/* What ran before the sensor did, from /proc. */
#include "identity.h"
#include "source.h"

/*
 * Tells of each running process as if it started at `time`, oldest first; the
 * record's id says that it was not seen to start. Returns 0, or what `take`
 * stopped with.
 */
int snapshot_take(struct identity *identity, schain_time time, source_take take, void *context);
#endif
