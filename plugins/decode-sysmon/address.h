/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_DECODE_SYSMON_ADDRESS_H
#define SCHAIN_DECODE_SYSMON_ADDRESS_H
/*
 * IP addresses in one spelling. Sysmon writes the same address in several:
 * 0:0:0:0:0:0:0:1 in a connection, ::1 in a DNS answer, ::ffff:192.0.2.1 for
 * IPv4. Answers and connections can only be joined when they agree.
 */
#include <supplychain/base.h>

/* Room for the longest result, terminated. */
#define SCHAIN__ADDRESS_SIZE 46

/*
 * The spelling of RFC 5952; an IPv4-mapped address as IPv4, a zone (%eth0)
 * dropped. Returns its length, or 0 when `text` is no address.
 */
size_t schain__address_normalize(schain_string text, char *ret_text);
#endif
