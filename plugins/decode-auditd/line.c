/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The head of a line: "node=web1 type=SYSCALL msg=audit(1700000000.123:45): ",
 * as auditd writes it; "audit: type=1300 audit(1700000000.123:45): ", as the
 * kernel logs it without a daemon; either behind a syslog header.
 */
#include "decode-auditd/audit.h"

/* Names of the types of use here. */
static const struct {
	const char *name;
	uint32_t type;
} types[] = {
	{ "SYSCALL", AUDIT_TYPE_SYSCALL },
	{ "PATH", AUDIT_TYPE_PATH },
	{ "CWD", AUDIT_TYPE_CWD },
	{ "EXECVE", AUDIT_TYPE_EXECVE },
	{ "SOCKADDR", AUDIT_TYPE_SOCKADDR },
	{ "OPENAT2", AUDIT_TYPE_OPENAT2 },
	{ "KERN_MODULE", AUDIT_TYPE_KERN_MODULE },
	{ "SOFTWARE_UPDATE", AUDIT_TYPE_SOFTWARE_UPDATE },
	{ "INTEGRITY_DATA", AUDIT_TYPE_INTEGRITY_DATA },
};

static int is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Position of a word's start, or SIZE_MAX. */
static size_t search_word(schain_string string, const char *text)
{
	size_t at = schain__audit_search(string, text, 0);

	while (at != SIZE_MAX && at && string.data[at - 1] != ' ')
		at = schain__audit_search(string, text, at + 1);
	return at;
}

static schain_string cut(schain_string string, size_t from, size_t to)
{
	return schain__audit_string(string.data + from, to - from);
}

static size_t word_end(schain_string string, size_t at)
{
	while (at < string.length && string.data[at] != ' ')
		at++;
	return at;
}

/*
 * Host of a syslog header: "Nov 24 03:52:00 host program: " (RFC 3164) or
 * "2026-11-24T03:52:00+00:00 host program: " (RFC 5424 time, as rsyslog and
 * journald write it), "<6>" in front or not. Absent if there is no header.
 */
static schain_string syslog_host(schain_string text)
{
	size_t at = 0, end;
	int words = 1;

	if (text.length && text.data[0] == '<') {
		while (at < text.length && text.data[at] != '>')
			at++;
		at++;
	}
	if (at + 16 > text.length)
		return SCHAIN_STRING_NONE;
	if (is_digit(text.data[at]) && text.data[at + 4] == '-' && text.data[at + 10] == 'T')
		words = 1;
	else if (text.data[at] >= 'A' && text.data[at] <= 'Z' && text.data[at + 3] == ' ' &&
	         text.data[at + 9] == ':')
		words = 3;
	else
		return SCHAIN_STRING_NONE;
	while (words--) {
		at = word_end(text, at);
		while (at < text.length && text.data[at] == ' ')
			at++;
	}
	end = word_end(text, at);
	if (end == at || end == text.length)
		return SCHAIN_STRING_NONE;
	return cut(text, at, end);
}

static enum schain__audit_line_kind damaged(schain__audit_line *line, size_t at, const char *message)
{
	line->column = at + 1;
	line->message = message;
	return AUDIT_LINE_DAMAGED;
}

/* "1300" or "SYSCALL" or "UNKNOWN[1337]". Returns 0 if it is no type at all. */
static int read_type(schain_string name, uint32_t *ret_type)
{
	uint64_t number;

	if (schain__audit_starts(name, "UNKNOWN[") && name.data[name.length - 1] == ']')
		name = cut(name, 8, name.length - 1);
	*ret_type = 0;
	if (!name.length)
		return 0;
	if (is_digit(name.data[0])) {
		if (!schain__audit_decimal(name, &number))
			return 0;
		for (size_t i = 0; i < sizeof types / sizeof *types; i++)
			if (types[i].type == number)
				*ret_type = types[i].type;
		return 1;
	}
	for (size_t i = 0; i < name.length; i++)
		if (!(name.data[i] >= 'A' && name.data[i] <= 'Z') && !is_digit(name.data[i]) &&
		    name.data[i] != '_' && name.data[i] != '-')
			return 0;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (schain__audit_is(name, types[i].name))
			*ret_type = types[i].type;
	return 1;
}

/* "1700000000.123:45". Returns 0 if it is none. */
static int read_stamp(schain_string stamp, schain__audit_line *line)
{
	size_t dot = schain__audit_search(stamp, ".", 0), colon = schain__audit_search(stamp, ":", 0);
	uint64_t fraction;

	if (dot == SIZE_MAX || colon == SIZE_MAX || colon < dot + 2 || colon - dot > 10)
		return 0;
	if (!schain__audit_decimal(cut(stamp, 0, dot), &line->seconds) ||
	    !schain__audit_decimal(cut(stamp, dot + 1, colon), &fraction) ||
	    !schain__audit_decimal(cut(stamp, colon + 1, stamp.length), &line->serial))
		return 0;
	for (size_t digits = colon - dot - 1; digits < 9; digits++)
		fraction *= 10;
	line->fraction = (uint32_t)fraction;
	/* Else nanoseconds would not fit: the year 2262. */
	return line->seconds <= (uint64_t)(INT64_MAX / SCHAIN_SECOND) - 1;
}

/* What a cut or overwritten line shows: a second head inside, or a quote left open. */
static enum schain__audit_line_kind check_body(schain_string text, schain__audit_line *line)
{
	size_t start = (size_t)(line->body.data - text.data), quotes = 0, last = 0;

	for (size_t i = 0; i < line->body.length; i++) {
		char c = line->body.data[i];

		if (c == '"') {
			quotes++;
			last = i;
		} else if (c == '(' && i >= 5 && !memcmp(line->body.data + i - 5, "audit", 5))
			return damaged(line, start + i, "another record begins inside this one");
	}
	if (quotes % 2)
		return damaged(line, start + last, "the quoted value does not end");
	/* A call without its number or process says nothing. */
	if (line->type == AUDIT_TYPE_SYSCALL && (search_word(line->body, "syscall=") == SIZE_MAX ||
	                                         search_word(line->body, "pid=") == SIZE_MAX))
		return damaged(line, text.length, "the record ends before syscall= or pid=");
	return AUDIT_LINE_RECORD;
}

/*
 * The kernel's own messages about lost records: "audit_lost=5
 * audit_rate_limit=0 audit_backlog_limit=64" with the total since boot, and
 * "backlog limit exceeded" or "rate limit exceeded" behind it
 * (audit_log_lost() in kernel/audit.c).
 */
static enum schain__audit_line_kind read_other(schain_string text, schain__audit_line *line)
{
	size_t at = search_word(text, "audit_lost=");

	line->lost = 0;
	if (at != SIZE_MAX) {
		size_t end = word_end(text, at += strlen("audit_lost="));

		if (schain__audit_decimal(cut(text, at, end), &line->lost) && line->lost)
			return AUDIT_LINE_LOSS;
		return damaged(line, at, "audit_lost= needs a number");
	}
	if (schain__audit_search(text, "audit: backlog limit exceeded", 0) != SIZE_MAX ||
	    schain__audit_search(text, "audit: rate limit exceeded", 0) != SIZE_MAX)
		return AUDIT_LINE_LOSS;
	/* Separators of ausearch's raw output, and what else syslog carries. */
	if (schain__audit_is(text, "----") || schain__audit_starts(text, "time->") || line->node.length)
		return AUDIT_LINE_OTHER;
	return damaged(line, 0, "no audit record: expected type=... msg=audit(...)");
}

enum schain__audit_line_kind schain__audit_read_line(schain_string text,
                                                     schain__audit_line *ret_line)
{
	size_t at = 0, end, node;
	schain__audit_line *line = ret_line;

	memset(line, 0, sizeof *line);
	if (!schain__audit_starts(text, "type=")) {
		at = search_word(text, "type=");
		node = search_word(text, "node=");
		if (node != SIZE_MAX && (at == SIZE_MAX || node < at))
			line->node = cut(text, node + 5, word_end(text, node + 5));
		else
			line->node = syslog_host(text);
		if (at == SIZE_MAX)
			return read_other(text, line);
	}
	at += strlen("type=");
	end = word_end(text, at);
	if (!read_type(cut(text, at, end), &line->type))
		return damaged(line, at, "the record's type is neither a name nor a number");
	at = end;
	while (at < text.length && text.data[at] == ' ')
		at++;
	if (schain__audit_starts(cut(text, at, text.length), "msg="))
		at += 4;
	if (!schain__audit_starts(cut(text, at, text.length), "audit("))
		return damaged(line, at, "expected audit(seconds.milliseconds:serial)");
	at += strlen("audit(");
	for (end = at; end < text.length && text.data[end] != ')';)
		end++;
	if (end == text.length || !read_stamp(cut(text, at, end), line))
		return damaged(line, at, "expected seconds.milliseconds:serial)");
	at = end + 1;
	if (at < text.length && text.data[at] == ':')
		at++;
	line->body = cut(text, at, text.length);
	return line->type ? check_body(text, line) : AUDIT_LINE_RECORD;
}

int schain__audit_probe(const char *data, size_t size, int is_all)
{
	schain_string rest = { data, size };

	while (rest.length) {
		const char *newline = memchr(rest.data, '\n', rest.length);
		size_t length = newline ? (size_t)(newline - rest.data) : rest.length;
		schain_string text = cut(rest, 0, length);
		schain__audit_line line;

		if (!newline && !is_all)
			return length > 4096 ? 0 : -1;
		rest = cut(rest, newline ? length + 1 : length, rest.length);
		while (text.length &&
		       (text.data[text.length - 1] == '\r' || text.data[text.length - 1] == ' '))
			text.length--;
		if (!text.length)
			continue;
		switch (schain__audit_read_line(text, &line)) {
		case AUDIT_LINE_RECORD:
			return 100;
		case AUDIT_LINE_LOSS:
			return 80;
		case AUDIT_LINE_DAMAGED:
			/* A head was there; only its fields are wrong. */
			if (schain__audit_starts(text, "type=") &&
			    schain__audit_search(text, " msg=audit(", 0) != SIZE_MAX)
				return 90;
			if (!schain__audit_starts(text, "type="))
				return 0;
			break;
		case AUDIT_LINE_OTHER:
			break;
		}
	}
	return is_all ? 0 : -1;
}
