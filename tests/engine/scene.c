/* SPDX-License-Identifier: Apache-2.0 */
#include "scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

scene_state scene;

void scene_open(const scene_options *given)
{
	static const scene_options none;
	const scene_options *options = given ? given : &none;
	schain_engine_options engine = SCHAIN_ENGINE_OPTIONS_INIT;
	schain_error error = SCHAIN_ERROR_INIT;

	memset(&scene, 0, sizeof scene);
	scene.now = SCENE_EPOCH;
	scene.step = SCHAIN_SECOND;
	scene.host = "desk.example";
	scene.os = options->os ? options->os : SCHAIN_OS_LINUX;
	scene.record = 1;
	engine.policy = options->policy;
	engine.allocator = options->allocator;
	engine.memory_limit = options->memory_limit;
	engine.seed[0] = options->seed;
	engine.verdict = options->verdict;
	engine.plugins = options->plugins;
	engine.taken = options->taken;
	engine.context = options->context;
	ck_assert_msg(schain_engine_new(&engine, &scene.engine, &error) == SCHAIN_OK, "%s",
	              error.message);
}

void scene_close(void)
{
	schain_engine_free(scene.engine);
	scene.engine = NULL;
}

void wait_for(int64_t seconds)
{
	scene.now += seconds * SCHAIN_SECOND;
}

schain_status scene_flush(void)
{
	schain_error error = SCHAIN_ERROR_INIT;

	scene.status = schain_engine_flush(scene.engine, &error);
	if (!scene.keep_going)
		ck_assert_msg(scene.status == SCHAIN_OK, "%s", error.message);
	return scene.status;
}

void emit(schain_event *event)
{
	schain_error error = SCHAIN_ERROR_INIT;

	if (!event->time) {
		event->time = scene.now;
		scene.now += scene.step;
	}
	if (scene.record && !event->record)
		event->record = scene.record++;
	if (!event->host.data)
		event->host = schain_string_of(scene.host);
	if (!event->os)
		event->os = scene.os;
	if (scene.before && scene.before())
		return;
	scene.status = schain_engine_feed(scene.engine, event, sizeof *event, 1, NULL, &error);
	if (!scene.keep_going)
		ck_assert_msg(scene.status == SCHAIN_OK, "%s", error.message);
}

/* Windows sensors give each process an identity; Linux ones know the pid. */
static schain_process process_of(uint64_t pid, char guid[32])
{
	schain_process process = SCHAIN_PROCESS_INIT;

	process.pid = pid;
	if (scene.os == SCHAIN_OS_WINDOWS) {
		snprintf(guid, 32, "guid-%llu", (unsigned long long)pid);
		process.guid = schain_string_of(guid);
	}
	return process;
}

/* One event of a process, and all that it may point to. */
typedef struct scene_act {
	schain_event event;
	schain_process process, parent, target;
	schain_file image, file;
	schain_signature signature;
	schain_connection connection;
	schain_dns dns;
	schain_registry registry;
	schain_package package;
	schain_integrity integrity;
	schain_claim claim;
	char guid[32], parent_guid[32];
} scene_act;

static void begin(scene_act *act, uint32_t type, uint64_t pid)
{
	memset(act, 0, sizeof *act);
	schain_event_init(&act->event, sizeof act->event);
	schain_file_init(&act->image, sizeof act->image);
	schain_file_init(&act->file, sizeof act->file);
	schain_signature_init(&act->signature, sizeof act->signature);
	act->event.type = type;
	if (!pid)
		return;
	act->process = process_of(pid, act->guid);
	act->event.process = &act->process;
}

static void begin_file(scene_act *act, uint32_t type, uint64_t pid, const char *path)
{
	begin(act, type, pid);
	act->file.path = schain_string_of(path);
	act->event.file = &act->file;
}

static void begin_start(scene_act *act, uint64_t parent, uint64_t pid, const char *image)
{
	begin(act, SCHAIN_EVENT_PROCESS_START, pid);
	act->image.path = schain_string_of(image);
	act->process.image = &act->image;
	act->process.command_line = act->image.path;
	if (!parent)
		return;
	act->parent = process_of(parent, act->parent_guid);
	act->event.parent = &act->parent;
}

void start(uint64_t parent, uint64_t pid, const char *image, const char *command)
{
	scene_act act;

	begin_start(&act, parent, pid, image);
	if (command)
		act.process.command_line = schain_string_of(command);
	emit(&act.event);
}

void start_script(uint64_t parent, uint64_t pid, const char *image, const char *script)
{
	scene_act act;

	begin_start(&act, parent, pid, image);
	act.process.script = schain_string_of(script);
	emit(&act.event);
}

void start_in(uint64_t parent, uint64_t pid, const char *image, const char *command,
              const char *directory)
{
	scene_act act;

	begin_start(&act, parent, pid, image);
	act.process.command_line = schain_string_of(command);
	act.process.working_directory = schain_string_of(directory);
	emit(&act.event);
}

void start_signed(uint64_t parent, uint64_t pid, const char *image, uint32_t state,
                  const char *signer, const char *company)
{
	scene_act act;

	begin_start(&act, parent, pid, image);
	act.signature.state = state;
	act.signature.signer = schain_string_of(signer);
	act.image.signature = &act.signature;
	act.image.company = schain_string_of(company);
	emit(&act.event);
}

void fork_from(uint64_t parent, uint64_t pid)
{
	scene_act act;

	begin(&act, SCHAIN_EVENT_PROCESS_FORK, pid);
	act.parent = process_of(parent, act.parent_guid);
	act.event.parent = &act.parent;
	emit(&act.event);
}

void end(uint64_t pid)
{
	scene_act act;

	begin(&act, SCHAIN_EVENT_PROCESS_EXIT, pid);
	emit(&act.event);
}

void write_to(uint64_t pid, const char *path)
{
	scene_act act;

	begin_file(&act, SCHAIN_EVENT_FILE_WRITE, pid, path);
	if (scene.os != SCHAIN_OS_WINDOWS)
		act.file.mode = 0100755;
	emit(&act.event);
}

void write_content(uint64_t pid, const char *path, uint32_t content, uint64_t size)
{
	scene_act act;

	begin_file(&act, SCHAIN_EVENT_FILE_WRITE, pid, path);
	act.file.content = content;
	act.file.size = size;
	emit(&act.event);
}

void move_to(uint64_t pid, const char *old_path, const char *path)
{
	scene_act act;

	begin_file(&act, SCHAIN_EVENT_FILE_RENAME, pid, path);
	act.file.old_path = schain_string_of(old_path);
	emit(&act.event);
}

void link_to(uint64_t pid, const char *old_path, const char *path)
{
	scene_act act;

	begin_file(&act, SCHAIN_EVENT_FILE_RENAME, pid, path);
	act.file.old_path = schain_string_of(old_path);
	act.file.flags = SCHAIN_FILE_LINKED;
	emit(&act.event);
}

void change_mode(uint64_t pid, const char *path, uint32_t mode)
{
	scene_act act;

	begin_file(&act, SCHAIN_EVENT_FILE_ATTRIBUTE, pid, path);
	act.file.mode = mode;
	emit(&act.event);
}

void delete_file(uint64_t pid, const char *path)
{
	scene_act act;

	begin_file(&act, SCHAIN_EVENT_FILE_DELETE, pid, path);
	emit(&act.event);
}

void read_from(uint64_t pid, const char *path)
{
	scene_act act;

	begin_file(&act, SCHAIN_EVENT_FILE_READ, pid, path);
	emit(&act.event);
}

void load(uint64_t pid, const char *path)
{
	scene_act act;

	begin_file(&act, SCHAIN_EVENT_MODULE_LOAD, pid, path);
	emit(&act.event);
}

void load_signed(uint64_t pid, const char *path, uint32_t state, const char *signer)
{
	scene_act act;

	begin_file(&act, SCHAIN_EVENT_MODULE_LOAD, pid, path);
	act.signature.state = state;
	act.signature.signer = schain_string_of(signer);
	act.file.signature = &act.signature;
	emit(&act.event);
}

void load_driver(const char *path, uint32_t state)
{
	scene_act act;

	begin_file(&act, SCHAIN_EVENT_DRIVER_LOAD, 0, path);
	act.signature.state = state;
	act.file.signature = &act.signature;
	emit(&act.event);
}

void inject(uint64_t pid, uint64_t target)
{
	scene_act act;

	begin(&act, SCHAIN_EVENT_INJECTION, pid);
	act.target = process_of(target, act.parent_guid);
	act.event.target = &act.target;
	emit(&act.event);
}

void connect_to(uint64_t pid, const char *name, const char *address, uint32_t port)
{
	scene_act act;

	begin(&act, SCHAIN_EVENT_CONNECTION, pid);
	schain_connection_init(&act.connection, sizeof act.connection);
	act.connection.host_name = schain_string_of(name);
	act.connection.address = schain_string_of(address);
	act.connection.port = port;
	act.connection.protocol = 6;
	act.event.connection = &act.connection;
	emit(&act.event);
}

void answer(const char *name, const char *address)
{
	schain_string text = schain_string_of(address);
	scene_act act;

	begin(&act, SCHAIN_EVENT_DNS, 0);
	schain_dns_init(&act.dns, sizeof act.dns);
	act.dns.query = schain_string_of(name);
	act.dns.answers = &text;
	act.dns.answer_count = 1;
	act.event.dns = &act.dns;
	emit(&act.event);
}

void package_event(uint64_t pid, uint32_t operation, const char *name, const char *version,
                   const char *old_version)
{
	scene_act act;

	begin(&act, SCHAIN_EVENT_PACKAGE, pid);
	schain_package_init(&act.package, sizeof act.package);
	act.package.operation = operation;
	act.package.manager = schain_string_of("dpkg");
	act.package.name = schain_string_of(name);
	act.package.version = schain_string_of(version);
	act.package.old_version = schain_string_of(old_version);
	act.event.package = &act.package;
	emit(&act.event);
}

void package_origin(uint64_t pid, const char *name, const char *repository, uint32_t is_signed)
{
	scene_act act;

	begin(&act, SCHAIN_EVENT_PACKAGE, pid);
	schain_package_init(&act.package, sizeof act.package);
	act.package.operation = SCHAIN_PACKAGE_INSTALL;
	act.package.name = schain_string_of(name);
	act.package.repository = schain_string_of(repository);
	act.package.is_signed = is_signed;
	act.event.package = &act.package;
	emit(&act.event);
}

void set_registry(uint64_t pid, const char *key, const char *value)
{
	scene_act act;

	begin(&act, SCHAIN_EVENT_REGISTRY, pid);
	schain_registry_init(&act.registry, sizeof act.registry);
	act.registry.operation = SCHAIN_REGISTRY_SET;
	act.registry.key = schain_string_of(key);
	act.registry.value = schain_string_of(value);
	act.event.registry = &act.registry;
	emit(&act.event);
}

void persist(uint64_t pid, const char *path)
{
	scene_act act;

	begin_file(&act, SCHAIN_EVENT_PERSISTENCE, pid, path);
	emit(&act.event);
}

void integrity(uint64_t pid, const char *path)
{
	scene_act act;

	begin_file(&act, SCHAIN_EVENT_INTEGRITY, pid, path);
	schain_integrity_init(&act.integrity, sizeof act.integrity);
	act.integrity.policy = schain_string_of("Signed programs only");
	act.event.integrity = &act.integrity;
	emit(&act.event);
}

void claim_on(uint32_t subject_kind, const char *subject, uint32_t finding, int64_t lifetime)
{
	scene_act act;

	begin(&act, SCHAIN_EVENT_CLAIM, 0);
	schain_claim_init(&act.claim, sizeof act.claim);
	act.claim.subject_kind = subject_kind;
	act.claim.subject = schain_string_of(subject);
	act.claim.finding = finding;
	act.claim.lifetime = lifetime;
	act.claim.claimant = schain_string_of("list.example");
	act.claim.reason = schain_string_of("said the list");
	act.event.claim = &act.claim;
	emit(&act.event);
}

void bad_update(uint64_t installer, uint64_t pid, const char *path, const char *host)
{
	write_to(installer, path);
	start(1, pid, path, NULL);
	start(pid, pid + 1, "/usr/bin/sh", "sh -c curl");
	start(pid + 1, pid + 2, "/usr/bin/curl", "curl");
	connect_to(pid + 2, host, "203.0.113.9", 443);
}
