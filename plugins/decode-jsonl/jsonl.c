/* SPDX-License-Identifier: Apache-2.0 */
/* The library's own events, one JSON object each: doc/formats/supplychain-jsonl.md. */
#include "decode-jsonl/fields.h"
#include "decode/json.h"

#include <stdio.h>
#include <string.h>

struct driver {
	schain__decode *decode;
	schain__json *json;
	schain__json_keys *keys[SCHAIN__OBJECT_COUNT];
	schain__json_keys *types; /* schain_event.type by name */
	const schain__json_field *fields;
};

static int probe(const char *data, size_t size, int is_all)
{
	schain_string type, time;
	int has_type = schain__json_peek(data, size, "type", &type);
	int has_time = schain__json_peek(data, size, "time", &time);

	if (!has_type || !has_time || (has_type > 0 && schain_event_type_of(type) == SCHAIN_EVENT_NONE))
		return 0;
	if (has_type < 0 || has_time < 0)
		return is_all ? 0 : -1;
	return 90;
}

static void close_driver(void *self)
{
	struct driver *driver = self;

	for (int i = 0; i < SCHAIN__OBJECT_COUNT; i++)
		schain__json_keys_free(driver->decode, driver->keys[i]);
	schain__json_keys_free(driver->decode, driver->types);
	schain__json_free(driver->json);
	schain__decode_release(driver->decode, driver, sizeof *driver);
}

static void *open_driver(schain__decode *decode, schain_error *error)
{
	struct driver *driver = schain__decode_reserve(decode, sizeof *driver);
	const char *types[SCHAIN_EVENT_FLUSH + 1];
	int is_whole;

	(void)error;
	if (!driver)
		return NULL;
	memset(driver, 0, sizeof *driver);
	driver->decode = decode;
	driver->json = schain__json_new(decode);
	for (uint32_t i = 0; i <= SCHAIN_EVENT_FLUSH; i++)
		types[i] = schain_event_type_get_name(i);
	driver->types = schain__json_keys_new(decode, types, sizeof *types, SCHAIN_EVENT_FLUSH + 1);
	is_whole = driver->json && driver->types;
	for (int i = 0; is_whole && i < SCHAIN__OBJECT_COUNT; i++) {
		driver->keys[i] = schain__json_keys_new(decode, schain__objects[i].fields,
		                                        sizeof *schain__objects[i].fields,
		                                        schain__objects[i].field_count);
		is_whole = driver->keys[i] != NULL;
	}
	if (is_whole)
		return driver;
	close_driver(driver);
	return NULL;
}

static schain_status wrong(struct driver *driver, const schain__json_field *given,
                           const schain__field *field, const char *expected)
{
	char message[160];

	snprintf(message, sizeof message, "\"%s\": expected %s", field->name, expected);
	return schain__decode_problem(driver->decode, schain__json_column(driver->json, given), message);
}

static schain_status set_text(struct driver *driver, const schain__json_field *given,
                              const schain__field *field, schain_string *target)
{
	if (given->kind != SCHAIN__JSON_STRING)
		return wrong(driver, given, field, "a string");
	*target = schain__json_text(driver->decode, given);
	return target->data ? SCHAIN_OK : SCHAIN_E_MEMORY;
}

/* Members of the array at `given`: the fields between it and the next of its level. */
static schain_status set_texts(struct driver *driver, const schain__json_field *given,
                               const schain__field *field, schain_dns *dns)
{
	uint32_t first = (uint32_t)(given - driver->fields) + 1, count = given->next - first;
	schain_string *texts;
	schain_status status;

	if (given->kind != SCHAIN__JSON_ARRAY)
		return wrong(driver, given, field, "an array of strings");
	texts = schain__decode_alloc(driver->decode, count * sizeof *texts);
	if (!texts)
		return SCHAIN_E_MEMORY;
	for (uint32_t i = 0; i < count; i++)
		if ((status = set_text(driver, &driver->fields[first + i], field, &texts[i])))
			return status;
	dns->answers = count ? texts : NULL;
	dns->answer_count = count;
	return SCHAIN_OK;
}

static schain_status set_choice(struct driver *driver, const schain__json_field *given,
                                const schain__field *field, uint32_t *target)
{
	uint64_t number;

	if (given->kind == SCHAIN__JSON_NUMBER) {
		if (!schain__json_unsigned(given, &number) || number >= UINT32_MAX)
			return wrong(driver, given, field, "a name or a number");
		*target = (uint32_t)number;
		return SCHAIN_OK;
	}
	if (given->kind != SCHAIN__JSON_STRING)
		return wrong(driver, given, field, "a name or a number");
	if (field->kind == SCHAIN__FIELD_TYPE) {
		/* A newer version's event type is not damage: the event is passed over. */
		*target = schain__json_keys_find(driver->types, given->data, given->size);
		return SCHAIN_OK;
	}
	*target = schain__field_value_of(field, schain__json_text(driver->decode, given));
	if (*target == UINT32_MAX)
		return wrong(driver, given, field, "a name this format defines");
	return SCHAIN_OK;
}

static schain_status set_flags(struct driver *driver, const schain__json_field *given,
                               const schain__field *field, uint32_t *target)
{
	uint32_t first = (uint32_t)(given - driver->fields) + 1, bit;
	const schain__json_field *member;

	if (given->kind != SCHAIN__JSON_ARRAY)
		return set_choice(driver, given, field, target);
	*target = 0;
	for (uint32_t i = first; i < given->next; i = member->next) {
		member = &driver->fields[i];
		if (member->kind != SCHAIN__JSON_STRING)
			return wrong(driver, member, field, "an array of names");
		bit = schain__field_value_of(field, schain__json_text(driver->decode, member));
		if (bit == UINT32_MAX)
			return wrong(driver, member, field, "names this format defines");
		*target |= 1u << bit;
	}
	return SCHAIN_OK;
}

static schain_status set_time(struct driver *driver, const schain__json_field *given,
                              const schain__field *field, schain_time *target)
{
	schain_string text;

	if (given->kind == SCHAIN__JSON_STRING) {
		text = schain__json_text(driver->decode, given);
		*target = text.data ? schain__decode_time(text.data, text.length) : 0;
		if (*target)
			return SCHAIN_OK;
	} else if (given->kind == SCHAIN__JSON_NUMBER && schain__json_signed(given, target)) {
		return SCHAIN_OK;
	}
	return wrong(driver, given, field, "an RFC 3339 time or whole nanoseconds");
}

static schain_status set_number(struct driver *driver, const schain__json_field *given,
                                const schain__field *field, void *target)
{
	uint64_t number;

	if (field->kind == SCHAIN__FIELD_SIGNED)
		return schain__json_signed(given, target)
		               ? SCHAIN_OK : wrong(driver, given, field, "a whole number");
	if (!schain__json_unsigned(given, &number) ||
	    (field->kind == SCHAIN__FIELD_SHORT && number > UINT32_MAX))
		return wrong(driver, given, field, "a whole number, not negative");
	if (field->kind == SCHAIN__FIELD_SHORT)
		*(uint32_t *)target = (uint32_t)number;
	else
		*(uint64_t *)target = number;
	return SCHAIN_OK;
}

static schain_status read_members(struct driver *driver, enum schain__object_id id, void *base,
                                  uint32_t from, uint32_t to);

static schain_status read_object(struct driver *driver, const schain__json_field *given,
                                 const schain__field *field, const void **target)
{
	const schain__object *object = &schain__objects[field->object];
	uint32_t index = (uint32_t)(given - driver->fields);
	void *base;

	if (given->kind != SCHAIN__JSON_OBJECT)
		return wrong(driver, given, field, "an object");
	base = schain__decode_alloc(driver->decode, object->size);
	if (!base)
		return SCHAIN_E_MEMORY;
	memset(base, 0, object->size);
	memcpy(base, &object->size, sizeof object->size);
	*target = base;
	return read_members(driver, field->object, base, index + 1, given->next);
}

static schain_status read_field(struct driver *driver, const schain__json_field *given,
                                const schain__field *field, void *base)
{
	void *target = (char *)base + field->offset;

	switch (field->kind) {
	case SCHAIN__FIELD_TEXT:
		return set_text(driver, given, field, target);
	case SCHAIN__FIELD_TEXTS:
		return set_texts(driver, given, field, base);
	case SCHAIN__FIELD_UNSIGNED:
	case SCHAIN__FIELD_SHORT:
	case SCHAIN__FIELD_SIGNED:
		return set_number(driver, given, field, target);
	case SCHAIN__FIELD_TIME:
		return set_time(driver, given, field, target);
	case SCHAIN__FIELD_TYPE:
	case SCHAIN__FIELD_SOURCE:
	case SCHAIN__FIELD_CHOICE:
		return set_choice(driver, given, field, target);
	case SCHAIN__FIELD_FLAGS:
		return set_flags(driver, given, field, target);
	case SCHAIN__FIELD_TRUTH:
		if (given->kind != SCHAIN__JSON_TRUE && given->kind != SCHAIN__JSON_FALSE)
			return wrong(driver, given, field, "true or false");
		*(uint32_t *)target = given->kind == SCHAIN__JSON_TRUE ? SCHAIN_YES : SCHAIN_NO;
		return SCHAIN_OK;
	case SCHAIN__FIELD_OBJECT:
		break;
	}
	return read_object(driver, given, field, target);
}

static schain_status read_members(struct driver *driver, enum schain__object_id id, void *base,
                                  uint32_t from, uint32_t to)
{
	const schain__json_field *given;
	schain_status status;
	uint32_t index;

	for (uint32_t i = from; i < to; i = given->next) {
		given = &driver->fields[i];
		index = schain__json_keys_find(driver->keys[id], given->key, given->key_size);
		if (index == SCHAIN__JSON_NO_KEY || given->kind == SCHAIN__JSON_NULL)
			continue;
		status = read_field(driver, given, &schain__objects[id].fields[index], base);
		if (status)
			return status;
	}
	return SCHAIN_OK;
}

static schain_status record(void *self, const char *data, size_t size)
{
	struct driver *driver = self;
	schain__decode *decode = driver->decode;
	schain_event *event;
	schain_status status;
	uint32_t count;

	status = schain__json_parse(driver->json, data, size, &driver->fields, &count);
	if (status)
		return status;
	event = &schain__decode_slot(decode)->event;
	status = read_members(driver, SCHAIN__OBJECT_EVENT, event, 0, count);
	if (status)
		return status;
	if (event->type == SCHAIN__JSON_NO_KEY) {
		schain__decode_ignore(decode);
		return SCHAIN_OK;
	}
	if (event->type == SCHAIN_EVENT_NONE)
		return schain__decode_problem(decode, 0, "the event has no \"type\"");
	if (!event->time)
		return schain__decode_problem(decode, 0, "the event has no \"time\"");
	return schain__decode_commit(decode);
}

const schain__driver schain__driver_jsonl = {
	.format = {
		.struct_size = sizeof(schain_format),
		.name = "supplychain-jsonl",
		.summary = "the library's own events, a JSON object each",
		.fields = "all of an event",
		.missing = "nothing",
	},
	.framing = SCHAIN__FRAMING_JSON,
	.probe = probe,
	.open = open_driver,
	.record = record,
	.close = close_driver,
};
