/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_DECODE_SYSMON_PROBE_H
#define SCHAIN_DECODE_SYSMON_PROBE_H
/* How sure the drivers here are of an input's first bytes. */
#include <stddef.h>

int schain__probe_event_xml(const char *data, size_t size, int is_all);
int schain__probe_event_json(const char *data, size_t size, int is_all);
int schain__probe_evtx(const char *data, size_t size, int is_all);
#endif
