/* SPDX-License-Identifier: Apache-2.0 */
/* Alerts of Falco with their output fields: doc/formats/falco-json.md. */
#include "decode-mapped/shape.h"
#include "decode-schema/drivers.h"

#include <string.h>

enum path {
	PATH_SYSCALL, PATH_TIME, PATH_EVENT_TIME, PATH_FLAGS, PATH_WRITES, PATH_USER,
	PATH_USER_ID, PATH_NAME, PATH_PROTOCOL, PATH_REMOTE, PATH_SERVER, PATH_REMOTE_PORT,
	PATH_SERVER_PORT, PATH_LOCAL, PATH_LOCAL_PORT, PATH_FS_PATH, PATH_FS_SOURCE, PATH_FS_TARGET,
	PATH_EXE,
};

#define LOOK(path) { path, SCHAIN__SHAPE_LOOK }
#define INTO(path, kind, member) { path, SCHAIN__SHAPE_INTO(kind, member) }
#define OF(field) "output_fields." field

static const schain__shape_path paths[] = {
	LOOK(OF("evt.type")), LOOK("time"), LOOK(OF("evt.time")), LOOK(OF("evt.arg.flags")),
	LOOK(OF("evt.is_open_write")), LOOK(OF("user.name")),
	LOOK(OF("user.uid")), LOOK(OF("fd.name")), LOOK(OF("fd.l4proto")), LOOK(OF("fd.rip")),
	LOOK(OF("fd.sip")), LOOK(OF("fd.rport")), LOOK(OF("fd.sport")), LOOK(OF("fd.lip")),
	LOOK(OF("fd.lport")), LOOK(OF("fs.path.name")), LOOK(OF("fs.path.source")),
	LOOK(OF("fs.path.target")), LOOK(OF("proc.exe")),
	INTO("hostname", TEXT, event.host),
	INTO(OF("evt.num"), UNSIGNED, event.record),
	INTO(OF("proc.pid"), UNSIGNED, process.pid),
	INTO(OF("proc.ppid"), UNSIGNED, process.parent_pid),
	INTO(OF("proc.pid.ts"), UNSIGNED, process.start_time),
	INTO(OF("proc.cmdline"), TEXT, process.command_line),
	INTO(OF("proc.cwd"), TEXT, process.working_directory),
	INTO(OF("proc.exepath"), TEXT, process_image.path),
	INTO(OF("proc.exe_ino"), UNSIGNED, process_image.inode),
	INTO(OF("proc.pexepath"), TEXT, parent_image.path),
	INTO(OF("proc.pcmdline"), TEXT, parent.command_line),
};

enum { COUNT = sizeof paths / sizeof *paths };

static int probe(const char *data, size_t size, int is_all)
{
	static const char *const keys[] = { "output_fields", "rule", "priority", NULL };

	return schain__shape_probe(data, size, is_all, keys, NULL, 85);
}

static uint32_t type_of(schain__shape *shape)
{
	static const schain__shape_word types[] = {
		{ "execve", SCHAIN_EVENT_PROCESS_START }, { "execveat", SCHAIN_EVENT_PROCESS_START },
		{ "procexit", SCHAIN_EVENT_PROCESS_EXIT },
		{ "open", SCHAIN_EVENT_FILE_READ },       { "openat", SCHAIN_EVENT_FILE_READ },
		{ "openat2", SCHAIN_EVENT_FILE_READ },    { "open_by_handle_at", SCHAIN_EVENT_FILE_READ },
		{ "creat", SCHAIN_EVENT_FILE_WRITE },     { "rename", SCHAIN_EVENT_FILE_RENAME },
		{ "renameat", SCHAIN_EVENT_FILE_RENAME }, { "renameat2", SCHAIN_EVENT_FILE_RENAME },
		{ "link", SCHAIN_EVENT_FILE_RENAME },     { "linkat", SCHAIN_EVENT_FILE_RENAME },
		{ "unlink", SCHAIN_EVENT_FILE_DELETE },   { "unlinkat", SCHAIN_EVENT_FILE_DELETE },
		{ "chmod", SCHAIN_EVENT_FILE_ATTRIBUTE }, { "fchmod", SCHAIN_EVENT_FILE_ATTRIBUTE },
		{ "fchmodat", SCHAIN_EVENT_FILE_ATTRIBUTE }, { "connect", SCHAIN_EVENT_CONNECTION },
		{ "sendto", SCHAIN_EVENT_CONNECTION },    { "sendmsg", SCHAIN_EVENT_CONNECTION },
		{ "accept", SCHAIN_EVENT_CONNECTION },    { "accept4", SCHAIN_EVENT_CONNECTION },
		{ NULL, 0 },
	};

	return schain__shape_meaning(shape, PATH_SYSCALL, types, 0);
}

static int has_flag(schain_string flags, const char *flag)
{
	size_t size = strlen(flag);

	for (size_t i = 0; i + size <= flags.length; i++)
		if (!memcmp(flags.data + i, flag, size))
			return 1;
	return 0;
}

static int opens_to_write(schain__shape *shape)
{
	schain_string flags = schain__shape_text(shape, PATH_FLAGS);

	return schain__shape_is_true(shape, PATH_WRITES) || has_flag(flags, "O_WRONLY") ||
	       has_flag(flags, "O_RDWR") || has_flag(flags, "O_CREAT");
}

static void set_process(schain__shape *shape, schain__slot *slot)
{
	schain_process *process = &slot->process;
	schain_string executable;

	process->user = schain__shape_text(shape, PATH_USER);
	if (!process->user.length || schain__shape_equal(process->user, "<NA>"))
		process->user = schain__shape_text(shape, PATH_USER_ID);
	executable = schain__shape_text(shape, PATH_EXE);
	if (!slot->process_image.path.length && executable.length && *executable.data == '/')
		slot->process_image.path = executable;
	schain__shape_link_process(slot, process, &slot->process_image);
	slot->parent.pid = process->parent_pid;
}

static uint32_t take_file(schain__shape *shape, schain__slot *slot, uint32_t type)
{
	slot->file.path = schain__shape_text(shape, PATH_FS_PATH);
	if (!slot->file.path.length)
		slot->file.path = schain__shape_text(shape, PATH_NAME);
	if (type == SCHAIN_EVENT_FILE_RENAME) {
		slot->file.old_path = schain__shape_text(shape, PATH_FS_SOURCE);
		slot->file.path = schain__shape_text(shape, PATH_FS_TARGET);
		if (!slot->file.old_path.length)
			return 0;
		if (schain__shape_is(shape, PATH_SYSCALL, "link") ||
		    schain__shape_is(shape, PATH_SYSCALL, "linkat"))
			slot->file.flags = SCHAIN_FILE_LINKED;
	}
	if (type == SCHAIN_EVENT_FILE_READ && opens_to_write(shape))
		type = SCHAIN_EVENT_FILE_WRITE;
	schain__shape_link(slot, &slot->file);
	return slot->file.path.length && *slot->file.path.data == '/' ? type : 0;
}

/* "address:port" behind the arrow of "10.0.0.5:4100->192.0.2.7:443". */
static void split_pair(schain_string name, schain_string *ret_address, uint64_t *ret_port)
{
	size_t from = 0, colon = 0;

	for (size_t i = 0; i + 1 < name.length; i++)
		if (name.data[i] == '-' && name.data[i + 1] == '>')
			from = i + 2;
	for (size_t i = from; i < name.length; i++)
		if (name.data[i] == ':')
			colon = i;
	if (!from || colon <= from)
		return;
	ret_address->data = name.data + from;
	ret_address->length = colon - from;
	*ret_port = schain__decode_number(name.data + colon + 1, name.length - colon - 1, NULL);
}

static uint32_t take_connection(schain__shape *shape, schain__slot *slot)
{
	schain_connection *connection = &slot->connection;
	schain_string syscall = schain__shape_text(shape, PATH_SYSCALL);
	uint64_t port = 0;

	connection->address = schain__shape_text(shape, PATH_REMOTE);
	port = schain__shape_number(shape, PATH_REMOTE_PORT);
	if (!connection->address.length) {
		connection->address = schain__shape_text(shape, PATH_SERVER);
		port = schain__shape_number(shape, PATH_SERVER_PORT);
	}
	if (!connection->address.length || !port)
		split_pair(schain__shape_text(shape, PATH_NAME), &connection->address, &port);
	connection->port = port <= 65535 ? (uint32_t)port : 0;
	connection->local_address = schain__shape_text(shape, PATH_LOCAL);
	connection->local_port = (uint32_t)schain__shape_number(shape, PATH_LOCAL_PORT);
	connection->protocol = schain__shape_protocol(schain__shape_text(shape, PATH_PROTOCOL));
	if (syscall.length > 5 && !memcmp(syscall.data, "accept", 6))
		connection->flags = SCHAIN_CONNECTION_INBOUND;
	schain__shape_link(slot, connection);
	return connection->address.length ? SCHAIN_EVENT_CONNECTION : 0;
}

static uint32_t take(schain__shape *shape, schain__slot *slot)
{
	uint32_t type = type_of(shape);

	slot->event.source_kind = SCHAIN_SOURCE_EBPF;
	slot->event.os = SCHAIN_OS_LINUX;
	slot->event.time = schain__shape_time_of(
		shape,
		shape->value[schain__shape_has(shape, PATH_EVENT_TIME) ? PATH_EVENT_TIME : PATH_TIME]);
	set_process(shape, slot);
	switch (type) {
	case 0:
	case SCHAIN_EVENT_PROCESS_START:
	case SCHAIN_EVENT_PROCESS_EXIT:
		return type;
	case SCHAIN_EVENT_CONNECTION:
		return take_connection(shape, slot);
	default:
		return take_file(shape, slot, type);
	}
}

static void *open_falco(schain__decode *decode, schain_error *error)
{
	(void)error; /* memory is all that can fail */
	return schain__shape_open(decode, paths, COUNT, take);
}

const schain__driver schain__driver_falco = {
	.format = {
		.struct_size = sizeof(schain_format),
		.name = "falco-json",
		.summary = "Falco's alerts, with json_output",
		.fields = "exec, exit, open, rename, link, unlink, chmod, connect and accept, by the "
		          "output fields",
		.missing = "what no rule speaks of; with the default rules the pid: processes are then "
		           "told apart by their image alone",
	},
	.framing = SCHAIN__FRAMING_JSON,
	.probe = probe,
	.open = open_falco,
	.record = schain__shape_record,
	.close = schain__shape_close,
};
