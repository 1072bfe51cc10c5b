/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TOOLS_TERMINAL_H
#define SCHAIN_TOOLS_TERMINAL_H
/* What the place that results go to can show, and small files read whole. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum when { WHEN_AUTO, WHEN_ALWAYS, WHEN_NEVER };

/* "auto", "always", "never". Returns 0, or -1. */
int parse_when(const char *text, enum when *ret_when);
/* Of WHEN_AUTO: a terminal that is not "dumb", and no NO_COLOR in the environment. */
int wants_color(enum when when, FILE *stream);
/* A terminal whose character set is not UTF-8. */
int wants_ascii(FILE *stream);
/* Columns of a terminal; 0 for anything else, so that files do not depend on it. */
uint32_t terminal_width(FILE *stream);

#define MAPPING_LIMIT ((size_t)1 << 20)
/* Contents of a file, NUL-terminated, to be freed; NULL after a message if it is longer or
 * unreadable. */
char *read_file(const char *path, size_t limit);
#endif
