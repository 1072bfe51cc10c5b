/* SPDX-License-Identifier: Apache-2.0 */
#include "report/page.h"

#include "base/clock.h"

#include <stdio.h>

/* Narrower than this nothing fits; wider than this no eye finds the next line. */
#define WIDTH_DEFAULT 80u
#define WIDTH_LEAST 48u
#define WIDTH_MOST 132u

void schain__page_init(schain__page *page, uint32_t flags, uint32_t width, schain_report_sink sink,
                       void *context)
{
	schain__writer_init(&page->writer, flags, sink, context);
	if (!width)
		width = WIDTH_DEFAULT;
	page->width = width < WIDTH_LEAST ? WIDTH_LEAST : width > WIDTH_MOST ? WIDTH_MOST : width;
	page->column = page->spaces = page->word_columns = 0;
	page->word_length = page->margin_length = 0;
}

/*
 * Columns a character takes on a terminal: 0 for combining marks, 2 for East
 * Asian wide ones (Unicode 15, UAX #11, by block) and pictographs.
 */
static uint32_t columns_of(uint32_t character)
{
	static const struct {
		uint32_t first, last, columns;
	} blocks[] = {
		{ 0x0300, 0x036f, 0 },   { 0x1100, 0x115f, 2 },   { 0x1ab0, 0x1aff, 0 },
		{ 0x1dc0, 0x1dff, 0 },   { 0x20d0, 0x20ff, 0 },   { 0x2e80, 0x303e, 2 },
		{ 0x3041, 0xa4cf, 2 },   { 0xac00, 0xd7a3, 2 },   { 0xf900, 0xfaff, 2 },
		{ 0xfe00, 0xfe0f, 0 },   { 0xfe20, 0xfe2f, 0 },   { 0xfe30, 0xfe6f, 2 },
		{ 0xff00, 0xff60, 2 },   { 0xffe0, 0xffe6, 2 },   { 0x1f300, 0x1f64f, 2 },
		{ 0x1f680, 0x1f6ff, 2 }, { 0x1f900, 0x1faff, 2 }, { 0x20000, 0x3fffd, 2 },
	};

	if (character < 0x300)
		return 1;
	for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
		if (character >= blocks[i].first && character <= blocks[i].last)
			return blocks[i].columns;
	return 1;
}

static uint32_t margin_columns(const schain__page *page)
{
	schain_string margin = schain__string(page->margin, page->margin_length);
	uint32_t columns = 0;

	for (size_t at = 0; at < margin.length;)
		columns += columns_of(schain__next_character(margin, &at));
	return columns;
}

static void start_line(schain__page *page)
{
	schain__write_text(&page->writer, "\n");
	schain__write(&page->writer, page->margin, page->margin_length);
	page->column = margin_columns(page);
	page->spaces = 0;
}

/* A word longer than a line is cut wherever the line ends. */
static void write_long_word(schain__page *page)
{
	schain_string word = schain__string(page->word, page->word_length);

	for (size_t at = 0; at < word.length;) {
		size_t from = at;
		uint32_t columns;

		if (word.data[at] == '\x1b') { /* only schain__page_style() puts one here; it ends in 'm' */
			at = schain__find(word, 'm', at) + 1;
			columns = 0;
		} else {
			columns = columns_of(schain__next_character(word, &at));
		}
		if (page->column + columns > page->width && columns)
			start_line(page);
		schain__write(&page->writer, word.data + from, at - from);
		page->column += columns;
	}
}

static void commit_word(schain__page *page)
{
	uint32_t margin = margin_columns(page);
	uint64_t at = (uint64_t)page->column + page->spaces;

	if (!page->word_length)
		return;
	if (page->word_columns && page->column > margin &&
	    (at >= page->width ||
	     (at + page->word_columns > page->width && margin + page->word_columns <= page->width)))
		start_line(page);
	else if (at >= page->width && page->column <= margin)
		page->spaces = margin - page->column; /* more blanks than a line has */
	while (page->word_columns && page->spaces) {
		schain__write_text(&page->writer, " ");
		page->column++;
		page->spaces--;
	}
	write_long_word(page);
	page->word_length = 0;
	page->word_columns = 0;
}

static void put(schain__page *page, const char *shown, size_t length, uint32_t columns)
{
	if (length == 1 && *shown == ' ') {
		commit_word(page);
		page->spaces++;
		return;
	}
	if (length > sizeof page->word - page->word_length)
		commit_word(page);
	memcpy(page->word + page->word_length, shown, length);
	page->word_length += length;
	page->word_columns += columns;
}

void schain__page_style(schain__page *page, enum schain__style style)
{
	/* ECMA-48, SGR */
	static const char *const codes[] = { "\x1b[0m",  "\x1b[1m",    "\x1b[2m",      "\x1b[32m",
		                                 "\x1b[33m", "\x1b[1;31m", "\x1b[1;97;41m" };

	size_t length = strlen(codes[style]);

	if (!(page->writer.flags & SCHAIN_REPORT_COLOR))
		return;
	if (length > sizeof page->word - page->word_length)
		commit_word(page);
	memcpy(page->word + page->word_length, codes[style], length);
	page->word_length += length;
}

void schain__page_text(schain__page *page, const char *text)
{
	schain_string string = schain_string_of(text);
	size_t at = 0;

	while (at < string.length) {
		size_t from = at;
		uint32_t columns = columns_of(schain__next_character(string, &at));

		put(page, text + from, at - from, columns);
	}
}

void schain__page_printf(schain__page *page, const char *format, ...)
{
	char text[160];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	schain__page_text(page, text);
}

static const char *glyph_text(const schain__page *page, enum schain__glyph glyph)
{
	static const char *const glyphs[][2] = {
		{ "\u251c\u2500 ", "|- " }, { "\u2514\u2500 ", "`- " }, { "\u2502  ", "|  " },
		{ "   ", "   " },           { "\u2192", "->" },         { " \u00b7 ", ", " },
		{ "\u22ef", "..." },        { "\u2588", "#" },          { "\u00d7", "x" },
	};

	return glyphs[glyph][page->writer.flags & SCHAIN_REPORT_ASCII ? 1 : 0];
}

void schain__page_glyph(schain__page *page, enum schain__glyph glyph)
{
	schain__page_text(page, glyph_text(page, glyph));
}

void schain__page_newline(schain__page *page)
{
	commit_word(page);
	schain__write_text(&page->writer, "\n");
	page->column = page->spaces = 0;
}

void schain__page_continue(schain__page *page)
{
	commit_word(page);
	start_line(page);
}

void schain__page_pad(schain__page *page, uint32_t column)
{
	commit_word(page);
	if (page->column + page->spaces < column)
		page->spaces = column - page->column;
}

static void margin_add(schain__page *page, const char *text)
{
	size_t length = strlen(text);

	if (length >= sizeof page->margin - page->margin_length)
		return;
	memcpy(page->margin + page->margin_length, text, length + 1);
	page->margin_length += length;
}

void schain__page_margin(schain__page *page, uint32_t columns)
{
	page->margin_length = 0;
	page->margin[0] = 0;
	while (columns--)
		margin_add(page, " ");
}

void schain__page_margin_glyph(schain__page *page, enum schain__glyph glyph)
{
	margin_add(page, glyph_text(page, glyph));
}

/* One character as it will be shown; returns its columns. */
static uint32_t show(const schain__page *page, schain_string text, size_t *at, char shown[16],
                     size_t *ret_length)
{
	size_t from = *at;
	uint32_t character = schain__next_character(text, at);
	int length;

	if (character == SCHAIN__NOT_UTF8 || (character < 0x80 && schain__is_unseen(character)))
		length = snprintf(shown, 16, "\\x%02x", (unsigned)(unsigned char)text.data[from]);
	else if (schain__is_unseen(character) ||
	         (character >= 0x80 && page->writer.flags & SCHAIN_REPORT_ASCII))
		length = snprintf(shown, 16, "\\u{%x}", (unsigned)character);
	else {
		memcpy(shown, text.data + from, *at - from);
		*ret_length = *at - from;
		return columns_of(character);
	}
	*ret_length = (size_t)length;
	return (uint32_t)length;
}

void schain__page_flow(schain__page *page, schain_string text)
{
	for (size_t at = 0; at < text.length;) {
		char shown[16];
		size_t length;
		uint32_t columns = show(page, text, &at, shown, &length);

		put(page, shown, length, columns);
	}
}

void schain__page_time(schain__page *page, schain_time time)
{
	char text[SCHAIN__TIME_TEXT];
	char *mark;

	schain__time_format(time, text);
	mark = strchr(text, 'T');
	if (mark) {
		*mark = ' ';
		mark[9] = 0; /* seconds are enough for a person */
	}
	schain__page_text(page, text);
}
