/* SPDX-License-Identifier: Apache-2.0 */
/* Santa's telemetry as JSON: doc/formats/santa.md. */
#include "decode-macos/apple.h"
#include "decode-macos/drivers.h"

/* A process has these paths below it, in this order. */
enum { PID, VERSION, PARENT_PID, PARENT_VERSION, USER, IMAGE, PROCESS_PATHS };

/* What there is an instigator of; in the order of `acts`. */
enum act {
	ACT_FORK, ACT_EXIT, ACT_CLOSE, ACT_RENAME, ACT_UNLINK, ACT_LINK, ACT_CLONE, ACT_COPY,
	ACT_INVALIDATED, ACT_ACCESS, ACT_OVERRIDE, ACT_LAUNCH_ITEM, ACT_COUNT,
};

static const uint32_t acts[ACT_COUNT] = {
	SCHAIN_EVENT_PROCESS_FORK, SCHAIN_EVENT_PROCESS_EXIT, SCHAIN_EVENT_FILE_WRITE,
	SCHAIN_EVENT_FILE_RENAME, SCHAIN_EVENT_FILE_DELETE, SCHAIN_EVENT_FILE_RENAME,
	SCHAIN_EVENT_FILE_WRITE, SCHAIN_EVENT_FILE_WRITE, SCHAIN_EVENT_INTEGRITY,
	SCHAIN_EVENT_FILE_READ, SCHAIN_EVENT_INTEGRITY, SCHAIN_EVENT_PERSISTENCE,
};

/* Paths that the code below looks at; the table begins with them, in this order. */
enum path {
	PATH_ACTS, /* one for each act */
	PATH_INSTIGATORS = PATH_ACTS + ACT_COUNT,
	PATH_CHILD = PATH_INSTIGATORS + ACT_COUNT * PROCESS_PATHS,
	PATH_TARGET = PATH_CHILD + PROCESS_PATHS,
	PATH_EXECUTION = PATH_TARGET + PROCESS_PATHS,
	PATH_ARGUMENTS, PATH_FLAGS, PATH_PLATFORM, PATH_SIGNING_ID, PATH_TEAM_ID, PATH_CERTIFICATE,
	PATH_CERTIFICATE_HASH, PATH_MODIFIED, PATH_ACCESS_TYPE, PATH_ITEM_ACTION,
	PATH_DECISION,
};

#define LOOK(path) { path, SCHAIN__SHAPE_LOOK }
#define INTO(path, kind, member) { path, SCHAIN__SHAPE_INTO(kind, member) }
#define PROCESS(at) \
	LOOK(at ".id.pid"), LOOK(at ".id.pidversion"), LOOK(at ".parent_id.pid"), \
	LOOK(at ".parent_id.pidversion"), LOOK(at ".effective_user.name"), LOOK(at ".executable.path")
#define STAT(at) \
	INTO(at ".stat.ino", UNSIGNED, file.inode), INTO(at ".stat.dev", UNSIGNED, file.device), \
	INTO(at ".stat.size", UNSIGNED, file.size), INTO(at ".stat.mode", SHORT, file.mode), \
	INTO(at ".hash.hash", TEXT, file.sha256)

static const schain__shape_path paths[] = {
	LOOK("fork"), LOOK("exit"), LOOK("close"), LOOK("rename"), LOOK("unlink"), LOOK("link"),
	LOOK("clone"), LOOK("copyfile"), LOOK("codesigning_invalidated"), LOOK("file_access"),
	LOOK("gatekeeper_override"), LOOK("launch_item"),
	PROCESS("fork.instigator"), PROCESS("exit.instigator"), PROCESS("close.instigator"),
	PROCESS("rename.instigator"), PROCESS("unlink.instigator"), PROCESS("link.instigator"),
	PROCESS("clone.instigator"), PROCESS("copyfile.instigator"),
	PROCESS("codesigning_invalidated.instigator"), PROCESS("file_access.instigator"),
	PROCESS("gatekeeper_override.instigator"), PROCESS("launch_item.trigger_process"),
	PROCESS("fork.child"), PROCESS("execution.target"),
	LOOK("execution"), LOOK("execution.args"), LOOK("execution.target.cs_flags"),
	LOOK("execution.target.is_platform_binary"),
	LOOK("execution.target.code_signature.signing_id"),
	LOOK("execution.target.code_signature.team_id"),
	LOOK("execution.certificate_info.common_name"), LOOK("execution.certificate_info.hash.hash"),
	LOOK("close.modified"), LOOK("file_access.access_type"), LOOK("launch_item.action"),
	LOOK("execution.decision"),
	INTO("event_time", TIME, event.time), INTO("machine_id", TEXT, event.host),
	INTO("event_id", TEXT, event.record_id),
	INTO("execution.working_directory.path", TEXT, process.working_directory),
	INTO("execution.script.path", TEXT, process.script),
	INTO("execution.target.executable.stat.ino", UNSIGNED, process_image.inode),
	INTO("execution.target.executable.stat.dev", UNSIGNED, process_image.device),
	INTO("execution.target.executable.stat.mode", SHORT, process_image.mode),
	INTO("execution.target.executable.stat.size", UNSIGNED, process_image.size),
	INTO("execution.target.executable.hash.hash", TEXT, process_image.sha256),
	INTO("execution.quarantine_url", TEXT, process_image.origin_url),
	INTO("close.target.path", TEXT, file.path), STAT("close.target"),
	INTO("rename.source.path", TEXT, file.old_path), INTO("rename.target", TEXT, file.path),
	STAT("rename.source"),
	INTO("unlink.target.path", TEXT, file.path), STAT("unlink.target"),
	INTO("link.source.path", TEXT, file.old_path), INTO("link.target", TEXT, file.path),
	INTO("clone.target", TEXT, file.path), INTO("copyfile.target", TEXT, file.path),
	INTO("file_access.target.path", TEXT, file.path),
	INTO("gatekeeper_override.target.path", TEXT, file.path),
	INTO("gatekeeper_override.target.hash.hash", TEXT, file.sha256),
	INTO("launch_item.executable_path", TEXT, file.path),
};

enum { COUNT = sizeof paths / sizeof *paths };

static int probe(const char *data, size_t size, int is_all)
{
	static const char *const keys[] = { "event_time", NULL };
	static const char *const kinds[] = {
		"processed_time", "boot_session_uuid", "execution", "fork", "exit", "close", "rename",
		"unlink", "link", "clone", "copyfile", "disk", "allowlist", "file_access",
		"codesigning_invalidated", "gatekeeper_override", "launch_item", NULL,
	};

	return schain__shape_probe(data, size, is_all, keys, kinds, 80);
}

static int digit_of(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

/* Bytes in base64, as protobuf's JSON has them. What is none stays as it is. */
static schain_string decode_bytes(schain__shape *shape, schain_string text)
{
	char *out = schain__decode_alloc(shape->decode, text.length + 1);
	schain_string bytes = { out, 0 };
	uint32_t held = 0;
	int digit, bits = 0;

	if (!out) {
		shape->failed = SCHAIN_E_MEMORY;
		return text;
	}
	for (size_t i = 0; i < text.length && text.data[i] != '='; i++) {
		digit = digit_of(text.data[i]);
		if (digit < 0)
			return text;
		held = held << 6 | (uint32_t)digit;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			out[bytes.length++] = (char)(held >> bits);
		}
	}
	return bytes;
}

static void set_process(schain__shape *shape, schain__slot *slot, uint32_t at,
                        schain_process *process, schain_file *image)
{
	process->pid = schain__shape_number(shape, at + PID);
	process->parent_pid = schain__shape_number(shape, at + PARENT_PID);
	process->guid = schain__apple_guid(shape->decode, process->pid,
	                                   schain__shape_number(shape, at + VERSION), &shape->failed);
	process->parent_guid = schain__apple_guid(shape->decode, process->parent_pid,
	                                          schain__shape_number(shape, at + PARENT_VERSION),
	                                          &shape->failed);
	process->user = schain__shape_text(shape, at + USER);
	image->path = schain__shape_text(shape, at + IMAGE);
	schain__shape_link_process(slot, process, image);
}

static void set_signature(schain__shape *shape, schain__slot *slot)
{
	schain_signature *signature = &slot->process_signature;
	schain_string name = schain__shape_text(shape, PATH_CERTIFICATE);

	if (name.length)
		schain__apple_sign_name(shape->decode, signature, name, &shape->failed);
	if (schain__shape_has(shape, PATH_FLAGS))
		schain__apple_sign(shape, slot, signature,
		                   (uint32_t)schain__shape_number(shape, PATH_FLAGS),
		                   schain__shape_is_true(shape, PATH_PLATFORM),
		                   schain__shape_text(shape, PATH_SIGNING_ID),
		                   schain__shape_text(shape, PATH_TEAM_ID));
	if (name.length)
		signature->signer = name;
	signature->thumbprint = schain__shape_text(shape, PATH_CERTIFICATE_HASH);
}

static uint32_t take_execution(schain__shape *shape, schain__slot *slot)
{
	size_t count;
	schain_string *arguments = schain__shape_texts(shape, PATH_ARGUMENTS, &count);
	schain_process *process = &slot->process;

	for (size_t i = 0; i < count; i++)
		arguments[i] = decode_bytes(shape, arguments[i]);
	set_process(shape, slot, PATH_TARGET, process, &slot->process_image);
	process->command_line = schain__shape_join(shape, arguments, count);
	if (process->script.length)
		process->script = schain__decode_resolve(shape->decode, process->script,
		                                         process->working_directory);
	else
		process->script = schain__decode_script(shape->decode, slot->process_image.path, arguments,
		                                        count, process->working_directory);
	set_signature(shape, slot);
	if (!schain__shape_is(shape, PATH_DECISION, "DECISION_DENY"))
		return SCHAIN_EVENT_PROCESS_START;
	/* It did not run: Santa is a judge here, not a witness. */
	slot->file.path = slot->process_image.path;
	slot->file.sha256 = slot->process_image.sha256;
	slot->event.process = NULL;
	slot->integrity.result = SCHAIN_INTEGRITY_BLOCKED;
	slot->integrity.policy = SCHAIN_STRING("Santa");
	schain__shape_link(slot, &slot->file);
	schain__shape_link(slot, &slot->integrity);
	return SCHAIN_EVENT_INTEGRITY;
}

static uint32_t take_integrity(schain__slot *slot, enum act act)
{
	slot->integrity.result = SCHAIN_INTEGRITY_AUDITED;
	slot->integrity.policy = act == ACT_OVERRIDE ? SCHAIN_STRING("Gatekeeper")
	                                             : SCHAIN_STRING("code signing");
	slot->integrity.reason =
		act == ACT_OVERRIDE ? SCHAIN_STRING("opened by its user against Gatekeeper's advice")
		                    : SCHAIN_STRING("the code signature became invalid while it ran");
	if (act == ACT_INVALIDATED)
		slot->file.path = slot->process_image.path;
	schain__shape_link(slot, &slot->file);
	schain__shape_link(slot, &slot->integrity);
	return SCHAIN_EVENT_INTEGRITY;
}

static uint32_t take_act(schain__shape *shape, schain__slot *slot, enum act act)
{
	switch (act) {
	case ACT_FORK:
		slot->parent = slot->process;
		slot->parent_image = slot->process_image;
		slot->process.image = NULL;
		set_process(shape, slot, PATH_CHILD, &slot->process, &slot->process_image);
		schain__shape_link_process(slot, &slot->parent, &slot->parent_image);
		return acts[act];
	case ACT_EXIT:
		return acts[act];
	case ACT_OVERRIDE:
	case ACT_INVALIDATED:
		return take_integrity(slot, act);
	case ACT_CLOSE:
		return schain__shape_is_true(shape, PATH_MODIFIED) ? acts[act] : 0;
	case ACT_LINK:
		slot->file.flags = SCHAIN_FILE_LINKED;
		return acts[act];
	case ACT_ACCESS:
		return schain__shape_is(shape, PATH_ACCESS_TYPE, "ACCESS_TYPE_OPEN") ? acts[act] : 0;
	case ACT_LAUNCH_ITEM:
		return schain__shape_is(shape, PATH_ITEM_ACTION, "ACTION_ADD") ? acts[act] : 0;
	default:
		return acts[act];
	}
}

static uint32_t take(schain__shape *shape, schain__slot *slot)
{
	uint32_t act = 0, type;

	slot->event.source_kind = SCHAIN_SOURCE_ENDPOINT_SECURITY;
	slot->event.os = SCHAIN_OS_MACOS;
	if (schain__shape_has(shape, PATH_EXECUTION))
		return take_execution(shape, slot);
	while (act < ACT_COUNT && !schain__shape_has(shape, PATH_ACTS + act))
		act++;
	if (act == ACT_COUNT)
		return 0;
	set_process(shape, slot, PATH_INSTIGATORS + act * PROCESS_PATHS, &slot->process,
	            &slot->process_image);
	type = take_act(shape, slot, (enum act)act);
	return act <= ACT_EXIT || slot->file.path.length ? type : 0;
}

static void *open_santa(schain__decode *decode, schain_error *error)
{
	(void)error; /* memory is all that can fail */
	return schain__shape_open(decode, paths, COUNT, take);
}

const schain__driver schain__driver_santa_json = {
	.format = {
		.struct_size = sizeof(schain_format),
		.name = "santa-json",
		.summary = "Santa's telemetry for macOS, a message as JSON each",
		.fields = "execution, fork, exit, close, rename, unlink, link, clone, copyfile, "
		          "codesigning_invalidated, file_access, gatekeeper_override, launch_item",
		.missing = "modules, connections and DNS",
	},
	.framing = SCHAIN__FRAMING_JSON,
	.probe = probe,
	.open = open_santa,
	.record = schain__shape_record,
	.close = schain__shape_close,
};
