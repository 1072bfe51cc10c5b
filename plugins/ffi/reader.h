/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_FFI_READER_H
#define SCHAIN_FFI_READER_H
/* Walking a description's document; the first thing that is wrong ends it. */
#include "ffi/description.h"

#include <libfyaml.h>

typedef struct schain__ffi_reader {
	schain__ffi_description *description;
	schain_error *error;
	schain_status status; /* the first failure; all else does nothing then */
	struct fy_node *near; /* the last word that was read: a place for what has none */
} schain__ffi_reader;

/* A word of the document; absent where there is none, or something failed. */
typedef struct schain__ffi_word {
	const char *data;
	size_t length;
} schain__ffi_word;

/* `node` is where; NULL: the document as a whole. The format takes texts of the document as %.*s. */
void schain__ffi_fail(schain__ffi_reader *reader, struct fy_node *node, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void schain__ffi_fail_memory(schain__ffi_reader *reader);
/* As much of a word as a message has room for. */
int schain__ffi_shown(schain__ffi_word word);

/* 1 if it is a mapping whose keys are words, each once, all of them in `keys`, which NULL ends. */
int schain__ffi_is_mapping(schain__ffi_reader *reader, struct fy_node *node, struct fy_node *at,
                           const char *what, const char *const *keys);
int schain__ffi_is_list(schain__ffi_reader *reader, struct fy_node *node, struct fy_node *at,
                        const char *what);
/* The value of a key, or NULL; of one that has to be there, `at` is where it is missed. */
struct fy_node *schain__ffi_find(struct fy_node *mapping, const char *key);
/* The key itself: a place to name where its value has none. */
struct fy_node *schain__ffi_find_key(struct fy_node *mapping, const char *key);
struct fy_node *schain__ffi_need(schain__ffi_reader *reader, struct fy_node *mapping,
                                 struct fy_node *at, const char *key);
schain__ffi_word schain__ffi_scalar(schain__ffi_reader *reader, struct fy_node *node);
int schain__ffi_is(schain__ffi_word word, const char *text);
/* A plain null, ~ or nothing. */
int schain__ffi_is_null(struct fy_node *node);
/* Index of the word in a list that NULL ends; fails with all of them if it is in none. */
uint32_t schain__ffi_choice(schain__ffi_reader *reader, struct fy_node *node, const char *what,
                            const char *const *words);
/* A copy that lives with the description. */
const char *schain__ffi_keep(schain__ffi_reader *reader, schain__ffi_word word);
/* The same of a name: letters, digits and '_', no digit first. */
const char *schain__ffi_name(schain__ffi_reader *reader, struct fy_node *node);
int64_t schain__ffi_whole(schain__ffi_reader *reader, struct fy_node *node, int64_t least,
                          int64_t most);
/* A constant of that type: number, true or false, text, null. */
schain__ffi_number schain__ffi_constant(schain__ffi_reader *reader, struct fy_node *node,
                                        const schain__ffi_type *type);

/* Where things can be that a type is read for. */
enum schain__ffi_place {
	SCHAIN__FFI_AS_ARGUMENT = 1,
	SCHAIN__FFI_AS_RESULT = 2,
	SCHAIN__FFI_AS_MEMBER = 4,
	SCHAIN__FFI_AS_STORAGE = 8, /* of an out argument */
};
schain__ffi_type schain__ffi_read_type(schain__ffi_reader *reader, struct fy_node *node,
                                       enum schain__ffi_place place);
void schain__ffi_read_layouts(schain__ffi_reader *reader, struct fy_node *node);
/* Those below "claims". */
void schain__ffi_read_rules(schain__ffi_reader *reader, struct fy_node *mapping,
                            const schain__ffi_values *values, schain__ffi_rules *rules);
void schain__ffi_read_conditions(schain__ffi_reader *reader, struct fy_node *node,
                                 const schain__ffi_values *values,
                                 schain__ffi_condition *conditions, uint32_t *count);
schain__ffi_call *schain__ffi_read_call(schain__ffi_reader *reader, struct fy_node *node,
                                        struct fy_node *at, const char *const *keys);
/* Room in a call's frame. */
size_t schain__ffi_room(schain__ffi_call *call, size_t size);
/* Adds a value, or all members of a struct. */
void schain__ffi_add_value(schain__ffi_reader *reader, struct fy_node *at,
                           schain__ffi_values *values, const char *name,
                           const schain__ffi_type *type, size_t offset);
/* Index of the field of that name; fails with all of them. */
enum schain__ffi_field schain__ffi_read_field(schain__ffi_reader *reader, struct fy_node *node);
#endif
