/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TOOLS_SENSOR_LINE_H
#define SCHAIN_TOOLS_SENSOR_LINE_H
/* A line that a sensor tells those who look on: "Who looks on" in doc/sensor.md. */
#include <supplychain/error.h>
#include <supplychain/base.h>

#ifdef __cplusplus
extern "C" {
#endif

enum sensor_line_kind { SENSOR_OTHER, SENSOR_HELLO, SENSOR_STATUS, SENSOR_VERDICT };
enum { SENSOR_RATES = 32, SENSOR_WORST = 20 };

struct sensor_rate {
	schain_string type;
	double rate; /* a second */
};

/* An open chain. */
struct sensor_chain {
	schain_string host, product, version;
	schain_time last_time;
	uint32_t level, stages; /* stages: bits */
	int32_t score;
};

struct sensor_line {
	enum sensor_line_kind kind;
	/* Of "hello". */
	schain_string host, version;
	schain_time start;
	/* Of "status". */
	schain_time time;
	uint64_t lost, memory, hosts, processes, files, chains;
	size_t rate_count, worst_count;
	struct sensor_rate rates[SENSOR_RATES];
	struct sensor_chain worst[SENSOR_WORST];
	/* Of "verdict": the object, as in doc/verdict-json.md. */
	schain_string verdict;
};

struct sensor_reader;

/* NULL without memory. */
struct sensor_reader *sensor_reader_new(void);
void sensor_reader_free(struct sensor_reader *reader);
/*
 * Fills in `ret_line`; its strings live until the reader's next call. What a key
 * of another type says is as if it were not there. Returns SCHAIN_OK,
 * SCHAIN_E_SYNTAX (no JSON object) or SCHAIN_E_MEMORY.
 */
schain_status sensor_reader_read(struct sensor_reader *reader, const char *data, size_t size,
                                 struct sensor_line *ret_line, schain_error *error);

#ifdef __cplusplus
}
#endif
#endif
