/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_REPORT_PAGE_H
#define SCHAIN_REPORT_PAGE_H
/*
 * A report for a person: columns, wrapping, styles and drawing characters.
 * Text of the library's own goes through schain__page_text(), all that came
 * from telemetry through schain__page_flow(), which shows what would act on
 * the terminal instead of passing it on.
 */
#include "report/writer.h"

enum schain__style {
	SCHAIN__STYLE_PLAIN,
	SCHAIN__STYLE_BOLD,
	SCHAIN__STYLE_DIM,
	SCHAIN__STYLE_GOOD,
	SCHAIN__STYLE_WARN,
	SCHAIN__STYLE_BAD,
	SCHAIN__STYLE_ALARM,
};

enum schain__glyph {
	SCHAIN__GLYPH_BRANCH, /* a child with more to come below it */
	SCHAIN__GLYPH_LAST,   /* the last child */
	SCHAIN__GLYPH_PASS,   /* a line running past */
	SCHAIN__GLYPH_BLANK,  /* as wide as those, empty */
	SCHAIN__GLYPH_ARROW,
	SCHAIN__GLYPH_DOT,   /* between parts of a line */
	SCHAIN__GLYPH_PAUSE, /* time without activity */
	SCHAIN__GLYPH_BAR,   /* one unit of a bar */
	SCHAIN__GLYPH_TIMES, /* "so many times" */
};

enum { SCHAIN__MARGIN_SIZE = 256, SCHAIN__WORD_SIZE = 256 };

typedef struct schain__page {
	schain__writer writer;
	uint32_t width;  /* columns of a line */
	uint32_t column; /* columns written of this one */
	uint32_t spaces; /* to come before the next word; dropped where a line ends */
	uint32_t word_columns;
	size_t word_length;
	char word[SCHAIN__WORD_SIZE]; /* held back until it is known where it fits */
	size_t margin_length;
	char margin[SCHAIN__MARGIN_SIZE]; /* starts every line that wraps */
} schain__page;

void schain__page_init(schain__page *page, uint32_t flags, uint32_t width, schain_report_sink sink,
                       void *context);
void schain__page_style(schain__page *page, enum schain__style style);
void schain__page_text(schain__page *page, const char *text);
void schain__page_printf(schain__page *page, const char *format, ...) SCHAIN__PRINTF(2, 3);
void schain__page_glyph(schain__page *page, enum schain__glyph glyph);
void schain__page_flow(schain__page *page, schain_string text);
void schain__page_newline(schain__page *page);
/* A new line that starts as one that wraps. */
void schain__page_continue(schain__page *page);
/* Spaces up to a column; none if it is passed already. */
void schain__page_pad(schain__page *page, uint32_t column);
/* What lines that wrap start with from now on: spaces, then glyphs are added. */
void schain__page_margin(schain__page *page, uint32_t columns);
void schain__page_margin_glyph(schain__page *page, enum schain__glyph glyph);
/* "2026-03-01 12:00:00"; times are UTC, and the headline says so. */
void schain__page_time(schain__page *page, schain_time time);
#endif
