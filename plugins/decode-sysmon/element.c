/* SPDX-License-Identifier: Apache-2.0 */
#include "element.h"

#include "text.h"

/* System's elements whose value is an attribute. */
static const struct {
	const char *element, *attribute;
	int field;
} system_attributes[] = {
	{ "Provider", "Name", SCHAIN__WINLOG_PROVIDER },
	{ "TimeCreated", "SystemTime", SCHAIN__WINLOG_CREATED },
	{ "Correlation", "ActivityID", SCHAIN__WINLOG_ACTIVITY },
	{ "Execution", "ProcessID", SCHAIN__WINLOG_EXECUTION },
};

/* And those whose value is their text. */
static const struct {
	const char *element;
	int field;
} system_elements[] = {
	{ "EventID", SCHAIN__WINLOG_EVENT_ID },
	{ "EventRecordID", SCHAIN__WINLOG_RECORD },
	{ "Channel", SCHAIN__WINLOG_CHANNEL },
	{ "Computer", SCHAIN__WINLOG_COMPUTER },
};

static const char data_element[] = "Data";
static const char user_element[] = "UserData";

void schain__element_init(schain__element *element, schain__decode *decode)
{
	memset(element, 0, sizeof *element);
	element->decode = decode;
	schain__winlog_names_init(&element->names);
}

void schain__element_dispose(schain__element *element)
{
	schain__decode_release(element->decode, element->text, element->capacity);
	element->text = NULL;
}

void schain__element_begin(schain__element *element, schain__winlog *record)
{
	element->record = record;
	element->depth = 0;
	element->name = NULL;
	element->field = -1;
	element->data_count = 0;
	element->user_depth = 0;
}

static schain_status set_value(schain__element *element, int field, const char *data, size_t size)
{
	schain_string copy = schain__decode_copy(element->decode, data, size);

	if (!copy.data)
		return SCHAIN_E_MEMORY;
	schain__winlog_set(element->record, field, copy);
	return SCHAIN_OK;
}

/* What is below UserData has no names of its own but those of its elements. */
static void start_user(schain__element *element, schain_string name)
{
	element->user_length = 0;
	if (name.length > sizeof element->user || !schain__winlog_is_user_element(name))
		return;
	memcpy(element->user, name.data, name.length);
	element->user_length = name.length;
	element->name = user_element;
}

static void collect(schain__element *element, int field)
{
	if (field < 0 || element->record->values[field].length)
		return;
	element->field = field;
	element->field_depth = element->depth;
	element->length = 0;
}

schain_status schain__element_start(schain__element *element, schain_string name)
{
	element->name = NULL;
	if (++element->depth > SCHAIN__ELEMENT_DEPTH)
		return SCHAIN_E_LIMIT;
	if (element->user_depth) {
		start_user(element, name);
		return SCHAIN_OK;
	}
	if (schain__is(name, data_element)) {
		element->name = data_element;
		/* Known by its place until an attribute names it. */
		if (element->data_count < SCHAIN__WINLOG_DATA_COUNT)
			collect(element, SCHAIN__WINLOG_DATA_1 + (int)element->data_count);
		return SCHAIN_OK;
	}
	if (schain__is(name, user_element)) {
		element->user_depth = element->depth;
		return SCHAIN_OK;
	}
	for (size_t i = 0; i < sizeof system_attributes / sizeof *system_attributes; i++)
		if (schain__is(name, system_attributes[i].element))
			element->name = system_attributes[i].element;
	for (size_t i = 0; i < sizeof system_elements / sizeof *system_elements; i++)
		if (schain__is(name, system_elements[i].element))
			collect(element, system_elements[i].field);
	return SCHAIN_OK;
}

schain_status schain__element_attribute(schain__element *element, schain_string name,
                                        schain_string value)
{
	if (!element->name)
		return SCHAIN_OK;
	if (element->name == data_element) {
		if (schain__is(name, "Name")) {
			element->field = -1;
			collect(element,
			        schain__winlog_field_of(&element->names, value.data, value.length));
		}
		return SCHAIN_OK;
	}
	if (element->name == user_element) {
		schain_string within = { element->user, element->user_length };
		int field = schain__winlog_user_field(within, name);

		return field < 0 || element->record->values[field].length
		           ? SCHAIN_OK
		           : set_value(element, field, value.data, value.length);
	}
	for (size_t i = 0; i < sizeof system_attributes / sizeof *system_attributes; i++)
		if (element->name == system_attributes[i].element && value.length &&
		    schain__is(name, system_attributes[i].attribute))
			return set_value(element, system_attributes[i].field, value.data, value.length);
	return SCHAIN_OK;
}

schain_status schain__element_text(schain__element *element, const char *data, size_t size)
{
	element->name = NULL;
	if (element->field < 0 || !size)
		return SCHAIN_OK;
	if (size > element->capacity - element->length) {
		/* A record's size bounds the text, so the sum stays far from SIZE_MAX. */
		size_t capacity = (element->length + size) * 2;
		char *text = schain__decode_resize(element->decode, element->text, element->capacity,
		                                   capacity);

		if (!text)
			return SCHAIN_E_MEMORY;
		element->text = text;
		element->capacity = capacity;
	}
	memcpy(element->text + element->length, data, size);
	element->length += size;
	return SCHAIN_OK;
}

static int is_unnamed(const schain__element *element)
{
	return element->field >= SCHAIN__WINLOG_DATA_1 && element->field <= SCHAIN__WINLOG_DATA_5;
}

/* The text collected is the field's value. */
static schain_status keep(schain__element *element)
{
	int field = element->field;

	element->data_count += (unsigned)is_unnamed(element);
	element->field = -1;
	return set_value(element, field, element->text ? element->text : "", element->length);
}

schain_status schain__element_separate(schain__element *element)
{
	schain_status status;

	if (!is_unnamed(element))
		return schain__element_text(element, " ", 1);
	status = keep(element);
	if (status == SCHAIN_OK && element->data_count < SCHAIN__WINLOG_DATA_COUNT)
		collect(element, SCHAIN__WINLOG_DATA_1 + (int)element->data_count);
	return status;
}

schain_status schain__element_end(schain__element *element)
{
	schain_status status = SCHAIN_OK;

	if (element->field >= 0 && element->depth == element->field_depth)
		status = keep(element);
	if (element->depth == element->user_depth)
		element->user_depth = 0;
	element->name = NULL;
	if (element->depth)
		element->depth--;
	return status;
}

schain_status schain__element_cut(schain__element *element)
{
	if (element->field != SCHAIN__WINLOG_COMMAND_LINE &&
	    element->field != SCHAIN__WINLOG_PARENT_COMMAND_LINE)
		return SCHAIN_OK;
	return set_value(element, element->field, element->text ? element->text : "", element->length);
}
