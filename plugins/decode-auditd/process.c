/* SPDX-License-Identifier: Apache-2.0 */
/* Calls that start, copy and end processes. */
#include "decode-auditd/audit.h"

/* linux/sched.h */
#define FLAG_THREAD 0x00010000u

/* AUDIT_ARCH_S390X: there, clone has the stack first and the flags second. */
#define ARCHITECTURE_S390X 0x80000016u

/* "ld-linux-x86-64.so.2", "ld-musl-aarch64.so.1", "ld64.so.1" */
static int is_loader(schain_string path)
{
	schain_string name = schain__audit_base_name(path);

	if (!schain__audit_starts(name, "ld"))
		return 0;
	for (size_t i = 2; i + 3 <= name.length; i++)
		if (!memcmp(name.data + i, ".so", 3))
			return 1;
	return 0;
}

/*
 * The kernel looks up the file named in the call (item 0), then, of a script,
 * the interpreter in its first line (item 1), then the loader.
 */
static int is_script(const schain__audit_facts *facts)
{
	return facts->path_count > 1 && facts->paths[1].name.length && !is_loader(facts->paths[1].name);
}

static void set_image(schain__slot *slot, const schain__audit_facts *facts, int script)
{
	const schain__audit_path *file = &facts->paths[script ? 1 : 0];

	/* Items are sorted but may be lost: without all of them, who is who is a guess. */
	if (facts->path_count < facts->expected_paths || facts->path_count <= (script ? 1u : 0u))
		return;
	slot->process_image.inode = file->inode;
	slot->process_image.device = file->inode ? file->device : 0;
	slot->process_image.mode = file->mode;
}

static schain_status tell_exec(schain__audit *audit, schain__audit_facts *facts)
{
	schain__slot *slot;
	int script = is_script(facts);

	if (!facts->image.length && facts->path_count && !script)
		facts->image = facts->paths[0].path;
	slot = schain__audit_slot(audit, facts->group, SCHAIN_EVENT_PROCESS_START, facts->line);
	schain__audit_set_process(slot, facts);
	slot->process.working_directory = facts->directory;
	slot->process.command_line = facts->command_line;
	slot->process.user = schain__audit_keep(audit, facts->user);
	if (script)
		slot->process.script = facts->paths[0].path;
	else
		slot->process.script = schain__decode_script(audit->decode, facts->image, facts->arguments,
		                                             facts->argument_count, facts->directory);
	set_image(slot, facts, script);
	if (!facts->command_line.length)
		facts->is_incomplete = 1;
	return schain__audit_commit(audit);
}

/* The call returned the child's pid to the parent. */
static schain_status tell_fork(schain__audit *audit, schain__audit_facts *facts)
{
	int flags = facts->architecture == ARCHITECTURE_S390X ? 1 : 0;
	schain__slot *slot;

	if (facts->result <= 0 ||
	    (facts->call->operation == AUDIT_CALL_CLONE && facts->argument[flags] & FLAG_THREAD))
		return schain__audit_ignore(audit, facts->group);
	slot = schain__audit_slot(audit, facts->group, SCHAIN_EVENT_PROCESS_FORK, facts->line);
	schain__audit_set_process(slot, facts);
	slot->process.user = schain__audit_keep(audit, facts->user);
	slot->parent = slot->process;
	slot->parent_image = slot->process_image;
	if (slot->parent.image)
		slot->parent.image = &slot->parent_image;
	slot->event.parent = &slot->parent;
	slot->process.pid = (uint64_t)facts->result;
	slot->process.parent_pid = facts->pid;
	return schain__audit_commit(audit);
}

schain_status schain__audit_tell_process(schain__audit *audit, schain__audit_facts *facts)
{
	schain__slot *slot;

	if (facts->call->operation == AUDIT_CALL_EXEC)
		return tell_exec(audit, facts);
	if (facts->call->operation != AUDIT_CALL_EXIT)
		return tell_fork(audit, facts);
	slot = schain__audit_slot(audit, facts->group, SCHAIN_EVENT_PROCESS_EXIT, facts->line);
	schain__audit_set_process(slot, facts);
	return schain__audit_commit(audit);
}
