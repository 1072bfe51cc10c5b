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
	schain__free(names->memory, names->links, names->link_capacity * sizeof *names->links);
	schain__names_init(names, names->memory);
}

static int is_wild(char c)
{
	return c == '*' || c == '?';
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
			set |= (uint64_t)1 << (26 + c % 32);
	}
	return set;
}

static uint64_t characters_needed(schain_string pattern)
{
	uint64_t set = 0;

	for (size_t i = 0; i < pattern.length; i++)
		if (!is_wild(pattern.data[i]))
			set |= characters_of(schain__cut(pattern, i, i + 1));
	return set;
}

static uint32_t count_fixed(schain_string pattern)
{
	uint32_t fixed = 0;

	for (size_t i = 0; i < pattern.length; i++)
		fixed += !is_wild(pattern.data[i]);
	return fixed;
}

static size_t *chain_of(schain__names *names, schain_string pattern)
{
	char first = pattern.data[0];
	char last = pattern.data[pattern.length - 1];

	if (!is_wild(first))
		return &names->by_first[(unsigned char)first];
	if (!is_wild(last))
		return &names->by_last[(unsigned char)last];
	return &names->floating;
}

static int make_room(schain__names *names)
{
	void *globs = names->globs, *links = names->links;

	if (schain__grow(names->memory, &globs, &names->glob_capacity, names->glob_count,
	                 sizeof *names->globs))
		return -1;
	names->globs = globs;
	if (schain__grow(names->memory, &links, &names->link_capacity, names->glob_count,
	                 sizeof *names->links))
		return -1;
	names->links = links;
	return 0;
}

static int add_glob(schain__names *names, schain_string pattern, uint64_t bits, int whole)
{
	schain__name_glob *glob;
	schain__name_link *link;
	size_t *chain;

	for (size_t i = 0; i < names->glob_count; i++) {
		glob = &names->globs[i];
		if (glob->whole == whole && schain__equal(glob->text, pattern)) {
			glob->bits |= bits;
			return 0;
		}
	}
	if (make_room(names))
		return -1;
	glob = &names->globs[names->glob_count];
	glob->text = pattern;
	glob->bits = bits;
	glob->fixed = count_fixed(pattern);
	glob->whole = whole;
	chain = chain_of(names, pattern);
	link = &names->links[names->glob_count];
	link->need = characters_needed(pattern);
	link->next = *chain;
	*chain = ++names->glob_count;
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

/* What a name is compared as, and what was found. */
typedef struct lookup {
	schain_string name, stripped;
	uint64_t have;    /* characters of the name */
	uint64_t kinds;   /* bits that only patterns with more fixed bytes than `extension` give */
	size_t extension; /* length of the extension that gave some, or 0 */
	uint64_t bits;
	int kind_found;
} lookup;

static void match_chain(const schain__names *names, size_t chain, lookup *look)
{
	for (; chain; chain = names->links[chain - 1].next) {
		const schain__name_glob *glob = &names->globs[chain - 1];

		if (names->links[chain - 1].need & ~look->have)
			continue;
		if (!(glob->bits & ~look->bits) ||
		    !schain__glob(glob->text, glob->whole ? look->name : look->stripped))
			continue;
		if (glob->fixed <= look->extension) {
			look->bits |= glob->bits & ~look->kinds;
			continue;
		}
		look->kind_found |= (glob->bits & look->kinds) != 0;
		look->bits |= glob->bits;
	}
}

static void match_globs(const schain__names *names, lookup *look)
{
	unsigned char first = (unsigned char)look->name.data[0];
	unsigned char last = (unsigned char)look->name.data[look->name.length - 1];
	unsigned char stripped_last =
		(unsigned char)look->stripped.data[look->stripped.length - 1];

	match_chain(names, names->by_first[first], look);
	match_chain(names, names->by_last[last], look);
	if (stripped_last != last)
		match_chain(names, names->by_last[stripped_last], look);
	match_chain(names, names->floating, look);
}

uint64_t schain__names_match(const schain__names *names, schain_string name, uint64_t kinds,
                             uint64_t strippable)
{
	size_t dot = schain__find_last(name, '.');
	uint64_t by_name, by_extension = 0;
	lookup look;

	if (!name.length)
		return 0;
	if (dot != SIZE_MAX)
		by_extension = schain__table_get(&names->table, TAG_EXTENSION,
		                                 schain__cut(name, dot, name.length));
	memset(&look, 0, sizeof look);
	look.name = look.stripped = name;
	if (name.length > 4 && schain__ends(name, SCHAIN_STRING(".exe")))
		look.stripped.length -= 4;
	look.have = characters_of(name);
	look.kinds = kinds;
	look.extension = by_extension & kinds ? name.length - dot : 0;
	match_globs(names, &look);
	if (look.kind_found)
		by_extension &= ~kinds;
	look.bits |= by_extension;
	by_name = schain__table_get(&names->table, TAG_NAME, name);
	if (by_name & kinds)
		look.bits &= ~kinds;
	look.bits |= by_name;
	if (look.stripped.length != name.length)
		look.bits |= schain__table_get(&names->table, TAG_NAME, look.stripped) & strippable;
	return look.bits;
}
