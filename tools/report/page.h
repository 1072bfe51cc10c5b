/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TOOLS_REPORT_PAGE_H
#define SCHAIN_TOOLS_REPORT_PAGE_H
/* The page's style and script: page.css and page.js, made into C by page.awk. */
#include <stdio.h>

/* Lines without line feeds, ended by NULL. */
extern const char *const page_style[];
extern const char *const page_script[];

/*
 * Only a style and a script with these hashes take effect in the page, whatever
 * else might find its way into it. tests/tools/report.test says when they are
 * out of date.
 */
extern const char page_style_hash[];
extern const char page_script_hash[];

void page_write(FILE *stream, const char *const *lines);
#endif
