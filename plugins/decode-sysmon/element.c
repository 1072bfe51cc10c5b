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
}

static schain_status set_value(schain__element *element, int field, const char *data, size_t size)
{
	schain_string copy = schain__decode_copy(element->decode, data, size);

	if (!copy.data)
		return SCHAIN_E_MEMORY;
	schain__winlog_set(element->record, field, copy);
	return SCHAIN_OK;
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
	if (schain__is(name, data_element)) {
		element->name = data_element;
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
		if (schain__is(name, "Name"))
			collect(element,
			        schain__winlog_field_of(&element->names, value.data, value.length));
		return SCHAIN_OK;
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

schain_status schain__element_end(schain__element *element)
{
	schain_status status = SCHAIN_OK;

	if (element->field >= 0 && element->depth == element->field_depth) {
		status = set_value(element, element->field, element->text ? element->text : "",
		                   element->length);
		element->field = -1;
	}
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
