/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_DECODE_SYSMON_DRIVERS_H
#define SCHAIN_DECODE_SYSMON_DRIVERS_H
/* The drivers of this folder. */
#include "decode/decoder.h"

extern const schain__driver schain__driver_sysmon_evtx;
extern const schain__driver schain__driver_sysmon_xml;
extern const schain__driver schain__driver_sysmon_json;
#endif
