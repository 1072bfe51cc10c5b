/* SPDX-License-Identifier: Apache-2.0 */
/* What consumers of the Arrow C data interface are given. */
#include "batch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct batch *batch_new(size_t rows, size_t count)
{
	struct batch *batch = calloc(1, sizeof *batch + count * sizeof *batch->cells);

	if (batch) {
		atomic_init(&batch->references, 1);
		batch->rows = rows;
		batch->count = count;
	}
	return batch;
}

void cells_dispose(struct cells *cells)
{
	free(cells->validity.data);
	free(cells->offsets.data);
	free(cells->data.data);
	free(cells->item_offsets.data);
}

void batch_unref(struct batch *batch)
{
	if (atomic_fetch_sub(&batch->references, 1) > 1)
		return;
	for (size_t i = 0; i < batch->count; i++)
		cells_dispose(&batch->cells[i]);
	free(batch);
}

static void release_schema(struct ArrowSchema *schema)
{
	for (int64_t i = 0; i < schema->n_children; i++) {
		if (schema->children[i] && schema->children[i]->release)
			schema->children[i]->release(schema->children[i]);
		free(schema->children[i]);
	}
	free(schema->children);
	free(schema->private_data);
	schema->release = NULL;
}

/* `private_data` owns the name. Children are made, empty. */
static int make_schema(struct ArrowSchema *schema, const char *format, const char *name, size_t children)
{
	memset(schema, 0, sizeof *schema);
	schema->release = release_schema;
	schema->format = format;
	schema->flags = ARROW_FLAG_NULLABLE;
	if (!(schema->private_data = malloc(strlen(name) + 1)))
		return 0;
	schema->name = strcpy(schema->private_data, name);
	if (children && !(schema->children = calloc(children, sizeof *schema->children)))
		return 0;
	for (; schema->n_children < (int64_t)children; schema->n_children++)
		if (!(schema->children[schema->n_children] = calloc(1, sizeof **schema->children)))
			return 0;
	return 1;
}

static const char *format_of(enum column_kind kind)
{
	static const char *const formats[] = { "u", "I", "i", "L", "l", "tsn:UTC", "b", "+l" };

	return formats[kind];
}

static size_t count_wanted(const struct table *table)
{
	size_t count = 0;

	for (size_t i = 0; i < table->column_count; i++)
		count += table->columns[i].is_wanted != 0;
	return count;
}

int table_export_schema(const struct table *table, struct ArrowSchema *ret_schema)
{
	struct ArrowSchema schema;
	int is_made = make_schema(&schema, "+s", "", count_wanted(table));
	size_t at = 0;

	schema.flags = 0;
	for (size_t i = 0; is_made && i < table->column_count; i++) {
		const struct column *column = &table->columns[i];
		int is_list = column->kind == COLUMN_TEXTS;

		if (!column->is_wanted)
			continue;
		is_made = make_schema(schema.children[at], format_of(column->kind), column->name, is_list) &&
		          (!is_list || make_schema(schema.children[at]->children[0], "u", "item", 0));
		at++;
	}
	if (!is_made) {
		release_schema(&schema);
		return ENOMEM;
	}
	*ret_schema = schema;
	return 0;
}

/* What an array owns: a reference of its batch, and room for its buffers. */
struct owner {
	struct batch *batch;
	const void *buffers[3];
};

static void release_array(struct ArrowArray *array)
{
	struct owner *owner = array->private_data;

	for (int64_t i = 0; i < array->n_children; i++) {
		if (array->children[i] && array->children[i]->release)
			array->children[i]->release(array->children[i]);
		free(array->children[i]);
	}
	free(array->children);
	if (owner)
		batch_unref(owner->batch);
	free(owner);
	array->release = NULL;
}

static int make_array(struct ArrowArray *array, struct batch *batch, size_t length, size_t nulls, int64_t buffers,
                      size_t children)
{
	struct owner *owner = calloc(1, sizeof *owner);

	memset(array, 0, sizeof *array);
	array->release = release_array;
	if (!(array->private_data = owner))
		return 0;
	atomic_fetch_add(&batch->references, 1);
	owner->batch = batch;
	array->length = (int64_t)length;
	array->null_count = (int64_t)nulls;
	array->n_buffers = buffers;
	array->buffers = owner->buffers;
	if (children && !(array->children = calloc(children, sizeof *array->children)))
		return 0;
	for (; array->n_children < (int64_t)children; array->n_children++)
		if (!(array->children[array->n_children] = calloc(1, sizeof **array->children)))
			return 0;
	return 1;
}

static const void *bytes_of(const struct buffer *buffer)
{
	static const uint64_t none[1];

	return buffer->data ? (const void *)buffer->data : none;
}

static int make_column(struct ArrowArray *array, struct batch *batch, enum column_kind kind, const struct cells *cells)
{
	struct ArrowArray *items;

	if (kind == COLUMN_TEXTS) {
		if (!make_array(array, batch, batch->rows, cells->nulls, 2, 1))
			return 0;
		items = array->children[0];
		if (!make_array(items, batch, cells->items, 0, 3, 0))
			return 0;
		items->buffers[1] = bytes_of(&cells->item_offsets);
		items->buffers[2] = bytes_of(&cells->data);
	} else if (!make_array(array, batch, batch->rows, cells->nulls, kind == COLUMN_TEXT ? 3 : 2, 0)) {
		return 0;
	}
	array->buffers[0] = cells->nulls ? cells->validity.data : NULL;
	array->buffers[1] = bytes_of(kind == COLUMN_TEXT || kind == COLUMN_TEXTS ? &cells->offsets : &cells->data);
	if (kind == COLUMN_TEXT)
		array->buffers[2] = bytes_of(&cells->data);
	return 1;
}

static int export_batch(const struct table *table, struct batch *batch, struct ArrowArray *ret_array)
{
	struct ArrowArray array;
	int is_made = make_array(&array, batch, batch->rows, 0, 1, count_wanted(table));
	size_t at = 0;

	for (size_t i = 0; is_made && i < table->column_count; i++)
		if (table->columns[i].is_wanted)
			is_made = make_column(array.children[at++], batch, table->columns[i].kind, &batch->cells[i]);
	if (!is_made) {
		release_array(&array);
		return ENOMEM;
	}
	*ret_array = array;
	return 0;
}

struct stream {
	struct table *table;
	size_t next; /* batch */
};

static int get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *ret_schema)
{
	return table_export_schema(((struct stream *)stream->private_data)->table, ret_schema);
}

static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *ret_array)
{
	struct stream *own = stream->private_data;
	int status;

	if (own->next == own->table->batch_count) {
		memset(ret_array, 0, sizeof *ret_array); /* the end: its release is NULL */
		return 0;
	}
	if (!(status = export_batch(own->table, own->table->batches[own->next], ret_array)))
		own->next++;
	return status;
}

static const char *get_last_error(struct ArrowArrayStream *stream)
{
	(void)stream;
	return "out of memory";
}

static void release_stream(struct ArrowArrayStream *stream)
{
	struct stream *own = stream->private_data;

	table_unref(own->table);
	free(own);
	stream->release = NULL;
}

int table_export_stream(struct table *table, struct ArrowArrayStream *ret_stream)
{
	struct stream *own = malloc(sizeof *own);

	if (!own)
		return ENOMEM;
	own->table = table_ref(table);
	own->next = 0;
	*ret_stream = (struct ArrowArrayStream){ get_schema, get_next, get_last_error, release_stream, own };
	return 0;
}
