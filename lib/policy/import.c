/* SPDX-License-Identifier: Apache-2.0 */
/* Taking approved hosts, repositories and registries from a host's own configuration. */
#include "policy/import.h"

int schain__import_line(schain__import_file *file, schain_string *ret_line)
{
	size_t end;

	if (!file->rest.length)
		return 0;
	end = schain__find(file->rest, '\n', 0);
	*ret_line = schain__cut(file->rest, 0, end);
	file->rest = end == SIZE_MAX ? schain__string(NULL, 0)
	                             : schain__cut(file->rest, end + 1, file->rest.length);
	if (ret_line->length && ret_line->data[ret_line->length - 1] == '\r')
		ret_line->length--;
	file->line++;
	return 1;
}

schain_status schain__import_fail(schain__import_file *file, schain_status status)
{
	if (status != SCHAIN_E_MEMORY)
		schain__fail_at(file->error, file->name, file->line, 0, 0);
	return status;
}

schain_status schain__import_add(schain__import_file *file, enum schain__key key,
                                 schain_string pattern)
{
	schain_status status = schain__lists_add(&file->policy->lists, key, pattern, file->error);

	if (status < 0)
		return schain__import_fail(file, status);
	file->added += status == SCHAIN_OK;
	return SCHAIN_OK;
}

static int has_scheme(schain_string url)
{
	return schain__starts_nocase(url, SCHAIN_STRING("http://")) ||
	       schain__starts_nocase(url, SCHAIN_STRING("https://")) ||
	       schain__starts_nocase(url, SCHAIN_STRING("ftp://"));
}

schain_status schain__import_repository(schain__import_file *file, schain_string url)
{
	size_t variable = schain__find(url, '$', 0);
	size_t path;
	schain_string host;
	schain__buffer text;
	schain_status status;

	if (!has_scheme(url))
		return SCHAIN_OK;
	host = schain__url_host(url);
	if (variable != SIZE_MAX && host.data && variable < (size_t)(host.data - url.data) + host.length)
		return SCHAIN_OK; /* which host that is, only the file's own program knows */
	path = schain__find(url, '/', schain__find(url, ':', 0) + 3);
	if (variable != SIZE_MAX)
		url = schain__cut(url, 0, schain__find_last(schain__cut(url, 0, variable), '/'));
	while (url.length && url.data[url.length - 1] == '/')
		url.length--;
	schain__buffer_init(&text, file->policy->memory);
	schain__buffer_add(&text, schain__cut(url, 0, schain__find(url, ':', 0) + 3));
	schain__buffer_add(&text, host);
	schain__buffer_add(&text, schain__cut(url, path, url.length));
	status = text.failed ? schain__fail_memory(file->error)
	                     : schain__import_add(file, SCHAIN__KEY_APPROVED_REPOS,
	                                          schain__buffer_string(&text));
	schain__buffer_dispose(&text);
	return status;
}

schain_status schain__import_registry(schain__import_file *file, schain_string url)
{
	schain_string host = schain__url_host(url);

	if (!host.length || schain__find(url, '$', 0) != SIZE_MAX)
		return SCHAIN_OK;
	if (schain__search(url, SCHAIN_STRING("://")) != SIZE_MAX && !has_scheme(url))
		return SCHAIN_OK;
	return schain__import_add(file, SCHAIN__KEY_APPROVED_REGISTRIES, host);
}

static int is_blank(char c)
{
	return c == ' ' || c == '\t';
}

int schain__import_word(schain_string *text, const char *separators, schain_string *ret_word)
{
	size_t start = 0, end;

	while (start < text->length &&
	       (is_blank(text->data[start]) || strchr(separators, text->data[start])))
		start++;
	for (end = start; end < text->length && !is_blank(text->data[end]) &&
	                  !strchr(separators, text->data[end]);)
		end++;
	*ret_word = schain__cut(*text, start, end);
	*text = schain__cut(*text, end, text->length);
	return ret_word->length > 0;
}

static schain_status read_section(schain__import_file *file, schain_string line,
                                  schain__ini_entry *entry)
{
	size_t end = schain__find_last(line, ']');

	if (end == SIZE_MAX)
		return schain__import_fail(file, schain__fail(file->error, SCHAIN_E_SYNTAX,
		                                              "a section begins with [ but has no ]"));
	memset(entry, 0, sizeof *entry);
	entry->section = schain__cut(line, 1, end);
	return SCHAIN_OK;
}

static schain_status read_key(schain__import_file *file, schain_string line,
                              schain__ini_entry *entry)
{
	size_t sign = 0;

	while (sign < line.length && line.data[sign] != '=' && line.data[sign] != ':')
		sign++;
	if (sign == line.length || !sign)
		return schain__import_fail(file, schain__fail(file->error, SCHAIN_E_SYNTAX,
		                                              "expected \"key = value\""));
	entry->key = schain__trim(schain__cut(line, 0, sign));
	entry->value = schain__trim(schain__cut(line, sign + 1, line.length));
	return SCHAIN_OK;
}

schain_status schain__import_ini(schain__import_file *file, schain__ini_entry *entry)
{
	schain_string line, text;
	schain_status status;

	while (schain__import_line(file, &line)) {
		text = schain__trim(line);
		if (!text.length || text.data[0] == '#' || text.data[0] == ';')
			continue;
		if (text.data[0] == '[') {
			status = read_section(file, text, entry);
			if (status)
				return status;
			continue;
		}
		if (is_blank(line.data[0]) && entry->key.length &&
		    schain__find(text, '=', 0) == SIZE_MAX) {
			entry->value = text;
			return SCHAIN_OK;
		}
		return read_key(file, text, entry);
	}
	return SCHAIN_END;
}

schain_status schain_policy_import(schain_policy *policy, uint32_t format, schain_string text,
                                   const char *name, size_t *ret_added, schain_error *error)
{
	static schain_status (*const importers[])(schain__import_file *file) = {
		[SCHAIN_IMPORT_APT_SOURCES] = schain__import_apt,
		[SCHAIN_IMPORT_YUM_REPO] = schain__import_yum,
		[SCHAIN_IMPORT_NPMRC] = schain__import_npmrc,
		[SCHAIN_IMPORT_PIP_CONF] = schain__import_pip,
		[SCHAIN_IMPORT_BREW_TAPS] = schain__import_brew,
	};
	schain__import_file file;
	schain_status status;

	if (!policy || (text.length && !text.data))
		return schain__fail(error, SCHAIN_E_ARGUMENT, "policy or text is NULL");
	if (!format || format >= sizeof importers / sizeof *importers)
		return schain__fail(error, SCHAIN_E_FORMAT, "no importer %u", (unsigned)format);
	memset(&file, 0, sizeof file);
	status = schain__policy_copy(policy, policy->memory, &file.policy, error);
	if (status)
		return status;
	file.rest = text;
	file.name = name ? name : "";
	file.error = error;
	status = importers[format](&file);
	if (status < 0) {
		schain_policy_free(file.policy);
		return status;
	}
	schain__policy_take(policy, file.policy);
	if (ret_added)
		*ret_added = file.added;
	return SCHAIN_OK;
}
