/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The registrable domain of a host name, approximated: the last two labels, or
 * three where the second-level name is one under which registries commonly
 * sell names ("co.uk", "com.br"). The Public Suffix List knows better; a host
 * product that needs it asks an enricher.
 */
#include "policy/policy.h"

#include "policy/address.h"

/* Second-level names that are registries below a two-letter top-level domain. */
static int is_registry_label(schain_string label)
{
	static const char *const labels[] = { "ac",  "co",  "com", "edu", "go",  "gob", "gouv", "gov",
		                              "ltd", "me",  "mil", "ne",  "net", "nom", "or",   "org",
		                              "plc", "sch", "gv",  "res", "gen", "id",  "ind",  "firm" };

	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
		if (schain__equal_nocase(label, schain_string_of(labels[i])))
			return 1;
	return 0;
}

/* What precedes the last dot before `end`; SIZE_MAX if there is none. */
static size_t dot_before(schain_string name, size_t end)
{
	return schain__find_last(schain__cut(name, 0, end), '.');
}

schain_string schain__registrable_domain(schain_string name)
{
	schain_string none = schain__string(NULL, 0);
	size_t last, second, third;
	schain__address address;

	if (name.length && name.data[name.length - 1] == '.')
		name.length--;
	if (name.length && name.data[0] == '.')
		name = schain__cut(name, 1, name.length);
	last = dot_before(name, name.length);
	if (last == SIZE_MAX || schain__address_parse(name, &address))
		return none;
	second = dot_before(name, last);
	if (name.length - last - 1 != 2 ||
	    !is_registry_label(schain__cut(name, second == SIZE_MAX ? 0 : second + 1, last)))
		return second == SIZE_MAX ? name : schain__cut(name, second + 1, name.length);
	if (second == SIZE_MAX)
		return none; /* "co.uk" itself */
	third = dot_before(name, second);
	return third == SIZE_MAX ? name : schain__cut(name, third + 1, name.length);
}
