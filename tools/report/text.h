/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TOOLS_REPORT_TEXT_H
#define SCHAIN_TOOLS_REPORT_TEXT_H
/*
 * Telemetry written into other languages. Strings are UTF-8 that may hold
 * anything, a file's name above all: each writer escapes what its language
 * would act on, and shows characters that act instead of being seen as \uXXXX.
 */
#include <supplychain/verdict.h>

#include <stdio.h>

/* Of HTML and SVG: as text or inside a quoted attribute. */
void put_html(FILE *stream, schain_string text);
/* The same of at most `most` characters; more lose their middle. */
void put_html_short(FILE *stream, schain_string text, size_t most);
/* A JSON string with its quotes; null if there is none. */
void put_json(FILE *stream, schain_string text);
/* A JSON string in canonical form: RFC 8785, section 3.2.2.2. */
void put_canonical(FILE *stream, schain_string text);
/* As it is, but for characters that act. */
void put_plain(FILE *stream, schain_string text);
/* Markdown outside of code spans, on one line. */
void put_markdown(FILE *stream, schain_string text);

/* RFC 3339 in UTC, to the second or with milliseconds. */
void put_time(FILE *stream, schain_time time, int with_milliseconds);
/* Nanoseconds from one to the other; 0 if it is not later. */
int64_t time_between(schain_time from, schain_time to);
/* Roughly, in at most two units: "14 d 2 h", "439 ms". */
void put_span(FILE *stream, int64_t nanoseconds);

/* What memory and the store could not do for a verdict, each a sentence between these. */
void put_shortages(FILE *stream, const schain_verdict *verdict, const char *before, const char *after);

/* How many characters (code points) it has. */
size_t count_characters(schain_string text);
/* What follows the last slash or backslash. */
schain_string base_name(schain_string path);
/* What precedes it; empty if there is none. */
schain_string directory_name(schain_string path);
int is_same_text(schain_string a, schain_string b);
/* Whether `text` contains `part`, which is not empty. */
int has_text(schain_string text, schain_string part);
#endif
