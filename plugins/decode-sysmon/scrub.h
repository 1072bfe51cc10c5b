/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_DECODE_SYSMON_SCRUB_H
#define SCHAIN_DECODE_SYSMON_SCRUB_H
/*
 * XML that breaks its rules at a few bytes: command lines and file names may
 * hold anything, and not every writer escapes it.
 */
#include "decode/decoder.h"

/*
 * A copy, as long-lived as the batch, in which U+FFFD stands for each byte that
 * is not UTF-8 and for each character and character reference outside XML
 * 1.0's Char (https://www.w3.org/TR/xml, 2.2), and broken entities are mended.
 */
schain_status schain__scrub_xml(schain__decode *decode, const char *data, size_t size,
                                schain_string *ret_clean);
#endif
