/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_DECODE_JSON_H
#define SCHAIN_DECODE_JSON_H
/*
 * JSON records as a flat list of fields, by simdjson behind a C face. One walk
 * over the record finds every field; strings are pointed to in place and
 * unescaped only when asked for.
 */
#include "decode/decoder.h"

#ifdef __cplusplus
extern "C" {
#endif

enum schain__json_kind {
	SCHAIN__JSON_NONE, /* of a zeroed field: absent */
	SCHAIN__JSON_STRING,
	SCHAIN__JSON_NUMBER,
	SCHAIN__JSON_TRUE,
	SCHAIN__JSON_FALSE,
	SCHAIN__JSON_NULL,
	SCHAIN__JSON_OBJECT,
	SCHAIN__JSON_ARRAY,
};

typedef struct schain__json_field {
	const char *key;  /* in the record; NULL for an array's element */
	const char *data; /* a string's bytes between the quotes, else the token */
	uint32_t key_size;
	uint32_t size;    /* of data; 0 for an object or array */
	uint32_t next;    /* index of the next field at this level: its own members lie between */
	uint8_t kind;
	uint8_t has_escapes; /* a string with a backslash in it */
	uint8_t reserved[2];
} schain__json_field;

typedef struct schain__json schain__json;

/* NULL when memory is out. */
schain__json *schain__json_new(schain__decode *decode);
void schain__json_free(schain__json *json);
/*
 * The fields of the object that the record is, and of those within it, in
 * order. Valid until the next call. Bytes that are not UTF-8 become U+FFFD and
 * the record counts as incomplete; what is no JSON object is reported by
 * schain__decode_problem() with its column.
 */
schain_status schain__json_parse(schain__json *json, const char *data, size_t size,
                                 const schain__json_field **ret_fields, uint32_t *ret_count);
/* Column, from 1, of a field's value in the record at hand; 0 if it is elsewhere. */
uint64_t schain__json_column(const schain__json *json, const schain__json_field *field);

/*
 * Text of a string, or of a number or truth value as it is written; absent for
 * null, objects and arrays. Unescaped into the batch's arena where needed;
 * absent too when memory is out.
 */
schain_string schain__json_text(schain__decode *decode, const schain__json_field *field);
/* A whole number, also as a string of digits or 0x hex. Returns 0 if it is none that fits. */
int schain__json_unsigned(const schain__json_field *field, uint64_t *ret_value);
int schain__json_signed(const schain__json_field *field, int64_t *ret_value);
/* A decimal number of `unit` nanoseconds each, exactly: no binary fraction in between. */
int schain__json_duration(const schain__json_field *field, int64_t unit, int64_t *ret_value);

/*
 * For probing: the value of a key of the object that `data` starts with; it
 * may be cut off. Returns 1 and the token (a string without its quotes, escapes
 * as they are), 0 if there is no object or no such key, -1 if more is needed.
 */
int schain__json_peek(const char *data, size_t size, const char *key, schain_string *ret_value);

/*
 * A fixed set of keys, looked up without a miss by a hash that was searched
 * for when the set was made. Needs 8 readable bytes behind each key asked for,
 * as in a record.
 */
typedef struct schain__json_keys schain__json_keys;
#define SCHAIN__JSON_NO_KEY UINT32_MAX
/* `stride`: bytes from one `const char *` name to the next. NULL when memory is out. */
schain__json_keys *schain__json_keys_new(schain__decode *decode, const void *names, size_t stride,
                                         size_t count);
void schain__json_keys_free(schain__decode *decode, schain__json_keys *keys);
/* Index of a key, or SCHAIN__JSON_NO_KEY. */
uint32_t schain__json_keys_find(const schain__json_keys *keys, const char *key, size_t size);

#ifdef __cplusplus
}
#endif
#endif
