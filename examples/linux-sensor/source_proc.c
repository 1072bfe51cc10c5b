/* SPDX-License-Identifier: Apache-2.0 */
/* Without programs in the kernel: the process connector, and fanotify on all file systems. */
#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/fanotify.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include "procfs.h"

enum {
	FILE_SYSTEMS = 64,
	STARTED = 4096,      /* processes whose last start is remembered, a power of two */
	BUFFER = 65536,
	ROOM = 8 << 20,      /* bytes of the socket's queue */
	MESSAGE = 4096,
	HANDLE = 128,        /* MAX_HANDLE_SZ */
	PATH_SIZE = 4096,
};

/* What is told by fanotify, of files and not of directories. */
static const uint64_t mask = FAN_CLOSE_WRITE | FAN_DELETE | FAN_RENAME | FAN_ATTRIB | FAN_OPEN_EXEC;

struct file_system {
	__kernel_fsid_t id;
	int descriptor; /* of a directory on it, for handles */
};

struct started {
	unsigned int pid;
	int64_t time;
	int is_missed; /* it was gone before /proc could be asked */
};

struct proc_source {
	struct source face;
	int connector, notifier, both; /* both: epoll */
	struct file_system systems[FILE_SYSTEMS];
	size_t system_count;
	struct started started[STARTED];
	int64_t looked; /* real time of the last look at files */
	uint64_t sequence, lost, missed; /* missed: starts without a program, since the last look */
	struct procfs_process process;
	char paths[2][PATH_SIZE], identity[24];
};

static int tell(struct proc_source *source, schain_event *event, int64_t time, schain_string host)
{
	snprintf(source->identity, sizeof source->identity, "%" PRIu64, ++source->sequence);
	event->time = time;
	event->host = host;
	event->record = source->sequence;
	event->record_id = schain_string_of(source->identity);
	event->origin = SCHAIN_STRING("supplychain-sensor");
	event->source_kind = SCHAIN_SOURCE_HOST_PRODUCT;
	event->os = SCHAIN_OS_LINUX;
	return source->face.take(source->face.context, event);
}

/* Its key, and its parent's number, as long as it can be asked for. */
static void put_key(struct proc_source *source, unsigned int pid, schain_process *process)
{
	unsigned int parent;
	uint64_t start;

	process->pid = pid;
	if (procfs_stat(pid, &parent, &start))
		return;
	process->parent_pid = parent;
	process->start_time = identity_start(source->face.names, start);
}

static void remember_start(struct proc_source *source, unsigned int pid, int64_t time)
{
	source->started[pid % STARTED] = (struct started){ pid, time, 0 };
}

static int tell_fork(struct proc_source *source, unsigned int parent, unsigned int child, int64_t time)
{
	schain_event event = SCHAIN_EVENT_INIT;
	schain_process process = SCHAIN_PROCESS_INIT, above = SCHAIN_PROCESS_INIT;

	put_key(source, child, &process);
	put_key(source, parent, &above);
	process.parent_pid = parent;
	event.type = SCHAIN_EVENT_PROCESS_FORK;
	event.process = &process;
	event.parent = &above;
	remember_start(source, child, time);
	return tell(source, &event, time, procfs_host(source->face.names, child));
}

/* Of one that is gone before it could be looked at, fanotify may yet tell the program. */
static int tell_exec(struct proc_source *source, unsigned int pid, int64_t time)
{
	schain_event event = SCHAIN_EVENT_INIT;

	remember_start(source, pid, time);
	if (procfs_read(source->face.names, pid, &source->process)) {
		source->started[pid % STARTED].is_missed = 1;
		source->missed++;
		return 0;
	}
	event.type = SCHAIN_EVENT_PROCESS_START;
	event.process = &source->process.process;
	return tell(source, &event, time, source->process.host);
}

static int tell_exit(struct proc_source *source, unsigned int pid, int64_t time)
{
	schain_event event = SCHAIN_EVENT_INIT;
	schain_process process = SCHAIN_PROCESS_INIT;

	put_key(source, pid, &process);
	event.type = SCHAIN_EVENT_PROCESS_EXIT;
	event.process = &process;
	return tell(source, &event, time, procfs_host(source->face.names, pid));
}

/* Threads come as processes do: they are told apart by their numbers. */
static int take_process(struct proc_source *source, const struct proc_event *told)
{
	int64_t offset = source_clock(CLOCK_REALTIME) - source_clock(CLOCK_MONOTONIC);
	int64_t time = (int64_t)told->timestamp_ns + offset;
	unsigned int own = (unsigned int)getpid();

	switch (told->what) {
	case PROC_EVENT_FORK:
		if (told->event_data.fork.child_pid != told->event_data.fork.child_tgid)
			return 0;
		return tell_fork(source, (unsigned int)told->event_data.fork.parent_tgid,
		                 (unsigned int)told->event_data.fork.child_tgid, time);
	case PROC_EVENT_EXEC:
		return tell_exec(source, (unsigned int)told->event_data.exec.process_tgid, time);
	case PROC_EVENT_EXIT:
		if (told->event_data.exit.process_pid != told->event_data.exit.process_tgid ||
		    (unsigned int)told->event_data.exit.process_pid == own)
			return 0;
		return tell_exit(source, (unsigned int)told->event_data.exit.process_pid, time);
	default:
		return 0;
	}
}

static int read_processes(struct proc_source *source)
{
	char data[MESSAGE] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct sockaddr_nl from;
	socklen_t from_size = sizeof from;
	ssize_t size;
	int status = 0;

	while (!status && (size = recvfrom(source->connector, data, sizeof data, MSG_DONTWAIT,
	                                   (struct sockaddr *)&from, &from_size)) > 0) {
		/* Only the kernel's word counts. */
		if (from.nl_pid)
			continue;
		for (const struct nlmsghdr *head = (const struct nlmsghdr *)data;
		     !status && NLMSG_OK(head, (size_t)size); head = NLMSG_NEXT(head, size)) {
			const struct cn_msg *message = NLMSG_DATA(head);
			struct proc_event told;

			if (head->nlmsg_len < NLMSG_LENGTH(sizeof *message + sizeof told) ||
			    message->id.idx != CN_IDX_PROC || message->id.val != CN_VAL_PROC)
				continue;
			memcpy(&told, message->data, sizeof told); /* it is not aligned */
			status = take_process(source, &told);
		}
	}
	if (!status && size < 0 && errno == ENOBUFS)
		source->lost++;
	return status;
}

/* The path of a directory's handle with a name below it. Returns its length, or 0. */
static size_t path_of(const struct proc_source *source, const struct fanotify_event_info_fid *info,
                      char *path, struct stat *ret_about)
{
	struct {
		struct file_handle head;
		unsigned char room[HANDLE];
	} handle;
	const struct file_handle *told = (const struct file_handle *)info->handle;
	const char *name = (const char *)told->f_handle + told->handle_bytes;
	char link[48];
	int directory = -1;
	ssize_t length;

	if (told->handle_bytes > HANDLE)
		return 0;
	memcpy(&handle, told, sizeof handle.head + told->handle_bytes);
	for (size_t i = 0; i < source->system_count && directory < 0; i++)
		if (!memcmp(&source->systems[i].id, &info->fsid, sizeof info->fsid))
			directory = open_by_handle_at(source->systems[i].descriptor, &handle.head,
			                              O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (directory < 0)
		return 0;
	memset(ret_about, 0, sizeof *ret_about);
	if (fstatat(directory, name, ret_about, AT_SYMLINK_NOFOLLOW))
		ret_about->st_mode = 0;
	snprintf(link, sizeof link, "/proc/self/fd/%d", directory);
	length = readlink(link, path, PATH_SIZE - NAME_MAX - 2);
	close(directory);
	if (length <= 0 || path[0] != '/' || length == PATH_SIZE - NAME_MAX - 2)
		return 0;
	return (size_t)length + (size_t)snprintf(path + length, NAME_MAX + 2, "%s%s", length > 1 ? "/" : "", name);
}

/*
 * These events have no time: each came after the last look, and after its process
 * began. The earliest is taken, so that what is written comes before it runs.
 */
static int64_t time_of(const struct proc_source *source, unsigned int pid)
{
	const struct started *started = &source->started[pid % STARTED];

	return started->pid == pid && started->time >= source->looked ? started->time + 1 : source->looked + 1;
}

static uint32_t type_of(uint64_t what)
{
	return what & FAN_RENAME        ? SCHAIN_EVENT_FILE_RENAME
	       : what & FAN_CLOSE_WRITE ? SCHAIN_EVENT_FILE_WRITE
	       : what & FAN_DELETE      ? SCHAIN_EVENT_FILE_DELETE
	                                : SCHAIN_EVENT_FILE_ATTRIBUTE;
}

/* The first file that an exec opened: the program, or the script that names another. */
static int tell_missed(struct proc_source *source, unsigned int pid, schain_file *file, const struct stat *about)
{
	struct started *started = &source->started[pid % STARTED];
	schain_event event = SCHAIN_EVENT_INIT;
	schain_process process = SCHAIN_PROCESS_INIT;

	if (started->pid != pid || !started->is_missed)
		return 0;
	started->is_missed = 0;
	source->missed--;
	file->mode = about->st_mode;
	file->inode = about->st_ino;
	process.image = file;
	put_key(source, pid, &process);
	event.type = SCHAIN_EVENT_PROCESS_START;
	event.process = &process;
	return tell(source, &event, started->time, procfs_host(source->face.names, pid));
}

/* `at` to `end`: what follows the head. */
static int take_file(struct proc_source *source, const struct fanotify_event_metadata *told, const char *at,
                     const char *end)
{
	schain_event event = SCHAIN_EVENT_INIT;
	schain_process process = SCHAIN_PROCESS_INIT;
	schain_file file = SCHAIN_FILE_INIT;
	unsigned int pid = (unsigned int)told->pid;
	struct stat about;

	while (end - at >= (ptrdiff_t)sizeof(struct fanotify_event_info_fid)) {
		const struct fanotify_event_info_fid *info = (const struct fanotify_event_info_fid *)at;
		int is_old = info->hdr.info_type == FAN_EVENT_INFO_TYPE_OLD_DFID_NAME;

		if (is_old || info->hdr.info_type == FAN_EVENT_INFO_TYPE_NEW_DFID_NAME ||
		    info->hdr.info_type == FAN_EVENT_INFO_TYPE_DFID_NAME) {
			size_t length = path_of(source, info, source->paths[is_old], &about);

			if (length)
				*(is_old ? &file.old_path : &file.path) = (schain_string){ source->paths[is_old], length };
		}
		if (!info->hdr.len)
			break;
		at += info->hdr.len;
	}
	if (file.path.data && told->mask & FAN_OPEN_EXEC && tell_missed(source, pid, &file, &about))
		return -1;
	if (!(told->mask & ~(uint64_t)FAN_OPEN_EXEC))
		return 0;
	event.type = type_of(told->mask);
	if (!file.path.data || (event.type == SCHAIN_EVENT_FILE_WRITE && about.st_mode && !S_ISREG(about.st_mode)))
		return 0;
	if (event.type == SCHAIN_EVENT_FILE_WRITE || event.type == SCHAIN_EVENT_FILE_ATTRIBUTE) {
		file.mode = about.st_mode;
		file.inode = about.st_ino;
		file.device = about.st_mode ? about.st_dev : 0;
		file.size = (uint64_t)about.st_size;
	}
	put_key(source, pid, &process);
	event.process = &process;
	event.file = &file;
	return tell(source, &event, time_of(source, pid), procfs_host(source->face.names, pid));
}

static int read_files(struct proc_source *source)
{
	char data[BUFFER] __attribute__((aligned(8)));
	ssize_t size;
	int status = 0;

	while (!status && (size = read(source->notifier, data, sizeof data)) > 0) {
		struct fanotify_event_metadata told; /* the second may not be aligned */

		for (const char *at = data; !status && size >= (ssize_t)sizeof told; at += told.event_len) {
			memcpy(&told, at, sizeof told);
			if (told.event_len < sizeof told || (ssize_t)told.event_len > size)
				break;
			size -= (ssize_t)told.event_len;
			if (told.mask & FAN_Q_OVERFLOW)
				source->lost++;
			else if (told.pid != getpid())
				status = take_file(source, &told, at + told.metadata_len, at + told.event_len);
		}
	}
	return status;
}

/* Processes first, so that it is known when who writes began. */
static int read_all(struct source *face)
{
	struct proc_source *source = (struct proc_source *)face;
	int64_t now = source_clock(CLOCK_REALTIME);
	int status = read_processes(source);
	uint64_t lost;

	if (!status)
		status = read_files(source);
	source->looked = now;
	lost = source->lost + source->missed;
	source->lost = source->missed = 0;
	return status || !lost ? status : source_lost(face, lost);
}

static int descriptor(const struct source *face)
{
	return ((const struct proc_source *)face)->both;
}

static void close_all(struct source *face)
{
	struct proc_source *source = (struct proc_source *)face;
	const int list[] = { source->connector, source->notifier, source->both };

	for (size_t i = 0; i < source->system_count; i++)
		close(source->systems[i].descriptor);
	for (size_t i = 0; i < sizeof list / sizeof *list; i++)
		if (list[i] >= 0)
			close(list[i]);
	free(source);
}

static int open_connector(struct proc_source *source)
{
	struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = CN_IDX_PROC };
	struct {
		struct nlmsghdr head;
		struct cn_msg message;
		enum proc_cn_mcast_op operation;
	} __attribute__((packed, aligned(NLMSG_ALIGNTO))) ask;
	int room = ROOM;

	memset(&ask, 0, sizeof ask);
	ask.head.nlmsg_len = sizeof ask;
	ask.head.nlmsg_type = NLMSG_DONE;
	ask.message.id.idx = CN_IDX_PROC;
	ask.message.id.val = CN_VAL_PROC;
	ask.message.len = sizeof ask.operation;
	ask.operation = PROC_CN_MCAST_LISTEN;
	source->connector = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_CONNECTOR);
	if (source->connector < 0)
		return -1;
	setsockopt(source->connector, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
	return bind(source->connector, (struct sockaddr *)&address, sizeof address) ||
	               send(source->connector, &ask, sizeof ask, 0) < 0
	           ? -1
	           : 0;
}

/* Marks the file system at a mount point, once. What cannot be marked has no programs: proc, sysfs and such. */
static void mark(struct proc_source *source, const char *point)
{
	struct file_system *system = &source->systems[source->system_count];
	struct statfs about;

	if (source->system_count == FILE_SYSTEMS || statfs(point, &about))
		return;
	memcpy(&system->id, &about.f_fsid, sizeof system->id);
	for (size_t i = 0; i < source->system_count; i++)
		if (!memcmp(&source->systems[i].id, &system->id, sizeof system->id))
			return;
	if (fanotify_mark(source->notifier, FAN_MARK_ADD | FAN_MARK_FILESYSTEM, mask, AT_FDCWD, point))
		return;
	system->descriptor = open(point, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (system->descriptor >= 0)
		source->system_count++;
}

static int open_notifier(struct proc_source *source)
{
	FILE *mounts = fopen("/proc/self/mounts", "re");
	char point[PATH_SIZE];

	source->notifier = fanotify_init(FAN_CLASS_NOTIF | FAN_REPORT_DFID_NAME | FAN_CLOEXEC | FAN_NONBLOCK |
	                                         FAN_UNLIMITED_QUEUE,
	                                 O_RDONLY);
	if (source->notifier < 0 || !mounts) {
		if (mounts)
			fclose(mounts);
		return -1;
	}
	mark(source, "/");
	while (fscanf(mounts, "%*s %4095s %*[^\n]", point) == 1)
		mark(source, point);
	fclose(mounts);
	return source->system_count ? 0 : -1;
}

static int open_all(struct proc_source *source)
{
	struct epoll_event event = { .events = EPOLLIN };

	if (open_connector(source) || open_notifier(source))
		return -1;
	source->looked = source_clock(CLOCK_REALTIME);
	source->both = epoll_create1(EPOLL_CLOEXEC);
	return source->both < 0 || epoll_ctl(source->both, EPOLL_CTL_ADD, source->connector, &event) ||
	               epoll_ctl(source->both, EPOLL_CTL_ADD, source->notifier, &event)
	           ? -1
	           : 0;
}

struct source *source_proc_open(void)
{
	struct proc_source *source = calloc(1, sizeof *source);
	int error;

	if (!source)
		return NULL;
	source->face.read = read_all;
	source->face.descriptor = descriptor;
	source->face.close = close_all;
	source->connector = source->notifier = source->both = -1;
	if (!open_all(source))
		return &source->face;
	error = errno;
	close_all(&source->face);
	errno = error;
	return NULL;
}
