/* SPDX-License-Identifier: Apache-2.0 */
#include "egress/json.h"

#include <new>

#include <simdjson.h>

using namespace simdjson;

struct schain__eg_json {
	dom::parser parser;
};

struct schain__eg_json *schain__eg_json_new(void)
{
	return new (std::nothrow) schain__eg_json;
}

void schain__eg_json_free(struct schain__eg_json *json)
{
	delete json;
}

namespace {

schain_string borrowed(std::string_view text)
{
	schain_string string;

	string.data = text.data();
	string.length = text.size();
	return string;
}

schain_status failed(error_code code, schain_error *error)
{
	if (code == MEMALLOC)
		return schain__eg_fail_memory(error);
	return schain__eg_fail(error, SCHAIN_E_FORMAT, "%s", error_message(code));
}

/* The first of some names that the object has. */
dom::element member(dom::object object, const char *const *names, bool &is_there)
{
	dom::element value;

	is_there = false;
	for (; *names && !is_there; names++)
		is_there = object[*names].get(value) == SUCCESS;
	return value;
}

schain_string text_of(dom::object object, const char *const *names)
{
	bool is_there;
	dom::element value = member(object, names, is_there);
	std::string_view text;

	if (!is_there || value.get(text) != SUCCESS)
		text = std::string_view();
	return borrowed(text);
}

bool number_of(dom::object object, const char *const *names, uint64_t &number)
{
	bool is_there;
	dom::element value = member(object, names, is_there);

	return is_there && value.get(number) == SUCCESS;
}

bool time_of(dom::object object, schain_time &time)
{
	static const char *const names[] = { "ts", "time", "timestamp", nullptr };
	bool is_there;
	dom::element value = member(object, names, is_there);
	std::string_view text;
	double seconds;

	if (!is_there)
		return false;
	if (value.get(text) == SUCCESS)
		return schain__eg_seconds(borrowed(text), &time);
	/* Within what a time of 64-bit nanoseconds can hold. */
	if (value.get(seconds) != SUCCESS || !(seconds > -9.2e9 && seconds < 9.2e9))
		return false;
	/* A double's 53 bits hold microseconds of today's times. */
	time = (schain_time)(seconds * 1e6) * 1000;
	return true;
}

uint32_t protocol_in(dom::object object)
{
	static const char *const names[] = { "proto", "protocol", nullptr };
	uint64_t number;

	if (number_of(object, names, number))
		return number < 256 ? (uint32_t)number : 0;
	return schain__eg_protocol_of(text_of(object, names));
}

} // namespace

schain_status schain__eg_json_flow(struct schain__eg_json *json, schain_string line,
                                   schain_flow *ret_flow, schain_error *error)
{
	static const char *const from[] = { "id.orig_h", "from", "src", nullptr };
	static const char *const to[] = { "id.resp_h", "to", "dst", nullptr };
	static const char *const port[] = { "id.resp_p", "port", nullptr };
	static const char *const sent[] = { "orig_ip_bytes", "orig_bytes", "bytes_sent", nullptr };
	dom::object object;
	uint64_t number;
	error_code code = json->parser.parse(line.data, line.length).get(object);

	if (code != SUCCESS)
		return failed(code, error);
	schain_flow_init(ret_flow, sizeof *ret_flow);
	ret_flow->from = text_of(object, from);
	ret_flow->to = text_of(object, to);
	if (!ret_flow->from.length || !ret_flow->to.length)
		return schain__eg_fail(error, SCHAIN_E_FORMAT, "no flow: who connects, or where to, is not in it");
	if (!time_of(object, ret_flow->time))
		return schain__eg_fail(error, SCHAIN_E_FORMAT, "no flow: no time in it");
	if (number_of(object, port, number) && number < 65536)
		ret_flow->port = (uint32_t)number;
	if (number_of(object, sent, number))
		ret_flow->bytes_sent = number;
	ret_flow->protocol = protocol_in(object);
	return SCHAIN_OK;
}

schain_status schain__eg_json_list(struct schain__eg_json *json, schain_string text,
                                   schain_status (*take)(void *context, schain_string entry),
                                   void *context, schain_error *error)
{
	dom::object object;
	dom::array list;
	error_code code = json->parser.parse(text.data, text.length).get(object);

	if (code == SUCCESS)
		code = object["list"].get(list);
	if (code != SUCCESS)
		return failed(code, error);
	for (dom::element element : list) {
		std::string_view entry;

		if (element.get(entry) != SUCCESS)
			continue;
		schain_status status = take(context, borrowed(entry));

		if (status < 0)
			return status;
	}
	return SCHAIN_OK;
}
