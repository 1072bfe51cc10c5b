/* SPDX-License-Identifier: Apache-2.0 */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif
#if defined(HAVE_ISOLATION)
/* syscall() */
#define _GNU_SOURCE
#endif
#include "base/child.h"

#include <stdio.h>
#include <string.h>

#if defined(HAVE_ISOLATION)
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { FIRST_FREE = 10 }; /* descriptors below are put in place one by one */

#define NANOSECONDS INT64_C(1000000000)

#if !defined(SYS_pidfd_open)
#define SYS_pidfd_open 434 /* Linux 5.3, the same for every architecture */
#endif
#if !defined(SYS_pidfd_send_signal)
#define SYS_pidfd_send_signal 424 /* Linux 5.1 */
#endif
#if !defined(P_PIDFD)
#define P_PIDFD 3
#endif

/* As the child is to find them: nothing blocked, nothing ignored. */
static int set_signals(posix_spawnattr_t *attributes)
{
	sigset_t none, all;

	sigemptyset(&none);
	sigfillset(&all);
	return posix_spawnattr_setsigmask(attributes, &none) ||
	       posix_spawnattr_setsigdefault(attributes, &all) ||
	       posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

static int set_files(posix_spawn_file_actions_t *actions, int socket, int file)
{
	return posix_spawn_file_actions_adddup2(actions, socket, SCHAIN__CHILD_SOCKET) ||
	       posix_spawn_file_actions_adddup2(actions, file, SCHAIN__CHILD_FILE) ||
	       posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0) ||
	       posix_spawn_file_actions_addopen(actions, 1, "/dev/null", O_WRONLY, 0) ||
	       posix_spawn_file_actions_addopen(actions, 2, "/dev/null", O_WRONLY, 0);
}

/* Returns an errno. */
static int spawn(const char *program, int socket, int file, pid_t *ret_pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	char name[] = "supplychain-plugin-host", *arguments[] = { name, NULL }, *environment[] = { NULL };
	int failed;

	if (posix_spawn_file_actions_init(&actions))
		return ENOMEM;
	if (posix_spawnattr_init(&attributes)) {
		posix_spawn_file_actions_destroy(&actions);
		return ENOMEM;
	}
	failed = set_signals(&attributes) || set_files(&actions, socket, file)
	             ? ENOMEM
	             : posix_spawn(ret_pid, program, &actions, &attributes, arguments, environment);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return failed;
}

/* Both out of the way of the numbers that the child's get. Returns an errno. */
static int spawn_apart(const char *program, int socket, int file, pid_t *ret_pid)
{
	int failed = EMFILE;

	socket = fcntl(socket, F_DUPFD_CLOEXEC, FIRST_FREE);
	file = fcntl(file, F_DUPFD_CLOEXEC, FIRST_FREE);
	if (socket >= 0 && file >= 0)
		failed = spawn(program, socket, file, ret_pid);
	if (socket >= 0)
		close(socket);
	if (file >= 0)
		close(file);
	return failed;
}

int schain__child_start(schain__child *child, const char *program, int file, char *why, size_t size)
{
	int pair[2], failed;
	pid_t pid = 0;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair)) {
		snprintf(why, size, "no socket to it: %.100s", strerror(errno));
		return -1;
	}
	failed = spawn_apart(program, pair[1], file, &pid);
	close(pair[1]);
	if (failed) {
		close(pair[0]);
		snprintf(why, size, "cannot be started: %.100s", strerror(failed));
		return -1;
	}
	child->socket = pair[0];
	child->pid = pid;
	child->pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	return 0;
}

enum schain__child_result schain__child_send(const schain__child *child, const void *data, size_t size)
{
	ssize_t sent;

	do
		sent = send(child->socket, data, size, MSG_DONTWAIT | MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	if (sent >= 0)
		return SCHAIN__CHILD_DONE;
	return errno == EPIPE || errno == ECONNRESET || errno == EBADF ? SCHAIN__CHILD_GONE
	                                                               : SCHAIN__CHILD_AGAIN;
}

enum schain__child_result schain__child_receive(const schain__child *child, void *data, size_t size,
                                                size_t *ret_size)
{
	ssize_t got;

	do
		got = recv(child->socket, data, size, MSG_DONTWAIT | MSG_TRUNC);
	while (got < 0 && errno == EINTR);
	if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOMEM))
		return SCHAIN__CHILD_AGAIN;
	if (got <= 0) /* an empty message looks like the end, and is none of the protocol's */
		return SCHAIN__CHILD_GONE;
	*ret_size = (size_t)got;
	return SCHAIN__CHILD_DONE;
}

static int64_t now(void)
{
	struct timespec time = { 0, 0 };

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * NANOSECONDS + time.tv_nsec;
}

/* Until the descriptor is ready or the time is over. */
static void wait_for(int descriptor, int64_t *left)
{
	struct pollfd polled = { descriptor, POLLIN, 0 };
	int64_t begin = now(), milliseconds = *left / 1000000 + 1;

	poll(&polled, 1, milliseconds > 60000 ? 60000 : (int)milliseconds);
	*left -= now() - begin;
}

void schain__child_wait(const schain__child *child, int64_t *left)
{
	wait_for(child->socket, left);
}

/* Is it certain that the number is still that child's? */
static int is_ours(const schain__child *child)
{
	siginfo_t info;

	memset(&info, 0, sizeof info);
	return !waitid(P_PID, (id_t)child->pid, &info, WEXITED | WNOHANG | WNOWAIT);
}

void schain__child_kill(schain__child *child)
{
	if (child->socket >= 0)
		close(child->socket);
	child->socket = -1;
	if (child->pid && child->pidfd >= 0)
		syscall(SYS_pidfd_send_signal, child->pidfd, SIGKILL, NULL, 0);
	else if (child->pid && is_ours(child))
		kill((pid_t)child->pid, SIGKILL);
}

static void forget(schain__child *child)
{
	if (child->socket >= 0)
		close(child->socket);
	if (child->pidfd >= 0)
		close(child->pidfd);
	child->socket = -1;
	child->pidfd = -1;
	child->pid = 0;
}

int schain__child_reap(schain__child *child, schain__child_end *ret_end)
{
	int has_pidfd = child->pidfd >= 0;
	siginfo_t info;

	if (!child->pid)
		return 1;
	memset(&info, 0, sizeof info);
	memset(ret_end, 0, sizeof *ret_end);
	if (!waitid(has_pidfd ? P_PIDFD : P_PID, has_pidfd ? (id_t)child->pidfd : (id_t)child->pid, &info,
	            WEXITED | WNOHANG)) {
		if (!info.si_pid)
			return 0;
		ret_end->is_known = 1;
		if (info.si_code == CLD_EXITED)
			ret_end->status = info.si_status;
		else
			ret_end->signal = info.si_status;
	}
	/* ECHILD: the host ignores SIGCHLD or waited for it. */
	forget(child);
	return 1;
}

void schain__child_finish(schain__child *child, int64_t patience, schain__child_end *ret_end)
{
	int64_t killed = 2 * NANOSECONDS; /* what the kernel may take to end it */

	memset(ret_end, 0, sizeof *ret_end);
	/* Without a pidfd the socket tells: its last holder is gone. */
	while (patience > 0 && !schain__child_reap(child, ret_end)) {
		if (child->pidfd >= 0) {
			wait_for(child->pidfd, &patience);
		} else {
			int64_t step = NANOSECONDS / 1000;

			patience -= step;
			wait_for(-1, &step);
		}
	}
	schain__child_kill(child);
	while (killed > 0 && !schain__child_reap(child, ret_end)) {
		int64_t step = NANOSECONDS / 1000;

		killed -= step;
		wait_for(child->pidfd, child->pidfd >= 0 ? &killed : &step);
	}
	forget(child);
}
#else
int schain__child_start(schain__child *child, const char *program, int file, char *why, size_t size)
{
	(void)child;
	(void)program;
	(void)file;
	snprintf(why, size, "this build starts no processes");
	return -1;
}

enum schain__child_result schain__child_send(const schain__child *child, const void *data, size_t size)
{
	(void)child;
	(void)data;
	(void)size;
	return SCHAIN__CHILD_GONE;
}

enum schain__child_result schain__child_receive(const schain__child *child, void *data, size_t size,
                                                size_t *ret_size)
{
	(void)child;
	(void)data;
	(void)size;
	(void)ret_size;
	return SCHAIN__CHILD_GONE;
}

void schain__child_wait(const schain__child *child, int64_t *left)
{
	(void)child;
	*left = 0;
}

void schain__child_kill(schain__child *child)
{
	(void)child;
}

int schain__child_reap(schain__child *child, schain__child_end *ret_end)
{
	(void)child;
	memset(ret_end, 0, sizeof *ret_end);
	return 1;
}

void schain__child_finish(schain__child *child, int64_t patience, schain__child_end *ret_end)
{
	(void)child;
	(void)patience;
	memset(ret_end, 0, sizeof *ret_end);
}
#endif
