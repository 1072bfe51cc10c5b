/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_BASE_ERROR_H
#define SCHAIN_BASE_ERROR_H
/* Filling in the caller's error object. */
#include <supplychain/error.h>

#include "base/text.h"

/* Sets code and message (error may be NULL) and returns the code. */
schain_status schain__fail(schain_error *error, schain_status code, const char *format, ...)
	SCHAIN__PRINTF(3, 4);
/* Adds where it happened to an error that schain__fail() made. */
void schain__fail_at(schain_error *error, const char *where, uint64_t line, uint64_t column,
                     uint64_t offset);
schain_status schain__fail_memory(schain_error *error);

/*
 * Copies a caller's struct of an older or newer version into `known`, the size
 * this build knows. `least` is the size in 1.0. Returns SCHAIN_OK,
 * SCHAIN_E_TOO_SMALL, or SCHAIN_E_TOO_NEW if an unknown tail is not zero.
 */
schain_status schain__import(void *known, size_t known_size, size_t least, const void *given,
                             const char *what, schain_error *error);
#endif
