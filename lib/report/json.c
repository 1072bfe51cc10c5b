/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A verdict as one line of JSON; doc/verdict-json.md describes it. Every key is
 * always there and always in the same place; what is not known is null.
 */
#include "report/writer.h"

#include "base/clock.h"
#include "base/error.h"

#include <stdio.h>

/* Rises when a key changes its meaning or goes away; new keys do not count. */
#define JSON_SCHEMA 1

static void write_escape(schain__writer *writer, uint32_t unit)
{
	char text[8];

	schain__write(writer, text, (size_t)snprintf(text, sizeof text, "\\u%04x", (unsigned)unit));
}

static void write_unseen(schain__writer *writer, uint32_t character)
{
	if (character >= 0x10000) { /* RFC 8259, section 7: a surrogate pair */
		write_escape(writer, 0xd800 + ((character - 0x10000) >> 10));
		write_escape(writer, 0xdc00 + ((character - 0x10000) & 0x3ff));
	} else {
		write_escape(writer, character);
	}
}

static void write_string(schain__writer *writer, schain_string text)
{
	size_t at = 0;

	if (!text.data) {
		schain__write_text(writer, "null");
		return;
	}
	schain__write_text(writer, "\"");
	while (at < text.length) {
		size_t from = at;
		uint32_t character = schain__next_character(text, &at);

		if (character == SCHAIN__NOT_UTF8)
			schain__write_text(writer, "\xef\xbf\xbd"); /* U+FFFD */
		else if (character == '"' || character == '\\') {
			schain__write_text(writer, "\\");
			schain__write(writer, text.data + from, 1);
		} else if (schain__is_unseen(character))
			write_unseen(writer, character);
		else
			schain__write(writer, text.data + from, at - from);
	}
	schain__write_text(writer, "\"");
}

/* `key` comes with its comma and quotes: the order of keys is the order of calls. */
static void put_string(schain__writer *writer, const char *key, schain_string text)
{
	schain__write_text(writer, key);
	write_string(writer, text);
}

static void put_name(schain__writer *writer, const char *key, const char *name)
{
	put_string(writer, key, schain_string_of(name));
}

static void put_number(schain__writer *writer, const char *key, int64_t number)
{
	schain__write_text(writer, key);
	schain__write_number(writer, number);
}

static void put_unsigned(schain__writer *writer, const char *key, uint64_t number)
{
	schain__write_text(writer, key);
	schain__write_unsigned(writer, number);
}

/* 0 is "not known". */
static void put_known(schain__writer *writer, const char *key, uint64_t number)
{
	schain__write_text(writer, key);
	if (number)
		schain__write_unsigned(writer, number);
	else
		schain__write_text(writer, "null");
}

static void put_time(schain__writer *writer, const char *key, schain_time time)
{
	char text[SCHAIN__TIME_TEXT];

	schain__write_text(writer, key);
	if (!time) {
		schain__write_text(writer, "null");
		return;
	}
	schain__write_text(writer, "\"");
	schain__write(writer, text, schain__time_format(time, text));
	schain__write_text(writer, "\"");
}

static void write_head(schain__writer *writer, const schain_verdict *verdict)
{
	put_unsigned(writer, "{\"schema\":", JSON_SCHEMA);
	put_string(writer, ",\"id\":", verdict->id);
	put_unsigned(writer, ",\"revision\":", verdict->revision);
	schain__write_text(writer, verdict->is_final ? ",\"final\":true" : ",\"final\":false");
	put_name(writer, ",\"level\":", schain_level_get_name(verdict->level));
	put_number(writer, ",\"score\":", verdict->score);
	put_unsigned(writer, ",\"confidence\":", verdict->confidence);
	put_string(writer, ",\"host\":", verdict->host);
	put_name(writer, ",\"os\":", schain__os_get_name(verdict->os));
	put_string(writer, ",\"product\":", verdict->product);
	put_string(writer, ",\"version\":", verdict->version);
	put_string(writer, ",\"previous_version\":", verdict->previous_version);
	put_string(writer, ",\"installer\":", verdict->installer);
	put_time(writer, ",\"first_time\":", verdict->first_time);
	put_time(writer, ",\"last_time\":", verdict->last_time);
	put_string(writer, ",\"attack\":{\"technique\":", verdict->technique);
	put_string(writer, ",\"strategy\":", verdict->strategy);
	put_string(writer, ",\"analytic\":", verdict->analytic);
	put_string(writer, "},\"explanation\":", verdict->explanation);
}

static void write_stages(schain__writer *writer, const schain_verdict *verdict)
{
	const char *separator = "";

	schain__write_text(writer, ",\"stages\":[");
	for (uint32_t stage = 0; stage < SCHAIN_STAGE_COUNT; stage++) {
		if (!(verdict->stages >> stage & 1))
			continue;
		schain__write_text(writer, separator);
		put_name(writer, "{\"stage\":", schain_stage_get_name(stage));
		put_time(writer, ",\"time\":", verdict->stage_times[stage]);
		schain__write_text(writer, "}");
		separator = ",";
	}
	schain__write_text(writer, "]");
}

static void write_signal(schain__writer *writer, const schain_signal *signal)
{
	put_string(writer, "{\"name\":", signal->name);
	put_name(writer, ",\"stage\":", schain_stage_get_name(signal->stage));
	put_number(writer, ",\"weight\":", signal->weight);
	put_time(writer, ",\"time\":", signal->time);
	put_string(writer, ",\"event\":", signal->event);
	put_string(writer, ",\"source\":", signal->source);
	put_string(writer, ",\"record\":{\"id\":", signal->record_id);
	put_known(writer, ",\"number\":", signal->record);
	put_string(writer, ",\"origin\":", signal->origin);
	if (writer->flags & SCHAIN_REPORT_LINES)
		put_known(writer, ",\"line\":", signal->line);
	put_string(writer, "},\"text\":", signal->text);
	put_unsigned(writer, ",\"occurrences\":", signal->occurrences);
	put_known(writer, ",\"process\":", signal->process);
	schain__write_text(writer, "}");
}

static void write_file(schain__writer *writer, const schain_verdict_file *file)
{
	put_string(writer, "{\"path\":", file->path);
	put_name(writer, ",\"content\":", schain__content_get_name(file->content));
	put_time(writer, ",\"time\":", file->time);
	put_known(writer, ",\"process\":", file->process);
	put_string(writer, ",\"sha256\":", file->sha256);
	put_string(writer, ",\"sha1\":", file->sha1);
	put_string(writer, ",\"md5\":", file->md5);
	put_string(writer, ",\"signature\":", file->signature);
	put_string(writer, ",\"signer\":", file->signer);
	schain__write_text(writer, "}");
}

static void write_process(schain__writer *writer, const schain_verdict_process *process)
{
	put_name(writer, "{\"role\":", schain_role_get_name(process->role));
	put_known(writer, ",\"pid\":", process->pid);
	put_time(writer, ",\"time\":", process->time);
	/* From 1, as every other reference to a process. */
	put_known(writer,
	          ",\"parent\":", process->parent == UINT32_MAX ? 0 : (uint64_t)process->parent + 1);
	put_unsigned(writer, ",\"distance\":", process->distance);
	put_string(writer, ",\"guid\":", process->guid);
	put_string(writer, ",\"image\":", process->image);
	put_string(writer, ",\"command_line\":", process->command_line);
	put_string(writer, ",\"user\":", process->user);
	schain__write_text(writer, "}");
}

static void write_destination(schain__writer *writer, const schain_verdict_destination *destination)
{
	put_string(writer, "{\"host_name\":", destination->host_name);
	put_string(writer, ",\"address\":", destination->address);
	put_unsigned(writer, ",\"port\":", destination->port);
	put_known(writer, ",\"protocol\":", destination->protocol);
	put_unsigned(writer, ",\"connections\":", destination->connections);
	put_time(writer, ",\"time\":", destination->time);
	put_known(writer, ",\"process\":", destination->process);
	put_string(writer, ",\"judgement\":", destination->judgement);
	schain__write_text(writer, "}");
}

static void write_gap(schain__writer *writer, const schain_verdict_gap *gap)
{
	put_string(writer, "{\"source\":", gap->source);
	put_name(writer, ",\"stage\":", schain_stage_get_name(gap->stage));
	put_string(writer, ",\"text\":", gap->text);
	schain__write_text(writer, "}");
}

static void write_list(schain__writer *writer, const char *key, const schain_string *items,
                       size_t count)
{
	schain__write_text(writer, key);
	for (size_t i = 0; i < count; i++)
		put_string(writer, i ? "," : "", items[i]);
	schain__write_text(writer, "]");
}

static void write_forgotten(schain__writer *writer, const schain_verdict *verdict)
{
	if (!verdict->forgotten_since) {
		schain__write_text(writer, ",\"forgotten\":null");
		return;
	}
	put_time(writer, ",\"forgotten\":{\"since\":", verdict->forgotten_since);
	put_unsigned(writer, ",\"processes\":", verdict->forgotten_processes);
	put_unsigned(writer, ",\"files\":", verdict->forgotten_files);
	put_unsigned(writer, ",\"deliveries\":", verdict->forgotten_deliveries);
	put_unsigned(writer, ",\"chains\":", verdict->forgotten_chains);
	schain__write_text(writer, "}");
}

static void write_store(schain__writer *writer, const schain_verdict *verdict)
{
	if (!verdict->unkept_since && !verdict->unread_since) {
		schain__write_text(writer, ",\"store\":null");
		return;
	}
	put_time(writer, ",\"store\":{\"unkept_since\":", verdict->unkept_since);
	put_time(writer, ",\"unread_since\":", verdict->unread_since);
	put_unsigned(writer, ",\"unread\":", verdict->unread);
	schain__write_text(writer, "}");
}

/* One array: the key, then each element through `write_one`. */
#define WRITE_ARRAY(writer, key, array, count, write_one) \
	do { \
		schain__write_text((writer), (key)); \
		for (size_t i_ = 0; i_ < (count); i_++) { \
			schain__write_text((writer), i_ ? "," : ""); \
			write_one((writer), schain__element((array), i_)); \
		} \
		schain__write_text((writer), "]"); \
	} while (0)

schain_status schain_report_write_json(const schain_verdict *given, uint32_t flags,
                                       schain_report_sink sink, void *context, schain_error *error)
{
	schain_verdict verdict;
	schain__writer writer;
	schain_status status = schain__verdict_import(&verdict, given, error);

	if (status)
		return status;
	if (!sink)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "sink is NULL");
	schain__writer_init(&writer, flags, sink, context);
	write_head(&writer, &verdict);
	write_stages(&writer, &verdict);
	WRITE_ARRAY(&writer, ",\"signals\":[", verdict.signals, verdict.signal_count, write_signal);
	WRITE_ARRAY(&writer, ",\"files\":[", verdict.files, verdict.file_count, write_file);
	WRITE_ARRAY(&writer, ",\"processes\":[", verdict.processes, verdict.process_count,
	            write_process);
	WRITE_ARRAY(&writer, ",\"destinations\":[", verdict.destinations, verdict.destination_count,
	            write_destination);
	WRITE_ARRAY(&writer, ",\"gaps\":[", verdict.gaps, verdict.gap_count, write_gap);
	write_list(&writer, ",\"isolate\":[", verdict.isolate, verdict.isolate_count);
	write_list(&writer, ",\"preserve\":[", verdict.preserve, verdict.preserve_count);
	put_unsigned(&writer, ",\"omitted\":", verdict.omitted_count);
	write_forgotten(&writer, &verdict);
	write_store(&writer, &verdict);
	schain__write_text(&writer, "}\n");
	return schain__writer_finish(&writer, error);
}
