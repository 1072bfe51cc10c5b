/* SPDX-License-Identifier: Apache-2.0 */
/* Calls on files, and modules given to the kernel. */
#include "decode-auditd/audit.h"

/* sys/stat.h and fcntl.h of Linux on the architectures of syscall.c. */
#define MODE_TYPE 0170000u
#define MODE_DIRECTORY 0040000u
#define MODE_REGULAR 0100000u
#define MODE_LINK 0120000u
#define MODE_BITS 07777u
#define OPEN_ACCESS 03u
#define OPEN_WRITE 01u
#define OPEN_READ_WRITE 02u
#define OPEN_TRUNCATE 01000u
#define OPEN_PATH 010000000u

static const schain__audit_path *first_of(const schain__audit_facts *facts,
                                          enum schain__audit_role role)
{
	for (size_t i = 0; i < facts->path_count; i++)
		if (facts->paths[i].role == role)
			return &facts->paths[i];
	return NULL;
}

/* What the call worked on: what it made, or else the last that was there already. */
static const schain__audit_path *subject_of(const schain__audit_facts *facts)
{
	const schain__audit_path *subject = first_of(facts, AUDIT_PATH_CREATE);

	for (size_t i = facts->path_count; i > 0 && !subject; i--)
		if (facts->paths[i - 1].role == AUDIT_PATH_NORMAL)
			subject = &facts->paths[i - 1];
	/* Kernels before 3.13 may name no type. */
	if (!subject && facts->path_count &&
	    facts->paths[facts->path_count - 1].role == AUDIT_PATH_OTHER)
		subject = &facts->paths[facts->path_count - 1];
	return subject;
}

/* Not a device, pipe, socket or directory. Unknown counts as a file. */
static int is_file(const schain__audit_path *path)
{
	uint32_t type = path->mode & MODE_TYPE;

	return !type || type == MODE_REGULAR || type == MODE_LINK;
}

static schain_status nothing(schain__audit *audit, schain__audit_facts *facts)
{
	/* With its PATH records lost, the call is not of no use but unknown. */
	if (facts->is_incomplete)
		return SCHAIN_OK;
	return schain__audit_ignore(audit, facts->group);
}

static schain_status tell(schain__audit *audit, schain__audit_facts *facts, uint32_t type,
                          const schain__audit_path *path, const schain__audit_path *old)
{
	schain__slot *slot;

	if (!path)
		return nothing(audit, facts);
	if (!path->path.length) {
		facts->is_incomplete = 1;
		if (!path->inode)
			return SCHAIN_OK;
	}
	slot = schain__audit_slot(audit, facts->group, type, facts->line);
	schain__audit_set_process(slot, facts);
	schain__audit_set_file(slot, path);
	if (old) {
		slot->file.old_path = old->path;
		if (!old->path.length)
			facts->is_incomplete = 1;
	}
	if (facts->call->operation == AUDIT_CALL_MODE) {
		uint64_t bits = facts->argument[facts->call->detail];

		slot->file.mode = (path->mode & MODE_TYPE) | ((uint32_t)bits & MODE_BITS);
	}
	return schain__audit_commit(audit);
}

static schain_status tell_open(schain__audit *audit, schain__audit_facts *facts)
{
	const schain__audit_path *path = subject_of(facts);
	uint64_t flags = facts->open_flags, access;
	int writes;

	if (facts->call->operation == AUDIT_CALL_CREATE)
		flags = OPEN_WRITE;
	access = flags & OPEN_ACCESS;
	writes = access == OPEN_WRITE || access == OPEN_READ_WRITE || flags & OPEN_TRUNCATE ||
	         (path && path->role == AUDIT_PATH_CREATE);
	if (flags & OPEN_PATH || (path && !is_file(path)))
		return schain__audit_ignore(audit, facts->group);
	return tell(audit, facts, writes ? SCHAIN_EVENT_FILE_WRITE : SCHAIN_EVENT_FILE_READ, path, NULL);
}

/*
 * DELETE old, DELETE what lay under the new name, CREATE new. An exchange of
 * two names (RENAME_EXCHANGE) shows as its first half.
 */
static schain_status tell_rename(schain__audit *audit, schain__audit_facts *facts)
{
	const schain__audit_path *path = first_of(facts, AUDIT_PATH_CREATE), *old = NULL;

	for (size_t i = 0; i < facts->path_count && path; i++)
		if (facts->paths[i].role == AUDIT_PATH_DELETE &&
		    (!old || (facts->paths[i].inode == path->inode && old->inode != path->inode)))
			old = &facts->paths[i];
	if (!path || !old)
		facts->is_incomplete = 1;
	return tell(audit, facts, SCHAIN_EVENT_FILE_RENAME, path, old);
}

static schain_status tell_link(schain__audit *audit, schain__audit_facts *facts)
{
	const schain__audit_path *path = first_of(facts, AUDIT_PATH_CREATE);
	const schain__audit_path *old = first_of(facts, AUDIT_PATH_NORMAL);

	if (!path || !old)
		facts->is_incomplete = 1;
	return tell(audit, facts, SCHAIN_EVENT_FILE_RENAME, path, old);
}

/* The kernel names the module; its file is known only where a PATH record gives it. */
static schain_status tell_module(schain__audit *audit, schain__audit_facts *facts)
{
	const schain__audit_path *path = subject_of(facts);
	schain__slot *slot = schain__audit_slot(audit, facts->group, SCHAIN_EVENT_DRIVER_LOAD,
	                                        facts->line);

	schain__audit_set_process(slot, facts);
	if (path)
		schain__audit_set_file(slot, path);
	slot->file.original_name = schain__audit_keep_value(audit, &facts->module_field);
	if (slot->file.original_name.length)
		slot->event.file = &slot->file;
	return schain__audit_commit(audit);
}

schain_status schain__audit_tell_file(schain__audit *audit, schain__audit_facts *facts)
{
	const schain__audit_path *path;

	switch (facts->call->operation) {
	case AUDIT_CALL_OPEN:
	case AUDIT_CALL_OPEN2:
	case AUDIT_CALL_CREATE:
		return tell_open(audit, facts);
	case AUDIT_CALL_RENAME:
		return tell_rename(audit, facts);
	case AUDIT_CALL_LINK:
		return tell_link(audit, facts);
	case AUDIT_CALL_MODULE:
		return tell_module(audit, facts);
	case AUDIT_CALL_SYMLINK:
		return tell(audit, facts, SCHAIN_EVENT_FILE_WRITE, first_of(facts, AUDIT_PATH_CREATE), NULL);
	case AUDIT_CALL_UNLINK:
		path = first_of(facts, AUDIT_PATH_DELETE);
		break;
	case AUDIT_CALL_TRUNCATE:
	case AUDIT_CALL_MODE:
	case AUDIT_CALL_ATTRIBUTE:
		path = subject_of(facts);
		break;
	default:
		return schain__audit_ignore(audit, facts->group);
	}
	if (path && !is_file(path))
		return schain__audit_ignore(audit, facts->group);
	return tell(audit, facts,
	            facts->call->operation == AUDIT_CALL_UNLINK     ? SCHAIN_EVENT_FILE_DELETE
	            : facts->call->operation == AUDIT_CALL_TRUNCATE ? SCHAIN_EVENT_FILE_WRITE
	                                                            : SCHAIN_EVENT_FILE_ATTRIBUTE,
	            path, NULL);
}
