/* SPDX-License-Identifier: Apache-2.0 */
#include <supplychain/error.h>

#include "frozen.h"

struct frozen_1_0_error {
	uint32_t struct_size;
	schain_status code;
	uint64_t line;
	uint64_t column;
	uint64_t offset;
	char where[256];
	char message[512];
};

SIZE(error, 800, 800);
FIELD(error, struct_size);
FIELD(error, code);
FIELD(error, line);
FIELD(error, column);
FIELD(error, offset);
FIELD(error, where);
FIELD(error, message);

VALUE(SCHAIN_OK, 0);
VALUE(SCHAIN_END, 1);
VALUE(SCHAIN_AGAIN, 2);
VALUE(SCHAIN_E_ARGUMENT, (-1));
VALUE(SCHAIN_E_MEMORY, (-2));
VALUE(SCHAIN_E_STATE, (-3));
VALUE(SCHAIN_E_TOO_SMALL, (-4));
VALUE(SCHAIN_E_TOO_NEW, (-5));
VALUE(SCHAIN_E_SYNTAX, (-6));
VALUE(SCHAIN_E_KEY, (-7));
VALUE(SCHAIN_E_VALUE, (-8));
VALUE(SCHAIN_E_LIMIT, (-9));
VALUE(SCHAIN_E_IO, (-10));
VALUE(SCHAIN_E_FORMAT, (-11));
VALUE(SCHAIN_E_UNSUPPORTED, (-12));
VALUE(SCHAIN_E_DAMAGED, (-13));
VALUE(SCHAIN_E_CANCELLED, (-14));
