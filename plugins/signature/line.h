/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_LINE_H
#define SCHAIN_SIGNATURE_LINE_H
/* Text files in lines: what the package managers' databases consist of. */
#include <supplychain/base.h>

#include "signature/bytes.h"

/* Takes the next line off the front, without its end (LF or CRLF); data is NULL behind the last. */
schain_string schain__line_next(schain__bytes *rest);
/* 1 and the value without blanks around it if the line begins with `name` ("Package:"). */
int schain__line_field(schain_string line, const char *name, schain_string *ret_value);
/* Takes the next word off the front; data is NULL behind the last. */
schain_string schain__line_word(schain_string *rest);
/* `size` bytes of hex at the front; 0 if there are fewer digits. */
int schain__line_hex(schain_string text, uint8_t *ret_bytes, size_t size);
/* All of it as a decimal number; 0 if it is none. */
int schain__line_number(schain_string text, uint64_t *ret_number);
#endif
