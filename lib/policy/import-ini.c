/* SPDX-License-Identifier: Apache-2.0 */
/* Configuration in the manner of INI: yum and dnf, pip, npm, git for Homebrew's taps. */
#include "policy/import.h"

static int key_is(schain_string key, const char *name)
{
	schain_string wanted = schain_string_of(name);

	if (key.length != wanted.length)
		return 0;
	/* pip takes '_' for '-' in the names of its options. */
	for (size_t i = 0; i < key.length; i++)
		if ((key.data[i] == '_' ? '-' : schain__lower(key.data[i])) != wanted.data[i])
			return 0;
	return 1;
}

static int says_no(schain_string value)
{
	return schain__equal(value, SCHAIN_STRING("0")) ||
	       schain__equal_nocase(value, SCHAIN_STRING("no")) ||
	       schain__equal_nocase(value, SCHAIN_STRING("false"));
}

/* Is the section that begins where the file stands switched off? */
static int is_disabled(const schain__import_file *file)
{
	schain__import_file probe = *file;
	schain_string line;

	while (schain__import_line(&probe, &line)) {
		size_t sign = schain__find(line, '=', 0);

		if (schain__starts(schain__trim(line), SCHAIN_STRING("[")))
			return 0;
		if (sign != SIZE_MAX && key_is(schain__trim(schain__cut(line, 0, sign)), "enabled"))
			return says_no(schain__trim(schain__cut(line, sign + 1, line.length)));
	}
	return 0;
}

static schain_status add_urls(schain__import_file *file, schain_string value,
                              schain_status (*add)(schain__import_file *file, schain_string url))
{
	schain_status status = SCHAIN_OK;
	schain_string word;

	while (!status && schain__import_word(&value, ",", &word))
		status = add(file, word);
	return status;
}

/* yum.conf(5), dnf.conf(5): baseurl, mirrorlist and metalink of enabled repositories. */
schain_status schain__import_yum(schain__import_file *file)
{
	schain__ini_entry entry;
	const char *section = NULL;
	schain_status status;
	int disabled = 0;

	memset(&entry, 0, sizeof entry);
	while (!(status = schain__import_ini(file, &entry))) {
		if (!entry.section.data)
			return schain__import_fail(file, schain__fail(file->error, SCHAIN_E_SYNTAX,
			                                              "expected a [section] before "
			                                              "the first key"));
		if (entry.section.data != section) {
			section = entry.section.data;
			/* From its own first entry on, "enabled" may stand anywhere. */
			disabled = (key_is(entry.key, "enabled") && says_no(entry.value)) ||
			           (!key_is(entry.key, "enabled") && is_disabled(file));
		}
		if (!disabled && (key_is(entry.key, "baseurl") || key_is(entry.key, "mirrorlist") ||
		                  key_is(entry.key, "metalink")))
			status = add_urls(file, entry.value, schain__import_repository);
		if (status)
			return status;
	}
	return status == SCHAIN_END ? SCHAIN_OK : status;
}

/* pip's configuration: index-url, extra-index-url, find-links, trusted-host of any section. */
schain_status schain__import_pip(schain__import_file *file)
{
	static const char *const keys[] = { "index-url", "extra-index-url", "find-links",
		                            "trusted-host", "index" };
	schain__ini_entry entry;
	schain_status status;

	memset(&entry, 0, sizeof entry);
	while (!(status = schain__import_ini(file, &entry))) {
		for (size_t i = 0; i < sizeof keys / sizeof *keys && !status; i++)
			if (key_is(entry.key, keys[i]) &&
			    /* find-links may also be a directory */
			    (strcmp(keys[i], "find-links") ||
			     schain__search(entry.value, SCHAIN_STRING("://")) != SIZE_MAX))
				status = add_urls(file, entry.value, schain__import_registry);
		if (status)
			return status;
	}
	return status == SCHAIN_END ? SCHAIN_OK : status;
}

static schain_string unquoted(schain_string value)
{
	if (value.length >= 2 && (value.data[0] == '"' || value.data[0] == '\'') &&
	    value.data[value.length - 1] == value.data[0])
		return schain__cut(value, 1, value.length - 1);
	return value;
}

/* npmrc(5): "registry" and "@scope:registry"; all else, credentials among it, is passed over. */
schain_status schain__import_npmrc(schain__import_file *file)
{
	schain_status status = SCHAIN_OK;
	schain_string line;

	while (!status && schain__import_line(file, &line)) {
		schain_string text = schain__trim(line), key;
		size_t sign = schain__find(text, '=', 0);

		if (!text.length || text.data[0] == '#' || text.data[0] == ';' || text.data[0] == '[')
			continue;
		if (sign == SIZE_MAX)
			continue; /* npm reads it as a switch that is on */
		key = schain__trim(schain__cut(text, 0, sign));
		if (schain__equal(key, SCHAIN_STRING("registry")) ||
		    (schain__starts(key, SCHAIN_STRING("@")) &&
		     schain__ends(key, SCHAIN_STRING(":registry"))))
			status = schain__import_registry(
				file, unquoted(schain__trim(schain__cut(text, sign + 1, text.length))));
	}
	return status;
}

static int is_tap_byte(char c)
{
	c = schain__lower(c);
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

static int is_tap(schain_string text)
{
	size_t slash = schain__find(text, '/', 0);

	if (slash == SIZE_MAX || !slash || slash + 1 == text.length)
		return 0;
	for (size_t i = 0; i < text.length; i++)
		if (i != slash && !is_tap_byte(text.data[i]))
			return 0;
	return 1;
}

/* "https://host/owner/homebrew-name.git" and "git@host:owner/homebrew-name" as "owner/name". */
static schain_status add_remote(schain__import_file *file, schain_string url)
{
	schain_string prefix = SCHAIN_STRING("homebrew-");
	schain_string name, owner, text;
	schain__buffer tap;
	schain_status status;

	if (schain__ends(url, SCHAIN_STRING(".git")))
		url.length -= 4;
	name = schain__basename(url);
	owner = schain__dirname(url);
	for (size_t i = owner.length; i > 0; i--)
		if (owner.data[i - 1] == '/' || owner.data[i - 1] == ':') {
			owner = schain__cut(owner, i, owner.length);
			break;
		}
	if (schain__starts_nocase(name, prefix))
		name = schain__cut(name, prefix.length, name.length);
	schain__buffer_init(&tap, file->policy->memory);
	schain__buffer_add(&tap, owner);
	schain__buffer_text(&tap, "/");
	schain__buffer_add(&tap, name);
	text = schain__buffer_string(&tap);
	if (tap.failed)
		status = schain__fail_memory(file->error);
	else
		status = is_tap(text) ? schain__import_add(file, SCHAIN__KEY_BREW_TAPS_ALLOW_LIST, text)
		                      : SCHAIN_OK; /* a tap by path has no owner */
	schain__buffer_dispose(&tap);
	return status;
}

static schain_status read_git_config(schain__import_file *file)
{
	schain__ini_entry entry;
	schain_status status;

	memset(&entry, 0, sizeof entry);
	while (!(status = schain__import_ini(file, &entry))) {
		if (schain__starts(entry.section, SCHAIN_STRING("remote ")) &&
		    key_is(entry.key, "url"))
			status = add_remote(file, entry.value);
		if (status)
			return status;
	}
	return status == SCHAIN_END ? SCHAIN_OK : status;
}

/* The list that `brew tap` prints, or a tap's git configuration. */
schain_status schain__import_brew(schain__import_file *file)
{
	schain_status status = SCHAIN_OK;
	schain_string line;

	if (schain__starts(schain__trim(file->rest), SCHAIN_STRING("[")))
		return read_git_config(file);
	while (!status && schain__import_line(file, &line)) {
		line = schain__trim(line);
		if (!line.length)
			continue;
		if (!is_tap(line))
			return schain__import_fail(file, schain__fail(file->error, SCHAIN_E_SYNTAX,
			                                              "expected a tap as \"owner/name\""));
		status = schain__import_add(file, SCHAIN__KEY_BREW_TAPS_ALLOW_LIST, line);
	}
	return status;
}
