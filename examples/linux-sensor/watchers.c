/* SPDX-License-Identifier: Apache-2.0 */
#include "watchers.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum {
	WATCHERS = 8,
	PENDING_BYTES = 1 << 20, /* of one watcher at most */
	GROUPS = 64,             /* of a peer, looked at */
	EVENTS = 16,
};

struct watcher {
	struct watchers *of;
	int descriptor; /* -1: free */
	char *pending;  /* of PENDING_BYTES once there was need */
	size_t first, length;
};

struct watchers {
	int descriptor, queue;
	struct sockaddr_un address;
	dev_t device; /* of the socket, so that another's is not removed */
	ino_t inode;
	void (*greet)(void *context, struct watcher *watcher);
	void *context;
	size_t dropped;
	struct watcher list[WATCHERS];
};

static int complain(const char *path, const char *message)
{
	fprintf(stderr, "supplychain-sensor: %s: %s\n", path, message);
	return -1;
}

static int look_for(struct watchers *watchers, int operation, int descriptor, struct watcher *watcher,
                    unsigned int events)
{
	struct epoll_event event = { events, { watcher } };

	return epoll_ctl(watchers->queue, operation, descriptor, &event);
}

/* A socket that a sensor left behind when it was killed is in the way; one that answers is not ours. */
static int clear_path(const struct sockaddr_un *address)
{
	struct stat about;
	int probe, status;

	if (lstat(address->sun_path, &about))
		return 0;
	if (!S_ISSOCK(about.st_mode))
		return complain(address->sun_path, "is there and is no socket");
	probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	status = probe < 0 ? -1 : connect(probe, (const struct sockaddr *)address, sizeof *address);
	if (status && errno == ECONNREFUSED)
		status = unlink(address->sun_path);
	else
		status = complain(address->sun_path, "another sensor listens there");
	if (probe >= 0)
		close(probe);
	return status;
}

static int listen_at(struct watchers *watchers)
{
	const char *path = watchers->address.sun_path;
	struct stat about;
	mode_t mask;
	int status;

	if (clear_path(&watchers->address))
		return -1;
	watchers->descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	watchers->queue = epoll_create1(EPOLL_CLOEXEC);
	if (watchers->descriptor < 0 || watchers->queue < 0)
		return complain(path, strerror(errno));
	mask = umask(0117); /* 0660 from the start */
	status = bind(watchers->descriptor, (const struct sockaddr *)&watchers->address,
	              sizeof watchers->address);
	umask(mask);
	if (status || lstat(path, &about))
		return complain(path, strerror(errno));
	watchers->device = about.st_dev;
	watchers->inode = about.st_ino;
	if (listen(watchers->descriptor, WATCHERS) ||
	    look_for(watchers, EPOLL_CTL_ADD, watchers->descriptor, NULL, EPOLLIN))
		return complain(path, strerror(errno));
	return 0;
}

struct watchers *watchers_open(const char *path, void (*greet)(void *context, struct watcher *watcher),
                               void *context)
{
	struct watchers *watchers = calloc(1, sizeof *watchers);

	if (!watchers || strlen(path) >= sizeof watchers->address.sun_path) {
		complain(path, watchers ? "the name is too long for a socket" : strerror(ENOMEM));
		free(watchers);
		return NULL;
	}
	watchers->descriptor = watchers->queue = -1;
	for (size_t i = 0; i < WATCHERS; i++)
		watchers->list[i] = (struct watcher){ watchers, -1, NULL, 0, 0 };
	watchers->greet = greet;
	watchers->context = context;
	watchers->address.sun_family = AF_UNIX;
	strcpy(watchers->address.sun_path, path);
	if (!listen_at(watchers))
		return watchers;
	watchers_close(watchers);
	return NULL;
}

int watchers_descriptor(const struct watchers *watchers)
{
	return watchers->queue;
}

static void let_go(struct watcher *watcher)
{
	if (watcher->descriptor >= 0)
		close(watcher->descriptor);
	free(watcher->pending);
	*watcher = (struct watcher){ watcher->of, -1, NULL, 0, 0 };
}

/* The permissions of the path let the same people in, unless someone changed them. */
static int is_welcome(int descriptor)
{
	struct ucred peer;
	gid_t groups[GROUPS];
	socklen_t size = sizeof peer;

	if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size))
		return 0;
	if (!peer.uid || peer.uid == geteuid() || peer.gid == getegid())
		return 1;
	size = sizeof groups;
	if (getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, groups, &size))
		return 0;
	for (size_t i = 0; i < size / sizeof *groups; i++)
		if (groups[i] == getegid())
			return 1;
	return 0;
}

static void take_in(struct watchers *watchers)
{
	int descriptor;

	while ((descriptor = accept4(watchers->descriptor, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK)) >= 0) {
		struct watcher *watcher = NULL;

		for (size_t i = 0; i < WATCHERS && !watcher; i++)
			if (watchers->list[i].descriptor < 0)
				watcher = &watchers->list[i];
		if (!watcher || !is_welcome(descriptor) ||
		    look_for(watchers, EPOLL_CTL_ADD, descriptor, watcher, EPOLLIN)) {
			close(descriptor);
			continue;
		}
		watcher->descriptor = descriptor;
		watchers->greet(watchers->context, watcher);
	}
}

static void drop(struct watcher *watcher)
{
	watcher->of->dropped++;
	let_go(watcher);
}

/* As much as goes. Returns how much went, or -1. */
static ssize_t send_some(const struct watcher *watcher, const char *data, size_t size)
{
	ssize_t sent = send(watcher->descriptor, data, size, MSG_DONTWAIT | MSG_NOSIGNAL);

	return sent < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : sent;
}

static void send_pending(struct watcher *watcher)
{
	ssize_t sent = send_some(watcher, watcher->pending + watcher->first, watcher->length);

	if (sent < 0) {
		let_go(watcher);
		return;
	}
	watcher->first += (size_t)sent;
	watcher->length -= (size_t)sent;
	if (!watcher->length)
		look_for(watcher->of, EPOLL_CTL_MOD, watcher->descriptor, watcher, EPOLLIN);
}

/* Keeps what the socket did not take. Returns 0, or -1 if there is no room. */
static int keep(struct watcher *watcher, const char *data, size_t size)
{
	if (size > PENDING_BYTES - watcher->length)
		return -1;
	if (!watcher->pending)
		watcher->pending = malloc(PENDING_BYTES);
	if (!watcher->pending)
		return -1;
	memmove(watcher->pending, watcher->pending + watcher->first, watcher->length);
	memcpy(watcher->pending + watcher->length, data, size);
	watcher->first = 0;
	watcher->length += size;
	return look_for(watcher->of, EPOLL_CTL_MOD, watcher->descriptor, watcher, EPOLLIN | EPOLLOUT);
}

int watcher_tell(struct watcher *watcher, const char *data, size_t size)
{
	ssize_t sent = watcher->length ? 0 : send_some(watcher, data, size);

	if (sent < 0) {
		let_go(watcher);
		return -1;
	}
	if ((size_t)sent < size && keep(watcher, data + sent, size - (size_t)sent)) {
		drop(watcher);
		return -1;
	}
	return watcher->length > PENDING_BYTES / 2 ? -1 : 0;
}

void watchers_tell_all(struct watchers *watchers, const char *data, size_t size)
{
	for (size_t i = 0; i < WATCHERS; i++)
		if (watchers->list[i].descriptor >= 0)
			watcher_tell(&watchers->list[i], data, size);
}

/* Watchers have nothing to say: what they send is thrown away, their end is noticed. */
static void hear(struct watcher *watcher)
{
	char data[256];
	ssize_t size = recv(watcher->descriptor, data, sizeof data, MSG_DONTWAIT);

	if (!size || (size < 0 && errno != EAGAIN && errno != EINTR))
		let_go(watcher);
}

void watchers_turn(struct watchers *watchers)
{
	struct epoll_event events[EVENTS];
	int count = epoll_wait(watchers->queue, events, EVENTS, 0);

	for (int i = 0; i < count; i++) {
		struct watcher *watcher = events[i].data.ptr;

		if (!watcher)
			take_in(watchers);
		else if (events[i].events & ~(unsigned int)EPOLLOUT)
			hear(watcher);
		if (watcher && watcher->length && events[i].events & EPOLLOUT)
			send_pending(watcher);
	}
}

size_t watchers_count(const struct watchers *watchers)
{
	size_t count = 0;

	for (size_t i = 0; i < WATCHERS; i++)
		count += watchers->list[i].descriptor >= 0;
	return count;
}

size_t watchers_dropped(const struct watchers *watchers)
{
	return watchers->dropped;
}

void watchers_close(struct watchers *watchers)
{
	struct stat about;

	if (!watchers)
		return;
	for (size_t i = 0; i < WATCHERS; i++)
		let_go(&watchers->list[i]);
	if (watchers->inode && !lstat(watchers->address.sun_path, &about) &&
	    about.st_dev == watchers->device && about.st_ino == watchers->inode)
		unlink(watchers->address.sun_path);
	if (watchers->descriptor >= 0)
		close(watchers->descriptor);
	if (watchers->queue >= 0)
		close(watchers->queue);
	free(watchers);
}
