/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_DECODE_AUDITD_DRIVERS_H
#define SCHAIN_DECODE_AUDITD_DRIVERS_H
/* The driver of Linux audit logs; see doc/formats/auditd.md. */
#include "decode/decoder.h"

extern const schain__driver schain__driver_auditd;
#endif
