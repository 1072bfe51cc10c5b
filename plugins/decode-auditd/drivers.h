/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_DECODE_AUDITD_DRIVERS_H
#define SCHAIN_DECODE_AUDITD_DRIVERS_H
/* The drivers of this folder: Linux audit, as its daemon and as others write it. */
#include "decode/decoder.h"

extern const schain__driver schain__driver_auditd;
extern const schain__driver schain__driver_auoms;
#endif
