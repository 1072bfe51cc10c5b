/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_DECODE_NETWORK_DRIVERS_H
#define SCHAIN_DECODE_NETWORK_DRIVERS_H
/* The drivers of this folder: what sensors on the network write. */
#include "decode/decoder.h"

extern const schain__driver schain__driver_nfdump;
extern const schain__driver schain__driver_suricata;
extern const schain__driver schain__driver_zeek_json;
extern const schain__driver schain__driver_zeek_log;
#endif
