/* SPDX-License-Identifier: Apache-2.0 */
/* apt's sources.list(5), one-line and deb822 style. */
#include "policy/import.h"

/* "mirror+https://..." and "tor+http://..." name a method before the scheme. */
static schain_string without_method(schain_string uri)
{
	size_t colon = schain__find(uri, ':', 0);
	size_t plus = schain__find(schain__cut(uri, 0, colon), '+', 0);

	if (plus != SIZE_MAX)
		return schain__cut(uri, plus + 1, uri.length);
	return uri;
}

/* apt's variables are "$(ARCH)". */
static schain_status add_uri(schain__import_file *file, schain_string uri)
{
	return schain__import_repository(file, without_method(uri));
}

static int is_fingerprint(schain_string word)
{
	if (word.length < 40 || word.length > 64)
		return 0;
	for (size_t i = 0; i < word.length; i++) {
		char c = schain__lower(word.data[i]);

		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
			return 0;
	}
	return 1;
}

/* Fingerprints, a '!' behind those whose subkeys do not count; paths of key files are passed over. */
static schain_status add_keys(schain__import_file *file, schain_string value)
{
	schain_status status = SCHAIN_OK;
	schain_string word;

	while (!status && schain__import_word(&value, ",", &word)) {
		if (word.data[word.length - 1] == '!')
			word.length--;
		if (is_fingerprint(word))
			status = schain__import_add(file, SCHAIN__KEY_APPROVED_REPO_KEYS, word);
	}
	return status;
}

static schain_status add_options(schain__import_file *file, schain_string options)
{
	schain_string name = SCHAIN_STRING("signed-by=");
	schain_status status = SCHAIN_OK;
	schain_string word;

	while (!status && schain__import_word(&options, "", &word))
		if (schain__starts_nocase(word, name))
			status = add_keys(file, schain__cut(word, name.length, word.length));
	return status;
}

static schain_status fail_line(schain__import_file *file, const char *expected)
{
	return schain__import_fail(file, schain__fail(file->error, SCHAIN_E_SYNTAX, "expected %s",
	                                              expected));
}

static int is_type(schain_string word)
{
	return schain__equal(word, SCHAIN_STRING("deb")) ||
	       schain__equal(word, SCHAIN_STRING("deb-src"));
}

/* "deb [option=value ...] uri suite [component ...]" */
static schain_status read_line(schain__import_file *file, schain_string line)
{
	schain_status status = SCHAIN_OK;
	schain_string word;

	if (!schain__import_word(&line, "", &word) || !is_type(word))
		return fail_line(file, "\"deb\" or \"deb-src\"");
	line = schain__trim(line);
	if (line.length && line.data[0] == '[') {
		size_t end = schain__find(line, ']', 0);

		if (end == SIZE_MAX)
			return fail_line(file, "a \"]\" that ends the options");
		status = add_options(file, schain__cut(line, 1, end));
		line = schain__trim(schain__cut(line, end + 1, line.length));
	}
	if (status)
		return status;
	/* "cdrom:[Debian 12]/" holds blanks and names no host. */
	if (schain__starts(line, SCHAIN_STRING("cdrom:")))
		return SCHAIN_OK;
	if (!schain__import_word(&line, "", &word))
		return fail_line(file, "the repository's URI");
	status = add_uri(file, word);
	if (!status && !schain__import_word(&line, "", &word))
		return fail_line(file, "a suite behind the URI");
	return status;
}

/* Fields of one stanza that count; they borrow from the file, a field's lines together. */
typedef struct stanza {
	schain_string uris;
	schain_string keys;
	schain_string enabled;
} stanza;

static int says_no(schain_string word)
{
	word = schain__trim(word);
	return schain__equal_nocase(word, SCHAIN_STRING("no")) ||
	       schain__equal_nocase(word, SCHAIN_STRING("false")) ||
	       schain__equal_nocase(word, SCHAIN_STRING("without")) ||
	       schain__equal_nocase(word, SCHAIN_STRING("off")) ||
	       schain__equal_nocase(word, SCHAIN_STRING("disable"));
}

static schain_status end_stanza(schain__import_file *file, stanza *fields)
{
	schain_status status = SCHAIN_OK;
	schain_string word;

	if (!says_no(fields->enabled)) {
		while (!status && schain__import_word(&fields->uris, "\r\n", &word))
			status = word.data[0] == '#' ? SCHAIN_OK : add_uri(file, word);
		/* A whole key may stand there too; none of its lines is a fingerprint. */
		while (!status && schain__import_word(&fields->keys, "\r\n", &word))
			status = add_keys(file, word);
	}
	memset(fields, 0, sizeof *fields);
	return status;
}

static schain_string *field_of(stanza *fields, schain_string name)
{
	if (schain__equal_nocase(name, SCHAIN_STRING("URIs")) ||
	    schain__equal_nocase(name, SCHAIN_STRING("URI")))
		return &fields->uris;
	if (schain__equal_nocase(name, SCHAIN_STRING("Signed-By")))
		return &fields->keys;
	if (schain__equal_nocase(name, SCHAIN_STRING("Enabled")))
		return &fields->enabled;
	return NULL;
}

/* deb822(5): US-ASCII without control characters, space and colon. */
static int is_field_name(schain_string name)
{
	for (size_t i = 0; i < name.length; i++)
		if (name.data[i] <= ' ' || name.data[i] >= 0x7f)
			return 0;
	return name.length > 0;
}

/* deb822(5): stanzas of "Field: value", values going on in indented lines. */
static schain_status read_deb822(schain__import_file *file)
{
	schain_string line, *field = NULL;
	schain_status status = SCHAIN_OK;
	stanza fields;

	memset(&fields, 0, sizeof fields);
	while (!status && schain__import_line(file, &line)) {
		size_t colon = schain__find(line, ':', 0);

		if (line.length && line.data[0] == '#')
			continue;
		if (!schain__trim(line).length) {
			status = end_stanza(file, &fields);
			field = NULL;
		} else if (line.data[0] == ' ' || line.data[0] == '\t') {
			if (field && field->data)
				field->length = (size_t)(line.data + line.length - field->data);
		} else if (!is_field_name(schain__cut(line, 0, colon)) || colon == SIZE_MAX) {
			return fail_line(file, "\"Field: value\"");
		} else {
			field = field_of(&fields, schain__cut(line, 0, colon));
			if (field)
				*field = schain__cut(line, colon + 1, line.length);
		}
	}
	return status ? status : end_stanza(file, &fields);
}

/* The first line that says something tells which style the file is in. */
static int is_deb822(schain_string text)
{
	schain__import_file probe;
	schain_string line, word;

	memset(&probe, 0, sizeof probe);
	probe.rest = text;
	while (schain__import_line(&probe, &line)) {
		line = schain__trim(line);
		if (!line.length || line.data[0] == '#')
			continue;
		schain__import_word(&line, "", &word);
		return schain__find(word, ':', 0) != SIZE_MAX;
	}
	return 0;
}

schain_status schain__import_apt(schain__import_file *file)
{
	schain_status status = SCHAIN_OK;
	schain_string line;

	if (is_deb822(file->rest))
		return read_deb822(file);
	while (!status && schain__import_line(file, &line)) {
		line = schain__trim(schain__cut(line, 0, schain__find(line, '#', 0)));
		if (line.length)
			status = read_line(file, line);
	}
	return status;
}
