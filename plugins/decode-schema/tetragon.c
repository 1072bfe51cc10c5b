/* SPDX-License-Identifier: Apache-2.0 */
/* Events of Tetragon as JSON: doc/formats/tetragon-json.md. */
#include "decode-mapped/shape.h"
#include "decode-schema/drivers.h"

/* The hooks whose events look alike: process, parent, and what is theirs. */
enum path {
	PATH_EXEC, PATH_EXIT, PATH_LOADER, PATH_KPROBE, PATH_LSM, PATH_KPROBE_FUNCTION,
	PATH_LSM_FUNCTION, PATH_KPROBE_ARGS, PATH_LSM_ARGS, PATH_ARGUMENTS, PATH_EXEC_START,
	PATH_TIME,
};

#define LOOK(path) { path, SCHAIN__SHAPE_LOOK }
#define INTO(path, kind, member) { path, SCHAIN__SHAPE_INTO(kind, member) }
#define PROCESS(hook) \
	INTO(hook ".process.exec_id", TEXT, process.guid), \
	INTO(hook ".process.pid", UNSIGNED, process.pid), \
	INTO(hook ".process.uid", TEXT, process.user), \
	INTO(hook ".process.cwd", TEXT, process.working_directory), \
	INTO(hook ".process.binary", TEXT, process_image.path), \
	INTO(hook ".process.parent_exec_id", TEXT, process.parent_guid), \
	INTO(hook ".parent.exec_id", TEXT, parent.guid), \
	INTO(hook ".parent.pid", UNSIGNED, parent.pid), \
	INTO(hook ".parent.binary", TEXT, parent_image.path)

static const schain__shape_path paths[] = {
	LOOK("process_exec"), LOOK("process_exit"), LOOK("process_loader"), LOOK("process_kprobe"),
	LOOK("process_lsm"), LOOK("process_kprobe.function_name"), LOOK("process_lsm.function_name"),
	LOOK("process_kprobe.args"), LOOK("process_lsm.args"), LOOK("process_exec.process.arguments"),
	LOOK("process_exec.process.start_time"), LOOK("time"),
	PROCESS("process_exec"), PROCESS("process_exit"), PROCESS("process_loader"),
	PROCESS("process_kprobe"), PROCESS("process_lsm"),
	INTO("process_loader.path", TEXT, file.path),
	INTO("node_name", TEXT, event.host),
};

enum { COUNT = sizeof paths / sizeof *paths };

static int probe(const char *data, size_t size, int is_all)
{
	static const char *const none[] = { NULL };
	static const char *const hooks[] = {
		"process_exec", "process_exit", "process_kprobe", "process_loader", "process_lsm",
		"process_tracepoint", "process_uprobe", NULL,
	};

	return schain__shape_probe(data, size, is_all, none, hooks, 85);
}

/* The arguments are one text; the engine finds an interpreter's script in it. */
static void set_command(schain__shape *shape, schain__slot *slot)
{
	schain_string line[2];

	line[0] = slot->process_image.path;
	line[1] = schain__shape_text(shape, PATH_ARGUMENTS);
	slot->process.command_line = schain__shape_join(shape, line, line[1].length ? 2 : 1);
}

/* Member of the first argument that has that kind; NULL if none has. */
static const schain__json_field *argument(schain__shape *shape, enum path args, const char *kind,
                                          const char *member)
{
	const schain__json_field *element = NULL, *found;

	while ((element = schain__shape_element(shape, args, element)))
		if ((found = schain__shape_member(shape, element, kind)))
			return member ? schain__shape_member(shape, found, member) : found;
	return NULL;
}

static uint64_t number_of(const schain__json_field *field)
{
	uint64_t value = 0;

	return field && schain__json_unsigned(field, &value) ? value : 0;
}

static uint32_t take_connection(schain__shape *shape, schain__slot *slot, enum path args)
{
	schain_connection *connection = &slot->connection;

	connection->address = schain__shape_text_of(shape, argument(shape, args, "sock_arg", "daddr"));
	if (connection->address.length) {
		connection->port = (uint32_t)number_of(argument(shape, args, "sock_arg", "dport"));
		connection->local_address =
			schain__shape_text_of(shape, argument(shape, args, "sock_arg", "saddr"));
		connection->local_port = (uint32_t)number_of(argument(shape, args, "sock_arg", "sport"));
		connection->protocol = schain__shape_protocol(
			schain__shape_text_of(shape, argument(shape, args, "sock_arg", "protocol")));
	} else {
		connection->address =
			schain__shape_text_of(shape, argument(shape, args, "sockaddr_arg", "addr"));
		connection->port = (uint32_t)number_of(argument(shape, args, "sockaddr_arg", "port"));
	}
	schain__shape_link(slot, connection);
	return connection->address.length ? SCHAIN_EVENT_CONNECTION : 0;
}

/* linux/fs.h and asm-generic/mman-common.h */
#define MAY_WRITE 2u
#define MAY_READ 4u
#define PROT_EXEC 4u

/* The number beside the file: an access mask, or protection of a mapping. */
static uint64_t mask_of(schain__shape *shape, enum path args)
{
	static const char *const kinds[] = { "int_arg", "uint_arg", "size_arg", "long_arg" };
	const schain__json_field *field;

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if ((field = argument(shape, args, kinds[i], NULL)))
			return number_of(field);
	return 0;
}

static uint32_t take_file(schain__shape *shape, schain__slot *slot, enum path args,
                          schain_string function)
{
	uint64_t mask = mask_of(shape, args);
	const schain__json_field *path = argument(shape, args, "file_arg", "path");

	if (!path)
		path = argument(shape, args, "path_arg", "path");
	slot->file.path = schain__shape_text_of(shape, path);
	if (!slot->file.path.length)
		return 0;
	schain__shape_link(slot, &slot->file);
	if (schain__shape_equal(function, "security_mmap_file") ||
	    schain__shape_equal(function, "mmap_file"))
		return mask & PROT_EXEC ? SCHAIN_EVENT_MODULE_LOAD : 0;
	if (schain__shape_equal(function, "security_path_truncate") || mask & MAY_WRITE)
		return SCHAIN_EVENT_FILE_WRITE;
	if (schain__shape_equal(function, "security_path_unlink"))
		return SCHAIN_EVENT_FILE_DELETE;
	return mask & MAY_READ || schain__shape_equal(function, "fd_install") ? SCHAIN_EVENT_FILE_READ
	                                                                      : 0;
}

static uint32_t take_call(schain__shape *shape, schain__slot *slot, enum path function,
                          enum path args)
{
	schain_string name = schain__shape_text(shape, function);

	if (schain__shape_equal(name, "tcp_connect") ||
	    schain__shape_equal(name, "security_socket_connect") ||
	    schain__shape_equal(name, "socket_connect"))
		return take_connection(shape, slot, args);
	if (schain__shape_equal(name, "security_bprm_check") ||
	    schain__shape_equal(name, "bprm_check_security"))
		return 0; /* process_exec tells it */
	return take_file(shape, slot, args, name);
}

static uint32_t take(schain__shape *shape, schain__slot *slot)
{
	slot->event.source_kind = SCHAIN_SOURCE_EBPF;
	slot->event.os = SCHAIN_OS_LINUX;
	/* Older versions leave out the time of an event. */
	slot->event.time = schain__shape_time_of(
		shape, shape->value[schain__shape_has(shape, PATH_TIME) ? PATH_TIME : PATH_EXEC_START]);
	slot->process.parent_pid = slot->parent.pid;
	if (schain__shape_has(shape, PATH_EXEC)) {
		set_command(shape, slot);
		return SCHAIN_EVENT_PROCESS_START;
	}
	if (schain__shape_has(shape, PATH_EXIT))
		return SCHAIN_EVENT_PROCESS_EXIT;
	if (schain__shape_has(shape, PATH_LOADER))
		return slot->file.path.length ? SCHAIN_EVENT_MODULE_LOAD : 0;
	if (schain__shape_has(shape, PATH_KPROBE))
		return take_call(shape, slot, PATH_KPROBE_FUNCTION, PATH_KPROBE_ARGS);
	if (schain__shape_has(shape, PATH_LSM))
		return take_call(shape, slot, PATH_LSM_FUNCTION, PATH_LSM_ARGS);
	return 0;
}

static void *open_tetragon(schain__decode *decode, schain_error *error)
{
	(void)error; /* memory is all that can fail */
	return schain__shape_open(decode, paths, COUNT, take);
}

const schain__driver schain__driver_tetragon = {
	.format = {
		.struct_size = sizeof(schain_format),
		.name = "tetragon-json",
		.summary = "Tetragon's events (tetra getevents -o json, or its export file)",
		.fields = "process_exec, process_exit, process_loader; kprobe and lsm hooks on files and "
		          "connections",
		.missing = "files and connections unless a tracing policy hooks them; hashes, signatures, "
		           "names of addresses",
	},
	.framing = SCHAIN__FRAMING_JSON,
	.probe = probe,
	.open = open_tetragon,
	.record = schain__shape_record,
	.close = schain__shape_close,
};
