/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The driver of /var/log/pacman.log: "[time] [who] text". ALPM, the library,
 * says what was done; before pacman 5.2 the time had neither seconds nor zone.
 */
#include "decode-packages/drivers.h"
#include "decode-packages/package.h"

#define MANAGER "pacman"

static const struct {
	const char *action;
	uint32_t operation;
} actions[] = {
	{ "installed ", SCHAIN_PACKAGE_INSTALL },  { "reinstalled ", SCHAIN_PACKAGE_INSTALL },
	{ "upgraded ", SCHAIN_PACKAGE_UPDATE },    { "downgraded ", SCHAIN_PACKAGE_UPDATE },
	{ "removed ", SCHAIN_PACKAGE_REMOVE },
};

/* "2019-10-21T17:09:46+0200", or "2019-03-01 12:00" in local time. */
static schain_time time_of(schain_string stamp)
{
	enum { OLD = 16 };
	char padded[OLD + 3];

	if (stamp.length != OLD)
		return schain__decode_time(stamp.data, stamp.length);
	memcpy(padded, stamp.data, OLD);
	memcpy(padded + OLD, ":00", 3);
	return schain__decode_time(padded, sizeof padded);
}

/* Takes "[time] [who] ". Returns the time, or 0. */
static schain_time take_head(schain_string *line, schain_string *ret_who)
{
	schain_string rest = *line, stamp;
	size_t before;

	if (!schain__package_starts(rest, "["))
		return 0;
	rest = schain__package_string(rest.data + 1, rest.length - 1);
	stamp = schain__package_take(&rest, "] [");
	before = rest.length;
	*ret_who = schain__package_take(&rest, "] ");
	if (!before || ret_who->length == before)
		return 0;
	*line = rest;
	return time_of(stamp);
}

static int pacman_probe(const char *data, size_t size, int is_all)
{
	const char *newline = memchr(data, '\n', size);
	schain_string line = { data, newline ? (size_t)(newline - data) : size }, who;

	if (!newline && !is_all && size < 64 && (!size || *data == '['))
		return -1;
	return take_head(&line, &who) &&
	                       (schain__package_is(who, "ALPM") || schain__package_is(who, "PACMAN") ||
	                        schain__package_is(who, "ALPM-SCRIPTLET"))
	               ? 95
	               : 0;
}

/* "name (version)" or "name (old -> new)" */
static schain_status tell_package(schain__decode *decode, schain_time time, uint32_t operation,
                                  schain_string text, size_t column)
{
	schain__slot *slot = schain__package_slot(decode, time, operation, MANAGER, SCHAIN_STRING_NONE);
	schain_package *package = &slot->package;
	size_t before;

	package->name = schain__package_take(&text, " (");
	before = text.length;
	text = schain__package_take(&text, ")");
	if (!package->name.length || !text.length || text.length == before)
		return schain__decode_problem(decode, column, "expected \"package (version)\"");
	package->version = text;
	if (operation == SCHAIN_PACKAGE_UPDATE) {
		package->old_version = schain__package_take(&text, " -> ");
		package->version = text.length ? text : SCHAIN_STRING_NONE;
	}
	return schain__decode_commit(decode);
}

static schain_status tell_transaction(schain__decode *decode, schain_time time, uint32_t operation,
                                      uint32_t succeeded)
{
	schain__slot *slot = schain__package_slot(decode, time, operation, MANAGER, SCHAIN_STRING_NONE);

	slot->package.succeeded = succeeded;
	return schain__decode_commit(decode);
}

static schain_status pacman_record(void *driver, const char *data, size_t size)
{
	schain__decode *decode = driver;
	schain_string line = { data, size }, who;
	schain_time time = take_head(&line, &who);

	if (time && schain__package_is(who, "ALPM")) {
		if (schain__package_is(line, "transaction started"))
			return tell_transaction(decode, time, SCHAIN_PACKAGE_BEGIN, SCHAIN_UNKNOWN);
		if (schain__package_is(line, "transaction completed"))
			return tell_transaction(decode, time, SCHAIN_PACKAGE_FINISH, SCHAIN_YES);
		if (schain__package_is(line, "transaction failed"))
			return tell_transaction(decode, time, SCHAIN_PACKAGE_FINISH, SCHAIN_NO);
		for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
			if (schain__package_starts(line, actions[i].action)) {
				size_t skipped = strlen(actions[i].action);

				line = schain__package_string(line.data + skipped, line.length - skipped);
				return tell_package(decode, time, actions[i].operation, line,
				                    (size_t)(line.data - data) + 1);
			}
	}
	/* Scriptlets' output, which goes over several lines, pacman's own words, hooks. */
	schain__decode_ignore(decode);
	return SCHAIN_OK;
}

static void *pacman_open(schain__decode *decode, schain_error *error)
{
	(void)error;
	return decode; /* lines stand alone: there is nothing else to know */
}

static void pacman_close(void *driver)
{
	(void)driver;
}

const schain__driver schain__driver_pacman = {
	{
		sizeof(schain_format),
		0,
		"pacman-log",
		"Arch Linux package log (/var/log/pacman.log)",
		"ALPM: installed, reinstalled, upgraded, downgraded, removed, transaction started, "
		"completed and failed",
		"time zone before pacman 5.2 (local time is read as UTC), repository, signature, files, the "
		"process that did it",
	},
	SCHAIN__FRAMING_LINES,
	pacman_probe,
	pacman_open,
	pacman_record,
	NULL,
	pacman_close,
};
