/* SPDX-License-Identifier: Apache-2.0 */
/* macOS's /var/log/install.log: doc/formats/macos-logs.md. */
#include "decode-macos/drivers.h"
#include "decode-macos/message.h"

#include <string.h>

/* "2026-03-01 09:12:44+01 studio installd[412]: PackageKit: Installed "Tool" (2.1)" */
struct head {
	schain_time time;
	schain_string host, program;
	uint64_t pid;
	schain_string message;
};

/* Takes the text before the next blank off `rest`. */
static schain_string take_word(schain_string *rest)
{
	const char *blank = rest->length ? memchr(rest->data, ' ', rest->length) : NULL;
	schain_string word = *rest;

	if (!blank)
		word.length = 0;
	else
		word.length = (size_t)(blank - rest->data);
	if (blank) {
		rest->data = blank + 1;
		rest->length -= word.length + 1;
	}
	return word;
}

static int read_head(schain_string line, struct head *ret_head)
{
	enum { CLOCK = 19 }; /* without the zone, "+01" or "-07:00" */
	struct head head;
	schain_string rest = line, tag;
	const char *open, *close;

	take_word(&rest);
	take_word(&rest);
	if (rest.data - line.data <= CLOCK)
		return 0;
	head.time = schain__decode_time(line.data, (size_t)(rest.data - line.data) - 1);
	head.host = take_word(&rest);
	tag = take_word(&rest);
	open = tag.length ? memchr(tag.data, '[', tag.length) : NULL;
	close = open ? memchr(open, ']', (size_t)(tag.data + tag.length - open)) : NULL;
	if (!head.time || !head.host.length || !close || close[1] != ':')
		return 0;
	head.program.data = tag.data;
	head.program.length = (size_t)(open - tag.data);
	head.pid = schain__decode_number(open + 1, (size_t)(close - open) - 1, NULL);
	head.message = rest;
	*ret_head = head;
	return 1;
}

static int probe(const char *data, size_t size, int is_all)
{
	/* Those that write there from a system's first start on. */
	static const schain__shape_word programs[] = {
		{ "installd", 1 }, { "system_installd", 1 }, { "softwareupdated", 1 },
		{ "suhelperd", 1 }, { "Installer", 1 }, { "installer", 1 }, { "Language", 1 },
		{ "loginwindow", 1 }, { "Setup", 1 }, { "SoftwareUpdateNotificationManager", 1 },
		{ "softwareupdate_notify_agent", 1 }, { "storedownloadd", 1 }, { "appstored", 1 },
		{ "MobileSoftwareUpdate", 1 }, { "OSInstaller", 1 }, { "osinstallersetupd", 1 },
		{ "pkginstalld", 1 }, { "package_script_service", 1 }, { NULL, 0 },
	};
	const char *newline = memchr(data, '\n', size);
	schain_string line = { data, newline ? (size_t)(newline - data) : size };
	struct head head;

	if (size && (*data < '0' || *data > '9'))
		return 0;
	if (!newline && !is_all && size < 8192)
		return -1;
	return read_head(line, &head) && schain__shape_word_value(head.program, programs, 0) ? 90 : 0;
}

static schain_status record(void *self, const char *data, size_t size)
{
	schain_string line = { data, size };
	struct head head;
	schain__slot *slot;

	/* Messages of many lines go on without a head. */
	if (!read_head(line, &head)) {
		schain__decode_ignore(self);
		return SCHAIN_OK;
	}
	slot = schain__decode_slot(self);
	slot->event.time = head.time;
	slot->event.source_kind = SCHAIN_SOURCE_PACKAGE_LOG;
	slot->event.os = SCHAIN_OS_MACOS;
	slot->event.host = head.host;
	slot->process.pid = head.pid;
	if (head.pid)
		schain__shape_link(slot, &slot->process);
	slot->event.type = schain__macos_message(slot, head.program, head.message);
	if (slot->event.type)
		return schain__decode_commit(self);
	schain__decode_ignore(self);
	return SCHAIN_OK;
}

static void *open_log(schain__decode *decode, schain_error *error)
{
	(void)error;
	return decode; /* lines stand alone: there is nothing else to know */
}

static void close_log(void *self)
{
	(void)self;
}

const schain__driver schain__driver_install_log = {
	.format = {
		.struct_size = sizeof(schain_format),
		.name = "macos-install-log",
		.summary = "macOS's log of installations (/var/log/install.log)",
		.fields = "begin and end of an installation, package and version installed, failure",
		.missing = "files, the package's signature and origin; what a package's scripts do",
	},
	.framing = SCHAIN__FRAMING_LINES,
	.probe = probe,
	.open = open_log,
	.record = record,
	.close = close_log,
};
