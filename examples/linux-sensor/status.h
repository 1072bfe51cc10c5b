/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SENSOR_STATUS_H
#define SENSOR_STATUS_H
/* What watchers are told of the sensor: who it is, and each second how it does. */
#include "line.h"
#include "watchers.h"

enum { STATUS_TYPES = SCHAIN_EVENT_FLUSH + 1 };

struct status {
	schain_time start, told; /* real time */
	uint64_t counts[STATUS_TYPES]; /* events since the status was told last, by type */
};

void status_begin(struct status *status, schain_time now);
void status_count(struct status *status, const schain_event *event);
/* "hello". */
void status_greet(const struct status *status, const char *host, struct line *line);
/* "status", if a second has passed. */
void status_tell(struct status *status, schain_engine *engine, const struct watchers *watchers,
                 schain_time now, struct line *line);
/* "verdict". */
void status_verdict(const schain_verdict *verdict, struct line *line);
#endif
