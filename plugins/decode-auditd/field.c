/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fields of an audit record: key=value with spaces between. The kernel puts
 * strings a user can choose in double quotes, or writes them in hex when they
 * hold a quote, a space or a control character (audit_log_untrustedstring).
 * Enriched logs add translated fields behind a byte 0x1D (auditd.conf(5),
 * log_format).
 */
#include "decode-auditd/audit.h"

static int is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\x1d' || c == '\r' || c == '\n';
}

static schain_string drop(schain_string string, size_t count)
{
	return schain__audit_string(string.data + count, string.length - count);
}

/* Length up to and without `end`, or all of it. */
static size_t until(schain_string string, char end)
{
	const char *hit = string.length ? memchr(string.data, end, string.length) : NULL;

	return hit ? (size_t)(hit - string.data) : string.length;
}

static size_t until_blank(schain_string string)
{
	size_t length = 0;

	while (length < string.length && !is_blank(string.data[length]))
		length++;
	return length;
}

/* Takes a value in delimiters, the closing one included, off `rest`. */
static schain_string take_enclosed(schain_string *rest, char end)
{
	schain_string inside = drop(*rest, 1), value;

	value = schain__audit_string(inside.data, until(inside, end));
	*rest = drop(inside, value.length < inside.length ? value.length + 1 : value.length);
	return value;
}

static void take_value(schain_string *rest, schain__audit_field *field)
{
	char first = rest->length ? rest->data[0] : 0;

	field->is_quoted = first == '"';
	if (first == '"' || first == '\'' || first == '{') {
		field->value = take_enclosed(rest, first == '{' ? '}' : first);
		return;
	}
	field->value = schain__audit_string(rest->data, until_blank(*rest));
	*rest = drop(*rest, field->value.length);
	/* The quote that ends msg='...'. */
	if (field->value.length && field->value.data[field->value.length - 1] == '\'')
		field->value.length--;
}

int schain__audit_next(schain_string *rest, schain__audit_field *ret_field)
{
	while (rest->length) {
		size_t length;

		if (is_blank(rest->data[0])) {
			*rest = drop(*rest, 1);
			continue;
		}
		length = 0;
		while (length < rest->length && !is_blank(rest->data[length]) && rest->data[length] != '=')
			length++;
		ret_field->key = schain__audit_string(rest->data, length);
		*rest = drop(*rest, length);
		if (!rest->length || rest->data[0] != '=')
			continue;
		*rest = drop(*rest, 1);
		/* A user space record keeps its fields in msg='...': go on inside. */
		if (schain__audit_is(ret_field->key, "msg") && rest->length && rest->data[0] == '\'') {
			*rest = drop(*rest, 1);
			continue;
		}
		take_value(rest, ret_field);
		return 1;
	}
	return 0;
}

int schain__audit_is_void(const schain__audit_field *field)
{
	if (field->is_quoted)
		return 0;
	return !field->value.length || schain__audit_is(field->value, "(null)") ||
	       schain__audit_is(field->value, "(none)") || schain__audit_is(field->value, "?") ||
	       schain__audit_is(field->value, "(unknown)");
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 99;
}

static int number(schain_string text, unsigned base, uint64_t *ret_number)
{
	uint64_t value = 0;

	if (!text.length)
		return 0;
	for (size_t i = 0; i < text.length; i++) {
		unsigned d = (unsigned)digit(text.data[i]);

		if (d >= base || value > (UINT64_MAX - d) / base)
			return 0;
		value = value * base + d;
	}
	*ret_number = value;
	return 1;
}

int schain__audit_decimal(schain_string text, uint64_t *ret_number)
{
	return number(text, 10, ret_number);
}

int schain__audit_hexadecimal(schain_string text, uint64_t *ret_number)
{
	if (schain__audit_starts(text, "0x"))
		text = drop(text, 2);
	return number(text, 16, ret_number);
}

int schain__audit_octal(schain_string text, uint64_t *ret_number)
{
	return number(text, 8, ret_number);
}

int schain__audit_unhex(schain_string text, char *out)
{
	if (!text.length || text.length % 2)
		return 0;
	for (size_t i = 0; i < text.length; i += 2) {
		int high = digit(text.data[i]), low = digit(text.data[i + 1]);

		if (high > 15 || low > 15)
			return 0;
		out[i / 2] = (char)(high << 4 | low);
	}
	return 1;
}

size_t schain__audit_search(schain_string string, const char *text, size_t from)
{
	size_t length = strlen(text);

	while (from + length <= string.length) {
		const char *hit = memchr(string.data + from, text[0], string.length - from - length + 1);

		if (!hit)
			return SIZE_MAX;
		from = (size_t)(hit - string.data);
		if (!memcmp(hit, text, length))
			return from;
		from++;
	}
	return SIZE_MAX;
}
