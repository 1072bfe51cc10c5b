/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TOOLS_VERDICT_JSON_H
#define SCHAIN_TOOLS_VERDICT_JSON_H
/* Verdicts read back from the JSON that replay wrote (doc/verdict-json.md). */
#include <supplychain/error.h>
#include <supplychain/verdict.h>

#ifdef __cplusplus
extern "C" {
#endif

struct verdict_reader;

/* NULL without memory. */
struct verdict_reader *verdict_reader_new(void);
void verdict_reader_free(struct verdict_reader *reader);
/*
 * Fills in `verdict` from one line; it lives until the reader's next call.
 * Keys of later versions are passed over. Returns SCHAIN_OK, SCHAIN_E_SYNTAX
 * (not JSON), SCHAIN_E_VALUE (not such a verdict; the message names the key)
 * or SCHAIN_E_MEMORY.
 */
schain_status verdict_reader_read(struct verdict_reader *reader, const char *line, size_t size,
                                  schain_verdict *verdict, schain_error *error);

#ifdef __cplusplus
}
#endif
#endif
