/* SPDX-License-Identifier: Apache-2.0 */
#include "event_json.h"

#include "decode/json.h"
#include "text.h"

/* Objects inside objects that are looked into; the deepest shape known has five. */
#define DEPTH_MAX 12

/* How far into a syslog line the element may begin. */
#define XML_SEARCH 1024

struct schain__event_json {
	schain__decode *decode;
	schain__winlog_names names;
	schain__json *outer;
	schain__json *inner; /* for JSON in a string; made when first needed */

	schain__winlog *record;
	schain_string xml;
	const schain__json_field *message; /* the rendered text; read only where it is all there is */
	unsigned unnamed;                  /* values without a name so far */
};

/* An object's members: fields[at] to fields[end - 1], some of them their own members. */
struct members {
	const schain__json_field *fields;
	uint32_t at, end;
};

/*
 * Objects that hold fields of the event: the log's own structure, Winlogbeat's
 * (winlog, event_data; event for event.original), Elasticsearch's and Splunk's
 * search results, osquery's rows.
 */
static const char *const containers[] = {
	"Event", "System", "EventData", "winlog", "event_data", "event",
	"_source", "result", "columns", "system", "correlation", "Correlation",
	"UserData", "WinVerifyTrust", "CryptCATAdminEnumCatalogFromHash", "CertGetCertificateChain",
	"CertVerifyCertificateChainPolicy"
};

/* Objects and suffixes that converters from XML keep attributes in. */
static const char *const attribute_objects[] = { "#attributes", "@attributes", "attributes", "$" };
static const char attribute_suffix[] = "_attributes";
static const char *const text_keys[] = { "#text", "Value", "text", "_" };

/* Strings that may hold the event as XML: syslog's message and what shippers call it. */
static const char *const xml_keys[] = {
	"SyslogMessage", "Message", "message", "_raw", "EventXML", "original", "EventData", "event",
	"Event", "log", "MESSAGE", "msg", "ParameterXml", "xml", "Xml", "XML"
};

/* What flattened exports put before a name. */
static const char *const paths[] = {
	"_source.", "winlog.", "event_data.", "Event.", "System.", "EventData."
};

static int is_one_of(schain_string key, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (schain__is(key, names[i]))
			return 1;
	return 0;
}

#define IS_ONE_OF(key, names) is_one_of(key, names, sizeof(names) / sizeof *(names))

static schain_string key_of(const schain__json_field *field)
{
	schain_string key = { field->key, field->key_size };

	return key;
}

static struct members members_of(const struct members *within, uint32_t at)
{
	struct members members = { within->fields, at + 1, within->fields[at].next };

	return members;
}

static schain_status text_of(schain__event_json *json, const schain__json_field *field,
                             schain_string *ret_text)
{
	*ret_text = schain__json_text(json->decode, field);
	return ret_text->data || !field->has_escapes ? SCHAIN_OK : SCHAIN_E_MEMORY;
}

static schain_status set(schain__event_json *json, int field, const schain__json_field *value)
{
	schain_string text;
	schain_status status;

	if (field < 0 || json->record->values[field].length)
		return SCHAIN_OK;
	status = text_of(json, value, &text);
	if (status == SCHAIN_OK)
		schain__winlog_set(json->record, field, text);
	return status;
}

static int field_of(const schain__event_json *json, schain_string name)
{
	return schain__winlog_field_of(&json->names, name.data, name.length);
}

/* The <Event> or <EventData> element in a text, up to its end tag: syslog may go on behind it. */
static schain_string find_xml(schain_string text)
{
	static const char *const ends[] = { "</Event>", "</EventData>" };
	schain_string head = { text.data, text.length < XML_SEARCH ? text.length : XML_SEARCH };
	size_t at = schain__position(head, "<Event"), name = sizeof "<Event" - 1;
	const char *end;

	if (at == SIZE_MAX || text.length - at <= name ||
	    !memchr(" >\t\r\nD", text.data[at + name], 6)) /* D: of EventData */
		return SCHAIN_STRING_NONE;
	end = ends[text.data[at + name] == 'D'];
	text = schain__from(text, at);
	for (at = text.length - name; at > 0; at--)
		if (text.data[at] == '<' && schain__begins(schain__from(text, at), end)) {
			text.length = at + strlen(end);
			break;
		}
	return text;
}

static schain_status keep_xml(schain__event_json *json, const schain__json_field *field)
{
	schain_string text;
	schain_status status;

	if (json->xml.data || !IS_ONE_OF(key_of(field), xml_keys))
		return SCHAIN_OK;
	/* "\u003c" is how some writers spell '<'; anything else has it as it is. */
	text.data = field->data;
	text.length = field->size < XML_SEARCH ? field->size : XML_SEARCH;
	if (!memchr(text.data, '<', text.length) && !schain__has(text, "\\u003"))
		return SCHAIN_OK;
	status = text_of(json, field, &text);
	if (status == SCHAIN_OK)
		json->xml = find_xml(text);
	return status;
}

static schain_string without_paths(schain_string key)
{
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		if (schain__begins(key, paths[i]))
			key = schain__from(key, strlen(paths[i]));
	return key;
}

/* A member by name, '@' before it or not; NULL when there is none. */
static const schain__json_field *find_member(struct members members, const char *name)
{
	for (; members.at < members.end; members.at = members.fields[members.at].next) {
		schain_string key = key_of(&members.fields[members.at]);

		if (key.length && key.data[0] == '@')
			key = schain__from(key, 1);
		if (schain__is(key, name))
			return &members.fields[members.at];
	}
	return NULL;
}

/* An attribute of an element turned into an object, in it or in an object of attributes. */
static const schain__json_field *find_attribute(struct members element, const char *name)
{
	const schain__json_field *found = find_member(element, name);

	for (; !found && element.at < element.end; element.at = element.fields[element.at].next)
		if (element.fields[element.at].kind == SCHAIN__JSON_OBJECT &&
		    IS_ONE_OF(key_of(&element.fields[element.at]), attribute_objects))
			found = find_member(members_of(&element, element.at), name);
	return found;
}

static const schain__json_field *find_text(struct members element)
{
	const schain__json_field *found = NULL;

	for (size_t i = 0; !found && i < sizeof text_keys / sizeof *text_keys; i++)
		found = find_member(element, text_keys[i]);
	return found;
}

/* An element of System whose value is an attribute, or a text beside attributes. */
static schain_status take_element(schain__event_json *json, int field, struct members element)
{
	const schain__json_field *value;

	if (field == SCHAIN__WINLOG_PROVIDER)
		value = find_attribute(element, "Name");
	else if (field == SCHAIN__WINLOG_CREATED)
		value = find_attribute(element, "SystemTime");
	else if (field == SCHAIN__WINLOG_EXECUTION)
		value = find_attribute(element, "ProcessID");
	else
		value = find_text(element);
	return value ? set(json, field, value) : SCHAIN_OK;
}

/* An element below UserData, whose values are attributes. */
static schain_status take_user(schain__event_json *json, schain_string name, struct members element)
{
	schain_status status = SCHAIN_OK;

	for (; element.at < element.end && status == SCHAIN_OK;
	     element.at = element.fields[element.at].next) {
		const schain__json_field *value = &element.fields[element.at];

		if (value->kind == SCHAIN__JSON_OBJECT && IS_ONE_OF(key_of(value), attribute_objects))
			status = take_user(json, name, members_of(&element, element.at));
		else if (value->kind != SCHAIN__JSON_OBJECT && value->kind != SCHAIN__JSON_ARRAY)
			status = set(json, schain__winlog_user_field(name, key_of(value)), value);
	}
	return status;
}

/* A value that only its place tells. */
static schain_status take_unnamed(schain__event_json *json, const schain__json_field *value)
{
	if (value->kind == SCHAIN__JSON_OBJECT || value->kind == SCHAIN__JSON_ARRAY ||
	    json->unnamed >= SCHAIN__WINLOG_DATA_COUNT)
		return SCHAIN_OK;
	return set(json, SCHAIN__WINLOG_DATA_1 + (int)json->unnamed++, value);
}

static schain_status take_list(schain__event_json *json, struct members list)
{
	schain_status status = SCHAIN_OK;

	for (; list.at < list.end && status == SCHAIN_OK; list.at = list.fields[list.at].next)
		status = take_unnamed(json, &list.fields[list.at]);
	return status;
}

/* <Data Name="...">text</Data> turned into an object. */
static schain_status take_named(schain__event_json *json, struct members element)
{
	const schain__json_field *name = find_attribute(element, "Name"), *value = find_text(element);
	schain_string text;
	schain_status status;

	if (!name && value && value->kind == SCHAIN__JSON_ARRAY)
		return take_list(json, members_of(&element, (uint32_t)(value - element.fields)));
	if (!name || !value || name->kind != SCHAIN__JSON_STRING)
		return SCHAIN_OK;
	status = text_of(json, name, &text);
	return status == SCHAIN_OK ? set(json, field_of(json, text), value) : status;
}

/* One such element, or many in an array. */
static schain_status take_data(schain__event_json *json, const struct members *within, uint32_t at)
{
	struct members elements = members_of(within, at);
	schain_status status = SCHAIN_OK;

	if (within->fields[at].kind == SCHAIN__JSON_OBJECT)
		return take_named(json, elements);
	for (; elements.at < elements.end && status == SCHAIN_OK;
	     elements.at = elements.fields[elements.at].next)
		if (elements.fields[elements.at].kind == SCHAIN__JSON_OBJECT)
			status = take_named(json, members_of(&elements, elements.at));
		else
			status = take_unnamed(json, &elements.fields[elements.at]);
	return status;
}

static schain_status take_members(schain__event_json *json, struct members members, unsigned depth);

static schain_status take_object(schain__event_json *json, const struct members *within, uint32_t at,
                                 unsigned depth)
{
	schain_string name = key_of(&within->fields[at]);
	size_t suffix = sizeof attribute_suffix - 1;
	int field;

	if (name.length > suffix && schain__is(schain__from(name, name.length - suffix), attribute_suffix))
		name.length -= suffix;
	if (IS_ONE_OF(name, containers) || IS_ONE_OF(name, attribute_objects))
		return depth < DEPTH_MAX ? take_members(json, members_of(within, at), depth + 1)
		                         : SCHAIN_OK;
	if (schain__winlog_is_user_element(name))
		return take_user(json, name, members_of(within, at));
	field = field_of(json, name);
	return field >= 0 ? take_element(json, field, members_of(within, at)) : SCHAIN_OK;
}

/* osquery hands EventData on as JSON in a string. */
static schain_status take_inner(schain__event_json *json, const schain__json_field *field,
                                unsigned depth)
{
	struct members members = { NULL, 0, 0 };
	schain_string text;
	char *padded;
	schain_status status = text_of(json, field, &text);

	/* Only once: what is being walked may be the inner reader's. */
	if (status != SCHAIN_OK || depth >= DEPTH_MAX - 1 || !text.length || text.data[0] != '{')
		return status;
	if (!json->inner)
		json->inner = schain__json_new(json->decode);
	padded = schain__decode_alloc(json->decode, text.length + SCHAIN__DECODE_PADDING);
	if (!json->inner || !padded)
		return SCHAIN_E_MEMORY;
	memcpy(padded, text.data, text.length);
	memset(padded + text.length, 0, SCHAIN__DECODE_PADDING);
	status = schain__json_parse(json->inner, padded, text.length, &members.fields, &members.end);
	return status == SCHAIN_OK ? take_members(json, members, DEPTH_MAX - 1) : status;
}

static schain_status take_member(schain__event_json *json, const struct members *within, uint32_t at,
                                 unsigned depth)
{
	const schain__json_field *field = &within->fields[at];
	schain_string key = key_of(field);
	schain_status status = SCHAIN_OK;
	int number;

	if (field->kind == SCHAIN__JSON_OBJECT && !schain__is(key, "Data"))
		return take_object(json, within, at, depth);
	if (field->kind == SCHAIN__JSON_OBJECT)
		return take_data(json, within, at);
	if (field->kind == SCHAIN__JSON_ARRAY)
		return schain__is(key, "Data") || schain__is(key, "EventData")
		               ? take_data(json, within, at)
		               : SCHAIN_OK;
	if (!key.length)
		return take_unnamed(json, field);
	if (field->kind == SCHAIN__JSON_STRING) {
		status = keep_xml(json, field);
		if (status == SCHAIN_OK && schain__is(key, "data"))
			status = take_inner(json, field, depth);
	}
	if (status != SCHAIN_OK)
		return status;
	number = field_of(json, without_paths(key));
	if (number != SCHAIN__WINLOG_MESSAGE)
		return set(json, number, field);
	if (!json->message)
		json->message = field;
	return SCHAIN_OK;
}

static schain_status take_members(schain__event_json *json, struct members members, unsigned depth)
{
	schain_status status = SCHAIN_OK;

	for (; members.at < members.end && status == SCHAIN_OK;
	     members.at = members.fields[members.at].next)
		status = take_member(json, &members, members.at, depth);
	return status;
}

schain__event_json *schain__event_json_new(schain__decode *decode)
{
	schain__event_json *json = schain__decode_reserve(decode, sizeof *json);

	if (!json)
		return NULL;
	memset(json, 0, sizeof *json);
	json->decode = decode;
	schain__winlog_names_init(&json->names);
	json->outer = schain__json_new(decode);
	if (!json->outer) {
		schain__event_json_free(json);
		return NULL;
	}
	return json;
}

void schain__event_json_free(schain__event_json *json)
{
	if (!json)
		return;
	schain__json_free(json->outer);
	schain__json_free(json->inner);
	schain__decode_release(json->decode, json, sizeof *json);
}

schain_status schain__event_json_parse(schain__event_json *json, const char *data, size_t size,
                                       schain__winlog *record, schain_string *ret_xml)
{
	struct members members = { NULL, 0, 0 };
	schain_status status;

	*ret_xml = SCHAIN_STRING_NONE;
	status = schain__json_parse(json->outer, data, size, &members.fields, &members.end);
	if (status != SCHAIN_OK)
		return status;
	json->record = record;
	json->xml = SCHAIN_STRING_NONE;
	json->message = NULL;
	json->unnamed = 0;
	status = take_members(json, members, 0);
	if (status == SCHAIN_OK && json->message && !record->values[SCHAIN__WINLOG_DATA_1].length &&
	    schain__winlog_origin_of(record) == SCHAIN__WINLOG_MSI)
		status = set(json, SCHAIN__WINLOG_MESSAGE, json->message);
	*ret_xml = json->xml;
	return status;
}
