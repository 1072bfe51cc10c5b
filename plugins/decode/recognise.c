/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which driver an input belongs to, by its first bytes. Blank lines, comments
 * and a few damaged lines at its head do not hide it.
 */
#include "decode/frame.h"

#include <string.h>

/* The format must show in so many bytes. */
#define PROBE_SIZE 65536
/* Lines tried as the first one, comments and blank ones not counted. */
#define PROBE_LINES 8
#define CERTAIN 100

struct choice {
	const schain__driver *driver; /* surest so far */
	int surest;
	int is_undecided; /* one would like to see more */
};

static void consider(struct choice *choice, const schain__driver *driver, int sure)
{
	if (sure < 0)
		choice->is_undecided = 1;
	else if (sure > choice->surest) {
		choice->surest = sure;
		choice->driver = driver;
	}
}

/* Surest driver of `data`, plugins' last; *ret_undecided tells if one would like to see more. */
static const schain__driver *probe(const schain__decode *decode, const char *data, size_t size,
                                   int is_all, int *ret_undecided)
{
	struct choice choice = { NULL, 0, 0 };
	const schain__driver *driver;

	for (size_t i = 0; (driver = schain__drivers[i]) && choice.surest < CERTAIN; i++)
		if (driver->probe)
			consider(&choice, driver, driver->probe(data, size, is_all));
	for (size_t i = 0; (driver = schain__plugged_at(decode, i)) && choice.surest < CERTAIN; i++)
		consider(&choice, driver, schain__plugged_probe(driver, data, size, is_all));
	*ret_undecided = choice.is_undecided && !is_all && choice.surest < CERTAIN;
	return choice.driver;
}

/* A comment or a blank line; but Zeek's logs begin with a head of lines like comments. */
static int is_to_skip(const char *line, size_t size)
{
	static const char zeek[] = "#separator ";

	if (size >= sizeof zeek - 1 && !memcmp(line, zeek, sizeof zeek - 1))
		return 0;
	while (size && (*line == ' ' || *line == '\t' || *line == '\r')) {
		line++;
		size--;
	}
	return !size || *line == '#';
}

static const schain__driver *probe_lines(const schain__decode *decode, const char *data, size_t size,
                                         int is_all, int *ret_undecided)
{
	const char *newline, *end = data + size;
	const schain__driver *driver = NULL;
	int tried = 0;

	*ret_undecided = !is_all;
	while (data < end && tried < PROBE_LINES) {
		newline = memchr(data, '\n', (size_t)(end - data));
		if (newline && is_to_skip(data, (size_t)(newline - data))) {
			data = newline + 1;
			continue;
		}
		driver = probe(decode, data, (size_t)(end - data), is_all, ret_undecided);
		/* A line that is not whole yet may still become one. */
		if (driver || *ret_undecided)
			break;
		if (!newline) {
			*ret_undecided = !is_all;
			break;
		}
		data = newline + 1;
		tried++;
		*ret_undecided = !is_all && tried < PROBE_LINES;
	}
	return driver;
}

static int is_blank_text(const char *data, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (!strchr(" \t\r\n", data[i]) || !data[i])
			return 0;
	return 1;
}

/* The caller may keep it for longer than the decoder: not the copy that a plugin is behind. */
static const schain_format *format_of(const schain__decode *decode, const schain__driver *driver)
{
	for (size_t i = 0; i < decode->plugged_count; i++)
		if (schain__plugged_at(decode, i) == driver)
			return schain__plugged_format(driver);
	return &driver->format;
}

schain_status schain__recognise(schain__decode *decode, const char *data, size_t size, int is_all)
{
	int undecided = 0;

	is_all = is_all || size >= PROBE_SIZE;
	if (decode->chosen) {
		decode->driver = decode->chosen;
	} else {
		/* Input in small pieces is not probed anew for each of them. */
		if (!is_all && (!size || (decode->probed && size < decode->probed + decode->probed / 4)))
			return SCHAIN_AGAIN;
		decode->probed = size;
		decode->driver = probe_lines(decode, data, size < PROBE_SIZE ? size : PROBE_SIZE, is_all,
		                             &undecided);
		if (undecided)
			decode->driver = NULL;
	}
	if (decode->driver) {
		decode->format = format_of(decode, decode->driver);
		decode->entries_recognised = 1;
		return SCHAIN_OK;
	}
	if (!is_all && undecided)
		return SCHAIN_AGAIN;
	if (is_all && is_blank_text(data, size) && size < PROBE_SIZE)
		return SCHAIN_AGAIN;
	return schain__decode_fail(decode->error, SCHAIN_E_FORMAT,
	                           "the content is of no known format");
}
