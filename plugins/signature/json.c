/* SPDX-License-Identifier: Apache-2.0 */
/* A report as JSON, in the order of signature.h. Absent values are left out. */
#include "signature/error.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <supplychain/signature.h>
#include <time.h>

struct json {
	int (*write)(void *context, const char *data, size_t size);
	void *context;
	int has_stopped;
	int is_first; /* nothing stands before in this object or array */
	size_t size;
	char buffer[512];
};

static void flush(struct json *json)
{
	if (json->size && !json->has_stopped)
		json->has_stopped = json->write(json->context, json->buffer, json->size) != 0;
	json->size = 0;
}

static void put(struct json *json, const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (json->size == sizeof json->buffer)
			flush(json);
		json->buffer[json->size++] = text[i];
	}
}

static void put_text(struct json *json, const char *text)
{
	put(json, text, strlen(text));
}

/* Bytes of the UTF-8 character at `data`; 0 if it is none (RFC 3629). */
static size_t character(const unsigned char *data, size_t size)
{
	static const struct {
		unsigned char mask, value;
		uint32_t least;
	} forms[] = { { 0x80, 0, 0 }, { 0xe0, 0xc0, 0x80 }, { 0xf0, 0xe0, 0x800 }, { 0xf8, 0xf0, 0x10000 } };

	for (size_t n = 0; n < 4; n++) {
		uint32_t code = data[0] & (unsigned char)~forms[n].mask;

		if ((data[0] & forms[n].mask) != forms[n].value)
			continue;
		if (n >= size)
			return 0;
		for (size_t i = 1; i <= n; i++) {
			if ((data[i] & 0xc0) != 0x80)
				return 0;
			code = code << 6 | (data[i] & 0x3f);
		}
		return code < forms[n].least || code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? 0 : n + 1;
	}
	return 0;
}

static void put_string(struct json *json, schain_string string)
{
	const unsigned char *data = (const unsigned char *)string.data;
	char escape[8];

	put_text(json, "\"");
	for (size_t i = 0; i < string.length;) {
		size_t size = character(data + i, string.length - i);

		if (!size) {
			put_text(json, "\\ufffd"); /* a path need not be UTF-8 */
			i++;
		} else if (data[i] == '"' || data[i] == '\\' || data[i] < 0x20 || data[i] == 0x7f) {
			snprintf(escape, sizeof escape, "\\u%04x", (unsigned)data[i]);
			put_text(json, escape);
			i++;
		} else {
			put(json, string.data + i, size);
			i += size;
		}
	}
	put_text(json, "\"");
}

static void begin(struct json *json, const char *key, const char *bracket)
{
	if (!json->is_first)
		put_text(json, ",");
	if (key) {
		put_text(json, "\"");
		put_text(json, key);
		put_text(json, "\":");
	}
	put_text(json, bracket);
	json->is_first = 1;
}

static void end(struct json *json, const char *bracket)
{
	put_text(json, bracket);
	json->is_first = 0;
}

static void text(struct json *json, const char *key, schain_string value)
{
	if (!value.data)
		return;
	begin(json, key, "");
	put_string(json, value);
	json->is_first = 0;
}

static void word(struct json *json, const char *key, const char *value)
{
	text(json, key, schain_string_of(value));
}

static void number(struct json *json, const char *key, uint64_t value)
{
	char digits[24];

	begin(json, key, "");
	snprintf(digits, sizeof digits, "%" PRIu64, value);
	put_text(json, digits);
	json->is_first = 0;
}

/* RFC 3339 in UTC, to the second. */
static void when(struct json *json, const char *key, schain_time value)
{
	time_t seconds = (time_t)(value / SCHAIN_SECOND);
	struct tm tm;
	char stamp[40];

	if (!value || !gmtime_r(&seconds, &tm) || !strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%SZ", &tm))
		return;
	word(json, key, stamp);
}

static void bits(struct json *json, const char *key, uint32_t value, const char *(*name)(uint32_t))
{
	if (!value)
		return;
	begin(json, key, "[");
	for (uint32_t bit = 1; bit; bit <<= 1)
		if (value & bit && name(bit))
			word(json, NULL, name(bit));
	end(json, "]");
}

static const char *certificate_flag(uint32_t bit)
{
	switch (bit) {
	case SCHAIN_CERTIFICATE_SELF_SIGNED:
		return "self_signed";
	case SCHAIN_CERTIFICATE_TRUSTED:
		return "trusted";
	case SCHAIN_CERTIFICATE_AUTHORITY:
		return "authority";
	case SCHAIN_CERTIFICATE_ABUSED:
		return "abused";
	case SCHAIN_CERTIFICATE_REVOKED:
		return "revoked";
	default:
		return NULL;
	}
}

static void write_certificate(struct json *json, const schain_certificate *certificate)
{
	begin(json, NULL, "{");
	text(json, "subject", certificate->subject);
	text(json, "issuer", certificate->issuer);
	text(json, "common_name", certificate->common_name);
	text(json, "organisation", certificate->organisation);
	text(json, "country", certificate->country);
	text(json, "registration", certificate->registration);
	text(json, "serial", certificate->serial);
	when(json, "not_before", certificate->not_before);
	when(json, "not_after", certificate->not_after);
	text(json, "sha1", certificate->sha1);
	text(json, "sha256", certificate->sha256);
	text(json, "tbs_sha256", certificate->tbs_sha256);
	text(json, "spki_sha256", certificate->spki_sha256);
	text(json, "key_algorithm", certificate->key_algorithm);
	number(json, "key_bits", certificate->key_bits);
	text(json, "signature_algorithm", certificate->signature_algorithm);
	bits(json, "flags", certificate->flags, certificate_flag);
	bits(json, "usages", certificate->usages, schain_usage_get_name);
	end(json, "}");
}

static void write_chain(struct json *json, const schain_certificate *certificates, size_t count)
{
	begin(json, "certificates", "[");
	for (size_t i = 0; i < count; i++)
		write_certificate(json, &certificates[i]);
	end(json, "]");
}

static void write_timestamp(struct json *json, const schain_timestamp *timestamp)
{
	static const char *const kinds[] = { "unknown", "rfc3161", "legacy", "log" };

	begin(json, "timestamp", "{");
	word(json, "kind", kinds[timestamp->kind < 4 ? timestamp->kind : 0]);
	word(json, "status", schain_verify_status_get_name(timestamp->status));
	text(json, "reason", timestamp->reason);
	when(json, "time", timestamp->time);
	text(json, "authority", timestamp->authority);
	text(json, "digest_algorithm", timestamp->digest_algorithm);
	bits(json, "remarks", timestamp->remarks, schain_remark_get_name);
	write_chain(json, timestamp->certificates, timestamp->certificate_count);
	end(json, "}");
}

static void write_detail(struct json *json, const schain_signature_detail *detail, int is_chosen)
{
	begin(json, NULL, "{");
	text(json, "where", detail->where);
	word(json, "format", schain_signed_as_get_name(detail->format));
	word(json, "status", schain_verify_status_get_name(detail->status));
	text(json, "reason", detail->reason);
	if (is_chosen)
		number(json, "chosen", 1);
	number(json, "position", detail->position);
	bits(json, "flags", detail->flags, schain_signed_get_name);
	bits(json, "remarks", detail->remarks, schain_remark_get_name);
	when(json, "judged_at", detail->judged_at);
	when(json, "signed_at", detail->signed_at);
	text(json, "identity", detail->identity);
	text(json, "signer", detail->signer);
	text(json, "team_id", detail->team_id);
	text(json, "signing_id", detail->signing_id);
	text(json, "program_name", detail->program_name);
	text(json, "program_url", detail->program_url);
	text(json, "digest_algorithm", detail->digest_algorithm);
	text(json, "digest_expected", detail->digest_expected);
	text(json, "digest_actual", detail->digest_actual);
	if (detail->timestamp)
		write_timestamp(json, detail->timestamp);
	write_chain(json, detail->certificates, detail->certificate_count);
	end(json, "}");
}

static const char *content_name(uint32_t content)
{
	static const char *const names[] = { "unknown", "data", "pe", "elf", "macho", "script", "archive" };

	return names[content < sizeof names / sizeof *names ? content : 0];
}

static void write_report(struct json *json, const schain_signature_report *report)
{
	json->is_first = 1;
	begin(json, NULL, "{");
	text(json, "path", report->path);
	number(json, "size", report->size);
	word(json, "content", content_name(report->content));
	word(json, "format", schain_signed_as_get_name(report->format));
	word(json, "status", schain_verify_status_get_name(report->status));
	text(json, "reason", report->reason);
	bits(json, "remarks", report->remarks, schain_remark_get_name);
	when(json, "judged_at", report->judged_at);
	text(json, "sha256", report->sha256);
	text(json, "sha1", report->sha1);
	text(json, "package", report->package);
	if (report->package_state)
		word(json, "package_state", schain_packaged_get_name(report->package_state));
	begin(json, "signatures", "[");
	for (size_t i = 0; i < report->signature_count; i++)
		write_detail(json, &report->signatures[i], report->chosen == &report->signatures[i]);
	end(json, "]");
	end(json, "}");
}

schain_status schain_signature_report_write_json(const schain_signature_report *report,
                                                 int (*write)(void *context, const char *data,
                                                              size_t size),
                                                 void *context, schain_error *error)
{
	struct json json = { .write = write, .context = context };

	if (!report || !write)
		return schain__sig_fail(error, SCHAIN_E_ARGUMENT, "no report or function");
	write_report(&json, report);
	flush(&json);
	return json.has_stopped ? schain__sig_fail(error, SCHAIN_E_CANCELLED, "stopped by the caller")
	                        : SCHAIN_OK;
}
