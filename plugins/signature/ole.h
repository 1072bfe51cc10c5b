/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_OLE_H
#define SCHAIN_SIGNATURE_OLE_H
/*
 * OLE compound files ([MS-CFB]), read only: a file system of sectors within a
 * file. Every chain is followed at most as far as there are sectors.
 */
#include "signature/source.h"

#define SCHAIN__OLE_ROOT 0u
#define SCHAIN__OLE_NONE UINT32_MAX
/* Entries of the directory; an installer of 1 GB has some hundred. */
#define SCHAIN__OLE_ENTRIES 16384u
/* Storages within storages; installers have 2. */
#define SCHAIN__OLE_DEPTH 16u

enum schain__ole_kind {
	SCHAIN__OLE_UNUSED = 0,
	SCHAIN__OLE_STORAGE = 1,
	SCHAIN__OLE_STREAM = 2,
	SCHAIN__OLE_ROOT_STORAGE = 5,
};

typedef struct schain__ole_entry {
	const uint8_t *name; /* UTF-16LE */
	uint32_t name_size;  /* bytes, without the NUL */
	uint32_t kind;
	const uint8_t *class_id; /* 16 bytes */
	const uint8_t *state;    /* 4 bytes */
	const uint8_t *times;    /* created and modified, 8 bytes each */
	const uint8_t *raw_size; /* 8 bytes, of which a version 3 file means 4 */
	uint64_t size;           /* of a stream */
	uint32_t first;          /* sector */
	uint32_t child;          /* of a storage */
} schain__ole_entry;

typedef struct schain__ole schain__ole;

/* Whether a file that starts with these bytes is a compound file. */
int schain__ole_probe(schain__bytes head);
/* SCHAIN_E_DAMAGED: *ret_damage says why. Borrows `source` and `memory`. */
schain_status schain__ole_open(const schain__source *source, const schain_allocator *memory,
                               schain__ole **ret_ole, const char **ret_damage);
void schain__ole_close(schain__ole *ole);
/* What a directory entry holds; borrowed from the file. */
schain__ole_entry schain__ole_entry_at(const schain__ole *ole, uint32_t index);
/*
 * The entries of a storage, in the order of their names' bytes, the shorter
 * first; an array of *ret_count to be released by schain__ole_release().
 */
schain_status schain__ole_list(schain__ole *ole, uint32_t storage, uint32_t **ret_entries,
                               uint32_t *ret_count);
void schain__ole_release(schain__ole *ole, uint32_t *entries);
/* The stream of that UTF-16LE name in the root, or SCHAIN__OLE_NONE. */
schain_status schain__ole_find(schain__ole *ole, const void *name, uint32_t name_size,
                               uint32_t *ret_entry);
/* Hands a stream over in pieces; `put` returns 0 to stop, which gives SCHAIN_E_CANCELLED. */
schain_status schain__ole_read(schain__ole *ole, uint32_t stream,
                               int (*put)(void *context, const void *data, size_t size),
                               void *context);
/* Where the last sector in use ends; what the file has behind it belongs to nothing. */
uint64_t schain__ole_end(const schain__ole *ole);
/* After SCHAIN_E_DAMAGED: what was wrong. Static. */
const char *schain__ole_damage(const schain__ole *ole);
#endif
