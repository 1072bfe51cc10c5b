/* SPDX-License-Identifier: Apache-2.0 */
#include "sensor_line.h"

#include "rfc3339.h"

#include <supplychain/verdict.h>

#include <simdjson.h>

#include <cstdio>
#include <cstring>
#include <new>
#include <string>

using namespace simdjson;

struct sensor_reader {
	dom::parser parser;
	std::string verdict;
};

namespace
{

schain_string text_of(const dom::object &from, const char *key)
{
	std::string_view view;

	if (from[key].get(view) != SUCCESS)
		return SCHAIN_STRING_NONE;
	return { view.data(), view.size() };
}

uint64_t number_of(const dom::object &from, const char *key)
{
	uint64_t number;

	return from[key].get(number) == SUCCESS ? number : 0;
}

schain_time time_of(const dom::object &from, const char *key)
{
	schain_string text = text_of(from, key);
	schain_time time = 0;

	return text.length && !rfc3339_parse(text.data, text.length, &time) ? time : 0;
}

/* Stages of later versions are passed over. */
uint32_t stages_of(const dom::object &from)
{
	dom::array names;
	uint32_t stages = 0;

	if (from["stages"].get(names) != SUCCESS)
		return 0;
	for (dom::element one : names)
		for (uint32_t stage = 0; stage < SCHAIN_STAGE_COUNT; stage++) {
			std::string_view name;

			if (one.get(name) == SUCCESS && name == schain_stage_get_name(stage))
				stages |= 1u << stage;
		}
	return stages;
}

void read_chain(const dom::object &from, struct sensor_chain &chain)
{
	schain_string level = text_of(from, "level");
	int64_t score;

	chain.host = text_of(from, "host");
	chain.product = text_of(from, "product");
	chain.version = text_of(from, "version");
	chain.last_time = time_of(from, "last_time");
	chain.stages = stages_of(from);
	chain.level = level.data ? schain_level_of(level) : 0;
	if (chain.level == UINT32_MAX)
		chain.level = 0;
	chain.score = from["score"].get(score) == SUCCESS && score >= INT32_MIN && score <= INT32_MAX
	                  ? static_cast<int32_t>(score)
	                  : 0;
}

void read_status(const dom::object &from, struct sensor_line &line)
{
	dom::object rates;
	dom::array worst;

	line.time = time_of(from, "time");
	line.lost = number_of(from, "lost");
	line.memory = number_of(from, "memory");
	line.hosts = number_of(from, "hosts");
	line.processes = number_of(from, "processes");
	line.files = number_of(from, "files");
	line.chains = number_of(from, "chains");
	if (from["rates"].get(rates) == SUCCESS)
		for (dom::key_value_pair one : rates) {
			struct sensor_rate *rate = &line.rates[line.rate_count];

			if (line.rate_count == SENSOR_RATES || one.value.get(rate->rate) != SUCCESS)
				continue;
			rate->type = { one.key.data(), one.key.size() };
			line.rate_count++;
		}
	if (from["worst"].get(worst) == SUCCESS)
		for (dom::element one : worst) {
			dom::object chain;

			if (line.worst_count < SENSOR_WORST && one.get(chain) == SUCCESS)
				read_chain(chain, line.worst[line.worst_count++]);
		}
}

} // namespace

struct sensor_reader *sensor_reader_new(void)
{
	return new (std::nothrow) sensor_reader;
}

void sensor_reader_free(struct sensor_reader *reader)
{
	delete reader;
}

schain_status sensor_reader_read(struct sensor_reader *reader, const char *data, size_t size,
                                 struct sensor_line *ret_line, schain_error *error)
{
	dom::object object;
	error_code code = reader->parser.parse(data, size).get(object);
	dom::element verdict;
	schain_string type;

	if (code == MEMALLOC)
		return error->code = SCHAIN_E_MEMORY;
	if (code != SUCCESS) {
		snprintf(error->message, sizeof error->message, "not a JSON object: %s", error_message(code));
		return error->code = SCHAIN_E_SYNTAX;
	}
	memset(ret_line, 0, sizeof *ret_line);
	type = text_of(object, "type");
	std::string_view name(type.data ? type.data : "", type.length);
	if (name == "hello") {
		ret_line->kind = SENSOR_HELLO;
		ret_line->host = text_of(object, "host");
		ret_line->version = text_of(object, "version");
		ret_line->start = time_of(object, "start");
	} else if (name == "status") {
		ret_line->kind = SENSOR_STATUS;
		read_status(object, *ret_line);
	} else if (name == "verdict" && object["verdict"].get(verdict) == SUCCESS) {
		ret_line->kind = SENSOR_VERDICT;
		reader->verdict = minify(verdict);
		ret_line->verdict = { reader->verdict.data(), reader->verdict.size() };
	}
	return SCHAIN_OK;
}
