/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The driver of /var/log/dpkg.log: a line a step, "date time action package
 * installed-version available-version" (dpkg(1), --log).
 */
#include "decode-packages/drivers.h"
#include "decode-packages/package.h"

#define MANAGER "dpkg"

static const struct {
	const char *action;
	uint32_t operation; /* 0: of no use here */
} actions[] = {
	{ "install", SCHAIN_PACKAGE_INSTALL },
	{ "upgrade", SCHAIN_PACKAGE_UPDATE },
	{ "remove", SCHAIN_PACKAGE_REMOVE },
	{ "purge", SCHAIN_PACKAGE_REMOVE },
	{ "disappear", SCHAIN_PACKAGE_REMOVE },
	{ "status", 0 },
	{ "startup", 0 },
	{ "configure", 0 },
	{ "trigproc", 0 },
	{ "conffile", 0 },
};

enum { ACTIONS = sizeof actions / sizeof *actions };

static size_t find_action(schain_string name)
{
	size_t i = 0;

	while (i < ACTIONS && !schain__package_is(name, actions[i].action))
		i++;
	return i;
}

/* Takes date and time, then the action. Returns the time, or 0. */
static schain_time take_head(schain_string *line, size_t *ret_action)
{
	enum { STAMP = 19 };
	schain_time time;

	if (line->length < STAMP + 2 || line->data[STAMP] != ' ')
		return 0;
	time = schain__package_time(schain__package_string(line->data, STAMP));
	*line = schain__package_string(line->data + STAMP + 1, line->length - STAMP - 1);
	*ret_action = find_action(schain__package_take(line, " "));
	return *ret_action < ACTIONS ? time : 0;
}

static int dpkg_probe(const char *data, size_t size, int is_all)
{
	const char *newline = memchr(data, '\n', size);
	schain_string line = { data, newline ? (size_t)(newline - data) : size };
	size_t action;

	/* The longest line there is holds one path. */
	if (!newline && !is_all && size < 8192)
		return -1;
	return take_head(&line, &action) ? 95 : 0;
}

static schain_string version_of(schain_string text)
{
	return schain__package_is(text, "<none>") || !text.length ? SCHAIN_STRING_NONE : text;
}

/* "archives unpack" and the like begin a run; one that only configures brings nothing. */
static schain_status tell_startup(schain__decode *decode, schain_time time, schain_string rest)
{
	if (!schain__package_is(rest, "archives unpack") &&
	    !schain__package_is(rest, "archives install") &&
	    !schain__package_is(rest, "packages remove") &&
	    !schain__package_is(rest, "packages purge")) {
		schain__decode_ignore(decode);
		return SCHAIN_OK;
	}
	schain__package_slot(decode, time, SCHAIN_PACKAGE_BEGIN, MANAGER, SCHAIN_STRING_NONE);
	return schain__decode_commit(decode);
}

static schain_status tell_status(schain__decode *decode, schain_time time, schain_string rest)
{
	schain_string state = schain__package_take(&rest, " "), package;
	schain__slot *slot;

	package = schain__package_take(&rest, " ");
	if (!schain__package_is(state, "installed")) {
		schain__decode_ignore(decode);
		return SCHAIN_OK;
	}
	slot = schain__package_slot(decode, time, SCHAIN_PACKAGE_FINISH, MANAGER, package);
	slot->package.version = version_of(rest);
	slot->package.succeeded = SCHAIN_YES;
	return schain__decode_commit(decode);
}

static schain_status dpkg_record(void *driver, const char *data, size_t size)
{
	schain__decode *decode = driver;
	schain_string line = { data, size }, package, before;
	size_t action;
	schain_time time = take_head(&line, &action);
	schain__slot *slot;

	if (!time)
		return schain__decode_problem(decode, 1, "expected date, time and an action of dpkg");
	if (schain__package_is(schain_string_of(actions[action].action), "startup"))
		return tell_startup(decode, time, line);
	if (schain__package_is(schain_string_of(actions[action].action), "status"))
		return tell_status(decode, time, line);
	if (!actions[action].operation) {
		schain__decode_ignore(decode);
		return SCHAIN_OK;
	}
	package = schain__package_take(&line, " ");
	before = schain__package_take(&line, " ");
	if (!package.length || !before.length)
		return schain__decode_problem(decode, size + 1, "expected a package and its versions");
	slot = schain__package_slot(decode, time, actions[action].operation, MANAGER, package);
	/* Of a removed package the version is the one it had. */
	if (actions[action].operation == SCHAIN_PACKAGE_REMOVE)
		slot->package.version = version_of(before);
	else {
		slot->package.version = version_of(line);
		slot->package.old_version = version_of(before);
	}
	return schain__decode_commit(decode);
}

static void *dpkg_open(schain__decode *decode, schain_error *error)
{
	(void)error;
	return decode; /* lines stand alone: there is nothing else to know */
}

static void dpkg_close(void *driver)
{
	(void)driver;
}

const schain__driver schain__driver_dpkg = {
	{
		sizeof(schain_format),
		0,
		"dpkg-log",
		"Debian package log (/var/log/dpkg.log)",
		"install, upgrade, remove, purge, disappear, status installed, startup",
		"time zone (local time is read as UTC), repository, signature, files, the process that did "
		"it",
	},
	SCHAIN__FRAMING_LINES,
	dpkg_probe,
	dpkg_open,
	dpkg_record,
	NULL,
	dpkg_close,
};
