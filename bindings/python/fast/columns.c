/* SPDX-License-Identifier: Apache-2.0 */
#include "columns.h"
#include "batch.h"

#include <stdlib.h>
#include <string.h>

#define TEXT_LIMIT ((size_t)1 << 28) /* bytes of a column at which its batch ends; offsets have 31 bits */

static int grow(struct buffer *buffer, size_t size)
{
	size_t capacity = buffer->capacity ? buffer->capacity : 256;
	char *data;

	if (size <= buffer->capacity - buffer->size && buffer->data)
		return 1;
	while (capacity - buffer->size < size) {
		if (capacity > SIZE_MAX / 2)
			return 0;
		capacity *= 2;
	}
	if (!(data = realloc(buffer->data, capacity)))
		return 0;
	buffer->data = data;
	buffer->capacity = capacity;
	return 1;
}

static int put(struct buffer *buffer, const void *data, size_t size)
{
	if (!grow(buffer, size))
		return 0;
	if (size)
		memcpy(buffer->data + buffer->size, data, size);
	buffer->size += size;
	return 1;
}

static int put_zeros(struct buffer *buffer, size_t size)
{
	if (!grow(buffer, size))
		return 0;
	memset(buffer->data + buffer->size, 0, size);
	buffer->size += size;
	return 1;
}

static size_t width_of(enum column_kind kind)
{
	switch (kind) {
	case COLUMN_U32:
	case COLUMN_I32:
		return 4;
	case COLUMN_U64:
	case COLUMN_I64:
	case COLUMN_TIME:
		return 8;
	default:
		return 0;
	}
}

static int put_offset(struct buffer *offsets, size_t end)
{
	int32_t value = (int32_t)end;

	return put(offsets, &value, sizeof value);
}

static int has_offsets(enum column_kind kind)
{
	return kind == COLUMN_TEXT || kind == COLUMN_TEXTS;
}

static size_t end_of(const struct column *column)
{
	return column->kind == COLUMN_TEXTS ? column->cells.items : column->cells.data.size;
}

/* Bits and offsets up to that row, which are nulls. */
static int pad(struct column *column, size_t rows)
{
	struct cells *cells = &column->cells;
	size_t bytes = (rows + 7) / 8;

	if (has_offsets(column->kind) && !cells->offsets.size && !put_offset(&cells->offsets, 0))
		return 0;
	if (bytes > cells->validity.size && !put_zeros(&cells->validity, bytes - cells->validity.size))
		return 0;
	if (column->kind == COLUMN_TRUTH && bytes > cells->data.size && !put_zeros(&cells->data, bytes - cells->data.size))
		return 0;
	if (width_of(column->kind) && !put_zeros(&cells->data, (rows - cells->rows) * width_of(column->kind)))
		return 0;
	for (; cells->rows < rows; cells->rows++) {
		cells->nulls++;
		if (has_offsets(column->kind) && !put_offset(&cells->offsets, end_of(column)))
			return 0;
	}
	return 1;
}

/* Makes the cell of the current row one that is not null; its value comes next. */
static struct column *begin_cell(struct table *table, size_t index)
{
	struct column *column = &table->columns[index];
	size_t row = table->row;

	if (!pad(column, row))
		return NULL;
	if (row / 8 >= column->cells.validity.size && !put_zeros(&column->cells.validity, 1))
		return NULL;
	column->cells.validity.data[row / 8] |= (char)(1 << row % 8);
	column->cells.rows = row + 1;
	column->is_used = 1;
	return column;
}

int table_set_number(struct table *table, size_t index, uint64_t number)
{
	uint32_t half = (uint32_t)number;
	struct column *column = begin_cell(table, index);

	if (!column)
		return 0;
	return width_of(column->kind) == 4 ? put(&column->cells.data, &half, 4) : put(&column->cells.data, &number, 8);
}

int table_set_truth(struct table *table, size_t index, int is_true)
{
	struct column *column = begin_cell(table, index);
	size_t row = table->row;

	if (!column || (row / 8 >= column->cells.data.size && !put_zeros(&column->cells.data, 1)))
		return 0;
	if (is_true)
		column->cells.data.data[row / 8] |= (char)(1 << row % 8);
	return 1;
}

/* Bytes of the character at `at`; 0 if it is none (RFC 3629, section 4). */
static size_t character_at(const unsigned char *at, size_t length)
{
	unsigned char first = at[0], low = 0x80, high = 0xbf;
	size_t size;

	if (first < 0x80)
		return 1;
	if (first < 0xc2 || first > 0xf4)
		return 0;
	size = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
	if (size > length)
		return 0;
	if (first == 0xe0)
		low = 0xa0;
	else if (first == 0xed)
		high = 0x9f;
	else if (first == 0xf0)
		low = 0x90;
	else if (first == 0xf4)
		high = 0x8f;
	if (at[1] < low || at[1] > high)
		return 0;
	for (size_t i = 2; i < size; i++)
		if (at[i] < 0x80 || at[i] > 0xbf)
			return 0;
	return size;
}

static int put_text(struct buffer *buffer, const char *data, size_t length)
{
	size_t from = 0, at = 0;

	while (at < length) {
		size_t size = character_at((const unsigned char *)data + at, length - at);

		if (size) {
			at += size;
			continue;
		}
		if (!put(buffer, data + from, at - from) || !put(buffer, "\xef\xbf\xbd", 3))
			return 0;
		from = ++at;
	}
	return put(buffer, data + from, at - from);
}

int table_set_text(struct table *table, size_t index, const char *data, size_t length)
{
	struct column *column = begin_cell(table, index);

	if (!column || length > INT32_MAX / 4 || !put_text(&column->cells.data, data, length))
		return 0;
	if (column->cells.data.size > TEXT_LIMIT)
		table->is_full = 1;
	return put_offset(&column->cells.offsets, column->cells.data.size);
}

int table_add_text(struct table *table, size_t index, const char *data, size_t length)
{
	struct column *column = &table->columns[index];
	struct cells *cells = &column->cells;

	if (cells->rows <= table->row && (!begin_cell(table, index) || !put_offset(&cells->offsets, cells->items)))
		return 0;
	if (!cells->item_offsets.size && !put_offset(&cells->item_offsets, 0))
		return 0;
	if (length > INT32_MAX / 4 || !put_text(&cells->data, data, length))
		return 0;
	if (cells->data.size > TEXT_LIMIT)
		table->is_full = 1;
	cells->items++;
	/* The row's list ends behind this one. */
	cells->offsets.size -= sizeof(int32_t);
	return put_offset(&cells->item_offsets, cells->data.size) && put_offset(&cells->offsets, cells->items);
}

static int end_batch(struct table *table)
{
	struct batch **batches, *batch;

	if (!table->row)
		return 1;
	if (!(batches = realloc(table->batches, (table->batch_count + 1) * sizeof *batches)))
		return 0;
	table->batches = batches;
	if (!(batch = batch_new(table->row, table->column_count)))
		return 0;
	for (size_t i = 0; i < table->column_count; i++) {
		batch->cells[i] = table->columns[i].cells;
		memset(&table->columns[i].cells, 0, sizeof table->columns[i].cells);
	}
	table->batches[table->batch_count++] = batch;
	table->total += table->row;
	table->row = 0;
	table->is_full = 0;
	return 1;
}

int table_end_row(struct table *table)
{
	table->row++;
	return table->row < table->batch_rows && !table->is_full ? 1 : end_batch(table);
}

int table_finish(struct table *table, size_t first_optional)
{
	if (!end_batch(table))
		return 0;
	for (size_t i = first_optional; i < table->column_count; i++)
		if (!table->columns[i].is_used)
			table->columns[i].is_wanted = 0;
	/* A column that had nothing in a batch has its nulls now. */
	for (size_t i = 0; i < table->batch_count; i++)
		for (size_t j = 0; j < table->column_count; j++) {
			struct column padded = { .kind = table->columns[j].kind, .cells = table->batches[i]->cells[j] };
			int is_done = !table->columns[j].is_wanted || pad(&padded, table->batches[i]->rows);

			table->batches[i]->cells[j] = padded.cells;
			if (!is_done)
				return 0;
		}
	return 1;
}

struct table *table_new(size_t batch_rows)
{
	struct table *table = calloc(1, sizeof *table);

	if (table) {
		atomic_init(&table->references, 1);
		table->batch_rows = batch_rows;
	}
	return table;
}

struct table *table_ref(struct table *table)
{
	atomic_fetch_add(&table->references, 1);
	return table;
}

void table_unref(struct table *table)
{
	if (!table || atomic_fetch_sub(&table->references, 1) > 1)
		return;
	for (size_t i = 0; i < table->batch_count; i++)
		batch_unref(table->batches[i]);
	for (size_t i = 0; i < table->column_count; i++) {
		cells_dispose(&table->columns[i].cells);
		free(table->columns[i].name);
	}
	free(table->batches);
	free(table->columns);
	free(table);
}

int table_add_column(struct table *table, const char *name, enum column_kind kind)
{
	struct column *columns = realloc(table->columns, (table->column_count + 1) * sizeof *columns), *added;

	if (!columns)
		return 0;
	table->columns = columns;
	added = &columns[table->column_count];
	memset(added, 0, sizeof *added);
	added->kind = kind;
	added->is_wanted = 1;
	if (!(added->name = malloc(strlen(name) + 1)))
		return 0;
	strcpy(added->name, name);
	table->column_count++;
	return 1;
}

size_t table_count_columns(const struct table *table)
{
	return table->column_count;
}

const char *table_get_name(const struct table *table, size_t column)
{
	return table->columns[column].name;
}

void table_want(struct table *table, size_t column, int is_wanted)
{
	table->columns[column].is_wanted = is_wanted;
}

int table_is_wanted(const struct table *table, size_t column)
{
	return table->columns[column].is_wanted;
}

uint64_t table_count_rows(const struct table *table)
{
	return table->total;
}

size_t table_count_batches(const struct table *table)
{
	return table->batch_count;
}
