/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_BASE64_H
#define SCHAIN_SIGNATURE_BASE64_H
/* Base64 (RFC 4648), padded; white space is passed over where `is_wrapped`. */
#include "signature/bytes.h"
#include "signature/pool.h"

/* Enough for what `size` characters decode to. */
#define SCHAIN__BASE64_ROOM(size) ((size) / 4 * 3 + 3)
/* How many bytes were written to `out` of SCHAIN__BASE64_ROOM(text.size) bytes, or -1. */
ptrdiff_t schain__base64_decode(schain__bytes text, int is_wrapped, uint8_t *out);
/* The same, without white space, into memory of a pool; data is NULL if it is none. */
schain__bytes schain__base64_decode_to(schain__sig_pool *pool, schain__bytes text);
#endif
