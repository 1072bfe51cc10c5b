/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_DECODE_SYSMON_EVENT_JSON_H
#define SCHAIN_DECODE_SYSMON_EVENT_JSON_H
/*
 * One JSON object that holds a Windows event, in the shapes of the common
 * shippers, into a record.
 */
#include "winlog.h"

typedef struct schain__event_json schain__event_json;

/* NULL when memory is out. */
schain__event_json *schain__event_json_new(schain__decode *decode);
void schain__event_json_free(schain__event_json *json);

/*
 * Adds to `record` what the object says. When a text in it holds an <Event> or
 * <EventData> element, *ret_xml is that element, and absent otherwise. What is
 * no JSON object has been reported as schain__json_parse() does.
 */
schain_status schain__event_json_parse(schain__event_json *json, const char *data, size_t size,
                                       schain__winlog *record, schain_string *ret_xml);
#endif
