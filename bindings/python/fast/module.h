/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SUPPLYCHAIN_PYTHON_MODULE_H
#define SUPPLYCHAIN_PYTHON_MODULE_H
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "shapes.h"

#define SLOTS 64u /* of a shape's names; more than twice the most fields, see slot_of() */

static inline size_t slot_of(const PyObject *key)
{
	/* Fibonacci hashing: names lie at even distances. */
	return (size_t)(((uint64_t)(uintptr_t)key * UINT64_C(0x9e3779b97f4a7c15)) >> 58);
}

struct slot {
	PyObject *key; /* interned; NULL: free */
	const struct field *field;
	PyObject **names; /* of a choice or flags, CHOICE_LIMIT of them, NULL where there is none; else NULL */
};

/* What the module made when it was loaded; nothing of it changes afterwards. */
struct state {
	PyObject *names; /* each key and name, to itself: text that is not interned finds its like here */
	PyObject *datetime;
	PyObject *epoch, *naive_epoch; /* datetime.datetime */
	PyObject *fields_name, *tzinfo_name, *days_name, *seconds_name, *microseconds_name;
	struct slot slots[SHAPE_COUNT][SLOTS];
};

/* feed(engine, error, events) -> (status, taken) */
PyObject *feed_events(PyObject *module, PyObject *arguments);

/* What tables.c makes of supplychain.table's calls; a table is a capsule. */
PyObject *new_table(PyObject *module, PyObject *arguments);
PyObject *decode_table(PyObject *module, PyObject *arguments);
PyObject *collect_table(PyObject *module, PyObject *arguments);
PyObject *judge_table(PyObject *module, PyObject *arguments);
PyObject *finish_table(PyObject *module, PyObject *arguments);
PyObject *stream_table(PyObject *module, PyObject *capsule);
PyObject *schema_table(PyObject *module, PyObject *capsule);

/* arena.c: memory that is given back together. */
struct arena_block {
	struct arena_block *next;
	size_t size, used; /* of what follows */
	size_t unused;     /* so that it follows aligned for any struct */
};
struct arena {
	struct arena_block *blocks; /* the one in use first */
};
void *arena_take_more(struct arena *arena, size_t size);

/* NULL when memory is out. Aligned for any struct, not cleared. */
static inline void *arena_take(struct arena *arena, size_t size)
{
	struct arena_block *block = arena->blocks;
	size_t used;

	if (!block || size > block->size - block->used)
		return arena_take_more(arena, size);
	used = block->used;
	block->used += (size + 15) & ~(size_t)15; /* a block's size is a multiple of this, too */
	return (char *)(block + 1) + used;
}
/* Keeps one block for what comes next. */
void arena_reset(struct arena *arena);
void arena_free(struct arena *arena);

/* time.c: RFC 3339 as the "supplychain-jsonl" format takes it; 0 if it is none, or out of range. */
int parse_time(const char *text, size_t length, schain_time *ret_time);
#endif
