/* SPDX-License-Identifier: Apache-2.0 */
/* The formats of this build, one a line, in the order in which they are probed. */
#include "decode/decoder.h"

extern const schain__driver schain__driver_jsonl;
extern const schain__driver schain__driver_ebpf;

const schain__driver *const schain__drivers[] = {
	&schain__driver_jsonl,
	&schain__driver_ebpf,
	NULL,
};
