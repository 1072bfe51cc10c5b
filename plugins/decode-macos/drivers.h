/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_DECODE_MACOS_DRIVERS_H
#define SCHAIN_DECODE_MACOS_DRIVERS_H
/* The drivers of this folder: what macOS and its sensors write. */
#include "decode/decoder.h"

extern const schain__driver schain__driver_eslogger;
extern const schain__driver schain__driver_santa_json;
extern const schain__driver schain__driver_santa_log;
extern const schain__driver schain__driver_install_log;
extern const schain__driver schain__driver_unified_log;
#endif
