/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_DECODE_JSONL_FIELDS_H
#define SCHAIN_DECODE_JSONL_FIELDS_H
/*
 * Every field of an event under its name in JSON: one table that the reader,
 * the writer and mappings go by.
 */
#include <supplychain/claim.h>
#include <supplychain/event.h>

#include <stddef.h>

enum schain__field_kind {
	SCHAIN__FIELD_TEXT,     /* schain_string */
	SCHAIN__FIELD_TEXTS,    /* schain_dns.answers */
	SCHAIN__FIELD_UNSIGNED, /* uint64_t */
	SCHAIN__FIELD_SHORT,    /* uint32_t */
	SCHAIN__FIELD_SIGNED,   /* int64_t */
	SCHAIN__FIELD_TIME,     /* schain_time */
	SCHAIN__FIELD_TYPE,     /* schain_event.type */
	SCHAIN__FIELD_SOURCE,   /* schain_event.source_kind */
	SCHAIN__FIELD_CHOICE,   /* uint32_t, by name */
	SCHAIN__FIELD_FLAGS,    /* uint32_t, an array of names, a bit each */
	SCHAIN__FIELD_TRUTH,    /* SCHAIN_UNKNOWN, SCHAIN_YES, SCHAIN_NO: true and false */
	SCHAIN__FIELD_OBJECT,   /* pointer to another struct */
};

enum schain__object_id {
	SCHAIN__OBJECT_EVENT,
	SCHAIN__OBJECT_PROCESS,
	SCHAIN__OBJECT_FILE,
	SCHAIN__OBJECT_SIGNATURE,
	SCHAIN__OBJECT_CONNECTION,
	SCHAIN__OBJECT_DNS,
	SCHAIN__OBJECT_REGISTRY,
	SCHAIN__OBJECT_PACKAGE,
	SCHAIN__OBJECT_INTEGRITY,
	SCHAIN__OBJECT_CLAIM,
	SCHAIN__OBJECT_COUNT,
};

typedef struct schain__field {
	const char *name;
	enum schain__field_kind kind;
	uint32_t offset;
	enum schain__object_id object; /* of SCHAIN__FIELD_OBJECT */
	const char *const *names;      /* of CHOICE by value, of FLAGS by bit; NULL: a value without a name */
	uint32_t name_count;
} schain__field;

typedef struct schain__object {
	const schain__field *fields;
	uint32_t field_count;
	uint32_t size; /* of the struct, which begins with its size */
} schain__object;

extern const schain__object schain__objects[SCHAIN__OBJECT_COUNT];

/* Value of a name, or UINT32_MAX. */
uint32_t schain__field_value_of(const schain__field *field, schain_string name);
/* Name of a value or bit, or NULL. */
const char *schain__field_name_of(const schain__field *field, uint32_t value);
#endif
