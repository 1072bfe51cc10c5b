/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_REPUTATION_SUBJECT_H
#define SCHAIN_REPUTATION_SUBJECT_H
/* Subjects in one spelling each, and the keys that stores know them by. */
#include <supplychain/reputation.h>

#include "reputation/memory.h"

enum {
	SCHAIN__REP_KINDS = 13,     /* one more than the last */
	SCHAIN__REP_KEY = 16,       /* bytes of a key */
	SCHAIN__REP_SUBJECT = 2048, /* of a subject's text; longer URLs are malformed */
};

/* A subject as it is looked for. `text` lies in `buffer`, or is absent for digests. */
typedef struct schain__rep_subject {
	uint32_t kind;
	uint32_t flags;         /* SCHAIN_REPUTATION_BELOW where the spelling says so ("*.example.org") */
	unsigned char key[SCHAIN__REP_KEY]; /* of a range its first address */
	unsigned char last[SCHAIN__REP_KEY]; /* of a range its last address */
	schain_string text;
	schain_string version;  /* of a package URL; in `buffer` */
	char buffer[SCHAIN__REP_SUBJECT + 1];
} schain__rep_subject;

/* Does the store keep a text beside the key of this kind? */
static inline int schain__rep_keeps_text(uint32_t kind)
{
	return kind == SCHAIN_REPUTATION_DOMAIN || kind == SCHAIN_REPUTATION_URL ||
	       kind == SCHAIN_REPUTATION_SERIAL || kind == SCHAIN_REPUTATION_SIGNER ||
	       kind == SCHAIN_REPUTATION_PACKAGE;
}

/* Eight bytes, the first as the lowest. Written out: compilers make one load of it, of a loop they do not. */
static inline uint64_t schain__rep_bytes(const unsigned char *from)
{
	return from[0] | (uint64_t)from[1] << 8 | (uint64_t)from[2] << 16 | (uint64_t)from[3] << 24 |
	       (uint64_t)from[4] << 32 | (uint64_t)from[5] << 40 | (uint64_t)from[6] << 48 |
	       (uint64_t)from[7] << 56;
}

/* The reverse. */
static inline void schain__rep_put_bytes(unsigned char *to, uint64_t bytes)
{
	to[0] = (unsigned char)bytes;
	to[1] = (unsigned char)(bytes >> 8);
	to[2] = (unsigned char)(bytes >> 16);
	to[3] = (unsigned char)(bytes >> 24);
	to[4] = (unsigned char)(bytes >> 32);
	to[5] = (unsigned char)(bytes >> 40);
	to[6] = (unsigned char)(bytes >> 48);
	to[7] = (unsigned char)(bytes >> 56);
}

/* Returns 0, or -1 if the text is no subject of that kind. */
int schain__rep_subject_read(schain__rep_subject *subject, uint32_t kind, schain_string text);
/* Key of a text in its one spelling. */
void schain__rep_key_of_text(schain_string text, unsigned char *key);
/* 16 bytes of the first 32 hex digits; -1 if there are no such. */
int schain__rep_key_of_hex(const char *hex, unsigned char *key);
/* A whole digest: 32, 40 or 64 hex digits. Returns its bytes, or 0. */
size_t schain__rep_digest_size(schain_string text);
/* Returns 0 with first and last address as IPv6 (IPv4 mapped), or -1. */
int schain__rep_address_read(schain_string text, unsigned char *first, unsigned char *last);
/* Type of a package URL for the name of an ecosystem or package manager; NULL unknown. */
const char *schain__rep_package_type(schain_string ecosystem);
#endif
