/* SPDX-License-Identifier: Apache-2.0 */
/* Any product's JSON events, by a mapping: doc/formats/mapped-json.md. */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif
#include "decode-mapped/mapping.h"
#include "decode/frame.h"

#include <string.h>

struct driver {
	schain__decode *decode;
	schain__json *json;
	schain__mapping *mapping;
	const schain__json_field *fields;
	const schain__json_field *value[SCHAIN__MAPPING_SOURCES]; /* by source; NULL if absent */
	void *part[SCHAIN__MAPPING_PARTS];                        /* NULL until something is set in it */
};

static void close_driver(void *self)
{
	struct driver *driver = self;

	schain__mapping_free(driver->mapping);
	schain__json_free(driver->json);
	schain__decode_release(driver->decode, driver, sizeof *driver);
}

static schain_status read_mapping(struct driver *driver, schain_error *error)
{
	const char *yaml = schain__decode_options(driver->decode)->mapping;

	if (!yaml)
		return schain__decode_fail(error, SCHAIN_E_ARGUMENT,
		                           "the format \"mapped-json\" needs a mapping");
#ifdef HAVE_YAML
	return schain__mapping_read(driver->mapping, yaml, error);
#else
	return schain__decode_fail(error, SCHAIN_E_UNSUPPORTED,
	                           "this build was configured without YAML");
#endif
}

static void *open_driver(schain__decode *decode, schain_error *error)
{
	struct driver *driver = schain__decode_reserve(decode, sizeof *driver);

	if (!driver)
		return NULL;
	memset(driver, 0, sizeof *driver);
	driver->decode = decode;
	driver->json = schain__json_new(decode);
	driver->mapping = schain__mapping_new(decode);
	if (driver->json && driver->mapping && !read_mapping(driver, error))
		return driver;
	close_driver(driver);
	return NULL;
}

static int is_answered(struct driver *driver, const schain__condition *condition)
{
	const schain__question *question = &driver->mapping->questions[condition->question];
	const schain__json_field *field = driver->value[question->source];
	schain_string text;
	uint32_t answer;

	if (!field)
		return 0;
	text = schain__json_text(driver->decode, field);
	if (!text.data)
		return 0;
	answer = schain__json_keys_find(question->keys, text.data, text.length);
	for (uint32_t i = 0; i < condition->count; i++)
		if (condition->answers[i] == answer)
			return 1;
	return 0;
}

static const schain__rule *choose(struct driver *driver)
{
	const schain__mapping *mapping = driver->mapping;
	uint32_t j;

	for (uint32_t i = 0; i < mapping->rule_count; i++) {
		const schain__rule *rule = &mapping->rules[i];

		for (j = 0; j < rule->condition_count && is_answered(driver, &rule->conditions[j]); j++)
			;
		if (j == rule->condition_count)
			return rule;
	}
	return NULL;
}

/* The struct a value goes to, linked to the event with its first value. */
static void *make_part(struct driver *driver, schain__slot *slot, uint32_t index)
{
	const schain__part *part = &driver->mapping->parts[index];
	uint32_t size = schain__objects[part->object].size;
	char *parent, *base;

	if (driver->part[index])
		return driver->part[index];
	parent = make_part(driver, slot, part->parent);
	if (!parent)
		return NULL;
	if (part->slot_offset != UINT32_MAX) {
		base = (char *)slot + part->slot_offset;
	} else {
		base = schain__decode_alloc(driver->decode, size);
		if (!base)
			return NULL;
		memset(base, 0, size);
		memcpy(base, &size, sizeof size);
	}
	memcpy(parent + part->link, &base, sizeof base);
	driver->part[index] = base;
	return base;
}

static schain_status wrong(struct driver *driver, const schain__json_field *given,
                           const char *expected)
{
	return schain__decode_problem(driver->decode, schain__json_column(driver->json, given),
	                              expected);
}

static schain_status set_texts(struct driver *driver, const schain__json_field *given,
                               schain_dns *dns)
{
	uint32_t first = (uint32_t)(given - driver->fields) + (given->kind == SCHAIN__JSON_ARRAY);
	uint32_t count = given->next - first;
	schain_string *texts;

	if (given->kind == SCHAIN__JSON_OBJECT)
		return wrong(driver, given, "expected text or a list of it");
	texts = schain__decode_alloc(driver->decode, count * sizeof *texts);
	if (!texts)
		return SCHAIN_E_MEMORY;
	for (uint32_t i = 0; i < count; i++) {
		texts[i] = schain__json_text(driver->decode, &driver->fields[first + i]);
		if (!texts[i].data)
			return wrong(driver, &driver->fields[first + i], "expected text or a list of it");
	}
	dns->answers = count ? texts : NULL;
	dns->answer_count = count;
	return SCHAIN_OK;
}

/* A word without a meaning in the mapping leaves the field as the mapping's default says. */
static uint32_t translate(struct driver *driver, const schain__json_field *given,
                          const schain__assignment *assignment)
{
	schain_string text = schain__json_text(driver->decode, given);
	uint32_t value;

	if (!text.data)
		return assignment->fallback;
	if (assignment->values) {
		value = schain__json_keys_find(assignment->values, text.data, text.length);
		return value == SCHAIN__JSON_NO_KEY ? assignment->fallback : assignment->numbers[value];
	}
	if (assignment->field->kind == SCHAIN__FIELD_TRUTH) {
		if (given->kind == SCHAIN__JSON_TRUE || given->kind == SCHAIN__JSON_FALSE)
			return given->kind == SCHAIN__JSON_TRUE ? SCHAIN_YES : SCHAIN_NO;
		return assignment->fallback;
	}
	value = schain__field_value_of(assignment->field, text);
	if (assignment->field->kind == SCHAIN__FIELD_FLAGS && value < 32)
		value = 1u << value;
	return value == UINT32_MAX ? assignment->fallback : value;
}

static schain_status set_number(struct driver *driver, const schain__json_field *given,
                                const schain__field *field, void *target)
{
	uint64_t number;

	if (field->kind == SCHAIN__FIELD_SIGNED)
		return schain__json_signed(given, target) ? SCHAIN_OK
		                                          : wrong(driver, given, "expected a whole number");
	if (!schain__json_unsigned(given, &number) ||
	    (field->kind == SCHAIN__FIELD_SHORT && number > UINT32_MAX))
		return wrong(driver, given, "expected a whole number, not negative");
	if (field->kind == SCHAIN__FIELD_SHORT)
		*(uint32_t *)target = (uint32_t)number;
	else
		*(uint64_t *)target = number;
	return SCHAIN_OK;
}

static schain_status set_value(struct driver *driver, const schain__json_field *given,
                               const schain__assignment *assignment, void *base)
{
	void *target = (char *)base + assignment->field->offset;
	schain_string text;

	switch (assignment->field->kind) {
	case SCHAIN__FIELD_TEXT:
		text = schain__json_text(driver->decode, given);
		if (!text.data)
			return given->kind >= SCHAIN__JSON_NULL ? wrong(driver, given, "expected text")
			                                        : SCHAIN_E_MEMORY;
		*(schain_string *)target = text;
		return SCHAIN_OK;
	case SCHAIN__FIELD_TEXTS:
		return set_texts(driver, given, base);
	case SCHAIN__FIELD_UNSIGNED:
	case SCHAIN__FIELD_SHORT:
	case SCHAIN__FIELD_SIGNED:
		return set_number(driver, given, assignment->field, target);
	default:
		*(uint32_t *)target = translate(driver, given, assignment);
		return SCHAIN_OK;
	}
}

static void set_constant(const schain__assignment *assignment, void *base)
{
	void *target = (char *)base + assignment->field->offset;

	switch (assignment->field->kind) {
	case SCHAIN__FIELD_TEXT:
		*(schain_string *)target = assignment->text;
		break;
	case SCHAIN__FIELD_UNSIGNED:
	case SCHAIN__FIELD_SIGNED:
		*(uint64_t *)target = assignment->number;
		break;
	default:
		*(uint32_t *)target = (uint32_t)assignment->number;
		break;
	}
}

static schain_status set_time(struct driver *driver, schain_time *target)
{
	const schain__mapping *mapping = driver->mapping;
	const schain__json_field *given = driver->value[mapping->time_source];
	schain_string text;

	if (!given)
		return schain__decode_problem(driver->decode, 0, "the field of the time is missing");
	if (mapping->time_unit == SCHAIN__TIME_NUMBER) {
		if (schain__json_duration(given, mapping->time_scale, target))
			return SCHAIN_OK;
		return wrong(driver, given, "expected a time as a number");
	}
	text = schain__json_text(driver->decode, given);
	*target = text.data ? schain__decode_time(text.data, text.length) : 0;
	return *target ? SCHAIN_OK : wrong(driver, given, "expected an RFC 3339 time");
}

static schain_status fill(struct driver *driver, const schain__rule *rule, schain__slot *slot)
{
	schain_status status;
	void *base;

	memset(driver->part, 0, driver->mapping->part_count * sizeof *driver->part);
	driver->part[0] = &slot->event;
	slot->event.type = rule->type;
	if ((status = set_time(driver, &slot->event.time)))
		return status;
	for (uint32_t i = 0; i < rule->assignment_count; i++) {
		const schain__assignment *assignment = &rule->assignments[i];
		const schain__json_field *given = NULL;

		if (assignment->source != SCHAIN__NO_SOURCE) {
			given = driver->value[assignment->source];
			if (!given)
				continue;
		}
		base = make_part(driver, slot, assignment->part);
		if (!base)
			return SCHAIN_E_MEMORY;
		if (!given)
			set_constant(assignment, base);
		else if ((status = set_value(driver, given, assignment, base)))
			return status;
	}
	return SCHAIN_OK;
}

static schain_status record(void *self, const char *data, size_t size)
{
	struct driver *driver = self;
	const schain__rule *rule;
	schain_status status;
	uint32_t count;

	status = schain__json_parse(driver->json, data, size, &driver->fields, &count);
	if (status)
		return status;
	memset(driver->value, 0, driver->mapping->source_count * sizeof *driver->value);
	schain__mapping_gather(driver->mapping, driver->fields, 0, count, driver->value);
	rule = choose(driver);
	if (!rule) {
		schain__decode_ignore(driver->decode);
		return SCHAIN_OK;
	}
	status = fill(driver, rule, schain__decode_slot(driver->decode));
	return status ? status : schain__decode_commit(driver->decode);
}

const schain__driver schain__driver_mapped = {
	.format = {
		.struct_size = sizeof(schain_format),
		.name = "mapped-json",
		.summary = "any product's JSON events, by a mapping",
		.fields = "what the mapping names",
		.missing = "never recognised from content: it has to be asked for",
	},
	.framing = SCHAIN__FRAMING_JSON,
	.open = open_driver,
	.record = record,
	.close = close_driver,
};
