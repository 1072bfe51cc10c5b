/* SPDX-License-Identifier: Apache-2.0 */
#include "egress/rules.h"

#include <string.h>

struct schain__eg_rule {
	uint64_t key; /* of a name, or of a network with its length; 0: free */
	uint32_t exact; /* reasons of the name itself, or of the network */
	uint32_t below; /* and of all names below */
};

void schain__eg_rules_init(schain__eg_rules *rules, const schain_allocator *allocator,
                           const uint64_t seed[2])
{
	memset(rules, 0, sizeof *rules);
	rules->allocator = allocator;
	rules->seed[0] = seed[0];
	rules->seed[1] = seed[1];
}

void schain__eg_rules_dispose(schain__eg_rules *rules)
{
	schain__eg_give(rules->allocator, rules->rules, rules->capacity, sizeof *rules->rules);
}

static struct schain__eg_rule *place_of(const schain__eg_rules *rules, uint64_t key)
{
	size_t at = (size_t)key & (rules->capacity - 1);

	while (rules->rules[at].key && rules->rules[at].key != key)
		at = (at + 1) & (rules->capacity - 1);
	return &rules->rules[at];
}

static int grow(schain__eg_rules *rules)
{
	schain__eg_rules larger = *rules;

	if (rules->capacity && rules->count * 2 < rules->capacity)
		return 0;
	larger.capacity = rules->capacity ? rules->capacity * 2 : 1024;
	larger.rules = schain__eg_take(rules->allocator, larger.capacity, sizeof *larger.rules);
	if (!larger.rules)
		return -1;
	for (size_t i = 0; i < rules->capacity; i++)
		if (rules->rules[i].key)
			*place_of(&larger, rules->rules[i].key) = rules->rules[i];
	schain__eg_rules_dispose(rules);
	*rules = larger;
	return 0;
}

static schain_status put(schain__eg_rules *rules, uint64_t key, uint32_t exact, uint32_t below)
{
	struct schain__eg_rule *rule;

	if (grow(rules))
		return SCHAIN_E_MEMORY;
	rule = place_of(rules, key);
	rules->count += !rule->key;
	rule->key = key;
	rule->exact |= exact;
	rule->below |= below;
	return SCHAIN_OK;
}

static uint64_t name_key(const schain__eg_rules *rules, const char *name, size_t length)
{
	return schain__eg_hash(rules->seed, name, length) | 1;
}

/* Under another seed than names. */
static uint64_t network_key(const schain__eg_rules *rules, const unsigned char address[16],
                            unsigned bits)
{
	const uint64_t seed[2] = { ~rules->seed[0], rules->seed[1] ^ bits };

	return schain__eg_hash(seed, address, 16) | 1;
}

static void mask(unsigned char address[16], unsigned bits)
{
	for (unsigned i = 0; i < 16; i++) {
		unsigned keep = bits >= 8 * (i + 1) ? 8 : bits > 8 * i ? bits - 8 * i : 0;

		address[i] &= (unsigned char)(0xff00u >> keep);
	}
}

static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

static int is_ipv4(const unsigned char address[16])
{
	return !memcmp(address, mapped, sizeof mapped);
}

static void note_octets(schain__eg_family *family, unsigned first, unsigned bits)
{
	unsigned last = bits < 8 ? first | 0xffu >> bits : first;

	for (unsigned octet = first; octet <= last; octet++)
		family->begins[octet / 8] |= (unsigned char)(1u << octet % 8);
}

static void note_network(schain__eg_rules *rules, const unsigned char address[16], unsigned bits)
{
	unsigned char all[16] = { 0 };
	int is_mapped = bits >= 96 && is_ipv4(address);
	schain__eg_family *family = &rules->families[is_mapped];

	note_octets(family, address[is_mapped ? 12 : 0], is_mapped ? bits - 96 : bits);
	family->lengths[bits] = 1;
	/* A network that holds all of IPv4, such as ::/0. */
	memcpy(all, mapped, sizeof mapped);
	mask(all, bits);
	if (bits < 96 && !memcmp(all, address, sizeof all)) {
		note_octets(&rules->families[1], 0, 0);
		rules->families[1].lengths[bits] = 1;
	}
}

/* Decimal, no sign, at most `most`. */
static int number(const char *text, size_t length, unsigned most, unsigned *ret_number)
{
	unsigned value = 0;

	if (!length || length > 3)
		return 0;
	for (size_t i = 0; i < length; i++) {
		if (text[i] < '0' || text[i] > '9')
			return 0;
		value = value * 10 + (unsigned)(text[i] - '0');
	}
	*ret_number = value;
	return value <= most;
}

/* 1: an address or network; 0: none. */
static int network_of(schain_string pattern, unsigned char address[16], unsigned *ret_bits)
{
	const char *slash = memchr(pattern.data, '/', pattern.length);
	schain_string text = pattern;
	int is_ipv6;

	*ret_bits = 128;
	if (slash)
		text.length = (size_t)(slash - pattern.data);
	if (!schain__eg_address(text, address))
		return 0;
	is_ipv6 = memchr(text.data, ':', text.length) != NULL;
	if (slash && !number(slash + 1, pattern.length - text.length - 1, is_ipv6 ? 128 : 32, ret_bits))
		return 0;
	if (slash && !is_ipv6)
		*ret_bits += 96;
	mask(address, *ret_bits);
	return 1;
}

schain_status schain__eg_rules_add(schain__eg_rules *rules, schain_string pattern, uint32_t reasons)
{
	unsigned char address[16];
	char name[SCHAIN__EG_NAME];
	unsigned bits;
	size_t length;
	schain_status status;
	int is_domain, is_below;

	if (!pattern.length)
		return SCHAIN_E_VALUE;
	if (network_of(pattern, address, &bits)) {
		status = put(rules, network_key(rules, address, bits), reasons, 0);
		if (status == SCHAIN_OK)
			note_network(rules, address, bits);
		return status;
	}
	is_domain = pattern.data[0] == '.';
	is_below = pattern.length > 2 && pattern.data[0] == '*' && pattern.data[1] == '.';
	pattern.data += is_domain + 2 * is_below;
	pattern.length -= (size_t)(is_domain + 2 * is_below);
	length = schain__eg_name(pattern, name);
	if (!length || memchr(name, '*', length))
		return SCHAIN_E_VALUE;
	return put(rules, name_key(rules, name, length), is_below ? 0 : reasons,
	           is_domain || is_below ? reasons : 0);
}

uint32_t schain__eg_rules_of_name(const schain__eg_rules *rules, const char *name, size_t length)
{
	uint32_t reasons = 0;
	const char *at = name;

	if (!rules->capacity)
		return 0;
	reasons |= place_of(rules, name_key(rules, name, length))->exact;
	while ((at = memchr(at, '.', length - (size_t)(at - name)))) {
		at++;
		reasons |= place_of(rules, name_key(rules, at, length - (size_t)(at - name)))->below;
	}
	return reasons;
}

uint32_t schain__eg_rules_of_address(const schain__eg_rules *rules, const unsigned char address[16])
{
	const int is_mapped = is_ipv4(address);
	const schain__eg_family *family = &rules->families[is_mapped];
	const unsigned octet = address[is_mapped ? 12 : 0];
	unsigned char block[16];
	uint32_t reasons = 0;

	if (!(family->begins[octet / 8] & 1u << octet % 8))
		return 0;
	memcpy(block, address, sizeof block);
	for (unsigned bits = sizeof family->lengths; bits-- > 0;) {
		if (!family->lengths[bits])
			continue;
		mask(block, bits);
		reasons |= place_of(rules, network_key(rules, block, bits))->exact;
	}
	return reasons;
}
