/* SPDX-License-Identifier: Apache-2.0 */
#include "event_json.h"

#include "scrub.h"

#include <simdjson.h>

#include <cinttypes>
#include <cstdio>
#include <new>

namespace dom = simdjson::dom;

/* Objects inside objects that are looked into; the deepest shape known has five. */
#define DEPTH_MAX 12

struct schain__event_json {
	schain__decode *decode;
	schain__winlog_names names;
	dom::parser parser;
	dom::parser inner; /* for JSON in a string */

	schain__winlog *record;
	schain_string xml;
	schain_status status;
};

namespace {

typedef std::string_view view;

bool is_one_of(view key, const view *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (key == names[i])
			return true;
	return false;
}

#define IS_ONE_OF(key, names) is_one_of(key, names, sizeof(names) / sizeof *(names))

/*
 * Objects that hold fields of the event: the log's own structure, Winlogbeat's
 * (winlog, event_data; event for event.original), Elasticsearch's and Splunk's
 * search results, osquery's rows.
 */
const view containers[] = { "Event", "System", "EventData", "winlog", "event_data", "event",
	                    "_source", "result", "columns", "system", "correlation", "Correlation" };

/* Objects and suffixes that converters from XML keep attributes in. */
const view attribute_objects[] = { "#attributes", "@attributes", "attributes", "$" };
const view text_keys[] = { "#text", "Value", "text", "_" };

/* Strings that may hold the event as XML: syslog's message and what shippers call it. */
const view xml_keys[] = { "SyslogMessage", "Message", "message", "_raw", "EventXML", "original",
	                  "EventData", "event", "Event", "log", "MESSAGE", "msg", "ParameterXml",
	                  "xml", "Xml", "XML" };

/* How far into a syslog line the element may begin. */
#define XML_SEARCH 1024

void copy(schain__event_json *json, int field, const char *data, size_t size)
{
	schain_string value;

	if (json->record->values[field].length)
		return;
	value = schain__decode_copy(json->decode, data, size);
	if (!value.data)
		json->status = SCHAIN_E_MEMORY;
	else
		schain__winlog_set(json->record, field, value);
}

/* A scalar as its text; false for objects, arrays and null. */
bool set_scalar(schain__event_json *json, int field, dom::element value)
{
	char number[32];
	view text;
	int length;

	switch (value.type()) {
	case dom::element_type::STRING:
		if (value.get(text) == simdjson::SUCCESS)
			copy(json, field, text.data(), text.size());
		return true;
	case dom::element_type::INT64:
		length = snprintf(number, sizeof number, "%" PRId64, int64_t(value.get_int64().value_unsafe()));
		break;
	case dom::element_type::UINT64:
		length = snprintf(number, sizeof number, "%" PRIu64, uint64_t(value.get_uint64().value_unsafe()));
		break;
	case dom::element_type::BOOL:
		length = snprintf(number, sizeof number, "%s",
		                  value.get_bool().value_unsafe() ? "true" : "false");
		break;
	default:
		return value.type() == dom::element_type::DOUBLE;
	}
	copy(json, field, number, size_t(length));
	return true;
}

/* Where an <Event> or <EventData> element begins, or the text's size. */
size_t find_xml(view text)
{
	static const char tag[] = "<Event";
	size_t at = text.substr(0, XML_SEARCH).find(tag);

	if (at == view::npos || text.size() - at <= sizeof tag)
		return text.size();
	switch (text[at + sizeof tag - 1]) {
	case ' ':
	case '>':
	case '\t':
	case '\r':
	case '\n':
	case 'D': /* of EventData */
		return at;
	default:
		return text.size();
	}
}

void keep_xml(schain__event_json *json, view key, view text)
{
	view tag;
	size_t at;

	if (json->xml.data || !IS_ONE_OF(key, xml_keys))
		return;
	at = find_xml(text);
	if (at == text.size())
		return;
	/* Up to its end tag: syslog may go on behind it. */
	text = text.substr(at);
	tag = text.substr(0, sizeof "<EventD" - 1) == "<EventD" ? "</EventData>" : "</Event>";
	at = text.rfind(tag);
	json->xml = schain__decode_copy(json->decode, text.data(),
	                                at == view::npos ? text.size() : at + tag.size());
	if (!json->xml.data)
		json->status = SCHAIN_E_MEMORY;
}

/* The key without the path that flattened exports put before it. */
view strip_path(view key)
{
	static const view paths[] = { "_source.", "winlog.", "event_data.", "Event.", "System.",
		                      "EventData." };

	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		if (key.substr(0, paths[i].size()) == paths[i])
			key.remove_prefix(paths[i].size());
	return key;
}

view strip_sign(view key)
{
	if (!key.empty() && key[0] == '@')
		key.remove_prefix(1);
	return key;
}

/* The attribute or text `wanted` of an element turned into an object. */
bool find_in(dom::object object, view wanted, dom::element &ret_value)
{
	for (auto entry : object) {
		dom::object attributes;

		if (strip_sign(entry.key) == wanted) {
			ret_value = entry.value;
			return true;
		}
		if (IS_ONE_OF(entry.key, attribute_objects) &&
		    entry.value.get(attributes) == simdjson::SUCCESS &&
		    attributes[wanted].get(ret_value) == simdjson::SUCCESS)
			return true;
	}
	return false;
}

bool find_text(dom::object object, dom::element &ret_value)
{
	for (size_t i = 0; i < sizeof text_keys / sizeof *text_keys; i++)
		if (object[text_keys[i]].get(ret_value) == simdjson::SUCCESS)
			return true;
	return false;
}

/* Elements of System whose value is an attribute, or a text beside attributes. */
void take_system(schain__event_json *json, int field, dom::object object)
{
	dom::element value;

	switch (field) {
	case SCHAIN__WINLOG_PROVIDER:
		if (find_in(object, "Name", value))
			set_scalar(json, field, value);
		break;
	case SCHAIN__WINLOG_CREATED:
		if (find_in(object, "SystemTime", value))
			set_scalar(json, field, value);
		break;
	default:
		if (find_text(object, value))
			set_scalar(json, field, value);
		break;
	}
}

/* <Data Name="...">: an object, or many in an array. */
void take_data(schain__event_json *json, dom::element data)
{
	dom::array array;
	dom::object object;
	dom::element name, value;
	view text;
	int field;

	if (data.get(array) == simdjson::SUCCESS) {
		for (dom::element element : array)
			if (element.is_object())
				take_data(json, element);
		return;
	}
	if (data.get(object) != simdjson::SUCCESS || !find_in(object, "Name", name) ||
	    name.get(text) != simdjson::SUCCESS || !find_text(object, value))
		return;
	field = schain__winlog_field_of(&json->names, text.data(), text.size());
	if (field >= 0)
		set_scalar(json, field, value);
}

void take_object(schain__event_json *json, dom::object object, unsigned depth);

/* osquery hands EventData on as JSON in a string. */
void take_inner(schain__event_json *json, view text, unsigned depth)
{
	dom::object object;

	/* Only once: what is being walked may be the inner parser's. */
	if (depth >= DEPTH_MAX - 1 || json->inner.parse(text.data(), text.size()).get(object) != simdjson::SUCCESS)
		return;
	take_object(json, object, DEPTH_MAX - 1);
}

void take_member(schain__event_json *json, view key, dom::element value, unsigned depth)
{
	static const view suffix = "_attributes";
	dom::object object;
	view text;
	int field;

	if (value.get(text) == simdjson::SUCCESS) {
		keep_xml(json, key, text);
		if (key == "data" && !text.empty() && text[0] == '{')
			take_inner(json, text, depth);
	}
	if (key == "Data") {
		take_data(json, value);
		return;
	}
	if (value.get(object) == simdjson::SUCCESS) {
		view name = key;

		if (name.size() > suffix.size() && name.substr(name.size() - suffix.size()) == suffix)
			name.remove_suffix(suffix.size());
		if (IS_ONE_OF(name, containers) || IS_ONE_OF(name, attribute_objects)) {
			if (depth < DEPTH_MAX)
				take_object(json, object, depth + 1);
			return;
		}
		field = schain__winlog_field_of(&json->names, name.data(), name.size());
		if (field >= 0)
			take_system(json, field, object);
		return;
	}
	key = strip_path(key);
	field = schain__winlog_field_of(&json->names, key.data(), key.size());
	if (field >= 0)
		set_scalar(json, field, value);
}

void take_object(schain__event_json *json, dom::object object, unsigned depth)
{
	for (auto entry : object) {
		take_member(json, entry.key, entry.value, depth);
		if (json->status != SCHAIN_OK)
			break;
	}
}

schain_status fail(simdjson::error_code code, const char **ret_problem)
{
	if (code == simdjson::MEMALLOC)
		return SCHAIN_E_MEMORY;
	*ret_problem = simdjson::error_message(code);
	return SCHAIN_E_SYNTAX;
}

} // namespace

schain__event_json *schain__event_json_new(schain__decode *decode)
{
	void *memory = schain__decode_reserve(decode, sizeof(schain__event_json));
	schain__event_json *json;

	if (!memory)
		return NULL;
	json = new (memory) schain__event_json();
	json->decode = decode;
	schain__winlog_names_init(&json->names);
	return json;
}

void schain__event_json_free(schain__event_json *json)
{
	schain__decode *decode;

	if (!json)
		return;
	decode = json->decode;
	json->~schain__event_json();
	schain__decode_release(decode, json, sizeof *json);
}

schain_status schain__event_json_parse(schain__event_json *json, const char *data, size_t size,
                                       schain__winlog *record, schain_string *ret_xml,
                                       const char **ret_problem)
{
	static_assert(SCHAIN__DECODE_PADDING >= simdjson::SIMDJSON_PADDING, "simdjson reads so far");
	dom::element root;
	dom::object object;
	simdjson::error_code code = json->parser.parse(data, size, false).get(root);

	if (code == simdjson::UTF8_ERROR) {
		schain_string clean;
		schain_status status = schain__scrub_utf8(json->decode, data, size, &clean);

		if (status != SCHAIN_OK)
			return status;
		code = json->parser.parse(clean.data, clean.length, false).get(root);
	}
	if (code != simdjson::SUCCESS)
		return fail(code, ret_problem);
	if (root.get(object) != simdjson::SUCCESS) {
		*ret_problem = "an event is a JSON object";
		return SCHAIN_E_SYNTAX;
	}
	json->record = record;
	json->xml = SCHAIN_STRING_NONE;
	json->status = SCHAIN_OK;
	take_object(json, object, 0);
	*ret_xml = json->xml;
	return json->status;
}
