/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_ERROR_H
#define SCHAIN_SIGNATURE_ERROR_H
#include <supplychain/error.h>

/* Fills `error` (may be NULL) and returns `code`. */
schain_status schain__sig_fail(schain_error *error, schain_status code, const char *format, ...)
        __attribute__((format(printf, 3, 4)));
/* Names the file that an error is about. Returns `status`. */
schain_status schain__sig_fail_at(schain_error *error, const char *where, uint64_t line,
                                  schain_status status);
schain_status schain__sig_fail_memory(schain_error *error);
/*
 * Copies a struct of a caller of any version over `known`, which holds the
 * defaults; refuses one that is smaller than 1.0's or sets what is unknown here.
 */
schain_status schain__sig_import(void *known, size_t known_size, const void *given,
                                 const char *what, schain_error *error);
#endif
