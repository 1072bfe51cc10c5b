/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_DECODE_MAPPING_H
#define SCHAIN_DECODE_MAPPING_H
/*
 * A mapping as tables: which fields of a record are looked at (sources), which
 * structs of an event they go to (parts), and for each kind of event a
 * straight list of assignments.
 */
#include "decode-jsonl/fields.h"
#include "decode/json.h"

#define SCHAIN__MAPPING_SOURCES 512 /* most source fields */
#define SCHAIN__MAPPING_PARTS 32    /* most structs of an event, the event being the first */
#define SCHAIN__NO_SOURCE UINT32_MAX

/* One level of the record's objects: the keys looked at there. */
typedef struct schain__source_level {
	struct schain__source *first;
	struct schain__source **by_key; /* by index in `keys` */
	schain__json_keys *keys;
	uint32_t count;
} schain__source_level;

typedef struct schain__source {
	const char *name;
	struct schain__source *next;
	uint32_t number; /* SCHAIN__NO_SOURCE if only looked into */
	schain__source_level below;
} schain__source;

/* A struct that an event points to. */
typedef struct schain__part {
	uint32_t parent;      /* index of the part that points to it */
	uint32_t link;        /* offset of the pointer there */
	uint32_t slot_offset; /* in schain__slot, or UINT32_MAX: in the arena */
	enum schain__object_id object;
} schain__part;

typedef struct schain__assignment {
	uint32_t source; /* SCHAIN__NO_SOURCE for a constant */
	uint32_t part;
	const schain__field *field;
	schain__json_keys *values; /* translation by text; NULL: by the field's own names */
	uint32_t *numbers;         /* what each of them means */
	uint32_t fallback;         /* for any other text */
	schain_string text;        /* of a constant, by the field's kind */
	uint64_t number;
} schain__assignment;

/* The texts that conditions compare one source with, numbered. */
typedef struct schain__question {
	uint32_t source;
	schain__json_keys *keys;
	const char **texts;
	uint32_t count, capacity;
} schain__question;

typedef struct schain__condition {
	uint32_t question;
	uint32_t *answers; /* numbers of the texts allowed */
	uint32_t count;
} schain__condition;

typedef struct schain__rule {
	uint32_t type; /* of the event */
	schain__condition *conditions;
	uint32_t condition_count;
	schain__assignment *assignments; /* those of every event included */
	uint32_t assignment_count;
} schain__rule;

enum schain__time_unit {
	SCHAIN__TIME_RFC3339,
	SCHAIN__TIME_NUMBER,
};

typedef struct schain__mapping {
	schain__decode *decode;
	struct schain__mapping_block *blocks;
	struct schain__mapping_keys *keys;
	schain__source_level root;
	uint32_t source_count;
	schain__part parts[SCHAIN__MAPPING_PARTS];
	uint32_t part_count;
	schain__question *questions;
	uint32_t question_count;
	schain__rule *rules;
	uint32_t rule_count;
	uint32_t time_source;
	enum schain__time_unit time_unit;
	int64_t time_scale; /* nanoseconds in one */
} schain__mapping;

/* mapping.c: building and freeing the tables. NULL and negative when memory or a limit is out. */
schain__mapping *schain__mapping_new(schain__decode *decode);
void schain__mapping_free(schain__mapping *mapping);
void *schain__mapping_alloc(schain__mapping *mapping, size_t size); /* zeroed */
char *schain__mapping_copy(schain__mapping *mapping, const char *data, size_t size);
schain__json_keys *schain__mapping_keys(schain__mapping *mapping, const char *const *names,
                                        size_t count);
/* Number of a dotted path ("\." is a dot in a name), the same for the same path. */
uint32_t schain__mapping_source(schain__mapping *mapping, const char *path, size_t size);
/*
 * Part and field of a dotted target such as "process.image.path". Returns NULL
 * when there is none; *ret_wrong tells the first word that is wrong.
 */
const schain__field *schain__mapping_target(schain__mapping *mapping, const char *path, size_t size,
                                            uint32_t *ret_part, schain_string *ret_wrong);
/* Number of the question about a source, and of a text within it. */
uint32_t schain__mapping_question(schain__mapping *mapping, uint32_t source);
uint32_t schain__mapping_answer(schain__mapping *mapping, uint32_t question, const char *text,
                                size_t size);
/* Makes the key sets once all sources and questions are known. */
int schain__mapping_seal(schain__mapping *mapping);
/*
 * Sets the value of each source found in the fields from `from` to before `to`.
 * A key with dots in it stands for objects within objects, as many shippers
 * flatten them.
 */
void schain__mapping_gather(const schain__mapping *mapping, const schain__json_field *fields,
                            uint32_t from, uint32_t to, const schain__json_field **value);

/* document.c: reads a YAML document into an empty mapping. */
schain_status schain__mapping_read(schain__mapping *mapping, const char *yaml, schain_error *error);
#endif
