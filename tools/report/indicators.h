/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TOOLS_REPORT_INDICATORS_H
#define SCHAIN_TOOLS_REPORT_INDICATORS_H
/* What of a verdict can be searched for elsewhere: hashes, hosts, addresses, paths; each once. */
#include <supplychain/verdict.h>

enum indicator_kind {
	INDICATOR_SHA256,
	INDICATOR_SHA1,
	INDICATOR_MD5,
	INDICATOR_HOST,
	INDICATOR_ADDRESS,
	INDICATOR_PATH,
	INDICATOR_KINDS
};

/* "SHA-256", "host name" ... */
const char *indicator_name(enum indicator_kind kind);
/*
 * The next of a kind, from *at on, which begins at 0; NULL data after the last.
 * Destinations that are approved, customary or internal are none.
 */
schain_string indicator_next(const schain_verdict *verdict, enum indicator_kind kind, size_t *at);
#endif
