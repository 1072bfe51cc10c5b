/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TOOLS_RFC3339_H
#define SCHAIN_TOOLS_RFC3339_H
/* Times as this library writes them: RFC 3339 in UTC with up to nine decimals. */
#include <supplychain/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Returns 0, or -1 if the text is no such time or beyond what nanoseconds reach. */
int rfc3339_parse(const char *text, size_t size, schain_time *ret_time);

#ifdef __cplusplus
}
#endif
#endif
