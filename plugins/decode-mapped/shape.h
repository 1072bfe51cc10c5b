/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_DECODE_SHAPE_H
#define SCHAIN_DECODE_SHAPE_H
/*
 * The shape of one product's JSON records, as a table: the paths looked at, and
 * where in an event each value goes. What a table cannot say, the driver's
 * `take` does. Drivers of plain nested JSON are little more than their table.
 */
#include "decode-mapped/mapping.h"

enum schain__shape_kind {
	SCHAIN__SHAPE_NAMED, /* goes nowhere by itself: `take` looks at it */
	SCHAIN__SHAPE_TEXT,
	SCHAIN__SHAPE_UNSIGNED, /* uint64_t */
	SCHAIN__SHAPE_SHORT,    /* uint32_t */
	SCHAIN__SHAPE_TIME,     /* text as in RFC 3339, or a number: by its size s, ms, us or ns */
};

typedef struct schain__shape_path {
	const char *path; /* "a.b"; "\." is a dot in a key */
	enum schain__shape_kind kind;
	uint32_t offset;  /* in schain__slot */
} schain__shape_path;

#define SCHAIN__SHAPE_INTO(kind, member) \
	SCHAIN__SHAPE_##kind, (uint32_t)offsetof(schain__slot, member)
#define SCHAIN__SHAPE_LOOK SCHAIN__SHAPE_NAMED, 0

/* A word of the format and what it means here. */
typedef struct schain__shape_word {
	const char *word;
	uint32_t value;
} schain__shape_word;

typedef struct schain__shape schain__shape;
/* Type of the event that the record is, 0 for one of no use here. The table's values are set. */
typedef uint32_t schain__shape_take(schain__shape *shape, schain__slot *slot);

struct schain__shape {
	schain__decode *decode;
	schain__json *json;
	schain__mapping *tree;
	schain__shape_take *take;
	const schain__shape_path *paths; /* later ones hold where two go to the same place */
	uint32_t count;
	uint32_t field_count;
	const schain__json_field *fields;
	const schain__json_field **value; /* by path; NULL if absent */
	schain_status failed;             /* first wrong value of the record */
	uint32_t reserved;
};

/* The parts of a schain__driver. NULL when memory is out. */
void *schain__shape_open(schain__decode *decode, const schain__shape_path *paths, uint32_t count,
                         schain__shape_take *take);
void schain__shape_close(void *shape);
/* The record is one event. */
schain_status schain__shape_record(void *shape, const char *data, size_t size);
/* For records that are more than one: parse; then gather and emit each. */
schain_status schain__shape_parse(schain__shape *shape, const char *data, size_t size);
void schain__shape_gather(schain__shape *shape, uint32_t from, uint32_t to, int is_more);
schain_status schain__shape_emit(schain__shape *shape);

/* Probing: surely if the object has each key of `all`, and one of `any` (may be NULL). */
int schain__shape_probe(const char *data, size_t size, int is_all, const char *const *all,
                        const char *const *any, int sure);

/* Values; absent ones are absent strings and 0. What does not fit makes the record damaged. */
int schain__shape_has(const schain__shape *shape, uint32_t path);
int schain__shape_is_true(const schain__shape *shape, uint32_t path);
int schain__shape_is(schain__shape *shape, uint32_t path, const char *text);
schain_string schain__shape_text(schain__shape *shape, uint32_t path);
schain_string schain__shape_text_of(schain__shape *shape, const schain__json_field *field);
uint64_t schain__shape_number(schain__shape *shape, uint32_t path);
/* Texts of an array, or the one that stands there alone; numbers as they are written. */
schain_string *schain__shape_texts(schain__shape *shape, uint32_t path, size_t *ret_count);
/* Whether the array, or the one text there, has that word in it. */
int schain__shape_includes(schain__shape *shape, uint32_t path, const char *text);
/* Room for as many texts as the array has elements. NULL if it is none, or memory is out. */
schain_string *schain__shape_list(schain__shape *shape, uint32_t path);
/* A member of an object; NULL if it has none of that name. */
const schain__json_field *schain__shape_member(const schain__shape *shape,
                                               const schain__json_field *object, const char *key);
/* First element of an array, then the next; NULL at its end. `after` NULL: the first. */
const schain__json_field *schain__shape_element(const schain__shape *shape, uint32_t path,
                                                const schain__json_field *after);
/* What the word there means, or `fallback`. `words` end with a NULL. */
uint32_t schain__shape_meaning(schain__shape *shape, uint32_t path, const schain__shape_word *words,
                               uint32_t fallback);
void schain__shape_wrong(schain__shape *shape, const schain__json_field *field,
                         const char *message);

/* Links a part of the slot, and those that lead to it, to the event. */
void schain__shape_link(schain__slot *slot, const void *part);
/* A process with its image, or without one whose path is not known. */
void schain__shape_link_process(schain__slot *slot, const schain_process *process,
                                const schain_file *image);
/* Words with spaces between them; absent if there are none. */
schain_string schain__shape_join(schain__shape *shape, const schain_string *words, size_t count);
/* "directory/name". */
schain_string schain__shape_path_of(schain__shape *shape, schain_string directory,
                                    schain_string name);
int schain__shape_equal(schain_string text, const char *literal);
uint32_t schain__shape_word_value(schain_string text, const schain__shape_word *words,
                                  uint32_t fallback);
/* Nanoseconds since 1970 of a text or number as above; 0 if it is none. */
schain_time schain__shape_time_of(schain__shape *shape, const schain__json_field *field);
/* IANA numbers: of a DNS type, a response code and a transport by name; 0 unknown. */
uint32_t schain__shape_dns_type(schain_string name);
uint32_t schain__shape_dns_result(schain_string name);
uint32_t schain__shape_protocol(schain_string name);
#endif
