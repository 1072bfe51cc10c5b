/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_POLICY_ADDRESS_H
#define SCHAIN_POLICY_ADDRESS_H
/* Textual IPv4 and IPv6 addresses and CIDR blocks. */
#include "base/text.h"

/* IPv6 in network order; IPv4 as IPv4-mapped (RFC 4291, 2.5.5.2). */
typedef struct schain__address {
	unsigned char byte[16];
} schain__address;

/* RFC 4291 text, brackets and zone allowed; dotted quads without leading zeros. 0 if it is neither. */
int schain__address_parse(schain_string text, schain__address *ret_address);
/* An address or a CIDR block; `ret_bits` counts from the start of the 16 bytes. */
int schain__network_parse(schain_string text, schain__address *ret_address, unsigned *ret_bits);
/* Clears what lies behind the first `bits` bits. */
void schain__address_mask(schain__address *address, unsigned bits);
#endif
