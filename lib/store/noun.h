/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_STORE_NOUN_H
#define SCHAIN_STORE_NOUN_H
/*
 * Which fields of the model's structs a host's state holds, one line each.
 *
 * A new field gets a line at the end of its noun, wherever it is in its struct:
 * states written before have fewer, and are read with zero for it. Lines that
 * are not OUT never go and never change kind. A test fails while a byte of a
 * struct is in no line.
 */
#include <stddef.h>
#include <stdint.h>

enum schain__field_kind {
	SCHAIN__FIELD_OUT,    /* not here: made anew, or written by the part that has it */
	SCHAIN__FIELD_NUMBER, /* unsigned of any size, at most `limit` unless that is 0 */
	SCHAIN__FIELD_SIGNED,
	SCHAIN__FIELD_TIME,   /* beside the time that its part begins with */
	SCHAIN__FIELD_HASH,   /* 64 bits, never small */
	SCHAIN__FIELD_TEXT,   /* schain__interned * */
	SCHAIN__FIELD_STRING, /* schain_string */
	SCHAIN__FIELD_RECORD, /* schain__record */
	SCHAIN__FIELD_SIGNAL, /* enum schain__signal_id, by name: numbers move between versions */
};

typedef struct schain__field {
	const char *name;
	uint32_t offset;
	uint32_t size;
	uint32_t kind;
	uint32_t limit;
} schain__field;

enum schain__noun_id {
	SCHAIN__NOUN_RECORD,
	SCHAIN__NOUN_HOST,
	SCHAIN__NOUN_CLOCK,
	SCHAIN__NOUN_PROCESS,
	SCHAIN__NOUN_CARRY,
	SCHAIN__NOUN_DELIVERY,
	SCHAIN__NOUN_ITEM,
	SCHAIN__NOUN_PACKAGE,
	SCHAIN__NOUN_FILE,
	SCHAIN__NOUN_CHAIN,
	SCHAIN__NOUN_SIGNAL,
	SCHAIN__NOUN_CHAIN_PROCESS,
	SCHAIN__NOUN_CHAIN_FILE,
	SCHAIN__NOUN_CHAIN_DESTINATION,
	SCHAIN__NOUN_CANDIDATE,
	SCHAIN__NOUN_PROFILE,
	SCHAIN__NOUN_NAME,
	SCHAIN__NOUN_CONTACT,
	SCHAIN__NOUN_CLAIM,
	SCHAIN__NOUN_ASKER,
	SCHAIN__NOUN_TRAIT,
	SCHAIN__NOUN_FLOW,
	SCHAIN__NOUN_PLACE,
	SCHAIN__NOUN_COLD,
	SCHAIN__NOUN_EVENT,
	SCHAIN__NOUN_EVENT_PROCESS,
	SCHAIN__NOUN_EVENT_FILE,
	SCHAIN__NOUN_EVENT_SIGNATURE,
	SCHAIN__NOUN_EVENT_CONNECTION,
	SCHAIN__NOUN_EVENT_DNS,
	SCHAIN__NOUN_EVENT_REGISTRY,
	SCHAIN__NOUN_EVENT_PACKAGE,
	SCHAIN__NOUN_EVENT_INTEGRITY,
	SCHAIN__NOUN_EVENT_CLAIM,
	SCHAIN__NOUN_COUNT,
};

typedef struct schain__noun {
	const char *name;
	const schain__field *fields;
	uint32_t field_count;
	uint32_t size; /* of the struct */
} schain__noun;

extern const schain__noun schain__nouns[SCHAIN__NOUN_COUNT];
/* Fields of a noun that are written. */
uint32_t schain__noun_written(enum schain__noun_id id);
#endif
