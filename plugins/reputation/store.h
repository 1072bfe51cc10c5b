/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_REPUTATION_STORE_H
#define SCHAIN_REPUTATION_STORE_H
/*
 * A store's file as it lies on disk, and as it is mapped: doc/reputation-store.md
 * tells the same in words. All numbers are in the byte order of the machine.
 */
#include "reputation/subject.h"

#define SCHAIN__REP_MAGIC "SCHAINRS"

enum {
	SCHAIN__REP_VERSION = 1,
	SCHAIN__REP_ORDER = 0x01020304,
	SCHAIN__REP_ALIGN = 64,          /* of each part: a cache line */
	SCHAIN__REP_SECTIONS = 4096,     /* most parts of a store */
	SCHAIN__REP_SOURCES = 65535,     /* most sources of a store */
	SCHAIN__REP_FILTER_BLOCK = 32,   /* bytes: eight words, a bit set in each */
	SCHAIN__REP_FILTER_BITS = 16,    /* a subject */
	SCHAIN__REP_BUCKET = 32,         /* keys that a step of the directory spans */
	SCHAIN__REP_PALETTE = 65535,     /* most notes that two bytes name */
	SCHAIN__REP_EXTRA = 65535,       /* the two bytes of an entry whose note is in the extra list */
	SCHAIN__REP_CLAIMS = 64,         /* most claims on one subject */
};

/* Parts. Each belongs to a kind, or to none (0). */
enum schain__rep_column {
	SCHAIN__REP_STRINGS = 1, /* length in 4 bytes, text, NUL; the first is empty and means absent */
	SCHAIN__REP_SOURCE_TABLE,
	SCHAIN__REP_CLAIM_TABLE,
	SCHAIN__REP_NOTE_TABLE,  /* runs of claims */
	SCHAIN__REP_KEYS,        /* sorted; of addresses first and last of each range */
	SCHAIN__REP_NOTES,       /* two bytes a key: index in the palette, or SCHAIN__REP_EXTRA */
	SCHAIN__REP_PALETTE_TABLE, /* notes */
	SCHAIN__REP_EXTRA_TABLE, /* entry and note, sorted by entry */
	SCHAIN__REP_DIRECTORY,   /* first key of each bucket of leading bits, and the end */
	SCHAIN__REP_FILTER,
	SCHAIN__REP_TEXTS,       /* where each key's text begins, and the end */
	SCHAIN__REP_TEXT_BYTES,
	SCHAIN__REP_BLOOM,       /* a whole Bloom file; `kind` is its source + 1 */
	SCHAIN__REP_COLUMNS,
};

typedef struct schain__rep_header {
	char magic[8];
	uint32_t order;
	uint32_t version;
	uint64_t size;     /* of the file */
	int64_t created;
	uint64_t sections; /* offset of the table of parts */
	uint32_t section_count;
	uint32_t reserved;
	uint64_t sections_checksum;
	uint64_t checksum; /* XXH3 of all before it */
} schain__rep_header;

typedef struct schain__rep_section {
	uint32_t kind;
	uint32_t column;
	uint64_t offset;
	uint64_t size;
	uint64_t checksum; /* XXH3 */
} schain__rep_section;

typedef struct schain__rep_source {
	int64_t date;
	int64_t imported;
	uint64_t entries;
	uint64_t ignored;
	uint64_t malformed;
	uint32_t name; /* offsets of strings */
	uint32_t title;
	uint32_t author;
	uint32_t licence;
	uint32_t format;
	uint32_t reserved;
} schain__rep_source;

/* What one source says. Days since 1970; 0 not known, or for good. */
typedef struct schain__rep_claim {
	uint32_t source;
	uint32_t remark;
	uint32_t scope;
	uint16_t seen;
	uint16_t until;
	uint8_t standing;
	uint8_t confidence;
	uint8_t flags;
	uint8_t reserved;
} schain__rep_claim;

typedef struct schain__rep_note {
	uint32_t first;
	uint32_t count;
} schain__rep_note;

typedef struct schain__rep_extra {
	uint32_t entry;
	uint32_t note;
} schain__rep_extra;

typedef struct schain__rep_range {
	unsigned char first[SCHAIN__REP_KEY];
	unsigned char last[SCHAIN__REP_KEY];
} schain__rep_range;

/* A part as mapped: `data` NULL where the store has none. */
typedef struct schain__rep_part {
	const unsigned char *data;
	uint64_t size;
} schain__rep_part;

/* The parts of a kind. */
typedef struct schain__rep_index {
	schain__rep_part parts[SCHAIN__REP_COLUMNS];
	uint64_t count; /* of keys */
	uint32_t shift; /* a key's first 64 bits >> shift: its bucket */
	uint32_t blocks;
} schain__rep_index;

typedef struct schain__rep_bloom {
	const unsigned char *data;
	uint64_t size;
	uint32_t source;
} schain__rep_bloom;

struct schain_reputation {
	schain__rep_memory memory;
	const unsigned char *map;
	uint64_t size;
	const schain__rep_header *header;
	const schain__rep_section *sections;
	schain__rep_index kinds[SCHAIN__REP_KINDS]; /* of 0: the parts of the whole store */
	schain_reputation_source *sources;
	uint32_t source_count;
	uint32_t bloom_count;
	schain__rep_bloom *blooms;
	size_t path_size;
	char *path;
};

/* Eight bytes, the first as the highest: keys are in the order of their leads. */
static inline uint64_t schain__rep_lead(const unsigned char *key)
{
	return (uint64_t)key[0] << 56 | (uint64_t)key[1] << 48 | (uint64_t)key[2] << 40 |
	       (uint64_t)key[3] << 32 | (uint64_t)key[4] << 24 | (uint64_t)key[5] << 16 |
	       (uint64_t)key[6] << 8 | key[7];
}

static inline size_t schain__rep_key_size(uint32_t kind)
{
	return kind == SCHAIN_REPUTATION_ADDRESS ? sizeof(schain__rep_range) : (size_t)SCHAIN__REP_KEY;
}

/* Bits that a bucket leaves of 64, for that many keys. */
static inline uint32_t schain__rep_shift(uint64_t count)
{
	uint32_t shift = 63;

	while (shift && count >> (63 - shift) > SCHAIN__REP_BUCKET)
		shift--;
	return shift;
}

/* Blocks of a filter over that many keys. */
static inline uint32_t schain__rep_blocks(uint64_t count)
{
	return (uint32_t)((count * SCHAIN__REP_FILTER_BITS + 8 * SCHAIN__REP_FILTER_BLOCK - 1) /
	                  (8 * SCHAIN__REP_FILTER_BLOCK));
}

/*
 * The block follows from the key's leading bits, so that a filter is written
 * front to back beside its sorted keys; the bits in it from others.
 */
static inline uint32_t schain__rep_block(const unsigned char *key, uint32_t blocks)
{
	return (uint32_t)(((schain__rep_lead(key) >> 32) * blocks) >> 32);
}

/* The bit in each of the eight words: its number in a byte each, that of the first word lowest. */
static inline uint64_t schain__rep_bits(const unsigned char *key)
{
	uint64_t two = schain__rep_bytes(key) >> 32 & UINT64_C(0x03030303);

	return (schain__rep_bytes(key + 8) ^ (two | two << 32) << 3) & UINT64_C(0x1f1f1f1f1f1f1f1f);
}

/* The text at an offset of the strings; absent where it cannot be. */
schain_string schain__rep_text_at(const schain_reputation *store, uint32_t offset);
/* The claims of an entry; NULL and 0 where the store is damaged. */
const schain__rep_claim *schain__rep_claims_of(const schain_reputation *store, uint32_t kind,
                                               uint64_t entry, uint32_t *ret_count);
/* The text of an entry; absent where the kind keeps none. */
schain_string schain__rep_text_of(const schain_reputation *store, uint32_t kind, uint64_t entry);
/* Index of a key, or -1. */
int64_t schain__rep_lookup(const schain_reputation *store, uint32_t kind, const unsigned char *key);
/* Does a Bloom file hold a value? 0 for what is no whole Bloom file. */
int schain__rep_bloom_holds(const unsigned char *data, uint64_t size, const char *value, size_t length);
/* What is wrong with a Bloom file, or NULL. */
const char *schain__rep_bloom_check(const unsigned char *data, uint64_t size, double *ret_rate,
                                    uint64_t *ret_count);
uint64_t schain__rep_checksum(const void *data, size_t size);
#endif
