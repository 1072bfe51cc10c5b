/* SPDX-License-Identifier: Apache-2.0 */
#include "event_xml.h"

#include "scrub.h"
#include "text.h"

#include <expat.h>
#include <limits.h>

/* Event, EventData, Data; other channels' UserData goes a little deeper. */
#define DEPTH_MAX 64

struct schain__event_xml {
	schain__decode *decode;
	XML_Parser parser;
	schain__winlog_names names;

	/* Of the element being parsed. */
	schain__winlog *record;
	schain_status status;
	const char *problem;
	unsigned depth;
	int field;           /* whose text is being collected, or -1 */
	unsigned field_depth;
	char *text;          /* collected so far */
	size_t length;
	size_t capacity;
};

static void stop(schain__event_xml *xml, schain_status status, const char *problem)
{
	xml->status = status;
	xml->problem = problem;
	XML_StopParser(xml->parser, XML_FALSE);
}

static void set_value(schain__event_xml *xml, int field, const char *data, size_t size)
{
	schain_string copy = schain__decode_copy(xml->decode, data, size);

	if (!copy.data)
		stop(xml, SCHAIN_E_MEMORY, NULL);
	else
		schain__winlog_set(xml->record, field, copy);
}

static const char *local_name(const char *name)
{
	const char *colon = strrchr(name, ':');

	return colon ? colon + 1 : name;
}

static const char *attribute_of(const char **attributes, const char *name)
{
	for (; *attributes; attributes += 2)
		if (!strcmp(local_name(attributes[0]), name))
			return attributes[1];
	return NULL;
}

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

static int take_attributes(schain__event_xml *xml, const char *element, const char **attributes)
{
	for (size_t i = 0; i < sizeof system_attributes / sizeof *system_attributes; i++) {
		const char *value;

		if (strcmp(element, system_attributes[i].element))
			continue;
		value = attribute_of(attributes, system_attributes[i].attribute);
		if (value && *value)
			set_value(xml, system_attributes[i].field, value, strlen(value));
		return 1;
	}
	return 0;
}

static void collect(schain__event_xml *xml, int field)
{
	if (field < 0 || xml->record->values[field].length)
		return;
	xml->field = field;
	xml->field_depth = xml->depth;
	xml->length = 0;
}

static void XMLCALL on_start(void *context, const char *name, const char **attributes)
{
	schain__event_xml *xml = context;
	const char *element = local_name(name);

	if (++xml->depth > DEPTH_MAX) {
		stop(xml, SCHAIN_E_SYNTAX, "elements nested too deep");
		return;
	}
	if (!strcmp(element, "Data")) {
		const char *data_name = attribute_of(attributes, "Name");

		if (data_name)
			collect(xml, schain__winlog_field_of(&xml->names, data_name, strlen(data_name)));
		return;
	}
	if (take_attributes(xml, element, attributes))
		return;
	for (size_t i = 0; i < sizeof system_elements / sizeof *system_elements; i++)
		if (!strcmp(element, system_elements[i].element))
			collect(xml, system_elements[i].field);
}

static void XMLCALL on_end(void *context, const char *name)
{
	schain__event_xml *xml = context;

	(void)name;
	if (xml->field >= 0 && xml->depth == xml->field_depth) {
		set_value(xml, xml->field, xml->text ? xml->text : "", xml->length);
		xml->field = -1;
	}
	xml->depth--;
}

static void XMLCALL on_text(void *context, const char *data, int size)
{
	schain__event_xml *xml = context;
	size_t more = (size_t)size;

	if (xml->field < 0)
		return;
	if (more > xml->capacity - xml->length) {
		/* A record's size bounds the text, so the sum stays far from SIZE_MAX. */
		size_t capacity = (xml->length + more) * 2;
		char *text = schain__decode_resize(xml->decode, xml->text, xml->capacity, capacity);

		if (!text) {
			stop(xml, SCHAIN_E_MEMORY, NULL);
			return;
		}
		xml->text = text;
		xml->capacity = capacity;
	}
	memcpy(xml->text + xml->length, data, more);
	xml->length += more;
}

/* Entities are how a small document becomes a large one; a log has no use for them. */
static void XMLCALL on_doctype(void *context, const char *name, const char *system_id,
                               const char *public_id, int has_subset)
{
	(void)name;
	(void)system_id;
	(void)public_id;
	(void)has_subset;
	stop(context, SCHAIN_E_SYNTAX, "a document type declaration is not allowed");
}

schain__event_xml *schain__event_xml_new(schain__decode *decode)
{
	schain__event_xml *xml = schain__decode_reserve(decode, sizeof *xml);

	if (!xml)
		return NULL;
	memset(xml, 0, sizeof *xml);
	xml->decode = decode;
	schain__winlog_names_init(&xml->names);
	xml->parser = XML_ParserCreate("UTF-8");
	if (!xml->parser) {
		schain__decode_release(decode, xml, sizeof *xml);
		return NULL;
	}
	return xml;
}

void schain__event_xml_free(schain__event_xml *xml)
{
	if (!xml)
		return;
	XML_ParserFree(xml->parser);
	schain__decode_release(xml->decode, xml->text, xml->capacity);
	schain__decode_release(xml->decode, xml, sizeof *xml);
}

static enum XML_Error parse(schain__event_xml *xml, const char *data, size_t size)
{
	XML_ParserReset(xml->parser, "UTF-8");
	XML_SetUserData(xml->parser, xml);
	XML_SetElementHandler(xml->parser, on_start, on_end);
	XML_SetCharacterDataHandler(xml->parser, on_text);
	XML_SetStartDoctypeDeclHandler(xml->parser, on_doctype);
	xml->status = SCHAIN_OK;
	xml->problem = NULL;
	xml->depth = 0;
	xml->field = -1;
	if (XML_Parse(xml->parser, data, (int)size, XML_TRUE) == XML_STATUS_OK)
		return XML_ERROR_NONE;
	return XML_GetErrorCode(xml->parser);
}

/* It ended while elements were open. */
static int is_cut(const struct schain__event_xml *xml, enum XML_Error code)
{
	return (code == XML_ERROR_NO_ELEMENTS || code == XML_ERROR_UNCLOSED_TOKEN ||
	        code == XML_ERROR_PARTIAL_CHAR) &&
	       xml->depth && xml->status == SCHAIN_OK;
}

static void keep_cut_field(schain__event_xml *xml)
{
	if (xml->field == SCHAIN__WINLOG_COMMAND_LINE || xml->field == SCHAIN__WINLOG_PARENT_COMMAND_LINE)
		set_value(xml, xml->field, xml->text ? xml->text : "", xml->length);
}

static int is_character_error(enum XML_Error code)
{
	return code == XML_ERROR_INVALID_TOKEN || code == XML_ERROR_BAD_CHAR_REF ||
	       code == XML_ERROR_PARTIAL_CHAR;
}

schain_status schain__event_xml_parse(schain__event_xml *xml, const char *data, size_t size,
                                      schain__winlog *record, const char **ret_problem,
                                      uint64_t *ret_column, int *ret_is_cut)
{
	schain__winlog before = *record;
	enum XML_Error code;

	*ret_is_cut = 0;
	if (size > INT_MAX / 8) {
		*ret_problem = "the element is too long";
		*ret_column = 0;
		return SCHAIN_E_SYNTAX;
	}
	xml->record = record;
	code = parse(xml, data, size);
	if (is_character_error(code) && xml->status == SCHAIN_OK) {
		schain_string clean;
		schain_status status = schain__scrub_xml(xml->decode, data, size, &clean);

		if (status != SCHAIN_OK)
			return status;
		*record = before;
		code = parse(xml, clean.data, clean.length);
	}
	if (is_cut(xml, code)) {
		*ret_is_cut = 1;
		keep_cut_field(xml);
		code = XML_ERROR_NONE;
	}
	if (xml->status == SCHAIN_OK && code == XML_ERROR_NONE)
		return SCHAIN_OK;
	if (xml->status == SCHAIN_E_MEMORY || code == XML_ERROR_NO_MEMORY)
		return SCHAIN_E_MEMORY;
	*ret_problem = xml->problem ? xml->problem : XML_ErrorString(code);
	*ret_column = XML_GetCurrentByteIndex(xml->parser) < 0
	                  ? 0
	                  : (uint64_t)XML_GetCurrentByteIndex(xml->parser) + 1;
	return SCHAIN_E_SYNTAX;
}
