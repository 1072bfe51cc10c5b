/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Descriptions of the bridge to C functions. Nothing is loaded: what is read is
 * freed, and what is refused says why.
 */
#include <string.h>

#include "ffi/description.h"
#include "fuzz.h"

static size_t held;

static void *take(void *context, size_t size)
{
	(void)context;
	held += size;
	return malloc(size);
}

static void give_back(void *context, void *memory, size_t size)
{
	(void)context;
	held -= memory ? size : 0;
	free(memory);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const schain_plugin_host host = { .struct_size = sizeof host,
		                                     .allocate = take,
		                                     .release = give_back };
	schain__ffi_description *description = schain__ffi_new(&host);
	schain_error error = SCHAIN_ERROR_INIT;
	schain_status status;

	MUST(description);
	status = schain__ffi_read(description, (const char *)data, size, &error);
	MUST(status == error.code && (status == SCHAIN_OK || error.message[0]));
	schain__ffi_free(description);
	MUST(!held);
	return 0;
}
