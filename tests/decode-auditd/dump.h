/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_DECODE_AUDITD_DUMP_H
#define TESTS_DECODE_AUDITD_DUMP_H
/* Decodes a text and shows each event as one line, so that a test can state what it expects. */
#include <supplychain/decode.h>

#define MOST_EVENTS 65536
#define MOST_PROBLEMS 64

struct dump {
	char *lines[MOST_EVENTS];
	size_t count;
	schain_error problems[MOST_PROBLEMS];
	size_t problem_count;
	schain_decoder_statistics statistics;
	schain_status status;
	schain_error error;
	const char *format; /* recognised; NULL if none */
};

/* `format` NULL: recognised. Fed in pieces of `piece` bytes (0: at once). */
struct dump *dump_decode(const char *format, const char *text, size_t size, size_t piece,
                  const schain_allocator *allocator);
struct dump *dump_text(const char *format, const char *text);
/*
 * Decodes with one allocation allowed, then two, and so on until it succeeds:
 * each failure must be reported as such, and nothing left behind. Expects
 * `events` in the end; returns how many allocations it took.
 */
size_t dump_starve(const char *format, const char *text, size_t size, size_t events);
void dump_free(struct dump *dump);
/* Whether one line is exactly this one; fails the test and shows all of them if not. */
void dump_expect(const struct dump *dump, size_t index, const char *line);
/* Lines that contain the text. */
size_t dump_count(const struct dump *dump, const char *text);
char *dump_copy(const char *text);

/* A file of SCHAIN_TEST_DATA, with a NUL behind it; NULL if it is not there. The caller frees it. */
char *dump_load(const char *name, size_t *ret_size);
char *dump_load_path(const char *path, size_t *ret_size);
#endif
