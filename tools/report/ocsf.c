/* SPDX-License-Identifier: Apache-2.0 */
/* Detection Findings of OCSF 1.3.0 (schema.ocsf.io, class 2004), a line each. */
#include "format.h"
#include "text.h"

#include <supplychain/event.h>
#include <supplychain/version.h>

#include <inttypes.h>

#define MILLISECOND (SCHAIN_SECOND / 1000)

static void put_member(FILE *stream, const char *key, schain_string text)
{
	if (!text.length)
		return;
	fprintf(stream, ",\"%s\":", key);
	put_json(stream, text);
}

/* severity_id: 1 informational to 5 critical, as levels are. */
static uint32_t severity_of(uint32_t level)
{
	return level <= SCHAIN_LEVEL_CRITICAL ? level + 1 : 0;
}

static void put_attacks(FILE *stream, const schain_verdict *verdict)
{
	fputs("\"attacks\":[{\"version\":\"19.1\",\"technique\":{\"uid\":", stream);
	put_json(stream, schain_string_of("T1195"));
	fputs(",\"name\":\"Supply Chain Compromise\"}", stream);
	if (has_text(verdict->technique, schain_string_of("."))) {
		fputs(",\"sub_technique\":{\"uid\":", stream);
		put_json(stream, verdict->technique);
		putc('}', stream);
	}
	fputs(",\"tactic\":{\"uid\":\"TA0001\",\"name\":\"Initial Access\"}}]", stream);
}

static void put_title(FILE *stream, const schain_verdict *verdict)
{
	char title[256];

	snprintf(title, sizeof title, "Possibly compromised software: %.*s",
	         verdict->product.length < 200 ? (int)verdict->product.length : 200,
	         verdict->product.length ? verdict->product.data : "");
	put_json(stream, schain_string_of(title));
}

static void put_finding(FILE *stream, const schain_verdict *verdict)
{
	fputs(",\"finding_info\":{\"uid\":", stream);
	put_json(stream, verdict->id);
	fputs(",\"title\":", stream);
	put_title(stream, verdict);
	put_member(stream, "desc", verdict->explanation);
	fprintf(stream, ",\"first_seen_time\":%" PRId64 ",\"last_seen_time\":%" PRId64 ",\"analytic\":{\"type_id\":1,\"uid\":",
	        verdict->first_time / MILLISECOND, verdict->last_time / MILLISECOND);
	put_json(stream, verdict->analytic.length ? verdict->analytic : schain_string_of("DET0309"));
	put_member(stream, "category", verdict->strategy);
	fputs("},", stream);
	put_attacks(stream, verdict);
	putc('}', stream);
}

static void put_file(FILE *stream, const schain_verdict_file *file)
{
	/* type_id 1: a regular file; algorithm_id: 1 MD5, 2 SHA-1, 3 SHA-256. */
	const schain_string hashes[] = { file->md5, file->sha1, file->sha256 };
	const char *comma = "";

	fputs("\"file\":{\"type_id\":1,\"name\":", stream);
	put_json(stream, base_name(file->path));
	put_member(stream, "path", file->path);
	fputs(",\"hashes\":[", stream);
	for (int i = 0; i < 3; i++) {
		if (!hashes[i].length)
			continue;
		fprintf(stream, "%s{\"algorithm_id\":%d,\"value\":", comma, i + 1);
		put_json(stream, hashes[i]);
		putc('}', stream);
		comma = ",";
	}
	fputs("]}", stream);
}

static void put_process(FILE *stream, const schain_verdict_process *process)
{
	fprintf(stream, "\"process\":{\"pid\":%" PRIu64 ",\"created_time\":%" PRId64, process->pid,
	        process->time / MILLISECOND);
	put_member(stream, "name", base_name(process->image));
	put_member(stream, "cmd_line", process->command_line);
	put_member(stream, "uid", process->guid);
	if (process->image.length) {
		fputs(",\"file\":{\"type_id\":1,\"name\":", stream);
		put_json(stream, base_name(process->image));
		put_member(stream, "path", process->image);
		putc('}', stream);
	}
	putc('}', stream);
}

static void put_destination(FILE *stream, const schain_verdict_destination *destination)
{
	fprintf(stream, "\"dst_endpoint\":{\"port\":%" PRIu32, destination->port);
	put_member(stream, "name", destination->host_name.length ? destination->host_name : destination->address);
	put_member(stream, "hostname", destination->host_name);
	put_member(stream, "ip", destination->address);
	putc('}', stream);
}

static void put_evidences(FILE *stream, const schain_verdict *verdict)
{
	const char *comma = "";

	fputs(",\"evidences\":[", stream);
	for (size_t i = 0; i < verdict->file_count; i++, comma = ",") {
		fprintf(stream, "%s{", comma);
		put_file(stream, &verdict->files[i]);
		putc('}', stream);
	}
	for (size_t i = 0; i < verdict->process_count; i++, comma = ",") {
		fprintf(stream, "%s{", comma);
		put_process(stream, &verdict->processes[i]);
		putc('}', stream);
	}
	for (size_t i = 0; i < verdict->destination_count; i++, comma = ",") {
		fprintf(stream, "%s{", comma);
		put_destination(stream, &verdict->destinations[i]);
		putc('}', stream);
	}
	putc(']', stream);
}

static void put_device(FILE *stream, const schain_verdict *verdict)
{
	/* device.os.type_id: 100 Windows, 200 Linux, 300 macOS. */
	static const char *const names[] = { "Unknown", "Windows", "Linux", "macOS" };
	static const int types[] = { 0, 100, 200, 300 };
	uint32_t os = verdict->os <= SCHAIN_OS_MACOS ? verdict->os : 0;

	if (!verdict->host.length)
		return;
	fputs(",\"device\":{\"type_id\":0", stream);
	put_member(stream, "name", verdict->host);
	put_member(stream, "hostname", verdict->host);
	fprintf(stream, ",\"os\":{\"name\":\"%s\",\"type_id\":%d}}", names[os], types[os]);
}

static void put_verdict(FILE *stream, const schain_verdict *verdict)
{
	int is_new = verdict->revision <= 1;

	fprintf(stream,
	        "{\"class_uid\":2004,\"class_name\":\"Detection Finding\",\"category_uid\":2,\"category_name\":\"Findings\","
	        "\"activity_id\":%d,\"activity_name\":\"%s\",\"type_uid\":%d,\"type_name\":\"Detection Finding: %s\","
	        "\"severity_id\":%" PRIu32 ",\"status_id\":1,\"confidence_score\":%" PRIu32 ",\"time\":%" PRId64
	        ",\"metadata\":{\"version\":\"1.3.0\",\"profiles\":[\"host\"],\"product\":{\"name\":\"libsupplychain\","
	        "\"vendor_name\":\"libsupplychain\",\"version\":\"%s\"}}",
	        is_new ? 1 : 2, is_new ? "Create" : "Update", is_new ? 200401 : 200402, is_new ? "Create" : "Update",
	        severity_of(verdict->level), verdict->confidence, verdict->last_time / MILLISECOND, schain_version());
	put_member(stream, "message", verdict->explanation);
	put_finding(stream, verdict);
	put_device(stream, verdict);
	put_evidences(stream, verdict);
	fputs("}\n", stream);
}

static int write_ocsf(FILE *stream, struct report *report)
{
	for (size_t i = 0; i < report->cases->count; i++) {
		schain_verdict verdict;

		if (cases_read(report->cases, i, &verdict))
			return -1;
		put_verdict(stream, &verdict);
	}
	return 0;
}

const struct report_format report_ocsf = { "ocsf", "OCSF Detection Findings, a line each", write_ocsf };
