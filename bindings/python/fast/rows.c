/* SPDX-License-Identifier: Apache-2.0 */
#include "rows.h"

#include <stdio.h>
#include <string.h>

static enum column_kind kind_of(const struct field *field)
{
	switch (field->kind) {
	case KIND_U32:
		return COLUMN_U32;
	case KIND_U64:
		return COLUMN_U64;
	case KIND_I64:
		return COLUMN_I64;
	case KIND_TIME:
		return COLUMN_TIME;
	case KIND_TRUTH:
		return COLUMN_TRUTH;
	case KIND_FLAGS:
	case KIND_TEXTS:
		return COLUMN_TEXTS;
	default:
		return COLUMN_TEXT;
	}
}

/* Depth first; add_shape() counts in the same order. */
static int add_columns(struct table *table, const struct shape *shape, const char *prefix)
{
	char name[128];

	for (size_t i = 0; i < shape->count; i++) {
		const struct field *field = &shape->fields[i];

		snprintf(name, sizeof name, "%s%s", prefix, field->name);
		if (field->kind != KIND_OBJECT) {
			if (!table_add_column(table, name, kind_of(field)))
				return 0;
			continue;
		}
		strcat(name, ".");
		if (!add_columns(table, field->shape, name))
			return 0;
	}
	return 1;
}

int rows_of_events(struct table *table)
{
	return add_columns(table, &event_shape, "");
}

static int add_choice(struct table *table, size_t column, const struct field *field, uint32_t value)
{
	const char *name = field->name_of(value);
	char number[16];

	if (!value && field->kind != KIND_TYPE)
		return 1;
	if (!name) {
		snprintf(number, sizeof number, "%lu", (unsigned long)value); /* of a newer sensor */
		name = number;
	}
	return table_set_text(table, column, name, strlen(name));
}

static int add_flags(struct table *table, size_t column, const struct field *field, uint32_t value)
{
	for (uint32_t bit = 1; bit; bit <<= 1) {
		const char *name = value & bit ? field->name_of(bit) : NULL;

		if (name && !table_add_text(table, column, name, strlen(name)))
			return 0;
	}
	return 1;
}

static int add_texts(struct table *table, size_t column, const schain_string *texts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!table_add_text(table, column, texts[i].data, texts[i].length))
			return 0;
	return 1;
}

static int add_text(struct table *table, size_t column, const schain_string *text)
{
	return !text->length || table_set_text(table, column, text->data, text->length);
}

/* What is not known is null. */
static int add_number(struct table *table, size_t column, uint64_t number)
{
	return !number || table_set_number(table, column, number);
}

static int add_field(struct table *table, size_t column, const struct field *field, const void *owner)
{
	const void *value = (const char *)owner + field->offset;
	const schain_dns *dns = owner;
	uint32_t truth;

	switch (field->kind) {
	case KIND_TEXT:
		return add_text(table, column, value);
	case KIND_U32:
		return add_number(table, column, *(const uint32_t *)value);
	case KIND_U64:
		return add_number(table, column, *(const uint64_t *)value);
	case KIND_I64:
		return add_number(table, column, (uint64_t)*(const int64_t *)value);
	case KIND_TIME:
		return table_set_number(table, column, (uint64_t)*(const schain_time *)value);
	case KIND_TYPE:
	case KIND_CHOICE:
		return add_choice(table, column, field, *(const uint32_t *)value);
	case KIND_FLAGS:
		return add_flags(table, column, field, *(const uint32_t *)value);
	case KIND_TRUTH:
		truth = *(const uint32_t *)value;
		return truth == SCHAIN_UNKNOWN || table_set_truth(table, column, truth == SCHAIN_YES);
	case KIND_TEXTS:
		return add_texts(table, column, dns->answers, dns->answer_count);
	default:
		return 1;
	}
}

static size_t columns_of(const struct shape *shape)
{
	size_t count = 0;

	for (size_t i = 0; i < shape->count; i++)
		count += shape->fields[i].kind == KIND_OBJECT ? columns_of(shape->fields[i].shape) : 1;
	return count;
}

/* Returns the column behind those of the shape; 0 when memory is out. */
static size_t add_shape(struct table *table, size_t column, const struct shape *shape, const void *owner)
{
	for (size_t i = 0; i < shape->count; i++) {
		const struct field *field = &shape->fields[i];
		const void *part;

		if (field->kind != KIND_OBJECT) {
			if (table_is_wanted(table, column) && !add_field(table, column, field, owner))
				return 0;
			column++;
			continue;
		}
		part = *(const void *const *)((const char *)owner + field->offset);
		if (!part)
			column += columns_of(field->shape);
		else if (!(column = add_shape(table, column, field->shape, part)))
			return 0;
	}
	return column;
}

int rows_add_event(struct table *table, const schain_event *event)
{
	return add_shape(table, 0, &event_shape, event) && table_end_row(table);
}

static const struct {
	const char *name;
	enum column_kind kind;
} verdict_columns[] = {
	{ "id", COLUMN_TEXT },
	{ "revision", COLUMN_U32 },
	{ "final", COLUMN_TRUTH },
	{ "level", COLUMN_TEXT },
	{ "score", COLUMN_I32 },
	{ "confidence", COLUMN_U32 },
	{ "host", COLUMN_TEXT },
	{ "os", COLUMN_TEXT },
	{ "product", COLUMN_TEXT },
	{ "version", COLUMN_TEXT },
	{ "previous_version", COLUMN_TEXT },
	{ "installer", COLUMN_TEXT },
	{ "first_time", COLUMN_TIME },
	{ "last_time", COLUMN_TIME },
	{ "technique", COLUMN_TEXT },
	{ "strategy", COLUMN_TEXT },
	{ "analytic", COLUMN_TEXT },
	{ "explanation", COLUMN_TEXT },
	{ "stages", COLUMN_TEXTS },
	{ "signals", COLUMN_TEXTS },
	{ "files", COLUMN_TEXTS },
	{ "destinations", COLUMN_TEXTS },
	{ "isolate", COLUMN_TEXTS },
	{ "preserve", COLUMN_TEXTS },
};

int rows_of_verdicts(struct table *table)
{
	for (size_t i = 0; i < sizeof verdict_columns / sizeof *verdict_columns; i++)
		if (!table_add_column(table, verdict_columns[i].name, verdict_columns[i].kind))
			return 0;
	return 1;
}

static int set_name(struct table *table, size_t column, const char *name)
{
	return table_set_text(table, column, name, strlen(name));
}

static int add_lists(struct table *table, size_t column, const schain_verdict *verdict)
{
	for (uint32_t stage = 0; stage < SCHAIN_STAGE_COUNT; stage++) {
		const char *name = schain_stage_get_name(stage);

		if (verdict->stages >> stage & 1 && !table_add_text(table, column, name, strlen(name)))
			return 0;
	}
	column++;
	for (size_t i = 0; i < verdict->signal_count; i++)
		if (!add_texts(table, column, &verdict->signals[i].name, 1))
			return 0;
	column++;
	for (size_t i = 0; i < verdict->file_count; i++)
		if (!add_texts(table, column, &verdict->files[i].path, 1))
			return 0;
	column++;
	for (size_t i = 0; i < verdict->destination_count; i++) {
		const schain_verdict_destination *it = &verdict->destinations[i];

		if (!add_texts(table, column, it->host_name.length ? &it->host_name : &it->address, 1))
			return 0;
	}
	return add_texts(table, column + 1, verdict->isolate, verdict->isolate_count) &&
	       add_texts(table, column + 2, verdict->preserve, verdict->preserve_count);
}

int rows_add_verdict(struct table *table, const schain_verdict *verdict)
{
	const schain_string *const texts[] = { &verdict->product, &verdict->version, &verdict->previous_version,
	                                       &verdict->installer };
	const schain_string *const attack[] = { &verdict->technique, &verdict->strategy, &verdict->analytic,
	                                        &verdict->explanation };
	static const char *const systems[] = { NULL, "windows", "linux", "macos" };
	size_t at = 0;

	if (!add_text(table, at++, &verdict->id) || !table_set_number(table, at++, verdict->revision) ||
	    !table_set_truth(table, at++, verdict->is_final != 0) ||
	    !set_name(table, at++, schain_level_get_name(verdict->level)) ||
	    !table_set_number(table, at++, (uint32_t)verdict->score) ||
	    !table_set_number(table, at++, verdict->confidence) || !add_text(table, at++, &verdict->host))
		return 0;
	if (verdict->os && verdict->os < sizeof systems / sizeof *systems && !set_name(table, at, systems[verdict->os]))
		return 0;
	at++;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (!add_text(table, at++, texts[i]))
			return 0;
	if (!add_number(table, at++, (uint64_t)verdict->first_time) || !add_number(table, at++, (uint64_t)verdict->last_time))
		return 0;
	for (size_t i = 0; i < sizeof attack / sizeof *attack; i++)
		if (!add_text(table, at++, attack[i]))
			return 0;
	return add_lists(table, at, verdict) && table_end_row(table);
}
