/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The driver of /var/log/apt/history.log. A run is a stanza of "Key: value"
 * lines from Start-Date to End-Date (apt, apt-pkg/deb/dpkgpm.cc, OpenLog and
 * CloseLog).
 */
#include "decode-packages/drivers.h"
#include "decode-packages/package.h"

#include <stdio.h>

#define MANAGER "apt"

struct apt {
	schain__decode *decode;
	schain_time start; /* 0: outside a stanza */
	char stamp[20];    /* Start-Date as text; the identity of what the stanza tells */
	int failed;        /* it has an Error line */
};

static const struct {
	const char *key;
	uint32_t operation;
} lists[] = {
	{ "Install", SCHAIN_PACKAGE_INSTALL },    { "Reinstall", SCHAIN_PACKAGE_INSTALL },
	{ "Upgrade", SCHAIN_PACKAGE_UPDATE },     { "Downgrade", SCHAIN_PACKAGE_UPDATE },
	{ "Remove", SCHAIN_PACKAGE_REMOVE },      { "Purge", SCHAIN_PACKAGE_REMOVE },
	{ "Disappeared", SCHAIN_PACKAGE_REMOVE },
};

enum { LISTS = sizeof lists / sizeof *lists };

static int apt_probe(const char *data, size_t size, int is_all)
{
	static const char key[] = "Start-Date: ";
	schain_string text = { data, size < sizeof key - 1 ? size : sizeof key - 1 };

	if (text.length < sizeof key - 1 && !is_all)
		return memcmp(data, key, text.length) ? 0 : -1;
	return schain__package_starts(text, key) ? 95 : 0;
}

/* "2019-07-10 16:38:08 libssl1.1:amd64" */
static schain_status commit(struct apt *apt, schain__slot *slot, schain_string what)
{
	size_t stamp = strlen(apt->stamp), length = stamp + 1 + what.length;
	char *id = schain__decode_alloc(apt->decode, length);

	if (!id)
		return SCHAIN_E_MEMORY;
	memcpy(id, apt->stamp, stamp);
	id[stamp] = ' ';
	memcpy(id + stamp + 1, what.data, what.length);
	slot->event.record_id = schain__package_string(id, length);
	return schain__decode_commit(apt->decode);
}

/* A run that never ended: the machine went down, or the log was cut. */
static void leave_open(struct apt *apt)
{
	if (apt->start)
		schain__decode_incomplete(apt->decode);
	apt->start = 0;
}

static schain_status begin(struct apt *apt, schain_string date)
{
	schain_time time = schain__package_time(date);
	schain__slot *slot;

	leave_open(apt);
	if (!time)
		return schain__decode_problem(apt->decode, sizeof "Start-Date: ",
		                              "expected a date and a time");
	apt->start = time;
	apt->failed = 0;
	snprintf(apt->stamp, sizeof apt->stamp, "%.10s %.8s", date.data, date.data + date.length - 8);
	slot = schain__package_slot(apt->decode, time, SCHAIN_PACKAGE_BEGIN, MANAGER,
	                            SCHAIN_STRING_NONE);
	return commit(apt, slot, SCHAIN_STRING("begin"));
}

static schain_status end(struct apt *apt, schain_string date)
{
	schain_time time = schain__package_time(date);
	schain__slot *slot;
	schain_status status;

	if (!time)
		return schain__decode_problem(apt->decode, sizeof "End-Date: ",
		                              "expected a date and a time");
	if (!apt->start) {
		schain__decode_incomplete(apt->decode);
		return SCHAIN_OK;
	}
	slot = schain__package_slot(apt->decode, time, SCHAIN_PACKAGE_FINISH, MANAGER,
	                            SCHAIN_STRING_NONE);
	slot->package.succeeded = apt->failed ? SCHAIN_NO : SCHAIN_YES;
	status = commit(apt, slot, SCHAIN_STRING("end"));
	apt->start = 0;
	return status;
}

/* "name:arch (version, automatic)" or "name:arch (old, new)". */
static schain_status tell_package(struct apt *apt, uint32_t operation, schain_string package,
                                  schain_string versions)
{
	schain__slot *slot = schain__package_slot(apt->decode, apt->start, operation, MANAGER, package);
	schain_string first = schain__package_take(&versions, ", ");
	schain_string second = schain__package_take(&versions, ", ");

	slot->package.version = first;
	if (operation == SCHAIN_PACKAGE_UPDATE) {
		slot->package.version = second.length ? second : SCHAIN_STRING_NONE;
		slot->package.old_version = first;
	}
	return commit(apt, slot, package);
}

static schain_status tell_list(struct apt *apt, uint32_t operation, schain_string line,
                               schain_string list)
{
	while (list.length) {
		schain_string package = schain__package_take(&list, " (");
		size_t before = list.length;
		schain_string versions = schain__package_take(&list, ")");
		schain_status status;

		if (!package.length || !versions.length || versions.length == before)
			return schain__decode_problem(apt->decode, (size_t)(package.data - line.data) + 1,
			                              "expected \"package:architecture (version)\"");
		status = tell_package(apt, operation, package, versions);
		if (status)
			return status;
		if (schain__package_starts(list, ", "))
			list = schain__package_string(list.data + 2, list.length - 2);
	}
	return SCHAIN_OK;
}

static schain_status apt_record(void *driver, const char *data, size_t size)
{
	struct apt *self = driver;
	schain_string line = { data, size }, value = line, key = schain__package_take(&value, ": ");

	if (key.length == line.length || !key.length)
		return schain__decode_problem(self->decode, 1, "expected \"Key: value\"");
	if (schain__package_is(key, "Start-Date"))
		return begin(self, value);
	if (schain__package_is(key, "End-Date"))
		return end(self, value);
	for (size_t i = 0; i < LISTS; i++) {
		if (!schain__package_is(key, lists[i].key))
			continue;
		if (self->start)
			return tell_list(self, lists[i].operation, line, value);
		schain__decode_incomplete(self->decode);
		return SCHAIN_OK;
	}
	if (schain__package_is(key, "Error"))
		self->failed = 1;
	schain__decode_ignore(self->decode);
	return SCHAIN_OK;
}

static schain_status apt_finish(void *driver)
{
	leave_open(driver);
	return SCHAIN_OK;
}

static void *apt_open(schain__decode *decode, schain_error *error)
{
	struct apt *self = schain__decode_reserve(decode, sizeof *self);

	(void)error; /* memory is all that can fail */
	if (!self)
		return NULL;
	memset(self, 0, sizeof *self);
	self->decode = decode;
	return self;
}

static void apt_close(void *driver)
{
	struct apt *self = driver;

	schain__decode_release(self->decode, self, sizeof *self);
}

const schain__driver schain__driver_apt = {
	{
		sizeof(schain_format),
		0,
		"apt-history",
		"History of apt (/var/log/apt/history.log)",
		"Start-Date, Install, Reinstall, Upgrade, Downgrade, Remove, Purge, Disappeared, Error, "
		"End-Date",
		"time zone (local time is read as UTC), repository, signature, files, the process that did "
		"it",
	},
	SCHAIN__FRAMING_LINES,
	apt_probe,
	apt_open,
	apt_record,
	apt_finish,
	apt_close,
};
