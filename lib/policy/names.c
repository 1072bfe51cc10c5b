/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/names.h"

#include "policy/pattern.h"

enum { TAG_NAME, TAG_EXTENSION };

void schain__names_init(schain__names *names, schain__memory *memory)
{
	memset(names, 0, sizeof *names);
	names->memory = memory;
	schain__table_init(&names->table, memory);
}

void schain__names_dispose(schain__names *names)
{
	schain__table_dispose(&names->table);
	schain__free(names->memory, names->globs, names->glob_capacity * sizeof *names->globs);
	schain__names_init(names, names->memory);
}

/* A set of characters as 64 bits: letters exactly, the rest folded together. */
static uint64_t characters_of(schain_string text)
{
	uint64_t set = 0;

	for (size_t i = 0; i < text.length; i++) {
		unsigned char c = (unsigned char)text.data[i];

		if (c >= 'a' && c <= 'z')
			set |= (uint64_t)1 << (c - 'a');
		else
			set |= (uint64_t)1 << (26 + c % 38);
	}
	return set;
}

static uint64_t characters_needed(schain_string pattern)
{
	uint64_t set = 0;

	for (size_t i = 0; i < pattern.length; i++)
		if (pattern.data[i] != '*' && pattern.data[i] != '?')
			set |= characters_of(schain__cut(pattern, i, i + 1));
	return set;
}

static uint32_t count_fixed(schain_string pattern)
{
	uint32_t fixed = 0;

	for (size_t i = 0; i < pattern.length; i++)
		fixed += pattern.data[i] != '*' && pattern.data[i] != '?';
	return fixed;
}

static int add_glob(schain__names *names, schain_string pattern, uint64_t bits, int whole)
{
	schain__name_glob *glob;
	void *globs = names->globs;

	for (size_t i = 0; i < names->glob_count; i++) {
		glob = &names->globs[i];
		if (glob->whole == whole && schain__equal(glob->text, pattern)) {
			glob->bits |= bits;
			return 0;
		}
	}
	if (schain__grow(names->memory, &globs, &names->glob_capacity, names->glob_count,
	                 sizeof *names->globs))
		return -1;
	names->globs = globs;
	glob = &names->globs[names->glob_count++];
	glob->text = pattern;
	glob->need = characters_needed(pattern);
	glob->bits = bits;
	glob->fixed = count_fixed(pattern);
	glob->whole = whole;
	return 0;
}

static int is_extension_pattern(schain_string pattern)
{
	schain_string rest = schain__cut(pattern, 1, pattern.length);

	return pattern.length > 2 && schain__starts(pattern, SCHAIN_STRING("*.")) &&
	       schain__find_last(rest, '.') == 0 && !schain__has_wildcard(rest);
}

int schain__names_add(schain__names *names, schain_string pattern, uint64_t bits, int keep_exe)
{
	schain__entry *entry;

	if (is_extension_pattern(pattern))
		entry = schain__table_put(&names->table, TAG_EXTENSION,
		                          schain__cut(pattern, 1, pattern.length));
	else if (!schain__has_wildcard(pattern))
		entry = schain__table_put(&names->table, TAG_NAME, pattern);
	else
		return add_glob(names, pattern, bits,
		                keep_exe || schain__ends(pattern, SCHAIN_STRING(".exe")));
	if (!entry)
		return -1;
	entry->value |= bits;
	return 0;
}

/* Kinds count only from patterns with more fixed bytes than the extension that gave some. */
static uint64_t match_globs(const schain__names *names, schain_string name, schain_string stripped,
                            uint64_t kinds, size_t extension, int *ret_kind)
{
	uint64_t have = characters_of(name);
	uint64_t bits = 0;

	*ret_kind = 0;

	for (size_t i = 0; i < names->glob_count; i++) {
		const schain__name_glob *glob = &names->globs[i];

		if ((glob->need & ~have) || !(glob->bits & ~bits) ||
		    !schain__glob(glob->text, glob->whole ? name : stripped))
			continue;
		if (glob->bits & kinds && glob->fixed > extension)
			*ret_kind = 1;
		bits |= glob->fixed > extension ? glob->bits : glob->bits & ~kinds;
	}
	return bits;
}

uint64_t schain__names_match(const schain__names *names, schain_string name, uint64_t kinds,
                             uint64_t strippable)
{
	schain_string stripped = name;
	size_t dot = schain__find_last(name, '.');
	uint64_t bits, by_extension = 0;
	int by_glob;

	if (dot != SIZE_MAX)
		by_extension = schain__table_get(&names->table, TAG_EXTENSION,
		                                 schain__cut(name, dot, name.length));
	if (name.length > 4 && schain__ends(name, SCHAIN_STRING(".exe")))
		stripped = schain__cut(name, 0, name.length - 4);
	bits = match_globs(names, name, stripped, kinds,
	                   by_extension & kinds ? name.length - dot : 0, &by_glob);
	if (by_glob)
		by_extension &= ~kinds;
	bits |= by_extension | schain__table_get(&names->table, TAG_NAME, name);
	if (stripped.length != name.length)
		bits |= schain__table_get(&names->table, TAG_NAME, stripped) & strippable;
	return bits;
}
