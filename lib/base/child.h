/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_BASE_CHILD_H
#define SCHAIN_BASE_CHILD_H
/*
 * A child process and the socket to it. Nothing but schain__child_start(),
 * schain__child_wait() and schain__child_finish() ever waits. No signal handler
 * is needed, and the process may ignore SIGCHLD or wait for children it does
 * not know.
 */
#include <stddef.h>
#include <stdint.h>

typedef struct schain__child {
	int socket; /* to it; -1: none */
	int pidfd;  /* of it; -1: none, or the kernel has none */
	int64_t pid; /* 0: there is no child */
} schain__child;

/* How a child ended. */
typedef struct schain__child_end {
	int signal; /* that ended it; 0 none */
	int status; /* of its exit */
	int is_known; /* 0: somebody else waited for it */
} schain__child_end;

enum schain__child_result {
	SCHAIN__CHILD_DONE,
	SCHAIN__CHILD_AGAIN, /* it would have had to wait */
	SCHAIN__CHILD_GONE,  /* the other end is closed */
};

/* Descriptors that the child is born with; 0 to 2 are /dev/null. */
enum {
	SCHAIN__CHILD_SOCKET = 3, /* to its parent */
	SCHAIN__CHILD_FILE = 4,   /* the one it was given */
};

/*
 * Starts `program` with no arguments and an empty environment. Returns 0, or -1
 * with the reason in `why`.
 */
int schain__child_start(schain__child *child, const char *program, int file, char *why, size_t size);
enum schain__child_result schain__child_send(const schain__child *child, const void *data,
                                             size_t size);
/* *ret_size is above `size` for a message that did not fit and is lost. */
enum schain__child_result schain__child_receive(const schain__child *child, void *data, size_t size,
                                                size_t *ret_size);
/* Waits until there is something to receive, and takes the time spent off *left, in nanoseconds. */
void schain__child_wait(const schain__child *child, int64_t *left);
/* Ends it, and the socket to it. */
void schain__child_kill(schain__child *child);
/* 1 once it has ended and its place is free again; ret_end is left alone if there was none. */
int schain__child_reap(schain__child *child, schain__child_end *ret_end);
/* Lets it end by itself for that long, kills it then, and frees its place. */
void schain__child_finish(schain__child *child, int64_t patience, schain__child_end *ret_end);
#endif
