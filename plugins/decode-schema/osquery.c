/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of osquery's event tables: doc/formats/osquery-json.md. */
#include "decode-macos/apple.h"
#include "decode-mapped/shape.h"
#include "decode-schema/drivers.h"

/*
 * A query may have any name; the columns tell which table it asked. Those of
 * es_process_events and es_process_file_events also tell that it is macOS.
 */
enum path {
	PATH_COLUMNS, PATH_SNAPSHOT, PATH_ADDED, PATH_ACTION, PATH_EVENT_TYPE,
	PATH_PATH, PATH_PID, PATH_PIDVERSION, PATH_PARENT, PATH_PARENT_VERSION, PATH_COMMAND,
	PATH_SIGNING_ID, PATH_TEAM, PATH_PLATFORM, PATH_SIGN_FLAGS, PATH_CHILD, PATH_TARGET,
	PATH_FILENAME, PATH_NEW_FILENAME, PATH_REMOTE, PATH_OPERATION,
	PATH_EXECUTABLE, PATH_DESTINATION, PATH_SYSCALL, PATH_PROTOCOL,
	PATH_REMOTE_PORT, PATH_UNIX_TIME, PATH_ROW_TIME, PATH_USER,
};

#define LOOK(path) { path, SCHAIN__SHAPE_LOOK }
#define INTO(path, kind, member) { path, SCHAIN__SHAPE_INTO(kind, member) }

static const schain__shape_path paths[] = {
	LOOK("columns"), LOOK("snapshot"), LOOK("diffResults.added"),
	LOOK("action"), LOOK("event_type"), LOOK("path"), LOOK("pid"), LOOK("pidversion"),
	LOOK("parent"), LOOK("parent_pidversion"), LOOK("cmdline"), LOOK("signing_id"),
	LOOK("team_id"), LOOK("platform_binary"), LOOK("codesigning_flags"), LOOK("child_pid"),
	LOOK("target_path"), LOOK("filename"), LOOK("dest_filename"), LOOK("remote_address"),
	LOOK("operation"), LOOK("executable"), LOOK("dest_path"),
	LOOK("syscall"), LOOK("protocol"), LOOK("remote_port"), LOOK("unixTime"), LOOK("time"),
	LOOK("username"),
	INTO("hostIdentifier", TEXT, event.host),
	INTO("cwd", TEXT, process.working_directory), INTO("uid", TEXT, process.user),
	INTO("local_address", TEXT, connection.local_address),
	INTO("local_port", SHORT, connection.local_port),
	INTO("sha256", TEXT, file.sha256), INTO("sha1", TEXT, file.sha1), INTO("md5", TEXT, file.md5),
	INTO("inode", UNSIGNED, file.inode), INTO("size", UNSIGNED, file.size),
};

enum { COUNT = sizeof paths / sizeof *paths };

static int probe(const char *data, size_t size, int is_all)
{
	static const char *const keys[] = { "hostIdentifier", "unixTime", NULL };
	static const char *const rows[] = { "columns", "snapshot", "diffResults", NULL };

	return schain__shape_probe(data, size, is_all, keys, rows, 85);
}

static void set_process(schain__shape *shape, schain__slot *slot)
{
	schain_process *process = &slot->process;

	process->pid = schain__shape_number(shape, PATH_PID);
	process->parent_pid = schain__shape_number(shape, PATH_PARENT);
	process->guid = schain__apple_guid(shape->decode, process->pid,
	                                   schain__shape_number(shape, PATH_PIDVERSION),
	                                   &shape->failed);
	process->parent_guid = schain__apple_guid(shape->decode, process->parent_pid,
	                                          schain__shape_number(shape, PATH_PARENT_VERSION),
	                                          &shape->failed);
	if (schain__shape_text(shape, PATH_USER).length)
		process->user = schain__shape_text(shape, PATH_USER);
	if (process->pid || process->guid.length)
		schain__shape_link(slot, process);
}

/* The column names faults only: without one, what has a team or is Apple's is in order. */
static void set_signature(schain__shape *shape, schain__slot *slot)
{
	schain_string flags = schain__shape_text(shape, PATH_SIGN_FLAGS);
	schain_string id = schain__shape_text(shape, PATH_SIGNING_ID);
	uint32_t bits = 0;

	if (!schain__shape_has(shape, PATH_SIGN_FLAGS) && !schain__shape_is_true(shape, PATH_PLATFORM))
		return;
	if (id.length)
		bits |= SCHAIN__CS_SIGNED;
	if (!schain__apple_has_word(flags, "NOT_VALID"))
		bits |= SCHAIN__CS_VALID;
	if (schain__apple_has_word(flags, "ADHOC"))
		bits |= SCHAIN__CS_ADHOC;
	schain__apple_sign(shape, slot, &slot->process_signature, bits,
	                   schain__shape_is_true(shape, PATH_PLATFORM), id,
	                   schain__shape_text(shape, PATH_TEAM));
}

static uint32_t take_start(schain__shape *shape, schain__slot *slot)
{
	slot->process.command_line = schain__shape_text(shape, PATH_COMMAND);
	slot->process_image.path = schain__shape_text(shape, PATH_PATH);
	if (!slot->process_image.path.length)
		return 0;
	schain__shape_link_process(slot, &slot->process, &slot->process_image);
	return SCHAIN_EVENT_PROCESS_START;
}

static uint32_t take_security_process(schain__shape *shape, schain__slot *slot)
{
	static const schain__shape_word types[] = {
		{ "exec", SCHAIN_EVENT_PROCESS_START },
		{ "fork", SCHAIN_EVENT_PROCESS_FORK },
		{ "exit", SCHAIN_EVENT_PROCESS_EXIT },
		{ NULL, 0 },
	};
	uint32_t type = schain__shape_meaning(shape, PATH_EVENT_TYPE, types, 0);

	if (type == SCHAIN_EVENT_PROCESS_FORK) {
		slot->parent = slot->process;
		slot->process.parent_pid = slot->parent.pid;
		slot->process.parent_guid = slot->parent.guid;
		slot->process.guid = SCHAIN_STRING_NONE;
		slot->process.pid = schain__shape_number(shape, PATH_CHILD);
		schain__shape_link(slot, &slot->parent);
		return slot->process.pid ? type : 0;
	}
	if (type != SCHAIN_EVENT_PROCESS_START)
		return type;
	set_signature(shape, slot);
	return take_start(shape, slot);
}

static uint32_t take_security_file(schain__shape *shape, schain__slot *slot)
{
	static const schain__shape_word types[] = {
		{ "create", SCHAIN_EVENT_FILE_WRITE }, { "write", SCHAIN_EVENT_FILE_WRITE },
		{ "truncate", SCHAIN_EVENT_FILE_WRITE }, { "rename", SCHAIN_EVENT_FILE_RENAME },
		{ "unlink", SCHAIN_EVENT_FILE_DELETE }, { NULL, 0 },
	};
	uint32_t type = schain__shape_meaning(shape, PATH_EVENT_TYPE, types, 0);

	slot->process_image.path = schain__shape_text(shape, PATH_PATH);
	schain__shape_link_process(slot, &slot->process, &slot->process_image);
	slot->file.path = schain__shape_text(shape, PATH_FILENAME);
	if (type == SCHAIN_EVENT_FILE_RENAME) {
		slot->file.old_path = slot->file.path;
		slot->file.path = schain__shape_text(shape, PATH_NEW_FILENAME);
	}
	schain__shape_link(slot, &slot->file);
	return slot->file.path.length ? type : 0;
}

/* file_events: what happened, by nobody. */
static uint32_t take_watched_file(schain__shape *shape, schain__slot *slot)
{
	static const schain__shape_word types[] = {
		{ "CREATED", SCHAIN_EVENT_FILE_WRITE }, { "UPDATED", SCHAIN_EVENT_FILE_WRITE },
		{ "MOVED_TO", SCHAIN_EVENT_FILE_WRITE }, { "DELETED", SCHAIN_EVENT_FILE_DELETE },
		{ "MOVED_FROM", SCHAIN_EVENT_FILE_DELETE },
		{ "ATTRIBUTES_MODIFIED", SCHAIN_EVENT_FILE_ATTRIBUTE }, { NULL, 0 },
	};

	slot->event.process = NULL;
	slot->file.path = schain__shape_text(shape, PATH_TARGET);
	schain__shape_link(slot, &slot->file);
	return slot->file.path.length ? schain__shape_meaning(shape, PATH_ACTION, types, 0) : 0;
}

/* process_file_events, from Linux audit. */
static uint32_t take_audited_file(schain__shape *shape, schain__slot *slot)
{
	static const schain__shape_word types[] = {
		{ "create", SCHAIN_EVENT_FILE_WRITE }, { "write", SCHAIN_EVENT_FILE_WRITE },
		{ "open", 0 }, { "rename", SCHAIN_EVENT_FILE_RENAME },
		{ "renameat", SCHAIN_EVENT_FILE_RENAME }, { "renameat2", SCHAIN_EVENT_FILE_RENAME },
		{ "link", SCHAIN_EVENT_FILE_RENAME }, { "linkat", SCHAIN_EVENT_FILE_RENAME },
		{ "unlink", SCHAIN_EVENT_FILE_DELETE }, { "unlinkat", SCHAIN_EVENT_FILE_DELETE },
		{ NULL, 0 },
	};
	uint32_t type = schain__shape_meaning(shape, PATH_OPERATION, types, 0);

	slot->event.os = SCHAIN_OS_LINUX;
	slot->process_image.path = schain__shape_text(shape, PATH_EXECUTABLE);
	schain__shape_link_process(slot, &slot->process, &slot->process_image);
	slot->file.path = schain__shape_text(shape, PATH_PATH);
	if (type == SCHAIN_EVENT_FILE_RENAME) {
		slot->file.old_path = slot->file.path;
		slot->file.path = schain__shape_text(shape, PATH_DESTINATION);
		if (schain__shape_is(shape, PATH_OPERATION, "link") ||
		    schain__shape_is(shape, PATH_OPERATION, "linkat"))
			slot->file.flags = SCHAIN_FILE_LINKED;
	}
	schain__shape_link(slot, &slot->file);
	return slot->file.path.length ? type : 0;
}

static uint32_t take_socket(schain__shape *shape, schain__slot *slot)
{
	static const schain__shape_word flags[] = {
		{ "connect", 0 }, { "accept", SCHAIN_CONNECTION_INBOUND }, { NULL, 0 },
	};
	enum { OTHER = 99 };
	uint32_t bits = schain__shape_meaning(shape, PATH_ACTION, flags, OTHER);

	if (bits == OTHER)
		return 0;
	slot->connection.flags = bits;
	slot->connection.address = schain__shape_text(shape, PATH_REMOTE);
	slot->connection.port = (uint32_t)schain__shape_number(shape, PATH_REMOTE_PORT);
	slot->connection.protocol = (uint32_t)schain__shape_number(shape, PATH_PROTOCOL);
	slot->process_image.path = schain__shape_text(shape, PATH_PATH);
	schain__shape_link_process(slot, &slot->process, &slot->process_image);
	schain__shape_link(slot, &slot->connection);
	return slot->connection.address.length ? SCHAIN_EVENT_CONNECTION : 0;
}

static uint32_t take(schain__shape *shape, schain__slot *slot)
{
	slot->event.source_kind = SCHAIN_SOURCE_HOST_PRODUCT;
	slot->event.time = schain__shape_time_of(
		shape,
		shape->value[schain__shape_has(shape, PATH_ROW_TIME) ? PATH_ROW_TIME : PATH_UNIX_TIME]);
	set_process(shape, slot);
	if (schain__shape_has(shape, PATH_REMOTE))
		return take_socket(shape, slot);
	if (schain__shape_has(shape, PATH_TARGET))
		return take_watched_file(shape, slot);
	if (schain__shape_has(shape, PATH_OPERATION))
		return take_audited_file(shape, slot);
	if (schain__shape_has(shape, PATH_EVENT_TYPE)) {
		slot->event.os = SCHAIN_OS_MACOS;
		slot->event.source_kind = SCHAIN_SOURCE_ENDPOINT_SECURITY;
		return schain__shape_has(shape, PATH_FILENAME) ? take_security_file(shape, slot)
		                                               : take_security_process(shape, slot);
	}
	/* process_events; the table of running processes has no time of its own. */
	if (!schain__shape_has(shape, PATH_COMMAND) || !schain__shape_has(shape, PATH_ROW_TIME))
		return 0;
	if (schain__shape_has(shape, PATH_SYSCALL))
		slot->event.os = SCHAIN_OS_LINUX;
	return take_start(shape, slot);
}

/* A row, with what the record around it says. */
static schain_status take_row(schain__shape *shape, const schain__json_field *row)
{
	uint32_t begin = (uint32_t)(row - shape->fields) + 1;

	schain__shape_gather(shape, 0, shape->field_count, 0);
	shape->value[PATH_ACTION] = NULL;
	schain__shape_gather(shape, begin, row->next, 1);
	return schain__shape_emit(shape);
}

static schain_status record(void *self, const char *data, size_t size)
{
	static const enum path lists[] = { PATH_SNAPSHOT, PATH_ADDED };
	schain__shape *shape = self;
	const schain__json_field *list, *row;
	uint32_t rows = 0;

	if (schain__shape_parse(shape, data, size))
		return shape->failed;
	schain__shape_gather(shape, 0, shape->field_count, 0);
	row = shape->value[PATH_COLUMNS];
	if (row && row->kind == SCHAIN__JSON_OBJECT && !schain__shape_is(shape, PATH_ACTION, "removed"))
		return take_row(shape, row);
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		list = shape->value[lists[i]];
		for (uint32_t at = list ? (uint32_t)(list - shape->fields) + 1 : 0;
		     list && list->kind == SCHAIN__JSON_ARRAY && at < list->next && !shape->failed;
		     at = shape->fields[at].next, rows++)
			if (shape->fields[at].kind == SCHAIN__JSON_OBJECT &&
			    take_row(shape, &shape->fields[at]))
				return shape->failed;
	}
	if (!rows)
		schain__decode_ignore(shape->decode);
	return shape->failed;
}

static void *open_osquery(schain__decode *decode, schain_error *error)
{
	(void)error; /* memory is all that can fail */
	return schain__shape_open(decode, paths, COUNT, take);
}

const schain__driver schain__driver_osquery = {
	.format = {
		.struct_size = sizeof(schain_format),
		.name = "osquery-json",
		.summary = "osquery's results log, of differential and snapshot queries",
		.fields = "es_process_events, es_process_file_events, process_events, process_file_events, "
		          "socket_events, file_events",
		.missing = "what no query asks for; ends of processes outside macOS; hashes and signatures "
		           "but for those of file_events and es_process_events",
	},
	.framing = SCHAIN__FRAMING_JSON,
	.probe = probe,
	.open = open_osquery,
	.record = record,
	.close = schain__shape_close,
};
