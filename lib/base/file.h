/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_BASE_FILE_H
#define SCHAIN_BASE_FILE_H
/* Reading a configuration file whole. */
#include "base/error.h"

/* Bytes of the largest one. */
#define SCHAIN__FILE_LIMIT ((size_t)16 << 20)

/* Into a buffer: SCHAIN_E_IO, SCHAIN_E_LIMIT, SCHAIN_E_MEMORY. */
schain_status schain__file_read(const char *path, schain__buffer *buffer, schain_error *error);
#endif
