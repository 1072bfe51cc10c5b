/* SPDX-License-Identifier: Apache-2.0 */
/* The formats of this build, one a line, in the order in which they are probed. */
#include "decode/decoder.h"

const schain__driver *const schain__drivers[] = {
	NULL,
};
