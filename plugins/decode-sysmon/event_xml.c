/* SPDX-License-Identifier: Apache-2.0 */
#include "event_xml.h"

#include "element.h"
#include "scrub.h"

#include <expat.h>
#include <limits.h>
#include <string.h>

struct schain__event_xml {
	schain__decode *decode;
	XML_Parser parser;
	schain__element element;
	schain_status status; /* of the element being parsed */
	const char *problem;
};

static void stop(schain__event_xml *xml, schain_status status, const char *problem)
{
	xml->status = status;
	xml->problem = problem;
	XML_StopParser(xml->parser, XML_FALSE);
}

static void check(schain__event_xml *xml, schain_status status)
{
	if (status == SCHAIN_E_LIMIT)
		stop(xml, SCHAIN_E_SYNTAX, "elements nested too deep");
	else if (status != SCHAIN_OK)
		stop(xml, status, NULL);
}

static schain_string local_name(const char *name)
{
	const char *colon = strrchr(name, ':');
	schain_string local = { colon ? colon + 1 : name, strlen(colon ? colon + 1 : name) };

	return local;
}

static void XMLCALL on_start(void *context, const char *name, const char **attributes)
{
	schain__event_xml *xml = context;
	schain_status status = schain__element_start(&xml->element, local_name(name));

	for (; *attributes && status == SCHAIN_OK; attributes += 2) {
		schain_string value = { attributes[1], strlen(attributes[1]) };

		status = schain__element_attribute(&xml->element, local_name(attributes[0]), value);
	}
	check(xml, status);
}

static void XMLCALL on_end(void *context, const char *name)
{
	schain__event_xml *xml = context;

	(void)name;
	check(xml, schain__element_end(&xml->element));
}

static void XMLCALL on_text(void *context, const char *data, int size)
{
	schain__event_xml *xml = context;

	check(xml, schain__element_text(&xml->element, data, (size_t)size));
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
	schain__element_init(&xml->element, decode);
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
	schain__element_dispose(&xml->element);
	schain__decode_release(xml->decode, xml, sizeof *xml);
}

static enum XML_Error parse(schain__event_xml *xml, const char *data, size_t size,
                            schain__winlog *record)
{
	XML_ParserReset(xml->parser, "UTF-8");
	XML_SetUserData(xml->parser, xml);
	XML_SetElementHandler(xml->parser, on_start, on_end);
	XML_SetCharacterDataHandler(xml->parser, on_text);
	XML_SetStartDoctypeDeclHandler(xml->parser, on_doctype);
	xml->status = SCHAIN_OK;
	xml->problem = NULL;
	schain__element_begin(&xml->element, record);
	if (XML_Parse(xml->parser, data, (int)size, XML_TRUE) == XML_STATUS_OK)
		return XML_ERROR_NONE;
	return XML_GetErrorCode(xml->parser);
}

/* It ended while elements were open. */
static int is_cut(const struct schain__event_xml *xml, enum XML_Error code)
{
	return (code == XML_ERROR_NO_ELEMENTS || code == XML_ERROR_UNCLOSED_TOKEN ||
	        code == XML_ERROR_PARTIAL_CHAR) &&
	       xml->element.depth && xml->status == SCHAIN_OK;
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
	code = parse(xml, data, size, record);
	if (is_character_error(code) && xml->status == SCHAIN_OK) {
		schain_string clean;
		schain_status status = schain__scrub_xml(xml->decode, data, size, &clean);

		if (status != SCHAIN_OK)
			return status;
		*record = before;
		code = parse(xml, clean.data, clean.length, record);
	}
	if (is_cut(xml, code)) {
		*ret_is_cut = 1;
		xml->status = schain__element_cut(&xml->element);
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
