/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_POLICY_HOSTS_H
#define SCHAIN_POLICY_HOSTS_H
/* Sets of host names, addresses and networks: which lists, as bits, have a pattern for one. */
#include "base/error.h"
#include "policy/address.h"
#include "policy/table.h"

typedef struct schain__host_glob {
	schain_string text;
	uint32_t bits;
} schain__host_glob;

typedef struct schain__hosts {
	schain__memory *memory;
	schain__arena *pool;
	schain__table table;
	unsigned char lengths[129]; /* which lengths of networks there are */
	schain__host_glob *globs;
	size_t glob_count;
	size_t glob_capacity;
} schain__hosts;

/* RFC 1035, 2.3.4: 255 octets on the wire, 253 as text. */
#define SCHAIN__HOST_LIMIT 253

/* A name without its final dot, in lower case, in `lower`; absent if it is too long. */
schain_string schain__host_canonical(schain_string name, char lower[SCHAIN__HOST_LIMIT]);

void schain__hosts_init(schain__hosts *hosts, schain__memory *memory, schain__arena *pool);
void schain__hosts_dispose(schain__hosts *hosts);
/* What a host pattern may look like. */
schain_status schain__host_check(schain_string pattern, schain_error *error);
/*
 * Adds a checked pattern. On failure the set matches as before. Names that
 * share the registrable domain of one of a list in `bits` get `sibling`.
 */
schain_status schain__hosts_add(schain__hosts *hosts, schain_string pattern, uint32_t bits,
                                uint32_t sibling, schain_error *error);
uint32_t schain__hosts_match_name(const schain__hosts *hosts, schain_string name);
uint32_t schain__hosts_match_address(const schain__hosts *hosts, const schain__address *address);
#endif
