/* SPDX-License-Identifier: Apache-2.0 */
#include "decode-journal/journal.h"

#include <inttypes.h>
#include <stdio.h>

static const struct {
	const char *name;
	int field;
} names[] = {
	{ "__CURSOR", JOURNAL_CURSOR },
	{ "__REALTIME_TIMESTAMP", JOURNAL_TIME },
	{ "_SOURCE_REALTIME_TIMESTAMP", JOURNAL_SOURCE_TIME },
	{ "_HOSTNAME", JOURNAL_HOST },
	{ "MESSAGE", JOURNAL_MESSAGE },
	{ "MESSAGE_ID", JOURNAL_MESSAGE_ID },
	{ "SYSLOG_IDENTIFIER", JOURNAL_IDENTIFIER },
	{ "_TRANSPORT", JOURNAL_TRANSPORT },
	{ "_PID", JOURNAL_PID },
	{ "_EXE", JOURNAL_EXE },
	{ "_CMDLINE", JOURNAL_COMMAND },
	{ "_AUDIT_ID", JOURNAL_AUDIT_SERIAL },
	{ "OPERATION", JOURNAL_OPERATION },
	{ "REF", JOURNAL_REF },
	{ "REMOTE", JOURNAL_REMOTE },
	{ "URL", JOURNAL_URL },
	{ "COMMIT", JOURNAL_COMMIT },
	{ "OLD_COMMIT", JOURNAL_OLD_COMMIT },
};

int schain__journal_field_of(const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (length == strlen(names[i].name) && !memcmp(name, names[i].name, length))
			return names[i].field;
	return -1;
}

void schain__journal_set(schain__journal_entry *entry, int field, schain_string value)
{
	if (field >= 0 && !entry->values[field].length)
		entry->values[field] = value;
}

schain_status schain__journal_init(schain__journal *journal, schain__decode *decode)
{
	schain__translator_init(&journal->translator, decode);
	return schain__audit_init(&journal->audit, decode);
}

void schain__journal_dispose(schain__journal *journal)
{
	schain__event_xml_free(journal->xml);
	schain__translator_dispose(&journal->translator);
	schain__decode_release(journal->audit.decode, journal->line, journal->line_size);
	schain__audit_dispose(&journal->audit);
}

schain_status schain__journal_finish(schain__journal *journal)
{
	return schain__audit_join_finish(&journal->audit);
}

/* Microseconds since the epoch, or 0. */
static uint64_t microseconds(const schain__journal_entry *entry)
{
	static const int fields[] = { JOURNAL_SOURCE_TIME, JOURNAL_TIME };

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		schain_string text = entry->values[fields[i]];
		int ok = 0;
		uint64_t value = text.length ? schain__decode_number(text.data, text.length, &ok) : 0;

		if (ok && value && value <= INT64_MAX / 1000)
			return value;
	}
	return 0;
}

/*
 * journald hands the kernel's audit records on, "SYSCALL arch=... " each, with
 * stamp and serial in fields. They go the way of auditd's own lines. The line
 * is kept outside of the batch: joining it may hand the batch over.
 */
static schain_status tell_audit(schain__journal *journal, const schain__journal_entry *entry,
                                uint64_t time)
{
	enum { STAMP = 96 };
	schain__decode *decode = journal->audit.decode;
	schain_string message = entry->values[JOURNAL_MESSAGE], host = entry->values[JOURNAL_HOST];
	const char *blank = message.length ? memchr(message.data, ' ', message.length) : NULL;
	size_t type = blank ? (size_t)(blank - message.data) : 0, length;
	int ok = 0;
	schain_string number = entry->values[JOURNAL_AUDIT_SERIAL];
	uint64_t serial = number.length ? schain__decode_number(number.data, number.length, &ok) : 0;
	size_t size = STAMP + host.length + message.length;
	schain__audit_line line;

	if (!type || !ok || memchr(host.length ? host.data : "", ' ', host.length)) {
		schain__decode_ignore(decode);
		return SCHAIN_OK;
	}
	if (size > journal->line_size) {
		char *grown = schain__decode_resize(decode, journal->line, journal->line_size, size);

		if (!grown)
			return SCHAIN_E_MEMORY;
		journal->line = grown;
		journal->line_size = size;
	}
	length = (size_t)snprintf(journal->line, size,
	                          "%s%.*s%stype=%.*s msg=audit(%" PRIu64 ".%03u:%" PRIu64 "): ",
	                          host.length ? "node=" : "", (int)host.length,
	                          host.length ? host.data : "", host.length ? " " : "", (int)type,
	                          message.data, time / 1000000, (unsigned)(time / 1000 % 1000), serial);
	memcpy(journal->line + length, blank + 1, message.length - type - 1);
	length += message.length - type - 1;
	journal->audit.failed = 0;
	if (schain__audit_read_line(schain__audit_string(journal->line, length), &line) !=
	            AUDIT_LINE_RECORD || !line.type) {
		schain__decode_ignore(decode);
		return SCHAIN_OK;
	}
	return schain__audit_join(&journal->audit, &line);
}

/* Sysmon for Linux logs an <Event> element a message. */
static schain_status tell_sysmon(schain__journal *journal, const schain__journal_entry *entry)
{
	schain__decode *decode = journal->audit.decode;
	schain_string message = entry->values[JOURNAL_MESSAGE];
	schain__winlog record;
	const char *problem;
	uint64_t column;
	int is_cut;
	schain_status status;

	if (!journal->xml)
		journal->xml = schain__event_xml_new(decode);
	if (!journal->xml)
		return SCHAIN_E_MEMORY;
	schain__winlog_clear(&record);
	record.values[SCHAIN__WINLOG_HOSTNAME] = entry->values[JOURNAL_HOST];
	status = schain__event_xml_parse(journal->xml, message.data, message.length, &record, &problem,
	                                 &column, &is_cut);
	if (status == SCHAIN_E_SYNTAX)
		return schain__decode_problem(decode, 0, problem);
	return status == SCHAIN_OK ? schain__translate(&journal->translator, &record, is_cut) : status;
}

static void fill_process(const schain__journal_entry *entry, schain__slot *slot)
{
	schain_string pid = entry->values[JOURNAL_PID];

	slot->process.pid = pid.length ? schain__decode_number(pid.data, pid.length, NULL) : 0;
	if (!slot->process.pid)
		return;
	slot->process.command_line = entry->values[JOURNAL_COMMAND];
	slot->process_image.path = entry->values[JOURNAL_EXE];
	if (slot->process_image.path.length)
		slot->process.image = &slot->process_image;
	slot->event.process = &slot->process;
}

schain_status schain__journal_tell(schain__journal *journal, const schain__journal_entry *entry)
{
	schain__decode *decode = journal->audit.decode;
	uint64_t time = microseconds(entry);
	schain__slot *slot;

	if (!time)
		return schain__decode_problem(decode, 0, "an entry without a time");
	if (schain__audit_is(entry->values[JOURNAL_TRANSPORT], "audit"))
		return tell_audit(journal, entry, time);
	if (schain__audit_is(entry->values[JOURNAL_IDENTIFIER], "sysmon") &&
	    schain__audit_starts(entry->values[JOURNAL_MESSAGE], "<Event"))
		return tell_sysmon(journal, entry);
	slot = schain__decode_slot(decode);
	if (!schain__journal_package(entry, &slot->package)) {
		memset(&slot->package, 0, sizeof slot->package);
		slot->package.struct_size = (uint32_t)sizeof slot->package;
		schain__decode_ignore(decode);
		return SCHAIN_OK;
	}
	slot->event.type = SCHAIN_EVENT_PACKAGE;
	slot->event.time = (schain_time)time * 1000;
	slot->event.source_kind = SCHAIN_SOURCE_PACKAGE_LOG;
	slot->event.os = SCHAIN_OS_LINUX;
	slot->event.package = &slot->package;
	slot->event.record_id = entry->values[JOURNAL_CURSOR];
	if (entry->values[JOURNAL_HOST].length)
		slot->event.host = entry->values[JOURNAL_HOST];
	fill_process(entry, slot);
	return schain__decode_commit(decode);
}
