/* SPDX-License-Identifier: Apache-2.0 */
#include "procfs.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

enum { STAT_SIZE = 1024 };

/* All of a small file of a process, ended by a zero byte. Returns its length. */
static size_t read_text(unsigned int pid, const char *name, char *text, size_t size)
{
	char path[64];
	size_t length = 0;
	ssize_t got = -1;
	int descriptor;

	snprintf(path, sizeof path, "/proc/%u/%s", pid, name);
	descriptor = open(path, O_RDONLY | O_CLOEXEC);
	if (descriptor >= 0) {
		while (length < size - 1 && (got = read(descriptor, text + length, size - 1 - length)) > 0)
			length += (size_t)got;
		close(descriptor);
	}
	text[length] = 0;
	return length;
}

/* Where a link of a process leads, below its root directory. */
static schain_string read_link(unsigned int pid, const char *name, schain_string root, char *text)
{
	static const char deleted[] = " (deleted)";
	char path[64];
	ssize_t length;
	size_t tail = sizeof deleted - 1, cut = root.length > 1 ? root.length : 0;

	snprintf(path, sizeof path, "/proc/%u/%s", pid, name);
	length = readlink(path, text, PROCFS_PATH_SIZE);
	if (length <= 0 || length == PROCFS_PATH_SIZE || text[0] != '/')
		return (schain_string){ NULL, 0 };
	/* What runs is not what lies at that path by now. */
	if ((size_t)length > tail && !memcmp(text + (size_t)length - tail, deleted, tail))
		return (schain_string){ NULL, 0 };
	if (cut && (size_t)length > cut && !memcmp(text, root.data, cut) && text[cut] == '/')
		return (schain_string){ text + cut, (size_t)length - cut };
	return (schain_string){ text, (size_t)length };
}

static unsigned int read_number(unsigned int pid, const char *name, const char *key)
{
	char text[PROCFS_PATH_SIZE];
	const char *at;
	unsigned int number = (unsigned int)-1;

	read_text(pid, name, text, sizeof text);
	at = strstr(text, key);
	if (at)
		sscanf(at + strlen(key), "%u", &number);
	return number;
}

static int read_root(unsigned int pid, struct identity_root *root)
{
	char path[64], text[64] = "";
	struct stat about;

	memset(root, 0, sizeof *root);
	snprintf(path, sizeof path, "/proc/%u/root", pid);
	if (stat(path, &about))
		return -1;
	root->device = major(about.st_dev) << 20 | minor(about.st_dev);
	root->inode = about.st_ino;
	snprintf(path, sizeof path, "/proc/%u/ns/mnt", pid);
	if (readlink(path, text, sizeof text - 1) > 0)
		sscanf(text, "mnt:[%u]", &root->mount_namespace);
	return 0;
}

/* Fields 4 and 22 of stat, counted behind the name, which may hold anything. */
int procfs_stat(unsigned int pid, unsigned int *ret_parent, uint64_t *ret_start)
{
	static const char form[] = ") %*c %u %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d "
	                           "%" SCNu64;
	char text[STAT_SIZE];
	const char *end;

	read_text(pid, "stat", text, sizeof text);
	end = strrchr(text, ')');
	return end && sscanf(end, form, ret_parent, ret_start) == 2 ? 0 : -1;
}

schain_string procfs_host(struct identity *identity, unsigned int pid)
{
	struct identity_root root;

	return read_root(pid, &root) ? identity_home(identity) : identity_host(identity, &root, pid);
}

int procfs_read(struct identity *identity, unsigned int pid, struct procfs_process *ret_process)
{
	static const schain_process empty_process = SCHAIN_PROCESS_INIT;
	static const schain_file empty_file = SCHAIN_FILE_INIT;
	schain_process *process = &ret_process->process;
	schain_file *image = &ret_process->image;
	char *command = ret_process->command, above[PROCFS_PATH_SIZE], path[64];
	schain_string root = { NULL, 0 };
	unsigned int parent;
	uint64_t start;
	struct stat about;
	size_t length;

	*process = empty_process;
	*image = empty_file;
	snprintf(path, sizeof path, "/proc/%u/exe", pid);
	if (procfs_stat(pid, &parent, &start) || stat(path, &about))
		return -1;
	length = read_text(pid, "cmdline", command, PROCFS_PATH_SIZE);
	while (length && !command[length - 1])
		length--;
	for (size_t i = 0; i < length; i++)
		if (!command[i])
			command[i] = ' ';
	if (length)
		process->command_line = (schain_string){ command, length };
	process->pid = pid;
	process->parent_pid = parent;
	process->start_time = identity_start(identity, start);
	process->user = identity_user(ret_process->user, read_number(pid, "status", "\nUid:"),
	                              read_number(pid, "loginuid", ""));
	root = read_link(pid, "root", root, above);
	image->path = read_link(pid, "exe", root, ret_process->program);
	process->working_directory = read_link(pid, "cwd", root, ret_process->folder);
	image->inode = about.st_ino;
	image->device = about.st_dev;
	image->mode = about.st_mode;
	image->size = (uint64_t)about.st_size;
	process->image = image->path.data ? image : NULL;
	ret_process->host = procfs_host(identity, pid);
	return 0;
}
