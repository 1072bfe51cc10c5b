/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TOOLS_TEMPLATE_H
#define SCHAIN_TOOLS_TEMPLATE_H
/* Files that "supplychain plugins new" writes; made by template.awk. */
#include <stddef.h>

struct template {
	const char *name;
	const char *const *lines; /* ended by NULL */
};
extern const struct template templates[]; /* ended by a NULL name */
#endif
