/* SPDX-License-Identifier: Apache-2.0 */
/* Reports of signatures for people. */
#include "verify.h"

#include <time.h>

void verify_print_text(FILE *stream, schain_string text)
{
	for (size_t i = 0; i < text.length; i++) {
		unsigned char c = (unsigned char)text.data[i];

		fputc(c < 0x20 || c == 0x7f ? '?' : c, stream);
	}
}

void verify_print_time(FILE *stream, schain_time time)
{
	time_t seconds = (time_t)(time / SCHAIN_SECOND);
	struct tm tm;
	char text[40];

	if (gmtime_r(&seconds, &tm) && strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm))
		fputs(text, stream);
}

static void print_remarks(FILE *stream, uint32_t remarks)
{
	const char *lead = " [";

	for (uint32_t bit = 1; bit; bit <<= 1) {
		if (!(remarks & bit) || !schain_remark_get_name(bit))
			continue;
		fprintf(stream, "%s%s", lead, schain_remark_get_name(bit));
		lead = ", ";
	}
	if (*lead == ',')
		fputc(']', stream);
}

void verify_print_line(FILE *stream, const schain_signature_report *report)
{
	verify_print_text(stream, report->path);
	fprintf(stream, ": %s", schain_verify_status_get_name(report->status));
	if (report->chosen && report->chosen->signer.length) {
		fputs(": ", stream);
		verify_print_text(stream, report->chosen->signer);
	}
	print_remarks(stream, report->remarks);
	if (report->package_state == SCHAIN_PACKAGED_MODIFIED) {
		fputs(", changed since package ", stream);
		verify_print_text(stream, report->package);
		fputs(" delivered it", stream);
	}
	fputc('\n', stream);
}

static void label(FILE *stream, int depth, const char *name)
{
	fprintf(stream, "%*s%-*s ", 2 * depth, "", 20 - 2 * depth, name);
}

static void field(FILE *stream, int depth, const char *name, schain_string text)
{
	if (!text.length)
		return;
	label(stream, depth, name);
	verify_print_text(stream, text);
	fputc('\n', stream);
}

static void when(FILE *stream, int depth, const char *name, schain_time time)
{
	if (!time)
		return;
	label(stream, depth, name);
	verify_print_time(stream, time);
	fputc('\n', stream);
}

static void print_certificate(FILE *stream, const schain_certificate *certificate)
{
	label(stream, 2, certificate->flags & SCHAIN_CERTIFICATE_TRUSTED ? "trusted root" : "certificate");
	verify_print_text(stream, certificate->subject);
	fputc('\n', stream);
	label(stream, 3, "valid");
	verify_print_time(stream, certificate->not_before);
	fputs(" to ", stream);
	verify_print_time(stream, certificate->not_after);
	fputc('\n', stream);
	field(stream, 3, "serial", certificate->serial);
	field(stream, 3, "sha1", certificate->sha1);
	field(stream, 3, "sha256", certificate->sha256);
	if (certificate->flags & SCHAIN_CERTIFICATE_REVOKED)
		fprintf(stream, "%*srevoked\n", 6, "");
	if (certificate->flags & SCHAIN_CERTIFICATE_ABUSED)
		fprintf(stream, "%*sknown to be abused\n", 6, "");
}

static void print_timestamp(FILE *stream, const schain_timestamp *timestamp)
{
	label(stream, 1, "timestamp");
	verify_print_time(stream, timestamp->time);
	fprintf(stream, ", %s", schain_verify_status_get_name(timestamp->status));
	if (timestamp->authority.length) {
		fputs(", ", stream);
		verify_print_text(stream, timestamp->authority);
	}
	if (timestamp->reason.length) {
		fputs(": ", stream);
		verify_print_text(stream, timestamp->reason);
	}
	fputc('\n', stream);
}

static void print_flags(FILE *stream, uint32_t flags)
{
	const char *lead = "";

	if (!flags)
		return;
	label(stream, 1, "traits");
	for (uint32_t bit = 1; bit; bit <<= 1) {
		if (!(flags & bit) || !schain_signed_get_name(bit))
			continue;
		fprintf(stream, "%s%s", lead, schain_signed_get_name(bit));
		lead = ", ";
	}
	fputc('\n', stream);
}

static void print_signature(FILE *stream, const schain_signature_detail *detail, int is_chosen)
{
	fprintf(stream, "\n%s signature, ", schain_signed_as_get_name(detail->format));
	verify_print_text(stream, detail->where);
	fprintf(stream, ": %s%s\n", schain_verify_status_get_name(detail->status),
	        is_chosen ? " (the file is judged by it)" : "");
	field(stream, 1, "why", detail->reason);
	field(stream, 1, "signer", detail->signer);
	field(stream, 1, "identity", detail->identity);
	field(stream, 1, "team", detail->team_id);
	field(stream, 1, "identifier", detail->signing_id);
	field(stream, 1, "program", detail->program_name);
	field(stream, 1, "address", detail->program_url);
	print_flags(stream, detail->flags);
	field(stream, 1, "digest", detail->digest_algorithm);
	field(stream, 2, "signed", detail->digest_expected);
	field(stream, 2, "found", detail->digest_actual);
	when(stream, 1, "signing time", detail->signed_at);
	if (detail->timestamp)
		print_timestamp(stream, detail->timestamp);
	when(stream, 1, "judged at", detail->judged_at);
	for (uint32_t bit = 1; bit; bit <<= 1)
		if (detail->remarks & bit && schain_remark_get_name(bit)) {
			label(stream, 1, schain_remark_get_name(bit));
			fprintf(stream, "%s\n", schain_remark_get_text(bit));
		}
	for (size_t i = 0; i < detail->certificate_count; i++)
		print_certificate(stream, &detail->certificates[i]);
}

void verify_print_long(FILE *stream, const schain_signature_report *report)
{
	verify_print_text(stream, report->path);
	fprintf(stream, ": %s\n", schain_verify_status_get_name(report->status));
	label(stream, 1, "");
	fprintf(stream, "%s\n", schain_verify_status_get_text(report->status));
	field(stream, 1, "why", report->reason);
	if (report->package.length) {
		label(stream, 1, "package");
		verify_print_text(stream, report->package);
		if (report->package_state)
			fprintf(stream, ": %s", schain_packaged_get_name(report->package_state));
		fputc('\n', stream);
	}
	field(stream, 1, "sha256", report->sha256);
	field(stream, 1, "sha1", report->sha1);
	for (size_t i = 0; i < report->signature_count; i++)
		print_signature(stream, schain_signature_report_at(report, i),
		                schain_signature_report_at(report, i) == report->chosen);
}

void verify_print_history(FILE *stream, uint32_t history)
{
	const char *lead = "  since before: ";

	for (uint32_t bit = 1; bit; bit <<= 1) {
		if (!(history & bit) || !schain_history_get_name(bit))
			continue;
		fprintf(stream, "%s%s", lead, schain_history_get_name(bit));
		lead = ", ";
	}
	fputs(history ? "\n" : "  since before: no change of signer\n", stream);
}
