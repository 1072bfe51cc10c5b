/* SPDX-License-Identifier: Apache-2.0 */
#include "report/writer.h"

#include "base/error.h"

#include <inttypes.h>
#include <stdio.h>

void schain__writer_init(schain__writer *writer, uint32_t flags, schain_report_sink sink,
                         void *context)
{
	writer->flags = flags;
	writer->sink = sink;
	writer->context = context;
	writer->cancelled = 0;
	writer->length = 0;
}

static void flush(schain__writer *writer)
{
	if (writer->length && !writer->cancelled)
		writer->cancelled = writer->sink(writer->context, writer->data, writer->length) != 0;
	writer->length = 0;
}

void schain__write(schain__writer *writer, const char *data, size_t size)
{
	while (size) {
		size_t room = sizeof writer->data - writer->length;
		size_t part = size < room ? size : room;

		memcpy(writer->data + writer->length, data, part);
		writer->length += part;
		data += part;
		size -= part;
		if (writer->length == sizeof writer->data)
			flush(writer);
	}
}

void schain__write_text(schain__writer *writer, const char *text)
{
	schain__write(writer, text, strlen(text));
}

void schain__write_number(schain__writer *writer, int64_t number)
{
	char text[24];

	schain__write(writer, text, (size_t)snprintf(text, sizeof text, "%" PRId64, number));
}

void schain__write_unsigned(schain__writer *writer, uint64_t number)
{
	char text[24];

	schain__write(writer, text, (size_t)snprintf(text, sizeof text, "%" PRIu64, number));
}

schain_status schain__writer_finish(schain__writer *writer, schain_error *error)
{
	flush(writer);
	if (writer->cancelled)
		return schain__fail(error, SCHAIN_E_CANCELLED, "the sink asked to stop");
	return SCHAIN_OK;
}

uint32_t schain__next_character(schain_string text, size_t *at)
{
	const unsigned char *byte = (const unsigned char *)text.data + *at;
	size_t length = schain__utf8_sequence(text.data + *at, text.length - *at);
	uint32_t character;

	*at += length ? length : 1;
	switch (length) {
	case 0:
		return SCHAIN__NOT_UTF8;
	case 1:
		return byte[0];
	case 2:
		character = byte[0] & 0x1f;
		break;
	case 3:
		character = byte[0] & 0x0f;
		break;
	default:
		character = byte[0] & 0x07;
		break;
	}
	for (size_t i = 1; i < length; i++)
		character = character << 6 | (byte[i] & 0x3f);
	return character;
}

int schain__is_unseen(uint32_t character)
{
	/* Unicode 15: Cc, and those of Cf, Zl, Zp that move or hide text. */
	static const uint32_t ranges[][2] = {
		{ 0x0000, 0x001f }, { 0x007f, 0x009f }, { 0x00ad, 0x00ad },   { 0x061c, 0x061c },
		{ 0x180e, 0x180e }, { 0x200b, 0x200f }, { 0x2028, 0x202e },   { 0x2060, 0x206f },
		{ 0xfeff, 0xfeff }, { 0xfff9, 0xfffb }, { 0xe0000, 0xe007f },
	};

	if (character >= 0x20 && character < 0x7f)
		return 0;
	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
		if (character >= ranges[i][0] && character <= ranges[i][1])
			return 1;
	return 0;
}

const void *schain__element(const void *array, size_t index)
{
	uint32_t size;

	memcpy(&size, array, sizeof size);
	return (const char *)array + index * size;
}

static schain_status check_array(const void *array, size_t count, size_t least, const char *what,
                                 schain_error *error)
{
	uint32_t size;

	if (!count)
		return SCHAIN_OK;
	if (!array)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "verdict: %zu %s, but no array", count, what);
	memcpy(&size, array, sizeof size);
	if (size < least)
		return schain__fail(error, SCHAIN_E_TOO_SMALL,
		                    "verdict: struct_size of %s is %u, expected %zu", what, (unsigned)size,
		                    least);
	return SCHAIN_OK;
}

schain_status schain__verdict_import(schain_verdict *verdict, const schain_verdict *given,
                                     schain_error *error)
{
	schain_status status;

	if (!given)
		return schain__fail(error, SCHAIN_E_ARGUMENT, "verdict is NULL");
	status = schain__import(verdict, sizeof *verdict, sizeof *verdict, given, "verdict", error);
	if (!status)
		status = check_array(verdict->signals, verdict->signal_count, sizeof(schain_signal),
		                     "signals", error);
	if (!status)
		status = check_array(verdict->files, verdict->file_count, sizeof(schain_verdict_file),
		                     "files", error);
	if (!status)
		status = check_array(verdict->processes, verdict->process_count,
		                     sizeof(schain_verdict_process), "processes", error);
	if (!status)
		status = check_array(verdict->destinations, verdict->destination_count,
		                     sizeof(schain_verdict_destination), "destinations", error);
	if (!status)
		status = check_array(verdict->gaps, verdict->gap_count, sizeof(schain_verdict_gap), "gaps",
		                     error);
	if (!status && ((verdict->isolate_count && !verdict->isolate) ||
	                (verdict->preserve_count && !verdict->preserve)))
		status = schain__fail(error, SCHAIN_E_ARGUMENT, "verdict: advice counted, but no array");
	return status;
}

const char *schain__content_get_name(uint32_t content)
{
	static const char *const names[] = { NULL, "data", "pe", "elf", "macho", "script", "archive" };

	return content < sizeof names / sizeof *names ? names[content] : NULL;
}

const char *schain__os_get_name(uint32_t os)
{
	static const char *const names[] = { NULL, "windows", "linux", "macos" };

	return os < sizeof names / sizeof *names ? names[os] : NULL;
}
