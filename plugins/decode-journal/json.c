/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The driver of `journalctl -o json`: an object an entry, all values strings;
 * null where a value was too long to be written, an array of numbers where it
 * is not text, an array of values where a field has several
 * (https://systemd.io/JOURNAL_EXPORT_FORMATS/, "Journal JSON Format").
 */
#include "decode-journal/drivers.h"
#include "decode-journal/journal.h"
#include "decode/json.h"

struct journal_json {
	schain__journal journal;
	schain__json *json;
};

static int json_probe(const char *data, size_t size, int is_all)
{
	schain_string time;
	int found = schain__json_peek(data, size, "__REALTIME_TIMESTAMP", &time);

	if (found < 0)
		return is_all ? 0 : -1;
	return found ? 98 : 0;
}

/* Bytes written as numbers; absent where they are none, or memory is out. */
static schain_status bytes_of(schain__decode *decode, const schain__json_field *fields, uint32_t at,
                              uint32_t end, schain_string *ret_bytes)
{
	char *bytes = schain__decode_alloc(decode, end - at + 1);
	size_t length = 0;
	uint64_t value;

	if (!bytes)
		return SCHAIN_E_MEMORY;
	for (; at < end; at = fields[at].next) {
		if (!schain__json_unsigned(&fields[at], &value) || value > UINT8_MAX)
			return SCHAIN_OK;
		bytes[length++] = (char)value;
	}
	*ret_bytes = schain__audit_string(bytes, length);
	return SCHAIN_OK;
}

static schain_status value_of(schain__decode *decode, const schain__json_field *fields, uint32_t at,
                              schain_string *ret_value)
{
	const schain__json_field *field = &fields[at];

	*ret_value = SCHAIN_STRING_NONE;
	if (field->kind == SCHAIN__JSON_ARRAY) {
		if (at + 1 == field->next)
			return SCHAIN_OK;
		/* Several values: the first is the one that counts. */
		if (fields[at + 1].kind != SCHAIN__JSON_NUMBER)
			return value_of(decode, fields, at + 1, ret_value);
		return bytes_of(decode, fields, at + 1, field->next, ret_value);
	}
	*ret_value = schain__json_text(decode, field);
	return ret_value->data || !field->has_escapes ? SCHAIN_OK : SCHAIN_E_MEMORY;
}

static schain_status json_record(void *driver, const char *data, size_t size)
{
	struct journal_json *self = driver;
	schain__decode *decode = self->journal.audit.decode;
	schain__journal_entry entry;
	const schain__json_field *fields;
	schain_string value;
	uint32_t count, next;
	schain_status status = schain__json_parse(self->json, data, size, &fields, &count);

	memset(&entry, 0, sizeof entry);
	for (uint32_t i = 0; status == SCHAIN_OK && i < count; i = next) {
		int field = schain__journal_field_of(fields[i].key, fields[i].key_size);

		next = fields[i].next;
		if (field < 0)
			continue;
		status = value_of(decode, fields, i, &value);
		if (status == SCHAIN_OK)
			schain__journal_set(&entry, field, value);
	}
	return status == SCHAIN_OK ? schain__journal_tell(&self->journal, &entry) : status;
}

static schain_status json_finish(void *driver)
{
	struct journal_json *self = driver;

	return schain__journal_finish(&self->journal);
}

static void json_close(void *driver)
{
	struct journal_json *self = driver;
	schain__decode *decode = self->journal.audit.decode;

	schain__json_free(self->json);
	schain__journal_dispose(&self->journal);
	schain__decode_release(decode, self, sizeof *self);
}

static void *json_open(schain__decode *decode, schain_error *error)
{
	struct journal_json *self = schain__decode_reserve(decode, sizeof *self);

	(void)error; /* memory is all that can fail */
	if (!self)
		return NULL;
	memset(self, 0, sizeof *self);
	self->journal.audit.decode = decode;
	self->json = schain__json_new(decode);
	if (!self->json || schain__journal_init(&self->journal, decode)) {
		json_close(self);
		return NULL;
	}
	return self;
}

const schain__driver schain__driver_journal_json = {
	{
		sizeof(schain_format),
		0,
		"journal-json",
		"systemd journal as JSON (journalctl -o json)",
		"audit records (as auditd); Sysmon for Linux; transactions of rpm's syslog plugin, "
		"PackageKit, snapd, Flatpak",
		"as auditd; values over 4 KiB unless written with --all; files, signatures and repositories "
		"of packages where their manager does not say them",
	},
	SCHAIN__FRAMING_JSON,
	json_probe,
	json_open,
	json_record,
	json_finish,
	json_close,
};
