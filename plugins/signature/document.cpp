/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/document.h"

#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <simdjson.h>

/* Bundles and trusted roots have some ten levels. */
static const size_t depth_limit = 32;
static const size_t pointer_limit = 256;

struct schain__document {
	simdjson::dom::parser parser;
	simdjson::dom::element root;
};

extern "C" schain_status schain__document_parse(schain__bytes json, schain__document **ret_document)
{
	schain__document *self = new (std::nothrow) schain__document;
	simdjson::error_code error;

	if (!self)
		return SCHAIN_E_MEMORY;
	error = self->parser.allocate(json.size + 1, depth_limit);
	if (!error)
		error = self->parser.parse(json.data, json.size).get(self->root);
	if (error) {
		delete self;
		return error == simdjson::MEMALLOC ? SCHAIN_E_MEMORY : SCHAIN_E_SYNTAX;
	}
	*ret_document = self;
	return SCHAIN_OK;
}

extern "C" void schain__document_free(schain__document *document)
{
	delete document;
}

static bool find(const schain__document *document, simdjson::dom::element *ret_element,
                 const char *format, va_list arguments)
{
	char pointer[pointer_limit];
	int size = vsnprintf(pointer, sizeof pointer, format, arguments);

	if (size < 0 || (size_t)size >= sizeof pointer)
		return false;
	return document->root.at_pointer(pointer).get(*ret_element) == simdjson::SUCCESS;
}

extern "C" int schain__document_has(const schain__document *document, const char *pointer, ...)
{
	simdjson::dom::element element;
	va_list arguments;
	bool found;

	va_start(arguments, pointer);
	found = find(document, &element, pointer, arguments);
	va_end(arguments);
	return found && !element.is_null();
}

extern "C" int schain__document_string(const schain__document *document, schain__bytes *ret_text,
                                       const char *pointer, ...)
{
	simdjson::dom::element element;
	std::string_view text;
	va_list arguments;
	bool found;

	va_start(arguments, pointer);
	found = find(document, &element, pointer, arguments);
	va_end(arguments);
	if (!found || element.get(text) != simdjson::SUCCESS)
		return 0;
	ret_text->data = reinterpret_cast<const uint8_t *>(text.data());
	ret_text->size = text.size();
	return 1;
}

extern "C" int schain__document_number(const schain__document *document, int64_t *ret_number,
                                       const char *pointer, ...)
{
	simdjson::dom::element element;
	std::string_view text;
	char digits[24], *end;
	va_list arguments;
	bool found;

	va_start(arguments, pointer);
	found = find(document, &element, pointer, arguments);
	va_end(arguments);
	if (!found)
		return 0;
	if (element.get(*ret_number) == simdjson::SUCCESS)
		return 1;
	if (element.get(text) != simdjson::SUCCESS || text.empty() || text.size() >= sizeof digits ||
	    !(text[0] == '-' || (text[0] >= '0' && text[0] <= '9')))
		return 0;
	text.copy(digits, text.size());
	digits[text.size()] = 0;
	*ret_number = strtoll(digits, &end, 10);
	return !*end;
}

extern "C" size_t schain__document_count(const schain__document *document, const char *pointer, ...)
{
	simdjson::dom::element element;
	simdjson::dom::array array;
	va_list arguments;
	bool found;

	va_start(arguments, pointer);
	found = find(document, &element, pointer, arguments);
	va_end(arguments);
	return found && element.get(array) == simdjson::SUCCESS ? array.size() : 0;
}
