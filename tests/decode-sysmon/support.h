/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_DECODE_SYSMON_SUPPORT_H
#define TESTS_DECODE_SYSMON_SUPPORT_H
/* Decoding an input in a test, and writing what came out as text that can be compared. */
#include <supplychain/decode.h>

#include <stdio.h>

#define EVENT_TYPES 32

/* What a decoder made of an input. */
struct seen {
	char *text; /* every event with every field it has, a line each; NUL-terminated */
	size_t text_size;
	FILE *stream; /* writes text */
	unsigned types[EVENT_TYPES];
	schain_decoder_statistics statistics;
	unsigned problems;
	schain_error problem; /* the first */
	schain_status status; /* of the whole run */
	schain_error error;
	const char *format;
	int is_quiet; /* count only */
	int is_strict; /* stop at the first problem */
};

/* Decodes bytes, in pieces of that size (0: at once), as `format` (NULL: recognised). */
void seen_bytes(struct seen *seen, const char *format, const void *data, size_t size, size_t piece,
                const schain_allocator *allocator);
/* Decodes text as `format`, twice: at once and byte by byte, which must give the same. */
void seen_text(struct seen *seen, const char *format, const char *text);
void seen_dispose(struct seen *seen);

/* A file of the test data; NULL when it is absent. The caller frees *ret_data. */
char *data_read(const char *name, size_t *ret_size);
/* Leaves the program with 77 (skipped), saying so, when there is no test data. */
void data_need(void);
#endif
