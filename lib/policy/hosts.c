/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/hosts.h"

#include "policy/pattern.h"
#include "policy/policy.h"

/* Name spaces of the table; networks have one for each length. */
enum { TAG_EXACT, TAG_BELOW, TAG_DOMAIN, TAG_SIBLING, TAG_NETWORK };

void schain__hosts_init(schain__hosts *hosts, schain__memory *memory, schain__arena *pool)
{
	memset(hosts, 0, sizeof *hosts);
	hosts->memory = memory;
	hosts->pool = pool;
	schain__table_init(&hosts->table, memory);
}

void schain__hosts_dispose(schain__hosts *hosts)
{
	schain__table_dispose(&hosts->table);
	schain__free(hosts->memory, hosts->globs, hosts->glob_capacity * sizeof *hosts->globs);
	schain__hosts_init(hosts, hosts->memory, hosts->pool);
}

schain_string schain__host_canonical(schain_string name, char lower[SCHAIN__HOST_LIMIT])
{
	if (name.length && name.data[name.length - 1] == '.')
		name.length--;
	if (!name.length || name.length > SCHAIN__HOST_LIMIT)
		return schain__string(NULL, 0);
	schain__lower_copy(lower, name);
	return schain__string(lower, name.length);
}

static int is_host_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '_' || c == '.' || c == '*' || c == '?' || (unsigned char)c >= 0x80;
}

schain_status schain__host_check(schain_string pattern, schain_error *error)
{
	schain__address address;
	unsigned bits;

	if (schain__network_parse(pattern, &address, &bits))
		return SCHAIN_OK;
	if (schain__find(pattern, '/', 0) != SIZE_MAX)
		return schain__fail(error, SCHAIN_E_VALUE,
		                    "\"%.*s\" is neither a host nor a CIDR block such as 192.0.2.0/24",
		                    (int)pattern.length, pattern.data);
	if (schain__find(pattern, ':', 0) != SIZE_MAX)
		return schain__fail(error, SCHAIN_E_VALUE,
		                    "\"%.*s\" is not an IPv6 address (a host has no port here)",
		                    (int)pattern.length, pattern.data);
	if (pattern.length > SCHAIN__HOST_LIMIT + 2)
		return schain__fail(error, SCHAIN_E_VALUE, "host name of %zu bytes, at most %d exist",
		                    pattern.length, SCHAIN__HOST_LIMIT);
	for (size_t i = 0; i < pattern.length; i++) {
		if (!is_host_byte(pattern.data[i]))
			return schain__fail(error, SCHAIN_E_VALUE,
			                    "\"%c\" at %zu cannot be in a host name", pattern.data[i],
			                    i + 1);
		if (i && pattern.data[i] == '.' && pattern.data[i - 1] == '.')
			return schain__fail(error, SCHAIN_E_VALUE, "empty label at %zu in a host name",
			                    i + 1);
	}
	if (pattern.length == 1 && pattern.data[0] == '.')
		return schain__fail(error, SCHAIN_E_VALUE, "host name without a label");
	return SCHAIN_OK;
}

static uint32_t network_tag(unsigned bits)
{
	return TAG_NETWORK + bits;
}

static schain_status add_text(schain__hosts *hosts, uint32_t tag, schain_string text, uint32_t bits,
                              schain_error *error)
{
	schain_string copy = schain__arena_copy(hosts->pool, text);
	schain__entry *entry = copy.data ? schain__table_put(&hosts->table, tag, copy) : NULL;

	if (!entry)
		return schain__fail_memory(error);
	entry->value |= bits;
	return SCHAIN_OK;
}

static schain_status add_glob(schain__hosts *hosts, schain_string pattern, uint32_t bits,
                              schain_error *error)
{
	schain_string copy = schain__arena_copy(hosts->pool, pattern);
	void *globs = hosts->globs;

	if (!copy.data || schain__grow(hosts->memory, &globs, &hosts->glob_capacity,
	                               hosts->glob_count, sizeof *hosts->globs))
		return schain__fail_memory(error);
	hosts->globs = globs;
	hosts->globs[hosts->glob_count].text = copy;
	hosts->globs[hosts->glob_count++].bits = bits;
	return SCHAIN_OK;
}

static schain_status add_network(schain__hosts *hosts, const schain__address *address,
                                 unsigned bits, uint32_t lists, schain_error *error)
{
	schain_status status = add_text(hosts, network_tag(bits),
	                                schain__string((const char *)address->byte, 16), lists,
	                                error);

	if (!status)
		hosts->lengths[bits] = 1;
	return status;
}

static schain_status add_name(schain__hosts *hosts, schain_string name, uint32_t bits,
                              schain_error *error)
{
	if (schain__starts(name, SCHAIN_STRING("*.")) &&
	    !schain__has_wildcard(schain__cut(name, 2, name.length)))
		return add_text(hosts, TAG_BELOW, schain__cut(name, 2, name.length), bits, error);
	if (schain__has_wildcard(name))
		return add_glob(hosts, name, bits, error);
	if (name.data[0] == '.')
		return add_text(hosts, TAG_DOMAIN, schain__cut(name, 1, name.length), bits, error);
	return add_text(hosts, TAG_EXACT, name, bits, error);
}

schain_status schain__hosts_add(schain__hosts *hosts, schain_string pattern, uint32_t bits,
                                uint32_t sibling, schain_error *error)
{
	char lower[SCHAIN__HOST_LIMIT + 2];
	schain__address address;
	schain_status status = SCHAIN_OK;
	schain_string domain;
	unsigned length;

	if (schain__network_parse(pattern, &address, &length))
		return add_network(hosts, &address, length, bits, error);
	if (pattern.length > 1 && pattern.data[pattern.length - 1] == '.')
		pattern.length--;
	schain__lower_copy(lower, pattern);
	pattern.data = lower;
	domain = schain__registrable_domain(pattern);
	if (sibling && domain.length && !schain__has_wildcard(domain))
		status = add_text(hosts, TAG_SIBLING, domain, 0, error);
	if (!status)
		status = add_name(hosts, pattern, bits, error);
	if (!status && sibling && domain.length && !schain__has_wildcard(domain))
		schain__table_find(&hosts->table, schain__text_hash(domain.data, domain.length),
		                   TAG_SIBLING, domain.data, domain.length)->value |= sibling;
	return status;
}

uint32_t schain__hosts_match_name(const schain__hosts *hosts, schain_string name)
{
	char lower[SCHAIN__HOST_LIMIT];
	schain_string host = schain__host_canonical(name, lower);
	uint64_t bits;

	if (!host.length)
		return 0;
	bits = schain__table_get(&hosts->table, TAG_EXACT, host) |
	       schain__table_get(&hosts->table, TAG_DOMAIN, host) |
	       schain__table_get(&hosts->table, TAG_SIBLING, schain__registrable_domain(host));
	for (size_t dot = schain__find(host, '.', 0); dot != SIZE_MAX;
	     dot = schain__find(host, '.', dot + 1)) {
		schain_string parent = schain__cut(host, dot + 1, host.length);

		bits |= schain__table_get(&hosts->table, TAG_BELOW, parent) |
		        schain__table_get(&hosts->table, TAG_DOMAIN, parent);
	}
	for (size_t i = 0; i < hosts->glob_count; i++)
		if (schain__glob(hosts->globs[i].text, host))
			bits |= hosts->globs[i].bits;
	return (uint32_t)bits;
}

uint32_t schain__hosts_match_address(const schain__hosts *hosts, const schain__address *address)
{
	schain__address block = *address;
	uint64_t bits = 0;

	for (unsigned length = sizeof hosts->lengths; length-- > 0;) {
		if (!hosts->lengths[length])
			continue;
		schain__address_mask(&block, length);
		bits |= schain__table_get(&hosts->table, network_tag(length),
		                          schain__string((const char *)block.byte, 16));
	}
	return (uint32_t)bits;
}
