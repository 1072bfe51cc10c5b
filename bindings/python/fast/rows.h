/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SUPPLYCHAIN_PYTHON_ROWS_H
#define SUPPLYCHAIN_PYTHON_ROWS_H
/* Events and verdicts as rows of a table. */
#include "columns.h"
#include "shapes.h"

#define EVENT_BASE 3u /* columns that an events table always has: type, time and host */

/* Makes the columns, before the first row. 0 when memory is out. */
int rows_of_events(struct table *table);
int rows_of_verdicts(struct table *table);
int rows_add_event(struct table *table, const schain_event *event);
int rows_add_verdict(struct table *table, const schain_verdict *verdict);
#endif
