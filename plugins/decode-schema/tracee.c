/* SPDX-License-Identifier: Apache-2.0 */
/* Events of Tracee, in the JSON of its two generations: doc/formats/tracee-json.md. */
#include "decode-mapped/shape.h"
#include "decode-schema/drivers.h"

#include <string.h>

enum path {
	PATH_OLD_NAME, PATH_NEW_NAME, PATH_OLD_ARGS, PATH_NEW_ARGS, PATH_ANCESTORS,
};

#define LOOK(path) { path, SCHAIN__SHAPE_LOOK }
#define INTO(path, kind, member) { path, SCHAIN__SHAPE_INTO(kind, member) }

static const schain__shape_path paths[] = {
	LOOK("eventName"), LOOK("name"), LOOK("args"), LOOK("data"),
	LOOK("workload.process.ancestors"),
	INTO("timestamp", TIME, event.time),
	INTO("hostName", TEXT, event.host),
	INTO("processId", UNSIGNED, process.pid), INTO("hostProcessId", UNSIGNED, process.pid),
	INTO("hostParentProcessId", UNSIGNED, process.parent_pid),
	INTO("userId", TEXT, process.user),
	INTO("processEntityId", TEXT, process.guid),
	INTO("parentEntityId", TEXT, process.parent_guid),
	INTO("executable.path", TEXT, process_image.path),
	INTO("workload.process.pid", UNSIGNED, process.pid),
	INTO("workload.process.hostPid", UNSIGNED, process.pid),
	INTO("workload.process.uniqueId", TEXT, process.guid),
	INTO("workload.process.realUser.id", TEXT, process.user),
	INTO("workload.process.executable.path", TEXT, process_image.path),
};

enum { COUNT = sizeof paths / sizeof *paths };

static int probe(const char *data, size_t size, int is_all)
{
	static const char *const old[] = { "eventName", "threadId", "args", NULL };
	static const char *const young[] = { "workload", "name", "timestamp", NULL };
	int sure = schain__shape_probe(data, size, is_all, old, NULL, 85);

	return sure ? sure : schain__shape_probe(data, size, is_all, young, NULL, 85);
}

/* The value of an argument: "value", or under the name of its type. NULL if there is none. */
static const schain__json_field *argument(schain__shape *shape, const char *name)
{
	enum path list = schain__shape_has(shape, PATH_NEW_ARGS) ? PATH_NEW_ARGS : PATH_OLD_ARGS;
	const schain__json_field *element = NULL, *field;

	while ((element = schain__shape_element(shape, list, element))) {
		field = schain__shape_member(shape, element, "name");
		if (!field || !schain__shape_equal(schain__shape_text_of(shape, field), name))
			continue;
		if (list == PATH_OLD_ARGS)
			return schain__shape_member(shape, element, "value");
		for (uint32_t i = (uint32_t)(element - shape->fields) + 1; i < element->next;
		     i = shape->fields[i].next)
			if (&shape->fields[i] != field)
				return &shape->fields[i];
	}
	return NULL;
}

static schain_string text_argument(schain__shape *shape, const char *name)
{
	return schain__shape_text_of(shape, argument(shape, name));
}

static uint64_t number_argument(schain__shape *shape, const char *name)
{
	const schain__json_field *field = argument(shape, name);
	uint64_t value = 0;

	return field && schain__json_unsigned(field, &value) ? value : 0;
}

/* Texts of an array argument, {"value": [...]} in the newer form. */
static schain_string *list_argument(schain__shape *shape, const char *name, size_t *ret_count)
{
	const schain__json_field *field = argument(shape, name), *inner;
	schain_string *list;
	uint32_t first;

	*ret_count = 0;
	inner = schain__shape_member(shape, field, "value");
	if (inner)
		field = inner;
	if (!field || field->kind != SCHAIN__JSON_ARRAY)
		return NULL;
	first = (uint32_t)(field - shape->fields) + 1;
	list = schain__decode_alloc(shape->decode, (field->next - first + 1) * sizeof *list);
	if (!list)
		shape->failed = SCHAIN_E_MEMORY;
	for (uint32_t i = first; list && i < field->next; i = shape->fields[i].next)
		list[(*ret_count)++] = schain__shape_text_of(shape, &shape->fields[i]);
	return list;
}

static uint32_t take_exec(schain__shape *shape, schain__slot *slot)
{
	schain_string path = text_argument(shape, "pathname"), command, interpreter;
	schain_string *words;
	size_t count;

	if (path.length)
		slot->process_image.path = path;
	slot->process_image.inode = number_argument(shape, "inode");
	slot->process_image.device = number_argument(shape, "dev");
	words = list_argument(shape, "argv", &count);
	slot->process.command_line = schain__shape_join(shape, words, count);
	/* The kernel ran a script by its interpreter. */
	command = text_argument(shape, "cmdpath");
	interpreter = text_argument(shape, "interp");
	if (command.length && interpreter.length &&
	    (command.length != interpreter.length ||
	     memcmp(command.data, interpreter.data, command.length)))
		slot->process.script = command;
	else
		slot->process.script = schain__decode_script(shape->decode, slot->process_image.path,
		                                             words, count, SCHAIN_STRING_NONE);
	schain__shape_link_process(slot, &slot->process, &slot->process_image);
	return SCHAIN_EVENT_PROCESS_START;
}

static uint32_t take_fork(schain__shape *shape, schain__slot *slot)
{
	uint64_t child = number_argument(shape, "child_process_pid");

	if (!child)
		child = number_argument(shape, "child_pid");
	slot->parent = slot->process;
	slot->parent.image = NULL;
	schain__shape_link(slot, &slot->parent);
	slot->process.parent_pid = slot->parent.pid;
	slot->process.parent_guid = slot->parent.guid;
	slot->process.pid = child;
	slot->process.guid = SCHAIN_STRING_NONE;
	slot->process.start_time = 0;
	slot->process.image = NULL;
	return child ? SCHAIN_EVENT_PROCESS_FORK : 0;
}

static uint64_t port_of(const schain__json_field *field)
{
	uint64_t port = 0;

	return field && schain__json_unsigned(field, &port) && port <= 65535 ? port : 0;
}

/* A socket address: {"sa_family", "sin_addr", "sin_port"}, or in camel case. */
static uint32_t take_connection(schain__shape *shape, schain__slot *slot)
{
	static const char *const addresses[] = { "sin_addr", "sin6_addr", "sinAddr", "sin6Addr" };
	static const char *const ports[] = { "sin_port", "sin6_port", "sinPort", "sin6Port" };
	const schain__json_field *remote = argument(shape, "remote_addr");

	if (!remote)
		remote = argument(shape, "addr");
	for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
		const schain__json_field *address = schain__shape_member(shape, remote, addresses[i]);

		if (!address)
			continue;
		slot->connection.address = schain__shape_text_of(shape, address);
		slot->connection.port = (uint32_t)port_of(schain__shape_member(shape, remote, ports[i]));
	}
	if (!slot->connection.address.length) { /* net_tcp_connect */
		slot->connection.address = text_argument(shape, "dst");
		slot->connection.port = (uint32_t)port_of(argument(shape, "dst_port"));
		slot->connection.protocol = 6;
	}
	schain__shape_link(slot, &slot->connection);
	return slot->connection.address.length ? SCHAIN_EVENT_CONNECTION : 0;
}

/* Bits of open(2)'s flags on Linux; also written as names. */
static int opens_to_write(schain__shape *shape)
{
	const schain__json_field *field = argument(shape, "flags");
	schain_string text;
	uint64_t flags;

	if (!field)
		return 0;
	if (schain__json_unsigned(field, &flags))
		return (flags & 3) != 0;
	text = schain__shape_text_of(shape, field);
	for (size_t i = 0; i + 6 <= text.length; i++)
		if (!memcmp(text.data + i, "O_RDWR", 6) || !memcmp(text.data + i, "O_WRON", 6))
			return 1;
	return 0;
}

static uint32_t take_file(schain__shape *shape, schain__slot *slot, uint32_t type)
{
	static const char *const names[] = { "pathname", "file_path", "new_path" };
	schain_file *file = &slot->file;

	for (size_t i = 0; i < sizeof names / sizeof *names && !file->path.length; i++)
		file->path = text_argument(shape, names[i]);
	if (type == SCHAIN_EVENT_FILE_RENAME)
		file->old_path = text_argument(shape, "old_path");
	if (type == SCHAIN_EVENT_FILE_READ && opens_to_write(shape))
		type = SCHAIN_EVENT_FILE_WRITE;
	file->inode = number_argument(shape, "inode");
	file->device = number_argument(shape, "dev");
	schain__shape_link(slot, file);
	return file->path.length ? type : 0;
}

static uint32_t type_of(schain__shape *shape)
{
	static const schain__shape_word types[] = {
		{ "sched_process_exec", SCHAIN_EVENT_PROCESS_START },
		{ "sched_process_fork", SCHAIN_EVENT_PROCESS_FORK },
		{ "sched_process_exit", SCHAIN_EVENT_PROCESS_EXIT },
		{ "security_file_open", SCHAIN_EVENT_FILE_READ },
		{ "file_modification", SCHAIN_EVENT_FILE_WRITE },
		{ "magic_write", SCHAIN_EVENT_FILE_WRITE },
		{ "vfs_write", SCHAIN_EVENT_FILE_WRITE },
		{ "security_inode_rename", SCHAIN_EVENT_FILE_RENAME },
		{ "security_inode_unlink", SCHAIN_EVENT_FILE_DELETE },
		{ "chmod_common", SCHAIN_EVENT_FILE_ATTRIBUTE },
		{ "shared_object_loaded", SCHAIN_EVENT_MODULE_LOAD },
		{ "security_socket_connect", SCHAIN_EVENT_CONNECTION },
		{ "net_tcp_connect", SCHAIN_EVENT_CONNECTION },
		{ NULL, 0 },
	};

	return schain__shape_meaning(
		shape, schain__shape_has(shape, PATH_OLD_NAME) ? PATH_OLD_NAME : PATH_NEW_NAME, types, 0);
}

static void set_process(schain__shape *shape, schain__slot *slot)
{
	const schain__json_field *parent = schain__shape_element(shape, PATH_ANCESTORS, NULL), *field;
	schain_process *process = &slot->process;

	if ((field = schain__shape_member(shape, parent, "uniqueId")))
		process->parent_guid = schain__shape_text_of(shape, field);
	if ((field = schain__shape_member(shape, parent, "hostPid")))
		schain__json_unsigned(field, &process->parent_pid);
	schain__shape_link(slot, process);
}

static uint32_t take(schain__shape *shape, schain__slot *slot)
{
	uint32_t type = type_of(shape);

	slot->event.source_kind = SCHAIN_SOURCE_EBPF;
	slot->event.os = SCHAIN_OS_LINUX;
	set_process(shape, slot);
	switch (type) {
	case 0:
	case SCHAIN_EVENT_PROCESS_EXIT:
		return type;
	case SCHAIN_EVENT_PROCESS_START:
		return take_exec(shape, slot);
	case SCHAIN_EVENT_PROCESS_FORK:
		return take_fork(shape, slot);
	case SCHAIN_EVENT_CONNECTION:
		return take_connection(shape, slot);
	default:
		return take_file(shape, slot, type);
	}
}

static void *open_tracee(schain__decode *decode, schain_error *error)
{
	(void)error; /* memory is all that can fail */
	return schain__shape_open(decode, paths, COUNT, take);
}

const schain__driver schain__driver_tracee = {
	.format = {
		.struct_size = sizeof(schain_format),
		.name = "tracee-json",
		.summary = "Tracee's events, in the JSON of both its generations",
		.fields = "exec, fork, exit, file opens, writes, renames and removals, shared objects, "
		          "connections",
		.missing = "events that no policy selects; hashes, signatures, working directories",
	},
	.framing = SCHAIN__FRAMING_JSON,
	.probe = probe,
	.open = open_tracee,
	.record = schain__shape_record,
	.close = schain__shape_close,
};
