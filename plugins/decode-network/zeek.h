/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_DECODE_NETWORK_ZEEK_H
#define SCHAIN_DECODE_NETWORK_ZEEK_H
/* Zeek's logs by the names of their fields, which both ways of writing them share. */
#include "decode-mapped/shape.h"

/* NULL when memory is out. */
schain__shape *schain__zeek_open(schain__decode *decode);
/* Index in the shape of a field of that name, or UINT32_MAX. */
uint32_t schain__zeek_path_of(schain_string name);
#endif
