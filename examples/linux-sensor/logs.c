/* SPDX-License-Identifier: Apache-2.0 */
#include "logs.h"

#include <supplychain/decode.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 65536 };

struct log {
	struct logs *of;
	const char *path;
	int descriptor; /* -1: not there */
	dev_t device;
	ino_t inode;
	schain_decoder *decoder;
};

struct logs {
	struct log list[LOGS];
	size_t count;
	const char *host;
	source_take take;
	void *context;
	schain_time now;
	uint64_t record;
	int status; /* of `take` */
};

/* apt's own log is written when all is over, and says no more than dpkg's. */
static const char *const usual[] = { "/var/log/dpkg.log", "/var/log/dnf.rpm.log", "/var/log/pacman.log" };

const char *logs_format(const char *path)
{
	static const struct {
		const char *file, *format;
	} known[] = {
		{ "dpkg.log", "dpkg-log" },
		{ "dnf.rpm.log", "dnf-rpm-log" },
		{ "pacman.log", "pacman-log" },
		{ "history.log", "apt-history" },
	};
	const char *slash = strrchr(path, '/');

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (!strcmp(slash ? slash + 1 : path, known[i].file))
			return known[i].format;
	return NULL;
}

/* These logs have local time, without its zone and to the second: when a line was read is nearer. */
static int take_events(void *context, const schain_event *events, size_t count)
{
	struct logs *logs = context;

	for (size_t i = 0; i < count && !logs->status; i++) {
		schain_event event = events[i];

		event.time = logs->now;
		event.record = ++logs->record;
		logs->status = logs->take(logs->context, &event);
	}
	return logs->status;
}

static int open_decoder(struct log *log)
{
	schain_decoder_options options = SCHAIN_DECODER_OPTIONS_INIT;

	options.format = logs_format(log->path);
	options.origin = log->path;
	options.host = log->of->host;
	options.events = take_events;
	options.context = log->of;
	return schain_decoder_new(&options, &log->decoder, NULL) < 0 ? -1 : 0;
}

static void close_log(struct log *log)
{
	if (log->decoder)
		schain_decoder_finish(log->decoder, NULL);
	schain_decoder_free(log->decoder);
	log->decoder = NULL;
	if (log->descriptor >= 0)
		close(log->descriptor);
	log->descriptor = -1;
}

/* One that cannot be opened is tried again at each turn. */
static void open_log(struct log *log, int whence)
{
	struct stat about;

	log->descriptor = open(log->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (log->descriptor < 0)
		return;
	if (!fstat(log->descriptor, &about) && S_ISREG(about.st_mode) && !open_decoder(log) &&
	    lseek(log->descriptor, 0, whence) >= 0) {
		log->device = about.st_dev;
		log->inode = about.st_ino;
	} else {
		close_log(log);
	}
}

struct logs *logs_open(const char *const *paths, size_t count, const char *host, source_take take,
                       void *context)
{
	struct logs *logs = calloc(1, sizeof *logs);

	if (!logs) {
		fprintf(stderr, "supplychain-sensor: %s\n", strerror(errno));
		return NULL;
	}
	logs->host = host;
	logs->take = take;
	logs->context = context;
	logs->count = count ? count : sizeof usual / sizeof *usual;
	for (size_t i = 0; i < logs->count; i++) {
		logs->list[i].of = logs;
		logs->list[i].path = count ? paths[i] : usual[i];
		open_log(&logs->list[i], SEEK_END);
	}
	return logs;
}

static void read_rest(struct log *log)
{
	char data[PIECE];
	ssize_t size;

	while ((size = read(log->descriptor, data, sizeof data)) > 0)
		if (schain_decoder_feed(log->decoder, data, (size_t)size, NULL) < 0)
			break;
}

/* Rotated away, or cut: what is there now is read from its beginning. */
static int is_replaced(const struct log *log)
{
	struct stat there, here;

	if (stat(log->path, &there))
		return 0;
	return there.st_dev != log->device || there.st_ino != log->inode || fstat(log->descriptor, &here) ||
	       here.st_size < lseek(log->descriptor, 0, SEEK_CUR);
}

int logs_read(struct logs *logs, schain_time now)
{
	logs->now = now;
	for (size_t i = 0; i < logs->count && !logs->status; i++) {
		struct log *log = &logs->list[i];

		if (log->descriptor >= 0) {
			read_rest(log);
			if (!is_replaced(log))
				continue;
			close_log(log);
		}
		open_log(log, SEEK_SET);
		if (log->descriptor >= 0)
			read_rest(log);
	}
	return logs->status;
}

void logs_close(struct logs *logs)
{
	if (!logs)
		return;
	for (size_t i = 0; i < logs->count; i++)
		close_log(&logs->list[i]);
	free(logs);
}
