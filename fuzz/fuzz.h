/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_FUZZ_FUZZ_H
#define SCHAIN_FUZZ_FUZZ_H
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#ifdef __cplusplus
extern "C"
#endif
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What must hold for every input; a fuzzer finds the input for which it does not. */
#define MUST(condition) \
	do { \
		if (!(condition)) \
			abort(); \
	} while (0)
#endif
