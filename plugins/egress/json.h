/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_EGRESS_JSON_H
#define SCHAIN_EGRESS_JSON_H
/* The two kinds of JSON that are read here, by simdjson behind a C face. */
#include "egress/support.h"

#ifdef __cplusplus
extern "C" {
#endif

struct schain__eg_json;

/* NULL when memory is out. */
struct schain__eg_json *schain__eg_json_new(void);
void schain__eg_json_free(struct schain__eg_json *json);
/* A flow from an object; its texts are borrowed until the next call. */
schain_status schain__eg_json_flow(struct schain__eg_json *json, schain_string line,
                                   schain_flow *ret_flow, schain_error *error);
/*
 * Tells each string of the object's member "list". `take` returns 0 to go on;
 * anything else is what this returns.
 */
schain_status schain__eg_json_list(struct schain__eg_json *json, schain_string text,
                                   schain_status (*take)(void *context, schain_string entry),
                                   void *context, schain_error *error);

/* IANA number of "tcp" and the like; 0 unknown. */
uint32_t schain__eg_protocol_of(schain_string name);
/* Decimal seconds as nanoseconds, exactly; 0 if it is none. Returns 1 if it was. */
int schain__eg_seconds(schain_string text, schain_time *ret_time);

#ifdef __cplusplus
}
#endif
#endif
