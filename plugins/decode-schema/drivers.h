/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_DECODE_SCHEMA_DRIVERS_H
#define SCHAIN_DECODE_SCHEMA_DRIVERS_H
/* The drivers of this folder: common schemas and the JSON of Linux sensors. */
#include "decode/decoder.h"

extern const schain__driver schain__driver_ecs;
extern const schain__driver schain__driver_falco;
extern const schain__driver schain__driver_ocsf;
extern const schain__driver schain__driver_osquery;
extern const schain__driver schain__driver_tetragon;
extern const schain__driver schain__driver_tracee;
#endif
