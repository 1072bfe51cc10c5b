/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_DECODE_PACKAGES_DRIVERS_H
#define SCHAIN_DECODE_PACKAGES_DRIVERS_H
/* The drivers of this folder: logs of package managers. */
#include "decode/decoder.h"

extern const schain__driver schain__driver_dpkg;
extern const schain__driver schain__driver_apt;
extern const schain__driver schain__driver_pacman;
extern const schain__driver schain__driver_rpm;
extern const schain__driver schain__driver_term;
#endif
