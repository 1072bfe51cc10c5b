/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_FFI_ARGUMENT_H
#define SCHAIN_FFI_ARGUMENT_H
#include "ffi/reader.h"

/* Of an argument by out or by_value. */
typedef struct schain__ffi_storage {
	const char *name; /* NULL: it has none */
	schain__ffi_type type;
	size_t offset;
	size_t size;
} schain__ffi_storage;

void schain__ffi_read_arguments(schain__ffi_reader *reader, struct fy_node *node,
                                schain__ffi_call *call);
#endif
