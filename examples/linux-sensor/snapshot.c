/* SPDX-License-Identifier: Apache-2.0 */
#include "snapshot.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "procfs.h"

/* What orders them, so that a parent comes before its children. */
struct running {
	uint64_t start; /* hundredths of a second since boot */
	unsigned int pid;
};

struct list {
	struct running *items;
	size_t count, capacity;
};

static int read_running(unsigned int pid, struct running *running)
{
	unsigned int parent;

	running->pid = pid;
	return procfs_stat(pid, &parent, &running->start);
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

		if (pid && !*end && pid != (unsigned long)getpid() && !read_running((unsigned int)pid, &running) &&
		    add(list, &running))
			break;
	}
	if (folder)
		closedir(folder);
	if (list->count)
		qsort(list->items, list->count, sizeof *list->items, by_start);
}

int snapshot_take(struct identity *identity, schain_time time, source_take take, void *context)
{
	schain_event event = SCHAIN_EVENT_INIT;
	struct list list = { NULL, 0, 0 };
	struct procfs_process process;
	char id[32];
	int status = 0;

	event.type = SCHAIN_EVENT_PROCESS_START;
	event.time = time;
	event.source_kind = SCHAIN_SOURCE_HOST_PRODUCT;
	event.os = SCHAIN_OS_LINUX;
	event.origin = SCHAIN_STRING("/proc");
	event.process = &process.process;
	list_running(&list);
	for (size_t i = 0; i < list.count && !status; i++) {
		if (procfs_read(identity, list.items[i].pid, &process))
			continue;
		snprintf(id, sizeof id, "proc-%u", list.items[i].pid);
		event.record = i + 1;
		event.record_id = schain_string_of(id);
		event.host = process.host;
		status = take(context, &event);
	}
	free(list.items);
	return status;
}
