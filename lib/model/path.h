/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_MODEL_PATH_H
#define SCHAIN_MODEL_PATH_H
/* Paths as identities: many spellings, one file. */
#include "base/hash.h"
#include "policy/pathname.h"

/*
 * Writes the spelling a path is known by: no "//", "/./" or "\\?\" prefix,
 * one of the merged /bin and /usr/bin, Windows paths in lower case with '/'.
 * Windows short names (PROGRA~1) stay. Returns what fits in `buffer`.
 */
enum { SCHAIN__PATH_SIZE = 4096 };
schain_string schain__path_identity(schain_string path, char buffer[SCHAIN__PATH_SIZE]);
int schain__path_is_absolute(schain_string path);
/* `path` seen from `directory`, in `buffer`; `path` itself if it is absolute. */
schain_string schain__path_join(schain_string directory, schain_string path,
                                char buffer[SCHAIN__PATH_SIZE]);
/*
 * The folder of the language package a path lies in (".../node_modules/x",
 * ".../site-packages/x"), or the absent string. Borrowed from `path`.
 */
schain_string schain__path_package(schain_string path);
/* Does it name a Windows short name such as PROGRA~1? */
int schain__path_has_short_name(schain_string path);
/*
 * A coarse spelling that is the same for a Windows path and its short-name
 * form: each component cut to its first six letters or digits.
 */
schain_string schain__path_coarse(schain_string canonical, char buffer[SCHAIN__PATH_SIZE]);
#endif
