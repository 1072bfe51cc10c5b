/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TOOLS_REPORT_HTML_H
#define SCHAIN_TOOLS_REPORT_HTML_H
/* The parts of the page that stand in files of their own. */
#include "format.h"

/* A name of the library's, its underscores as spaces. */
void html_words(FILE *stream, const char *name);
/* Text of telemetry, or that it is not known. */
void html_or_dash(FILE *stream, schain_string text);
/* Opens a <div>: what is too wide scrolls by itself, also with keys; names tell such places apart. */
void html_scroll(FILE *stream, const char *what, size_t number);
/* The signals as a waterfall from the prior to the score. */
void html_evidence(FILE *stream, const struct report *report, const schain_verdict *verdict, size_t number);
/* Processes, files and destinations as tables. */
void html_lists(FILE *stream, const schain_verdict *verdict, size_t number);
#endif
