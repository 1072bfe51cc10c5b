/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The driver of `journalctl -o export`: entries with an empty line between
 * them, fields as "NAME=text" or, where a value holds a newline or other
 * control characters, "NAME", a newline, its length in 8 bytes
 * (little-endian), the bytes, a newline
 * (https://systemd.io/JOURNAL_EXPORT_FORMATS/).
 */
#include "decode-journal/drivers.h"
#include "decode-journal/journal.h"

static int export_probe(const char *data, size_t size, int is_all)
{
	/* journalctl begins each entry with the cursor; other writers may leave it out. */
	static const char *const starts[] = { "__CURSOR=", "__REALTIME_TIMESTAMP=" };

	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
		size_t length = strlen(starts[i]);

		if (size < length && !is_all && !memcmp(data, starts[i], size))
			return -1;
		if (size >= length && !memcmp(data, starts[i], length))
			return 98;
	}
	return 0;
}

static uint64_t load64(const char *data)
{
	uint64_t value = 0;

	for (int i = 7; i >= 0; i--)
		value = value << 8 | (unsigned char)data[i];
	return value;
}

/* Takes the next field. SCHAIN_OK, or SCHAIN_E_DAMAGED. */
static schain_status take_field(schain__journal_entry *entry, schain_string *rest)
{
	const char *end = rest->data + rest->length;
	const char *newline = memchr(rest->data, '\n', rest->length);
	const char *stop = newline ? newline : end;
	const char *equals = memchr(rest->data, '=', (size_t)(stop - rest->data));
	uint64_t size;

	if (equals) {
		schain__journal_set(entry,
		                    schain__journal_field_of(rest->data, (size_t)(equals - rest->data)),
		                    schain__audit_string(equals + 1, (size_t)(stop - equals - 1)));
		*rest = schain__audit_string(newline ? newline + 1 : end, newline ? (size_t)(end - newline - 1) : 0);
		return SCHAIN_OK;
	}
	if (!newline || end - newline - 1 < 8)
		return SCHAIN_E_DAMAGED;
	size = load64(newline + 1);
	if (size > (uint64_t)(end - newline - 9))
		return SCHAIN_E_DAMAGED;
	schain__journal_set(entry, schain__journal_field_of(rest->data, (size_t)(newline - rest->data)),
	                    schain__audit_string(newline + 9, (size_t)size));
	newline += 9 + size;
	*rest = schain__audit_string(newline < end ? newline + 1 : end, newline < end ? (size_t)(end - newline - 1) : 0);
	return SCHAIN_OK;
}

static schain_status export_record(void *driver, const char *data, size_t size)
{
	schain__journal *journal = driver;
	schain__journal_entry entry;
	schain_string rest = { data, size };

	memset(&entry, 0, sizeof entry);
	while (rest.length)
		if (take_field(&entry, &rest))
			return schain__decode_problem(journal->audit.decode, 0, "a field that is cut short");
	return schain__journal_tell(journal, &entry);
}

static schain_status export_finish(void *driver)
{
	return schain__journal_finish(driver);
}

static void export_close(void *driver)
{
	schain__journal *journal = driver;
	schain__decode *decode = journal->audit.decode;

	schain__journal_dispose(journal);
	schain__decode_release(decode, journal, sizeof *journal);
}

static void *export_open(schain__decode *decode, schain_error *error)
{
	schain__journal *journal = schain__decode_reserve(decode, sizeof *journal);

	(void)error; /* memory is all that can fail */
	if (!journal)
		return NULL;
	memset(journal, 0, sizeof *journal);
	journal->audit.decode = decode;
	if (schain__journal_init(journal, decode)) {
		export_close(journal);
		return NULL;
	}
	return journal;
}

const schain__driver schain__driver_journal_export = {
	{
		sizeof(schain_format),
		0,
		"journal-export",
		"systemd journal in its export format (journalctl -o export)",
		"audit records (as auditd); Sysmon for Linux; transactions of rpm's syslog plugin, "
		"PackageKit, snapd, Flatpak",
		"as auditd; files, signatures and repositories of packages where their manager does not "
		"say them",
	},
	SCHAIN__FRAMING_ENTRIES,
	export_probe,
	export_open,
	export_record,
	export_finish,
	export_close,
};
