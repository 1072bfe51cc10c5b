/* SPDX-License-Identifier: Apache-2.0 */
/* EndpointSecurity events as eslogger(1) prints them: doc/formats/eslogger-json.md. */
#include "decode-macos/apple.h"
#include "decode-macos/drivers.h"

/* A process has these paths below it, in this order. */
enum { TOKEN, TOKEN_PID, TOKEN_VERSION, TOKEN_USER, PARENT, PARENT_TOKEN, PARENT_PID,
       PARENT_VERSION, FLAGS, PLATFORM, SIGNING_ID, TEAM_ID, IMAGE, INODE, DEVICE, MODE,
       PROCESS_PATHS };

/* Paths that the code below looks at; the table begins with them, in this order. */
enum path {
	PATH_ACTOR,
	PATH_EXECUTED = PATH_ACTOR + PROCESS_PATHS,
	PATH_CHILD = PATH_EXECUTED + PROCESS_PATHS,
	PATH_REMOTE = PATH_CHILD + PROCESS_PATHS,
	PATH_EXEC = PATH_REMOTE + PROCESS_PATHS,
	PATH_FORK, PATH_EXIT, PATH_CREATE, PATH_CLOSE,
	PATH_WRITE, PATH_TRUNCATE, PATH_RENAME, PATH_LINK, PATH_CLONE, PATH_COPY, PATH_UNLINK,
	PATH_MMAP, PATH_OPEN, PATH_SET_MODE, PATH_SET_ATTRIBUTE, PATH_DELETE_ATTRIBUTE,
	PATH_INVALIDATED, PATH_LAUNCH_ITEM, PATH_MALWARE, PATH_OVERRIDE, PATH_THREAD,
	PATH_ARGUMENTS, PATH_MODIFIED, PATH_DIRECTORY, PATH_NAME, PATH_NEW_DIRECTORY, PATH_NEW_NAME,
	PATH_LINK_DIRECTORY, PATH_LINK_NAME, PATH_CLONE_DIRECTORY, PATH_CLONE_NAME,
	PATH_COPY_DIRECTORY, PATH_COPY_NAME, PATH_COPY_FILE, PATH_PROTECTION, PATH_OPEN_FLAGS,
	PATH_ITEM, PATH_MODE,
};

#define LOOK(path) { path, SCHAIN__SHAPE_LOOK }
#define INTO(path, kind, member) { path, SCHAIN__SHAPE_INTO(kind, member) }
#define PROCESS(at) \
	LOOK(at ".audit_token"), LOOK(at ".audit_token.pid"), LOOK(at ".audit_token.pidversion"), \
	LOOK(at ".audit_token.euid"), LOOK(at ".ppid"), LOOK(at ".parent_audit_token"), \
	LOOK(at ".parent_audit_token.pid"), LOOK(at ".parent_audit_token.pidversion"), \
	LOOK(at ".codesigning_flags"), LOOK(at ".is_platform_binary"), LOOK(at ".signing_id"), \
	LOOK(at ".team_id"), LOOK(at ".executable.path"), LOOK(at ".executable.stat.st_ino"), \
	LOOK(at ".executable.stat.st_dev"), LOOK(at ".executable.stat.st_mode")
#define STAT(at) \
	INTO(at ".stat.st_ino", UNSIGNED, file.inode), INTO(at ".stat.st_dev", UNSIGNED, file.device), \
	INTO(at ".stat.st_size", UNSIGNED, file.size), INTO(at ".stat.st_mode", SHORT, file.mode)

static const schain__shape_path paths[] = {
	PROCESS("process"), PROCESS("event.exec.target"), PROCESS("event.fork.child"),
	PROCESS("event.remote_thread_create.target"),
	LOOK("event.exec"), LOOK("event.fork"), LOOK("event.exit"), LOOK("event.create"),
	LOOK("event.close"), LOOK("event.write"), LOOK("event.truncate"), LOOK("event.rename"),
	LOOK("event.link"), LOOK("event.clone"), LOOK("event.copyfile"), LOOK("event.unlink"),
	LOOK("event.mmap"), LOOK("event.open"), LOOK("event.setmode"), LOOK("event.setextattr"),
	LOOK("event.deleteextattr"), LOOK("event.cs_invalidated"), LOOK("event.btm_launch_item_add"),
	LOOK("event.xp_malware_detected"), LOOK("event.gatekeeper_user_override"),
	LOOK("event.remote_thread_create"), LOOK("event.exec.args"), LOOK("event.close.modified"),
	LOOK("event.create.destination.new_path.dir.path"),
	LOOK("event.create.destination.new_path.filename"),
	LOOK("event.rename.destination.new_path.dir.path"),
	LOOK("event.rename.destination.new_path.filename"), LOOK("event.link.target_dir.path"),
	LOOK("event.link.target_filename"), LOOK("event.clone.target_dir.path"),
	LOOK("event.clone.target_name"), LOOK("event.copyfile.target_dir.path"),
	LOOK("event.copyfile.target_name"), LOOK("event.copyfile.target_file.path"),
	LOOK("event.mmap.protection"), LOOK("event.open.fflag"),
	LOOK("event.btm_launch_item_add.item.item_url"), LOOK("event.setmode.mode"),
	INTO("time", TIME, event.time), INTO("global_seq_num", UNSIGNED, event.record),
	INTO("event.exec.cwd.path", TEXT, process.working_directory),
	INTO("event.exec.script.path", TEXT, process.script),
	INTO("event.create.destination.existing_file.path", TEXT, file.path),
	STAT("event.create.destination.existing_file"),
	INTO("event.close.target.path", TEXT, file.path), STAT("event.close.target"),
	INTO("event.write.target.path", TEXT, file.path), STAT("event.write.target"),
	INTO("event.truncate.target.path", TEXT, file.path), STAT("event.truncate.target"),
	INTO("event.rename.source.path", TEXT, file.old_path), STAT("event.rename.source"),
	INTO("event.rename.destination.existing_file.path", TEXT, file.path),
	INTO("event.link.source.path", TEXT, file.old_path), STAT("event.link.source"),
	INTO("event.unlink.target.path", TEXT, file.path), STAT("event.unlink.target"),
	INTO("event.mmap.source.path", TEXT, file.path), STAT("event.mmap.source"),
	INTO("event.open.file.path", TEXT, file.path), STAT("event.open.file"),
	INTO("event.setmode.target.path", TEXT, file.path),
	INTO("event.setextattr.target.path", TEXT, file.path),
	INTO("event.deleteextattr.target.path", TEXT, file.path),
	INTO("event.btm_launch_item_add.executable_path", TEXT, file.path),
	INTO("event.xp_malware_detected.detected_path", TEXT, file.path),
	INTO("event.xp_malware_detected.malware_identifier", TEXT, integrity.reason),
	INTO("event.gatekeeper_user_override.file.file_path", TEXT, file.path),
	INTO("event.gatekeeper_user_override.file.file.path", TEXT, file.path),
	INTO("event.gatekeeper_user_override.sha256", TEXT, file.sha256),
};

enum { COUNT = sizeof paths / sizeof *paths };

static int probe(const char *data, size_t size, int is_all)
{
	static const char *const keys[] = { "event_type", "mach_time", "process", NULL };

	return schain__shape_probe(data, size, is_all, keys, NULL, 90);
}

/*
 * pid and version of a token: an object, or in other versions the eight words
 * of audit_token_t (bsm/audit.h): 5 is the pid, 7 its version, 1 the user.
 */
static uint64_t token(schain__shape *shape, uint32_t path, uint32_t member, unsigned word)
{
	const schain__json_field *element = NULL;
	uint64_t value = 0;

	if (schain__shape_has(shape, member))
		return schain__shape_number(shape, member);
	do
		element = schain__shape_element(shape, path, element);
	while (element && word--);
	if (element && !schain__json_unsigned(element, &value))
		schain__shape_wrong(shape, element, "expected a whole number");
	return value;
}

static void set_process(schain__shape *shape, uint32_t at, schain_process *process,
                        schain_file *image)
{
	uint64_t version = token(shape, at + TOKEN, at + TOKEN_VERSION, 7);

	process->pid = token(shape, at + TOKEN, at + TOKEN_PID, 5);
	process->guid = schain__apple_guid(shape->decode, process->pid, version, &shape->failed);
	process->parent_pid = schain__shape_number(shape, at + PARENT);
	if (!process->parent_pid)
		process->parent_pid = token(shape, at + PARENT_TOKEN, at + PARENT_PID, 5);
	version = token(shape, at + PARENT_TOKEN, at + PARENT_VERSION, 7);
	process->parent_guid = schain__apple_guid(shape->decode, process->parent_pid, version,
	                                          &shape->failed);
	if (schain__shape_has(shape, at + TOKEN_USER))
		process->user = schain__shape_text(shape, at + TOKEN_USER);
	image->path = schain__shape_text(shape, at + IMAGE);
	image->inode = schain__shape_number(shape, at + INODE);
	image->device = schain__shape_number(shape, at + DEVICE);
	image->mode = (uint32_t)schain__shape_number(shape, at + MODE);
}

static void set_signature(schain__shape *shape, schain__slot *slot, uint32_t at)
{
	if (schain__shape_has(shape, at + FLAGS))
		schain__apple_sign(shape, slot, &slot->process_signature,
		                   (uint32_t)schain__shape_number(shape, at + FLAGS),
		                   schain__shape_is_true(shape, at + PLATFORM),
		                   schain__shape_text(shape, at + SIGNING_ID),
		                   schain__shape_text(shape, at + TEAM_ID));
}

static uint32_t take_exec(schain__shape *shape, schain__slot *slot)
{
	size_t count;
	schain_string *arguments = schain__shape_texts(shape, PATH_ARGUMENTS, &count);
	schain_process *process = &slot->process;

	set_process(shape, PATH_EXECUTED, process, &slot->process_image);
	process->command_line = schain__shape_join(shape, arguments, count);
	if (process->script.length)
		process->script = schain__decode_resolve(shape->decode, process->script,
		                                         process->working_directory);
	else
		process->script = schain__decode_script(shape->decode, slot->process_image.path, arguments,
		                                        count, process->working_directory);
	schain__shape_link_process(slot, &slot->process, &slot->process_image);
	set_signature(shape, slot, PATH_EXECUTED);
	return SCHAIN_EVENT_PROCESS_START;
}

static uint32_t take_fork(schain__shape *shape, schain__slot *slot)
{
	set_process(shape, PATH_ACTOR, &slot->parent, &slot->parent_image);
	set_process(shape, PATH_CHILD, &slot->process, &slot->process_image);
	schain__shape_link_process(slot, &slot->parent, &slot->parent_image);
	schain__shape_link_process(slot, &slot->process, &slot->process_image);
	return SCHAIN_EVENT_PROCESS_FORK;
}

/* Made in a directory under a name. */
static uint32_t take_new(schain__shape *shape, schain__slot *slot, enum path directory,
                         enum path name, uint32_t type)
{
	if (!slot->file.path.length)
		slot->file.path = schain__shape_path_of(shape, schain__shape_text(shape, directory),
		                                        schain__shape_text(shape, name));
	schain__shape_link(slot, &slot->file);
	return slot->file.path.length ? type : 0;
}

static uint32_t take_integrity(schain__slot *slot, uint32_t result, schain_string policy)
{
	slot->integrity.result = result;
	slot->integrity.policy = policy;
	schain__shape_link(slot, &slot->integrity);
	return slot->file.path.length ? SCHAIN_EVENT_INTEGRITY : 0;
}

/* Bits of <sys/mman.h> and <sys/fcntl.h> on macOS. */
#define PROT_EXEC 4u
#define FREAD 1u
#define FWRITE 2u

static uint32_t take_launch_item(schain__shape *shape, schain__slot *slot)
{
	/* Of an agent or daemon without a program of its own: the property list's URL. */
	if (!slot->file.path.length)
		slot->file.path = schain__apple_file_of(schain__shape_text(shape, PATH_ITEM));
	schain__shape_link(slot, &slot->file);
	return slot->file.path.length ? SCHAIN_EVENT_PERSISTENCE : 0;
}

static uint32_t take_thread(schain__shape *shape, schain__slot *slot)
{
	set_process(shape, PATH_REMOTE, &slot->target, &slot->target_image);
	schain__shape_link_process(slot, &slot->target, &slot->target_image);
	return SCHAIN_EVENT_INJECTION;
}

static uint32_t take_file(schain__shape *shape, schain__slot *slot)
{
	if (schain__shape_has(shape, PATH_CREATE))
		return take_new(shape, slot, PATH_DIRECTORY, PATH_NAME, SCHAIN_EVENT_FILE_WRITE);
	if (schain__shape_has(shape, PATH_RENAME))
		return take_new(shape, slot, PATH_NEW_DIRECTORY, PATH_NEW_NAME, SCHAIN_EVENT_FILE_RENAME);
	if (schain__shape_has(shape, PATH_LINK)) {
		slot->file.flags = SCHAIN_FILE_LINKED;
		return take_new(shape, slot, PATH_LINK_DIRECTORY, PATH_LINK_NAME,
		                SCHAIN_EVENT_FILE_RENAME);
	}
	if (schain__shape_has(shape, PATH_CLONE))
		return take_new(shape, slot, PATH_CLONE_DIRECTORY, PATH_CLONE_NAME,
		                SCHAIN_EVENT_FILE_WRITE);
	if (schain__shape_has(shape, PATH_COPY)) {
		slot->file.path = schain__shape_text(shape, PATH_COPY_FILE);
		return take_new(shape, slot, PATH_COPY_DIRECTORY, PATH_COPY_NAME, SCHAIN_EVENT_FILE_WRITE);
	}
	if (schain__shape_has(shape, PATH_CLOSE))
		return schain__shape_is_true(shape, PATH_MODIFIED) ? SCHAIN_EVENT_FILE_WRITE : 0;
	if (schain__shape_has(shape, PATH_WRITE) || schain__shape_has(shape, PATH_TRUNCATE))
		return SCHAIN_EVENT_FILE_WRITE;
	if (schain__shape_has(shape, PATH_UNLINK))
		return SCHAIN_EVENT_FILE_DELETE;
	if (schain__shape_has(shape, PATH_SET_MODE) || schain__shape_has(shape, PATH_SET_ATTRIBUTE) ||
	    schain__shape_has(shape, PATH_DELETE_ATTRIBUTE)) {
		slot->file.mode = (uint32_t)schain__shape_number(shape, PATH_MODE);
		return SCHAIN_EVENT_FILE_ATTRIBUTE;
	}
	if (schain__shape_has(shape, PATH_MMAP))
		return schain__shape_number(shape, PATH_PROTECTION) & PROT_EXEC ? SCHAIN_EVENT_MODULE_LOAD
		                                                                : 0;
	/* What was opened to write is told again when it is closed. */
	if (schain__shape_has(shape, PATH_OPEN))
		return (schain__shape_number(shape, PATH_OPEN_FLAGS) & (FREAD | FWRITE)) == FREAD
		               ? SCHAIN_EVENT_FILE_READ : 0;
	return 0;
}

static uint32_t take(schain__shape *shape, schain__slot *slot)
{
	uint32_t type;

	slot->event.source_kind = SCHAIN_SOURCE_ENDPOINT_SECURITY;
	slot->event.os = SCHAIN_OS_MACOS;
	if (schain__shape_has(shape, PATH_EXEC))
		return take_exec(shape, slot);
	if (schain__shape_has(shape, PATH_FORK))
		return take_fork(shape, slot);
	set_process(shape, PATH_ACTOR, &slot->process, &slot->process_image);
	schain__shape_link_process(slot, &slot->process, &slot->process_image);
	set_signature(shape, slot, PATH_ACTOR);
	if (schain__shape_has(shape, PATH_EXIT))
		return SCHAIN_EVENT_PROCESS_EXIT;
	if (schain__shape_has(shape, PATH_LAUNCH_ITEM))
		return take_launch_item(shape, slot);
	if (schain__shape_has(shape, PATH_THREAD))
		return take_thread(shape, slot);
	if (schain__shape_has(shape, PATH_MALWARE))
		return take_integrity(slot, SCHAIN_INTEGRITY_BLOCKED, SCHAIN_STRING("XProtect"));
	if (schain__shape_has(shape, PATH_OVERRIDE)) {
		slot->integrity.reason = SCHAIN_STRING("opened by its user against Gatekeeper's advice");
		return take_integrity(slot, SCHAIN_INTEGRITY_AUDITED, SCHAIN_STRING("Gatekeeper"));
	}
	if (schain__shape_has(shape, PATH_INVALIDATED)) {
		slot->file.path = slot->process_image.path;
		slot->integrity.reason = SCHAIN_STRING("the code signature became invalid while it ran");
		schain__shape_link(slot, &slot->file);
		return take_integrity(slot, SCHAIN_INTEGRITY_AUDITED, SCHAIN_STRING("code signing"));
	}
	type = take_file(shape, slot);
	return slot->file.path.length ? type : 0;
}

static void *open_eslogger(schain__decode *decode, schain_error *error)
{
	(void)error; /* memory is all that can fail */
	return schain__shape_open(decode, paths, COUNT, take);
}

const schain__driver schain__driver_eslogger = {
	.format = {
		.struct_size = sizeof(schain_format),
		.name = "eslogger-json",
		.summary = "macOS EndpointSecurity, as eslogger prints it",
		.fields = "exec, fork, exit, create, write, close, truncate, rename, link, clone, "
		          "copyfile, unlink, mmap, open, setmode, setextattr, deleteextattr, cs_invalidated, "
		          "btm_launch_item_add, xp_malware_detected, gatekeeper_user_override, "
		          "remote_thread_create; signatures of processes",
		.missing = "connections and DNS, which EndpointSecurity does not tell; hashes; "
		           "signatures of modules",
	},
	.framing = SCHAIN__FRAMING_JSON,
	.probe = probe,
	.open = open_eslogger,
	.record = schain__shape_record,
	.close = schain__shape_close,
};
