/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_REPUTATION_VERSION_H
#define SCHAIN_REPUTATION_VERSION_H
/*
 * Sets of versions as text: alternatives between '|', each one version or
 * several bounds between blanks, such as "1.2.3|>=2.0 <2.4". "*" is all.
 */
#include "reputation/memory.h"

/* <0, 0, >0. Numbers by value, "1.0-rc1" and "1.0~rc1" before "1.0"; "+build" does not count. */
int schain__rep_version_compare(schain_string a, schain_string b);
int schain__rep_version_is_in(schain_string version, schain_string set);
/*
 * A set from how feeds write it: "1.0, 1.1", "1.0 1.1", "0.2.0 to 0.2.6",
 * "= 1.0 || = 1.1", "v1.1". Returns its length in `to`, 0 if it is not understood or too long.
 */
size_t schain__rep_version_set_read(schain_string text, char *to, size_t size);
#endif
