/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_DECODE_HARNESS_H
#define TESTS_DECODE_HARNESS_H
/* Runs a decoder over bytes and keeps what it said, as text to compare. */
#include <supplychain/decode.h>

#include <stddef.h>

typedef struct output {
	char *data; /* NUL-terminated once anything was added */
	size_t size;
} output;

typedef struct outcome {
	schain_decoder_options options; /* set before run_bytes() */
	output events;   /* lines of supplychain-jsonl */
	output problems; /* "line:column message" each */
	schain_decoder_statistics statistics;
	schain_status status;
	schain_error error;
	const char *format;
	int stop_after; /* events until the callback asks to stop; 0: never */
	int stop_at_problem;
	size_t seen;
} outcome;

void run_init(outcome *run);
void run_dispose(outcome *run);
/* New decoder, feed in pieces of `piece` bytes (0: all at once), finish, free. */
void run_bytes(outcome *run, const void *data, size_t size, size_t piece);
void run_text(outcome *run, const char *data);
void text_add(output *text, const void *data, size_t size);
/* Number of lines of `text` that contain `part`. */
size_t text_count(const output *text, const char *part);
/* Reads a file whole; NULL if it cannot. The caller frees *ret. */
char *read_file(const char *path, size_t *ret_size);

/* An allocator that fails at the n-th request and checks sizes and leaks. */
typedef struct failing {
	schain_allocator allocator;
	size_t fail_at; /* 0: never */
	size_t requests;
	size_t in_use;  /* bytes */
} failing;
void failing_init(failing *memory, size_t fail_at);
/*
 * Decodes with each allocation failing in turn: each run must end with
 * SCHAIN_E_MEMORY or succeed, and give all its memory back.
 */
void fail_each_allocation(const schain_decoder_options *options, const void *data, size_t size);
#endif
