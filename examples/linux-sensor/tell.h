/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SENSOR_TELL_H
#define SENSOR_TELL_H
/* Where verdicts go, besides to who looks on. */
#include <supplychain/supplychain.h>

enum tell_place { TELL_JSON, TELL_TEXT, TELL_SYSLOG, TELL_JOURNAL };

/* Returns 0, or -1 if it could not be written where it has to be. */
int tell_verdict(enum tell_place place, const schain_verdict *verdict);
#endif
