/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_EGRESS_RULES_H
#define SCHAIN_EGRESS_RULES_H
/* Patterns of names, addresses and networks, with reasons. */
#include "egress/support.h"

/* Networks of IPv4 or of IPv6: what an address is looked up by, if at all. */
typedef struct schain__eg_family {
	unsigned char begins[32];   /* a bit for each first octet that one of them has */
	unsigned char lengths[129]; /* of them there are; an IPv4 network's with 96 added */
} schain__eg_family;

typedef struct schain__eg_rules {
	const schain_allocator *allocator;
	struct schain__eg_rule *rules;
	size_t capacity; /* a power of two, or 0 */
	size_t count;
	uint64_t seed[2];
	schain__eg_family families[2]; /* IPv6, IPv4 */
} schain__eg_rules;

void schain__eg_rules_init(schain__eg_rules *rules, const schain_allocator *allocator,
                           const uint64_t seed[2]);
void schain__eg_rules_dispose(schain__eg_rules *rules);
/* SCHAIN_E_VALUE if it is no pattern; SCHAIN_E_MEMORY. */
schain_status schain__eg_rules_add(schain__eg_rules *rules, schain_string pattern, uint32_t reasons);
uint32_t schain__eg_rules_of_name(const schain__eg_rules *rules, const char *name, size_t length);
uint32_t schain__eg_rules_of_address(const schain__eg_rules *rules, const unsigned char address[16]);
#endif
