/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_DECODE_SYSMON_EVENT_JSON_H
#define SCHAIN_DECODE_SYSMON_EVENT_JSON_H
/*
 * One JSON object that holds a Windows event, in the shapes of the common
 * shippers, into a record. A C face for simdjson, whose own memory comes from
 * operator new (never throwing): it takes no allocator.
 */
#include "winlog.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct schain__event_json schain__event_json;

/* NULL when memory is out. */
schain__event_json *schain__event_json_new(schain__decode *decode);
void schain__event_json_free(schain__event_json *json);

/*
 * Adds to `record` what the object says. `data` is followed by
 * SCHAIN__DECODE_PADDING bytes. When a text in it holds an <Event> or
 * <EventData> element, *ret_xml is that element (borrowed from the batch) and
 * absent otherwise. Returns SCHAIN_OK, SCHAIN_E_MEMORY, or SCHAIN_E_SYNTAX with
 * the reason (static text).
 */
schain_status schain__event_json_parse(schain__event_json *json, const char *data, size_t size,
                                       schain__winlog *record, schain_string *ret_xml,
                                       const char **ret_problem);

#ifdef __cplusplus
}
#endif
#endif
