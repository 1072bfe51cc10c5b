/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SUPPLYCHAIN_PYTHON_COLUMNS_H
#define SUPPLYCHAIN_PYTHON_COLUMNS_H
/*
 * Tables as columns in C memory, handed out by the Arrow C data interface.
 * A table is filled row by row; rows are closed into batches, which what was
 * handed out shares.
 */
#include <stddef.h>
#include <stdint.h>

/* The structs of the Arrow C data and stream interfaces, as they are specified. */
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE
#define ARROW_FLAG_NULLABLE 2
struct ArrowSchema {
	const char *format;
	const char *name;
	const char *metadata;
	int64_t flags;
	int64_t n_children;
	struct ArrowSchema **children;
	struct ArrowSchema *dictionary;
	void (*release)(struct ArrowSchema *);
	void *private_data;
};
struct ArrowArray {
	int64_t length;
	int64_t null_count;
	int64_t offset;
	int64_t n_buffers;
	int64_t n_children;
	const void **buffers;
	struct ArrowArray **children;
	struct ArrowArray *dictionary;
	void (*release)(struct ArrowArray *);
	void *private_data;
};
#endif
#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE
struct ArrowArrayStream {
	int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *);
	int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *);
	const char *(*get_last_error)(struct ArrowArrayStream *);
	void (*release)(struct ArrowArrayStream *);
	void *private_data;
};
#endif

enum column_kind {
	COLUMN_TEXT,
	COLUMN_U32,
	COLUMN_I32,
	COLUMN_U64,
	COLUMN_I64,
	COLUMN_TIME, /* nanoseconds since 1970, UTC */
	COLUMN_TRUTH,
	COLUMN_TEXTS /* a list of texts */
};

struct table;

/* Rows of a batch at most `batch_rows`. NULL when memory is out. */
struct table *table_new(size_t batch_rows);
struct table *table_ref(struct table *table);
void table_unref(struct table *table);
/* Adds a column before the first row; its index is the number of those before. 0 when memory is out. */
int table_add_column(struct table *table, const char *name, enum column_kind kind);
size_t table_count_columns(const struct table *table);
const char *table_get_name(const struct table *table, size_t column);
/* Columns are wanted unless told otherwise; nothing is kept of others. */
void table_want(struct table *table, size_t column, int is_wanted);
int table_is_wanted(const struct table *table, size_t column);

/* A cell of the row that is being filled; cells that are not set are null. 0 when memory is out. */
int table_set_number(struct table *table, size_t column, uint64_t number);
int table_set_truth(struct table *table, size_t column, int is_true);
/* What is no UTF-8 becomes U+FFFD, as Arrow allows no other. */
int table_set_text(struct table *table, size_t column, const char *data, size_t length);
int table_add_text(struct table *table, size_t column, const char *data, size_t length);
/* Ends the row. */
int table_end_row(struct table *table);
/* Ends filling; columns from that one on that hold nothing are left out. */
int table_finish(struct table *table, size_t first_optional);
uint64_t table_count_rows(const struct table *table);
size_t table_count_batches(const struct table *table);

/* Of a finished table: 0, or errno's ENOMEM. What they fill is released by its own callback. */
int table_export_schema(const struct table *table, struct ArrowSchema *ret_schema);
int table_export_stream(struct table *table, struct ArrowArrayStream *ret_stream);
#endif
