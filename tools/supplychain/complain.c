/* SPDX-License-Identifier: Apache-2.0 */
/* Messages for people. */
#include "command.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

/* File names and log contents are not ours: nothing in them may drive the terminal. */
static void defuse(char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			*text = '?';
}

static void complain_list(const char *format, va_list arguments)
{
	char text[2048];

	vsnprintf(text, sizeof text, format, arguments);
	defuse(text);
	fprintf(stderr, "supplychain: %s\n", text);
}

void complain(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	complain_list(format, arguments);
	va_end(arguments);
}

void complain_error(const schain_error *error)
{
	char text[1024];

	schain_error_format(error, text, sizeof text);
	complain("%s", text);
}

int usage_error(const struct command *of, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	complain_list(format, arguments);
	va_end(arguments);
	fprintf(stderr, "Try 'supplychain %s%s--help' for more.\n", of ? of->name : "", of ? " " : "");
	return EXIT_USAGE;
}

void print_wrapped(FILE *stream, const char *title, const char *text)
{
	enum { WIDTH = 80, INDENT = 2 };
	size_t column = (size_t)(title ? fprintf(stream, "%s:", title)
	                               : fprintf(stream, "%*s", INDENT - 1, ""));

	while (*text) {
		size_t word = strcspn(text, " \n");

		if (word && column + 1 + word > WIDTH) {
			fprintf(stream, "\n%*s", INDENT - 1, "");
			column = INDENT - 1;
		}
		if (word)
			column += (size_t)fprintf(stream, " %.*s", (int)word, text);
		text += word;
		if (*text == '\n') {
			fprintf(stream, "\n%*s", INDENT - 1, "");
			column = INDENT - 1;
		}
		text += *text != 0;
	}
	fputc('\n', stream);
}

void print_json_text(const char *key, const char *text)
{
	printf("%s\"", key);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			putchar('\\');
		if ((unsigned char)*text < 0x20)
			printf("\\u%04x", (unsigned)(unsigned char)*text);
		else
			putchar(*text);
	}
	putchar('"');
}

/* Bytes of the character at `at`, 0 if it is none: RFC 3629 without surrogates and overlong forms. */
static size_t character_at(const unsigned char *at, size_t left)
{
	size_t length = *at < 0x80 ? 1 : *at >= 0xc2 && *at < 0xe0 ? 2 : *at >= 0xe0 && *at < 0xf0 ? 3 : 4;

	if ((*at >= 0x80 && *at < 0xc2) || *at > 0xf4 || length > left)
		return 0;
	for (size_t i = 1; i < length; i++)
		if ((at[i] & 0xc0) != 0x80)
			return 0;
	if ((*at == 0xe0 && at[1] < 0xa0) || (*at == 0xed && at[1] > 0x9f) ||
	    (*at == 0xf0 && at[1] < 0x90) || (*at == 0xf4 && at[1] > 0x8f))
		return 0;
	return length;
}

void print_json_bytes(const char *key, schain_string bytes)
{
	const unsigned char *at = (const unsigned char *)bytes.data;

	printf("%s\"", key);
	for (size_t i = 0; i < bytes.length;) {
		size_t length = character_at(at + i, bytes.length - i);

		if (!length)
			fputs("\\ufffd", stdout);
		else if (at[i] < 0x20 || at[i] == 0x7f)
			printf("\\u%04x", (unsigned)at[i]);
		else
			printf("%s%.*s", at[i] == '"' || at[i] == '\\' ? "\\" : "", (int)length,
			       bytes.data + i);
		i += length ? length : 1;
	}
	putchar('"');
}

void print_bytes(FILE *stream, schain_string bytes)
{
	for (size_t i = 0; i < bytes.length; i++) {
		unsigned char c = (unsigned char)bytes.data[i];

		putc(c < 0x20 || c == 0x7f ? '?' : c, stream);
	}
}

int finish_output(FILE *stream, const char *name, int status)
{
	int failed = fflush(stream) != 0;

	if (!failed && !ferror(stream))
		return status;
	if (errno != EPIPE)
		complain("%s: cannot write: %s", name, strerror(errno));
	return EXIT_INPUT;
}
