/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TOOLS_VERDICT_FILE_H
#define SCHAIN_TOOLS_VERDICT_FILE_H
/* A file of verdicts, a line of JSON each, as replay --json writes it. */
#include "command.h"

/* One verdict and its line; both live until the next. Returns 0 to go on, or an exit status. */
typedef int (*verdict_visitor)(void *context, const schain_verdict *verdict, const char *line,
                               size_t size);

/*
 * Calls `visit` with each verdict of the file; "-" is standard input. Complains
 * of what is none, with its place, and stops there. Returns 0 or an exit status.
 */
int verdict_file_each(const char *path, verdict_visitor visit, void *context);
#endif
