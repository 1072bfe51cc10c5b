/* SPDX-License-Identifier: Apache-2.0 */
#include "base/error.h"

#include <stdio.h>

/* No struct of this library is larger; more is garbage, not a newer version. */
#define STRUCT_SIZE_LIMIT 4096

static const struct {
	schain_status status;
	const char *name;
	const char *text;
} statuses[] = {
	{ SCHAIN_OK, "SCHAIN_OK", "Done." },
	{ SCHAIN_END, "SCHAIN_END", "Nothing more to return." },
	{ SCHAIN_AGAIN, "SCHAIN_AGAIN", "More input is needed." },
	{ SCHAIN_E_ARGUMENT, "SCHAIN_E_ARGUMENT", "An argument is not valid." },
	{ SCHAIN_E_MEMORY, "SCHAIN_E_MEMORY", "Out of memory." },
	{ SCHAIN_E_STATE, "SCHAIN_E_STATE", "Not allowed in the object's state." },
	{ SCHAIN_E_TOO_SMALL, "SCHAIN_E_TOO_SMALL", "A struct is smaller than in version 1.0." },
	{ SCHAIN_E_TOO_NEW, "SCHAIN_E_TOO_NEW", "A struct sets fields this library does not know." },
	{ SCHAIN_E_SYNTAX, "SCHAIN_E_SYNTAX", "The text cannot be parsed." },
	{ SCHAIN_E_KEY, "SCHAIN_E_KEY", "Unknown policy key." },
	{ SCHAIN_E_VALUE, "SCHAIN_E_VALUE", "A value is out of range or of a wrong type." },
	{ SCHAIN_E_LIMIT, "SCHAIN_E_LIMIT", "A limit was reached." },
	{ SCHAIN_E_IO, "SCHAIN_E_IO", "A file cannot be read or written." },
	{ SCHAIN_E_FORMAT, "SCHAIN_E_FORMAT", "The format is not known." },
	{ SCHAIN_E_UNSUPPORTED, "SCHAIN_E_UNSUPPORTED", "This build was configured without it." },
	{ SCHAIN_E_DAMAGED, "SCHAIN_E_DAMAGED", "A record is damaged." },
	{ SCHAIN_E_CANCELLED, "SCHAIN_E_CANCELLED", "A callback asked to stop." },
};

static const size_t status_count = sizeof statuses / sizeof *statuses;

const char *schain_status_get_name(schain_status status)
{
	for (size_t i = 0; i < status_count; i++)
		if (statuses[i].status == status)
			return statuses[i].name;
	return "SCHAIN_E_UNKNOWN";
}

const char *schain_status_get_text(schain_status status)
{
	for (size_t i = 0; i < status_count; i++)
		if (statuses[i].status == status)
			return statuses[i].text;
	return "A status of a newer version.";
}

void schain_error_init(schain_error *error, size_t size)
{
	if (!error || size < sizeof(uint32_t))
		return;
	memset(error, 0, size);
	error->struct_size = (uint32_t)size;
}

size_t schain_error_format(const schain_error *error, char *buffer, size_t size)
{
	char place[64] = "";
	int length;

	if (!buffer)
		size = 0;
	if (!error) {
		if (size)
			buffer[0] = 0;
		return 0;
	}
	if (error->line && error->column)
		snprintf(place, sizeof place, "%llu:%llu: ", (unsigned long long)error->line,
		         (unsigned long long)error->column);
	else if (error->line)
		snprintf(place, sizeof place, "%llu: ", (unsigned long long)error->line);
	else if (error->offset)
		snprintf(place, sizeof place, "byte %llu: ", (unsigned long long)error->offset);
	length = snprintf(buffer, size, "%s%s%s%s", error->where,
	                  error->where[0] ? (place[0] ? ":" : ": ") : "", place,
	                  error->message[0] ? error->message : schain_status_get_text(error->code));
	return length < 0 ? 0 : (size_t)length;
}

schain_status schain__fail(schain_error *error, schain_status code, const char *format, ...)
{
	va_list arguments;

	if (!error || error->struct_size < sizeof *error)
		return code;
	error->code = code;
	error->line = error->column = error->offset = 0;
	error->where[0] = 0;
	va_start(arguments, format);
	vsnprintf(error->message, sizeof error->message, format, arguments);
	va_end(arguments);
	return code;
}

void schain__fail_at(schain_error *error, const char *where, uint64_t line, uint64_t column,
                     uint64_t offset)
{
	if (!error || error->struct_size < sizeof *error)
		return;
	snprintf(error->where, sizeof error->where, "%s", where ? where : "");
	error->line = line;
	error->column = column;
	error->offset = offset;
}

schain_status schain__fail_memory(schain_error *error)
{
	return schain__fail(error, SCHAIN_E_MEMORY, "out of memory");
}

schain_status schain__import(void *known, size_t known_size, size_t least, const void *given,
                             const char *what, schain_error *error)
{
	uint32_t size;

	memcpy(&size, given, sizeof size);
	if (size < least || size > STRUCT_SIZE_LIMIT)
		return schain__fail(error, SCHAIN_E_TOO_SMALL,
		                    "%s: struct_size is %u, expected %zu (use the initialiser)", what,
		                    (unsigned)size, least);
	for (size_t i = known_size; i < size; i++)
		if (((const unsigned char *)given)[i])
			return schain__fail(error, SCHAIN_E_TOO_NEW,
			                    "%s: byte %zu is set, this library knows %zu bytes", what, i,
			                    known_size);
	memcpy(known, given, size < known_size ? size : known_size);
	return SCHAIN_OK;
}
