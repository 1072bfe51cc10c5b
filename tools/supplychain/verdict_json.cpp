/* SPDX-License-Identifier: Apache-2.0 */
#include "verdict_json.h"

#include "rfc3339.h"

#include <supplychain/event.h>

#include <simdjson.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

/* Arrays of a verdict; strings are the parser's. */
struct verdict_reader {
	simdjson::dom::parser parser;
	void *blocks[8];
	size_t block_count;
	schain_error *error;
	schain_status status;
	const char *group; /* array at hand, for messages; "" for none */
	size_t index;
};

namespace
{

/* The place is told as a person would write it: signals[3].weight. */
bool fail(verdict_reader &reader, const char *key, const char *expected)
{
	char message[sizeof reader.error->message];

	if (*reader.group)
		snprintf(message, sizeof message, "%s[%zu].%s: expected %s", reader.group, reader.index, key,
		         expected);
	else
		snprintf(message, sizeof message, "%s: expected %s", key, expected);
	reader.status = SCHAIN_E_VALUE;
	reader.error->code = SCHAIN_E_VALUE;
	memcpy(reader.error->message, message, sizeof message);
	return false;
}

/* False if there is no such key, or it is null. */
bool find(const object &from, const char *key, element &value)
{
	return from[key].get(value) == simdjson::SUCCESS && !value.is_null();
}

bool read(verdict_reader &reader, const object &from, const char *key, schain_string &text)
{
	std::string_view view;
	element value;

	text = SCHAIN_STRING_NONE;
	if (!find(from, key, value))
		return true;
	if (value.get(view) != simdjson::SUCCESS)
		return fail(reader, key, "a string or null");
	text.data = view.data();
	text.length = view.size();
	return true;
}

bool read(verdict_reader &reader, const object &from, const char *key, uint64_t &number,
          uint64_t most = UINT64_MAX)
{
	element value;

	number = 0;
	if (!find(from, key, value))
		return true;
	if (value.get(number) != simdjson::SUCCESS || number > most)
		return fail(reader, key, "a whole number in range, or null");
	return true;
}

bool read(verdict_reader &reader, const object &from, const char *key, uint32_t &number)
{
	uint64_t wide;

	if (!read(reader, from, key, wide, UINT32_MAX))
		return false;
	number = static_cast<uint32_t>(wide);
	return true;
}

bool read(verdict_reader &reader, const object &from, const char *key, int32_t &number)
{
	element value;
	int64_t wide = 0;

	number = 0;
	if (!find(from, key, value))
		return true;
	if (value.get(wide) != simdjson::SUCCESS || wide < INT32_MIN || wide > INT32_MAX)
		return fail(reader, key, "a whole number in range");
	number = static_cast<int32_t>(wide);
	return true;
}

bool read_time(verdict_reader &reader, const object &from, const char *key, schain_time &time)
{
	schain_string text;

	time = 0;
	if (!read(reader, from, key, text))
		return false;
	if (text.data && rfc3339_parse(text.data, text.length, &time))
		return fail(reader, key, "a time such as \"2026-03-01T12:00:00Z\"");
	return true;
}

/* One of the names that `name_of` gives for 0 and up. */
bool read_name(verdict_reader &reader, const object &from, const char *key, uint32_t count,
               const char *(*name_of)(uint32_t), uint32_t &number)
{
	schain_string text;

	number = 0;
	if (!read(reader, from, key, text))
		return false;
	if (!text.data)
		return true;
	for (uint32_t i = 0; i < count; i++) {
		const char *name = name_of(i);

		if (strlen(name) == text.length && !memcmp(name, text.data, text.length)) {
			number = i;
			return true;
		}
	}
	return fail(reader, key, "a name of this version");
}

const char *content_name(uint32_t content)
{
	static const char *const names[] = { "", "data", "pe", "elf", "macho", "script", "archive" };

	return names[content];
}

const char *os_name(uint32_t os)
{
	static const char *const names[] = { "", "windows", "linux", "macos" };

	return names[os];
}

template <typename Item>
bool read_array(verdict_reader &reader, const object &from, const char *key,
                bool (*read_one)(verdict_reader &, const object &, Item &), const Item *&items,
                size_t &count)
{
	element value;
	array values;
	Item *block;

	items = nullptr;
	count = 0;
	if (!find(from, key, value))
		return true;
	if (value.get(values) != simdjson::SUCCESS)
		return fail(reader, key, "an array");
	for (element one : values) {
		(void)one;
		count++;
	}
	if (!count)
		return true;
	block = static_cast<Item *>(calloc(count, sizeof(Item)));
	if (!block) {
		reader.status = SCHAIN_E_MEMORY;
		return false;
	}
	reader.blocks[reader.block_count++] = block;
	items = block;
	reader.group = key;
	reader.index = 0;
	for (element one : values) {
		object fields;

		if (one.get(fields) != simdjson::SUCCESS)
			return fail(reader, "", "an object");
		block->struct_size = static_cast<uint32_t>(sizeof(Item));
		if (!read_one(reader, fields, *block))
			return false;
		block++;
		reader.index++;
	}
	reader.group = "";
	return true;
}

bool read_signal(verdict_reader &reader, const object &from, schain_signal &signal)
{
	element value;
	object record;

	if (find(from, "record", value)) {
		if (value.get(record) != simdjson::SUCCESS)
			return fail(reader, "record", "an object");
		if (!read(reader, record, "id", signal.record_id) ||
		    !read(reader, record, "number", signal.record) ||
		    !read(reader, record, "origin", signal.origin) ||
		    !read(reader, record, "line", signal.line))
			return false;
	}
	return read(reader, from, "name", signal.name) &&
	       read_name(reader, from, "stage", SCHAIN_STAGE_COUNT, schain_stage_get_name,
	                 signal.stage) &&
	       read(reader, from, "weight", signal.weight) &&
	       read_time(reader, from, "time", signal.time) &&
	       read(reader, from, "event", signal.event) &&
	       read(reader, from, "source", signal.source) && read(reader, from, "text", signal.text) &&
	       read(reader, from, "occurrences", signal.occurrences) &&
	       read(reader, from, "process", signal.process);
}

bool read_file(verdict_reader &reader, const object &from, schain_verdict_file &file)
{
	return read(reader, from, "path", file.path) &&
	       read_name(reader, from, "content", SCHAIN_CONTENT_ARCHIVE + 1, content_name,
	                 file.content) &&
	       read_time(reader, from, "time", file.time) &&
	       read(reader, from, "process", file.process) &&
	       read(reader, from, "sha256", file.sha256) && read(reader, from, "sha1", file.sha1) &&
	       read(reader, from, "md5", file.md5) && read(reader, from, "signature", file.signature) &&
	       read(reader, from, "signer", file.signer);
}

bool read_process(verdict_reader &reader, const object &from, schain_verdict_process &process)
{
	if (!read(reader, from, "parent", process.parent))
		return false;
	process.parent = process.parent ? process.parent - 1 : UINT32_MAX;
	return read_name(reader, from, "role", SCHAIN_ROLE_LOADER + 1, schain_role_get_name,
	                 process.role) &&
	       read(reader, from, "pid", process.pid) && read_time(reader, from, "time", process.time) &&
	       read(reader, from, "distance", process.distance) &&
	       read(reader, from, "guid", process.guid) && read(reader, from, "image", process.image) &&
	       read(reader, from, "command_line", process.command_line) &&
	       read(reader, from, "user", process.user);
}

bool read_destination(verdict_reader &reader, const object &from, schain_verdict_destination &to)
{
	return read(reader, from, "host_name", to.host_name) &&
	       read(reader, from, "address", to.address) && read(reader, from, "port", to.port) &&
	       read(reader, from, "protocol", to.protocol) &&
	       read(reader, from, "connections", to.connections) &&
	       read_time(reader, from, "time", to.time) && read(reader, from, "process", to.process) &&
	       read(reader, from, "judgement", to.judgement);
}

bool read_gap(verdict_reader &reader, const object &from, schain_verdict_gap &gap)
{
	return read(reader, from, "source", gap.source) &&
	       read_name(reader, from, "stage", SCHAIN_STAGE_COUNT, schain_stage_get_name, gap.stage) &&
	       read(reader, from, "text", gap.text);
}

bool read_list(verdict_reader &reader, const object &from, const char *key,
               const schain_string *&items, size_t &count)
{
	element value;
	array values;
	schain_string *block;

	items = nullptr;
	count = 0;
	if (!find(from, key, value))
		return true;
	if (value.get(values) != simdjson::SUCCESS)
		return fail(reader, key, "an array");
	block = static_cast<schain_string *>(calloc(values.size() + 1, sizeof *block));
	if (!block) {
		reader.status = SCHAIN_E_MEMORY;
		return false;
	}
	reader.blocks[reader.block_count++] = block;
	items = block;
	for (element one : values) {
		std::string_view view;

		if (one.get(view) != simdjson::SUCCESS)
			return fail(reader, key, "an array of strings");
		block[count].data = view.data();
		block[count++].length = view.size();
	}
	return true;
}

bool read_stages(verdict_reader &reader, const object &from, schain_verdict &verdict)
{
	element value;
	array values;

	if (!find(from, "stages", value))
		return true;
	if (value.get(values) != simdjson::SUCCESS)
		return fail(reader, "stages", "an array");
	for (element one : values) {
		object fields;
		uint32_t stage;
		schain_time time;

		if (one.get(fields) != simdjson::SUCCESS)
			return fail(reader, "stages", "an array of objects");
		if (!read_name(reader, fields, "stage", SCHAIN_STAGE_COUNT, schain_stage_get_name, stage) ||
		    !read_time(reader, fields, "time", time))
			return false;
		verdict.stages |= 1u << stage;
		verdict.stage_times[stage] = time;
	}
	return true;
}

bool read_forgotten(verdict_reader &reader, const object &from, schain_verdict &verdict)
{
	element value;
	object forgotten;

	if (!find(from, "forgotten", value))
		return true;
	if (value.get(forgotten) != simdjson::SUCCESS)
		return fail(reader, "forgotten", "an object or null");
	return read_time(reader, forgotten, "since", verdict.forgotten_since) &&
	       read(reader, forgotten, "processes", verdict.forgotten_processes) &&
	       read(reader, forgotten, "files", verdict.forgotten_files) &&
	       read(reader, forgotten, "deliveries", verdict.forgotten_deliveries) &&
	       read(reader, forgotten, "chains", verdict.forgotten_chains);
}

bool read_store(verdict_reader &reader, const object &from, schain_verdict &verdict)
{
	element value;
	object store;

	if (!find(from, "store", value))
		return true;
	if (value.get(store) != simdjson::SUCCESS)
		return fail(reader, "store", "an object or null");
	return read_time(reader, store, "unkept_since", verdict.unkept_since) &&
	       read_time(reader, store, "unread_since", verdict.unread_since) &&
	       read(reader, store, "unread", verdict.unread);
}

bool read_attack(verdict_reader &reader, const object &from, schain_verdict &verdict)
{
	element value;
	object attack;

	if (!find(from, "attack", value))
		return true;
	if (value.get(attack) != simdjson::SUCCESS)
		return fail(reader, "attack", "an object");
	return read(reader, attack, "technique", verdict.technique) &&
	       read(reader, attack, "strategy", verdict.strategy) &&
	       read(reader, attack, "analytic", verdict.analytic);
}

bool read_head(verdict_reader &reader, const object &from, schain_verdict &verdict)
{
	uint64_t schema;
	element value;
	bool is_final = false;

	if (!read(reader, from, "schema", schema))
		return false;
	if (schema != 1)
		return fail(reader, "schema", "1");
	if (find(from, "final", value) && value.get(is_final) != simdjson::SUCCESS)
		return fail(reader, "final", "true or false");
	verdict.is_final = is_final;
	return read(reader, from, "id", verdict.id) &&
	       read(reader, from, "revision", verdict.revision) &&
	       read_name(reader, from, "level", SCHAIN_LEVEL_CRITICAL + 1, schain_level_get_name,
	                 verdict.level) &&
	       read(reader, from, "score", verdict.score) &&
	       read(reader, from, "confidence", verdict.confidence) &&
	       read(reader, from, "host", verdict.host) &&
	       read_name(reader, from, "os", SCHAIN_OS_MACOS + 1, os_name, verdict.os) &&
	       read(reader, from, "product", verdict.product) &&
	       read(reader, from, "version", verdict.version) &&
	       read(reader, from, "previous_version", verdict.previous_version) &&
	       read(reader, from, "installer", verdict.installer) &&
	       read_time(reader, from, "first_time", verdict.first_time) &&
	       read_time(reader, from, "last_time", verdict.last_time) &&
	       read(reader, from, "explanation", verdict.explanation);
}

bool read_verdict(verdict_reader &reader, const object &from, schain_verdict &verdict)
{
	uint64_t omitted;

	if (!read_head(reader, from, verdict) || !read_attack(reader, from, verdict) ||
	    !read_stages(reader, from, verdict) || !read(reader, from, "omitted", omitted) ||
	    !read_forgotten(reader, from, verdict) || !read_store(reader, from, verdict))
		return false;
	verdict.omitted_count = static_cast<size_t>(omitted);
	return read_array(reader, from, "signals", read_signal, verdict.signals, verdict.signal_count) &&
	       read_array(reader, from, "files", read_file, verdict.files, verdict.file_count) &&
	       read_array(reader, from, "processes", read_process, verdict.processes,
	                  verdict.process_count) &&
	       read_array(reader, from, "destinations", read_destination, verdict.destinations,
	                  verdict.destination_count) &&
	       read_array(reader, from, "gaps", read_gap, verdict.gaps, verdict.gap_count) &&
	       read_list(reader, from, "isolate", verdict.isolate, verdict.isolate_count) &&
	       read_list(reader, from, "preserve", verdict.preserve, verdict.preserve_count);
}

void forget(verdict_reader &reader)
{
	while (reader.block_count)
		free(reader.blocks[--reader.block_count]);
}

} // namespace

struct verdict_reader *verdict_reader_new(void)
{
	return new (std::nothrow) verdict_reader();
}

void verdict_reader_free(struct verdict_reader *reader)
{
	if (!reader)
		return;
	forget(*reader);
	delete reader;
}

schain_status verdict_reader_read(struct verdict_reader *reader, const char *line, size_t size,
                                  schain_verdict *verdict, schain_error *error)
{
	element document;
	object fields;
	simdjson::error_code code;

	forget(*reader);
	reader->error = error;
	reader->status = SCHAIN_OK;
	reader->group = "";
	memset(verdict, 0, sizeof *verdict);
	verdict->struct_size = static_cast<uint32_t>(sizeof *verdict);
	code = reader->parser.parse(line, size).get(document);
	if (code == simdjson::MEMALLOC)
		return error->code = SCHAIN_E_MEMORY;
	if (code != simdjson::SUCCESS || document.get(fields) != simdjson::SUCCESS) {
		snprintf(error->message, sizeof error->message, "not a JSON object%s%s", code ? ": " : "",
		         code ? simdjson::error_message(code) : "");
		return error->code = SCHAIN_E_SYNTAX;
	}
	if (read_verdict(*reader, fields, *verdict))
		return SCHAIN_OK;
	if (reader->status == SCHAIN_E_MEMORY)
		error->message[0] = 0;
	return error->code = reader->status;
}
