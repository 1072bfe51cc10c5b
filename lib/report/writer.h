/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_REPORT_WRITER_H
#define SCHAIN_REPORT_WRITER_H
/*
 * Between a report and the caller's sink: collects small pieces on the stack,
 * so that writing allocates nothing, and remembers a sink that said stop.
 */
#include <supplychain/report.h>

#include "base/text.h"

enum { SCHAIN__WRITER_SIZE = 4096 };

typedef struct schain__writer {
	schain_report_sink sink;
	void *context;
	uint32_t flags; /* SCHAIN_REPORT_COLOR and the like */
	int cancelled;
	size_t length;
	char data[SCHAIN__WRITER_SIZE];
} schain__writer;

void schain__writer_init(schain__writer *writer, uint32_t flags, schain_report_sink sink,
                         void *context);
void schain__write(schain__writer *writer, const char *data, size_t size);
void schain__write_text(schain__writer *writer, const char *text);
void schain__write_number(schain__writer *writer, int64_t number);
void schain__write_unsigned(schain__writer *writer, uint64_t number);
/* Hands over what is left. SCHAIN_OK, or SCHAIN_E_CANCELLED. */
schain_status schain__writer_finish(schain__writer *writer, schain_error *error);

/*
 * The next character of text that may be anything: its code point, or
 * SCHAIN__NOT_UTF8 for a byte that is none. Moves *at past it; *at must be
 * inside.
 */
#define SCHAIN__NOT_UTF8 UINT32_MAX
uint32_t schain__next_character(schain_string text, size_t *at);
/*
 * Characters that act on a terminal or on the order of what is read instead of
 * being seen: controls (C0, DEL, C1), bidirectional marks and overrides,
 * zero-width and tag characters, line and paragraph separators.
 */
int schain__is_unseen(uint32_t character);

/*
 * Copies a caller's verdict of any version and checks that its arrays can be
 * read. Elements are reached by schain__element(), since their size is the
 * maker's, not ours.
 */
schain_status schain__verdict_import(schain_verdict *verdict, const schain_verdict *given,
                                     schain_error *error);
const void *schain__element(const void *array, size_t index);
/* Name of a schain_file::content such as "elf", or NULL for unknown. */
const char *schain__content_get_name(uint32_t content);
/* Name of a schain_event::os such as "linux", or NULL for unknown. */
const char *schain__os_get_name(uint32_t os);
#endif
