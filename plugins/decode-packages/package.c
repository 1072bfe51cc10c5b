/* SPDX-License-Identifier: Apache-2.0 */
#include "decode-packages/package.h"

int schain__package_is(schain_string string, const char *text)
{
	return string.length == strlen(text) && !memcmp(string.data, text, string.length);
}

int schain__package_starts(schain_string string, const char *text)
{
	size_t length = strlen(text);

	return string.length >= length && !memcmp(string.data, text, length);
}

schain_string schain__package_take(schain_string *rest, const char *separator)
{
	size_t length = strlen(separator), at = 0;
	schain_string taken;

	while (at + length <= rest->length && memcmp(rest->data + at, separator, length))
		at++;
	if (at + length > rest->length) {
		taken = *rest;
		*rest = schain__package_string(NULL, 0);
		return taken;
	}
	taken = schain__package_string(rest->data, at);
	*rest = schain__package_string(rest->data + at + length, rest->length - at - length);
	return taken;
}

schain_time schain__package_time(schain_string text)
{
	enum { DATE = 10, CLOCK = 8 };
	char joined[DATE + 1 + CLOCK];
	size_t at = DATE;

	while (at < text.length && text.data[at] == ' ')
		at++;
	if (at == DATE || text.length - at != CLOCK)
		return 0;
	memcpy(joined, text.data, DATE);
	joined[DATE] = ' ';
	memcpy(joined + DATE + 1, text.data + at, CLOCK);
	return schain__decode_time(joined, sizeof joined);
}

schain__slot *schain__package_slot(schain__decode *decode, schain_time time, uint32_t operation,
                                   const char *manager, schain_string package)
{
	schain__slot *slot = schain__decode_slot(decode);

	slot->event.type = SCHAIN_EVENT_PACKAGE;
	slot->event.time = time;
	slot->event.source_kind = SCHAIN_SOURCE_PACKAGE_LOG;
	slot->event.os = SCHAIN_OS_LINUX;
	slot->event.package = &slot->package;
	slot->package.operation = operation;
	slot->package.manager = schain_string_of(manager);
	if (!package.length)
		return slot;
	slot->package.name = schain__package_take(&package, ":");
	if (package.length)
		slot->package.architecture = package;
	return slot;
}
