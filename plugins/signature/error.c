/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* No struct of this library is larger; more is garbage, not a newer version. */
#define STRUCT_SIZE_LIMIT 4096

schain_status schain__sig_fail(schain_error *error, schain_status code, const char *format, ...)
{
	va_list list;

	if (!error || error->struct_size < sizeof *error)
		return code;
	error->code = code;
	error->line = error->column = error->offset = 0;
	error->where[0] = 0;
	va_start(list, format);
	vsnprintf(error->message, sizeof error->message, format, list);
	va_end(list);
	return code;
}

schain_status schain__sig_fail_at(schain_error *error, const char *where, uint64_t line,
                                  schain_status status)
{
	if (error && error->struct_size >= sizeof *error && status < 0) {
		snprintf(error->where, sizeof error->where, "%s", where ? where : "");
		error->line = line;
	}
	return status;
}

schain_status schain__sig_fail_memory(schain_error *error)
{
	return schain__sig_fail(error, SCHAIN_E_MEMORY, "%s", schain_status_get_text(SCHAIN_E_MEMORY));
}

schain_status schain__sig_import(void *known, size_t known_size, const void *given,
                                 const char *what, schain_error *error)
{
	uint32_t size;

	memcpy(&size, given, sizeof size);
	if (size < known_size || size > STRUCT_SIZE_LIMIT)
		return schain__sig_fail(error, SCHAIN_E_TOO_SMALL,
		                        "%s: struct_size is %u, expected %zu (use the initialiser)", what,
		                        (unsigned)size, known_size);
	for (size_t i = known_size; i < size; i++)
		if (((const unsigned char *)given)[i])
			return schain__sig_fail(error, SCHAIN_E_TOO_NEW,
			                        "%s: byte %zu is set, this library knows %zu bytes", what, i,
			                        known_size);
	memcpy(known, given, known_size);
	return SCHAIN_OK;
}
