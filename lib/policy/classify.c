/* SPDX-License-Identifier: Apache-2.0 */
/* Which catalogues a path, a host or a signer belongs to. */
#include "policy/object.h"
#include "policy/pathname.h"

/* Longer paths take memory; most systems allow no longer ones in one call (PATH_MAX). */
#define ROOM 4096

/* How often a temporary suffix may stand on another: "x.so.dpkg-new.tmp". */
#define SUFFIXES_MAX 3

/* Cuts a temporary suffix at the last character that may begin one. */
static schain_string without_suffix(const schain__names *names, schain_string name)
{
	size_t at = name.length;

	while (at-- > 1) {
		schain_string rest = schain__cut(name, 0, at);
		char c = name.data[at];

		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			continue;
		if (schain__names_match(names, schain__cut(name, at, name.length), 0, 0) &
		    SCHAIN__OWN_TEMPORARY_NAMES)
			return rest;
	}
	return name;
}

static uint64_t name_bits(const schain__names *names, schain_string name)
{
	char lower[SCHAIN__NAME_LIMIT];
	uint64_t bits, all;

	if (name.length > sizeof lower)
		name = schain__cut(name, name.length - sizeof lower, name.length);
	schain__lower_copy(lower, name);
	name.data = lower;
	bits = all = schain__names_match(names, name, SCHAIN__KIND_BITS, SCHAIN__IMAGE_BITS);
	for (int i = 0; i < SUFFIXES_MAX && bits & SCHAIN__OWN_TEMPORARY_NAMES; i++) {
		name = without_suffix(names, name);
		bits = schain__names_match(names, name, SCHAIN__KIND_BITS, SCHAIN__IMAGE_BITS);
		all |= bits;
	}
	return all;
}

static uint64_t canonical_bits(const schain_policy *policy, schain_string path, int windows)
{
	schain_string name = path;

	while (name.length && name.data[name.length - 1] == '/')
		name.length--;
	/* A backslash is an ordinary byte here: Windows paths have none left. */
	name = schain__cut(name, schain__find_last(name, '/') + 1, name.length);
	return schain__paths_match(&policy->lists.paths, path, windows) |
	       name_bits(&policy->lists.names, name);
}

uint64_t schain__policy_bits(const schain_policy *policy, schain_string path)
{
	char room[ROOM];
	size_t size = path.length + SCHAIN__PATH_SLACK;
	int windows = schain__path_is_windows(path);
	char *more;
	uint64_t bits;

	if (!path.length)
		return 0;
	if (size <= sizeof room)
		return canonical_bits(policy, schain__path_canonical(path, windows, room), windows);
	more = schain__alloc(policy->memory, size);
	if (!more) {
		path = schain__cut(path, path.length - (sizeof room - SCHAIN__PATH_SLACK),
		                   path.length);
		return canonical_bits(policy, schain__path_canonical(path, windows, room), windows);
	}
	bits = canonical_bits(policy, schain__path_canonical(path, windows, more), windows);
	schain__free(policy->memory, more, size);
	return bits;
}

/*
 * A program that poses as one of Windows' own is none of the things that the
 * real one is. A name without its folder, and Wine's on other systems, pose as nothing.
 */
static uint64_t unmasked(uint64_t bits, schain_string path)
{
	if (!(bits & SCHAIN__PATH_SYSTEM_NAME))
		return bits;
	if (bits & SCHAIN__PATH_SYSTEM || !schain__path_is_windows(path))
		return bits & ~SCHAIN__PATH_SYSTEM_NAME;
	return bits & ~SCHAIN__IMAGE_BITS;
}

uint64_t schain__policy_classify(const schain_policy *policy, schain_string path)
{
	return unmasked(schain__policy_bits(policy, path), path) & ~SCHAIN__OWN_BITS;
}

static uint32_t host_bits(const schain_policy *policy, schain_string name)
{
	schain__address address;

	if (schain__address_parse(name, &address))
		return schain__hosts_match_address(&policy->lists.hosts, &address);
	return schain__hosts_match_name(&policy->lists.hosts, name);
}

/* What is given out of a host's bits. */
#define HOST_BITS 0xffffu

uint32_t schain__policy_classify_host(const schain_policy *policy, schain_string name)
{
	return host_bits(policy, name) & HOST_BITS;
}

uint32_t schain__policy_classify_address(const schain_policy *policy, schain_string text)
{
	schain__address address;

	if (!schain__address_parse(text, &address))
		return 0;
	return schain__hosts_match_address(&policy->lists.hosts, &address) & HOST_BITS;
}

/* End of an attribute's value: an unquoted separator (RFC 4514, 2.1; OpenSSL's older '/'). */
static size_t attribute_end(schain_string text, char separator)
{
	int quoted = 0;

	for (size_t i = 0; i < text.length; i++) {
		if (text.data[i] == '"')
			quoted = !quoted;
		else if (text.data[i] == '\\')
			i++;
		else if (!quoted && text.data[i] == separator)
			return i;
	}
	return text.length;
}

/*
 * The common name of a distinguished name such as "CN=Vendor, O=..."; the whole
 * of other text. Only an attribute of its own counts, not one that is quoted
 * within another's value.
 */
static schain_string common_name(schain_string signer)
{
	char separator = schain__starts(signer, SCHAIN_STRING("/")) ? '/' : ',';
	schain_string rest = signer;

	while (rest.length) {
		size_t end = attribute_end(rest, separator);
		schain_string part = schain__trim(schain__cut(rest, 0, end));

		rest = schain__cut(rest, end + 1, rest.length);
		if (!schain__starts_nocase(part, SCHAIN_STRING("CN=")))
			continue;
		part = schain__trim(schain__cut(part, 3, part.length));
		if (part.length >= 2 && part.data[0] == '"' && part.data[part.length - 1] == '"')
			part = schain__cut(part, 1, part.length - 1);
		return part;
	}
	return signer;
}

uint32_t schain__policy_classify_signer(const schain_policy *policy, schain_string signer,
                                        schain_string team_id)
{
	const schain__words *words = &policy->lists.words;
	schain_string name = common_name(signer);

	if (schain__words_match(words, SCHAIN__KEY_APPROVED_SIGNERS, name) ||
	    schain__words_match(words, SCHAIN__KEY_TRUSTED_PUBLISHERS, name) ||
	    schain__words_match(words, SCHAIN__KEY_APPROVED_SIGNERS, signer) ||
	    schain__words_match(words, SCHAIN__KEY_TRUSTED_PUBLISHERS, signer) ||
	    schain__words_match(words, SCHAIN__KEY_ALLOWED_TEAM_IDS, team_id))
		return SCHAIN__SIGNER_APPROVED;
	return 0;
}

static int matches_url(const schain_policy *policy, enum schain__key key, schain_string text)
{
	const schain__list *list = &policy->lists.list[key];

	if (host_bits(policy, schain__url_host(text)) & schain__catalogues[key].host_own)
		return 1;
	for (size_t i = 0; i < list->count; i++)
		if (schain__search(list->items[i], SCHAIN_STRING("://")) != SIZE_MAX &&
		    schain__url_starts(text, list->items[i]))
			return 1;
	return 0;
}

int schain__policy_matches(const schain_policy *policy, enum schain__key key, schain_string text)
{
	const schain__catalogue *catalogue = &schain__catalogues[key];

	switch (catalogue->kind) {
	case SCHAIN__PATTERN_IMAGE:
	case SCHAIN__PATTERN_NAME:
	case SCHAIN__PATTERN_PATH:
		return (schain__policy_bits(policy, text) & catalogue->own) != 0;
	case SCHAIN__PATTERN_HOST:
		return (host_bits(policy, text) & catalogue->host_own) != 0;
	case SCHAIN__PATTERN_URL:
		return matches_url(policy, key, text);
	case SCHAIN__PATTERN_SIGNER:
		return schain__words_match(&policy->lists.words, key, common_name(text)) ||
		       schain__words_match(&policy->lists.words, key, text);
	case SCHAIN__PATTERN_WORD:
		return schain__words_match(&policy->lists.words, key, text);
	default:
		return 0;
	}
}
