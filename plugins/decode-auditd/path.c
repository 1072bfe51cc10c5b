/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the names of PATH records to absolute paths. The kernel logs a name as
 * the process gave it: relative to the current directory (CWD), or to a
 * directory it had open, which no record names. For those the directory's
 * inode is looked up among those seen before; the PARENT record's own name is
 * of no help, since it shows the current directory there (audit_log_name() in
 * kernel/audit.c).
 */
#include "decode-auditd/audit.h"

#define MODE_TYPE 0170000
#define MODE_DIRECTORY 0040000

static int is_absolute(schain_string path)
{
	return path.length && path.data[0] == '/';
}

schain_string schain__audit_join_path(schain__audit *audit, schain_string directory,
                                      schain_string name)
{
	schain_string path;

	while (name.length > 1 && name.data[name.length - 1] == '/')
		name.length--;
	if (!name.length || (!is_absolute(name) && !is_absolute(directory)))
		return SCHAIN_STRING_NONE;
	path = schain__decode_resolve(audit->decode, name, directory);
	if (!path.data)
		audit->failed = 1;
	return path;
}

schain_string schain__audit_base_name(schain_string path)
{
	size_t from;

	if (!path.length)
		return path;
	while (path.length > 1 && path.data[path.length - 1] == '/')
		path.length--;
	from = path.length;
	while (from && path.data[from - 1] != '/')
		from--;
	return schain__audit_string(path.data + from, path.length - from);
}

/* AT_FDCWD, which is -100, as a call's argument. */
static int is_current(const schain__audit_facts *facts, int argument)
{
	return argument == AUDIT_NO_ARGUMENT || argument >= AUDIT_CALL_ARGUMENTS ||
	       (uint32_t)facts->argument[argument] == (uint32_t)-100;
}

/* The kernel's links to an open file say nothing of its name. */
static int is_descriptor(schain_string name)
{
	return schain__audit_starts(name, "/proc/self/fd/") || schain__audit_starts(name, "/dev/fd/");
}

static schain_string known_path(schain__audit *audit, const schain__audit_facts *facts,
                                const schain__audit_path *path)
{
	return schain__audit_known_get(audit->known, schain__audit_node_hash(facts->group->node),
	                               path->device, path->inode);
}

/* The PARENT record of the call's first path, or of its last. */
static const schain__audit_path *parent_of(const schain__audit_facts *facts, int last)
{
	const schain__audit_path *parent = NULL;

	for (size_t i = 0; i < facts->path_count; i++)
		if (facts->paths[i].role == AUDIT_PATH_PARENT && (!parent || last))
			parent = &facts->paths[i];
	return parent;
}

/* Whether the path is the call's second: the new name of a rename or link. */
static int is_second(const schain__audit_facts *facts, size_t index)
{
	if (facts->call->operation == AUDIT_CALL_LINK)
		return facts->paths[index].role != AUDIT_PATH_NORMAL;
	if (facts->call->operation != AUDIT_CALL_RENAME)
		return 0;
	if (facts->paths[index].role == AUDIT_PATH_CREATE)
		return 1;
	/* A file that the rename replaced is the second DELETE, as is its PARENT. */
	for (size_t i = 0; i < index; i++)
		if (facts->paths[i].role == facts->paths[index].role)
			return 1;
	return 0;
}

static schain_string below_known_parent(schain__audit *audit, const schain__audit_facts *facts,
                                        const schain__audit_path *path, int second)
{
	const schain__audit_path *parent = parent_of(facts, second);
	schain_string directory, base = schain__audit_base_name(path->name);

	if (!parent || path->role == AUDIT_PATH_PARENT)
		return SCHAIN_STRING_NONE;
	directory = known_path(audit, facts, parent);
	return directory.length ? schain__audit_join_path(audit, directory, base) : SCHAIN_STRING_NONE;
}

static schain_string resolve_path(schain__audit *audit, const schain__audit_facts *facts,
                                  size_t index)
{
	const schain__audit_path *path = &facts->paths[index];
	int second = is_second(facts, index);
	int directory = second && facts->call->new_directory != AUDIT_NO_ARGUMENT
	                    ? facts->call->new_directory
	                    : facts->call->directory;
	schain_string found;

	if (!path->name.length || is_descriptor(path->name)) {
		found = known_path(audit, facts, path);
		if (found.length || !path->name.length)
			return schain__audit_keep(audit, found);
	}
	if (is_current(facts, directory))
		return schain__audit_join_path(audit, facts->directory, path->name);
	/* Of a PARENT under an open directory, not even an absolute name can be believed. */
	if (is_absolute(path->name) && path->role != AUDIT_PATH_PARENT)
		return schain__audit_join_path(audit, SCHAIN_STRING_NONE, path->name);
	found = below_known_parent(audit, facts, path, second);
	if (found.length)
		return found;
	return schain__audit_keep(audit, known_path(audit, facts, path));
}

static schain_status remember(schain__audit *audit, const schain__audit_facts *facts)
{
	uint64_t node = schain__audit_node_hash(facts->group->node);

	for (size_t i = 0; i < facts->path_count; i++) {
		const schain__audit_path *path = &facts->paths[i];
		schain_status status;

		if (path->role == AUDIT_PATH_DELETE) {
			schain__audit_known_forget(audit->known, node, path->device, path->inode);
			if ((path->mode & MODE_TYPE) == MODE_DIRECTORY)
				schain__audit_known_forget_below(audit->known, node, path->path);
		} else if (path->role != AUDIT_PATH_OTHER && path->path.length && path->inode) {
			status = schain__audit_known_put(audit->known, audit->decode, node, path->device,
			                                 path->inode, path->path);
			if (status)
				return status;
		}
	}
	return SCHAIN_OK;
}

schain_status schain__audit_resolve(schain__audit *audit, schain__audit_facts *facts)
{
	for (size_t i = 0; i < facts->path_count; i++)
		if (facts->paths[i].role != AUDIT_PATH_OTHER || facts->call->operation != AUDIT_CALL_SYMLINK)
			facts->paths[i].path = resolve_path(audit, facts, i);
	return audit->failed ? SCHAIN_E_MEMORY : remember(audit, facts);
}
