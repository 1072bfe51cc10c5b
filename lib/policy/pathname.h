/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_POLICY_PATHNAME_H
#define SCHAIN_POLICY_PATHNAME_H
/*
 * One spelling for the many a path has. Of a Windows path: lower case, '/'
 * between components, "c:/" or, where the drive is not known, "@:/"; shares as
 * "unc:/server/", registry keys as "hklm/". Of a Unix path: itself, with what
 * macOS puts before /tmp, /var and user data taken away; `.` and double
 * separators may remain, `..` does not.
 */
#include "base/text.h"

/* A path that a Windows machine named, by its look. */
int schain__path_is_windows(schain_string path);

/* More than the canonical path may be longer than the given one. */
#define SCHAIN__PATH_SLACK 16

/*
 * Writes into `room`, at least path.length + SCHAIN__PATH_SLACK bytes, or
 * borrows from `path`.
 */
schain_string schain__path_canonical(schain_string path, int windows, char *room);

/* Cuts the next component off `rest`, skipping empty ones and `.`; 0 at the end. */
int schain__path_next(schain_string *rest, schain_string *ret_component);

/* Directories that Linux has merged into /usr (systemd's file-hierarchy(7)). */
int schain__path_is_merged(schain_string first);
#endif
