/* SPDX-License-Identifier: Apache-2.0 */
/* Destinations as JSON objects, with the names of schain_destination. */
extern "C" {
#include "egress.h"
}

#include <new>

#include <simdjson.h>

using namespace simdjson;

struct egress_json {
	dom::parser parser;
};

struct egress_json *egress_json_new(void)
{
	return new (std::nothrow) egress_json;
}

void egress_json_free(struct egress_json *json)
{
	delete json;
}

namespace {

/* Leaves what is not there as it is. */
void text_of(dom::object object, const char *name, schain_string &text)
{
	std::string_view value;

	if (object[name].get(value) != SUCCESS)
		return;
	text.data = value.data();
	text.length = value.size();
}

uint64_t number_of(dom::object object, const char *name)
{
	uint64_t number;

	return object[name].get(number) == SUCCESS ? number : 0;
}

} // namespace

int egress_json_destination(struct egress_json *json, schain_string line,
                            schain_destination *ret_destination, schain_error *error)
{
	dom::object object;
	error_code code = json->parser.parse(line.data, line.length).get(object);
	uint64_t number;

	if (code != SUCCESS) {
		error->code = SCHAIN_E_FORMAT;
		snprintf(error->message, sizeof error->message, "%s", error_message(code));
		return 0;
	}
	text_of(object, "name", ret_destination->name);
	text_of(object, "address", ret_destination->address);
	text_of(object, "service", ret_destination->service);
	text_of(object, "host", ret_destination->host);
	text_of(object, "product", ret_destination->product);
	text_of(object, "vendor", ret_destination->vendor);
	text_of(object, "signer", ret_destination->signer);
	text_of(object, "program", ret_destination->program);
	number = number_of(object, "port");
	ret_destination->port = number < 65536 ? (uint32_t)number : 0;
	number = number_of(object, "protocol");
	ret_destination->protocol = number < 256 ? (uint32_t)number : 0;
	ret_destination->bytes_sent = number_of(object, "bytes_sent");
	number = number_of(object, "time");
	ret_destination->time = number <= INT64_MAX ? (schain_time)number : 0;
	return 1;
}
