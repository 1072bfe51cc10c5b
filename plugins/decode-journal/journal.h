/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_DECODE_JOURNAL_JOURNAL_H
#define SCHAIN_DECODE_JOURNAL_JOURNAL_H
/*
 * One entry of the journal, freed of its wrapping: the fields that are used
 * here, as bytes. The readers (export.c, json.c) fill it; journal.c makes
 * events of it, packages.c of what package managers say in it. Names:
 * systemd.journal-fields(7).
 */
#include "decode-auditd/audit.h"
#include "decode-sysmon/event_xml.h"
#include "decode-sysmon/sysmon.h"

enum schain__journal_field {
	JOURNAL_CURSOR,
	JOURNAL_TIME,        /* when journald took the entry; microseconds */
	JOURNAL_SOURCE_TIME, /* when its sender made it, where known; microseconds */
	JOURNAL_HOST,
	JOURNAL_MESSAGE,
	JOURNAL_MESSAGE_ID,
	JOURNAL_IDENTIFIER,
	JOURNAL_TRANSPORT,
	JOURNAL_PID,
	JOURNAL_EXE,
	JOURNAL_COMMAND,
	JOURNAL_AUDIT_SERIAL,
	/* Flatpak's own. */
	JOURNAL_OPERATION,
	JOURNAL_REF,
	JOURNAL_REMOTE,
	JOURNAL_URL,
	JOURNAL_COMMIT,
	JOURNAL_OLD_COMMIT,
	JOURNAL_FIELDS, /* how many there are */
};

/* Strings are borrowed for the length of the record. */
typedef struct schain__journal_entry {
	schain_string values[JOURNAL_FIELDS];
} schain__journal_entry;

typedef struct schain__journal {
	schain__audit audit;
	char *line; /* an audit record as auditd would write it; owned */
	size_t line_size;
	schain__event_xml *xml; /* of Sysmon for Linux; made when first needed */
	schain__translator translator;
} schain__journal;

/* The field of that name, or -1. */
int schain__journal_field_of(const char *name, size_t length);
/* The first value of a field stays. */
void schain__journal_set(schain__journal_entry *entry, int field, schain_string value);

schain_status schain__journal_init(schain__journal *journal, schain__decode *decode);
void schain__journal_dispose(schain__journal *journal);
/* What the entry says, as events. */
schain_status schain__journal_tell(schain__journal *journal, const schain__journal_entry *entry);
schain_status schain__journal_finish(schain__journal *journal);

/* packages.c: whether a package manager speaks; fills the package if so. */
int schain__journal_package(const schain__journal_entry *entry, schain_package *package);
#endif
