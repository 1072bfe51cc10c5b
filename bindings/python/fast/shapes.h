/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SUPPLYCHAIN_PYTHON_SHAPES_H
#define SUPPLYCHAIN_PYTHON_SHAPES_H
/*
 * The structs of an event as tables, by the names that they have in the
 * "supplychain-jsonl" format: what reads events from Python objects and what
 * makes columns of them go by the same ones.
 */
#include <supplychain/supplychain.h>

enum kind {
	KIND_TEXT,   /* schain_string */
	KIND_U32,
	KIND_U64,
	KIND_I64,
	KIND_TIME,   /* schain_time */
	KIND_TYPE,   /* schain_event::type */
	KIND_CHOICE, /* uint32_t that has names */
	KIND_FLAGS,  /* uint32_t whose bits have names */
	KIND_TRUTH,  /* uint32_t: SCHAIN_YES and the like */
	KIND_TEXTS,  /* schain_dns::answers */
	KIND_OBJECT  /* pointer to another shape */
};

struct field {
	const char *name;
	enum kind kind;
	size_t offset;
	const char *(*name_of)(uint32_t value); /* of a choice, or one bit of flags; NULL: it has no name */
	const struct shape *shape;
};

struct shape {
	size_t size; /* sizeof the struct, whose first member says so */
	size_t count;
	const struct field *fields;
	unsigned index; /* among all shapes */
};

#define SHAPE_COUNT 10u
extern const struct shape *const shapes[SHAPE_COUNT];
extern const struct shape event_shape;

/* Choices have values below this one. */
#define CHOICE_LIMIT 32u
#endif
