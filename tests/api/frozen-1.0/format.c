/* SPDX-License-Identifier: Apache-2.0 */
#include <supplychain/format.h>

#include "frozen.h"

struct frozen_1_0_format {
	uint32_t struct_size;
	uint32_t flags;
	const char *name;
	const char *summary;
	const char *fields;
	const char *missing;
};

SIZE(format, 40, 24);
FIELD(format, struct_size);
FIELD(format, flags);
FIELD(format, name);
FIELD(format, summary);
FIELD(format, fields);
FIELD(format, missing);

VALUE(SCHAIN_FRAMING_LINES, 1u);
VALUE(SCHAIN_FRAMING_JSON, 2u);
VALUE(SCHAIN_FRAMING_XML, 3u);
VALUE(SCHAIN_FRAMING_WHOLE, 4u);
