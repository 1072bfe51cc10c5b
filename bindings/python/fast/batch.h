/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SUPPLYCHAIN_PYTHON_BATCH_H
#define SUPPLYCHAIN_PYTHON_BATCH_H
/* What a table is made of; columns.c fills it, batch.c hands it out. */
#include "columns.h"

#include <stdatomic.h>

struct buffer {
	char *data;
	size_t size, capacity;
};

/* A column's part of a batch. */
struct cells {
	struct buffer validity, offsets, data; /* of lists `data` and `item_offsets` are the items' */
	struct buffer item_offsets;
	size_t rows, nulls, items;
};

struct batch {
	atomic_size_t references;
	size_t rows, count;
	struct cells cells[];
};

struct column {
	char *name;
	enum column_kind kind;
	int is_wanted, is_used;
	struct cells cells; /* of rows that are in no batch yet; nulls at the end are not in it */
};

struct table {
	atomic_size_t references;
	struct column *columns;
	struct batch **batches;
	size_t column_count, batch_count, batch_rows;
	size_t row; /* of the batch, that is being filled */
	uint64_t total;
	int is_full;
};

struct batch *batch_new(size_t rows, size_t count);
void batch_unref(struct batch *batch);
void cells_dispose(struct cells *cells);
#endif
