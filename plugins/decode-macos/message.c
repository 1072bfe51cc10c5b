/* SPDX-License-Identifier: Apache-2.0 */
#include "decode-macos/message.h"

#include <string.h>

static schain_string behind(schain_string text, const char *prefix)
{
	size_t size = strlen(prefix);
	schain_string rest = SCHAIN_STRING_NONE;

	if (text.length < size || memcmp(text.data, prefix, size))
		return rest;
	rest.data = text.data + size;
	rest.length = text.length - size;
	return rest;
}

static const char *find(schain_string text, const char *part)
{
	size_t size = strlen(part);

	for (size_t i = 0; i + size <= text.length; i++)
		if (!memcmp(text.data + i, part, size))
			return text.data + i;
	return NULL;
}

static schain_string trimmed(schain_string text)
{
	while (text.length && (*text.data == ' ' || *text.data == '\t')) {
		text.data++;
		text.length--;
	}
	while (text.length && (text.data[text.length - 1] == ' ' || text.data[text.length - 1] == '\n'))
		text.length--;
	return text;
}

/* From `from` up to before `end`. */
static schain_string between(const char *from, const char *end)
{
	schain_string text = { from, end > from ? (size_t)(end - from) : 0 };

	return text;
}

static uint32_t tell_package(schain__slot *slot, uint32_t operation, schain_string name,
                             schain_string version)
{
	slot->package.operation = operation;
	slot->package.manager = SCHAIN_STRING("installer");
	slot->package.name = name;
	slot->package.version = version;
	schain__shape_link(slot, &slot->package);
	return SCHAIN_EVENT_PACKAGE;
}

/* 'Installed "Example Tool" (2.1)' */
static uint32_t tell_installed(schain__slot *slot, schain_string rest)
{
	const char *end = rest.data + rest.length, *quote, *open, *close;
	schain_string version = SCHAIN_STRING_NONE;

	quote = rest.length && *rest.data == '"' ? memchr(rest.data + 1, '"', rest.length - 1) : NULL;
	if (!quote)
		return 0;
	open = memchr(quote, '(', (size_t)(end - quote));
	close = open ? memchr(open, ')', (size_t)(end - open)) : NULL;
	if (close)
		version = between(open + 1, close);
	slot->package.succeeded = SCHAIN_YES;
	return tell_package(slot, SCHAIN_PACKAGE_INSTALL, between(rest.data + 1, quote), version);
}

static uint32_t tell_installation(schain__slot *slot, schain_string message)
{
	schain_string kit = behind(message, "PackageKit: "), rest;

	if (!kit.length)
		kit = message;
	rest = behind(kit, "Installed ");
	if (rest.length)
		return tell_installed(slot, rest);
	if (find(kit, "----- Begin install -----"))
		return tell_package(slot, SCHAIN_PACKAGE_BEGIN, SCHAIN_STRING_NONE, SCHAIN_STRING_NONE);
	if (find(kit, "----- End install -----"))
		return tell_package(slot, SCHAIN_PACKAGE_FINISH, SCHAIN_STRING_NONE, SCHAIN_STRING_NONE);
	if (find(kit, "Install Failed: ")) {
		slot->package.succeeded = SCHAIN_NO;
		return tell_package(slot, SCHAIN_PACKAGE_FINISH, SCHAIN_STRING_NONE, SCHAIN_STRING_NONE);
	}
	return 0;
}

static uint32_t tell_integrity(schain__slot *slot, uint32_t result, const char *policy,
                               schain_string path, schain_string reason)
{
	if (path.length < 2 || *path.data != '/')
		return 0;
	slot->event.process = NULL; /* the service judges; it did nothing */
	slot->file.path = path;
	slot->integrity.result = result;
	slot->integrity.policy = schain_string_of(policy);
	slot->integrity.reason = reason;
	schain__shape_link(slot, &slot->file);
	schain__shape_link(slot, &slot->integrity);
	return SCHAIN_EVENT_INTEGRITY;
}

/* "/path/to/file signature not valid: -67050" (amfid), "When validating /path: ..." (kernel) */
static uint32_t tell_signature(schain__slot *slot, schain_string message)
{
	static const char fault[] = " signature not valid";
	const char *at = message.length ? find(message, fault) : NULL;
	const char *end = message.length ? message.data + message.length : NULL;
	schain_string rest, kernel = behind(message, "AMFI: ");

	if (at)
		return tell_integrity(slot, SCHAIN_INTEGRITY_BLOCKED, "AMFI", between(message.data, at),
		                      between(at + 1, end));
	rest = behind(kernel.length ? kernel : message, "When validating ");
	at = rest.length ? find(rest, ":") : NULL;
	return at ? tell_integrity(slot, SCHAIN_INTEGRITY_BLOCKED, "AMFI", between(rest.data, at),
	                           trimmed(between(at + 1, end))) : 0;
}

/* "Terminating process due to Gatekeeper rejection: 412, /path" */
static uint32_t tell_gatekeeper(schain__slot *slot, schain_string message)
{
	schain_string rest = behind(message, "Terminating process due to Gatekeeper rejection: ");
	const char *comma = rest.length ? memchr(rest.data, ',', rest.length) : NULL;
	const char *malware = find(message, "Malware rejection: ");
	const char *end = message.data + message.length;

	if (comma)
		return tell_integrity(slot, SCHAIN_INTEGRITY_BLOCKED, "Gatekeeper",
		                      trimmed(between(comma + 1, end)),
		                      SCHAIN_STRING("rejected by Gatekeeper"));
	if (malware && (comma = memchr(malware, ',', (size_t)(end - malware))))
		return tell_integrity(slot, SCHAIN_INTEGRITY_BLOCKED, "XProtect",
		                      trimmed(between(comma + 1, end)),
		                      SCHAIN_STRING("known malware"));
	return 0;
}

uint32_t schain__macos_message(schain__slot *slot, schain_string program, schain_string message)
{
	enum { INSTALLER = 1, INTEGRITY, POLICY };
	static const schain__shape_word programs[] = {
		{ "installd", INSTALLER },         { "system_installd", INSTALLER },
		{ "installer", INSTALLER },        { "Installer", INSTALLER },
		{ "pkginstalld", INSTALLER },      { "softwareupdated", INSTALLER },
		{ "softwareupdate", INSTALLER },   { "SoftwareUpdate", INSTALLER },
		{ "amfid", INTEGRITY },            { "kernel", INTEGRITY },
		{ "syspolicyd", POLICY },          { NULL, 0 },
	};

	switch (schain__shape_word_value(program, programs, 0)) {
	case INSTALLER:
		return tell_installation(slot, message);
	case INTEGRITY:
		return tell_signature(slot, message);
	case POLICY:
		return tell_gatekeeper(slot, message);
	default:
		return 0;
	}
}
