/* SPDX-License-Identifier: Apache-2.0 */
/*
 * supplychain-plugin-host-1: the child of an isolated plugin. The library starts
 * it with a socket and the plugin's file; it gives up its rights, then loads the
 * plugin and serves it.
 */
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/child.h"
#include "sandbox.h"
#include "serve.h"

enum { BY_HAND = 2 }; /* exit status */

#if !defined(SYS_close_range)
#define SYS_close_range 436 /* Linux 5.9, the same for every architecture */
#endif

static int is_child_of_host(void)
{
	struct stat file;
	int type = 0;
	socklen_t size = sizeof type;

	return !getsockopt(SCHAIN__CHILD_SOCKET, SOL_SOCKET, SO_TYPE, &type, &size) &&
	       type == SOCK_SEQPACKET && !fstat(SCHAIN__CHILD_FILE, &file) && S_ISREG(file.st_mode);
}

/* What the host forgot to keep to itself. */
static void close_others(void)
{
	unsigned first = SCHAIN__CHILD_FILE + 1;
	long last = sysconf(_SC_OPEN_MAX);

	if (!syscall(SYS_close_range, first, UINT_MAX, 0))
		return;
	for (long i = first; i < last; i++)
		close((int)i);
}

/* Ends the process with its host, whatever the plugin is at. */
static void *watch_host(void *nothing)
{
	struct pollfd polled = { SCHAIN__CHILD_SOCKET, 0, 0 };

	while (poll(&polled, 1, -1) < 1)
		continue;
	_exit(1);
	return nothing;
}

static int start_watch(void)
{
	pthread_attr_t attributes;
	sigset_t all, before;
	pthread_t thread;
	int failed;

	if (pthread_attr_init(&attributes))
		return -1;
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	/* The plugin's signals are not for this thread. */
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	failed = pthread_create(&thread, &attributes, watch_host, NULL);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
	return failed ? -1 : 0;
}

static void tell_started(const sandbox *box)
{
	unsigned char frame[1024];
	schain__writer writer;

	_Static_assert(sizeof frame > sizeof box->missing + 64, "room for the reasons");
	schain__frame_begin(&writer, frame, SCHAIN__FRAME_STARTED);
	schain__put_u32(&writer, box->steps);
	schain__put_text(&writer, schain_string_of(box->missing), sizeof box->missing);
	serve_send(&writer);
}

int main(void)
{
	static schain__start start;
	schain__reader reader;
	sandbox box;
	uint32_t limit;

	if (!is_child_of_host()) {
		fputs("supplychain-plugin-host-1: is started by libsupplychain for an isolated plugin, "
		      "not by hand\n", stderr);
		return BY_HAND;
	}
	close_others();
	setsid();
	umask(077);
	if (chdir("/"))
		return 1;
	if (serve_receive(&reader) != SCHAIN__FRAME_START || schain__take_start(&reader, &start))
		return 1;
	limit = start.question_limit;
	sandbox_enter(&box, &start);
	tell_started(&box);
	if (start.isolation.required & ~box.steps) {
		serve_refuse(SCHAIN_E_STATE, "a required step of isolation is not possible here: %s",
		             box.missing);
		return 1;
	}
	if (start_watch()) {
		serve_refuse(SCHAIN_E_STATE, "no thread can be started");
		return 1;
	}
	/* Without the exit handlers of the plugin's libraries. */
	_exit(serve_plugin(limit));
}
