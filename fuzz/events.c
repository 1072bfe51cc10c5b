/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Events as a faulty host product may feed them: any type with any parts,
 * fields chopped from the input, from a small stock of telling values, or
 * absent.
 */
#include <string.h>
#include <supplychain/supplychain.h>

#include "fuzz.h"

typedef struct reader {
	const uint8_t *data;
	size_t size;
} reader;

static const char *const stock[] = {
	"/usr/bin/dpkg", "/usr/bin/gvtool", "/bin/sh", "/usr/bin/curl", "/tmp/x",
	"C:\\Users\\a\\AppData\\Local\\P\\Update.exe", "C:\\Program Files\\P\\p.exe",
	"C:\\Windows\\System32\\cmd.exe", "/Applications/P.app/Contents/MacOS/P", "a.example",
	"203.0.113.70", "2001:db8::1", "host-1", "", "..", "/",
};

static uint64_t number(reader *self, size_t bytes)
{
	uint64_t value = 0;

	for (; bytes && self->size; bytes--, self->data++, self->size--)
		value = value << 8 | *self->data;
	return value;
}

static schain_string string(reader *self)
{
	schain_string value = SCHAIN_STRING_NONE;
	size_t choice = (size_t)number(self, 1);

	if (choice < sizeof stock / sizeof *stock)
		return schain_string_of(stock[choice]);
	if (choice < 0x40)
		return value;
	value.length = choice & 0x3f;
	if (value.length > self->size)
		value.length = self->size;
	value.data = (const char *)self->data;
	self->data += value.length;
	self->size -= value.length;
	return value;
}

/* What events of one step point to. */
typedef struct parts {
	schain_process process, parent, target;
	schain_file image, file;
	schain_signature signature;
	schain_connection connection;
	schain_dns dns;
	schain_registry registry;
	schain_package package;
	schain_integrity integrity;
	schain_claim claim;
	schain_string answers[2];
} parts;

static void fill_file(reader *input, schain_file *file, schain_signature *signature)
{
	schain_file_init(file, sizeof *file);
	file->content = (uint32_t)number(input, 1);
	file->path = string(input);
	if (file->content & 0x10)
		file->old_path = string(input);
	if (file->content & 0x20)
		file->sha256 = string(input);
	if (file->content & 0x40)
		file->product = string(input);
	if (file->content & 0x80) {
		schain_signature_init(signature, sizeof *signature);
		signature->state = (uint32_t)number(input, 1);
		signature->signer = string(input);
		file->signature = signature;
	}
	file->content &= 7;
}

static void fill_process(reader *input, schain_process *process, const schain_file *image)
{
	schain_process_init(process, sizeof *process);
	process->pid = number(input, 1);
	process->parent_pid = number(input, 1);
	process->start_time = (int64_t)number(input, 1);
	process->command_line = string(input);
	if (process->pid & 0x20)
		process->guid = string(input);
	if (process->pid & 0x40)
		process->parent_guid = string(input);
	if (process->pid & 0x80)
		process->script = string(input);
	process->pid &= 0xf;
	process->image = image;
}

static void fill_rest(reader *input, parts *part)
{
	schain_connection_init(&part->connection, sizeof part->connection);
	part->connection.flags = (uint32_t)number(input, 1);
	part->connection.port = (uint32_t)number(input, 2);
	part->connection.address = string(input);
	part->connection.host_name = string(input);
	schain_dns_init(&part->dns, sizeof part->dns);
	part->dns.query = part->connection.host_name;
	part->answers[0] = part->connection.address;
	part->answers[1] = string(input);
	part->dns.answers = part->answers;
	part->dns.answer_count = part->connection.port % 3;
	schain_registry_init(&part->registry, sizeof part->registry);
	part->registry.operation = (uint32_t)number(input, 1);
	part->registry.key = string(input);
	schain_package_init(&part->package, sizeof part->package);
	part->package.operation = part->registry.operation;
	part->package.manager = part->registry.key;
	part->package.name = string(input);
	schain_integrity_init(&part->integrity, sizeof part->integrity);
	part->integrity.result = part->registry.operation;
	schain_claim_init(&part->claim, sizeof part->claim);
	part->claim.subject_kind = part->registry.operation;
	part->claim.finding = part->connection.flags;
	part->claim.subject = part->package.name;
}

static void feed(schain_engine *engine, reader *input)
{
	schain_event event = SCHAIN_EVENT_INIT;
	schain_signature image_signature;
	parts part;
	uint64_t present;
	schain_status status;

	event.type = (uint32_t)number(input, 1) % 24;
	event.time = (schain_time)(1767225600 + number(input, 2)) * SCHAIN_SECOND;
	if (!event.type)
		event.time = (schain_time)number(input, 8);
	event.os = (uint32_t)number(input, 1) % 5;
	event.source_kind = (uint32_t)number(input, 1) % 16;
	event.record = number(input, 1);
	present = number(input, 2);
	event.host = present & 1 ? string(input) : event.host;
	fill_file(input, &part.image, &image_signature);
	fill_process(input, &part.process, present & 2 ? &part.image : NULL);
	part.parent = part.target = part.process;
	fill_file(input, &part.file, &part.signature);
	if (present & 4)
		fill_process(input, &part.parent, present & 8 ? &part.file : NULL);
	fill_rest(input, &part);
	event.process = present & 0x10 ? NULL : &part.process;
	event.parent = present & 0x20 ? &part.parent : NULL;
	event.target = present & 0x40 ? &part.target : NULL;
	event.file = present & 0x80 ? NULL : &part.file;
	event.connection = present & 0x100 ? NULL : &part.connection;
	event.dns = present & 0x200 ? NULL : &part.dns;
	event.registry = present & 0x400 ? NULL : &part.registry;
	event.package = present & 0x800 ? NULL : &part.package;
	event.integrity = present & 0x1000 ? NULL : &part.integrity;
	event.claim = present & 0x2000 ? NULL : &part.claim;
	event.count = event.record;
	status = schain_engine_feed(engine, &event, sizeof event, 1, NULL, NULL);
	MUST(status == SCHAIN_OK);
}

static int discard(void *context, const char *data, size_t size)
{
	(void)context;
	(void)data;
	(void)size;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	schain_engine_options options = SCHAIN_ENGINE_OPTIONS_INIT;
	reader input = { data, size };
	const schain_verdict *verdict;
	schain_engine *engine;

	options.memory_limit = 1 << 20;
	options.seed[0] = options.seed[1] = 1;
	MUST(schain_engine_new(&options, &engine, NULL) == SCHAIN_OK);
	while (input.size)
		feed(engine, &input);
	MUST(schain_engine_flush(engine, NULL) == SCHAIN_OK);
	while (schain_engine_next_verdict(engine, &verdict, NULL) == SCHAIN_OK) {
		MUST(verdict->level <= SCHAIN_LEVEL_CRITICAL);
		MUST(schain_report_write_json(verdict, 0, discard, NULL, NULL) == SCHAIN_OK);
	}
	schain_engine_free(engine);
	return 0;
}
