/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The driver of /var/log/dnf.rpm.log: a line a package, "time LEVEL action:
 * name-epoch:version-release.architecture". An update is two lines, the new
 * version ("Upgrade") and, once its files are in place, the old one
 * ("Upgraded"); see dnf.transaction.FILE_ACTIONS of dnf 4.
 */
#include "decode-packages/drivers.h"
#include "decode-packages/package.h"

#define MANAGER "rpm"

static const struct {
	const char *action;
	uint32_t operation; /* 0: the other half of a pair, or of no use */
} actions[] = {
	{ "Installed", SCHAIN_PACKAGE_INSTALL }, { "Install", SCHAIN_PACKAGE_INSTALL },
	{ "Reinstall", SCHAIN_PACKAGE_INSTALL }, { "Upgrade", SCHAIN_PACKAGE_UPDATE },
	{ "Downgrade", SCHAIN_PACKAGE_UPDATE },  { "Erase", SCHAIN_PACKAGE_REMOVE },
	{ "Removed", SCHAIN_PACKAGE_REMOVE },    { "Obsoleted", SCHAIN_PACKAGE_REMOVE },
	{ "Reinstalled", 0 },                    { "Upgraded", 0 },
	{ "Downgraded", 0 },                     { "Cleanup", 0 },
	{ "Obsolete", 0 },                       { "Erased", 0 },
};

enum { ACTIONS = sizeof actions / sizeof *actions };

static int is_level(schain_string word)
{
	static const char *const levels[] = { "SUBDEBUG", "DDEBUG", "DEBUG", "INFO",
		                                  "WARNING",  "ERROR",  "TRACE", "CRITICAL" };

	for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
		if (schain__package_is(word, levels[i]))
			return 1;
	return 0;
}

/* Takes time and level. Returns the time, or 0. */
static schain_time take_head(schain_string *line)
{
	schain_string rest = *line, stamp = schain__package_take(&rest, " ");
	schain_time time = memchr(stamp.data, 'T', stamp.length)
	                           ? schain__decode_time(stamp.data, stamp.length)
	                           : 0;

	if (!time || !is_level(schain__package_take(&rest, " ")))
		return 0;
	*line = rest;
	return time;
}

static int rpm_probe(const char *data, size_t size, int is_all)
{
	const char *newline = memchr(data, '\n', size);
	schain_string line = { data, newline ? (size_t)(newline - data) : size };

	/* Longer than any head of a line. */
	if (!newline && !is_all && size < 64)
		return -1;
	return take_head(&line) ? 90 : 0;
}

/* Where the last `byte` is, or SIZE_MAX. */
static size_t last(schain_string text, char byte)
{
	for (size_t i = text.length; i > 0; i--)
		if (text.data[i - 1] == byte)
			return i - 1;
	return SIZE_MAX;
}

int schain__package_nevra(schain_string text, schain_package *package)
{
	size_t dot = last(text, '.'), release, version;
	schain_string rest = text;

	if (dot != SIZE_MAX && dot + 1 < text.length && !memchr(text.data + dot, '-', text.length - dot)) {
		package->architecture = schain__package_string(text.data + dot + 1, text.length - dot - 1);
		rest.length = dot;
	}
	release = last(rest, '-');
	if (release == SIZE_MAX || release == 0)
		return -1;
	version = last(schain__package_string(rest.data, release), '-');
	if (version == SIZE_MAX || version == 0 || version + 1 == release || release + 1 == rest.length)
		return -1;
	package->name = schain__package_string(rest.data, version);
	package->version = schain__package_string(rest.data + version + 1, rest.length - version - 1);
	return 0;
}

static schain_status rpm_record(void *driver, const char *data, size_t size)
{
	schain__decode *decode = driver;
	schain_string line = { data, size }, action;
	schain_time time = take_head(&line);
	schain__slot *slot;
	size_t i = 0;

	if (!time) {
		/* What scriptlets print goes over several lines. */
		schain__decode_ignore(decode);
		return SCHAIN_OK;
	}
	action = schain__package_take(&line, ": ");
	while (i < ACTIONS && !schain__package_is(action, actions[i].action))
		i++;
	if (i == ACTIONS || !actions[i].operation) {
		schain__decode_ignore(decode);
		return SCHAIN_OK;
	}
	slot = schain__package_slot(decode, time, actions[i].operation, MANAGER, SCHAIN_STRING_NONE);
	if (schain__package_nevra(line, &slot->package))
		return schain__decode_problem(decode, (size_t)(line.data - data) + 1,
		                              "expected name-version-release.architecture");
	return schain__decode_commit(decode);
}

static void *rpm_open(schain__decode *decode, schain_error *error)
{
	(void)error;
	return decode; /* lines stand alone: there is nothing else to know */
}

static void rpm_close(void *driver)
{
	(void)driver;
}

const schain__driver schain__driver_rpm = {
	{
		sizeof(schain_format),
		0,
		"dnf-rpm-log",
		"RPM package log of dnf (/var/log/dnf.rpm.log)",
		"Installed, Reinstall, Upgrade, Downgrade, Erase, Removed, Obsoleted",
		"the old version of an update, repository, signature, files, the process that did it",
	},
	SCHAIN__FRAMING_LINES,
	rpm_probe,
	rpm_open,
	rpm_record,
	NULL,
	rpm_close,
};
