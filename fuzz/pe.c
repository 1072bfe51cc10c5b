/* SPDX-License-Identifier: Apache-2.0 */
/* Windows PE files, and catalogs: any file, as bytes. */
#include "verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	verify_bytes(data, size);
	return 0;
}
