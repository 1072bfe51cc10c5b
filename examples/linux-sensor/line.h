/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SENSOR_LINE_H
#define SENSOR_LINE_H
/* A line of JSON that is put together piece by piece. */
#include <supplychain/supplychain.h>

struct line {
	char *data;
	size_t length, capacity;
	int is_failed; /* memory was out: what it holds is not whole */
};

void line_add(struct line *line, const char *data, size_t size);
void line_print(struct line *line, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* As a JSON string, all of it ASCII: text of telemetry is hostile. Absent: null. */
void line_string(struct line *line, schain_string text);
/* RFC 3339, in UTC, with milliseconds; 0: null. */
void line_time(struct line *line, schain_time time);
/* For schain_report_write_json(); `context` is a line. */
int line_sink(void *context, const char *data, size_t size);
void line_free(struct line *line);
#endif
