/* SPDX-License-Identifier: Apache-2.0 */
#include "snapshot.h"

#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

enum { PATH_SIZE = 4096, STAT_SIZE = 1024 };

/* What orders them, so that a parent comes before its children. */
struct running {
	uint64_t start; /* hundredths of a second since boot */
	unsigned int pid, parent;
};

struct list {
	struct running *items;
	size_t count, capacity;
};

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
	length = readlink(path, text, PATH_SIZE);
	if (length <= 0 || length == PATH_SIZE || text[0] != '/')
		return (schain_string){ NULL, 0 };
	/* What runs is not what lies at that path by now. */
	if ((size_t)length > tail && !memcmp(text + (size_t)length - tail, deleted, tail))
		return (schain_string){ NULL, 0 };
	if (cut && (size_t)length > cut && !memcmp(text, root.data, cut) && text[cut] == '/')
		return (schain_string){ text + cut, (size_t)length - cut };
	return (schain_string){ text, (size_t)length };
}

/* Fields 4 and 22 of stat, counted behind the name, which may hold anything. Returns 0, or -1. */
static int read_stat(unsigned int pid, struct running *running)
{
	char text[STAT_SIZE];
	const char *end;

	read_text(pid, "stat", text, sizeof text);
	end = strrchr(text, ')');
	running->pid = pid;
	return end && sscanf(end, ") %*c %u %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %" SCNu64,
	                     &running->parent, &running->start) == 2
	           ? 0
	           : -1;
}

static int add(struct list *list, const struct running *running)
{
	if (list->count == list->capacity) {
		size_t capacity = list->capacity ? list->capacity * 2 : 256;
		struct running *items = realloc(list->items, capacity * sizeof *items);

		if (!items)
			return -1;
		list->items = items;
		list->capacity = capacity;
	}
	list->items[list->count++] = *running;
	return 0;
}

static int by_start(const void *a, const void *b)
{
	const struct running *left = a, *right = b;

	if (left->start != right->start)
		return left->start < right->start ? -1 : 1;
	return left->pid < right->pid ? -1 : left->pid > right->pid;
}

static void list_running(struct list *list)
{
	DIR *folder = opendir("/proc");
	struct dirent *entry;
	struct running running;

	while (folder && (entry = readdir(folder))) {
		char *end;
		unsigned long pid = strtoul(entry->d_name, &end, 10);

		if (pid && !*end && pid != (unsigned long)getpid() && !read_stat((unsigned int)pid, &running) &&
		    add(list, &running))
			break;
	}
	if (folder)
		closedir(folder);
	if (list->count)
		qsort(list->items, list->count, sizeof *list->items, by_start);
}

static unsigned int read_number(unsigned int pid, const char *name, const char *key)
{
	char text[PATH_SIZE];
	const char *at;
	unsigned int number = (unsigned int)-1;

	read_text(pid, name, text, sizeof text);
	at = strstr(text, key);
	if (at)
		sscanf(at + strlen(key), "%u", &number);
	return number;
}

static void read_root(unsigned int pid, struct identity_root *root)
{
	char path[64], text[64] = "";
	struct stat about;

	memset(root, 0, sizeof *root);
	snprintf(path, sizeof path, "/proc/%u/root", pid);
	if (!stat(path, &about)) {
		root->device = major(about.st_dev) << 20 | minor(about.st_dev);
		root->inode = about.st_ino;
	}
	snprintf(path, sizeof path, "/proc/%u/ns/mnt", pid);
	if (readlink(path, text, sizeof text - 1) > 0)
		sscanf(text, "mnt:[%u]", &root->mount_namespace);
}

/* One that has no program is a thread of the kernel, or gone by now: nothing to tell. */
static int tell(struct identity *identity, const struct running *running, schain_event *event,
                source_take take, void *context)
{
	schain_process process = SCHAIN_PROCESS_INIT;
	schain_file image = SCHAIN_FILE_INIT;
	struct identity_root root;
	struct stat about;
	char above[PATH_SIZE], program[PATH_SIZE], folder[PATH_SIZE], command[PATH_SIZE], path[64], id[32];
	char user[IDENTITY_USER_SIZE];
	schain_string none = { NULL, 0 };
	size_t length = read_text(running->pid, "cmdline", command, sizeof command);

	snprintf(path, sizeof path, "/proc/%u/exe", running->pid);
	if (stat(path, &about))
		return 0;
	while (length && !command[length - 1])
		length--;
	for (size_t i = 0; i < length; i++)
		if (!command[i])
			command[i] = ' ';
	read_root(running->pid, &root);
	process.pid = running->pid;
	process.parent_pid = running->parent;
	process.start_time = identity_start(identity, running->start);
	process.user = identity_user(user, read_number(running->pid, "status", "\nUid:"),
	                             read_number(running->pid, "loginuid", ""));
	if (length)
		process.command_line = (schain_string){ command, length };
	none = read_link(running->pid, "root", none, above);
	image.path = read_link(running->pid, "exe", none, program);
	process.working_directory = read_link(running->pid, "cwd", none, folder);
	image.inode = about.st_ino;
	image.device = about.st_dev;
	image.mode = about.st_mode;
	image.size = (uint64_t)about.st_size;
	process.image = image.path.data ? &image : NULL;
	snprintf(id, sizeof id, "proc-%u", running->pid);
	event->record_id = schain_string_of(id);
	event->host = identity_host(identity, &root, running->pid);
	event->process = &process;
	return take(context, event);
}

int snapshot_take(struct identity *identity, schain_time time, source_take take, void *context)
{
	schain_event event = SCHAIN_EVENT_INIT;
	struct list list = { NULL, 0, 0 };
	int status = 0;

	event.type = SCHAIN_EVENT_PROCESS_START;
	event.time = time;
	event.source_kind = SCHAIN_SOURCE_EBPF;
	event.os = SCHAIN_OS_LINUX;
	event.origin = SCHAIN_STRING("/proc");
	list_running(&list);
	for (size_t i = 0; i < list.count && !status; i++) {
		event.record = i + 1;
		status = tell(identity, &list.items[i], &event, take, context);
	}
	free(list.items);
	return status;
}
