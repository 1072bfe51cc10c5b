/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_DECODE_SYSMON_BINXML_H
#define SCHAIN_DECODE_SYSMON_BINXML_H
/*
 * Binary XML of an event log's record into a record's fields.
 *
 * Format: [MS-EVEN6], 2.2.12 to 2.2.20 (the tokens and value types), and for
 * what a file adds to it, offsets into the chunk in place of names and
 * templates, the libyal project's description "Windows XML Event Log (EVTX)".
 *
 * Offsets and counts are the writer's word only. Every one is checked against
 * the chunk, and the tokens of one record are limited: a template may name a
 * value often, and a value hold a template.
 */
#include "element.h"

typedef struct schain__binxml schain__binxml;

/* NULL when memory is out. */
schain__binxml *schain__binxml_new(schain__decode *decode);
void schain__binxml_free(schain__binxml *binxml);

/*
 * Adds to `record` what the binary XML from `at` to `end` of a chunk says; the
 * chunk's `size` bytes are what offsets may refer to. Returns SCHAIN_OK,
 * SCHAIN_E_MEMORY, or SCHAIN_E_SYNTAX with the reason (static text).
 */
schain_status schain__binxml_parse(schain__binxml *binxml, const unsigned char *chunk, size_t size,
                                   size_t at, size_t end, schain__winlog *record,
                                   const char **ret_problem);

/* A value on its way to text. */
typedef struct schain__binxml_value {
	const unsigned char *data;
	uint32_t size;
	uint32_t type;
} schain__binxml_value;

/* The type of a value that is binary XML itself ([MS-EVEN6], 2.2.14). */
#define SCHAIN__BINXML_TYPE 0x21u
/* And of an array of strings. */
#define SCHAIN__BINXML_STRINGS 0x81u

/* Bytes that schain__binxml_write() needs for a value of that size, at most. */
size_t schain__binxml_room(uint32_t size);
/* Its text in UTF-8, as the event log renders it; returns the length. 0 for types of no use here. */
size_t schain__binxml_write(const schain__binxml_value *value, char *out);
/* UTF-16 little-endian to UTF-8, 3 bytes a unit at most; returns the length. */
size_t schain__binxml_utf16(const unsigned char *data, size_t units, char *out);

static inline uint16_t schain__load16(const unsigned char *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static inline uint32_t schain__load32(const unsigned char *p)
{
	return (uint32_t)schain__load16(p) | (uint32_t)schain__load16(p + 2) << 16;
}

static inline uint64_t schain__load64(const unsigned char *p)
{
	return (uint64_t)schain__load32(p) | (uint64_t)schain__load32(p + 4) << 32;
}
#endif
