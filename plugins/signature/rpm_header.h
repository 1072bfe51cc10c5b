/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_RPM_HEADER_H
#define SCHAIN_SIGNATURE_RPM_HEADER_H
/*
 * RPM's header structure: numbered tags with values, big-endian. In package
 * files (twice: signatures, then the package's own) and in RPM's database.
 * Layout: "RPM V4 Package format" of the RPM documentation.
 */
#include <supplychain/base.h>

#include "signature/bytes.h"
#include "signature/crypto.h"

/* The header of a kernel's sources has some 5 MiB. */
#define SCHAIN__RPM_HEADER_LIMIT (UINT64_C(64) << 20)
/* Real ones have some hundred. */
#define SCHAIN__RPM_TAGS_LIMIT 4096u

enum schain__rpm_type {
	SCHAIN__RPM_INT32 = 4,
	SCHAIN__RPM_STRING = 6,
	SCHAIN__RPM_BIN = 7,
	SCHAIN__RPM_STRINGS = 8,
};

typedef struct schain__rpm_header {
	schain__bytes index; /* 16 bytes a tag; borrowed */
	schain__bytes data;
	uint64_t size; /* of index and data together, without the 8 bytes before them */
} schain__rpm_header;

/* From the two counts on, as the database has it: NULL, or what is wrong. */
const char *schain__rpm_header_read(schain__bytes bytes, schain__rpm_header *ret_header);
/* Its size from its first 8 bytes; 0 if it is impossible. */
uint64_t schain__rpm_header_size(const uint8_t counts[8]);
/* Bytes of a BIN tag; data is NULL if there is none. */
schain__bytes schain__rpm_header_bin(const schain__rpm_header *header, uint32_t tag);
/* A STRING, or the first of STRINGS (also of the translated kind). */
schain_string schain__rpm_header_string(const schain__rpm_header *header, uint32_t tag);
/* 1 and number `index` of an INT32 tag, else 0. */
int schain__rpm_header_number(const schain__rpm_header *header, uint32_t tag, uint32_t index,
                              uint32_t *ret_number);

/* A digest by OpenPGP's number (RFC 4880, 9.4). */
enum schain__sig_digest schain__rpm_digest_of(uint32_t number);

/* STRINGS one after the other. */
typedef struct schain__rpm_strings {
	schain__bytes rest;
	uint32_t left;
	uint32_t reserved;
} schain__rpm_strings;

schain__rpm_strings schain__rpm_header_strings(const schain__rpm_header *header, uint32_t tag);
/* data is NULL behind the last. */
schain_string schain__rpm_strings_next(schain__rpm_strings *strings);
#endif
