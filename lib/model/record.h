/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_MODEL_RECORD_H
#define SCHAIN_MODEL_RECORD_H
/*
 * Which input record said so, kept small: a delivery of ten thousand files
 * remembers one for each.
 */
#include <supplychain/event.h>

#include "base/intern.h"

enum schain__record_form {
	SCHAIN__RECORD_NONE,   /* no identity */
	SCHAIN__RECORD_NUMBER, /* `number` in decimal */
	SCHAIN__RECORD_HASH,   /* 'h' and `number` as 16 hex digits: what decoders give records without a number */
	SCHAIN__RECORD_TEXT,   /* `id` */
};

typedef struct schain__record {
	uint64_t number;
	uint64_t line;
	schain__interned *id;
	schain__interned *origin;
	uint16_t event_type;
	uint16_t source_kind;
	uint32_t form;
} schain__record;

/* What an event says of itself. Memory running out costs the text only. */
schain__record schain__record_of(schain__intern *intern, const schain_event *event);
schain__record schain__record_share(const schain__record *record);
void schain__record_give(schain__intern *intern, schain__record *record);
/* The identity as text, in `buffer` or in the record. */
enum { SCHAIN__RECORD_TEXT_SIZE = 24 };
schain_string schain__record_text(const schain__record *record,
                                  char buffer[SCHAIN__RECORD_TEXT_SIZE]);
#endif
