/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text lists: an indicator a line, comments, hosts files, ad-block lists, and
 * packages as "ecosystem:name:version" or "name:version".
 */
#include "reputation/feed.h"
#include "reputation/version.h"

/* Does the head look like text at all? */
static int is_text(schain_string head, const char *path)
{
	(void)path;
	head = schain__rep_trim(head);
	/* A document of some other kind. */
	if (!head.length || strchr("{<", head.data[0]) ||
	    (head.data[0] == '[' && head.length > 1 && strchr(" \t\r\n{[\"", head.data[1])))
		return 0;
	for (size_t i = 0; i < head.length; i++)
		if ((unsigned char)head.data[i] < 9)
			return 0;
	return 1;
}

/* Cuts comments: a whole line, or behind a blank, which may say what the line is. */
static schain_string without_comment(schain_string line, schain_string *ret_comment)
{
	*ret_comment = schain__rep_string(NULL, 0);
	line = schain__rep_trim(line);
	if (!line.length || strchr("#;!", line.data[0]) || schain__rep_begins(line, "//"))
		return schain__rep_string(NULL, 0);
	for (size_t i = 1; i < line.length; i++)
		if (line.data[i] == '#' && (line.data[i - 1] == ' ' || line.data[i - 1] == '\t')) {
			*ret_comment = schain__rep_string(line.data + i + 1, line.length - i - 1);
			return schain__rep_trim(schain__rep_string(line.data, i));
		}
	return line;
}

/* "indicator;remark" too, but a semicolon in a path is of the path. */
static schain_string next_word(schain_string *line)
{
	const char *ends = " \t,;";
	size_t length = 0, skip;
	schain_string word;

	for (; length < line->length && !strchr(ends, line->data[length]); length++)
		if (line->data[length] == '/')
			ends = " \t,";
	word = schain__rep_string(line->data, length);
	for (skip = length; skip < line->length && strchr(" \t,;", line->data[skip]); skip++)
		continue;
	*line = schain__rep_string(line->data + skip, line->length - skip);
	return word;
}

/* "||name^" or "|url|" of ad-block lists. */
static schain_string without_adblock(schain_string word)
{
	while (word.length && word.data[0] == '|')
		word = schain__rep_string(word.data + 1, word.length - 1);
	if (word.length && (word.data[word.length - 1] == '^' || word.data[word.length - 1] == '|'))
		word.length--;
	return word;
}

static int is_nowhere(schain_string word)
{
	return schain__rep_is(word, "0.0.0.0") || schain__rep_is(word, "127.0.0.1") ||
	       schain__rep_is(word, "::1") || schain__rep_is(word, "::");
}

/* Takes "[ecosystem:]name:version" apart. A version has a dot, a port has none. */
static int is_package(schain_string word, schain_string *ret_ecosystem, schain_string *ret_name,
                      schain_string *ret_version)
{
	const char *first = memchr(word.data, ':', word.length);
	size_t last = word.length;
	schain_string version;

	while (last && word.data[last - 1] != ':')
		last--;
	if (!first || last < 2)
		return 0;
	version = schain__rep_string(word.data + last, word.length - last);
	*ret_ecosystem = schain__rep_string(word.data, (size_t)(first - word.data));
	if (first + 1 == word.data + last) {
		if (!memchr(version.data, '.', version.length) || memchr(version.data, '/', version.length))
			return 0;
		*ret_ecosystem = schain__rep_string(NULL, 0);
		*ret_name = schain__rep_string(word.data, last - 1);
	} else if (schain__rep_package_type(*ret_ecosystem)) {
		*ret_name = schain__rep_string(first + 1, (size_t)(word.data + last - 1 - (first + 1)));
	} else {
		return 0;
	}
	*ret_version = version;
	return version.length && (schain__rep_is_digit(version.data[0]) ||
	                          schain__rep_lower(version.data[0]) == 'v');
}

/* The word of a line that names its subject, and whether names below it are meant too. */
static schain_string subject_of(schain_string *line, uint32_t *ret_flags)
{
	schain_string word = without_adblock(next_word(line));

	*ret_flags = SCHAIN_REPUTATION_BELOW;
	if (is_nowhere(word) && line->length) {
		word = next_word(line);
		*ret_flags = 0;
	}
	return word;
}

static schain_status put_line(schain__feed *feed, schain_string line, schain_string comment,
                              schain_error *error)
{
	char buffer[SCHAIN__REP_SUBJECT];
	schain__feed_item item = { 0 };
	schain_string word = subject_of(&line, &item.flags), ecosystem, name, version;

	item.remark = line.length ? line : comment;
	if (is_package(word, &ecosystem, &name, &version)) {
		item.flags = 0;
		return schain__feed_put_package(feed, &item, ecosystem, name, version, error);
	}
	item.kind = schain__feed_guess(word, buffer, sizeof buffer, &item.text);
	if (item.kind != SCHAIN_REPUTATION_DOMAIN)
		item.flags = 0;
	/* A path alone, of URLs or files, is well written and nothing that is kept here. */
	if (!item.kind && word.length && word.data[0] == '/') {
		feed->ignored++;
		return SCHAIN_OK;
	}
	if (!item.kind)
		return schain__feed_malformed(feed, error, "no indicator: '%.*s'",
		                              (int)(word.length < 100 ? word.length : 100), word.data);
	return schain__feed_put(feed, &item, error);
}

int schain__feed_is_list(schain_string head)
{
	char buffer[SCHAIN__REP_SUBJECT];
	size_t indicators = 0, others = 0;

	while (head.length) {
		const char *end = memchr(head.data, '\n', head.length);
		size_t length = end ? (size_t)(end - head.data) : head.length;
		schain_string line, word, comment, ecosystem, name, version;
		uint32_t flags;

		line = without_comment(schain__rep_string(head.data, length), &comment);
		head = schain__rep_string(head.data + length + !!end, head.length - length - !!end);
		if (!line.length)
			continue;
		word = subject_of(&line, &flags);
		if (is_package(word, &ecosystem, &name, &version) ||
		    schain__feed_guess(word, buffer, sizeof buffer, &line))
			indicators++;
		else
			others++;
	}
	return indicators && indicators >= others;
}

static schain_status read_text(schain__feed *feed, schain_error *error)
{
	schain_string line, comment;
	schain_status status;

	while ((status = schain__feed_line(feed, &line, error)) == SCHAIN_OK) {
		line = without_comment(line, &comment);
		status = line.length ? put_line(feed, line, comment, error) : SCHAIN_OK;
		if (status != SCHAIN_OK)
			return status;
	}
	return status == SCHAIN_END ? SCHAIN_OK : status;
}

const schain__feed_format schain__feed_text = { "text", is_text, read_text };
