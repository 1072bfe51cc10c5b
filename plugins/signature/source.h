/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_SOURCE_H
#define SCHAIN_SIGNATURE_SOURCE_H
/*
 * What the container parsers read from: bytes by position. A file, or a block
 * of memory in tests and fuzzers.
 */
#include <supplychain/error.h>

#include "signature/bytes.h"

struct schain__sig_input;

typedef struct schain__source {
	/* All `size` bytes or SCHAIN_E_IO; never asked beyond `size` below. */
	schain_status (*read)(void *context, uint64_t offset, void *data, size_t size);
	void *context;
	uint64_t size;
} schain__source;

/* All of it, or SCHAIN_E_DAMAGED where the source ends before. */
schain_status schain__source_read(const schain__source *source, uint64_t offset, void *data,
                                  size_t size);
/* The same into memory of its own; released by schain__source_release(). */
schain_status schain__source_load(const schain__source *source, const schain_allocator *memory,
                                  uint64_t offset, uint64_t size, schain__bytes *ret_bytes);
void schain__source_release(const schain_allocator *memory, schain__bytes bytes);
/* A block of memory as a source. Borrows *bytes. */
schain__source schain__source_of_bytes(schain__bytes *bytes);
/* The file at hand as a source. Borrows *input. */
schain__source schain__source_of_input(struct schain__sig_input *input);
#endif
