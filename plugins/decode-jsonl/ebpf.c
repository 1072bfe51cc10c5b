/* SPDX-License-Identifier: Apache-2.0 */
/* Events of an eBPF recorder as JSON lines: doc/formats/ebpf-jsonl.md. */
#include "decode/json.h"

#include <string.h>

/* Keys that are used; the order is that of `key_names`. */
enum key {
	KEY_TS, KEY_TYPE, KEY_PID, KEY_PPID, KEY_START, KEY_UID, KEY_EXE, KEY_FILENAME, KEY_INTERP,
	KEY_ARGV, KEY_CWD, KEY_INO, KEY_DEV, KEY_MODE, KEY_SIZE, KEY_PATH, KEY_CREATED, KEY_NEWPATH,
	KEY_NEWMODE, KEY_CHILD, KEY_CHILD_START, KEY_FAMILY, KEY_ADDR, KEY_PORT, KEY_PROTO, KEY_RET,
	KEY_QNAME, KEY_QTYPE, KEY_RCODE, KEY_ANSWERS, KEY_COUNT,
};

static const char *const key_names[KEY_COUNT] = {
	"ts", "type", "pid", "ppid", "start", "uid", "exe", "filename", "interp", "argv", "cwd", "ino",
	"dev", "mode", "size", "path", "created", "newpath", "newmode", "child", "child_start",
	"family", "addr", "port", "proto", "ret", "qname", "qtype", "rcode", "answers",
};

enum type {
	TYPE_FORK, TYPE_EXEC, TYPE_EXIT, TYPE_OPEN_WRITE, TYPE_CLOSE_WRITE, TYPE_RENAME, TYPE_LINK,
	TYPE_UNLINK, TYPE_CHMOD, TYPE_LOAD, TYPE_CONNECT, TYPE_LISTEN, TYPE_DNS_QUERY,
	TYPE_DNS_ANSWER, TYPE_COUNT,
};

static const char *const type_names[TYPE_COUNT] = {
	"fork", "exec", "exit", "open_write", "close_write", "rename", "link", "unlink", "chmod",
	"load", "connect", "listen", "dns_query", "dns_answer",
};

static const uint32_t event_types[TYPE_COUNT] = {
	SCHAIN_EVENT_PROCESS_FORK, SCHAIN_EVENT_PROCESS_START, SCHAIN_EVENT_PROCESS_EXIT,
	SCHAIN_EVENT_FILE_WRITE, SCHAIN_EVENT_FILE_WRITE, SCHAIN_EVENT_FILE_RENAME,
	SCHAIN_EVENT_FILE_RENAME, SCHAIN_EVENT_FILE_DELETE, SCHAIN_EVENT_FILE_ATTRIBUTE,
	SCHAIN_EVENT_MODULE_LOAD, SCHAIN_EVENT_CONNECTION, SCHAIN_EVENT_CONNECTION,
	SCHAIN_EVENT_DNS, SCHAIN_EVENT_DNS,
};

/* IANA DNS RR types by name. */
static const struct {
	const char *name;
	uint32_t type;
} query_types[] = {
	{ "A", 1 }, { "NS", 2 }, { "CNAME", 5 }, { "SOA", 6 }, { "PTR", 12 }, { "MX", 15 },
	{ "TXT", 16 }, { "AAAA", 28 }, { "SRV", 33 }, { "SVCB", 64 }, { "HTTPS", 65 }, { "ANY", 255 },
};

#define PROTOCOL_TCP 6u  /* IANA protocol numbers */
#define PROTOCOL_UDP 17u
#define EINPROGRESS_LINUX 115 /* a non-blocking connect that has begun */

struct driver {
	schain__decode *decode;
	schain__json *json;
	schain__json_keys *keys;
	schain__json_keys *types;
	const schain__json_field *fields;
	const schain__json_field *value[KEY_COUNT]; /* of the record at hand; NULL if absent */
	schain_status failed;                       /* first wrong value of the record */
};

static int probe(const char *data, size_t size, int is_all)
{
	static const char *const keys[] = { "type", "ts", "pid", "start" };
	schain_string value;
	int found;

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		found = schain__json_peek(data, size, keys[i], &value);
		if (!found || (found < 0 && is_all))
			return 0;
		if (found < 0)
			return -1;
	}
	return 80;
}

static void close_driver(void *self)
{
	struct driver *driver = self;

	schain__json_keys_free(driver->decode, driver->keys);
	schain__json_keys_free(driver->decode, driver->types);
	schain__json_free(driver->json);
	schain__decode_release(driver->decode, driver, sizeof *driver);
}

static void *open_driver(schain__decode *decode, schain_error *error)
{
	struct driver *driver = schain__decode_reserve(decode, sizeof *driver);

	(void)error;
	if (!driver)
		return NULL;
	memset(driver, 0, sizeof *driver);
	driver->decode = decode;
	driver->json = schain__json_new(decode);
	driver->keys = schain__json_keys_new(decode, key_names, sizeof *key_names, KEY_COUNT);
	driver->types = schain__json_keys_new(decode, type_names, sizeof *type_names, TYPE_COUNT);
	if (driver->json && driver->keys && driver->types)
		return driver;
	close_driver(driver);
	return NULL;
}

static void wrong(struct driver *driver, const schain__json_field *field, const char *message)
{
	if (!driver->failed)
		driver->failed = schain__decode_problem(driver->decode,
		                                        schain__json_column(driver->json, field),
		                                        message);
}

static schain_string text_of(struct driver *driver, const schain__json_field *field)
{
	schain_string text = SCHAIN_STRING_NONE;

	if (!field || field->kind == SCHAIN__JSON_NULL)
		return text;
	if (field->kind != SCHAIN__JSON_STRING) {
		wrong(driver, field, "expected a string");
		return text;
	}
	text = schain__json_text(driver->decode, field);
	if (!text.data && !driver->failed)
		driver->failed = SCHAIN_E_MEMORY;
	return text;
}

static schain_string text(struct driver *driver, enum key key)
{
	return text_of(driver, driver->value[key]);
}

static uint64_t number(struct driver *driver, enum key key)
{
	const schain__json_field *field = driver->value[key];
	uint64_t value = 0;

	if (field && !schain__json_unsigned(field, &value))
		wrong(driver, field, "expected a whole number, not negative");
	return value;
}

static int64_t signed_number(struct driver *driver, enum key key)
{
	const schain__json_field *field = driver->value[key];
	int64_t value = 0;

	if (field && !schain__json_signed(field, &value))
		wrong(driver, field, "expected a whole number");
	return value;
}

/* A number as text, such as a user's: the sensor knows no names. */
static schain_string number_text(struct driver *driver, enum key key)
{
	schain_string none = SCHAIN_STRING_NONE;

	return driver->value[key] && driver->value[key]->kind == SCHAIN__JSON_NUMBER
	               ? schain__json_text(driver->decode, driver->value[key]) : none;
}

static int equals(schain_string string, const char *literal)
{
	return string.length == strlen(literal) && !memcmp(string.data, literal, string.length);
}

/* The strings of an array, in the arena. */
static schain_string *texts(struct driver *driver, enum key key, size_t *ret_count)
{
	const schain__json_field *field = driver->value[key];
	schain_string *list;
	uint32_t first, i;

	*ret_count = 0;
	if (!field || field->kind == SCHAIN__JSON_NULL)
		return NULL;
	if (field->kind != SCHAIN__JSON_ARRAY) {
		wrong(driver, field, "expected an array of strings");
		return NULL;
	}
	first = (uint32_t)(field - driver->fields) + 1;
	list = schain__decode_alloc(driver->decode, (field->next - first) * sizeof *list);
	if (!list) {
		driver->failed = SCHAIN_E_MEMORY;
		return NULL;
	}
	for (i = first; i < field->next && !driver->failed; i++)
		list[(*ret_count)++] = text_of(driver, &driver->fields[i]);
	return *ret_count ? list : NULL;
}

static void set_process(struct driver *driver, schain_process *process)
{
	process->pid = number(driver, KEY_PID);
	process->parent_pid = number(driver, KEY_PPID);
	process->start_time = signed_number(driver, KEY_START);
	process->user = number_text(driver, KEY_UID);
}

static void set_file(struct driver *driver, schain_file *file)
{
	file->path = text(driver, KEY_PATH);
	file->inode = number(driver, KEY_INO);
	file->device = number(driver, KEY_DEV);
	file->mode = (uint32_t)number(driver, KEY_MODE);
	file->size = number(driver, KEY_SIZE);
}

static void take_fork(struct driver *driver, schain__slot *slot)
{
	set_process(driver, &slot->parent);
	slot->process.pid = number(driver, KEY_CHILD);
	slot->process.start_time = signed_number(driver, KEY_CHILD_START);
	slot->process.parent_pid = slot->parent.pid;
	slot->process.user = slot->parent.user;
	slot->event.parent = &slot->parent;
}

/*
 * The kernel says that it ran a script by giving its interpreter; else the
 * program that was run may be an interpreter started on one.
 */
static void take_exec(struct driver *driver, schain__slot *slot)
{
	schain_process *process = &slot->process;
	schain_string filename = text(driver, KEY_FILENAME);
	schain_string *arguments;
	size_t count;

	set_process(driver, process);
	process->working_directory = text(driver, KEY_CWD);
	arguments = texts(driver, KEY_ARGV, &count);
	process->command_line = schain__decode_join(driver->decode, arguments, count, &driver->failed);
	slot->process_image.path = text(driver, KEY_EXE);
	slot->process_image.inode = number(driver, KEY_INO);
	slot->process_image.device = number(driver, KEY_DEV);
	slot->process_image.mode = (uint32_t)number(driver, KEY_MODE);
	process->image = &slot->process_image;
	if (driver->value[KEY_INTERP] && filename.length)
		process->script = schain__decode_resolve(driver->decode, filename,
		                                         process->working_directory);
	else
		process->script = schain__decode_script(driver->decode, slot->process_image.path,
		                                        arguments, count, process->working_directory);
}

static void take_file(struct driver *driver, schain__slot *slot, enum type type)
{
	set_process(driver, &slot->process);
	set_file(driver, &slot->file);
	if (type == TYPE_RENAME || type == TYPE_LINK) {
		slot->file.old_path = slot->file.path;
		slot->file.path = text(driver, KEY_NEWPATH);
	} else if (type == TYPE_CHMOD) {
		slot->file.mode = (uint32_t)number(driver, KEY_NEWMODE);
	}
	slot->event.file = &slot->file;
}

static void take_connection(struct driver *driver, schain__slot *slot, enum type type)
{
	schain_connection *connection = &slot->connection;
	schain_string protocol = text(driver, KEY_PROTO);
	int64_t result = signed_number(driver, KEY_RET);
	schain_string address = text(driver, KEY_ADDR);
	uint64_t port = number(driver, KEY_PORT);

	set_process(driver, &slot->process);
	if (port > 65535)
		wrong(driver, driver->value[KEY_PORT], "expected a port");
	connection->port = (uint32_t)port;
	connection->protocol = equals(protocol, "tcp") ? PROTOCOL_TCP
	                     : equals(protocol, "udp") ? PROTOCOL_UDP : 0;
	if (type == TYPE_LISTEN) {
		connection->flags = SCHAIN_CONNECTION_LISTEN;
		connection->local_port = connection->port;
		connection->local_address = address;
	} else {
		connection->address = address;
		if (result && result != -EINPROGRESS_LINUX)
			connection->flags = SCHAIN_CONNECTION_FAILED;
	}
	slot->event.connection = connection;
}

static uint32_t query_type_of(schain_string name)
{
	for (size_t i = 0; i < sizeof query_types / sizeof *query_types; i++)
		if (equals(name, query_types[i].name))
			return query_types[i].type;
	return 0;
}

static void take_dns(struct driver *driver, schain__slot *slot)
{
	static const char alias[] = "CNAME ";
	schain_string *answers;
	size_t count;

	set_process(driver, &slot->process);
	slot->dns.query = text(driver, KEY_QNAME);
	slot->dns.query_type = query_type_of(text(driver, KEY_QTYPE));
	slot->dns.result = (uint32_t)number(driver, KEY_RCODE);
	answers = texts(driver, KEY_ANSWERS, &count);
	for (size_t i = 0; i < count; i++)
		if (answers[i].length >= sizeof alias && !memcmp(answers[i].data, alias, sizeof alias - 1)) {
			answers[i].data += sizeof alias - 1;
			answers[i].length -= sizeof alias - 1;
		}
	slot->dns.answers = answers;
	slot->dns.answer_count = count;
	slot->event.dns = &slot->dns;
}

/* What says nothing that another record does not say better. */
static int is_of_no_use(const struct driver *driver, uint32_t type)
{
	const schain__json_field *created = driver->value[KEY_CREATED];
	const schain__json_field *family = driver->value[KEY_FAMILY];

	switch (type) {
	case TYPE_OPEN_WRITE:
		return !created || created->kind != SCHAIN__JSON_TRUE;
	case TYPE_CONNECT:
	case TYPE_LISTEN:
		return !driver->value[KEY_ADDR] || (family && family->size == 4 &&
		                                    !memcmp(family->data, "unix", 4));
	case TYPE_DNS_QUERY:
	case TYPE_DNS_ANSWER:
		return !driver->value[KEY_QNAME];
	default:
		return type == SCHAIN__JSON_NO_KEY;
	}
}

static void gather(struct driver *driver, uint32_t count)
{
	uint32_t key;

	memset(driver->value, 0, sizeof driver->value);
	for (uint32_t i = 0; i < count; i = driver->fields[i].next) {
		key = schain__json_keys_find(driver->keys, driver->fields[i].key,
		                             driver->fields[i].key_size);
		if (key != SCHAIN__JSON_NO_KEY)
			driver->value[key] = &driver->fields[i];
	}
}

static void fill(struct driver *driver, schain__slot *slot, enum type type)
{
	slot->event.type = event_types[type];
	slot->event.source_kind = SCHAIN_SOURCE_EBPF;
	slot->event.os = SCHAIN_OS_LINUX;
	slot->event.process = &slot->process;
	switch (type) {
	case TYPE_FORK:
		take_fork(driver, slot);
		break;
	case TYPE_EXEC:
		take_exec(driver, slot);
		break;
	case TYPE_EXIT:
		set_process(driver, &slot->process);
		break;
	case TYPE_CONNECT:
	case TYPE_LISTEN:
		take_connection(driver, slot, type);
		break;
	case TYPE_DNS_QUERY:
	case TYPE_DNS_ANSWER:
		take_dns(driver, slot);
		break;
	default:
		take_file(driver, slot, type);
		break;
	}
}

static schain_status record(void *self, const char *data, size_t size)
{
	struct driver *driver = self;
	const schain__json_field *name, *ts;
	schain__slot *slot;
	schain_status status;
	uint32_t count, type;

	status = schain__json_parse(driver->json, data, size, &driver->fields, &count);
	if (status)
		return status;
	gather(driver, count);
	name = driver->value[KEY_TYPE];
	ts = driver->value[KEY_TS];
	if (!name || name->kind != SCHAIN__JSON_STRING)
		return schain__decode_problem(driver->decode, 0, "the event has no \"type\"");
	type = schain__json_keys_find(driver->types, name->data, name->size);
	if (is_of_no_use(driver, type)) {
		schain__decode_ignore(driver->decode);
		return SCHAIN_OK;
	}
	slot = schain__decode_slot(driver->decode);
	driver->failed = SCHAIN_OK;
	if (!ts || !schain__json_duration(ts, SCHAIN_SECOND, &slot->event.time))
		return schain__decode_problem(driver->decode, ts ? schain__json_column(driver->json, ts) : 0,
		                              "\"ts\": expected seconds since the epoch");
	fill(driver, slot, type);
	return driver->failed ? driver->failed : schain__decode_commit(driver->decode);
}

const schain__driver schain__driver_ebpf = {
	.format = {
		.struct_size = sizeof(schain_format),
		.name = "ebpf-jsonl",
		.summary = "an eBPF recorder's events, a JSON object each",
		.fields = "fork, exec, exit, file creation and closing, rename, link, unlink, chmod, "
		          "code mapped, connect, listen, DNS questions and answers",
		.missing = "hashes, signatures and package transactions: trust in a file rests on "
		           "where it came from",
	},
	.framing = SCHAIN__FRAMING_JSON,
	.probe = probe,
	.open = open_driver,
	.record = record,
	.close = close_driver,
};
