/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where an inode was last seen. A cache of fixed size, four ways to a set: it
 * helps where it can, and what it forgot is merely not known.
 */
#include "decode-auditd/audit.h"

#define SETS 1024 /* power of two */
#define WAYS 4
#define LONGEST 512 /* bytes of a path kept */

struct entry {
	uint64_t node;
	uint64_t device;
	uint64_t inode; /* 0: empty */
	uint64_t age;   /* when it was put */
	char *path;
	uint32_t length;
	uint32_t capacity;
};

struct schain__audit_known {
	uint64_t clock;
	struct entry entries[SETS][WAYS];
};

schain__audit_known *schain__audit_known_new(schain__decode *decode)
{
	schain__audit_known *known = schain__decode_reserve(decode, sizeof *known);

	if (known)
		memset(known, 0, sizeof *known);
	return known;
}

void schain__audit_known_free(schain__audit_known *known, schain__decode *decode)
{
	if (!known)
		return;
	for (size_t set = 0; set < SETS; set++)
		for (size_t way = 0; way < WAYS; way++)
			schain__decode_release(decode, known->entries[set][way].path,
			                       known->entries[set][way].capacity);
	schain__decode_release(decode, known, sizeof *known);
}

static size_t set_of(uint64_t node, uint64_t device, uint64_t inode)
{
	uint64_t hash = node ^ device * UINT64_C(0x9e3779b97f4a7c15);

	hash = (hash ^ inode) * UINT64_C(0xbf58476d1ce4e5b9);
	return (size_t)(hash >> 40) & (SETS - 1);
}

/* Index of the way, or WAYS. */
static size_t find(const schain__audit_known *known, size_t set, uint64_t node, uint64_t device,
                   uint64_t inode)
{
	size_t way = 0;

	while (way < WAYS &&
	       !(known->entries[set][way].inode == inode && known->entries[set][way].device == device &&
	         known->entries[set][way].node == node))
		way++;
	return way;
}

schain_string schain__audit_known_get(const schain__audit_known *known, uint64_t node,
                                      uint64_t device, uint64_t inode)
{
	size_t set = set_of(node, device, inode);
	size_t way = inode ? find(known, set, node, device, inode) : WAYS;

	if (way == WAYS)
		return SCHAIN_STRING_NONE;
	return schain__audit_string(known->entries[set][way].path, known->entries[set][way].length);
}

static struct entry *choose(schain__audit_known *known, uint64_t node, uint64_t device,
                            uint64_t inode)
{
	size_t set = set_of(node, device, inode), way = find(known, set, node, device, inode);
	struct entry *oldest = &known->entries[set][0];

	if (way < WAYS)
		return &known->entries[set][way];
	for (way = 1; way < WAYS; way++)
		if (known->entries[set][way].age < oldest->age)
			oldest = &known->entries[set][way];
	return oldest;
}

schain_status schain__audit_known_put(schain__audit_known *known, schain__decode *decode,
                                      uint64_t node, uint64_t device, uint64_t inode,
                                      schain_string path)
{
	struct entry *entry;

	if (!inode)
		return SCHAIN_OK;
	if (path.length > LONGEST) {
		schain__audit_known_forget(known, node, device, inode);
		return SCHAIN_OK;
	}
	entry = choose(known, node, device, inode);
	if (entry->capacity < path.length) {
		char *grown = schain__decode_resize(decode, entry->path, entry->capacity, path.length);

		if (!grown)
			return SCHAIN_E_MEMORY;
		entry->path = grown;
		entry->capacity = (uint32_t)path.length;
	}
	entry->node = node;
	entry->device = device;
	entry->inode = inode;
	entry->age = ++known->clock;
	entry->length = (uint32_t)path.length;
	if (path.length)
		memcpy(entry->path, path.data, path.length);
	return SCHAIN_OK;
}

static void forget(struct entry *entry)
{
	entry->inode = 0;
	entry->age = 0;
}

void schain__audit_known_forget(schain__audit_known *known, uint64_t node, uint64_t device,
                                uint64_t inode)
{
	size_t set = set_of(node, device, inode);
	size_t way = inode ? find(known, set, node, device, inode) : WAYS;

	if (way < WAYS)
		forget(&known->entries[set][way]);
}

void schain__audit_known_forget_below(schain__audit_known *known, uint64_t node, schain_string path)
{
	if (!path.length)
		return;
	for (size_t set = 0; set < SETS; set++)
		for (size_t way = 0; way < WAYS; way++) {
			struct entry *entry = &known->entries[set][way];

			if (entry->inode && entry->node == node && entry->length > path.length &&
			    entry->path[path.length] == '/' && !memcmp(entry->path, path.data, path.length))
				forget(entry);
		}
}
