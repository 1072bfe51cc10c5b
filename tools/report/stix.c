/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A STIX 2.1 bundle (OASIS Standard, 10 June 2021): for each verdict a grouping
 * of what was observed, and indicators for what can be looked for elsewhere.
 * Identifiers depend on what they identify alone, so that the same verdicts
 * give the same bundle. Those of observables are the UUIDs of version 5 that
 * section 2.9 prescribes; the others are made likewise and say version 4, which
 * the standard wants of them.
 */
#include "format.h"
#include "indicators.h"
#include "text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <uuid/uuid.h>

/* The namespace of observables: STIX 2.1, section 2.9. */
static const char observables[] = "00abedb4-aa42-466c-9c01-fed23315a9b7";
/* Ours, of random bits. */
static const char verdicts[] = "5e0f1a3c-98d4-4d0e-8f6b-2a7b1c9d4e60";

#define IDENTITY_TIME "2026-01-01T00:00:00.000Z"

enum { ID_SIZE = 64 };

/* An object's text is made first where its identifier depends on it. */
struct text {
	char *data;
	size_t size;
	FILE *stream;
};

static int text_open(struct text *text)
{
	text->data = NULL;
	text->size = 0;
	text->stream = open_memstream(&text->data, &text->size);
	return text->stream ? 0 : -1;
}

static void make_id(char *id, const char *type, const char *namespace, const char *name, size_t size)
{
	uuid_t space, uuid;
	char text[UUID_STR_LEN];

	uuid_parse(namespace, space);
	uuid_generate_sha1(uuid, space, name, size);
	if (namespace == verdicts)
		uuid[6] = (uuid[6] & 0x0f) | 0x40;
	uuid_unparse_lower(uuid, text);
	snprintf(id, ID_SIZE, "%s--%s", type, text);
}

struct ids {
	char (*all)[ID_SIZE];
	size_t count, capacity;
};

struct bundle {
	FILE *stream;
	const char *comma;
	char identity[ID_SIZE];
	const schain_verdict *verdict; /* the one at hand */
	struct ids referred;           /* by its grouping */
	struct ids written;            /* by any */
};

/* Returns 1 if it was there, 0 if it is now, -1 without memory. */
static int remember(struct ids *ids, const char *id)
{
	for (size_t i = 0; i < ids->count; i++)
		if (!strcmp(ids->all[i], id))
			return 1;
	if (ids->count == ids->capacity) {
		size_t capacity = ids->capacity ? 2 * ids->capacity : 32;
		char(*all)[ID_SIZE] = realloc(ids->all, capacity * sizeof *all);

		if (!all)
			return -1;
		ids->all = all;
		ids->capacity = capacity;
	}
	memcpy(ids->all[ids->count++], id, ID_SIZE);
	return 0;
}

/* Notes an object that the verdict's grouping refers to. Returns 1 if an earlier one wrote it. */
static int refer(struct bundle *bundle, const char *id)
{
	return remember(&bundle->referred, id) < 0 ? -1 : remember(&bundle->written, id);
}

static void begin(struct bundle *bundle, const char *type, const char *id)
{
	fprintf(bundle->stream, "%s{\"type\":\"%s\",\"spec_version\":\"2.1\",\"id\":\"%s\"", bundle->comma, type, id);
	bundle->comma = ",\n";
}

static void put_stamp(FILE *stream, const char *key, schain_time time)
{
	fprintf(stream, ",\"%s\":\"", key);
	put_time(stream, time, 1);
	putc('"', stream);
}

/* What every object that is no observable has. */
static void put_common(struct bundle *bundle)
{
	fprintf(bundle->stream, ",\"created_by_ref\":\"%s\"", bundle->identity);
	put_stamp(bundle->stream, "created", bundle->verdict->first_time);
	put_stamp(bundle->stream, "modified", bundle->verdict->last_time > bundle->verdict->first_time
	                                              ? bundle->verdict->last_time
	                                              : bundle->verdict->first_time);
}

/* Of what sensors call a host name, that which the standard lets be one: section 6.4. */
static int is_host_name(schain_string name)
{
	for (size_t i = 0; i < name.length; i++) {
		unsigned char c = (unsigned char)name.data[i];

		if (!(c >= 0x80 || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
		      (i && (c == '-' || (c == '.' && name.data[i - 1] != '.')))))
			return 0;
	}
	return name.length && name.length < 254;
}

static int is_address(schain_string address)
{
	for (size_t i = 0; i < address.length; i++) {
		unsigned char c = (unsigned char)address.data[i];

		if (!((c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f') || c == '.' || c == ':'))
			return 0;
	}
	return address.length > 1;
}

static const char *address_type(schain_string address)
{
	return has_text(address, schain_string_of(":")) ? "ipv6-addr" : "ipv4-addr";
}

static int add_value(struct bundle *bundle, const char *type, schain_string value)
{
	struct text text;
	char id[ID_SIZE];
	int known;

	if (text_open(&text))
		return -1;
	fputs("{\"value\":", text.stream);
	put_canonical(text.stream, value);
	putc('}', text.stream);
	fclose(text.stream);
	make_id(id, type, observables, text.data, text.size);
	known = refer(bundle, id);
	if (!known) {
		begin(bundle, type, id);
		fputs(",\"value\":", bundle->stream);
		put_json(bundle->stream, value);
		putc('}', bundle->stream);
	}
	free(text.data);
	return known < 0 ? -1 : 0;
}

static void put_hashes(FILE *stream, const schain_verdict_file *file, int only_first)
{
	const schain_string values[] = { file->md5, file->sha1, file->sha256 };
	static const char *const names[] = { "MD5", "SHA-1", "SHA-256" };
	const char *comma = "";

	for (size_t i = 0; i < 3; i++) {
		if (!values[i].length || (only_first && *comma))
			continue;
		fprintf(stream, "%s\"%s\":", comma, names[i]);
		put_json(stream, values[i]);
		comma = ",";
	}
}

/* The identifier takes one hash and the name (section 6.7 of the standard). */
static int add_file(struct bundle *bundle, const schain_verdict_file *file)
{
	int has_hash = file->md5.length || file->sha1.length || file->sha256.length;
	struct text text;
	char id[ID_SIZE];
	int known;

	if (text_open(&text))
		return -1;
	putc('{', text.stream);
	if (has_hash) {
		fputs("\"hashes\":{", text.stream);
		put_hashes(text.stream, file, 1);
		fputs("},", text.stream);
	}
	fputs("\"name\":", text.stream);
	put_canonical(text.stream, base_name(file->path));
	putc('}', text.stream);
	fclose(text.stream);
	make_id(id, "file", observables, text.data, text.size);
	free(text.data);
	known = refer(bundle, id);
	if (known)
		return known < 0 ? -1 : 0;
	begin(bundle, "file", id);
	if (has_hash) {
		fputs(",\"hashes\":{", bundle->stream);
		put_hashes(bundle->stream, file, 0);
		putc('}', bundle->stream);
	}
	fputs(",\"name\":", bundle->stream);
	put_json(bundle->stream, base_name(file->path));
	putc('}', bundle->stream);
	return 0;
}

static int add_process(struct bundle *bundle, size_t index)
{
	const schain_verdict_process *process = &bundle->verdict->processes[index];
	char name[256], id[ID_SIZE];

	snprintf(name, sizeof name, "%.*s process %zu",
	         (int)(bundle->verdict->id.length < 200 ? bundle->verdict->id.length : 200),
	         bundle->verdict->id.length ? bundle->verdict->id.data : "", index);
	make_id(id, "process", verdicts, name, strlen(name));
	if (refer(bundle, id) < 0)
		return -1;
	begin(bundle, "process", id);
	fprintf(bundle->stream, ",\"pid\":%" PRIu64, process->pid);
	if (process->time)
		put_stamp(bundle->stream, "created_time", process->time);
	if (process->command_line.length || process->image.length) {
		fputs(",\"command_line\":", bundle->stream);
		put_json(bundle->stream, process->command_line.length ? process->command_line : process->image);
	}
	putc('}', bundle->stream);
	return 0;
}

static int add_observables(struct bundle *bundle)
{
	const schain_verdict *verdict = bundle->verdict;

	for (size_t i = 0; i < verdict->file_count; i++)
		if (verdict->files[i].path.length && add_file(bundle, &verdict->files[i]))
			return -1;
	for (size_t i = 0; i < verdict->process_count; i++)
		if (add_process(bundle, i))
			return -1;
	for (size_t i = 0; i < verdict->destination_count; i++) {
		const schain_verdict_destination *to = &verdict->destinations[i];

		if ((is_host_name(to->host_name) && add_value(bundle, "domain-name", to->host_name)) ||
		    (is_address(to->address) && add_value(bundle, address_type(to->address), to->address)))
			return -1;
	}
	return 0;
}

/* A string of a pattern, inside single quotes, as JSON text is made of it later. */
static void put_pattern_text(FILE *stream, schain_string text)
{
	for (size_t i = 0; i < text.length; i++) {
		if (text.data[i] == '\'' || text.data[i] == '\\')
			putc('\\', stream);
		putc(text.data[i], stream);
	}
}

static const char *pattern_path(enum indicator_kind kind, schain_string value)
{
	switch (kind) {
	case INDICATOR_SHA256:
		return "file:hashes.'SHA-256'";
	case INDICATOR_SHA1:
		return "file:hashes.'SHA-1'";
	case INDICATOR_MD5:
		return "file:hashes.MD5";
	case INDICATOR_HOST:
		return "domain-name:value";
	default:
		return has_text(value, schain_string_of(":")) ? "ipv6-addr:value" : "ipv4-addr:value";
	}
}

static int add_indicator(struct bundle *bundle, enum indicator_kind kind, schain_string value)
{
	struct text text;
	char id[ID_SIZE];
	int known;

	if (text_open(&text))
		return -1;
	fprintf(text.stream, "[%s = '", pattern_path(kind, value));
	put_pattern_text(text.stream, value);
	fputs("']", text.stream);
	fclose(text.stream);
	make_id(id, "indicator", verdicts, text.data, text.size);
	known = refer(bundle, id);
	if (!known) {
		begin(bundle, "indicator", id);
		put_common(bundle);
		fprintf(bundle->stream, ",\"name\":\"%s of possibly compromised software\",\"description\":\"Seen in the chain that the grouping of verdicts describes.\",\"indicator_types\":[\"anomalous-activity\"],"
		                        "\"pattern_type\":\"stix\",\"pattern\":", indicator_name(kind));
		put_json(bundle->stream, (schain_string){ text.data, text.size });
		put_stamp(bundle->stream, "valid_from", bundle->verdict->first_time);
		putc('}', bundle->stream);
	}
	free(text.data);
	return known < 0 ? -1 : 0;
}

static int add_indicators(struct bundle *bundle)
{
	for (int kind = 0; kind < INDICATOR_PATH; kind++) {
		size_t at = 0;
		schain_string value;

		while ((value = indicator_next(bundle->verdict, (enum indicator_kind)kind, &at)).data)
			if ((kind != INDICATOR_HOST || is_host_name(value)) &&
			    (kind != INDICATOR_ADDRESS || is_address(value)) &&
			    add_indicator(bundle, (enum indicator_kind)kind, value))
				return -1;
	}
	return 0;
}

static void put_references(struct bundle *bundle, const char *first)
{
	fprintf(bundle->stream, ",\"object_refs\":[\"%s\"", first);
	for (size_t i = 0; i < bundle->referred.count; i++)
		fprintf(bundle->stream, ",\"%s\"", bundle->referred.all[i]);
	putc(']', bundle->stream);
}

static void add_pattern(struct bundle *bundle, char *id)
{
	const schain_verdict *verdict = bundle->verdict;
	char name[256];

	snprintf(name, sizeof name, "%.*s %.*s", (int)(verdict->id.length < 120 ? verdict->id.length : 120),
	         verdict->id.length ? verdict->id.data : "",
	         (int)(verdict->technique.length < 40 ? verdict->technique.length : 40),
	         verdict->technique.length ? verdict->technique.data : "");
	make_id(id, "attack-pattern", verdicts, name, strlen(name));
	begin(bundle, "attack-pattern", id);
	put_common(bundle);
	fputs(",\"name\":\"Supply Chain Compromise\",\"external_references\":[{\"source_name\":\"mitre-attack\",\"external_id\":",
	      bundle->stream);
	put_json(bundle->stream, verdict->technique.length ? verdict->technique : schain_string_of("T1195"));
	fputs("}]}", bundle->stream);
}

static int add_verdict(struct bundle *bundle)
{
	const schain_verdict *verdict = bundle->verdict;
	char pattern[ID_SIZE], id[ID_SIZE];

	bundle->referred.count = 0;
	add_pattern(bundle, pattern);
	if (add_observables(bundle) || add_indicators(bundle))
		return -1;
	make_id(id, "grouping", verdicts, verdict->id.length ? verdict->id.data : "", verdict->id.length);
	begin(bundle, "grouping", id);
	put_common(bundle);
	fputs(",\"context\":\"suspicious-activity\",\"name\":", bundle->stream);
	put_json(bundle->stream, verdict->product.length ? verdict->product : schain_string_of("Software without a name"));
	fputs(",\"description\":", bundle->stream);
	put_json(bundle->stream, verdict->explanation.length ? verdict->explanation : schain_string_of(""));
	fprintf(bundle->stream, ",\"confidence\":%" PRIu32 ",\"labels\":[\"%s\"]", verdict->confidence,
	        schain_level_get_name(verdict->level));
	put_references(bundle, pattern);
	putc('}', bundle->stream);
	return 0;
}

static void make_bundle_id(struct cases *cases, char *id)
{
	struct text text;

	*id = 0;
	if (text_open(&text))
		return;
	for (size_t i = 0; i < cases->count; i++)
		fprintf(text.stream, "%s %" PRIu32 "\n", cases->all[i].id, cases->all[i].revision);
	fclose(text.stream);
	make_id(id, "bundle", verdicts, text.data, text.size);
	free(text.data);
}

static int write_stix(FILE *stream, struct report *report)
{
	struct bundle bundle = { .stream = stream, .comma = "" };
	char id[ID_SIZE];
	int status = 0;

	make_bundle_id(report->cases, id);
	make_id(bundle.identity, "identity", verdicts, "libsupplychain", strlen("libsupplychain"));
	fprintf(stream, "{\"type\":\"bundle\",\"id\":\"%s\",\"objects\":[\n", id);
	begin(&bundle, "identity", bundle.identity);
	fputs(",\"created\":\"" IDENTITY_TIME "\",\"modified\":\"" IDENTITY_TIME
	      "\",\"name\":\"libsupplychain\",\"identity_class\":\"system\"}", stream);
	for (size_t i = 0; i < report->cases->count && !status; i++) {
		schain_verdict verdict;

		status = cases_read(report->cases, i, &verdict);
		bundle.verdict = &verdict;
		if (!status)
			status = add_verdict(&bundle);
	}
	fputs("\n]}\n", stream);
	free(bundle.referred.all);
	free(bundle.written.all);
	return status;
}

const struct report_format report_stix = { "stix", "a STIX 2.1 bundle", write_stix };
