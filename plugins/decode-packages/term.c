/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The driver of /var/log/apt/term.log: what dpkg printed during a run, between
 * "Log started: " and "Log ended: " (apt, apt-pkg/deb/dpkgpm.cc). Its lines
 * have no time of their own: they get that of the run's start.
 */
#include "decode-packages/drivers.h"
#include "decode-packages/package.h"

#define MANAGER "dpkg"
#define STARTED "Log started: "
#define ENDED "Log ended: "

struct term {
	schain__decode *decode;
	schain_time start; /* 0: outside a run */
};

static int term_probe(const char *data, size_t size, int is_all)
{
	schain_string text = { data, size < sizeof STARTED - 1 ? size : sizeof STARTED - 1 };

	if (text.length < sizeof STARTED - 1 && !is_all)
		return memcmp(data, STARTED, text.length) ? 0 : -1;
	return schain__package_starts(text, STARTED) ? 95 : 0;
}

/* What is behind a prefix. */
static schain_string behind(schain_string line, const char *prefix)
{
	size_t length = strlen(prefix);

	return schain__package_string(line.data + length, line.length - length);
}

static schain_status tell_run(struct term *term, schain_string stamp, uint32_t operation)
{
	schain_time time = schain__package_time(stamp);

	if (!time)
		return schain__decode_problem(term->decode, sizeof STARTED, "expected a date and a time");
	if ((operation == SCHAIN_PACKAGE_BEGIN) == (term->start != 0))
		schain__decode_incomplete(term->decode);
	term->start = operation == SCHAIN_PACKAGE_BEGIN ? time : 0;
	schain__package_slot(term->decode, time, operation, MANAGER, SCHAIN_STRING_NONE);
	return schain__decode_commit(term->decode);
}

/* "name:arch (version) ..." and "name:arch (version) over (old) ..." */
static schain_status tell_package(struct term *term, uint32_t operation, schain_string text)
{
	schain_string name = schain__package_take(&text, " ("), version = schain__package_take(&text, ")");
	schain__slot *slot;

	/* Older dpkg names no version here, and prose may begin with the same words. */
	if (!name.length || !version.length || memchr(name.data, ' ', name.length)) {
		schain__decode_ignore(term->decode);
		return SCHAIN_OK;
	}
	slot = schain__package_slot(term->decode, term->start, operation, MANAGER, name);
	slot->package.version = version;
	if (operation == SCHAIN_PACKAGE_FINISH)
		slot->package.succeeded = SCHAIN_YES;
	if (operation == SCHAIN_PACKAGE_INSTALL && schain__package_starts(text, " over (")) {
		text = behind(text, " over (");
		slot->package.operation = SCHAIN_PACKAGE_UPDATE;
		slot->package.old_version = schain__package_take(&text, ")");
	}
	return schain__decode_commit(term->decode);
}

static schain_status term_record(void *driver, const char *data, size_t size)
{
	static const struct {
		const char *prefix;
		uint32_t operation;
	} steps[] = {
		{ "Unpacking ", SCHAIN_PACKAGE_INSTALL },
		{ "Setting up ", SCHAIN_PACKAGE_FINISH },
		{ "Removing ", SCHAIN_PACKAGE_REMOVE },
	};
	struct term *self = driver;
	schain_string line = { data, size };

	if (schain__package_starts(line, STARTED))
		return tell_run(self, behind(line, STARTED), SCHAIN_PACKAGE_BEGIN);
	if (schain__package_starts(line, ENDED))
		return tell_run(self, behind(line, ENDED), SCHAIN_PACKAGE_FINISH);
	for (size_t i = 0; self->start && i < sizeof steps / sizeof *steps; i++)
		if (schain__package_starts(line, steps[i].prefix))
			return tell_package(self, steps[i].operation, behind(line, steps[i].prefix));
	schain__decode_ignore(self->decode);
	return SCHAIN_OK;
}

/* A run that never ended: the machine went down, or the log was cut. */
static schain_status term_finish(void *driver)
{
	struct term *self = driver;

	if (self->start)
		schain__decode_incomplete(self->decode);
	return SCHAIN_OK;
}

static void *term_open(schain__decode *decode, schain_error *error)
{
	struct term *self = schain__decode_reserve(decode, sizeof *self);

	(void)error; /* memory is all that can fail */
	if (!self)
		return NULL;
	memset(self, 0, sizeof *self);
	self->decode = decode;
	return self;
}

static void term_close(void *driver)
{
	struct term *self = driver;

	schain__decode_release(self->decode, self, sizeof *self);
}

const schain__driver schain__driver_term = {
	{
		sizeof(schain_format),
		0,
		"apt-term",
		"Terminal log of apt (/var/log/apt/term.log)",
		"Log started, Unpacking, Setting up, Removing, Log ended",
		"time zone (local time is read as UTC), the time of each step, repository, signature, "
		"files, the process that did it",
	},
	SCHAIN__FRAMING_LINES,
	term_probe,
	term_open,
	term_record,
	term_finish,
	term_close,
};
