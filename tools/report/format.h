/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TOOLS_REPORT_FORMAT_H
#define SCHAIN_TOOLS_REPORT_FORMAT_H
/* The forms that a report can take. */
#include "cases.h"
#include "raw.h"

#include <stdio.h>

struct layouter;

struct report {
	struct cases *cases;
	const struct raw_events *raw;
	struct layouter *layouter; /* of provenance; NULL: no drawings */
};

struct report_format {
	const char *name;
	const char *summary;
	/* Returns 0, or -1 without memory. Errors of the stream are looked at later. */
	int (*write)(FILE *stream, struct report *report);
};

extern const struct report_format report_html;
extern const struct report_format report_markdown;
extern const struct report_format report_stix;
extern const struct report_format report_ocsf;
extern const struct report_format report_navigator;
#endif
