/* SPDX-License-Identifier: Apache-2.0 */
#include "text.h"

#include <inttypes.h>
#include <string.h>

/* The character at *at, which is inside; moves past it. What is no UTF-8 is taken byte by byte. */
static uint32_t next_character(schain_string text, size_t *at)
{
	const unsigned char *bytes = (const unsigned char *)text.data + *at;
	size_t left = text.length - *at;
	size_t size = bytes[0] < 0x80 ? 1 : bytes[0] < 0xe0 ? 2 : bytes[0] < 0xf0 ? 3 : 4;
	uint32_t character = size == 1 ? bytes[0] : bytes[0] & (0x7fu >> size);

	if (bytes[0] >= 0x80 && (bytes[0] < 0xc2 || bytes[0] > 0xf4 || size > left)) {
		*at += 1;
		return 0xfffd;
	}
	for (size_t i = 1; i < size; i++) {
		if ((bytes[i] & 0xc0) != 0x80) {
			*at += 1;
			return 0xfffd;
		}
		character = character << 6 | (bytes[i] & 0x3f);
	}
	*at += size;
	return character;
}

/* Characters that act on a display or on the order of its text: see doc/verdict-json.md. */
static int is_unseen(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || c == 0x61c || c == 0x180e ||
	       (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
	       (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) ||
	       (c >= 0xe0000 && c <= 0xe0fff);
}

static void put_character(FILE *stream, uint32_t c)
{
	char bytes[4];
	size_t size = 0;

	if (c < 0x80) {
		bytes[size++] = (char)c;
	} else {
		int shift = c < 0x800 ? 6 : c < 0x10000 ? 12 : 18;

		bytes[size++] = (char)((shift == 6 ? 0xc0 : shift == 12 ? 0xe0 : 0xf0) | c >> shift);
		while (shift) {
			shift -= 6;
			bytes[size++] = (char)(0x80 | (c >> shift & 0x3f));
		}
	}
	fwrite(bytes, 1, size, stream);
}

static void put_visible(FILE *stream, uint32_t c)
{
	if (c > 0xffff)
		fprintf(stream, "\\u{%" PRIx32 "}", c);
	else
		fprintf(stream, "\\u%04" PRIx32, c);
}

static void put_html_character(FILE *stream, uint32_t c)
{
	if (c == '&')
		fputs("&amp;", stream);
	else if (c == '<')
		fputs("&lt;", stream);
	else if (c == '>')
		fputs("&gt;", stream);
	else if (c == '"')
		fputs("&quot;", stream);
	else if (c == '\'')
		fputs("&#39;", stream);
	else if (is_unseen(c))
		put_visible(stream, c);
	else
		put_character(stream, c);
}

void put_html(FILE *stream, schain_string text)
{
	for (size_t at = 0; at < text.length;)
		put_html_character(stream, next_character(text, &at));
}

void put_shortages(FILE *stream, const schain_verdict *verdict, const char *before, const char *after)
{
	if (verdict->forgotten_since) {
		fprintf(stream, "%sMemory has been short since ", before);
		put_time(stream, verdict->forgotten_since, 0);
		fprintf(stream, ": %" PRIu64 " deliveries, %" PRIu64 " files and %" PRIu64
		                " processes of this host were forgotten.%s",
		        verdict->forgotten_deliveries, verdict->forgotten_files, verdict->forgotten_processes, after);
	}
	if (verdict->unread_since) {
		fprintf(stream, "%sState could not be read since ", before);
		put_time(stream, verdict->unread_since, 0);
		fprintf(stream, ": %" PRIu64 " deliveries of this host were not looked at.%s", verdict->unread, after);
	}
	if (verdict->unkept_since) {
		fprintf(stream, "%sState could not be saved: what happened since ", before);
		put_time(stream, verdict->unkept_since, 0);
		fprintf(stream, " was in memory only.%s", after);
	}
}

size_t count_characters(schain_string text)
{
	size_t count = 0;

	for (size_t at = 0; at < text.length; count++)
		next_character(text, &at);
	return count;
}

void put_html_short(FILE *stream, schain_string text, size_t most)
{
	size_t count = count_characters(text), number = 0;
	size_t head = most / 2, tail = most - head - 1;

	if (count <= most) {
		put_html(stream, text);
		return;
	}
	for (size_t at = 0; at < text.length; number++) {
		uint32_t character = next_character(text, &at);

		if (number == head)
			put_character(stream, 0x2026);
		if (number < head || number >= count - tail)
			put_html_character(stream, character);
	}
}

void put_json(FILE *stream, schain_string text)
{
	if (!text.data) {
		fputs("null", stream);
		return;
	}
	putc('"', stream);
	for (size_t at = 0; at < text.length;) {
		uint32_t c = next_character(text, &at);

		if (c == '"' || c == '\\')
			fprintf(stream, "\\%c", (int)c);
		else if (c > 0xffff && is_unseen(c))
			fprintf(stream, "\\u%04" PRIx32 "\\u%04" PRIx32, 0xd800 + ((c - 0x10000) >> 10),
			        0xdc00 + ((c - 0x10000) & 0x3ff));
		else if (is_unseen(c))
			fprintf(stream, "\\u%04" PRIx32, c);
		else
			put_character(stream, c);
	}
	putc('"', stream);
}

void put_canonical(FILE *stream, schain_string text)
{
	static const char acting[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";

	putc('"', stream);
	for (size_t at = 0; at < text.length;) {
		uint32_t c = next_character(text, &at);
		const char *short_form = c && c < 0x80 ? strchr(acting, (int)c) : NULL;

		if (short_form)
			fprintf(stream, "\\%c", letters[short_form - acting]);
		else if (c < 0x20)
			fprintf(stream, "\\u%04" PRIx32, c);
		else
			put_character(stream, c);
	}
	putc('"', stream);
}

void put_plain(FILE *stream, schain_string text)
{
	for (size_t at = 0; at < text.length;) {
		uint32_t c = next_character(text, &at);

		if (is_unseen(c))
			put_visible(stream, c);
		else
			put_character(stream, c);
	}
}

void put_markdown(FILE *stream, schain_string text)
{
	for (size_t at = 0; at < text.length;) {
		uint32_t c = next_character(text, &at);

		if (c == '<' || c == '&')
			fputs(c == '<' ? "&lt;" : "&amp;", stream);
		else if (c < 0x80 && c && strchr("\\`*_{}[]()#+!|>~", (int)c))
			fprintf(stream, "\\%c", (int)c);
		else if (is_unseen(c))
			fputc('\\', stream), put_visible(stream, c);
		else
			put_character(stream, c);
	}
}

/* Days from 1970-01-01 to a civil date and back: Howard Hinnant, chrono-Compatible Low-Level
 * Date Algorithms, 2013. */
static void civil_of_days(int64_t days, int64_t *year, int *month, int *day)
{
	int64_t shifted = days + 719468;
	int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
	int64_t of_era = shifted - era * 146097;
	int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t shifted_month = (5 * of_year + 2) / 153;

	*day = (int)(of_year - (153 * shifted_month + 2) / 5 + 1);
	*month = (int)(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
	*year = year_of_era + era * 400 + (*month <= 2);
}

void put_time(FILE *stream, schain_time time, int with_milliseconds)
{
	int64_t second = time / SCHAIN_SECOND, rest = time % SCHAIN_SECOND, day, year;
	int month, date;

	if (rest < 0) {
		rest += SCHAIN_SECOND;
		second--;
	}
	day = second / 86400 - (second % 86400 < 0);
	second -= day * 86400;
	civil_of_days(day, &year, &month, &date);
	fprintf(stream, "%04" PRId64 "-%02d-%02dT%02d:%02d:%02d", year, month, date, (int)(second / 3600),
	        (int)(second / 60 % 60), (int)(second % 60));
	if (with_milliseconds)
		fprintf(stream, ".%03d", (int)(rest / (SCHAIN_SECOND / 1000)));
	putc('Z', stream);
}

int64_t time_between(schain_time from, schain_time to)
{
	if (to <= from)
		return 0;
	return from < 0 && to > INT64_MAX + from ? INT64_MAX : to - from;
}

void put_span(FILE *stream, int64_t nanoseconds)
{
	static const struct {
		int64_t size;
		const char *name;
	} units[] = { { 86400 * SCHAIN_SECOND, "d" },     { 3600 * SCHAIN_SECOND, "h" },
		          { 60 * SCHAIN_SECOND, "min" },      { SCHAIN_SECOND, "s" },
		          { SCHAIN_SECOND / 1000, "ms" } };
	size_t i = 0, last = sizeof units / sizeof *units - 1;
	int64_t rest;

	if (nanoseconds < 0)
		nanoseconds = 0;
	while (i < last && nanoseconds < units[i].size)
		i++;
	fprintf(stream, "%" PRId64 "\u00a0%s", nanoseconds / units[i].size, units[i].name);
	rest = nanoseconds % units[i].size;
	if (i < 3 && rest >= units[i + 1].size)
		fprintf(stream, " %" PRId64 "\u00a0%s", rest / units[i + 1].size, units[i + 1].name);
}

static size_t base_start(schain_string path)
{
	size_t start = path.length;

	while (start && path.data[start - 1] != '/' && path.data[start - 1] != '\\')
		start--;
	return start;
}

schain_string base_name(schain_string path)
{
	size_t start = base_start(path);
	schain_string name = { path.data ? path.data + start : NULL, path.length - start };

	return name.length ? name : path;
}

schain_string directory_name(schain_string path)
{
	schain_string directory = { path.data, base_start(path) };

	if (directory.length > 1)
		directory.length--;
	return directory;
}

int is_same_text(schain_string a, schain_string b)
{
	return a.length == b.length && (!a.length || !memcmp(a.data, b.data, a.length));
}

int has_text(schain_string text, schain_string part)
{
	for (size_t i = 0; part.length && i + part.length <= text.length; i++)
		if (text.data[i] == part.data[0] && !memcmp(text.data + i, part.data, part.length))
			return 1;
	return 0;
}
