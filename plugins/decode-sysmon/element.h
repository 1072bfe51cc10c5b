/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_DECODE_SYSMON_ELEMENT_H
#define SCHAIN_DECODE_SYSMON_ELEMENT_H
/*
 * The elements of one <Event>, as they are met, into a record: what XML and
 * the event log's binary form of it have in common.
 */
#include "winlog.h"

/* Event, EventData, Data; other channels' UserData goes a little deeper. */
#define SCHAIN__ELEMENT_DEPTH 64

typedef struct schain__element {
	schain__decode *decode;
	schain__winlog *record;
	schain__winlog_names names;
	unsigned depth;
	const char *name;     /* of the innermost element, when it is one that is looked at */
	int field;            /* whose text is being collected, or -1 */
	unsigned field_depth;
	unsigned data_count;  /* <Data> without a name so far */
	unsigned user_depth;  /* of <UserData>; 0 outside it */
	char user[24];        /* the innermost element below it, when it is one that is looked at */
	size_t user_length;
	char *text;           /* collected so far */
	size_t length;
	size_t capacity;
} schain__element;

void schain__element_init(schain__element *element, schain__decode *decode);
void schain__element_dispose(schain__element *element);
/* A new <Event>. */
void schain__element_begin(schain__element *element, schain__winlog *record);

/*
 * A start tag, one attribute of it, text, an end tag. Names come without a
 * prefix. They return SCHAIN_OK, SCHAIN_E_MEMORY, or SCHAIN_E_LIMIT where
 * elements are nested too deep.
 */
schain_status schain__element_start(schain__element *element, schain_string name);
schain_status schain__element_attribute(schain__element *element, schain_string name,
                                        schain_string value);
schain_status schain__element_text(schain__element *element, const char *data, size_t size);
/* Text that follows is the next string of an array: a value of its own where values have no names. */
schain_status schain__element_separate(schain__element *element);
schain_status schain__element_end(schain__element *element);
/* The input ended inside the element: keeps what was collected if a part of it is of use. */
schain_status schain__element_cut(schain__element *element);
#endif
