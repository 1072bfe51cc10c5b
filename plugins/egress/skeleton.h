/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_EGRESS_SKELETON_H
#define SCHAIN_EGRESS_SKELETON_H
/* What a label looks like (Unicode Technical Standard 39, 4: confusables). */
#include <stddef.h>

/* A label as people see it: punycode as UTF-8, else as it is. `shown` holds 4 * 63 + 1. */
size_t schain__eg_show(const char *label, size_t length, char *shown);
/* Characters that look alike become one; the same size of buffer. */
size_t schain__eg_skeleton(const char *label, size_t length, char *form);
#endif
